/* session.h: who makes a request. The web room stores sessions and checks tokens; what a person may
** do is known above it (people/), which fills these hooks when a fund is opened. */
#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include "web/reply.h"

struct granted {
    str role;     /* name in the edition's roles */
    str scope;    /* "fund", "organization", "record" */
    i64 scope_id; /* organization id, or record id with record_kind */
    str record_kind;
    i64 until; /* NO_DATE: open-ended */
};
struct granted_array {
    struct granted *v;
    size_t n, cap;
};

/* A record that is closed to the person: a conflict of interest was declared. What they hold for an
** organization stays theirs; no other duty opens it. */
struct barred {
    str kind;
    i64 record;
    str address; /* of its page, "/desk/proposals/k3v9d2xw": what lies below it is closed too */
};
struct barred_array {
    struct barred *v;
    size_t n, cap;
};

struct session {
    i64 id, account;
    str name, email;
    str token; /* of forms */
    str lang;
    str role;                    /* role chosen in the switch, or empty: all roles at once */
    struct granted_array grants; /* in force at r->now */
    struct barred_array bars;
};

/* Where a record stands, filled by its guard. */
struct scope {
    const char *kind; /* "proposal" */
    i64 record;
    i64 organizations[32]; /* whose record it is: the lead first, then the other parties */
    size_t organization_count;
    i64 created_by;
    i64 call;      /* under which it stands, or 0 */
    bool anywhere; /* belongs to no organization: a verb held anywhere will do (calls) */
};

/* Not one record but the fund itself: a duty for one organization or one record does not reach it. */
extern const struct scope whole_fund;

/* Filled by people/ at START; never NULL while a fund is open. */
struct access_hooks {
    /* Name, address and grants of an account; NOT_FOUND if it is closed. */
    enum status (*load)(struct request *r, struct session *s);
    /* Does any grant of the session give the verb at this scope (NULL: anywhere)? */
    bool (*may)(const struct request *r, const char *verb, const struct scope *scope);
    /* A page or a file that a signed-in person asked for was made; or NULL. */
    void (*opened)(struct request *r, const struct response *s);
    /* The fund is about to be closed in good order; or NULL. */
    void (*closing)(struct app *app);
};
extern struct access_hooks access_hooks;
/* Is this page, or what lies below it, of a record that is closed to the person? */
bool address_barred(const struct request *r, str address);
/* The addresses of such records, as a JSON array for {in …}; empty if there are none. */
str addresses_barred(struct request *r);

/* Opens a session and sets its cookie (fresh token each time: nothing to fixate). */
enum status session_open(struct request *r, struct response *s, i64 account, str lang);
/* Ends this session, or all of an account. */
enum status session_end(struct request *r, struct response *s);
enum status session_end_all(struct request *r, i64 account);
/* Ends one of one's own sessions by its code (NOT_FOUND if there is none), or all but this one. */
enum status session_end_one(struct request *r, str code);
enum status session_end_others(struct request *r);
/* Finds the session of the cookie and loads who it is; leaves r->session NULL if there is none. */
enum status session_find(struct request *r);
/* One's open sessions, newest use first. */
struct session_row_array;
enum status session_of(struct db *db, struct arena *a, i64 account, struct session_row_array *out);
/* When somebody signed in last; NO_DATE: never. */
enum status session_last(struct db *db, struct arena *a, i64 account, i64 *out);
enum status session_language(struct tx *tx, i64 session, str lang);
/* Acts as one role only, or as all again with an empty one. */
enum status session_act_as(struct tx *tx, i64 session, str role);
/* A note shown once at the top of the next desk page. */
enum status session_note(struct request *r, str note);
enum status session_take_note(struct request *r, str *note);
/* What limits count a client by: an IPv4 address whole, an IPv6 one by its /64, which one customer
** holds, an IPv4 address inside an IPv6 one as itself. */
str client_group(struct request *r);
/* How often something may be tried: `limit` times in `seconds` by whoever `key` names (an address, an
** account). */
struct attempt {
    str key;
    i64 limit, seconds;
};
/* Counts this try by each of the keys, up to the first that does not allow it; if all do, runs `also` (or
** NULL) in the same transaction: what could not be done does not count as tried. LIMIT if it is not
** allowed; never tells by which. */
enum status attempts_take(struct request *r, const struct attempt *v, size_t n, write_fn *also,
                          void *to);
/* Forgets the tries of a key, after a success. */
enum status attempt_clear(struct request *r, str key);

#endif

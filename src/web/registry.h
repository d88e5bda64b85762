/* registry.h: what the comments above functions register (docs/formats.md, "Registration"). The
** index tool writes the tables into build/gen/registry.c and the prototypes of the registered
** functions into build/gen/registry.h, which a feature includes so that the compiler compares the
** two. */
#ifndef WEB_REGISTRY_H
#define WEB_REGISTRY_H

#include "store/store.h"
#include "web/request.h"

#include <stdatomic.h>

struct app;
struct check;
struct demo;
struct doctor;
struct env;
struct response;
struct sitemap;
struct view;

typedef enum status handler(struct request *r, struct response *s);
typedef enum status guard_fn(struct request *r, str code, struct scope *out);

enum access {
    ACCESS_PUBLIC,    /* GET only, reads no session, cached whole */
    ACCESS_ANONYMOUS, /* reads no session, not cached; POSTs judged by Origin or Sec-Fetch-Site */
    ACCESS_SIGNED,    /* any signed-in person */
    ACCESS_NEEDS /* a verb: at the fund's scope, on the record that the guard loads, or anywhere */
};

/* One row per ROUTE. Sorted by number of segments, then segment by segment (literals by their
** bytes, parameters last), then method: the first row that matches a path is the right one. */
struct route {
    enum method method;          /* METHOD_GET or METHOD_POST; HEAD is answered by GET's handler */
    const char *pattern;         /* "/desk/proposals/:proposal/submit" */
    const char *const *segments; /* "desk", "proposals", ":proposal", "submit" */
    size_t segment_count;        /* 0 for "/" */
    const char *const *queries;  /* declared query parameters */
    size_t query_count;
    enum access access;
    const char *verb;        /* of ACCESS_NEEDS, else NULL */
    bool anywhere;           /* the verb at any scope will do; else the fund's or the record\'s */
    const char *on;          /* path parameter that names the record, or NULL */
    guard_fn *guard;         /* loads that record's scope; NULL exactly when `on` is */
    i64 max_body;            /* bytes a request's body may have */
    bool desk;               /* below /desk: reads a session, never cached */
    const struct view *view; /* what a GET shows, read from its handler; NULL: bytes of its own */
    const char *help;        /* the lines of the comment, or "" */
    const char *where;       /* "src/publish/event/event.c:12" */
    handler *fn;
};
extern const struct route routes[];
extern const size_t route_count;

/* One run of the command line: `letsema NAME ARGUMENT…`, in its own process or, when a server holds
** the fund, inside that server (web/command.h). */
enum { COMMAND_INPUTS = 8 };
struct command {
    const char *name; /* "edition check" */
    const char *dir;  /* the fund's folder, where the usage has DIR; else NULL */
    int argc;         /* the other arguments */
    char **argv;
    struct env *env;
    FILE *out, *err; /* what the person at the terminal reads; a live command writes here only */
    bool terminal;   /* err is a terminal */
    int code;        /* what to return when command_open gave no fund */

    /* of web/command.c */
    int word_count; /* the whole line as it was typed */
    char **words;
    struct app *app; /* the serving fund, inside a server */
    int inputs[COMMAND_INPUTS], input_count, input_next;
};
/* Returns 0 done, 1 refused with one clear line on stderr, 2 wrong usage. */
typedef int command_fn(struct command *c);
struct command_entry {
    const char *name;  /* one or more lower-case words */
    int words;         /* how many */
    const char *usage; /* "DIR FILE", or "" */
    int dir_at;        /* which argument is DIR, counted from 0; -1 if none is */
    bool live;         /* a running server may run it */
    const char *help;
    const char *where;
    command_fn *fn;
};
extern const struct command_entry commands[]; /* sorted by name */
extern const size_t command_count;

struct job {
    struct app *app;
    struct db *db;
    struct arena *arena;
    str args; /* as given to job_put; empty for a periodic run */
    i64 now;
    struct job_claimed *claimed; /* of web/serve.c, with `stop` */
    const atomic_bool *stop;
};
/* To be asked now and then by what takes long: false when the server ends or the work was given to
** another; the job then returns BUSY and runs again later. */
bool job_goes_on(struct job *j);
typedef enum status job_fn(struct job *j);
struct job_entry {
    const char *kind;
    i64 period; /* seconds; 0: only when put */
    bool slow;  /* may take minutes: it has a runner of its own */
    const char *help;
    const char *where;
    job_fn *fn;
};
extern const struct job_entry job_kinds[]; /* sorted by kind */
extern const size_t job_kind_count;

struct guard_entry {
    const char *name; /* of the path parameter, "proposal" */
    const char *help;
    const char *where;
    guard_fn *fn;
};
extern const struct guard_entry guards[]; /* sorted by name */
extern const size_t guard_count;

enum setting_type {
    SETTING_TEXT,
    SETTING_MARKDOWN,
    SETTING_DAYS, /* web/days.h */
    SETTING_INT,
    SETTING_BOOL, /* "yes" or "no" */
    SETTING_CHOICE,
    SETTING_COLOUR,   /* "#1f5a99" */
    SETTING_ZONE,     /* IANA name */
    SETTING_LANGUAGES /* codes, separated by spaces, the first is the bare address's */
};
struct setting_entry {
    const char *key; /* "fund.name" */
    enum setting_type type;
    const char *const *choices; /* of SETTING_CHOICE */
    size_t choice_count;
    const char *value; /* the default */
    const char *help;  /* message to translate */
    const char *where;
};
extern const struct setting_entry setting_entries[]; /* sorted by key */
extern const size_t setting_entry_count;

struct menu_entry {
    const char *menu; /* "desk", "public", "footer" … */
    i64 order;
    const char *path;
    const char *label; /* message to translate */
    bool is_signed;    /* for signed-in people; true also when a verb is needed */
    const char *verb;  /* who may use it, or NULL */
    const char *where;
};
extern const struct menu_entry menu_entries[]; /* sorted by menu, order, label */
extern const size_t menu_entry_count;

/* What a kind of record is called: a table of the journal, or what search_put gets. */
struct record_kind {
    const char *name;    /* "newsletter" */
    const char *label;   /* of one, "Issue of the newsletter": message to translate */
    const char *segment; /* the parameter that stands for it in addresses, "issue" */
    i64 order;           /* in the public search */
    const char *plural;  /* its heading there, "Newsletter": message to translate; or NULL */
    const char *where;
};
extern const struct record_kind record_kinds[]; /* sorted by order, name */
extern const size_t record_kind_count;
/* The kind of that name, or NULL. */
const struct record_kind *record_kind_find(str name);

/* The heading of the settings whose keys begin so: "fund" of "fund.name". */
struct setting_group {
    const char *name, *label;
    const char *where;
};
extern const struct setting_group setting_groups[]; /* sorted by name */
extern const size_t setting_group_count;

typedef enum status sitemap_fn(struct db *db, struct arena *a, struct sitemap *out);
struct sitemap_entry {
    const char *name;
    const char *where;
    sitemap_fn *fn;
};
extern const struct sitemap_entry sitemap_entries[]; /* sorted by name */
extern const size_t sitemap_entry_count;

typedef enum status start_fn(struct app *app);
struct start_entry {
    const char *name;
    const char *where;
    start_fn *fn;
};
extern const struct start_entry start_entries[]; /* in order of rooms, then by file and line */
extern const size_t start_entry_count;

/* Run once in a copy that was restored from a backup, in one transaction: what only the old one may
** still use ends (sessions, links with one purpose). */
typedef enum status restored_fn(struct tx *tx);
struct restored_entry {
    const char *name;
    const char *where;
    restored_fn *fn;
};
extern const struct restored_entry
    restored_entries[]; /* in order of rooms, then by file and line */
extern const size_t restored_entry_count;

typedef enum status demo_fn(struct demo *d);
struct demo_entry {
    i64 order;
    const char *where;
    demo_fn *fn;
};
extern const struct demo_entry demo_entries[]; /* sorted by order */
extern const size_t demo_entry_count;

/* store/check.h says what a check does; web/verify.h runs them. */
typedef enum status check_fn(struct check *c);
struct check_entry {
    const char *name;
    const char *help; /* what it looks at: message to translate */
    const char *where;
    check_fn *fn;
};
extern const struct check_entry check_entries[]; /* in order of rooms, then by file and line */
extern const size_t check_entry_count;

/* web/doctor.h says what a question does and runs them. */
typedef void doctor_fn(struct doctor *d);
struct doctor_entry {
    const char *name;
    const char *help; /* what it looks at: message to translate */
    const char *where;
    doctor_fn *fn;
};
extern const struct doctor_entry doctor_entries[]; /* in order of rooms, then by file and line */
extern const size_t doctor_entry_count;

#endif

/* fund.h: a throw-away fund for one .test file: its folder, its people, its requests. Every request
** goes the whole way through the network's parser and the dispatcher, without a socket. Called by
** runner.c; one fund is open at a time. */
#ifndef TEST_FUND_H
#define TEST_FUND_H

#include "web/app.h"
#include "web/guard.h"
#include "web/registry.h"

#define TEST_HOST "fund.example.org"
#define TEST_PASSWORD "an example of a password"

/* Somebody who makes requests, with the cookie of the own browser. */
struct person {
    str key;    /* "editor 2 of EXAMPLE", or "nobody" */
    str cookie; /* value of the session's cookie, or empty */
};
struct person_array {
    struct person *v;
    size_t n, cap;
};

struct fund {
    struct arena *arena;
    const char *dir;
    const char *database; /* its address on PostgreSQL, or "" */
    struct app *app;
    struct db *db;
    struct net_app net;
    struct net_config config;
    void *worker;
    void *watch; /* a connection past the store that only sees whether others wrote */
    i64 *due;    /* of the periodic jobs */
    struct person_array people;
    size_t current; /* index of who makes the next request */
};

/* The answer to one request. */
struct answer {
    int status;
    struct pair_array headers; /* names in lower case */
    str head, body;
    str fault; /* why the bytes are no reply at all; empty if they are */
};

/* Makes a fund in a new folder below `base`, with that shipped edition, opens it at that instant.
** False with one line on stderr if it cannot. */
bool fund_open(const char *base, const char *edition, i64 now, struct fund *out);
/* Closes it and removes its folder. */
void fund_close(struct fund *f);
void fund_clock(struct fund *f, i64 now);

/* Chooses who makes the next requests: makes the account (and the organization with that code) and
** signs in when it is the first time. `role` empty is nobody, with a fresh browser. False with the
** reason in *fault. */
bool fund_as(struct fund *f, str role, str number, str organization, str *fault);
/* A request of who is signed in, past the network, for the program's own functions; false for nobody. */
bool fund_request(struct fund *f, struct arena *a, struct request *out);
/* The token of the forms of who is signed in, or empty. */
str fund_token(struct fund *f);

/* Sends one request of the current person; keeps the cookie that comes back. `headers` take the
** place of those that a browser would send; an empty one leaves it out. */
void fund_send(struct fund *f, str method, str target, const struct pair_array *headers, str type,
               str body, struct answer *out);
str answer_header(const struct answer *w, const char *lower_name);

/* The token of a new link for the first visit of an empty fund. */
bool fund_first_visit(struct fund *f, str *token);

/* Changes whenever anything at all was written to the database; negative if that cannot be seen. */
i64 fund_version(struct fund *f);

/* Changes the database past the program; false with the reason in *fault. */
bool fund_damage(struct fund *f, str sql, str *fault);

/* Runs what is due. */
void fund_jobs(struct fund *f);

/* A letter in DIR/mail, decoded for searching. */
struct mailed {
    str file, to, text; /* text: subject, then the body */
};
struct mailed_array {
    struct mailed *v;
    size_t n, cap;
};
/* All letters, oldest first. */
void fund_letters(struct fund *f, struct mailed_array *out);

#endif

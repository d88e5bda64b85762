/* demo.h: filling a demonstration fund. Records are made by the same requests that a browser sends,
** through the dispatcher, with the clock set to the past: so permission, checks, journal, search and
** letters are those of real work. A feature fills its part in a function with a DEMO comment. */
#ifndef WEB_DEMO_H
#define WEB_DEMO_H

#include "web/app.h"
#include "web/net.h"

struct demo_person {
    str name; /* "officer", "lead-b" */
    i64 account;
};
struct demo_file {
    str field, filename, type, bytes;
};

struct demo {
    struct app *app;
    struct db *db;
    struct arena *arena;
    i64 now; /* when the demonstration is made; everything in it lies before */
    struct {
        struct demo_person *v;
        size_t n, cap;
    } people;
    /* the answer to the last request; until the next one */
    int status;
    str location, body;
    /* the browser's own */
    struct arena *reply;
    struct net_app net;
    struct net_config config;
    void *worker;
    i64 *due;
    str cookie, token, who;
    struct pair_array fields;
    struct {
        struct demo_file *v;
        size_t n, cap;
    } files;
};

/* `d` is zeroed but for app, arena and now. */
enum status demo_open(struct demo *d);
void demo_close(struct demo *d);

/* Moves the clock on, never back: letters that wait leave first. */
void demo_at(struct demo *d, i64 instant);
/* The instant of a clock time in the fund's zone, `days` before (negative) or after today. */
i64 demo_instant(const struct demo *d, i64 days, int hour, int minute);
/* "2027-01-05" and "2027-01-05T23:59" of such a day, for form fields. */
str demo_day(const struct demo *d, i64 days);
str demo_local(const struct demo *d, i64 days, int hour, int minute);

/* Who makes the next requests: a person that was added by demo_person_add, with a fresh session. */
void demo_person_add(struct demo *d, str name, i64 account);
enum status demo_as(struct demo *d, const char *name);
i64 demo_account(const struct demo *d, const char *name);

/* Collects a field or a file of the form that demo_post sends. */
void demo_field(struct demo *d, const char *name, str value);
void demo_upload(struct demo *d, const char *name, str filename, str type, str bytes);
/* OK when a GET is answered with 200 and a POST with 303; else one line on stderr and FAILED. */
enum status demo_get(struct demo *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
enum status demo_post(struct demo *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The run of letters, digits, - and _ behind a literal in the last answer's address or body, copied
** into the demonstration's arena; NO_STR if it is not there. */
str demo_after(struct demo *d, const char *literal);
/* A file that is embedded in the program: "demo/data/programmes.csv"; NO_STR if there is none. */
str demo_asset(const char *name);

#endif

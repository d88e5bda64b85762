/* registration.h: what the comments above functions register, read from C files and checked one by
** one; index.c checks them against each other and writes the tables. */
#ifndef TOOLS_REGISTRATION_H
#define TOOLS_REGISTRATION_H

#include "csource.h"

enum registered {
    R_ROUTE,
    R_COMMAND,
    R_JOB,
    R_GUARD,
    R_SETTING,
    R_MENU,
    R_SITEMAP,
    R_START,
    R_RESTORED,
    R_DEMO,
    R_CHECK,
    R_DOCTOR,
    R_RECORD,
    R_GROUP,
    R_KINDS
};

/* The struct has room for every kind; a kind fills what it has. */
struct registration {
    enum registered kind;
    const char *file;
    int line, room;
    const char *help; /* the ** lines in one, or "" */
    const char *fn;   /* the function below, NULL for SETTING, MENU, RECORD, GROUP */
    const char *name; /* command, job, guard, setting, menu, sitemap, start, restored, check,
                         doctor, record, group */

    bool post, desk;  /* route */
    const char *path; /* route, menu */
    struct names segments, queries;
    const char *access;    /* "ACCESS_PUBLIC" … */
    const char *verb, *on; /* route; verb of a menu too */
    bool anywhere;         /* the verb at any scope will do */
    i64 max_body;
    const char *view; /* what a GET route's handler ends in: show(r, s, VIEW_view, …); or NULL */

    const char *usage; /* command */
    int words, dir_at;
    bool live; /* a running server may run it */

    bool slow;  /* job */
    i64 number; /* period of a job, order of a menu entry, demo or record */

    const char *type; /* setting: "SETTING_TEXT" … */
    struct names choices;
    const char *value; /* its default */

    const char *label;   /* menu, record, group */
    const char *plural;  /* record: its heading in the public search; NULL where it is not found */
    const char *segment; /* record: the parameter that stands for it in addresses */
    bool is_signed;
};
struct registrations {
    struct registration *v;
    size_t n, cap;
};

/* Adds what a file registers. */
void registrations_read(const struct c_source *s, int room, struct registrations *out);
/* Below /desk, and nothing else. */
bool path_is_desk(const char *path);

#endif

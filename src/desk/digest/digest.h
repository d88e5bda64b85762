/* digest.h: the daily mail of one person: what waits, as the desk shows it, in parts; and whether it is
** to be sent. make.c gathers and decides, letter.c writes it in words, send.c is the job, own.c the page
** on which a person chooses how often. */
#ifndef DESK_DIGEST_H
#define DESK_DIGEST_H

#include "desk/waiting/waiting.h"
#include "fund/calendar/calendar.h"

enum digest_part { PART_OVERDUE, PART_SOON, PART_NEW, PART_OTHER, PART_LATE, DIGEST_PARTS };

struct daily {
    i64 day;  /* of the fund */
    i64 last; /* the day of the one before, or NO_DATE */
    struct waiting_item_array parts[DIGEST_PARTS];
    size_t waiting, overdue, late; /* lines of the person's own; of these overdue; of others */
    str named, before; /* the lines of this one and of the one before, by what they name */
    bool fresh;        /* something is named that was not before */
    bool reached;      /* a reminder's day came since then */
    bool required;     /* one that comes whatever a person chose */
    bool overdue_new;  /* an overdue line came or was reminded of since then */
    bool today;        /* something is due today */
};

/* A request as the person would make it with all duties at once, for what is gathered outside of one;
** NOT_FOUND if the account is closed. */
enum status digest_request(struct app *app, struct db *db, struct arena *a, i64 account, i64 now,
                           struct request *out);
/* Gathers it. `r` is such a request. */
enum status digest_make(struct request *r, struct daily *out);
/* Is it to be sent today, as the person chose? */
bool digest_is_due(const struct calendar *c, const struct daily *d, str choice);
/* Was this line in the one before? */
bool digest_knew(const struct daily *d, const struct waiting_item *x);

/* The parts with their headings, lines in words. */
void digest_groups(struct request *r, const struct daily *d, struct digest_group_array *out);
void digest_letter(struct request *r, const struct daily *d, str *subject, str *text);

i64 digest_hour(struct app *app);

#endif

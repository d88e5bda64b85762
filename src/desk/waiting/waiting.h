/* waiting.h: what waits for a person: the rows of the desk, and the lines of the daily mail (digest/),
** which therefore cannot say anything else. */
#ifndef DESK_WAITING_H
#define DESK_WAITING_H

#include "edition/adopted.h"
#include "people/people.h"
#include "web/app.h"

#include "gen/model.h"

/* All that waits for the person, what is late first; and what others are late with so long that the
** edition has the person told. */
enum status waiting_fill(struct request *r, struct waiting_item_array *items,
                         struct waiting_item_array *others);
/* Days from a due day to another day, negative before it, counted as the edition counts its reminders. */
struct calendar;
i64 waiting_reminder_days(const struct calendar *c, const struct reminder *m, i64 due, i64 day);

/* --- of the files of this folder --- */

/* Pushes what waits: proposals by the workflow of their edition; then what other duties bring. */
enum status waiting_proposals_fill(struct request *r, struct waiting_item_array *items,
                                   struct waiting_item_array *others);
/* Reviews that others are late with. */
enum status waiting_reviews_late_fill(struct request *r, struct waiting_item_array *out);
/* Does the edition have the person told of a duty of this side that is due on a day? */
bool waiting_told(struct request *r, const struct edition *e, str side, i64 due,
                  const struct scope *scope);
enum status waiting_duties_fill(struct request *r, struct waiting_item_array *out);
/* Appeals to decide, requests about a lead or about joining notes to answer. */
enum status waiting_requests_fill(struct request *r, struct waiting_item_array *out);

/* Invitations to answer or to confirm, parts of proposals to deliver. */
enum status waiting_partners_fill(struct request *r, struct waiting_item_array *out);

/* "today", "3 working days": how long ago, in working days of the fund's zone. */
str waiting_age(struct request *r, i64 since);
/* "4 days left", "2 days late" of an instant; *late says which. */
str waiting_due(struct request *r, i64 due, bool *late);

#endif

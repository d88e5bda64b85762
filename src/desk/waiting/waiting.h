/* waiting.h: what waits for a person, as rows of the desk. Used only by the files of this folder. */
#ifndef DESK_WAITING_H
#define DESK_WAITING_H

#include "people/people.h"
#include "web/app.h"

#include "gen/model.h"

/* Pushes what waits: proposals by the workflow of their edition; then what other duties bring. */
enum status waiting_proposals_fill(struct request *r, struct waiting_item_array *out);
enum status waiting_duties_fill(struct request *r, struct waiting_item_array *out);
/* Appeals to decide, requests about a lead or about joining notes to answer. */
enum status waiting_requests_fill(struct request *r, struct waiting_item_array *out);

/* "today", "3 working days": how long ago, in working days of the fund's zone. */
str waiting_age(struct request *r, i64 since);
/* "4 days left", "2 days late" of an instant; *late says which. */
str waiting_due(struct request *r, i64 due, bool *late);

#endif

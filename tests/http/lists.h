/* lists.h: asks every list of the desk that is declared by web/list.h what each of them promises. Called
** by runner.c for the line `lists`. */
#ifndef TEST_LISTS_H
#define TEST_LISTS_H

#include "fund.h"

/* Sends a GET of whoever is asking now. */
typedef i64 lists_send(void *context, str target, struct answer *out);
/* Tells whether a list held; `why` is what came instead. */
typedef void lists_report(void *context, bool passed, str what, str why);

/* For each route below /desk that takes `sort` and `after` and names no record, in parts of two rows:
** the parts together hold every row once and the count says so; each head sorts both ways, and the one
** way is the other backwards; the file holds exactly the rows of the list; filter and order stay in every
** link; a filter that finds nothing says so and leads back. A list of fewer than three rows proves
** nothing and fails. What the person may not see is passed over; with `whole`, a list that nobody has
** seen so far fails. */
void lists_run(struct arena *a, lists_send *send, lists_report *report, void *context, bool whole);

#endif

/* digests.h: holds the daily mail of everybody beside their desk. Called by runner.c for the line
** `digests`. */
#ifndef TEST_DIGESTS_H
#define TEST_DIGESTS_H

#include "fund.h"

typedef void digests_report(void *context, bool passed, str what, str why);

/* For each person who is still signed in: the mail as it would be now names exactly what the desk names,
** what waits for them and what others are late with, each with the same address; and where today's was
** written, the letter that left has exactly these addresses. Nobody with anything on the desk: fails. */
void digests_run(struct arena *a, struct fund *f, digests_report *report, void *context);

#endif

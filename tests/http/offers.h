/* offers.h: nobody is offered what is not theirs. Called by runner.c for the line `offers`. */
#ifndef TEST_OFFERS_H
#define TEST_OFFERS_H

#include "fund.h"

typedef void offers_report(void *context, bool passed, str what, str why);

/* Walks the desk of who is asking now, from its first page along all links, some addresses of each
** route: every link that a page shows must lead to a page, and every form must go to an address that
** this person may use just then. Nothing is sent. A desk without a form proves nothing and fails. */
void offers_run(struct arena *a, struct fund *f, offers_report *report, void *context);

#endif

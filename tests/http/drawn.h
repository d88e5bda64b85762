/* drawn.h: what people write comes out of every face as they wrote it. Called by runner.c for the line
** `drawn`; who is signed in may publish news and events. */
#ifndef TEST_DRAWN_H
#define TEST_DRAWN_H

#include "fund.h"
#include "hostile.h"

/* Draws hostile texts from a seed (right-to-left letters, what ends a line, a tag, a string or a cell in
** some format, letters of four bytes, letters that XML forbids), publishes news and events with them,
** and reads each face with a reader that knows nothing of the program: JSON by jansson, Atom, the sitemap
** and pages by libxml2, CSV and iCalendar by readers in drawn.c. The texts must be equal everywhere, no
** cell may be a formula, and lines of a calendar must be folded as RFC 5545 says. */
void drawn_run(struct arena *a, struct fund *fund, unsigned long long seed, hostile_report *report,
               void *context);

#endif

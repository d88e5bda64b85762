/* acts.h: any sequence of permitted acts leaves a joint budget whole. Called by runner.c for the line
** `acts`; the proposal is one whose form with a budget is being written. */
#ifndef TEST_ACTS_H
#define TEST_ACTS_H

#include "fund.h"
#include "hostile.h"

/* Draws acts of two organizations from a seed: lines added, changed, moved, removed, spread over the
** years, saved from a page that is old, pasted after a dry run, taken away as CSV or as a workbook and
** brought back. After each, all views have the same totals to the last cent, their rows, columns and
** cells add up, the support cost is each organization's own, the lines come to what this file computes
** from them by itself, and a refused act has changed nothing; in the end every version can still be
** opened and has the fingerprint and the bytes that it had when it was new. */
void acts_run(struct arena *a, struct fund *fund, unsigned long long seed, str proposal,
              hostile_report *report, void *context);

#endif

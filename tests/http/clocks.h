/* clocks.h: every deadline can be explained. Called by runner.c for the line `clocks`; the proposal is a
** concept note of the edition untfhs that is ready to be sent, the fund's zone is America/New_York. */
#ifndef TEST_CLOCKS_H
#define TEST_CLOCKS_H

#include "fund.h"
#include "hostile.h"

/* Draws from a seed: days and hours that pass, holidays that the administrator changes, and the steps that
** both sides may take, a question to the applicant again and again. After each, the tab of the time must
** say what this file counts by itself, day by day: stays that follow each other without a gap, how many
** days and working days each took and who held it, the day on which it was due, whether it is late, and
** the whole sentence that explains that day with each holiday that was left out. The due day is counted with
** the holidays of the moment at which the stay began and never changes afterwards; where today's holidays
** give another one, the sentence says that the day was named at the time. */
void clocks_run(struct arena *a, struct fund *fund, unsigned long long seed, str proposal,
                hostile_report *report, void *context);

#endif

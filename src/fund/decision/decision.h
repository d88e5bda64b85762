/* decision.h: taking a step that decides, for the features beside it whose acts decide too. */
#ifndef FUND_DECISION_H
#define FUND_DECISION_H

#include "fund/proposal/proposal.h"

/* Takes a step, and behind an approval the one that begins the programme, if nothing more is asked of
** anybody. In a transaction; refusals as step_take. */
enum status decision_take(struct tx *tx, struct step_take *t);

#endif

/* waiver.h: late submission of one proposal, by leave of the fund manager. */
#ifndef FUND_WAIVER_H
#define FUND_WAIVER_H

#include "store/store.h"

/* Until when a proposal may be sent although its call has closed; NOT_FOUND if no waiver holds. */
enum status waiver_of(struct db *db, struct arena *a, i64 proposal, i64 *until);

#endif

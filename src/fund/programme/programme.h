/* programme.h: programmes of the fund, for the features beside it and the rooms above. */
#ifndef FUND_PROGRAMME_H
#define FUND_PROGRAMME_H

#include "store/store.h"

/* The code of the programme that a proposal became; NOT_FOUND before that. */
enum status programme_of_proposal(struct db *db, struct arena *a, i64 proposal, str *code);

#endif

/* pledge.h: how a payment, or a lowering, is spread over the two books of its pledge, day by day. */
#ifndef MONEY_LEDGER_PLEDGE_H
#define MONEY_LEDGER_PLEDGE_H

#include "money/ledger/ledger.h"

/* What is open of a pledge at the end of a day: not yet certified, and certified. */
struct pledge_open {
    i64 day, promised, pledged;
};
struct pledge_open_array {
    struct pledge_open *v;
    size_t n, cap;
};
/* The day itself first, then each later one on which it changes. */
enum status pledge_open_from(struct db *db, struct arena *a, i64 pledge, i64 day,
                             struct pledge_open_array *out);
/* The least that is not yet certified on any of these days. */
i64 pledge_promised_least(const struct pledge_open_array *open);

/* How much of what is settled counts as certified from a day on. */
struct pledge_part {
    i64 day, pledged;
};
struct pledge_part_array {
    struct pledge_part *v;
    size_t n, cap;
};
/* Spreads an amount, at most what is open on each of the days. A payment takes what is certified first, a
** lowering what is not. The first part is of the day itself; another stands only where a later day leaves
** no choice: where it was certified after that, or where that was taken back. */
void pledge_parts(struct arena *a, const struct pledge_open_array *open, i64 amount, bool lowers,
                  struct pledge_part_array *out);

#endif

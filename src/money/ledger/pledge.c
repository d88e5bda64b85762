/* pledge.c: how a payment, or a lowering, is spread over the two books of its pledge. A bank dates a
** payment before the click that certifies the pledge: on its own day it settles what was promised only,
** and from the certification on what was certified. Called by post.c; writes nothing. */
#include "money/ledger/pledge.h"

#include "gen/ledger_sql.h"

enum status pledge_open_from(struct db *db, struct arena *a, i64 pledge, i64 day,
                             struct pledge_open_array *out)
{
    struct ledger_day_array days = {0};
    struct pledge_open at = {.day = day};
    size_t i = 0;
    TRY(ledger_pledge_days(db, a, pledge, &days));
    for (; i < days.n && days.v[i].day <= day; i++) {
        at.promised += days.v[i].promised;
        at.pledged += days.v[i].pledged;
    }
    *PUSH(a, out) = at;
    for (; i < days.n; i++) {
        at.day = days.v[i].day;
        at.promised += days.v[i].promised;
        at.pledged += days.v[i].pledged;
        *PUSH(a, out) = at;
    }
    return OK;
}

i64 pledge_promised_least(const struct pledge_open_array *open)
{
    i64 least = open->v[0].promised;
    for (size_t i = 1; i < open->n; i++)
        if (open->v[i].promised < least) least = open->v[i].promised;
    return least;
}

/* How little and how much of the amount can count as certified on a day. */
static void bounds(const struct pledge_open *open, i64 amount, i64 *low, i64 *high)
{
    *high = open->pledged < 0 ? 0 : open->pledged < amount ? open->pledged : amount;
    *low = amount - open->promised < 0 ? 0 : amount - open->promised;
}

/* The share that can stand the longest from the day at `from` on; of those what is certified first, or
** last where a pledge is lowered. */
static i64 lasting(const struct pledge_open_array *open, size_t from, i64 amount, bool lowers)
{
    i64 low, high, lowest, highest;
    bounds(&open->v[from], amount, &low, &high);
    for (size_t i = from + 1; i < open->n; i++) {
        bounds(&open->v[i], amount, &lowest, &highest);
        if (lowest < low) lowest = low;
        if (highest > high) highest = high;
        if (lowest > highest) break;
        low = lowest;
        high = highest;
    }
    return lowers ? low : high;
}

void pledge_parts(struct arena *a, const struct pledge_open_array *open, i64 amount, bool lowers,
                  struct pledge_part_array *out)
{
    for (size_t i = 0; i < open->n; i++) {
        i64 low, high;
        bounds(&open->v[i], amount, &low, &high);
        if (out->n && out->v[out->n - 1].pledged >= low && out->v[out->n - 1].pledged <= high)
            continue;
        *PUSH(a, out) = (struct pledge_part){.day = open->v[i].day,
                                             .pledged = lasting(open, i, amount, lowers)};
    }
}

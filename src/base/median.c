/* median.c: see median.h. Used where days are counted: how long people wait, how long stages take. */
#include "base/median.h"

#include "base/base.h"

static int compare(const void *a, const void *b)
{
    i64 x = *(const i64 *)a, y = *(const i64 *)b;
    return (x > y) - (x < y);
}

i64 median_twice(i64 *v, size_t n)
{
    qsort(v, n, sizeof *v, compare);
    return v[(n - 1) / 2] + v[n / 2];
}

str median_decimal(struct arena *a, i64 *v, size_t n)
{
    if (!n) return NO_STR;
    i64 twice = median_twice(v, n);
    return arena_printf(a, "%lld%s", (long long)(twice / 2), twice % 2 ? ".5" : "");
}

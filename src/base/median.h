/* median.h: the middle of many numbers, by the one definition that every page of the fund uses: of an even
** number the mean of the two in the middle, so that half a day is possible and nothing is rounded. */
#ifndef BASE_MEDIAN_H
#define BASE_MEDIAN_H

#include "base/str.h"

/* Twice the median of at least one number, which is always whole. Puts them in order. The numbers are
** days or the like: two of them fit together. */
i64 median_twice(i64 *v, size_t n);
/* The median itself as a decimal, "8" or "8.5"; nothing of no number. Puts them in order. For numbers that
** are not negative. */
str median_decimal(struct arena *a, i64 *v, size_t n);

#endif

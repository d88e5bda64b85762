/* base_median.c: as many lie below the median as above it, whatever order they come in. */
#define TEST_MAIN
#include "test.h"

#include "base/base.h"
#include "base/median.h"

static u64 state = 20261201;

static i64 drawn(i64 below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (i64)((state >> 33) % (u64)below);
}

/* The number that has exactly `rank` smaller ones before it, by counting; ties stand one behind the other. */
static i64 of_rank(const i64 *v, size_t n, size_t rank)
{
    for (size_t i = 0; i < n; i++) {
        size_t smaller = 0, same = 0;
        for (size_t k = 0; k < n; k++) {
            smaller += v[k] < v[i];
            same += v[k] == v[i];
        }
        if (smaller <= rank && rank < smaller + same) return v[i];
    }
    return -1;
}

TEST(it_is_the_middle_one_or_the_mean_of_the_two)
{
    enum { MOST = 40 };
    i64 v[MOST], kept[MOST];
    for (int round = 0; round < 2000; round++) {
        size_t n = 1 + (size_t)drawn(MOST);
        i64 below = 1 + drawn(round % 2 ? 5 : 1000);
        for (size_t i = 0; i < n; i++)
            v[i] = kept[i] = drawn(below);
        i64 want = n % 2 ? 2 * of_rank(kept, n, n / 2)
                         : of_rank(kept, n, n / 2 - 1) + of_rank(kept, n, n / 2);
        CHECK_INT(median_twice(v, n), want);
        for (size_t i = 1; i < n; i++)
            CHECK(v[i - 1] <= v[i]);
    }
}

TEST(more_of_the_same_and_one_step_further_move_it_as_they_must)
{
    enum { MOST = 20 };
    for (int round = 0; round < 500; round++) {
        i64 once[MOST], twofold[2 * MOST], later[MOST];
        size_t n = 1 + (size_t)drawn(MOST);
        for (size_t i = 0; i < n; i++) {
            once[i] = twofold[i] = twofold[n + i] = drawn(100);
            later[i] = once[i] + 7;
        }
        i64 m = median_twice(once, n);
        CHECK_INT(median_twice(twofold, 2 * n), m);
        CHECK_INT(median_twice(later, n), m + 14);
    }
}

TEST(words)
{
    struct arena *a = arena_new();
    i64 v[] = {10, 9, 3, 0};
    CHECK(median_decimal(a, v, 0).p == NULL);
    CHECK_STR(median_decimal(a, v, 1), "10");
    CHECK_STR(median_decimal(a, (i64[]){10, 9}, 2), "9.5");
    CHECK_STR(median_decimal(a, (i64[]){0, 1}, 2), "0.5");
    CHECK_STR(median_decimal(a, v, 4), "6");
    CHECK_STR(median_decimal(a, (i64[]){0, 0, 5}, 3), "0");
    arena_free(a);
}

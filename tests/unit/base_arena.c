/* Arenas: alignment, zeroes, independence of what was given out, growth, limits, poison. */
#define TEST_MAIN
#include "test.h"

#include "base/arena.h"

#include <stddef.h>

TEST(memory_is_zeroed_aligned_and_apart)
{
    struct arena *a = arena_new();
    enum { N = 3000 };
    u8 **given = NEW_ARRAY(a, N, u8 *);
    for (size_t i = 0; i < N; i++) {
        size_t n = i % 257;
        given[i] = arena_alloc(a, n);
        CHECK((uintptr_t)given[i] % _Alignof(max_align_t) == 0);
        for (size_t k = 0; k < n; k++)
            CHECK(given[i][k] == 0);
        memset(given[i], (int)(i & 255), n);
    }
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < i % 257; k++)
            CHECK(given[i][k] == (i & 255));
    arena_free(a);
}

TEST(nothing_is_a_valid_pointer)
{
    struct arena *a = arena_new();
    void *p = arena_alloc(a, 0), *q = arena_alloc(a, 0);
    CHECK(p && q && p != q);
    arena_free(a);
    arena_free(NULL);
}

TEST(large_pieces_get_their_own_room)
{
    struct arena *a = arena_new();
    for (size_t n = 1; n < (size_t)8 << 20; n = 3 * n + 1) {
        char *p = arena_alloc(a, n);
        CHECK(p[0] == 0 && p[n - 1] == 0);
        p[0] = p[n - 1] = 1;
    }
    arena_free(a);
}

TEST(reset_forgets_and_gives_zeroes_again)
{
    struct arena *a = arena_new();
    char *first = arena_alloc(a, 100);
    memset(first, 7, 100);
    for (int i = 0; i < 100; i++)
        memset(arena_alloc(a, 5000), 7, 5000);
    CHECK(arena_used(a) >= 500100);
    arena_reset(a);
    CHECK_INT(arena_used(a), 0);
    char *again = arena_alloc(a, 100);
    CHECK(again == first); /* the first block was kept */
    for (int i = 0; i < 100; i++)
        CHECK(again[i] == 0);
    arena_free(a);
}

TEST(lists_grow_and_keep_what_they_hold)
{
    struct arena *a = arena_new();
    struct {
        i64 *v;
        size_t n, cap;
    } list = {0};
    for (i64 i = 0; i < 100000; i++)
        *PUSH(a, &list) = i * i;
    CHECK_INT(list.n, 100000);
    for (i64 i = 0; i < 100000; i++)
        CHECK(list.v[i] == i * i);
    arena_free(a);
}

TEST(printf_of_any_length)
{
    struct arena *a = arena_new();
    CHECK_STR(arena_printf(a, "%d-%s", 12, "x"), "12-x");
    CHECK_STR(arena_printf(a, "%s", ""), "");
    for (int n = 0; n < 5000; n += 77) {
        str s = arena_printf(a, "%0*d", n + 1, 1);
        CHECK_INT(s.n, n + 1);
        CHECK(s.p[n] == '1' && s.p[n + 1] == 0);
    }
    arena_free(a);
}

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>

TEST(bytes_nobody_asked_for_are_poisoned)
{
    struct arena *a = arena_new();
    char *p = arena_alloc(a, 10), *q = arena_alloc(a, 16);
    CHECK(!__asan_region_is_poisoned(p, 10) && !__asan_region_is_poisoned(q, 16));
    CHECK(__asan_address_is_poisoned(p + 10) && __asan_address_is_poisoned(q + 16));
    arena_reset(a);
    CHECK(__asan_address_is_poisoned(p) && __asan_address_is_poisoned(q));
    arena_free(a);
}
#endif

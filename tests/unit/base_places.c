/* base_places.c: a text has one number, whatever came before it. */
#define TEST_MAIN
#include "test.h"

#include "base/places.h"

TEST(numbers_are_those_of_a_search_from_the_start)
{
    enum { TEXTS = 4000, KINDS = 900 };
    struct arena *a = arena_new();
    u64 state = 20261130;
    struct places p = places_new(a, TEXTS);
    CHECK(places_find(&p, S("x")) == SIZE_MAX && places_find(&p, NO_STR) == SIZE_MAX);
    for (int i = 0; i < TEXTS; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        str text = arena_printf(a, "%s%llu", i % 3 ? "1." : "",
                                (unsigned long long)((state >> 33) % KINDS));
        size_t had = 0, before = p.n;
        while (had < p.n && !str_eq(p.v[had], text))
            had++;
        CHECK(places_find(&p, text) == (had < before ? had : SIZE_MAX));
        CHECK(places_add(&p, text) == had);
        CHECK(places_find(&p, text) == had && p.n == before + (had == before));
    }
    CHECK(p.n > KINDS);
    arena_free(a);
}

TEST(an_empty_text_is_one_too_and_room_for_none_finds_none)
{
    struct arena *a = arena_new();
    struct places p = places_new(a, 2), none = places_new(a, 0);
    CHECK(places_add(&p, S("a")) == 0 && places_add(&p, NO_STR) == 1 && places_add(&p, S("")) == 1);
    CHECK(places_find(&none, S("a")) == SIZE_MAX);
    arena_free(a);
}

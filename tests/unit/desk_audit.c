/* Drawing samples: digests are those of b2sum, the draw is that of a plain model written elsewhere, and it
** depends on nothing but the seed, the kind and the codes. */
#define TEST_MAIN
#include "desk/audit/draw.h"

#include "test.h"

static struct drawn_array records(struct arena *a, bool divided, bool backwards)
{
    struct drawn_array all = {0};
    for (int i = 0; i < 10; i++) {
        int n = backwards ? 9 - i : i;
        *PUSH(a, &all) = (struct drawn){.code = arena_printf(a, "r%d", n),
                                        .stratum = !divided ? S("")
                                                   : n < 6  ? S("A")
                                                   : n < 9  ? S("B")
                                                            : S("C")};
    }
    return all;
}

/* The codes that have a place, in the order of their places. */
static str drawn_codes(struct arena *a, const struct drawn_array *all)
{
    str out = S("");
    for (size_t i = 0; i < all->n && all->v[i].place; i++)
        out = arena_printf(a, "%.*s%s%.*s", P(out), i ? " " : "", P(all->v[i].code));
    return out;
}

static void same(str is, str wanted)
{
    CHECK(str_eq(is, wanted));
}

static str draw(struct arena *a, i64 size, bool divided, bool backwards)
{
    struct drawn_array all = records(a, divided, backwards);
    sample_draw(a, S("lottery 7"), S("proposal"), size, &all);
    return drawn_codes(a, &all);
}

TEST(a_mark_is_what_b2sum_says)
{
    struct arena *a = arena_new();
    struct drawn_array all = records(a, false, false);
    sample_draw(a, S("lottery 7"), S("proposal"), 1, &all);
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i].code, S("r0")))
            same(all.v[i].mark,
                 S("72863f2d99223275702730bba31bedd86f86d740fef7a709b92187e3b9e66bc1"));
    arena_free(a);
}

TEST(the_lowest_marks_are_drawn)
{
    struct arena *a = arena_new();
    same(draw(a, 4, false, false), S("r6 r3 r9 r8"));
    same(draw(a, 5, true, false), S("r3 r0 r5 r6 r9"));
    same(draw(a, 2, true, false), S("r3 r6"));
    CHECK_INT(records(a, true, false).n, 10);
    struct drawn_array all = records(a, true, false);
    sample_draw(a, S("x"), S("proposal"), 100, &all);
    for (size_t i = 0; i < all.n; i++)
        CHECK_INT(all.v[i].place, (i64)i + 1);
    arena_free(a);
}

TEST(the_order_of_the_list_does_not_matter)
{
    struct arena *a = arena_new();
    for (i64 size = 0; size < 12; size++) {
        same(draw(a, size, false, true), draw(a, size, false, false));
        same(draw(a, size, true, true), draw(a, size, true, false));
    }
    arena_free(a);
}

TEST(a_list_is_read_as_it_was_written)
{
    struct arena *a = arena_new();
    struct drawn_array all = records(a, true, true), again = {0};
    all.v[3].stratum = S("\"One, with a comma\"");
    sample_draw(a, S("s"), S("k"), 3, &all);
    str text = sample_list_text(a, &all);
    CHECK(sample_list_read(a, text, &again));
    CHECK_INT(again.n, 10);
    same(again.v[0].code, S("r0"));
    same(again.v[6].stratum, S("\"One, with a comma\""));
    str before = drawn_codes(a, &all);
    sample_draw(a, S("s"), S("k"), 3, &again);
    same(drawn_codes(a, &again), before);
    again = (struct drawn_array){0};
    CHECK(!sample_list_read(a, S("code,other\n"), &again));
    CHECK(!sample_list_read(a, S("code,stratum,digest\nx\n"), &again));
    arena_free(a);
}

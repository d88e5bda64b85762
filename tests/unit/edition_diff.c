/* The difference of two texts by lines. */
#define TEST_MAIN
#include "edition/draft/diff.h"
#include "test.h"

static struct arena *arena;

/* One letter for each line: = same, - removed, + added, ~ a gap. */
static const char *shape(const struct diff *d)
{
    char *p = arena_alloc(arena, d->n + 1);
    for (size_t i = 0; i < d->n; i++)
        p[i] = "=-+~"[d->v[i].kind];
    return p;
}

static struct diff differ(const char *before, const char *after)
{
    if (!arena) arena = arena_new();
    struct diff d;
    diff_lines(arena, str_c(before), str_c(after), &d);
    return d;
}

/* Leaving out what was added gives the old text; leaving out what was removed gives the new one. */
static str side(const struct diff *d, enum diff_kind leave_out)
{
    str s = S("");
    for (size_t i = 0; i < d->n; i++)
        if (d->v[i].kind != leave_out) s = arena_printf(arena, "%.*s%.*s\n", P(s), P(d->v[i].text));
    return s;
}

TEST(nothing_differs)
{
    struct diff d = differ("a\nb\n", "a\nb\n");
    CHECK_STR(str_c(shape(&d)), "==");
    CHECK_INT(d.added + d.removed, 0);
    CHECK_INT(differ("", "").n, 0);
    CHECK_INT(differ("a", "a\n").added, 0);
}

TEST(from_and_to_nothing)
{
    struct diff d = differ("", "a\n\nb\n");
    CHECK_STR(str_c(shape(&d)), "+++");
    CHECK_INT(d.v[2].number, 3);
    d = differ("a\nb", "");
    CHECK_STR(str_c(shape(&d)), "--");
}

TEST(a_line_in_the_middle)
{
    struct diff d = differ("a\nb\nc\nd\n", "a\nx\nc\nd\ne\n");
    CHECK_STR(str_c(shape(&d)), "=-+==+");
    CHECK_INT(d.added, 2);
    CHECK_INT(d.removed, 1);
    CHECK_STR(d.v[1].text, "b");
    CHECK_INT(d.v[1].number, 2);
    CHECK_STR(d.v[2].text, "x");
    CHECK_INT(d.v[5].number, 5);
}

TEST(the_shortest_way)
{
    struct diff d = differ("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n");
    CHECK_INT(d.added + d.removed, 5);
    CHECK_STR(side(&d, DIFF_ADDED), "a\nb\nc\na\nb\nb\na\n");
    CHECK_STR(side(&d, DIFF_REMOVED), "c\nb\na\nb\na\nc\n");
}

TEST(any_two_texts_come_back)
{
    u32 seed = 7;
    for (int round = 0; round < 300; round++) {
        char text[2][80];
        for (int t = 0; t < 2; t++) {
            int n = 0;
            for (int i = 0; i < round % 35; i++) {
                seed = seed * 1664525 + 1013904223;
                text[t][n++] = (char)('a' + (seed >> 24) % 4);
                text[t][n++] = '\n';
            }
            text[t][n] = 0;
        }
        struct diff d = differ(text[0], text[1]);
        CHECK_STR(side(&d, DIFF_ADDED), text[0]);
        CHECK_STR(side(&d, DIFF_REMOVED), text[1]);
    }
}

TEST(beyond_the_bound_all_is_replaced)
{
    struct buf before, after;
    buf_init(&before, 1 << 20);
    buf_init(&after, 1 << 20);
    buf_lit(&before, "head\n");
    buf_lit(&after, "head\n");
    for (int i = 0; i < 1500; i++) {
        buf_printf(&before, "old %d\n", i);
        buf_printf(&after, "new %d\n", i);
    }
    buf_lit(&before, "tail\n");
    buf_lit(&after, "tail\n");
    buf_char(&before, 0);
    buf_char(&after, 0);
    struct diff d = differ(before.p, after.p);
    CHECK_INT(d.n, 3002);
    CHECK_INT(d.removed, 1500);
    CHECK_INT(d.added, 1500);
    CHECK_INT(d.v[3001].number, 1502);
    buf_free(&before);
    buf_free(&after);
}

TEST(gaps)
{
    struct diff whole = differ("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n"), d;
    diff_shorten(arena, &whole, 2, &d);
    CHECK_STR(str_c(shape(&d)), "~==-+==~");
    CHECK_INT(d.v[0].number, 2);
    CHECK_INT(d.v[7].number, 2);
    CHECK_INT(d.v[1].number, 3);
    whole = differ("1\n2\n", "1\n2\n");
    diff_shorten(arena, &whole, 3, &d);
    CHECK_STR(str_c(shape(&d)), "~");
    arena_free(arena);
    arena = NULL;
}

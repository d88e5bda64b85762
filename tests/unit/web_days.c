/* web_days.c: lists of days, one to a line, as people write them. */
#define TEST_MAIN
#include "test.h"

#include "web/days.h"

static struct arena *a;
__attribute__((constructor)) static void begin(void)
{
    a = arena_new();
}
__attribute__((destructor)) static void end(void)
{
    arena_free(a);
}

static str tidied(const char *text)
{
    str out = NO_STR, bad;
    return days_tidy(a, str_c(text), &out, &bad) ? out : bad;
}

TEST(are_put_in_their_order)
{
    CHECK_STR(tidied(""), "");
    CHECK_STR(tidied("\n  \n"), "");
    CHECK_STR(tidied("2026-12-25  Christmas Day \n\n 2026-01-01 New Year's Day"),
              "2026-01-01 New Year's Day\n2026-12-25 Christmas Day");
    CHECK_STR(tidied("2026-12-25 Noël\n2026-12-25 Christmas"), "2026-12-25 Christmas");
}

TEST(a_line_that_is_none_is_named)
{
    CHECK_STR(tidied("2026-12-25 Christmas\n25 December"), "25 December");
    CHECK_STR(tidied("2026-02-30 Never"), "2026-02-30 Never");
    CHECK_STR(tidied("2026-12-25"), "2026-12-25");
    struct buf b;
    buf_init(&b, 1 << 16);
    for (int i = 0; i <= DAYS_MOST; i++) {
        buf_date(&b, 20000 + i);
        buf_printf(&b, " Day %d\n", i);
    }
    str out, bad;
    CHECK(!days_tidy(a, buf_str(&b), &out, &bad));
    CHECK(bad.n == 0);
    buf_free(&b);
}

/* Whatever was taken reads as itself, and in order; what was not taken names a line of the text. */
TEST(drawn_texts)
{
    static const char *const pieces[] = {"2026-12-25", "2026-1-1",   " ",          "\n",
                                         "Christmas",  "\t",         "2027-01-01", "é",
                                         "-",          "9999-12-31", "x"};
    u64 seed = 7;
    for (int round = 0; round < 3000; round++) {
        str text = NO_STR, out, again, bad;
        for (int i = 0; i < 12; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            text = arena_printf(a, "%.*s%s", P(text),
                                pieces[(seed >> 33) % (sizeof pieces / sizeof *pieces)]);
        }
        if (!days_tidy(a, text, &out, &bad)) {
            CHECK(bad.n && str_find(text, bad) >= 0);
            continue;
        }
        CHECK(days_tidy(a, out, &again, &bad));
        CHECK(str_eq(out, again));
        struct named_day x;
        i64 last = NO_DATE;
        for (str rest = out; days_next(&rest, &x) > 0; last = x.day)
            CHECK(x.day > last && x.name.n);
    }
}

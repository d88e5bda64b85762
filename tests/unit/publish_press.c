/* The press: how long a download takes, calendars, words of a PDF, sizes of pictures, limited children. */
#define TEST_MAIN
#include "publish/document/line.h"
#include "publish/document/pdf.h"
#include "publish/event/calendar.h"
#include "publish/feed/piece.h"
#include "test.h"
#include "web/child.h"

/* The table of the model: tenths of a second for some sizes. */
TEST(a_download_takes_as_long_as_the_model_says)
{
    static const struct {
        i64 bytes, slow, fast;
    } rows[] = {{5000, 38, 6},    {12000, 52, 7},   {14000, 56, 7},
                {42000, 112, 10}, {83000, 194, 12}, {100000, 228, 13}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        i64 slow = line_milliseconds(LINE_SLOW, rows[i].bytes) - rows[i].slow * 100;
        i64 fast = line_milliseconds(LINE_3G, rows[i].bytes) - rows[i].fast * 100;
        CHECK(slow > -60 && slow < 60);
        CHECK(fast > -60 && fast < 60);
    }
}

TEST(a_time_is_said_in_words_rounded_up)
{
    struct arena *a = arena_new();
    struct request r = {.arena = a, .lang = S("en")};
    CHECK(str_eq(line_words(&r, LINE_SLOW, 83000), S("20 s")));
    CHECK(str_eq(line_words(&r, LINE_3G, 83000), S("2 s")));
    CHECK(str_eq(line_words(&r, LINE_SLOW, 1200000), S("5 minutes")));
    arena_free(a);
}

TEST(calendar_lines_fold_at_75_octets_between_characters)
{
    struct buf b;
    buf_init(&b, 10000);
    struct arena *a = arena_new();
    str line = S("X:");
    for (int i = 0; i < 100; i++)
        line = arena_printf(a, "%.*sé", P(line));
    calendar_line(&b, line);
    str rest = buf_str(&b), piece;
    while (rest.n && str_cut(&rest, '\n', &piece)) {
        CHECK(piece.n <= 76 && str_ends(piece, S("\r")));
        CHECK(str_is_text(str_sub(piece, 0, piece.n - 1)));
    }
    buf_free(&b);
    arena_free(a);
}

TEST(words_of_a_file_come_in_parts_that_a_slow_line_bears)
{
    struct arena *a = arena_new();
    struct pdf_part_array parts = {0};
    pdf_text_split(a, S("first\f\f  second \x01\xff page\n"), &parts);
    CHECK(parts.n == 1 && parts.v[0].page == 1);
    CHECK(str_eq(parts.v[0].text, S("first\n\nsecond  page")));
    struct buf b;
    buf_init(&b, 1 << 20);
    for (int i = 0; i < 5000; i++)
        buf_lit(&b, "words without end ");
    parts = (struct pdf_part_array){0};
    pdf_text_split(a, buf_str(&b), &parts);
    CHECK(parts.n >= 8);
    for (size_t i = 0; i < parts.n; i++)
        CHECK(parts.v[i].text.n <= PDF_PART_BYTES);
    buf_free(&b);
    arena_free(a);
}

TEST(only_a_picture_has_a_size)
{
    i64 w, h;
    CHECK(webp_size(S("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01"), &w, &h) &&
          w == 640 && h == 480);
    CHECK(!webp_size(S("RIFF\0\0\0\0WEBPVP8 "), &w, &h));
    CHECK(!webp_size(S("GIF89a"), &w, &h));
}

TEST(a_child_is_heard_and_its_limits_hold)
{
    struct arena *a = arena_new();
    str said;
    const char *const echo[] = {"echo", "heard", NULL}, *const forever[] = {"sleep", "100", NULL};
    const char *const endless[] = {"yes", NULL}, *const none[] = {"no-such-program", NULL},
                      *const no[] = {"false", NULL};
    struct child c = {
        .argv = echo, .memory = 1LL << 30, .written = 0, .seconds = 1, .output_max = 1000};
    CHECK(child_run(a, &c, &said) == OK && str_eq(said, S("heard\n")));
    c.argv = none;
    CHECK(child_run(a, &c, &said) == NOT_FOUND);
    c.argv = no;
    CHECK(child_run(a, &c, &said) == NOT_FOUND);
    c.argv = endless;
    CHECK(child_run(a, &c, &said) == LIMIT);
    c.argv = forever;
    CHECK(child_run(a, &c, &said) == LIMIT);
    arena_free(a);
}

/* The press: how long a download takes, calendars, words of a PDF, sizes of pictures, limited children. */
#define TEST_MAIN
#include "publish/document/pdf.h"
#include "test.h"
#include "web/calendar.h"
#include "web/line.h"
#include "web/picture.h"

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
    CHECK(
        picture_size(S("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01"), &w, &h) &&
        w == 640 && h == 480);
    CHECK(!picture_size(S("RIFF\0\0\0\0WEBPVP8 "), &w, &h));
    CHECK(!picture_size(S("GIF89a"), &w, &h));
    CHECK(picture_size(S("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xc3P\0\0\xc3P\x08\2\0\0\0"), &w, &h) &&
          w == 50000 && h == 50000);
    CHECK(picture_size(S("\xff\xd8\xff\xe0\0\4ab\xff\xff\xc0\0\x11\x08\1\2\3\4\3\1"), &w, &h) &&
          w == 0x304 && h == 0x102);
    CHECK(!picture_size(S("\xff\xd8\xff\xe0\xff\xff"), &w, &h));
    CHECK(!picture_size(S("\xff\xd8\xff\xe0\0\0\xff\xe0\0\0\xff\xe0"), &w, &h));
}

/* The small PDF writer of the demonstration: structure, cross-references, limits. */
#define TEST_MAIN
#include "desk/demo/make_pdf.h"
#include "test.h"

static size_t count(str s, str needle)
{
    size_t n = 0;
    for (i64 at; (at = str_find(s, needle)) >= 0; n++)
        s = str_sub(s, (size_t)at + needle.n, s.n);
    return n;
}

TEST(a_short_text_is_one_page)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    int pages = 0;
    CHECK(make_pdf(&b, S("A (small) title"), S("foot"),
                   S("# Title\n\nSome *words* of text\xE2\x80\x99s.\n\n- an item\n"),
                   &pages) == OK);
    str pdf = buf_str(&b);
    CHECK_INT(pages, 1);
    CHECK(str_starts(pdf, S("%PDF-1.4\n")) && str_ends(pdf, S("%%EOF\n")));
    CHECK(str_find(pdf, S("(Some words of text\x92s.) Tj")) > 0);
    CHECK(str_find(pdf, S("/Title(A \\(small\\) title)")) > 0);
    CHECK_INT(count(pdf, S("/Type/Page/")), 1);
    buf_free(&b);
}

/* Every offset of the cross-reference table must point at its object. */
TEST(cross_references_point_at_objects)
{
    struct buf b, text;
    buf_init(&b, 1 << 20);
    buf_init(&text, 1 << 20);
    buf_lit(&b, "before the file");
    size_t start = b.n;
    for (int i = 0; i < 300; i++)
        buf_lit(&text,
                "A paragraph that is long enough to be broken into more than one line of the "
                "page, so that lines and pages are both exercised by it.\n\n");
    int pages = 0;
    CHECK(make_pdf(&b, S("Long"), S("foot"), buf_str(&text), &pages) == OK);
    CHECK(pages > 10);
    str pdf = str_sub(buf_str(&b), start, b.n);
    i64 table = str_find(pdf, S("\nxref\n"));
    str row, rest = str_sub(pdf, (size_t)table + 6, pdf.n);
    CHECK(str_cut(&rest, '\n', &row) && str_cut(&rest, '\n', &row));
    i64 number = 0;
    while (str_cut(&rest, '\n', &row) && str_ends(row, S(" n "))) {
        i64 offset = -1;
        char wanted[32];
        snprintf(wanted, sizeof wanted, "%" PRId64 " 0 obj\n", ++number);
        CHECK(str_i64(str_sub(row, 0, 10), &offset));
        CHECK(str_starts(str_sub(pdf, (size_t)offset, pdf.n), str_c(wanted)));
    }
    CHECK_INT(number, 5 + 2 * pages);
    buf_free(&b);
    buf_free(&text);
}

TEST(odd_input_stays_valid)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    int pages = 0;
    CHECK(make_pdf(&b, NO_STR, NO_STR, NO_STR, &pages) == OK);
    CHECK_INT(pages, 1);
    buf_reset(&b);
    static char wide[5000];
    memset(wide, 'W', sizeof wide);
    CHECK(make_pdf(&b, S("W"), S("f"), (str){wide, sizeof wide}, &pages) == OK);
    CHECK(pages > 1);
    buf_reset(&b);
    CHECK(make_pdf(&b, S("t"), S("f"), S("\xFF\xFE (bad \\ bytes) \xE4\xB8\xAD\n***\n#\n-"),
                   NULL) == OK);
    CHECK(str_find(buf_str(&b), S("\\(bad \\\\ bytes\\)")) > 0);
    buf_free(&b);
}

TEST(too_long_a_text_is_refused)
{
    struct buf b, text;
    buf_init(&b, 4 << 20);
    buf_init(&text, 1 << 20);
    for (int i = 0; i < 6000; i++)
        buf_lit(&text, "line\n\n");
    CHECK(make_pdf(&b, S("t"), S("f"), buf_str(&text), NULL) == LIMIT);
    buf_free(&b);
    buf_init(&b, 2000);
    CHECK(make_pdf(&b, S("t"), S("f"), S("text"), NULL) == OK || b.overflow);
    buf_reset(&b);
    CHECK(make_pdf(&b, S("t"), S("f"), str_sub(buf_str(&text), 0, 1200), NULL) == LIMIT);
    buf_free(&b);
    buf_free(&text);
}

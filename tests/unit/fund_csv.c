/* CSV as people and programs write it: separators, quotes, line ends, and each mistake with its line
** and column. */
#define TEST_MAIN
#include "test.h"

#include "fund/programme/csv.h"

static struct csv c;
static struct csv_row row;

static void begin(struct arena *a, const char *text)
{
    csv_begin(&c, a, str_c(text));
}

TEST(plain_lines_and_quotes)
{
    struct arena *a = arena_new();
    begin(a, "key,title\r\na,\"One, \"\"two\"\"\"\n\n\nb,\"three\nfour\"\nc,\n");
    CHECK(csv_next(&c, &row) && row.n == 2 && row.line == 1);
    CHECK_STR(row.v[1], "title");
    CHECK(csv_next(&c, &row) && !row.fault);
    CHECK_STR(row.v[1], "One, \"two\"");
    CHECK(csv_next(&c, &row));
    CHECK_INT(row.line, 5);
    CHECK_STR(row.v[1], "three\nfour");
    CHECK(csv_next(&c, &row) && row.n == 2);
    CHECK_INT(row.line, 7);
    CHECK_STR(row.v[1], "");
    CHECK(!csv_next(&c, &row));
    arena_free(a);
}

TEST(byte_order_mark_and_semicolons)
{
    struct arena *a = arena_new();
    begin(a, "\xEF\xBB\xBFkey;\"a;b;c\";amount\n1;2;3,5");
    CHECK_INT(c.separator, ';');
    CHECK(csv_next(&c, &row) && row.n == 3);
    CHECK_STR(row.v[0], "key");
    CHECK_STR(row.v[1], "a;b;c");
    CHECK(csv_next(&c, &row) && row.n == 3);
    CHECK_STR(row.v[2], "3,5");
    CHECK(!csv_next(&c, &row));
    begin(a, "a\tb,c\td\r1\t2\t3");
    CHECK_INT(c.separator, '\t');
    CHECK(csv_next(&c, &row) && row.n == 3 && csv_next(&c, &row) && row.n == 3);
    CHECK_INT(row.line, 2);
    arena_free(a);
}

static void fault_at(struct arena *a, const char *text, i64 line, size_t column, const char *begins)
{
    begin(a, text);
    bool found = false;
    while (csv_next(&c, &row)) {
        if (!row.fault) continue;
        found = true;
        CHECK_INT(row.line, line);
        CHECK_INT(row.column, column);
        CHECK(str_find(str_c(row.fault), str_c(begins)) >= 0);
    }
    CHECK(found);
    CHECK_INT(c.rest.n, 0);
}

TEST(faults_have_line_and_column)
{
    struct arena *a = arena_new();
    fault_at(a, "a,b\nx,y\"z\nc,d\n", 2, 2, "inside this cell");
    fault_at(a, "a,b\n\"x\"y,z\nc,d\n", 2, 1, "closing quotation");
    fault_at(a, "a,b\nc,d\ne,\"f\ng,h\n", 3, 2, "never closed");
    fault_at(a, "a,b\n\xFF,d\n", 2, 1, "UTF-8");
    fault_at(a, "a,b\n\"l\x01k\",d\n", 2, 1, "UTF-8");
    begin(a, "a,b\nx\"y,1\nok,2\n");
    CHECK(csv_next(&c, &row) && csv_next(&c, &row) && row.fault);
    CHECK(csv_next(&c, &row) && !row.fault);
    CHECK_STR(row.v[0], "ok");
    arena_free(a);
}

TEST(limits_hold)
{
    struct arena *a = arena_new();
    char *wide = arena_alloc(a, 1000), *long_cell = arena_alloc(a, CSV_CELL_MAX + 10);
    memset(wide, ',', 999);
    begin(a, wide);
    CHECK(csv_next(&c, &row) && row.fault && !csv_next(&c, &row));
    CHECK_INT(row.column, CSV_COLUMNS_MAX + 1);
    memset(long_cell, 'x', CSV_CELL_MAX + 1);
    begin(a, long_cell);
    CHECK(csv_next(&c, &row) && row.fault && !csv_next(&c, &row));
    long_cell[CSV_CELL_MAX] = 0;
    begin(a, long_cell);
    CHECK(csv_next(&c, &row) && !row.fault && row.v[0].n == CSV_CELL_MAX);
    begin(a, "");
    CHECK(!csv_next(&c, &row));
    arena_free(a);
}

TEST(what_spreadsheets_call_unicode_text)
{
    struct arena *a = arena_new();
    static const char little[] = "\xFF\xFE"
                                 "a\0\t\0\xE9\0\r\0\n\0\x3D\xD8\x00\xDE\t\0b\0",
                      big[] = "\xFE\xFF\0a\0;\x20\xAC\0\n\xD8\x3D\0;";
    csv_begin(&c, a, (str){little, sizeof little - 1});
    CHECK_INT(c.separator, '\t');
    CHECK(csv_next(&c, &row) && row.n == 2 && !row.fault);
    CHECK_STR(row.v[1], "\u00E9");
    CHECK(csv_next(&c, &row) && row.n == 2 && !row.fault);
    CHECK_STR(row.v[0], "\xF0\x9F\x98\x80");
    csv_begin(&c, a, (str){big, sizeof big - 1});
    CHECK(csv_next(&c, &row) && row.n == 2);
    CHECK_STR(row.v[1], "\u20AC");
    CHECK(csv_next(&c, &row) && row.fault); /* half of a pair */
    csv_begin(&c, a, (str){"\xFF\xFE\x61", 3});
    CHECK(!csv_next(&c, &row));
    arena_free(a);
}

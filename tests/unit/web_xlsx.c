/* Spreadsheets: what a file says, in the child and here; what is refused. */
#define TEST_MAIN
#include "as_child.h"
#include "test.h"
#include "web/xlsx.h"

TEST(numbers_are_read_as_a_person_would_write_them)
{
    static const struct {
        const char *file;
        int shift;
        const char *words; /* NULL: refused */
    } cases[] = {
        {"0", 0, "0"},
        {"1", 0, "1"},
        {"-12.50", 0, "-12.5"},
        {"0.1", 0, "0.1"},
        {"0.10000000000000001", 0, "0.1"},
        {"1234.5600000000001", 0, "1234.56"},
        {"1.00001E3", 0, "1000.01"},
        {"1E3", 0, "1000"},
        {"1e-3", 0, "0.001"},
        {"0.33329999999999999", 2, "33.33"},
        {"9999999999999.99", 0, "9999999999999.99"},
        {"999999999999999.99", 0, "1000000000000000"},
        {"9.9999999999999999", 0, "10"},
        {"0.00", 0, "0"},
        {"+7", 0, "7"},
        {"1e400", 0, NULL},
        {"1e40", 0, NULL},
        {"", 0, NULL},
        {"-", 0, NULL},
        {"1.2.3", 0, NULL},
        {"12a", 0, NULL},
        {"1e", 0, NULL},
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        str out = S("refused");
        bool good = xlsx_number(a, str_c(cases[i].file), cases[i].shift, &out);
        CHECK_INT(good, cases[i].words != NULL);
        CHECK_STR(out, cases[i].words ? cases[i].words : "refused");
    }
    arena_free(a);
}

TEST(a_file_comes_through_the_child)
{
    struct arena *a = arena_new();
    struct xlsx_rows rows;
    CHECK_INT(xlsx_rows(a, "tests/data/budget-lines.xlsx", &rows), OK);
    CHECK_INT(rows.n, 4);
    if (rows.n != 4) return;
    CHECK_INT(rows.v[0].line, 1);
    CHECK_INT(rows.v[1].line, 3);
    CHECK_INT(rows.v[3].line, 6);
    static const char *const cells[] = {"example-a", "Staff and other personnel",
                                        "fund",      "Monitor",
                                        "month",     "2.5",
                                        "1000.01",   "33.33 %",
                                        "=1+1"};
    CHECK_INT(rows.v[1].n, 9);
    for (size_t i = 0; i < rows.v[1].n && i < 9; i++)
        CHECK_STR(rows.v[1].v[i], cells[i]);
    arena_free(a);
}

TEST(a_formula_without_a_result_is_not_empty)
{
    struct arena *a = arena_new();
    struct xlsx_rows rows;
    CHECK_INT(xlsx_rows(a, "tests/data/budget-odd.xlsx", &rows), OK);
    CHECK_INT(rows.n, 8);
    if (rows.n != 8) return;
    CHECK_STR(rows.v[2].v[5], "=1+1");
    CHECK_STR(rows.v[3].v[5], "2");
    CHECK_STR(rows.v[6].v[5], "=");
    CHECK_INT(rows.v[7].n, 7); /* a result that is empty is empty */
    arena_free(a);
}

static void cell_count(void *context, i64 row, i64 column, str text)
{
    (void)row, (void)column, (void)text;
    ++*(i64 *)context;
}

TEST(hostile_files_are_refused)
{
    static const char *const names[] = {"doctype.xlsx", "bomb.xlsx",    "deep.xlsx",
                                        "cut.xlsx",     "nosheet.xlsx", "notzip"};
    struct arena *a = arena_new();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct xlsx_rows rows;
        str path = arena_printf(a, "tests/fuzz/corpus/xlsx/%s", names[i]);
        enum status st = xlsx_rows(a, path.p, &rows);
        if (st != NOT_FOUND) CHECK_STR(path, "refused");
    }
    i64 cells = 0;
    CHECK(!xlsx_read(a, NO_STR, cell_count, &cells));
    CHECK_INT(cells, 0);
    arena_free(a);
}

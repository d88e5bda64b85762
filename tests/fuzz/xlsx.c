/* Fuzz target: a spreadsheet from anybody. Reading ends within its bounds; cells stand in rising rows, at
** most so many and so large; a number is plain. */
#include "web/xlsx.h"
#include "base/base.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void require(bool condition)
{
    if (!condition) abort();
}

struct last {
    i64 row, column;
};

static void cell_seen(void *context, i64 row, i64 column, str text)
{
    struct last *l = context;
    require(row >= l->row && (row > l->row || column > l->column));
    require(column >= 1 && column <= XLSX_COLUMNS_MAX && row <= XLSX_ROWS_MAX);
    require(text.n > 0 && text.n <= XLSX_CELL_MAX);
    *l = (struct last){row, column};
}

static void number_try(struct arena *a, str text)
{
    str out;
    if (!xlsx_number(a, text, 0, &out)) return;
    require(out.n > 0 && out.n < 100);
    for (size_t i = 0; i < out.n; i++)
        require((out.p[i] >= '0' && out.p[i] <= '9') || out.p[i] == '.' ||
                (out.p[i] == '-' && i == 0));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
    struct arena *a = arena_new();
    struct last last = {0};
    str bytes = {(const char *)data, n};
    (void)xlsx_read(a, bytes, cell_seen, &last);
    number_try(a, bytes);
    arena_free(a);
    return 0;
}

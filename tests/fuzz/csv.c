/* Fuzz target: CSV from anybody. Reading ends, every record has its cells or a fault, lines only rise;
** what was read without fault is read back the same after our own writer wrote it. */
#include "fund/programme/csv.h"
#include "base/base.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void require(bool condition)
{
    if (!condition) abort();
}

/* Every cell in quotes, so that only the reader's own rules are judged. */
static void row_write(struct buf *b, const struct csv_row *row)
{
    for (size_t i = 0; i < row->n; i++) {
        if (i) buf_char(b, ',');
        buf_char(b, '"');
        for (size_t k = 0; k < row->v[i].n; k++) {
            if (row->v[i].p[k] == '"') buf_char(b, '"');
            buf_char(b, row->v[i].p[k]);
        }
        buf_char(b, '"');
    }
    buf_lit(b, "\r\n");
}

static void read_back(struct arena *a, const struct csv_row *row)
{
    struct buf b;
    buf_init(&b, 32 << 20);
    row_write(&b, row);
    struct csv c;
    struct csv_row again;
    csv_begin(&c, a, buf_str(&b));
    c.separator = ',';
    require(csv_next(&c, &again) && !again.fault && again.n == row->n);
    for (size_t i = 0; i < row->n; i++)
        require(str_eq(again.v[i], row->v[i]));
    require(!csv_next(&c, &again));
    buf_free(&b);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
    struct arena *a = arena_new();
    struct csv c;
    struct csv_row row;
    i64 line = 0;
    csv_begin(&c, a, (str){(const char *)data, n});
    while (csv_next(&c, &row)) {
        require(row.line > line && c.line >= row.line);
        line = row.line;
        require(row.n <= CSV_COLUMNS_MAX);
        require(row.fault ? row.column >= 1 && row.column <= CSV_COLUMNS_MAX + 1 : row.n >= 1);
        if (!row.fault) read_back(a, &row);
    }
    require(c.rest.n == 0);
    arena_free(a);
    return 0;
}

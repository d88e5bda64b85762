/* xlsx.h: the cells of a spreadsheet (Office Open XML) as text. The file comes from anybody: it is read
** in a sandboxed child (child.h), within bounds; formulas are not computed, what the program that saved
** the file computed is taken, and where it computed nothing the formula itself ("=B2*C2") is what the
** cell says, so that it is missed by nobody. Of several sheets the first that is not hidden counts. Called by features
** that take tables; the reader itself is fuzzed. */
#ifndef WEB_XLSX_H
#define WEB_XLSX_H

#include "base/base.h"

#define XLSX_COLUMNS_MAX 200
#define XLSX_ROWS_MAX 20000
#define XLSX_CELL_MAX (32 << 10)

/* A row that holds something. */
struct xlsx_row {
    i64 line; /* from 1, as a spreadsheet counts */
    str *v;   /* cells by column; empty ones are NO_STR */
    size_t n, cap;
};
struct xlsx_rows {
    struct xlsx_row *v;
    size_t n, cap;
};

/* The rows of the file at `path`. NOT_FOUND: it is no spreadsheet that can be read; LIMIT: it is too
** large or wants too much; BUSY, FAILED as child_run() says. */
enum status xlsx_rows(struct arena *a, const char *path, struct xlsx_rows *out);

/* The same in this process, for the child and the fuzz target: each cell that holds something, in the
** order of the file. False if the bytes are no spreadsheet, or go beyond a bound. */
typedef void xlsx_cell_fn(void *context, i64 row, i64 column, str text);
bool xlsx_read(struct arena *a, str bytes, xlsx_cell_fn *cell, void *context);
/* A number as files write it ("1.2340000000000001E2") as a person would ("123.4"): 15 digits, as
** spreadsheets count. False if it is no number, or a larger one than money needs. */
bool xlsx_number(struct arena *a, str text, int shift, str *out);
/* The child: reads stdin, writes cells to stdout. Returns its exit code. */
int xlsx_child(void);

#endif

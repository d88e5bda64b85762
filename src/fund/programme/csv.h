/* csv.h: a strict reader of CSV (RFC 4180), for imports. It reads bytes that somebody uploaded: every
** input ends, nothing is guessed silently, and a mistake is told with its line and column. */
#ifndef FUND_CSV_H
#define FUND_CSV_H

#include "base/base.h"

#define CSV_COLUMNS_MAX 200
#define CSV_CELL_MAX (64 << 10)

struct csv {
    struct arena *arena; /* cells with doubled quotes are unfolded here */
    str rest;
    char separator; /* ',' ';' or tab: whichever the first record has most of outside quotes */
    i64 line;       /* of what comes next, counted from 1 */
};
struct csv_row {
    i64 line; /* where it begins; a quoted cell may hold line ends */
    str *v;   /* borrowed from the input where possible */
    size_t n;
    const char *fault; /* MESSAGE() in words that say what to do, or NULL */
    size_t column;     /* of the fault, counted from 1 */
};

/* Begins at the first byte; a UTF-8 byte order mark is skipped, UTF-16 is told by its own. */
void csv_begin(struct csv *c, struct arena *a, str bytes);
/* The next record; empty lines are passed over. False at the end. After a fault reading goes on with
** the line behind it (behind an unclosed quote nothing is left). */
bool csv_next(struct csv *c, struct csv_row *out);

/* The cell without the mark that keeps a spreadsheet from taking it for a formula (buf_csv puts it). */
str csv_bare(str cell);

#endif

/* bring.h: lines of a budget that come from a spreadsheet, while they are joined with those that there
** are. Used only by the files of this folder. */
#ifndef FUND_BUDGET_BRING_H
#define FUND_BUDGET_BRING_H

#include "edition/budget.h"
#include "fund/budget/budget.h"
#include "fund/budget/lines.h"
#include "fund/programme/csv.h"

struct bringing {
    struct request *r;
    const struct editing *e;
    struct budget_bring *view; /* counts and faults go here */
    struct {
        struct csv_row *v;
        size_t n, cap;
    } rows;
    bool sheet;   /* from XLSX: a cell is text and needs no mark against formulas */
    size_t first; /* row behind the one that names the columns; 0: none does */
    const struct form_field *columns[CSV_COLUMNS_MAX]; /* NULL: not ours */
    size_t column_count, id; /* the column of the codes, if there is one */
    i64 version;             /* that the file shows; -1: it does not say */
    const json_t *latest;
    json_t *given; /* the lines of that version */
    struct line_places latest_places, given_places;
    json_t *twins;
    json_t **slots; /* what becomes of each latest line; NULL: it goes */
    bool *claimed;  /* a line of the file means it */
    json_t *kept, *added;
};

#endif

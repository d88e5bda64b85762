/* history.h: the history of a record, for the pages of the fund: what the journal holds of one row,
** with names of persons, labels of fields and readable values. */
#ifndef FUND_HISTORY_H
#define FUND_HISTORY_H

#include "web/request.h"

#include "gen/model.h"

/* Changes of a row, newest first. `view` gives the labels and types of its columns: columns without
** a label there are left out. Amounts are in `currency`. */
enum status history_fill(struct request *r, const char *table, i64 row, const struct view *view,
                         str currency, struct history_change_array *out);

#endif

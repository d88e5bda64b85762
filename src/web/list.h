/* list.h: a list of records in one way for all: sorted by the heads of its columns, in parts with
** "1–50 of 312", taken away as CSV with the same filters. A handler declares the columns, asks by
** list_of(), reads by a `-> page VIEW` query and shows by list_show(); the parts `list_head` and
** `list_foot` write it. Works without script: everything is a link. */
#ifndef WEB_LIST_H
#define WEB_LIST_H

#include "web/request.h"

#include "gen/model.h"

#define LIST_CSV_ROWS 100000 /* in one file */
extern i64 list_rows;        /* in one part: 50; tests take fewer */

struct list_column {
    const char *label; /* a message */
    const char *key;   /* the query's orders are `key` and `key_down`; NULL: not sorted by it */
    bool number;
};

struct list {
    const struct list_column *columns;
    size_t column_count;
    str sort; /* for {order sort: …} */
    struct rows rows;
};

/* What the address asks for (`sort`, `after`); `order` is how the list comes when it does not say.
** The face CSV takes all rows. */
struct list list_of(struct request *r, const struct list_column *columns, size_t n,
                    const char *order);
#define LIST_OF(r, columns, order) list_of(r, columns, sizeof(columns) / sizeof *(columns), order)
/* The heads and the ways on, once the query has counted. */
void list_show(struct request *r, const struct list *l, struct part_list *out);

#endif

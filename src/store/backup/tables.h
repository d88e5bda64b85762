/* tables.h: every table of a database as text, in key order, and back; whichever engine. A row is a
** line as PostgreSQL's COPY writes it: columns separated by tabs, \N for NULL, and \t \n \r \\ for
** these characters inside a value. Integers are decimal, bytes are \x and hex. */
#ifndef STORE_BACKUP_TABLES_H
#define STORE_BACKUP_TABLES_H

#include "store/store.h"

enum { TABLE_COLUMNS_MAX = 200, TABLES_MAX = 1000, TABLE_ROW_MAX = 64 << 20 };

struct table_column_kind {
    const char *name;
    char kind; /* i integer, t text, b bytes */
    i64 key;   /* place in the primary key, from 1; 0: no part of it */
};
struct table {
    const char *name;
    struct table_column_kind *columns;
    size_t column_count, column_room;
};
struct table_array {
    struct table *v;
    size_t n, cap;
};

/* The tables of the database, by name. An index of words is none of them: it is made again from the
** texts it was made of. */
enum status tables_list(struct db *db, struct arena *a, struct table_array *out);
/* A name as ours are: lower-case letters, digits and _, at most 60. */
bool table_name_good(str name);

/* The rows of a table in key order, line by line; `each` may end it by another status than OK.
** `number` is the table's own on this connection. */
typedef enum status table_line_fn(void *to, str line);
enum status table_read(struct db *db, const struct table *t, int number, table_line_fn *each,
                       void *to);

/* Writes rows into a table, past the journal: for restoring alone. */
enum status table_empty(struct tx *tx, const struct table *t, int number);
/* Takes all tables away that a failed restore has made in a database of a server. */
enum status tables_drop(struct tx *tx, struct arena *a);
/* `number` is the table's own in this run. CONFLICT if the line is not one of the table. */
enum status table_write(struct tx *tx, struct arena *a, const struct table *t, int number,
                        str line);
/* Around writing all tables in one transaction: their order must not matter to the references between
** them, which hold when table_references_on is OK; then the next ids are set behind the last ones. */
struct table_references {
    const char **made; /* statements that make them again */
    size_t n, cap;
};
enum status table_references_off(struct tx *tx, struct arena *a, struct table_references *out);
enum status table_references_on(struct tx *tx, struct arena *a, const struct table_references *r);
/* Cuts a line into the table's columns; false if it is not one. NULL is NO_STR. */
bool table_line_cut(struct arena *a, const struct table *t, str line, str *values);

#endif

/* unjournalled.c: the program with a write_run that keeps no journal, so that bench/store can tell what
** the journal costs: the same statements in the same transactions, without the rows before a change, the
** entries, their hashes and values. Linked in place of the store's own by --wrap (Makefile), into a
** program of its own: Letsema has no way to write past its journal. What remains of the cost is the
** RETURNING of the statements. */
#include "store/engine.h"

enum status __real_write_run(struct tx *tx, enum write_kind kind, const char *table,
                             struct stmt *before, struct stmt *st, i64 *id, i64 *count);
enum status __wrap_write_run(struct tx *tx, enum write_kind kind, const char *table,
                             struct stmt *before, struct stmt *st, i64 *id, i64 *count);

/* Where the row's id stands among its columns. */
static int id_column(const char *table)
{
    const struct journal_table *t = journal_table_find(str_c(table));
    for (size_t i = 0; t && i < t->column_count; i++)
        if (strcmp(t->columns[i], "id") == 0) return (int)i;
    return 0;
}

enum status __wrap_write_run(struct tx *tx, enum write_kind kind, const char *table,
                             struct stmt *before, struct stmt *st, i64 *id, i64 *count)
{
    if (kind == WRITE_PLAIN) return __real_write_run(tx, kind, table, before, st, id, count);
    enum status got;
    i64 rows = 0, last = 0;
    int at = id_column(table);
    while ((got = db_step(st)) == OK) {
        last = col_int(st, at);
        rows++;
    }
    db_done(st);
    if (before) db_done(before);
    if (id) *id = last;
    if (count) *count = rows;
    return got == NOT_FOUND ? OK : got;
}

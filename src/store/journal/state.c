/* state.c: a row as it was at any instant, made of the journal alone: for each column the value that the
** latest entry up to then gave it. */
#include "gen/journal_sql.h"
#include "store/engine.h"

static int by_name(const void *name, const void *table)
{
    return str_cmp(*(const str *)name, str_c(((const struct journal_table *)table)->name));
}

const struct journal_table *journal_table_find(str name)
{
    return bsearch(&name, journal_tables, journal_table_count, sizeof *journal_tables, by_name);
}

static i64 column_of(const struct journal_table *table, str field)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (str_eq(field, str_c(table->columns[i]))) return (i64)i;
    return -1;
}

/* The columns that an entry names and nothing told yet. */
static void erased_mark(const struct journal_table *table, str digests, bool *told, bool *erased)
{
    str pair;
    while (str_cut(&digests, ' ', &pair)) {
        i64 equals = str_find_char(pair, '=');
        i64 i = column_of(table, str_sub(pair, 0, equals < 0 ? 0 : (size_t)equals));
        if (i < 0 || told[i]) continue;
        told[i] = true;
        erased[i] = true;
    }
}

enum status journal_state_at(struct db *db, struct arena *a, const struct journal_table *table,
                             i64 row, i64 at, struct journal_state *out)
{
    struct journal_told_array list;
    bool *told = NEW_ARRAY(a, table->column_count, bool);
    *out = (struct journal_state){.values = NEW_ARRAY(a, table->column_count, str),
                                  .erased = NEW_ARRAY(a, table->column_count, bool),
                                  .at = NO_DATE};
    for (size_t i = 0; i < table->column_count; i++)
        out->values[i] = NO_STR;
    TRY(journal_told_of(db, a, str_c(table->name), row, at, &list));
    if (list.n == 0) return OK;
    out->ever = true;
    out->at = list.v[0].at;
    out->entry = list.v[0].entry;
    out->exists = !str_eq(list.v[0].op, S("delete"));
    for (size_t k = 0; k < list.n; k++) {
        const struct journal_told *x = &list.v[k];
        bool removal = str_eq(x->op, S("delete"));
        i64 i = x->known && !removal ? column_of(table, x->field) : -1;
        if (i >= 0 && !told[i]) {
            told[i] = true;
            out->values[i] = x->value;
        }
        bool last = k + 1 == list.n || list.v[k + 1].entry != x->entry;
        if (last && !removal) erased_mark(table, x->digests, told, out->erased);
    }
    return OK;
}

enum status journal_rows_with(struct db *db, struct arena *a, const struct journal_table *table,
                              const char *column, str value, struct journal_row_ids *out)
{
    struct journal_erased_array list;
    *out = (struct journal_row_ids){0};
    TRY(journal_belonging(db, a, str_c(table->name), str_c(column), value, &list));
    for (size_t i = 0; i < list.n; i++)
        *PUSH(a, out) = list.v[i].record;
    return OK;
}

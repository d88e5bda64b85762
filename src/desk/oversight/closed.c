/* closed.c: rows of the journal that belong to a record which is closed to the reader: who declared a
** conflict of interest does not read about it here either. Called by the pages of the journal. */
#include "people/people.h"

#include "desk/oversight/versions.h"

#include "gen/model.h"

enum { DEPTH_MOST = 4 };

/* What every record refers to and none belongs to. */
static bool is_common(const char *table)
{
    static const char *const common[] = {"account", "organization", "call", "edition", "proposal"};
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (strcmp(table, common[i]) == 0) return true;
    return false;
}

/* A row that names a record by its kind and number, as duties do, or a programme by its code, as entries of
** the ledger do. */
static bool names_closed(struct request *r, const struct journal_table *t,
                         const struct journal_state *x)
{
    str kind = NO_STR;
    i64 record = 0;
    for (size_t i = 0; i < t->column_count; i++) {
        if (strcmp(t->columns[i], "record_kind") == 0) kind = x->values[i];
        if (strcmp(t->columns[i], "record") == 0) (void)str_i64(x->values[i], &record);
        if (strcmp(t->columns[i], "programme") == 0 &&
            address_barred(r, arena_printf(r->arena, "/desk/programmes/%.*s", P(x->values[i]))))
            return true;
    }
    return kind.n && record && record_barred(r, str_z(r->arena, kind), record);
}

/* Follows the references of a row, as they were last, to a record that is closed. */
static enum status row_walk(struct request *r, const struct journal_table *t, i64 row, int depth,
                            bool *closed)
{
    struct journal_state x;
    if (record_barred(r, t->name, row)) *closed = true;
    if (*closed || depth == DEPTH_MOST || t->kind == JOURNAL_NO || is_common(t->name)) return OK;
    enum status st = journal_state_at(r->db, r->arena, t, row, r->now, &x);
    if (st == NOT_FOUND) return OK;
    TRY(st);
    if (names_closed(r, t, &x)) *closed = true;
    for (size_t i = 0; i < t->column_count && !*closed; i++) {
        const struct journal_table *to = t->refs[i] ? journal_table_find(str_c(t->refs[i])) : NULL;
        i64 id;
        if (to && x.values[i].n && str_i64(x.values[i], &id))
            TRY(row_walk(r, to, id, depth + 1, closed));
    }
    return OK;
}

enum status row_closed(struct request *r, str table, i64 row, bool *closed)
{
    const struct journal_table *t = journal_table_find(table);
    *closed = false;
    if (!t || !r->session->bars.n) return OK;
    return row_walk(r, t, row, 0, closed);
}

enum status rows_open(struct request *r, struct oversight_row_array *rows)
{
    size_t kept = 0;
    for (size_t i = 0; r->session->bars.n && i < rows->n; i++) {
        bool closed;
        TRY(row_closed(r, rows->v[i].tab, rows->v[i].record, &closed));
        if (!closed) rows->v[kept++] = rows->v[i];
    }
    if (r->session->bars.n) rows->n = kept;
    return OK;
}

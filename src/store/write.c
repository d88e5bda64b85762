/* write.c: what a generated write does once its statement is bound: run it to the end and hand the
** rows before and after to the journal. */
#include "store/engine.h"

struct row {
    i64 id;
    str *values;
};
struct changed_rows {
    struct row *v;
    size_t n, cap;
};

static int by_name(const void *name, const void *table)
{
    return strcmp(name, ((const struct journal_table *)table)->name);
}

str col_journal(struct stmt *st, int i, struct arena *a)
{
    bool bytes = st->engine->col_bytes(st, i); /* asked first: reading as text changes the answer */
    str value = col_text(st, i, a);
    if (!bytes) return value;
    struct buf b;
    buf_init(&b, 2 * value.n + 1);
    buf_hex(&b, (const u8 *)value.p, value.n);
    str s = str_dup(a, value.n > 0 ? buf_str(&b) : S(""));
    buf_free(&b);
    return s;
}

static struct row row_read(struct stmt *st, const struct journal_table *t, struct arena *a)
{
    struct row r = {0, NEW_ARRAY(a, t->column_count, str)};
    for (size_t i = 0; i < t->column_count; i++) {
        r.values[i] = col_journal(st, (int)i, a);
        if (strcmp(t->columns[i], "id") == 0) r.id = col_int(st, (int)i);
    }
    return r;
}

static enum status rows_read(struct stmt *st, const struct journal_table *t, struct arena *a,
                             struct changed_rows *out)
{
    enum status got;
    while ((got = db_step(st)) == OK)
        *PUSH(a, out) = row_read(st, t, a);
    db_done(st);
    return got == NOT_FOUND ? OK : got;
}

/* The row before, by id. Both lists usually come in the same order, so the search goes on where it
** ended. */
static const struct row *row_of(const struct changed_rows *rows, i64 id, size_t *hint)
{
    for (size_t k = 0; k < rows->n; k++) {
        size_t i = (*hint + k) % rows->n;
        if (rows->v[i].id != id) continue;
        *hint = i + 1;
        return &rows->v[i];
    }
    return NULL;
}

static enum status run_plain(struct stmt *st, i64 *id, i64 *count)
{
    if (id != NULL) *id = 0;
    enum status got;
    while ((got = db_step(st)) == OK)
        if (id != NULL) *id = col_int(st, 0);
    if (count != NULL && got == NOT_FOUND) *count = st->engine->changes(st);
    db_done(st);
    return got == NOT_FOUND ? OK : got;
}

enum status write_run(struct tx *tx, enum write_kind kind, const char *table, struct stmt *before,
                      struct stmt *st, i64 *id, i64 *count)
{
    if (kind == WRITE_PLAIN) return run_plain(st, id, count);
    const struct journal_table *t =
        bsearch(table, journal_tables, journal_table_count, sizeof *journal_tables, by_name);
    if (t == NULL) {
        log_line(LOG_ERROR, "journal", "error", "unknown table", "table", table, NULL);
        return FAILED;
    }
    struct changed_rows old = {0}, changed = {0};
    size_t hint = 0;
    if (before != NULL) TRY(rows_read(before, t, tx->arena, &old));
    TRY(rows_read(st, t, tx->arena, &changed));
    for (size_t i = 0; i < changed.n; i++) {
        const struct row *r = &changed.v[i], *was = row_of(&old, r->id, &hint);
        int index = (int)(t - journal_tables);
        if (kind == WRITE_DELETE)
            journal_add(tx, index, r->id, r->values, NULL);
        else
            journal_add(tx, index, r->id, was ? was->values : NULL, r->values);
    }
    if (id != NULL) *id = changed.n > 0 ? changed.v[changed.n - 1].id : 0;
    if (count != NULL) *count = (i64)changed.n;
    return OK;
}

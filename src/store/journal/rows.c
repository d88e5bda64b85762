/* rows.c: checks that each journalled table holds what the journal says of it last: both are read in
** the order of their rows, newest first, and walked side by side, so that memory stays the same however
** many rows there are. A row that was changed, added or removed past the journal is named. */
#include "store/journal/chain.h"

#include "store/check.h"
#include "store/engine.h"

/* What the journal says of one column of the row that is being read. */
struct told {
    enum { NOT_TOLD, TOLD, ERASED } how;
    str value;
    i64 entry; /* the latest that names it */
};

/* The journal of one table, row by row from the highest. */
struct told_rows {
    const struct journal_table *table;
    struct stmt *st;
    struct arena *a; /* of the row that stands here */
    struct told *columns;
    bool more;   /* st stands on the first line of the next row */
    bool exists; /* the row that was read last was not deleted */
    i64 id;
};

static const struct query_part told_parts[] = {
    {0, 0,
     "SELECT e.id, e.record, e.op, e.digests, v.field, v.new_value FROM journal_entry e "
     "LEFT JOIN journal_value v ON v.entry = e.id ",
     NULL},
    {0, 0, "WHERE e.tab = ?1 ORDER BY e.record DESC, e.id DESC",
     "WHERE e.tab = $1 ORDER BY e.record DESC, e.id DESC"},
};
static const struct query_text told_text = {-20, "journal_told", "t", told_parts, 2};

static struct told *told_column(struct told_rows *t, str field)
{
    for (size_t i = 0; i < t->table->column_count; i++)
        if (str_eq(field, str_c(t->table->columns[i]))) return &t->columns[i];
    return NULL;
}

/* Fields of an entry for which no value came: they were erased, or check_journal finds them missing. */
static void told_erased(struct told_rows *t, str digests, i64 entry)
{
    str pair;
    while (str_cut(&digests, ' ', &pair)) {
        i64 equals = str_find_char(pair, '=');
        struct told *x = told_column(t, str_sub(pair, 0, equals < 0 ? 0 : (size_t)equals));
        if (x && x->how == NOT_TOLD) *x = (struct told){.how = ERASED, .entry = entry};
    }
}

static void told_line(struct told_rows *t, i64 entry)
{
    struct told *x = told_column(t, col_text(t->st, 4, t->a));
    if (x && x->how == NOT_TOLD)
        *x = (struct told){TOLD, col_null(t->st, 5) ? NO_STR : col_text(t->st, 5, t->a), entry};
}

/* Reads all entries of the next row. NOT_FOUND when there is none. */
static enum status told_next(struct told_rows *t)
{
    if (!t->more) return NOT_FOUND;
    i64 entry = 0;
    str digests = NO_STR;
    arena_reset(t->a);
    memset(t->columns, 0, t->table->column_count * sizeof *t->columns);
    t->id = col_int(t->st, 1);
    t->exists = !str_eq(col_text(t->st, 2, t->a), S("delete"));
    enum status st = OK;
    while (st == OK && col_int(t->st, 1) == t->id) {
        if (col_int(t->st, 0) != entry) {
            told_erased(t, digests, entry);
            entry = col_int(t->st, 0);
            digests = col_text(t->st, 3, t->a);
        }
        told_line(t, entry);
        st = db_step(t->st);
    }
    told_erased(t, digests, entry);
    t->more = st == OK;
    return st == NOT_FOUND ? OK : st;
}

/* --- comparing -------------------------------------------------------------------------------- */

static bool same_value(str a, str b)
{
    return (a.p == NULL) == (b.p == NULL) && str_eq(a, b);
}

/* A column that no entry names holds nothing, or its default where it was added later. */
static bool column_agrees(const struct told *x, str is, const char *otherwise)
{
    if (x->how == ERASED) return true;
    if (x->how == TOLD) return same_value(x->value, is);
    return is.p == NULL || (otherwise && str_eq(is, str_c(otherwise)));
}

static void columns_check(struct check *c, const struct told_rows *t, struct stmt *row)
{
    const struct journal_table *table = t->table;
    for (size_t i = 0; i < table->column_count; i++) {
        str is = col_journal(row, (int)i, c->page);
        if (column_agrees(&t->columns[i], is, table->defaults[i])) continue;
        check_fault(
            c,
            MESSAGE("%1 with id %2: field %3 is not what the journal says of it last (entry %4). "
                    "Somebody wrote past the journal: compare with a backup, and write the right "
                    "value in the browser."),
            str_c(table->name), check_number(c, t->id), str_c(table->columns[i]),
            check_number(c, t->columns[i].entry));
    }
}

static void row_added(struct check *c, const struct journal_table *table, i64 id)
{
    check_fault(
        c,
        MESSAGE("%1 with id %2: the row is there and the journal knows of none. Somebody added "
                "it past the journal: compare with a backup."),
        str_c(table->name), check_number(c, id));
}

static void row_removed(struct check *c, const struct told_rows *t)
{
    check_fault(
        c,
        MESSAGE("%1 with id %2: the journal says that the row is there (entry %3), and it is "
                "gone. Somebody removed it past the journal: put it back from a backup."),
        str_c(t->table->name), check_number(c, t->id), check_number(c, t->columns[0].entry));
}

/* The columns in the order of the table, so that col_journal(row, i) is column i. */
static str rows_text(struct arena *a, const struct journal_table *table)
{
    struct buf b;
    buf_init(&b, 1 << 16);
    buf_lit(&b, "SELECT ");
    for (size_t i = 0; i < table->column_count; i++)
        buf_printf(&b, "%s%s", i ? ", " : "", table->columns[i]);
    buf_printf(&b, " FROM %s ORDER BY id DESC", table->name);
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

static int id_column(const struct journal_table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i], "id") == 0) return (int)i;
    return 0;
}

/* Both lists go down by id; whichever is higher stands alone. */
static enum status side_by_side(struct check *c, struct told_rows *t, struct stmt *row)
{
    int id_at = id_column(t->table);
    enum status told = told_next(t), is = db_step(row);
    while (told == OK || is == OK) {
        arena_reset(c->page);
        i64 id = is == OK ? col_int(row, id_at) : 0;
        bool journal_alone = told == OK && (is != OK || t->id > id);
        bool row_alone = is == OK && (told != OK || id > t->id);
        if (journal_alone && t->exists) row_removed(c, t);
        if (row_alone || (!journal_alone && !t->exists)) row_added(c, t->table, id);
        if (!journal_alone && !row_alone && t->exists) columns_check(c, t, row);
        if (!row_alone) told = told_next(t);
        if (!journal_alone) {
            check_step(c, ++c->rows);
            is = db_step(row);
        }
        if (told != OK && told != NOT_FOUND) return told;
        if (is != OK && is != NOT_FOUND) return is;
    }
    return OK;
}

static enum status table_check(struct check *c, const struct journal_table *table)
{
    struct told_rows t = {.table = table};
    struct stmt *row;
    TRY(db_query(c->db, &told_text, 0, &t.st));
    bind_text(t.st, 1, str_c(table->name));
    struct arena *a = arena_new();
    t.a = arena_new();
    t.columns = NEW_ARRAY(a, table->column_count, struct told);
    enum status st = db_step(t.st);
    t.more = st == OK;
    if (st == NOT_FOUND) st = OK;
    if (st == OK) st = db_prepare(c->db, -1, 0, rows_text(a, table), &row);
    if (st == OK) {
        st = side_by_side(c, &t, row);
        db_done(row);
    }
    db_done(t.st);
    arena_free(t.a);
    arena_free(a);
    return st;
}

enum status check_rows(struct check *c)
{
    for (size_t i = 0; i < journal_table_count; i++)
        if (journal_tables[i].kind != JOURNAL_NO) TRY(table_check(c, &journal_tables[i]));
    return OK;
}

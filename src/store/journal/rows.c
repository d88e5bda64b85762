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

/* The journal of one table, row by row from the highest. It is read in parts of whole entries, each from
** behind the last: an engine that is far away gives all rows of a statement at once. */
struct told_rows {
    struct db *db;
    const struct journal_table *table;
    struct stmt *st; /* of this part; NULL at the end */
    struct arena *a; /* of the row that stands here */
    struct told *columns;
    bool exists; /* the row that was read last was not deleted */
    i64 id;
    i64 last_id, last_entry; /* of the line that was read last */
};

static const struct query_part told_parts[] = {
    {0, 0,
     "SELECT e.id, e.record, e.op, e.digests, v.field, v.new_value FROM "
     "(SELECT id, record, op, digests FROM journal_entry ",
     NULL},
    {0, 0, "WHERE tab = ?1 AND (record, id) < (?2, ?3) ",
     "WHERE tab = $1 AND (record, id) < ($2, $3) "},
    {0, 0,
     "ORDER BY record DESC, id DESC LIMIT 50) e LEFT JOIN journal_value v ON v.entry = e.id "
     "ORDER BY e.record DESC, e.id DESC",
     NULL},
};
static const struct query_text told_text = {-26, "journal_told", "tii", told_parts, 3};

/* The next line of what the journal says, of the next part if this one has ended. */
static enum status told_step(struct told_rows *t)
{
    enum status st = t->st ? db_step(t->st) : NOT_FOUND;
    if (st == NOT_FOUND && (t->st || !t->last_entry)) {
        if (t->st) db_done(t->st);
        t->st = NULL;
        TRY(db_query(t->db, &told_text, 0, &t->st));
        bind_text(t->st, 1, str_c(t->table->name));
        bind_int(t->st, 2, t->last_entry ? t->last_id : INT64_MAX);
        bind_int(t->st, 3, t->last_entry ? t->last_entry : INT64_MAX);
        st = db_step(t->st);
    }
    if (st == OK) {
        t->last_id = col_int(t->st, 1);
        t->last_entry = col_int(t->st, 0);
    } else if (t->st) {
        db_done(t->st);
        t->st = NULL;
    }
    return st;
}

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
    if (!t->st) return NOT_FOUND;
    i64 entry = 0;
    str digests = NO_STR;
    arena_reset(t->a);
    memset(t->columns, 0, t->table->column_count * sizeof *t->columns);
    t->id = t->last_id;
    t->exists = !str_eq(col_text(t->st, 2, t->a), S("delete"));
    enum status st = OK;
    while (st == OK && t->last_id == t->id) {
        if (t->last_entry != entry) {
            told_erased(t, digests, entry);
            entry = t->last_entry;
            digests = col_text(t->st, 3, t->a);
        }
        told_line(t, entry);
        st = told_step(t);
    }
    told_erased(t, digests, entry);
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

/* The rows of one table, from the highest, in parts as well. */
struct table_rows {
    struct db *db;
    struct stmt *st; /* of this part; NULL at the end */
    str text;
    u32 number; /* the table's own: the statement's variant */
    int id_at;
    i64 last; /* id of the row that was read last */
};

/* The columns in the order of the table, so that col_journal(row, i) is column i. */
static str rows_text(struct arena *a, const struct journal_table *table, bool postgres)
{
    struct buf b;
    buf_init(&b, 1 << 16);
    buf_lit(&b, "SELECT ");
    for (size_t i = 0; i < table->column_count; i++)
        buf_printf(&b, "%s%s", i ? ", " : "", table->columns[i]);
    buf_printf(&b, " FROM %s WHERE id < %s ORDER BY id DESC LIMIT 100", table->name,
               postgres ? "$1" : "?1");
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

static enum status rows_part(struct table_rows *r)
{
    struct query_part part = {0, 0, r->text.p, NULL};
    struct query_text text = {-27, "journal_rows", "i", &part, 1};
    TRY(db_query(r->db, &text, r->number, &r->st));
    bind_int(r->st, 1, r->last);
    return OK;
}

static enum status rows_step(struct table_rows *r)
{
    enum status st = r->st ? db_step(r->st) : NOT_FOUND;
    if (st == NOT_FOUND && r->st) {
        db_done(r->st);
        r->st = NULL;
        TRY(rows_part(r));
        st = db_step(r->st);
    }
    if (st == OK) {
        r->last = col_int(r->st, r->id_at);
    } else if (r->st) {
        db_done(r->st);
        r->st = NULL;
    }
    return st;
}

static int id_column(const struct journal_table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i], "id") == 0) return (int)i;
    return 0;
}

/* Both lists go down by id; whichever is higher stands alone. */
static enum status side_by_side(struct check *c, struct told_rows *t, struct table_rows *rows)
{
    enum status told = told_step(t);
    if (told == OK) told = told_next(t);
    enum status is = rows_step(rows);
    for (;;) {
        if (told != OK && told != NOT_FOUND) return told;
        if (is != OK && is != NOT_FOUND) return is;
        if (told != OK && is != OK) return OK;
        arena_reset(c->page);
        i64 id = is == OK ? rows->last : 0;
        bool journal_alone = told == OK && (is != OK || t->id > id);
        bool row_alone = is == OK && (told != OK || id > t->id);
        if (journal_alone && t->exists) row_removed(c, t);
        if (row_alone || (!journal_alone && !t->exists)) row_added(c, t->table, id);
        if (!journal_alone && !row_alone && t->exists) columns_check(c, t, rows->st);
        if (!row_alone) told = told_next(t);
        if (!journal_alone) {
            check_step(c, ++c->rows);
            is = rows_step(rows);
        }
    }
}

static enum status table_check(struct check *c, const struct journal_table *table)
{
    struct arena *a = arena_new();
    struct told_rows t = {.db = c->db, .table = table, .a = arena_new()};
    struct table_rows rows = {.db = c->db,
                              .text = rows_text(a, table, c->db->engine->postgres),
                              .number = (u32)(table - journal_tables),
                              .id_at = id_column(table),
                              .last = INT64_MAX};
    t.columns = NEW_ARRAY(a, table->column_count, struct told);
    enum status st = rows_part(&rows);
    if (st == OK) st = side_by_side(c, &t, &rows);
    if (rows.st) db_done(rows.st);
    if (t.st) db_done(t.st);
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

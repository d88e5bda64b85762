/* The journal: what it keeps, and that no byte of it can change unnoticed. */
#define TEST_MAIN
#include "store_help.h"

struct change {
    int table;
    i64 row;
    const char *before, *after; /* of every column but the first; NULL: no such row */
    enum status end;
};

static enum status change_write(struct tx *tx, void *arg)
{
    const struct change *c = arg;
    const struct journal_table *t = &journal_tables[c->table];
    str before[64], after[64];
    for (size_t i = 0; i < t->column_count; i++) {
        before[i] = str_c(i == 0 ? "1" : c->before);
        after[i] = str_c(i == 0 ? "1" : c->after);
    }
    journal_add(tx, c->table, c->row, c->before ? before : NULL, c->after ? after : NULL);
    return c->end;
}

static enum status change(struct store *s, int table, i64 row, const char *before,
                          const char *after, enum status end, i64 now)
{
    struct change c = {table, row, before, after, end};
    struct actor actor = {.account = 7, .act = S("POST /desk/x"), .request_id = S("r1")};
    return store_write(s, actor, now, change_write, &c);
}

/* Looks through the journal and gives the fault, or "". */
static const char *fault_of(struct store *s, i64 *entries)
{
    static char text[300];
    struct arena *a = arena_new();
    str fault;
    enum status st = journal_verify(s, a, &fault, entries);
    snprintf(text, sizeof text, "%.*s", P(fault));
    CHECK((st == OK) == (text[0] == '\0'));
    arena_free(a);
    return text;
}

TEST(keeps_changes_in_order_of_commit)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    int open = help_table(JOURNAL_PUBLIC), desk = help_table(JOURNAL_DESK);
    CHECK(open >= 0);
    if (desk < 0) desk = open;
    CHECK_INT(store_public_position(s), 0);
    CHECK_INT(change(s, open, 5, NULL, "first", OK, 100), OK);
    CHECK_INT(change(s, open, 5, "first", "never", CONFLICT, 101), CONFLICT);
    CHECK_INT(change(s, open, 5, "first", "", OK, 102), OK);
    CHECK_INT(change(s, open, 5, "same", "same", OK, 103), OK); /* nothing changed: no entry */
    CHECK_INT(store_public_position(s), 2);
    CHECK_INT(store_public_time(s), 102);
    CHECK_INT(change(s, desk, 9, NULL, "desk", OK, 104), OK);
    CHECK_INT(store_public_position(s), desk == open ? 3 : 2);
    i64 entries;
    CHECK_STR(str_c(fault_of(s, &entries)), "");
    CHECK_INT(entries, 3);

    struct arena *a = arena_new();
    struct db *db;
    struct journal_entry_array list;
    CHECK_INT(db_open(s, &db), OK);
    CHECK_INT(journal_of(db, a, journal_tables[open].name, 5, 1000, &list), OK);
    CHECK_INT(list.n, 2 * journal_tables[open].column_count - 1);
    CHECK_INT(list.v[0].position, 2);
    CHECK_INT(list.v[0].account, 7);
    CHECK_STR(list.v[0].act, "POST /desk/x");
    CHECK_STR(list.v[0].before, "first");
    CHECK(list.v[0].after.p != NULL && list.v[0].after.n == 0); /* empty is not NULL */
    CHECK(list.v[list.n - 1].before.p == NULL);
    db_close(db);
    arena_free(a);

    store_close(s); /* the head is found again */
    s = help_open(dir);
    CHECK_INT(store_public_position(s), desk == open ? 3 : 2);
    CHECK_INT(change(s, open, 6, NULL, "after", OK, 105), OK);
    CHECK_STR(str_c(fault_of(s, &entries)), "");
    CHECK_INT(entries, 4);
    store_close(s);
    help_clean(dir);
}

static enum status erase_write(struct tx *tx, void *arg)
{
    const struct journal_table *t = arg;
    i64 count = 0;
    enum status st = journal_erase(tx, t->name, 5, t->columns[1], &count);
    CHECK_INT(count, 2);
    return st;
}

TEST(stays_whole_when_values_are_erased)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    int table = help_table(JOURNAL_PUBLIC);
    i64 entries;
    change(s, table, 5, NULL, "a person's name", OK, 100);
    change(s, table, 5, "a person's name", "another", OK, 101);
    CHECK_INT(store_write(s, (struct actor){0}, 102, erase_write, (void *)&journal_tables[table]),
              OK);
    CHECK_STR(str_c(fault_of(s, &entries)), "");
    CHECK_INT(entries, 3); /* the erasure is on record itself */
    store_close(s);
    help_clean(dir);
}

/* Every cell of both tables, changed in one place at a time. The changes are written in SQLite's
** words; what judges them knows no engine. */
static void flip_cells(struct store *s, const char *dir, const char *table, const char *columns[])
{
    if (help_server()) return;
    struct arena *a = arena_new();
    i64 rows = help_raw(dir, arena_printf(a, "SELECT count(*) FROM %s", table).p), entries;
    for (i64 row = 0; row < rows; row++) {
        i64 rowid = help_raw(dir, arena_printf(a,
                                               "SELECT rowid FROM %s ORDER BY rowid LIMIT 1 OFFSET "
                                               "%lld",
                                               table, (long long)row)
                                      .p);
        for (int k = 0; columns[k]; k++) {
            const char *c = columns[k];
            const char *where =
                arena_printf(a, "FROM %s WHERE rowid = %lld", table, (long long)rowid).p;
            i64 length =
                help_raw(dir, arena_printf(a,
                                           "SELECT CASE typeof(%s) WHEN 'integer' THEN 1 "
                                           "ELSE coalesce(length(CAST(%s AS BLOB)), 0) END %s",
                                           c, c, where)
                                  .p);
            help_raw(dir, "CREATE TABLE IF NOT EXISTS kept (v)");
            help_raw(dir, "DELETE FROM kept");
            help_raw(dir, arena_printf(a, "INSERT INTO kept SELECT %s %s", c, where).p);
            for (i64 at = 0; at < (length > 0 ? length : 1); at += 1 + length / 12) {
                help_raw(dir,
                         arena_printf(a,
                                      "UPDATE %s SET %s = CASE typeof(%s) WHEN 'integer' THEN %s + "
                                      "1000 WHEN 'null' "
                                      "THEN 'x' ELSE substr(%s, 1, %lld) || CASE substr(%s, %lld, "
                                      "1) WHEN 'a' THEN 'b' "
                                      "ELSE 'a' END || substr(%s, %lld) END WHERE rowid = %lld",
                                      table, c, c, c, c, (long long)at, c, (long long)at + 1, c,
                                      (long long)at + 2, (long long)rowid)
                             .p);
                const char *fault = fault_of(s, &entries);
                if (fault[0] == '\0') printf("# %s.%s at %lld\n", table, c, (long long)at);
                CHECK(fault[0] != '\0');
                i64 changed = strcmp(c, "id") == 0 && strcmp(table, "journal_entry") == 0
                                  ? rowid + 1000
                                  : rowid;
                help_raw(dir, arena_printf(a,
                                           "UPDATE %s SET %s = (SELECT v FROM kept) "
                                           "WHERE rowid = %lld",
                                           table, c, (long long)changed)
                                  .p);
            }
        }
    }
    CHECK_STR(str_c(fault_of(s, &entries)), "");
    arena_free(a);
}

TEST(names_any_change)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    int table = help_table(JOURNAL_PUBLIC);
    change(s, table, 5, NULL, "one", OK, 100);
    change(s, table, 5, "one", "two", OK, 101);
    change(s, table, 5, "two", NULL, OK, 102);
    const char *entry[] = {"id", "at",        "account", "act",      "request", "tab", "record",
                           "op", "is_public", "digests", "previous", "hash",    NULL};
    const char *value[] = {"entry", "field", "salt", "old_value", "new_value", NULL};
    flip_cells(s, dir, "journal_entry", entry);
    flip_cells(s, dir, "journal_value", value);
    i64 entries;
    help_raw(dir, "DELETE FROM journal_entry WHERE id = 2");
    CHECK(str_starts(str_c(fault_of(s, &entries)),
                     S("Journal entry 3: an entry before it is missing.")));
    store_close(s);
    help_clean(dir);
}

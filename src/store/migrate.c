/* migrate.c: brings a database to the schema of this program. Migrations come from all schema.sql
** in the order of their stamps; each runs once and its digest is kept, so that one which was edited
** after it ran, or which this program does not know, is refused with one line. */
#include "store/engine.h"

static const struct migration *known(i64 stamp)
{
    for (size_t i = 0; i < migration_count; i++)
        if (migrations[i].stamp == stamp) return &migrations[i];
    return NULL;
}

/* Judges what ran already; ran[i] tells for each known migration. */
static enum status judge(struct db *db, bool *ran)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(db->h, "SELECT stamp, what, digest FROM migration ORDER BY stamp",
                                -1, &st, NULL);
    if (rc != SQLITE_OK) return sqlite_fault(db, rc, "migration");
    enum status result = OK;
    while (result == OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        i64 stamp = sqlite3_column_int64(st, 0);
        const char *what = (const char *)sqlite3_column_text(st, 1);
        const struct migration *m = known(stamp);
        if (m == NULL)
            result =
                store_refuse("this fund was last opened by a newer Letsema (migration %lld, %s, is "
                             "not known here); install that version",
                             (long long)stamp, what);
        else if (!str_eq(str_c((const char *)sqlite3_column_text(st, 2)), str_c(m->digest)))
            result =
                store_refuse("migration %lld (%s) differs from the one that made this database; "
                             "add a new migration instead of editing one",
                             (long long)stamp, what);
        else
            ran[m - migrations] = true;
    }
    sqlite3_finalize(st);
    if (result == OK && rc != SQLITE_DONE) return sqlite_fault(db, rc, "migration");
    return result;
}

static enum status run(struct store *s, struct db *db, const struct migration *m)
{
    if (sqlite_run(db, m->sqlite) != OK)
        return store_refuse("migration %lld (%s) failed: %s", (long long)m->stamp, m->what,
                            sqlite3_errmsg(db->h));
    struct stmt *st;
    TRY(db_prepare(db, -1, 0,
                   S("INSERT INTO migration (stamp, what, digest, at) VALUES (?1, ?2, ?3, ?4)"),
                   &st));
    bind_int(st, 1, m->stamp);
    bind_text(st, 2, str_c(m->what));
    bind_text(st, 3, str_c(m->digest));
    bind_int(st, 4, env_now(s->env));
    enum status got = db_step(st);
    db_done(st);
    return got == NOT_FOUND ? OK : got;
}

enum status migrate(struct store *s)
{
    struct db *db = s->writer;
    struct arena *a = arena_new();
    bool *ran = NEW_ARRAY(a, migration_count, bool);
    enum status st = sqlite_run(db, "BEGIN IMMEDIATE");
    if (st == OK)
        st =
            sqlite_run(db, "CREATE TABLE IF NOT EXISTS migration (stamp INTEGER PRIMARY KEY, "
                           "what TEXT NOT NULL, digest TEXT NOT NULL, at INTEGER NOT NULL) STRICT");
    if (st == OK) st = judge(db, ran);
    for (size_t i = 0; st == OK && i < migration_count; i++)
        if (!ran[i]) st = run(s, db, &migrations[i]);
    if (st == OK) st = sqlite_run(db, "COMMIT");
    if (!sqlite3_get_autocommit(db->h)) sqlite_run(db, "ROLLBACK");
    arena_free(a);
    return st;
}

enum status migrate_check(struct db *db)
{
    struct arena *a = arena_new();
    bool *ran = NEW_ARRAY(a, migration_count, bool);
    enum status st = judge(db, ran);
    for (size_t i = 0; st == OK && i < migration_count; i++)
        if (!ran[i])
            st = store_refuse("this fund was last opened by an older Letsema; start it once with "
                              "letsema serve");
    arena_free(a);
    return st;
}

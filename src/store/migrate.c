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

static enum status judge_one(i64 stamp, str what, str digest, bool *ran)
{
    const struct migration *m = known(stamp);
    if (m == NULL)
        return store_refuse(
            "this fund was last opened by a newer Letsema (migration %lld, %.*s, is "
            "not known here); install that version",
            (long long)stamp, P(what));
    if (!str_eq(digest, str_c(m->digest)))
        return store_refuse("migration %lld (%.*s) differs from the one that made this database; "
                            "add a new migration instead of editing one",
                            (long long)stamp, P(what));
    ran[m - migrations] = true;
    return OK;
}

/* Judges what ran already; ran[i] tells for each known migration. */
static enum status judge(struct db *db, struct arena *a, bool *ran)
{
    static const struct query_part parts[] = {
        {0, 0, "SELECT stamp, what, digest FROM migration ORDER BY stamp", NULL}};
    static const struct query_text text = {-9, "migration", "", parts, 1};
    struct stmt *st;
    TRY(db_query(db, &text, 0, &st));
    enum status got, result = OK;
    while ((got = db_step(st)) == OK && result == OK)
        result = judge_one(col_int(st, 0), col_text(st, 1, a), col_text(st, 2, a), ran);
    db_done(st);
    return result != OK ? result : got == NOT_FOUND ? OK : got;
}

static enum status run(struct store *s, struct db *db, const struct migration *m)
{
    static const struct query_part parts[] = {
        {0, 0, "INSERT INTO migration (stamp, what, digest, at) ", NULL},
        {0, 0, "VALUES (?1, ?2, ?3, ?4)", "VALUES ($1, $2, $3, $4)"}};
    static const struct query_text text = {-10, "migration_insert", "itti", parts, 2};
    if (db->engine->run(db, db->engine->postgres ? m->postgres : m->sqlite) != OK)
        return store_refuse("migration %lld (%s) failed: %s", (long long)m->stamp, m->what,
                            db->engine->error(db));
    struct stmt *st;
    TRY(db_query(db, &text, 0, &st));
    bind_int(st, 1, m->stamp);
    bind_text(st, 2, str_c(m->what));
    bind_text(st, 3, str_c(m->digest));
    bind_int(st, 4, env_now(s->env));
    enum status got = db_step(st);
    db_done(st);
    return got == NOT_FOUND ? OK : got;
}

static enum status table_make(struct db *db)
{
    return db->engine->run(
        db, db->engine->postgres
                ? "CREATE TABLE IF NOT EXISTS migration (stamp BIGINT PRIMARY KEY, "
                  "what TEXT NOT NULL, digest TEXT NOT NULL, at BIGINT NOT NULL)"
                : "CREATE TABLE IF NOT EXISTS migration (stamp INTEGER PRIMARY KEY, "
                  "what TEXT NOT NULL, digest TEXT NOT NULL, at INTEGER NOT NULL) STRICT");
}

/* A backup is read into the schema of its time. */
static bool wanted(const struct store *s, i64 stamp)
{
    bool listed = s->only == NULL;
    for (size_t i = 0; i < s->only_count && !listed; i++)
        listed = s->only[i] == stamp;
    return listed;
}

enum status migrate(struct store *s)
{
    struct db *db = s->writer;
    struct arena *a = arena_new();
    bool *ran = NEW_ARRAY(a, migration_count, bool);
    enum status st = db->engine->begin(db);
    if (st == OK) st = table_make(db);
    if (st == OK) st = judge(db, a, ran);
    for (size_t i = 0; st == OK && i < migration_count; i++)
        if (!ran[i] && wanted(s, migrations[i].stamp)) st = run(s, db, &migrations[i]);
    bool lost;
    if (st == OK) st = db->engine->commit(db, &lost);
    db->engine->rollback(db);
    arena_free(a);
    return st;
}

enum status migrate_missing(struct store *s, bool *missing, i64 *last)
{
    struct db *db = s->writer;
    struct arena *a = arena_new();
    bool *ran = NEW_ARRAY(a, migration_count, bool);
    *missing = false;
    *last = 0;
    enum status st = db->engine->begin(db);
    if (st == OK) st = table_make(db);
    if (st == OK) st = judge(db, a, ran);
    for (size_t i = 0; i < migration_count; i++)
        if (ran[i])
            *last = migrations[i].stamp;
        else
            *missing = true;
    *missing = *missing && *last > 0;
    db->engine->rollback(db);
    arena_free(a);
    return st;
}

enum status migrate_check(struct db *db)
{
    struct arena *a = arena_new();
    bool *ran = NEW_ARRAY(a, migration_count, bool);
    enum status st = judge(db, a, ran);
    for (size_t i = 0; st == OK && i < migration_count; i++)
        if (!ran[i])
            st = store_refuse("this fund was last opened by an older Letsema; start it once with "
                              "letsema serve");
    arena_free(a);
    return st;
}

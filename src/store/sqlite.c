/* sqlite.c: connections and statements of SQLite. Called by generated queries and the rest of the
** store. It promises the settings of configure() on every connection, a bounded statement cache, and
** that every error is logged once with the name of its query. */
#include "store/engine.h"

enum { BUSY_MS = 5000, WAL_LIMIT = 64 << 20 };

enum status sqlite_fault(struct db *db, int rc, const char *name)
{
    if ((rc & 0xff) == SQLITE_BUSY) return BUSY;
    if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY) return CONFLICT;
    log_line(LOG_ERROR, "database", "query", name, "error", sqlite3_errmsg(db->h), NULL);
    return FAILED;
}

enum status sqlite_run(struct db *db, const char *sql)
{
    int rc = sqlite3_exec(db->h, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? OK : sqlite_fault(db, sqlite3_extended_errcode(db->h), sql);
}

static int wal_grown(void *store, sqlite3 *h, const char *name, int pages)
{
    (void)h;
    (void)name;
    ((struct store *)store)->wal_pages = pages;
    return SQLITE_OK;
}

/* busy_timeout comes before anything else: the first look at the schema can already meet a lock. */
static enum status configure(struct store *s, enum db_use use, struct db *db)
{
    sqlite3_busy_timeout(db->h, BUSY_MS);
    sqlite3_extended_result_codes(db->h, 1);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_wal_autocheckpoint(db->h, 0);
    TRY(sqlite_run(db, "PRAGMA cell_size_check = ON"));
    TRY(sqlite_run(db, "PRAGMA temp_store = MEMORY"));
    if (use == DB_READS) {
        sqlite3_db_config(db->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        return sqlite_run(db, "PRAGMA query_only = ON");
    }
    sqlite3_wal_hook(db->h, wal_grown, s);
    TRY(sqlite_run(db, "PRAGMA journal_mode = WAL"));
    TRY(sqlite_run(db, "PRAGMA synchronous = FULL"));
    char limit[64];
    snprintf(limit, sizeof limit, "PRAGMA journal_size_limit = %d", WAL_LIMIT);
    return sqlite_run(db, limit);
}

enum status sqlite_open(struct store *s, enum db_use use, struct db **out)
{
    struct arena *a = arena_new();
    struct db *db = NEW(a, struct db);
    db->arena = a;
    db->store = s;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    enum status st = OK;
    if (sqlite3_open_v2(s->file, &db->h, flags, NULL) != SQLITE_OK) {
        log_line(LOG_ERROR, "database", "error", sqlite3_errmsg(db->h), NULL);
        st = FAILED;
    }
    if (st == OK) st = configure(s, use, db);
    if (st != OK) {
        db_close(db);
        return st;
    }
    *out = db;
    return OK;
}

enum status db_open(struct store *s, struct db **out)
{
    return sqlite_open(s, DB_READS, out);
}

void db_close(struct db *db)
{
    if (db == NULL) return;
    for (size_t i = 0; i < CACHE_SETS; i++)
        for (size_t k = 0; k < CACHE_WAYS; k++)
            sqlite3_finalize(db->cache[i][k].s);
    if (sqlite3_close(db->h) != SQLITE_OK)
        log_line(LOG_ERROR, "database", "error", "a connection is closed while in use", NULL);
    arena_free(db->arena);
}

enum status db_begin(struct db *db)
{
    return sqlite_run(db, "BEGIN");
}

void db_end(struct db *db)
{
    if (!sqlite3_get_autocommit(db->h)) sqlite_run(db, "COMMIT");
}

static struct stmt *cache_set(struct db *db, int id, u32 variant)
{
    u32 mixed = (u32)id * 2654435761u ^ variant * 2246822519u;
    return db->cache[(mixed >> 16) % CACHE_SETS];
}

struct stmt *db_cached(struct db *db, int query_id, u32 variant)
{
    struct stmt *set = cache_set(db, query_id, variant);
    for (size_t i = 0; i < CACHE_WAYS; i++) {
        struct stmt *st = &set[i];
        if (st->s == NULL || st->id != query_id || st->variant != variant || st->busy) continue;
        st->used = ++db->clock;
        st->busy = true;
        return st;
    }
    return NULL;
}

static enum status prepare(struct db *db, int id, u32 variant, const char *name, str sql,
                           struct stmt **out)
{
    struct stmt *set = cache_set(db, id, variant), *st = NULL;
    for (size_t i = 0; i < CACHE_WAYS; i++)
        if (!set[i].busy && (st == NULL || set[i].used < st->used)) st = &set[i];
    if (st == NULL) {
        log_line(LOG_ERROR, "database", "query", name, "error", "too many open statements", NULL);
        return FAILED;
    }
    sqlite3_finalize(st->s);
    *st = (struct stmt){.db = db, .name = name, .id = id, .variant = variant};
    int rc = sqlite3_prepare_v3(db->h, sql.p, (int)sql.n, SQLITE_PREPARE_PERSISTENT, &st->s, NULL);
    if (rc != SQLITE_OK) return sqlite_fault(db, rc, name);
    st->params = sqlite3_bind_parameter_count(st->s);
    st->used = ++db->clock;
    st->busy = true;
    *out = st;
    return OK;
}

enum status db_prepare(struct db *db, int query_id, u32 variant, str sql, struct stmt **out)
{
    return prepare(db, query_id, variant, "prepared", sql, out);
}

enum status db_query(struct db *db, const struct query_text *q, u32 variant, struct stmt **out)
{
    *out = db_cached(db, q->id, variant);
    if (*out != NULL) return OK;
    struct buf b;
    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < q->part_count; i++)
        if ((variant & q->parts[i].mask) == q->parts[i].want)
            buf_add(&b, str_c(q->parts[i].sqlite));
    enum status st = b.overflow ? FAILED : prepare(db, q->id, variant, q->name, buf_str(&b), out);
    buf_free(&b);
    return st;
}

/* A variant may use fewer placeholders than the query has parameters; the rest is not bound. */
static bool has_param(const struct stmt *st, int i)
{
    return i <= st->params;
}

void bind_int(struct stmt *st, int i, i64 v)
{
    if (has_param(st, i)) sqlite3_bind_int64(st->s, i, v);
}

void bind_text(struct stmt *st, int i, str v)
{
    if (has_param(st, i))
        sqlite3_bind_text64(st->s, i, v.p ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8);
}

void bind_blob(struct stmt *st, int i, str v)
{
    if (has_param(st, i)) sqlite3_bind_blob64(st->s, i, v.p ? v.p : "", v.n, SQLITE_STATIC);
}

void bind_null(struct stmt *st, int i)
{
    if (has_param(st, i)) sqlite3_bind_null(st->s, i);
}

void bind_time(struct stmt *st, int i, i64 v)
{
    if (v == NO_DATE)
        bind_null(st, i);
    else
        bind_int(st, i, v);
}

enum status db_step(struct stmt *st)
{
    int rc = sqlite3_step(st->s);
    if (rc == SQLITE_ROW) return OK;
    if (rc == SQLITE_DONE) return NOT_FOUND;
    return sqlite_fault(st->db, sqlite3_extended_errcode(st->db->h), st->name);
}

void db_done(struct stmt *st)
{
    sqlite3_reset(st->s);
    sqlite3_clear_bindings(st->s);
    st->busy = false;
}

void sqlite_rest(struct db *db)
{
    for (size_t i = 0; i < CACHE_SETS; i++)
        for (size_t k = 0; k < CACHE_WAYS; k++)
            if (db->cache[i][k].busy) db_done(&db->cache[i][k]);
}

i64 col_int(struct stmt *st, int i)
{
    return sqlite3_column_int64(st->s, i);
}

bool col_null(struct stmt *st, int i)
{
    return sqlite3_column_type(st->s, i) == SQLITE_NULL;
}

i64 col_time(struct stmt *st, int i)
{
    return col_null(st, i) ? NO_DATE : col_int(st, i);
}

str col_text(struct stmt *st, int i, struct arena *a)
{
    const char *p = (const char *)sqlite3_column_text(st->s, i);
    if (p == NULL) return NO_STR;
    return str_dup(a, (str){p, (size_t)sqlite3_column_bytes(st->s, i)});
}

str db_json_ids(struct arena *a, const i64 *ids, size_t n)
{
    struct buf b;
    buf_init(&b, 32 * n + 2);
    buf_char(&b, '[');
    for (size_t i = 0; i < n; i++) {
        if (i > 0) buf_char(&b, ',');
        buf_i64(&b, ids[i]);
    }
    buf_char(&b, ']');
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

str db_json_texts(struct arena *a, const str *texts, size_t n)
{
    size_t room = 2;
    for (size_t i = 0; i < n; i++)
        room += 6 * texts[i].n + 3;
    struct buf b;
    buf_init(&b, room);
    buf_char(&b, '[');
    for (size_t i = 0; i < n; i++) {
        if (i > 0) buf_char(&b, ',');
        buf_json(&b, texts[i]);
    }
    buf_char(&b, ']');
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

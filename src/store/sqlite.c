/* sqlite.c: the engine that keeps a fund in one file. Promises the settings of configure() on every
** connection, a file that only its owner reads, and that only the writer checkpoints: SQLite before
** 3.51.3 can corrupt a WAL when a write races a checkpoint. */
#include "store/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_MS = 5000, WAL_LIMIT = 64 << 20, CHECKPOINT_PAGES = 1000 };

static sqlite3 *handle(const struct db *db)
{
    return db->handle;
}

static sqlite3_stmt *statement(const struct stmt *st)
{
    return st->handle;
}

static enum status fault(struct db *db, int rc, const char *name)
{
    if ((rc & 0xff) == SQLITE_BUSY) return BUSY;
    if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY) return CONFLICT;
    log_line(LOG_ERROR, "database", "query", name, "error", sqlite3_errmsg(handle(db)), NULL);
    return (rc & 0xff) == SQLITE_FULL ? FULL : FAILED;
}

static const char *lite_error(struct db *db)
{
    return sqlite3_errmsg(handle(db));
}

static enum status lite_run(struct db *db, const char *sql)
{
    int rc = sqlite3_exec(handle(db), sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? OK : fault(db, sqlite3_extended_errcode(handle(db)), sql);
}

/* --- connections ------------------------------------------------------------------------------ */

static int wal_grown(void *db, sqlite3 *h, const char *name, int pages)
{
    (void)h;
    (void)name;
    ((struct db *)db)->wal_pages = pages;
    return SQLITE_OK;
}

/* busy_timeout comes before anything else: the first look at the schema can already meet a lock. */
static enum status configure(struct db *db, enum db_use use)
{
    sqlite3 *h = handle(db);
    sqlite3_busy_timeout(h, BUSY_MS);
    sqlite3_extended_result_codes(h, 1);
    sqlite3_db_config(h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(h, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_wal_autocheckpoint(h, 0);
    TRY(lite_run(db, "PRAGMA cell_size_check = ON"));
    TRY(lite_run(db, "PRAGMA temp_store = MEMORY"));
    if (use == DB_READS) {
        sqlite3_db_config(h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        return lite_run(db, "PRAGMA query_only = ON");
    }
    sqlite3_wal_hook(h, wal_grown, db);
    TRY(lite_run(db, "PRAGMA journal_mode = WAL"));
    TRY(lite_run(db, "PRAGMA synchronous = FULL"));
    TRY(lite_run(db, "PRAGMA secure_delete = ON")); /* what was erased is not left in free pages */
    char limit[64];
    snprintf(limit, sizeof limit, "PRAGMA journal_size_limit = %d", WAL_LIMIT);
    return lite_run(db, limit);
}

static enum status lite_open(struct db *db, enum db_use use)
{
    db->writes = use == DB_WRITES;
    sqlite3 *h = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    int rc = sqlite3_open_v2(db->store->database, &h, flags, NULL);
    db->handle = h;
    if (rc == SQLITE_OK) return configure(db, use);
    log_line(LOG_ERROR, "database", "error", sqlite3_errmsg(h), NULL);
    return FAILED;
}

static void lite_close(struct db *db)
{
    if (sqlite3_close(handle(db)) != SQLITE_OK)
        log_line(LOG_ERROR, "database", "error", "a connection is closed while in use", NULL);
}

/* SQLite would make the file by the umask; it holds personal data. -wal and -shm follow its mode. */
static enum status file_make(struct store *s, bool create)
{
    const char *file = s->database;
    int fd = open(file, O_RDWR | O_CLOEXEC | O_NOFOLLOW | (create ? O_CREAT : 0), 0600);
    if (fd < 0 && errno == ENOENT)
        return store_refuse("%s holds no fund; letsema init %s makes one", s->dir, s->dir);
    if (fd < 0) return store_refuse("%s cannot be opened: %s", file, strerror(errno));
    bool kept = fchmod(fd, 0600) == 0;
    close(fd);
    return kept ? OK : store_refuse("%s: its mode cannot be set: %s", file, strerror(errno));
}

static enum status lite_attach(struct store *s, enum db_use use, bool create, struct db **out)
{
    s->database = arena_printf(s->arena, "%s/fund.db", s->dir).p;
    if (use == DB_WRITES) TRY(file_make(s, create));
    if (use == DB_READS && access(s->database, R_OK) != 0)
        return store_refuse("%s holds no fund that can be read", s->dir);
    return connection_open(s, use, out);
}

/* --- transactions ----------------------------------------------------------------------------- */

static enum status lite_begin(struct db *db)
{
    return lite_run(db, db->writes ? "BEGIN IMMEDIATE" : "BEGIN");
}

static enum status lite_commit(struct db *db, bool *lost)
{
    *lost = false;
    return lite_run(db, "COMMIT");
}

static void lite_rollback(struct db *db)
{
    if (!sqlite3_get_autocommit(handle(db))) lite_run(db, "ROLLBACK");
}

static void lite_tidy(struct db *db, bool ending)
{
    if (!ending && db->wal_pages < CHECKPOINT_PAGES) return;
    int mode = ending ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    int rc = sqlite3_wal_checkpoint_v2(handle(db), NULL, mode, NULL, NULL);
    if (rc != SQLITE_OK && rc != SQLITE_BUSY && rc != SQLITE_LOCKED) fault(db, rc, "checkpoint");
    db->wal_pages = 0;
}

/* --- statements ------------------------------------------------------------------------------- */

static enum status lite_prepare(struct stmt *st, str sql, const char *types)
{
    (void)types;
    sqlite3_stmt *s = NULL;
    int rc =
        sqlite3_prepare_v3(handle(st->db), sql.p, (int)sql.n, SQLITE_PREPARE_PERSISTENT, &s, NULL);
    if (rc != SQLITE_OK) return fault(st->db, rc, st->name);
    st->handle = s;
    st->params = sqlite3_bind_parameter_count(s);
    return OK;
}

static void lite_forget(struct stmt *st)
{
    sqlite3_finalize(statement(st));
    st->handle = NULL;
}

static void lite_bind_int(struct stmt *st, int i, i64 v)
{
    sqlite3_bind_int64(statement(st), i, v);
}

static void lite_bind_text(struct stmt *st, int i, str v)
{
    sqlite3_bind_text64(statement(st), i, v.p, v.n, SQLITE_STATIC, SQLITE_UTF8);
}

static void lite_bind_blob(struct stmt *st, int i, str v)
{
    sqlite3_bind_blob64(statement(st), i, v.p, v.n, SQLITE_STATIC);
}

static enum status lite_step(struct stmt *st)
{
    int rc = sqlite3_step(statement(st));
    if (rc == SQLITE_ROW) return OK;
    if (rc == SQLITE_DONE) return NOT_FOUND;
    return fault(st->db, sqlite3_extended_errcode(handle(st->db)), st->name);
}

static void lite_reset(struct stmt *st)
{
    sqlite3_reset(statement(st));
    sqlite3_clear_bindings(statement(st));
}

static i64 lite_changes(struct stmt *st)
{
    return sqlite3_changes64(handle(st->db));
}

static i64 lite_col_int(struct stmt *st, int i)
{
    return sqlite3_column_int64(statement(st), i);
}

static bool lite_col_null(struct stmt *st, int i)
{
    return sqlite3_column_type(statement(st), i) == SQLITE_NULL;
}

static bool lite_col_bytes(struct stmt *st, int i)
{
    return sqlite3_column_type(statement(st), i) == SQLITE_BLOB;
}

static str lite_col_text(struct stmt *st, int i, struct arena *a)
{
    const char *p = (const char *)sqlite3_column_text(statement(st), i);
    if (p == NULL) return NO_STR;
    return str_dup(a, (str){p, (size_t)sqlite3_column_bytes(statement(st), i)});
}

const struct engine sqlite_engine = {
    .name = "SQLite",
    .attach = lite_attach,
    .open = lite_open,
    .close = lite_close,
    .run = lite_run,
    .begin = lite_begin,
    .commit = lite_commit,
    .rollback = lite_rollback,
    .tidy = lite_tidy,
    .error = lite_error,
    .prepare = lite_prepare,
    .forget = lite_forget,
    .bind_int = lite_bind_int,
    .bind_text = lite_bind_text,
    .bind_blob = lite_bind_blob,
    .step = lite_step,
    .reset = lite_reset,
    .changes = lite_changes,
    .col_int = lite_col_int,
    .col_null = lite_col_null,
    .col_bytes = lite_col_bytes,
    .col_text = lite_col_text,
    .check = sqlite_check,
    .check_search = sqlite_check_search,
};

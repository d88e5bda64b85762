/* store_help.h: a throw-away fund for the tests of the store, and a raw look into its database; on
** PostgreSQL where tests/pg_cluster.sh runs the test. */
#ifndef STORE_HELP_H
#define STORE_HELP_H

#include "database.h"
#include "store/store.h"
#include "test.h"

#include <ftw.h>
#include <sqlite3.h>
#include <unistd.h>

static struct env help_env;

static inline const char *help_dir(void)
{
    static char dir[64];
    snprintf(dir, sizeof dir, "/tmp/letsema-store-XXXXXX");
    if (!mkdtemp(dir)) abort();
    return dir;
}

/* Whether the test runs on PostgreSQL. */
static inline bool help_server(void)
{
    return getenv("LETSEMA_TEST_DATABASE") != NULL;
}

/* The database that belongs to the folder; made when first asked for. */
static inline const struct config *help_config(const char *dir)
{
    static struct {
        const char *dir;
        struct config c;
    } known[64];
    static struct arena *a;
    static const struct config none = {.database = {"", 0}};
    if (!help_server()) return &none;
    if (!a) a = arena_new();
    size_t i = 0;
    while (known[i].dir && strcmp(known[i].dir, dir) != 0)
        if (++i == sizeof known / sizeof *known) abort();
    if (!known[i].dir) {
        known[i].dir = str_z(a, str_c(dir));
        known[i].c.database = str_c(database_new(a));
    }
    return &known[i].c;
}

static inline int help_remove(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static inline void help_clean(const char *dir)
{
    nftw(dir, help_remove, 16, FTW_DEPTH | FTW_PHYS);
}

static inline struct store *help_open(const char *dir)
{
    struct store *s = NULL;
    help_env.fixed_now = 1795000000;
    CHECK_INT(store_open(dir, help_config(dir), &help_env, true, &s), OK);
    if (s == NULL) exit(1);
    return s;
}

/* The number of a journalled table of this build, by kind. */
static inline int help_table(int kind)
{
    for (size_t i = 0; i < journal_table_count; i++)
        if ((int)journal_tables[i].kind == kind) return (int)i;
    return -1;
}

/* Runs SQL past the store, as somebody with the file in hand could; the first value of its first row,
** else -1. */
static inline i64 help_raw(const char *dir, const char *sql)
{
    if (help_server()) return database_raw(help_config(dir)->database.p, sql);
    char path[320];
    snprintf(path, sizeof path, "%s/fund.db", dir);
    sqlite3 *h = NULL;
    sqlite3_stmt *st = NULL;
    i64 value = -1;
    if (sqlite3_open(path, &h) != SQLITE_OK) abort();
    sqlite3_busy_timeout(h, 5000);
    sqlite3_wal_autocheckpoint(h, 0);
    sqlite3_db_config(h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (sqlite3_prepare_v2(h, sql, -1, &st, NULL) != SQLITE_OK) {
        printf("# %s: %s\n", sql, sqlite3_errmsg(h));
        abort();
    }
    if (sqlite3_step(st) == SQLITE_ROW) value = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    sqlite3_close(h);
    return value;
}

#endif

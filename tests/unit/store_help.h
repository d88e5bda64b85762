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

/* The databases of the folders, and where one is noted. */
struct help_known {
    const char *dir;
    struct config c;
};
static inline struct help_known *help_known(const char *dir)
{
    static struct help_known known[128];
    size_t i = 0;
    while (known[i].dir && strcmp(known[i].dir, dir) != 0)
        if (++i == sizeof known / sizeof *known) abort();
    return &known[i];
}

static inline struct arena *help_arena(void)
{
    static struct arena *a;
    if (!a) a = arena_new();
    return a;
}

/* The database that belongs to the folder; made when first asked for. */
static inline const struct config *help_config(const char *dir)
{
    static const struct config none = {.database = {"", 0}};
    if (!help_server()) return &none;
    struct help_known *k = help_known(dir);
    if (!k->dir) {
        k->dir = str_z(help_arena(), str_c(dir));
        k->c.database = str_c(database_new(help_arena()));
    }
    return &k->c;
}

/* Gives a folder a copy of the database of another. */
static inline void help_copy(const char *from, const char *to)
{
    if (!help_server()) return;
    struct help_known *k = help_known(to);
    k->c.database = str_c(database_copy(help_arena(), help_config(from)->database.p));
    k->dir = str_z(help_arena(), str_c(to));
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

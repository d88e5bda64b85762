/* store_help.h: a throw-away fund for the tests of the store, and a raw look into its database. */
#ifndef STORE_HELP_H
#define STORE_HELP_H

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
    CHECK_INT(store_open(dir, NULL, &help_env, true, &s), OK);
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

/* Runs SQL past the store, as somebody with the file in hand could. */
static inline i64 help_raw(const char *dir, const char *sql)
{
    char path[128];
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

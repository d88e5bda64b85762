/* Reads, writes, syncs, truncations and openings of the database's files fail once: the N-th, for N from
** one until a whole run meets no failure. Whatever was acknowledged is there afterwards, nothing is there
** by half, and the journal verifies. TORTURE=long tries every N; else the last hundred each, where the
** writes are, and a hundred of those before, which make the tables. */
#define TEST_MAIN
#include "store_help.h"

/* --- a file system that fails once ----------------------------------------------------------- */

static i64 countdown; /* operations until the failure; negative: none */
static i64 met;       /* operations so far */
static bool failed;

static bool fails(void)
{
    met++;
    if (countdown < 0 || countdown-- > 0) return false;
    failed = true;
    return true;
}

struct file {
    sqlite3_file base;
    sqlite3_file *real; /* lies behind this struct */
};

static sqlite3_file *real(sqlite3_file *f)
{
    return ((struct file *)f)->real;
}

#define FORWARD(name, params, ...)                                                                 \
    static int file_##name params                                                                  \
    {                                                                                              \
        return real(f)->pMethods->name(real(f), ##__VA_ARGS__);                                    \
    }
#define FAILING(name, error, params, ...)                                                          \
    static int file_##name params                                                                  \
    {                                                                                              \
        return fails() ? error : real(f)->pMethods->name(real(f), ##__VA_ARGS__);                  \
    }
FORWARD(xClose, (sqlite3_file * f))
FAILING(xRead, SQLITE_IOERR_READ, (sqlite3_file * f, void *p, int n, sqlite3_int64 at), p, n, at)
FAILING(xWrite, SQLITE_FULL, (sqlite3_file * f, const void *p, int n, sqlite3_int64 at), p, n, at)
FAILING(xTruncate, SQLITE_IOERR_TRUNCATE, (sqlite3_file * f, sqlite3_int64 size), size)
FAILING(xSync, SQLITE_IOERR_FSYNC, (sqlite3_file * f, int flags), flags)
FORWARD(xFileSize, (sqlite3_file * f, sqlite3_int64 *size), size)
FORWARD(xLock, (sqlite3_file * f, int level), level)
FORWARD(xUnlock, (sqlite3_file * f, int level), level)
FORWARD(xCheckReservedLock, (sqlite3_file * f, int *out), out)
FORWARD(xFileControl, (sqlite3_file * f, int op, void *arg), op, arg)
FORWARD(xSectorSize, (sqlite3_file * f))
FORWARD(xDeviceCharacteristics, (sqlite3_file * f))
FAILING(xShmMap, SQLITE_IOERR_SHMMAP,
        (sqlite3_file * f, int page, int size, int extend, void volatile **out), page, size, extend,
        out)
FORWARD(xShmLock, (sqlite3_file * f, int from, int n, int flags), from, n, flags)
FORWARD(xShmUnmap, (sqlite3_file * f, int remove_it), remove_it)
static void file_xShmBarrier(sqlite3_file *f)
{
    real(f)->pMethods->xShmBarrier(real(f));
}

static const sqlite3_io_methods methods = {
    2,
    file_xClose,
    file_xRead,
    file_xWrite,
    file_xTruncate,
    file_xSync,
    file_xFileSize,
    file_xLock,
    file_xUnlock,
    file_xCheckReservedLock,
    file_xFileControl,
    file_xSectorSize,
    file_xDeviceCharacteristics,
    file_xShmMap,
    file_xShmLock,
    file_xShmBarrier,
    file_xShmUnmap,
    NULL,
    NULL,
};

static sqlite3_vfs *system_vfs, weak_vfs;

static int weak_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    struct file *file = (struct file *)f;
    (void)vfs;
    f->pMethods = NULL;
    if (fails()) return SQLITE_CANTOPEN;
    file->real = (sqlite3_file *)(file + 1);
    int rc = system_vfs->xOpen(system_vfs, name, file->real, flags, out);
    if (rc == SQLITE_OK) f->pMethods = &methods;
    return rc;
}

static void weak_install(void)
{
    if (system_vfs != NULL) return;
    system_vfs = sqlite3_vfs_find(NULL);
    weak_vfs = *system_vfs;
    weak_vfs.zName = "weak";
    weak_vfs.szOsFile = (int)sizeof(struct file) + system_vfs->szOsFile;
    weak_vfs.xOpen = weak_open;
    weak_vfs.pNext = NULL;
    sqlite3_vfs_register(&weak_vfs, 1);
}

/* --- the run --------------------------------------------------------------------------------- */

enum { WRITES = 4, EACH = 100, SOME = 100 };

static enum status add_two(struct tx *tx, void *arg)
{
    i64 *row = arg;
    const struct journal_table *t = &journal_tables[help_table(JOURNAL_PUBLIC)];
    str after[64];
    for (size_t i = 0; i < t->column_count; i++)
        after[i] = S("a value");
    for (int i = 0; i < 2; i++) {
        TRY(job_put(tx, "torture", S("{}"), 1, NO_STR));
        TRY(search_put(tx, "torture", ++*row, S("en"), SEEN_BY_ALL, S("/"), S("word"), S("body")));
        journal_add(tx, (int)(t - journal_tables), *row, NULL, after);
    }
    return OK;
}

/* Opens, writes, reads, closes; gives the number of acknowledged transactions. */
static i64 life(const char *dir)
{
    struct store *s = NULL;
    struct db *db = NULL;
    i64 acknowledged = 0, row = 0;
    if (store_open(dir, NULL, &help_env, true, &s) != OK) return 0;
    for (int i = 0; i < WRITES; i++) {
        i64 position = store_public_position(s);
        bool kept = store_write(s, (struct actor){0}, 1, add_two, &row) == OK;
        acknowledged += kept;
        CHECK_INT(store_public_position(s), position + (kept ? 2 : 0));
    }
    if (db_open(s, &db) == OK) {
        struct arena *a = arena_new();
        struct search_hit_array hits;
        i64 total = 0;
        if (search_find(db, a, S("word"), S("en"), SEEN_BY_ALL, "", 0, 5, &hits, &total) == OK)
            CHECK_INT(total, 2 * acknowledged);
        arena_free(a);
        db_close(db);
    }
    store_close(s);
    return acknowledged;
}

/* Once the machine is sound again. */
static void judge(const char *dir, i64 n, i64 acknowledged)
{
    struct store *s = help_open(dir);
    struct arena *a = arena_new();
    str fault;
    i64 entries = -1;
    CHECK_INT(journal_verify(s, a, &fault, &entries), OK);
    i64 jobs = help_raw(dir, "SELECT count(*) FROM job");
    if (entries != 2 * acknowledged || jobs != entries)
        printf("# operation %lld: %lld acknowledged, %lld entries, %lld jobs\n", (long long)n,
               (long long)acknowledged, (long long)entries, (long long)jobs);
    CHECK_INT(entries, 2 * acknowledged);
    CHECK_INT(jobs, 2 * acknowledged);
    CHECK_INT(help_raw(dir, "SELECT count(*) FROM search_words"), 2 * acknowledged);
    arena_free(a);
    store_close(s);
}

/* A life in which the n-th operation fails (-1: none), and what is there afterwards; gives how many
** operations there were. */
static i64 one_life(i64 n)
{
    const char *dir = help_dir();
    failed = false;
    met = 0;
    countdown = n;
    i64 acknowledged = life(dir), all = met;
    countdown = -1;
    judge(dir, n, acknowledged);
    help_clean(dir);
    return all;
}

TEST(any_operation_may_fail_once)
{
    weak_install();
    if (freopen("/dev/null", "w", stderr) == NULL) return; /* each failure is logged */
    log_threshold(LOG_ERROR + 1);
    const char *asked = getenv("TORTURE");
    bool whole = asked && strcmp(asked, "long") == 0;
    i64 all = one_life(-1), tried = 0, n = 0;
    for (failed = true; failed; tried++) {
        (void)one_life(n);
        n += whole || n >= all - EACH ? 1 : 1 + (all - EACH) / SOME;
    }
    printf("# %lld of %lld operations failed in turn\n", (long long)tried - 1, (long long)all);
    CHECK(n > all && tried > SOME);
}

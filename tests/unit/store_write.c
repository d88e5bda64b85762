/* Opening, locking, writing by several threads, and surviving a killed process. */
#define TEST_MAIN
#include "gen/jobs_sql.h"
#include "store_help.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { WRITES = 100, NOTE = -100 };

static enum status run(struct db *db, int id, str sql, i64 value)
{
    struct stmt *st = db_cached(db, id, 0);
    if (st == NULL) TRY(db_prepare(db, id, 0, sql, &st));
    bind_int(st, 1, value);
    enum status got = db_step(st);
    db_done(st);
    return got;
}

static enum status make_table(struct tx *tx, void *arg)
{
    (void)arg;
    run(tx_db(tx), NOTE, S("CREATE TABLE counted (n INTEGER PRIMARY KEY)"), 0);
    return OK;
}

static enum status count_up(struct tx *tx, void *arg)
{
    i64 *made = arg;
    int table = help_table(JOURNAL_PUBLIC);
    const struct journal_table *t = &journal_tables[table];
    str after[64];
    for (size_t i = 0; i < t->column_count; i++)
        after[i] = S("1");
    enum status st = run(tx_db(tx), NOTE - 1,
                         S("INSERT INTO counted (n) SELECT coalesce(max(n), 0) + 1 "
                           "FROM counted"),
                         0);
    journal_add(tx, table, ++*made, NULL, after);
    return st == NOT_FOUND ? OK : st;
}

static i64 counted(struct db *db, str sql)
{
    struct stmt *st = db_cached(db, NOTE - 2 - (int)sql.n, 0);
    i64 n = -1;
    if (st == NULL && db_prepare(db, NOTE - 2 - (int)sql.n, 0, sql, &st) != OK) return -1;
    if (db_step(st) == OK) n = col_int(st, 0);
    db_done(st);
    return n;
}

TEST(makes_private_files)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    const char *names[] = {"fund.db", "fund.db-wal", "fund.db-shm", "lock"};
    for (int i = help_server() ? 3 : 0; i < 4; i++) {
        char path[128];
        struct stat st;
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        CHECK_INT(stat(path, &st), 0);
        CHECK_INT(st.st_mode & 0777, 0600);
    }
    CHECK_STR(str_c(store_dir(s)), dir);
    store_close(s);
    struct store *other = NULL;
    CHECK_INT(store_open("/tmp/letsema-no-such-fund", NULL, &help_env, false, &other), FAILED);
    CHECK(other == NULL);
    help_clean(dir);
}

TEST(settings_of_connections)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    struct db *db;
    CHECK_INT(db_open(s, &db), OK);
    if (!help_server()) {
        CHECK_INT(counted(db, S("SELECT query_only FROM pragma_query_only")), 1);
        CHECK_INT(counted(db, S("SELECT foreign_keys FROM pragma_foreign_keys")), 1);
        CHECK_INT(counted(db, S("SELECT journal_mode = 'wal' FROM pragma_journal_mode")), 1);
        CHECK_INT(counted(db, S("SELECT trusted_schema FROM pragma_trusted_schema")), 0);
    }
    struct stmt *st;
    log_threshold(LOG_ERROR + 1);
    CHECK_INT(db_prepare(db, NOTE, 0, S("CREATE TABLE x (y INTEGER)"), &st), OK);
    CHECK_INT(db_step(st), FAILED); /* a reader cannot write */
    log_threshold(LOG_INFO);
    db_done(st);
    db_close(db);
    store_close(s);
    help_clean(dir);
}

static enum status put_one(struct tx *tx, void *arg)
{
    (void)arg;
    return job_put(tx, "asked", S("{}"), 1, S("one"));
}

/* Twenty questions, of which one has no answer; more of a kind than a connection keeps statements. */
TEST(questions_are_asked_together)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    struct arena *a = arena_new();
    struct db *db;
    i64 ids[20] = {0}, none = -1, resting = -1;
    CHECK_INT(store_write(s, (struct actor){0}, 1, put_one, NULL), OK);
    CHECK_INT(db_open(s, &db), OK);
    for (int round = 0; round < 3; round++) {
        db_batch_begin(db);
        for (int i = 0; i < 20; i++)
            CHECK_INT(job_waiting(db, a, S("asked"), S("one"), &ids[i]), OK);
        CHECK_INT(job_waiting(db, a, S("asked"), S("two"), &none), OK);
        CHECK_INT(job_resting_count(db, a, &resting), OK);
        CHECK_INT(db_batch_end(db), OK);
        for (int i = 0; i < 20; i++)
            CHECK(ids[i] > 0);
        CHECK_INT(none, -1);
        CHECK_INT(resting, 0);
        CHECK_INT(job_waiting(db, a, S("asked"), S("two"), &none), NOT_FOUND);
        memset(ids, 0, sizeof ids);
    }
    db_close(db);
    arena_free(a);
    store_close(s);
    help_clean(dir);
}

static enum status nested(struct tx *tx, void *arg)
{
    i64 made = 0;
    (void)tx;
    return store_write(arg, (struct actor){0}, 1, count_up, &made);
}

TEST(refuses_nested_writes)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    log_threshold(LOG_ERROR + 1);
    CHECK_INT(store_write(s, (struct actor){0}, 1, nested, s), FAILED);
    log_threshold(LOG_INFO);
    CHECK_INT(store_write(s, (struct actor){0}, 1, make_table, NULL), OK);
    store_close(s);
    help_clean(dir);
}

/* Counts up and takes a failed question for an empty answer. */
static enum status heedless(struct tx *tx, void *made)
{
    TRY(count_up(tx, made));
    run(tx_db(tx), NOTE - 20, S("SELECT n FROM nothing_of_that_name"), 0);
    return OK;
}

TEST(a_failed_question_fails_the_transaction)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    i64 made = 0;
    struct db *db;
    log_threshold(LOG_ERROR + 1);
    store_write(s, (struct actor){0}, 1, make_table, NULL);
    CHECK_INT(store_write(s, (struct actor){0}, 1, heedless, &made), FAILED);
    CHECK_INT(db_open(s, &db), OK);
    CHECK_INT(counted(db, S("SELECT count(*) FROM counted")), 0);
    CHECK_INT(store_write(s, (struct actor){0}, 1, count_up, &made), OK);
    CHECK_INT(counted(db, S("SELECT count(*) FROM counted")), 1);
    CHECK_INT(db_fault(db), OK);
    CHECK_INT(counted(db, S("SELECT count(*) FROM nothing_of_that_name")), -1);
    CHECK_INT(db_fault(db), FAILED); /* and stays until */
    CHECK_INT(counted(db, S("SELECT count(*) FROM counted")), 1);
    CHECK_INT(db_fault(db), FAILED);
    db_afresh(db);
    CHECK_INT(db_fault(db), OK);
    log_threshold(LOG_INFO);
    db_close(db);
    store_close(s);
    help_clean(dir);
}

TEST(one_process_writes)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir), *other = NULL;
    CHECK_INT(store_open(dir, help_config(dir), &help_env, true, &other),
              BUSY); /* also in one process */
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        struct store *mine = NULL;
        bool busy = store_open(dir, help_config(dir), &help_env, false, &mine) == BUSY;
        struct db *db = NULL;
        bool reads = store_open_reading(dir, help_config(dir), &help_env, &mine) == OK &&
                     db_open(mine, &db) == OK;
        i64 made = 0;
        log_threshold(LOG_ERROR + 1);
        bool refused = mine && store_write(mine, (struct actor){0}, 1, count_up, &made) == FAILED;
        _exit(busy && reads && refused ? 0 : 1);
    }
    int how = -1;
    waitpid(child, &how, 0);
    CHECK_INT(how, 0);
    store_close(s);
    CHECK_INT(store_open(dir, help_config(dir), &help_env, false, &s), OK);
    store_close(s);
    help_clean(dir);
}

TEST(refuses_edited_and_future_migrations)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir), *other = NULL;
    store_close(s);
    CHECK_INT(help_raw(dir, "SELECT count(*) FROM migration"), (i64)migration_count);
    help_raw(dir,
             "UPDATE migration SET digest = 'x' || digest WHERE stamp = (SELECT min(stamp) FROM "
             "migration)");
    CHECK_INT(store_open(dir, help_config(dir), &help_env, false, &other), FAILED);
    CHECK_INT(store_open_reading(dir, help_config(dir), &help_env, &other), FAILED);
    help_raw(dir, "UPDATE migration SET digest = substr(digest, 2) WHERE digest LIKE 'x%'");
    help_raw(dir, "INSERT INTO migration VALUES (999901010000, 'later', 'x', 0)");
    CHECK_INT(store_open(dir, help_config(dir), &help_env, false, &other), FAILED);
    help_raw(dir, "DELETE FROM migration WHERE stamp = 999901010000");
    s = help_open(dir);
    store_close(s);
    help_clean(dir);
}

struct crew {
    struct store *s;
    atomic_bool stop;
    atomic_int faults;
};

static void *writer_main(void *arg)
{
    struct crew *c = arg;
    i64 made = 0;
    for (int i = 0; i < WRITES; i++)
        if (store_write(c->s, (struct actor){.act = S("test")}, 100 + i, count_up, &made) != OK)
            atomic_fetch_add(&c->faults, 1);
    return NULL;
}

/* In one snapshot the table and its journal agree, however many writers there are. */
static void *reader_main(void *arg)
{
    struct crew *c = arg;
    struct db *db;
    if (db_open(c->s, &db) != OK) return NULL;
    while (!atomic_load(&c->stop)) {
        i64 known = store_public_position(c->s);
        if (db_begin(db) != OK) atomic_fetch_add(&c->faults, 1);
        i64 n = counted(db, S("SELECT count(*) FROM counted"));
        i64 entries = counted(db, S("SELECT count(*) FROM journal_entry "));
        db_end(db);
        if (n != entries || n < known) atomic_fetch_add(&c->faults, 1);
    }
    db_close(db);
    return NULL;
}

TEST(threads_write_and_read)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    store_write(s, (struct actor){0}, 1, make_table, NULL);
    struct crew crew = {.s = s};
    pthread_t writers[2], readers[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&readers[i], NULL, reader_main, &crew);
    for (int i = 0; i < 2; i++)
        pthread_create(&writers[i], NULL, writer_main, &crew);
    for (int i = 0; i < 2; i++)
        pthread_join(writers[i], NULL);
    atomic_store(&crew.stop, true);
    for (int i = 0; i < 2; i++)
        pthread_join(readers[i], NULL);
    CHECK_INT(atomic_load(&crew.faults), 0);
    CHECK_INT(store_public_position(s), 2 * WRITES);
    struct arena *a = arena_new();
    str fault;
    i64 entries;
    CHECK_INT(journal_verify(s, a, &fault, &entries), OK);
    CHECK_INT(entries, 2 * WRITES);
    arena_free(a);
    store_close(s);
    help_clean(dir);
}

/* A child writes and reports each success through a pipe until it is killed: nothing it reported may
** be missing, and the chain holds. */
static void killed_once(const char *dir, i64 *acknowledged)
{
    int ends[2];
    if (pipe(ends) != 0) abort();
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        struct store *s = help_open(dir);
        i64 made = 0;
        for (;;)
            if (store_write(s, (struct actor){.act = S("test")}, 1, count_up, &made) != OK ||
                write(ends[1], "x", 1) != 1)
                _exit(1);
    }
    close(ends[1]);
    char byte;
    int wanted = 3 + (int)(*acknowledged % 7), got = 0;
    while (got < wanted && read(ends[0], &byte, 1) == 1)
        got++;
    kill(child, SIGKILL);
    while (read(ends[0], &byte, 1) == 1)
        got++;
    close(ends[0]);
    waitpid(child, NULL, 0);
    *acknowledged += got;
}

TEST(loses_nothing_when_killed)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    store_write(s, (struct actor){0}, 1, make_table, NULL);
    store_close(s);
    i64 acknowledged = 0, entries = 0;
    for (int i = 0; i < 8; i++) {
        killed_once(dir, &acknowledged);
        s = help_open(dir);
        struct arena *a = arena_new();
        str fault;
        CHECK_INT(journal_verify(s, a, &fault, &entries), OK);
        CHECK(entries >= acknowledged);
        acknowledged = entries;
        CHECK_INT(help_raw(dir, "SELECT count(*) FROM counted"), entries);
        arena_free(a);
        store_close(s);
    }
    CHECK(acknowledged >= 8 * 3);
    help_clean(dir);
}

static void config_file(const char *dir, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/letsema.conf", dir);
    FILE *f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
}

TEST(reads_configuration)
{
    const char *dir = help_dir();
    struct arena *a = arena_new();
    struct config c;
    CHECK_INT(config_read(dir, a, &c), OK);
    CHECK_STR(c.listen, "127.0.0.1:8080");
    CHECK(c.workers > 0 && c.database.n == 0);
    config_file(dir, "# a machine\n\nlisten = 0.0.0.0:80\r\nrelay_password=a=b # c\n  workers = 2\n"
                     "demo = yes");
    CHECK_INT(config_read(dir, a, &c), OK);
    CHECK_STR(c.listen, "0.0.0.0:80");
    CHECK_STR(c.relay_password, "a=b # c");
    CHECK_STR(c.demo, "yes");
    CHECK_INT(c.workers, 2);
    const char *bad[] = {"colour = red\n", "workers = 0\n", "workers = many\n", "listen\n",
                         "listen = \x01\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        config_file(dir, bad[i]);
        CHECK_INT(config_read(dir, a, &c), FAILED);
    }
    arena_free(a);
    help_clean(dir);
}

TEST(lists_as_json)
{
    struct arena *a = arena_new();
    i64 ids[] = {3, -1};
    str texts[] = {S("a\"b"), S("")};
    CHECK_STR(db_json_ids(a, ids, 2), "[3,-1]");
    CHECK_STR(db_json_ids(a, ids, 0), "[]");
    CHECK_STR(db_json_texts(a, texts, 2), "[\"a\\\"b\",\"\"]");
    arena_free(a);
}

/* Readings are counted in memory: nothing is lost between counting, writing and closing, what many count at
** once comes together, and counting costs a page next to nothing. */
#define TEST_MAIN
#include "people/people.h"
#include "people/reading/reading.h"
#include "web/app.h"
#include "web/command.h"

#include "database.h"
#include "gen/account_sql.h"
#include "gen/registry.h"
#include "gen/seen_sql.h"
#include "test.h"

#include <ftw.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { PEOPLE = 4, RECORDS = 50, ROUNDS = 100 };

static struct {
    char dir[40];
    struct app *app;
    struct arena *arena;
    struct env env;
    i64 people[PEOPLE];
} fund;

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static void fund_remove(void)
{
    if (fund.app) app_close(fund.app);
    nftw(fund.dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(fund.arena);
}

static enum status people_write(struct tx *tx, void *arg)
{
    (void)arg;
    for (int i = 0; i < PEOPLE; i++) {
        str name = arena_printf(fund.arena, "person%d", i);
        struct account_insert_in in = {.code = name,
                                       .email = name,
                                       .email_key = name,
                                       .name = name,
                                       .lang = S("en"),
                                       .state = S("active"),
                                       .now = fund.env.fixed_now};
        TRY(account_insert(tx, &in, &fund.people[i]));
    }
    return OK;
}

static bool opened(void)
{
    return app_open(fund.dir, &fund.env, &fund.app) == OK;
}

static bool made(void)
{
    static const struct actor actor = {.act = {"test", 4}};
    if (fund.arena) return fund.app != NULL;
    snprintf(fund.dir, sizeof fund.dir, "/tmp/letsema-reading-XXXXXX");
    if (!mkdtemp(fund.dir)) abort();
    fund.arena = arena_new();
    fund.env.fixed_now = 1799136000; /* 2027-01-05T08:00:00Z */
    atexit(fund_remove);
    FILE *quiet = fopen("/dev/null", "w");
    char *init[] = {"--database", (char *)database_new(fund.arena)};
    struct command c = {.dir = fund.dir,
                        .argc = init[1][0] ? 2 : 0,
                        .argv = init,
                        .env = &fund.env,
                        .out = quiet,
                        .err = quiet};
    bool done = init_command(&c) == 0 && opened() &&
                store_write(fund.app->store, actor, fund.env.fixed_now, people_write, NULL) == OK;
    fclose(quiet);
    return done;
}

/* Each person reads each record once. */
static void read_all(i64 now)
{
    for (int p = 0; p < PEOPLE; p++)
        for (i64 record = 1; record <= RECORDS; record++) {
            struct session session = {.account = fund.people[p]};
            struct request r = {.app = fund.app, .session = &session, .now = now};
            reading_note(&r, "proposal", record, READ_PAGE);
        }
}

/* The sum of what is written about a record; -1 if it cannot be read. */
static i64 times_of(i64 record, size_t *rows)
{
    struct db *db;
    struct reading_row_array found = {0};
    i64 sum = 0;
    if (db_open(fund.app->store, &db) != OK) return -1;
    if (seen_record_rows(db, fund.arena, record, 1000, &found) != OK) sum = -1;
    for (size_t i = 0; i < found.n && sum >= 0; i++)
        sum += found.v[i].times;
    *rows = found.n;
    db_close(db);
    return sum;
}

static void *reader(void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++)
        read_all(fund.env.fixed_now + i);
    return NULL;
}

TEST(what_many_read_at_once_is_all_counted)
{
    pthread_t threads[3];
    size_t rows;
    CHECK(made());
    clock_t began = clock();
    for (int i = 0; i < 3; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, reader, NULL), 0);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    printf("# one note: %ld ns of processor time\n",
           (long)((clock() - began) * (1000000000L / CLOCKS_PER_SEC) /
                  (3L * ROUNDS * PEOPLE * RECORDS)));
    CHECK_INT(times_of(7, &rows), 0);
    CHECK_INT(reading_write(fund.app, fund.env.fixed_now), OK);
    CHECK_INT(times_of(7, &rows), 3 * ROUNDS * PEOPLE);
    CHECK_INT(rows, PEOPLE);
    CHECK_INT(times_of(RECORDS, &rows), 3 * ROUNDS * PEOPLE);
}

TEST(the_same_day_counts_on_and_closing_writes_the_rest)
{
    size_t rows;
    CHECK(made());
    read_all(fund.env.fixed_now + 3600);
    CHECK_INT(reading_write(fund.app, fund.env.fixed_now), OK);
    CHECK_INT(reading_write(fund.app, fund.env.fixed_now), OK);
    CHECK_INT(times_of(7, &rows), (3 * ROUNDS + 1) * PEOPLE);
    CHECK_INT(rows, PEOPLE);
    read_all(fund.env.fixed_now + 86400);
    app_close(fund.app);
    CHECK(opened());
    CHECK_INT(times_of(7, &rows), (3 * ROUNDS + 2) * PEOPLE);
    CHECK_INT(rows, 2 * PEOPLE);
}

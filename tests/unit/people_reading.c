/* Readings are counted in memory: nothing is lost between counting, writing and closing, what many count at
** once comes together, and counting costs a page next to nothing. */
#define TEST_MAIN
#include "people/people.h"
#include "people/reading/reading.h"

#include "fund_help.h"
#include "gen/seen_sql.h"

#include <pthread.h>
#include <time.h>

enum { PEOPLE = 4, RECORDS = 50, ROUNDS = 100 };

static i64 people[PEOPLE];

static bool made(void)
{
    if (fund.arena) return fund.app != NULL;
    return fund_make(init_command) == 0 && fund_open() && fund_people(people, PEOPLE);
}

/* Each person reads each record once. */
static void read_all(i64 now)
{
    for (int p = 0; p < PEOPLE; p++)
        for (i64 record = 1; record <= RECORDS; record++) {
            struct session session = {.account = people[p]};
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
    fund_close();
    CHECK(fund_open());
    CHECK_INT(times_of(7, &rows), (3 * ROUNDS + 2) * PEOPLE);
    CHECK_INT(rows, 2 * PEOPLE);
}

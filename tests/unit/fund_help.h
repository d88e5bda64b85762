/* fund_help.h: one throw-away fund for all tests of a file, on a database of its own where
** tests/pg_cluster.sh runs the test. It is gone when the program ends. */
#ifndef FUND_HELP_H
#define FUND_HELP_H

#include "as_child.h"
#include "database.h"
#include "gen/account_sql.h"
#include "gen/registry.h"
#include "test.h"
#include "web/app.h"
#include "web/command.h"

#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

enum { FUND_NOW = 1799136000 }; /* 2027-01-05T08:00:00Z */

static struct {
    char dir[32];
    struct arena *arena; /* lives as long as the fund */
    struct env env;
    struct app *app;
    struct db *db;
} fund;

static inline int fund_file_remove(const char *path, const struct stat *st, int flag,
                                   struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static inline void fund_close(void)
{
    if (fund.db) db_close(fund.db);
    if (fund.app) app_close(fund.app);
    fund.db = NULL;
    fund.app = NULL;
}

static inline void fund_remove(void)
{
    fund_close();
    nftw(fund.dir, fund_file_remove, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(fund.arena);
}

/* Runs a command on the fund, as its administrator would; what it says is thrown away. */
static inline int fund_run(int (*command)(struct command *), char **argv, size_t argc)
{
    FILE *quiet = fopen("/dev/null", "w");
    struct command c = {.dir = fund.dir,
                        .env = &fund.env,
                        .argv = argv,
                        .argc = (int)argc,
                        .out = quiet,
                        .err = quiet};
    int code = command(&c);
    fclose(quiet);
    return code;
}

/* An empty folder, and `init` or `demo` run in it; the exit status of that. */
static inline int fund_make(int (*command)(struct command *))
{
    snprintf(fund.dir, sizeof fund.dir, "/tmp/letsema-fund-XXXXXX");
    if (!mkdtemp(fund.dir)) abort();
    fund.arena = arena_new();
    fund.env.fixed_now = FUND_NOW;
    atexit(fund_remove);
    char *words[] = {"--database", (char *)database_new(fund.arena)};
    return fund_run(command, words, words[1][0] ? 2 : 0);
}

static inline bool fund_open(void)
{
    return app_open(fund.dir, &fund.env, &fund.app) == OK &&
           db_open(fund.app->store, &fund.db) == OK;
}

struct fund_people {
    i64 *ids;
    int count;
};
static inline enum status fund_people_write(struct tx *tx, void *arg)
{
    const struct fund_people *people = arg;
    for (int i = 0; i < people->count; i++) {
        str name = arena_printf(fund.arena, "person%d", i);
        struct account_insert_in in = {.code = name,
                                       .email = name,
                                       .email_key = name,
                                       .name = name,
                                       .lang = S("en"),
                                       .state = S("active"),
                                       .now = fund.env.fixed_now};
        TRY(account_insert(tx, &in, &people->ids[i]));
    }
    return OK;
}

/* Accounts without a role. */
static inline bool fund_people(i64 *ids, int count)
{
    struct actor actor = {.act = S("test")};
    struct fund_people people = {ids, count};
    return store_write(fund.app->store, actor, fund.env.fixed_now, fund_people_write, &people) ==
           OK;
}

#endif

/* database.h: fresh databases for tests on PostgreSQL. The cluster is tests/pg_cluster.sh's; its
** address stands in LETSEMA_TEST_DATABASE, and without that the tests run on SQLite. The first call
** makes a database with the schema and no fund; the others are copies of it. */
#ifndef TEST_DATABASE_H
#define TEST_DATABASE_H

#include "base/base.h"
#include "store/store.h"

#include <libpq-fe.h>
#include <unistd.h>

/* The address of the cluster's database of that name; address must end in /postgres?…. */
static inline const char *database_address(struct arena *a, const char *name)
{
    str whole = str_c(getenv("LETSEMA_TEST_DATABASE"));
    i64 at = str_find(whole, S("/postgres?"));
    if (at < 0) abort();
    return arena_printf(a, "%.*s/%s%.*s", (int)at, whole.p, name,
                        P(str_sub(whole, (size_t)at + 9, whole.n)))
        .p;
}

/* Runs SQL past the store, foreign keys too; the first value of a row as a number, else -1. */
static inline i64 database_raw(const char *address, const char *sql)
{
    PGconn *c = PQconnectdb(address);
    PQclear(PQexec(c, "SET session_replication_role = replica"));
    PGresult *r = PQexec(c, sql);
    i64 value = -1;
    if (PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) > 0) {
        str text = str_c(PQgetvalue(r, 0, 0));
        if (!str_i64(text, &value)) value = str_eq(text, S("t"));
    } else if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK) {
        printf("# %s: %s\n", sql, PQerrorMessage(c));
        abort();
    }
    PQclear(r);
    PQfinish(c);
    return value;
}

static inline void database_template(struct arena *a, const char *server, const char *name)
{
    struct env env = {0};
    struct store *s = NULL;
    char dir[] = "/tmp/letsema-template-XXXXXX";
    const char *address = database_address(a, name);
    struct config config = {.database = str_c(address)};
    if (!mkdtemp(dir)) abort();
    database_raw(server, arena_printf(a, "CREATE DATABASE %s", name).p);
    if (store_open(dir, &config, &env, true, &s) != OK) abort();
    store_close(s);
    database_raw(address, "DELETE FROM fund_folder");
    unlink(arena_printf(a, "%s/fund.id", dir).p);
    unlink(arena_printf(a, "%s/lock", dir).p);
    rmdir(dir);
}

/* The address of a new database, or "" for SQLite. */
static inline const char *database_new(struct arena *a)
{
    static int made;
    const char *server = getenv("LETSEMA_TEST_DATABASE");
    if (!server || !server[0]) return "";
    const char *model = arena_printf(a, "model_%d", (int)getpid()).p;
    if (made == 0) database_template(a, server, model);
    const char *name = arena_printf(a, "fund_%d_%d", (int)getpid(), ++made).p;
    database_raw(
        server,
        arena_printf(a, "CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy", name, model).p);
    return database_address(a, name);
}

/* The address of a copy of one of these; the connections to it must be closed. */
static inline const char *database_copy(struct arena *a, const char *address)
{
    static int made;
    str whole = str_c(address);
    size_t end = (size_t)str_find_char(whole, '?'), from = end;
    while (whole.p[from - 1] != '/')
        from--;
    const char *name = arena_printf(a, "copy_%d_%d", (int)getpid(), ++made).p;
    database_raw(getenv("LETSEMA_TEST_DATABASE"),
                 arena_printf(a, "CREATE DATABASE %s TEMPLATE %.*s STRATEGY file_copy", name,
                              P(str_sub(whole, from, end)))
                     .p);
    return database_address(a, name);
}

/* Gives back what one of these took; the connections to it must be closed. */
static inline void database_drop(struct arena *a, const char *address)
{
    str whole = str_c(address);
    i64 end = str_find_char(whole, '?');
    if (end < 0) return;
    size_t from = (size_t)end;
    while (whole.p[from - 1] != '/')
        from--;
    database_raw(getenv("LETSEMA_TEST_DATABASE"),
                 arena_printf(a, "DROP DATABASE %.*s", P(str_sub(whole, from, (size_t)end))).p);
}

#endif

/* engine.h: the inside of the store, shared by its own files only. */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include "store/store.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>

/* The statement cache of a connection: sets of a few ways, the longest unused one goes. */
enum { CACHE_SETS = 64, CACHE_WAYS = 4 };

struct stmt {
    sqlite3_stmt *s;
    struct db *db;
    const char *name;
    int id;
    u32 variant;
    int params;
    bool busy; /* between db_query and db_done: neither evicted nor handed out again */
    u64 used;  /* by the clock of its connection */
};

struct db {
    sqlite3 *h;
    struct store *store;
    struct arena *arena;
    struct stmt cache[CACHE_SETS][CACHE_WAYS];
    u64 clock;
};

struct journal_field {
    const char *name;
    str before, after;
};
/* One row's change, waiting for the end of its transaction. */
struct journal_pending {
    const struct journal_table *table;
    const char *op;
    i64 row;
    struct {
        struct journal_field *v;
        size_t n, cap;
    } fields;
};

struct tx {
    struct store *store;
    struct arena *arena;
    struct actor actor;
    i64 now;
    struct {
        struct journal_pending *v;
        size_t n, cap;
    } pending;
    /* The head of the journal once this transaction is committed. */
    i64 position, public_position;
    str hash;
};

struct store {
    struct arena *arena; /* lives as long as the store */
    const char *dir, *file;
    struct env *env;
    int lock; /* descriptor of DIR/lock, -1 in a store that only reads */
    pthread_mutex_t turn;
    struct db *writer;     /* NULL in a store that only reads */
    struct arena *scratch; /* of the transaction that runs */
    int wal_pages;
    i64 position; /* head of the journal, guarded by `turn` */
    char hash[2 * DIGEST_SIZE + 1];
    _Atomic i64 public_position, public_time;
};

/* One line on stderr for the person who starts the program; returns FAILED. */
enum status store_refuse(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* sqlite.c */
enum db_use { DB_READS, DB_WRITES };
enum status sqlite_open(struct store *s, enum db_use use, struct db **out);
enum status sqlite_run(struct db *db, const char *sql); /* without parameters or rows */
/* Resets what a failed write left open. */
void sqlite_rest(struct db *db);
enum status sqlite_fault(struct db *db, int rc, const char *name);

/* migrate.c */
enum status migrate(struct store *s);
/* For a store that only reads: all migrations must have run. */
enum status migrate_check(struct db *db);

/* journal/journal.c */
enum status journal_load(struct store *s, struct db *db);
enum status journal_seal(struct tx *tx);

#endif

/* engine.h: the inside of the store, shared by its own files only. */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>

struct check;

enum db_use { DB_READS, DB_WRITES };

/* What an engine must do. Every call names a connection or a statement of this engine; statuses are
** those of store.h: BUSY when trying again may help, CONFLICT for a value that must be unique and is
** there already, everything else FAILED after one line in the log. */
struct engine {
    const char *name;
    bool postgres; /* takes the second text where a query or migration has two */
    bool shared;   /* others can write too: what memory knows of the journal is not relied upon */

    /* Finds (or makes, when `create`) the database of the store's folder and opens the connection
    ** that it is begun with: the writer's, or for a store that only reads, a reader's. */
    enum status (*attach)(struct store *s, enum db_use use, bool create, struct db **out);
    /* Opens a connection; `db` is new and has its store. `close` also takes one that failed. */
    enum status (*open)(struct db *db, enum db_use use);
    void (*close)(struct db *db);

    enum status (*run)(struct db *db, const char *sql); /* statements without parameters or rows */
    enum status (*begin)(struct db *db);                /* a snapshot, or the write transaction */
    /* *lost: the answer did not come, so that it may have been committed or not. */
    enum status (*commit)(struct db *db, bool *lost);
    void (*rollback)(struct db *db);          /* of what is open, if anything is */
    void (*tidy)(struct db *db, bool ending); /* the writer's, between transactions */
    const char *(*error)(struct db *db);      /* of the last call */

    /* `handle` of the statement is NULL before and after. */
    enum status (*prepare)(struct stmt *st, str sql, const char *types);
    void (*forget)(struct stmt *st);
    void (*bind_int)(struct stmt *st, int i,
                     i64 v); /* unbound is NULL; texts must last until reset */
    void (*bind_text)(struct stmt *st, int i, str v);
    void (*bind_blob)(struct stmt *st, int i, str v);
    enum status (*step)(struct stmt *st);
    void (*reset)(struct stmt *st);
    /* Between them statements are only handed over: each step gives NOT_FOUND at once. batch_end
    ** gives the first error; rows of statements that were not reset are there to be stepped over.
    ** NULL: every step is done at once, nothing is far away. */
    enum status (*batch_begin)(struct db *db);
    enum status (*batch_end)(struct db *db);
    i64 (*changes)(struct stmt *st); /* rows that the statement wrote, once it has ended */
    i64 (*col_int)(struct stmt *st, int i);
    bool (*col_null)(struct stmt *st, int i);
    bool (*col_bytes)(struct stmt *st,
                      int i); /* not null, and bytes rather than a text or number */
    str (*col_text)(struct stmt *st, int i, struct arena *a);

    /* What only this engine can have wrong: its files, indexes and references; and the index of words
    ** against search_text. Both read only, in the snapshot of c->db (store/check.h). */
    enum status (*check)(struct check *c);
    enum status (*check_search)(struct check *c);
};
extern const struct engine sqlite_engine, postgres_engine;

/* The statement cache of a connection: sets of a few ways, the longest unused one goes. */
enum { CACHE_SETS = 32, CACHE_WAYS = 8 };
enum { BATCH_READS = 16 };

struct stmt {
    void *handle; /* the engine's */
    const struct engine *engine;
    struct db *db;
    const char *name;
    int id;
    u32 variant;
    int params;
    bool busy; /* between db_query and db_done: neither evicted nor handed out again */
    u64 used;  /* by the clock of its connection */
    i64 began; /* microseconds; when it was handed out */
};

struct db {
    void *handle; /* the engine's */
    const struct engine *engine;
    struct store *store;
    struct arena *arena;
    bool writes;
    struct {
        bool open; /* between db_batch_begin and db_batch_end */
        bool far;  /* the engine takes them all at once */
        enum status fault;
        size_t n;
        struct asked {
            struct stmt *st;
            struct arena *a;
            read_fn *f;
            void *out;
        } v[BATCH_READS];
    } batch;
    enum status fault; /* see db_fault */
    int wal_pages;     /* SQLite: that wait for a checkpoint */
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
    bool is_public;
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
    const char *dir;
    const struct engine *engine;
    const char *database; /* the file, or the server's address: never shown, it has a password */
    struct env *env;
    int lock; /* descriptor of DIR/lock, -1 in a store that only reads */
    /* One writes at a time. Not the mutex itself is held for so long: the thread sanitizer does not know
    ** a mutex that is waited for with a limit, and it does know a condition. */
    pthread_mutex_t turn;
    pthread_cond_t turn_free;
    bool turn_taken;
    struct db *writer;     /* NULL in a store that only reads */
    struct arena *scratch; /* of the transaction that runs */
    i64 position;          /* head of the journal, guarded by `turn` */
    char hash[2 * DIGEST_SIZE + 1];
    _Atomic i64 public_position, public_time;
    atomic_bool held;
    const i64 *only; /* while restoring: the migrations to run, and no others */
    size_t only_count;
};

/* One line on stderr for the person who starts the program; returns FAILED. */
enum status store_refuse(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* cursor.c: a connection of the store's engine, and closing it. */
enum status connection_open(struct store *s, enum db_use use, struct db **out);
/* Resets what a failed write left open. */
void connection_rest(struct db *db);

/* sqlite_check.c, postgres_check.c */
enum status sqlite_check(struct check *c);
enum status sqlite_check_search(struct check *c);
enum status postgres_check(struct check *c);
enum status postgres_check_search(struct check *c);

/* migrate.c */
enum status migrate(struct store *s);
/* Whether migrations are missing in a database that some ran in already; the last of these. */
enum status migrate_missing(struct store *s, bool *missing, i64 *last);
/* For a store that only reads: all migrations must have run. */
enum status migrate_check(struct db *db);

/* A new database as it was after these migrations alone, for a backup of that time to be read into;
** its journal and identity are not looked at yet. */
enum status store_make(const char *dir, const struct config *c, struct env *env, const i64 *stamps,
                       size_t count, struct store **out);

/* backup/place.c: keeps the fund as it is, whose last migration is `last`, or refuses with one line. */
enum status backup_before_migration(struct store *s, const struct config *c, i64 last);

/* instance/instance.c: whether this copy is held; gives a new fund its code. */
enum status instance_load(struct store *s, struct db *db);

/* search/search.c: makes the index of words again from the texts. */
enum status search_rebuild(struct tx *tx);

/* journal/journal.c */
enum status journal_load(struct store *s, struct db *db);
enum status journal_seal(struct tx *tx);
/* Reads the head of the journal as the transaction finds it. */
enum status journal_head(struct tx *tx);
/* After a COMMIT whose answer was lost: OK if what the transaction wrote is there, NOT_FOUND if it
** is not. Within a transaction that waited for the lost one's end. */
enum status journal_has(const struct tx *tx);

#endif

/* store.c: opening a fund's database and writing to it. One process holds DIR/lock and writes, one
** transaction at a time, by one connection. */
#include "store/engine.h"

#include "store/meter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TURN_SECONDS = 10, SLOW_MS = 100, SETTLE_MS = 8000 };

static _Thread_local bool writing; /* this thread is inside store_write */

enum status store_refuse(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fputs("letsema: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    return FAILED;
}

/* An open file description lock: it goes with the process, and two stores in one process exclude
** each other too. */
static enum status lock_take(struct store *s)
{
    const char *path = arena_printf(s->arena, "%s/lock", s->dir).p;
    s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (s->lock < 0) return store_refuse("%s cannot be opened: %s", path, strerror(errno));
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(s->lock, F_OFD_SETLK, &whole) == 0) return OK;
    store_refuse("%s is in use by another Letsema; stop that one first", s->dir);
    return BUSY;
}

/* A schema that is brought up to date cannot be taken back: the fund is kept as it was. An empty one has
** nothing to lose. */
static enum status keep_before(struct store *s, const struct config *c)
{
    bool missing;
    i64 last;
    TRY(migrate_missing(s, &missing, &last));
    if (!missing || (c && str_eq(c->migrate_without_backup, S("yes")))) return OK;
    TRY(journal_load(s, s->writer));
    return s->position > 0 ? backup_before_migration(s, c, last) : OK;
}

static enum status open_steps(struct store *s, const struct config *c, bool create)
{
    if (create && mkdir(s->dir, 0700) != 0 && errno != EEXIST)
        return store_refuse("%s cannot be made: %s", s->dir, strerror(errno));
    struct stat st;
    if (stat(s->dir, &st) != 0 || !S_ISDIR(st.st_mode))
        return store_refuse("%s is not a folder", s->dir);
    TRY(lock_take(s));
    TRY(s->engine->attach(s, DB_WRITES, create, &s->writer));
    if (!create) TRY(keep_before(s, c));
    TRY(migrate(s));
    if (s->only) return OK;
    TRY(journal_load(s, s->writer));
    return instance_load(s, s->writer);
}

static enum status reader_steps(struct store *s)
{
    struct db *db = NULL;
    TRY(s->engine->attach(s, DB_READS, false, &db));
    enum status st = migrate_check(db);
    if (st == OK) st = journal_load(s, db);
    if (st == OK) st = instance_load(s, db);
    db_close(db);
    return st;
}

static enum status new_store(const char *dir, const struct config *c, struct env *env,
                             struct store **out)
{
    if (!digest_start()) return store_refuse("libsodium cannot be used");
    struct arena *a = arena_new();
    struct store *s = NEW(a, struct store);
    s->arena = a;
    s->scratch = arena_new();
    s->dir = str_z(a, str_c(dir));
    s->engine = &sqlite_engine;
    if (c != NULL && c->database.n > 0) {
        s->engine = &postgres_engine;
        s->database = str_z(a, c->database);
    }
    s->env = env;
    s->lock = -1;
    pthread_mutex_init(&s->turn, NULL);
    pthread_cond_init(&s->turn_free, NULL);
    *out = s;
    return OK;
}

enum status store_open(const char *dir, const struct config *c, struct env *env, bool create,
                       struct store **out)
{
    struct store *s = NULL;
    TRY(new_store(dir, c, env, &s));
    if (!s) return FAILED;
    enum status st = open_steps(s, c, create);
    if (st != OK)
        store_close(s);
    else
        *out = s;
    return st;
}

enum status store_make(const char *dir, const struct config *c, struct env *env, const i64 *stamps,
                       size_t count, struct store **out)
{
    struct store *s = NULL;
    TRY(new_store(dir, c, env, &s));
    if (!s) return FAILED;
    s->only = stamps;
    s->only_count = count;
    enum status st = open_steps(s, c, true);
    if (st != OK)
        store_close(s);
    else
        *out = s;
    return st;
}

enum status store_open_reading(const char *dir, const struct config *c, struct env *env,
                               struct store **out)
{
    struct store *s = NULL;
    TRY(new_store(dir, c, env, &s));
    if (!s) return FAILED;
    enum status st = reader_steps(s);
    if (st != OK)
        store_close(s);
    else
        *out = s;
    return st;
}

void store_close(struct store *s)
{
    if (s == NULL) return;
    if (s->writer != NULL) {
        s->engine->tidy(s->writer, true);
        db_close(s->writer);
    }
    if (s->lock >= 0) close(s->lock);
    pthread_cond_destroy(&s->turn_free);
    pthread_mutex_destroy(&s->turn);
    arena_free(s->scratch);
    arena_free(s->arena);
}

const char *store_dir(struct store *s)
{
    return s->dir;
}

static enum status turn_take(struct store *s)
{
    struct timespec until = env_until(TURN_SECONDS * 1000);
    i64 began = env_monotonic_us();
    int waited = 0;
    pthread_mutex_lock(&s->turn);
    while (s->turn_taken && waited == 0)
        waited = pthread_cond_clockwait(&s->turn_free, &s->turn, CLOCK_MONOTONIC, &until);
    bool mine = !s->turn_taken;
    if (mine) s->turn_taken = true;
    pthread_mutex_unlock(&s->turn);
    meter_write(env_monotonic_us() - began, !mine);
    if (mine) return OK;
    log_line(LOG_WARN, "store_turn", "error", "no turn to write within ten seconds", NULL);
    return BUSY;
}

static void turn_give(struct store *s)
{
    pthread_mutex_lock(&s->turn);
    s->turn_taken = false;
    pthread_cond_signal(&s->turn_free);
    pthread_mutex_unlock(&s->turn);
}

/* The answer to COMMIT did not come. What the journal says decides, once the transaction has surely
** ended, for the next one begins only then. Without an entry nobody can tell, and that is an error
** too: who asked must look before asking again. */
static enum status settle(struct store *s, struct tx *tx)
{
    i64 until = env_monotonic_ms() + SETTLE_MS;
    while (tx->pending.n > 0 && env_monotonic_ms() < until) {
        enum status st = s->engine->begin(s->writer);
        if (st == OK) st = journal_has(tx);
        s->engine->rollback(s->writer);
        if (st == OK) log_line(LOG_INFO, "store_write", "commit", "was lost and is there", NULL);
        if (st == OK || st == NOT_FOUND) return st == OK ? OK : BUSY;
        nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    }
    log_line(LOG_ERROR, "store_write", "error", "nobody knows whether a change was stored", NULL);
    return FAILED;
}

static enum status transaction(struct store *s, struct tx *tx, write_fn *f, void *arg)
{
    db_afresh(s->writer);
    enum status st = s->engine->begin(s->writer);
    if (st == OK && s->engine->shared) st = journal_head(tx);
    if (st == OK) st = f(tx, arg);
    if (st == OK) st = journal_seal(tx);
    if (st == OK) st = db_fault(s->writer);
    connection_rest(s->writer);
    bool lost = false;
    if (st == OK) st = s->engine->commit(s->writer, &lost);
    s->engine->rollback(s->writer);
    if (lost) st = settle(s, tx);
    return st;
}

static void slow_log(const struct tx *tx, i64 ms)
{
    if (ms <= SLOW_MS) return;
    char took[24];
    snprintf(took, sizeof took, "%lld", (long long)ms);
    char act[128];
    snprintf(act, sizeof act, "%.*s", P(tx->actor.act));
    log_line(LOG_WARN, "slow_write", "act", act, "ms", took, NULL);
}

enum status store_write(struct store *s, struct actor actor, i64 now, write_fn *f, void *arg)
{
    if (writing || s->writer == NULL) {
        log_line(LOG_ERROR, "store_write", "error",
                 writing ? "a transaction inside a transaction" : "this store only reads", NULL);
        return FAILED;
    }
    TRY(turn_take(s));
    writing = true;
    struct tx tx = {.store = s,
                    .arena = s->scratch,
                    .actor = actor,
                    .now = now,
                    .position = s->position,
                    .hash = str_c(s->hash)};
    i64 started = env_monotonic_ms();
    enum status st = transaction(s, &tx, f, arg);
    slow_log(&tx, env_monotonic_ms() - started);
    if (st == OK) {
        s->position = tx.position;
        memmove(s->hash, tx.hash.p, tx.hash.n);
        if (tx.public_position > 0) {
            atomic_store(&s->public_time, now);
            atomic_store(&s->public_position, tx.public_position);
        }
    }
    s->engine->tidy(s->writer, false);
    arena_reset(s->scratch);
    writing = false;
    turn_give(s);
    return st;
}

enum status store_forget(struct store *s)
{
    if (s->writer == NULL) return FAILED;
    TRY(turn_take(s));
    s->engine->tidy(s->writer, true);
    turn_give(s);
    return OK;
}

struct db *tx_db(struct tx *tx)
{
    return tx->store->writer;
}

i64 tx_now(struct tx *tx)
{
    return tx->now;
}

struct env *tx_env(struct tx *tx)
{
    return tx->store->env;
}

struct actor tx_actor(struct tx *tx)
{
    return tx->actor;
}

i64 store_public_position(struct store *s)
{
    return atomic_load(&s->public_position);
}

i64 store_public_time(struct store *s)
{
    return atomic_load(&s->public_time);
}

/* cursor.c: connections, cached statements and rows, whichever engine is behind. Called by generated
** queries and the rest of the store. Promises a bounded statement cache; all else is the engine's. */
#include "store/engine.h"

#include "store/meter.h"

enum { SLOW_US = 250000 };

enum status connection_open(struct store *s, enum db_use use, struct db **out)
{
    struct arena *a = arena_new();
    struct db *db = NEW(a, struct db);
    db->arena = a;
    db->store = s;
    db->engine = s->engine;
    enum status st = db->engine->open(db, use);
    if (st != OK)
        db_close(db);
    else
        *out = db;
    return st;
}

enum status db_open(struct store *s, struct db **out)
{
    return connection_open(s, DB_READS, out);
}

void db_close(struct db *db)
{
    if (db == NULL) return;
    for (size_t i = 0; i < CACHE_SETS; i++)
        for (size_t k = 0; k < CACHE_WAYS; k++)
            if (db->cache[i][k].handle != NULL) db->engine->forget(&db->cache[i][k]);
    db->engine->close(db);
    arena_free(db->arena);
}

enum status db_fault(const struct db *db)
{
    return db->fault;
}

void db_afresh(struct db *db)
{
    db->fault = OK;
}

static enum status noted(struct db *db, enum status st)
{
    if ((st == BUSY || st == FAILED || st == FULL) && db->fault == OK) db->fault = st;
    return st;
}

enum status db_begin(struct db *db)
{
    return noted(db, db->engine->begin(db));
}

void db_end(struct db *db)
{
    db->engine->rollback(db); /* nothing was written */
}

/* --- statements ------------------------------------------------------------------------------- */

static struct stmt *cache_set(struct db *db, int id, u32 variant)
{
    u32 mixed = (u32)id * 2654435761u ^ variant * 2246822519u;
    return db->cache[(mixed >> 16) % CACHE_SETS];
}

struct stmt *db_cached(struct db *db, int query_id, u32 variant)
{
    struct stmt *set = cache_set(db, query_id, variant);
    for (size_t i = 0; i < CACHE_WAYS; i++) {
        struct stmt *st = &set[i];
        if (st->handle == NULL || st->id != query_id || st->variant != variant || st->busy)
            continue;
        st->used = ++db->clock;
        st->busy = true;
        return st;
    }
    return NULL;
}

static enum status prepare(struct db *db, const struct query_text *q, u32 variant, str sql,
                           struct stmt **out)
{
    struct stmt *set = cache_set(db, q->id, variant), *st = NULL;
    for (size_t i = 0; i < CACHE_WAYS; i++)
        if (!set[i].busy && (st == NULL || set[i].used < st->used)) st = &set[i];
    if (st == NULL && db->batch.open && db->batch.n > 0) { /* they hold the places */
        TRY(db_batch_end(db));
        db_batch_begin(db);
        return prepare(db, q, variant, sql, out);
    }
    if (st == NULL) {
        log_line(LOG_ERROR, "database", "query", q->name, "error", "too many open statements",
                 NULL);
        return FAILED;
    }
    if (st->handle != NULL) db->engine->forget(st);
    *st = (struct stmt){
        .engine = db->engine, .db = db, .name = q->name, .id = q->id, .variant = variant};
    TRY(db->engine->prepare(st, sql, q->types));
    st->used = ++db->clock;
    st->busy = true;
    *out = st;
    return OK;
}

enum status db_prepare(struct db *db, int query_id, u32 variant, str sql, struct stmt **out)
{
    const struct query_text q = {.id = query_id, .name = "prepared", .types = ""};
    return noted(db, prepare(db, &q, variant, sql, out));
}

static const char *text_of(const struct query_part *p, bool postgres)
{
    return postgres && p->postgres != NULL ? p->postgres : p->sqlite;
}

enum status db_query(struct db *db, const struct query_text *q, u32 variant, struct stmt **out)
{
    *out = db_cached(db, q->id, variant);
    if (*out != NULL) {
        (*out)->began = env_monotonic_us();
        return OK;
    }
    struct buf b;
    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < q->part_count; i++)
        if ((variant & q->parts[i].mask) == q->parts[i].want)
            buf_add(&b, str_c(text_of(&q->parts[i], db->engine->postgres)));
    enum status st = b.overflow ? FAILED : prepare(db, q, variant, buf_str(&b), out);
    if (st == OK) (*out)->began = env_monotonic_us();
    buf_free(&b);
    return noted(db, st);
}

/* A variant may use fewer placeholders than the query has parameters; the rest is not bound. */
static bool has_param(const struct stmt *st, int i)
{
    return i <= st->params;
}

void bind_int(struct stmt *st, int i, i64 v)
{
    if (has_param(st, i)) st->engine->bind_int(st, i, v);
}

void bind_text(struct stmt *st, int i, str v)
{
    if (has_param(st, i)) st->engine->bind_text(st, i, (str){v.p ? v.p : "", v.n});
}

void bind_blob(struct stmt *st, int i, str v)
{
    if (has_param(st, i)) st->engine->bind_blob(st, i, (str){v.p ? v.p : "", v.n});
}

void bind_time(struct stmt *st, int i, i64 v)
{
    if (v != NO_DATE) bind_int(st, i, v);
}

enum status db_step(struct stmt *st)
{
    return noted(st->db, st->engine->step(st));
}

/* From the query's beginning to its last row, with what was done between its rows. */
static void measure(const struct stmt *st)
{
    i64 us = env_monotonic_us() - st->began;
    meter_query(st->id, us);
    if (us < SLOW_US) return;
    char ms[24];
    snprintf(ms, sizeof ms, "%lld", (long long)(us / 1000));
    log_line(LOG_WARN, "slow_query", "query", st->name, "ms", ms, NULL);
}

void db_done(struct stmt *st)
{
    if (st->busy && st->began) measure(st);
    st->engine->reset(st);
    st->busy = false;
    st->began = 0;
}

static enum status read_now(const struct asked *r)
{
    enum status st = r->f(r->st, r->a, r->out);
    db_done(r->st);
    return st;
}

void rows_clamp(struct rows *rows)
{
    i64 limit = rows->limit > 0 ? rows->limit : 1, last = rows->total ? rows->total - 1 : 0;
    if (rows->skip > last) rows->skip = last - last % limit;
    if (rows->skip < 0) rows->skip = 0;
}

enum status db_read(struct stmt *st, struct arena *a, read_fn *f, void *out)
{
    struct db *db = st->db;
    struct asked r = {st, a, f, out};
    if (!db->batch.open) return read_now(&r);
    if (db->batch.n == BATCH_READS) { /* as many as go together */
        TRY(db_batch_end(db));
        db_batch_begin(db);
    }
    if (db->batch.far) {
        db->batch.v[db->batch.n++] = r;
        db->engine->step(st);
        return OK;
    }
    enum status got = read_now(&r);
    if (got != OK && got != NOT_FOUND && db->batch.fault == OK) db->batch.fault = got;
    return OK;
}

void db_batch_begin(struct db *db)
{
    db->batch.n = 0;
    db->batch.open = true;
    db->batch.fault = OK;
    db->batch.far = db->engine->batch_begin != NULL && db->engine->batch_begin(db) == OK;
}

enum status db_batch_end(struct db *db)
{
    enum status st = db->batch.far ? db->engine->batch_end(db) : db->batch.fault;
    db->batch.open = db->batch.far = false;
    if (st == BUSY) st = OK; /* those without rows ask once more, one after the other */
    for (size_t i = 0; i < db->batch.n; i++) {
        const struct asked *r = &db->batch.v[i];
        enum status got = OK;
        if (st == OK)
            got = read_now(r);
        else
            db_done(r->st);
        if (got != OK && got != NOT_FOUND) st = got;
    }
    return noted(db, st);
}

void connection_rest(struct db *db)
{
    for (size_t i = 0; i < CACHE_SETS; i++)
        for (size_t k = 0; k < CACHE_WAYS; k++)
            if (db->cache[i][k].busy) db_done(&db->cache[i][k]);
}

/* --- columns ---------------------------------------------------------------------------------- */

i64 col_int(struct stmt *st, int i)
{
    return st->engine->col_int(st, i);
}

bool col_null(struct stmt *st, int i)
{
    return st->engine->col_null(st, i);
}

i64 col_time(struct stmt *st, int i)
{
    return col_null(st, i) ? NO_DATE : col_int(st, i);
}

str col_text(struct stmt *st, int i, struct arena *a)
{
    return st->engine->col_text(st, i, a);
}

str db_json_ids(struct arena *a, const i64 *ids, size_t n)
{
    struct buf b;
    buf_init(&b, 32 * n + 2);
    buf_char(&b, '[');
    for (size_t i = 0; i < n; i++) {
        if (i > 0) buf_char(&b, ',');
        buf_i64(&b, ids[i]);
    }
    buf_char(&b, ']');
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

str db_json_texts(struct arena *a, const str *texts, size_t n)
{
    size_t room = 2;
    for (size_t i = 0; i < n; i++)
        room += 6 * texts[i].n + 3;
    struct buf b;
    buf_init(&b, room);
    buf_char(&b, '[');
    for (size_t i = 0; i < n; i++) {
        if (i > 0) buf_char(&b, ',');
        buf_json(&b, texts[i]);
    }
    buf_char(&b, ']');
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

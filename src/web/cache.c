/* cache.c: see cache.h. One lock guards table, order and sizes and is held for a lookup only;
** compressing happens outside it, under the lock of the one entry. An entry counts its holders: the
** table is one, each reply that is being sent is another. */
#include "web/cache.h"

#include <pthread.h>
#include <stdatomic.h>

enum { BUCKETS = 4096, KEY_MAX = 2048 };

/* One encoding of a page. Written once, before `ready` is set. */
struct variant {
    atomic_bool ready;
    bool own; /* body is a block of its own */
    char etag[40];
    char *fields;
    size_t fields_n;
    str body;
};

struct cache_entry {
    atomic_int holders;
    struct cache_entry *chain;         /* same bucket */
    struct cache_entry *newer, *older; /* order of use */
    bool in_table;                     /* this and the three above belong to the cache's lock */
    u64 hash;
    char *key;
    size_t key_n;
    struct cache_stamp stamp;
    i64 valid_until;
    size_t bytes;
    char *fields;
    size_t fields_n;
    char *body;
    size_t body_n;
    char tag[24];
    pthread_mutex_t compressing;
    struct variant variants[ENCODINGS];
};

struct cache {
    pthread_mutex_t lock;
    size_t max_bytes, bytes;
    struct cache_entry *buckets[BUCKETS];
    struct cache_entry *newest, *oldest;
    i64 hits, misses, entries;
};

struct cache *cache_new(size_t max_bytes)
{
    struct cache *c = calloc(1, sizeof *c);
    if (!c) abort();
    pthread_mutex_init(&c->lock, NULL);
    c->max_bytes = max_bytes;
    return c;
}

/* FNV-1a. Somebody who finds colliding addresses lengthens a chain, but the chain holds real pages
** only, and those are bounded by max_bytes. */
static u64 key_hash(str key)
{
    u64 h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < key.n; i++)
        h = (h ^ (u8)key.p[i]) * 0x100000001b3u;
    return h ^ h >> 32;
}

static bool stamp_eq(struct cache_stamp a, struct cache_stamp b)
{
    return a.position == b.position && a.binary == b.binary && a.edition == b.edition;
}

/* --- entries -----------------------------------------------------------------------------------*/

static char *block_of(str s)
{
    char *p = malloc(s.n + 1);
    if (!p) abort();
    if (s.n) memcpy(p, s.p, s.n);
    p[s.n] = 0;
    return p;
}

static void entry_free(struct cache_entry *e)
{
    for (int i = 0; i < ENCODINGS; i++) {
        free(e->variants[i].fields);
        if (e->variants[i].own) free((char *)e->variants[i].body.p);
    }
    pthread_mutex_destroy(&e->compressing);
    free(e->key);
    free(e->fields);
    free(e->body);
    free(e);
}

void cache_entry_release(struct cache_entry *e)
{
    if (e && atomic_fetch_sub_explicit(&e->holders, 1, memory_order_acq_rel) == 1) entry_free(e);
}

static struct cache_entry *entry_new(str key, struct cache_stamp stamp, i64 valid_until, str fields,
                                     str body)
{
    struct cache_entry *e = calloc(1, sizeof *e);
    if (!e) abort();
    atomic_init(&e->holders, 1);
    pthread_mutex_init(&e->compressing, NULL);
    e->hash = key_hash(key);
    e->key = block_of(key);
    e->key_n = key.n;
    e->stamp = stamp;
    e->valid_until = valid_until;
    e->fields = block_of(fields);
    e->fields_n = fields.n;
    e->body = block_of(body);
    e->body_n = body.n;
    struct digest d = digest_of(body);
    struct buf tag;
    buf_init(&tag, sizeof e->tag);
    buf_base64url(&tag, d.b, 16);
    if (tag.n) memcpy(e->tag, tag.p, tag.n);
    buf_free(&tag);
    e->bytes = sizeof *e + key.n + fields.n + body.n;
    return e;
}

/* Makes one encoding, once; who comes later waits for the first. Returns the bytes it added. */
static size_t variant_make(struct cache_entry *e, enum encoding encoding)
{
    static const char *const suffix[ENCODINGS] = {"", "-gz", "-br"};
    static const char *const coding[ENCODINGS] = {"", "Content-Encoding: gzip\r\n",
                                                  "Content-Encoding: br\r\n"};
    struct variant *v = &e->variants[encoding];
    if (atomic_load_explicit(&v->ready, memory_order_acquire)) return 0;
    pthread_mutex_lock(&e->compressing);
    size_t grown = 0;
    if (!atomic_load_explicit(&v->ready, memory_order_relaxed)) {
        str whole = {e->body, e->body_n};
        str small = compress_bytes(encoding, whole);
        v->own = small.p != NULL;
        v->body = v->own ? small : whole;
        int as = v->own ? (int)encoding : ENCODING_IDENTITY;
        snprintf(v->etag, sizeof v->etag, "\"%s%s\"", e->tag, suffix[as]);
        struct buf b;
        buf_init(&b, e->fields_n + 200);
        buf_add(&b, (str){e->fields, e->fields_n});
        buf_printf(&b, "ETag: %s\r\nVary: Accept-Encoding\r\n%s", v->etag, coding[as]);
        v->fields = block_of(buf_str(&b));
        v->fields_n = b.n;
        buf_free(&b);
        grown = v->fields_n + (v->own ? v->body.n : 0);
        atomic_store_explicit(&v->ready, true, memory_order_release);
    }
    pthread_mutex_unlock(&e->compressing);
    return grown;
}

static bool variant_ready(struct cache_entry *e, enum encoding encoding)
{
    return atomic_load_explicit(&e->variants[encoding].ready, memory_order_acquire);
}

str cache_entry_fields(const struct cache_entry *e, enum encoding encoding)
{
    return (str){e->variants[encoding].fields, e->variants[encoding].fields_n};
}

str cache_entry_body(const struct cache_entry *e, enum encoding encoding)
{
    return e->variants[encoding].body;
}

str cache_entry_etag(const struct cache_entry *e, enum encoding encoding)
{
    return str_c(e->variants[encoding].etag);
}

/* --- the table; the lock is held in all of these -----------------------------------------------*/

static void order_remove(struct cache *c, struct cache_entry *e)
{
    *(e->newer ? &e->newer->older : &c->newest) = e->older;
    *(e->older ? &e->older->newer : &c->oldest) = e->newer;
    e->newer = e->older = NULL;
}

static void order_push(struct cache *c, struct cache_entry *e)
{
    e->older = c->newest;
    *(c->newest ? &c->newest->newer : &c->oldest) = e;
    c->newest = e;
}

static void table_remove(struct cache *c, struct cache_entry *e)
{
    struct cache_entry **at = &c->buckets[e->hash % BUCKETS];
    while (*at != e)
        at = &(*at)->chain;
    *at = e->chain;
    order_remove(c, e);
    c->bytes -= e->bytes;
    c->entries--;
    e->in_table = false;
    cache_entry_release(e);
}

static void table_add(struct cache *c, struct cache_entry *e)
{
    struct cache_entry **at = &c->buckets[e->hash % BUCKETS];
    e->chain = *at;
    *at = e;
    order_push(c, e);
    c->bytes += e->bytes;
    c->entries++;
    e->in_table = true;
    atomic_fetch_add_explicit(&e->holders, 1, memory_order_relaxed);
}

/* Lets the pages go that were not asked for the longest. */
static void table_shrink(struct cache *c)
{
    while (c->bytes > c->max_bytes && c->oldest)
        table_remove(c, c->oldest);
}

static struct cache_entry *table_find(struct cache *c, str key)
{
    u64 hash = key_hash(key);
    struct cache_entry *e = c->buckets[hash % BUCKETS];
    while (e && (e->hash != hash || !str_eq((str){e->key, e->key_n}, key)))
        e = e->chain;
    return e;
}

/* The valid page of a key; one that is out of date leaves the table. */
static struct cache_entry *table_valid(struct cache *c, str key, struct cache_stamp stamp, i64 now)
{
    struct cache_entry *e = table_find(c, key);
    if (!e) return NULL;
    if (stamp_eq(e->stamp, stamp) && (e->valid_until == NO_DATE || now < e->valid_until)) return e;
    /* A reader with an older stamp (it looked just before a commit) leaves a newer page alone. */
    if (e->stamp.position <= stamp.position) table_remove(c, e);
    return NULL;
}

static struct cache_entry *hold(struct cache *c, struct cache_entry *e)
{
    if (c->newest != e) {
        order_remove(c, e);
        order_push(c, e);
    }
    atomic_fetch_add_explicit(&e->holders, 1, memory_order_relaxed);
    return e;
}

/* --- what others call --------------------------------------------------------------------------*/

struct cache_entry *cache_find(struct cache *c, str key, struct cache_stamp stamp, i64 now,
                               enum encoding encoding)
{
    pthread_mutex_lock(&c->lock);
    struct cache_entry *e = table_valid(c, key, stamp, now);
    if (e && !variant_ready(e, encoding)) e = NULL;
    if (e) hold(c, e);
    *(e ? &c->hits : &c->misses) += 1;
    pthread_mutex_unlock(&c->lock);
    return e;
}

/* Outside the lock: readies the encoding of a held entry and counts what that added. */
static struct cache_entry *entry_ready(struct cache *c, struct cache_entry *e,
                                       enum encoding encoding)
{
    size_t grown = variant_make(e, encoding);
    if (!grown) return e;
    pthread_mutex_lock(&c->lock);
    e->bytes += grown;
    if (e->in_table) {
        c->bytes += grown;
        table_shrink(c);
    }
    pthread_mutex_unlock(&c->lock);
    return e;
}

struct cache_entry *cache_find_compress(struct cache *c, str key, struct cache_stamp stamp, i64 now,
                                        enum encoding encoding)
{
    pthread_mutex_lock(&c->lock);
    struct cache_entry *e = table_valid(c, key, stamp, now);
    if (e) hold(c, e);
    pthread_mutex_unlock(&c->lock);
    return e ? entry_ready(c, e, encoding) : NULL;
}

struct cache_entry *cache_put(struct cache *c, str key, struct cache_stamp stamp, i64 valid_until,
                              str fields, str body, enum encoding encoding)
{
    struct cache_entry *e = entry_new(key, stamp, valid_until, fields, body);
    /* One page may take an eighth; an endless list of long addresses is no reason to keep any. */
    bool keep = e->bytes <= c->max_bytes / 8 && key.n <= KEY_MAX;
    if (keep) {
        pthread_mutex_lock(&c->lock);
        struct cache_entry *there = table_find(c, key);
        if (there && stamp_eq(there->stamp, stamp) && there->valid_until == valid_until) {
            hold(c, there);
            cache_entry_release(e);
            e = there;
        } else if (!there || there->stamp.position <= stamp.position) {
            if (there) table_remove(c, there);
            table_add(c, e);
            table_shrink(c);
        }
        pthread_mutex_unlock(&c->lock);
    }
    return entry_ready(c, e, encoding);
}

struct cache_stats cache_stats(struct cache *c)
{
    pthread_mutex_lock(&c->lock);
    struct cache_stats s = {c->hits, c->misses, c->entries, (i64)c->bytes};
    pthread_mutex_unlock(&c->lock);
    return s;
}

void cache_free(struct cache *c)
{
    if (!c) return;
    while (c->oldest) /* table_remove moves c->oldest on before it lets the entry go */
        table_remove(c, c->oldest); /* NOLINT(clang-analyzer-unix.Malloc) */
    pthread_mutex_destroy(&c->lock);
    free(c);
}

/* cache.h: whole public pages, ready to send. The I/O threads look pages up, the workers put them
** in; all calls may come from any thread. A page is right for one state of the public record, one
** binary and one set of editions, and until its own valid_until. */
#ifndef WEB_CACHE_H
#define WEB_CACHE_H

#include "base/base.h"
#include "web/compress.h"

struct cache;
struct cache_entry;

/* What a page was made from. Read it before rendering: a page that is newer than its stamp is made
** again too early, never too late. */
struct cache_stamp {
    i64 position; /* of the public journal */
    u64 binary;   /* digest of the program */
    u64 edition;  /* digest of the editions in force */
};

struct cache *cache_new(size_t max_bytes);
/* Entries that are still held live on until they are released. */
void cache_free(struct cache *c);

/* The page, if it is there, valid, and ready in that encoding; else NULL. Never compresses, so it
** is fit for an I/O thread. Release it. `key` is the normalised address with its language. */
struct cache_entry *cache_find(struct cache *c, str key, struct cache_stamp stamp, i64 now,
                               enum encoding encoding);
/* For workers: the same, but compresses a page that is there in another encoding only. */
struct cache_entry *cache_find_compress(struct cache *c, str key, struct cache_stamp stamp, i64 now,
                                        enum encoding encoding);
/* Puts a page with status 200 in, copying everything, and hands it back ready in that encoding;
** release it. `fields` are whole lines without Content-Length, ETag, Vary, Content-Encoding. If
** another worker was quicker its page is handed back. A page that is too large for the cache is
** handed back as well and lives until it is released. valid_until may be NO_DATE. */
struct cache_entry *cache_put(struct cache *c, str key, struct cache_stamp stamp, i64 valid_until,
                              str fields, str body, enum encoding encoding);
void cache_entry_release(struct cache_entry *e);

/* Field lines (with ETag, Vary, Content-Encoding), body, and the quoted tag of one encoding that is
** ready. When compressing did not pay these are the identity's. */
str cache_entry_fields(const struct cache_entry *e, enum encoding encoding);
str cache_entry_body(const struct cache_entry *e, enum encoding encoding);
str cache_entry_etag(const struct cache_entry *e, enum encoding encoding);

struct cache_stats {
    i64 hits, misses, entries, bytes;
};
struct cache_stats cache_stats(struct cache *c);

#endif

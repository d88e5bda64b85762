/* The page cache: what is valid, what leaves, and many threads at once. */
#define TEST_MAIN
#include "test.h"

#include "web/cache.h"

#include <libdeflate.h>
#include <pthread.h>

static const struct cache_stamp one = {1, 7, 9}, two = {2, 7, 9};
static char page[10000];

static str page_make(void)
{
    for (size_t i = 0; i < sizeof page; i++)
        page[i] = "<li>Example</li>\n"[i % 17];
    return (str){page, sizeof page};
}

TEST(a_page_is_found_while_it_is_valid)
{
    struct cache *c = cache_new(1 << 20);
    str body = page_make();
    CHECK(!cache_find(c, S("/a"), one, 100, ENCODING_IDENTITY));
    struct cache_entry *e =
        cache_put(c, S("/a"), one, 200, S("Content-Type: text/html\r\n"), body, ENCODING_IDENTITY);
    str tag = cache_entry_etag(e, ENCODING_IDENTITY);
    CHECK_INT(tag.n, 24);
    cache_entry_release(e);
    e = cache_find(c, S("/a"), one, 199, ENCODING_IDENTITY);
    CHECK(e && str_eq(cache_entry_body(e, ENCODING_IDENTITY), body));
    CHECK(str_starts(cache_entry_fields(e, ENCODING_IDENTITY),
                     S("Content-Type: text/html\r\nETag: \"")));
    cache_entry_release(e);
    CHECK(!cache_find(c, S("/b"), one, 199, ENCODING_IDENTITY));
    CHECK(!cache_find(c, S("/a"), one, 200, ENCODING_IDENTITY));
    CHECK_INT(cache_stats(c).entries, 0);
    cache_entry_release(cache_put(c, S("/a"), one, NO_DATE, S(""), body, ENCODING_IDENTITY));
    CHECK(!cache_find(c, S("/a"), two, 0, ENCODING_IDENTITY));
    CHECK_INT(cache_stats(c).entries, 0);
    CHECK_INT(cache_stats(c).bytes, 0);
    cache_free(c);
}

TEST(a_late_page_does_not_replace_a_newer_one)
{
    struct cache *c = cache_new(1 << 20);
    cache_entry_release(cache_put(c, S("/a"), two, NO_DATE, S(""), S("new"), ENCODING_IDENTITY));
    struct cache_entry *e = cache_put(c, S("/a"), one, NO_DATE, S(""), S("old"), ENCODING_IDENTITY);
    CHECK_STR(cache_entry_body(e, ENCODING_IDENTITY), "old");
    cache_entry_release(e);
    CHECK(!cache_find(c, S("/a"), one, 0, ENCODING_IDENTITY));
    e = cache_find(c, S("/a"), two, 0, ENCODING_IDENTITY);
    CHECK(e != NULL);
    cache_entry_release(e);
    cache_free(c);
}

TEST(compressed_once_and_only_by_workers)
{
    struct cache *c = cache_new(1 << 20);
    str body = page_make();
    cache_entry_release(cache_put(c, S("/a"), one, NO_DATE, S(""), body, ENCODING_GZIP));
    CHECK(!cache_find(c, S("/a"), one, 0, ENCODING_BROTLI));
    struct cache_entry *e = cache_find_compress(c, S("/a"), one, 0, ENCODING_BROTLI);
    struct cache_entry *again = cache_find(c, S("/a"), one, 0, ENCODING_BROTLI);
    CHECK(e && e == again);
    str small = cache_entry_body(e, ENCODING_BROTLI);
    CHECK(small.n < 500);
    CHECK(str_find(cache_entry_fields(e, ENCODING_BROTLI),
                   S("-br\"\r\nVary: Accept-Encoding\r\nContent-Encoding: br\r\n")) > 0);
    static char back[20000];
    size_t n = 0;
    small = cache_entry_body(e, ENCODING_GZIP);
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    CHECK_INT(libdeflate_gzip_decompress(d, small.p, small.n, back, sizeof back, &n), 0);
    CHECK(str_eq((str){back, n}, body));
    libdeflate_free_decompressor(d);
    cache_entry_release(e);
    cache_entry_release(again);
    cache_free(c);
}

TEST(what_does_not_shrink_stays_as_it_is)
{
    struct cache *c = cache_new(1 << 20);
    struct cache_entry *e = cache_put(c, S("/a"), one, NO_DATE, S(""), S("short"), ENCODING_BROTLI);
    CHECK_STR(cache_entry_body(e, ENCODING_BROTLI), "short");
    CHECK(str_find(cache_entry_fields(e, ENCODING_BROTLI), S("Content-Encoding")) < 0);
    CHECK(str_find(cache_entry_etag(e, ENCODING_BROTLI), S("-br")) < 0);
    cache_free(c);
    CHECK_STR(cache_entry_body(e, ENCODING_BROTLI), "short"); /* held entries outlive the cache */
    cache_entry_release(e);
}

TEST(bounded_and_the_unused_go_first)
{
    struct cache *c = cache_new(200000);
    str body = page_make();
    char key[16];
    for (int i = 0; i < 100; i++) {
        snprintf(key, sizeof key, "/%d", i);
        cache_entry_release(cache_put(c, str_c(key), one, NO_DATE, S(""), body, ENCODING_IDENTITY));
        struct cache_entry *first = cache_find(c, S("/0"), one, 0, ENCODING_IDENTITY);
        CHECK(first != NULL); /* asked for all the time, so it stays */
        cache_entry_release(first);
        CHECK(cache_stats(c).bytes <= 200000);
    }
    CHECK(cache_stats(c).entries >= 15 && cache_stats(c).entries < 20);
    CHECK(!cache_find(c, S("/1"), one, 0, ENCODING_IDENTITY));
    static char large[50000];
    struct cache_entry *e =
        cache_put(c, S("/large"), one, NO_DATE, S(""), (str){large, sizeof large}, ENCODING_GZIP);
    CHECK_INT(cache_entry_body(e, ENCODING_IDENTITY).n, 0); /* never asked for */
    CHECK(cache_entry_body(e, ENCODING_GZIP).n > 0);
    cache_entry_release(e);
    CHECK(!cache_find(c, S("/large"), one, 0, ENCODING_GZIP));
    cache_free(c);
}

static void *churn(void *context)
{
    struct cache *c = context;
    for (int i = 0; i < 1500; i++) {
        char key[16];
        snprintf(key, sizeof key, "/%d", i % 13);
        struct cache_stamp stamp = {i / 300, 7, 9};
        enum encoding encoding = (enum encoding)(i % 3);
        struct cache_entry *e = cache_find(c, str_c(key), stamp, 0, encoding);
        if (!e) e = cache_find_compress(c, str_c(key), stamp, 0, encoding);
        if (!e)
            e = cache_put(c, str_c(key), stamp, NO_DATE, S("A: b\r\n"), (str){page, 3000},
                          encoding);
        CHECK(cache_entry_body(e, encoding).n > 0);
        cache_entry_release(e);
    }
    return NULL;
}

TEST(many_threads)
{
    page_make();
    struct cache *c = cache_new(50000);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, churn, c);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    CHECK(cache_stats(c).bytes <= 50000);
    cache_free(c);
}

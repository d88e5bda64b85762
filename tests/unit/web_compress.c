/* Compressed bodies: whatever goes in comes out again, by zlib's own reader of gzip, whether pages begin
** alike or not, and from many threads. */
#define TEST_MAIN
#include "test.h"

#include "web/compress.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Exactly one member, all of it used, the length and the CRC right; NULL if not. Free it. */
static char *gunzip(str packed, size_t expected)
{
    z_stream z = {0};
    char *out = malloc(expected + 1);
    if (!out || inflateInit2(&z, 16 + MAX_WBITS) != Z_OK) abort();
    z.next_in = (Bytef *)(uintptr_t)packed.p;
    z.avail_in = (uInt)packed.n;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)expected + 1;
    bool ok = inflate(&z, Z_FINISH) == Z_STREAM_END && z.avail_in == 0 && z.total_out == expected;
    inflateEnd(&z);
    if (ok) return out;
    free(out);
    return NULL;
}

static bool comes_back(str in)
{
    str packed = compress_bytes(ENCODING_GZIP, in);
    if (!packed.n) return true; /* not smaller: sent as it is */
    char *out = packed.n < in.n ? gunzip(packed, in.n) : NULL;
    bool same = out && memcmp(out, in.p, in.n) == 0;
    free(out);
    free((void *)packed.p);
    return same;
}

static unsigned next(unsigned *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

/* A page with the style sheet `sheet`, which is the beginning that others share. */
static str page_make(char *at, size_t cap, unsigned sheet, unsigned *seed)
{
    size_t n = (size_t)snprintf(at, cap, "<!doctype html><html><head><style>");
    for (unsigned i = 0; i < 600; i++)
        n += (size_t)snprintf(at + n, cap - n, ".c%u{color:#%06x}", i,
                              (sheet + 1) * 77777 * (i + 1) % 0xffffff);
    n += (size_t)snprintf(at + n, cap - n, "</style></head><body>");
    for (unsigned words = next(seed) % 900; words > 0; words--)
        n += (size_t)snprintf(at + n, cap - n, "<li>%u</style>", next(seed) % 5000);
    return (str){at, n};
}

TEST(pages_that_begin_alike_come_back_whole)
{
    static char room[1 << 16];
    unsigned seed = 7;
    for (int i = 0; i < 400; i++)
        CHECK(comes_back(page_make(room, sizeof room, next(&seed) % 13, &seed)));
}

TEST(anything_else_comes_back_whole)
{
    static char room[5000];
    unsigned seed = 11;
    for (int i = 0; i < 2000; i++) {
        size_t n = next(&seed) % sizeof room;
        unsigned kinds = 1 + next(&seed) % 255;
        for (size_t k = 0; k < n; k++)
            room[k] = (char)(next(&seed) % kinds);
        CHECK(comes_back((str){room, n}));
    }
    static const char *const edges[] = {"<!doctype html>", "<!doctype html></style>", "</style>",
                                        "<!doctype html><style>"};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        size_t n = strlen(edges[i]);
        for (size_t fill = 0; fill < 600; fill += 7) {
            memset(room, ' ', fill);
            memcpy(room + fill, edges[i], n);
            CHECK(comes_back((str){room, fill + n}));
            memcpy(room, edges[i], n);
            memset(room + n, ' ', fill);
            CHECK(comes_back((str){room, n + fill}));
        }
    }
}

TEST(a_beginning_without_an_end_of_its_own_is_no_larger_than_whole)
{
    static char room[1 << 16];
    unsigned seed = 3;
    str page = page_make(room, sizeof room, 1, &seed);
    str alike = compress_bytes(ENCODING_GZIP, page);
    room[2] = 'D'; /* not recognized: compressed as a whole */
    str whole = compress_bytes(ENCODING_GZIP, page);
    CHECK(alike.n && whole.n && alike.n < whole.n + whole.n / 20);
    free((void *)alike.p);
    free((void *)whole.p);
}

static void *many(void *arg)
{
    unsigned seed = *(unsigned *)arg;
    char *room = malloc(1 << 16);
    bool ok = room != NULL;
    for (int i = 0; ok && i < 200; i++)
        ok = comes_back(page_make(room, 1 << 16, next(&seed) % 12, &seed));
    free(room);
    return ok ? arg : NULL;
}

TEST(threads_share_the_beginnings)
{
    pthread_t threads[4];
    unsigned seeds[4] = {1, 2, 3, 4};
    for (int i = 0; i < 4; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, many, &seeds[i]), 0);
    for (int i = 0; i < 4; i++) {
        void *ok = NULL;
        pthread_join(threads[i], &ok);
        CHECK(ok != NULL);
    }
}

/* compress.c: see compress.h. */
#include "web/compress.h"

#include <brotli/encode.h>
#include <libdeflate.h>
#include <pthread.h>
#include <stdatomic.h>
#include <zlib.h>

/* A page is compressed once and sent often, but a worker waits for it: brotli 5 takes about 0.2 ms
** for a page of 9 KB, the steps above it five times as long for two per cent. */
enum { BROTLI_STEP = 5, GZIP_STEP = 6 };

/* True unless the parameters of a coding say q=0 (q=0.0, q=0.000). */
static bool is_wanted(str parameters)
{
    str piece;
    while (str_cut(&parameters, ';', &piece)) {
        piece = str_trim(piece);
        if (!str_starts(piece, S("q=")) && !str_starts(piece, S("Q="))) continue;
        for (size_t i = 2; i < piece.n; i++)
            if (piece.p[i] != '0' && piece.p[i] != '.') return true;
        return false;
    }
    return true;
}

enum encoding encoding_choose(str accept_encoding)
{
    enum encoding best = ENCODING_IDENTITY;
    str item;
    while (str_cut(&accept_encoding, ',', &item)) {
        str name;
        str_cut(&item, ';', &name);
        name = str_trim(name);
        if (!is_wanted(item)) continue;
        if (str_eqi(name, S("br"))) best = ENCODING_BROTLI;
        if (str_eqi(name, S("gzip")) && best == ENCODING_IDENTITY) best = ENCODING_GZIP;
    }
    return best;
}

/* Some hundred kilobytes that need not be found and filled with noughts for each page. */
static _Atomic(struct libdeflate_compressor *) spare;

static size_t deflate_into(str in, char *out, size_t cap)
{
    struct libdeflate_compressor *c = atomic_exchange(&spare, NULL);
    if (!c) c = libdeflate_alloc_compressor(GZIP_STEP);
    if (!c) return 0;
    size_t n = libdeflate_deflate_compress(c, in.p, in.n, out, cap);
    libdeflate_free_compressor(atomic_exchange(&spare, c));
    return n;
}

/* The pages of a site begin alike, up to the end of the style sheet, which is two thirds of most of them.
** That beginning is deflated once for each language, as whole bytes with no end (Z_SYNC_FLUSH), and what
** differs is put behind it: the same page for a third of the work. A light page (an error, a confirmation)
** is compressed whole: there some bytes count more than some work. */
struct beginning {
    str whole, packed;
    uint32_t crc;
};
enum { BEGINNINGS = 8, LIGHT_MAX = 8192 };
static struct beginning beginnings[BEGINNINGS];
static size_t beginnings_next;
static pthread_mutex_t beginnings_lock = PTHREAD_MUTEX_INITIALIZER;

static str beginning_of(str in)
{
    static const char end[] = "</style>";
    if (in.n <= LIGHT_MAX || !str_starts(in, S("<!doctype html>"))) return NO_STR;
    const char *at = memmem(in.p, in.n, end, sizeof end - 1);
    return at ? (str){in.p, (size_t)(at - in.p) + sizeof end - 1} : NO_STR;
}

static bool beginning_pack(struct beginning *b, str whole)
{
    z_stream z = {0};
    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t cap = deflateBound(&z, whole.n) + 16;
    char *kept = malloc(whole.n), *packed = malloc(cap);
    if (kept && packed) {
        memcpy(kept, whole.p, whole.n);
        z.next_in = (Bytef *)kept;
        z.avail_in = (uInt)whole.n;
        z.next_out = (Bytef *)packed;
        z.avail_out = (uInt)cap;
    }
    bool ok =
        kept && packed && deflate(&z, Z_SYNC_FLUSH) == Z_OK && z.avail_in == 0 && z.avail_out > 0;
    if (ok) {
        *b = (struct beginning){
            {kept, whole.n}, {packed, cap - z.avail_out}, libdeflate_crc32(0, whole.p, whole.n)};
    } else {
        free(kept);
        free(packed);
    }
    deflateEnd(&z);
    return ok;
}

/* Puts the packed form of a beginning at `out`; its length, or 0 when there is no room or no memory. */
static size_t beginning_into(str whole, char *out, size_t cap, uint32_t *crc)
{
    size_t n = 0;
    pthread_mutex_lock(&beginnings_lock);
    struct beginning *b = NULL;
    for (size_t i = 0; i < BEGINNINGS && !b; i++)
        if (beginnings[i].whole.n && str_eq(beginnings[i].whole, whole)) b = &beginnings[i];
    if (!b) { /* a new one, in the place of the oldest: a language not seen yet, or another colour */
        struct beginning fresh;
        if (beginning_pack(&fresh, whole)) {
            b = &beginnings[beginnings_next++ % BEGINNINGS];
            free((void *)b->whole.p);
            free((void *)b->packed.p);
            *b = fresh;
        }
    }
    if (b && b->packed.n <= cap) {
        n = b->packed.n;
        memcpy(out, b->packed.p, n);
        *crc = b->crc;
    }
    pthread_mutex_unlock(&beginnings_lock);
    return n;
}

static void put_u32(char *out, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        out[i] = (char)(v >> (8 * i) & 255);
}

/* One member of RFC 1952: head, deflated bytes, CRC-32 and length of the whole. */
static size_t gzip_into(str in, char *out, size_t cap)
{
    static const char head[10] = {'\x1f', '\x8b', 8, 0, 0, 0, 0, 0, 0, '\xff'};
    enum { TAIL = 8 };
    if (cap < sizeof head + TAIL) return 0;
    memcpy(out, head, sizeof head);
    size_t at = sizeof head;
    uint32_t crc = 0;
    str first = beginning_of(in), rest = in;
    size_t n = first.n ? beginning_into(first, out + at, cap - at - TAIL, &crc) : 0;
    if (n) {
        at += n;
        rest = (str){in.p + first.n, in.n - first.n};
    }
    n = deflate_into(rest, out + at, cap - at - TAIL);
    if (!n) return 0;
    at += n;
    put_u32(out + at, libdeflate_crc32(crc, rest.p, rest.n));
    put_u32(out + at + 4, (uint32_t)in.n);
    return at + TAIL;
}

static size_t brotli_into(str in, char *out, size_t cap)
{
    int window = BROTLI_MIN_WINDOW_BITS; /* no larger than the page, to spare memory */
    while (window < 20 && ((size_t)1 << window) < in.n + 16)
        window++;
    size_t n = cap;
    bool ok = BrotliEncoderCompress(BROTLI_STEP, window, BROTLI_MODE_TEXT, in.n,
                                    (const uint8_t *)in.p, &n, (uint8_t *)out);
    return ok ? n : 0;
}

str compress_bytes(enum encoding encoding, str in)
{
    if (encoding == ENCODING_IDENTITY || in.n < 256) return NO_STR;
    /* Only what is smaller than the original is of use, so that is all the room there is. */
    char *out = malloc(in.n);
    if (!out) return NO_STR;
    size_t n = encoding == ENCODING_GZIP ? gzip_into(in, out, in.n) : brotli_into(in, out, in.n);
    if (n == 0 || n >= in.n) {
        free(out);
        return NO_STR;
    }
    char *fitting = realloc(out, n);
    return (str){fitting ? fitting : out, n};
}

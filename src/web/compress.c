/* compress.c: see compress.h. */
#include "web/compress.h"

#include <brotli/encode.h>
#include <libdeflate.h>
#include <stdatomic.h>

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

static size_t gzip_into(str in, char *out, size_t cap)
{
    struct libdeflate_compressor *c = atomic_exchange(&spare, NULL);
    if (!c) c = libdeflate_alloc_compressor(GZIP_STEP);
    if (!c) return 0;
    size_t n = libdeflate_gzip_compress(c, in.p, in.n, out, cap);
    libdeflate_free_compressor(atomic_exchange(&spare, c));
    return n;
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

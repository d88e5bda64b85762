/* write.c: writes a dossier's vessel; see store/bundle.h. Each stored file is read twice: to be hashed,
** since the signature stands before it, and to be copied. */
#include "store/bundle.h"

#include "base/tar.h"

#include <errno.h>
#include <unistd.h>

enum { PIECE = 256 << 10, SUMS_MOST = 1 << 20 };

struct writing {
    int fd;
    struct store *store;
    i64 made, bytes;
    enum status state;
    char *piece;
};

static void put(struct writing *w, str bytes)
{
    if (w->state != OK) return;
    if (io_write(w->fd, bytes)) {
        w->bytes += (i64)bytes.n;
        return;
    }
    log_line(LOG_ERROR, "dossier", "step", "write", "error", strerror(errno), NULL);
    w->state = errno == ENOSPC || errno == EDQUOT ? LIMIT : FAILED;
}

static void head_put(struct writing *w, const char *name, i64 size)
{
    char block[TAR_BLOCK];
    if (size < 0 || size > TAR_SIZE_MOST) w->state = LIMIT;
    tar_head_write(block, name, size, 0644, w->made);
    put(w, (str){block, sizeof block});
}

static void padding_put(struct writing *w, i64 size)
{
    static const char zeros[TAR_BLOCK];
    put(w, (str){zeros, tar_padding(size)});
}

static void member_put(struct writing *w, const char *name, str bytes)
{
    head_put(w, name, (i64)bytes.n);
    put(w, bytes);
    padding_put(w, (i64)bytes.n);
}

/* Hands over the bytes of a stored file piece by piece. */
static enum status stored_read(struct writing *w, struct digest hash, i64 *size,
                               void (*take)(void *to, str bytes), void *to)
{
    int fd;
    TRY(file_open(w->store, hash, &fd, size));
    i64 left = *size;
    i64 n;
    while (left > 0 && (n = io_read(fd, w->piece, left < PIECE ? (size_t)left : PIECE)) > 0) {
        take(to, (str){w->piece, (size_t)n});
        left -= n;
    }
    close(fd);
    return left == 0 ? OK : FAILED;
}

struct hashing {
    struct sha256 sha;
    struct digest_stream *named;
};

static void hash_take(void *to, str bytes)
{
    struct hashing *h = to;
    sha256_more(&h->sha, bytes);
    digest_more(h->named, bytes);
}

static void copy_take(void *to, str bytes)
{
    put(to, bytes);
}

/* A stored file that is not what its name says is not put into a signed file. */
static enum status part_hash(struct writing *w, struct arena *a, struct bundle_part *p)
{
    struct hashing h = {.named = digest_streams(a, 1)};
    sha256_begin(&h.sha);
    p->size = (i64)p->bytes.n;
    if (p->stored)
        TRY(stored_read(w, p->hash, &p->size, hash_take, &h));
    else
        hash_take(&h, p->bytes);
    p->sums = sha256_end(&h.sha);
    return !p->stored || digest_eq(digest_end(h.named), p->hash) ? OK : FAILED;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct bundle_part *)a)->name, ((const struct bundle_part *)b)->name);
}

static enum status sums_make(struct writing *w, struct arena *a, struct bundle_part_array *parts,
                             str *out)
{
    struct buf b;
    buf_init(&b, SUMS_MOST);
    enum status st = OK;
    for (size_t i = 0; i < parts->n && st == OK; i++) {
        st = part_hash(w, a, &parts->v[i]);
        buf_printf(&b, "%.*s  %s\n", P(digest_hex(a, parts->v[i].sums)), parts->v[i].name);
    }
    if (b.overflow) st = LIMIT;
    *out = str_dup(a, buf_str(&b));
    buf_free(&b);
    return st;
}

enum status bundle_write(int fd, struct store *s, struct arena *a, i64 made,
                         const struct sign_secret *secret, struct bundle_part_array *parts,
                         i64 *bytes)
{
    static const char zeros[2 * TAR_BLOCK];
    struct writing w = {.fd = fd, .store = s, .made = made, .piece = arena_alloc(a, PIECE)};
    struct sign_key key = sign_key_of(secret);
    u8 sign[SIGN_BYTES];
    str sums, pem = sign_pem(a, &key);
    if (parts->n >= BUNDLE_PARTS_MOST) return LIMIT;
    *PUSH(a, parts) = (struct bundle_part){.name = BUNDLE_KEY, .bytes = pem};
    qsort(parts->v, parts->n, sizeof *parts->v, by_name);
    TRY(sums_make(&w, a, parts, &sums));
    sign_make(secret, sums, sign);
    for (size_t i = 0; i < parts->n && w.state == OK; i++) {
        const struct bundle_part *p = &parts->v[i];
        i64 size;
        head_put(&w, p->name, p->size);
        if (p->stored)
            TRY(stored_read(&w, p->hash, &size, copy_take, &w));
        else
            put(&w, p->bytes);
        padding_put(&w, p->size);
        if (strcmp(p->name, BUNDLE_KEY) != 0) continue; /* capitals stand first */
        member_put(&w, BUNDLE_SUMS, sums);
        member_put(&w, BUNDLE_SIGN, (str){(const char *)sign, sizeof sign});
    }
    put(&w, (str){zeros, sizeof zeros});
    *bytes = w.bytes;
    return w.state;
}

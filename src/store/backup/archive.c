/* archive.c: tar in pieces of gzip; see archive.h. Each piece is a gzip member of at most a megabyte
** of tar, so that reading needs no more memory than that, whatever the file claims. */
#include "store/backup/archive.h"

#include "base/tar.h"

#include <errno.h>
#include <libdeflate.h>
#include <unistd.h>

/* Level 1 gives up 8 % of size for half the time; a backup is made beside a fund that serves. */
enum { LEVEL = 1 };

/* --- writing ---------------------------------------------------------------------------------- */

struct archive_out {
    int fd;
    i64 now, left, written;
    struct libdeflate_compressor *press;
    struct digest_stream *digest;
    char *raw, *packed;
    size_t raw_n, packed_room;
    i64 member; /* bytes of it so far */
    enum status state;
};

struct archive_out *archive_out_new(struct arena *a, int fd, i64 now)
{
    struct archive_out *o = NEW(a, struct archive_out);
    *o = (struct archive_out){.fd = fd, .now = now, .press = libdeflate_alloc_compressor(LEVEL)};
    o->raw = arena_alloc(a, ARCHIVE_PIECE);
    o->packed_room = libdeflate_gzip_compress_bound(o->press, ARCHIVE_PIECE);
    o->packed = arena_alloc(a, o->packed_room);
    if (!o->press) o->state = FAILED;
    o->digest = digest_streams(a, 1);
    return o;
}

void archive_out_free(struct archive_out *o)
{
    if (o && o->press) libdeflate_free_compressor(o->press);
}

static void write_all(struct archive_out *o, const char *p, size_t n)
{
    if (o->state != OK) return;
    if (io_write(o->fd, (str){p, n})) {
        o->written += (i64)n;
        return;
    }
    log_line(LOG_ERROR, "backup", "step", "write", "error", strerror(errno), NULL);
    o->state = errno == ENOSPC || errno == EDQUOT ? FULL : FAILED;
}

static void piece_end(struct archive_out *o)
{
    if (o->raw_n == 0 || o->state != OK) return;
    size_t n = libdeflate_gzip_compress(o->press, o->raw, o->raw_n, o->packed, o->packed_room);
    if (n == 0) o->state = FAILED;
    write_all(o, o->packed, n);
    o->raw_n = 0;
}

static void put(struct archive_out *o, str bytes)
{
    digest_more(o->digest, bytes);
    while (bytes.n > 0 && o->state == OK) {
        size_t n = ARCHIVE_PIECE - o->raw_n;
        if (n > bytes.n) n = bytes.n;
        memcpy(o->raw + o->raw_n, bytes.p, n);
        o->raw_n += n;
        bytes = str_sub(bytes, n, bytes.n);
        if (o->raw_n == ARCHIVE_PIECE) piece_end(o);
    }
}

void archive_member(struct archive_out *o, const char *name, i64 size)
{
    char head[TAR_BLOCK];
    tar_head_write(head, name, size, 0600, o->now);
    if (size < 0 || size > TAR_SIZE_MOST) o->state = LIMIT;
    put(o, (str){head, sizeof head});
    o->left = size;
    o->member = size;
}

void archive_add(struct archive_out *o, str bytes)
{
    if ((i64)bytes.n > o->left) {
        o->state = FAILED;
        return;
    }
    o->left -= (i64)bytes.n;
    put(o, bytes);
}

void archive_member_end(struct archive_out *o)
{
    static const char zeros[TAR_BLOCK];
    if (o->left != 0 && o->state == OK) {
        log_line(LOG_ERROR, "backup", "error", "a file became shorter while it was read", NULL);
        o->state = FAILED;
    }
    put(o, (str){zeros, tar_padding(o->member)});
}

void archive_whole(struct archive_out *o, const char *name, str bytes)
{
    archive_member(o, name, (i64)bytes.n);
    archive_add(o, bytes);
    archive_member_end(o);
}

struct digest archive_digest(struct archive_out *o)
{
    struct digest_stream copy = *o->digest;
    return digest_end(&copy);
}

enum status archive_out_state(const struct archive_out *o)
{
    return o->state;
}

enum status archive_out_end(struct archive_out *o, i64 *bytes)
{
    static const char zeros[2 * TAR_BLOCK];
    put(o, (str){zeros, sizeof zeros});
    piece_end(o);
    *bytes = o->written;
    return o->state;
}

/* --- reading ---------------------------------------------------------------------------------- */

struct archive_in {
    int fd;
    struct libdeflate_decompressor *press;
    struct digest_stream *digest;
    struct digest before; /* of everything before the member */
    char *packed, *raw;
    size_t packed_n, packed_at, packed_room, raw_n, raw_at;
    i64 taken, left, padding;
    bool end; /* of the file */
    struct tar_head head;
    const char *fault;
};

struct archive_in *archive_in_new(struct arena *a, int fd)
{
    struct archive_in *in = NEW(a, struct archive_in);
    *in = (struct archive_in){.fd = fd, .press = libdeflate_alloc_decompressor()};
    in->packed_room = libdeflate_gzip_compress_bound(NULL, ARCHIVE_PIECE);
    in->packed = arena_alloc(a, in->packed_room);
    in->raw = arena_alloc(a, ARCHIVE_PIECE);
    in->digest = digest_streams(a, 1);
    return in;
}

void archive_in_free(struct archive_in *in)
{
    if (in && in->press) libdeflate_free_decompressor(in->press);
}

const char *archive_fault(const struct archive_in *in)
{
    return in->fault ? in->fault : "it cannot be read";
}

i64 archive_in_taken(const struct archive_in *in)
{
    return in->taken;
}

int archive_in_fd(const struct archive_in *in)
{
    return in->fd;
}

static enum status faulty(struct archive_in *in, const char *fault)
{
    if (!in->fault) in->fault = fault;
    return FAILED;
}

/* Fills the window of compressed bytes as far as the file goes. */
static enum status window_fill(struct archive_in *in)
{
    memmove(in->packed, in->packed + in->packed_at, in->packed_n - in->packed_at);
    in->packed_n -= in->packed_at;
    in->packed_at = 0;
    if (in->end) return OK;
    size_t room = in->packed_room - in->packed_n;
    i64 n = io_read(in->fd, in->packed + in->packed_n, room);
    if (n < 0) return faulty(in, "it cannot be read to its end");
    in->end = (size_t)n < room;
    in->packed_n += (size_t)n;
    return OK;
}

static enum status piece_next(struct archive_in *in)
{
    size_t used = 0;
    TRY(window_fill(in));
    in->raw_at = in->raw_n = 0;
    if (in->packed_n == 0) return faulty(in, "it ends before its end: a part is missing");
    enum libdeflate_result r =
        in->press ? libdeflate_gzip_decompress_ex(in->press, in->packed, in->packed_n, in->raw,
                                                  ARCHIVE_PIECE, &used, &in->raw_n)
                  : LIBDEFLATE_BAD_DATA;
    if (r != LIBDEFLATE_SUCCESS)
        return faulty(in, in->taken == 0 ? "it is not a backup made by Letsema"
                                         : "it is damaged, or a part is missing");
    if (in->raw_n == 0) return faulty(in, "it holds an empty piece");
    in->packed_at = used;
    in->taken += (i64)used;
    return OK;
}

/* Exactly `n` bytes of the tar. */
static enum status take(struct archive_in *in, char *to, size_t n)
{
    while (n > 0) {
        if (in->raw_at == in->raw_n) TRY(piece_next(in));
        size_t piece = in->raw_n - in->raw_at;
        if (piece > n) piece = n;
        str bytes = {in->raw + in->raw_at, piece};
        digest_more(in->digest, bytes);
        if (to) memcpy(to, bytes.p, piece);
        if (to) to += piece;
        in->raw_at += piece;
        n -= piece;
    }
    return OK;
}

/* Nothing may stand behind the end. */
static enum status end_check(struct archive_in *in)
{
    char block[TAR_BLOCK];
    TRY(take(in, block, sizeof block));
    if (!tar_is_zero(block, sizeof block) || in->raw_at != in->raw_n)
        return faulty(in, "something stands behind its end");
    TRY(window_fill(in));
    return in->packed_n == 0 ? NOT_FOUND : faulty(in, "something stands behind its end");
}

enum status archive_next(struct archive_in *in, const char **name, i64 *size)
{
    char h[TAR_BLOCK];
    if (in->fault) return FAILED;
    for (i64 rest = in->left + in->padding; rest > 0;) {
        size_t n = rest < ARCHIVE_PIECE ? (size_t)rest : ARCHIVE_PIECE;
        TRY(take(in, NULL, n));
        rest -= (i64)n;
    }
    in->left = in->padding = 0;
    struct digest_stream copy = *in->digest;
    in->before = digest_end(&copy);
    TRY(take(in, h, sizeof h));
    if (tar_is_zero(h, sizeof h)) return end_check(in);
    if (!tar_head_read(h, &in->head)) return faulty(in, "it is not a backup made by Letsema");
    in->left = in->head.size;
    in->padding = (i64)tar_padding(in->left);
    *name = in->head.name;
    *size = in->left;
    return OK;
}

enum status archive_read(struct archive_in *in, void *bytes, size_t n, size_t *got)
{
    *got = (i64)n < in->left ? n : (size_t)in->left;
    in->left -= (i64)*got;
    return take(in, bytes, *got);
}

enum status archive_read_whole(struct archive_in *in, struct arena *a, i64 max, str *out)
{
    if (in->left > max) {
        faulty(in, "a part of it is larger than it can be");
        return LIMIT;
    }
    size_t n = (size_t)in->left, got;
    char *p = arena_alloc(a, n + 1);
    *out = (str){p, n};
    return archive_read(in, p, n, &got);
}

struct digest archive_in_digest(struct archive_in *in)
{
    return in->before;
}

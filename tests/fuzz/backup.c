/* Fuzz target: a backup from anybody. The first byte says how the rest comes: 'z' is a tar that is
** compressed here, as the writer does, so that the fuzzer reaches what stands inside; 'l' is a row of a
** table; anything else is the file itself. Reading ends, keeps within bounds, and says why it refuses;
** what it accepts was whole: any other reading of it agrees. */
#include "store/backup/format.h"

#include <libdeflate.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void require(bool condition)
{
    if (!condition) abort();
}

static void put(int fd, const void *p, size_t n)
{
    require(write(fd, p, n) == (ssize_t)n);
}

/* Pieces of gzip, as archive.c cuts them. */
static void put_compressed(int fd, const u8 *data, size_t n)
{
    struct libdeflate_compressor *c = libdeflate_alloc_compressor(1);
    size_t room = libdeflate_gzip_compress_bound(c, ARCHIVE_PIECE);
    char *out = malloc(room);
    for (size_t at = 0; at < n; at += ARCHIVE_PIECE) {
        size_t piece = n - at < ARCHIVE_PIECE ? n - at : ARCHIVE_PIECE;
        put(fd, out, libdeflate_gzip_compress(c, data + at, piece, out, room));
    }
    free(out);
    libdeflate_free_compressor(c);
}

/* A row that was cut has its columns, and its integers are integers. */
static void line_judge(str line)
{
    struct arena *a = arena_new();
    struct table_column_kind columns[] = {{"id", 'i', 1}, {"text", 't', 0}, {"bytes", 'b', 0}};
    struct table t = {"table", columns, 1 + line.n % 3, 3};
    str values[3] = {{0}};
    i64 number;
    if (table_line_cut(a, &t, line, values)) require(!values[0].p || str_i64(values[0], &number));
    arena_free(a);
}

static enum status judge(int fd, struct backup_info *info)
{
    struct backup_check_ask ask = {.fd = fd, .series = -1};
    enum status st = backup_check(&ask, info);
    require(st == OK || (st == FAILED && ask.fault[0] != '\0'));
    return st;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
    static bool begun;
    if (!begun) begun = digest_start();
    if (n == 0) return 0;
    if (data[0] == 'l') {
        line_judge((str){(const char *)data + 1, n - 1});
        return 0;
    }
    int fd = memfd_create("backup", MFD_CLOEXEC);
    require(fd >= 0);
    if (data[0] == 'z')
        put_compressed(fd, data + 1, n - 1);
    else
        put(fd, data + 1, n - 1);
    struct backup_info info = {0}, again = {0};
    if (judge(fd, &info) == OK) {
        require(judge(fd, &again) == OK && again.rows == info.rows && again.files == info.files);
        require(!info.beside || info.files == 0);
    }
    close(fd);
    return 0;
}

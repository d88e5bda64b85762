/* io.c: see io.h. */
#include "base/io.h"

#include <errno.h>
#include <unistd.h>

bool io_write(int fd, str bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR) continue;
        if (n == 0) errno = EIO;
        if (n <= 0) return false;
        bytes = str_sub(bytes, (size_t)n, bytes.n);
    }
    return true;
}

static i64 read_whole(int fd, char *to, size_t max, i64 at)
{
    size_t have = 0;
    while (have < max) {
        ssize_t n = at < 0 ? read(fd, to + have, max - have)
                           : pread(fd, to + have, max - have, (off_t)(at + (i64)have));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        if (n == 0) break;
        have += (size_t)n;
    }
    return (i64)have;
}

i64 io_read(int fd, void *to, size_t max)
{
    return read_whole(fd, to, max, -1);
}

i64 io_read_at(int fd, void *to, size_t max, i64 at)
{
    return read_whole(fd, to, max, at);
}

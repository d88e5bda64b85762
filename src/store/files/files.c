/* files.c: the file store, DIR/files/ab/HASH. A file's name is its BLAKE2b-256; what stands there is
** whole and on disk before its name exists: temporary file, fsync, rename, fsync of the folder. */
#include "store/backup.h"
#include "store/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 64 << 10 };

static enum status failed(const char *what)
{
    log_line(LOG_ERROR, "file_store", "step", what, "error", strerror(errno), NULL);
    return errno == ENOSPC || errno == EDQUOT ? FULL : FAILED;
}

static enum status folder_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return failed("open folder");
    bool synced = fsync(fd) == 0;
    close(fd);
    return synced ? OK : failed("sync folder");
}

/* Makes a folder and its entry in the one above durable. */
static enum status folder_make(const char *above, const char *path)
{
    if (mkdir(path, 0700) == 0) return folder_sync(above);
    return errno == EEXIST ? OK : failed("make folder");
}

const char *file_path(struct store *s, struct arena *a, struct digest hash)
{
    str hex = digest_hex(a, hash);
    return arena_printf(a, "%s/files/%.2s/%.*s", s->dir, hex.p, P(hex)).p;
}

static enum status hash_of(int fd, struct digest *out, i64 *size)
{
    struct arena *a = arena_new();
    char *piece = arena_alloc(a, PIECE);
    struct digest_stream d;
    digest_begin(&d);
    i64 n;
    *size = 0;
    while ((n = io_read(fd, piece, PIECE)) > 0) {
        digest_more(&d, (str){piece, (size_t)n});
        *size += n;
    }
    enum status st = n < 0 ? failed("read") : OK;
    *out = digest_end(&d);
    arena_free(a);
    return st;
}

static enum status write_all(int fd, str bytes)
{
    return io_write(fd, bytes) ? OK : failed("write");
}

/* A new temporary file on the same file system as its later place. */
static enum status temporary_make(struct store *s, struct arena *a, char **path, int *fd)
{
    const char *files = arena_printf(a, "%s/files", s->dir).p;
    TRY(folder_make(s->dir, files));
    *path = (char *)arena_printf(a, "%s/.new-XXXXXX", files).p;
    *fd = mkostemp(*path, O_CLOEXEC);
    return *fd < 0 ? failed("temporary file") : OK;
}

/* Gives the temporary file its name; `fd` is open on it. */
static enum status settle(struct store *s, struct arena *a, const char *temporary, int fd,
                          struct digest hash)
{
    const char *path = file_path(s, a, hash);
    const char *files = arena_printf(a, "%s/files", s->dir).p;
    const char *folder = arena_printf(a, "%.*s", (int)(strrchr(path, '/') - path), path).p;
    TRY(folder_make(s->dir, files));
    TRY(folder_make(files, folder));
    if (fchmod(fd, 0600) != 0 || fsync(fd) != 0) return failed("sync");
    int lock; /* a purge looks at the age of a file and removes it in one go */
    TRY(files_lock(s->dir, FILES_RELIED_ON, &lock));
    bool renamed = rename(temporary, path) == 0;
    int why = errno;
    files_unlock(lock);
    errno = why;
    if (!renamed) return errno == EXDEV ? NOT_FOUND : failed("rename");
    return folder_sync(folder);
}

/* The temporary file lies on another file system: its bytes are copied next to their place. */
static enum status settle_copy(struct store *s, struct arena *a, int from, struct digest hash)
{
    char *path, *piece = arena_alloc(a, PIECE);
    int fd;
    TRY(temporary_make(s, a, &path, &fd));
    enum status st = lseek(from, 0, SEEK_SET) == 0 ? OK : failed("seek");
    i64 n = 0;
    while (st == OK && (n = io_read(from, piece, PIECE)) > 0)
        st = write_all(fd, (str){piece, (size_t)n});
    if (st == OK && n < 0) st = failed("read");
    if (st == OK) st = settle(s, a, path, fd, hash);
    if (st != OK) unlink(path);
    close(fd);
    return st == NOT_FOUND ? FAILED : st;
}

/* Not in files/, which holds nothing but files; by flock, which goes with the process. */
enum status files_lock(const char *dir, enum files_lock how, int *lock)
{
    struct arena *a = arena_new();
    const char *path = arena_printf(a, "%s/files.lock", dir).p;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int got = -1;
    while (fd >= 0 && (got = flock(fd, how == FILES_REMOVED ? LOCK_EX | LOCK_NB : LOCK_SH)) != 0 &&
           errno == EINTR)
        continue;
    bool busy = fd >= 0 && got != 0 && errno == EWOULDBLOCK;
    enum status st = fd >= 0 && got == 0 ? OK : busy ? BUSY : failed("lock");
    if (st != OK && fd >= 0) close(fd);
    *lock = st == OK ? fd : -1;
    arena_free(a);
    return st;
}

void files_unlock(int lock)
{
    if (lock >= 0) close(lock);
}

enum status file_keep(struct store *s, const char *temporary, struct digest *out, i64 *size)
{
    int fd = open(temporary, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return failed("open");
    struct arena *a = arena_new();
    i64 bytes = 0;
    enum status st = hash_of(fd, out, &bytes);
    if (size != NULL) *size = bytes;
    if (st == OK) st = settle(s, a, temporary, fd, *out);
    if (st == NOT_FOUND) {
        st = settle_copy(s, a, fd, *out);
        if (st == OK) unlink(temporary);
    }
    close(fd);
    arena_free(a);
    return st;
}

enum status file_keep_bytes(struct store *s, str bytes, struct digest *out)
{
    struct arena *a = arena_new();
    char *path;
    int fd;
    *out = digest_of(bytes);
    enum status st = temporary_make(s, a, &path, &fd);
    if (st == OK) {
        st = write_all(fd, bytes);
        if (st == OK) st = settle(s, a, path, fd, *out);
        if (st != OK) unlink(path);
        close(fd);
    }
    arena_free(a);
    return st == NOT_FOUND ? FAILED : st;
}

enum status file_open(struct store *s, struct digest hash, int *fd, i64 *size)
{
    struct arena *a = arena_new();
    *fd = open(file_path(s, a, hash), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    arena_free(a);
    if (*fd < 0) return errno == ENOENT ? NOT_FOUND : failed("open");
    struct stat st;
    if (fstat(*fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(*fd);
        *fd = -1;
        return failed("stat");
    }
    *size = st.st_size;
    return OK;
}

enum status file_read(struct store *s, struct arena *a, struct digest hash, i64 max, str *out)
{
    int fd;
    i64 size;
    TRY(file_open(s, hash, &fd, &size));
    if (size > max) {
        close(fd);
        return LIMIT;
    }
    char *bytes = arena_alloc(a, (size_t)size + 1);
    i64 have = io_read(fd, bytes, (size_t)size);
    enum status st = have == size ? OK : failed("read");
    close(fd);
    *out = (str){bytes, have > 0 ? (size_t)have : 0};
    return st;
}

/* fail_at.c: a library that stands between a program and the system (LD_PRELOAD) and makes the N-th
** read, write, sync, send or query fail, delays syncs, and moves the clock. It needs nothing in the
** program, so the release build is tried as it ships, and libsqlite3, libpq and libcurl with it.
**   FAIL_AT=N         the N-th operation fails, once
**   FAIL_FILE=PATH    N and the rest stand in this file (struct orders), which a test changes while
**                     the program runs; all processes that name it count together
**   FAIL_UNDER=PATH   only files below it count; sockets always do
**   FAIL_TRACE=1      says where each failure was met
** Each failure is one line on stderr. What the program writes to its log is not counted. */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum kind { READ = 1, WRITE = 2, SYNC = 4, SEND = 8, QUERY = 16 };

/* In FAIL_FILE each is eight bytes, in this order (tests/fail/orders.mjs writes them). */
struct orders {
    _Atomic int64_t at;      /* the operation that fails: 1 is the next, 0 none */
    _Atomic int64_t sticky;  /* all after it fail too, until `at` is 0 */
    _Atomic int64_t kinds;   /* of enum kind: the others are not counted; 0: all are */
    _Atomic int64_t failed;  /* how many failed */
    _Atomic int64_t counted; /* how many there were */
    _Atomic int64_t kind;    /* of the last that failed */
    _Atomic int64_t clock;   /* seconds that the system's clock is ahead; negative: behind */
    _Atomic int64_t slow;    /* milliseconds that a sync takes longer */
    _Atomic int64_t cut;     /* each third read or write is interrupted, the others do half of it */
    _Atomic int64_t interrupted; /* how many were */
};

static struct orders own, *orders = &own;
static const char *under;
static bool trace;
static _Thread_local int broken; /* what sqlite3_extended_errcode says of the last statement */

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("FAIL_AT"), *file = getenv("FAIL_FILE");
    under = getenv("FAIL_UNDER");
    trace = getenv("FAIL_TRACE") != NULL;
    if (at) own.at = strtoll(at, NULL, 10);
    if (!file) return;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC, 0);
    void *map = MAP_FAILED;
    if (fd >= 0) map = mmap(NULL, sizeof own, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (fd >= 0) syscall(SYS_close, fd);
    if (map == MAP_FAILED) abort();
    orders = map;
}

static void say(enum kind kind, const char *what, const char *where)
{
    char line[PATH_MAX + 128];
    int n = snprintf(line, sizeof line, "fail_at: %s %s\n", what, where);
    syscall(SYS_write, 2, line, (size_t)n);
    atomic_store(&orders->kind, kind);
    if (!trace) return;
    void *frames[24];
    backtrace_symbols_fd(frames, backtrace(frames, 24), 2);
}

static bool fails(enum kind kind, const char *what, const char *where)
{
    int64_t kinds = atomic_load(&orders->kinds);
    if (kinds && !(kinds & kind)) return false;
    atomic_fetch_add(&orders->counted, 1);
    int64_t at = atomic_load(&orders->at);
    if (at <= 0) return false;
    if (at > 1 || !atomic_load(&orders->sticky)) {
        at = atomic_fetch_sub(&orders->at, 1);
        if (at <= 0) atomic_store(&orders->at, 0); /* another thread was there first */
    }
    if (at != 1) return false;
    atomic_fetch_add(&orders->failed, 1);
    say(kind, what, where);
    return true;
}

/* --- files and sockets ------------------------------------------------------------------------ */

static bool counts(const char *path)
{
    return !under || strncmp(path, under, strlen(under)) == 0;
}

/* 's' for a socket, 'f' for a file or folder that counts, else 0. */
static int sort_of(int fd, char path[PATH_MAX])
{
    char name[32];
    struct stat st;
    path[0] = '\0';
    if (fd < 0 || fd == 1 || fd == 2 || fstat(fd, &st) != 0) return 0;
    if (S_ISSOCK(st.st_mode)) return 's';
    if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t n = syscall(SYS_readlink, name, path, (size_t)PATH_MAX - 1);
    path[n > 0 ? n : 0] = '\0';
    return counts(path) ? 'f' : 0;
}

/* A connection that broke is broken for both ends. */
static bool socket_fails(int fd, const char *what)
{
    if (!fails(SEND, what, "a socket")) return false;
    syscall(SYS_shutdown, fd, SHUT_RDWR);
    errno = ECONNRESET;
    return true;
}

static bool fd_fails(int fd, enum kind kind, const char *what)
{
    char path[PATH_MAX];
    int sort = sort_of(fd, path);
    if (sort == 's') return socket_fails(fd, what);
    if (sort == 0 || !fails(kind, what, path)) return false;
    errno = kind == WRITE ? ENOSPC : EIO;
    return true;
}

/* How many of `n` bytes this call moves while all is done by halves: at least one; -1 when it is
** interrupted before the first. Files and sockets may do either at any call (read(2), send(2)). */
static ssize_t cut(int fd, size_t n)
{
    static _Thread_local unsigned calls;
    char path[PATH_MAX];
    if (!atomic_load(&orders->cut) || !sort_of(fd, path)) return (ssize_t)n;
    if (++calls % 3 != 0) return (ssize_t)(n - n / 2);
    atomic_fetch_add(&orders->interrupted, 1);
    errno = EINTR;
    return -1;
}

/* Names of functions that a fortified build and large files give the same thing. */
#define ALSO(name, other) __typeof__(name) other __attribute__((alias(#name)))

ssize_t read(int fd, void *p, size_t n)
{
    ssize_t most = fd_fails(fd, READ, "read") ? -1 : cut(fd, n);
    return most < 0 ? -1 : syscall(SYS_read, fd, p, most);
}

ssize_t __read_chk(int fd, void *p, size_t n, size_t room);
ssize_t __read_chk(int fd, void *p, size_t n, size_t room)
{
    if (n > room) abort();
    return read(fd, p, n);
}

ssize_t pread64(int fd, void *p, size_t n, off64_t at)
{
    ssize_t most = fd_fails(fd, READ, "pread") ? -1 : cut(fd, n);
    return most < 0 ? -1 : syscall(SYS_pread64, fd, p, most, at);
}
ALSO(pread64, pread);

ssize_t __pread64_chk(int fd, void *p, size_t n, off64_t at, size_t room);
ssize_t __pread64_chk(int fd, void *p, size_t n, off64_t at, size_t room)
{
    if (n > room) abort();
    return pread64(fd, p, n, at);
}
ALSO(__pread64_chk, __pread_chk);

ssize_t write(int fd, const void *p, size_t n)
{
    ssize_t most = fd_fails(fd, WRITE, "write") ? -1 : cut(fd, n);
    return most < 0 ? -1 : syscall(SYS_write, fd, p, most);
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at)
{
    ssize_t most = fd_fails(fd, WRITE, "pwrite") ? -1 : cut(fd, n);
    return most < 0 ? -1 : syscall(SYS_pwrite64, fd, p, most, at);
}
ALSO(pwrite64, pwrite);

int ftruncate64(int fd, off64_t n)
{
    return fd_fails(fd, WRITE, "ftruncate") ? -1 : (int)syscall(SYS_ftruncate, fd, n);
}
ALSO(ftruncate64, ftruncate);

static int synced(int fd, int call)
{
    char path[PATH_MAX];
    int64_t slow = atomic_load(&orders->slow);
    if (slow > 0 && sort_of(fd, path) == 'f')
        nanosleep(&(struct timespec){slow / 1000, slow % 1000 * 1000000}, NULL);
    return fd_fails(fd, SYNC, "sync") ? -1 : (int)syscall(call, fd);
}

int fsync(int fd)
{
    return synced(fd, SYS_fsync);
}

int fdatasync(int fd)
{
    return synced(fd, SYS_fdatasync);
}

/* --- names -------------------------------------------------------------------------------------- */

static bool name_fails(int folder, const char *name, enum kind kind, const char *what)
{
    char path[PATH_MAX] = "", whole[2 * PATH_MAX];
    if (name[0] != '/' && folder == AT_FDCWD)
        syscall(SYS_getcwd, path, sizeof path);
    else if (name[0] != '/')
        sort_of(folder, path);
    snprintf(whole, sizeof whole, "%s%s%s", path, path[0] ? "/" : "", name);
    if (!counts(whole) || !fails(kind, what, whole)) return false;
    errno = kind == WRITE ? ENOSPC : EIO;
    return true;
}

static int opened(int folder, const char *name, int flags, va_list ap)
{
    int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, int) : 0;
    if (name_fails(folder, name, flags & O_CREAT ? WRITE : READ, "open")) return -1;
    return (int)syscall(SYS_openat, folder, name, flags, mode);
}

int open64(const char *name, int flags, ...)
{
    va_list ap;
    va_start(ap, flags);
    int fd = opened(AT_FDCWD, name, flags, ap);
    va_end(ap);
    return fd;
}
ALSO(open64, open);

int openat64(int folder, const char *name, int flags, ...)
{
    va_list ap;
    va_start(ap, flags);
    int fd = opened(folder, name, flags, ap);
    va_end(ap);
    return fd;
}
ALSO(openat64, openat);

int renameat(int from, const char *old, int to, const char *new)
{
    if (name_fails(to, new, WRITE, "rename")) return -1;
    return (int)syscall(SYS_renameat, from, old, to, new);
}

int rename(const char *old, const char *new)
{
    return renameat(AT_FDCWD, old, AT_FDCWD, new);
}

int mkdir(const char *name, mode_t mode)
{
    return name_fails(AT_FDCWD, name, WRITE, "mkdir") ? -1 : (int)syscall(SYS_mkdir, name, mode);
}

static void *next(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

/* The C library opens for itself here. */
int mkostemp64(char *name, int flags)
{
    if (name_fails(AT_FDCWD, name, WRITE, "temporary file")) return -1;
    return ((int (*)(char *, int))next("mkostemp64"))(name, flags);
}
ALSO(mkostemp64, mkostemp);

/* --- sockets ------------------------------------------------------------------------------------ */

ssize_t send(int fd, const void *p, size_t n, int flags)
{
    ssize_t most = socket_fails(fd, "send") ? -1 : cut(fd, n);
    return most < 0 ? -1 : syscall(SYS_sendto, fd, p, most, flags, NULL, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *m, int flags)
{
    if (socket_fails(fd, "sendmsg")) return -1;
    if (m->msg_iovlen == 0 || m->msg_control) return syscall(SYS_sendmsg, fd, m, flags);
    struct iovec first = m->msg_iov[0];
    ssize_t most = cut(fd, first.iov_len);
    if (most < 0) return -1;
    if (most == (ssize_t)first.iov_len) return syscall(SYS_sendmsg, fd, m, flags);
    first.iov_len = (size_t)most;
    return syscall(SYS_sendmsg, fd, &(struct msghdr){.msg_iov = &first, .msg_iovlen = 1}, flags);
}

ssize_t recv(int fd, void *p, size_t n, int flags)
{
    ssize_t most = socket_fails(fd, "recv") ? -1 : cut(fd, n);
    return most < 0 ? -1 : syscall(SYS_recvfrom, fd, p, most, flags, NULL, NULL);
}

ssize_t __recv_chk(int fd, void *p, size_t n, size_t room, int flags);
ssize_t __recv_chk(int fd, void *p, size_t n, size_t room, int flags)
{
    if (n > room) abort();
    return recv(fd, p, n, flags);
}

ssize_t recvmsg(int fd, struct msghdr *m, int flags)
{
    return socket_fails(fd, "recvmsg") ? -1 : syscall(SYS_recvmsg, fd, m, flags);
}

ssize_t sendfile64(int fd, int from, off64_t *at, size_t n)
{
    ssize_t most = socket_fails(fd, "sendfile") ? -1 : cut(fd, n);
    return most < 0 ? -1 : syscall(SYS_sendfile, fd, from, at, most);
}
ALSO(sendfile64, sendfile);

int connect(int fd, const struct sockaddr *to, socklen_t n)
{
    if (!fails(SEND, "connect", "a socket")) return (int)syscall(SYS_connect, fd, to, n);
    errno = ECONNREFUSED;
    return -1;
}

/* A disk that takes no byte says so. */
int statvfs(const char *restrict path, struct statvfs *restrict out)
{
    int code = ((int (*)(const char *, struct statvfs *))next("statvfs"))(path, out);
    if (atomic_load(&orders->sticky) && atomic_load(&orders->at) == 1) out->f_bavail = 0;
    return code;
}

/* --- the clock ---------------------------------------------------------------------------------- */

int clock_gettime(clockid_t which, struct timespec *out)
{
    int code = (int)syscall(SYS_clock_gettime, which, out);
    if (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)
        out->tv_sec += atomic_load(&orders->clock);
    return code;
}

time_t time(time_t *out)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    if (out) *out = t.tv_sec;
    return t.tv_sec;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    struct timespec t;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &t);
    *out = (struct timeval){t.tv_sec, t.tv_nsec / 1000};
    return 0;
}

/* --- queries ------------------------------------------------------------------------------------ */

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
enum { LITE_IOERR = 10 };

/* The library calls itself too, for the index of words: it is not to be told what it did not see, and
** its files fail by themselves. */
static bool within(const void *caller)
{
    static const void *base;
    Dl_info info;
    if (!base && dladdr(next("sqlite3_libversion"), &info)) base = info.dli_fbase;
    return dladdr(caller, &info) && info.dli_fbase == base;
}

static bool lite_fails(const char *what, const char *sql, const void *caller)
{
    broken = 0;
    if (within(caller) || !fails(QUERY, what, sql ? sql : "")) return false;
    broken = LITE_IOERR;
    return true;
}

int sqlite3_step(sqlite3_stmt *st);
int sqlite3_step(sqlite3_stmt *st)
{
    static int (*real)(sqlite3_stmt *);
    static const char *(*sql)(sqlite3_stmt *);
    if (!real) real = (int (*)(sqlite3_stmt *))next("sqlite3_step");
    if (!sql) sql = (const char *(*)(sqlite3_stmt *))next("sqlite3_sql");
    return lite_fails("step", sql(st), __builtin_return_address(0)) ? LITE_IOERR : real(st);
}

int sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **out,
                       const char **tail);
int sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **out,
                       const char **tail)
{
    static int (*real)(sqlite3 *, const char *, int, unsigned, sqlite3_stmt **, const char **);
    if (!real) real = (__typeof__(real))next("sqlite3_prepare_v3");
    *out = NULL;
    return lite_fails("prepare", "of a statement", __builtin_return_address(0))
               ? LITE_IOERR
               : real(db, sql, n, flags, out, tail);
}

int sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *arg,
                 char **error);
int sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *arg,
                 char **error)
{
    static int (*real)(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *,
                       char **);
    if (!real) real = (__typeof__(real))next("sqlite3_exec");
    return lite_fails("exec", sql, __builtin_return_address(0)) ? LITE_IOERR
                                                                : real(db, sql, row, arg, error);
}

int sqlite3_extended_errcode(sqlite3 *db);
int sqlite3_extended_errcode(sqlite3 *db)
{
    static int (*real)(sqlite3 *);
    if (!real) real = (__typeof__(real))next("sqlite3_extended_errcode");
    return broken ? broken : real(db);
}

/* What is asked is replaced by a statement that the server itself refuses, as when its disk is full. */
typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;
typedef unsigned Oid;
static const char refused[] = "DO $$BEGIN RAISE EXCEPTION 'could not extend file: No space left on "
                              "device' USING ERRCODE = '53100'; END$$";

PGresult *PQexec(PGconn *c, const char *sql);
PGresult *PQexec(PGconn *c, const char *sql)
{
    static PGresult *(*real)(PGconn *, const char *);
    if (!real) real = (__typeof__(real))next("PQexec");
    return real(c, fails(QUERY, "exec", sql) ? refused : sql);
}

PGresult *PQprepare(PGconn *c, const char *name, const char *sql, int n, const Oid *types);
PGresult *PQprepare(PGconn *c, const char *name, const char *sql, int n, const Oid *types)
{
    static PGresult *(*real)(PGconn *, const char *, const char *, int, const Oid *);
    if (!real) real = (__typeof__(real))next("PQprepare");
    return fails(QUERY, "prepare", sql) ? PQexec(c, refused) : real(c, name, sql, n, types);
}

PGresult *PQexecPrepared(PGconn *c, const char *name, int n, const char *const *values,
                         const int *lengths, const int *formats, int format);
PGresult *PQexecPrepared(PGconn *c, const char *name, int n, const char *const *values,
                         const int *lengths, const int *formats, int format)
{
    static PGresult *(*real)(PGconn *, const char *, int, const char *const *, const int *,
                             const int *, int);
    if (!real) real = (__typeof__(real))next("PQexecPrepared");
    return fails(QUERY, "execute", name) ? PQexec(c, refused)
                                         : real(c, name, n, values, lengths, formats, format);
}

int PQsendQueryParams(PGconn *c, const char *sql, int n, const Oid *types,
                      const char *const *values, const int *lengths, const int *formats,
                      int format);

int PQsendPrepare(PGconn *c, const char *name, const char *sql, int n, const Oid *types);
int PQsendPrepare(PGconn *c, const char *name, const char *sql, int n, const Oid *types)
{
    static int (*real)(PGconn *, const char *, const char *, int, const Oid *);
    if (!real) real = (__typeof__(real))next("PQsendPrepare");
    if (!fails(QUERY, "prepare", sql)) return real(c, name, sql, n, types);
    return PQsendQueryParams(c, refused, 0, NULL, NULL, NULL, NULL, 0);
}

int PQsendQueryPrepared(PGconn *c, const char *name, int n, const char *const *values,
                        const int *lengths, const int *formats, int format);
int PQsendQueryPrepared(PGconn *c, const char *name, int n, const char *const *values,
                        const int *lengths, const int *formats, int format)
{
    static int (*real)(PGconn *, const char *, int, const char *const *, const int *, const int *,
                       int);
    if (!real) real = (__typeof__(real))next("PQsendQueryPrepared");
    if (!fails(QUERY, "execute", name)) return real(c, name, n, values, lengths, formats, format);
    return PQsendQueryParams(c, refused, 0, NULL, NULL, NULL, NULL, 0);
}

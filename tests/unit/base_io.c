/* Reading and writing to the end: through a pipe that takes and gives little at a time, while a clock
** interrupts every call (a handler without SA_RESTART), nothing is lost, doubled or cut. */
#define TEST_MAIN
#include "test.h"

#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { ALL = 3 << 20 };
static char sent[ALL], came[ALL + 1];
static volatile sig_atomic_t rang;

static void ring(int signal)
{
    (void)signal;
    rang++;
}

static void clock_start(bool on)
{
    struct sigaction act = {.sa_handler = ring};
    struct itimerval often = {{0, on ? 300 : 0}, {0, on ? 300 : 0}};
    sigaction(SIGALRM, &act, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
}

static void fill(void)
{
    unsigned seed = 7;
    for (size_t i = 0; i < ALL; i++)
        sent[i] = (char)((seed = seed * 1103515245 + 12345) >> 16);
    memset(came, 0, sizeof came);
}

/* The other end: slow, in pieces of no even size, and not interrupted. */
struct other {
    int fd;
    bool writes;
};
static void *other_end(void *arg)
{
    const struct other *o = arg;
    sigset_t all;
    size_t at = 0, piece = 1;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    while (at < ALL) {
        piece = piece % 70000 + 4999;
        size_t n = ALL - at < piece ? ALL - at : piece;
        ssize_t done = o->writes ? write(o->fd, sent + at, n) : read(o->fd, came + at, n);
        if (done <= 0) break;
        at += (size_t)done;
        usleep(200);
    }
    close(o->fd);
    return NULL;
}

static void pass(bool writes)
{
    int ends[2];
    pthread_t thread;
    fill();
    CHECK_INT(pipe(ends), 0);
    struct other o = {ends[writes ? 1 : 0], writes};
    CHECK_INT(pthread_create(&thread, NULL, other_end, &o), 0);
    clock_start(true);
    if (writes)
        CHECK_INT(io_read(ends[0], came, sizeof came),
                  ALL); /* to the end, which comes before the room is full */
    else
        CHECK(io_write(ends[1], (str){sent, ALL}));
    clock_start(false);
    close(ends[writes ? 0 : 1]);
    pthread_join(thread, NULL);
    CHECK(memcmp(sent, came, ALL) == 0);
}

TEST(all_is_read_while_calls_are_interrupted)
{
    pass(true);
    CHECK(rang > 0);
}

TEST(all_is_written_while_calls_are_interrupted)
{
    rang = 0;
    pass(false);
    CHECK(rang > 0);
}

TEST(what_does_not_go_says_why)
{
    char byte;
    int fd = open("/dev/full", O_RDWR | O_CLOEXEC);
    CHECK(fd >= 0 && !io_write(fd, S("x")) && errno == ENOSPC);
    close(fd);
    CHECK_INT(io_read(-1, &byte, 1), -1);
    CHECK_INT(errno, EBADF);
    fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    CHECK_INT(io_read(fd, &byte, 1), 0);
    close(fd);
}

TEST(a_place_is_read_without_moving)
{
    char path[] = "/tmp/letsema-io-XXXXXX", bytes[8] = "";
    int fd = mkstemp(path);
    unlink(path);
    CHECK(io_write(fd, S("0123456789")));
    CHECK_INT(io_read_at(fd, bytes, 3, 4), 3);
    CHECK_STR(((str){bytes, 3}), "456");
    CHECK_INT(io_read_at(fd, bytes, 8, 7), 3);
    CHECK_INT(lseek(fd, 0, SEEK_CUR), 10);
    close(fd);
}

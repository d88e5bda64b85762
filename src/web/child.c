/* child.c: starts a limited child, hears it until a deadline, ends its whole group. Called by features
** that hand uploads to poppler or vips. Between fork and exec only system calls are made, because other
** threads may hold locks. */
#include "web/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PIECE 16384
#define OPEN_FILES 64
#define NOT_STARTED 127 /* as shells say it */
#define MS 1000

static void limit_set(int what, i64 most)
{
    struct rlimit limit = {.rlim_cur = (rlim_t)most, .rlim_max = (rlim_t)most};
    if (setrlimit(what, &limit) != 0) _exit(NOT_STARTED);
}

/* In the child: only system calls from here on. */
_Noreturn static void child_begin(const struct child *c, const char *const *paths, int out)
{
    static char *const environment[] = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/nonexistent",
                                        "VIPS_CONCURRENCY=1", NULL};
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    setpgid(0, 0);
    int in = open(c->input ? c->input : "/dev/null", O_RDONLY | O_CLOEXEC);
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    bool placed =
        in >= 0 && null >= 0 && dup2(in, 0) >= 0 && dup2(out, 1) >= 0 && dup2(null, 2) >= 0;
    if (!placed || close_range(3, ~0U, 0) != 0) _exit(NOT_STARTED);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(NOT_STARTED);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    limit_set(RLIMIT_AS, c->memory);
    limit_set(RLIMIT_CPU, c->seconds);
    limit_set(RLIMIT_FSIZE, c->written);
    limit_set(RLIMIT_NOFILE, OPEN_FILES);
    limit_set(RLIMIT_CORE, 0);
    for (; *paths; paths++)
        execve(*paths, (char *const *)c->argv, environment);
    _exit(NOT_STARTED);
}

/* True when the child has closed its side; false when it said too much or the time is over. */
static bool child_hear(int fd, i64 deadline, struct buf *heard)
{
    char piece[PIECE];
    for (;;) {
        i64 left = deadline - env_monotonic_ms();
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if (left <= 0) return false;
        int ready = poll(&p, 1, (int)left);
        if (ready < 0 && errno != EINTR) return false;
        if (ready <= 0) continue;
        ssize_t n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        if (n == 0) return true;
        buf_add(heard, (str){piece, (size_t)n});
        if (heard->overflow) return false;
    }
}

/* How it ended; a child that does not end by itself until the deadline is ended. */
static int child_wait(pid_t pid, i64 deadline)
{
    int state = 0;
    const struct timespec pause = {.tv_nsec = 2 * MS * MS};
    for (;;) {
        pid_t ended = waitpid(pid, &state, WNOHANG);
        if (ended == pid) break;
        if (ended < 0 && errno != EINTR) return -1;
        if (env_monotonic_ms() >= deadline) kill(-pid, SIGKILL);
        nanosleep(&pause, NULL);
    }
    kill(-pid, SIGKILL); /* whatever it left behind */
    return state;
}

enum status child_run(struct arena *a, const struct child *c, str *output)
{
    const char *paths[] = {arena_printf(a, "/usr/bin/%s", c->argv[0]).p,
                           arena_printf(a, "/bin/%s", c->argv[0]).p, NULL};
    int pipes[2];
    if (pipe2(pipes, O_CLOEXEC) != 0) return FAILED;
    i64 deadline = env_monotonic_ms() + c->seconds * MS;
    pid_t pid = fork();
    if (pid == 0) child_begin(c, paths, pipes[1]);
    close(pipes[1]);
    if (pid < 0) {
        close(pipes[0]);
        return FAILED;
    }
    setpgid(pid, pid); /* both sides do it, so that neither has to wait for the other */
    struct buf heard;
    buf_init(&heard, c->output_max);
    bool whole = child_hear(pipes[0], deadline, &heard);
    close(pipes[0]);
    int state = child_wait(pid, whole ? deadline : env_monotonic_ms());
    *output = str_dup(a, buf_str(&heard));
    buf_free(&heard);
    if (whole && state >= 0 && WIFEXITED(state)) return WEXITSTATUS(state) == 0 ? OK : NOT_FOUND;
    log_line(LOG_WARN, "a child was ended", "program", c->argv[0], NULL);
    return state < 0 ? FAILED : LIMIT;
}

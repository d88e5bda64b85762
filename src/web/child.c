/* child.c: the side that starts a child: hears it until a deadline, ends its whole group. The child is
** this program itself, so that between two processes nothing of ours is shared but the file, and no lock
** of another thread can be held in it. */
#include "web/child.h"

#include "web/kind.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PIECE 16384
#define MS 1000

/* Each may take a lot of memory for a moment, so few run at once; who waits too long is asked to come
** again. */
enum { CHILDREN_AT_ONCE = 2, TURN_SECONDS = 15 };
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn_free = PTHREAD_COND_INITIALIZER;
static int turns_taken;

static bool turn_take(void)
{
    struct timespec until = env_until(TURN_SECONDS * 1000);
    int waited = 0;
    pthread_mutex_lock(&turn);
    while (turns_taken >= CHILDREN_AT_ONCE && waited == 0)
        waited = pthread_cond_clockwait(&turn_free, &turn, CLOCK_MONOTONIC, &until);
    bool mine = turns_taken < CHILDREN_AT_ONCE;
    if (mine) turns_taken++;
    pthread_mutex_unlock(&turn);
    return mine;
}

static void turn_give(void)
{
    pthread_mutex_lock(&turn);
    turns_taken--;
    pthread_cond_signal(&turn_free);
    pthread_mutex_unlock(&turn);
}

/* In its own process group, with three descriptors and no signal blocked or ignored. */
static bool child_spawn(const char *const *argv, const char *input, int out, pid_t *pid)
{
    static char *const environment[] = {(char *)"PATH=/usr/bin:/bin", (char *)"LANG=C.UTF-8", NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&how);
    posix_spawn_file_actions_addopen(&files, 0, input ? input : "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, 1);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                       POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&how, 0);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &all);
    int error = posix_spawn(pid, "/proc/self/exe", &files, &how, (char *const *)argv, environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    if (error) log_line(LOG_ERROR, "child", "kind", argv[2], "problem", strerror(error), NULL);
    return error == 0;
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

static enum status child_end(const char *kind, bool whole, int state)
{
    bool exited = whole && state >= 0 && WIFEXITED(state);
    if (exited && WEXITSTATUS(state) == 0) return OK;
    if (exited && WEXITSTATUS(state) == CHILD_NOT_STARTED) {
        log_line(LOG_ERROR, "child", "kind", kind, "problem",
                 "it could not begin: see letsema doctor", NULL);
        return FAILED;
    }
    if (exited) return NOT_FOUND;
    log_line(LOG_WARN, "child", "kind", kind, "problem", "ended by a limit", NULL);
    return state < 0 ? FAILED : LIMIT;
}

static enum status child_do(struct arena *a, const struct child_kind *k, const char *const *argv,
                            const char *input, str *output)
{
    int pipes[2];
    pid_t pid = 0;
    if (pipe2(pipes, O_CLOEXEC) != 0) return FAILED;
    i64 deadline = env_monotonic_ms() + k->seconds * MS;
    bool started = child_spawn(argv, input, pipes[1], &pid);
    close(pipes[1]);
    if (!started) {
        close(pipes[0]);
        return FAILED;
    }
    struct buf heard;
    buf_init(&heard, k->output_max);
    bool whole = child_hear(pipes[0], deadline, &heard);
    close(pipes[0]);
    int state = child_wait(pid, whole ? deadline : env_monotonic_ms());
    *output = str_dup(a, buf_str(&heard));
    buf_free(&heard);
    return child_end(k->name, whole, state);
}

enum status child_run(struct arena *a, const char *kind, const char *const *arguments,
                      const char *input, str *output)
{
    const struct child_kind *k = child_kind(str_c(kind));
    if (!k) return FAILED;
    const char *argv[4 + CHILD_ARGUMENTS] = {"letsema", "child", kind};
    for (int i = 0; i < k->arguments; i++)
        argv[3 + i] = arguments[i];
    if (!turn_take()) return BUSY;
    enum status st = child_do(a, k, argv, input, output);
    turn_give();
    return st;
}

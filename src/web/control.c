/* control.c: both ends of DIR/control.sock (control.h says what goes over it). Each command has a
** thread of its own, a few at once; it runs as if it had been typed where the server was started,
** with its output framed to the caller. A caller who goes away does not end a command: what has
** begun is finished, since half of an import is no better than all of it. */
#include "web/control.h"

#include "base/pieces.h"
#include "web/command.h"
#include "web/control_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    AT_ONCE = 4,
    ASK_SECONDS = 5,     /* for the whole question to arrive */
    ANSWER_SECONDS = 30, /* for a caller to take a piece of the answer */
    STOP_SECONDS = 30
};

struct control {
    struct app *app;
    struct arena *arena;
    const char *path;
    int listener, wake[2];
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    int running;
};

/* One caller. */
struct call {
    struct control *control;
    int fd;
    bool gone; /* nobody reads the answer any more */
    struct control_question asked;
};

/* A path may be longer than a socket's address; the open folder's is not. */
static bool address_of(int folder, const char *name, struct sockaddr_un *out)
{
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    int n = snprintf(out->sun_path, sizeof out->sun_path, "/proc/self/fd/%d/%s", folder, name);
    return n > 0 && (size_t)n < sizeof out->sun_path;
}

/* --- the server's end ------------------------------------------------------------------------- */

static void frame_send(struct call *call, char kind, const char *p, size_t n)
{
    if (!call->gone) call->gone = !control_frame_write(call->fd, kind, p, n);
}

static ssize_t write_out(void *call, const char *p, size_t n)
{
    frame_send(call, 'o', p, n);
    return (ssize_t)n; /* the command goes on without a reader */
}

static ssize_t write_err(void *call, const char *p, size_t n)
{
    frame_send(call, 'e', p, n);
    return (ssize_t)n;
}

static FILE *stream(struct call *call, ssize_t (*put)(void *, const char *, size_t), int mode)
{
    FILE *f = fopencookie(call, "w", (cookie_io_functions_t){.write = put});
    if (f) setvbuf(f, NULL, mode, BUFSIZ);
    return f;
}

static void timeout_set(int fd, int which, time_t seconds)
{
    struct timeval t = {.tv_sec = seconds};
    setsockopt(fd, SOL_SOCKET, which, &t, sizeof t);
}

static bool peer_good(int fd)
{
    struct ucred peer;
    socklen_t n = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 &&
           (peer.uid == geteuid() || peer.uid == 0);
}

static int command_here(struct call *call, struct command *c, int count, char **words)
{
    const struct command_entry *entry = command_find(count, words);
    if (!entry || !entry->live) {
        fprintf(c->err, "letsema: the running server does not know this command; is it the same "
                        "version as the program that asks?\n");
        return 1;
    }
    if (!command_take(entry, count, words, c)) return 2;
    c->app = call->control->app;
    c->dir = c->app->dir;
    c->env = &c->app->env;
    int code = command_run(entry, c);
    char number[16];
    snprintf(number, sizeof number, "%d", code);
    log_line(LOG_INFO, "command", "name", entry->name, "code", number, NULL);
    return code;
}

static void call_answer(struct call *call, struct arena *a)
{
    struct command c = {0};
    struct control_question *q = &call->asked;
    int code = 1;
    timeout_set(call->fd, SO_RCVTIMEO, ASK_SECONDS);
    timeout_set(call->fd, SO_SNDTIMEO, ANSWER_SECONDS);
    if (!peer_good(call->fd)) {
        log_line(LOG_WARN, "command", "error", "a caller of another user was turned away", NULL);
        return;
    }
    if (!control_question_read(call->fd, a, q)) {
        log_line(LOG_WARN, "command", "error", "what came is not a command", NULL);
        return;
    }
    c.out = stream(call, write_out, _IOLBF);
    c.err = stream(call, write_err, _IONBF);
    c.terminal = q->terminal;
    memcpy(c.inputs, q->inputs, sizeof c.inputs);
    c.input_count = q->input_count;
    if (c.out && c.err) code = command_here(call, &c, q->count, q->words);
    if (c.out) fclose(c.out);
    if (c.err) fclose(c.err);
    char last = (char)code;
    frame_send(call, 'x', &last, 1);
}

static void *call_main(void *arg)
{
    struct call *call = arg;
    struct control *k = call->control;
    struct arena *a = arena_new();
    call_answer(call, a);
    control_question_close(&call->asked);
    close(call->fd);
    arena_free(a);
    pieces_leave();
    pthread_mutex_lock(&k->lock);
    k->running--;
    call->fd = -1;
    pthread_cond_broadcast(&k->ended);
    pthread_mutex_unlock(&k->lock);
    return NULL;
}

/* A place for a caller, once fewer than AT_ONCE are served; NULL when the server ends. */
static void call_begin(struct control *k, struct call *places, int fd)
{
    pthread_attr_t detached;
    pthread_t thread;
    struct call *call = NULL;
    pthread_mutex_lock(&k->lock);
    for (int i = 0; i < AT_ONCE && !call; i++)
        if (places[i].fd < 0) call = &places[i];
    if (call) {
        *call = (struct call){.control = k, .fd = fd};
        k->running++;
    }
    pthread_mutex_unlock(&k->lock);
    bool begun = false;
    if (call && pthread_attr_init(&detached) == 0) {
        pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
        begun = pthread_create(&thread, &detached, call_main, call) == 0;
        pthread_attr_destroy(&detached);
    }
    if (begun) return;
    struct call busy = {.control = k, .fd = fd};
    static const char said[] = "letsema: the server is busy with other commands; try again\n";
    timeout_set(fd, SO_SNDTIMEO, 1);
    frame_send(&busy, 'e', said, sizeof said - 1);
    frame_send(&busy, 'x', "\1", 1);
    close(fd);
    if (!call) return;
    pthread_mutex_lock(&k->lock);
    call->fd = -1;
    k->running--;
    pthread_mutex_unlock(&k->lock);
}

static void *control_main(void *arg)
{
    struct control *k = arg;
    struct call *places = NEW_ARRAY(k->arena, AT_ONCE, struct call);
    for (int i = 0; i < AT_ONCE; i++)
        places[i].fd = -1;
    for (;;) {
        struct pollfd wait[] = {{.fd = k->listener, .events = POLLIN},
                                {.fd = k->wake[0], .events = POLLIN}};
        if (poll(wait, 2, -1) < 0 && errno != EINTR) return NULL;
        if (wait[1].revents) return NULL;
        if (!(wait[0].revents & POLLIN)) continue;
        int fd = accept4(k->listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0)
            call_begin(k, places, fd);
        else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
            usleep(100000); /* the connection stays in the queue */
    }
}

/* Bound under another name and renamed when its mode is right: nobody finds it open to all, and a
** socket that a killed server left is replaced. */
static bool listener_make(struct control *k, int folder)
{
    struct sockaddr_un address;
    unlinkat(folder, ".control.new", 0);
    k->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return k->listener >= 0 && address_of(folder, ".control.new", &address) &&
           bind(k->listener, (struct sockaddr *)&address, sizeof address) == 0 &&
           fchmodat(folder, ".control.new", 0600, 0) == 0 && listen(k->listener, 16) == 0 &&
           renameat(folder, ".control.new", folder, "control.sock") == 0;
}

static void control_free(struct control *k)
{
    if (k->listener >= 0) close(k->listener);
    for (int i = 0; i < 2; i++)
        if (k->wake[i] >= 0) close(k->wake[i]);
    pthread_mutex_destroy(&k->lock);
    pthread_cond_destroy(&k->ended);
    arena_free(k->arena);
}

enum status control_start(struct app *app, struct control **out)
{
    struct arena *a = arena_new();
    struct control *k = NEW(a, struct control);
    *k = (struct control){.app = app, .arena = a, .listener = -1, .wake = {-1, -1}};
    k->path = arena_printf(a, "%s/control.sock", app->dir).p;
    pthread_mutex_init(&k->lock, NULL);
    pthread_cond_init(&k->ended, NULL);
    int folder = open(app->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = folder >= 0 && pipe2(k->wake, O_CLOEXEC) == 0 && listener_make(k, folder) &&
                pthread_create(&k->thread, NULL, control_main, k) == 0;
    if (!good) fprintf(stderr, "letsema: %s cannot be made: %s\n", k->path, strerror(errno));
    if (folder >= 0) close(folder);
    if (!good) {
        control_free(k);
        return FAILED;
    }
    *out = k;
    return OK;
}

bool control_stop(struct control *k)
{
    if (!k) return true;
    unlink(k->path);
    while (write(k->wake[1], "", 1) < 0 && errno == EINTR)
        continue;
    pthread_join(k->thread, NULL);
    struct timespec until = env_until(STOP_SECONDS * 1000);
    pthread_mutex_lock(&k->lock);
    int waited = 0;
    while (k->running > 0 && waited == 0)
        waited = pthread_cond_clockwait(&k->ended, &k->lock, CLOCK_MONOTONIC, &until);
    bool ended = k->running == 0;
    pthread_mutex_unlock(&k->lock);
    if (ended) control_free(k);
    return ended;
}

/* --- the caller's end ------------------------------------------------------------------------- */

static int server_find(const char *dir)
{
    struct sockaddr_un address;
    int folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd = -1;
    if (folder < 0) return -1;
    if (address_of(folder, "control.sock", &address))
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        fd = -1;
    }
    close(folder);
    return fd;
}

int control_call(struct command *c)
{
    int fd = server_find(c->dir);
    if (fd < 0) return -1;
    /* Who is turned away is told so, whether or not there was time to ask. */
    if (!control_question_write(fd, c)) shutdown(fd, SHUT_WR);
    int code = control_answer_read(fd, c->out, c->err);
    if (code < 0) {
        fprintf(c->err,
                "letsema: %s: the server ended the conversation; look at its log whether the "
                "command was done\n",
                c->dir);
        code = 1;
    }
    close(fd);
    return code;
}

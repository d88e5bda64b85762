/* watchdog.c: see watchdog.h. An answer that says the database is unwell counts as one: starting again
** would not mend it. A refusal for lack of room counts when other requests were answered meanwhile. */
#include "web/watchdog.h"

#include "web/net.h"
#include "web/notify.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ASKS_PER_TERM = 3, ANSWER_MAX = 1024 };

struct watchdog {
    pthread_t thread;
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } at;
    socklen_t at_n;
    i64 every; /* milliseconds */
    i64 handled;
    int stop; /* readable when it is to end */
};

/* Waits until the socket is ready. False when the time is over or it is to end. */
static bool wait_for(const struct watchdog *w, int fd, short what, i64 until)
{
    struct pollfd two[] = {{.fd = w->stop, .events = POLLIN}, {.fd = fd, .events = what}};
    for (;;) {
        i64 left = until - env_monotonic_ms();
        int n = left > 0 ? poll(two, 2, (int)left) : 0;
        if (n < 0 && errno == EINTR) continue;
        return n > 0 && !two[0].revents && two[1].revents;
    }
}

static bool head_read(const struct watchdog *w, int fd, i64 until, char *answer)
{
    size_t n = 0;
    while (n < ANSWER_MAX && !strstr(answer, "\r\n\r\n")) {
        if (!wait_for(w, fd, POLLIN, until)) return false;
        ssize_t got = recv(fd, answer + n, ANSWER_MAX - n, MSG_DONTWAIT);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        n += (size_t)got;
        answer[n] = '\0';
    }
    return n > 0;
}

/* One request on a connection of its own. */
static bool ask(const struct watchdog *w, int fd, char *answer)
{
    static const char request[] =
        "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    i64 until = env_monotonic_ms() + w->every;
    if (connect(fd, &w->at.any, w->at_n) != 0 && errno != EINPROGRESS) return false;
    return wait_for(w, fd, POLLOUT, until) &&
           send(fd, request, sizeof request - 1, MSG_NOSIGNAL) == (ssize_t)sizeof request - 1 &&
           head_read(w, fd, until, answer);
}

static bool served(struct watchdog *w)
{
    char answer[ANSWER_MAX + 1] = "";
    i64 before = w->handled;
    int fd = socket(w->at.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool heard = fd >= 0 && ask(w, fd, answer);
    if (fd >= 0) close(fd);
    w->handled = net_stats().handled;
    if (!heard || strncmp(answer, "HTTP/1.1 ", 9) != 0) return false;
    return strstr(answer, "\r\nX-Request-Id: ") || w->handled > before;
}

static void *watchdog_main(void *context)
{
    struct watchdog *w = context;
    for (;;) {
        i64 until = env_monotonic_ms() + w->every;
        if (served(w)) notify_manager("WATCHDOG=1");
        struct pollfd stop = {.fd = w->stop, .events = POLLIN};
        i64 left = until - env_monotonic_ms();
        if (poll(&stop, 1, left > 0 ? (int)left : 0) > 0) return NULL;
    }
}

/* Milliseconds between two signs, 0 if nobody waits for them. */
static i64 term_asked(void)
{
    i64 us, pid;
    const char *term = getenv("WATCHDOG_USEC"), *whose = getenv("WATCHDOG_PID");
    if (!term || !str_i64(str_c(term), &us) || us <= 0) return 0;
    if (whose && str_i64(str_c(whose), &pid) && pid != (i64)getpid()) return 0;
    i64 every = us / 1000 / ASKS_PER_TERM;
    return every < 1 ? 1 : every > 3600000 ? 3600000 : every;
}

/* An address that means all addresses is asked by the machine's own. */
static bool address_take(struct watchdog *w, int listener)
{
    w->at_n = sizeof w->at;
    if (getsockname(listener, &w->at.any, &w->at_n) != 0) return false;
    if (w->at.any.sa_family == AF_INET && w->at.v4.sin_addr.s_addr == htonl(INADDR_ANY))
        w->at.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (w->at.any.sa_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&w->at.v6.sin6_addr))
        w->at.v6.sin6_addr = in6addr_loopback;
    return true;
}

bool watchdog_start(struct arena *a, int listener, struct watchdog **out)
{
    *out = NULL;
    i64 every = term_asked();
    if (!every) return true;
    struct watchdog *w = NEW(a, struct watchdog);
    w->every = every;
    w->stop = eventfd(0, EFD_CLOEXEC);
    if (w->stop < 0 || !address_take(w, listener) ||
        pthread_create(&w->thread, NULL, watchdog_main, w) != 0) {
        log_line(LOG_ERROR, "watchdog", "problem", strerror(errno), NULL);
        if (w->stop >= 0) close(w->stop);
        return false;
    }
    *out = w;
    return true;
}

void watchdog_stop(struct watchdog *w)
{
    u64 one = 1;
    if (!w) return;
    if (write(w->stop, &one, sizeof one) < 0) abort();
    pthread_join(w->thread, NULL);
    close(w->stop);
}

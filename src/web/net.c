/* net.c: see net.h. Reading order: limits per address, deadlines, a connection's life (read, hand
** to a worker, write, linger), the workers, the loop, the server.
**
** Who owns what: a connection belongs to one I/O thread. While it is RUNNING its request and reply
** belong to a worker and the I/O thread touches neither; the hand-over goes through the lock of the
** queue and back through the lock of the I/O thread's list. */
#include "web/net.h"
#include "base/join.h"

#include "web/exchange.h"
#include "web/notify.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { IO_THREADS_MAX = 8, WORKERS_MAX = 64, EVENTS = 64, IN_FIRST = 2048, LINGER_MS = 2000 };
enum { LOGGED_REFUSALS_PER_SECOND = 10, FILE_PIECE = 256 * 1024, LINGER_BYTES = 4 * 1024 * 1024 };
#define NEVER INT64_MAX

enum conn_state { CONN_READING, CONN_RUNNING, CONN_WRITING, CONN_LINGERING, CONN_CLOSED };

struct address {
    u8 b[16];
};

struct conn {
    int fd;
    struct io *io;
    enum conn_state state;
    u32 interest; /* what epoll watches for; 0 once it is out of epoll */
    bool gone;    /* the peer hung up while a worker ran */
    size_t heap_at;
    i64 deadline, since; /* milliseconds; `since` this phase began */
    i64 moved;           /* bytes in this phase */
    i64 request_since;
    char *in; /* bytes that came and are not used yet; NULL while idle */
    size_t in_n, in_cap;
    struct intake take;
    struct net_reply reply;
    struct outgoing out;
    struct conn *next; /* in the queue, the list of done ones, or of closed ones */
    struct address address;
    bool loopback;
    char client[INET6_ADDRSTRLEN];
};

/* A list of connections, first in first out. */
struct line {
    struct conn *first, **end;
    int n;
};

struct io {
    struct server *server;
    pthread_t thread;
    int epoll, wake;
    i64 now;            /* milliseconds, of this round */
    struct conn **heap; /* all its connections, the earliest deadline first */
    size_t heap_n;
    struct conn *closed; /* freed when the round is over: later events may still name them */
    pthread_mutex_t lock;
    struct line done; /* from the workers; under the lock */
    bool stopping;
    i64 log_second;
    int log_n;
    char spare[16384]; /* what is read to be thrown away */
};

struct address_count {
    struct address address;
    int n;
};

struct server {
    struct net_config config;
    const struct net_app *app;
    struct io io[IO_THREADS_MAX];
    pthread_t workers[WORKERS_MAX];
    int io_n, workers_n;
    int reserve; /* a descriptor to give up when there are no more */
    pthread_mutex_t reserve_lock;

    pthread_mutex_t queue_lock;
    pthread_cond_t queue_some;
    struct line queue;
    bool queue_ended;
    atomic_bool worker_failed;
    atomic_int workers_ready;

    pthread_mutex_t address_lock;
    struct address_count *addresses;
    int addresses_n, connections_n;

    atomic_llong accepted, requests, fast, handled, refused, timeouts, turned_away;
};

static _Atomic(struct server *) running;
static atomic_bool stop_wanted;

static void count(atomic_llong *n)
{
    atomic_fetch_add_explicit(n, 1, memory_order_relaxed);
}

static void line_add(struct line *l, struct conn *c)
{
    c->next = NULL;
    if (!l->first) l->end = &l->first;
    *l->end = c;
    l->end = &c->next;
    l->n++;
}

static struct conn *line_take(struct line *l)
{
    struct conn *c = l->first;
    if (!c) return NULL;
    l->first = c->next;
    l->n--;
    return c;
}

/* --- limits per address ------------------------------------------------------------------------*/

/* The address as counted: IPv4 whole, IPv6 by its /64, which one customer holds. */
static struct address address_of(const struct sockaddr_storage *from, char *text, bool *loopback)
{
    struct address a = {{0}};
    *loopback = false;
    memcpy(text, "?", 2);
    if (from->ss_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)from;
        memcpy(a.b + 12, &v4->sin_addr, 4);
        *loopback = a.b[12] == 127;
        inet_ntop(AF_INET, &v4->sin_addr, text, INET6_ADDRSTRLEN);
    } else if (from->ss_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)from;
        bool mapped = IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr);
        memcpy(a.b + (mapped ? 12 : 0), v6->sin6_addr.s6_addr + (mapped ? 12 : 0), mapped ? 4 : 8);
        *loopback = IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr) || (mapped && a.b[12] == 127);
        if (mapped)
            inet_ntop(AF_INET, v6->sin6_addr.s6_addr + 12, text, INET6_ADDRSTRLEN);
        else
            inet_ntop(AF_INET6, &v6->sin6_addr, text, INET6_ADDRSTRLEN);
    }
    return a;
}

/* Counts a new connection; false if there are too many already. */
static bool address_enter(struct server *s, const struct conn *c)
{
    int most = c->loopback ? s->config.per_loopback : s->config.per_address;
    if (str_eq(str_c(c->client), s->config.trusted_proxy)) most = s->config.connections;
    pthread_mutex_lock(&s->address_lock);
    int i = 0;
    while (i < s->addresses_n && memcmp(&s->addresses[i].address, &c->address, 16) != 0)
        i++;
    int held = i < s->addresses_n ? s->addresses[i].n : 0;
    bool ok = s->connections_n < s->config.connections && held < most;
    if (ok) {
        if (i == s->addresses_n) s->addresses[s->addresses_n++].address = c->address;
        s->addresses[i].n = held + 1;
        s->connections_n++;
    }
    pthread_mutex_unlock(&s->address_lock);
    return ok;
}

static void address_leave(struct server *s, const struct conn *c)
{
    pthread_mutex_lock(&s->address_lock);
    for (int i = 0; i < s->addresses_n; i++) {
        if (memcmp(&s->addresses[i].address, &c->address, 16) != 0) continue;
        if (--s->addresses[i].n == 0) s->addresses[i] = s->addresses[--s->addresses_n];
        break;
    }
    s->connections_n--;
    pthread_mutex_unlock(&s->address_lock);
}

/* --- deadlines: a binary heap of all connections -----------------------------------------------*/

static void heap_set(struct io *io, size_t i, struct conn *c)
{
    io->heap[i] = c;
    c->heap_at = i;
}

/* Moves the connection at i to where its deadline belongs. */
static void heap_settle(struct io *io, size_t i)
{
    struct conn *c = io->heap[i];
    for (; i > 0 && io->heap[(i - 1) / 2]->deadline > c->deadline; i = (i - 1) / 2)
        heap_set(io, i, io->heap[(i - 1) / 2]);
    while (2 * i + 1 < io->heap_n) {
        size_t child = 2 * i + 1;
        if (child + 1 < io->heap_n && io->heap[child + 1]->deadline < io->heap[child]->deadline)
            child++;
        if (io->heap[child]->deadline >= c->deadline) break;
        heap_set(io, i, io->heap[child]);
        i = child;
    }
    heap_set(io, i, c);
}

static void heap_add(struct io *io, struct conn *c)
{
    heap_set(io, io->heap_n++, c);
    heap_settle(io, c->heap_at);
}

static void heap_remove(struct io *io, struct conn *c)
{
    size_t i = c->heap_at;
    io->heap_n--;
    if (i == io->heap_n) return;
    heap_set(io, i, io->heap[io->heap_n]);
    heap_settle(io, i);
}

static void deadline_set(struct conn *c, i64 at)
{
    if (c->deadline == at) return;
    c->deadline = at;
    heap_settle(c->io, c->heap_at);
}

/* --- small things of a connection --------------------------------------------------------------*/

static void conn_watch(struct conn *c, u32 interest)
{
    if (c->interest == interest) return;
    struct epoll_event e = {.events = interest, .data.ptr = c};
    epoll_ctl(c->io->epoll, EPOLL_CTL_MOD, c->fd, &e);
    c->interest = interest;
}

static void conn_close(struct conn *c)
{
    struct io *io = c->io;
    c->state = CONN_CLOSED;
    close(c->fd); /* leaves epoll by this */
    heap_remove(io, c);
    outgoing_end(&c->out);
    reply_end(&c->reply);
    intake_end(&c->take);
    free(c->in);
    address_leave(io->server, c);
    c->next = io->closed;
    io->closed = c;
}

/* At most some lines a second: who sends rubbish shall not fill the disk as well. */
static void log_refusal(struct io *io, const struct conn *c, int status, const char *why)
{
    i64 second = io->now / 1000;
    if (second != io->log_second) {
        if (io->log_n > LOGGED_REFUSALS_PER_SECOND) {
            char left_out[16];
            snprintf(left_out, sizeof left_out, "%d", io->log_n - LOGGED_REFUSALS_PER_SECOND);
            log_line(LOG_WARN, "refused", "not_logged", left_out, NULL);
        }
        io->log_second = second;
        io->log_n = 0;
    }
    if (++io->log_n > LOGGED_REFUSALS_PER_SECOND) return;
    char number[12];
    snprintf(number, sizeof number, "%d", status);
    log_line(LOG_WARN, "refused", "status", number, "why", why, "client", c->client, NULL);
}

static void conn_write_begin(struct conn *c, const struct net_request *q, bool keep_alive)
{
    struct io *io = c->io;
    outgoing_make(&c->out, q, &c->reply, keep_alive && !io->stopping,
                  env_now(io->server->config.env));
    c->state = CONN_WRITING;
    c->since = io->now;
    deadline_set(c, io->now + io->server->config.write_ms);
}

static void conn_refuse(struct conn *c, int status, const char *why)
{
    count(&c->io->server->refused);
    log_refusal(c->io, c, status, why);
    reply_plain(&c->reply, status);
    conn_write_begin(c, NULL, false);
}

/* --- reading -----------------------------------------------------------------------------------*/

/* The reply is out and the connection stays: what came meanwhile is the next request. */
static void conn_read_begin(struct conn *c)
{
    c->state = CONN_READING;
    c->since = c->io->now;
    const struct net_config *config = &c->io->server->config;
    deadline_set(c, c->io->now + (c->in_n ? config->head_ms : config->idle_ms));
}

/* Gives the request to a worker, or answers it at once. */
static void conn_dispatch(struct conn *c)
{
    struct server *s = c->io->server;
    count(&s->requests);
    c->request_since = c->io->now;
    if (s->app->fast && s->app->fast(s->app->context, &c->take.q, &c->reply)) {
        count(&s->fast);
        conn_write_begin(c, &c->take.q, c->take.keep_alive);
        return;
    }
    c->state = CONN_RUNNING;
    deadline_set(c, NEVER);
    pthread_mutex_lock(&s->queue_lock);
    bool room = s->queue.n < s->config.queue;
    if (room) line_add(&s->queue, c);
    pthread_cond_signal(&s->queue_some);
    pthread_mutex_unlock(&s->queue_lock);
    if (!room) conn_refuse(c, 503, "queue full");
}

/* Uses the bytes that are there. True if the state changed, false if more bytes are needed. */
static bool conn_use(struct conn *c)
{
    const struct net_config *config = &c->io->server->config;
    bool more = c->in_n > 0;
    while (more) {
        enum intake_state before = c->take.state;
        size_t used;
        enum intake_state state = intake_feed(&c->take, (str){c->in, c->in_n}, &used);
        c->in_n -= used;
        if (used && c->in_n) memmove(c->in, c->in + used, c->in_n);
        if (state == INTAKE_READY) {
            conn_dispatch(c);
            return true;
        }
        if (state == INTAKE_REFUSED) {
            conn_refuse(c, c->take.refusal, c->take.why);
            return true;
        }
        if (state == INTAKE_BODY && before == INTAKE_HEAD) {
            c->since = c->io->now;
            c->moved = 0;
            if (c->take.wants_continue && c->in_n == 0) {
                /* 25 bytes into an empty buffer; a client that misses them sends on by itself. */
                str go = S("HTTP/1.1 100 Continue\r\n\r\n");
                send(c->fd, go.p, go.n, MSG_NOSIGNAL | MSG_DONTWAIT);
            }
        }
        if (state == INTAKE_BODY) {
            c->moved += (i64)used;
            deadline_set(c, c->since + config->body_ms + c->moved * 1000 / config->body_rate);
        }
        more = used > 0 && c->in_n > 0;
    }
    return false;
}

/* Room for more bytes: little at first, a whole head when one comes in pieces or a body follows. */
static void in_make_room(struct conn *c)
{
    size_t want = c->in ? c->in_cap : IN_FIRST;
    if (c->take.state == INTAKE_BODY || c->in_n == c->in_cap) want = HTTP_HEAD_MAX + 2;
    if (c->in && want <= c->in_cap) return;
    char *in = realloc(c->in, want);
    if (!in) abort();
    c->in = in;
    c->in_cap = want;
}

static void in_give_back(struct conn *c)
{
    if (c->in_n || c->take.state != INTAKE_HEAD) return;
    free(c->in);
    c->in = NULL;
    c->in_cap = 0;
}

/* One read. False if there was nothing, or the peer is done. */
static bool conn_receive(struct conn *c)
{
    in_make_room(c);
    bool idle = c->take.state == INTAKE_HEAD && c->in_n == 0;
    ssize_t n = recv(c->fd, c->in + c->in_n, c->in_cap - c->in_n, MSG_DONTWAIT);
    if (n > 0) {
        c->in_n += (size_t)n;
        if (idle) {
            c->since = c->io->now;
            deadline_set(c, c->io->now + c->io->server->config.head_ms);
        }
        return true;
    }
    bool nothing = n < 0 && (errno == EAGAIN || errno == EINTR);
    if (nothing)
        in_give_back(c);
    else
        conn_close(c);
    return false;
}

/* --- writing -----------------------------------------------------------------------------------*/

enum sending { SEND_DONE, SEND_BLOCKED, SEND_BROKEN };

static enum sending sent_so_far(ssize_t n)
{
    if (n < 0 && errno == EINTR) return SEND_DONE;
    if (n < 0) return errno == EAGAIN ? SEND_BLOCKED : SEND_BROKEN;
    return SEND_DONE;
}

static enum sending send_memory(struct conn *c)
{
    struct outgoing *o = &c->out;
    while (o->head_done < o->head.n || o->body_done < o->body.n) {
        struct iovec parts[2] = {
            {o->head.p + o->head_done, o->head.n - o->head_done},
            {(char *)o->body.p + o->body_done, o->body.n - o->body_done},
        };
        struct msghdr m = {.msg_iov = parts, .msg_iovlen = 2};
        int more = o->file_left ? MSG_MORE : 0;
        ssize_t n = sendmsg(c->fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT | more);
        enum sending s = sent_so_far(n);
        if (s != SEND_DONE) return s;
        if (n < 0) continue;
        size_t of_head = (size_t)n < parts[0].iov_len ? (size_t)n : parts[0].iov_len;
        o->head_done += of_head;
        o->body_done += (size_t)n - of_head;
        o->sent += n;
    }
    return SEND_DONE;
}

static enum sending send_file(struct conn *c)
{
    struct outgoing *o = &c->out;
    i64 this_turn = 0; /* one fast reader of a large file must not keep the others waiting */
    while (o->file_left > 0) {
        if (this_turn >= 4 * FILE_PIECE) return SEND_BLOCKED;
        off_t from = o->file_from;
        size_t want = o->file_left < FILE_PIECE ? (size_t)o->file_left : FILE_PIECE;
        ssize_t n = sendfile(c->fd, o->file, &from, want);
        enum sending s = sent_so_far(n);
        if (s != SEND_DONE) return s;
        if (n == 0) return SEND_BROKEN; /* the file is shorter than was said */
        if (n < 0) continue;
        o->file_from += n;
        o->file_left -= n;
        o->sent += n;
        this_turn += n;
    }
    return SEND_DONE;
}

static void conn_linger(struct conn *c)
{
    /* Closing with unread bytes would reset the connection and could destroy the reply on its way:
    ** say that we are done, and read on for a moment. */
    shutdown(c->fd, SHUT_WR);
    c->state = CONN_LINGERING;
    c->moved = 0;
    free(c->in);
    c->in = NULL;
    c->in_n = c->in_cap = 0;
    conn_watch(c, EPOLLIN);
    deadline_set(c, c->io->now + LINGER_MS);
}

/* Everything is sent: the request's memory goes, the next one may come. */
static void conn_write_end(struct conn *c)
{
    const struct net_app *app = c->io->server->app;
    if (c->take.state == INTAKE_READY && app->sent)
        app->sent(app->context, &c->take.q, c->out.status, c->out.sent,
                  env_monotonic_ms() - c->request_since);
    bool close_now = c->out.close;
    outgoing_end(&c->out);
    reply_end(&c->reply);
    intake_end(&c->take);
    if (close_now)
        conn_linger(c);
    else
        conn_read_begin(c);
}

static bool conn_write(struct conn *c)
{
    enum sending s = send_memory(c);
    if (s == SEND_DONE) s = send_file(c);
    if (s == SEND_DONE) {
        conn_write_end(c);
        return true;
    }
    if (s == SEND_BROKEN) {
        conn_close(c);
        return false;
    }
    const struct net_config *config = &c->io->server->config;
    deadline_set(c, c->since + config->write_ms + c->out.sent * 1000 / config->write_rate);
    conn_watch(c, EPOLLOUT);
    return false;
}

/* --- a connection's life -----------------------------------------------------------------------*/

/* Goes on as far as it can. `readable`: epoll said that bytes wait; one read per turn is fair. */
static void conn_go(struct conn *c, bool readable)
{
    bool on = true;
    while (on) {
        switch (c->state) {
        case CONN_READING:
            on = conn_use(c);
            if (on) break;
            if (c->io->stopping && c->take.state == INTAKE_HEAD) {
                conn_close(c);
            } else if (readable) {
                readable = false;
                on = conn_receive(c);
            } else {
                in_give_back(c);
                conn_watch(c, EPOLLIN);
            }
            break;
        case CONN_WRITING:
            on = conn_write(c);
            break;
        case CONN_RUNNING:
        case CONN_LINGERING:
        case CONN_CLOSED:
            on = false;
            break;
        }
    }
}

static void conn_drain(struct conn *c)
{
    ssize_t n = recv(c->fd, c->io->spare, sizeof c->io->spare, MSG_DONTWAIT);
    c->moved += n;
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR) || c->moved > LINGER_BYTES)
        conn_close(c);
}

static void conn_event(struct conn *c, u32 events)
{
    bool hung_up = events & (EPOLLHUP | EPOLLERR);
    switch (c->state) {
    case CONN_RUNNING:
        /* Level-triggered events would come again and again while the worker is busy. */
        if (!hung_up) {
            conn_watch(c, 0);
            return;
        }
        epoll_ctl(c->io->epoll, EPOLL_CTL_DEL, c->fd, NULL);
        c->gone = true;
        return;
    case CONN_READING:
        conn_go(c, true);
        return;
    case CONN_WRITING:
        if (hung_up)
            conn_close(c);
        else
            conn_go(c, false);
        return;
    case CONN_LINGERING:
        conn_drain(c);
        return;
    case CONN_CLOSED:
        return;
    }
}

static void conn_expire(struct conn *c)
{
    struct io *io = c->io;
    count(&io->server->timeouts);
    bool request_begun = c->in_n > 0 || c->take.state == INTAKE_BODY;
    if (c->state == CONN_READING && request_begun) {
        conn_refuse(c, 408, c->take.state == INTAKE_BODY ? "slow body" : "slow head");
        conn_go(c, false);
        return;
    }
    /* Who does not read gets a reset: what waits in the kernel would stay there for minutes. */
    if (c->state == CONN_WRITING)
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
    conn_close(c);
}

static void turn_away(int fd)
{
    static const char busy[] = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n"
                               "Content-Length: 0\r\nConnection: close\r\n\r\n";
    ssize_t n = send(fd, busy, sizeof busy - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n >= 0) shutdown(fd, SHUT_WR);
    close(fd);
}

static void conn_open(struct io *io, int fd, const struct sockaddr_storage *from)
{
    struct server *s = io->server;
    struct conn *c = calloc(1, sizeof *c);
    if (!c) abort();
    c->fd = fd;
    c->io = io;
    c->address = address_of(from, c->client, &c->loopback);
    if (!address_enter(s, c)) {
        count(&s->turned_away);
        log_refusal(io, c, 503, "too many connections");
        turn_away(fd);
        free(c);
        return;
    }
    count(&s->accepted);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    intake_begin(&c->take, &s->config, s->app, str_c(c->client));
    reply_begin(&c->reply);
    c->deadline = io->now + s->config.idle_ms;
    heap_add(io, c);
    c->interest = EPOLLIN;
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(io->epoll, EPOLL_CTL_ADD, fd, &e) != 0) conn_close(c);
}

/* No descriptor is left: takes one connection with the reserve and ends it, or the listener would
** stay readable and the loop would spin. */
static void accept_without_descriptors(struct server *s)
{
    pthread_mutex_lock(&s->reserve_lock);
    close(s->reserve);
    int fd = accept4(s->config.listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) turn_away(fd);
    s->reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
    pthread_mutex_unlock(&s->reserve_lock);
    count(&s->turned_away);
}

static void io_accept(struct io *io)
{
    for (int i = 0; i < EVENTS; i++) {
        struct sockaddr_storage from = {0};
        socklen_t n = sizeof from;
        int fd = accept4(io->server->config.listener, (struct sockaddr *)&from, &n,
                         SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0)
            conn_open(io, fd, &from);
        else if (errno == EMFILE || errno == ENFILE)
            accept_without_descriptors(io->server);
        else if (errno == EAGAIN)
            return;
    }
}

/* --- workers -----------------------------------------------------------------------------------*/

/* One for each I/O thread, made once and never closed: net_stop may come from a signal handler or
** another thread at the very moment a server ends, and must not reach into its memory. */
static int wakes[IO_THREADS_MAX];
static atomic_int wakes_n;

static bool wakes_open(int n)
{
    for (int i = atomic_load(&wakes_n); i < n; i++) {
        wakes[i] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        if (wakes[i] < 0) return false;
        atomic_store(&wakes_n, i + 1);
    }
    return true;
}

static void io_wake(struct io *io)
{
    u64 one = 1;
    if (write(io->wake, &one, sizeof one) < 0) return; /* full counter: it is awake anyway */
}

static struct conn *queue_take(struct server *s)
{
    pthread_mutex_lock(&s->queue_lock);
    while (!s->queue.first && !s->queue_ended)
        pthread_cond_wait(&s->queue_some, &s->queue_lock);
    struct conn *c = line_take(&s->queue);
    pthread_mutex_unlock(&s->queue_lock);
    return c;
}

static void *worker_main(void *context)
{
    struct server *s = context;
    const struct net_app *app = s->app;
    void *state = NULL;
    int number = atomic_fetch_add(&s->workers_ready, 1);
    if (app->worker_open && !app->worker_open(app->context, number, &state)) {
        atomic_store(&s->worker_failed, true);
        net_stop();
        return NULL;
    }
    for (struct conn *c; (c = queue_take(s)) != NULL;) {
        app->handle(app->context, state, &c->take.q, &c->reply);
        count(&s->handled);
        struct io *io = c->io;
        pthread_mutex_lock(&io->lock);
        bool first = io->done.first == NULL;
        line_add(&io->done, c);
        pthread_mutex_unlock(&io->lock);
        if (first) io_wake(io);
    }
    if (app->worker_close) app->worker_close(app->context, state);
    return NULL;
}

/* Takes back what the workers finished. */
static void io_take_done(struct io *io)
{
    u64 times;
    if (read(io->wake, &times, sizeof times) < 0 && errno != EAGAIN) return;
    pthread_mutex_lock(&io->lock);
    struct conn *c = io->done.first;
    io->done = (struct line){0};
    pthread_mutex_unlock(&io->lock);
    while (c) {
        struct conn *next = c->next;
        if (c->gone) {
            conn_close(c);
        } else {
            conn_write_begin(c, &c->take.q, c->take.keep_alive);
            conn_go(c, false);
        }
        c = next;
    }
}

/* --- the loop ----------------------------------------------------------------------------------*/

/* No new connections, no new requests; what runs may finish. */
static void io_stop_begin(struct io *io)
{
    io->stopping = true;
    if (io == io->server->io) notify_manager("STOPPING=1");
    epoll_ctl(io->epoll, EPOLL_CTL_DEL, io->server->config.listener, NULL);
    /* Closing reorders the heap: gather first. */
    struct line idle = {0};
    for (size_t i = 0; i < io->heap_n; i++) {
        struct conn *c = io->heap[i];
        bool waiting = c->state == CONN_READING && c->take.state == INTAKE_HEAD;
        if (waiting || c->state == CONN_LINGERING) line_add(&idle, c);
    }
    for (struct conn *c; (c = line_take(&idle)) != NULL;)
        conn_close(c);
}

static void io_free_closed(struct io *io)
{
    while (io->closed) {
        struct conn *c = io->closed;
        io->closed = c->next;
        free(c);
    }
}

static int io_wait_ms(const struct io *io, i64 stop_at)
{
    i64 until = io->heap_n ? io->heap[0]->deadline : NEVER;
    if (io->stopping && stop_at < until) until = stop_at;
    if (until == NEVER) return -1;
    i64 wait = until - env_monotonic_ms();
    return wait < 0 ? 0 : wait > 60000 ? 60000 : (int)wait + 1;
}

static void *io_main(void *context)
{
    struct io *io = context;
    struct server *s = io->server;
    struct epoll_event events[EVENTS];
    i64 stop_at = NEVER;
    while (!io->stopping || (io->heap_n > 0 && io->now < stop_at)) {
        int n = epoll_wait(io->epoll, events, EVENTS, io_wait_ms(io, stop_at));
        io->now = env_monotonic_ms();
        for (int i = 0; i < n; i++) {
            void *what = events[i].data.ptr;
            if (what == s)
                io_accept(io);
            else if (what == io)
                io_take_done(io);
            else
                conn_event(what, events[i].events);
        }
        while (io->heap_n && io->heap[0]->deadline <= io->now)
            conn_expire(io->heap[0]);
        if (atomic_load(&stop_wanted) && !io->stopping) {
            io_stop_begin(io);
            stop_at = io->now + s->config.stop_ms;
        }
        io_free_closed(io);
    }
    return NULL;
}

/* --- the server --------------------------------------------------------------------------------*/

enum status net_listen(str address, int *listener, int *port)
{
    char host[256] = "", service[16] = "";
    i64 colon = -1;
    for (size_t i = 0; i < address.n; i++)
        if (address.p[i] == ':') colon = (i64)i;
    str h = str_sub(address, 0, colon < 0 ? address.n : (size_t)colon);
    if (h.n > 1 && h.p[0] == '[' && h.p[h.n - 1] == ']') h = str_sub(h, 1, h.n - 1);
    str p = colon < 0 ? S("8080") : str_sub(address, (size_t)colon + 1, address.n);
    snprintf(host, sizeof host, "%.*s", P(h));
    snprintf(service, sizeof service, "%.*s", P(p));
    struct addrinfo want = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    int error = getaddrinfo(host[0] ? host : NULL, service, &want, &found);
    if (error) {
        log_line(LOG_ERROR, "listen", "address", host, "problem", gai_strerror(error), NULL);
        return FAILED;
    }
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    bool ok = fd >= 0 && bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, 1024) == 0;
    freeaddrinfo(found);
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } bound = {.v6 = {0}};
    socklen_t n = sizeof bound;
    if (!ok || getsockname(fd, &bound.any, &n) != 0) {
        log_line(LOG_ERROR, "listen", "address", host, "port", service, "problem", strerror(errno),
                 NULL);
        if (fd >= 0) close(fd);
        return FAILED;
    }
    *port = ntohs(bound.any.sa_family == AF_INET6 ? bound.v6.sin6_port : bound.v4.sin_port);
    *listener = fd;
    return OK;
}

void net_stop(void)
{
    atomic_store(&stop_wanted, true);
    int saved = errno;
    u64 one = 1;
    for (int i = 0; i < atomic_load(&wakes_n); i++)
        if (write(wakes[i], &one, sizeof one) < 0) continue; /* full counter: it is awake anyway */
    errno = saved;
}

static void on_signal(int number)
{
    (void)number;
    net_stop();
}

struct net_stats net_stats(void)
{
    struct net_stats n = {0};
    struct server *s = atomic_load(&running);
    if (!s) return n;
    n.accepted = atomic_load_explicit(&s->accepted, memory_order_relaxed);
    n.requests = atomic_load_explicit(&s->requests, memory_order_relaxed);
    n.fast = atomic_load_explicit(&s->fast, memory_order_relaxed);
    n.handled = atomic_load_explicit(&s->handled, memory_order_relaxed);
    n.refused = atomic_load_explicit(&s->refused, memory_order_relaxed);
    n.timeouts = atomic_load_explicit(&s->timeouts, memory_order_relaxed);
    n.turned_away = atomic_load_explicit(&s->turned_away, memory_order_relaxed);
    pthread_mutex_lock(&s->address_lock);
    n.open = s->connections_n;
    pthread_mutex_unlock(&s->address_lock);
    return n;
}

static int clamp(int v, int most)
{
    return v < 1 ? 1 : v > most ? most : v;
}

static bool io_open(struct server *s, struct io *io)
{
    io->server = s;
    io->now = env_monotonic_ms();
    io->heap = calloc((size_t)s->config.connections, sizeof *io->heap);
    io->epoll = epoll_create1(EPOLL_CLOEXEC);
    io->wake = wakes[io - s->io];
    pthread_mutex_init(&io->lock, NULL);
    /* With several I/O threads only one is woken for a new connection. */
    struct epoll_event listen_event = {.events = EPOLLIN | EPOLLEXCLUSIVE, .data.ptr = s};
    struct epoll_event wake_event = {.events = EPOLLIN, .data.ptr = io};
    return io->heap &&
           epoll_ctl(io->epoll, EPOLL_CTL_ADD, s->config.listener, &listen_event) == 0 &&
           epoll_ctl(io->epoll, EPOLL_CTL_ADD, io->wake, &wake_event) == 0;
}

static void io_close(struct io *io)
{
    while (io->heap_n)
        conn_close(io->heap[0]);
    io_free_closed(io);
    free(io->heap);
    close(io->epoll);
    pthread_mutex_destroy(&io->lock);
}

static bool server_open(struct server *s, const struct net_config *config,
                        const struct net_app *app)
{
    s->config = *config;
    s->app = app;
    s->config.connections = clamp(config->connections, 65536);
    s->io_n = clamp(config->io_threads, IO_THREADS_MAX);
    s->workers_n = clamp(config->workers, WORKERS_MAX);
    s->addresses = calloc((size_t)s->config.connections, sizeof *s->addresses);
    s->reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
    pthread_mutex_init(&s->reserve_lock, NULL);
    pthread_mutex_init(&s->queue_lock, NULL);
    pthread_cond_init(&s->queue_some, NULL);
    pthread_mutex_init(&s->address_lock, NULL);
    bool ok = s->addresses != NULL && wakes_open(s->io_n);
    for (int i = 0; i < s->io_n; i++)
        ok = io_open(s, &s->io[i]) && ok;
    return ok;
}

static void server_close(struct server *s)
{
    for (int i = 0; i < s->io_n; i++)
        io_close(&s->io[i]);
    close(s->config.listener);
    close(s->reserve);
    free(s->addresses);
    free(s);
}

/* Tells the workers to end; false if one is still busy when the time is over. */
static bool workers_end(struct server *s)
{
    pthread_mutex_lock(&s->queue_lock);
    s->queue_ended = true;
    while (line_take(&s->queue))
        continue; /* nobody waits for these any more */
    pthread_cond_broadcast(&s->queue_some);
    pthread_mutex_unlock(&s->queue_lock);
    struct timespec until = env_until(1000);
    bool all = true;
    for (int i = 0; i < s->workers_n; i++)
        all = thread_join_until(s->workers[i], &until) && all;
    return all;
}

static void signals_take(void)
{
    struct sigaction stop = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
}

int net_serve(const struct net_config *config, const struct net_app *app)
{
    struct server *s = calloc(1, sizeof *s);
    if (!s) abort();
    if (!server_open(s, config, app)) {
        log_line(LOG_ERROR, "serve", "problem", strerror(errno), NULL);
        server_close(s);
        return 1;
    }
    signal(SIGPIPE, SIG_IGN); /* sendfile has no MSG_NOSIGNAL */
    atomic_store(&running, s);
    if (config->signals) signals_take();
    for (int i = 0; i < s->workers_n; i++)
        if (pthread_create(&s->workers[i], NULL, worker_main, s) != 0) abort();
    for (int i = 1; i < s->io_n; i++)
        if (pthread_create(&s->io[i].thread, NULL, io_main, &s->io[i]) != 0) abort();
    io_main(&s->io[0]);
    for (int i = 1; i < s->io_n; i++)
        pthread_join(s->io[i].thread, NULL);
    bool ended = workers_end(s);
    atomic_store(&running, NULL);
    atomic_store(&stop_wanted, false);
    if (!ended) {
        log_line(LOG_ERROR, "serve", "problem", "a request was still running at the end", NULL);
        return 2;
    }
    bool failed = atomic_load(&s->worker_failed);
    server_close(s);
    return failed ? 1 : 0;
}

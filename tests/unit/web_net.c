/* The server over real sockets, with a small app: what it refuses, what it keeps alive, what it
** spools, when it loses patience. */
#define TEST_MAIN
#include "test.h"

#include "hostile/matrix.h"
#include "web/body.h"
#include "web/http.h"
#include "web/net.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

/* --- the app -----------------------------------------------------------------------------------*/

static struct cache *cache;
static struct env env;
static char spool[] = "/tmp/web_net_XXXXXX";
static char page_file[64];
static const struct cache_stamp stamp = {1, 2, 3};
enum { FILE_SIZE = 1000000 };
static atomic_int workers_open, replies_sent, pages_made;

static str path_of(const struct net_request *q)
{
    str rest = q->target, path;
    str_cut(&rest, '?', &path);
    return path;
}

static bool app_fast(void *context, const struct net_request *q, struct net_reply *out)
{
    (void)context;
    out->encoding = encoding_choose(http_header(&q->headers, "accept-encoding"));
    out->entry = cache_find(cache, path_of(q), stamp, q->now, out->encoding);
    out->status = 200;
    return out->entry != NULL;
}

static i64 app_body_limit(void *context, const struct net_request *q)
{
    (void)context;
    if (q->method != METHOD_POST) return 0;
    return str_eq(path_of(q), S("/form")) ? 10 << 20 : 1 << 20;
}

static bool app_worker_open(void *context, int number, void **state)
{
    (void)context;
    *state = malloc(16);
    atomic_fetch_add(&workers_open, 1);
    return number >= 0;
}

static void app_worker_close(void *context, void *state)
{
    (void)context;
    free(state);
    atomic_fetch_sub(&workers_open, 1);
}

static void form_page(struct net_request *q, struct net_reply *out)
{
    struct body_form f;
    out->status = body_form_read(q->arena, http_header(&q->headers, "content-type"), q->body,
                                 q->body_path, spool, &f);
    if (out->status == 0) out->status = 200;
    for (size_t i = 0; i < f.fields.n; i++)
        buf_printf(&out->body, "%.*s=%.*s\n", P(f.fields.v[i].name), P(f.fields.v[i].value));
    for (size_t i = 0; i < f.uploads.n; i++)
        buf_printf(&out->body, "%.*s: %.*s, %lld bytes\n", P(f.uploads.v[i].filename),
                   P(f.uploads.v[i].type), (long long)f.uploads.v[i].size);
    body_form_close(&f);
}

static void cached_page(struct net_request *q, struct net_reply *out)
{
    struct buf page;
    buf_init(&page, 20000);
    for (int i = 0; i < 400; i++)
        buf_printf(&page, "<p>Example number %d</p>\n", i);
    atomic_fetch_add(&pages_made, 1);
    out->encoding = encoding_choose(http_header(&q->headers, "accept-encoding"));
    out->entry =
        cache_put(cache, path_of(q), stamp, NO_DATE,
                  S("Content-Type: text/html; charset=utf-8\r\n"), buf_str(&page), out->encoding);
    out->status = 200;
    buf_free(&page);
}

static void app_handle(void *context, void *state, struct net_request *q, struct net_reply *out)
{
    (void)context;
    memset(state, 1, 16); /* a state is one worker's alone: a race would show */
    str path = path_of(q);
    out->status = 200;
    if (str_eq(path, S("/hello"))) {
        buf_lit(&out->body, "hello");
    } else if (str_eq(path, S("/body"))) {
        buf_printf(&out->body, "%lld %s %.*s", (long long)q->body_size,
                   q->body_path ? "spooled" : "memory", q->body_path ? 0 : (int)q->body.n,
                   q->body.p);
    } else if (str_eq(path, S("/form"))) {
        form_page(q, out);
    } else if (str_eq(path, S("/file"))) {
        out->file = open(page_file, O_RDONLY | O_CLOEXEC);
        out->file_size = FILE_SIZE;
        out->etag = S("\"f1\"");
    } else if (str_eq(path, S("/cached"))) {
        cached_page(q, out);
    } else if (str_eq(path, S("/slow"))) {
        usleep(300000);
        buf_lit(&out->body, "slow");
    } else if (str_eq(path, S("/client"))) {
        buf_printf(&out->body, "%.*s %s", P(q->client), q->https ? "https" : "http");
    } else if (str_eq(path, S("/broken"))) {
        http_field(&out->head, S("Location"), S("/\r\nX: y"));
    } else if (str_eq(path, S("/nothing"))) {
        out->status = 0;
    } else {
        out->status = 404;
        buf_lit(&out->body, "not here");
    }
}

static void app_sent(void *context, const struct net_request *q, int status, i64 bytes, i64 ms)
{
    (void)context;
    CHECK(q->id.n > 0 && status >= 200 && bytes > 0 && ms >= 0);
    atomic_fetch_add(&replies_sent, 1);
}

static const struct net_app app = {.fast = app_fast,
                                   .body_limit = app_body_limit,
                                   .worker_open = app_worker_open,
                                   .handle = app_handle,
                                   .worker_close = app_worker_close,
                                   .sent = app_sent};

/* --- starting and stopping it ------------------------------------------------------------------*/

static struct net_config config;
static pthread_t server;
static int port, result;

static void *serve(void *unused)
{
    (void)unused;
    result = net_serve(&config, &app);
    return NULL;
}

static void server_start(void)
{
    log_threshold(LOG_ERROR);
    if (!cache) {
        digest_start();
        cache = cache_new(1 << 20);
        if (!mkdtemp(spool)) abort();
        snprintf(page_file, sizeof page_file, "%s.file", spool);
        FILE *f = fopen(page_file, "w");
        for (int i = 0; i < FILE_SIZE; i++)
            fputc('a' + i % 26, f);
        fclose(f);
    }
    config.env = &env;
    config.spool = spool;
    config.signals = false;
    CHECK_INT(net_listen(S("127.0.0.1:0"), &config.listener, &port), OK);
    CHECK_INT(pthread_create(&server, NULL, serve, NULL), 0);
}

static void server_stop(void)
{
    net_stop();
    pthread_join(server, NULL);
    CHECK_INT(result, 0);
    CHECK_INT(atomic_load(&workers_open), 0);
    int left = 0; /* nothing may stay in the spool */
    DIR *d = opendir(spool);
    for (struct dirent *e; (e = readdir(d)) != NULL;)
        left += e->d_name[0] != '.';
    closedir(d);
    CHECK_INT(left, 0);
}

/* --- a client ----------------------------------------------------------------------------------*/

static char got[2 << 20];
static bool closed;

static void send_all(int fd, str s)
{
    while (s.n) {
        ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);
        if (n <= 0) return;
        s = str_sub(s, (size_t)n, s.n);
    }
}

/* Sends, reads until the server closes or is silent for `wait` ms. */
static str talk_for(str bytes, long wait)
{
    int fd = hostile_connect(port);
    send_all(fd, bytes);
    size_t n = hostile_read(fd, got, sizeof got, wait, &closed);
    close(fd);
    return (str){got, n};
}

#define HEAD(line) line " HTTP/1.1\r\nHost: a\r\n"
#define CLOSING "Connection: close\r\n\r\n"

static str talk(str bytes)
{
    str s = talk_for(bytes, 5000);
    CHECK(closed);
    return s;
}

static str body_part(str reply)
{
    i64 at = str_find(reply, S("\r\n\r\n"));
    return at < 0 ? NO_STR : str_sub(reply, (size_t)at + 4, reply.n);
}

/* --- tests -------------------------------------------------------------------------------------*/

TEST(starts)
{
    config = net_config_default();
    config.trusted_proxy = S("127.0.0.1");
    server_start();
}

TEST(a_request_and_a_head)
{
    str s = talk(S(HEAD("GET /hello") CLOSING));
    CHECK(str_starts(s, S("HTTP/1.1 200 OK\r\nX-Request-Id: ")));
    CHECK(str_find(s, S("\r\nContent-Length: 5\r\nDate: ")) == 43);
    CHECK(str_find(s, S("Server:")) < 0);
    CHECK_STR(body_part(s), "hello");
    char first[12];
    memcpy(first, s.p + 31, sizeof first);
    s = talk(S(HEAD("HEAD /hello") CLOSING));
    CHECK(memcmp(first, s.p + 31, sizeof first) != 0);
    CHECK(str_find(s, S("Content-Length: 5\r\n")) > 0);
    CHECK_STR(body_part(s), "");
    s = talk(S("GET /hello HTTP/1.0\r\n\r\n"));
    CHECK(str_ends(s, S("Connection: close\r\n\r\nhello")));
}

TEST(pipelined_and_kept_alive)
{
    str s = talk(
        S("\r\n" HEAD("GET /hello") "\r\n" HEAD("POST /body") "Content-Length: 3\r\n\r\nabc" HEAD(
            "GET /cached") "\r\n" HEAD("GET /missing") "\r\n" HEAD("GET /hello") CLOSING));
    CHECK_INT(hostile_replies(s.p, s.n), 5);
    CHECK(str_find(s, S("3 memory abc")) > 0);
    CHECK(str_find(s, S("404 Not Found")) > str_find(s, S("Example number 399")));
    CHECK(str_ends(s, S("hello")));
    s = talk_for(S(HEAD("GET /hello") "\r\n"), 300);
    CHECK(!closed && str_ends(s, S("hello")));
    int fd = hostile_connect(port); /* a byte at a time */
    str bytes = S(HEAD("POST /body") "Content-Length: 3\r\n\r\nxyz");
    for (size_t i = 0; i < bytes.n; i++)
        send_all(fd, str_sub(bytes, i, i + 1));
    size_t n = hostile_read(fd, got, sizeof got, 300, &closed);
    CHECK(!closed && str_ends((str){got, n}, S("3 memory xyz")));
    close(fd);
}

TEST(chunked_bodies)
{
    str s = talk(S(HEAD("POST /body") "Transfer-Encoding: chunked\r\n" CLOSING
                                      "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
    CHECK_STR(body_part(s), "5 memory abcde");
    struct buf b;
    buf_init(&b, 3 << 20);
    buf_lit(&b, HEAD("POST /body") "Transfer-Encoding: chunked\r\n" CLOSING);
    for (int i = 0; i < 20; i++)
        buf_printf(&b, "2710\r\n%010000d\r\n", i);
    size_t without_end = b.n;
    buf_lit(&b, "0\r\n\r\n");
    CHECK_STR(body_part(talk(buf_str(&b))), "200000 spooled ");
    b.n = without_end; /* beyond the limit of a megabyte */
    for (int i = 0; i < 100; i++)
        buf_printf(&b, "2710\r\n%010000d\r\n", i);
    CHECK(str_starts(talk(buf_str(&b)), S("HTTP/1.1 413 ")));
    buf_free(&b);
}

TEST(expectations)
{
    int fd = hostile_connect(port);
    send_all(fd, S(HEAD("POST /body") "Expect: 100-continue\r\nContent-Length: 3\r\n" CLOSING));
    size_t n = hostile_read(fd, got, sizeof got, 200, &closed);
    CHECK_STR(((str){got, n}), "HTTP/1.1 100 Continue\r\n\r\n");
    send_all(fd, S("abc"));
    n = hostile_read(fd, got, sizeof got, 2000, &closed);
    CHECK_STR(body_part((str){got, n}), "3 memory abc");
    close(fd);
    str s = talk(S(HEAD("POST /body") "Expect: 100-continue\r\nContent-Length: 30000000\r\n\r\n"));
    CHECK(str_starts(s, S("HTTP/1.1 413 ")));
    CHECK(str_starts(talk(S(HEAD("GET /hello") "Content-Length: 1\r\n\r\nx")), S("HTTP/1.1 413 ")));
}

TEST(an_upload_of_five_megabytes)
{
    struct buf b;
    buf_init(&b, 8 << 20);
    str start =
        S("--XyZ\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nReport\r\n--XyZ\r\n"
          "Content-Disposition: form-data; name=\"paper\"; filename=\"r.pdf\"\r\n\r\n%PDF-");
    str end = S("\r\n--XyZ--\r\n");
    buf_printf(&b,
               HEAD("POST /form") "Content-Type: multipart/form-data; boundary=XyZ\r\n"
                                  "Content-Length: %zu\r\n" CLOSING,
               start.n + 5000000 + end.n);
    buf_add(&b, start);
    for (int i = 0; i < 500; i++)
        buf_printf(&b, "%010000d", i);
    buf_add(&b, end);
    CHECK_STR(body_part(talk(buf_str(&b))),
              "title=Report\nr.pdf: application/pdf, 5000005 bytes\n");
    buf_free(&b);
}

TEST(files_and_ranges)
{
    str s = talk(S(HEAD("GET /file") CLOSING));
    CHECK(str_starts(s, S("HTTP/1.1 200 ")) && str_find(s, S("Accept-Ranges: bytes\r\n")) > 0);
    CHECK_INT(body_part(s).n, FILE_SIZE);
    s = talk(S(HEAD("GET /file") "Range: bytes=26-28\r\n" CLOSING));
    CHECK(str_starts(s, S("HTTP/1.1 206 ")));
    CHECK(str_find(s, S("Content-Range: bytes 26-28/1000000\r\nContent-Length: 3\r\n")) > 0);
    CHECK_STR(body_part(s), "abc");
    s = talk(S(HEAD("GET /file") "Range: bytes=-2\r\nIf-Range: \"f1\"\r\n" CLOSING));
    CHECK_INT(body_part(s).n, 2);
    s = talk(S(HEAD("GET /file") "Range: bytes=-2\r\nIf-Range: \"f0\"\r\n" CLOSING));
    CHECK_INT(body_part(s).n, FILE_SIZE);
    s = talk(S(HEAD("GET /file") "Range: bytes=1000000-\r\n" CLOSING));
    CHECK(str_starts(s, S("HTTP/1.1 416 ")) && str_find(s, S("bytes */1000000")) > 0);
    s = talk(S(HEAD("GET /file") "If-None-Match: \"x\", \"f1\"\r\n" CLOSING));
    CHECK(str_starts(s, S("HTTP/1.1 304 ")) && str_find(s, S("Content-Length")) < 0);
    CHECK_INT(body_part(s).n, 0);
    s = talk(S(HEAD("HEAD /file") CLOSING));
    CHECK(str_find(s, S("Content-Length: 1000000\r\n")) > 0 && body_part(s).n == 0);
}

TEST(cached_pages)
{
    talk(S(HEAD("GET /cached") "Accept-Encoding: gzip, br\r\n" CLOSING));
    int made = atomic_load(&pages_made);
    str s = talk(S(HEAD("GET /cached") "Accept-Encoding: gzip, br\r\n" CLOSING));
    CHECK_INT(atomic_load(&pages_made), made);
    CHECK(net_stats().fast > 0);
    i64 head_n = str_find(s, S("\r\n\r\n"));
    CHECK(head_n > 0 && head_n < 300);
    CHECK(str_find(s, S("Content-Encoding: br\r\n")) > 0 && body_part(s).n < 2000);
    i64 at = str_find(s, S("ETag: ")) + 6;
    str tag = str_sub(s, (size_t)at, (size_t)at + 27);
    CHECK(str_ends(tag, S("-br\"")));
    char again[300];
    snprintf(again, sizeof again,
             HEAD("GET /cached") "Accept-Encoding: br\r\nIf-None-Match: %.*s\r\n" CLOSING, P(tag));
    s = talk(str_c(again));
    CHECK(str_starts(s, S("HTTP/1.1 304 ")) && body_part(s).n == 0);
    CHECK(str_find(s, S("Content-Length")) < 0 && str_find(s, S("ETag: ")) > 0);
}

TEST(behind_a_proxy)
{
    str s = talk(S(HEAD("GET /client") "X-Forwarded-For: 6.6.6.6, 2001:db8::1\r\n"
                                       "X-Forwarded-Proto: https\r\n" CLOSING));
    CHECK_STR(body_part(s), "2001:db8::1 https");
    s = talk(S(HEAD("GET /client") "X-Forwarded-For: <script>\r\n" CLOSING));
    CHECK_STR(body_part(s), "127.0.0.1 http");
}

TEST(a_bad_reply_becomes_500)
{
    str s = talk(S(HEAD("GET /broken") CLOSING));
    CHECK(str_starts(s, S("HTTP/1.1 500 ")) && str_find(s, S("X: y")) < 0);
    CHECK(str_starts(talk(S(HEAD("GET /nothing") CLOSING)), S("HTTP/1.1 500 ")));
}

TEST(heads_beyond_the_limits)
{
    static char head[20000];
    memset(head, 'a', sizeof head);
    memcpy(head, "GET /", 5);
    CHECK(str_starts(talk((str){head, sizeof head}), S("HTTP/1.1 414 ")));
    memcpy(head, HEAD("GET /") "Cookie: ", 33);
    CHECK(str_starts(talk((str){head, sizeof head}), S("HTTP/1.1 431 ")));
}

TEST(the_hostile_matrix)
{
    for (size_t i = 0; i < HOSTILE_N; i++) {
        char what[256];
        const char *wrong = hostile_run(&hostile_cases[i], port, true, what, sizeof what);
        if (wrong) test_fail(__FILE__, __LINE__, hostile_cases[i].name, wrong, "refusal and close");
    }
}

TEST(two_hundred_at_once)
{
    int fds[200];
    for (int i = 0; i < 200; i++)
        fds[i] = hostile_connect(port);
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 200; i++)
            send_all(fds[i], S(HEAD("GET /hello") "\r\n" HEAD("GET /cached") "\r\n"));
        for (int i = 0; i < 200; i++) {
            size_t n = 0;
            long until = hostile_ms() + 10000;
            while (!memmem(got, n, "number 399</p>", 14) && hostile_ms() < until) {
                ssize_t more = recv(fds[i], got + n, sizeof got - n, 0);
                if (more <= 0) break;
                n += (size_t)more;
            }
            CHECK_INT(hostile_replies(got, n), 2);
        }
    }
    CHECK(net_stats().open >= 200);
    for (int i = 0; i < 200; i++)
        close(fds[i]);
}

TEST(peers_that_vanish)
{
    for (int i = 0; i < 50; i++) {
        int fd = hostile_connect(port);
        send_all(fd, i % 2 ? S(HEAD("GET /slow") "\r\n") : S(HEAD("GET /file") "\r\n"));
        /* A reset, not an orderly end. */
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
        close(fd);
    }
    CHECK_STR(body_part(talk_for(S(HEAD("GET /hello") CLOSING), 10000)), "hello");
}

TEST(stops_when_what_runs_is_done)
{
    int fd = hostile_connect(port), idle = hostile_connect(port);
    send_all(fd, S(HEAD("GET /slow") "\r\n"));
    usleep(50000);
    net_stop();
    size_t n = hostile_read(fd, got, sizeof got, 3000, &closed);
    CHECK(closed && str_ends((str){got, n}, S("Connection: close\r\n\r\nslow")));
    CHECK_INT(hostile_read(idle, got, sizeof got, 1000, &closed), 0);
    CHECK(closed);
    close(fd);
    close(idle);
    server_stop();
    CHECK(atomic_load(&replies_sent) > 1000);
}

TEST(patience_has_an_end)
{
    config = net_config_default();
    config.head_ms = config.idle_ms = config.body_ms = config.write_ms = 300;
    config.write_rate = 100 << 20;
    config.per_loopback = 3;
    config.io_threads = 2;
    config.workers = 1;
    config.queue = 1;
    server_start();
    long ms = hostile_drip(port, 20, 2000);
    CHECK(ms >= 280 && ms < 1000);
    str s = talk_for(S(HEAD("POST /body") "Content-Length: 5\r\n\r\nab"), 2000);
    CHECK(closed && str_starts(s, S("HTTP/1.1 408 ")));
    s = talk_for(S("GET / HT"), 2000);
    CHECK(closed && str_starts(s, S("HTTP/1.1 408 ")));
    s = talk_for(S(""), 2000);
    CHECK(closed && s.n == 0);
    /* A reader that does not read. */
    int fd = hostile_connect(port);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &(int){4096}, sizeof(int));
    for (int i = 0; i < 20; i++)
        send_all(fd, S(HEAD("GET /file") "\r\n"));
    usleep(1200000);
    size_t n = 0;
    for (closed = false; !closed && n < 20 * FILE_SIZE;) {
        size_t more = hostile_read(fd, got, sizeof got, 1000, &closed);
        n += more;
        if (more == 0) break;
    }
    CHECK(closed && n < 20 * FILE_SIZE);
    close(fd);
}

TEST(limits_of_connections_and_queue)
{
    usleep(100000);
    int fds[3];
    for (int i = 0; i < 3; i++)
        fds[i] = hostile_connect(port);
    usleep(50000);
    CHECK(str_starts(talk_for(S(""), 1000), S("HTTP/1.1 503 ")));
    CHECK(closed);
    for (int i = 0; i < 3; i++)
        send_all(fds[i], S(HEAD("GET /slow") CLOSING));
    int served = 0, busy = 0;
    for (int i = 0; i < 3; i++) {
        size_t n = hostile_read(fds[i], got, sizeof got, 3000, &closed);
        served += str_starts((str){got, n}, S("HTTP/1.1 200 "));
        busy += str_starts((str){got, n}, S("HTTP/1.1 503 "));
        close(fds[i]);
    }
    CHECK(served >= 1 && served + busy == 3);
    usleep(100000);
    server_stop();
}

TEST(without_a_socket)
{
    struct buf b;
    buf_init(&b, 4 << 20);
    net_once(&app,
             S(HEAD("GET /hello") "\r\n" HEAD("POST /body") "Content-Length: 2\r\n\r\nab" HEAD(
                 "GET /file") "Range: bytes=0-1\r\n\r\nbad\r\n\r\n"),
             &b);
    str s = buf_str(&b);
    CHECK_INT(hostile_replies(s.p, s.n), 4);
    CHECK(str_find(s, S("2 memory ab")) > 0 && str_find(s, S("\r\n\r\nabHTTP/1.1 400 ")) > 0);
    buf_free(&b);
    CHECK_INT(atomic_load(&workers_open), 0);
    unlink(page_file);
    rmdir(spool);
    cache_free(cache);
}

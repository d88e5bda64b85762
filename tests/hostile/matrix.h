/* matrix.h: requests that a strict origin refuses, each sent over a real socket. Used by hostile.c
** (against any running server) and by tests/unit/web_net.c (against a small one in the process). A
** case passes if one reply with the wanted status comes and the connection is closed behind it:
** what was smuggled after the request must get no reply of its own. */
#ifndef HOSTILE_MATRIX_H
#define HOSTILE_MATRIX_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct hostile_case {
    const char *name;
    int status;
    const char *bytes;
    size_t n;
};

#define HOSTILE(name, status, bytes)                                                               \
    {                                                                                              \
        name, status, bytes, sizeof(bytes) - 1                                                     \
    }
#define SMUGGLED "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
#define GET "GET / HTTP/1.1\r\nHost: a\r\n"
#define POST "POST / HTTP/1.1\r\nHost: a\r\n"

static const struct hostile_case hostile_cases[] = {
    /* the fifteen of the matrix */
    HOSTILE("length and chunked", 400,
            POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
    HOSTILE("two different lengths", 400,
            POST "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef" SMUGGLED),
    HOSTILE("length with a plus", 400, POST "Content-Length: +5\r\n\r\nabcde" SMUGGLED),
    HOSTILE("length as a list", 400, POST "Content-Length: 5, 5\r\n\r\nabcde" SMUGGLED),
    HOSTILE("unknown coding", 501, POST "Transfer-Encoding: cow\r\n\r\n0\r\n\r\n" SMUGGLED),
    HOSTILE("bare line feed", 400, "GET / HTTP/1.1\nHost: a\n\n" SMUGGLED),
    HOSTILE("space before colon", 400, GET "Name : x\r\n\r\n" SMUGGLED),
    HOSTILE("folded line", 400, GET "Name: x\r\n y\r\n\r\n" SMUGGLED),
    HOSTILE("NUL in value", 400, GET "Name: x\0y\r\n\r\n" SMUGGLED),
    HOSTILE("NUL in path", 400, "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("%00 in path", 400, "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("no host", 400, "GET / HTTP/1.1\r\n\r\n" SMUGGLED),
    HOSTILE("two hosts", 400, GET "Host: b\r\n\r\n" SMUGGLED),
    HOSTILE("two spaces", 400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("control in name", 400, GET "Na\x01me: x\r\n\r\n" SMUGGLED),
    /* and their relatives */
    HOSTILE("two equal lengths", 400,
            POST "Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde" SMUGGLED),
    HOSTILE("negative length", 400, POST "Content-Length: -5\r\n\r\nabcde" SMUGGLED),
    HOSTILE("hexadecimal length", 400, POST "Content-Length: 0x5\r\n\r\nabcde" SMUGGLED),
    HOSTILE("length beyond 64 bits", 400,
            POST "Content-Length: 99999999999999999999\r\n\r\nabcde" SMUGGLED),
    HOSTILE("empty length", 400, POST "Content-Length: \r\n\r\nabcde" SMUGGLED),
    HOSTILE("gzip, chunked", 501,
            POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
    HOSTILE("chunked, identity", 501,
            POST "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" SMUGGLED),
    HOSTILE("chunked in HTTP/1.0", 400,
            "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
    HOSTILE("chunk size with a sign", 400,
            POST "Transfer-Encoding: chunked\r\n\r\n+5\r\nabcde\r\n0\r\n\r\n" SMUGGLED),
    HOSTILE("chunk size too long", 400,
            POST "Transfer-Encoding: chunked\r\n\r\n100000005\r\nabcde\r\n0\r\n\r\n" SMUGGLED),
    HOSTILE("chunk extension", 400,
            POST "Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nabcde\r\n0\r\n\r\n" SMUGGLED),
    HOSTILE("chunk with bare line feed", 400,
            POST "Transfer-Encoding: chunked\r\n\r\n5\nabcde\r\n0\r\n\r\n" SMUGGLED),
    HOSTILE("chunk longer than said", 400,
            POST "Transfer-Encoding: chunked\r\n\r\n3\r\nabcde\r\n0\r\n\r\n" SMUGGLED),
    HOSTILE("chunk trailer", 400,
            POST "Transfer-Encoding: chunked\r\n\r\n0\r\nHost: b\r\n\r\n" SMUGGLED),
    HOSTILE("bare carriage return", 400, GET "Name: x\rContent-Length: 5\r\n\r\n" SMUGGLED),
    HOSTILE("no colon", 400, GET "Name\r\n\r\n" SMUGGLED),
    HOSTILE("empty name", 400, GET ": x\r\n\r\n" SMUGGLED),
    HOSTILE("space before first field", 400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n" SMUGGLED),
    HOSTILE("tab as a space", 400, "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("space behind version", 400, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("no version", 400, "GET /\r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("version 2.0", 505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("version 1.11", 400, "GET / HTTP/1.11\r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("preface of HTTP/2", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" SMUGGLED),
    HOSTILE("beginning of TLS", 400, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" SMUGGLED),
    HOSTILE("lower-case method", 400, "get / HTTP/1.1\r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("unknown method", 501, "COW / HTTP/1.1\r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("absolute target", 400, "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("target without slash", 400, "GET a HTTP/1.1\r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("asterisk", 400, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("connect", 400, "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("byte beyond ASCII in target", 400,
            "GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("half an escape", 400, "GET /a%4 HTTP/1.1\r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("fragment", 400, "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n" SMUGGLED),
    HOSTILE("empty host", 400, "GET / HTTP/1.1\r\nHost:\r\n\r\n" SMUGGLED),
    HOSTILE("host with a path", 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n" SMUGGLED),
    HOSTILE("host with an at sign", 400, "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n" SMUGGLED),
    HOSTILE("strange expectation", 417, GET "Expect: cows\r\n\r\n" SMUGGLED),
};
#define HOSTILE_N (sizeof hostile_cases / sizeof *hostile_cases)

static inline long hostile_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static inline int hostile_connect(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((unsigned short)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0) return fd;
    if (fd >= 0) close(fd);
    return -1;
}

/* Reads until the peer closes or the time is over. Bytes read; *closed says which. */
static inline size_t hostile_read(int fd, char *out, size_t room, long wait_ms, bool *closed)
{
    size_t n = 0;
    long until = hostile_ms() + wait_ms;
    *closed = false;
    while (n < room) {
        long left = until - hostile_ms();
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if (left <= 0 || poll(&p, 1, (int)left) <= 0) break;
        ssize_t got = recv(fd, out + n, room - n, 0);
        *closed = got <= 0;
        if (got <= 0) break;
        n += (size_t)got;
    }
    return n;
}

static inline int hostile_replies(const char *bytes, size_t n)
{
    int replies = 0;
    for (const char *p = bytes; (p = memmem(p, n - (size_t)(p - bytes), "HTTP/1.1 ", 9)); p += 9)
        replies++;
    return replies;
}

/* NULL if the server did right, else what it did, in `what`. With `exact` the status must be the
** case's own; else any refusal will do (a body may be refused before its chunks are looked at). */
static inline const char *hostile_run(const struct hostile_case *c, int port, bool exact,
                                      char *what, size_t room)
{
    int fd = hostile_connect(port);
    if (fd < 0) return "cannot connect";
    char reply[8192];
    bool closed = false;
    size_t n = 0;
    if (send(fd, c->bytes, c->n, MSG_NOSIGNAL) == (ssize_t)c->n)
        n = hostile_read(fd, reply, sizeof reply, 3000, &closed);
    close(fd);
    char wanted[16];
    snprintf(wanted, sizeof wanted, "HTTP/1.1 %d", c->status);
    int replies = hostile_replies(reply, n);
    bool right = n >= 12 && memcmp(reply, wanted, exact ? 12 : 9) == 0 && reply[9] >= '4';
    if (right && closed && replies == 1) return NULL;
    snprintf(what, room, "wanted %d and the end, got %d replies, first \"%.*s\", %s", c->status,
             replies, n < 12 ? (int)n : 12, reply, closed ? "closed" : "left open");
    return what;
}

/* Sends a head one byte per `every_ms`. Milliseconds until the server closed; -1 if it did not
** within `at_most_ms`. */
static inline long hostile_drip(int port, long every_ms, long at_most_ms)
{
    int fd = hostile_connect(port);
    if (fd < 0) return -1;
    static const char head[] = "GET / HTTP/1.1\r\nHost: a\r\nName: ";
    long from = hostile_ms(), ended = -1;
    for (size_t i = 0; ended < 0 && hostile_ms() - from < at_most_ms; i++) {
        char byte = i < sizeof head - 1 ? head[i] : 'x', reply[1024];
        bool closed = send(fd, &byte, 1, MSG_NOSIGNAL) < 0;
        if (!closed) hostile_read(fd, reply, sizeof reply, every_ms, &closed);
        if (closed) ended = hostile_ms() - from;
    }
    close(fd);
    return ended;
}

#undef GET
#undef POST
#endif

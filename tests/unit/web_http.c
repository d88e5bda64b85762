/* The letters of HTTP: what is read, what is refused, what is written. */
#define TEST_MAIN
#include "test.h"

#include "web/compress.h"
#include "web/http.h"

static struct arena *arena;

static int parse(str bytes, struct http_head *h)
{
    const char *why = NULL;
    if (arena) arena_free(arena);
    arena = arena_new();
    int status = http_head_parse(arena, bytes, h, &why);
    CHECK((status == 0) == (why == NULL));
    return status;
}

TEST(a_plain_head)
{
    struct http_head h;
    CHECK_INT(parse(S("POST /a%20b?q=100% HTTP/1.1\r\nHOST: example.org:8080\r\nX-Empty:\r\n"
                      "Content-Length: 12\r\nAccept:  text/html , */* \t\r\n\r\n"),
                    &h),
              0);
    CHECK_INT(h.method, METHOD_POST);
    CHECK_STR(h.target, "/a%20b?q=100%");
    CHECK_STR(h.host, "example.org:8080");
    CHECK_INT(h.content_length, 12);
    CHECK_INT(h.headers.n, 4);
    CHECK_STR(http_header(&h.headers, "accept"), "text/html , */*");
    CHECK(http_header(&h.headers, "x-empty").p && http_header(&h.headers, "x-empty").n == 0);
    CHECK(!http_header(&h.headers, "cookie").p);
    CHECK(h.keep_alive && !h.chunked && !h.expect_continue);
}

TEST(keeping_alive)
{
    struct http_head h;
    CHECK_INT(parse(S("GET / HTTP/1.0\r\n\r\n"), &h), 0);
    CHECK(!h.keep_alive && h.minor == 0 && h.host.n == 0);
    CHECK_INT(parse(S("GET / HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n"), &h), 0);
    CHECK(h.keep_alive);
    CHECK_INT(parse(S("GET / HTTP/1.1\r\nHost: a\r\nConnection: TE, close\r\n\r\n"), &h), 0);
    CHECK(!h.keep_alive);
}

TEST(an_offered_upgrade_is_ignored)
{
    struct http_head h;
    CHECK_INT(parse(S("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                      "Upgrade: h2c\r\nHTTP2-Settings: AAMA\r\n\r\n"),
                    &h),
              0);
    CHECK(h.keep_alive);
}

TEST(limits_of_a_head)
{
    struct http_head h;
    char big[HTTP_HEAD_MAX];
    int n = snprintf(big, sizeof big, "GET / HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; i < 63; i++)
        n += snprintf(big + n, sizeof big - (size_t)n, "A%d: b\r\n", i);
    memcpy(big + n, "\r\n", 2);
    CHECK_INT(parse((str){big, (size_t)n + 2}, &h), 0);
    memcpy(big + n, "B: c\r\n\r\n", 8);
    CHECK_INT(parse((str){big, (size_t)n + 8}, &h), 431);
    n = snprintf(big, sizeof big, "GET /%0*d HTTP/1.1\r\nHost: a\r\n\r\n", HTTP_TARGET_MAX, 0);
    CHECK_INT(parse((str){big, (size_t)n}, &h), 414);
    n = snprintf(big, sizeof big, "GET / HTTP/1.1\r\nHost: %0255d\r\n\r\n", 0);
    CHECK_INT(parse((str){big, (size_t)n}, &h), 0);
    n = snprintf(big, sizeof big, "GET / HTTP/1.1\r\nHost: %0256d\r\n\r\n", 0);
    CHECK_INT(parse((str){big, (size_t)n}, &h), 400);
}

TEST(the_scan_sees_the_end_in_any_pieces)
{
    str head = S("GET / HTTP/1.1\r\nHost: a\r\n\r\nrest");
    for (size_t cut = 0; cut < head.n; cut++) {
        size_t from = 0, end = 0;
        enum http_scan first = http_scan(str_sub(head, 0, cut), &from, &end);
        CHECK_INT(first, cut < head.n - 4 ? HTTP_MORE : HTTP_WHOLE);
        CHECK_INT(http_scan(head, &from, &end), HTTP_WHOLE);
        CHECK_INT(end, head.n - 4);
    }
}

/* Decodes chunked text given in pieces of `step` bytes; -1 if it is wrong, else its length. */
static i64 unchunk(str in, size_t step, struct buf *out)
{
    struct http_chunks c = {0};
    size_t at = 0;
    buf_init(out, 1000);
    while (at < in.n && !http_chunks_done(&c)) {
        str piece = str_sub(in, at, at + step), data;
        size_t used;
        if (!http_chunks_take(&c, piece, &used, &data)) return -1;
        buf_add(out, data);
        at += used;
    }
    return http_chunks_done(&c) ? (i64)at : -1;
}

TEST(chunks_in_any_pieces)
{
    str in = S("5\r\nhello\r\n1\r\n \r\n00a\r\n0123456789\r\n0\r\n\r\nGET");
    for (size_t step = 1; step < in.n; step++) {
        struct buf b;
        CHECK_INT(unchunk(in, step, &b), in.n - 3);
        CHECK_STR(buf_str(&b), "hello 0123456789");
        buf_free(&b);
    }
}

TEST(ranges)
{
    i64 from, n;
    CHECK_INT(http_range(S("bytes=0-99"), 1000, &from, &n), HTTP_RANGE_PART);
    CHECK(from == 0 && n == 100);
    CHECK_INT(http_range(S("bytes=900-"), 1000, &from, &n), HTTP_RANGE_PART);
    CHECK(from == 900 && n == 100);
    CHECK_INT(http_range(S("bytes=-1"), 1000, &from, &n), HTTP_RANGE_PART);
    CHECK(from == 999 && n == 1);
    CHECK_INT(http_range(S("bytes=-5000"), 1000, &from, &n), HTTP_RANGE_PART);
    CHECK(from == 0 && n == 1000);
    CHECK_INT(http_range(S("bytes=999-5000"), 1000, &from, &n), HTTP_RANGE_PART);
    CHECK(from == 999 && n == 1);
    CHECK_INT(http_range(S("bytes=1000-"), 1000, &from, &n), HTTP_RANGE_NONE);
    CHECK_INT(http_range(S("bytes=-0"), 1000, &from, &n), HTTP_RANGE_NONE);
    CHECK_INT(http_range(S("bytes=0-"), 0, &from, &n), HTTP_RANGE_NONE);
    str whole[] = {S("bytes=0-1,5-6"), S("bytes=5-4"), S("lines=1-2"),
                   S("bytes=-"),       S("bytes="),    S("bytes=--1"),
                   S("bytes=1--1"),    S("bytes=a-b"), S("bytes=99999999999999999999-")};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        CHECK_INT(http_range(whole[i], 1000, &from, &n), HTTP_RANGE_WHOLE);
}

TEST(tags)
{
    CHECK(http_etag_matches(S("\"a\", W/\"b\""), S("\"b\"")));
    CHECK(http_etag_matches(S("*"), S("\"b\"")));
    CHECK(!http_etag_matches(S("\"ab\""), S("\"b\"")));
    CHECK(!http_etag_matches(S(""), S("\"b\"")));
    CHECK(!http_etag_matches(NO_STR, S("\"b\"")));
}

TEST(escapes)
{
    struct arena *a = arena_new();
    str out;
    CHECK(http_unescape(a, S("a%2Fb+c%zz%4"), false, &out));
    CHECK_STR(out, "a/b+c%zz%4");
    CHECK(http_unescape(a, S("a+b%2b"), true, &out));
    CHECK_STR(out, "a b+");
    CHECK(!http_unescape(a, S("a%00"), true, &out));
    arena_free(a);
}

TEST(a_field_cannot_end_its_line)
{
    struct buf b;
    buf_init(&b, 500);
    http_field(&b, S("Location"), S("/a\r\nSet-Cookie: x=y"));
    CHECK(b.overflow);
    CHECK_INT(b.n, 0);
    buf_free(&b);
}

TEST(a_reply_head)
{
    struct buf b;
    buf_init(&b, 2000);
    http_head_write(&b, 200, S("Content-Type: text/html; charset=utf-8\r\n"), 1234, true, 1,
                    784887151);
    CHECK_STR(buf_str(&b), "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
                           "Content-Length: 1234\r\nDate: Tue, 15 Nov 1994 08:12:31 GMT\r\n\r\n");
    buf_reset(&b);
    http_head_write(&b, 304, S(""), -1, false, 1, 784887152);
    CHECK_STR(buf_str(&b), "HTTP/1.1 304 Not Modified\r\nDate: Tue, 15 Nov 1994 08:12:32 GMT\r\n"
                           "Connection: close\r\n\r\n");
    buf_free(&b);
}

TEST(encodings)
{
    CHECK_INT(encoding_choose(S("gzip, deflate, br, zstd")), ENCODING_BROTLI);
    CHECK_INT(encoding_choose(S("gzip, br;q=0")), ENCODING_GZIP);
    CHECK_INT(encoding_choose(S("br;q=0.1,gzip;q=0.000")), ENCODING_BROTLI);
    CHECK_INT(encoding_choose(S("GZIP;q=1.0")), ENCODING_GZIP);
    CHECK_INT(encoding_choose(S("bro, *")), ENCODING_IDENTITY);
    CHECK_INT(encoding_choose(NO_STR), ENCODING_IDENTITY);
}

TEST(the_end)
{
    arena_free(arena);
    arena = NULL;
}

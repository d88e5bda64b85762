/* http.h: the letters of HTTP/1.1, without a socket: the head of a request becomes a struct, the
** head of a reply becomes bytes. Called by exchange.c; everything here is pure and fuzzed.
** llhttp reads the fields; what it lets through and a strict origin must not (folded lines, a
** space before the colon, no or two Hosts, two spaces, %00, stacked codings) is refused here. */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H

#include "web/request.h"

#define HTTP_HEAD_MAX 16384  /* bytes of a request's head */
#define HTTP_FIELDS_MAX 64   /* field lines in it */
#define HTTP_TARGET_MAX 8192 /* bytes of path and query */

struct http_head {
    enum method method;
    str method_name;
    str target; /* path and query as sent; begins with '/', printable ASCII, no %00 */
    str host;   /* checked; empty only in HTTP/1.0 */
    int minor;  /* HTTP/1.minor */
    struct pair_array headers; /* names in lower case, values trimmed */
    i64 content_length;        /* -1 if none was sent */
    bool chunked, keep_alive, expect_continue;
};

/* Looks for the empty line that ends a head. Bytes before *from were seen by an earlier call. A
** stray CR or LF, NUL or another control character is BROKEN at once, so nobody waits for more. */
enum http_scan { HTTP_MORE, HTTP_WHOLE, HTTP_BROKEN };
enum http_scan http_scan(str bytes, size_t *from, size_t *end);

/* Reads a whole head, its last empty line included. 0, or the status to refuse it with and why;
** all strings of *out live in the arena. */
int http_head_parse(struct arena *a, str bytes, struct http_head *out, const char **why);

/* The value of a field, NO_STR if it did not come; of repeated fields the last one. */
str http_header(const struct pair_array *headers, const char *lower_name);

/* Takes a chunked body apart: sizes of at most eight hex digits, exact CRLF, no extensions, no
** trailers. Our own because llhttp allows both and more white space than we want. */
struct http_chunks {
    int state;
    int digits;
    u64 left;
};
/* Moves over some of `in`: *used bytes are done with, *data is the part of them that is body. False
** if the coding is wrong. Call again while used > 0 and not http_chunks_done(). */
bool http_chunks_take(struct http_chunks *c, str in, size_t *used, str *data);
bool http_chunks_done(const struct http_chunks *c);

/* Decodes %XX, and '+' as a space when `plus`; a '%' without two hex digits stays. False if a NUL
** would come out. */
bool http_unescape(struct arena *a, str in, bool plus, str *out);

/* The value of a cookie among those of a Cookie field, the first of that name; NO_STR if it did not
** come. */
str http_cookie(str cookies, const char *name);

/* True if an If-None-Match value names the tag (weak comparison, lists and '*'). */
bool http_etag_matches(str if_none_match, str etag);

/* What a Range value asks of `size` bytes. Several ranges or another unit: WHOLE, as allowed. */
enum http_range { HTTP_RANGE_WHOLE, HTTP_RANGE_PART, HTTP_RANGE_NONE };
enum http_range http_range(str range, i64 size, i64 *from, i64 *length);

/* "OK" for 200; never NULL. */
const char *http_reason(int status);
/* Adds "name: value" CRLF; a control character in either adds nothing and marks the overflow. */
void http_field(struct buf *b, str name, str value);
/* Status line, the given field lines, Content-Length (unless negative), Date, Connection, end. */
void http_head_write(struct buf *b, int status, str fields, i64 length, bool keep_alive, int minor,
                     i64 now);

#endif

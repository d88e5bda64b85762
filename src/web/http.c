/* http.c: see http.h. Nothing here keeps state between calls but the Date of the current second. */
#include "web/http.h"

#include <llhttp.h>

/* --- the end of a head -------------------------------------------------------------------------*/

enum http_scan http_scan(str bytes, size_t *from, size_t *end)
{
    const char *p = bytes.p;
    for (size_t i = *from; i < bytes.n; i++) {
        u8 c = (u8)p[i];
        bool after_cr = i > 0 && p[i - 1] == '\r';
        if (after_cr != (c == '\n')) return HTTP_BROKEN;
        if (c == '\n' && i >= 3 && p[i - 2] == '\n') {
            *end = i + 1;
            return HTTP_WHOLE;
        }
        if ((c < 0x20 && c != '\r' && c != '\n' && c != '\t') || c == 0x7f) return HTTP_BROKEN;
    }
    *from = bytes.n;
    return HTTP_MORE;
}

/* --- the request's head ------------------------------------------------------------------------*/

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static int hex_value(char c)
{
    if (c <= '9') return c - '0';
    return (c | 0x20) - 'a' + 10;
}

static int refuse(int status, const char *reason, const char **why)
{
    *why = reason;
    return status;
}

static int target_check(str target, const char **why)
{
    if (target.n > HTTP_TARGET_MAX) return refuse(414, "address too long", why);
    if (target.n == 0 || target.p[0] != '/') return refuse(400, "target not a path", why);
    bool query = false;
    for (size_t i = 0; i < target.n; i++) {
        u8 c = (u8)target.p[i];
        if (c <= 0x20 || c >= 0x7f || c == '#') return refuse(400, "bad byte in target", why);
        if (c == '?') query = true;
        if (c != '%') continue;
        bool escape = i + 2 < target.n && is_hex(target.p[i + 1]) && is_hex(target.p[i + 2]);
        if (!escape && !query) return refuse(400, "bad escape in path", why);
        if (escape && target.p[i + 1] == '0' && target.p[i + 2] == '0')
            return refuse(400, "%00 in target", why);
    }
    return 0;
}

/* "METHOD SP target SP HTTP/1.x" and nothing else. */
static int line_parse(str line, struct http_head *h, const char **why)
{
    i64 space = str_find_char(line, ' ');
    if (space <= 0 || space > 20) return refuse(400, "no method", why);
    h->method_name = str_sub(line, 0, (size_t)space);
    for (size_t i = 0; i < h->method_name.n; i++) {
        char c = h->method_name.p[i];
        if (!(c >= 'A' && c <= 'Z') && c != '-') return refuse(400, "bad method", why);
    }
    str rest = str_sub(line, (size_t)space + 1, line.n);
    space = str_find_char(rest, ' ');
    if (space < 0) return refuse(400, "no version", why);
    h->target = str_sub(rest, 0, (size_t)space);
    str version = str_sub(rest, (size_t)space + 1, rest.n);
    int status = target_check(h->target, why);
    if (status) return status;
    if (!str_starts(version, S("HTTP/"))) return refuse(400, "bad version", why);
    if (str_eq(version, S("HTTP/1.1")))
        h->minor = 1;
    else if (str_eq(version, S("HTTP/1.0")))
        h->minor = 0;
    else
        return refuse(version.n == 8 ? 505 : 400, "version", why);
    h->method = METHOD_OTHER;
    if (str_eq(h->method_name, S("GET"))) h->method = METHOD_GET;
    if (str_eq(h->method_name, S("HEAD"))) h->method = METHOD_HEAD;
    if (str_eq(h->method_name, S("POST"))) h->method = METHOD_POST;
    return 0;
}

/* What the callbacks of llhttp gather. */
struct gather {
    struct arena *arena;
    struct pair_array *fields;
    str name, value;
    bool complete;
};

static int span_add(str *span, const char *at, size_t n)
{
    if (!span->p)
        *span = (str){at, n};
    else
        span->n = (size_t)(at + n - span->p);
    return 0;
}

static int on_name(llhttp_t *parser, const char *at, size_t n)
{
    struct gather *g = parser->data;
    return span_add(&g->name, at, n);
}

static int on_value(llhttp_t *parser, const char *at, size_t n)
{
    struct gather *g = parser->data;
    return span_add(&g->value, at, n);
}

static int on_field_end(llhttp_t *parser)
{
    struct gather *g = parser->data;
    *PUSH(g->arena, g->fields) = (struct pair){g->name, str_trim(g->value)};
    g->name = g->value = NO_STR;
    return 0;
}

static int on_head_end(llhttp_t *parser)
{
    struct gather *g = parser->data;
    g->complete = true;
    return 0;
}

static const llhttp_settings_t gathering = {
    .on_header_field = on_name,
    .on_header_value = on_value,
    .on_header_value_complete = on_field_end,
    .on_headers_complete = on_head_end,
};

/* Field lines between the request line and the empty line; -1 if one is folded. */
static i64 lines_count(str bytes)
{
    i64 lines = 0;
    for (size_t i = 0; i + 4 < bytes.n; i++) {
        if (bytes.p[i] != '\n') continue;
        if (bytes.p[i + 1] == ' ' || bytes.p[i + 1] == '\t') return -1;
        lines++;
    }
    return lines;
}

/* A token of RFC 9110. llhttp checks names only when it was built in its strict mode. */
static bool name_ok(str name)
{
    for (size_t i = 0; i < name.n; i++) {
        u8 c = (u8)name.p[i];
        bool letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && (c == 0 || !strchr("!#$%&'*+-.^_`|~", c))) return false;
    }
    return name.n > 0;
}

static bool host_ok(str host)
{
    if (host.n == 0 || host.n > 255) return false;
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i];
        bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
        if (!ok) return false;
    }
    return true;
}

/* True if a comma-separated value holds the token. */
static bool has_token(str list, str token)
{
    str piece;
    while (str_cut(&list, ',', &piece))
        if (str_eqi(str_trim(piece), token)) return true;
    return false;
}

/* Judges the fields that decide how the message is framed and where it goes. */
static int fields_judge(struct http_head *h, const char **why)
{
    int hosts = 0, codings = 0;
    bool close = false, keep = false;
    for (size_t i = 0; i < h->headers.n; i++) {
        struct pair f = h->headers.v[i];
        if (str_eq(f.name, S("host"))) {
            hosts++;
            h->host = f.value;
        } else if (str_eq(f.name, S("transfer-encoding"))) {
            codings++;
            if (!str_eqi(f.value, S("chunked"))) return refuse(501, "transfer coding", why);
            h->chunked = true;
        } else if (str_eq(f.name, S("connection"))) {
            close |= has_token(f.value, S("close"));
            keep |= has_token(f.value, S("keep-alive"));
        } else if (str_eq(f.name, S("expect")) && h->minor == 1) {
            if (!str_eqi(f.value, S("100-continue"))) return refuse(417, "expectation", why);
            h->expect_continue = true;
        }
    }
    if (hosts > 1) return refuse(400, "two hosts", why);
    if (hosts == 0 && h->minor == 1) return refuse(400, "no host", why);
    if (hosts == 1 && !host_ok(h->host)) return refuse(400, "bad host", why);
    if (codings > 1) return refuse(400, "two transfer codings", why);
    if (codings && h->minor == 0) return refuse(400, "transfer coding in HTTP/1.0", why);
    if (h->chunked && h->content_length >= 0) return refuse(400, "two framings", why);
    h->keep_alive = h->minor == 1 ? !close : keep && !close;
    return 0;
}

static int llhttp_refusal(llhttp_errno_t error, const char **why)
{
    *why = llhttp_errno_name(error);
    switch (error) {
    case HPE_INVALID_METHOD:
    case HPE_INVALID_TRANSFER_ENCODING:
        return 501;
    default:
        return 400;
    }
}

int http_head_parse(struct arena *a, str bytes, struct http_head *out, const char **why)
{
    *out = (struct http_head){.content_length = -1};
    size_t from = 0, end = 0;
    if (http_scan(bytes, &from, &end) != HTTP_WHOLE || end != bytes.n)
        return refuse(400, "stray control character", why);
    str copy = str_dup(a, bytes);
    i64 line_end = str_find_char(copy, '\r');
    if (line_end <= 0) return refuse(400, "no request line", why);
    int status = line_parse(str_sub(copy, 0, (size_t)line_end), out, why);
    if (status) return status;
    i64 lines = lines_count(copy);
    if (lines < 0) return refuse(400, "folded line", why);
    if (lines > HTTP_FIELDS_MAX) return refuse(431, "too many fields", why);

    struct gather g = {.arena = a, .fields = &out->headers};
    llhttp_t parser;
    llhttp_init(&parser, HTTP_REQUEST, &gathering);
    parser.data = &g;
    llhttp_errno_t error = llhttp_execute(&parser, copy.p, copy.n);
    /* A client may offer an upgrade; we stay with HTTP/1.1 and answer as usual. */
    if (error != HPE_OK && error != HPE_PAUSED_UPGRADE) return llhttp_refusal(error, why);
    if (!g.complete || (i64)out->headers.n != lines) return refuse(400, "fields unclear", why);
    for (size_t i = 0; i < out->headers.n; i++) {
        if (!name_ok(out->headers.v[i].name)) return refuse(400, "bad field name", why);
        out->headers.v[i].name = str_lower(a, out->headers.v[i].name);
    }
    str length = http_header(&out->headers, "content-length");
    if (length.p && !str_i64(length, &out->content_length))
        return refuse(400, "content length", why);
    return fields_judge(out, why);
}

str http_header(const struct pair_array *headers, const char *lower_name)
{
    str name = str_c(lower_name), found = NO_STR;
    for (size_t i = 0; i < headers->n; i++)
        if (str_eq(headers->v[i].name, name)) found = headers->v[i].value;
    return found;
}

/* --- a chunked body ----------------------------------------------------------------------------*/

enum {
    CHUNK_SIZE,
    CHUNK_SIZE_LF,
    CHUNK_DATA,
    CHUNK_DATA_CR,
    CHUNK_DATA_LF,
    CHUNK_END_CR,
    CHUNK_END_LF,
    CHUNK_DONE
};

static bool chunk_letter(struct http_chunks *c, char letter)
{
    switch (c->state) {
    case CHUNK_SIZE:
        if (letter == '\r') {
            c->state = CHUNK_SIZE_LF;
            return c->digits > 0;
        }
        if (!is_hex(letter) || c->digits == 8) return false;
        c->left = c->left * 16 + (u64)hex_value(letter);
        c->digits++;
        return true;
    case CHUNK_SIZE_LF:
        c->state = c->left ? CHUNK_DATA : CHUNK_END_CR;
        c->digits = 0;
        return letter == '\n';
    case CHUNK_DATA_CR:
    case CHUNK_END_CR:
        c->state++;
        return letter == '\r';
    case CHUNK_DATA_LF:
        c->state = CHUNK_SIZE;
        return letter == '\n';
    case CHUNK_END_LF:
        c->state = CHUNK_DONE;
        return letter == '\n';
    default:
        return false;
    }
}

bool http_chunks_take(struct http_chunks *c, str in, size_t *used, str *data)
{
    *used = 0;
    *data = NO_STR;
    while (*used < in.n && c->state != CHUNK_DONE) {
        if (c->state == CHUNK_DATA) {
            size_t n = in.n - *used < c->left ? in.n - *used : (size_t)c->left;
            *data = (str){in.p + *used, n};
            *used += n;
            c->left -= n;
            if (c->left == 0) c->state = CHUNK_DATA_CR;
            return true;
        }
        if (!chunk_letter(c, in.p[(*used)++])) return false;
    }
    return true;
}

bool http_chunks_done(const struct http_chunks *c)
{
    return c->state == CHUNK_DONE;
}

/* --- small readers -----------------------------------------------------------------------------*/

bool http_unescape(struct arena *a, str in, bool plus, str *out)
{
    char *p = arena_alloc(a, in.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < in.n; i++) {
        char c = in.p[i];
        if (c == '%' && i + 2 < in.n && is_hex(in.p[i + 1]) && is_hex(in.p[i + 2])) {
            c = (char)(hex_value(in.p[i + 1]) * 16 + hex_value(in.p[i + 2]));
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        if (c == 0) return false;
        p[n++] = c;
    }
    *out = (str){p, n};
    return true;
}

str http_cookie(str cookies, const char *name)
{
    str piece;
    size_t n = strlen(name);
    while (str_cut(&cookies, ';', &piece)) {
        piece = str_trim(piece);
        if (piece.n > n && piece.p[n] == '=' && str_starts(piece, str_c(name)))
            return str_trim(str_sub(piece, n + 1, piece.n));
    }
    return NO_STR;
}

bool http_etag_matches(str if_none_match, str etag)
{
    str piece;
    while (str_cut(&if_none_match, ',', &piece)) {
        piece = str_trim(piece);
        if (str_eq(piece, S("*"))) return true;
        if (str_starts(piece, S("W/"))) piece = str_sub(piece, 2, piece.n);
        if (piece.n && str_eq(piece, etag)) return true;
    }
    return false;
}

static bool digits_i64(str s, i64 *out)
{
    return s.n && s.p[0] != '-' && str_i64(s, out);
}

enum http_range http_range(str range, i64 size, i64 *from, i64 *length)
{
    if (!str_starts(range, S("bytes="))) return HTTP_RANGE_WHOLE;
    str spec = str_sub(range, 6, range.n), first;
    if (str_find_char(spec, ',') >= 0 || str_find_char(spec, '-') < 0) return HTTP_RANGE_WHOLE;
    str_cut(&spec, '-', &first);
    i64 last = size - 1;
    if (first.n == 0) { /* the last n bytes */
        i64 n;
        if (!digits_i64(spec, &n)) return HTTP_RANGE_WHOLE;
        if (n == 0 || size == 0) return HTTP_RANGE_NONE;
        *from = n < size ? size - n : 0;
        *length = size - *from;
        return HTTP_RANGE_PART;
    }
    if (!digits_i64(first, from)) return HTTP_RANGE_WHOLE;
    if (spec.n && (!digits_i64(spec, &last) || last < *from)) return HTTP_RANGE_WHOLE;
    if (*from >= size) return HTTP_RANGE_NONE;
    if (last > size - 1) last = size - 1;
    *length = last - *from + 1;
    return HTTP_RANGE_PART;
}

/* --- the reply's head --------------------------------------------------------------------------*/

const char *http_reason(int status)
{
    static const struct {
        int status;
        const char *reason;
    } reasons[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {411, "Length Required"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {416, "Range Not Satisfiable"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
        {507, "Insufficient Storage"},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status) return reasons[i].reason;
    return "Status";
}

void http_field(struct buf *b, str name, str value)
{
    str parts[2] = {name, value};
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < parts[k].n; i++)
            if ((u8)parts[k].p[i] < 0x20 || parts[k].p[i] == 0x7f) {
                b->overflow = true;
                return;
            }
    buf_add(b, name);
    buf_lit(b, ": ");
    buf_add(b, value);
    buf_lit(b, "\r\n");
}

/* The Date field is the same for a whole second; each thread keeps its own. */
static str date_of_second(i64 now)
{
    static _Thread_local struct {
        i64 second;
        size_t n;
        char text[32];
    } kept = {.second = NO_DATE};
    if (kept.second != now) {
        struct buf b;
        buf_init(&b, sizeof kept.text);
        buf_time_http(&b, now);
        kept.n = b.n;
        if (b.n) memcpy(kept.text, b.p, b.n);
        kept.second = now;
        buf_free(&b);
    }
    return (str){kept.text, kept.n};
}

void http_head_write(struct buf *b, int status, str fields, i64 length, bool keep_alive, int minor,
                     i64 now)
{
    buf_lit(b, "HTTP/1.1 ");
    buf_i64(b, status);
    buf_char(b, ' ');
    buf_add(b, str_c(http_reason(status)));
    buf_lit(b, "\r\n");
    buf_add(b, fields);
    if (length >= 0) {
        buf_lit(b, "Content-Length: ");
        buf_i64(b, length);
        buf_lit(b, "\r\n");
    }
    http_field(b, S("Date"), date_of_second(now));
    if (!keep_alive)
        buf_lit(b, "Connection: close\r\n");
    else if (minor == 0)
        buf_lit(b, "Connection: keep-alive\r\n");
    buf_lit(b, "\r\n");
}

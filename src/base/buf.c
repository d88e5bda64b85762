/* buf.c: growing bytes with a stated maximum, and the escapers. Used wherever text is composed; also
** linked into the host tools, so it depends on libc and str.c alone. Promises: n never exceeds max;
** what does not fit is left out whole, and from then on nothing is appended until buf_reset; each
** escaper's output can stand in its place whatever bytes came in. */
#include "base/buf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char HEX_UPPER[] = "0123456789ABCDEF";
static const char HEX_LOWER[] = "0123456789abcdef";
#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

void buf_init(struct buf *b, size_t max)
{
    *b = (struct buf){.max = max};
}

void buf_free(struct buf *b)
{
    free(b->p);
    *b = (struct buf){.max = b->max};
}

void buf_reset(struct buf *b)
{
    b->n = 0;
    b->overflow = false;
}

str buf_str(const struct buf *b)
{
    return (str){b->p ? b->p : "", b->n};
}

char *buf_grow(struct buf *b, size_t n)
{
    if (b->overflow || n > b->max - b->n) {
        b->overflow = true;
        return NULL;
    }
    if (n > b->cap - b->n) {
        size_t cap = b->cap < 128 ? 256 : b->cap > b->max / 2 ? b->max : 2 * b->cap;
        if (cap < b->n + n) cap = b->n + n;
        if (cap > b->max) cap = b->max;
        char *p = realloc(b->p, cap);
        if (!p) {
            fprintf(stderr, "out of memory: a buffer of %zu bytes\n", cap);
            abort();
        }
        b->p = p;
        b->cap = cap;
    }
    b->n += n;
    return b->p + b->n - n;
}

void buf_i64(struct buf *b, i64 v)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRId64, v);
    buf_add(b, (str){digits, (size_t)n});
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
    char small[256];
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(small, sizeof small, fmt, ap);
    if (n < 0) {
        b->overflow = true;
    } else if ((size_t)n < sizeof small) {
        buf_add(b, (str){small, (size_t)n});
    } else if (buf_room(b, (size_t)n + 1)) {
        /* vsnprintf wants room for its NUL, which is then given back. */
        b->n -= (size_t)n + 1;
        vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    }
    va_end(again);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(b, fmt, ap);
    va_end(ap);
}

/* The bytes of `s` before `rest`, which is a tail of it: what an escaper may copy as it is. */
static void add_until(struct buf *b, str s, str rest)
{
    buf_add(b, (str){s.p, s.n - rest.n});
}

static const char *html_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\0':
        return REPLACEMENT;
    default:
        return NULL;
    }
}

void buf_html(struct buf *b, str s)
{
    size_t done = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *as = html_of(s.p[i]);
        if (!as) continue;
        buf_add(b, str_sub(s, done, i));
        buf_add(b, str_c(as));
        done = i + 1;
    }
    buf_add(b, str_sub(s, done, s.n));
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void buf_url(struct buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            buf_char(b, c);
        } else {
            char hex[3] = {'%', HEX_UPPER[(u8)c >> 4], HEX_UPPER[(u8)c & 15]};
            buf_add(b, (str){hex, 3});
        }
    }
}

/* True if the 0xFFFD that str_next_char returned stands for a bad byte: the real one is three. */
static bool was_bad(u32 c, str before, str after)
{
    return c == 0xFFFD && before.n - after.n != 3;
}

void buf_json(struct buf *b, str s)
{
    buf_char(b, '"');
    str plain = s; /* from here on, nothing is written yet */
    while (s.n) {
        str before = s;
        u32 c = str_next_char(&s);
        bool bad = was_bad(c, before, s);
        /* '<' and the two line separators: so that the JSON may stand inside a script element. */
        if (!bad && c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != 0x7F && c != 0x2028 &&
            c != 0x2029)
            continue;
        add_until(b, plain, before);
        plain = s;
        if (bad)
            buf_lit(b, REPLACEMENT);
        else if (c == '"' || c == '\\')
            buf_char(b, '\\'), buf_char(b, (char)c);
        else if (c == '\n')
            buf_lit(b, "\\n");
        else if (c == '\r')
            buf_lit(b, "\\r");
        else if (c == '\t')
            buf_lit(b, "\\t");
        else
            buf_printf(b, "\\u%04x", (unsigned)c);
    }
    buf_add(b, plain);
    buf_char(b, '"');
}

static bool xml_allows(u32 c)
{
    if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
    return c != 0xFFFE && c != 0xFFFF;
}

void buf_xml(struct buf *b, str s)
{
    str plain = s;
    while (s.n) {
        str before = s;
        u32 c = str_next_char(&s);
        bool bad = was_bad(c, before, s);
        const char *as = c && c < 0x80 ? html_of((char)c) : NULL;
        /* As references, or a parser would turn them into spaces in an attribute. */
        if (c == '\t') as = "&#9;";
        if (c == '\n') as = "&#10;";
        if (c == '\r') as = "&#13;";
        if (!bad && !as && xml_allows(c)) continue;
        add_until(b, plain, before);
        plain = s;
        if (bad) as = REPLACEMENT;
        if (as) buf_add(b, str_c(as));
    }
    buf_add(b, plain);
}

void buf_csv(struct buf *b, str s)
{
    /* A spreadsheet would run these as a formula. */
    bool formula = s.n && memchr("=+-@\t\r", s.p[0], 6);
    bool quote = false;
    for (size_t i = 0; i < s.n; i++)
        if (memchr(",;\"\r\n\t", s.p[i], 6)) quote = true;
    if (s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' ')) quote = true;
    if (quote) buf_char(b, '"');
    if (formula) buf_char(b, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') buf_char(b, '"');
        buf_char(b, s.p[i]);
    }
    if (quote) buf_char(b, '"');
}

void buf_hex(struct buf *b, const u8 *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_char(b, HEX_LOWER[p[i] >> 4]);
        buf_char(b, HEX_LOWER[p[i] & 15]);
    }
}

static void base64(struct buf *b, const u8 *p, size_t n, const char *letters, bool pad)
{
    for (size_t i = 0; i < n; i += 3) {
        size_t have = n - i < 3 ? n - i : 3;
        u32 v = (u32)p[i] << 16;
        if (have > 1) v |= (u32)p[i + 1] << 8;
        if (have > 2) v |= p[i + 2];
        for (size_t k = 0; k < 4; k++) {
            if (k <= have)
                buf_char(b, letters[(v >> (18 - 6 * k)) & 63]);
            else if (pad)
                buf_char(b, '=');
        }
    }
}

#define ALNUM64 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

void buf_base64(struct buf *b, const u8 *p, size_t n)
{
    base64(b, p, n, ALNUM64 "+/", true);
}

void buf_base64url(struct buf *b, const u8 *p, size_t n)
{
    base64(b, p, n, ALNUM64 "-_", false);
}

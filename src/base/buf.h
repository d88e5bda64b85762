/* buf.h: a byte buffer born with its maximum. Appending beyond the maximum, or bad input to an
** escaper, sets a sticky flag that is checked once at the end, not after each append. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

#include <stdarg.h>
#include <string.h>

struct buf {
    char *p;
    size_t n, cap, max;
    bool overflow;
};

/* Starts empty; the memory is its own and is given back by buf_free. */
void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b);
void buf_reset(struct buf *b);
str buf_str(const struct buf *b);

/* Where n more bytes may be written, which count as written; NULL, and the flag, when there is no room.
** Nearly always there is some: that way is short, and stands here. */
char *buf_grow(struct buf *b, size_t n); /* the long way */
static inline char *buf_room(struct buf *b, size_t n)
{
    if (b->overflow || n > b->cap - b->n) return buf_grow(b, n);
    b->n += n;
    return b->p + b->n - n;
}
static inline void buf_add(struct buf *b, str s)
{
    char *p = s.n ? buf_room(b, s.n) : NULL;
    if (p) memcpy(p, s.p, s.n);
}
static inline void buf_char(struct buf *b, char c)
{
    char *p = buf_room(b, 1);
    if (p) *p = c;
}
void buf_i64(struct buf *b, i64 v);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap);
#define buf_lit(b, lit) buf_add((b), S(lit))

/* Escapers, each named by the place where the bytes will stand. */
void buf_html(struct buf *b, str s); /* element text or a double-quoted attribute */
void buf_url(struct buf *b, str s);  /* one path segment or query value: unreserved stay */
void buf_json(struct buf *b, str s); /* a JSON string with its quotes; bad UTF-8 becomes U+FFFD */
void buf_xml(struct buf *b, str s);  /* XML text or attribute; characters XML forbids go */
void buf_csv(struct buf *b, str s);  /* one CSV cell; = + - @ tab CR first get a ' before */
void buf_hex(struct buf *b, const u8 *p, size_t n);
void buf_base64(struct buf *b, const u8 *p, size_t n);
void buf_base64url(struct buf *b, const u8 *p, size_t n); /* without padding */

#endif

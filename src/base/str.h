/* str.h: counted strings. A str borrows bytes that live elsewhere (a literal, an arena, a request)
** and never owns them. It may hold NUL bytes; it is not NUL-terminated unless str_z made it so. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef int64_t i64;
typedef uint64_t u64;
typedef uint32_t u32;
typedef uint8_t u8;

struct arena;

typedef struct str {
    const char *p;
    size_t n;
} str;

/* A str of a string literal. */
#define S(lit) ((str){"" lit, sizeof(lit) - 1})
/* For printf: printf("%.*s", P(s)). */
#define P(s) (int)(s).n, (s).p
/* No string at all; different from an empty one only where a caller says so. */
#define NO_STR ((str){NULL, 0})

/* A str over a NUL-terminated C string (NULL gives NO_STR). */
str str_c(const char *z);
bool str_eq(str a, str b);
/* The same, ignoring the case of ASCII letters. */
bool str_eqi(str a, str b);
int str_cmp(str a, str b);
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
/* Position of the first `c` or `needle`, or -1. */
i64 str_find_char(str s, char c);
i64 str_find(str s, str needle);
/* Bytes from `from` to `to`; both are clamped to the string. */
str str_sub(str s, size_t from, size_t to);
/* Without ASCII white space at both ends. */
str str_trim(str s);
/* Cuts `*rest` at the first `sep`: returns what stood before, moves *rest behind it; the last piece
** leaves *rest as NO_STR. Returns false when *rest was NO_STR already. */
bool str_cut(str *rest, char sep, str *piece);
/* A copy in the arena, NUL-terminated behind its end. */
str str_dup(struct arena *a, str s);
/* The bytes with a NUL behind them, for C libraries; a NUL inside ends it early. */
const char *str_z(struct arena *a, str s);
str str_lower(struct arena *a, str s);
/* Concatenation of a NULL-ended list is deliberately missing: use arena_printf. */

/* Reads the whole of `s` as a decimal number, optional minus sign; false if it is anything else or
** does not fit. */
bool str_i64(str s, i64 *out);
/* True if the bytes are well-formed UTF-8 without NUL, without other control characters than tab, line
** feed, carriage return, and without Unicode's noncharacters. */
bool str_is_text(str s);
/* Number of Unicode characters in valid UTF-8. */
size_t str_chars(str s);
/* Number of words as a reader counts them: runs of non-space, each CJK character counts as one. */
size_t str_words(str s);
/* Takes one character off the front of `*s`; returns its code point or 0xFFFD for a bad byte. */
u32 str_next_char(str *s);
/* Writes a code point as UTF-8, at most four bytes; returns the place behind it. */
char *str_put_char(char *p, u32 c);
/* The first `max` characters, cut at a word boundary if there is one in the last quarter. */
str str_abbrev(str s, size_t max);
/* The same for a person to read: … stands behind what was cut. */
str str_shorten(struct arena *a, str s, size_t max);
/* Lower-case ASCII letters, digits and single hyphens made of `s` (accents folded away); at most
** 60 bytes, never empty ("item" when nothing remains). For addresses. */
str str_slug(struct arena *a, str s);
/* Letters without accents and lower-case, for sorting and matching (Latin, Greek, Cyrillic). */
str str_fold(struct arena *a, str s);

#endif

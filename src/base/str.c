/* str.c: counted strings, UTF-8 and folding. Used by everything; also linked into the host tools, so
** it depends on libc and arena.c alone. Promises to read nothing outside a str, whatever bytes it
** holds; bad UTF-8 is met one byte at a time, as U+FFFD. Folding knows Latin, Greek and Cyrillic;
** letters of other scripts stay as they are, and no locale has any influence. */
#include "base/str.h"

#include "base/arena.h"

#include <stdlib.h>

str str_c(const char *z)
{
    return z ? (str){z, strlen(z)} : NO_STR;
}

bool str_eq(str a, str b)
{
    return a.n == b.n && (!a.n || !memcmp(a.p, b.p, a.n));
}

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_eqi(str a, str b)
{
    if (a.n != b.n) return false;
    for (size_t i = 0; i < a.n; i++)
        if (ascii_lower(a.p[i]) != ascii_lower(b.p[i])) return false;
    return true;
}

int str_cmp(str a, str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int d = n ? memcmp(a.p, b.p, n) : 0;
    return d ? d : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(str s, str prefix)
{
    return s.n >= prefix.n && str_eq(str_sub(s, 0, prefix.n), prefix);
}

bool str_ends(str s, str suffix)
{
    return s.n >= suffix.n && str_eq(str_sub(s, s.n - suffix.n, s.n), suffix);
}

i64 str_find_char(str s, char c)
{
    const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
    return at ? at - s.p : -1;
}

i64 str_find(str s, str needle)
{
    if (!needle.n) return 0;
    const char *at = s.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
    return at ? at - s.p : -1;
}

str str_sub(str s, size_t from, size_t to)
{
    if (to > s.n) to = s.n;
    if (from > to) from = to;
    return s.p ? (str){s.p + from, to - from} : s;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

str str_trim(str s)
{
    while (s.n && is_space(s.p[0]))
        s.p++, s.n--;
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

bool str_cut(str *rest, char sep, str *piece)
{
    if (!rest->p) return false;
    i64 at = str_find_char(*rest, sep);
    *piece = at < 0 ? *rest : str_sub(*rest, 0, (size_t)at);
    *rest = at < 0 ? NO_STR : str_sub(*rest, (size_t)at + 1, rest->n);
    return true;
}

str str_dup(struct arena *a, str s)
{
    char *p = arena_alloc(a, s.n + 1);
    if (s.n) memcpy(p, s.p, s.n);
    return (str){p, s.n};
}

const char *str_z(struct arena *a, str s)
{
    return str_dup(a, s).p;
}

str str_lower(struct arena *a, str s)
{
    char *p = arena_alloc(a, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        p[i] = ascii_lower(s.p[i]);
    return (str){p, s.n};
}

bool str_i64(str s, i64 *out)
{
    bool minus = s.n && s.p[0] == '-';
    if (minus) s = str_sub(s, 1, s.n);
    if (!s.n) return false;
    i64 v = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        int digit = s.p[i] - '0';
        /* Towards its own sign, so that INT64_MIN is read as well. */
        if (__builtin_mul_overflow(v, 10, &v)) return false;
        if (__builtin_add_overflow(v, minus ? -digit : digit, &v)) return false;
    }
    *out = v;
    return true;
}

/* ---- UTF-8 ---- */

#define BAD 0xFFFD

u32 str_next_char(str *s)
{
    if (!s->n) return BAD;
    const u8 *p = (const u8 *)s->p;
    size_t more;
    u32 c, least;
    if (p[0] < 0x80)
        c = p[0], more = 0, least = 0;
    else if (p[0] >= 0xC2 && p[0] < 0xE0)
        c = p[0] & 0x1F, more = 1, least = 0x80;
    else if (p[0] >= 0xE0 && p[0] < 0xF0)
        c = p[0] & 0x0F, more = 2, least = 0x800;
    else if (p[0] >= 0xF0 && p[0] < 0xF5)
        c = p[0] & 0x07, more = 3, least = 0x10000;
    else
        c = BAD, more = s->n, least = 0; /* cannot begin a character */
    bool good = more < s->n;
    for (size_t i = 1; good && i <= more; i++) {
        good = (p[i] & 0xC0) == 0x80;
        c = c << 6 | (p[i] & 0x3F);
    }
    good = good && c >= least && c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
    size_t taken = good ? more + 1 : 1;
    s->p += taken;
    s->n -= taken;
    return good ? c : BAD;
}

/* Promised never to be a letter: no page and no XML may hold one. */
static bool is_noncharacter(u32 c)
{
    return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

bool str_is_text(str s)
{
    while (s.n) {
        size_t before = s.n;
        u32 c = str_next_char(&s);
        if (c == BAD && before - s.n != 3) return false;
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') return false;
        if ((c >= 0x7F && c < 0xA0) || is_noncharacter(c)) return false;
    }
    return true;
}

size_t str_chars(str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += ((u8)s.p[i] & 0xC0) != 0x80;
    return n;
}

/* White space where a line may break. The no-break spaces join what they stand between, as French
** typography wants of "Pourquoi ?" and "1 000". */
static bool is_break(u32 c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200B && c != 0x2007) || c == 0x2028 || c == 0x2029 ||
           c == 0x205F || (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF01 && c <= 0xFF0F) ||
           (c >= 0xFF1A && c <= 0xFF20); /* with the punctuation of Chinese and Japanese */
}

/* Characters written without spaces between words; Korean has spaces. */
static bool is_cjk(u32 c)
{
    return (c >= 0x3041 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x3FFFF);
}

size_t str_words(str s)
{
    size_t n = 0;
    bool inside = false;
    while (s.n) {
        u32 c = str_next_char(&s);
        bool cjk = is_cjk(c), break_here = is_break(c);
        if (cjk || (!break_here && !inside)) n++;
        inside = !cjk && !break_here;
    }
    return n;
}

str str_abbrev(str s, size_t max)
{
    str rest = s;
    size_t word = 0; /* bytes up to the last end of a word in the last quarter */
    bool was_space = true;
    for (size_t i = 0; rest.n; i++) {
        size_t at = s.n - rest.n;
        bool space = is_break(str_next_char(&rest));
        if (space && !was_space && i + max / 4 >= max) word = at;
        was_space = space;
        if (i == max) return str_sub(s, 0, word ? word : at);
    }
    return s;
}

str str_shorten(struct arena *a, str s, size_t max)
{
    str cut = str_abbrev(s, max);
    return cut.n < s.n ? arena_printf(a, "%.*s…", P(str_trim(cut))) : s;
}

/* ---- folding ---- */

/* What U+00C0… folds to: a letter for itself, a capital for two letters (see PAIRS), a point for
** "as it is". Letters with hooks fold too: Hausa, Ewe or Lingala names are often typed without. */
static const char LATIN[] = /* U+00C0 to U+02AF */
    "aaaaaaAceeeeiiiidnooooo.ouuuuyTSaaaaaaAceeeeiiiidnooooo.ouuuuyTy"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiIIjjkkklllllll"
    "lllnnnnnnnnnooooooOOrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
    "bbbb..occdddd.eeeffgghiikkl.mnnoooOOpp.ss.ssttttuuuvyyzzzzzz...w"
    "....ZZZLLLNNNaaiioouuuuuuuuuueaaaaAAggggkkoooozzjZZZgghwnnaaAAoo"
    "aaaaeeeeiiiioooorrrruuuussttyyhhndOOzzaaeeooooooooyylntj..acclts"
    "z..buveejjqqrryya..bocddeeeeeejggg.ghhhiiilllzmmmnnno...rrrrrrrr"
    "rrssjssttuuvvwyyzzzz.........jk.q.............hh";
static const char LATIN_MORE[] = /* U+1E00 to U+1EFF */
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwyasssS.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyllvvyy";
static const char PAIRS[] = "AaeIijLljNnjOoeSssTthZdz";

/* The same for Greek: a is alpha, b beta, … y omega. */
static const char GREEK[] = /* U+0386 to U+03D6 */
    "a.egi.o.uyiabcdefghijklmnopq.stuvwxyiuaegiuabcdefghijklmnopqsstuvwxyiuouy.bh...vp";
static const char GREEK_MORE[] = /* U+1F00 to U+1FFF */
    "aaaaaaaaaaaaaaaaeeeeee..eeeeee..ggggggggggggggggiiiiiiiiiiiiiiii"
    "oooooo..oooooo..uuuuuuuu.u.u.u.uyyyyyyyyyyyyyyyyaaeeggiioouuyy.."
    "aaaaaaaaaaaaaaaaggggggggggggggggyyyyyyyyyyyyyyyyaaaaa.aaaaaaa.i."
    "..ggg.ggeeggg...iiii..iiiiii....uuuuqquuuuuuq.....yyy.yyooyyy...";

static u32 fold_latin(u32 c)
{
    if (c >= 'A' && c <= 'Z') return c + 0x20;
    char to = '.';
    if (c >= 0xC0 && c < 0xC0 + sizeof LATIN - 1) to = LATIN[c - 0xC0];
    if (c >= 0x1E00 && c <= 0x1EFF) to = LATIN_MORE[c - 0x1E00];
    if (c == 0x184 || c == 0x1BC || c == 0x241) return c + 1; /* no letter is like them */
    return to == '.' ? c : (u32)to;
}

static u32 fold_greek(u32 c)
{
    char to = '.';
    if (c == 0xB5) return 0x3BC; /* the micro sign is a mu */
    if (c >= 0x386 && c < 0x386 + sizeof GREEK - 1) to = GREEK[c - 0x386];
    if (c >= 0x1F00 && c <= 0x1FFF) to = GREEK_MORE[c - 0x1F00];
    return to == '.' ? c : 0x3B1 + (u32)(to - 'a');
}

/* The letters й ї ў ѓ ќ are letters of their own and stay; ё is mostly typed as е. */
static u32 fold_cyrillic(u32 c)
{
    if (c >= 0x400 && c <= 0x40F) c += 0x50;
    if (c >= 0x410 && c <= 0x42F) c += 0x20;
    if (c == 0x450 || c == 0x451) return 0x435;
    if (c == 0x45D) return 0x438;
    if (c == 0x4C0) return 0x4CF;
    bool odd_capitals = c >= 0x4C1 && c <= 0x4CE;
    bool paired = (c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x52F);
    return paired && c != 0x4CF && (c & 1) == odd_capitals ? c + 1 : c;
}

char *str_put_char(char *p, u32 c)
{
    if (c < 0x80) {
        *p++ = (char)c;
    } else if (c < 0x800) {
        *p++ = (char)(0xC0 | c >> 6);
        *p++ = (char)(0x80 | (c & 0x3F));
    } else {
        if (c < 0x10000) {
            *p++ = (char)(0xE0 | c >> 12);
        } else {
            *p++ = (char)(0xF0 | c >> 18);
            *p++ = (char)(0x80 | (c >> 12 & 0x3F));
        }
        *p++ = (char)(0x80 | (c >> 6 & 0x3F));
        *p++ = (char)(0x80 | (c & 0x3F));
    }
    return p;
}

str str_fold(struct arena *a, str s)
{
    /* A bad byte may become the three of U+FFFD; nothing else grows. */
    char *start = arena_alloc(a, 3 * s.n + 1), *p = start;
    while (s.n) {
        u32 c = str_next_char(&s);
        if (c >= 0x300 && c <= 0x36F) continue; /* combining accents */
        c = c < 0x80 ? fold_latin(c) : fold_cyrillic(fold_greek(c));
        if (c >= 0x80) c = fold_latin(c);
        const char *pair = c >= 'A' && c <= 'Z' ? strchr(PAIRS, (int)c) : NULL;
        if (pair) {
            *p++ = pair[1];
            *p++ = pair[2];
        } else {
            p = str_put_char(p, c);
        }
    }
    *p = 0;
    return (str){start, (size_t)(p - start)};
}

#define SLUG_MAX 60

str str_slug(struct arena *a, str s)
{
    str folded = str_fold(a, s);
    char *p = arena_alloc(a, folded.n + 5);
    size_t n = 0, last_hyphen = 0;
    for (size_t i = 0; i < folded.n && n <= SLUG_MAX; i++) {
        char c = folded.p[i];
        bool keep = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (keep) p[n++] = c;
        if (keep || !n || p[n - 1] == '-') continue;
        if (n < SLUG_MAX) last_hyphen = n;
        p[n++] = '-';
    }
    /* Too long: whole words if that leaves two thirds, else cut where it must be. */
    if (n > SLUG_MAX) n = last_hyphen > SLUG_MAX * 2 / 3 ? last_hyphen : SLUG_MAX;
    while (n && p[n - 1] == '-')
        n--;
    if (!n) {
        memcpy(p, "item", 4);
        n = 4;
    }
    p[n] = 0;
    return (str){p, n};
}

/* words.c: see words.h. The index of a language we have no stemmer for holds whole words. */
#include "store/search/words.h"

#include <libstemmer.h>

static bool is_cjk(u32 c)
{
    return (c >= 0x3041 && c <= 0x30FF) || /* kana */
           (c >= 0x3400 && c <= 0x9FFF) || /* Han */
           (c >= 0xAC00 && c <= 0xD7AF) || /* Hangul */
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

/* Marks that stand inside a word but are no letters: Arabic vowels and the stretching stroke. */
static bool is_silent(u32 c)
{
    return (c >= 0x64B && c <= 0x65F) || c == 0x640 || c == 0x670 || c == 0xAD || c == 0x200C ||
           c == 0x200D;
}

static bool is_letter(u32 c)
{
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
    if (c == 0xD7 || c == 0xF7) return false;
    if (c >= 0x2000 && c <= 0x2BFF) return false; /* punctuation, signs, arrows */
    if (c >= 0x2E00 && c <= 0x303F) return c == 0x3005 || c == 0x3007;
    if (c == 0x60C || c == 0x61B || c == 0x61F || c == 0x66A || c == 0x6D4) return false;
    if (c >= 0xD800 && c <= 0xF8FF) return false;
    if (c >= 0xFE00 && c <= 0xFE6F) return false;
    if (c >= 0xFF00 && c <= 0xFF0F) return false;
    return c < 0xFFF0 || (c >= 0x10000 && c < 0x1F000) || (c >= 0x20000 && c < 0x40000);
}

static u32 char_at(str text, size_t at, size_t *next)
{
    str rest = str_sub(text, at, text.n);
    u32 c = str_next_char(&rest);
    *next = text.n - rest.n;
    return c;
}

/* Arabic letters that are written one for the other. */
static str unify_arabic(struct arena *a, str s)
{
    bool any = false;
    for (size_t i = 0; i < s.n; i++)
        any = any || ((u8)s.p[i] >= 0xD8 && (u8)s.p[i] <= 0xD9);
    if (!any) return s;
    struct buf b;
    buf_init(&b, s.n + 1);
    for (size_t at = 0, next; at < s.n; at = next) {
        u32 c = char_at(s, at, &next);
        if (is_silent(c)) continue;
        if (c == 0x622 || c == 0x623 || c == 0x625)
            buf_lit(&b, "ا");
        else if (c == 0x649)
            buf_lit(&b, "ي");
        else if (c == 0x629)
            buf_lit(&b, "ه");
        else
            buf_add(&b, str_sub(s, at, next));
    }
    str out = str_dup(a, buf_str(&b));
    buf_free(&b);
    return out;
}

bool word_next(struct word_scan *scan, struct word *out)
{
    size_t at = scan->at, next = at;
    u32 c = 0;
    while (at < scan->text.n && !is_letter(c = char_at(scan->text, at, &next)))
        at = next;
    if (at >= scan->text.n) return false;
    out->from = at;
    out->pair = is_cjk(c);
    if (out->pair) {
        size_t end = next;
        if (next < scan->text.n) {
            u32 second = char_at(scan->text, next, &end);
            if (!is_cjk(second)) end = next;
        }
        scan->at = next;
        out->folded = str_sub(scan->text, at, end);
        return true;
    }
    size_t end = next;
    while (end < scan->text.n) {
        c = char_at(scan->text, end, &next);
        bool inside = is_silent(c) || (is_letter(c) && !is_cjk(c));
        if (!inside) break;
        end = next;
    }
    scan->at = end;
    out->folded = unify_arabic(scan->a, str_fold(scan->a, str_sub(scan->text, at, end)));
    return true;
}

struct stemmer *stemmer_open(str lang)
{
    char code[8];
    if (lang.n < 2 || lang.n >= sizeof code) return NULL;
    size_t n = lang.n > 2 && (lang.p[2] == '-' || lang.p[2] == '_') ? 2 : lang.n;
    snprintf(code, sizeof code, "%.*s", (int)n, lang.p);
    return (struct stemmer *)sb_stemmer_new(code, "UTF_8");
}

void stemmer_close(struct stemmer *s)
{
    if (s != NULL) sb_stemmer_delete((struct sb_stemmer *)s);
}

str stem_of(struct stemmer *s, struct arena *a, const struct word *w)
{
    if (s == NULL || w->pair) return w->folded;
    struct sb_stemmer *sb = (struct sb_stemmer *)s;
    const sb_symbol *stem = sb_stemmer_stem(sb, (const sb_symbol *)w->folded.p, (int)w->folded.n);
    if (stem == NULL) return w->folded;
    return str_dup(a, (str){(const char *)stem, (size_t)sb_stemmer_length(sb)});
}

void buf_words(struct buf *b, struct stemmer *s, str text)
{
    struct arena *a = arena_new();
    struct word_scan scan = {.text = text, .a = a};
    struct word w;
    while (word_next(&scan, &w)) {
        if (w.folded.n == 0 || w.folded.n > 200) continue;
        str stem = stem_of(s, a, &w);
        if (b->n > 0) buf_char(b, ' ');
        buf_add(b, stem);
        if (!str_eq(stem, w.folded)) {
            buf_char(b, ' ');
            buf_add(b, w.folded);
        }
        if (arena_used(a) > (1 << 20)) arena_reset(a);
    }
    arena_free(a);
}

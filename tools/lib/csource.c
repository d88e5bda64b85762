/* csource.c: tokens and messages of a C file; see csource.h. */
#include "csource.h"

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Behind the closing quote; a literal ends on its line. */
static size_t quoted_end(str t, size_t i, const char *file, int line)
{
    char quote = t.p[i++];
    while (i < t.n && t.p[i] != quote) {
        if (t.p[i] == '\n') fail_at(file, line, "this literal has no closing quote");
        i += t.p[i] == '\\' ? 2 : 1;
    }
    if (i >= t.n) fail_at(file, line, "this literal has no closing quote");
    return i + 1;
}

struct c_source c_read(const char *path)
{
    struct c_source s = {.file = path};
    str t = file_bytes(path);
    int line = 1;
    for (size_t i = 0; i < t.n;) {
        size_t begin = i;
        int begun = line;
        enum c_kind kind = C_OTHER;
        str rest = str_sub(t, i, t.n);
        char c = t.p[i];
        if (c == '\n') line++;
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            i++;
            continue;
        }
        if (str_starts(rest, S("//"))) {
            i64 end = str_find_char(rest, '\n');
            i = end < 0 ? t.n : i + (size_t)end;
            continue;
        }
        if (str_starts(rest, S("/*"))) {
            i64 end = str_find(str_sub(rest, 2, rest.n), S("*/"));
            if (end < 0) fail_at(path, line, "this comment is not closed");
            for (size_t k = 0; k < (size_t)end + 2; k++)
                line += rest.p[k] == '\n';
            *PUSH(tool_arena, &s) =
                (struct c_token){C_COMMENT, str_sub(rest, 2, 2 + (size_t)end), begun};
            i += (size_t)end + 4;
            continue;
        }
        if (c == '"' || c == '\'') {
            i = quoted_end(t, i, path, line);
            if (c == '"') kind = C_STRING;
        } else if (is_word_char(c)) {
            while (i < t.n && is_word_char(t.p[i]))
                i++;
            kind = C_WORD;
        } else {
            i++;
        }
        *PUSH(tool_arena, &s) = (struct c_token){kind, str_sub(t, begin, i), begun};
    }
    *PUSH(tool_arena, &s) = (struct c_token){C_END, NO_STR, line};
    return s;
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 99;
}

/* One escape behind its backslash; moves *i behind it. */
static char decode_escape(str t, size_t *i)
{
    static const char from[] = "ntrabfv", to[] = "\n\t\r\a\b\f\v";
    char c = t.p[(*i)++];
    if (c == 'x' || (c >= '0' && c <= '7')) {
        int base = c == 'x' ? 16 : 8, value = c == 'x' ? 0 : c - '0';
        for (int k = 0; k < 2 && *i < t.n && digit_value(t.p[*i]) < base; k++)
            value = value * base + digit_value(t.p[(*i)++]);
        return (char)value;
    }
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : c;
}

str c_literal(const struct c_source *s, size_t *i)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    for (; s->v[*i].kind == C_STRING; (*i)++) {
        str t = str_sub(s->v[*i].text, 1, s->v[*i].text.n - 1);
        for (size_t k = 0; k < t.n;) {
            char c = t.p[k++];
            buf_char(&b, c == '\\' && k < t.n ? decode_escape(t, &k) : c);
        }
    }
    str out = str_dup(tool_arena, buf_str(&b));
    buf_free(&b);
    return out;
}

static bool is_punct(const struct c_token *t, char c)
{
    return t->kind == C_OTHER && t->text.n == 1 && t->text.p[0] == c;
}

/* The first token of argument `wanted` of the call whose '(' is v[i]; 0 if it has not so many. */
static size_t argument(const struct c_source *s, size_t i, int wanted)
{
    int depth = 0, at = 0;
    for (; s->v[i].kind != C_END; i++) {
        const struct c_token *t = &s->v[i];
        bool opens = is_punct(t, '(') || is_punct(t, '[') || is_punct(t, '{');
        bool closes = is_punct(t, ')') || is_punct(t, ']') || is_punct(t, '}');
        if (opens) depth++;
        if (closes && --depth == 0) return 0;
        bool begins = (opens && depth == 1) || (depth == 1 && is_punct(t, ',') && ++at > 0);
        if (begins && at == wanted) return i + 1;
    }
    return 0;
}

/* The literal that is argument `wanted`, and nothing beside it. */
static bool literal_argument(const struct c_source *s, size_t open, int wanted, str *out)
{
    size_t i = argument(s, open, wanted);
    if (i == 0 || s->v[i].kind != C_STRING) return false;
    int line = s->v[i].line;
    *out = c_literal(s, &i);
    if (is_punct(&s->v[i], ',') || is_punct(&s->v[i], ')')) return true;
    fault_at(s->file, line, "a message must be one literal, so that it can be translated whole");
    return false;
}

void c_messages(const struct c_source *s, struct messages *out)
{
    static const struct {
        const char *name;
        int one, many; /* arguments; many is -1 without a plural */
        bool format;
    } calls[] = {
        {"T", 1, -1, false},       {"TN", 1, 2, false},      {"tr", 1, -1, false},
        {"tr_n", 1, 2, false},     {"problem", 2, -1, true}, {"page_crumb", 2, -1, false},
        {"MESSAGE", 0, -1, false},
    };
    for (size_t i = 0; i + 1 < s->n; i++) {
        if (s->v[i].kind != C_WORD || !is_punct(&s->v[i + 1], '(')) continue;
        for (size_t k = 0; k < sizeof calls / sizeof *calls; k++) {
            str one, many = NO_STR;
            if (!str_eq(s->v[i].text, str_c(calls[k].name))) continue;
            if (!literal_argument(s, i + 1, calls[k].one, &one)) continue;
            if (calls[k].many >= 0 && !literal_argument(s, i + 1, calls[k].many, &many)) continue;
            struct message *m = message_add(out, one, many, s->file, s->v[i].line);
            if (m && calls[k].format) m->c_format = true;
        }
    }
}

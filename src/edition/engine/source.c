/* source.c: reads the text of a Lua file beside Lua itself, to know the line on which each entry of
** the returned table stands, so that a fault names the line a person wrote. Called once for each
** file by read.c, after Lua has accepted the text; so it need not judge syntax. It also refuses what
** must not depend on a machine: numbers with a fraction and the operators that make them. */
#include "edition/engine/engine.h"

struct token {
    char
        kind; /* 'n' name, 's' string, '0' number, '=' alone, 'c' a comparison, else the character */
    str text; /* of a string: without quotes, escapes undone where they are plain */
    i64 line;
};
struct token_array {
    struct token *v;
    size_t n, cap;
};
struct scan {
    struct reader *r;
    str file, text;
    size_t at;
    i64 line;
    struct token_array tokens;
};

static char peek(const struct scan *s, size_t ahead)
{
    return s->at + ahead < s->text.n ? s->text.p[s->at + ahead] : 0;
}

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "[[" or "[==[": its level, or -1. */
static int long_level(const struct scan *s)
{
    if (peek(s, 0) != '[') return -1;
    size_t n = 1;
    while (peek(s, n) == '=')
        n++;
    return peek(s, n) == '[' ? (int)(n - 1) : -1;
}

static str long_text(struct scan *s, int level)
{
    s->at += (size_t)level + 2;
    if (peek(s, 0) == '\r') s->at++;
    if (peek(s, 0) == '\n') {
        s->at++;
        s->line++;
    }
    size_t from = s->at;
    while (s->at < s->text.n) {
        if (peek(s, 0) == '\n') s->line++;
        if (peek(s, 0) == ']') {
            size_t n = 1;
            while (peek(s, n) == '=' && n <= (size_t)level)
                n++;
            if (n == (size_t)level + 1 && peek(s, n) == ']') {
                str text = str_sub(s->text, from, s->at);
                s->at += n + 1;
                return text;
            }
        }
        s->at++;
    }
    return str_sub(s->text, from, s->at);
}

/* Undoes the escapes that people write in keys; others stay, and then the line of the table is the
** best we can say. */
static str unescape(struct arena *a, str raw)
{
    if (str_find_char(raw, '\\') < 0) return raw;
    char *p = arena_alloc(a, raw.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        if (c == '\\' && i + 1 < raw.n) {
            c = raw.p[++i];
            if (c == 'n')
                c = '\n';
            else if (c == 't')
                c = '\t';
        }
        p[n++] = c;
    }
    return (str){p, n};
}

static void scan_quoted(struct scan *s)
{
    char quote = peek(s, 0);
    i64 line = s->line;
    size_t from = ++s->at;
    while (s->at < s->text.n && peek(s, 0) != quote) {
        if (peek(s, 0) == '\\') s->at++;
        if (peek(s, 0) == '\n') s->line++;
        s->at++;
    }
    str raw = str_sub(s->text, from, s->at);
    s->at++;
    *PUSH(s->r->fault_arena, &s->tokens) =
        (struct token){'s', unescape(s->r->fault_arena, raw), line};
}

static void scan_number(struct scan *s)
{
    size_t from = s->at;
    bool hex = peek(s, 0) == '0' && (peek(s, 1) == 'x' || peek(s, 1) == 'X');
    bool fraction = false;
    for (;;) {
        char c = peek(s, 0);
        if (!is_alpha(c) && !is_digit(c) && c != '.') break;
        bool exponent = hex ? (c == 'p' || c == 'P') : (c == 'e' || c == 'E');
        if (c == '.' || exponent) fraction = true;
        s->at++;
        if (exponent && (peek(s, 0) == '+' || peek(s, 0) == '-')) s->at++;
    }
    str text = str_sub(s->text, from, s->at);
    i64 value;
    if (fraction || (!hex && !str_i64(text, &value)))
        fault(s->r, s->file, s->line,
              "%.*s is not a whole number; write amounts as text, for example \"300000.00\"",
              P(text));
    *PUSH(s->r->fault_arena, &s->tokens) = (struct token){'0', text, s->line};
}

static void scan_comment(struct scan *s)
{
    s->at += 2;
    int level = long_level(s);
    if (level >= 0) {
        (void)long_text(s, level);
        return;
    }
    while (s->at < s->text.n && peek(s, 0) != '\n')
        s->at++;
}

static void scan_symbol(struct scan *s)
{
    char c = peek(s, 0), next = peek(s, 1);
    struct token t = {c, str_sub(s->text, s->at, s->at + 1), s->line};
    if (next == '=' && (c == '=' || c == '~' || c == '<' || c == '>')) {
        t.kind = 'c';
        s->at++;
    } else if (c == '/' && next == '/') {
        t.kind = 'c';
        s->at++;
    } else if (c == '/' || c == '^') {
        fault(s->r, s->file, s->line, "%c makes numbers with a fraction; %s", c,
              c == '/' ? "use // or compare products" : "multiply instead");
    }
    s->at++;
    *PUSH(s->r->fault_arena, &s->tokens) = t;
}

static void scan_all(struct scan *s)
{
    while (s->at < s->text.n) {
        char c = peek(s, 0);
        if (c == '\n') s->line++;
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v') {
            s->at++;
        } else if (c == '-' && peek(s, 1) == '-') {
            scan_comment(s);
        } else if (is_alpha(c)) {
            size_t from = s->at;
            while (is_alpha(peek(s, 0)) || is_digit(peek(s, 0)))
                s->at++;
            *PUSH(s->r->fault_arena, &s->tokens) =
                (struct token){'n', str_sub(s->text, from, s->at), s->line};
        } else if (is_digit(c) || (c == '.' && is_digit(peek(s, 1)))) {
            scan_number(s);
        } else if (c == '"' || c == '\'') {
            scan_quoted(s);
        } else if (long_level(s) >= 0) {
            i64 line = s->line;
            str text = long_text(s, long_level(s));
            *PUSH(s->r->fault_arena, &s->tokens) = (struct token){'s', text, line};
        } else {
            scan_symbol(s);
        }
    }
}

/* +1 where a block or bracket opens, -1 where it closes. The `do` of for and while counts once. */
static int depth_change(const struct token *t)
{
    if (t->kind == '(' || t->kind == '[' || t->kind == '{') return 1;
    if (t->kind == ')' || t->kind == ']' || t->kind == '}') return -1;
    if (t->kind != 'n') return 0;
    if (str_eq(t->text, S("function")) || str_eq(t->text, S("if")) || str_eq(t->text, S("do")) ||
        str_eq(t->text, S("repeat")))
        return 1;
    return str_eq(t->text, S("end")) || str_eq(t->text, S("until")) ? -1 : 0;
}

static int mark_cmp(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;
    if ((x->key.n == 0) != (y->key.n == 0)) return x->key.n == 0 ? -1 : 1;
    if (x->key.n == 0) return x->index < y->index ? -1 : x->index > y->index;
    int c = str_cmp(x->key, y->key);
    return c != 0 ? c : x->line < y->line ? -1 : x->line > y->line;
}

struct mark_array {
    struct mark *v;
    size_t n, cap;
};

static void marks_finish(struct scan *s, struct mark_array *list, struct mark *out)
{
    if (list->n > 1) qsort(list->v, list->n, sizeof *list->v, mark_cmp);
    for (size_t i = 1; i < list->n; i++)
        if (list->v[i].key.n > 0 && str_eq(list->v[i].key, list->v[i - 1].key))
            fault(s->r, s->file, list->v[i].line, "“%.*s” stands twice here; first on line %lld",
                  P(list->v[i].key), (long long)list->v[i - 1].line);
    out->items = list->v;
    out->n = list->n;
}

/* tokens[at] is "{"; returns the position behind its "}". Lua has bounded the nesting to 200. */
static size_t table_marks(struct scan *s, size_t at, struct mark *out)
{
    const struct token *t = s->tokens.v;
    size_t n = s->tokens.n;
    struct mark_array list = {0};
    i64 index = 0;
    at++;
    while (at < n && t[at].kind != '}') {
        if (t[at].kind == ',' || t[at].kind == ';') {
            at++;
            continue;
        }
        struct mark m = {.line = t[at].line};
        if (t[at].kind == 'n' && at + 1 < n && t[at + 1].kind == '=') {
            m.key = t[at].text;
            at += 2;
        } else if (t[at].kind == '[' && at + 3 < n && t[at + 2].kind == ']' &&
                   t[at + 3].kind == '=') {
            if (t[at + 1].kind == 's')
                m.key = t[at + 1].text;
            else if (!str_i64(t[at + 1].text, &m.index))
                m.index = -1;
            at += 4;
        } else {
            m.index = ++index;
        }
        if (at < n && t[at].kind == '{') at = table_marks(s, at, &m);
        for (int depth = 0; at < n; at++) {
            if (depth == 0 && (t[at].kind == ',' || t[at].kind == ';' || t[at].kind == '}')) break;
            depth += depth_change(&t[at]);
        }
        *PUSH(s->r->fault_arena, &list) = m;
    }
    marks_finish(s, &list, out);
    return at + 1;
}

const struct mark *marks_of(struct reader *r, str file, str text)
{
    struct scan s = {.r = r, .file = file, .text = text, .line = 1};
    scan_all(&s);
    struct mark *root = NEW(r->fault_arena, struct mark);
    size_t at = s.tokens.n;
    int depth = 0;
    for (size_t i = 0; i < s.tokens.n; i++) {
        const struct token *t = &s.tokens.v[i];
        if (depth == 0 && t->kind == 'n' && str_eq(t->text, S("return"))) at = i;
        depth += depth_change(t);
    }
    if (at + 1 < s.tokens.n) {
        root->line = s.tokens.v[at].line;
        if (s.tokens.v[at + 1].kind == '{') (void)table_marks(&s, at + 1, root);
    }
    return root;
}

const struct mark *mark_find(const struct mark *m, str key, i64 index)
{
    if (m == NULL) return NULL;
    size_t low = 0, high = m->n;
    struct mark want = {.key = key, .index = index, .line = 0};
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (mark_cmp(&m->items[mid], &want) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == m->n) return NULL;
    const struct mark *found = &m->items[low];
    bool same = key.n > 0 ? str_eq(found->key, key) : found->key.n == 0 && found->index == index;
    return same ? found : NULL;
}

/* sql_query.c: named queries of FEATURE.sql: signatures, tags, placeholders, variants. */
#include "sql.h"

#include <ctype.h>

/* Where the reader stands in a body. */
struct body {
    struct sql_query *q;
    const char *file;
    str s;
    size_t i;
    int line, depth; /* depth of parentheses */
    struct {
        u32 mask, want;
    } open[3]; /* conditions of {if}; [0] is none */
    int ifs;
    bool seal; /* the next text begins a new part */
    str last_word;
    size_t words; /* outermost words so far */
    str first[4];
};

static bool word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static struct sql_param *param_find(struct sql_query *q, str name)
{
    for (size_t i = 0; i < q->params.n; i++)
        if (str_eq(str_c(q->params.v[i].name), name)) return &q->params.v[i];
    return NULL;
}

static void add_under(struct body *b, u32 mask, u32 want, str sqlite, str postgres)
{
    struct sql_text *t = &b->q->text;
    struct sql_part *p = t->n > 0 ? &t->v[t->n - 1] : NULL;
    if (p == NULL || b->seal || p->mask != mask || p->want != want) {
        p = PUSH(tool_arena, t);
        *p = (struct sql_part){
            .mask = mask, .want = want, .line = b->line, .sqlite = S(""), .postgres = S("")};
        b->seal = false;
    }
    p->sqlite = arena_printf(tool_arena, "%.*s%.*s", P(p->sqlite), P(sqlite));
    p->postgres = arena_printf(tool_arena, "%.*s%.*s", P(p->postgres), P(postgres));
}

static void add(struct body *b, str text)
{
    add_under(b, b->open[b->ifs].mask, b->open[b->ifs].want, text, text);
}

static struct sql_choice *choice(struct body *b, enum sql_choice_kind kind, size_t param,
                                 unsigned count)
{
    struct sql_query *q = b->q;
    for (size_t i = 0; i < q->choices.n; i++)
        if (q->choices.v[i].kind == kind && q->choices.v[i].param == param) return &q->choices.v[i];
    struct sql_choice *c = PUSH(tool_arena, &q->choices);
    *c = (struct sql_choice){.kind = kind, .param = param, .shift = q->bits, .count = count};
    while ((1u << c->bits) < count)
        c->bits++;
    q->bits += c->bits;
    if (q->bits > 12) fail_at(b->file, b->line, "more than 4096 variants; make two queries");
    return c;
}

static struct sql_param *need_param(struct body *b, str name)
{
    struct sql_param *p = param_find(b->q, name);
    if (p == NULL) fail_at(b->file, b->line, "%.*s is not a parameter of %s", P(name), b->q->name);
    return p;
}

static void placeholder(struct body *b, int number, const char *sqlite, const char *postgres)
{
    str lite = arena_printf(tool_arena, "%s", text_printf(sqlite, number));
    add_under(b, b->open[b->ifs].mask, b->open[b->ifs].want, lite,
              arena_printf(tool_arena, "%s", text_printf(postgres, number)));
}

static void tag_if(struct body *b, struct scan *s)
{
    str word;
    bool negated = false;
    if (scan_word(s, &word) && str_eq(word, S("not"))) {
        negated = true;
        if (!scan_word(s, &word)) word = S("");
    }
    struct sql_param *p = need_param(b, word);
    if (!scan_end(s)) fail_at(b->file, b->line, "write {if parameter} or {if not parameter}");
    if (b->ifs == 2) fail_at(b->file, b->line, "{if} nests one level");
    p->used = p->used_currency = true;
    struct sql_choice *c = choice(b, CHOICE_IF, (size_t)(p - b->q->params.v), 2);
    u32 bit = 1u << c->shift;
    b->ifs++;
    b->open[b->ifs].mask = b->open[b->ifs - 1].mask | bit;
    b->open[b->ifs].want = b->open[b->ifs - 1].want | (negated ? 0 : bit);
    if (b->open[b->ifs - 1].mask & bit)
        fail_at(b->file, b->line, "{if %.*s} inside {if %.*s}", P(word), P(word));
}

static void tag_in(struct body *b, struct scan *s)
{
    str name, kind = S("");
    if (!scan_word(s, &name)) name = S("");
    struct sql_param *p = need_param(b, name);
    bool integers = scan_word(s, &kind) && str_eq(kind, S("int"));
    if ((kind.n > 0 && !integers) || !scan_end(s))
        fail_at(b->file, b->line, "write {in parameter} or {in parameter int}");
    if (p->type != FIELD_TEXT || p->blob)
        fail_at(b->file, b->line, "{in %s}: the parameter is a text that holds a JSON array",
                p->name);
    p->used = p->bound = p->array = true;
    placeholder(b, p->number, "IN (SELECT value FROM json_each(?%d))",
                integers ? "= ANY (ARRAY(SELECT json_array_elements_text($%d::json)::bigint))"
                         : "= ANY (ARRAY(SELECT json_array_elements_text($%d::json)))");
}

static void tag_order(struct body *b, str rest)
{
    i64 colon = str_find_char(rest, ':');
    if (colon < 0) fail_at(b->file, b->line, "write {order parameter: name = SQL | name = SQL}");
    struct sql_param *p = need_param(b, str_trim(str_sub(rest, 0, (size_t)colon)));
    if (p->type != FIELD_CODE) fail_at(b->file, b->line, "%s of {order} is a code", p->name);
    p->used = true;
    struct names names = {0}, texts = {0};
    str all = str_sub(rest, (size_t)colon + 1, rest.n);
    size_t from = 0;
    for (size_t i = 0; i <= all.n; i++) {
        bool bar = i < all.n && all.p[i] == '|';
        if (bar && i + 1 < all.n && all.p[i + 1] == '|') { /* || joins texts */
            i++;
            continue;
        }
        if (i < all.n && !bar) continue;
        str one = str_trim(str_sub(all, from, i));
        i64 equals = str_find_char(one, '=');
        str name = str_trim(str_sub(one, 0, equals < 0 ? 0 : (size_t)equals));
        if (!is_name(name)) fail_at(b->file, b->line, "an order is: name = SQL");
        *PUSH(tool_arena, &names) = text_z(name);
        *PUSH(tool_arena, &texts) = text_z(str_trim(str_sub(one, (size_t)equals + 1, one.n)));
        from = i + 1;
    }
    struct sql_choice *c = choice(b, CHOICE_ORDER, (size_t)(p - b->q->params.v), (unsigned)names.n);
    if (c->names.n > 0) fail_at(b->file, b->line, "a second {order %s}", p->name);
    c->names = names;
    for (size_t k = 0; k < texts.n; k++) {
        u32 mask = ((1u << c->bits) - 1) << c->shift;
        str text = str_c(texts.v[k]);
        add_under(b, b->open[b->ifs].mask | mask, b->open[b->ifs].want | (u32)k << c->shift, text,
                  text);
    }
}

static void tag_may(struct body *b, struct scan *s)
{
    struct sql_query *q = b->q;
    str organization, record;
    if (!scan_word(s, &organization) || !scan_word(s, &record) || !scan_end(s))
        fail_at(b->file, b->line, "write {may organization_column record_column}, - for none");
    if (!q->may) q->may_number = q->numbers + 1, q->numbers += 2;
    q->may = true;
    u32 bit = 1u << choice(b, CHOICE_MAY, 0, 2)->shift;
    u32 mask = b->open[b->ifs].mask, want = b->open[b->ifs].want;
    add_under(b, mask | bit, want | bit, S("1 = 1"), S("1 = 1"));
    str lite = S("(1 = 0"), post = lite;
    for (int i = 0; i < 2; i++) {
        str column = i == 0 ? organization : record;
        if (str_eq(column, S("-"))) continue;
        lite = arena_printf(tool_arena, "%.*s OR %.*s IN (SELECT value FROM json_each(?%d))",
                            P(lite), P(column), q->may_number + i);
        post = arena_printf(tool_arena,
                            "%.*s OR %.*s = ANY "
                            "(ARRAY(SELECT json_array_elements_text($%d::json)::bigint))",
                            P(post), P(column), q->may_number + i);
    }
    add_under(b, mask | bit, want, arena_printf(tool_arena, "%.*s)", P(lite)),
              arena_printf(tool_arena, "%.*s)", P(post)));
}

static void tag(struct body *b)
{
    size_t from = ++b->i;
    int line = b->line;
    while (b->i < b->s.n && b->s.p[b->i] != '}') {
        if (b->s.p[b->i] == '{') fail_at(b->file, line, "this { is not closed");
        b->i++;
    }
    if (b->i == b->s.n) fail_at(b->file, line, "this { is not closed");
    str text = str_sub(b->s, from, b->i++);
    struct scan s = {b->file, line, text};
    str word;
    if (!scan_word(&s, &word)) word = S("");
    if (str_eq(word, S("if"))) {
        tag_if(b, &s);
    } else if (str_eq(word, S("end"))) {
        if (b->ifs == 0) fail_at(b->file, line, "{end} without {if}");
        b->ifs--;
    } else if (str_eq(word, S("in"))) {
        tag_in(b, &s);
    } else if (str_eq(word, S("order"))) {
        tag_order(b, s.rest);
    } else if (str_eq(word, S("may"))) {
        tag_may(b, &s);
    } else {
        fail_at(b->file, line, "unknown {%.*s}; there are {if} {end} {in} {order} {may}", P(word));
    }
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == '\n') b->line++, add(b, S("\n"));
}

/* `:x IS NULL OR` makes one plan for two questions, and the plan scans. */
static void refuse_optional(struct body *b, str name)
{
    str rest = str_trim(str_sub(b->s, b->i, b->s.n));
    if (!str_starts(str_lower(tool_arena, str_sub(rest, 0, 3)), S("is "))) return;
    rest = str_trim(str_sub(rest, 2, rest.n));
    if (!str_eqi(str_sub(rest, 0, 4), S("null"))) return;
    rest = str_trim(str_sub(rest, 4, rest.n));
    if (str_eqi(b->last_word, S("or")) || str_eqi(str_sub(rest, 0, 3), S("or ")) ||
        str_eqi(str_sub(rest, 0, 3), S("or\n")))
        fail_at(b->file, b->line, ":%.*s IS NULL OR scans the table; write {if %.*s} … {end}",
                P(name), P(name));
}

static void parameter(struct body *b)
{
    struct sql_query *q = b->q;
    size_t from = ++b->i;
    while (b->i < b->s.n && word_char(b->s.p[b->i]))
        b->i++;
    str name = str_sub(b->s, from, b->i);
    struct sql_param *p = param_find(q, name);
    int second = 0;
    if (p == NULL && str_ends(name, S("_currency"))) {
        p = param_find(q, str_sub(name, 0, name.n - 9));
        second = 1;
        if (p != NULL && p->type != FIELD_MONEY) p = NULL;
    }
    if (p == NULL) p = need_param(b, name);
    *(second ? &p->used_currency : &p->used) = true;
    if (p->type != FIELD_MONEY) p->used_currency = true;
    p->bound = true;
    refuse_optional(b, name);
    placeholder(b, p->number + second, "?%d", "$%d");
}

/* Words outside parentheses tell the form of a statement. */
static void outer_word(struct body *b, str word)
{
    struct sql_query *q = b->q;
    word = str_lower(tool_arena, word);
    if (b->words < 4) b->first[b->words] = word;
    b->words++;
    bool where = str_eq(word, S("where")) && q->where == 0;
    if (where && b->ifs == 0) {
        b->seal = true;
        q->where = q->text.n;
    }
    if (where && b->ifs > 0) q->plain = false;
    static const char *const others[] = {"from",  "select",    "on",     "returning",
                                         "union", "intersect", "except", "as"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (str_eq(word, str_c(others[i])) && !(i == 0 && b->words == 2)) q->plain = false;
}

static void statement_form(struct body *b)
{
    struct sql_query *q = b->q;
    str *w = b->first;
    if (b->words >= 3 && str_eq(w[0], S("insert")) && str_eq(w[1], S("into"))) {
        q->write = WRITE_INSERT;
        q->table = text_z(w[2]);
        q->plain = q->plain && b->words >= 4 && str_eq(w[3], S("values"));
    } else if (b->words >= 3 && str_eq(w[0], S("update"))) {
        q->write = WRITE_UPDATE;
        q->table = text_z(w[1]);
        q->plain = q->plain && str_eq(w[2], S("set")) && q->where > 0;
    } else if (b->words >= 3 && str_eq(w[0], S("delete")) && str_eq(w[1], S("from"))) {
        q->write = WRITE_DELETE;
        q->table = text_z(w[2]);
        q->plain = q->plain && b->words >= 4 && str_eq(w[3], S("where"));
    }
}

/* Reads one statement up to its ';'. Line breaks stay, other white space is folded. */
static void body_read(struct body *b)
{
    b->q->plain = true;
    for (;;) {
        if (b->i >= b->s.n) fail_at(b->file, b->line, "the query ends without a ;");
        char c = b->s.p[b->i];
        if (c == ';') break;
        if (c == '\n') {
            add(b, S("\n"));
            b->line++;
            b->i++;
        } else if (isspace((unsigned char)c)) {
            while (b->i < b->s.n && (b->s.p[b->i] == ' ' || b->s.p[b->i] == '\t'))
                b->i++;
            if (b->i < b->s.n && b->s.p[b->i] != '\n') add(b, S(" "));
        } else if (c == '-' && str_starts(str_sub(b->s, b->i, b->s.n), S("--"))) {
            while (b->i < b->s.n && b->s.p[b->i] != '\n')
                b->i++;
        } else if (c == '\'' || c == '"') {
            size_t from = b->i++;
            while (b->i < b->s.n && b->s.p[b->i] != c && b->s.p[b->i] != '\n')
                b->i++;
            if (b->i == b->s.n || b->s.p[b->i] == '\n')
                fail_at(b->file, b->line, "this quote is not closed in its line");
            add(b, str_sub(b->s, from, ++b->i));
        } else if (c == '{') {
            tag(b);
        } else if (c == ':') {
            parameter(b);
        } else if (c == '?' || c == '$' || c == '@' || c == '}') {
            fail_at(b->file, b->line, "a '%c' has no meaning here; a parameter is :name", c);
        } else if (word_char(c)) {
            size_t from = b->i;
            while (b->i < b->s.n && word_char(b->s.p[b->i]))
                b->i++;
            b->last_word = str_sub(b->s, from, b->i);
            if (b->depth == 0) outer_word(b, b->last_word);
            add(b, b->last_word);
        } else {
            b->depth += (c == '(') - (c == ')');
            add(b, str_sub(b->s, b->i, b->i + 1));
            b->i++;
        }
    }
    b->i++;
    if (b->ifs > 0) fail_at(b->file, b->line, "an {if} has no {end}");
    statement_form(b);
}

static void signature_params(struct sql_query *q, str inside)
{
    str piece, rest = inside;
    if (str_trim(inside).n == 0) return;
    while (str_cut(&rest, ',', &piece)) {
        struct scan s = {q->file, q->line, piece};
        str name, type;
        if (!scan_word(&s, &name) || !is_name(name) || !scan_word(&s, &type) || !scan_end(&s))
            fail_at(q->file, q->line, "a parameter is a name and a type: \"%.*s\"",
                    P(str_trim(piece)));
        static const char *const taken[] = {"db", "a", "tx", "out", "in", "may"};
        for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
            if (str_eq(name, str_c(taken[i])))
                fail_at(q->file, q->line, "the parameter name %s is taken", taken[i]);
        if (param_find(q, name)) fail_at(q->file, q->line, "two parameters %.*s", P(name));
        struct sql_param p = {.name = text_z(name), .number = q->numbers + 1};
        p.optional = str_ends(type, S("?"));
        if (p.optional) type = str_sub(type, 0, type.n - 1);
        p.blob = str_eq(type, S("blob"));
        if (p.blob)
            p.type = FIELD_TEXT;
        else if (!field_type_named(type, &p.type) || p.type == FIELD_HTML || p.type == FIELD_SIZE)
            fail_at(q->file, q->line,
                    "unknown type %.*s; there are id int bool text code url "
                    "markdown money time date blob",
                    P(type));
        if (p.optional && p.type == FIELD_BOOL)
            fail_at(q->file, q->line, "%.*s? has no value that means NULL", P(type));
        q->numbers += p.type == FIELD_MONEY ? 2 : 1;
        *PUSH(tool_arena, &q->params) = p;
    }
}

static void signature_result(const struct model *m, struct sql_query *q, str result)
{
    struct scan s = {q->file, q->line, result};
    str kind, name = S("");
    if (!scan_word(&s, &kind)) kind = S("");
    scan_word(&s, &name);
    if (!scan_end(&s)) fail_at(q->file, q->line, "unexpected: %.*s", P(str_trim(s.rest)));
    bool many = str_eq(kind, S("many"));
    if (many || str_eq(kind, S("one"))) {
        q->result = many ? RESULT_MANY : RESULT_ONE;
        q->view = model_find(m, name);
        if (q->view == NULL) fail_at(q->file, q->line, "no model has a view %.*s", P(name));
    } else if (str_eq(kind, S("write"))) {
        q->result = RESULT_WRITE;
        if (str_eq(name, S("id")))
            q->result = RESULT_ID;
        else if (str_eq(name, S("count")))
            q->result = RESULT_COUNT;
        else if (name.n > 0)
            fail_at(q->file, q->line, "-> write, write id or write count");
    } else {
        bool known = str_eq(kind, S("int")) || str_eq(kind, S("text")) || str_eq(kind, S("bool")) ||
                     str_eq(kind, S("time")) || str_eq(kind, S("date")) || str_eq(kind, S("id"));
        if (!known || name.n > 0)
            fail_at(q->file, q->line,
                    "-> many VIEW, one VIEW, int, id, text, bool, time, date, write, "
                    "write id or write count");
        q->result = RESULT_VALUE;
        field_type_named(kind, &q->value);
    }
}

/* "-- name(…) -> …", over several comment lines if need be; moves *rest behind it. */
static bool signature(const struct model *m, str first, str *rest, int *line, struct sql_query *q)
{
    str text = str_trim(str_sub(first, 2, first.n));
    size_t n = 0;
    while (n < text.n && word_char(text.p[n]))
        n++;
    if (n == 0 || n >= text.n || text.p[n] != '(') return false;
    str name = str_sub(text, 0, n), l;
    q->line = *line;
    while (str_find(text, S("->")) < 0) {
        str ahead = *rest;
        if (!str_cut(&ahead, '\n', &l) || !str_starts(str_trim(l), S("--")))
            fail_at(q->file, q->line, "write: -- %.*s(name type, …) -> result", P(name));
        *rest = ahead;
        ++*line;
        l = str_trim(l);
        text = arena_printf(tool_arena, "%.*s %.*s", P(text), P(str_sub(l, 2, l.n)));
    }
    i64 close = str_find_char(text, ')');
    i64 arrow = str_find(text, S("->"));
    if (close < 0 || arrow < close || !is_name(name))
        fail_at(q->file, q->line, "write: -- name(name type, …) -> result");
    q->name = text_z(name);
    signature_params(q, str_sub(text, n + 1, (size_t)close));
    signature_result(m, q, str_sub(text, (size_t)arrow + 2, text.n));
    return true;
}

void queries_read(const struct tool *t, const struct model *m, const char *src, const char *file,
                  struct sql_queries *out)
{
    str rest = file_bytes(file), l;
    int line = 0, room = path_room(t, src, file);
    while (str_cut(&rest, '\n', &l)) {
        line++;
        str text = str_trim(l);
        struct sql_query q = {.file = file, .room = room};
        if (text.n == 0) continue;
        if (!str_starts(text, S("--")))
            fail_at(file, line, "a statement stands below its signature: -- name(…) -> result");
        if (!signature(m, text, &rest, &line, &q)) continue;
        /* Comment lines behind the signature describe the query. */
        for (str ahead = rest;
             str_cut(&ahead, '\n', &l) && (str_trim(l).n == 0 || str_starts(str_trim(l), S("--")));
             rest = ahead)
            line++;
        q.feature = text_z(str_c(path_base(path_folder(file))));
        q.body_line = line + 1;
        struct sql_query *kept = NEW(tool_arena, struct sql_query);
        *kept = q;
        struct body b = {.q = kept, .file = file, .s = rest, .line = line + 1};
        body_read(&b);
        kept->by_struct = kept->params.n > 4;
        for (size_t i = 0; i < kept->choices.n; i++)
            kept->by_struct = kept->by_struct || kept->choices.v[i].kind == CHOICE_IF;
        *PUSH(tool_arena, out) = kept;
        rest = str_sub(rest, b.i, rest.n);
        line = b.line - 1; /* the rest of that line counts again */
    }
}

bool variant_stands(const struct sql_query *q, u32 variant)
{
    for (size_t i = 0; i < q->choices.n; i++) {
        const struct sql_choice *c = &q->choices.v[i];
        if ((variant >> c->shift & ((1u << c->bits) - 1)) >= c->count) return false;
    }
    return true;
}

const char *variant_name(const struct sql_query *q, u32 variant)
{
    str s = S("");
    for (size_t i = 0; i < q->choices.n; i++) {
        const struct sql_choice *c = &q->choices.v[i];
        u32 value = variant >> c->shift & ((1u << c->bits) - 1);
        const char *comma = s.n > 0 ? ", " : "";
        if (c->kind == CHOICE_ORDER)
            s = arena_printf(tool_arena, "%.*s%s%s=%s", P(s), comma, q->params.v[c->param].name,
                             c->names.v[value]);
        else if (value)
            s = arena_printf(tool_arena, "%.*s%s%s", P(s), comma,
                             c->kind == CHOICE_MAY ? "may all" : q->params.v[c->param].name);
    }
    return s.n > 0 ? text_z(s) : "plain";
}

void buf_variant(struct buf *b, const struct sql_text *text, u32 variant, bool postgres)
{
    for (size_t i = 0; i < text->n; i++)
        if ((variant & text->v[i].mask) == text->v[i].want)
            buf_add(b, postgres ? text->v[i].postgres : text->v[i].sqlite);
}

/* sql_query.c: named queries of FEATURE.sql: tags, placeholders, variants, lists in parts. */
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
    bool ordered;
    bool counting; /* reads the statement of a list once more, without its order */
};

bool word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

struct sql_param *param_find(struct sql_query *q, str name)
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
    if (!q->may) q->may_number = q->numbers + 1, q->numbers += 3;
    q->may = true;
    u32 bit = 1u << choice(b, CHOICE_MAY, 0, 2)->shift;
    u32 mask = b->open[b->ifs].mask, want = b->open[b->ifs].want;
    /* Who reads the whole fund still does not read the records that are closed to them. */
    str all = S("1 = 1"), all_post = all;
    if (!str_eq(record, S("-"))) {
        all = arena_printf(tool_arena, "%.*s NOT IN (SELECT value FROM json_each(?%d))", P(record),
                           q->may_number + 2);
        all_post = arena_printf(tool_arena,
                                "%.*s <> ALL "
                                "(ARRAY(SELECT json_array_elements_text($%d::json)::bigint))",
                                P(record), q->may_number + 2);
    }
    add_under(b, mask | bit, want | bit, all, all_post);
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

/* How many there are does not depend on their order: the rest up to the ';' is left out. */
static void order_skip(struct body *b)
{
    char quote = 0;
    for (; b->i < b->s.n && (quote || b->s.p[b->i] != ';'); b->i++) {
        char c = b->s.p[b->i];
        if (quote ? c == quote : c == '\'' || c == '"') quote = quote ? 0 : c;
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
            bool order = b->depth == 0 && str_eqi(b->last_word, S("order"));
            if (order && b->counting)
                order_skip(b);
            else
                add(b, b->last_word);
            b->ordered = b->ordered || order;
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

/* What a list in parts needs besides: which part, bound from struct rows. */
static void page_params(struct sql_query *q)
{
    const char *const names[] = {"limit", "skip"};
    for (size_t i = 0; i < 2; i++) {
        if (param_find(q, str_c(names[i])))
            fail_at(q->file, q->line, "a page brings its own %s", names[i]);
        *PUSH(tool_arena, &q->params) = (struct sql_param){.name = names[i],
                                                           .type = FIELD_INT,
                                                           .number = ++q->numbers,
                                                           .of_rows = true,
                                                           .used = true,
                                                           .bound = true};
    }
}

/* The same statement, counted: NAME_total. */
static struct sql_query *page_total(const struct sql_query *page, struct body b)
{
    struct sql_query *q = NEW(tool_arena, struct sql_query);
    *q = *page;
    q->params.v = NULL;
    q->params.n = q->params.cap = 0;
    for (size_t i = 0; i < page->params.n; i++)
        *PUSH(tool_arena, &q->params) = page->params.v[i];
    q->name = text_printf("%s_total", page->name);
    q->in_of = page->name;
    q->page = false;
    q->result = RESULT_VALUE;
    q->value = FIELD_INT;
    q->by_struct = true;
    b.q = q;
    b.counting = true;
    add(&b, S("SELECT count(*) FROM ("));
    body_read(&b);
    add(&b, S(") AS counted"));
    for (size_t i = 0; i < q->params.n; i++) {
        q->params.v[i].used = q->params.v[i].used_currency = true;
        if (q->params.v[i].of_rows) q->params.v[i].bound = false;
    }
    return q;
}

static void page_end(struct body *b)
{
    const struct sql_query *q = b->q;
    if (!b->ordered) fail_at(b->file, q->line, "a list in parts has an ORDER BY");
    const struct sql_param *p = &q->params.v[q->params.n - 2];
    add_under(b, 0, 0, arena_printf(tool_arena, " LIMIT ?%d OFFSET ?%d", p[0].number, p[1].number),
              arena_printf(tool_arena, " LIMIT $%d OFFSET $%d", p[0].number, p[1].number));
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
        if (!signature_read(m, text, &rest, &line, &q)) continue;
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
        struct sql_query *total = NULL;
        if (kept->page) {
            page_params(kept);
            total = page_total(kept, b);
        }
        body_read(&b);
        if (kept->page) page_end(&b);
        kept->by_struct = kept->page || kept->params.n > 4;
        for (size_t i = 0; i < kept->choices.n; i++)
            kept->by_struct = kept->by_struct || kept->choices.v[i].kind == CHOICE_IF;
        *PUSH(tool_arena, out) = kept;
        if (total) *PUSH(tool_arena, out) = total;
        rest = str_sub(rest, b.i, rest.n);
        line = b.line - 1; /* the rest of that line counts again */
    }
}

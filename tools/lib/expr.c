/* expr.c: expressions of templates; see expr.h. */
#include "expr.h"

/* --- words ------------------------------------------------------------------------------------ */

static void skip(struct expr *x, size_t n)
{
    x->rest = str_sub(x->rest, n, x->rest.n);
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || (c >= 'A' && c <= 'Z');
}

bool expr_end(struct expr *x)
{
    while (x->rest.n > 0 && strchr(" \t\r\n", x->rest.p[0])) {
        if (x->rest.p[0] == '\n') x->line++;
        skip(x, 1);
    }
    return x->rest.n == 0;
}

bool expr_sign(struct expr *x, const char *sign)
{
    if (expr_end(x) || !str_starts(x->rest, str_c(sign))) return false;
    skip(x, strlen(sign));
    return true;
}

bool expr_word(struct expr *x, const char *word)
{
    size_t n = strlen(word);
    if (expr_end(x) || !str_starts(x->rest, str_c(word))) return false;
    if (x->rest.n > n && is_word_char(x->rest.p[n])) return false;
    skip(x, n);
    return true;
}

bool expr_name(struct expr *x, str *out)
{
    size_t n = 0;
    if (expr_end(x)) return false;
    while (n < x->rest.n && is_word_char(x->rest.p[n]))
        n++;
    if (n == 0 || x->rest.p[0] < 'a' || x->rest.p[0] > 'z') return false;
    *out = str_sub(x->rest, 0, n);
    skip(x, n);
    return true;
}

bool expr_string(struct expr *x, str *out)
{
    if (expr_end(x)) return false;
    struct scan s = {x->file, x->line, x->rest};
    if (!scan_string(&s, out)) return false;
    for (size_t i = 0; i < out->n; i++)
        x->line += out->p[i] == '\n';
    x->rest = s.rest;
    return true;
}

void expr_finish(struct expr *x)
{
    if (!expr_end(x)) fail_at(x->file, x->line, "'%.*s' is too much here", P(x->rest));
}

const char *c_str(str s)
{
    struct buf b;
    buf_init(&b, OUTPUT_MAX);
    buf_lit(&b, "S(");
    buf_c(&b, s);
    buf_lit(&b, ")");
    const char *out = text_z(buf_str(&b));
    buf_free(&b);
    return out;
}

const char *value_type_name(const struct value *v)
{
    if (v->type == FIELD_LIST) return text_printf("list of %s", v->of->name);
    if (v->type == FIELD_VIEW) return v->of->name;
    return field_type_word(v->type);
}

/* --- values ----------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    enum field_type type;
} page_fields[] = {
    {"lang", FIELD_CODE},   {"dir", FIELD_CODE},       {"base", FIELD_URL},
    {"path", FIELD_URL},    {"other_path", FIELD_URL}, {"title", FIELD_TEXT},
    {"fund", FIELD_TEXT},   {"desk", FIELD_BOOL},      {"signed_in", FIELD_BOOL},
    {"person", FIELD_TEXT}, {"role", FIELD_TEXT},      {"token", FIELD_CODE},
    {"demo", FIELD_BOOL},   {"now", FIELD_TIME},       {"updated", FIELD_TIME},
};

static struct value page_value(struct expr *x)
{
    str name;
    const char *known = "";
    if (!expr_sign(x, ".") || !expr_name(x, &name)) name = NO_STR;
    for (size_t i = 0; i < sizeof page_fields / sizeof *page_fields; i++) {
        const char *one = page_fields[i].name;
        if (str_eq(name, str_c(one)))
            return (struct value){.type = page_fields[i].type,
                                  .c = text_printf("o->page.%s", one),
                                  .is_base = str_eq(name, S("base")),
                                  .is_path = str_ends(name, S("path"))};
        known = text_printf("%s%s%s", known, i ? ", " : "", one);
    }
    fail_at(x->file, x->line, "page has no field \"%.*s\"; it has: %s", P(name), known);
}

static struct value field_value(struct expr *x, struct value v, str name)
{
    if (v.type == FIELD_LIST && str_eq(name, S("n")))
        return (struct value){.type = FIELD_INT, .c = text_printf("(i64)%s.n", v.c)};
    if (v.type == FIELD_LIST)
        fail_at(x->file, x->line,
                "a list has only its number, .n; its rows come by {for row in …}");
    if (v.type != FIELD_VIEW)
        fail_at(x->file, x->line, "a value of type %s has no fields, so no \"%.*s\"",
                value_type_name(&v), P(name));
    const struct model_field *f = model_field_find(v.of, name);
    if (!f)
        fail_at(x->file, x->line, "%s has no field \"%.*s\"; it has: %s", v.of->name, P(name),
                model_field_list(v.of));
    return (struct value){.type = f->type,
                          .of = f->of,
                          .terms = f->terms,
                          .c = text_printf("%s%s%s", v.c, v.pointer ? "->" : ".", f->name)};
}

static struct value path_value(struct expr *x, str root)
{
    const char *known = "page";
    for (const struct variable *v = x->vars; v; v = v->next) {
        if (!str_eq(root, str_c(v->name))) {
            known = text_printf("%s, %s", known, v->name);
            continue;
        }
        *v->used = true;
        struct value value = v->value;
        /* No expr_sign: a path has no spaces in it. */
        while (x->rest.n > 1 && x->rest.p[0] == '.') {
            str name;
            skip(x, 1);
            if (!expr_name(x, &name)) fail_at(x->file, x->line, "a name is missing after the dot");
            value = field_value(x, value, name);
        }
        return value;
    }
    fail_at(x->file, x->line, "'%.*s' is not known here; known are: %s", P(root), known);
}

/* One argument of a function, as a str. */
static const char *argument(struct expr *x, const char *before)
{
    if (!expr_sign(x, before)) fail_at(x->file, x->line, "'%s' is missing here", before);
    return value_str(x, expr_value(x));
}

static const char *literal_argument(struct expr *x)
{
    struct value v = {0};
    if (expr_sign(x, "(")) v = expr_value(x);
    if (!v.literal) fail_at(x->file, x->line, "label(\"vocabulary\", code) begins with a literal");
    return text_z(v.text);
}

static struct value function_value(struct expr *x, str name)
{
    struct value out = {.type = FIELD_TEXT};
    if (str_eq(name, S("problem"))) {
        out.c = text_printf("out_problem(o, %s)", argument(x, "("));
    } else if (str_eq(name, S("typed"))) {
        const char *field = argument(x, "(");
        out.c = text_printf("out_typed(o, %s, %s)", field, argument(x, ","));
    } else if (str_eq(name, S("chosen"))) {
        const char *field = argument(x, "("), *option = argument(x, ",");
        out.type = FIELD_BOOL;
        out.c = text_printf("out_chosen(o, %s, %s, %s)", field, option, argument(x, ","));
    } else if (str_eq(name, S("label"))) {
        const char *voc = literal_argument(x);
        struct buf b;
        buf_init(&b, 1000);
        buf_c(&b, str_c(voc));
        out.c = text_printf("out_label(o, %.*s, %s)", P(buf_str(&b)), argument(x, ","));
        buf_free(&b);
    } else {
        fail_at(x->file, x->line,
                "there is no function %.*s; there are problem, typed, chosen, label", P(name));
    }
    if (!expr_sign(x, ")")) fail_at(x->file, x->line, "this function is not closed");
    return out;
}

static bool number_value(struct expr *x, struct value *out)
{
    size_t n = x->rest.n > 1 && x->rest.p[0] == '-' ? 1 : 0;
    while (n < x->rest.n && x->rest.p[n] >= '0' && x->rest.p[n] <= '9')
        n++;
    i64 number;
    if (expr_end(x) || !str_i64(str_sub(x->rest, 0, n), &number)) return false;
    skip(x, n);
    *out = (struct value){.type = FIELD_INT, .c = text_printf("%lldLL", (long long)number)};
    return true;
}

struct value expr_value(struct expr *x)
{
    str s;
    struct value v;
    int line = (expr_end(x), x->line);
    if (expr_sign(x, "_\"")) {
        x->rest = (str){x->rest.p - 1, x->rest.n + 1};
        if (!expr_string(x, &s) || s.n == 0) fail_at(x->file, x->line, "an empty message");
        message_add(x->messages, s, NO_STR, x->file, line);
        const char *lit = c_str(s);
        return (struct value){.type = FIELD_TEXT,
                              .c = text_printf("tr(o->page.lang, %s", lit + 2)}; /* without S( */
    }
    if (expr_string(x, &s))
        return (struct value){.type = FIELD_TEXT, .c = c_str(s), .literal = true, .text = s};
    if (number_value(x, &v)) return v;
    if (expr_word(x, "true")) return (struct value){.type = FIELD_BOOL, .c = "true"};
    if (expr_word(x, "false")) return (struct value){.type = FIELD_BOOL, .c = "false"};
    if (!expr_name(x, &s)) fail_at(x->file, x->line, "a value is missing here");
    if (x->rest.n > 0 && x->rest.p[0] == '(') return function_value(x, s);
    return str_eq(s, S("page")) ? page_value(x) : path_value(x, s);
}

/* --- conditions ------------------------------------------------------------------------------- */

static bool is_str(enum field_type t)
{
    return t == FIELD_TEXT || t == FIELD_CODE || t == FIELD_URL || t == FIELD_MARKDOWN ||
           t == FIELD_HTML || t == FIELD_TERM;
}

const char *value_truth(struct expr *x, struct value v)
{
    if (is_str(v.type)) return text_printf("%s.n > 0", v.c);
    switch (v.type) {
    case FIELD_BOOL:
        return v.c;
    case FIELD_ID:
    case FIELD_INT:
    case FIELD_SIZE:
        return text_printf("%s != 0", v.c);
    case FIELD_DECIMAL:
        return text_printf("%s.n > 0", v.c);
    case FIELD_MONEY:
        return text_printf("%s.currency[0] != 0", v.c);
    case FIELD_TIME:
    case FIELD_DATE:
        return text_printf("%s != NO_DATE", v.c);
    case FIELD_LIST:
        return text_printf("%s.n > 0", v.c);
    default:
        fail_at(x->file, x->line, "a value of type %s is always there; ask for one of its fields",
                value_type_name(&v));
    }
}

/* Values that compare with each other share a class; 0 compares with nothing. */
static int comparison_class(const struct value *v)
{
    if (is_str(v->type)) return 1;
    switch (v->type) {
    case FIELD_ID:
    case FIELD_INT:
    case FIELD_SIZE:
        return 2;
    case FIELD_TIME:
        return 3;
    case FIELD_DATE:
        return 4;
    case FIELD_BOOL:
        return 5;
    default:
        return 0;
    }
}

static const char *compare(struct expr *x, struct value a, const char *op, struct value b)
{
    int class = comparison_class(&a);
    if (class == 0 || class != comparison_class(&b))
        fail_at(x->file, x->line, "a value of type %s does not compare with one of type %s",
                value_type_name(&a), value_type_name(&b));
    bool equality = op[1] == '=';
    if ((class == 1 || class == 5) && !equality)
        fail_at(x->file, x->line, "%s compares only by == and !=", value_type_name(&a));
    if (class == 1) return text_printf("%sstr_eq(%s, %s)", op[0] == '!' ? "!" : "", a.c, b.c);
    return text_printf("%s %s %s", a.c, op, b.c);
}

static const char *comparison(struct expr *x)
{
    static const char *const ops[] = {"==", "!=", "<", ">"};
    if (expr_sign(x, "(")) {
        const char *inside = expr_condition(x);
        if (!expr_sign(x, ")")) fail_at(x->file, x->line, "')' is missing here");
        return text_printf("(%s)", inside);
    }
    struct value a = expr_value(x);
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
        if (expr_sign(x, ops[i])) return compare(x, a, ops[i], expr_value(x));
    if (a.literal) fail_at(x->file, x->line, "a literal is no condition");
    return value_truth(x, a);
}

static const char *negation(struct expr *x)
{
    if (!expr_word(x, "not")) return comparison(x);
    return text_printf("!(%s)", negation(x));
}

static const char *conjunction(struct expr *x, bool *joined)
{
    const char *c = negation(x);
    *joined = false;
    while (expr_word(x, "and")) {
        c = text_printf("%s && %s", c, negation(x));
        *joined = true;
    }
    return c;
}

const char *expr_condition(struct expr *x)
{
    bool joined, last;
    const char *c = conjunction(x, &joined);
    while (expr_word(x, "or")) {
        const char *more = conjunction(x, &last);
        /* Parentheses, because the compiler asks for them around && beside ||. */
        c = text_printf(joined ? "(%s) || " : "%s || ", c);
        c = text_printf(last ? "%s(%s)" : "%s%s", c, more);
        joined = false;
    }
    return c;
}

/* --- conversions ------------------------------------------------------------------------------ */

const char *value_str(struct expr *x, struct value v)
{
    switch (v.type) {
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_URL:
    case FIELD_MARKDOWN:
    case FIELD_TERM:
    case FIELD_DECIMAL:
        return v.c;
    case FIELD_INT:
    case FIELD_SIZE:
        return text_printf("plain_int(o, %s)", v.c);
    case FIELD_MONEY:
        return text_printf("plain_money(o, %s)", v.c);
    case FIELD_DATE:
        return text_printf("plain_date(o, %s)", v.c);
    default:
        fail_at(x->file, x->line, "a value of type %s cannot stand where a text is asked",
                value_type_name(&v));
    }
}

static bool is_code_literal(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_word_char(s.p[i]) && s.p[i] != '-') return false;
    return true;
}

const char *value_as(struct expr *x, struct value v, const struct value *want, const char *name)
{
    enum field_type t = want->type;
    if (t == FIELD_BOOL) return value_truth(x, v);
    bool plain = (is_str(v.type) && v.type != FIELD_HTML) || v.type == FIELD_INT ||
                 v.type == FIELD_DECIMAL || v.type == FIELD_SIZE || v.type == FIELD_MONEY ||
                 v.type == FIELD_DATE;
    bool fits = t == FIELD_TEXT && plain;
    if (t == FIELD_CODE)
        fits =
            v.type == FIELD_CODE || v.type == FIELD_TERM || (v.literal && is_code_literal(v.text));
    if (t == FIELD_URL) fits = v.type == FIELD_URL || (v.literal && str_starts(v.text, S("/")));
    if (t == FIELD_MARKDOWN) fits = v.type == FIELD_MARKDOWN || v.literal;
    if (fits) return value_str(x, v);
    if (v.type == t && v.of == want->of && (t != FIELD_TERM || strcmp(v.terms, want->terms) == 0)) {
        if (t == FIELD_VIEW && !v.pointer) return text_printf("&%s", v.c);
        return v.c;
    }
    fail_at(x->file, x->line, "'%s' is of type %s, and this is of type %s", name,
            value_type_name(want), value_type_name(&v));
}

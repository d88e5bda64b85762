/* html.c: the host tool `html`. Compiles each template into a typed C function that writes through
** web/out.h: build/gen/html_FEATURE.c, the prototypes in html.h. It knows the type of every value from
** the models and the place where it stands, and takes the escaper of both; what has none is refused.
** It also joins the messages of templates to those of index, into messages.txt.
** The Makefile calls it after index: html --rooms "base … desk" --out build/gen src */
#include "lib/expr.h"
#include "lib/markup.h"
#include "lib/template.h"

#include <unistd.h>

struct param {
    const char *name;
    struct value want;
    const char *fallback; /* C, or NULL: must be given */
    bool used;
};
struct part {
    const struct template *template;
    struct {
        struct param *v;
        size_t n, cap;
    } params;
    bool has_slot;
};

/* One run over all templates; what is about one template comes last. */
static struct {
    struct tool tool;
    struct model model;
    struct messages messages;
    struct {
        struct part *v;
        size_t n, cap;
    } parts;

    const struct template *template;
    struct part *part; /* being compiled, or NULL */
    const char *function;
    str rest;
    struct markup m;
    const struct variable *vars;
    struct buf body, before; /* the function; the argument writers that stand before it */
    int writers, depth;
    bool slot_seen;
} c;

static struct expr expr_on(str text)
{
    return (struct expr){c.template->file, c.m.line, text, c.vars, &c.messages};
}

/* --- a value in its place ------------------------------------------------------------------------- */

_Noreturn static void refuse(const struct value *v, const char *where)
{
    fail_at(c.template->file, c.m.line, "a %s cannot stand in %s", value_type_name(v), where);
}

static const char *call(const char *fn, const char *value)
{
    return text_printf("%s(o, %s);", fn, value);
}

static const char *write_text(const struct value *v, bool plain)
{
    switch (v->type) {
    case FIELD_INT:
        return call("out_int", v->c);
    case FIELD_TEXT:
    case FIELD_URL:
    case FIELD_CODE:
        return call("out_text", v->c);
    case FIELD_MARKDOWN:
        return call(plain ? "out_text" : "out_markdown", v->c);
    case FIELD_HTML:
        if (plain) refuse(v, "a place where no element can stand");
        return call("out_html", v->c);
    case FIELD_MONEY:
        return call("out_money", v->c);
    case FIELD_TIME:
        return call(plain ? "out_time_plain" : "out_time", v->c);
    case FIELD_DATE:
        return call(plain ? "out_date_plain" : "out_date", v->c);
    case FIELD_TERM:
        return text_printf("out_term(o, \"%s\", %s);", v->terms, v->c);
    case FIELD_SIZE:
        return call("out_size", v->c);
    default:
        refuse(v, v->type == FIELD_ID ? "a page: it never leaves the server" : "text");
    }
}

static bool attribute_is(const char *list)
{
    str rest = str_c(list), one;
    while (str_cut(&rest, ' ', &one))
        if (str_eq(one, str_c(c.m.s.attribute))) return true;
    return false;
}

static const char *write_attribute(const struct value *v)
{
    /* What a machine reads gets the bare form, what a person reads gets theirs. */
    bool machine = attribute_is("value for name content datetime min max step width height list "
                                "aria-describedby aria-labelledby aria-controls headers form") ||
                   str_starts(str_c(c.m.s.attribute), S("data-"));
    if (attribute_is("class id")) {
        if (v->type == FIELD_CODE || v->type == FIELD_TERM) return call("out_code", v->c);
        if (v->type == FIELD_INT) return call("out_int_plain", v->c);
        refuse(v, "class or id; a code can");
    }
    switch (v->type) {
    case FIELD_INT:
        return call("out_int_plain", v->c);
    case FIELD_SIZE:
        return call(machine ? "out_int_plain" : "out_size", v->c);
    case FIELD_MONEY:
        return call(machine ? "out_money_plain" : "out_money", v->c);
    case FIELD_TERM:
        return machine ? call("out_text", v->c) : write_text(v, true);
    case FIELD_MARKDOWN:
        if (attribute_is("value")) return call("out_text", v->c);
        return call("out_text", text_printf("markdown_plain(o->arena, %s)", v->c));
    default:
        return write_text(v, true);
    }
}

static const char *write_url(const struct value *v)
{
    struct markup_state *s = &c.m.s;
    bool first = !s->url_begun && !s->url_whole;
    if (s->url_whole) refuse(v, "an address that is complete already");
    if (v->is_base || v->is_path) {
        s->url_begun = true;
        return v->is_base ? "out_base(o);" : call("out_url", v->c);
    }
    if (v->type == FIELD_URL && first) {
        s->url_whole = true;
        return call("out_url", v->c);
    }
    if (first)
        refuse(v, "the beginning of an address; begin it with a literal, or use a value of type url");
    switch (v->type) {
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_TERM:
    case FIELD_URL: /* as a value of a query */
        return call("out_url_part", v->c);
    case FIELD_INT:
        return call("out_int_plain", v->c);
    case FIELD_DATE:
        return call("out_date_plain", v->c);
    default:
        refuse(v, "an address");
    }
}

static const char *write_value(enum place place, const struct value *v)
{
    if (v->type == FIELD_BOOL) refuse(v, "a page; ask for it with {if}");
    if (v->type == FIELD_LIST) refuse(v, "a page; go through it with {for}, or write its number, .n");
    if (place == PLACE_URL) return write_url(v);
    if (place == PLACE_ATTRIBUTE) return write_attribute(v);
    return write_text(v, place == PLACE_PLAIN);
}

static void value_directive(str inside)
{
    struct expr x = expr_on(inside);
    struct value v = expr_value(&x);
    expr_finish(&x);
    enum place place = markup_place(&c.m);
    const char *statement = write_value(place, &v);
    markup_statement(&c.m, "%s", statement);
}

/* --- messages ------------------------------------------------------------------------------------ */

/* Every %1 … must have its argument, every argument its place. */
static void check_places(str message, size_t count, bool may_miss, int line)
{
    bool seen[10] = {false};
    for (size_t i = 0; i + 1 < message.n; i++) {
        if (message.p[i] != '%' || message.p[i + 1] < '1' || message.p[i + 1] > '9') continue;
        size_t k = (size_t)(message.p[i + 1] - '0');
        seen[k] = true;
        if (k > count)
            fail_at(c.template->file, line, "this message has %%%zu and %zu argument%s", k, count,
                    count == 1 ? "" : "s");
    }
    for (size_t k = 1; k <= count; k++)
        if (!seen[k] && !may_miss)
            fail_at(c.template->file, line, "this message has no place %%%zu for its argument", k);
}

/* A struct of the arguments and the function that writes them; returns their common name. */
static const char *put_writer(const struct value *v, size_t n, enum place place)
{
    const char *name = text_printf("%s_message_%d", c.function, ++c.writers);
    struct buf *b = &c.before;
    buf_printf(b, "struct %s {\n", name);
    for (size_t i = 0; i < n; i++) {
        const char *type = field_type_c(v[i].type);
        if (!type) refuse(&v[i], "a message");
        buf_printf(b, "    %s a%zu;\n", type, i);
    }
    buf_printf(b, "};\nstatic void %s(struct out *o, int i, const void *ctx)\n{\n", name);
    buf_printf(b, "    const struct %s *m = ctx;\n", name);
    for (size_t i = 0; i < n; i++) {
        struct value inner = v[i];
        inner.c = text_printf("m->a%zu", i);
        buf_printf(b, "    if (i == %zu) %s\n", i, write_value(place, &inner));
    }
    buf_lit(b, "}\n\n");
    return name;
}

static void message_directive(str inside)
{
    struct expr x = expr_on(inside);
    str one, many = NO_STR;
    int line = (expr_end(&x), x.line);
    if (!expr_string(&x, &one) || one.n == 0)
        fail_at(x.file, x.line, "{_ is followed by a message in quotes");
    bool plural = expr_string(&x, &many);
    struct value v[9];
    size_t n = 0;
    while (!expr_end(&x)) {
        if (n == 9) fail_at(x.file, x.line, "a message takes nine arguments");
        v[n++] = expr_value(&x);
    }
    if (plural && (n == 0 || (v[0].type != FIELD_INT && v[0].type != FIELD_SIZE)))
        fail_at(x.file, line, "two messages choose by their first argument, an int");
    check_places(plural ? many : one, n, false, line);
    if (plural) check_places(one, n, true, line);
    message_add(&c.messages, one, many, x.file, line);

    enum place place = markup_place(&c.m);
    if (place == PLACE_URL) fail_at(x.file, line, "a message cannot stand in an address");
    const char *text = c_str(one) + 2, *other = c_str(many) + 2; /* behind "S(" */
    text = plural ? text_printf("tr_n(o->page.lang, %.*s, %.*s, %s)", (int)strlen(text) - 1, text,
                                (int)strlen(other) - 1, other, v[0].c)
                  : text_printf("tr(o->page.lang, %s", text);
    if (n == 0) {
        markup_statement(&c.m, "out_text(o, %s);", text);
        return;
    }
    const char *name = put_writer(v, n, place), *values = "";
    for (size_t i = 0; i < n; i++) values = text_printf("%s%s%s", values, i ? ", " : "", v[i].c);
    markup_statement(&c.m, "out_message(o, %s, %s,\n                &(struct %s){%s});", text, name,
                     name, values);
}

/* --- blocks -------------------------------------------------------------------------------------- */

static str block(void);

_Noreturn static void refuse_end(str end, const char *opened, int line)
{
    if (end.n == 0) fail_at(c.template->file, line, "this %s has no {end}", opened);
    fail_at(c.template->file, c.m.line, "{%.*s} does not end the %s of line %d", P(end), opened,
            line);
}

static void open_block(void)
{
    c.m.indent++;
    c.depth++;
}

static void close_block(void)
{
    markup_settle(&c.m);
    c.m.indent--;
    c.depth--;
}

static const char *condition_of(str text)
{
    struct expr x = expr_on(text);
    const char *condition = expr_condition(&x);
    expr_finish(&x);
    return condition;
}

static void if_directive(str inside)
{
    int line = c.m.line;
    const char *condition = condition_of(inside);
    markup_settle(&c.m);
    struct markup_state start = c.m.s, merged = c.m.s;
    markup_statement(&c.m, "if (%s) {", condition);
    bool last = false;
    for (bool first = true;; first = false) {
        open_block();
        str end = block();
        close_block();
        if (!first) markup_meet(&c.m, &start, &merged, line);
        merged = c.m.s;
        if (str_eq(end, S("end"))) break;
        bool is_else = str_eq(end, S("else"));
        if (last || (!is_else && !str_starts(end, S("elif ")))) refuse_end(end, "{if}", line);
        c.m.s = start;
        last = is_else;
        if (is_else) markup_statement(&c.m, "} else {");
        else
            markup_statement(&c.m, "} else if (%s) {", condition_of(str_sub(end, 5, end.n)));
    }
    markup_statement(&c.m, "}");
    if (!last) markup_meet(&c.m, &start, &start, line);
}

static const struct variable *variable_new(const char *name, struct value value, bool *used)
{
    struct variable *v = NEW(tool_arena, struct variable);
    *v = (struct variable){name, value, used, c.vars};
    return v;
}

static void loop_variable(struct expr *x, const char *name, const struct model_view *of, bool *used)
{
    for (const struct variable *v = c.vars; v; v = v->next)
        if (strcmp(v->name, name) == 0)
            fail_at(x->file, x->line, "'%s' has a meaning here already", name);
    if (strcmp(name, "page") == 0) fail_at(x->file, x->line, "'page' has a meaning already");
    bool *counted = NEW(tool_arena, bool);
    c.vars = variable_new(name, (struct value){.type = FIELD_VIEW, .of = of, .pointer = true,
                                               .c = text_printf("l_%s", name)},
                          used);
    c.vars = variable_new(text_printf("%s_first", name),
                          (struct value){.type = FIELD_BOOL, .c = text_printf("(i_%s == 0)", name)},
                          counted);
    c.vars = variable_new(text_printf("%s_index", name),
                          (struct value){.type = FIELD_INT, .c = text_printf("(i64)i_%s", name)},
                          counted);
}

static void for_directive(str inside)
{
    int line = c.m.line;
    struct expr x = expr_on(inside);
    str name;
    if (!expr_name(&x, &name) || !is_name(name) || !expr_word(&x, "in"))
        fail_at(x.file, x.line, "a loop is written {for row in v.rows}");
    struct value list = expr_value(&x);
    expr_finish(&x);
    if (list.type != FIELD_LIST)
        fail_at(x.file, x.line, "{for} goes through a list, and this is a %s",
                value_type_name(&list));
    const struct variable *outer = c.vars;
    bool used = false;
    const char *row = text_z(name);
    loop_variable(&x, row, list.of, &used);

    markup_settle(&c.m);
    struct markup_state start = c.m.s;
    c.m.s.after_block = false; /* the white space at its beginning parts it from its last round */
    markup_statement(&c.m, "for (size_t i_%s = 0; i_%s < %s.n; i_%s++) {", row, row, list.c, row);
    open_block();
    markup_statement(&c.m, "const struct %s *l_%s = &%s.v[i_%s];", list.of->name, row, list.c, row);
    c.m.loops++;
    str end = block();
    c.m.loops--;
    markup_settle(&c.m);
    if (!used) markup_statement(&c.m, "(void)l_%s;", row);
    close_block();
    markup_statement(&c.m, "}");
    markup_meet(&c.m, &start, &start, line);
    c.vars = outer;
    if (str_eq(end, S("end"))) return;
    if (!str_eq(end, S("else"))) refuse_end(end, "{for}", line);
    struct markup_state after = c.m.s;
    c.m.s = start;
    markup_statement(&c.m, "if (%s.n == 0) {", list.c);
    open_block();
    end = block();
    close_block();
    if (!str_eq(end, S("end"))) refuse_end(end, "{else}", line);
    markup_statement(&c.m, "}");
    markup_meet(&c.m, &start, &after, line);
}

/* --- parts --------------------------------------------------------------------------------------- */

static const struct part *part_find(str name)
{
    for (size_t i = 0; i < c.parts.n; i++)
        if (str_eq(name, str_c(c.parts.v[i].template->part))) return &c.parts.v[i];
    return NULL;
}

static const char *part_names(void)
{
    const char *list = "";
    for (size_t i = 0; i < c.parts.n; i++)
        list = text_printf("%s%s%s", list, i ? ", " : "", c.parts.v[i].template->part);
    return list;
}

/* name=value … as C arguments in the order of the declaration. */
static const char *part_arguments(struct expr *x, const struct part *p)
{
    const char **given = NEW_ARRAY(tool_arena, p->params.n + 1, const char *);
    str name;
    while (expr_name(x, &name)) {
        size_t i = 0;
        while (i < p->params.n && !str_eq(name, str_c(p->params.v[i].name))) i++;
        if (i == p->params.n)
            fail_at(x->file, x->line, "the part %s has no parameter '%.*s'", p->template->part,
                    P(name));
        const struct param *param = &p->params.v[i];
        if (given[i]) fail_at(x->file, x->line, "'%s' is given twice", param->name);
        if (!expr_sign(x, "=")) fail_at(x->file, x->line, "after '%s' comes =", param->name);
        if (param->want.type == FIELD_BOOL && expr_sign(x, "(")) {
            given[i] = expr_condition(x);
            if (!expr_sign(x, ")")) fail_at(x->file, x->line, "')' is missing here");
        } else {
            given[i] = value_as(x, expr_value(x), &param->want, param->name);
        }
    }
    expr_finish(x);
    const char *list = "o";
    for (size_t i = 0; i < p->params.n; i++) {
        const char *value = given[i] ? given[i] : p->params.v[i].fallback;
        if (!value)
            fail_at(x->file, c.m.line, "the part %s needs '%s'", p->template->part,
                    p->params.v[i].name);
        list = text_printf("%s, %s", list, value);
    }
    return list;
}

static void part_directive(str name, str inside)
{
    int line = c.m.line;
    struct expr x = expr_on(inside);
    const struct part *p = part_find(name);
    if (!p)
        fail_at(x.file, line, "{%.*s} is no directive and no part; parts are: %s", P(name),
                part_names());
    const struct template *t = p->template;
    if (!t->shared && !room_may_use(&c.tool, c.template->room, t->room))
        fail_at(x.file, line, "the part %s belongs to a higher room, %s", t->part, t->file);
    const char *arguments = part_arguments(&x, p);
    markup_need_text(&c.m, text_printf("the part %s", t->part));
    if (begins_with_block(t->body)) c.m.s.space = false;
    markup_settle(&c.m);
    if (p->has_slot) {
        markup_statement(&c.m, "part_%s_begin(%s);", t->part, arguments);
        struct markup_state start = c.m.s;
        c.m.s.after_block = true;
        c.depth++;
        str end = block();
        c.depth--;
        if (!str_eq(end, str_c(text_printf("end %s", t->part))))
            refuse_end(end, text_printf("{%s}", t->part), line);
        markup_settle(&c.m);
        markup_meet(&c.m, &start, &start, line);
        markup_statement(&c.m, "part_%s_end(%s);", t->part, arguments);
    } else {
        markup_statement(&c.m, "part_%s(%s);", t->part, arguments);
    }
    c.m.s.after_block = ends_with_block(t->body);
}

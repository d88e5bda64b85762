/* compile.c: one template becomes one C function; see compile.h. */
#include "compile.h"

#include "place.h"

/* What is about the template being compiled. */
static struct {
    struct compiler *all;
    const struct template *template;
    const char *function;
    str rest;
    struct markup m;
    const struct variable *vars;
    struct buf *before; /* the argument writers stand before the function */
    int writers, depth;
    bool slot_allowed;
} c;

static struct expr expr_on(str text)
{
    return (struct expr){c.template->file, c.m.line, text, c.vars, &c.all->messages};
}

static void value_directive(str inside)
{
    struct expr x = expr_on(inside);
    struct value v = expr_value(&x);
    expr_finish(&x);
    enum place place = markup_place(&c.m);
    const char *statement = place_write(&c.m, place, &v);
    markup_statement(&c.m, "%s", statement);
}

/* --- messages --------------------------------------------------------------------------------- */

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
    struct buf *b = c.before;
    buf_printf(b, "struct %s {\n", name);
    for (size_t i = 0; i < n; i++) {
        const char *type = field_type_c(v[i].type);
        if (!type)
            fail_at(c.template->file, c.m.line, "a value of type %s cannot stand in a message",
                    value_type_name(&v[i]));
        buf_printf(b, "    %s a%zu;\n", type, i);
    }
    buf_printf(b, "};\nstatic void %s(struct out *o, int i, const void *ctx)\n{\n", name);
    buf_printf(b, "    const struct %s *m = ctx;\n", name);
    for (size_t i = 0; i < n; i++) {
        struct value inner = v[i];
        inner.c = text_printf("m->a%zu", i);
        buf_printf(b, "    if (i == %zu) %s\n", i, place_write(&c.m, place, &inner));
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
    message_add(&c.all->messages, one, many, x.file, line);

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
    for (size_t i = 0; i < n; i++)
        values = text_printf("%s%s%s", values, i ? ", " : "", v[i].c);
    markup_statement(&c.m, "out_message(o, %s, %s,\n                &(struct %s){%s});", text, name,
                     name, values);
}

/* --- blocks ----------------------------------------------------------------------------------- */

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
        if (is_else)
            markup_statement(&c.m, "} else {");
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
    c.vars = variable_new(
        name,
        (struct value){
            .type = FIELD_VIEW, .of = of, .pointer = true, .c = text_printf("l_%s", name)},
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
        fail_at(x.file, x.line, "{for} goes through a list, and this is of type %s",
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

/* --- parts ------------------------------------------------------------------------------------ */

static const struct part *part_find(str name)
{
    for (size_t i = 0; i < c.all->parts.n; i++)
        if (str_eq(name, str_c(c.all->parts.v[i].template->part))) return &c.all->parts.v[i];
    return NULL;
}

static const char *part_names(void)
{
    const char *list = "";
    for (size_t i = 0; i < c.all->parts.n; i++)
        list = text_printf("%s%s%s", list, i ? ", " : "", c.all->parts.v[i].template->part);
    return list;
}

/* name=value … as C arguments in the order of the declaration. */
static const char *part_arguments(struct expr *x, const struct part *p)
{
    const char **given = NEW_ARRAY(tool_arena, p->params.n + 1, const char *);
    str name;
    while (expr_name(x, &name)) {
        size_t i = 0;
        while (i < p->params.n && !str_eq(name, str_c(p->params.v[i].name)))
            i++;
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
    if (!t->shared && !room_may_use(&c.all->tool, c.template->room, t->room))
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

/* --- a template ------------------------------------------------------------------------------- */

static void slot_directive(void)
{
    markup_need_text(&c.m, "{slot}");
    if (!c.slot_allowed || c.depth > 0)
        fail_at(c.template->file, c.m.line,
                "{slot} stands once in a part, outside of {if} and {for}");
    c.slot_allowed = false;
    markup_settle(&c.m);
    buf_add(c.m.code, S(SLOT_MARK));
    c.m.s.after_block = true;
}

/* Position of the next directive in c.rest: a { before = _ # or a letter; the end if there is none.
** */
static size_t next_directive(void)
{
    for (size_t i = 0; i + 1 < c.rest.n; i++) {
        char after = c.rest.p[i + 1];
        bool opens = (after >= 'a' && after <= 'z') || after == '=' || after == '_' || after == '#';
        if (c.rest.p[i] == '{' && opens) return i;
    }
    return c.rest.n;
}

/* Takes a directive off c.rest: what stands between { and its }, which no quotes hide. */
static str take_directive(void)
{
    bool comment = c.rest.p[1] == '#', quoted = false;
    size_t i = 1;
    for (; i < c.rest.n; i++) {
        char at = c.rest.p[i];
        if (comment ? at == '}' && c.rest.p[i - 1] == '#' && i > 2 : at == '}' && !quoted) break;
        if (at == '"') quoted = !quoted;
        if (at == '\\' && quoted) i++;
    }
    if (i >= c.rest.n) fail_at(c.template->file, c.m.line, "this { is not closed");
    str inside = str_sub(c.rest, 1, i);
    c.rest = str_sub(c.rest, i + 1, c.rest.n);
    return inside;
}

/* Up to the directive that ends the block, which it returns: "end", "else", "elif …", "end PART";
** NO_STR at the end of the file. */
static str block(void)
{
    while (c.rest.n > 0) {
        size_t at = next_directive();
        markup_feed(&c.m, str_sub(c.rest, 0, at));
        c.rest = str_sub(c.rest, at, c.rest.n);
        if (c.rest.n == 0) break;
        str inside = str_trim(take_directive()), name = NO_STR;
        int lines = 0;
        for (size_t i = 0; i < inside.n; i++)
            lines += inside.p[i] == '\n';
        struct expr x = expr_on(inside);
        if (str_starts(inside, S("=")))
            value_directive(str_sub(inside, 1, inside.n));
        else if (str_starts(inside, S("_")))
            message_directive(str_sub(inside, 1, inside.n));
        else if (expr_word(&x, "if"))
            if_directive(x.rest);
        else if (expr_word(&x, "for"))
            for_directive(x.rest);
        else if (str_eq(inside, S("slot")))
            slot_directive();
        else if (expr_word(&x, "end") || expr_word(&x, "else") || expr_word(&x, "elif")) {
            c.m.line += lines;
            return inside;
        } else if (expr_name(&x, &name))
            part_directive(name, x.rest); /* else a comment */
        c.m.line += lines;
    }
    return NO_STR;
}

void compile_template(struct compiler *all, const struct template *t, const char *function,
                      const struct variable *vars, bool has_slot, struct buf *body,
                      struct buf *before)
{
    c = (typeof(c)){.all = all,
                    .template = t,
                    .function = function,
                    .rest = t->body,
                    .vars = vars,
                    .before = before,
                    .slot_allowed = has_slot};
    markup_begin(&c.m, t->file, t->body_line, body);
    str end = block();
    if (end.n > 0) fail_at(t->file, c.m.line, "{%.*s} ends nothing here", P(end));
    markup_finish(&c.m);
}

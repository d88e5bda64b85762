/* html.c: the host tool `html`. Compiles each template into a typed C function that writes through
** web/out.h: build/gen/html_FEATURE.c, the prototypes in html.h. It knows the type of every value
** from the models and the place where it stands, and takes the escaper of both; what has none is
** refused. It also joins the messages of templates to those of index, into messages.txt. The
** Makefile calls it after index: html --rooms "base … desk" --out build/gen src */
#include "lib/compile.h"

#include <unistd.h>

static struct compiler all;
static struct templates templates;

/* --- declarations of parts -------------------------------------------------------------------- */

/* text, [view], term(voc), view. */
static struct value param_type(struct expr *x, const struct template *t)
{
    struct value v = {0};
    str name = NO_STR, voc = NO_STR;
    bool list = expr_sign(x, "[");
    if (!expr_name(x, &name)) fail_at(x->file, x->line, "a type is missing here");
    if (list && !expr_sign(x, "]")) fail_at(x->file, x->line, "']' is missing here");
    if (!list && field_type_named(name, &v.type)) return v;
    if (!list && str_eq(name, S("term"))) {
        bool closed = expr_sign(x, "(") && expr_name(x, &voc) && expr_sign(x, ")");
        if (!closed) fail_at(x->file, x->line, "a term is written term(vocabulary)");
        return (struct value){.type = FIELD_TERM, .terms = text_z(voc)};
    }
    v.type = list ? FIELD_LIST : FIELD_VIEW;
    v.of = model_find(&all.model, name);
    if (!v.of) fail_at(x->file, x->line, "there is no type and no view '%.*s'", P(name));
    if (!room_may_use(&all.tool, t->room, v.of->room))
        fail_at(x->file, x->line, "view '%.*s' belongs to a higher room", P(name));
    return v;
}

static const char *nothing_of(struct expr *x, const struct value *want)
{
    switch (want->type) {
    case FIELD_LIST:
        return text_printf("(struct %s_array){0}", want->of->name);
    case FIELD_MONEY:
        return "(struct money){0}";
    case FIELD_TIME:
    case FIELD_DATE:
        return "NO_DATE";
    case FIELD_VIEW:
        fail_at(x->file, x->line, "a view has no none");
    default:
        return strcmp(field_type_c(want->type), "str") == 0 ? "NO_STR" : "0";
    }
}

static const char *param_default(struct expr *x, const struct param *p)
{
    if (expr_word(x, "none")) return nothing_of(x, &p->want);
    return value_as(x, expr_value(x), &p->want, p->name);
}

/* {part field name: code, hint: text = "", items: [choice] = none} */
static void declare_part(const struct template *t)
{
    static const char *const taken[] = {"if", "for", "else", "elif", "end", "slot", "view", "part"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(taken[i], t->part) == 0) fail_at(t->file, 1, "a part cannot be named so");
    struct part part = {.template = t, .has_slot = str_find(t->body, S("{slot}")) >= 0};
    struct expr x = {t->file, 1, t->head, NULL, &all.messages};
    str name;
    expr_word(&x, "part");
    expr_name(&x, &name); /* its own, which templates_find compared with the file's */
    for (bool first = true; !expr_end(&x); first = false) {
        if (!first && !expr_sign(&x, ",")) fail_at(x.file, x.line, "a comma is missing here");
        if (!expr_name(&x, &name) || !is_name(name) || !expr_sign(&x, ":"))
            fail_at(x.file, x.line, "a parameter is written name: type, or name: type = value");
        struct param p = {.name = text_z(name), .want = param_type(&x, t)};
        for (size_t i = 0; i < part.params.n; i++)
            if (strcmp(part.params.v[i].name, p.name) == 0)
                fail_at(x.file, x.line, "'%s' is declared twice", p.name);
        if (expr_sign(&x, "=")) p.fallback = param_default(&x, &p);
        *PUSH(tool_arena, &part.params) = p;
    }
    *PUSH(tool_arena, &all.parts) = part;
}

static const char *param_c(const struct param *p)
{
    if (p->want.type == FIELD_LIST)
        return text_printf("struct %s_array p_%s", p->want.of->name, p->name);
    if (p->want.type == FIELD_VIEW)
        return text_printf("const struct %s *p_%s", p->want.of->name, p->name);
    return text_printf("%s p_%s", field_type_c(p->want.type), p->name);
}

/* "void part_field(struct out *o, str p_name)" with "", "_begin" or "_end" behind its name. */
static const char *part_prototype(const struct part *p, const char *suffix)
{
    const char *list = "struct out *o";
    for (size_t i = 0; i < p->params.n; i++)
        list = text_printf("%s, %s", list, param_c(&p->params.v[i]));
    return text_printf("void part_%s%s(%s)", p->template->part, suffix, list);
}

/* --- functions -------------------------------------------------------------------------------- */

static void put_function(struct buf *file, const char *prototype, str body, const char *unused)
{
    buf_printf(file, "%s\n{\n%.*s%s}\n\n", prototype, P(body), unused);
}

/* (void)p; for the parameters that a part does not name; for all of them when its slot cuts it into
** two functions, since each half names others. */
static const char *unused_of(const struct part *p, const bool *used, str body)
{
    const char *list = body.n == 0 ? "    (void)o;\n" : "";
    for (size_t i = 0; i < p->params.n; i++)
        if (p->has_slot || !used[i])
            list = text_printf("%s    (void)p_%s;\n", list, p->params.v[i].name);
    return list;
}

static void put_part(const struct part *p, struct buf *file)
{
    struct buf body;
    buf_init(&body, OUTPUT_MAX);
    const struct variable *vars = NULL;
    bool *used = NEW_ARRAY(tool_arena, p->params.n + 1, bool);
    for (size_t i = 0; i < p->params.n; i++) {
        struct variable *v = NEW(tool_arena, struct variable);
        *v = (struct variable){p->params.v[i].name, p->params.v[i].want, &used[i], vars};
        v->value.c = text_printf("p_%s", v->name);
        v->value.pointer = v->value.type == FIELD_VIEW;
        vars = v;
    }
    compile_template(&all, p->template, text_printf("part_%s", p->template->part), vars,
                     p->has_slot, &body, file);
    str rest = buf_str(&body), half;
    if (p->has_slot) {
        str_cut(&rest, SLOT_MARK[0], &half);
        put_function(file, part_prototype(p, "_begin"), half, unused_of(p, used, half));
        put_function(file, part_prototype(p, "_end"), rest, unused_of(p, used, rest));
    } else {
        put_function(file, part_prototype(p, ""), rest, unused_of(p, used, rest));
    }
    buf_free(&body);
}

static const char *view_prototype(const struct template *t)
{
    return text_printf("void %s_html(struct out *o, const struct %s *v)", t->view->name,
                       t->view->name);
}

static void put_view(const struct template *t, struct buf *file)
{
    struct buf body;
    buf_init(&body, OUTPUT_MAX);
    bool used = false;
    struct variable v = {
        "v", {.type = FIELD_VIEW, .of = t->view, .pointer = true, .c = "v"}, &used, NULL};
    compile_template(&all, t, t->view->name, &v, false, &body, file);
    const char *unused =
        text_printf("%s%s", body.n == 0 ? "    (void)o;\n" : "", used ? "" : "    (void)v;\n");
    put_function(file, view_prototype(t), buf_str(&body), unused);
    buf_free(&body);
}

/* --- files ------------------------------------------------------------------------------------ */

static void write_header(void)
{
    struct buf b;
    buf_init(&b, OUTPUT_MAX);
    buf_lit(&b,
            "/* html.h: the functions of templates. Written by tools/html; do not edit. */\n"
            "#ifndef GEN_HTML_H\n#define GEN_HTML_H\n\n"
            "#include \"gen/model.h\"\n#include \"web/markdown.h\"\n#include \"web/out.h\"\n\n");
    for (size_t i = 0; i < templates.n; i++)
        if (templates.v[i].view) buf_printf(&b, "%s;\n", view_prototype(&templates.v[i]));
    for (size_t i = 0; i < all.parts.n; i++) {
        const struct part *p = &all.parts.v[i];
        buf_printf(&b, "%s;\n", part_prototype(p, p->has_slot ? "_begin" : ""));
        if (p->has_slot) buf_printf(&b, "%s;\n", part_prototype(p, "_end"));
    }
    buf_lit(&b, "\n/* Bare forms of values, for fields and functions. */\n"
                "str plain_int(struct out *o, i64 v);\n"
                "str plain_money(struct out *o, struct money m);\n"
                "str plain_date(struct out *o, i64 d);\n\n#endif\n");
    write_if_changed(text_printf("%s/html.h", all.tool.out), &b);
    buf_reset(&b);
    buf_lit(&b,
            "/* html.c: bare forms of values. Written by tools/html; do not edit. */\n"
            "#include \"gen/html.h\"\n\n"
            "str plain_int(struct out *o, i64 v)\n{\n"
            "    return arena_printf(o->arena, \"%lld\", (long long)v);\n}\n\n"
            "str plain_money(struct out *o, struct money m)\n{\n"
            "    struct buf b;\n    buf_init(&b, 64);\n"
            "    if (m.currency[0]) buf_money_plain(&b, m);\n"
            "    str s = str_dup(o->arena, buf_str(&b));\n    buf_free(&b);\n    return s;\n}\n\n"
            "str plain_date(struct out *o, i64 d)\n{\n"
            "    struct buf b;\n    buf_init(&b, 64);\n"
            "    if (d != NO_DATE) buf_date(&b, d);\n"
            "    str s = str_dup(o->arena, buf_str(&b));\n    buf_free(&b);\n    return s;\n}\n");
    write_if_changed(text_printf("%s/html.c", all.tool.out), &b);
    buf_free(&b);
}

/* All templates of folders of one name stand in one file. Returns its path. */
static const char *write_feature(const char *feature)
{
    struct buf b;
    buf_init(&b, OUTPUT_MAX);
    buf_printf(&b,
               "/* Templates of %s. Written by tools/html; do not edit. */\n"
               "#include \"gen/html.h\"\n\n",
               feature);
    for (size_t i = 0; i < templates.n; i++)
        if (strcmp(templates.v[i].feature, feature) == 0 && templates.v[i].view)
            put_view(&templates.v[i], &b);
    for (size_t i = 0; i < all.parts.n; i++)
        if (strcmp(all.parts.v[i].template->feature, feature) == 0) put_part(&all.parts.v[i], &b);
    const char *path = text_printf("%s/html_%s.c", all.tool.out, feature);
    write_if_changed(path, &b);
    buf_free(&b);
    return path;
}

static bool listed(const struct names *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->v[i], name) == 0) return true;
    return false;
}

/* Files of features that have no template any more would still be compiled. */
static void remove_stale(const struct names *written)
{
    struct names there = files_below(all.tool.out, ".c");
    for (size_t i = 0; i < there.n; i++)
        if (str_starts(str_c(path_base(there.v[i])), S("html_")) && !listed(written, there.v[i]))
            unlink(there.v[i]);
}

static void write_messages(void)
{
    const char *index = text_printf("%s/messages_index.txt", all.tool.out);
    messages_sort(&all.messages);
    po_write(text_printf("%s/messages_html.txt", all.tool.out), &all.messages);
    if (file_exists(index)) po_read(index, &all.messages);
    messages_sort(&all.messages);
    po_write(text_printf("%s/messages.txt", all.tool.out), &all.messages);
}

int main(int argc, char **argv)
{
    all.tool = tool_start(argc, argv, "html --rooms \"low … high\" --out DIR SRC");
    if (all.tool.args.n != 1) fail_at("html", 0, "one source folder is needed");
    all.model = model_read(&all.tool, all.tool.args.v[0]);
    templates = templates_find(&all.tool, all.tool.args.v[0], &all.model);
    if (fault_count() > 0) return tool_end();
    for (size_t i = 0; i < templates.n; i++)
        if (templates.v[i].part) declare_part(&templates.v[i]);
    struct names features = {0}, written = {0};
    for (size_t i = 0; i < templates.n; i++)
        if (!listed(&features, templates.v[i].feature))
            *PUSH(tool_arena, &features) = templates.v[i].feature;
    for (size_t i = 0; i < features.n; i++)
        *PUSH(tool_arena, &written) = write_feature(features.v[i]);
    write_header();
    write_messages();
    remove_stale(&written);
    return tool_end();
}

/* index.c: the host tool `index`. From models and the comments above functions it writes the
** structs and descriptors of views (model.h, model.c), the tables of routes, commands, jobs …
** (registry.h, registry.c) and the messages of C files and models (messages_index.txt). It also
** keeps two laws: includes go down through the rooms, and addresses below /desk and no others need
** a person. The Makefile calls it first: index --rooms "base … desk" --out build/gen src */
#include "lib/registration.h"
#include "lib/template.h"

static struct buf output;

static void output_begin(const char *what)
{
    buf_reset(&output);
    buf_printf(&output, "/* %s Written by tools/index from the sources; do not edit. */\n", what);
}

static void output_end(const struct tool *t, const char *name)
{
    write_if_changed(text_printf("%s/%s", t->out, name), &output);
}

static void put_c(const char *text)
{
    if (text)
        buf_c(&output, str_c(text));
    else
        buf_lit(&output, "NULL");
}

/* --- views ----------------------------------------------------------------------------------- */

static const char *c_type(const struct model_field *f)
{
    if (f->type == FIELD_LIST) return text_printf("struct %s_array", f->of_name);
    if (f->type == FIELD_VIEW) return text_printf("struct %s", f->of_name);
    return field_type_c(f->type);
}

/* A struct after those that stand inside it. */
static void put_struct(const struct model_view *v, struct names *done)
{
    for (size_t i = 0; i < done->n; i++)
        if (done->v[i] == v->name) return;
    *PUSH(tool_arena, done) = v->name;
    for (size_t i = 0; i < v->fields.n; i++)
        if (v->fields.v[i].type == FIELD_VIEW) put_struct(v->fields.v[i].of, done);
    buf_printf(&output, "\n/* %s:%d */\nstruct %s {\n", v->file, v->line, v->name);
    for (size_t i = 0; i < v->fields.n; i++)
        buf_printf(&output, "    %s %s;\n", c_type(&v->fields.v[i]), v->fields.v[i].name);
    buf_lit(&output, "};\n");
}

static void write_model_h(const struct tool *t, const struct model *m)
{
    output_begin("model.h: the structs of all views.");
    buf_lit(&output, "#ifndef GEN_MODEL_H\n#define GEN_MODEL_H\n\n#include \"web/view.h\"\n\n");
    for (size_t i = 0; i < m->n; i++)
        buf_printf(&output,
                   "struct %s;\nstruct %s_array {\n    struct %s *v;\n    size_t n, cap;\n};\n"
                   "extern const struct view %s_view[1];\n",
                   m->v[i]->name, m->v[i]->name, m->v[i]->name, m->v[i]->name);
    struct names done = {0};
    for (size_t i = 0; i < m->n; i++)
        put_struct(m->v[i], &done);
    buf_lit(&output, "\n#endif\n");
    output_end(t, "model.h");
}

static void put_field(const struct model_view *v, const struct model_field *f)
{
    static const char *const faces[] = {"FOR_NOBODY", "FOR_DESK", "FOR_PUBLIC"};
    buf_printf(&output, "    {\"%s\", %s, %s, offsetof(struct %s, %s), ", f->name,
               field_type_enum(f->type), faces[f->face], v->name, f->name);
    put_c(f->label);
    buf_lit(&output, ", ");
    put_c(f->hxl);
    buf_lit(&output, ", ");
    put_c(f->terms);
    if (f->of)
        buf_printf(&output, ", %s_view},\n", f->of_name);
    else
        buf_lit(&output, ", NULL},\n");
}

static void put_descriptor(const struct model_view *v, bool has_template)
{
    buf_printf(&output, "\nstatic const struct view_field %s_fields[] = {\n", v->name);
    for (size_t i = 0; i < v->fields.n; i++)
        put_field(v, &v->fields.v[i]);
    buf_lit(&output, "};\n");
    if (has_template)
        buf_printf(
            &output,
            "static void %s_html_any(struct out *o, const void *v)\n{\n    %s_html(o, v);\n}\n",
            v->name, v->name);
    buf_printf(&output, "const struct view %s_view[1] = {{\"%s\", ", v->name, v->name);
    put_c(v->label);
    buf_printf(&output, ", sizeof(struct %s), %s_fields, %zu, ", v->name, v->name, v->fields.n);
    if (has_template)
        buf_printf(&output, "%s_html_any}};\n", v->name);
    else
        buf_lit(&output, "NULL}};\n");
}

static void write_model_c(const struct tool *t, const struct model *m, const struct templates *all)
{
    output_begin("model.c: the descriptors of all views.");
    buf_lit(&output, "#include \"gen/model.h\"\n#include \"gen/html.h\"\n");
    for (size_t i = 0; i < m->n; i++)
        put_descriptor(m->v[i], template_of_view(all, m->v[i]) != NULL);
    buf_lit(&output, "const struct view *const views[] = {\n");
    for (size_t i = 0; i < m->n; i++)
        buf_printf(&output, "    %s_view,\n", m->v[i]->name);
    buf_printf(&output, "    NULL,\n};\nconst size_t view_count = %zu;\n", m->n);
    output_end(t, "model.c");
}

/* --- checks over all registrations ------------------------------------------------------------ */

static bool is_parameter(const char *segment)
{
    return segment[0] == ':';
}

/* The order that web/registry.h promises; 0 only for routes that match the same requests. */
static int compare_routes(const struct registration *a, const struct registration *b)
{
    if (a->segments.n != b->segments.n) return a->segments.n < b->segments.n ? -1 : 1;
    for (size_t i = 0; i < a->segments.n; i++) {
        const char *x = a->segments.v[i], *y = b->segments.v[i];
        if (is_parameter(x) != is_parameter(y)) return is_parameter(x) ? 1 : -1;
        int order = is_parameter(x) ? 0 : strcmp(x, y);
        if (order != 0) return order;
    }
    return (int)a->post - (int)b->post;
}

static int compare_place(const struct registration *a, const struct registration *b)
{
    if (a->room != b->room) return a->room < b->room ? -1 : 1;
    int order = strcmp(a->file, b->file);
    return order ? order : (a->line > b->line) - (a->line < b->line);
}

/* Asked one after the other, from the lowest room up. */
static bool by_rooms(enum registered kind)
{
    return kind == R_CHECK || kind == R_DOCTOR;
}

static int by_kind(const void *pa, const void *pb)
{
    const struct registration *a = pa, *b = pb;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    int order = 0;
    if (a->kind == R_ROUTE)
        order = compare_routes(a, b);
    else if (a->kind == R_RECORD)
        order = (a->number > b->number) - (a->number < b->number);
    else if (a->kind != R_START && a->kind != R_RESTORED && !by_rooms(a->kind) && a->name)
        order = strcmp(a->name, b->name);
    if (order == 0 && a->kind == R_RECORD) order = strcmp(a->name, b->name);
    if (order == 0 && (a->kind == R_MENU || a->kind == R_DEMO))
        order = (a->number > b->number) - (a->number < b->number);
    return order ? order : compare_place(a, b);
}

static const struct registration *find_guard(const struct registrations *all, const char *name)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].kind == R_GUARD && strcmp(all->v[i].name, name) == 0) return &all->v[i];
    return NULL;
}

/* JSON puts these around what a page shows; an object has each key once. */
static void check_shown(const struct registration *r, const struct model *m)
{
    static const char *const around[] = {"type", "lang", "links"};
    for (size_t i = 0; r->view && i < m->n; i++) {
        const struct model_view *v = m->v[i];
        for (size_t k = 0; strcmp(v->name, r->view) == 0 && k < v->fields.n; k++)
            for (size_t w = 0; w < sizeof around / sizeof *around; w++)
                if (strcmp(v->fields.v[k].name, around[w]) == 0 &&
                    v->fields.v[k].face != FOR_NOBODY)
                    fault_at(v->file, v->fields.v[k].line,
                             "'%s' stands around each page's JSON already, and %s shows this view",
                             around[w], r->fn);
    }
}

static void check_registrations(const struct tool *t, const struct registrations *all)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct registration *r = &all->v[i], *before = i > 0 ? r - 1 : NULL;
        if (r->kind == R_ROUTE && r->on) {
            const struct registration *guard = find_guard(all, r->on);
            if (!guard)
                fault_at(r->file, r->line, "no GUARD %s is registered", r->on);
            else if (!room_may_use(t, r->room, guard->room))
                fault_at(r->file, r->line, "GUARD %s stands in a higher room, %s", r->on,
                         guard->file);
        }
        if (!before || before->kind != r->kind) continue;
        if (r->kind == R_ROUTE && compare_routes(before, r) == 0)
            fault_at(r->file, r->line, "%s %s matches the same requests as %s at %s:%d",
                     r->post ? "POST" : "GET", r->path, before->path, before->file, before->line);
        /* These have an order of their own, so two of a name need not stand side by side. */
        bool apart = by_rooms(r->kind) || r->kind == R_RECORD;
        for (size_t k = 0; apart && k < i; k++)
            if (all->v[k].kind == r->kind && strcmp(all->v[k].name, r->name) == 0)
                fault_at(r->file, r->line, "'%s' is registered at %s:%d already", r->name,
                         all->v[k].file, all->v[k].line);
        bool named_once = r->kind != R_ROUTE && r->kind != R_MENU && r->kind != R_DEMO && !apart;
        if (named_once && strcmp(before->name, r->name) == 0)
            fault_at(r->file, r->line, "'%s' is registered at %s:%d already", r->name, before->file,
                     before->line);
    }
}

/* --- tables ---------------------------------------------------------------------------------- */

static const char *put_list(const struct names *list, const char *name, size_t i)
{
    if (list->n == 0) return "NULL";
    buf_printf(&output, "static const char *const %s_%zu[] = {", name, i);
    for (size_t k = 0; k < list->n; k++) {
        if (k > 0) buf_lit(&output, ", ");
        put_c(list->v[k]);
    }
    buf_lit(&output, "};\n");
    return text_printf("%s_%zu", name, i);
}

static void put_place(const struct registration *r)
{
    buf_printf(&output, "\"%s:%d\"", r->file, r->line);
}

static void put_route(const struct registrations *all, const struct registration *r,
                      const char *segments, const char *queries)
{
    buf_printf(&output, "    {METHOD_%s, \"%s\", %s, %zu, %s, %zu, %s, ", r->post ? "POST" : "GET",
               r->path, segments, r->segments.n, queries, r->queries.n, r->access);
    put_c(r->verb);
    buf_add(&output, r->anywhere ? S(", true, ") : S(", false, "));
    put_c(r->on);
    const struct registration *guard = r->on ? find_guard(all, r->on) : NULL;
    buf_printf(&output, ", %s, %lld, %s, ", guard ? guard->fn : "NULL", (long long)r->max_body,
               r->desk ? "true" : "false");
    if (r->view)
        buf_printf(&output, "%s_view,\n     ", r->view);
    else
        buf_lit(&output, "NULL,\n     ");
}

static void put_setting(const struct registration *r, const char *choices)
{
    buf_printf(&output, "    {\"%s\", %s, %s, %zu, ", r->name, r->type, choices, r->choices.n);
    put_c(r->value);
    buf_lit(&output, ",\n     ");
}

static void put_menu(const struct registration *r)
{
    buf_printf(&output, "    {\"%s\", %lld, \"%s\", ", r->name, (long long)r->number, r->path);
    put_c(r->label);
    buf_printf(&output, ", %s, ", r->is_signed ? "true" : "false");
    put_c(r->verb);
    buf_lit(&output, ", ");
}

static void put_record(const struct registration *r)
{
    buf_printf(&output, "    {\"%s\", ", r->name);
    put_c(r->label);
    buf_printf(&output, ", \"%s\", %lld, ", r->segment, (long long)r->number);
    put_c(r->plural);
    buf_lit(&output, ", ");
}

static void put_row(const struct registrations *all, const struct registration *r, const char *list,
                    const char *list2)
{
    bool has_help = r->kind == R_ROUTE || r->kind == R_COMMAND || r->kind == R_JOB ||
                    r->kind == R_GUARD || r->kind == R_SETTING || by_rooms(r->kind);
    if (r->kind == R_ROUTE)
        put_route(all, r, list, list2);
    else if (r->kind == R_SETTING)
        put_setting(r, list);
    else if (r->kind == R_MENU)
        put_menu(r);
    else if (r->kind == R_RECORD)
        put_record(r);
    else if (r->kind == R_GROUP) {
        buf_printf(&output, "    {\"%s\", ", r->name);
        put_c(r->label);
        buf_lit(&output, ", ");
    } else if (r->kind == R_COMMAND) {
        buf_printf(&output, "    {\"%s\", %d, ", r->name, r->words);
        put_c(r->usage);
        buf_printf(&output, ", %d, %s,\n     ", r->dir_at, r->live ? "true" : "false");
    } else if (r->kind == R_JOB)
        buf_printf(&output, "    {\"%s\", %lld, %s, ", r->name, (long long)r->number,
                   r->slow ? "true" : "false");
    else if (r->kind == R_DEMO)
        buf_printf(&output, "    {%lld, ", (long long)r->number);
    else
        buf_printf(&output, "    {\"%s\", ", r->name);
    if (has_help) {
        buf_c_lines(&output, str_c(r->help), "     ");
        buf_lit(&output, ",\n     ");
    }
    put_place(r);
    if (r->fn)
        buf_printf(&output, ", %s},\n", r->fn);
    else
        buf_lit(&output, "},\n");
}

static const struct {
    const char *type, *table, *count, *fn;
} tables[R_KINDS] = {
    [R_ROUTE] = {"route", "routes", "route_count", "handler"},
    [R_COMMAND] = {"command_entry", "commands", "command_count", "command_fn"},
    [R_JOB] = {"job_entry", "job_kinds", "job_kind_count", "job_fn"},
    [R_GUARD] = {"guard_entry", "guards", "guard_count", "guard_fn"},
    [R_SETTING] = {"setting_entry", "setting_entries", "setting_entry_count", NULL},
    [R_MENU] = {"menu_entry", "menu_entries", "menu_entry_count", NULL},
    [R_SITEMAP] = {"sitemap_entry", "sitemap_entries", "sitemap_entry_count", "sitemap_fn"},
    [R_START] = {"start_entry", "start_entries", "start_entry_count", "start_fn"},
    [R_RESTORED] = {"restored_entry", "restored_entries", "restored_entry_count", "restored_fn"},
    [R_DEMO] = {"demo_entry", "demo_entries", "demo_entry_count", "demo_fn"},
    [R_CHECK] = {"check_entry", "check_entries", "check_entry_count", "check_fn"},
    [R_DOCTOR] = {"doctor_entry", "doctor_entries", "doctor_entry_count", "doctor_fn"},
    [R_RECORD] = {"record_kind", "record_kinds", "record_kind_count", NULL},
    [R_GROUP] = {"setting_group", "setting_groups", "setting_group_count", NULL},
};

static void put_table(const struct registrations *all, enum registered kind)
{
    struct names first = {0}, second = {0};
    size_t count = 0;
    buf_char(&output, '\n');
    for (size_t i = 0; i < all->n; i++) {
        const struct registration *r = &all->v[i];
        if (r->kind != kind) continue;
        bool route = kind == R_ROUTE;
        *PUSH(tool_arena, &first) =
            put_list(route ? &r->segments : &r->choices, route ? "segments" : "choices", i);
        *PUSH(tool_arena, &second) = put_list(&r->queries, "queries", i);
        count++;
    }
    /* A row of zeros ends each table, so that an empty one is still an array. */
    buf_printf(&output, "const struct %s %s[] = {\n", tables[kind].type, tables[kind].table);
    for (size_t i = 0, k = 0; i < all->n; i++)
        if (all->v[i].kind == kind) {
            put_row(all, &all->v[i], first.v[k], second.v[k]);
            k++;
        }
    buf_printf(&output, "    {0},\n};\nconst size_t %s = %zu;\n", tables[kind].count, count);
}

static void write_registry(const struct tool *t, const struct registrations *all)
{
    output_begin("registry.h: the prototypes of all registered functions.");
    buf_lit(&output, "#ifndef GEN_REGISTRY_H\n#define GEN_REGISTRY_H\n\n"
                     "#include \"web/registry.h\"\n\n");
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].fn) buf_printf(&output, "%s %s;\n", tables[all->v[i].kind].fn, all->v[i].fn);
    buf_lit(&output, "\n#endif\n");
    output_end(t, "registry.h");

    output_begin("registry.c: what the comments above functions register.");
    buf_lit(&output, "#include \"gen/registry.h\"\n#include \"gen/model.h\"\n");
    for (int kind = 0; kind < R_KINDS; kind++)
        put_table(all, (enum registered)kind);
    output_end(t, "registry.c");
}

/* --- messages and laws ------------------------------------------------------------------------ */

static void collect(struct messages *out, const char *text, const char *file, int line)
{
    if (text) message_add(out, str_c(text), NO_STR, file, line);
}

static void collect_declared(const struct model *m, const struct registrations *all,
                             struct messages *out)
{
    for (size_t i = 0; i < m->n; i++) {
        const struct model_view *v = m->v[i];
        collect(out, v->label, v->file, v->line);
        for (size_t k = 0; k < v->fields.n; k++)
            collect(out, v->fields.v[k].label, v->file, v->fields.v[k].line);
    }
    for (size_t i = 0; i < all->n; i++) {
        const struct registration *r = &all->v[i];
        collect(out, r->label, r->file, r->line);
        collect(out, r->plural, r->file, r->line);
        if (r->kind == R_SETTING || by_rooms(r->kind)) collect(out, r->help, r->file, r->line);
    }
}

/* The room of the feature whose generated header "gen/FEATURE_sql.h" is; -2 if it is none. */
static int sql_header_room(const struct tool *t, const char *src, const struct names *queries,
                           str header)
{
    for (size_t i = 0; i < queries->n; i++)
        if (str_eq(header, str_c(text_printf("gen/%s_sql.h", path_stem(queries->v[i])))))
            return path_room(t, src, queries->v[i]);
    return -2;
}

static void check_includes(const struct tool *t, const char *src, const struct names *queries,
                           const struct c_source *s, int room)
{
    for (size_t i = 0; i + 2 < s->n && room >= 0; i++) {
        bool include = str_eq(s->v[i].text, S("#")) && str_eq(s->v[i + 1].text, S("include")) &&
                       s->v[i + 2].kind == C_STRING;
        if (!include) continue;
        str name = str_sub(s->v[i + 2].text, 1, s->v[i + 2].text.n - 1);
        int used = path_room(t, src, text_printf("%s/%.*s", src, P(name)));
        if (used >= 0 && !room_may_use(t, room, used))
            fault_at(s->file, s->v[i].line, "includes go down: room %s does not know %.*s",
                     t->rooms.v[room], P(name));
        int owner = sql_header_room(t, src, queries, name);
        if (owner >= 0 && owner != room)
            fault_at(s->file, s->v[i].line, "only room %s includes %.*s", t->rooms.v[owner],
                     P(name));
    }
}

int main(int argc, char **argv)
{
    struct tool t = tool_start(argc, argv, "index --rooms \"low … high\" --out DIR SRC");
    if (t.args.n != 1) fail_at("index", 0, "one source folder is needed");
    const char *src = t.args.v[0];
    buf_init(&output, OUTPUT_MAX);

    struct model model = model_read(&t, src);
    struct templates templates = templates_find(&t, src, &model);
    struct registrations all = {0};
    struct messages messages = {0};
    struct names sources = files_below(src, ".c"), headers = files_below(src, ".h");
    struct names queries = files_below(src, ".sql");
    for (size_t i = 0; i < sources.n + headers.n; i++) {
        bool header = i >= sources.n;
        const char *file = header ? headers.v[i - sources.n] : sources.v[i];
        struct c_source s = c_read(file);
        int room = path_room(&t, src, file);
        check_includes(&t, src, &queries, &s, room);
        if (header) continue;
        registrations_read(&s, room, &all);
        c_messages(&s, &messages);
    }
    if (all.n > 1) qsort(all.v, all.n, sizeof all.v[0], by_kind);
    check_registrations(&t, &all);
    for (size_t i = 0; i < all.n; i++)
        check_shown(&all.v[i], &model);
    collect_declared(&model, &all, &messages);
    messages_sort(&messages);
    if (fault_count() > 0) return tool_end();
    write_model_h(&t, &model);
    write_model_c(&t, &model, &templates);
    write_registry(&t, &all);
    po_write(text_printf("%s/messages_index.txt", t.out), &messages);
    return tool_end();
}

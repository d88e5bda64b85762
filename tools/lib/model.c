/* model.c: reads FEATURE.model files; see model.h. */
#include "model.h"

static const struct {
    const char *word, *c, *constant;
} types[] = {
    [FIELD_ID] = {"id", "i64", "FIELD_ID"},
    [FIELD_INT] = {"int", "i64", "FIELD_INT"},
    [FIELD_DECIMAL] = {"decimal", "str", "FIELD_DECIMAL"},
    [FIELD_BOOL] = {"bool", "bool", "FIELD_BOOL"},
    [FIELD_TEXT] = {"text", "str", "FIELD_TEXT"},
    [FIELD_CODE] = {"code", "str", "FIELD_CODE"},
    [FIELD_URL] = {"url", "str", "FIELD_URL"},
    [FIELD_MARKDOWN] = {"markdown", "str", "FIELD_MARKDOWN"},
    [FIELD_HTML] = {"html", "str", "FIELD_HTML"},
    [FIELD_MONEY] = {"money", "struct money", "FIELD_MONEY"},
    [FIELD_TIME] = {"time", "i64", "FIELD_TIME"},
    [FIELD_DATE] = {"date", "i64", "FIELD_DATE"},
    [FIELD_TERM] = {"term", "str", "FIELD_TERM"},
    [FIELD_SIZE] = {"size", "i64", "FIELD_SIZE"},
    [FIELD_LIST] = {"list", NULL, "FIELD_LIST"},
    [FIELD_VIEW] = {"view", NULL, "FIELD_VIEW"},
};

bool field_type_named(str word, enum field_type *out)
{
    for (size_t i = 0; i <= FIELD_SIZE; i++) {
        if (i == FIELD_TERM || !str_eq(word, str_c(types[i].word))) continue;
        *out = (enum field_type)i;
        return true;
    }
    return false;
}

const char *field_type_word(enum field_type type)
{
    return types[type].word;
}

const char *field_type_c(enum field_type type)
{
    return types[type].c;
}

const char *field_type_enum(enum field_type type)
{
    return types[type].constant;
}

const struct model_view *model_find(const struct model *m, str name)
{
    for (size_t i = 0; i < m->n; i++)
        if (str_eq(str_c(m->v[i]->name), name)) return m->v[i];
    return NULL;
}

const struct model_field *model_field_find(const struct model_view *v, str name)
{
    for (size_t i = 0; i < v->fields.n; i++)
        if (str_eq(str_c(v->fields.v[i].name), name)) return &v->fields.v[i];
    return NULL;
}

const char *model_field_list(const struct model_view *v)
{
    const char *list = "";
    for (size_t i = 0; i < v->fields.n; i++)
        list = text_printf("%s%s%s", list, i ? ", " : "", v->fields.v[i].name);
    return list;
}

/* term(VOC), [view], a simple type, or the name of a view. */
static bool read_type(struct scan *s, str word, struct model_field *f)
{
    if (field_type_named(word, &f->type)) return true;
    if (str_starts(word, S("term(")) && str_ends(word, S(")"))) {
        str voc = str_sub(word, 5, word.n - 1);
        if (!is_name(voc)) {
            fault_at(s->file, s->line, "term(%.*s) is no name of a vocabulary", P(voc));
            return false;
        }
        f->type = FIELD_TERM;
        f->terms = text_z(voc);
        return true;
    }
    f->type = FIELD_VIEW;
    if (str_starts(word, S("[")) && str_ends(word, S("]"))) {
        f->type = FIELD_LIST;
        word = str_sub(word, 1, word.n - 1);
    }
    f->of_name = text_z(word);
    if (is_name(word)) return true;
    fault_at(s->file, s->line, "'%.*s' is no type of a field", P(word));
    return false;
}

/* What may follow the type, in any order: public or desk, "Label", hxl=#tag. */
static bool read_options(struct scan *s, struct model_field *f)
{
    str word;
    while (!scan_end(s)) {
        if (scan_string(s, &word)) {
            if (f->label) fault_at(s->file, s->line, "'%s' has two labels", f->name);
            f->label = text_z(word);
        } else if (!scan_word(s, &word)) {
            return false;
        } else if (str_eq(word, S("public"))) {
            f->face = FOR_PUBLIC;
        } else if (str_eq(word, S("desk"))) {
            f->face = FOR_DESK;
        } else if (str_starts(word, S("hxl=#")) && word.n > 5) {
            f->hxl = text_z(str_sub(word, 4, word.n));
        } else {
            fault_at(s->file, s->line,
                     "'%.*s' is not understood; after the type come public or desk, \"Label\", "
                     "hxl=#tag",
                     P(word));
            return false;
        }
    }
    return true;
}

static void read_field(struct scan *s, struct model_view *view)
{
    struct model_field f = {.line = s->line};
    str name, type;
    if (!scan_word(s, &name) || !is_name(name)) {
        fault_at(s->file, s->line, "a field begins with its name, [a-z][a-z0-9_]*, no word of C");
        return;
    }
    f.name = text_z(name);
    if (!scan_word(s, &type)) {
        fault_at(s->file, s->line, "field '%s' has no type", f.name);
        return;
    }
    if (!read_type(s, type, &f) || !read_options(s, &f)) return;
    const struct model_field *twin = model_field_find(view, name);
    if (twin) {
        fault_at(s->file, s->line, "field '%s' stands at line %d already", f.name, twin->line);
        return;
    }
    if (f.type == FIELD_ID && f.face != FOR_NOBODY)
        fault_at(s->file, s->line, "an id never leaves the server: '%s' cannot be public or desk",
                 f.name);
    *PUSH(tool_arena, &view->fields) = f;
}

static struct model_view *read_view(struct scan *s, struct model *m, const char *feature, int room)
{
    str name, label;
    if (!scan_word(s, &name) || !is_name(name)) {
        fault_at(s->file, s->line, "a view begins with its name, [a-z][a-z0-9_]*, no word of C");
        return NULL;
    }
    struct model_view *v = NEW(tool_arena, struct model_view);
    *v = (struct model_view){
        .name = text_z(name), .feature = feature, .file = s->file, .line = s->line, .room = room};
    if (scan_string(s, &label)) v->label = text_z(label);
    if (!scan_end(s))
        fault_at(s->file, s->line,
                 "after a view's name comes only its \"Label\"; fields are "
                 "indented below it");
    if (!str_eq(name, str_c(feature)) && !str_starts(name, str_c(text_printf("%s_", feature))))
        fault_at(s->file, s->line, "view '%s' must be named %s or %s_…", v->name, feature, feature);
    const struct model_view *twin = model_find(m, name);
    if (twin)
        fault_at(s->file, s->line, "view '%s' stands at %s:%d already", v->name, twin->file,
                 twin->line);
    if (str_ends(name, S("_array")))
        fault_at(s->file, s->line, "a view's name cannot end in _array: lists are named so");
    *PUSH(tool_arena, m) = v;
    return v;
}

static void read_file(const char *path, int room, struct model *m)
{
    const char *feature = path_stem(path);
    if (!is_name(str_c(feature)) || !str_eq(str_c(feature), str_c(path_folder(path))))
        fail_at(path, 0, "a model is named like its folder, the feature: [a-z][a-z0-9_]*");
    str rest = file_bytes(path), line;
    struct model_view *view = NULL;
    bool skipping = false; /* the fields of a view that was refused */
    for (int n = 1; str_cut(&rest, '\n', &line); n++) {
        struct scan s = {path, n, line};
        bool indented = line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
        if (scan_end(&s)) continue;
        if (!indented) {
            view = read_view(&s, m, feature, room);
            skipping = !view;
        } else if (view) {
            read_field(&s, view);
        } else if (!skipping) {
            fail_at(path, n, "this field stands below no view");
        }
    }
}

/* Points fields at the views they hold, and judges them: known, of this room or a lower one, and no
** view inside itself. */
static void link_views(const struct tool *t, struct model *m)
{
    for (size_t i = 0; i < m->n; i++) {
        struct model_view *v = m->v[i];
        if (v->fields.n == 0) fault_at(v->file, v->line, "view '%s' has no field", v->name);
        for (size_t k = 0; k < v->fields.n; k++) {
            struct model_field *f = &v->fields.v[k];
            const char *column = text_printf("%s_currency", f->name);
            if (f->type == FIELD_MONEY && model_field_find(v, str_c(column)))
                fault_at(v->file, f->line, "'%s' is the second column of the money '%s'", column,
                         f->name);
            if (!f->of_name) continue;
            f->of = model_find(m, str_c(f->of_name));
            if (!f->of)
                fault_at(v->file, f->line, "there is no type and no view '%s'", f->of_name);
            else if (!room_may_use(t, v->room, f->of->room))
                fault_at(v->file, f->line,
                         "a model uses views of its own room or lower ones; '%s' stands in %s",
                         f->of_name, f->of->file);
        }
    }
}

static bool holds(const struct model_view *outer, const struct model_view *wanted, size_t depth)
{
    for (size_t i = 0; i < outer->fields.n; i++) {
        const struct model_field *f = &outer->fields.v[i];
        if (f->type != FIELD_VIEW || !f->of) continue;
        if (f->of == wanted || (depth < 32 && holds(f->of, wanted, depth + 1))) return true;
    }
    return false;
}

struct model model_read(const struct tool *t, const char *src)
{
    struct model m = {0};
    struct names files = files_below(src, ".model");
    for (int room = -1; room < (int)t->rooms.n; room++)
        for (size_t i = 0; i < files.n; i++)
            if (path_room(t, src, files.v[i]) == room) {
                if (room < 0) fail_at(files.v[i], 0, "stands in no room");
                read_file(files.v[i], room, &m);
            }
    link_views(t, &m);
    for (size_t i = 0; i < m.n; i++)
        if (holds(m.v[i], m.v[i], 0))
            fault_at(m.v[i]->file, m.v[i]->line, "view '%s' contains itself; use a list",
                     m.v[i]->name);
    return m;
}

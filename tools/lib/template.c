/* template.c: finds templates; see template.h. */
#include "template.h"

static const struct model_view *view_of(const struct template *t, const struct model *m)
{
    if (str_starts(t->head, S("view "))) {
        str name = str_trim(str_sub(t->head, 5, t->head.n));
        const struct model_view *v = model_find(m, name);
        if (!v) fault_at(t->file, 1, "there is no view '%.*s'", P(name));
        return v;
    }
    const char *stem = path_stem(t->file);
    const char *name =
        strcmp(stem, t->feature) == 0 ? stem : text_printf("%s_%s", t->feature, stem);
    const struct model_view *v = model_find(m, str_c(name));
    if (!v)
        fault_at(t->file, 1,
                 "this is the template of view '%s', which no model declares; another "
                 "one is named in the first line: {view NAME}",
                 name);
    return v;
}

static void take_head(struct template *t, str source)
{
    t->body = source;
    t->body_line = 1;
    if (!str_starts(source, S("{view ")) && !str_starts(source, S("{part "))) return;
    size_t i = 1;
    for (bool quoted = false; i < source.n && (quoted || source.p[i] != '}'); i++) {
        if (source.p[i] == '"') quoted = !quoted;
        if (source.p[i] == '\n') t->body_line++;
    }
    if (i >= source.n) fail_at(t->file, 1, "this { is not closed");
    t->head = str_sub(source, 1, i);
    t->body = str_sub(source, i + 1, source.n);
}

static void judge(struct template *t, const struct templates *all, const struct model *m)
{
    if (strstr(t->file, "/part/")) {
        str rest = str_trim(str_sub(t->head, 5, t->head.n)), name;
        if (!str_starts(t->head, S("part ")))
            fail_at(t->file, 1, "a part begins with {part NAME …}");
        struct scan s = {t->file, 1, rest};
        if (!scan_word(&s, &name) || !str_eq(name, str_c(path_stem(t->file))))
            fail_at(t->file, 1, "a part is named like its file: {part %s …}", path_stem(t->file));
        t->part = path_stem(t->file);
    } else {
        if (str_starts(t->head, S("part "))) fail_at(t->file, 1, "a part stands in a folder part/");
        t->view = view_of(t, m);
        if (t->view && t->view->room > t->room)
            fault_at(t->file, 1, "view '%s' belongs to a higher room", t->view->name);
    }
    for (size_t i = 0; i < all->n; i++) {
        const struct template *other = &all->v[i];
        if (t->view && other->view == t->view)
            fault_at(t->file, 1, "view '%s' has a template already, %s", t->view->name,
                     other->file);
        if (t->part && other->part && strcmp(t->part, other->part) == 0)
            fault_at(t->file, 1, "there is another part of this name, %s", other->file);
    }
}

struct templates templates_find(const struct tool *t, const char *src, const struct model *m)
{
    struct templates all = {0};
    struct names files = files_below(src, ".html");
    for (size_t i = 0; i < files.n; i++) {
        struct template one = {.file = files.v[i], .room = path_room(t, src, files.v[i])};
        one.feature = path_folder(files.v[i]);
        one.shared = str_starts(str_c(files.v[i]), str_c(text_printf("%s/web/part/", src)));
        if (one.room < 0) fail_at(one.file, 0, "stands in no room");
        take_head(&one, file_bytes(one.file));
        judge(&one, &all, m);
        *PUSH(tool_arena, &all) = one;
    }
    return all;
}

const struct template *template_of_view(const struct templates *all, const struct model_view *v)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].view == v) return &all->v[i];
    return NULL;
}

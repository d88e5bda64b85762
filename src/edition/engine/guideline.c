/* guideline.c: cuts the Markdown of a guideline into its numbered clauses. A clause begins at a
** heading such as "### 4.1 At least two organizations" and ends at the next heading. A clause whose
** text says "Unverified default" holds a value that no source confirms; its mark is shown wherever
** the clause is cited. Called by read.c for guideline.md and for each guideline.LANG.md. */
#include "edition/engine/engine.h"

struct guideline {
    str lang; /* "en" for guideline.md */
    str text;
    struct clause *clauses;
    size_t n;
};
struct edition_guidelines {
    struct guideline *v;
    size_t n, cap;
};

struct clause_list {
    struct clause *v;
    size_t n, cap;
};

/* "### 4.1 Title" → number and title; false for other lines. `level` is 0 if it is no heading. */
static bool heading(str line, size_t *level, str *number, str *title)
{
    *level = 0;
    while (*level < line.n && line.p[*level] == '#')
        (*level)++;
    if (*level == 0 || *level > 6 || *level >= line.n || line.p[*level] != ' ') {
        *level = 0;
        return false;
    }
    str rest = str_trim(str_sub(line, *level, line.n));
    size_t n = 0;
    while (n < rest.n && ((rest.p[n] >= '0' && rest.p[n] <= '9') || rest.p[n] == '.'))
        n++;
    if (n == 0 || n >= rest.n || rest.p[n] != ' ' || rest.p[0] == '.') return false;
    *number = str_sub(rest, 0, rest.p[n - 1] == '.' ? n - 1 : n);
    *title = str_trim(str_sub(rest, n, rest.n));
    return true;
}

static const struct clause *find(const struct clause *v, size_t n, str number)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i].number, number)) return &v[i];
    return NULL;
}

static void clauses_cut(struct reader *r, str file, str text, struct clause_list *out)
{
    str rest = text, line;
    i64 at = 0;
    struct clause *open = NULL;
    bool fenced = false;
    while (str_cut(&rest, '\n', &line)) {
        at++;
        if (str_starts(line, S("```"))) fenced = !fenced;
        size_t level;
        str number, title;
        bool numbered = !fenced && heading(line, &level, &number, &title);
        if (!fenced && level > 0 && open != NULL) {
            open->text = str_trim((str){open->text.p, (size_t)(line.p - open->text.p)});
            open = NULL;
        }
        if (!numbered) continue;
        if (find(out->v, out->n, number) != NULL)
            fault(r, file, at, "clause %.*s stands twice", P(number));
        if (out->n >= 500) {
            fault(r, file, at, "more than 500 clauses");
            return;
        }
        open = PUSH(r->arena, out);
        const char *body = line.p + line.n;
        *open = (struct clause){
            .number = number, .title = title, .text = {body, (size_t)(text.p + text.n - body)}};
    }
    if (open != NULL) open->text = str_trim(open->text);
}

static void english_read(struct reader *r, str file, str text)
{
    struct clause_list list = {0};
    clauses_cut(r, file, text, &list);
    for (size_t i = 0; i < list.n; i++)
        list.v[i].unverified = str_find(list.v[i].text, S("Unverified default")) >= 0;
    if (list.n == 0) fault(r, file, 1, "no numbered clause; write headings like “### 4.1 Title”");
    r->e->guideline = text;
    r->e->clauses = list.v;
    r->e->clause_count = list.n;
}

static void other_read(struct reader *r, str file, str text)
{
    struct clause_list list = {0};
    clauses_cut(r, file, text, &list);
    for (size_t i = 0; i < list.n; i++) {
        const struct clause *english = edition_clause(r->e, list.v[i].number);
        if (english == NULL)
            fault(r, file, 0, "clause %.*s is not in guideline.md", P(list.v[i].number));
        else
            list.v[i].unverified = english->unverified;
    }
    for (size_t i = 0; i < r->e->clause_count; i++)
        if (find(list.v, list.n, r->e->clauses[i].number) == NULL)
            warning(r, file, 0, "clause %.*s is missing", P(r->e->clauses[i].number));
    struct guideline g = {.lang = str_sub(file, 10, file.n - 3), .text = text};
    g.clauses = list.v;
    g.n = list.n;
    *PUSH(r->arena, r->e->guidelines) = g;
}

void guideline_read(struct reader *r, const struct source_array *files)
{
    r->e->guidelines = NEW(r->arena, struct edition_guidelines);
    for (size_t i = 0; i < files->n; i++)
        if (str_eq(files->v[i].path, S("guideline.md")))
            english_read(r, files->v[i].path, files->v[i].text);
    for (size_t i = 0; i < files->n; i++)
        if (str_starts(files->v[i].path, S("guideline.")) &&
            !str_eq(files->v[i].path, S("guideline.md")))
            other_read(r, files->v[i].path, files->v[i].text);
}

const struct clause *edition_clause(const struct edition *e, str number)
{
    return find(e->clauses, e->clause_count, number);
}

static const struct guideline *in_language(const struct edition *e, str lang)
{
    for (size_t i = 0; i < e->guidelines->n; i++)
        if (str_eq(e->guidelines->v[i].lang, lang)) return &e->guidelines->v[i];
    return NULL;
}

str edition_guideline(const struct edition *e, str lang)
{
    const struct guideline *g = in_language(e, lang);
    return g != NULL ? g->text : e->guideline;
}

const struct clause *edition_clause_in(const struct edition *e, str number, str lang)
{
    const struct guideline *g = in_language(e, lang);
    const struct clause *c = g != NULL ? find(g->clauses, g->n, number) : NULL;
    return c != NULL ? c : edition_clause(e, number);
}

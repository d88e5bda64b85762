/* merge.c: what one person typed into lines of a budget, joined with what others saved meanwhile. A
** line is known by its id, so two people conflict only where both changed the same line. Called by
** lines.c; nothing here writes. */
#include "fund/budget/lines.h"

#include "edition/budget.h"
#include "web/reply.h"

#define ID_LETTERS 8

static str id_of(const json_t *row)
{
    const json_t *id = json_object_get(row, BUDGET_ID);
    return json_is_string(id) ? str_c(json_string_value(id)) : NO_STR;
}

struct line_places line_places(struct arena *a, const json_t *rows)
{
    size_t n = json_array_size(rows);
    struct line_places out = {.rows = rows, .ids = places_new(a, n), .at = NEW_ARRAY(a, n, size_t)};
    for (size_t i = 0; i < n; i++) {
        str id = id_of(json_array_get(rows, i));
        size_t before = out.ids.n;
        if (id.n && places_add(&out.ids, id) == before) out.at[before] = i;
    }
    return out;
}

json_t *line_with(const struct line_places *places, str id, size_t *at)
{
    size_t place = id.n ? places_find(&places->ids, id) : SIZE_MAX;
    *at = place == SIZE_MAX ? SIZE_MAX : places->at[place];
    return place == SIZE_MAX ? NULL : json_array_get(places->rows, *at);
}

struct merging {
    struct request *r;
    const struct editing *e;
    const struct line_places *base;
    struct line_places latest;
    json_t **slots; /* what becomes of each latest line; NULL: it goes */
    json_t *added;
    struct line_conflicts *conflicts;
};

static bool same(const json_t *a, const json_t *b)
{
    return a == b || (a && b && json_equal(a, b));
}

static bool permitted(struct merging *m, const struct typed_line *t, const json_t *before)
{
    str organization = t->row ? line_organization(m->e, t->row) : NO_STR;
    bool own = (!before || line_is_own(m->e, line_organization(m->e, before))) &&
               (!t->row || line_is_own(m->e, organization));
    bool locked = before && line_is_locked(m->e, before);
    if (own && !locked) return true;
    if (locked) {
        problem(m->r, "lines", "Line %lld is locked: no change was asked for here.",
                (long long)t->index + 1);
        return false;
    }
    problem(
        m->r, "lines",
        "Line %lld: you change the lines of your own organization; the lead organization changes all.",
        (long long)t->index + 1);
    return false;
}

static void line_add(struct merging *m, const struct typed_line *t)
{
    struct arena *a = m->r->arena;
    if (!t->row || !permitted(m, t, NULL)) return;
    str id = t->id;
    bool by_line = redraft_by_line(&m->e->w.lock, m->e->field->name);
    if (by_line) id = line_missing(m->e, m->latest.rows, m->added);
    if (by_line && !id.n) {
        problem(m->r, "lines", "No line is added here: changes were asked of some lines only.");
        return;
    }
    if (id.n != ID_LETTERS) id = code_new(a, &m->r->app->env, ID_LETTERS);
    (void)json_object_set_new(t->row, BUDGET_ID, json_stringn(id.p, id.n));
    (void)json_array_append(m->added, t->row);
}

static void line_merge(struct merging *m, const struct typed_line *t)
{
    size_t at, unused;
    const json_t *theirs = line_with(&m->latest, t->id, &at);
    const json_t *base = line_with(m->base, t->id, &unused);
    if (!theirs && !base) return line_add(m, t);
    if (same(t->row, theirs) || same(t->row, base)) return;
    if (!permitted(m, t, theirs)) return;
    if (!same(theirs, base))
        *PUSH(m->r->arena, m->conflicts) =
            (struct line_conflict){.index = at, .theirs = theirs, .mine = t->row};
    if (theirs)
        m->slots[at] = t->row;
    else if (t->row)
        (void)json_array_append(m->added, t->row);
}

json_t *lines_merge(struct request *r, const struct editing *e, const struct line_places *base,
                    const struct typed_lines *typed, struct line_conflicts *conflicts)
{
    json_t *latest = editing_rows(e, e->w.doc), *out = json_array();
    json_auto_t *added = json_array();
    size_t n = json_array_size(latest);
    struct merging m = {.r = r,
                        .e = e,
                        .base = base,
                        .latest = base->rows == latest ? *base : line_places(r->arena, latest),
                        .slots = NEW_ARRAY(r->arena, n, json_t *),
                        .added = added,
                        .conflicts = conflicts};
    for (size_t i = 0; i < n; i++)
        m.slots[i] = json_array_get(latest, i);
    for (size_t i = 0; i < typed->n; i++)
        line_merge(&m, &typed->v[i]);
    for (size_t i = 0; i < n; i++)
        if (m.slots[i]) (void)json_array_append(out, m.slots[i]);
    (void)json_array_extend(out, added);
    return out;
}

void line_move(const struct editing *e, json_t *rows, str id, str organization, bool up)
{
    size_t at = 0, to, n = json_array_size(rows);
    while (at < n && !str_eq(id_of(json_array_get(rows, at)), id))
        at++;
    if (!id.n || at == n) return;
    for (to = at;;) {
        if (up ? to == 0 : to + 1 >= json_array_size(rows)) return;
        to = up ? to - 1 : to + 1;
        if (!organization.n || str_eq(line_organization(e, json_array_get(rows, to)), organization))
            break;
    }
    json_auto_t *row = json_incref(json_array_get(rows, at));
    (void)json_array_remove(rows, at);
    (void)json_array_insert(rows, to, row);
}

static json_t *amount_text(struct arena *a, i64 minor, str currency)
{
    struct buf b;
    buf_init(&b, 64);
    buf_money_plain(&b, money_of(minor, currency));
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return json_stringn(s.p, s.n);
}

/* Months of the programme that fall into each of its years. */
static size_t months_fill(const struct editing *e, const json_t *doc, size_t years, i64 *months)
{
    i64 all;
    size_t n = 0;
    if (!document_int(e->w.form, doc, "months", &all) || all <= 0) all = e->p.row.months;
    if (all <= 0) all = 12;
    for (; n < years && all > 0; all -= 12)
        months[n++] = all < 12 ? all : 12;
    return n;
}

void lines_spread(struct request *r, const struct editing *e, json_t *doc)
{
    struct budget b;
    i64 months[BUDGET_YEARS], parts[BUDGET_YEARS];
    json_t *rows = editing_rows(e, doc);
    budget_read(e->p.edition, e->field, doc, r->arena, &b);
    size_t n = months_fill(e, doc, b.year_count, months);
    for (size_t i = 0; i < b.n; i++) {
        const struct budget_line *l = &b.lines[i];
        bool empty = l->computed && l->amount > 0 && l->years[0] == l->amount;
        if (!empty || !line_is_own(e, l->codes[BUDGET_ORGANIZATION]) ||
            line_is_locked(e, json_array_get(rows, i)))
            continue;
        json_t *row = json_copy(json_array_get(rows, i));
        budget_spread(l->amount, months, n, parts);
        for (size_t k = 0, y = 0; k < e->field->column_count && y < n; k++) {
            const struct form_field *c = &e->field->columns[k];
            if (!str_eq(c->means, S("year"))) continue;
            if (parts[y])
                (void)json_object_setn_new(row, c->name.p, c->name.n,
                                           amount_text(r->arena, parts[y], e->p.edition->currency));
            y++;
        }
        (void)json_array_set_new(rows, i, row);
    }
}

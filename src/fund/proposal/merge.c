/* merge.c: three-way merge of the fields of a section: texts and single values as wholes, lists of codes
** as sets, tables by rows and cells. Lines of a budget are known by their ids. Other rows have no
** names, so they are matched by what they say: the longest common rows of base and each side divide
** the table into pieces in which at least one side changed something. Called by save.c. */
#include "fund/proposal/merge.h"

#include "edition/budget.h"

#include "base/places.h"

static const json_t *field_of(const json_t *object, const struct form_field *f)
{
    return json_object_getn(object, f->name.p, f->name.n);
}

static bool is_list(const struct form_field *f)
{
    return f->input == INPUT_CHOICES ||
           (f->many && (f->input == INPUT_COUNTRY || f->input == INPUT_ORGANIZATION ||
                        f->input == INPUT_CHOICE || f->input == INPUT_FILE));
}

static bool is_blank(const json_t *v)
{
    if (!v || json_is_null(v)) return true;
    if (json_is_string(v)) return json_string_length(v) == 0;
    if (json_is_array(v)) return json_array_size(v) == 0;
    if (!json_is_object(v)) return false;
    for (void *i = json_object_iter((json_t *)v); i; i = json_object_iter_next((json_t *)v, i))
        if (!is_blank(json_object_iter_value(i))) return false;
    return true;
}

static bool arrays_same(const json_t *one, const json_t *two)
{
    size_t n = json_array_size(one);
    bool same = n == json_array_size(two);
    for (size_t i = 0; same && i < n; i++)
        same = value_same(json_array_get(one, i), json_array_get(two, i));
    return same;
}

static bool object_within(const json_t *one, const json_t *two)
{
    for (void *i = json_object_iter((json_t *)one); i; i = json_object_iter_next((json_t *)one, i))
        if (!value_same(json_object_iter_value(i), json_object_get(two, json_object_iter_key(i))))
            return false;
    return true;
}

/* Browsers end lines with two letters, other programs with one. */
static bool texts_same(const char *one, const char *two)
{
    for (;; one++, two++) {
        while (*one == '\r')
            one++;
        while (*two == '\r')
            two++;
        if (*one != *two) return false;
        if (!*one) return true;
    }
}

bool value_same(const json_t *one, const json_t *two)
{
    if (one == two) return true;
    if (is_blank(one) || is_blank(two)) return is_blank(one) && is_blank(two);
    if (json_is_array(one) && json_is_array(two)) return arrays_same(one, two);
    if (json_is_object(one) && json_is_object(two))
        return object_within(one, two) && object_within(two, one);
    if (json_is_string(one) && json_is_string(two))
        return texts_same(json_string_value(one), json_string_value(two));
    return json_equal(one, two);
}

static bool list_has(const json_t *list, const json_t *v)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (value_same(json_array_get(list, i), v)) return true;
    return false;
}

/* Theirs without what I took out, then what I added. */
static json_t *list_merge(const json_t *base, const json_t *mine, const json_t *theirs)
{
    json_t *out = json_array();
    for (size_t i = 0; i < json_array_size(theirs); i++) {
        json_t *v = json_array_get(theirs, i);
        if (!list_has(base, v) || list_has(mine, v)) (void)json_array_append(out, v);
    }
    for (size_t i = 0; i < json_array_size(mine); i++) {
        json_t *v = json_array_get(mine, i);
        if (!list_has(base, v) && !list_has(out, v)) (void)json_array_append(out, v);
    }
    return out;
}

json_t *value_both(const struct form_field *field, const json_t *theirs, const json_t *mine)
{
    if (is_blank(theirs)) return json_deep_copy(mine);
    if (field_has_rows(field) || is_list(field)) {
        json_t *out = json_deep_copy(theirs);
        for (size_t i = 0; i < json_array_size(mine); i++)
            if (!list_has(theirs, json_array_get(mine, i)))
                (void)json_array_append(out, json_array_get(mine, i));
        return out;
    }
    if (field->input == INPUT_TEXT && json_is_string(mine) && json_is_string(theirs))
        return json_sprintf("%s%s%s", json_string_value(theirs), field->rows > 1 ? "\n\n" : " / ",
                            json_string_value(mine));
    return json_deep_copy(mine);
}

/* --- tables ---------------------------------------------------------------------------------------------- */

struct rows_merge {
    struct arena *a;
    const struct form_field *field;
    const json_t *base, *mine, *theirs;
    json_t *out;
    bool conflict;
};
/* Pieces of the three tables that belong together: from (of the first row) up to (not including). */
struct piece {
    size_t b0, b1, m0, m1, t0, t1;
};

static bool rows_same(const json_t *x, size_t x0, size_t x1, const json_t *y, size_t y0, size_t y1)
{
    if (x1 - x0 != y1 - y0) return false;
    for (size_t i = 0; i < x1 - x0; i++)
        if (!value_same(json_array_get(x, x0 + i), json_array_get(y, y0 + i))) return false;
    return true;
}

static void rows_put(struct rows_merge *w, const json_t *from, size_t i0, size_t i1)
{
    for (size_t i = i0; i < i1; i++)
        (void)json_array_append(w->out, json_array_get(from, i));
}

/* A row that both changed: cell by cell; where both changed the same cell, mine stands. */
static void row_merge(struct rows_merge *w, const json_t *base, const json_t *mine,
                      const json_t *theirs)
{
    json_t *row = json_object(), *id = json_object_get(theirs, BUDGET_ID);
    if (id) (void)json_object_set(row, BUDGET_ID, id);
    for (size_t k = 0; k < w->field->column_count; k++) {
        const struct form_field *c = &w->field->columns[k];
        const json_t *b = field_of(base, c), *m = field_of(mine, c), *t = field_of(theirs, c);
        const json_t *v = value_same(m, b) ? t : m;
        if (!value_same(m, b) && !value_same(t, b) && !value_same(m, t)) w->conflict = true;
        if (v) (void)json_object_setn(row, c->name.p, c->name.n, (json_t *)v);
    }
    (void)json_array_append_new(w->out, row);
}

static void piece_merge(struct rows_merge *w, const struct piece *p)
{
    if (rows_same(w->mine, p->m0, p->m1, w->base, p->b0, p->b1)) {
        rows_put(w, w->theirs, p->t0, p->t1);
    } else if (rows_same(w->theirs, p->t0, p->t1, w->base, p->b0, p->b1) ||
               rows_same(w->mine, p->m0, p->m1, w->theirs, p->t0, p->t1)) {
        rows_put(w, w->mine, p->m0, p->m1);
    } else if (p->b0 == p->b1) { /* both added rows here */
        rows_put(w, w->theirs, p->t0, p->t1);
        for (size_t i = p->m0; i < p->m1; i++) {
            const json_t *row = json_array_get(w->mine, i);
            bool there = false;
            for (size_t k = p->t0; k < p->t1; k++)
                there = there || value_same(row, json_array_get(w->theirs, k));
            if (!there) (void)json_array_append(w->out, (json_t *)row);
        }
    } else if (p->b1 - p->b0 == p->m1 - p->m0 && p->b1 - p->b0 == p->t1 - p->t0) {
        for (size_t i = 0; i < p->b1 - p->b0; i++)
            row_merge(w, json_array_get(w->base, p->b0 + i), json_array_get(w->mine, p->m0 + i),
                      json_array_get(w->theirs, p->t0 + i));
    } else {
        rows_put(w, w->mine, p->m0, p->m1);
        w->conflict = true;
    }
}

/* For each row of base the row of the other table that says the same, in order; SIZE_MAX if none. */
static size_t *rows_match(struct arena *a, const json_t *base, const json_t *other)
{
    size_t n = json_array_size(base), m = json_array_size(other), w = m + 1;
    size_t *match = NEW_ARRAY(a, n + 1, size_t);
    u32 *best = NEW_ARRAY(a, (n + 1) * w, u32);
    for (size_t i = n; i-- > 0;)
        for (size_t j = m; j-- > 0;) {
            u32 down = best[(i + 1) * w + j], right = best[i * w + j + 1];
            best[i * w + j] = value_same(json_array_get(base, i), json_array_get(other, j))
                                  ? (u32)(best[(i + 1) * w + j + 1] + 1)
                                  : (down > right ? down : right);
        }
    for (size_t i = 0; i < n; i++)
        match[i] = SIZE_MAX;
    for (size_t i = 0, j = 0; i < n && j < m;) {
        u32 here = best[i * w + j];
        if (here == best[(i + 1) * w + j])
            i++;
        else if (here == best[i * w + j + 1])
            j++;
        else
            match[i++] = j++;
    }
    return match;
}

static void rows_merge(struct rows_merge *w)
{
    size_t n = json_array_size(w->base);
    size_t *mine = rows_match(w->a, w->base, w->mine);
    size_t *theirs = rows_match(w->a, w->base, w->theirs);
    struct piece p = {0};
    for (size_t i = 0; i < n; i++) {
        if (mine[i] == SIZE_MAX || theirs[i] == SIZE_MAX) continue;
        p.b1 = i;
        p.m1 = mine[i];
        p.t1 = theirs[i];
        piece_merge(w, &p);
        rows_put(w, w->base, i, i + 1);
        p = (struct piece){.b0 = i + 1, .m0 = mine[i] + 1, .t0 = theirs[i] + 1};
    }
    p.b1 = n;
    p.m1 = json_array_size(w->mine);
    p.t1 = json_array_size(w->theirs);
    piece_merge(w, &p);
}

/* --- lines with ids ------------------------------------------------------------------------------------ */

/* The ids of rows, each numbered by its row; false if a row has none, or two have the same. */
static bool ids_read(struct arena *a, const json_t *rows, struct places *out)
{
    size_t n = json_array_size(rows);
    *out = places_new(a, n);
    for (size_t i = 0; i < n; i++) {
        const char *id = json_string_value(json_object_get(json_array_get(rows, i), BUDGET_ID));
        if (!id || places_add(out, str_c(id)) != i) return false;
    }
    return true;
}

/* The row of the other table with the same id, or NULL. */
static const json_t *row_like(const json_t *rows, const struct places *ids, const json_t *row)
{
    const char *id = json_string_value(json_object_get(row, BUDGET_ID));
    return json_array_get(rows, places_find(ids, str_c(id))); /* NULL beyond the last */
}

/* Theirs in their order, changed and removed as I did; then what I added. */
static void lines_merge(struct rows_merge *w, const struct places *base, const struct places *mine,
                        const struct places *theirs)
{
    for (size_t i = 0; i < json_array_size(w->theirs); i++) {
        json_t *t = json_array_get(w->theirs, i);
        const json_t *b = row_like(w->base, base, t), *m = row_like(w->mine, mine, t);
        if (m)
            row_merge(w, b, m, t);
        else if (!b)
            (void)json_array_append(w->out, t);
        else
            w->conflict = w->conflict || !value_same(t, b);
    }
    for (size_t i = 0; i < json_array_size(w->mine); i++) {
        json_t *m = json_array_get(w->mine, i);
        const json_t *b = row_like(w->base, base, m);
        if (row_like(w->theirs, theirs, m) || (b && value_same(m, b))) continue;
        if (b) w->conflict = true;
        (void)json_array_append(w->out, m);
    }
}

static void table_merge(struct rows_merge *w)
{
    struct places base, mine, theirs;
    if (ids_read(w->a, w->base, &base) && ids_read(w->a, w->mine, &mine) &&
        ids_read(w->a, w->theirs, &theirs) && mine.n + theirs.n)
        lines_merge(w, &base, &mine, &theirs);
    else
        rows_merge(w);
    if (json_array_size(w->out) <= FORM_ROWS_MAX) return;
    /* More rows than a page takes back: nothing is joined, a person decides. */
    (void)json_array_clear(w->out);
    (void)json_array_extend(w->out, (json_t *)w->mine);
    w->conflict = true;
}

/* --- fields ---------------------------------------------------------------------------------------------- */

static bool is_mergeable(const struct form_field *f, const json_t *v)
{
    return is_blank(v) ||
           (json_is_array(v) && (!field_has_rows(f) || json_array_size(v) <= FORM_ROWS_MAX));
}

/* A new reference, or NULL for nothing. */
static json_t *field_merge(struct arena *a, const struct form_field *f, const json_t *base,
                           const json_t *mine, const json_t *theirs, bool *conflict)
{
    *conflict = false;
    if (value_same(mine, base)) return json_deep_copy(theirs);
    if (value_same(theirs, base) || value_same(mine, theirs)) return json_deep_copy(mine);
    bool pieces = is_mergeable(f, base) && is_mergeable(f, mine) && is_mergeable(f, theirs);
    if (pieces && is_list(f)) return list_merge(base, mine, theirs);
    if (pieces && field_has_rows(f)) {
        struct rows_merge w = {
            .a = a, .field = f, .base = base, .mine = mine, .theirs = theirs, .out = json_array()};
        table_merge(&w);
        *conflict = w.conflict;
        return w.out;
    }
    *conflict = true;
    return json_deep_copy(mine);
}

enum status section_merge(struct arena *a, const struct form_section *section, const json_t *base,
                          const json_t *mine, const json_t *theirs, json_t *out,
                          struct conflict_array *conflicts)
{
    for (size_t i = 0; i < section->field_count; i++) {
        const struct form_field *f = &section->fields[i];
        bool conflict;
        json_t *v =
            field_merge(a, f, field_of(base, f), field_of(mine, f), field_of(theirs, f), &conflict);
        if (conflict) *PUSH(a, conflicts) = f;
        if (!v)
            (void)json_object_deln(out, f->name.p, f->name.n);
        else if (json_object_setn_new(out, f->name.p, f->name.n, v) != 0)
            return FAILED;
    }
    return OK;
}

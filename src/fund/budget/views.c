/* views.c: a budget seen from its sides, as pages show it: which organization, class of cost, output,
** activity, source and year has how much, each amount with the way to the lines that it is made of. The
** numbers are edition/budget.h's; here they get words and addresses. Called by the pages of the budget,
** and by the review and the versions of a proposal. */
#include "fund/budget/views.h"

#include "fund/budget/budget.h"
#include "web/text.h"

/* --- views --------------------------------------------------------------------------------------------- */

static const char *const means[] = {"spender", "object_class", "output", "activity", "source"};

static struct money money_in(const struct naming *n, i64 minor)
{
    return money_of(minor, n->currency);
}

str code_label(const struct naming *n, enum budget_axis axis, str code)
{
    const struct request *r = n->f->r;
    if (str_eq(code, BUDGET_SUPPORT)) return T(r, "Programme support cost");
    if (axis == BUDGET_YEAR)
        return code.n ? arena_printf(r->arena, "%.*s %.*s", P(T(r, "Year")), P(code))
                      : T(r, "Not spread over years");
    const struct form_field *c = budget_column(n->field, means[axis]);
    if (!c || !code.n)
        return axis == BUDGET_ORGANIZATION && !c ? n->f->p->row.lead_acronym : T(r, "Not stated");
    json_auto_t *value = json_stringn(code.p, code.n);
    return value_words(n->f, c, value);
}

str axis_label(const struct request *r, enum budget_axis axis)
{
    switch (axis) {
    case BUDGET_ORGANIZATION:
        return T(r, "Organization");
    case BUDGET_CLASS:
        return T(r, "Class of cost");
    case BUDGET_OUTPUT:
        return T(r, "Output");
    case BUDGET_ACTIVITY:
        return T(r, "Activity");
    case BUDGET_SOURCE:
        return T(r, "Paid by");
    case BUDGET_YEAR:
    case BUDGET_AXES:
        break;
    }
    return T(r, "Year");
}

/* --- the way from an amount to its lines --- */

const char *axis_name(enum budget_axis axis)
{
    static const char *const names[BUDGET_AXES] = {"organization", "class",  "output",
                                                   "activity",     "source", "year"};
    return names[axis];
}

static i64 year_asked(const struct line_filter *f)
{
    i64 year;
    return str_i64(f->v[BUDGET_YEAR], &year) && year > 0 && year <= BUDGET_YEARS ? year : 0;
}

bool filter_holds(const struct line_filter *f, const struct budget_line *l)
{
    for (int x = 0; x < BUDGET_YEAR; x++) {
        str wanted = str_eq(f->v[x], AXIS_NONE) ? NO_STR : f->v[x];
        if (f->v[x].n && !str_eq(l->codes[x], wanted)) return false;
    }
    return !f->v[BUDGET_YEAR].n || filter_amount(f, l) != 0;
}

i64 filter_amount(const struct line_filter *f, const struct budget_line *l)
{
    return f->v[BUDGET_YEAR].n ? l->years[year_asked(f)] : l->amount;
}

/* One view while it is filled. */
struct viewing {
    const struct naming *n;
    enum budget_axis rows, columns;
    bool ours;
};

static void condition_put(struct buf *b, enum budget_axis axis, str code)
{
    buf_printf(b, "%s=", axis_name(axis));
    buf_url(b, code.n ? code : AXIS_NONE);
    buf_char(b, '&');
}

/* The lines behind a row (column NULL), a column (row NULL) or a cell. Support cost has no lines. */
static str way_to(const struct viewing *w, const str *row, const str *column)
{
    struct buf b;
    const struct naming *n = w->n;
    struct arena *a = n->f->r->arena;
    if ((row && str_eq(*row, BUDGET_SUPPORT)) || (column && str_eq(*column, BUDGET_SUPPORT)))
        return NO_STR;
    buf_init(&b, 4096);
    buf_printf(&b, "/desk/proposals/%.*s/budget?", P(n->f->p->row.code));
    if (row) condition_put(&b, w->rows, *row);
    if (column) condition_put(&b, w->columns, *column);
    if (w->ours && n->b->has[BUDGET_SOURCE] && w->rows != BUDGET_SOURCE &&
        w->columns != BUDGET_SOURCE)
        condition_put(&b, BUDGET_SOURCE, n->b->fund);
    str s = str_dup(a, str_sub(buf_str(&b), 0, b.n - 1));
    buf_free(&b);
    return arena_printf(a, "%.*s#lines", P(s));
}

static void head_put(const struct viewing *w, const struct budget_table *t, size_t c,
                     struct budget_view *view)
{
    struct arena *a = w->n->f->r->arena;
    str code = t->columns.v[c];
    *PUSH(a, &view->columns) = (struct budget_head){.label = code_label(w->n, w->columns, code),
                                                    .address = way_to(w, NULL, &code)};
    *PUSH(a, &view->totals) = (struct budget_cell){.amount = money_in(w->n, t->column_sums[c])};
}

/* A row, unless there is no money in it. */
static void row_put(const struct viewing *w, const struct budget_table *t, size_t k,
                    const bool *shown, struct budget_view *view)
{
    struct arena *a = w->n->f->r->arena;
    str code = t->rows.v[k];
    struct budget_row row = {.label = code_label(w->n, w->rows, code),
                             .address = way_to(w, &code, NULL),
                             .sum = money_in(w->n, t->row_sums[k])};
    bool any = false;
    for (size_t c = 0; c < t->columns.n; c++) {
        i64 cell = t->cells[k * t->columns.n + c];
        any = any || cell;
        if (shown[c])
            *PUSH(a, &row.cells) =
                (struct budget_cell){.amount = money_in(w->n, cell),
                                     .address = cell ? way_to(w, &code, &t->columns.v[c]) : NO_STR};
    }
    if (any) *PUSH(a, &view->rows) = row;
}

/* Rows and columns in which there is money; the others would only be noughts. */
static void view_put(const struct naming *n, const char *name, str title, enum budget_axis rows,
                     enum budget_axis columns, bool ours, struct budget_view_array *out)
{
    struct arena *a = n->f->r->arena;
    struct budget_table t;
    struct viewing w = {n, rows, columns, ours};
    budget_table(n->b, rows, columns, ours, a, &t);
    struct budget_view view = {.name = str_c(name),
                               .title = title,
                               .corner = axis_label(n->f->r, rows),
                               .sum = money_in(n, t.sum)};
    bool *shown = NEW_ARRAY(a, t.columns.n, bool);
    for (size_t c = 0; c < t.columns.n; c++) {
        for (size_t k = 0; k < t.rows.n; k++)
            shown[c] = shown[c] || t.cells[k * t.columns.n + c];
        if (shown[c]) head_put(&w, &t, c, &view);
    }
    for (size_t k = 0; k < t.rows.n; k++)
        row_put(&w, &t, k, shown, &view);
    if (view.rows.n) *PUSH(a, out) = view;
}

/* Does any line say something on this axis? */
static bool says(const struct naming *n, enum budget_axis axis)
{
    const struct budget_codes *codes = &n->b->codes[axis];
    return n->b->has[axis] && (codes->n > 1 || (codes->n == 1 && codes->v[0].n));
}

static void views_fill(const struct naming *n, struct budget_view_array *out)
{
    const struct request *r = n->f->r;
    const bool *has = n->b->has;
    enum budget_axis spender = has[BUDGET_ORGANIZATION] ? BUDGET_ORGANIZATION : BUDGET_SOURCE;
    if (has[BUDGET_CLASS])
        view_put(n, "class", T(r, "By class of cost"), BUDGET_CLASS, spender, true, out);
    if (has[BUDGET_YEAR] && has[BUDGET_ORGANIZATION])
        view_put(n, "year", T(r, "By organization and year"), BUDGET_ORGANIZATION, BUDGET_YEAR,
                 true, out);
    if (says(n, BUDGET_OUTPUT))
        view_put(n, "output", T(r, "By output"), BUDGET_OUTPUT, spender, true, out);
    if (says(n, BUDGET_ACTIVITY))
        view_put(n, "activity", T(r, "By activity"), BUDGET_ACTIVITY, spender, true, out);
    if (has[BUDGET_SOURCE])
        view_put(n, "source", T(r, "By source of the money"), BUDGET_SOURCE, spender, false, out);
}

static void organization_put(const struct naming *n, size_t key, struct budget_summary *out)
{
    const struct budget *b = n->b;
    i64 direct = 0, other = 0, lines = 0, support = budget_support(b, key);
    for (size_t i = 0; i < b->n; i++) {
        const struct budget_line *l = &b->lines[i];
        if (l->keys[BUDGET_ORGANIZATION] != key) continue;
        lines++;
        *(l->ours ? &direct : &other) += l->amount;
    }
    *PUSH(n->f->r->arena, &out->organizations) = (struct budget_organization){
        .code = b->codes[BUDGET_ORGANIZATION].v[key],
        .label = code_label(n, BUDGET_ORGANIZATION, b->codes[BUDGET_ORGANIZATION].v[key]),
        .lines = lines,
        .direct = money_in(n, direct),
        .support = money_in(n, support),
        .total = money_in(n, direct + support),
        .other = money_in(n, other)};
    struct budget_organization *w = &out->whole;
    w->lines += lines;
    w->direct = money_in(n, w->direct.minor + direct);
    w->support = money_in(n, w->support.minor + support);
    w->total = money_in(n, w->total.minor + direct + support);
    w->other = money_in(n, w->other.minor + other);
}

static str percent_words(struct arena *a, i64 hundredths)
{
    struct buf b;
    buf_init(&b, 64);
    buf_decimal(&b, hundredths, 2);
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

void spenders_put(const struct naming *n, struct budget_summary *out)
{
    for (size_t k = 0; k < n->b->codes[BUDGET_ORGANIZATION].n; k++)
        organization_put(n, k, out);
}

void summary_put(const struct naming *n, struct budget_summary_array *out)
{
    struct request *r = n->f->r;
    const struct budget *b = n->b;
    if (!b->n) return;
    struct budget_summary view = {.broken = (i64)b->broken,
                                  .sources = b->has[BUDGET_SOURCE],
                                  .whole.label = T(r, "Whole programme")};
    if (b->support) view.support = percent_words(r->arena, b->support);
    spenders_put(n, &view);
    views_fill(n, &view.views);
    view.address = arena_printf(r->arena, "/desk/proposals/%.*s/budget", P(n->f->p->row.code));
    *PUSH(r->arena, out) = view;
}

void budget_summary_put(const struct filling *f, const struct form_field *field,
                        struct budget_summary_array *out)
{
    struct budget b;
    struct naming n = {f, field, &b, f->p->edition->currency};
    budget_read(f->p->edition, field, f->doc, f->r->arena, &b);
    summary_put(&n, out);
}

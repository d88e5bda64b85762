/* budget.c: a budget for reading: its views, computed from one table of lines, and the lines
** themselves. Everybody who may read the proposal sees them; which organization spends what is no
** secret among partners. Called by the review and the versions of a proposal as well. */
#include "fund/budget/budget.h"

#include "edition/budget.h"
#include "fund/proposal/form.h"
#include "web/layout.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/registry.h"

#define PAGE_LINES 100

/* START budget_start */
enum status budget_start(struct app *app)
{
    (void)app;
    proposal_tab_register("budget", MESSAGE("Budget"), "proposal.read");
    return OK;
}

/* --- views --------------------------------------------------------------------------------------------- */

struct naming {
    const struct filling *f;
    const struct form_field *field;
    const struct budget *b;
    str currency;
};

static struct money money_in(const struct naming *n, i64 minor)
{
    return money_of(minor, n->currency);
}

/* A code of an axis in words. */
static str code_label(const struct naming *n, enum budget_axis axis, str code)
{
    static const char *const means[] = {"spender", "object_class", "output", "activity", "source"};
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

static str axis_label(const struct request *r, enum budget_axis axis)
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

/* Rows and columns in which there is money; the others would only be noughts. */
static void view_put(const struct naming *n, const char *name, str title, enum budget_axis rows,
                     enum budget_axis columns, bool ours, struct budget_view_array *out)
{
    struct arena *a = n->f->r->arena;
    struct budget_table t;
    budget_table(n->b, rows, columns, ours, a, &t);
    struct budget_view view = {.name = str_c(name),
                               .title = title,
                               .corner = axis_label(n->f->r, rows),
                               .sum = money_in(n, t.sum)};
    bool *shown = NEW_ARRAY(a, t.columns.n, bool);
    for (size_t c = 0; c < t.columns.n; c++)
        for (size_t k = 0; k < t.rows.n; k++)
            shown[c] = shown[c] || t.cells[k * t.columns.n + c];
    for (size_t c = 0; c < t.columns.n; c++) {
        if (!shown[c]) continue;
        *PUSH(a, &view.columns) =
            (struct budget_head){.label = code_label(n, columns, t.columns.v[c])};
        *PUSH(a, &view.totals) = (struct budget_cell){.amount = money_in(n, t.column_sums[c])};
    }
    for (size_t k = 0; k < t.rows.n; k++) {
        struct budget_row row = {.label = code_label(n, rows, t.rows.v[k]),
                                 .sum = money_in(n, t.row_sums[k])};
        bool any = false;
        for (size_t c = 0; c < t.columns.n; c++) {
            i64 cell = t.cells[k * t.columns.n + c];
            any = any || cell;
            if (shown[c]) *PUSH(a, &row.cells) = (struct budget_cell){.amount = money_in(n, cell)};
        }
        if (any) *PUSH(a, &view.rows) = row;
    }
    if (view.rows.n) *PUSH(a, out) = view;
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
    if (has[BUDGET_OUTPUT])
        view_put(n, "output", T(r, "By output"), BUDGET_OUTPUT, spender, true, out);
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

void budget_summary_put(const struct filling *f, const struct form_field *field,
                        struct budget_summary_array *out)
{
    struct budget b;
    struct naming n = {f, field, &b, f->p->edition->currency};
    budget_read(f->p->edition, field, f->doc, f->r->arena, &b);
    if (!b.n) return;
    struct budget_summary view = {.broken = (i64)b.broken,
                                  .sources = b.has[BUDGET_SOURCE],
                                  .whole.label = T(f->r, "Whole programme")};
    if (b.support) view.support = percent_words(f->r->arena, b.support);
    for (size_t k = 0; k < b.codes[BUDGET_ORGANIZATION].n; k++)
        organization_put(&n, k, &view);
    views_fill(&n, &view.views);
    view.address = arena_printf(f->r->arena, "/desk/proposals/%.*s/budget", P(f->p->row.code));
    *PUSH(f->r->arena, out) = view;
}

/* --- the page ------------------------------------------------------------------------------------------ */

/* The version to show: the named one, else the latest of the form that the state asks for, else the
** latest of any form with a budget. */
static enum status version_find(struct request *r, const struct proposal *p, struct writing *w)
{
    const struct form *now = edition_form(p->edition, p->state->form);
    if (now && form_budget(now)) return writing_open(r, p, w);
    for (size_t i = p->edition->form_count; i > 0; i--) {
        w->form = &p->edition->forms[i - 1];
        if (!form_budget(w->form)) continue;
        enum status st =
            proposal_document(r->db, r->arena, p->row.id, w->form->name, &w->row, &w->doc);
        if (st != NOT_FOUND) return st;
    }
    *w = (struct writing){0};
    return OK;
}

static void columns_put(const struct filling *f, const struct form_field *field,
                        struct budget_head_array *out)
{
    for (size_t k = 0; k < field->column_count; k++)
        if (!field->columns[k].computed)
            *PUSH(f->r->arena, out) = (struct budget_head){
                .label = edition_text(f->p->edition, field->columns[k].label, f->r->lang)};
}

static void line_put(const struct filling *f, const struct form_field *field, size_t index,
                     const struct budget_line *l, struct budget_show *view)
{
    struct arena *a = f->r->arena;
    const json_t *row =
        json_array_get(json_object_getn(f->doc, field->name.p, field->name.n), index);
    struct budget_line_row out = {.number = (i64)index + 1,
                                  .line = l->id,
                                  .computed = l->computed,
                                  .amount = money_of(l->amount, f->p->edition->currency)};
    for (size_t k = 0, shown = 0; k < field->column_count; k++) {
        const struct form_field *c = &field->columns[k];
        if (c->computed) continue;
        *PUSH(a, &out.cells) = (struct proposal_words){
            .label = view->columns.v[shown++].label,
            .text = value_words(f, c, json_object_getn(row, c->name.p, c->name.n))};
    }
    *PUSH(a, &view->items) = out;
}

static void lines_fill(const struct filling *f, const struct form_field *field, i64 after,
                       struct budget_show *view)
{
    struct budget b;
    struct arena *a = f->r->arena;
    budget_read(f->p->edition, field, f->doc, a, &b);
    struct naming n = {f, field, &b, f->p->edition->currency};
    columns_put(f, field, &view->columns);
    for (size_t k = 0; b.has[BUDGET_ORGANIZATION] && k < b.codes[BUDGET_ORGANIZATION].n; k++) {
        str code = b.codes[BUDGET_ORGANIZATION].v[k];
        *PUSH(a, &view->organizations) =
            (struct part_choice){.code = code, .label = code_label(&n, BUDGET_ORGANIZATION, code)};
    }
    for (size_t i = 0; i < b.n; i++) {
        const struct budget_line *l = &b.lines[i];
        if (view->organization.n && !str_eq(l->codes[BUDGET_ORGANIZATION], view->organization))
            continue;
        view->count++;
        if ((i64)i < after || view->next.n) continue;
        if (view->items.n == PAGE_LINES) {
            view->next = arena_printf(a, "%zu", i);
            view->more = address_more(f->r, view->next);
            continue;
        }
        line_put(f, field, i, l, view);
    }
}

/* ROUTE GET /desk/proposals/:proposal/budget?organization,after     needs proposal.read on :proposal
** The budget: views that are computed from one table, and its lines. */
enum status budget_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct budget_show view = {.organization = query(r, "organization"), .at = NO_DATE};
    __attribute__((cleanup(writing_close))) struct writing w = {0};
    i64 after;
    TRY(proposal_head_fill(r, s, "budget", &p, &view.head));
    TRY(version_find(r, &p, &w));
    page_title(s, T(r, "Budget"));
    if (w.form) {
        const struct form_field *field = form_budget(w.form);
        struct filling f = {.r = r, .p = &p, .form = w.form, .doc = w.doc};
        TRY(filling_read(&f));
        view.form = edition_text(p.edition, w.form->title, r->lang);
        view.number = w.row.number;
        view.at = w.row.number ? w.row.at : NO_DATE;
        view.person = w.row.person;
        if (!str_i64(query(r, "after"), &after)) after = 0;
        budget_summary_put(&f, field, &view.budgets);
        lines_fill(&f, field, after, &view);
        bool written = edition_form(p.edition, p.state->form) == w.form;
        if (written && may(r, "proposal.edit", r->scope) && !budget_is_short(field))
            view.edit = arena_printf(r->arena, "/desk/proposals/%.*s/budget/lines", P(p.row.code));
    }
    return show(r, s, budget_show_view, &view);
}

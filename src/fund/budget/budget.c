/* budget.c: the page of a budget for reading: its views, what the rules say of it, and its lines, all
** or those behind one amount. Everybody who may read the proposal sees them; which organization spends
** what is no secret among partners. */
#include "fund/budget/budget.h"

#include "fund/budget/export.h"
#include "fund/budget/views.h"
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

/* --- the page ------------------------------------------------------------------------------------------ */

enum status budget_version_find(struct request *r, const struct proposal *p, struct writing *w)
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

/* Is there money in this year (0: not spread)? */
static bool year_has_money(const struct budget *b, size_t year)
{
    bool any = false;
    for (size_t i = 0; i < b->n && !any; i++)
        any = b->lines[i].years[year] != 0;
    return any;
}

/* Choices by which the lines can be narrowed: what stands in them. */
static void filters_fill(const struct naming *n, const struct line_filter *wanted,
                         struct budget_show *view)
{
    struct arena *a = n->f->r->arena;
    for (enum budget_axis x = 0; x < BUDGET_AXES; x++) {
        struct budget_filter out = {.name = str_c(axis_name(x)), .label = axis_label(n->f->r, x)};
        size_t codes = x == BUDGET_YEAR ? n->b->year_count + 1 : n->b->codes[x].n;
        if (!n->b->has[x] || (codes < 2 && !wanted->v[x].n)) continue;
        for (size_t k = 0; k < codes; k++) {
            str code = x != BUDGET_YEAR ? n->b->codes[x].v[k]
                       : k < codes - 1  ? arena_printf(a, "%zu", k + 1)
                                        : NO_STR;
            str value = code.n ? code : AXIS_NONE;
            if (x == BUDGET_YEAR && !str_eq(value, wanted->v[x]) &&
                !year_has_money(n->b, (k + 1) % codes))
                continue;
            *PUSH(a, &out.items) = (struct budget_option){
                .value = value, .label = code_label(n, x, code), .on = str_eq(value, wanted->v[x])};
        }
        *PUSH(a, &view->filters) = out;
        view->filtered = view->filtered || wanted->v[x].n;
    }
}

static void lines_fill(const struct naming *n, const struct line_filter *wanted, i64 after,
                       struct budget_show *view)
{
    struct request *r = n->f->r;
    const struct budget *b = n->b;
    bool all = query(r, "all").n > 0;
    i64 sum = 0;
    columns_put(n->f, n->field, &view->columns);
    filters_fill(n, wanted, view);
    view->clear = arena_printf(r->arena, "/desk/proposals/%.*s/budget#lines", P(n->f->p->row.code));
    for (size_t i = 0; i < b->n; i++) {
        const struct budget_line *l = &b->lines[i];
        if (!filter_holds(wanted, l)) continue;
        view->count++;
        sum += filter_amount(wanted, l);
        if ((i64)i < after || view->next.n) continue;
        if (view->items.n == PAGE_LINES && !all) {
            view->next = arena_printf(r->arena, "%zu", i);
            view->more = address_more(r, view->next);
            continue;
        }
        line_put(n->f, n->field, i, l, view);
    }
    view->sum = money_of(sum, n->currency);
    if (view->next.n) view->whole = address_with(r, "all", S("1"));
}

/* --- limits -------------------------------------------------------------------------------------------- */

/* The line that a finding stands at, from 1; 0 if it is about the whole. */
static i64 line_of(str at)
{
    str rest = at, name, digits;
    i64 line;
    return str_cut(&rest, '.', &name) && str_cut(&rest, '.', &digits) && str_i64(digits, &line)
               ? line + 1
               : 0;
}

/* What the rules of the edition and the limits of the call say of the budget, each with the line that
** breaks it. */
static void rules_put(const struct filling *f, const struct form_field *field, bool edit,
                      struct budget_show *view)
{
    struct arena *a = f->r->arena;
    for (size_t i = 0; i < f->verdicts.n; i++) {
        const struct finding *x = &f->verdicts.v[i];
        if (!rule_reads(x->rule, field)) continue;
        struct budget_rule out = {.state = x->verdict == VERDICT_PASS   ? S("ok")
                                           : x->verdict == VERDICT_FAIL ? S("no")
                                                                        : S("ask"),
                                  .title = edition_text(f->p->edition, x->rule->title, f->r->lang),
                                  .clause = x->rule->clause};
        if (x->verdict != VERDICT_PASS) out.message = x->message;
        if (x->verdict == VERDICT_FAIL) out.line = line_of(x->field);
        if (out.line && edit)
            out.address = budget_finding_address(a, f->p, x->field);
        else if (out.line)
            out.address = arena_printf(a, "/desk/proposals/%.*s/budget?after=%lld#lines",
                                       P(f->p->row.code), (long long)out.line - 1);
        *PUSH(a, &view->rules) = out;
    }
}

static enum status budget_fill(struct request *r, const struct proposal *p, const struct writing *w,
                               struct budget_show *view)
{
    i64 after;
    struct budget b;
    struct line_filter wanted;
    const struct form_field *field = form_budget(w->form);
    struct filling f = {.r = r, .p = p, .form = w->form, .doc = w->doc};
    struct naming n = {&f, field, &b, p->edition->currency};
    bool written = edition_form(p->edition, p->state->form) == w->form;
    bool edit = written && may(r, "proposal.edit", r->scope);
    TRY(filling_read(&f));
    if (written) TRY(filling_rules(&f));
    view->form = edition_text(p->edition, w->form->title, r->lang);
    view->number = w->row.number;
    view->at = w->row.number ? w->row.at : NO_DATE;
    view->person = w->row.person;
    if (!str_i64(query(r, "after"), &after)) after = 0;
    for (enum budget_axis x = 0; x < BUDGET_AXES; x++)
        wanted.v[x] = query(r, axis_name(x));
    budget_read(p->edition, field, w->doc, r->arena, &b);
    summary_put(&n, &view->budgets);
    lines_fill(&n, &wanted, after, view);
    edit = edit && !budget_is_short(field) && !redraft_locks(&w->lock, field->name);
    rules_put(&f, field, edit, view);
    if (edit)
        view->edit = arena_printf(r->arena, "/desk/proposals/%.*s/budget/lines", P(p->row.code));
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/budget?organization,class,output,activity,source,year,after,all     needs proposal.read on :proposal
** The budget: views that are computed from one table, what the rules say of them, and the lines. */
enum status budget_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct budget_show view = {.at = NO_DATE};
    __attribute__((cleanup(writing_close))) struct writing w = {0};
    TRY(proposal_head_fill(r, s, "budget", &p, &view.head));
    TRY(budget_version_find(r, &p, &w));
    page_title(s, T(r, "Budget"));
    if (w.form) TRY(budget_fill(r, &p, &w, &view));
    return show(r, s, budget_show_view, &view);
}

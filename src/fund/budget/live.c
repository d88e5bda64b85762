/* live.c: what the script of the lines' page (budget.js) must know: where the numbers of a line stand, and
** what the lines that are not on the page amount to. Called by lines.c. */
#include "fund/budget/lines.h"

#include "edition/budget.h"
#include "web/assets.h"

#include "gen/assets.h"

static str column_name(const struct editing *e, const char *means)
{
    const struct form_field *c = budget_column(e->field, means);
    return c ? c->name : NO_STR;
}

/* Names of columns, with spaces between: the years, or those that a line cannot do without. */
static str column_names(const struct editing *e, bool years)
{
    str out = NO_STR;
    for (size_t k = 0; k < e->field->column_count; k++) {
        const struct form_field *c = &e->field->columns[k];
        if (years ? !str_eq(c->means, S("year")) : !c->required) continue;
        out = out.n ? arena_printf(e->f.r->arena, "%.*s %.*s", P(out), P(c->name)) : c->name;
    }
    return out;
}

void live_fill(const struct editing *e, const struct budget *b, struct budget_edit *view)
{
    struct arena *a = e->f.r->arena;
    const struct budget_codes *codes = &b->codes[BUDGET_ORGANIZATION];
    const struct asset *script = &assets[ASSET_BUDGET_JS];
    str who =
        arena_printf(a, "%lld %.*s lines", (long long)e->f.r->session->account, P(e->p.row.code));
    i64 *elsewhere = NEW_ARRAY(a, codes->n, i64);
    for (size_t i = 0; i < b->n; i++)
        if (b->lines[i].ours)
            elsewhere[b->lines[i].keys[BUDGET_ORGANIZATION]] += b->lines[i].amount;
    for (size_t i = 0; i < view->lines.n; i++) {
        const struct budget_edit_line *l = &view->lines.v[i];
        const struct budget_line *line = l->fresh ? NULL : &b->lines[l->number - 1];
        if (line && !l->locked && line->ours)
            elsewhere[line->keys[BUDGET_ORGANIZATION]] -= line->amount;
    }
    for (size_t k = 0; k < codes->n; k++)
        *PUSH(a, &view->organizations_all) =
            (struct budget_organization){.code = codes->v[k], .elsewhere = elsewhere[k]};
    view->live =
        (struct budget_live){.script = arena_printf(a, "/static/%s/%s", script->hash, script->name),
                             .currency = e->p.edition->currency,
                             .decimals = currency_decimals(e->p.edition->currency),
                             .rate = b->support,
                             .fund = b->fund,
                             .spender = column_name(e, "spender"),
                             .source = column_name(e, "source"),
                             .quantity = column_name(e, "quantity"),
                             .unit_cost = column_name(e, "unit_cost"),
                             .duration = column_name(e, "duration"),
                             .share = column_name(e, "share"),
                             .years = column_names(e, true),
                             .needs = column_names(e, false),
                             .who = str_sub(digest_hex(a, digest_of(who)), 0, 16)};
}

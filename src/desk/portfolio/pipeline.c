/* pipeline.c: where the proposals are: how many in each stage, under each call, of each lead, for each
** country and dimension, what they ask for and how long they have waited where they are. Counts what the
** list of proposals shows to the same person, so that each number opens it. */
#include "desk/portfolio/portfolio.h"

#include "edition/adopted.h"
#include "fund/calendar/calendar.h"
#include "people/people.h"
#include "web/layout.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/portfolio_sql.h"
#include "gen/registry.h"

#define LIST "/desk/proposals"

/* MENU desk 85 /desk/oversight "Oversight" needs ledger.read */

static const struct view_choice ways[] = {{"state", MESSAGE("By stage")},
                                          {"call", MESSAGE("By call")},
                                          {"organization", MESSAGE("By lead organization")},
                                          {"country", MESSAGE("By country")},
                                          {"dimension", MESSAGE("By dimension")}};
enum { WAYS = sizeof ways / sizeof *ways };

/* The words of a state and its place on the way: in the edition in force, or behind that in its own. */
static void state_words(struct request *r, i64 edition, str name, str *label, i64 *place)
{
    const struct edition *now = edition_in_force(r->app), *own = edition_by_id(r->app, edition);
    const struct workflow_state *s = own ? edition_state(own, name) : NULL;
    *label = s ? edition_text(own, s->label, r->lang) : name;
    *place = INT64_MAX;
    for (size_t i = 0; now && i < now->state_count; i++)
        if (str_eq(now->states[i].name, name)) *place = (i64)i;
}

static bool is_moving(struct request *r, const struct portfolio_row *x)
{
    const struct edition *e = edition_by_id(r->app, x->edition);
    const struct workflow_state *s = e ? edition_state(e, x->state) : NULL;
    return s && !s->final;
}

static enum status row_count(struct request *r, const struct calendar *c, i64 today,
                             const struct portfolio_row *x, struct tally *t)
{
    TRY(tally_add(r->arena, t, 1, x->amount));
    if (is_moving(r, x)) tally_waits(r->arena, t, today - calendar_day(c, x->since));
    return OK;
}

static void words_fill(struct request *r, str kind, const struct portfolio_row *x, struct tally *t)
{
    str *label = &t->row.label;
    if (str_eq(kind, S("state")))
        state_words(r, x->edition, x->code, label, &t->place);
    else if (str_eq(kind, S("country")))
        *label = term_label(r->lang, "country", x->code);
    else if (str_eq(kind, S("dimension")))
        *label = term_label(r->lang, "dimension", x->code);
}

static enum status count(struct request *r, const struct portfolio_proposals_in *in,
                         struct tally *total, struct tallies *all)
{
    struct calendar c = calendar_of(r->app, r->arena);
    i64 today = calendar_day(&c, r->now);
    struct may mine = may_list(r, "proposal.read");
    struct portfolio_row_array rows = {0};
    TRY(portfolio_proposals(r->db, r->arena, &mine, in, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        size_t before = all ? all->n : 0;
        struct tally *t = all ? tally_of(r->arena, all, rows.v[i].code, rows.v[i].label) : total;
        if (all && all->n > before) words_fill(r, in->kind, &rows.v[i], t);
        TRY(row_count(r, &c, today, &rows.v[i], t));
    }
    return OK;
}

static enum status filters_fill(struct request *r, struct portfolio_filters *out)
{
    struct portfolio_row_array states = {0};
    TRY(portfolio_states(r->db, r->arena, &states));
    for (size_t i = 0; i < states.n; i++) {
        i64 place;
        if (i && str_eq(states.v[i].code, states.v[i - 1].code)) continue;
        struct part_choice *x = PUSH(r->arena, &out->states);
        *x = (struct part_choice){.code = states.v[i].code};
        state_words(r, states.v[i].edition, x->code, &x->label, &place);
    }
    TRY(portfolio_calls(r->db, r->arena, &out->calls));
    TRY(portfolio_organizations(
        r->db, r->arena, &(struct portfolio_organizations_in){.leads = true}, &out->organizations));
    TRY(portfolio_countries(r->db, r->arena, &(struct portfolio_countries_in){.proposals = true},
                            &out->countries));
    TRY(portfolio_dimensions(r->db, r->arena, &(struct portfolio_dimensions_in){.proposals = true},
                             &out->dimensions));
    country_words(r, &out->countries);
    dimension_words(r, &out->dimensions);
    return OK;
}

static void ways_fill(struct request *r, str kind, struct tally *t)
{
    const char *name = str_z(r->arena, kind);
    t->row.address = list_with(r, LIST, name, t->row.code, "");
    if (t->row.moving) t->row.oldest = arena_printf(r->arena, "%.*s&sort=since", P(t->row.address));
}

/* ROUTE GET /desk/oversight?by,state,call,organization,country,dimension     needs proposal.read
** Where the proposals are: numbers, amounts asked for, how long they have waited. */
enum status portfolio_pipeline_page(struct request *r, struct response *s)
{
    struct portfolio_pipeline view = {.kind = view_asked(r, ways, WAYS),
                                      .state = query(r, "state"),
                                      .call = query(r, "call"),
                                      .organization = query(r, "organization"),
                                      .country = query(r, "country"),
                                      .dimension = query(r, "dimension"),
                                      .as_of = r->now};
    struct portfolio_proposals_in in = {.kind = S("state"),
                                        .state = view.state,
                                        .call = view.call,
                                        .organization = view.organization,
                                        .country = view.country,
                                        .dimension = view.dimension};
    struct tally total = {.row = {.label = T(r, "In all")}};
    struct tallies all = {0};
    TRY(count(r, &in, &total, NULL));
    in.kind = view.kind;
    TRY(count(r, &in, NULL, &all));
    bool on_the_way = str_eq(view.kind, S("state"));
    tally_finish(r, currency_of_fund(r), &total, &all, &view.several);
    tally_sort(&all, on_the_way ? TALLY_BY_PLACE : TALLY_LARGEST_FIRST);
    for (size_t i = 0; i < all.n; i++)
        ways_fill(r, view.kind, &all.v[i]);
    total.row.address = list_with(r, LIST, "", NO_STR, "");
    view.total = total.row;
    tally_show(r->arena, &all, &view.items, &view.largest, &view.largest_amount);
    TRY(filters_fill(r, &view.filters));
    view.filtered =
        view.state.n || view.call.n || view.organization.n || view.country.n || view.dimension.n;
    view.tabs = portfolio_tabs(r, "/desk/oversight");
    view.views = view_tabs(r, ways, WAYS, view.kind);
    view.csv = address_face(r, ".csv", S(""));
    view.json = address_face(r, ".json", S(""));
    page_title(s, T(r, "Pipeline"));
    return show(r, s, portfolio_pipeline_view, &view);
}

/* holdings.c: what the programmes are made of: by country, region, organization, dimension, status and
** year. Counts what the list of programmes shows to the same person; adds up only what the fund itself
** gives, never the budget of a whole programme, never two currencies. */
#include "desk/portfolio/portfolio.h"

#include "fund/programme/programme.h"
#include "people/people.h"
#include "web/layout.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/portfolio_sql.h"
#include "gen/registry.h"

#include <string.h>

#define LIST "/desk/programmes"
#define YEAR_BYTES 8

static const struct view_choice ways[] = {{"country", MESSAGE("By country")},
                                          {"region", MESSAGE("By region")},
                                          {"organization", MESSAGE("By organization")},
                                          {"dimension", MESSAGE("By dimension")},
                                          {"status", MESSAGE("By status")},
                                          {"year", MESSAGE("By year")}};
enum { WAYS = sizeof ways / sizeof *ways };

/* The year of a day as the list of programmes takes it. */
static str year_of(struct request *r, str day_text)
{
    i64 day = 0;
    int year, month, d;
    if (!str_i64(day_text, &day) || day == programme_day_unknown()) return S("none");
    date_split(day, &year, &month, &d);
    return arena_printf(r->arena, "%d", year);
}

static str code_of(struct request *r, str kind, str code)
{
    return str_eq(kind, S("year")) ? year_of(r, code) : code;
}

static void words_fill(struct request *r, str kind, struct tally *t)
{
    str code = t->row.code, *label = &t->row.label;
    if (str_eq(kind, S("country")) || str_eq(kind, S("region")) || str_eq(kind, S("dimension")))
        *label = term_label(r->lang, str_z(r->arena, kind), code);
    if (str_eq(kind, S("status"))) *label = term_label(r->lang, "programme_status", code);
    if (str_eq(kind, S("year"))) *label = str_eq(code, S("none")) ? T(r, "No date is known") : code;
    if (!label->n) *label = code.n ? code : T(r, "Not known");
}

static enum status count(struct request *r, const struct portfolio_programmes_in *in,
                         struct tally *total, struct tallies *all)
{
    struct may mine = may_list(r, "programme.read");
    struct portfolio_row_array rows = {0};
    TRY(portfolio_programmes(r->db, r->arena, &mine, in, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct portfolio_row *x = &rows.v[i];
        struct tally *t =
            total ? total : tally_of(r->arena, all, code_of(r, in->kind, x->code), x->label);
        TRY(tally_add(r->arena, t, x->count, x->amount));
        if (x->amount.currency[0] && str_eq(str_c(x->amount.currency), currency_of_fund(r)))
            t->row.priced += x->count;
    }
    return OK;
}

/* A programme in two countries of one region counts there once. */
static enum status regions_count(struct request *r, const struct portfolio_programmes_in *in,
                                 struct tallies *all)
{
    struct may mine = may_list(r, "programme.read");
    struct portfolio_place_array rows = {0};
    struct portfolio_places_in places = {.kind = S("country"),
                                         .status = in->status,
                                         .from_day = in->from_day,
                                         .to_day = in->to_day,
                                         .organization = in->organization,
                                         .lead = in->lead,
                                         .countries = in->countries,
                                         .dimension = in->dimension};
    TRY(portfolio_places(r->db, r->arena, &mine, &places, &rows));
    for (size_t i = 0, first = 0; i < rows.n; i++) {
        const struct portfolio_place *x = &rows.v[i];
        if (x->programme != rows.v[first].programme) first = i;
        str region = country_region(x->code);
        bool again = false;
        for (size_t k = first; k < i; k++)
            again = again || str_eq(country_region(rows.v[k].code), region);
        if (again) continue;
        struct tally *t = tally_of(r->arena, all, region, NO_STR);
        TRY(tally_add(r->arena, t, 1, x->amount));
        if (str_eq(str_c(x->amount.currency), currency_of_fund(r))) t->row.priced++;
    }
    return OK;
}

static enum status filters_fill(struct request *r, struct portfolio_filters *out)
{
    out->statuses = programme_statuses(r);
    TRY(portfolio_organizations(r->db, r->arena,
                                &(struct portfolio_organizations_in){.leads = false},
                                &out->organizations));
    TRY(portfolio_countries(r->db, r->arena, &(struct portfolio_countries_in){.proposals = false},
                            &out->countries));
    TRY(portfolio_dimensions(r->db, r->arena, &(struct portfolio_dimensions_in){.proposals = false},
                             &out->dimensions));
    country_words(r, &out->countries);
    dimension_words(r, &out->dimensions);
    programme_regions(r, &out->countries, &out->regions);
    return OK;
}

static enum status rows_fill(struct request *r, struct portfolio_programmes_in *in,
                             struct portfolio_holdings *view)
{
    struct tally total = {.row = {.label = T(r, "In all")}};
    struct tallies all = {0};
    in->kind = S("status");
    TRY(count(r, in, &total, NULL));
    in->kind = view->kind;
    if (str_eq(view->kind, S("region")))
        TRY(regions_count(r, in, &all));
    else
        TRY(count(r, in, NULL, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct tally *t = &all.v[i];
        words_fill(r, view->kind, t);
        if (t->row.code.n)
            t->row.address = list_with(r, LIST, str_z(r->arena, view->kind), t->row.code, "");
    }
    tally_finish(r, currency_of_fund(r), &total, &all, &view->several);
    tally_sort(&all, str_eq(view->kind, S("year")) ? TALLY_BY_CODE : TALLY_LARGEST_FIRST);
    total.row.address = list_with(r, LIST, "", NO_STR, "");
    view->total = total.row;
    tally_show(r->arena, &all, &view->items, &view->largest, &view->largest_amount);
    return OK;
}

/* ROUTE GET /desk/oversight/portfolio?by,status,year,organization,lead,country,region,dimension     needs programme.read
** What the programmes are made of: numbers and what the fund gives, by country, region, organization … */
enum status portfolio_holdings_page(struct request *r, struct response *s)
{
    struct portfolio_holdings view = {.kind = view_asked(r, ways, WAYS),
                                      .status = query(r, "status"),
                                      .year = query(r, "year"),
                                      .organization = query(r, "organization"),
                                      .lead = query(r, "lead"),
                                      .country = query(r, "country"),
                                      .region = query(r, "region"),
                                      .dimension = query(r, "dimension"),
                                      .as_of = r->now};
    struct portfolio_programmes_in in = {.status = view.status,
                                         .organization = view.organization,
                                         .lead = view.lead,
                                         .dimension = view.dimension,
                                         .countries =
                                             programme_countries(r, view.region, view.country)};
    programme_year_days(view.year, &in.from_day, &in.to_day);
    TRY(rows_fill(r, &in, &view));
    TRY(filters_fill(r, &view.filters));
    view.filtered = view.status.n || view.year.n || view.organization.n || view.lead.n ||
                    view.country.n || view.region.n || view.dimension.n;
    if (str_eq(view.kind, S("year")))
        view.drawing = columns_svg(r->arena, T(r, "Programmes by year"), &view.items);
    view.tabs = portfolio_tabs(r, "/desk/oversight/portfolio");
    view.views = view_tabs(r, ways, WAYS, view.kind);
    view.csv = address_face(r, ".csv", S(""));
    view.json = address_face(r, ".json", S(""));
    page_title(s, T(r, "Portfolio"));
    page_crumb(r, s, "Oversight", "/desk/oversight");
    return show(r, s, portfolio_holdings_view, &view);
}

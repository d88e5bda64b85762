/* concentration.c: how much of what the fund gives goes to the largest few, by lead organization and by
** country. Each programme's amount is given out once: to its lead, or in equal parts to its countries, to
** the minor unit; so the rows come to the whole, and the share of the largest N is a share of it. */
#include "desk/portfolio/portfolio.h"

#include "fund/programme/programme.h"
#include "people/people.h"
#include "web/layout.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/portfolio_sql.h"
#include "gen/registry.h"

static const struct view_choice ways[] = {{"lead", MESSAGE("By lead organization")},
                                          {"country", MESSAGE("By country")}};
enum { WAYS = sizeof ways / sizeof *ways };

static const i64 few[] = {1, 3, 5, 10};

/* One programme, whose rows stand side by side: its amount in equal parts, what cannot be divided to the
** first ones, so that the parts come to the whole. */
static enum status divide(struct request *r, const struct portfolio_place *v, size_t n,
                          struct tallies *all)
{
    i64 whole = v->amount.minor, each = whole / (i64)n, rest = whole % (i64)n;
    for (size_t i = 0; i < n; i++) {
        struct tally *t = tally_of(r->arena, all, v[i].code, v[i].label);
        struct money part = money_of(each + ((i64)i < rest ? 1 : 0), str_c(v->amount.currency));
        TRY(tally_add(r->arena, t, 1, part));
        t->row.priced++;
    }
    return OK;
}

/* The programmes with an amount in the currency, given out; *counted says how many. The others count in
** the numbers alone. */
static enum status give_out(struct request *r, const struct portfolio_places_in *in, str currency,
                            struct tallies *all, i64 *counted)
{
    struct may mine = may_list(r, "programme.read");
    struct portfolio_place_array rows = {0};
    TRY(portfolio_places(r->db, r->arena, &mine, in, &rows));
    for (size_t i = 0, n; i < rows.n; i += n) {
        for (n = 1; i + n < rows.n && rows.v[i + n].programme == rows.v[i].programme;)
            n++;
        bool priced = str_eq(str_c(rows.v[i].amount.currency), currency);
        *counted += priced;
        if (priced) TRY(divide(r, &rows.v[i], n, all));
        for (size_t k = 0; k < n && !priced; k++)
            tally_of(r->arena, all, rows.v[i + k].code, rows.v[i + k].label)->row.count++;
    }
    return OK;
}

static i64 amount_of(const struct tally *t)
{
    return t->sums.n ? t->sums.v[0].minor : 0;
}

static int by_amount(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;
    i64 one = amount_of(x), two = amount_of(y);
    if (one != two) return one < two ? 1 : -1;
    if (!x->sums.n != !y->sums.n) return x->sums.n ? -1 : 1;
    return str_cmp(x->row.code, y->row.code);
}

static str label_of(struct request *r, str kind, const struct tally *t)
{
    return str_eq(kind, S("country")) ? term_label(r->lang, "country", t->row.code) : t->row.label;
}

static str few_words(struct request *r, i64 n)
{
    str digits = arena_printf(r->arena, "%lld", (long long)n);
    return n == 1 ? T(r, "The largest one")
                  : message_fill(r->arena, T(r, "The largest %1"), &digits, 1);
}

static enum status ranks_fill(struct request *r, struct tallies *all,
                              struct portfolio_concentration *view)
{
    i64 whole = 0, so_far = 0;
    if (all->n > 1) qsort(all->v, all->n, sizeof *all->v, by_amount);
    for (size_t i = 0; i < all->n; i++)
        if (__builtin_add_overflow(whole, amount_of(&all->v[i]), &whole)) return LIMIT;
    view->amount = money_of(whole, view->currency);
    for (size_t i = 0, f = 0; i < all->n; i++) {
        const struct tally *t = &all->v[i];
        if (!t->row.priced) continue; /* behind all others */
        so_far += amount_of(t);
        struct portfolio_rank *x = PUSH(r->arena, &view->items);
        *x = (struct portfolio_rank){.place = (i64)i + 1,
                                     .code = t->row.code,
                                     .label = label_of(r, view->kind, t),
                                     .address = list_with(r, "/desk/programmes",
                                                          str_z(r->arena, view->kind), t->row.code,
                                                          "currency"),
                                     .count = t->row.count,
                                     .priced = t->row.priced,
                                     .amount = t->sums.v[0],
                                     .share = share_words(r, amount_of(t), whole),
                                     .together = share_words(r, so_far, whole),
                                     .bar = amount_of(t)};
        if (i == 0) view->largest = x->bar;
        if (f < sizeof few / sizeof *few && (i64)i + 1 == few[f]) {
            *PUSH(r->arena, &view->few) =
                (struct portfolio_few){.label = few_words(r, few[f]), .share = x->together};
            f++;
        }
    }
    return OK;
}

/* How many programmes have an amount in which currency; the fund's own is chosen first. */
static enum status currencies_fill(struct request *r, const struct portfolio_programmes_in *in,
                                   struct portfolio_concentration *view, i64 *programmes)
{
    struct may mine = may_list(r, "programme.read");
    struct portfolio_row_array rows = {0};
    TRY(portfolio_programmes(r->db, r->arena, &mine, in, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        str code = str_c(rows.v[i].amount.currency);
        bool there = !code.n;
        *programmes += rows.v[i].count;
        for (size_t k = 0; k < view->currencies.n; k++)
            there = there || str_eq(view->currencies.v[k].code, code);
        if (!there)
            *PUSH(r->arena, &view->currencies) =
                (struct part_choice){.code = code, .label = term_label(r->lang, "currency", code)};
    }
    return OK;
}

/* ROUTE GET /desk/oversight/concentration?by,status,year,currency     needs programme.read
** How much of what the fund gives goes to the largest few organizations or countries. */
enum status portfolio_concentration_page(struct request *r, struct response *s)
{
    struct portfolio_concentration view = {.kind = view_asked(r, ways, WAYS),
                                           .status = query(r, "status"),
                                           .year = query(r, "year"),
                                           .currency = query(r, "currency"),
                                           .as_of = r->now};
    struct portfolio_programmes_in in = {.kind = S("status"), .status = view.status};
    struct portfolio_places_in places = {.kind = view.kind, .status = view.status};
    struct tallies all = {0};
    i64 programmes = 0;
    programme_year_days(view.year, &in.from_day, &in.to_day);
    places.from_day = in.from_day;
    places.to_day = in.to_day;
    if (!view.currency.n) view.currency = currency_of_fund(r);
    TRY(currencies_fill(r, &in, &view, &programmes));
    TRY(give_out(r, &places, view.currency, &all, &view.all));
    view.left = programmes - view.all;
    TRY(ranks_fill(r, &all, &view));
    view.filters.statuses = programme_statuses(r);
    view.filtered = view.status.n || view.year.n || query(r, "currency").n;
    view.tabs = portfolio_tabs(r, "/desk/oversight/concentration");
    view.views = view_tabs(r, ways, WAYS, view.kind);
    view.csv = address_face(r, ".csv", S(""));
    view.json = address_face(r, ".json", S(""));
    page_title(s, T(r, "Concentration"));
    page_crumb(r, s, "Oversight", "/desk/oversight");
    return show(r, s, portfolio_concentration_view, &view);
}

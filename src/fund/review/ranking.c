/* ranking.c: the proposals of a call in the order of their scores, ties explained: by which rule of the
** scorecard one stands before another, or that they share a place. The order is computed from what panels
** agreed on each time it is asked for; nothing keeps it. Files that are closed to the reader count for
** the places of the others and are not shown. */
#include "fund/review/review.h"

#include "fund/call/call.h"
#include "web/list.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/review_sql.h"

static const struct list_column columns[] = {
    {MESSAGE("Rank"), "place", true},           {MESSAGE("Proposal"), "title", false},
    {MESSAGE("Lead"), "lead", false},           {MESSAGE("Points of 100"), "points", true},
    {MESSAGE("By the scorecard"), NULL, false}, {MESSAGE("The panel recommends"), NULL, false},
    {MESSAGE("Amount"), "amount", true},        {MESSAGE("State"), "state", false},
};

/* --- places ---------------------------------------------------------------------------------------------- */

/* What the panels agreed on, category by category; both lists come in the order of rounds. */
static void scores_fill(struct arena *a, const struct scorecard *card,
                        const struct review_ranked_array *rows,
                        const struct review_result_array *results, struct ranked *out)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct review_ranked *x = &rows->v[i];
        out[i] =
            (struct ranked){.score = {.total = x->total,
                                      .times = x->times,
                                      .fails = x->fails,
                                      .categories = NEW_ARRAY(a, card->category_count + 1, i64)},
                            .amount = x->amount.minor,
                            .received = x->received,
                            .index = i};
    }
    for (size_t k = 0, at = 0; k < results->n; k++) {
        const struct review_result *x = &results->v[k];
        size_t c = 0;
        while (c < card->category_count && !str_eq(card->categories[c].name, x->category))
            c++;
        while (at < rows->n && rows->v[at].round < x->round)
            at++;
        if (at < rows->n && rows->v[at].round == x->round && c < card->category_count)
            out[at].score.categories[c] = x->units;
    }
}

static str tie_name(struct request *r, const struct edition *e, const struct scorecard *card,
                    str tie)
{
    if (str_eq(tie, S("amount"))) return T(r, "the smaller amount");
    if (str_eq(tie, S("received"))) return T(r, "the earlier receipt");
    for (size_t i = 0; i < card->category_count; i++)
        if (str_eq(card->categories[i].name, tie))
            return edition_text(e, card->categories[i].title, r->lang);
    return tie;
}

static str tie_words(struct request *r, const struct edition *e, const struct scorecard *card,
                     const struct ranked *x)
{
    if (x->tie == TIE_EQUAL) return T(r, "Equal in everything: they share the place.");
    if (x->tie != TIE_DECIDED) return NO_STR;
    str name = tie_name(r, e, card, card->ties[x->tie_rule]);
    return message_fill(r->arena, T(r, "As many points as the one before; decided by: %1."), &name,
                        1);
}

static void outcome_fill_row(struct request *r, const struct scorecard *card,
                             const struct ranked *x, struct review_ranked *row)
{
    bool good = score_recommended(card, &x->score);
    row->tone = good ? S("good") : S("warn");
    if (good)
        row->outcome = T(r, "Reaches threshold and minimums");
    else if (score_fails(&x->score))
        row->outcome = T(r, "Fails by an option");
    else if (score_reaches(card, &x->score))
        row->outcome = T(r, "Below a minimum");
    else
        row->outcome = T(r, "Below the threshold");
}

/* The state in words; whether the proposal is still where it is reviewed by this card. */
static bool row_words(struct request *r, struct review_ranked *row, const struct scorecard *card)
{
    const struct edition *e = edition_by_id(r->app, row->edition);
    const struct workflow_state *state = e ? edition_state(e, row->proposal_state) : NULL;
    if (state) row->state = edition_text(e, state->label, r->lang);
    return state && str_eq(state->scorecard, card->name);
}

/* Withdrawn, cancelled, joined or carried over out of the review by this card: decided by nobody, so that
** the others stand in the order among which somebody decides. */
static bool taken_away(const struct request *r, const struct review_ranked *row,
                       const struct scorecard *card)
{
    static const char *const ways[] = {"reversible", "join", "defer"};
    const struct edition *e = edition_by_id(r->app, row->edition);
    const struct workflow_state *from = e ? edition_state(e, row->step_from) : NULL;
    const struct workflow_step *step = e ? step_by_name(e, row->step_from, row->step) : NULL;
    if (!from || !step || !str_eq(from->scorecard, card->name)) return false;
    for (size_t i = 0; i < step->effect_count; i++)
        for (size_t k = 0; k < sizeof ways / sizeof *ways; k++)
            if (str_eq(step->effects[i], str_c(ways[k]))) return true;
    return false;
}

/* The concluded ones with their places, behind them those whose review is not concluded or
** that left it. */
static enum status places_fill(struct request *r, const struct edition *e,
                               const struct scorecard *card, i64 call,
                               struct review_ranked_array *out, i64 *waiting)
{
    struct review_ranked_array all = {0}, done = {0}, others = {0};
    struct review_result_array results = {0};
    TRY(review_ranking(r->db, r->arena, call, card->name, &all));
    TRY(review_ranking_results(r->db, r->arena, call, card->name, &results));
    for (size_t i = 0; i < all.n; i++) {
        bool placed =
            str_eq(all.v[i].round_state, S("concluded")) && !taken_away(r, &all.v[i], card);
        if (placed)
            *PUSH(r->arena, &done) = all.v[i];
        else
            *PUSH(r->arena, &others) = all.v[i];
    }
    struct ranked *v = NEW_ARRAY(r->arena, done.n + 1, struct ranked);
    scores_fill(r->arena, card, &done, &results, v);
    ranking_make(card, v, done.n);
    for (size_t i = 0; i < done.n; i++) {
        struct review_ranked row = done.v[v[i].index];
        if (record_barred(r, "proposal", row.id)) continue;
        row.rank = (i64)i;
        row.place = v[i].place ? arena_printf(r->arena, "%lld", (long long)v[i].place) : NO_STR;
        row.hundredths = score_points(card, &v[i].score);
        row.points = points_words(r, row.hundredths);
        row.tie = tie_words(r, e, card, &v[i]);
        outcome_fill_row(r, card, &v[i], &row);
        for (size_t k = 0; k < card->recommendations.n; k++)
            if (str_eq(card->recommendations.v[k].code, row.recommendation))
                row.recommendation_label =
                    edition_text(e, card->recommendations.v[k].label, r->lang);
        (void)row_words(r, &row, card);
        *PUSH(r->arena, out) = row;
    }
    for (size_t i = 0; i < others.n; i++) {
        struct review_ranked row = others.v[i];
        if (record_barred(r, "proposal", row.id)) continue;
        row.rank = (i64)(done.n + i);
        row.hundredths = -1;
        bool runs = row_words(r, &row, card);
        bool concluded = str_eq(row.round_state, S("concluded"));
        row.outcome = runs        ? T(r, "Review not concluded")
                      : concluded ? T(r, "Left after the review was concluded")
                                  : T(r, "Left before the review was concluded");
        *waiting += runs;
        *PUSH(r->arena, out) = row;
    }
    return OK;
}

/* --- the order asked for --------------------------------------------------------------------------------- */

static int number_compare(i64 a, i64 b)
{
    return (a > b) - (a < b);
}

static int rows_compare(str key, const struct review_ranked *a, const struct review_ranked *b)
{
    int c = 0;
    if (str_eq(key, S("title"))) c = str_cmp(a->title, b->title);
    if (str_eq(key, S("lead"))) c = str_cmp(a->lead, b->lead);
    if (str_eq(key, S("points"))) c = number_compare(a->hundredths, b->hundredths);
    if (str_eq(key, S("amount"))) c = number_compare(a->amount.minor, b->amount.minor);
    if (str_eq(key, S("state"))) c = str_cmp(a->state, b->state);
    return c ? c : number_compare(a->rank, b->rank);
}

/* Merges the two ordered halves of v in room of the same size; downwards it is the exact reverse. */
static void rows_sort(str key, int sign, struct review_ranked *v, struct review_ranked *room,
                      size_t n)
{
    size_t half = n / 2, i = 0, k = half;
    if (n < 2) return;
    rows_sort(key, sign, v, room, half);
    rows_sort(key, sign, v + half, room, n - half);
    for (size_t at = 0; at < n; at++) {
        bool left = k == n || (i < half && sign * rows_compare(key, &v[i], &v[k]) <= 0);
        room[at] = left ? v[i++] : v[k++];
    }
    memcpy(v, room, n * sizeof *v);
}

static void part_take(struct request *r, struct list *l, struct review_ranked_array *all,
                      struct review_ranked_array *out)
{
    bool down = str_ends(l->sort, S("_down"));
    str key = down ? str_sub(l->sort, 0, l->sort.n - 5) : l->sort;
    rows_sort(key, down ? -1 : 1, all->v, NEW_ARRAY(r->arena, all->n + 1, struct review_ranked),
              all->n);
    l->rows.total = (i64)all->n;
    rows_clamp(&l->rows);
    if (!all->v) return;
    for (i64 i = l->rows.skip; i < l->rows.total && i < l->rows.skip + l->rows.limit; i++)
        *PUSH(r->arena, out) = all->v[i];
}

/* --- the page -------------------------------------------------------------------------------------------- */

/* The scorecards of a call's edition by which something was reviewed; the one that is asked for, or the
** latest. */
static enum status card_find(struct request *r, const struct edition *e, i64 call,
                             const struct scorecard **card, struct review_ranking *view)
{
    struct review_card_array names = {0};
    TRY(review_cards_of(r->db, r->arena, call, &names));
    *card = NULL;
    for (size_t i = 0; i < names.n; i++) {
        const struct scorecard *c = edition_scorecard(e, names.v[i].name);
        if (!c) continue;
        *PUSH(r->arena, &view->cards) =
            (struct part_choice){.code = c->name, .label = edition_text(e, c->title, r->lang)};
        if (!*card || str_eq(c->name, query(r, "card"))) *card = c;
    }
    return OK;
}

/* ROUTE GET /desk/calls/:call/ranking?card,sort,after     needs review.read
** The proposals of a call in the order of their scores, with ties explained. */
enum status review_ranking_page(struct request *r, struct response *s)
{
    struct review_ranking view = {0};
    struct review_ranked_array all = {0};
    struct call_row call;
    const struct scorecard *card;
    TRY(call_load(r->db, r->arena, param(r, "call"), &call));
    const struct edition *e = edition_by_id(r->app, call.edition);
    if (!e) return FAILED;
    call_item_fill(r, &call, &view.call);
    TRY(card_find(r, e, call.id, &card, &view));
    struct list l = LIST_OF(r, columns, "place");
    if (card) {
        view.card = card->name;
        view.card_title = edition_text(e, card->title, r->lang);
        view.threshold = card->threshold;
        TRY(places_fill(r, e, card, call.id, &all, &view.waiting));
    }
    part_take(r, &l, &all, &view.items);
    list_show(r, &l, &view.list);
    page_crumb(r, s, "Calls", "/desk/calls");
    page_crumb_text(s, call.title, arena_printf(r->arena, "/desk/calls/%.*s", P(call.code)));
    page_title(s, T(r, "Ranking"));
    return show(r, s, review_ranking_view, &view);
}

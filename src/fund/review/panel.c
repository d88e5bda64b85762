/* panel.c: the scores side by side and what the panel agrees on: an option for each criterion, or the
** mean, as the edition says; with reasons, who took part, a recommendation and what the applicants are
** told. Then the steps of the workflow that the review decides about. */
#include "fund/review/review.h"
#include "fund/screening/screening.h"

#include "web/app.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/proposal_sql.h"
#include "gen/registry.h"
#include "gen/review_sql.h"

#define REASON_CHARS 8000
#define PRESENT_CHARS 500

struct concluding {
    struct proposal p;
    struct review_round round;
    const struct scorecard *card;
    struct panel panel;
    bool current;
    struct paper agreed; /* what was typed, or kept */
    struct score score;  /* what it comes to */
};

/* --- the page -------------------------------------------------------------------------------------------- */

/* The round that was asked for, or the latest. */
static enum status round_find(struct request *r, struct concluding *c)
{
    struct review_round_array rounds = {0};
    str code = r->method == METHOD_POST ? field(r, "round") : query(r, "round");
    size_t at = 0;
    TRY(review_rounds(r->db, r->arena, c->p.row.id, &rounds));
    while (code.n && at < rounds.n && !str_eq(rounds.v[at].code, code))
        at++;
    if (at >= rounds.n) return NOT_FOUND;
    c->round = rounds.v[at];
    c->current = review_is_current(&c->p, &c->round);
    for (size_t i = 0; i < at; i++)
        c->current = c->current && !str_eq(rounds.v[i].card, c->round.card);
    c->card = edition_scorecard(c->p.edition, c->round.card);
    return c->card ? OK : FAILED;
}

/* Where all chose the same, the panel begins with that. */
static void agreement_propose(const struct panel *panel, struct sheet *out)
{
    for (size_t i = 0; i < out->n; i++) {
        bool same = panel->n > 0;
        for (size_t k = 1; k < panel->n; k++)
            same = same && panel->papers[k].sheet.chosen[i] == panel->papers[0].sheet.chosen[i];
        if (same) out->chosen[i] = panel->papers[0].sheet.chosen[i];
    }
}

static void agreed_read(struct request *r, struct concluding *c)
{
    bool concluded = str_eq(c->round.state, S("concluded"));
    c->agreed =
        concluded ? paper_read(r->arena, c->card, c->round.agreed) : paper_new(r->arena, c->card);
    if (c->card->final == FINAL_MEAN) {
        score_mean(r->arena, c->card, c->panel.scores, c->panel.n, &c->score);
        return;
    }
    if (!concluded && r->method == METHOD_POST)
        for (size_t i = 0; i < c->agreed.sheet.n; i++)
            chosen_take(r, c->card, &c->agreed.sheet, i);
    else if (!concluded)
        agreement_propose(&c->panel, &c->agreed.sheet);
    score_of(r->arena, c->card, &c->agreed.sheet, &c->score);
}

static void criteria_fill(struct request *r, const struct concluding *c, struct review_panel *view)
{
    const struct edition *e = c->p.edition;
    for (size_t i = 0; i < c->agreed.sheet.n; i++) {
        struct review_criterion *x = criterion_at(&view->categories, i);
        for (size_t k = 0; k < c->panel.n; k++) {
            *PUSH(r->arena, &x->answers) =
                answer_of(r, e, c->card, &c->panel.papers[k], i, c->panel.parts[k].person);
            x->apart = x->apart ||
                       c->panel.papers[k].sheet.chosen[i] != c->panel.papers[0].sheet.chosen[i];
        }
        x->value = sheet_options(r->arena, c->card, &c->agreed.sheet, i);
        x->agreed = option_words(r, e, card_criterion(c->card, i, NULL), c->agreed.sheet.chosen[i]);
    }
}

static void scores_fill(struct request *r, const struct concluding *c, struct review_panel *view)
{
    for (size_t k = 0; k < c->panel.n; k++)
        *PUSH(r->arena, &view->scores) = (struct review_score_line){
            .who = c->panel.parts[k].person,
            .points = points_words(r, score_points(c->card, &c->panel.scores[k])),
            .fails = score_fails(&c->panel.scores[k]),
            .sent = c->panel.parts[k].sent,
            .overall = c->panel.papers[k].overall};
}

static str present_words(struct request *r, const struct panel *panel)
{
    str out = NO_STR;
    for (size_t k = 0; k < panel->n; k++)
        out = arena_printf(r->arena, "%.*s%s%.*s", P(out), out.n ? ", " : "",
                           P(panel->parts[k].person));
    return out;
}

static void outcome_put(struct request *r, const struct concluding *c, struct review_panel *view)
{
    const struct review_round *round = &c->round;
    bool concluded = str_eq(round->state, S("concluded"));
    view->concluded = concluded ? round->concluded : NO_DATE;
    view->concluder = round->concluder;
    view->present = concluded ? round->present : present_words(r, &c->panel);
    view->reasons = round->reasons;
    view->feedback = round->feedback;
    view->recommendation = review_term(r, &c->p, &c->card->recommendations, round->recommendation);
    if (!concluded && view->waits.n) return;
    view->points = points_words(r, score_points(c->card, &c->score));
    view->fails = score_fails(&c->score);
    view->reaches = score_reaches(c->card, &c->score);
    view->recommended = score_recommended(c->card, &c->score);
    categories_result(r, c->card, &c->score, &view->categories);
}

static enum status panel_fill(struct request *r, struct response *s, struct concluding *c,
                              struct review_panel *view)
{
    TRY(proposal_head_fill(r, s, "reviews", &c->p, &view->head));
    TRY(round_find(r, c));
    TRY(panel_load(r->db, r->arena, c->card, c->round.id, &c->panel));
    agreed_read(r, c);
    view->round = c->round.code;
    view->card = edition_text(c->p.edition, c->card->title, r->lang);
    view->waits = c->panel.why ? T(r, c->panel.why) : NO_STR;
    view->may_conclude = c->current && may(r, "review.conclude", r->scope);
    view->ready = view->may_conclude && !c->panel.why;
    view->differ = c->panel.differ;
    view->tolerance = c->card->tolerance;
    view->threshold = c->card->threshold;
    view->mean = c->card->final == FINAL_MEAN;
    view->action =
        arena_printf(r->arena, "/desk/proposals/%.*s/reviews/conclusion", P(c->p.row.code));
    for (size_t i = 0; i < c->card->recommendations.n; i++)
        *PUSH(r->arena, &view->recommendations) = (struct part_choice){
            .code = c->card->recommendations.v[i].code,
            .label = edition_text(c->p.edition, c->card->recommendations.v[i].label, r->lang)};
    TRY(card_show(r, c->p.edition, c->card, c->round.version, &view->categories));
    criteria_fill(r, c, view);
    scores_fill(r, c, view);
    outcome_put(r, c, view);
    page_crumb_text(s, T(r, "Reviews"),
                    arena_printf(r->arena, "/desk/proposals/%.*s/reviews", P(c->p.row.code)));
    page_title(s, T(r, "Scores and conclusion"));
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/reviews/conclusion?round     needs review.read on :proposal
** The scores of a round side by side, once they are open, and what the panel agreed on. */
enum status review_panel_page(struct request *r, struct response *s)
{
    struct concluding c = {0};
    struct review_panel view = {0};
    TRY(panel_fill(r, s, &c, &view));
    return show(r, s, review_panel_view, &view);
}

/* --- concluding ------------------------------------------------------------------------------------------ */

struct conclude_arg {
    struct request *r;
    struct concluding *c;
    str present, reasons, feedback, recommendation;
};

static enum status conclude_write(struct tx *tx, void *arg)
{
    struct conclude_arg *v = arg;
    struct concluding *c = v->c;
    struct arena *a = v->r->arena;
    struct review_round now;
    struct panel panel;
    i64 id;
    str state;
    TRY(proposal_state_of(tx_db(tx), a, c->p.row.id, &state));
    TRY(review_round_latest(tx_db(tx), a, c->p.row.id, c->round.card, &now));
    TRY(panel_load(tx_db(tx), a, c->card, now.id, &panel));
    if (!str_eq(state, c->p.row.state) || now.id != c->round.id || !str_eq(now.state, S("open")) ||
        panel.why || panel.n != c->panel.n)
        return CONFLICT;
    struct review_round_conclude_in in = {
        .id = now.id,
        .agreed = c->card->final == FINAL_MEAN ? NO_STR : paper_body(a, c->card, &c->agreed),
        .present = v->present,
        .reasons = v->reasons,
        .feedback = v->feedback,
        .recommendation = v->recommendation,
        .total = c->score.total,
        .times = c->score.times,
        .fails = c->score.fails,
        .now = tx_now(tx),
        .account = v->r->session->account};
    TRY(review_round_conclude(tx, &in));
    for (size_t i = 0; i < c->card->category_count; i++)
        TRY(review_result_insert(tx, now.id, c->card->categories[i].name, c->score.categories[i],
                                 &id));
    return OK;
}

static void conclusion_take(struct request *r, struct concluding *c, struct conclude_arg *v)
{
    bool known = false;
    for (size_t i = 0; c->card->final == FINAL_CONSENSUS && i < c->agreed.sheet.n; i++)
        if (!c->agreed.sheet.chosen[i])
            problem(
                r,
                arena_printf(r->arena, "option-%.*s", P(card_criterion(c->card, i, NULL)->name)).p,
                "Choose what the panel agreed on.");
    need_text(r, "present", PRESENT_CHARS, &v->present);
    need_text(r, "reasons", REASON_CHARS, &v->reasons);
    need_text(r, "feedback", REASON_CHARS, &v->feedback);
    v->recommendation = field(r, "recommendation");
    for (size_t i = 0; i < c->card->recommendations.n; i++)
        known = known || str_eq(c->card->recommendations.v[i].code, v->recommendation);
    if (!known) problem(r, "recommendation", "Choose what the panel recommends.");
}

/* ROUTE POST /desk/proposals/:proposal/reviews/conclusion     needs review.conclude on :proposal   max 256k
** Keeps what the panel agreed on; the round is closed. Or counts what was chosen and keeps nothing. */
enum status review_panel_act(struct request *r, struct response *s)
{
    struct concluding c = {0};
    struct review_panel view = {0};
    struct conclude_arg v = {.r = r, .c = &c};
    TRY(panel_fill(r, s, &c, &view));
    if (!view.ready) return CONFLICT;
    if (str_eq(field(r, "act"), S("count"))) return show(r, s, review_panel_view, &view);
    conclusion_take(r, &c, &v);
    if (problems(r)) return show(r, s, review_panel_view, &view);
    TRY(db_write(r, conclude_write, &v));
    return redirect_note(r, s, T(r, "The review is concluded."), "/desk/proposals/%.*s/reviews",
                         P(c.p.row.code));
}

/* --- the steps behind it ---------------------------------------------------------------------------------- */

static bool ends_review(const struct workflow_step *step)
{
    const char *page = step_page(step);
    return page && strcmp(page, "reviews") == 0;
}

void review_steps_fill(struct request *r, const struct proposal *p,
                       struct screening_step_array *out)
{
    const struct edition *e = p->edition;
    for (size_t i = 0; i < e->step_count; i++) {
        const struct workflow_step *step = &e->steps[i];
        if (!str_eq(step->from, p->row.state) || !ends_review(step)) continue;
        const struct workflow_state *to = edition_state(e, step->to);
        *PUSH(r->arena, out) = (struct screening_step){
            .name = step->name,
            .label = edition_text(e, step->label, r->lang),
            .address = arena_printf(r->arena, "/desk/proposals/%.*s/reviews/%.*s", P(p->row.code),
                                    P(step->name)),
            .permitted = step_permitted(r, p, step, r->scope),
            .danger = to && to->final && !to->public_status.n};
    }
}

/* ROUTE GET /desk/proposals/:proposal/reviews/:step     needs review.read on :proposal
** A step that the review decides about, with the letter it sends. */
enum status review_outcome_page(struct request *r, struct response *s)
{
    struct proposal p;
    const struct workflow_step *step;
    struct screening_outcome view = {0};
    TRY(outcome_fill(r, s, "reviews", "reason", &p, &step, &view));
    if (!ends_review(step)) return NOT_FOUND;
    return show(r, s, screening_outcome_view, &view);
}

/* ROUTE POST /desk/proposals/:proposal/reviews/:step     needs review.read on :proposal
** Takes the step and sends its letter, with the panel's feedback; each asks for its own permission. */
enum status review_outcome_act(struct request *r, struct response *s)
{
    struct proposal p;
    const struct workflow_step *step;
    struct screening_outcome view = {0};
    TRY(outcome_fill(r, s, "reviews", "reason", &p, &step, &view));
    if (!ends_review(step)) return CONFLICT;
    return outcome_send(r, s, &p, step, &view);
}

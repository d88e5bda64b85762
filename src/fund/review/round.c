/* round.c: rounds of review: a step with the effect `review` opens one for the version that was sent
** last; what the other files here need of rounds, parts and days. */
#include "fund/review/review.h"

#include "web/app.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/review_sql.h"

#define CODE_LETTERS 8

/* RECORD review_round "Round of review" */
/* RECORD review_part "Review" */
/* RECORD review_score "Score of a review" */
/* RECORD review_result "Result of a review" */

const struct scorecard *review_card_now(const struct proposal *p)
{
    return p->state->scorecard.n ? edition_scorecard(p->edition, p->state->scorecard) : NULL;
}

bool review_is_current(const struct proposal *p, const struct review_round *latest)
{
    return str_eq(latest->state, S("open")) && str_eq(latest->card, p->state->scorecard);
}

/* A round is opened for what was sent, however often it was sent before. */
static enum status effect_review(struct tx *tx, const struct step_take *t)
{
    const struct workflow_state *to = edition_state(t->proposal->edition, t->step->to);
    const struct scorecard *card =
        to && to->scorecard.n ? edition_scorecard(t->proposal->edition, to->scorecard) : NULL;
    i64 proposal = t->proposal->row.id, id;
    struct review_version version;
    struct review_round latest = {0};
    if (!card) return OK;
    TRY(review_version(tx_db(tx), t->arena, proposal, card->form, &version));
    enum status st = review_round_latest(tx_db(tx), t->arena, proposal, card->name, &latest);
    if (st != OK && st != NOT_FOUND) return st;
    struct review_round_insert_in in = {.code = code_new(t->arena, tx_env(tx), CODE_LETTERS),
                                        .proposal = proposal,
                                        .card = card->name,
                                        .version = version.id,
                                        .number = latest.number + 1,
                                        .now = t->now,
                                        .account = t->account};
    return review_round_insert(tx, &in, &id);
}

/* The panel has agreed about what is decided on. */
static enum status guard_complete(struct db *db, const struct step_take *t, str *why)
{
    struct review_round latest;
    str card = t->proposal->state->scorecard;
    enum status st = review_round_latest(db, t->arena, t->proposal->row.id, card, &latest);
    if (st == OK && str_eq(latest.state, S("concluded"))) return OK;
    if (st != OK && st != NOT_FOUND) return st;
    *why = tr(t->lang, MESSAGE("The review is not concluded yet. The page of reviews says what is "
                               "missing."));
    return DENIED;
}

/* What the edition tells applicants when the panel chose an option. */
static void options_put(struct buf *b, const struct edition *e, const struct criterion *c,
                        u32 chosen, str lang)
{
    for (size_t k = 0; k < c->option_count; k++)
        if (chosen & 1u << k && c->options[k].feedback.n)
            buf_printf(b, "\n\n%.*s", P(edition_text(e, c->options[k].feedback, lang)));
}

/* What the panel says to the applicants, in a letter; no points and no names. */
static enum status feedback_words(struct db *db, const struct step_take *t, str lang, str *out)
{
    struct review_round_array rounds = {0};
    struct buf b;
    TRY(review_rounds(db, t->arena, t->proposal->row.id, &rounds));
    if (!rounds.n || !str_eq(rounds.v[0].state, S("concluded"))) return OK;
    const struct edition *e = t->proposal->edition;
    const struct scorecard *card = edition_scorecard(e, rounds.v[0].card);
    if (!card) return FAILED;
    buf_init(&b, 1 << 16);
    buf_printf(&b, "%.*s\n\n%.*s", P(edition_text(e, card->feedback, lang)),
               P(rounds.v[0].feedback));
    struct paper agreed = paper_read(t->arena, card, rounds.v[0].agreed);
    for (size_t i = 0; i < agreed.sheet.n; i++)
        options_put(&b, e, card_criterion(card, i, NULL), agreed.sheet.chosen[i], lang);
    *out = str_dup(t->arena, buf_str(&b));
    buf_free(&b);
    return OK;
}

/* START review_start
** Makes the effect, the guard and the tab of reviews known to the workflow. */
enum status review_start(struct app *app)
{
    (void)app;
    step_effect_register("review", effect_review);
    step_guard_register("review_complete", guard_complete);
    step_page_register("review_complete", "reviews");
    step_slot_register("feedback", feedback_words);
    proposal_tab_register("reviews", MESSAGE("Reviews"), "review.read");
    return OK;
}

str review_term(struct request *r, const struct proposal *p, const struct term_array *terms,
                str code)
{
    for (size_t i = 0; i < terms->n; i++)
        if (str_eq(terms->v[i].code, code))
            return edition_text(p->edition, terms->v[i].label, r->lang);
    return code;
}

void review_state_words(struct request *r, str state, str *label, str *tone)
{
    static const struct {
        const char *state, *label, *tone;
    } words[] = {{"asked", MESSAGE("Declaration awaited"), "warn"},
                 {"open", MESSAGE("Score awaited"), "warn"},
                 {"done", MESSAGE("Score sent"), "good"},
                 {"recused", MESSAGE("Recused"), "bad"},
                 {"released", MESSAGE("Taken back"), ""}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!str_eq(state, str_c(words[i].state))) continue;
        *label = tr(r->lang, words[i].label);
        *tone = str_c(words[i].tone);
    }
}

str review_day_words(struct request *r, i64 day)
{
    struct buf b;
    buf_init(&b, 40);
    if (day != NO_DATE) buf_date(&b, day);
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

enum status review_asked_load(struct request *r, struct review_asked *out)
{
    struct review_round_array rounds = {0};
    bool latest = true;
    TRY(review_part_by_code(r->db, r->arena, param(r, "part"), &out->part));
    if (out->part.account != r->session->account || str_eq(out->part.state, S("recused")) ||
        str_eq(out->part.state, S("released")))
        return NOT_FOUND;
    TRY(proposal_load_id(r->db, r->app, r->arena, out->part.proposal, &out->p));
    if (record_barred(r, "proposal", out->p.row.id)) return NOT_FOUND;
    TRY(review_rounds(r->db, r->arena, out->p.row.id, &rounds));
    for (size_t i = 0; i < rounds.n; i++)
        if (rounds.v[i].id == out->part.round) out->round = rounds.v[i];
    for (size_t i = 0; i < rounds.n; i++)
        if (rounds.v[i].id > out->round.id && str_eq(rounds.v[i].card, out->round.card))
            latest = false;
    out->card = edition_scorecard(out->p.edition, out->round.card);
    out->current = latest && review_is_current(&out->p, &out->round);
    return out->card ? OK : FAILED;
}

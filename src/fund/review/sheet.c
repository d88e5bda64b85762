/* sheet.c: the reviewer's sheet: kept as a draft while it is filled in, corrected until it is sent, then
** sealed. What others gave shows only to who has sent their own, and only when all are in. */
#include "fund/review/review.h"

#include "web/app.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/review_sql.h"

#define NOTE_CHARS 2000
#define OVERALL_CHARS 4000

static enum status mine_read(struct request *r, const struct review_asked *x, struct paper *paper,
                             i64 *saved)
{
    struct review_draft draft = {.changed = NO_DATE};
    enum status st = OK;
    if (!x->part.body.n) st = review_draft_of(r->db, r->arena, x->part.id, &draft);
    if (st != OK && st != NOT_FOUND) return st;
    *paper = paper_read(r->arena, x->card, x->part.body.n ? x->part.body : draft.body);
    *saved = x->part.body.n ? NO_DATE : draft.changed;
    return OK;
}

/* Beside the own answers those of the others, who stay nameless. */
static enum status others_fill(struct request *r, const struct review_asked *x,
                               struct review_sheet *view)
{
    struct panel panel;
    i64 number = 0;
    TRY(panel_load(r->db, r->arena, x->card, x->round.id, &panel));
    for (size_t i = 0; i < panel.n; i++) {
        if (panel.parts[i].id == x->part.id) continue;
        str who = arena_printf(r->arena, "%lld", (long long)++number);
        who = message_fill(r->arena, T(r, "Another reviewer (%1)"), &who, 1);
        for (size_t k = 0; k < panel.papers[i].sheet.n; k++)
            *PUSH(r->arena, &criterion_at(&view->categories, k)->answers) =
                answer_of(r, x->p.edition, x->card, &panel.papers[i], k, who);
        view->others = true;
    }
    return OK;
}

static void answers_show(struct request *r, const struct review_asked *x, const struct paper *paper,
                         struct review_sheet *view)
{
    for (size_t i = 0; i < paper->sheet.n; i++) {
        struct review_criterion *c = criterion_at(&view->categories, i);
        c->value = sheet_options(r->arena, x->card, &paper->sheet, i);
        c->note = paper->notes[i];
        if (!view->editable)
            *PUSH(r->arena, &c->answers) =
                answer_of(r, x->p.edition, x->card, paper, i, T(r, "You"));
    }
}

static void conflicts_fill(struct request *r, const struct review_asked *x,
                           struct review_sheet *view)
{
    for (size_t i = 0; i < x->card->conflicts.n; i++)
        *PUSH(r->arena, &view->conflicts) = (struct part_choice){
            .code = x->card->conflicts.v[i].code,
            .label = edition_text(x->p.edition, x->card->conflicts.v[i].label, r->lang)};
}

enum status review_sheet_show(struct request *r, struct response *s, const struct review_asked *x)
{
    const struct edition *e = x->p.edition;
    bool done = str_eq(x->part.state, S("done"));
    struct paper paper;
    struct score score;
    struct review_sheet view = {
        .code = x->part.code,
        .title = x->p.row.title,
        .lead = x->p.row.lead_name,
        .card = edition_text(e, x->card->title, r->lang),
        .intro = edition_text(e, x->card->intro, r->lang),
        .edition = e->code,
        .due = x->part.due,
        .late = !done && x->part.due != NO_DATE && x->part.due < r->now,
        .file = arena_printf(r->arena, "/desk/proposals/%.*s", P(x->p.row.code)),
        .document =
            arena_printf(r->arena, "/desk/proposals/%.*s/versions/%.*s-%lld", P(x->p.row.code),
                         P(x->round.form), (long long)x->round.version_number),
        .sent = done ? x->part.sent : NO_DATE,
        .editable = !done};
    TRY(mine_read(r, x, &paper, &view.saved));
    TRY(card_show(r, e, x->card, x->round.version, &view.categories));
    score_of(r->arena, x->card, &paper.sheet, &score);
    view.points = points_words(r, score_points(x->card, &score));
    view.lacking = (i64)score.open;
    view.overall = paper.overall;
    answers_show(r, x, &paper, &view);
    if (done && x->part.body.n) TRY(others_fill(r, x, &view));
    view.concluded = done && str_eq(x->round.state, S("concluded"));
    if (view.concluded) view.reasons = x->round.reasons;
    conflicts_fill(r, x, &view);
    page_crumb(r, s, "My reviews", "/desk/reviews");
    page_title(s, x->p.row.title);
    return show(r, s, review_sheet_view, &view);
}

/* --- keeping and sending ---------------------------------------------------------------------------------- */

struct sheet_arg {
    struct request *r;
    struct review_asked *x;
    str body;
    bool send;
};

static void paper_take(struct request *r, const struct scorecard *card, struct paper *out)
{
    for (size_t i = 0; i < out->sheet.n; i++) {
        const char *note =
            arena_printf(r->arena, "note-%.*s", P(card_criterion(card, i, NULL)->name)).p;
        chosen_take(r, card, &out->sheet, i);
        take_text(r, note, NOTE_CHARS, &out->notes[i]);
    }
    take_text(r, "overall", OVERALL_CHARS, &out->overall);
}

/* What must be there before it is sent: every criterion, and a reason for what zeroes or fails. */
static void paper_check(struct request *r, const struct scorecard *card, const struct paper *p)
{
    for (size_t i = 0; i < p->sheet.n; i++) {
        const struct criterion *c = card_criterion(card, i, NULL);
        bool harsh = false;
        for (size_t k = 0; k < c->option_count; k++)
            harsh = harsh || (p->sheet.chosen[i] & 1u << k && c->options[k].exclusive);
        if (!p->sheet.chosen[i])
            problem(r, arena_printf(r->arena, "option-%.*s", P(c->name)).p,
                    "Choose what describes it best.");
        if (harsh && !p->notes[i].n)
            problem(r, arena_printf(r->arena, "note-%.*s", P(c->name)).p,
                    "Say in a sentence why: this decides more than its points.");
    }
}

static enum status draft_write(struct tx *tx, struct sheet_arg *v)
{
    i64 id, count;
    TRY(review_draft_update(tx, v->x->part.id, v->body, tx_now(tx), &count));
    return count ? OK : review_draft_insert(tx, v->x->part.id, v->body, tx_now(tx), &id);
}

static enum status sheet_write(struct tx *tx, void *arg)
{
    struct sheet_arg *v = arg;
    struct arena *a = v->r->arena;
    struct review_part now;
    struct proposal p;
    TRY(review_part_by_code(tx_db(tx), a, v->x->part.code, &now));
    TRY(proposal_load_id(tx_db(tx), v->r->app, a, now.proposal, &p));
    if (!str_eq(now.state, S("open")) || !str_eq(p.state->scorecard, v->x->round.card))
        return CONFLICT;
    TRY(draft_write(tx, v));
    if (!v->send) return OK;
    TRY(review_part_send(tx, now.id, digest_hex(a, digest_of(v->body)), tx_now(tx)));
    return scores_open(tx, a, v->x->card, now.round);
}

/* ROUTE POST /desk/reviews/:part     needs review.score anywhere   max 256k
** Keeps the sheet as a draft, or sends it; what is sent is sealed. */
enum status review_sheet_act(struct request *r, struct response *s)
{
    struct review_asked x = {0};
    i64 saved;
    struct paper before;
    TRY(review_asked_load(r, &x));
    if (!x.current || !str_eq(x.part.state, S("open"))) return CONFLICT;
    struct sheet_arg v = {.r = r, .x = &x, .send = str_eq(field(r, "act"), S("send"))};
    struct paper paper = paper_new(r->arena, x.card);
    TRY(mine_read(r, &x, &before, &saved));
    paper_take(r, x.card, &paper);
    paper.nonce = before.nonce.n ? before.nonce : paper_nonce(r->arena, &r->app->env);
    v.body = paper_body(r->arena, x.card, &paper);
    bool readable = !problems(r);
    if (v.send) paper_check(r, x.card, &paper);
    if (problems(r)) {
        v.send = false;
        if (readable) TRY(db_write(r, sheet_write, &v));
        return review_sheet_show(r, s, &x);
    }
    TRY(db_write(r, sheet_write, &v));
    return redirect_note(
        r, s, v.send ? T(r, "Sent. Thank you.") : T(r, "Saved. Nobody sees it before you send it."),
        "/desk/reviews/%.*s", P(x.part.code));
}

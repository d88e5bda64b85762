/* back.c: an end that the edition calls reversible (withdrawn, cancelled) is taken back by the fund, with a
** reason: the proposal goes on where it stood before. */
#include "fund/change/change.h"

#include "web/app.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/change_sql.h"
#include "gen/proposal_sql.h"
#include "gen/registry.h"

#define REASON_CHARS 2000

/* The step that ended it, if it can be taken back: nothing went on from it since. NOT_FOUND if not. */
static enum status ended_by(struct request *r, const struct proposal *p,
                            const struct workflow_step **step)
{
    struct proposal_step_row last = {0};
    bool went;
    if (!p->state->final) return NOT_FOUND;
    TRY(proposal_last_step(r->db, r->arena, p->row.id, p->row.state, &last));
    *step = step_by_name(p->edition, last.old_state, last.step);
    bool reversible = false;
    for (size_t i = 0; *step && i < (*step)->effect_count; i++)
        reversible = reversible || str_eq((*step)->effects[i], S("reversible"));
    TRY(change_went_on(r->db, r->arena, p->row.id, &went));
    return reversible && !went ? OK : NOT_FOUND;
}

static bool may_take_back(struct request *r, const struct proposal *p)
{
    return may(r, "proposal.decline", r->scope) && !proposal_is_own(r, p);
}

static enum status extra_fill(struct request *r, const struct proposal *p,
                              struct proposal_extra *out)
{
    const struct workflow_step *step;
    if (!may_take_back(r, p)) return OK;
    enum status st = ended_by(r, p, &step);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    str args[] = {edition_text(p->edition, step->label, r->lang)};
    *PUSH(r->arena, &out->acts) = (struct proposal_act){
        .label = message_fill(r->arena, T(r, "Take back: %1"), args, 1),
        .address = arena_printf(r->arena, "/desk/proposals/%.*s/back", P(p->row.code))};
    return OK;
}

/* START change_back_start
** Offers to take an end back. */
enum status change_back_start(struct app *app)
{
    (void)app;
    proposal_extra_register(extra_fill);
    return OK;
}

static enum status page_fill(struct request *r, struct response *s, struct proposal *p,
                             const struct workflow_step **step, struct change_back *view)
{
    *view = (struct change_back){0};
    TRY(proposal_head_fill(r, s, "back", p, &view->head));
    if (!may_take_back(r, p)) return DENIED;
    enum status st = ended_by(r, p, step);
    if (st != OK) return st == NOT_FOUND ? CONFLICT : st;
    const struct workflow_state *to = edition_state(p->edition, (*step)->from);
    view->label = edition_text(p->edition, (*step)->label, r->lang);
    view->to = to ? edition_text(p->edition, to->label, r->lang) : (*step)->from;
    page_title(s, T(r, "Take back"));
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/back     needs proposal.decline on :proposal
** Asks why an end is taken back. */
enum status change_back_page(struct request *r, struct response *s)
{
    struct proposal p;
    const struct workflow_step *step;
    struct change_back view;
    enum status st = page_fill(r, s, &p, &step, &view);
    if (st == CONFLICT) return redirect(r, s, "/desk/proposals/%.*s", P(p.row.code));
    TRY(st);
    return show(r, s, change_back_view, &view);
}

struct back_arg {
    struct request *r;
    struct step_take take;
};

static enum status back_write(struct tx *tx, void *arg)
{
    struct back_arg *v = arg;
    TRY(step_undo(tx, &v->take, "taken_back"));
    struct proposal_letter l = {.r = v->r,
                                .p = v->take.proposal,
                                .kind = S("taken_back"),
                                .at = NO_DATE,
                                .words = v->take.reason};
    l.subject = MESSAGE("It goes on: %1");
    l.text = MESSAGE(
        "Dear %1,\n\nthe end of “%2” was taken back. It goes on where it stood before:\n\n%3\n\n%4\n\n%6\n");
    return proposal_letter_send(tx, &l);
}

/* ROUTE POST /desk/proposals/:proposal/back     needs proposal.decline on :proposal
** Takes an end back, with a reason; the proposal stands where it stood before. */
enum status change_back_act(struct request *r, struct response *s)
{
    struct proposal p;
    const struct workflow_step *step;
    struct change_back view;
    TRY(page_fill(r, s, &p, &step, &view));
    struct back_arg v = {.r = r,
                         .take = {.proposal = &p,
                                  .step = step,
                                  .account = r->session->account,
                                  .now = r->now,
                                  .app = r->app,
                                  .arena = r->arena,
                                  .lang = r->lang}};
    if (!need_text(r, "reason", REASON_CHARS, &v.take.reason))
        return show(r, s, change_back_view, &view);
    TRY(db_write(r, back_write, &v));
    return redirect_note(r, s, T(r, "Taken back. The applicants have been told."),
                         "/desk/proposals/%.*s", P(p.row.code));
}

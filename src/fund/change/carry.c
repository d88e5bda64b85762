/* carry.c: a proposal goes on in another call: the fund defers it, or the lead writes it again after it
** has ended. Either way a new note begins, filled with what was written, and both point to each other. */
#include "fund/change/change.h"

#include "fund/call/call.h"
#include "web/app.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/change_sql.h"
#include "gen/registry.h"

#define REASON_CHARS 2000

/* Calls to which it can go: an open one for the lead, a coming one for the fund too. */
static enum status calls_fill(struct request *r, const struct proposal *p,
                              struct change_carry *view)
{
    struct change_call_array all = {0};
    TRY(change_calls(r->db, r->arena, r->now, p->row.call, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct change_call *c = &all.v[i];
        if (!view->defers && c->opens > r->now) continue;
        str title = str_eq(r->lang, S("fr")) && c->title_fr.n ? c->title_fr : c->title;
        str args[] = {title, call_time_words(r, c->closes, c->zone)};
        *PUSH(r->arena, &view->calls) = (struct part_choice){
            .code = c->code, .label = message_fill(r->arena, T(r, "%1, until %2"), args, 2)};
    }
    return OK;
}

/* Ended without a programme, and not gone on with yet. */
static enum status may_go_again(struct request *r, const struct proposal *p, bool *out)
{
    bool went;
    TRY(change_went_on(r->db, r->arena, p->row.id, &went));
    *out = p->state->final && !p->state->public_status.n && !went && change_leads(r, p);
    return OK;
}

static enum status extra_fill(struct request *r, const struct proposal *p,
                              struct proposal_extra *out)
{
    bool again;
    TRY(may_go_again(r, p, &again));
    if (again)
        *PUSH(r->arena, &out->acts) = (struct proposal_act){
            .label = T(r, "Write it again for an open call"),
            .address = arena_printf(r->arena, "/desk/proposals/%.*s/again", P(p->row.code))};
    return OK;
}

/* START change_carry_start
** Offers to write a note again. */
enum status change_carry_start(struct app *app)
{
    (void)app;
    proposal_extra_register(extra_fill);
    return OK;
}

/* --- the new note --------------------------------------------------------------------------------------- */

struct carry_arg {
    struct request *r;
    const struct proposal *p;
    struct proposal_new n;
    const char *kind;
    str reason;
    struct step_take take; /* of the old one, if it is deferred */
};

/* What was written, as the first form of the other call asks it. */
static enum status document_of(struct request *r, const struct proposal *p, const struct edition *e,
                               json_t **out)
{
    const struct workflow_state *first = edition_state(e, e->first_state),
                                *own = edition_state(p->edition, p->edition->first_state);
    const struct form *to = first ? edition_form(e, first->form) : NULL,
                      *from = own ? edition_form(p->edition, own->form) : NULL;
    struct proposal_version_row row;
    json_auto_t *doc = NULL;
    if (!to || !from) return FAILED;
    enum status st = proposal_document(r->db, r->arena, p->row.id, from->name, &row, &doc);
    if (st != OK && st != NOT_FOUND) return st;
    *out = st == OK ? document_carry(from, doc, to) : json_object();
    return *out ? OK : FAILED;
}

static enum status carry_write(struct tx *tx, void *arg)
{
    struct carry_arg *v = arg;
    bool went;
    TRY(change_went_on(tx_db(tx), v->r->arena, v->p->row.id, &went));
    if (went) return CONFLICT;
    TRY(proposal_new_write(tx, &v->n));
    if (v->take.step) TRY(step_take(tx, &v->take));
    return change_link_write(tx, v->p->row.id, v->n.p.row.id, v->kind, v->reason,
                             v->r->session->account);
}

/* The call that was chosen, if it is one of those offered; else a problem at the field. */
static bool call_take(struct request *r, const struct change_carry *view, struct call_row *call)
{
    str code = field(r, "call");
    for (size_t i = 0; i < view->calls.n; i++)
        if (str_eq(view->calls.v[i].code, code) && call_load(r->db, r->arena, code, call) == OK)
            return true;
    problem(r, "call", "Choose the call.");
    return false;
}

static enum status carry(struct request *r, const struct call_row *call, struct carry_arg *v)
{
    json_auto_t *doc = NULL;
    const struct edition *e = edition_by_id(r->app, call->edition);
    if (!e) return FAILED;
    TRY(document_of(r, v->p, e, &doc));
    v->n = (struct proposal_new){.call = call,
                                 .lead = v->p->row.lead,
                                 .lead_code = v->p->row.lead_code,
                                 .title = v->p->row.title,
                                 .created_by =
                                     v->take.step ? v->p->row.created_by : r->session->account,
                                 .doc = doc};
    TRY(proposal_new_prepare(r, &v->n));
    return db_write(r, carry_write, v);
}

/* --- written again by the lead -------------------------------------------------------------------------- */

static enum status again_fill(struct request *r, struct response *s, struct proposal *p,
                              struct change_carry *view)
{
    bool again;
    *view = (struct change_carry){0};
    TRY(proposal_head_fill(r, s, "again", p, &view->head));
    if (!change_leads(r, p)) return DENIED;
    TRY(may_go_again(r, p, &again));
    if (!again) return CONFLICT;
    view->label = T(r, "Write it again");
    view->action = arena_printf(r->arena, "/desk/proposals/%.*s/again", P(p->row.code));
    page_title(s, view->label);
    return calls_fill(r, p, view);
}

/* ROUTE GET /desk/proposals/:proposal/again     needs proposal.submit on :proposal
** Asks for which open call a note that has ended is written again. */
enum status change_again_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct change_carry view;
    enum status st = again_fill(r, s, &p, &view);
    if (st == CONFLICT) return redirect(r, s, "/desk/proposals/%.*s", P(p.row.code));
    TRY(st);
    return show(r, s, change_carry_view, &view);
}

/* ROUTE POST /desk/proposals/:proposal/again     needs proposal.submit on :proposal
** Begins a new note with what was written, linked to the one that has ended. */
enum status change_again_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct change_carry view;
    struct call_row call;
    TRY(again_fill(r, s, &p, &view));
    struct carry_arg v = {.r = r, .p = &p, .kind = "resubmitted"};
    take_text(r, "reason", REASON_CHARS, &v.reason);
    if (!call_take(r, &view, &call) || problems(r)) return show(r, s, change_carry_view, &view);
    TRY(carry(r, &call, &v));
    return redirect_note(
        r, s, T(r, "Begun with what was written. Reviewers see what came before and what is new."),
        "/desk/proposals/%.*s/form", P(v.n.p.row.code));
}

/* --- deferred by the fund -------------------------------------------------------------------------------- */

static enum status defer_fill(struct request *r, struct response *s, struct proposal *p,
                              const struct workflow_step **step, struct change_carry *view)
{
    *view = (struct change_carry){.defers = true};
    TRY(proposal_head_fill(r, s, "defer", p, &view->head));
    *step = change_step(p, "defer");
    if (!*step) return CONFLICT;
    if (!step_permitted(r, p, *step, r->scope)) return DENIED;
    view->label = edition_text(p->edition, (*step)->label, r->lang);
    view->action = arena_printf(r->arena, "/desk/proposals/%.*s/defer", P(p->row.code));
    page_title(s, view->label);
    return calls_fill(r, p, view);
}

/* ROUTE GET /desk/proposals/:proposal/defer     needs proposal.encourage on :proposal
** Asks into which call a proposal is carried over. */
enum status change_defer_page(struct request *r, struct response *s)
{
    struct proposal p;
    const struct workflow_step *step;
    struct change_carry view;
    enum status st = defer_fill(r, s, &p, &step, &view);
    if (st == CONFLICT) return redirect(r, s, "/desk/proposals/%.*s", P(p.row.code));
    TRY(st);
    return show(r, s, change_carry_view, &view);
}

/* ROUTE POST /desk/proposals/:proposal/defer     needs proposal.encourage on :proposal
** Carries a proposal over into another call, where its applicants look it through and send it. */
enum status change_defer_act(struct request *r, struct response *s)
{
    struct proposal p;
    const struct workflow_step *step;
    struct change_carry view;
    struct call_row call;
    TRY(defer_fill(r, s, &p, &step, &view));
    struct carry_arg v = {.r = r,
                          .p = &p,
                          .kind = "deferred",
                          .take = {.proposal = &p,
                                   .step = step,
                                   .account = r->session->account,
                                   .now = r->now,
                                   .app = r->app,
                                   .arena = r->arena,
                                   .lang = r->lang}};
    bool chosen = call_take(r, &view, &call);
    need_text(r, "reason", REASON_CHARS, &v.reason);
    if (!chosen || problems(r)) return show(r, s, change_carry_view, &view);
    v.take.reason = v.reason;
    enum status st = carry(r, &call, &v);
    if (st == DENIED && v.take.why.n) {
        view.refused = v.take.why;
        return show_status(r, s, 422, change_carry_view, &view);
    }
    TRY(st);
    return redirect_note(r, s, T(r, "Carried over. The applicants have been told."),
                         "/desk/proposals/%.*s", P(v.n.p.row.code));
}

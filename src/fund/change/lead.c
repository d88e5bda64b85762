/* lead.c: another organization leads. The lead asks, the organization that is to lead agrees, an officer
** confirms; each step is on the record, and each can be refused. */
#include "fund/change/change.h"

#include "people/organization/organization.h"
#include "web/app.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/change_sql.h"
#include "gen/proposal_sql.h"
#include "gen/registry.h"

#define REASON_CHARS 2000

/* May the person speak for the organization that is to lead? */
static bool speaks_for(struct request *r, i64 organization)
{
    struct scope theirs = {
        .kind = "proposal", .organizations = {organization}, .organization_count = 1};
    return may(r, "proposal.submit", &theirs);
}

static enum status page_fill(struct request *r, struct response *s, struct proposal *p,
                             struct change_lead *view)
{
    struct proposal_party_row_array parties = {0};
    *view = (struct change_lead){0};
    TRY(proposal_head_fill(r, s, "lead", p, &view->head));
    view->lead = p->row.lead_name;
    bool over = p->state->final || p->state->public_status.n, leads = change_leads(r, p),
         open = false;
    TRY(change_requests(r->db, r->arena, p->row.id, S("lead"), &view->requests));
    for (size_t i = 0; i < view->requests.n; i++) {
        struct change_request *q = &view->requests.v[i];
        bool asked = str_eq(q->state, S("asked")), agreed = str_eq(q->state, S("agreed"));
        open = open || asked || agreed;
        bool theirs = speaks_for(r, q->organization),
             officer = may(r, "proposal.screen", r->scope) && !proposal_is_own(r, p);
        q->may_agree = !over && asked && theirs;
        q->may_confirm = !over && agreed && officer;
        q->may_refuse = (asked && theirs) || (agreed && officer);
        q->may_withdraw = (asked || agreed) && leads;
        q->action =
            arena_printf(r->arena, "/desk/proposals/%.*s/lead/%.*s", P(p->row.code), P(q->code));
        q->reason_name = arena_printf(r->arena, "reason-%.*s", P(q->code));
    }
    TRY(proposal_parties(r->db, r->arena, p->row.id, &parties));
    for (size_t i = 0; i < parties.n; i++)
        *PUSH(r->arena, &view->organizations) =
            (struct part_choice){.code = parties.v[i].code, .label = parties.v[i].name};
    view->alone = parties.n == 0;
    view->may_ask = !over && leads && !open && parties.n;
    page_title(s, T(r, "Another lead organization"));
    return OK;
}

static enum status extra_fill(struct request *r, const struct proposal *p,
                              struct proposal_extra *out)
{
    struct change_request_array all = {0};
    TRY(change_requests(r->db, r->arena, p->row.id, S("lead"), &all));
    str address = arena_printf(r->arena, "/desk/proposals/%.*s/lead", P(p->row.code));
    bool over = p->state->final || p->state->public_status.n;
    for (size_t i = 0; i < all.n; i++) {
        const struct change_request *q = &all.v[i];
        str args[] = {q->organization_name, q->closer};
        bool done = str_eq(q->state, S("done"));
        if (done)
            *PUSH(r->arena, &out->events) = (struct part_event){
                .at = q->closed,
                .day = NO_DATE,
                .label = message_fill(r->arena, T(r, "From here on %1 leads (%2)"), args, 2),
                .detail = q->reason,
                .address = address};
        if (!over && (str_eq(q->state, S("asked")) || str_eq(q->state, S("agreed"))))
            *PUSH(r->arena, &out->remarks) = (struct proposal_remark){
                .tone = S("warn"),
                .text = message_fill(r->arena, T(r, "It is asked that %1 leads this proposal."),
                                     args, 1),
                .label = T(r, "Look at the request"),
                .address = address};
    }
    if (!over && (all.n || change_leads(r, p)))
        *PUSH(r->arena, &out->acts) =
            (struct proposal_act){.label = T(r, "Another lead organization"), .address = address};
    return OK;
}

/* START change_lead_start
** Shows changes of the lead organization on the record. */
enum status change_lead_start(struct app *app)
{
    (void)app;
    proposal_extra_register(extra_fill);
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/lead     needs proposal.read on :proposal
** Which organization leads, and what was asked about it. */
enum status change_lead_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct change_lead view;
    TRY(page_fill(r, s, &p, &view));
    return show(r, s, change_lead_view, &view);
}

struct lead_arg {
    struct request *r;
    const struct proposal *p;
    struct change_request q;
    struct change_parties parties;
    i64 old;
};

static struct proposal_letter letter_of(const struct lead_arg *v, str words, i64 organization)
{
    return (struct proposal_letter){.r = v->r,
                                    .p = v->p,
                                    .kind = S("lead"),
                                    .page = S("lead"),
                                    .at = NO_DATE,
                                    .words = words,
                                    .more = v->q.organization_name,
                                    .organization = organization};
}

static enum status ask_write(struct tx *tx, void *arg)
{
    struct lead_arg *v = arg;
    i64 open;
    TRY(change_open(tx_db(tx), v->r->arena, v->p->row.id, S("lead"), &open));
    if (open) return CONFLICT;
    TRY(change_request_insert(
        tx,
        &(struct change_request_insert_in){.code = code_new(v->r->arena, tx_env(tx), 8),
                                           .proposal = v->p->row.id,
                                           .kind = S("lead"),
                                           .organization = v->q.organization,
                                           .reason = v->q.reason,
                                           .now = tx_now(tx),
                                           .account = v->r->session->account},
        &v->q.id));
    struct proposal_letter l = letter_of(v, v->q.reason, v->q.organization);
    l.subject = MESSAGE("You are asked to lead %1");
    l.text = MESSAGE(
        "Dear %1,\n\nthe organization that leads “%2” asks that %7 leads it from now on:\n\n%3\n\nPlease agree or decline at this address:\n%4\n\n%6\n");
    return proposal_letter_send(tx, &l);
}

/* ROUTE POST /desk/proposals/:proposal/lead     needs proposal.submit on :proposal
** Asks that another organization of the proposal leads it. */
enum status change_lead_ask(struct request *r, struct response *s)
{
    struct proposal p;
    struct change_lead view;
    struct organization_row o = {0};
    TRY(page_fill(r, s, &p, &view));
    if (!change_leads(r, &p)) return DENIED;
    if (!view.may_ask) return CONFLICT;
    struct lead_arg v = {.r = r, .p = &p};
    bool known = false;
    for (size_t i = 0; i < view.organizations.n; i++)
        known = known || str_eq(view.organizations.v[i].code, field(r, "organization"));
    if (!known || organization_find_code(r->db, r->arena, field(r, "organization"), &o) != OK)
        problem(r, "organization", "Choose one of the organizations that take part.");
    need_text(r, "reason", REASON_CHARS, &v.q.reason);
    if (problems(r)) return show(r, s, change_lead_view, &view);
    v.q.organization = o.id;
    v.q.organization_name = o.name;
    TRY(db_write(r, ask_write, &v));
    return redirect_note(r, s, T(r, "Asked. The organization that is to lead has been told."),
                         "/desk/proposals/%.*s/lead", P(p.row.code));
}

static enum status agree_write(struct tx *tx, void *arg)
{
    struct lead_arg *v = arg;
    i64 count;
    TRY(change_request_agree(tx, v->q.id, tx_now(tx), v->r->session->account, &count));
    return count ? OK : CONFLICT;
}

/* The record, its parties and what is being written name the new lead; who led before takes part. */
static enum status lead_move(struct tx *tx, struct lead_arg *v)
{
    i64 id, proposal = v->p->row.id;
    struct proposal_party_row_array parties = {0};
    struct proposal now;
    TRY(proposal_load_id(tx_db(tx), v->r->app, v->r->arena, proposal, &now));
    if (now.row.lead != v->old || !str_eq(now.row.state, v->p->row.state)) return CONFLICT;
    TRY(change_party_remove(tx, proposal, v->q.organization));
    if (v->parties.written) TRY(version_write(tx, &v->parties.v));
    TRY(change_set_lead(tx, proposal, v->q.organization, tx_now(tx)));
    TRY(proposal_parties(tx_db(tx), v->r->arena, proposal, &parties));
    bool there = false;
    for (size_t i = 0; i < parties.n; i++)
        there = there || parties.v[i].id == v->old;
    if (!there) TRY(proposal_party_insert(tx, proposal, v->old, &id));
    return proposal_index(tx, v->r->arena, proposal);
}

static enum status confirm_write(struct tx *tx, void *arg)
{
    struct lead_arg *v = arg;
    i64 count;
    TRY(change_request_close(tx,
                             &(struct change_request_close_in){.id = v->q.id,
                                                               .state = S("done"),
                                                               .before = S("agreed"),
                                                               .now = tx_now(tx),
                                                               .account = v->r->session->account},
                             &count));
    if (!count) return CONFLICT;
    TRY(lead_move(tx, v));
    struct proposal_letter l = letter_of(v, v->q.reason, 0);
    l.subject = MESSAGE("Another organization leads %1");
    l.text = MESSAGE(
        "Dear %1,\n\nfrom now on %7 leads “%2”. The fund has confirmed what was asked and agreed:\n\n%3\n\nWho led before still takes part.\n%4\n\n%6\n");
    return proposal_letter_send(tx, &l);
}

static enum status end_write(struct tx *tx, void *arg)
{
    struct lead_arg *v = arg;
    i64 count;
    bool refused = !v->q.may_withdraw;
    TRY(change_request_close(
        tx,
        &(struct change_request_close_in){.id = v->q.id,
                                          .state = refused ? S("refused") : S("withdrawn"),
                                          .before = v->q.state,
                                          .reason = v->q.closed_reason,
                                          .now = tx_now(tx),
                                          .account = v->r->session->account},
        &count));
    if (!count) return CONFLICT;
    struct proposal_letter l = letter_of(v, v->q.closed_reason, 0);
    l.subject = MESSAGE("The lead of %1 stays");
    l.text =
        MESSAGE("Dear %1,\n\nthe request that %7 leads “%2” was not followed:\n\n%3\n\n%4\n\n%6\n");
    return proposal_letter_send(tx, &l);
}

static enum status write_and_tell(struct request *r, struct response *s, struct lead_arg *v,
                                  write_fn *f, str note)
{
    TRY(db_write(r, f, v));
    return redirect_note(r, s, note, "/desk/proposals/%.*s/lead", P(v->p->row.code));
}

/* ROUTE POST /desk/proposals/:proposal/lead/:request     needs proposal.read on :proposal
** Agrees, confirms, refuses or withdraws; who may do which of these stands on the page. */
enum status change_lead_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct change_lead view;
    str act = field(r, "act");
    TRY(page_fill(r, s, &p, &view));
    struct lead_arg v = {.r = r, .p = &p, .old = p.row.lead};
    for (size_t i = 0; i < view.requests.n; i++)
        if (str_eq(view.requests.v[i].code, param(r, "request"))) v.q = view.requests.v[i];
    if (!v.q.id) return NOT_FOUND;
    if (str_eq(act, S("agree")))
        return v.q.may_agree ? write_and_tell(r, s, &v, agree_write,
                                              T(r, "Agreed. An officer of the fund confirms it."))
                             : DENIED;
    if (str_eq(act, S("confirm"))) {
        struct organization_row o;
        if (!v.q.may_confirm) return DENIED;
        TRY(organization_find_id(r->db, r->arena, v.q.organization, &o));
        TRY(change_parties_prepare(r, &p, o.code, o.id, &p.row.lead_code, 1, &v.parties));
        v.parties.v.p = &v.parties.p;
        return write_and_tell(r, s, &v, confirm_write,
                              T(r, "Confirmed. The organization leads from now on."));
    }
    v.q.may_withdraw = v.q.may_withdraw && str_eq(act, S("withdraw"));
    if (!v.q.may_withdraw && !(v.q.may_refuse && str_eq(act, S("refuse")))) return DENIED;
    if (!need_text(r, str_z(r->arena, v.q.reason_name), REASON_CHARS, &v.q.closed_reason))
        return show(r, s, change_lead_view, &view);
    return write_and_tell(r, s, &v, end_write, T(r, "The request was ended. The lead stays."));
}

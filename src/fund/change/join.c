/* join.c: two notes of one call become one. The lead of the note that ends asks, the lead of the other
** agrees; from then on the one points to the other, whose organizations are joined by its own. */
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
#define PARTIES_MAX 31

static void request_place(struct request *r, struct change_request *q, str record)
{
    q->action = arena_printf(r->arena, "/desk/proposals/%.*s/join/%.*s", P(record), P(q->code));
    q->reason_name = arena_printf(r->arena, "reason-%.*s", P(q->code));
}

static enum status page_fill(struct request *r, struct response *s, struct proposal *p,
                             struct change_join *view)
{
    *view = (struct change_join){0};
    TRY(proposal_head_fill(r, s, "join", p, &view->head));
    const struct workflow_step *step = change_step(p, "join");
    bool leads = change_leads(r, p), open = false;
    TRY(change_requests(r->db, r->arena, p->row.id, S("join"), &view->requests));
    for (size_t i = 0; i < view->requests.n; i++) {
        struct change_request *q = &view->requests.v[i];
        bool asked = str_eq(q->state, S("asked"));
        open = open || asked;
        q->may_withdraw = asked && leads;
        /* Who asks learns nothing of the other note before its lead agrees. */
        if (!str_eq(q->state, S("done"))) q->target_title = q->target_code;
        request_place(r, q, p->row.code);
    }
    TRY(change_requests_into(r->db, r->arena, p->row.id, &view->into));
    for (size_t i = 0; i < view->into.n; i++) {
        struct change_request *q = &view->into.v[i];
        bool asked = str_eq(q->state, S("asked"));
        q->may_agree = asked && leads && !p->state->final && !p->state->public_status.n;
        q->may_refuse = asked && leads;
        request_place(r, q, p->row.code);
    }
    view->may_ask = step && !open && step_permitted(r, p, step, r->scope);
    page_title(s, T(r, "Join two notes"));
    return OK;
}

static enum status extra_fill(struct request *r, const struct proposal *p,
                              struct proposal_extra *out)
{
    struct change_request_array into = {0}, own = {0};
    str address = arena_printf(r->arena, "/desk/proposals/%.*s/join", P(p->row.code));
    TRY(change_requests_into(r->db, r->arena, p->row.id, &into));
    TRY(change_requests(r->db, r->arena, p->row.id, S("join"), &own));
    for (size_t i = 0; i < into.n; i++) {
        if (!str_eq(into.v[i].state, S("asked"))) continue;
        str args[] = {into.v[i].source_title, into.v[i].organization_name};
        *PUSH(r->arena, &out->remarks) = (struct proposal_remark){
            .tone = S("warn"),
            .text = message_fill(r->arena, T(r, "%2 asks that “%1” goes into this note."), args, 2),
            .label = T(r, "Look at the request"),
            .address = address};
    }
    for (size_t i = 0; i < own.n; i++) {
        if (!str_eq(own.v[i].state, S("asked"))) continue;
        str args[] = {own.v[i].target_code};
        *PUSH(r->arena, &out->remarks) = (struct proposal_remark){
            .tone = S("warn"),
            .text =
                message_fill(r->arena, T(r, "It is asked that this note goes into “%1”."), args, 1),
            .label = T(r, "Look at the request"),
            .address = address};
    }
    return OK;
}

/* START change_join_start
** Shows requests to join on the records of both notes. */
enum status change_join_start(struct app *app)
{
    (void)app;
    proposal_extra_register(extra_fill);
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/join     needs proposal.read on :proposal
** What was asked about joining this note with another one. */
enum status change_join_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct change_join view;
    TRY(page_fill(r, s, &p, &view));
    return show(r, s, change_join_view, &view);
}

struct join_arg {
    struct request *r;
    const struct proposal *source, *target;
    struct change_request q;
    struct step_take take;
    struct change_parties parties;
    i64 *joining; /* organizations of the note that ends */
    size_t n;
};

static struct proposal_letter letter_of(const struct join_arg *v, const struct proposal *p,
                                        str words, i64 organization)
{
    return (struct proposal_letter){.r = v->r,
                                    .p = p,
                                    .kind = S("join"),
                                    .page = S("join"),
                                    .at = NO_DATE,
                                    .words = words,
                                    .more = v->source->row.title,
                                    .organization = organization};
}

static enum status ask_write(struct tx *tx, void *arg)
{
    struct join_arg *v = arg;
    i64 open;
    TRY(change_open(tx_db(tx), v->r->arena, v->source->row.id, S("join"), &open));
    if (open) return CONFLICT;
    TRY(change_request_insert(
        tx,
        &(struct change_request_insert_in){.code = code_new(v->r->arena, tx_env(tx), 8),
                                           .proposal = v->source->row.id,
                                           .kind = S("join"),
                                           .target = v->target->row.id,
                                           .reason = v->q.reason,
                                           .now = tx_now(tx),
                                           .account = v->r->session->account},
        &v->q.id));
    struct proposal_letter l = letter_of(v, v->target, v->q.reason, v->target->row.lead);
    l.subject = MESSAGE("Another note would go into %1");
    l.text = MESSAGE(
        "Dear %1,\n\nthe lead of the note “%7” asks that it goes into yours, “%2”, and that its organizations take part in it:\n\n%3\n\nPlease agree or decline at this address:\n%4\n\n%6\n");
    return proposal_letter_send(tx, &l);
}

/* A note of the same call that can still take others in. */
static bool target_fits(const struct proposal *p, const struct proposal *target)
{
    return target->row.id != p->row.id && target->row.call == p->row.call &&
           change_step(target, "join") != NULL;
}

/* ROUTE POST /desk/proposals/:proposal/join     needs proposal.submit on :proposal
** Asks that this note goes into another one of the same call. */
enum status change_join_ask(struct request *r, struct response *s)
{
    struct proposal p, target;
    struct change_join view;
    TRY(page_fill(r, s, &p, &view));
    if (!change_leads(r, &p)) return DENIED;
    if (!view.may_ask) return CONFLICT;
    struct join_arg v = {.r = r, .source = &p, .target = &target};
    enum status st = proposal_load(r->db, r->app, r->arena, field(r, "target"), &target);
    if (st != OK && st != NOT_FOUND) return st;
    if (st == NOT_FOUND || !target_fits(&p, &target))
        problem(
            r, "target",
            "There is no other note of this call with this code that could take yours in. Ask its lead for the code that stands at the top of its record.");
    need_text(r, "reason", REASON_CHARS, &v.q.reason);
    if (problems(r)) return show(r, s, change_join_view, &view);
    TRY(db_write(r, ask_write, &v));
    return redirect_note(r, s, T(r, "Asked. The lead of the other note has been told."),
                         "/desk/proposals/%.*s/join", P(p.row.code));
}

static enum status agree_write(struct tx *tx, void *arg)
{
    struct join_arg *v = arg;
    struct db *db = tx_db(tx);
    struct proposal_party_row_array parties = {0};
    i64 count, id, target = v->target->row.id;
    TRY(change_request_close(tx,
                             &(struct change_request_close_in){.id = v->q.id,
                                                               .state = S("done"),
                                                               .before = S("asked"),
                                                               .now = tx_now(tx),
                                                               .account = v->r->session->account},
                             &count));
    if (!count) return CONFLICT;
    TRY(step_take(tx, &v->take));
    if (v->parties.written) TRY(version_write(tx, &v->parties.v));
    TRY(proposal_parties(db, v->r->arena, target, &parties));
    for (size_t i = 0; i < v->n; i++) {
        bool there = v->joining[i] == v->target->row.lead;
        for (size_t k = 0; k < parties.n; k++)
            there = there || parties.v[k].id == v->joining[i];
        if (!there) TRY(proposal_party_insert(tx, target, v->joining[i], &id));
    }
    TRY(change_link_write(tx, v->source->row.id, target, "joined", v->q.reason,
                          v->r->session->account));
    TRY(proposal_index(tx, v->r->arena, target));
    struct proposal_letter l = letter_of(v, v->target, v->q.reason, 0);
    l.page = NO_STR;
    l.subject = MESSAGE("Two notes are one: %1");
    l.text = MESSAGE(
        "Dear %1,\n\nthe note “%7” has gone into “%2”. Its organizations take part there now; its own text stays readable.\n\n%3\n\n%4\n\n%6\n");
    return proposal_letter_send(tx, &l);
}

static enum status end_write(struct tx *tx, void *arg)
{
    struct join_arg *v = arg;
    i64 count;
    TRY(change_request_close(tx,
                             &(struct change_request_close_in){.id = v->q.id,
                                                               .state = v->q.state,
                                                               .before = S("asked"),
                                                               .reason = v->q.closed_reason,
                                                               .now = tx_now(tx),
                                                               .account = v->r->session->account},
                             &count));
    if (!count) return CONFLICT;
    struct proposal_letter l = letter_of(v, v->source, v->q.closed_reason, v->source->row.lead);
    l.subject = MESSAGE("Your note stays on its own: %1");
    l.text = MESSAGE(
        "Dear %1,\n\nthe request that “%2” goes into another note was ended:\n\n%3\n\n%4\n\n%6\n");
    return proposal_letter_send(tx, &l);
}

/* The organizations of the note that ends, and the next version of the other with them in it. */
static enum status joining_fill(struct request *r, struct join_arg *v)
{
    struct scope scope;
    str codes[PARTIES_MAX];
    TRY(proposal_scope(r->db, r->arena, &v->source->row, &scope));
    v->joining = NEW_ARRAY(r->arena, scope.organization_count, i64);
    for (size_t i = 0; i < scope.organization_count && v->n < PARTIES_MAX; i++) {
        struct organization_row o;
        TRY(organization_find_id(r->db, r->arena, scope.organizations[i], &o));
        codes[v->n] = o.code;
        v->joining[v->n++] = o.id;
    }
    TRY(change_parties_prepare(r, v->target, NO_STR, 0, codes, v->n, &v->parties));
    v->parties.v.p = &v->parties.p;
    return OK;
}

static enum status agree(struct request *r, struct response *s, struct join_arg *v,
                         struct proposal *source, struct change_join *view)
{
    enum status st = proposal_load_id(r->db, r->app, r->arena, v->q.proposal, source);
    const struct workflow_step *step = st == OK ? change_step(source, "join") : NULL;
    v->source = source;
    TRY(st);
    if (!step) return CONFLICT;
    v->take = (struct step_take){.proposal = source,
                                 .step = step,
                                 .reason = v->q.reason,
                                 .account = r->session->account,
                                 .now = r->now,
                                 .app = r->app,
                                 .arena = r->arena,
                                 .lang = r->lang};
    TRY(joining_fill(r, v));
    st = db_write(r, agree_write, v);
    if (st == DENIED && v->take.why.n) {
        *PUSH(r->arena, &r->problems) = (struct pair){v->q.reason_name, v->take.why};
        return show(r, s, change_join_view, view);
    }
    TRY(st);
    return redirect_note(r, s, T(r, "Joined. The other note points to this one."),
                         "/desk/proposals/%.*s", P(v->target->row.code));
}

/* ROUTE POST /desk/proposals/:proposal/join/:request     needs proposal.submit on :proposal
** Agrees to take another note in, refuses it, or takes one's own request back. */
enum status change_join_act(struct request *r, struct response *s)
{
    struct proposal p, source;
    struct change_join view;
    str act = field(r, "act");
    bool into = false;
    TRY(page_fill(r, s, &p, &view));
    struct join_arg v = {.r = r, .source = &p, .target = &p};
    for (size_t i = 0; i < view.requests.n; i++)
        if (str_eq(view.requests.v[i].code, param(r, "request"))) v.q = view.requests.v[i];
    for (size_t i = 0; i < view.into.n; i++)
        if (str_eq(view.into.v[i].code, param(r, "request"))) {
            v.q = view.into.v[i];
            into = true;
        }
    if (!v.q.id) return NOT_FOUND;
    if (str_eq(act, S("agree"))) return v.q.may_agree ? agree(r, s, &v, &source, &view) : DENIED;
    bool refuse = v.q.may_refuse && str_eq(act, S("refuse")),
         withdraw = v.q.may_withdraw && str_eq(act, S("withdraw"));
    if (!refuse && !withdraw) return DENIED;
    if (!need_text(r, str_z(r->arena, v.q.reason_name), REASON_CHARS, &v.q.closed_reason))
        return show(r, s, change_join_view, &view);
    v.q.state = refuse ? S("refused") : S("withdrawn");
    if (into) {
        TRY(proposal_load_id(r->db, r->app, r->arena, v.q.proposal, &source));
        v.source = &source;
    }
    TRY(db_write(r, end_write, &v));
    return redirect_note(r, s, T(r, "The request was ended. Both notes stay."),
                         "/desk/proposals/%.*s/join", P(p.row.code));
}

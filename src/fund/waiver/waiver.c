/* waiver.c: the page that explains until when a proposal can be sent, and leave to send one late: given
** by the fund manager with a reason, mailed to the applicants, taken back by another act. The deadline
** of the call stays what it is for everybody else. */
#include "fund/waiver/waiver.h"

#include "fund/call/call.h"
#include "fund/proposal/form.h"
#include "fund/proposal/letter.h"
#include "web/app.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/waiver_sql.h"

/* RECORD waiver "Waiver" */

#define REASON_CHARS 2000
#define LONGEST (60 * 86400)

enum status waiver_of(struct db *db, struct arena *a, i64 proposal, i64 *until)
{
    return waiver_until(db, a, proposal, until);
}

static enum status waivers_fill(struct request *r, const struct proposal *p, str zone,
                                struct waiver_row_array *out)
{
    TRY(waiver_list(r->db, r->arena, p->row.id, out));
    for (size_t i = 0; i < out->n; i++) {
        struct waiver_row *w = &out->v[i];
        w->until_words = call_time_words(r, w->until, zone);
        w->over = w->withdrawn != NO_DATE || w->until < r->now;
        w->reason_name = arena_printf(r->arena, "reason-%.*s", P(w->code));
    }
    return OK;
}

static enum status extra_fill(struct request *r, const struct proposal *p,
                              struct proposal_extra *out)
{
    struct call_row call;
    struct waiver_row_array all = {0};
    TRY(call_load(r->db, r->arena, p->row.call_code, &call));
    TRY(waivers_fill(r, p, call.zone, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct waiver_row *w = &all.v[i];
        str args[] = {w->until_words, w->person, w->withdrawer};
        *PUSH(r->arena, &out->events) = (struct part_event){
            .at = w->at,
            .day = NO_DATE,
            .label = message_fill(r->arena, T(r, "May be sent late, until %1 (%2)"), args, 3),
            .detail = w->reason};
        if (w->withdrawn != NO_DATE)
            *PUSH(r->arena, &out->events) = (struct part_event){
                .at = w->withdrawn,
                .day = NO_DATE,
                .label = message_fill(r->arena, T(r, "Waiver taken back (%3)"), args, 3),
                .detail = w->withdrawn_reason};
    }
    i64 closes;
    str words;
    bool closed;
    TRY(proposal_deadline_fill(r, p, &closes, &words, &closed));
    if (closes == NO_DATE && !all.n) return OK;
    *PUSH(r->arena, &out->acts) = (struct proposal_act){
        .label = closes != NO_DATE && may(r, "call.extend", r->scope)
                     ? T(r, "Deadline, and leave to send it late")
                     : T(r, "How the deadline came about"),
        .address = arena_printf(r->arena, "/desk/proposals/%.*s/deadline", P(p->row.code))};
    return OK;
}

/* START waiver_start
** Shows waivers on the record of a proposal. */
enum status waiver_start(struct app *app)
{
    (void)app;
    proposal_extra_register(extra_fill);
    return OK;
}

static enum status page_fill(struct request *r, struct response *s, struct proposal *p,
                             struct call_row *call, struct waiver_show *view)
{
    str words;
    bool closed;
    *view = (struct waiver_show){0};
    TRY(proposal_head_fill(r, s, "deadline", p, &view->head));
    TRY(call_load(r->db, r->arena, p->row.call_code, call));
    TRY(proposal_deadline_fill(r, p, &view->until, &words, &closed));
    view->asked = view->until != NO_DATE;
    view->until_words = view->asked ? call_time_words(r, view->until, call->zone) : NO_STR;
    view->open = view->asked && !closed && !str_eq(call->state, S("withdrawn"));
    view->closes = call->closes;
    view->closes_words = call_time_words(r, call->closes, call->zone);
    view->zone = call->zone;
    view->own = proposal_is_own(r, p);
    view->may_waive = view->asked && !view->own && str_eq(call->state, S("published")) &&
                      may(r, "call.extend", r->scope);
    TRY(call_extensions_fill(r, call, &view->extensions));
    TRY(waivers_fill(r, p, call->zone, &view->waivers));
    page_title(s, T(r, "Deadline"));
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/deadline     needs proposal.read on :proposal
** Until when the proposal can be sent, and why: the call's deadline, its extensions, waivers. */
enum status waiver_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct call_row call;
    struct waiver_show view;
    TRY(page_fill(r, s, &p, &call, &view));
    return show(r, s, waiver_show_view, &view);
}

struct waiver_arg {
    struct request *r;
    const struct proposal *p;
    const struct waiver_row *w;
    str zone;
};

static struct proposal_letter letter_of(const struct waiver_arg *v)
{
    return (struct proposal_letter){.r = v->r,
                                    .p = v->p,
                                    .kind = S("waiver"),
                                    .page = S("deadline"),
                                    .at = v->w->until,
                                    .zone = v->zone,
                                    .words = v->w->reason};
}

static enum status give_write(struct tx *tx, void *arg)
{
    const struct waiver_arg *v = arg;
    i64 id;
    TRY(waiver_insert(tx,
                      &(struct waiver_insert_in){.code = code_new(v->r->arena, tx_env(tx), 8),
                                                 .proposal = v->p->row.id,
                                                 .until = v->w->until,
                                                 .reason = v->w->reason,
                                                 .now = tx_now(tx),
                                                 .account = v->r->session->account},
                      &id));
    struct proposal_letter l = letter_of(v);
    l.subject = MESSAGE("You may send %1 late");
    l.text = MESSAGE(
        "Dear %1,\n\nthe fund lets you send “%2” after its call has closed, until %5:\n\n%3\n\nThe deadline of the call stays as it is for all others.\n%4\n\n%6\n");
    return proposal_letter_send(tx, &l);
}

/* ROUTE POST /desk/proposals/:proposal/waiver     needs call.extend on :proposal
** Lets one proposal be sent late, until an instant, with a reason. */
enum status waiver_give_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct call_row call;
    struct waiver_show view;
    struct waiver_row w = {0};
    TRY(page_fill(r, s, &p, &call, &view));
    if (view.own) return DENIED;
    if (!view.may_waive) return CONFLICT;
    const struct zone *zone = zone_find(call.zone);
    if (!zone || !time_parse_local(field(r, "until"), zone, &w.until))
        problem(r, "until", "Write a date and a time, for example 2027-03-31T23:59.");
    else if (w.until <= call.closes)
        problem(r, "until", "Choose an instant after the deadline of the call.");
    else if (w.until <= r->now)
        problem(r, "until", "Choose an instant that has not passed yet.");
    else if (w.until > r->now + LONGEST)
        problem(r, "until", "A waiver lasts at most 60 days.");
    need_text(r, "reason", REASON_CHARS, &w.reason);
    if (problems(r)) return show(r, s, waiver_show_view, &view);
    struct waiver_arg v = {.r = r, .p = &p, .w = &w, .zone = call.zone};
    TRY(db_write(r, give_write, &v));
    return redirect_note(r, s, T(r, "It may be sent late. The applicants have been told."),
                         "/desk/proposals/%.*s/deadline", P(p.row.code));
}

static enum status back_write(struct tx *tx, void *arg)
{
    const struct waiver_arg *v = arg;
    i64 count;
    TRY(waiver_withdraw(tx, v->w->id, v->w->reason, tx_now(tx), v->r->session->account, &count));
    if (!count) return CONFLICT;
    struct proposal_letter l = letter_of(v);
    l.subject = MESSAGE("%1 may no longer be sent late");
    l.text = MESSAGE(
        "Dear %1,\n\nthe fund has taken back the leave to send “%2” after its call has closed:\n\n%3\n\n%4\n\n%6\n");
    return proposal_letter_send(tx, &l);
}

/* ROUTE POST /desk/proposals/:proposal/waiver/:waiver/withdraw     needs call.extend on :proposal
** Takes a waiver back, with a reason; what was sent by it stays sent. */
enum status waiver_withdraw_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct call_row call;
    struct waiver_show view;
    TRY(page_fill(r, s, &p, &call, &view));
    for (size_t i = 0; i < view.waivers.n; i++) {
        struct waiver_row w = view.waivers.v[i];
        if (!str_eq(w.code, param(r, "waiver"))) continue;
        if (w.withdrawn != NO_DATE) return CONFLICT;
        if (!need_text(r, str_z(r->arena, w.reason_name), REASON_CHARS, &w.reason))
            return show(r, s, waiver_show_view, &view);
        struct waiver_arg v = {.r = r, .p = &p, .w = &w, .zone = call.zone};
        TRY(db_write(r, back_write, &v));
        return redirect_note(r, s, T(r, "Taken back. The applicants have been told."),
                             "/desk/proposals/%.*s/deadline", P(p.row.code));
    }
    return NOT_FOUND;
}

/* decision.c: finance certifies that the money is there, another person approves, and the programme
** begins in the same transaction; or it is declined with a reason. Which steps lead there, and who may
** take them, is the edition's. What is available is read from the ledger, never typed: a certificate
** keeps its parts as they were, and an approval looks again. */
#include "fund/decision/decision.h"

#include "fund/board/board.h"
#include "fund/call/call.h"
#include "fund/condition/condition.h"
#include "fund/screening/screening.h"

#include "fund/programme/programme.h"
#include "money/ledger/ledger.h"
#include "web/app.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/decision_sql.h"
#include "gen/proposal_sql.h"
#include "gen/registry.h"

/* RECORD certificate "Certificate of funds" */

#define BASIS_CHARS 2000
#define REASON_CHARS 4000

static bool has_effect(const struct workflow_step *step, const char *effect)
{
    for (size_t i = 0; i < step->effect_count; i++)
        if (str_eq(step->effects[i], str_c(effect))) return true;
    return false;
}

static bool has_guard(const struct workflow_step *step, const char *guard)
{
    for (size_t i = 0; i < step->guard_count; i++)
        if (str_eq(step->guards[i], str_c(guard))) return true;
    return false;
}

/* The step that begins the programme, where the edition gives it a state of its own behind approval:
** it follows by itself when nothing more is asked of anybody. */
static const struct workflow_step *award_after(const struct edition *e, str state)
{
    for (size_t i = 0; i < e->step_count; i++) {
        const struct workflow_step *step = &e->steps[i];
        if (str_eq(step->from, state) && has_effect(step, "programme") && !step->guard_count &&
            !step->reason)
            return step;
    }
    return NULL;
}

/* --- guards ---------------------------------------------------------------------------------------------- */

static i64 today_of(struct app *app, i64 now)
{
    struct civil c = zone_local(fund_zone(app), now);
    return date_of(c.year, c.month, c.day);
}

/* What the ledger says can be committed now, in the currency that is asked for. */
static enum status funds_now(struct db *db, struct arena *a, struct app *app, i64 now,
                             const struct money *asked, struct ledger_funds *out)
{
    return ledger_funds_of(db, a, app, str_dup(a, str_c(asked->currency)), today_of(app, now),
                           LEDGER_ALWAYS, out);
}

static bool funds_enough(const struct ledger_funds *f, const struct money *asked)
{
    return !f->lacking && f->available.minor >= asked->minor;
}

/* What the other proposals of its call leave of the envelope; enough too where the call has none, or one
** in another currency. */
static enum status envelope_now(struct db *db, struct arena *a, struct app *app,
                                const struct proposal *p, struct call_envelope *out, bool *enough)
{
    TRY(call_envelope_of(db, a, app, p->row.call, p->row.id, out));
    *enough = strcmp(out->whole.currency, p->row.amount.currency) != 0 ||
              out->left.minor >= p->row.amount.minor;
    return OK;
}

static str beyond_envelope(str lang)
{
    return tr(
        lang,
        MESSAGE(
            "It asks for more than is left of the envelope of its call. Whoever writes the call can raise the envelope, which stays on its record."));
}

/* The latest certificate is for the very amount that is asked, somebody else gave it, and the money is
** still there. */
static enum status guard_certified(struct db *db, const struct step_take *t, str *why)
{
    struct decision_certificate_array list = {0};
    TRY(certificate_list(db, t->arena, t->proposal->row.id, &list));
    const struct money *asked = &t->proposal->row.amount;
    bool good = list.n && list.v[0].amount.minor == asked->minor &&
                strcmp(list.v[0].amount.currency, asked->currency) == 0;
    bool other = good && list.v[0].account != t->account;
    if (other) {
        struct ledger_funds funds;
        TRY(funds_now(db, t->arena, t->app, t->now, asked, &funds));
        struct call_envelope envelope;
        bool within;
        TRY(envelope_now(db, t->arena, t->app, t->proposal, &envelope, &within));
        if (!within) {
            *why = beyond_envelope(t->lang);
            return DENIED;
        }
        if (funds_enough(&funds, asked)) return OK;
        *why =
            tr(t->lang, MESSAGE("The money that was certified is no longer there: another approval "
                                "came first, or an entry of the ledger changed."));
        return DENIED;
    }
    *why = good ? tr(t->lang,
                     MESSAGE("You certified the funds yourself. Another person has to decide."))
                : tr(t->lang,
                     MESSAGE("Finance has not certified that funds are there for this amount."));
    return DENIED;
}

/* Nobody decides about an organization that they act for or acted for lately. */
static enum status guard_other_person(struct db *db, const struct step_take *t, str *why)
{
    bool tied;
    TRY(proposal_tied(db, t->arena, t->proposal, t->account, t->now, &tied));
    if (!tied) return OK;
    str days = arena_printf(t->arena, "%lld", (long long)proposal_tie_days(t->proposal));
    *why = message_fill(
        t->arena,
        tr(t->lang,
           MESSAGE(
               "You act for one of the applying organizations, or did within the last %1 days. Another person has to take this step.")),
        &days, 1);
    return DENIED;
}

/* The step is nothing without the certificate that is written with it. */
static enum status effect_certify(struct tx *tx, const struct step_take *t)
{
    struct decision_certificate_array list = {0};
    TRY(certificate_list(tx_db(tx), t->arena, t->proposal->row.id, &list));
    return list.n && list.v[0].account == t->account && list.v[0].at == t->now ? OK : DENIED;
}

/* START decision_start
** Makes certification and its guards known to the workflow. */
enum status decision_start(struct app *app)
{
    (void)app;
    step_guard_register("funds_certified", guard_certified);
    step_guard_register("other_person", guard_other_person);
    step_effect_register("certify", effect_certify);
    step_page_register("certify", "decision");
    step_page_register("funds_certified", "decision");
    step_page_register("programme", "decision");
    proposal_tab_register("decision", MESSAGE("Decision"), "proposal.read");
    return OK;
}

/* --- the page -------------------------------------------------------------------------------------------- */

static bool is_decision(const struct workflow_step *step)
{
    return has_effect(step, "certify") || has_effect(step, "programme") ||
           has_guard(step, "funds_certified") || str_eq(step->verb, S("proposal.approve"));
}

static void steps_fill(struct request *r, const struct proposal *p, struct decision_show *view)
{
    const struct edition *e = p->edition;
    for (size_t i = 0; i < e->step_count; i++) {
        const struct workflow_step *step = &e->steps[i];
        if (!str_eq(step->from, p->row.state) || !is_decision(step)) continue;
        const struct workflow_state *to = edition_state(e, step->to);
        *PUSH(r->arena, &view->steps) = (struct decision_step){
            .name = step->name,
            .label = edition_text(e, step->label, r->lang),
            .address = arena_printf(r->arena, "/desk/proposals/%.*s/decision/%.*s", P(p->row.code),
                                    P(step->name)),
            .permitted = step_permitted(r, p, step, r->scope),
            .danger = to && to->final && !to->public_status.n};
    }
}

/* What was decided so far, under which conditions; everybody who reads the proposal may know. */
static enum status taken_fill(struct request *r, const struct proposal *p,
                              struct decision_show *view)
{
    struct proposal_step_row_array steps = {0};
    TRY(proposal_steps(r->db, r->arena, p->row.id, &steps));
    for (size_t i = 0; i < steps.n; i++) {
        const struct workflow_step *step =
            step_by_name(p->edition, steps.v[i].old_state, steps.v[i].step);
        const struct workflow_state *to = step ? edition_state(p->edition, step->to) : NULL;
        if (!to ||
            (!is_decision(step) && !to->final && !str_eq(step->verb, S("proposal.encourage"))))
            continue;
        *PUSH(r->arena, &view->taken) =
            (struct decision_taken){.label = edition_text(p->edition, step->label, r->lang),
                                    .reason = steps.v[i].reason,
                                    .at = steps.v[i].at,
                                    .person = view->inside ? steps.v[i].person : NO_STR};
    }
    struct condition_item_array all = {0};
    TRY(conditions_fill(r, p, &all));
    for (size_t i = 0; i < all.n; i++) /* those of the board stand with its recommendation */
        if (all.v[i].decided) *PUSH(r->arena, &view->conditions) = all.v[i];
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/decision     needs proposal.read on :proposal
** What was decided; for people of the fund also the certificate, the verdicts and the next steps. */
enum status decision_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct decision_show view = {0};
    TRY(proposal_head_fill(r, s, "decision", &p, &view.head));
    page_title(s, T(r, "Decision"));
    view.inside = is_inside(r);
    TRY(taken_fill(r, &p, &view));
    enum status st = programme_of_proposal(r->db, r->arena, p.row.id, &view.programme);
    if (st != OK && st != NOT_FOUND) return st;
    view.may_programme = may(r, "programme.read", r->scope);
    view.document = arena_printf(r->arena, "/desk/proposals/%.*s/versions", P(p.row.code));
    if (view.inside) {
        TRY(certificate_list(r->db, r->arena, p.row.id, &view.certificates));
        TRY(screening_summary_fill(r, &p, &view.summary));
        TRY(board_recommendations_fill(r, &p, &view.board));
        steps_fill(r, &p, &view);
    }
    return show(r, s, decision_show_view, &view);
}

/* --- a step ---------------------------------------------------------------------------------------------- */

/* The letter of an approval with the conditions that were typed; those of a half filled line wait. */
static enum status approval_fill(struct request *r, const struct proposal *p,
                                 const struct workflow_step *step,
                                 const struct condition_item_array *conditions,
                                 struct decision_form *view)
{
    condition_lines_fill(r, &view->lines);
    view->outcome.letters = (struct screening_letter_array){0};
    return outcome_letters(r, p, step, field(r, "reason"), NO_DATE, conditions,
                           &view->outcome.recipients, &view->outcome.letters);
}

static enum status form_fill(struct request *r, struct response *s, struct proposal *p,
                             const struct workflow_step **step, struct decision_form *view)
{
    TRY(outcome_fill(r, s, "decision", "reason", p, step, &view->outcome));
    if (!is_decision(*step)) return NOT_FOUND;
    view->amount = p->row.amount;
    view->currency = str_c(p->row.amount.currency);
    view->certifies = has_effect(*step, "certify");
    view->approves = has_guard(*step, "funds_certified");
    view->awards =
        has_effect(*step, "programme") || (view->approves && award_after(p->edition, (*step)->to));
    view->seen = p->row.changed;
    if (p->row.amount.currency[0])
        TRY(funds_now(r->db, r->arena, r->app, r->now, &p->row.amount, &view->funds));
    view->enough = funds_enough(&view->funds, &p->row.amount);
    TRY(envelope_now(r->db, r->arena, r->app, p, &view->envelope, &view->within));
    TRY(certificate_list(r->db, r->arena, p->row.id, &view->certificates));
    TRY(board_recommendations_fill(r, p, &view->board));
    return screening_summary_fill(r, p, &view->summary);
}

/* ROUTE GET /desk/proposals/:proposal/decision/:step     needs proposal.read on :proposal
** One step of the decision, with all that it rests on; each asks for its own permission. */
enum status decision_step_page(struct request *r, struct response *s)
{
    struct proposal p;
    const struct workflow_step *step;
    struct decision_form view = {0};
    TRY(form_fill(r, s, &p, &step, &view));
    struct condition_item_array none = {0};
    if (view.approves) TRY(approval_fill(r, &p, step, &none, &view));
    return show(r, s, decision_form_view, &view);
}

struct decision_arg {
    struct request *r;
    struct proposal *p;
    struct step_take take;
    bool certifies;
    i64 seen;
    str basis;
    struct condition_item_array conditions; /* of an approval */
};

/* Nothing is certified that the ledger does not show; looked at inside the transaction. */
static enum status certificate_write(struct tx *tx, struct decision_arg *v)
{
    i64 id;
    struct ledger_funds f;
    const struct money *asked = &v->p->row.amount;
    TRY(funds_now(tx_db(tx), v->r->arena, v->r->app, v->r->now, asked, &f));
    struct call_envelope envelope;
    bool within;
    TRY(envelope_now(tx_db(tx), v->r->arena, v->r->app, v->p, &envelope, &within));
    if (!funds_enough(&f, asked) || !within) return CONFLICT;
    struct certificate_insert_in in = {.proposal = v->p->row.id,
                                       .amount = *asked,
                                       .available = f.available,
                                       .cash = f.cash.minor,
                                       .pledged = f.pledged.minor,
                                       .committed = f.committed.minor,
                                       .reserve = f.reserve.minor,
                                       .as_of = f.day,
                                       .basis = v->basis,
                                       .now = v->r->now,
                                       .account = v->r->session->account};
    return certificate_insert(tx, &in, &id);
}

enum status decision_take(struct tx *tx, struct step_take *t)
{
    struct proposal now;
    TRY(step_take(tx, t));
    const struct workflow_step *award = has_guard(t->step, "funds_certified")
                                            ? award_after(t->proposal->edition, t->step->to)
                                            : NULL;
    if (!award) return OK;
    TRY(proposal_load_id(tx_db(tx), t->app, t->arena, t->proposal->row.id, &now));
    struct step_take follow = *t;
    follow.proposal = &now;
    follow.step = award;
    follow.reason = NO_STR;
    return step_take(tx, &follow);
}

static enum status decision_write(struct tx *tx, void *arg)
{
    struct decision_arg *v = arg;
    struct proposal now;
    TRY(proposal_load_id(tx_db(tx), v->r->app, v->r->arena, v->p->row.id, &now));
    if (now.row.changed != v->seen || !str_eq(now.row.state, v->p->row.state)) return CONFLICT;
    if (v->certifies) TRY(certificate_write(tx, v));
    TRY(decision_take(tx, &v->take));
    return condition_lines_write(tx, v->r, v->p, &v->conditions);
}

/* ROUTE POST /desk/proposals/:proposal/decision/:step     needs proposal.read on :proposal
** Certifies, approves or declines. An approval begins the programme in the same transaction. */
enum status decision_step_act(struct request *r, struct response *s)
{
    struct proposal p;
    const struct workflow_step *step;
    struct decision_form view = {0};
    TRY(form_fill(r, s, &p, &step, &view));
    struct decision_arg v = {.r = r,
                             .p = &p,
                             .certifies = view.certifies,
                             .take = {.proposal = &p,
                                      .step = step,
                                      .account = r->session->account,
                                      .now = r->now,
                                      .app = r->app,
                                      .arena = r->arena,
                                      .lang = r->lang}};
    if (!str_i64(field(r, "seen"), &v.seen)) return CONFLICT;
    if (view.certifies) {
        take_text(r, "basis", BASIS_CHARS, &v.basis);
        if (!p.row.amount.currency[0])
            view.outcome.refused =
                T(r, "The proposal asks for no amount. Return it for changes first.");
        else if (view.funds.lacking)
            view.outcome.refused = T(
                r,
                "The reserve is not known. State what is expected to be paid out in a year first.");
        else if (!view.enough)
            view.outcome.refused = T(
                r,
                "Less is available than the amount that is asked. Funds can be certified only when they are there.");
        else if (!view.within)
            view.outcome.refused = beyond_envelope(r->lang);
        if (view.outcome.refused.n) return show_status(r, s, 422, decision_form_view, &view);
    }
    if (step->reason)
        need_text(r, "reason", REASON_CHARS, &v.take.reason);
    else
        take_text(r, "reason", REASON_CHARS, &v.take.reason);
    if (view.approves) {
        condition_lines_take(r, &v.conditions);
        v.take.conditions = &v.conditions;
        TRY(approval_fill(r, &p, step, &v.conditions, &view));
    }
    if (problems(r) || str_eq(field(r, "act"), S("preview")))
        return show(r, s, decision_form_view, &view);
    TRY(outcome_take(r, decision_write, &v, &v.take, &view.outcome.refused));
    if (view.outcome.refused.n) return show_status(r, s, 422, decision_form_view, &view);
    str code;
    if (view.awards && programme_of_proposal(r->db, r->arena, p.row.id, &code) == OK)
        return redirect_note(r, s,
                             T(r, "Approved. The programme has begun; it awaits its agreement."),
                             "/desk/proposals/%.*s/decision", P(p.row.code));
    return outcome_done(r, s, &p, step);
}

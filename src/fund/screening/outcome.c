/* outcome.c: the page on which a step is taken: its reason, and the letter it sends as the lead
** organization's people will read it. Used by the screening and by the decision. */
#include "fund/screening/screening.h"

#include "people/role/role.h"
#include "web/app.h"
#include "web/message.h"
#include "web/registry.h"

#include "gen/registry.h"

#define REASON_CHARS 4000

/* How many people of the applying organizations a letter reaches. */
static enum status recipients_count(struct request *r, const struct proposal *p, i64 *count)
{
    struct scope scope;
    TRY(proposal_scope(r->db, r->arena, &p->row, &scope));
    for (size_t i = 0; i < scope.organization_count; i++) {
        struct role_person_array some = {0};
        TRY(people_of_organization(r->db, r->arena, scope.organizations[i], r->now, &some));
        *count += (i64)some.n;
    }
    return OK;
}

enum status outcome_letters(struct request *r, const struct proposal *p,
                            const struct workflow_step *step, str reason, i64 due,
                            const struct condition_item_array *conditions, i64 *recipients,
                            struct screening_letter_array *out)
{
    struct role_person_array lead = {0};
    *recipients = 0;
    TRY(recipients_count(r, p, recipients));
    TRY(people_of_organization(r->db, r->arena, p->row.lead, r->now, &lead));
    str lang = lead.n ? lead.v[0].lang : S("en"), name = lead.n ? lead.v[0].name : p->row.lead_name;
    struct step_take take = {.proposal = p,
                             .step = step,
                             .reason = reason.n || !step->reason ? reason : S("…"),
                             .conditions = conditions,
                             .due = due == NO_DATE ? 0 : due,
                             .account = r->session->account,
                             .now = r->now,
                             .app = r->app,
                             .arena = r->arena,
                             .lang = r->lang};
    for (size_t i = 0; i < step->effect_count; i++) {
        str effect = step->effects[i];
        if (!str_starts(effect, S("letter:"))) continue;
        struct screening_letter letter = {
            .lang = lang, .recipient = name, .kind = str_sub(effect, 7, effect.n), .at = NO_DATE};
        TRY(step_letter(r->db, &take, letter.kind, lang, name, &letter.subject, &letter.body));
        *PUSH(r->arena, out) = letter;
    }
    return OK;
}

enum status outcome_fill(struct request *r, struct response *s, const char *base,
                         const char *field_of_reason, struct proposal *p,
                         const struct workflow_step **step, struct screening_outcome *out)
{
    TRY(proposal_head_fill(r, s, base, p, &out->head));
    if (!is_inside(r)) return NOT_FOUND;
    *step = step_by_name(p->edition, p->row.state, param(r, "step"));
    if (!*step) return r->method == METHOD_POST ? CONFLICT : NOT_FOUND;
    if (!step_permitted(r, p, *step, r->scope)) return DENIED;
    const struct workflow_state *to = edition_state(p->edition, (*step)->to);
    out->name = (*step)->name;
    out->label = edition_text(p->edition, (*step)->label, r->lang);
    out->to = to ? edition_text(p->edition, to->label, r->lang) : (*step)->to;
    out->wants_reason = (*step)->reason;
    out->danger = to && to->final && !to->public_status.n;
    out->back = arena_printf(r->arena, "/desk/proposals/%.*s/%s", P(p->row.code), base);
    out->action = arena_printf(r->arena, "%.*s/%.*s", P(out->back), P(out->name));
    page_title(s, out->label);
    return outcome_letters(r, p, *step, field(r, field_of_reason), NO_DATE, NULL, &out->recipients,
                           &out->letters);
}

enum status outcome_take(struct request *r, write_fn *f, void *arg, struct step_take *take,
                         str *refused)
{
    enum status st = db_write(r, f, arg);
    if (st != DENIED || !take->why.n) return st;
    *refused = take->why;
    return OK;
}

enum status outcome_done(struct request *r, struct response *s, const struct proposal *p,
                         const struct workflow_step *step)
{
    const struct workflow_state *to = edition_state(p->edition, step->to);
    str args[] = {to ? edition_text(p->edition, to->label, r->lang) : step->to};
    return redirect_note(r, s, message_fill(r->arena, T(r, "Done. It stands now at: %1."), args, 1),
                         "/desk/proposals/%.*s", P(p->row.code));
}

/* ROUTE GET /desk/proposals/:proposal/screening/:step     needs proposal.screen on :proposal
** One outcome of the screening, with the letter it sends. */
enum status screening_outcome_page(struct request *r, struct response *s)
{
    struct proposal p;
    const struct workflow_step *step;
    struct screening_outcome view = {0};
    TRY(outcome_fill(r, s, "screening", "reason", &p, &step, &view));
    return show(r, s, screening_outcome_view, &view);
}

static enum status outcome_write(struct tx *tx, void *arg)
{
    return step_take(tx, arg);
}

enum status outcome_send(struct request *r, struct response *s, struct proposal *p,
                         const struct workflow_step *step, struct screening_outcome *view)
{
    struct step_take take = {.proposal = p,
                             .step = step,
                             .account = r->session->account,
                             .now = r->now,
                             .app = r->app,
                             .arena = r->arena,
                             .lang = r->lang};
    if (step->reason) need_text(r, "reason", REASON_CHARS, &take.reason);
    if (problems(r) || str_eq(field(r, "act"), S("preview")))
        return show(r, s, screening_outcome_view, view);
    TRY(outcome_take(r, outcome_write, &take, &take, &view->refused));
    if (!view->refused.n) return outcome_done(r, s, p, step);
    return show_status(r, s, 422, screening_outcome_view, view);
}

/* ROUTE POST /desk/proposals/:proposal/screening/:step     needs proposal.screen on :proposal
** Takes the step and sends its letter; or shows the letter again with the reason that was typed. */
enum status screening_outcome_act(struct request *r, struct response *s)
{
    struct proposal p;
    const struct workflow_step *step;
    struct screening_outcome view = {0};
    TRY(outcome_fill(r, s, "screening", "reason", &p, &step, &view));
    const char *page = step_page(step);
    if (page && strcmp(page, "screening") != 0) return CONFLICT;
    return outcome_send(r, s, &p, step, &view);
}

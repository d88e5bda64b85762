/* proposals.c: which proposals wait for the person: those in a state that the person's side holds and
** in which the person may take a step. States, holders and next actions are the edition's. */
#include "desk/waiting/waiting.h"

#include "fund/calendar/calendar.h"
#include "fund/proposal/proposal.h"
#include "web/message.h"

#include "gen/waiting_sql.h"

#define ROWS 500

/* These move a proposal forward from the applicant's side; every other verb is the fund's. Withdrawing
** is always possible and never what waits. */
static bool is_applicants(str verb)
{
    return str_eq(verb, S("proposal.edit")) || str_eq(verb, S("proposal.submit")) ||
           str_eq(verb, S("proposal.answer"));
}

/* The first step that the person may take and the state's holder would. */
static const struct workflow_step *step_for(struct request *r, const struct proposal *p,
                                            const struct scope *scope, bool *only)
{
    const struct workflow_step *first = NULL;
    bool applicants = str_eq(p->state->holder, S("applicant"));
    *only = true;
    for (size_t i = 0; i < p->edition->step_count; i++) {
        const struct workflow_step *step = &p->edition->steps[i];
        if (step_is_way_out(step) || str_eq(step->verb, S("proposal.withdraw")) ||
            is_applicants(step->verb) != applicants)
            continue;
        if (!step_permitted(r, p, step, scope)) continue;
        *only = first == NULL;
        if (!first) first = step;
    }
    return first;
}

/* Who only certifies sees that; everybody else the state's next action. */
static str action_words(struct request *r, const struct proposal *p,
                        const struct workflow_step *step, bool only)
{
    if (step && only && str_eq(step->verb, S("finance.certify")))
        return edition_text(p->edition, step->label, r->lang);
    return edition_text(p->edition, p->state->next, r->lang);
}

static str action_address(struct request *r, const struct proposal *p,
                          const struct workflow_step *step)
{
    const char *page = step ? step_page(step) : NULL;
    if (p->state->form.n) page = "form";
    return arena_printf(r->arena, "/desk/proposals/%.*s%s%s", P(p->row.code), page ? "/" : "",
                        page ? page : "");
}

/* A step that asks for an open call is due when the call closes, else it is when the day is over that
** was named as the proposal came here. */
static enum status due_of(struct request *r, const struct proposal *p,
                          const struct waiting_proposal *row, i64 *due)
{
    i64 day;
    struct calendar c = calendar_of(r->app, r->arena);
    *due = row->closes;
    if (state_ends_with_call(p->edition, row->state) && str_eq(row->call_state, S("published")))
        return OK;
    TRY(proposal_due_day(r->db, r->arena, &c, p, &day));
    *due = calendar_day_end(&c, day);
    return OK;
}

/* Nobody is late with what was not sent before a call closed: it can only stay unsent. */
static void due_put(struct request *r, const struct proposal *p, i64 due, struct waiting_item *item)
{
    if (due == NO_DATE) return;
    struct calendar c = calendar_of(r->app, r->arena);
    item->due = waiting_due(r, due, &item->late);
    item->due_on = calendar_day(&c, due);
    item->edition = p->row.edition;
    if (!item->late || !state_ends_with_call(p->edition, p->row.state))
        item->side = p->state->holder;
}

/* What others hold and the person is told of. */
static void item_late(struct request *r, const struct proposal *p, const struct scope *scope,
                      const struct waiting_proposal *row, i64 due, struct waiting_item_array *out)
{
    if (due == NO_DATE || due >= r->now || state_ends_with_call(p->edition, p->row.state)) return;
    if (!waiting_told(r, p->edition, p->state->holder, due, scope)) return;
    str address = arena_printf(r->arena, "/desk/proposals/%.*s", P(row->code));
    struct waiting_item item = {
        .kind = arena_printf(r->arena, "%s, %.*s", T(r, "Proposal").p, P(row->lead_acronym)),
        .title = row->title,
        .address = address,
        .state = p->row.state_label,
        .tone = p->row.tone,
        .holder = p->row.holder,
        .since = row->since,
        .age = waiting_age(r, row->since),
        .due_on = NO_DATE,
        .action = edition_text(p->edition, p->state->next, r->lang),
        .next = address};
    due_put(r, p, due, &item);
    *PUSH(r->arena, out) = item;
}

static enum status item_make(struct request *r, const struct waiting_proposal *row,
                             struct waiting_item_array *out, struct waiting_item_array *others)
{
    struct proposal p = {.row = {.id = row->id,
                                 .code = row->code,
                                 .title = row->title,
                                 .edition = row->edition,
                                 .lead = row->lead,
                                 .lead_acronym = row->lead_acronym,
                                 .state = row->state,
                                 .since = row->since,
                                 .created_by = row->created_by}};
    struct scope scope = {0};
    bool only;
    p.edition = edition_by_id(r->app, row->edition);
    p.state = p.edition ? edition_state(p.edition, row->state) : NULL;
    if (!p.state || p.state->final) return OK;
    TRY(proposal_scope(r->db, r->arena, &p.row, &scope));
    const struct workflow_step *step = step_for(r, &p, &scope, &only);
    bool writes = str_eq(p.state->holder, S("applicant")) && p.state->form.n &&
                  may(r, "proposal.edit", &scope);
    bool reviews = p.state->scorecard.n && may(r, "review.assign", &scope);
    i64 due;
    TRY(due_of(r, &p, row, &due));
    proposal_words(r->app, r->lang, &p.row);
    if (!step && !writes && !reviews) {
        item_late(r, &p, &scope, row, due, others);
        return OK;
    }
    struct waiting_item item = {
        .kind = arena_printf(r->arena, "%s, %.*s", T(r, "Proposal").p, P(row->lead_acronym)),
        .title = row->title,
        .address = arena_printf(r->arena, "/desk/proposals/%.*s", P(row->code)),
        .state = p.row.state_label,
        .tone = p.row.tone,
        .holder = p.row.holder,
        .since = row->since,
        .age = waiting_age(r, row->since),
        .due_on = NO_DATE,
        .action = action_words(r, &p, step, only),
        .next = reviews ? arena_printf(r->arena, "/desk/proposals/%.*s/reviews", P(row->code))
                        : action_address(r, &p, step)};
    due_put(r, &p, due, &item);
    *PUSH(r->arena, out) = item;
    return OK;
}

/* The states that are not the end of the way, over all editions that proposals are pinned to. */
static enum status states_open(struct request *r, str *json)
{
    struct waiting_proposal_array all = {0};
    TRY(waiting_states(r->db, r->arena, &all));
    str *names = NEW_ARRAY(r->arena, all.n + 1, str);
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++) {
        const struct edition *e = edition_by_id(r->app, all.v[i].edition);
        const struct workflow_state *state = e ? edition_state(e, all.v[i].state) : NULL;
        if (state && !state->final) names[n++] = all.v[i].state;
    }
    *json = db_json_texts(r->arena, names, n);
    return OK;
}

enum status waiting_proposals_fill(struct request *r, struct waiting_item_array *items,
                                   struct waiting_item_array *others)
{
    struct waiting_proposal_array rows = {0};
    struct may mine = may_list(r, "proposal.read");
    str states;
    TRY(states_open(r, &states));
    TRY(waiting_proposals(r->db, r->arena, &mine, states, mine.organizations, ROWS, &rows));
    for (size_t i = 0; i < rows.n; i++)
        TRY(item_make(r, &rows.v[i], items, others));
    return OK;
}

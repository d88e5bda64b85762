/* clock.c: the time of a proposal: how long it was in each state, who held it, when it was due and how
** that day was found. Days are those of the fund's zone, so that the stays of a record always add up to
** the whole: from one day to another is the sum of the parts between them. */
#include "fund/calendar/calendar.h"
#include "fund/comment/comment.h"
#include "fund/condition/condition.h"
#include "web/app.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/proposal_sql.h"
#include "gen/registry.h"

/* START clock_start
** Puts the tab of the time beside the other tabs of a record. */
enum status clock_start(struct app *app)
{
    (void)app;
    proposal_tab_register("time", MESSAGE("Time"), "proposal.read");
    return OK;
}

/* How the day of a stay was found: chosen by who returned it, named with an earlier state, or counted, as
** far as today's calendar still counts the same. */
static enum status due_explain(struct request *r, const struct calendar *c,
                               const struct proposal *p, const struct workflow_state *state,
                               struct clock_stay *x)
{
    const struct workflow_state *entry = edition_state(p->edition, state->due_from);
    i64 chosen;
    TRY(redraft_day_of(r->db, r->arena, p->row.id, state->name, x->since, &chosen));
    if (x->due == NO_DATE) return OK;
    if (chosen == x->due) {
        x->reason = T(r, "The day that the letter names.");
    } else if (entry) {
        str label = edition_text(p->edition, entry->label, r->lang);
        x->reason = message_fill(r->arena, T(r, "The day that was named with “%1”."), &label, 1);
    } else if (state_due_day(c, state, x->since) != x->due) {
        x->reason = T(r, "The day that was named at the time.");
    } else {
        x->reason =
            calendar_explain(r, c, calendar_day(c, x->since), state->days, state->working_days);
    }
    return OK;
}

/* When a stay was to end: with the call, or on the day that was named when it began. */
static enum status due_fill(struct request *r, const struct calendar *c, const struct proposal *p,
                            const struct workflow_state *state,
                            const struct proposal_step_row *into, struct clock_stay *x)
{
    i64 closes;
    x->due = NO_DATE;
    if (state_ends_with_call(p->edition, state->name)) {
        enum status st = proposal_deadline(r->db, r->arena, p->row.id, &closes);
        if (st == NOT_FOUND) return OK;
        TRY(st);
        x->due = calendar_day(c, closes);
        x->reason = T(r, "The call closes.");
        x->late = (x->until == NO_DATE ? r->now : x->until) > closes;
        return OK;
    }
    TRY(stay_due_day(r->db, r->arena, c, p, state->name, into, x->since, &x->due));
    TRY(due_explain(r, c, p, state, x));
    x->late = x->due != NO_DATE &&
              (x->until == NO_DATE ? r->now : x->until) > calendar_day_end(c, x->due);
    return OK;
}

static void side_add(struct request *r, struct clock_show *v, const struct clock_stay *x)
{
    size_t i = 0;
    while (i < v->sides.n && !str_eq(v->sides.v[i].holder, x->holder))
        i++;
    if (i == v->sides.n) *PUSH(r->arena, &v->sides) = (struct clock_side){.holder = x->holder};
    v->sides.v[i].days += x->days;
    v->sides.v[i].working += x->working;
    v->days += x->days;
    v->working += x->working;
}

static enum status stay_add(struct request *r, const struct calendar *c, const struct proposal *p,
                            str name, i64 since, i64 until, const struct proposal_step_row *into,
                            struct clock_show *v)
{
    const struct workflow_state *state = edition_state(p->edition, name);
    if (!state || (state->final && until == NO_DATE)) return OK; /* nobody holds what is over */
    const char *holder = proposal_holder(state->holder);
    i64 from = calendar_day(c, since), to = calendar_day(c, until == NO_DATE ? r->now : until);
    struct clock_stay *x = PUSH(r->arena, &v->stays);
    *x = (struct clock_stay){.state = name,
                             .label = edition_text(p->edition, state->label, r->lang),
                             .holder = holder ? T(r, holder) : T(r, "Nobody"),
                             .since = since,
                             .until = until,
                             .days = to - from,
                             .working = calendar_working_days(c, from, to)};
    TRY(due_fill(r, c, p, state, into, x));
    side_add(r, v, x);
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/time     needs proposal.read on :proposal
** How long the proposal was where, who held it, and what was due when. */
enum status clock_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct clock_show view = {0};
    struct proposal_step_row_array steps = {0};
    struct calendar c = calendar_of(r->app, r->arena);
    TRY(proposal_head_fill(r, s, "time", &p, &view.head));
    TRY(proposal_steps(r->db, r->arena, p.row.id, &steps));
    const struct proposal_step_row *into = NULL;
    i64 since = p.row.created;
    for (size_t i = 0; i < steps.n; i++) {
        const struct proposal_step_row *x = &steps.v[i];
        if (!str_eq(x->new_state, x->old_state)) { /* else it stays, with another day */
            TRY(stay_add(r, &c, &p, x->old_state, since, x->at, into, &view));
            since = x->at;
        }
        into = x;
    }
    TRY(stay_add(r, &c, &p, p.row.state, since, NO_DATE, into, &view));
    TRY(conditions_fill(r, &p, &view.conditions));
    page_title(s, T(r, "Time"));
    return show(r, s, clock_show_view, &view);
}

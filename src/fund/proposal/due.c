/* due.c: until when a proposal is expected to leave a state. The day is found once, when a step leads there,
** and is kept with the step: what the letter named is what every page holds, whatever holidays are listed
** afterwards. Only where nothing is kept (no step led there, or one that is older than the keeping) does
** the calendar of today count. Used by step.c and by whatever shows a due day. */
#include "fund/proposal/proposal.h"

#include "fund/calendar/calendar.h"
#include "fund/comment/comment.h"

#include "gen/proposal_sql.h"

i64 state_due_day(const struct calendar *c, const struct workflow_state *state, i64 since)
{
    if (!state || state->days <= 0) return NO_DATE;
    return calendar_due(c, calendar_day(c, since), state->days, state->working_days);
}

i64 state_appeal_end(const struct calendar *c, const struct workflow_state *state, i64 decided)
{
    if (!state || state->appeal_days < 1) return NO_DATE;
    return calendar_day_end(c, calendar_due(c, calendar_day(c, decided), state->appeal_days, true));
}

/* The day that was named when the proposal came into a state. */
static enum status day_of_entry(struct db *db, struct arena *a, const struct calendar *c,
                                const struct proposal *p, str state, i64 *day)
{
    struct proposal_step_row into = {0};
    *day = NO_DATE;
    enum status st = proposal_last_step(db, a, p->row.id, state, &into);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    *day = into.due != NO_DATE ? into.due
                               : state_due_day(c, edition_state(p->edition, state), into.at);
    return OK;
}

enum status state_day_from(struct db *db, struct arena *a, const struct calendar *c,
                           const struct proposal *p, str name, i64 since, i64 *day)
{
    const struct workflow_state *state = edition_state(p->edition, name);
    if (state && state->due_from.n) return day_of_entry(db, a, c, p, state->due_from, day);
    *day = state_due_day(c, state, since);
    return OK;
}

enum status stay_due_day(struct db *db, struct arena *a, const struct calendar *c,
                         const struct proposal *p, str state, const struct proposal_step_row *into,
                         i64 since, i64 *day)
{
    *day = into ? into->due : NO_DATE;
    if (*day != NO_DATE) return OK;
    TRY(redraft_day_of(db, a, p->row.id, state, since, day));
    return *day != NO_DATE ? OK : state_day_from(db, a, c, p, state, since, day);
}

enum status proposal_due_day(struct db *db, struct arena *a, const struct calendar *c,
                             const struct proposal *p, i64 *day)
{
    struct proposal_step_row into = {0};
    enum status st = proposal_last_step(db, a, p->row.id, p->row.state, &into);
    if (st != OK && st != NOT_FOUND) return st;
    return stay_due_day(db, a, c, p, p->row.state, st == OK ? &into : NULL, p->row.since, day);
}

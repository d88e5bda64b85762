/* late.c: duties of others that stay undone: after how many days which role is told of them, the edition
** says (reminders.lua). Only who may read the record is told. */
#include "desk/waiting/waiting.h"

#include "fund/calendar/calendar.h"
#include "fund/proposal/proposal.h"
#include "web/text.h"

#include "gen/waiting_sql.h"

#define ROWS 100

i64 waiting_reminder_days(const struct calendar *c, const struct reminder *m, i64 due, i64 day)
{
    if (!m->working_days) return day - due;
    return day >= due ? calendar_working_days(c, due, day) : -calendar_working_days(c, day, due);
}

/* A role held for the fund hears of all records, one held for an organization of its own. */
static bool holds_role(const struct request *r, str role, const struct scope *scope)
{
    for (size_t i = 0; i < r->session->grants.n; i++) {
        const struct granted *g = &r->session->grants.v[i];
        if (!str_eq(g->role, role)) continue;
        if (str_eq(g->scope, S("fund"))) return true;
        for (size_t k = 0; k < scope->organization_count; k++)
            if ((str_eq(g->scope, S("organization")) ||
                 str_eq(g->record_kind, S("organization"))) &&
                g->scope_id == scope->organizations[k])
                return true;
    }
    return false;
}

bool waiting_told(struct request *r, const struct edition *e, str side, i64 due,
                  const struct scope *scope)
{
    const struct reminder *m = e ? edition_reminder(e, side) : NULL;
    struct calendar c = calendar_of(r->app, r->arena);
    if (!m) return false;
    i64 days = waiting_reminder_days(&c, m, calendar_day(&c, due), calendar_day(&c, r->now));
    for (size_t i = 0; i < m->widening_count; i++)
        if (days >= m->widenings[i].after && holds_role(r, m->widenings[i].role, scope))
            return true;
    return false;
}

enum status waiting_reviews_late_fill(struct request *r, struct waiting_item_array *out)
{
    struct waiting_late_array rows = {0};
    struct may mine = may_list(r, "proposal.read");
    struct calendar c = calendar_of(r->app, r->arena);
    TRY(waiting_reviews_late(r->db, r->arena, &mine, r->now, r->session->account, ROWS, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct waiting_late *x = &rows.v[i];
        struct scope scope = {0};
        struct proposal_row row = {.id = x->id, .lead = x->lead, .created_by = x->created_by};
        TRY(proposal_scope(r->db, r->arena, &row, &scope));
        if (!waiting_told(r, edition_by_id(r->app, x->edition), S("reviewer"), x->due, &scope))
            continue;
        str address = arena_printf(r->arena, "/desk/proposals/%.*s", P(x->code));
        struct waiting_item item = {.kind = T(r, "Review"),
                                    .title = x->title,
                                    .address = address,
                                    .holder = T(r, "The reviewer"),
                                    .since = x->asked,
                                    .age = waiting_age(r, x->asked),
                                    .due_on = calendar_day(&c, x->due),
                                    .side = S("reviewer"),
                                    .edition = x->edition,
                                    .action = T(r, "Score it and send the score"),
                                    .next = address};
        item.due = waiting_due(r, x->due, &item.late);
        *PUSH(r->arena, out) = item;
    }
    return OK;
}

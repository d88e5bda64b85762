/* requests.c: what one side asked and another has to answer: appeals, another lead, notes to be joined. */
#include "desk/waiting/waiting.h"

#include "fund/calendar/calendar.h"
#include "web/text.h"

#include "gen/waiting_sql.h"

#define ROWS 50

struct asked {
    str kind, holder, action;
    const char *page;
};

static void rows_put(struct request *r, const struct asked *k, const struct waiting_row_array *rows,
                     struct waiting_item_array *out)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct waiting_row *x = &rows->v[i];
        str address = arena_printf(r->arena, "/desk/proposals/%.*s/%s", P(x->code), k->page);
        *PUSH(r->arena, out) = (struct waiting_item){.kind = k->kind,
                                                     .title = x->title,
                                                     .address = address,
                                                     .holder = k->holder,
                                                     .since = x->since,
                                                     .age = waiting_age(r, x->since),
                                                     .due_on = NO_DATE,
                                                     .action = k->action,
                                                     .next = address};
    }
}

static enum status leads_fill(struct request *r, struct waiting_item_array *out)
{
    struct waiting_row_array rows = {0};
    struct asked k = {.kind = T(r, "Another lead organization"), .page = "lead"};
    if (may(r, "proposal.screen", NULL)) {
        struct may mine = may_list(r, "proposal.screen");
        TRY(waiting_leads_agreed(r->db, r->arena, &mine, ROWS, &rows));
        k.holder = T(r, "The fund's office");
        k.action = T(r, "Confirm it or refuse it");
        rows_put(r, &k, &rows, out);
    }
    if (!may(r, "proposal.submit", NULL)) return OK;
    struct may mine = may_list(r, "proposal.submit");
    TRY(waiting_leads_asked(r->db, r->arena, &mine, ROWS, &rows));
    k.holder = T(r, "The applicant");
    k.action = T(r, "Agree to lead, or decline");
    rows_put(r, &k, &rows, out);
    TRY(waiting_joins(r->db, r->arena, &mine, ROWS, &rows));
    k.kind = T(r, "Join two notes");
    k.page = "join";
    k.action = T(r, "Take it into your note, or refuse it");
    rows_put(r, &k, &rows, out);
    return OK;
}

/* An appeal is answered by the day that its letter named; of older ones, which keep none, within the
** working days that the edition gives. */
static void appeals_due(struct request *r, const struct waiting_row_array *rows,
                        struct waiting_item *items)
{
    struct calendar c = calendar_of(r->app, r->arena);
    for (size_t i = 0; i < rows->n; i++) {
        const struct edition *e = edition_by_id(r->app, rows->v[i].edition);
        const struct workflow_state *state = e ? edition_state(e, rows->v[i].state) : NULL;
        if (!state || !state->appeal_answer_days) continue;
        struct waiting_item *x = &items[i];
        i64 due = rows->v[i].due;
        if (due == NO_DATE)
            due = calendar_day_end(
                &c, calendar_due(&c, calendar_day(&c, x->since), state->appeal_answer_days, true));
        x->due_on = calendar_day(&c, due);
        x->due = waiting_due(r, due, &x->late);
        x->side = S("fund");
        x->edition = rows->v[i].edition;
    }
}

enum status waiting_requests_fill(struct request *r, struct waiting_item_array *out)
{
    struct waiting_row_array rows = {0};
    if (may(r, "appeal.decide", NULL)) {
        struct may mine = may_list(r, "appeal.decide");
        struct asked k = {.kind = T(r, "Appeal"),
                          .holder = T(r, "The fund"),
                          .action = T(r, "Read it and decide"),
                          .page = "appeal"};
        TRY(waiting_appeals(r->db, r->arena, &mine, r->session->account, ROWS, &rows));
        size_t first = out->n;
        rows_put(r, &k, &rows, out);
        if (rows.n) appeals_due(r, &rows, &out->v[first]);
    }
    TRY(leads_fill(r, out));
    return waiting_partners_fill(r, out);
}

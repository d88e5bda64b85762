/* partners.c: what waits of proposals that are written together: invitations to answer, organizations and
** people whom the office is asked to invite, parts that one's own organization is to deliver. */
#include "desk/waiting/waiting.h"

#include "edition/adopted.h"
#include "fund/calendar/calendar.h"
#include "web/message.h"
#include "web/text.h"

#include "gen/waiting_sql.h"

#define ROWS 50

static void invitations_put(struct request *r, const struct waiting_row_array *rows, str holder,
                            str action, struct waiting_item_array *out)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct waiting_row *x = &rows->v[i];
        str address = arena_printf(r->arena, "/desk/partners/%.*s", P(x->code));
        *PUSH(r->arena, out) = (struct waiting_item){.kind = T(r, "Invitation"),
                                                     .title = x->title,
                                                     .address = address,
                                                     .holder = holder,
                                                     .since = x->since,
                                                     .age = waiting_age(r, x->since),
                                                     .due_on = NO_DATE,
                                                     .action = action,
                                                     .next = address};
    }
}

static str section_words(const struct request *r, const struct edition *e,
                         const struct waiting_part *x)
{
    const struct form *form = edition_form(e, x->form);
    for (size_t i = 0; form && i < form->section_count; i++)
        if (str_eq(form->sections[i].name, x->section))
            return edition_text(e, form->sections[i].title, r->lang);
    return x->section;
}

/* Only while its form is being written: what was sent waits for nobody's part. */
static void part_put(struct request *r, const struct calendar *c, const struct waiting_part *x,
                     struct waiting_item_array *out)
{
    const struct edition *e = edition_by_id(r->app, x->edition);
    const struct workflow_state *state = e ? edition_state(e, x->state) : NULL;
    if (!state || !str_eq(state->form, x->form) || !str_eq(state->holder, S("applicant"))) return;
    str words[] = {section_words(r, e, x), x->title};
    struct waiting_item item = {
        .kind = T(r, "Part of a proposal"),
        .title = message_fill(r->arena, T(r, "%1: %2"), words, 2),
        .address =
            arena_printf(r->arena, "/desk/proposals/%.*s/form/%.*s", P(x->code), P(x->section)),
        .state = T(r, "Not delivered"),
        .tone = S("warn"),
        .holder = T(r, "Your organization"),
        .since = x->since,
        .age = waiting_age(r, x->since),
        .due_on = x->due,
        .side = S("applicant"),
        .edition = x->edition,
        .action = T(r, "Write it and say that it is delivered"),
        .next = arena_printf(r->arena, "/desk/proposals/%.*s/partners", P(x->code))};
    if (x->due != NO_DATE) item.due = waiting_due(r, calendar_day_end(c, x->due), &item.late);
    *PUSH(r->arena, out) = item;
}

enum status waiting_partners_fill(struct request *r, struct waiting_item_array *out)
{
    static const struct scope whole_fund = {.kind = "fund"};
    struct waiting_row_array rows = {0};
    struct waiting_part_array parts = {0};
    struct calendar c = calendar_of(r->app, r->arena);
    if (may(r, "person.invite", &whole_fund) && may(r, "organization.edit", &whole_fund)) {
        struct may office = may_list(r, "proposal.read");
        TRY(waiting_partners_asked(r->db, r->arena, &office, ROWS, &rows));
        invitations_put(r, &rows, T(r, "The fund's office"), T(r, "Confirm it or refuse it"), out);
    }
    if (!may(r, "proposal.edit", NULL)) return OK;
    struct may mine = may_list(r, "proposal.edit");
    TRY(waiting_invited(r->db, r->arena, &mine, ROWS, &rows));
    invitations_put(r, &rows, T(r, "Your organization"), T(r, "Accept or decline"), out);
    TRY(waiting_parts(r->db, r->arena, &mine, ROWS, &parts));
    for (size_t i = 0; i < parts.n; i++)
        part_put(r, &c, &parts.v[i], out);
    return OK;
}

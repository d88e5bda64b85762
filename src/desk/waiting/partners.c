/* partners.c: what waits of proposals that are written together: invitations to answer, organizations and
** people whom the office is asked to invite, parts that one's own organization is to deliver; and the
** profiles by which partners find each other. */
#include "desk/waiting/waiting.h"

#include "edition/adopted.h"
#include "fund/calendar/calendar.h"
#include "web/message.h"
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
        str address = arena_printf(r->arena, "%s/%.*s", k->page, P(x->code));
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

static enum status profiles_fill(struct request *r, bool office, struct waiting_item_array *out)
{
    struct waiting_row_array rows = {0};
    struct asked k = {.kind = T(r, "Profile of an organization"), .page = "/desk/partnerships"};
    if (office) {
        k.holder = T(r, "The fund's office");
        k.action = T(r, "Approve it or send it back");
        TRY(waiting_partnerships_sent(r->db, r->arena, r->session->account, ROWS, &rows));
        rows_put(r, &k, &rows, out);
    }
    if (!may(r, "proposal.edit", NULL)) return OK;
    struct may mine = may_list(r, "proposal.edit");
    k.holder = T(r, "Your organization");
    k.action = T(r, "Read why it came back and send it again");
    TRY(waiting_partnerships_returned(r->db, r->arena, &mine, ROWS, &rows));
    rows_put(r, &k, &rows, out);
    return OK;
}

enum status waiting_partners_fill(struct request *r, struct waiting_item_array *out)
{
    struct waiting_row_array rows = {0};
    struct waiting_part_array parts = {0};
    struct calendar c = calendar_of(r->app, r->arena);
    struct asked k = {.kind = T(r, "Invitation"), .page = "/desk/partners"};
    bool office = may(r, "organization.edit", &whole_fund);
    TRY(profiles_fill(r, office, out));
    if (office && may(r, "person.invite", &whole_fund)) {
        struct may all = may_list(r, "proposal.read");
        TRY(waiting_partners_asked(r->db, r->arena, &all, ROWS, &rows));
        k.holder = T(r, "The fund's office");
        k.action = T(r, "Confirm it or refuse it");
        rows_put(r, &k, &rows, out);
    }
    if (!may(r, "proposal.edit", NULL)) return OK;
    struct may mine = may_list(r, "proposal.edit");
    TRY(waiting_invited(r->db, r->arena, &mine, ROWS, &rows));
    k.holder = T(r, "Your organization");
    k.action = T(r, "Accept or decline");
    rows_put(r, &k, &rows, out);
    TRY(waiting_parts(r->db, r->arena, &mine, ROWS, &parts));
    for (size_t i = 0; i < parts.n; i++)
        part_put(r, &c, &parts.v[i], out);
    return OK;
}

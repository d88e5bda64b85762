/* waiting.c: the desk, the first page of everybody who works in the fund: what waits for me and how
** long, what changed lately among what I may read, my organizations, and for the first administrator
** what is still to be arranged. */
#include "desk/waiting/waiting.h"

#include "desk/find/find.h"
#include "fund/calendar/calendar.h"
#include "people/organization/organization.h"
#include "web/layout.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/waiting_sql.h"

#define RECENT_ENTRIES 400
#define RECENT_ROWS 8

/* MENU desk 10 /desk "Waiting for me" signed */

/* --- time in words ---------------------------------------------------------------------------------- */

str waiting_age(struct request *r, i64 since)
{
    struct calendar c = calendar_of(r->app, r->arena);
    i64 from = calendar_day(&c, since), to = calendar_day(&c, r->now);
    i64 n = calendar_working_days(&c, from, to);
    if (from == to) return T(r, "since today");
    if (n < 1) return T(r, "since the last working day");
    return message_fill(r->arena, tr_n(r->lang, "%1 working day", "%1 working days", n),
                        (str[]){arena_printf(r->arena, "%lld", (long long)n)}, 1);
}

str waiting_due(struct request *r, i64 due, bool *late)
{
    struct calendar c = calendar_of(r->app, r->arena);
    i64 n = calendar_day(&c, due) - calendar_day(&c, r->now);
    *late = r->now > due;
    if (n == 0) return *late ? T(r, "over since today") : T(r, "due today");
    str count = arena_printf(r->arena, "%lld", (long long)(n < 0 ? -n : n));
    str words = *late ? tr_n(r->lang, "%1 day late", "%1 days late", -n)
                      : tr_n(r->lang, "%1 day left", "%1 days left", n);
    return message_fill(r->arena, words, &count, 1);
}

/* --- the page ---------------------------------------------------------------------------------------- */

/* What is late stands first, then what has waited longest. */
static void items_sort(struct waiting_item_array *items)
{
    for (size_t i = 1; i < items->n; i++) {
        struct waiting_item x = items->v[i];
        size_t k = i;
        for (; k > 0; k--) {
            const struct waiting_item *y = &items->v[k - 1];
            if (y->late != x.late ? y->late : y->since <= x.since) break;
            items->v[k] = *y;
        }
        items->v[k] = x;
    }
}

enum status waiting_fill(struct request *r, struct waiting_item_array *items,
                         struct waiting_item_array *others)
{
    TRY(waiting_proposals_fill(r, items, others));
    TRY(waiting_reviews_late_fill(r, others));
    TRY(waiting_duties_fill(r, items));
    items_sort(items);
    items_sort(others);
    return OK;
}

static enum status recent_fill(struct request *r, struct waiting_change_array *out)
{
    struct oversight_row_array rows = {0};
    TRY(waiting_recent(r->db, r->arena, RECENT_ENTRIES, &rows));
    for (size_t i = 0; i < rows.n && out->n < RECENT_ROWS; i++) {
        const struct oversight_row *x = &rows.v[i];
        bool known = true;
        for (size_t k = 0; known && k < out->n; k++)
            known = !str_eq(out->v[k].address, x->address);
        if (known) TRY(record_known(r, x->tab, x->record, x->address, &known));
        if (!known) continue;
        *PUSH(r->arena, out) =
            (struct waiting_change){.at = x->at,
                                    .person = x->person.n ? x->person : T(r, "The program"),
                                    .kind = record_kind_words(r, x->tab),
                                    .title = x->title,
                                    .address = x->address};
    }
    return OK;
}

static enum status organizations_fill(struct request *r, struct waiting_organization_array *out)
{
    const struct edition *e = edition_in_force(r->app);
    for (size_t i = 0; i < r->session->grants.n; i++) {
        const struct granted *g = &r->session->grants.v[i];
        struct organization_row row;
        if (!str_eq(g->scope, S("organization"))) continue;
        enum status st = organization_find_id(r->db, r->arena, g->scope_id, &row);
        if (st == NOT_FOUND) continue;
        TRY(st);
        const struct role *role = e ? edition_role(e, g->role) : NULL;
        *PUSH(r->arena, out) = (struct waiting_organization){
            .name = row.name,
            .acronym = row.acronym,
            .duty = role ? edition_text(e, role->label, r->lang) : g->role,
            .address = arena_printf(r->arena, "/desk/proposals?organization=%.*s", P(row.code))};
    }
    return OK;
}

static void task_add(struct request *r, struct waiting_desk *view, const char *label,
                     const char *hint, const char *address, bool done)
{
    *PUSH(r->arena, &view->tasks) = (struct waiting_task){
        .label = T(r, label), .hint = T(r, hint), .address = str_c(address), .done = done};
}

/* For who may change settings, until everything is arranged. */
static enum status tasks_fill(struct request *r, struct waiting_desk *view)
{
    i64 accounts, settings, calls, tests;
    if (!may(r, "setting.edit", NULL)) return OK;
    TRY(waiting_count_accounts(r->db, r->arena, &accounts));
    TRY(waiting_count_settings(r->db, r->arena, &settings));
    TRY(waiting_count_calls(r->db, r->arena, &calls));
    TRY(waiting_count_tests(r->db, r->arena, S("accepted"), &tests));
    if (accounts > 1 && settings && calls && tests) return OK;
    task_add(r, view, MESSAGE("Send a test mail"),
             MESSAGE("Invitations and receipts leave by mail: see whether one arrives."),
             "/desk/settings#address", tests > 0);
    task_add(r, view, MESSAGE("Look through the settings"),
             MESSAGE("Name, colour, languages, reply address."), "/desk/settings", settings > 0);
    task_add(r, view, MESSAGE("Invite people"),
             MESSAGE("Each with their own role; who proposes is never who approves."),
             "/desk/people/new", accounts > 1);
    task_add(r, view, MESSAGE("Read the edition in force"),
             MESSAGE("The guidelines, forms and steps that the fund works by."), "/desk/editions",
             edition_in_force(r->app) != NULL);
    task_add(r, view, MESSAGE("The first call"),
             MESSAGE("A programme officer writes it, the fund manager publishes it."),
             "/desk/calls", calls > 0);
    return OK;
}

/* ROUTE GET /desk     signed
** What waits for the person who is signed in. */
enum status waiting_page(struct request *r, struct response *s)
{
    struct waiting_desk view = {.name = r->session->name,
                                .may_apply = may(r, "proposal.create", NULL)};
    TRY(waiting_fill(r, &view.items, &view.others));
    TRY(tasks_fill(r, &view));
    TRY(recent_fill(r, &view.recent));
    TRY(organizations_fill(r, &view.organizations));
    page_title(s, T(r, "Waiting for me"));
    return show(r, s, waiting_desk_view, &view);
}

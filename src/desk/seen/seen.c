/* seen.c: who opened a proposal, on its tab, and what a person opened, on a page for the auditor and for
** the person. Counted by people/reading. */
#include "fund/proposal/proposal.h"
#include "people/reading/reading.h"
#include "web/app.h"
#include "web/layout.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/seen_sql.h"

#include <string.h>

enum { ROWS_SHOWN = 500, ROWS_CSV = 50000 };

/* START seen_start
** Puts the tab of who read it beside the other tabs of a record. */
enum status seen_start(struct app *app)
{
    (void)app;
    proposal_tab_register("seen", MESSAGE("Seen by"), "reading.read");
    return OK;
}

static i64 rows_most(const struct request *r)
{
    return r->face == FACE_CSV ? ROWS_CSV : ROWS_SHOWN;
}

static void words_fill(struct request *r, struct reading_row_array *rows)
{
    static const struct {
        const char *way, *label;
    } ways[] = {{READ_PAGE, MESSAGE("page")},       {READ_REVIEW, MESSAGE("reviews")},
                {READ_FILE, MESSAGE("attachment")}, {READ_EXPORT, MESSAGE("file or data")},
                {READ_HISTORY, MESSAGE("history")}, {READ_DOSSIER, MESSAGE("dossier")}};
    for (size_t i = 0; i < rows->n; i++)
        for (size_t k = 0; k < sizeof ways / sizeof *ways; k++)
            if (str_eq(rows->v[i].way, str_c(ways[k].way))) rows->v[i].label = T(r, ways[k].label);
}

/* ROUTE GET /desk/proposals/:proposal/seen     needs reading.read on :proposal
** Who opened the proposal, on which days, how often. */
enum status seen_record_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct seen_record view = {.days = setting_int(r->app, "reading.days"),
                               .csv = address_face(r, ".csv", S(""))};
    TRY(proposal_head_fill(r, s, "seen", &p, &view.head));
    TRY(seen_record_rows(r->db, r->arena, p.row.id, rows_most(r), &view.items));
    words_fill(r, &view.items);
    view.cut = (i64)view.items.n == rows_most(r);
    page_title(s, T(r, "Seen by"));
    return show(r, s, seen_record_view, &view);
}

static enum status person_show(struct request *r, struct response *s, i64 account,
                               struct seen_person *view)
{
    struct may mine = may_list(r, "proposal.read");
    view->days = setting_int(r->app, "reading.days");
    view->csv = address_face(r, ".csv", S(""));
    TRY(seen_person_rows(r->db, r->arena, &mine, account, rows_most(r), &view->items));
    words_fill(r, &view->items);
    view->cut = (i64)view->items.n == rows_most(r);
    return show(r, s, seen_person_view, view);
}

/* ROUTE GET /desk/people/:person/seen     needs audit.read
** What a person opened. */
enum status seen_person_page(struct request *r, struct response *s)
{
    struct account_row person;
    TRY(seen_account(r->db, r->arena, param(r, "person"), &person));
    struct seen_person view = {.name = person.name,
                               .address =
                                   arena_printf(r->arena, "/desk/people/%.*s", P(person.code))};
    page_title(s, T(r, "What a person opened"));
    page_crumb(r, s, "People", "/desk/people");
    page_crumb_text(s, person.name, view.address);
    return person_show(r, s, person.id, &view);
}

/* ROUTE GET /desk/account/seen     signed
** What is kept about what one opened oneself. */
enum status seen_own_page(struct request *r, struct response *s)
{
    struct seen_person view = {
        .name = r->session->name, .address = S("/desk/account"), .own = true};
    page_title(s, T(r, "What I opened"));
    page_crumb(r, s, "Your account", "/desk/account");
    return person_show(r, s, r->session->account, &view);
}

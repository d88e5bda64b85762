/* proposal.c: what other features of the fund need of a proposal: loading it with its edition, whose
** record it is, its latest documents, the head above its pages, and finding it again. Steps of the
** workflow are in step.c, the pages in the other files of this folder. */
#include "fund/proposal/proposal.h"

#include "fund/calendar/calendar.h"
#include "people/account/account.h"
#include "people/role/role.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/proposal_sql.h"
#include "gen/registry.h"

/* RECORD proposal "Proposal" */

#define TABS_MAX 12
#define TIE_DAYS 730
#define DAY_SECONDS 86400

static struct {
    struct {
        const char *page, *label, *verb;
    } v[TABS_MAX];
    size_t n;
} tabs;

static struct {
    proposal_extra_fn *v[TABS_MAX];
    size_t n;
} extras;

void proposal_extra_register(proposal_extra_fn *fn)
{
    for (size_t i = 0; i < extras.n; i++)
        if (extras.v[i] == fn) return;
    if (extras.n < TABS_MAX) extras.v[extras.n++] = fn;
}

enum status proposal_extra_fill(struct request *r, const struct proposal *p,
                                struct proposal_extra *out)
{
    for (size_t i = 0; i < extras.n; i++)
        TRY(extras.v[i](r, p, out));
    return OK;
}

static enum status proposal_complete(struct app *app, struct proposal *out)
{
    out->edition = edition_by_id(app, out->row.edition);
    if (!out->edition) return FAILED;
    out->state = edition_state(out->edition, out->row.state);
    return out->state ? OK : FAILED;
}

enum status proposal_load(struct db *db, struct app *app, struct arena *a, str code,
                          struct proposal *out)
{
    TRY(proposal_by_code(db, a, code, &out->row));
    return proposal_complete(app, out);
}

enum status proposal_load_id(struct db *db, struct app *app, struct arena *a, i64 id,
                             struct proposal *out)
{
    TRY(proposal_by_id(db, a, id, &out->row));
    return proposal_complete(app, out);
}

enum status proposal_scope(struct db *db, struct arena *a, const struct proposal_row *row,
                           struct scope *out)
{
    struct proposal_party_row_array parties = {0};
    TRY(proposal_parties(db, a, row->id, &parties));
    *out = (struct scope){
        .kind = "proposal", .record = row->id, .call = row->call, .created_by = row->created_by};
    size_t most = sizeof out->organizations / sizeof *out->organizations;
    out->organizations[out->organization_count++] = row->lead;
    for (size_t i = 0; i < parties.n && out->organization_count < most; i++)
        out->organizations[out->organization_count++] = parties.v[i].id;
    return OK;
}

static enum status proposals_of_call(struct db *db, struct arena *a, i64 call, struct id_array *out)
{
    struct proposal_party_row_array rows = {0};
    TRY(proposal_of_call(db, a, call, &rows));
    for (size_t i = 0; i < rows.n; i++)
        *PUSH(a, out) = rows.v[i].id;
    return OK;
}

static enum status proposals_of_organization(struct db *db, struct arena *a, i64 organization,
                                             struct id_array *out)
{
    struct proposal_party_row_array rows = {0};
    TRY(proposal_of_organization(db, a, organization, &rows));
    for (size_t i = 0; i < rows.n; i++)
        *PUSH(a, out) = rows.v[i].id;
    return OK;
}

/* START proposal_start
** Lets a role be held for all proposals under a call, or for those of an organization. */
enum status proposal_start(struct app *app)
{
    (void)app;
    records_under_register("call", "proposal", proposals_of_call);
    records_under_register("organization", "proposal", proposals_of_organization);
    return OK;
}

/* GUARD proposal
** Whose proposal it is, by its code. */
enum status proposal_guard(struct request *r, str code, struct scope *out)
{
    struct proposal_row row;
    TRY(proposal_by_code(r->db, r->arena, code, &row));
    return proposal_scope(r->db, r->arena, &row, out);
}

/* Who was employed by an applicant or worked for one in the last two years has a conflict of interest: so
** the declarations of reviewers ask, and so the edition says with the conflict_days of its scorecards. Who
** decides is held to the longest of them, and to two years where nothing is reviewed. */
i64 proposal_tie_days(const struct proposal *p)
{
    i64 days = 0;
    for (size_t i = 0; i < p->edition->scorecard_count; i++)
        if (p->edition->scorecards[i].conflict_days > days)
            days = p->edition->scorecards[i].conflict_days;
    return p->edition->scorecard_count ? days : TIE_DAYS;
}

enum status proposal_tied(struct db *db, struct arena *a, const struct proposal *p, i64 account,
                          i64 now, bool *tied)
{
    struct scope scope;
    i64 since = now - proposal_tie_days(p) * DAY_SECONDS;
    *tied = false;
    TRY(proposal_scope(db, a, &p->row, &scope));
    for (size_t i = 0; i < scope.organization_count; i++) {
        struct role_person_array people = {0};
        TRY(people_tied_since(db, a, scope.organizations[i], since, &people));
        for (size_t k = 0; k < people.n; k++)
            *tied = *tied || people.v[k].id == account;
    }
    return OK;
}

bool proposal_is_own(const struct request *r, const struct proposal *p)
{
    bool tied;
    if (p->row.created_by == r->session->account) return true;
    return proposal_tied(r->db, r->arena, p, r->session->account, r->now, &tied) != OK || tied;
}

const char *proposal_holder(str holder)
{
    if (str_eq(holder, S("applicant"))) return MESSAGE("The applicant");
    if (str_eq(holder, S("fund"))) return MESSAGE("The fund's office");
    if (str_eq(holder, S("finance"))) return MESSAGE("Finance");
    if (str_eq(holder, S("approver"))) return MESSAGE("The approver");
    return NULL;
}

void proposal_words(struct app *app, str lang, struct proposal_row *row)
{
    const struct edition *e = edition_by_id(app, row->edition);
    const struct workflow_state *state = e ? edition_state(e, row->state) : NULL;
    if (!state) return;
    const char *holder = proposal_holder(state->holder);
    row->state_label = edition_text(e, state->label, lang);
    row->holder = holder ? tr(lang, holder) : NO_STR;
    if (state->public_status.n)
        row->tone = S("good");
    else if (str_eq(state->holder, S("applicant")))
        row->tone = S("warn");
}

enum status proposal_document(struct db *db, struct arena *a, i64 proposal, str form,
                              struct proposal_version_row *row, json_t **document)
{
    TRY(proposal_version_latest(db, a, proposal, form, row));
    *document = document_parse(row->body);
    return *document ? OK : FAILED;
}

enum status proposal_index(struct tx *tx, struct arena *a, i64 proposal)
{
    struct proposal_row row;
    TRY(proposal_by_id(tx_db(tx), a, proposal, &row));
    return search_put(tx, "proposal", row.id, S("en"), SEEN_BY_DESK,
                      arena_printf(a, "/desk/proposals/%.*s", P(row.code)), row.title,
                      arena_printf(a, "%.*s\n%.*s %.*s\n%.*s", P(row.code), P(row.lead_acronym),
                                   P(row.lead_name), P(row.summary)));
}

/* --- the head of a record page --------------------------------------------------------------------- */

void proposal_tab_register(const char *page, const char *label, const char *verb)
{
    for (size_t i = 0; i < tabs.n; i++)
        if (strcmp(tabs.v[i].page, page) == 0) return; /* another fund was opened before */
    if (tabs.n == TABS_MAX) return;
    tabs.v[tabs.n].page = page;
    tabs.v[tabs.n].label = label;
    tabs.v[tabs.n++].verb = verb;
}

static void tab_add(struct request *r, struct proposal_head *out, const char *page, str label,
                    const char *current)
{
    str address = arena_printf(r->arena, "/desk/proposals/%.*s%s%s", P(out->item.code),
                               *page ? "/" : "", page);
    *PUSH(r->arena, &out->tabs) =
        (struct part_tab){.label = label,
                          .address = address,
                          .current = strcmp(page, current) == 0 ? S("page") : S("false")};
}

/* Where the call's end is the day, the page says so itself. */
static enum status head_due(struct request *r, const struct proposal *p, i64 *day)
{
    struct calendar c = calendar_of(r->app, r->arena);
    *day = NO_DATE;
    if (p->state->final || state_ends_with_call(p->edition, p->row.state)) return OK;
    return proposal_due_day(r->db, r->arena, &c, p, day);
}

enum status proposal_head_fill(struct request *r, struct response *s, const char *page,
                               struct proposal *p, struct proposal_head *out)
{
    TRY(proposal_load(r->db, r->app, r->arena, param(r, "proposal"), p));
    proposal_words(r->app, r->lang, &p->row);
    *out = (struct proposal_head){.item = p->row,
                                  .next = edition_text(p->edition, p->state->next, r->lang)};
    TRY(head_due(r, p, &out->due));
    const struct form *form = edition_form(p->edition, p->state->form);
    tab_add(r, out, "", T(r, "Overview"), page);
    if (form && may(r, "proposal.edit", r->scope))
        tab_add(r, out, "form", edition_text(p->edition, form->title, r->lang), page);
    if (form) tab_add(r, out, "review", T(r, "Review"), page);
    tab_add(r, out, "versions", T(r, "Versions"), page);
    for (size_t i = 0; i < tabs.n; i++)
        if (may(r, tabs.v[i].verb, r->scope))
            tab_add(r, out, tabs.v[i].page, T(r, tabs.v[i].label), page);
    tab_add(r, out, "history", T(r, "History"), page);
    page_crumb(r, s, "Proposals", "/desk/proposals");
    if (*page)
        page_crumb_text(s, str_abbrev(p->row.title, 60),
                        arena_printf(r->arena, "/desk/proposals/%.*s", P(p->row.code)));
    page_title(s, p->row.title);
    return OK;
}

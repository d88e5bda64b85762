/* programme.c: the desk's list of programmes and the page of one. The form is in edit.c, the import
** in import.c and import_page.c, what approval begins in award.c; public pages are in publish/. */
#include "fund/programme/programme.h"

#include "edition/adopted.h"
#include "fund/history/history.h"
#include "fund/programme/facts.h"
#include "people/people.h"
#include "web/guard.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/registry.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/programme_sql.h"
#include "gen/registry.h"

#define PAGE_ROWS 50
#define CSV_ROWS 100000
#define REASON_CHARS 400

/* GUARD programme
** Whose programme it is, by its code. */
enum status programme_guard(struct request *r, str code, struct scope *out)
{
    struct facts f = {0};
    TRY(programme_by_code(r->db, r->arena, code, &f.row));
    TRY(facts_load(r->db, r->arena, &f));
    *out = (struct scope){.kind = "programme", .record = f.row.id};
    size_t most = sizeof out->organizations / sizeof *out->organizations;
    for (size_t i = 0; i < f.organizations.n && i < most; i++)
        out->organizations[out->organization_count++] = f.organizations.v[i].id;
    return OK;
}

static enum status programmes_of_organization(struct db *db, struct arena *a, i64 organization,
                                              struct id_array *out)
{
    struct programme_organization_array rows = {0};
    TRY(programme_of_organization(db, a, organization, &rows));
    for (size_t i = 0; i < rows.n; i++)
        *PUSH(a, out) = rows.v[i].programme;
    return OK;
}

/* START programme_start
** Lets a role be held for the programmes of an organization. */
enum status programme_start(struct app *app)
{
    (void)app;
    records_under_register("organization", "programme", programmes_of_organization);
    return OK;
}

enum status programme_of_proposal(struct db *db, struct arena *a, i64 proposal, str *code)
{
    return programme_code_of(db, a, proposal, code);
}

/* --- the list -------------------------------------------------------------------------------------- */

struct part_choice_array programme_statuses(struct request *r)
{
    struct part_choice_array list = {0};
    const struct edition *e = edition_in_force(r->app);
    const struct vocabulary *v = e ? edition_vocabulary(e, S("programme_status")) : NULL;
    for (size_t i = 0; v && i < v->terms.n; i++)
        *PUSH(r->arena, &list) = (struct part_choice){
            .code = v->terms.v[i].code, .label = edition_text(e, v->terms.v[i].label, r->lang)};
    return list;
}

void programme_year_days(str year, i64 *from, i64 *to)
{
    i64 n;
    *from = *to = 0;
    if (str_eq(year, S("none"))) {
        *from = *to = programme_day_unknown();
    } else if (str_i64(year, &n) && n > 1900 && n < 2200) {
        *from = date_of((int)n, 1, 1);
        *to = date_of((int)n, 12, 31);
    }
}

str programme_countries(struct request *r, str region, str country)
{
    size_t n, found = 0;
    const struct vocab_entry *all = vocab_all("country", &n);
    str *codes = NEW_ARRAY(r->arena, n + 1, str);
    bool in_region = !region.n || str_eq(country_region(country), region);
    if (country.n && in_region) codes[found++] = country;
    for (size_t i = 0; i < n && region.n && !country.n; i++)
        if (str_eq(country_region(str_c(all[i].code)), region)) codes[found++] = str_c(all[i].code);
    return region.n || country.n ? db_json_texts(r->arena, codes, found) : NO_STR;
}

void programme_regions(struct request *r, const struct part_choice_array *countries,
                       struct part_choice_array *out)
{
    for (size_t i = 0; i < countries->n; i++) {
        str region = country_region(countries->v[i].code);
        bool there = !region.n;
        for (size_t k = 0; k < out->n; k++)
            there = there || str_eq(out->v[k].code, region);
        if (!there)
            *PUSH(r->arena, out) = (struct part_choice){
                .code = region, .label = term_label(r->lang, "region", region)};
    }
}

static enum status filters_fill(struct request *r, struct programme_list *view)
{
    struct programme_organization_array organizations = {0};
    struct programme_code_array countries = {0}, dimensions = {0};
    TRY(programme_organizations_used(r->db, r->arena, &organizations));
    TRY(programme_dimensions_used(r->db, r->arena, &dimensions));
    TRY(programme_countries_used(r->db, r->arena, &countries));
    view->statuses = programme_statuses(r);
    for (size_t i = 0; i < organizations.n; i++)
        *PUSH(r->arena, &view->organizations) = (struct part_choice){
            .code = organizations.v[i].code, .label = organizations.v[i].acronym};
    for (size_t i = 0; i < countries.n; i++)
        *PUSH(r->arena, &view->countries) =
            (struct part_choice){.code = countries.v[i].code,
                                 .label = term_label(r->lang, "country", countries.v[i].code)};
    for (size_t i = 0; i < dimensions.n; i++)
        *PUSH(r->arena, &view->dimensions) =
            (struct part_choice){.code = dimensions.v[i].code,
                                 .label = term_label(r->lang, "dimension", dimensions.v[i].code)};
    programme_regions(r, &view->countries, &view->regions);
    return OK;
}

static void text_add(struct arena *a, str *list, str one)
{
    *list = list->n ? arena_printf(a, "%.*s; %.*s", P(*list), P(one)) : one;
}

/* Rows and lists are both in order of the programmes' ids here: one walk joins them. */
static int by_id(const void *a, const void *b)
{
    i64 x = (*(struct programme_row *const *)a)->id, y = (*(struct programme_row *const *)b)->id;
    return x < y ? -1 : x > y;
}

static enum status lists_fill(struct request *r, struct programme_row_array *rows)
{
    struct arena *a = r->arena;
    i64 *ids = NEW_ARRAY(a, rows->n, i64);
    struct programme_row **sorted = NEW_ARRAY(a, rows->n, struct programme_row *);
    for (size_t i = 0; i < rows->n; i++) {
        ids[i] = rows->v[i].id;
        sorted[i] = &rows->v[i];
    }
    qsort(sorted, rows->n, sizeof *sorted, by_id);
    str in = db_json_ids(a, ids, rows->n);
    struct programme_organization_array organizations = {0};
    struct programme_code_array countries = {0}, dimensions = {0};
    TRY(programme_organizations_of(r->db, a, in, &organizations));
    TRY(programme_countries_of(r->db, a, in, &countries));
    TRY(programme_dimensions_of(r->db, a, in, &dimensions));
    size_t o = 0, c = 0, d = 0;
    for (size_t i = 0; i < rows->n; i++) {
        struct programme_row *row = sorted[i];
        for (; o < organizations.n && organizations.v[o].programme == row->id; o++) {
            text_add(a, &row->organizations, organizations.v[o].acronym);
            if (organizations.v[o].is_lead) row->lead = organizations.v[o].acronym;
        }
        for (; c < countries.n && countries.v[c].programme == row->id; c++) {
            str code = countries.v[c].code;
            text_add(a, &row->countries,
                     r->face == FACE_HTML ? term_label(r->lang, "country", code) : code);
        }
        for (; d < dimensions.n && dimensions.v[d].programme == row->id; d++)
            text_add(a, &row->dimensions, dimensions.v[d].code);
    }
    return OK;
}

/* 0 for no code; -1 for one that is not known, which finds nothing. */
static enum status organization_id(struct request *r, str code, i64 *id)
{
    struct programme_organization_array all = {0};
    *id = 0;
    if (!code.n) return OK;
    TRY(programme_organizations_known(r->db, r->arena, &all));
    *id = -1;
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i].code, code)) *id = all.v[i].id;
    return OK;
}

static enum status conditions_fill(struct request *r, struct programme_list *view,
                                   struct programme_find_in *in)
{
    if (view->q.n) {
        struct id_array found;
        TRY(search_ids(r->db, r->arena, view->q, r->lang, SEEN_BY_DESK, "programme", &found));
        in->found = db_json_ids(r->arena, found.v, found.n);
    }
    programme_year_days(view->year, &in->from_day, &in->to_day);
    TRY(organization_id(r, view->organization, &in->organization));
    TRY(organization_id(r, view->lead, &in->lead));
    in->status = view->status;
    in->countries = programme_countries(r, view->region, view->country);
    in->dimension = view->dimension;
    view->filtered = view->q.n || view->year.n || view->organization.n || view->lead.n ||
                     view->status.n || view->country.n || view->region.n || view->dimension.n;
    return OK;
}

/* RECORD programme "Programme" */
/* MENU desk 40 /desk/programmes "Programmes" needs programme.read */

static const struct list_column list_columns[] = {
    {MESSAGE("Title"), "title", false},      {MESSAGE("Status"), "status", false},
    {MESSAGE("Organizations"), NULL, false}, {MESSAGE("Countries"), NULL, false},
    {MESSAGE("Approved"), "day", false},     {MESSAGE("Amount"), "amount", true},
};

/* ROUTE GET /desk/programmes?q,status,year,organization,lead,country,region,dimension,sort,after     needs programme.read anywhere
** Programmes, newest first; words are searched in title, summary, places, organizations, countries. */
enum status programme_list_page(struct request *r, struct response *s)
{
    struct programme_list view = {.q = query(r, "q"),
                                  .status = query(r, "status"),
                                  .year = query(r, "year"),
                                  .organization = query(r, "organization"),
                                  .lead = query(r, "lead"),
                                  .country = query(r, "country"),
                                  .region = query(r, "region"),
                                  .dimension = query(r, "dimension"),
                                  .may_import = may(r, "import.run", NULL)};
    struct list l = LIST_OF(r, list_columns, "day_down");
    struct programme_find_in in = {.sort = l.sort};
    TRY(conditions_fill(r, &view, &in));
    struct may scope = may_list(r, "programme.read");
    in.mine = scope.organizations;
    TRY(programme_find(r->db, r->arena, &scope, &in, &l.rows, &view.items));
    list_show(r, &l, &view.list);
    TRY(lists_fill(r, &view.items));
    if (r->face == FACE_HTML) TRY(filters_fill(r, &view));
    page_title(s, T(r, "Programmes"));
    return show(r, s, programme_list_view, &view);
}

/* --- one programme --------------------------------------------------------------------------------- */

static str link_of(str source)
{
    return str_starts(source, S("https://")) || str_starts(source, S("http://")) ? source : NO_STR;
}

static enum status programme_page_show(struct request *r, struct response *s)
{
    struct facts f = {0};
    struct programme_show view = {0};
    TRY(programme_by_code(r->db, r->arena, param(r, "programme"), &f.row));
    TRY(facts_load(r->db, r->arena, &f));
    const struct programme_row *row = &f.row;
    if (row->proposal) TRY(programme_proposal(r->db, r->arena, row->proposal, &view));
    view.opens_proposal =
        view.proposal.n &&
        may_open(r, arena_printf(r->arena, "/desk/proposals/%.*s", P(view.proposal)));
    view.item = f.row;
    view.organizations = f.organizations;
    view.countries = f.countries;
    view.dimensions = f.dimensions;
    view.approved = exact_words(r->arena, r->lang, row->approved, row->approved_exact);
    view.starts = exact_words(r->arena, r->lang, row->starts, row->starts_exact);
    view.ends = exact_words(r->arena, r->lang, row->ends, row->ends_exact);
    view.ends_revised = exact_words(r->arena, r->lang, row->ends_revised, row->ends_revised_exact);
    view.source = link_of(row->source);
    view.also = link_of(row->also);
    view.seen = row->changed;
    view.status = row->status;
    view.may_edit = may(r, "programme.edit", r->scope);
    view.sees_changes = view.may_edit || may(r, "journal.read", NULL);
    view.statuses = programme_statuses(r);
    if (view.sees_changes)
        TRY(history_fill(r, "programme", row->id, programme_row_view, str_c(row->amount.currency),
                         &view.changes));
    page_crumb(r, s, "Programmes", "/desk/programmes");
    page_title(s, row->title);
    return show(r, s, programme_show_view, &view);
}

/* ROUTE GET /desk/programmes/:programme     needs programme.read on :programme
** What is known of a programme, where it comes from, and what changed. */
enum status programme_page(struct request *r, struct response *s)
{
    return programme_page_show(r, s);
}

struct status_arg {
    struct arena *arena;
    str code, status, reason;
    i64 seen;
};

static enum status status_write(struct tx *tx, void *arg)
{
    struct status_arg *v = arg;
    struct facts before = {0};
    TRY(programme_by_code(tx_db(tx), v->arena, v->code, &before.row));
    if (before.row.changed != v->seen) return CONFLICT;
    TRY(facts_load(tx_db(tx), v->arena, &before));
    struct facts after = before;
    after.row.status = v->status;
    after.row.status_basis = v->reason;
    return facts_write(tx, v->arena, &before, &after);
}

/* ROUTE POST /desk/programmes/:programme/status     needs programme.edit on :programme
** Changes the status, with a reason that stays as its basis. */
enum status programme_status_act(struct request *r, struct response *s)
{
    struct status_arg v = {
        .arena = r->arena, .code = param(r, "programme"), .status = field(r, "status")};
    struct part_choice_array known = programme_statuses(r);
    bool there = false;
    for (size_t i = 0; i < known.n; i++)
        there = there || str_eq(known.v[i].code, v.status);
    if (!there) problem(r, "status", "Choose one of the statuses in the list.");
    need_text(r, "reason", REASON_CHARS, &v.reason);
    if (!str_i64(field(r, "seen"), &v.seen)) return CONFLICT;
    if (problems(r)) return programme_page_show(r, s);
    TRY(db_write(r, status_write, &v));
    return redirect_note(r, s, T(r, "The status was changed."), "/desk/programmes/%.*s", P(v.code));
}

/* version.c: versions of a document: written, listed, read, compared, handed out. A version is never
** overwritten; its fingerprint is of its document together with the proposal's code, the form and the
** number, so that two equal texts still have two fingerprints and a receipt names exactly one. */
#include "fund/proposal/form.h"

#include "people/organization/organization.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/proposal_sql.h"
#include "gen/registry.h"

#define LIST_MAX 500
#define FILE_VERSIONS 200

/* The typed columns of a proposal, as its document says them. */
struct version_index {
    str title, summary;
    struct money amount;
    i64 starts, months, lead;
    struct organization_row_array parties;
    str *countries, *dimensions;
    size_t country_count, dimension_count;
};

str version_envelope(struct arena *a, str code, str form, i64 number, str body)
{
    return arena_printf(a, "{\"document\":%.*s,\"form\":\"%.*s\",\"number\":%lld,\"proposal\":\"%.*s\"}",
                        P(body), P(form), (long long)number, P(code));
}

/* --- the typed columns -------------------------------------------------------------------------------- */

/* The lead follows the form only to an organization that the writer may act for. */
static i64 lead_of(struct request *r, const struct proposal *p, const struct organization_row *o)
{
    struct scope theirs = {.kind = "proposal", .organizations = {o->id}, .organization_count = 1};
    return may(r, "proposal.create", &theirs) ? o->id : p->row.lead;
}

static void party_put(struct request *r, struct version_index *x, const struct organization_row *o)
{
    for (size_t i = 0; i < x->parties.n; i++)
        if (x->parties.v[i].id == o->id) return;
    *PUSH(r->arena, &x->parties) = *o;
}

struct version_index *version_index_of(struct request *r, const struct proposal *p,
                                       const struct form *form, const json_t *doc)
{
    struct version_index *x = NEW(r->arena, struct version_index);
    *x = (struct version_index){.title = p->row.title, .starts = NO_DATE, .lead = p->row.lead};
    str title, *codes;
    size_t n;
    if (document_text(form, doc, "title", &title)) x->title = str_abbrev(title, 300);
    (void)document_text(form, doc, "summary", &x->summary);
    (void)document_money(p->edition, form, doc, "amount", &x->amount);
    (void)document_int(form, doc, "start", &x->starts);
    (void)document_int(form, doc, "months", &x->months);
    x->title = str_dup(r->arena, x->title);
    x->summary = str_dup(r->arena, x->summary);
    (void)document_codes(form, doc, "country", r->arena, &x->countries, &x->country_count);
    (void)document_codes(form, doc, "dimension", r->arena, &x->dimensions, &x->dimension_count);
    const char *const meanings[] = {"lead", "organization"};
    for (size_t m = 0; m < 2; m++) {
        if (document_codes(form, doc, meanings[m], r->arena, &codes, &n) != OK) continue;
        for (size_t i = 0; i < n; i++) {
            struct organization_row o;
            if (organization_find_code(r->db, r->arena, codes[i], &o) != OK) continue;
            if (m == 0) x->lead = lead_of(r, p, &o);
            party_put(r, x, &o);
        }
    }
    return x;
}

static enum status index_write(struct tx *tx, const struct version_new *v)
{
    const struct version_index *x = v->index;
    i64 proposal = v->p->row.id, id;
    TRY(proposal_set_index(tx, &(struct proposal_set_index_in){.id = proposal,
                                                               .title = x->title,
                                                               .summary = x->summary,
                                                               .amount = x->amount,
                                                               .starts = x->starts,
                                                               .months = x->months,
                                                               .lead = x->lead,
                                                               .now = tx_now(tx)}));
    TRY(proposal_party_clear(tx, proposal));
    /* Who led before stays on the record, so that nobody loses their own work. */
    if (x->lead != v->p->row.lead) TRY(proposal_party_insert(tx, proposal, v->p->row.lead, &id));
    for (size_t i = 0; i < x->parties.n; i++)
        if (x->parties.v[i].id != x->lead && x->parties.v[i].id != v->p->row.lead)
            TRY(proposal_party_insert(tx, proposal, x->parties.v[i].id, &id));
    TRY(proposal_country_clear(tx, proposal));
    for (size_t i = 0; i < x->country_count; i++)
        TRY(proposal_country_insert(tx, proposal, x->countries[i], &id));
    TRY(proposal_dimension_clear(tx, proposal));
    for (size_t i = 0; i < x->dimension_count; i++)
        TRY(proposal_dimension_insert(tx, proposal, x->dimensions[i], &id));
    return proposal_index(tx, v->arena, proposal);
}

enum status version_write(struct tx *tx, struct version_new *v)
{
    str state;
    struct proposal_version_row latest = {0};
    TRY(proposal_state_of(tx_db(tx), v->arena, v->p->row.id, &state));
    if (!str_eq(state, v->p->row.state)) return CONFLICT;
    enum status st = proposal_version_latest(tx_db(tx), v->arena, v->p->row.id, v->form->name, &latest);
    if (st != OK && st != NOT_FOUND) return st;
    if (latest.number + 1 != v->number) return CONFLICT;
    TRY(proposal_version_insert(tx,
                                &(struct proposal_version_insert_in){.proposal = v->p->row.id,
                                                                     .form = v->form->name,
                                                                     .number = v->number,
                                                                     .frozen = v->frozen,
                                                                     .hash = v->hash,
                                                                     .body = v->body,
                                                                     .now = tx_now(tx),
                                                                     .account = v->account},
                                &v->id));
    return index_write(tx, v);
}

const struct form *form_before(struct request *r, const struct proposal *p, const struct form *form,
                               json_t **doc)
{
    struct proposal_version_row_array all = {0};
    if (proposal_versions(r->db, r->arena, p->row.id, LIST_MAX, &all) != OK) return NULL;
    for (size_t i = 0; i < all.n; i++) {
        const struct form *other = edition_form(p->edition, all.v[i].form);
        if (!other || other == form) continue;
        struct proposal_version_row row;
        if (proposal_document(r->db, r->arena, p->row.id, other->name, &row, doc) == OK) return other;
    }
    return NULL;
}

/* --- pages ------------------------------------------------------------------------------------------------ */

/* "concept_note-3": the form and the number. */
static bool version_name(str name, str *form, i64 *number)
{
    for (size_t i = name.n; i > 0; i--) {
        if (name.p[i - 1] != '-') continue;
        *form = str_sub(name, 0, i - 1);
        return str_i64(str_sub(name, i, name.n), number) && *number > 0;
    }
    return false;
}

static enum status version_load(struct request *r, const struct proposal *p, str name,
                                struct proposal_version_row *row, const struct form **form,
                                json_t **doc)
{
    str form_name;
    i64 number;
    if (!version_name(name, &form_name, &number)) return NOT_FOUND;
    *form = edition_form(p->edition, form_name);
    if (!*form) return NOT_FOUND;
    TRY(proposal_version_by_number(r->db, r->arena, p->row.id, form_name, number, row));
    *doc = json_loadb(row->body.p, row->body.n, 0, NULL);
    return *doc ? OK : FAILED;
}

static str form_label(struct request *r, const struct proposal *p, str name)
{
    const struct form *form = edition_form(p->edition, name);
    return form ? edition_text(p->edition, form->title, r->lang) : name;
}

/* ROUTE GET /desk/proposals/:proposal/versions?one,two     needs proposal.read on :proposal
** Every saved version, newest first; two of them can be compared. */
enum status proposal_versions_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct proposal_version_list view = {0};
    struct proposal_version_row_array all = {0};
    TRY(proposal_head_fill(r, s, "versions", &p, &view.head));
    if (query(r, "one").n && query(r, "two").n)
        return redirect(r, s, "/desk/proposals/%.*s/versions/%.*s/against/%.*s", P(p.row.code),
                        P(str_slug_name(r, query(r, "two"))), P(str_slug_name(r, query(r, "one"))));
    TRY(proposal_versions(r->db, r->arena, p.row.id, LIST_MAX, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct proposal_version_row *v = &all.v[i];
        *PUSH(r->arena, &view.items) = (struct proposal_version_item){
            .name = arena_printf(r->arena, "%.*s-%lld", P(v->form), (long long)v->number),
            .form = form_label(r, &p, v->form),
            .number = v->number,
            .frozen = v->frozen,
            .at = v->at,
            .person = v->person,
            .hash = v->hash};
    }
    page_title(s, T(r, "Versions"));
    return show(r, s, proposal_version_list_view, &view);
}

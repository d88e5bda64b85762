/* version.c: versions of a document: written, listed, read, compared, handed out. A version is never
** overwritten; its fingerprint is of its document together with the proposal's code, the form and the
** number, so that two equal texts still have two fingerprints and a receipt names exactly one. */
#include "fund/proposal/form.h"

#include "fund/comment/comment.h"
#include "people/organization/organization.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/proposal_sql.h"
#include "gen/registry.h"

/* RECORD proposal_version "Version of a proposal" */
/* RECORD proposal_party "Organization of a proposal" */

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
    /* What the form asks about: a later form leaves alone what only an earlier one asked. */
    bool says_organizations, says_countries, says_dimensions;
};

#define ENVELOPE_HEAD S("{\"document\":")
static str envelope_end(struct arena *a, str code, str form, i64 number)
{
    return arena_printf(a, ",\"form\":\"%.*s\",\"number\":%lld,\"proposal\":\"%.*s\"}", P(form),
                        (long long)number, P(code));
}

str version_envelope(struct arena *a, str code, str form, i64 number, str body)
{
    str head = ENVELOPE_HEAD, end = envelope_end(a, code, form, number);
    char *p = arena_alloc(a, head.n + body.n + end.n);
    memcpy(p, head.p, head.n);
    memcpy(p + head.n, body.p, body.n);
    memcpy(p + head.n + body.n, end.p, end.n);
    return (str){p, head.n + body.n + end.n};
}

str version_hash(struct arena *a, str code, str form, i64 number, str body)
{
    struct digest_stream d;
    digest_begin(&d);
    digest_more(&d, ENVELOPE_HEAD);
    digest_more(&d, body);
    digest_more(&d, envelope_end(a, code, form, number));
    return digest_hex(a, digest_end(&d));
}

/* --- the typed columns -------------------------------------------------------------------------------- */

/* Only the organization that leads gives the lead away: a partner cannot take it. */
static i64 lead_of(struct request *r, const struct proposal *p, const struct organization_row *o)
{
    struct scope theirs = {
        .kind = "proposal", .organizations = {p->row.lead}, .organization_count = 1};
    return may(r, "proposal.edit", &theirs) ? o->id : p->row.lead;
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
    *x = (struct version_index){
        .title = p->row.title,
        .lead = p->row.lead,
        .says_organizations = form_asks(form, S("organization")) || form_asks(form, S("lead")),
        /* A field of its own: places, which a table lists, need not be all. */
        .says_countries = form_meaning(form, S("country")) != NULL,
        .says_dimensions = form_asks(form, S("dimension"))};
    if (!form_asks(form, S("summary"))) x->summary = p->row.summary;
    if (!form_asks(form, S("amount"))) x->amount = p->row.amount;
    x->starts = form_asks(form, S("start")) ? NO_DATE : p->row.starts;
    if (!form_asks(form, S("months"))) x->months = p->row.months;
    str title, *codes;
    size_t n;
    if (document_text(form, doc, "title", &title)) x->title = str_abbrev(title, 300);
    (void)document_text(form, doc, "summary", &x->summary);
    (void)document_money(p->edition, form, doc, "amount", &x->amount);
    (void)document_int(form, doc, "start", &x->starts);
    (void)document_int(form, doc, "months", &x->months);
    x->title = str_dup(r->arena, x->title);
    x->summary = str_dup(r->arena, x->summary);
    if (x->says_countries)
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
    if (x->says_organizations) TRY(proposal_party_clear(tx, proposal));
    /* Who led before stays on the record, so that nobody loses their own work. */
    if (x->lead != v->p->row.lead) TRY(proposal_party_insert(tx, proposal, v->p->row.lead, &id));
    for (size_t i = 0; i < x->parties.n; i++)
        if (x->parties.v[i].id != x->lead && x->parties.v[i].id != v->p->row.lead)
            TRY(proposal_party_insert(tx, proposal, x->parties.v[i].id, &id));
    if (x->says_countries) TRY(proposal_country_clear(tx, proposal));
    for (size_t i = 0; i < x->country_count; i++)
        TRY(proposal_country_insert(tx, proposal, x->countries[i], &id));
    if (x->says_dimensions) TRY(proposal_dimension_clear(tx, proposal));
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
    enum status st =
        proposal_version_last(tx_db(tx), v->arena, v->p->row.id, v->form->name, &latest);
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
        if (proposal_document(r->db, r->arena, p->row.id, other->name, &row, doc) == OK)
            return other;
    }
    return NULL;
}

/* --- pages ------------------------------------------------------------------------------------------------ */

/* "concept_note-3": the form and the number. */
static bool version_named(str name, str *form, i64 *number)
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
    if (!version_named(name, &form_name, &number)) return NOT_FOUND;
    *form = edition_form(p->edition, form_name);
    if (!*form) return NOT_FOUND;
    TRY(proposal_version_by_number(r->db, r->arena, p->row.id, form_name, number, row));
    *doc = document_parse(row->body);
    return *doc ? OK : FAILED;
}

static str form_label(struct request *r, const struct proposal *p, str name)
{
    const struct form *form = edition_form(p->edition, name);
    return form ? edition_text(p->edition, form->title, r->lang) : name;
}

/* As its address says it. */
static str version_name(struct arena *a, const struct proposal_version_row *v)
{
    return arena_printf(a, "%.*s-%lld", P(v->form), (long long)v->number);
}

/* ROUTE GET /desk/proposals/:proposal/versions     needs proposal.read on :proposal
** Every saved version, newest first; two of them can be compared. */
enum status proposal_versions_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct proposal_version_list view = {0};
    struct proposal_version_row_array all = {0};
    TRY(proposal_head_fill(r, s, "versions", &p, &view.head));
    TRY(proposal_versions(r->db, r->arena, p.row.id, LIST_MAX, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct proposal_version_row *v = &all.v[i];
        *PUSH(r->arena, &view.items) =
            (struct proposal_version_item){.name = version_name(r->arena, v),
                                           .form = form_label(r, &p, v->form),
                                           .number = v->number,
                                           .frozen = v->frozen,
                                           .at = v->at,
                                           .person = v->person,
                                           .hash = v->hash};
    }
    view.several = view.items.n > 1;
    page_title(s, T(r, "Versions"));
    return show(r, s, proposal_version_list_view, &view);
}

static void versions_crumb(struct request *r, struct response *s, const struct proposal *p)
{
    page_crumb_text(s, T(r, "Versions"),
                    arena_printf(r->arena, "/desk/proposals/%.*s/versions", P(p->row.code)));
}

/* ROUTE GET /desk/proposals/:proposal/versions/:version     needs proposal.read on :proposal
** One version, whole, as it was saved. */
enum status proposal_version_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct proposal_version view = {0};
    struct proposal_version_row row;
    const struct form *form;
    json_auto_t *doc = NULL;
    TRY(proposal_head_fill(r, s, "versions", &p, &view.head));
    TRY(version_load(r, &p, param(r, "version"), &row, &form, &doc));
    struct filling f = {.r = r, .p = &p, .form = form, .doc = doc};
    TRY(filling_read(&f));
    parts_fill(&f, false, &view.parts);
    TRY(comments_beside(r, &p, &row, &view.parts));
    TRY(proposal_findings(r->db, r->arena, row.id, &view.findings));
    view.name = param(r, "version");
    view.form = edition_text(p.edition, form->title, r->lang);
    view.number = row.number;
    view.frozen = row.frozen;
    view.at = row.at;
    view.person = row.person;
    view.hash = row.hash;
    versions_crumb(r, s, &p);
    page_title(s, arena_printf(r->arena, "%.*s %lld", P(view.form), (long long)row.number));
    return show(r, s, proposal_version_view, &view);
}

/* ROUTE GET /desk/proposals/:proposal/versions/:version/document     needs proposal.read on :proposal
** The bytes that the fingerprint is of, as JSON: anybody who has them can compute it again. */
enum status proposal_version_document(struct request *r, struct response *s)
{
    struct proposal p;
    struct proposal_version_row row;
    const struct form *form;
    json_auto_t *doc = NULL;
    TRY(proposal_load(r->db, r->app, r->arena, param(r, "proposal"), &p));
    TRY(version_load(r, &p, param(r, "version"), &row, &form, &doc));
    reply_header(s, "content-disposition",
                 arena_printf(r->arena, "attachment; filename=\"%.*s-%.*s-%lld.json\"",
                              P(p.row.code), P(row.form), (long long)row.number));
    return reply_bytes(r, s, "application/json",
                       version_envelope(r->arena, p.row.code, row.form, row.number, row.body));
}

/* Who names none means the newest and the one before it. */
static enum status compared_read(struct request *r, const struct proposal *p, str *one, str *two)
{
    struct proposal_version_row_array last = {0};
    *one = query(r, "one");
    *two = query(r, "two");
    if (one->n && two->n) return OK;
    TRY(proposal_versions(r->db, r->arena, p->row.id, 2, &last));
    if (!last.n) return NOT_FOUND;
    if (!two->n) *two = version_name(r->arena, &last.v[0]);
    if (!one->n) *one = version_name(r->arena, &last.v[last.n - 1]);
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/versions/compare?one,two     needs proposal.read on :proposal
** Two versions of a form field by field, only what differs. */
enum status proposal_compare_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct proposal_compare view = {0};
    struct proposal_version_row one, two;
    const struct form *form, *other;
    json_auto_t *before = NULL;
    json_auto_t *after = NULL;
    TRY(proposal_head_fill(r, s, "versions", &p, &view.head));
    TRY(compared_read(r, &p, &view.one, &view.two));
    TRY(version_load(r, &p, view.one, &one, &form, &before));
    TRY(version_load(r, &p, view.two, &two, &other, &after));
    view.same_form = form == other;
    view.one_at = one.at;
    view.two_at = two.at;
    view.one_by = one.person;
    view.two_by = two.person;
    struct filling f = {.r = r, .p = &p, .form = form, .doc = before};
    TRY(filling_read(&f));
    if (view.same_form) {
        differences_fill(&f, after, NULL, &view.differences);
        TRY(comments_compare(r, &p, &one, &two, &view));
    }
    versions_crumb(r, s, &p);
    page_title(s, T(r, "Compare versions"));
    return show(r, s, proposal_compare_view, &view);
}

/* --- for the features above ------------------------------------------------------------------------------- */

enum status proposal_answers(struct request *r, const struct proposal *p,
                             const struct proposal_version_row *row,
                             struct proposal_part_array *out)
{
    json_auto_t *doc = document_parse(row->body);
    struct filling f = {.r = r, .p = p, .form = edition_form(p->edition, row->form), .doc = doc};
    if (!f.form || !doc) return OK;
    TRY(filling_read(&f));
    parts_fill(&f, false, out);
    return OK;
}

str proposal_version_bytes(struct arena *a, const struct proposal *p,
                           const struct proposal_version_row *row)
{
    return version_envelope(a, p->row.code, row->form, row->number, row->body);
}

static void file_add(struct arena *a, const json_t *v, struct proposal_file_array *out)
{
    const json_t *hash = json_object_get(v, "hash"), *name = json_object_get(v, "name"),
                 *type = json_object_get(v, "type");
    if (!json_is_string(hash)) return;
    str text = str_c(json_string_value(hash));
    for (size_t i = 0; i < out->n; i++)
        if (str_eq(out->v[i].hash, text)) return;
    *PUSH(a, out) = (struct proposal_file){.hash = str_dup(a, text),
                                           .name = str_dup(a, str_c(json_string_value(name))),
                                           .type = str_dup(a, str_c(json_string_value(type))),
                                           .bytes = json_integer_value(json_object_get(v, "size"))};
}

static void files_of(struct arena *a, const struct form_field *f, const json_t *v,
                     struct proposal_file_array *out)
{
    if (f->input == INPUT_FILE) {
        file_add(a, v, out);
        for (size_t i = 0; i < json_array_size(v); i++)
            file_add(a, json_array_get(v, i), out);
    }
    for (size_t k = 0; k < f->column_count; k++)
        for (size_t i = 0; i < json_array_size(v); i++) {
            const struct form_field *c = &f->columns[k];
            files_of(a, c, json_object_getn(json_array_get(v, i), c->name.p, c->name.n), out);
        }
}

enum status proposal_files(struct arena *a, const struct proposal *p,
                           const struct proposal_version_row *row, struct proposal_file_array *out)
{
    const struct form *form = edition_form(p->edition, row->form);
    json_auto_t *doc = document_parse(row->body);
    for (size_t i = 0; form && i < form->section_count; i++)
        for (size_t k = 0; k < form->sections[i].field_count; k++) {
            const struct form_field *f = &form->sections[i].fields[k];
            files_of(a, f, json_object_getn(doc, f->name.p, f->name.n), out);
        }
    return OK;
}

/* --- files ------------------------------------------------------------------------------------------------ */

static bool is_file(const json_t *v, str hash, struct proposal_file *out)
{
    const json_t *h = json_object_get(v, "hash"), *name = json_object_get(v, "name"),
                 *type = json_object_get(v, "type");
    if (!json_is_string(h) || !str_eq(str_c(json_string_value(h)), hash)) return false;
    out->name = str_c(json_string_value(name));
    out->type = str_c(json_string_value(type));
    return true;
}

static bool file_in(const struct form_field *f, const json_t *v, str hash,
                    struct proposal_file *out)
{
    bool found = false;
    if (f->input == INPUT_FILE) {
        found = is_file(v, hash, out);
        for (size_t i = 0; !found && i < json_array_size(v); i++)
            found = is_file(json_array_get(v, i), hash, out);
    }
    for (size_t k = 0; !found && k < f->column_count; k++)
        for (size_t i = 0; !found && i < json_array_size(v); i++) {
            const struct form_field *c = &f->columns[k];
            found =
                file_in(c, json_object_getn(json_array_get(v, i), c->name.p, c->name.n), hash, out);
        }
    return found;
}

/* Looks only at file fields of the proposal's own versions: a hash is not a permission. */
static bool file_of(struct request *r, const struct proposal *p, str hash,
                    struct proposal_file *out)
{
    struct proposal_version_row_array some = {0};
    if (proposal_versions_with(r->db, r->arena, p->row.id, hash, FILE_VERSIONS, &some) != OK)
        return false;
    bool found = false;
    for (size_t i = 0; !found && i < some.n; i++) {
        const struct form *form = edition_form(p->edition, some.v[i].form);
        json_auto_t *doc = document_parse(some.v[i].body);
        for (size_t k = 0; form && !found && k < form->section_count; k++)
            for (size_t j = 0; !found && j < form->sections[k].field_count; j++) {
                const struct form_field *f = &form->sections[k].fields[j];
                found = file_in(f, json_object_getn(doc, f->name.p, f->name.n), hash, out);
            }
        if (found) {
            out->name = str_dup(r->arena, out->name);
            out->type = str_dup(r->arena, out->type);
        }
    }
    return found;
}

/* ROUTE GET /desk/proposals/:proposal/files/:hash     needs proposal.read on :proposal
** A file that came with one of its versions. */
enum status proposal_file_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct digest hash;
    struct proposal_file file = {0};
    TRY(proposal_load(r->db, r->app, r->arena, param(r, "proposal"), &p));
    if (!digest_from_hex(param(r, "hash"), &hash)) return NOT_FOUND;
    if (!file_of(r, &p, digest_hex(r->arena, hash), &file)) return NOT_FOUND;
    return reply_file(r, s, hash, file.name, str_z(r->arena, file.type), false);
}

/* part.c: what the parts of partners mean to the form: which sections are locked to whom, and the verdicts
** on parts that are not delivered and on what is left to who takes no part. Called by writing.c, form.c and
** form_page.c of fund/proposal. */
#include "fund/partner/partner.h"

#include "edition/budget.h"
#include "web/message.h"
#include "web/text.h"

#include "gen/partner_sql.h"
#include "gen/proposal_sql.h"

#define NAMED_MAX 8 /* of a list in a sentence */

bool partner_is_own(const struct request *r, i64 organization)
{
    struct scope theirs = {
        .kind = "proposal", .organizations = {organization}, .organization_count = 1};
    return may(r, "proposal.edit", &theirs);
}

static bool is_given(const struct request *r, const struct partner_part_row_array *parts,
                     const struct form_section *section)
{
    for (size_t i = 0; i < parts->n; i++)
        if (str_eq(parts->v[i].section, section->name) &&
            partner_is_own(r, parts->v[i].organization))
            return true;
    return false;
}

enum status partner_lock_load(struct request *r, const struct proposal *p, const struct form *form,
                              struct redraft_lock *lock)
{
    struct partner_part_row_array parts = {0};
    if (!form->own_sections || partner_is_own(r, p->row.lead)) return OK;
    TRY(partner_parts(r->db, r->arena, p->row.id, form->name, &parts));
    size_t most = 0;
    for (size_t i = 0; i < form->section_count; i++)
        most += form->sections[i].field_count;
    lock->others = NEW_ARRAY(r->arena, most + 1, str);
    for (size_t i = 0; i < form->section_count; i++) {
        const struct form_section *s = &form->sections[i];
        bool given = is_given(r, &parts, s);
        for (size_t k = 0; !given && k < s->field_count; k++)
            if (!s->fields[k].own_lines) lock->others[lock->other_count++] = s->fields[k].name;
    }
    return OK;
}

bool redraft_is_others(const struct redraft_lock *lock, str field)
{
    for (size_t i = 0; i < lock->other_count; i++)
        if (str_eq(lock->others[i], field)) return true;
    return false;
}

enum status partner_writers(struct request *r, const struct proposal *p, const struct form *form,
                            const struct form_section *section, str *out)
{
    struct partner_part_row_array parts = {0};
    str all = NO_STR;
    TRY(partner_parts(r->db, r->arena, p->row.id, form->name, &parts));
    for (size_t i = 0; i < parts.n; i++)
        if (str_eq(parts.v[i].section, section->name))
            all = arena_printf(r->arena, "%.*s%s%.*s", P(all), all.n ? ", " : "",
                               P(parts.v[i].organization_name));
    *out = all.n ? all : p->row.lead_name;
    return OK;
}

static str section_title(const struct request *r, const struct proposal *p, const struct form *form,
                         str name)
{
    for (size_t i = 0; i < form->section_count; i++)
        if (str_eq(form->sections[i].name, name))
            return edition_text(p->edition, form->sections[i].title, r->lang);
    return name;
}

static enum status delivery_judge(struct request *r, const struct proposal *p,
                                  const struct form *form, struct finding_array *out)
{
    struct partner_part_row_array parts = {0};
    str missing = NO_STR;
    i64 count = 0;
    TRY(partner_parts(r->db, r->arena, p->row.id, form->name, &parts));
    if (!parts.n) return OK;
    json_auto_t *inputs = json_array();
    for (size_t i = 0; i < parts.n; i++) {
        const struct partner_part_row *x = &parts.v[i];
        if (x->delivered != NO_DATE) continue;
        str title = section_title(r, p, form, x->section);
        missing = arena_printf(r->arena, "%.*s%s%.*s (%.*s)", P(missing), count++ ? ", " : "",
                               P(title), P(x->organization_name));
        (void)json_array_append_new(inputs, json_sprintf("%.*s %.*s", (int)x->organization_code.n,
                                                         x->organization_code.p, (int)x->section.n,
                                                         x->section.p));
    }
    struct rule *rule = NEW(r->arena, struct rule);
    *rule = (struct rule){.id = S("parts-delivered"),
                          .form = form->name,
                          .severity = form->undelivered_blocks ? RULE_BLOCK : RULE_WARN,
                          .title = T(r, "Every part is delivered")};
    str message =
        message_fill(r->arena, T(r, "Not delivered by those who write it: %1."), &missing, 1);
    *PUSH(r->arena, out) = (struct finding){.rule = rule,
                                            .verdict = count ? VERDICT_FAIL : VERDICT_PASS,
                                            .message = count ? message : NO_STR,
                                            .inputs = document_text_of(r->arena, inputs)};
    return OK;
}

/* --- money and answers of who takes no part ------------------------------------------------------------------------ */

static str cell_code(const json_t *row, const struct form_field *column)
{
    const json_t *v = column ? json_object_getn(row, column->name.p, column->name.n) : NULL;
    return json_is_string(v) ? str_c(json_string_value(v)) : NO_STR;
}

static str organization_words(const struct proposal_party_row_array *all, str code)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->v[i].code, code))
            return all->v[i].acronym.n ? all->v[i].acronym : all->v[i].name;
    return code;
}

static bool takes_part(const struct proposal *p, const struct proposal_party_row_array *parties,
                       str code)
{
    for (size_t i = 0; i < parties->n; i++)
        if (str_eq(parties->v[i].code, code)) return true;
    return str_eq(p->row.lead_code, code);
}

/* Organizations that a column names and that take no part. */
struct strangers {
    json_t *named; /* code -> its first row, from one */
    str words;
    str at; /* of the first: "budget.3.organization" */
};

struct partaking {
    struct request *r;
    const struct proposal *p;
    const struct form *form;
    const json_t *doc;
    const struct proposal_party_row_array *organizations;
    struct proposal_party_row_array parties;
    struct finding_array *out;
};

/* `source` NULL: each row counts, else those that the fund pays. */
static void strangers_find(const struct partaking *n, const struct form_field *table,
                           const struct form_field *column, const struct form_field *source,
                           struct strangers *s)
{
    const json_t *rows = json_object_getn(n->doc, table->name.p, table->name.n);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        str code = cell_code(row, column);
        if (!code.n || takes_part(n->p, &n->parties, code)) continue;
        if (source && !str_eq(cell_code(row, source), table->fund_source)) continue;
        if (json_object_getn(s->named, code.p, code.n)) continue;
        (void)json_object_setn_new(s->named, code.p, code.n, json_integer((json_int_t)i + 1));
        if (json_object_size(s->named) > NAMED_MAX) continue;
        s->words = arena_printf(n->r->arena, "%.*s%s%.*s", P(s->words), s->words.n ? ", " : "",
                                P(organization_words(n->organizations, code)));
        if (!s->at.n)
            s->at = arena_printf(n->r->arena, "%.*s.%zu.%.*s", P(table->name), i, P(column->name));
    }
}

static void strangers_judge(const struct partaking *n, const struct form_field *table,
                            const char *id, const char *title, const char *message,
                            struct strangers *s)
{
    struct request *r = n->r;
    struct rule *rule = NEW(r->arena, struct rule);
    *rule = (struct rule){.id = str_c(id),
                          .form = n->form->name,
                          .severity = RULE_BLOCK,
                          .field = table->name,
                          .title = T(r, title)};
    *PUSH(r->arena, n->out) = (struct finding){
        .rule = rule,
        .verdict = s->words.n ? VERDICT_FAIL : VERDICT_PASS,
        .field = s->at.n ? s->at : table->name,
        .message = s->words.n ? message_fill(r->arena, T(r, message), &s->words, 1) : NO_STR,
        .inputs = document_text_of(r->arena, s->named)};
    json_decref(s->named);
}

/* Each organization that the fund pays will have its own agreement and its own money: it has to be one
** that agreed to take part. What others pay may be spent by anybody. */
static void spenders_judge(const struct partaking *n)
{
    const struct form_field *field = form_budget(n->form);
    const struct form_field *column = field ? budget_column(field, "spender") : NULL;
    if (!column) return;
    struct strangers s = {.named = json_object()};
    strangers_find(n, field, column, budget_column(field, "source"), &s);
    strangers_judge(
        n, field, "budget-takes-part", MESSAGE("Money goes to organizations that take part"),
        MESSAGE(
            "The budget gives money to who takes no part in this proposal: %1. Invite them under “Partners”, or give the lines to another organization."),
        &s);
}

/* Who answers for a response or a result does so under an agreement, too. */
static void responsible_judge(const struct partaking *n)
{
    const struct form_field *first = NULL;
    struct strangers s = {0};
    for (size_t i = 0; i < n->form->section_count; i++)
        for (size_t k = 0; k < n->form->sections[i].field_count; k++) {
            const struct form_field *table = &n->form->sections[i].fields[k];
            for (size_t c = 0; c < table->column_count; c++) {
                if (!str_eq(table->columns[c].means, S("responsible"))) continue;
                if (!first) s.named = json_object();
                if (!first) first = table;
                strangers_find(n, table, &table->columns[c], NULL, &s);
            }
        }
    if (!first) return;
    strangers_judge(
        n, first, "responsible-takes-part", MESSAGE("Those who take part answer for it"),
        MESSAGE(
            "Who takes no part in this proposal answers for a part of it: %1. Invite them under “Partners”, or choose another organization."),
        &s);
}

enum status partner_judge(struct request *r, const struct proposal *p, const struct form *form,
                          const json_t *doc, const struct proposal_party_row_array *organizations,
                          struct finding_array *out)
{
    struct partaking n = {
        .r = r, .p = p, .form = form, .doc = doc, .organizations = organizations, .out = out};
    TRY(delivery_judge(r, p, form, out));
    /* Where the form itself asks who takes part, the edition's rules judge it. */
    if (form_asks(form, S("lead")) || form_asks(form, S("organization"))) return OK;
    TRY(proposal_parties(r->db, r->arena, p->row.id, &n.parties));
    spenders_judge(&n);
    responsible_judge(&n);
    return OK;
}

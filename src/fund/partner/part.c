/* part.c: what the parts of partners mean to the form: which sections are locked to whom, and the verdict
** on parts that are not delivered. Called by writing.c, form.c and form_page.c of fund/proposal. */
#include "fund/partner/partner.h"

#include "web/message.h"
#include "web/text.h"

#include "gen/partner_sql.h"

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

enum status partner_judge(struct request *r, const struct proposal *p, const struct form *form,
                          struct finding_array *out)
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

/* parties.c: the organizations of a document that is being written, changed by an act instead of by the
** form: a new lead, organizations that join. Called by lead.c and join.c. */
#include "fund/change/change.h"

#include "web/session.h"

#include "gen/registry.h"

static bool list_has(const json_t *list, str code)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *v = json_array_get(list, i);
        if (json_is_string(v) && str_eq(str_c(json_string_value(v)), code)) return true;
    }
    return false;
}

/* Who comes, who goes, and who leads. */
struct coming {
    str lead; /* empty: as it is */
    i64 lead_id;
    const str *codes;
    size_t n;
    str gone;
};

/* The others beside the lead: what was there without the new lead and who goes, then those that come. */
static json_t *others_of(const json_t *old, str lead, const struct coming *c)
{
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(old); i++) {
        json_t *v = json_array_get(old, i);
        str code = json_is_string(v) ? str_c(json_string_value(v)) : NO_STR;
        if (!code.n || (!str_eq(code, lead) && !str_eq(code, c->gone)))
            (void)json_array_append(list, v);
    }
    for (size_t i = 0; i < c->n; i++)
        if (!list_has(list, c->codes[i]) && !str_eq(c->codes[i], lead))
            (void)json_array_append_new(list, json_stringn(c->codes[i].p, c->codes[i].n));
    return list;
}

static enum status parties_prepare(struct request *r, const struct proposal *p,
                                   const struct coming *c, struct change_parties *out)
{
    str lead = c->lead;
    i64 lead_id = c->lead_id;
    __attribute__((cleanup(writing_close))) struct writing w = {0};
    *out = (struct change_parties){.p = *p};
    if (lead_id) out->p.row.lead = lead_id;
    if (lead.n) out->p.row.lead_code = lead;
    enum status st = writing_open(r, p, &w);
    if (st != OK) return st == CONFLICT ? OK : st; /* nothing is written in this state */
    const struct form_field *leads = form_meaning(w.form, S("lead")),
                            *others = form_meaning(w.form, S("organization"));
    if (!leads && !others) return OK;
    json_auto_t *doc = json_deep_copy(w.doc);
    str first = lead.n ? lead : p->row.lead_code;
    if (leads)
        (void)json_object_setn_new(doc, leads->name.p, leads->name.n,
                                   json_stringn(first.p, first.n));
    if (others && others->many)
        (void)json_object_setn_new(
            doc, others->name.p, others->name.n,
            others_of(json_object_getn(doc, others->name.p, others->name.n), first, c));
    struct digest unused;
    out->v = (struct version_new){.p = &out->p,
                                  .form = w.form,
                                  .number = w.row.number + 1,
                                  .account = r->session->account,
                                  .arena = r->arena};
    TRY(document_canonical(w.form, doc, r->arena, &out->v.body, &unused));
    out->v.hash = version_hash(r->arena, p->row.code, w.form->name, out->v.number, out->v.body);
    out->v.index = version_index_of(r, &out->p, w.form, doc);
    out->written = true;
    return OK;
}

enum status change_parties_prepare(struct request *r, const struct proposal *p, str lead,
                                   i64 lead_id, const str *codes, size_t n,
                                   struct change_parties *out)
{
    return parties_prepare(
        r, p, &(struct coming){.lead = lead, .lead_id = lead_id, .codes = codes, .n = n}, out);
}

enum status change_parties_without(struct request *r, const struct proposal *p, str code,
                                   struct change_parties *out)
{
    return parties_prepare(r, p, &(struct coming){.gone = code}, out);
}

/* check.c: draws every sample again, for `letsema verify`. */
#include "desk/audit/audit.h"

#include "store/check.h"
#include "web/registry.h"

#include "gen/audit_sql.h"
#include "gen/registry.h"

enum { SAMPLES_MOST = 100000 };

static bool same(const struct drawn_array *all, const struct audit_item_array *items)
{
    for (size_t i = 0; i < items->n; i++)
        if (i >= all->n || all->v[i].place != items->v[i].place ||
            !str_eq(all->v[i].code, items->v[i].record_code) ||
            !str_eq(all->v[i].mark, items->v[i].mark))
            return false;
    return items->n == all->n || !all->v[items->n].place;
}

static enum status sample_check(struct check *c, const struct audit_sample *x)
{
    struct drawn_array all = {0};
    struct audit_item_array items = {0};
    struct digest hash;
    str text;
    TRY(audit_items(c->db, c->page, x->id, &items));
    bool holds = digest_from_hex(x->list, &hash) &&
                 file_read(c->store, c->page, hash, AUDIT_LIST_MOST, &text) == OK &&
                 sample_list_read(c->page, text, &all) && (i64)all.n == x->population;
    if (holds) {
        sample_draw(c->page, x->seed, x->kind, x->size, &all);
        holds = same(&all, &items);
    }
    if (!holds)
        check_fault(
            c,
            MESSAGE(
                "Sample %1 of an auditor does not follow from its seed and its list. Put both back from a backup."),
            x->code);
    return OK;
}

/* CHECK samples
** Each sample of an auditor is what its seed draws from its list. */
enum status samples_check(struct check *c)
{
    struct audit_sample_array samples = {0};
    TRY(audit_samples(c->db, c->page, SAMPLES_MOST, &samples));
    for (size_t i = 0; i < samples.n; i++)
        TRY(sample_check(c, &samples.v[i]));
    return OK;
}

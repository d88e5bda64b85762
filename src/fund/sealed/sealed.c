/* sealed.c: checks what was sent: every version against its fingerprint, every receipt against the
** frozen version that it was given for, every file that a document names. */
#include "fund/proposal/form.h"
#include "store/check.h"
#include "web/registry.h"

#include "gen/model.h"
#include "gen/registry.h"
#include "gen/sealed_sql.h"

enum { PAGE_ROWS = 50 };

/* Uploads stand in a document as objects with a hash, however deep. */
static void files_in(struct check *c, const json_t *v, str where)
{
    size_t i;
    json_t *one;
    const char *key;
    const json_t *hash = json_object_get(v, "hash");
    if (json_is_string(hash)) check_file_reference(c, str_c(json_string_value(hash)), where);
    json_array_foreach(v, i, one) files_in(c, one, where);
    json_object_foreach((json_t *)v, key, one) files_in(c, one, where);
}

static void version_check(struct check *c, const struct sealed_version *v)
{
    str name =
        arena_printf(c->page, "%.*s %.*s-%lld", P(v->proposal), P(v->form), (long long)v->number);
    str is = version_hash(c->page, v->proposal, v->form, v->number, v->body);
    json_auto_t *document = document_parse(v->body);
    if (!str_eq(is, v->hash))
        check_fault(
            c,
            MESSAGE("Version %1: its text does not have the fingerprint that was kept of it. "
                    "Somebody changed it: put the text back from a backup."),
            name);
    if (v->receipt.n && !str_eq(v->receipt, v->hash))
        check_fault(
            c,
            MESSAGE("Version %1: the receipt that was given for it names another fingerprint. "
                    "Compare both with the letter that the applicant got and with a backup."),
            name);
    if (document)
        files_in(c, document, name);
    else
        check_fault(c,
                    MESSAGE("Version %1: its text cannot be read as a document. Put it back from a "
                            "backup."),
                    name);
}

/* CHECK submissions
** Versions of proposals against their fingerprints, receipts against the versions that were sent. */
enum status submissions_check(struct check *c)
{
    i64 after = 0;
    for (;;) {
        struct sealed_version_array list;
        arena_reset(c->page);
        TRY(sealed_versions(c->db, c->page, after, PAGE_ROWS, &list));
        if (!list.n) break;
        for (size_t i = 0; i < list.n; i++)
            version_check(c, &list.v[i]);
        after = list.v[list.n - 1].id;
        check_step(c, after);
    }
    struct sealed_version_array lost;
    TRY(sealed_lost_receipts(c->db, c->page, &lost));
    for (size_t i = 0; i < lost.n; i++)
        check_fault(c,
                    MESSAGE("Receipt %1 was given for a version that is not there as it was sent. "
                            "Put that version back from a backup."),
                    lost.v[i].hash);
    return OK;
}

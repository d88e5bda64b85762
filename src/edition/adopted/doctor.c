/* doctor.c: how many values of the edition in force nobody has confirmed. */
#include "web/doctor.h"
#include "edition/adopted.h"
#include "web/out.h"
#include "web/registry.h"

#include "gen/adopted_sql.h"
#include "gen/model.h"
#include "gen/registry.h"

enum { DAY = 86400, PACKED_MAX = 4 << 20 };

static i64 fields_unverified(const struct form_field *fields, size_t n)
{
    i64 count = 0;
    for (size_t i = 0; i < n; i++)
        count +=
            fields[i].unverified + fields_unverified(fields[i].columns, fields[i].column_count);
    return count;
}

static i64 forms_unverified(const struct edition *e)
{
    i64 count = 0;
    for (size_t i = 0; i < e->form_count; i++)
        for (size_t k = 0; k < e->forms[i].section_count; k++)
            count += fields_unverified(e->forms[i].sections[k].fields,
                                       e->forms[i].sections[k].field_count);
    return count;
}

static i64 scorecards_unverified(const struct edition *e)
{
    i64 count = 0;
    for (size_t i = 0; i < e->scorecard_count; i++) {
        const struct scorecard *s = &e->scorecards[i];
        count += s->unverified;
        for (size_t k = 0; k < s->category_count; k++) {
            count += s->categories[k].unverified;
            for (size_t m = 0; m < s->categories[k].criterion_count; m++)
                count += s->categories[k].criteria[m].unverified;
        }
    }
    return count;
}

static i64 edition_unverified(const struct edition *e)
{
    i64 count = forms_unverified(e) + scorecards_unverified(e);
    for (size_t i = 0; i < e->clause_count; i++)
        count += e->clauses[i].unverified;
    for (size_t i = 0; i < e->rule_count; i++)
        count += e->rules[i].unverified;
    for (size_t i = 0; i < e->state_count; i++)
        count += e->states[i].unverified;
    for (size_t i = 0; i < e->vocabulary_count; i++)
        for (size_t k = 0; k < e->vocabularies[i].terms.n; k++)
            count += e->vocabularies[i].terms.v[k].unverified;
    return count;
}

static bool in_force_read(struct doctor *d, struct edition **out)
{
    struct adopted_edition_array rows = {0};
    struct edition_fault_array faults = {0};
    struct digest hash;
    str packed;
    if (adopted_all(d->db, d->arena, &rows) != OK) return false;
    size_t i = 0;
    while (i < rows.n && rows.v[i].in_force > d->now / DAY)
        i++;
    return i < rows.n && digest_from_hex(rows.v[i].hash, &hash) &&
           file_read(d->store, d->arena, hash, PACKED_MAX, &packed) == OK &&
           edition_read_packed(packed, d->arena, out, &faults) == OK;
}

/* DOCTOR edition
** How many values of the edition in force are marked as unverified. */
void edition_doctor(struct doctor *d)
{
    struct edition *e = NULL;
    if (!d->db || !in_force_read(d, &e)) return;
    i64 n = edition_unverified(e);
    edition_free(e);
    if (n)
        doctor_say(
            d, str_eq(d->config->demo, S("yes")) ? NOTE : WARN, "edition",
            MESSAGE("%1 values of the edition in force are marked as unverified defaults."),
            MESSAGE(
                "Compare each with the fund's own guidelines, and adopt an edition without the marks (Editions on the desk)."),
            doctor_number(d, n));
    else
        doctor_say(d, GOOD, "edition",
                   MESSAGE("No value of the edition in force is marked as unverified."), "",
                   NO_STR);
}

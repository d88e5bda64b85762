/* kinds.c: what samples are drawn of, and from which records (audit.h). */
#include "desk/audit/audit.h"

#include "people/people.h"
#include "web/app.h"
#include "web/text.h"

#include "gen/audit_sql.h"

#include <string.h>

const struct audit_kind audit_kinds[] = {
    {.kind = "proposal",
     .label = MESSAGE("Proposals"),
     .basis = MESSAGE("by the day on which they were begun"),
     .verb = "proposal.read",
     .strata = "call organization state",
     .address = "/desk/proposals/",
     .dossier = true},
    {.kind = "review",
     .label = MESSAGE("Reviews"),
     .basis = MESSAGE("by the day on which the reviewer was asked"),
     .verb = "review.read",
     .strata = "call state"},
    {.kind = "programme",
     .label = MESSAGE("Programmes"),
     .basis = MESSAGE("by the day of approval, or of the start"),
     .verb = "programme.read",
     .strata = "status",
     .address = "/desk/programmes/",
     .dossier = true},
    {.kind = "ledger_entry",
     .label = MESSAGE("Entries of the ledger"),
     .basis = MESSAGE("by the day of the entry"),
     .verb = "ledger.read",
     .strata = "kind",
     .address = "/desk/ledger/entries/",
     .dossier = true},
    {.kind = "letter",
     .label = MESSAGE("Letters"),
     .basis = MESSAGE("by the day on which they were written"),
     .verb = "mail.read",
     .strata = "kind",
     .address = "/desk/mail/"},
    {.kind = "journal",
     .label = MESSAGE("Entries of the journal"),
     .basis = MESSAGE("by the day of the act"),
     .verb = "journal.read",
     .strata = "tab",
     .address = "/desk/journal/"}};
const size_t audit_kind_count = sizeof audit_kinds / sizeof *audit_kinds;

bool audit_kind_read(const struct request *r, const struct audit_kind *k)
{
    return may(r, k->verb, &whole_fund);
}

const struct audit_kind *audit_kind_find(const struct request *r, str kind)
{
    for (size_t i = 0; i < audit_kind_count; i++)
        if (str_eq(kind, str_c(audit_kinds[i].kind)) && audit_kind_read(r, &audit_kinds[i]))
            return &audit_kinds[i];
    return NULL;
}

const char *strata_words(str name)
{
    static const struct {
        const char *name, *label;
    } words[] = {{"call", MESSAGE("by call")},   {"organization", MESSAGE("by lead organization")},
                 {"state", MESSAGE("by state")}, {"status", MESSAGE("by status")},
                 {"kind", MESSAGE("by kind")},   {"tab", MESSAGE("by kind of record")}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(name, str_c(words[i].name))) return words[i].label;
    return MESSAGE("not divided");
}

/* A stratum as a cell of the list, in one line. */
static str cell_of(struct arena *a, str s)
{
    struct buf b;
    buf_init(&b, 4096);
    char *line = arena_alloc(a, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        line[i] = (u8)s.p[i] < ' ' ? ' ' : s.p[i];
    buf_csv(&b, (str){line, s.n});
    str cell = str_dup(a, buf_str(&b));
    buf_free(&b);
    return cell;
}

static enum status records_of(struct request *r, const struct audit_kind *k, i64 starts, i64 ends,
                              str strata, struct audit_record_array *out)
{
    const struct zone *zone = fund_zone(r->app);
    i64 from = zone_instant(zone, starts, 0, 0, 0), until = zone_instant(zone, ends + 1, 0, 0, 0);
    struct may proposals = may_list(r, "proposal.read"), programmes = may_list(r, "programme.read");
    if (strcmp(k->kind, "proposal") == 0)
        return audit_proposals(r->db, r->arena, &proposals, from, until, strata, out);
    if (strcmp(k->kind, "review") == 0)
        return audit_reviews(r->db, r->arena, &proposals, from, until, strata, out);
    if (strcmp(k->kind, "programme") == 0)
        return audit_programmes(r->db, r->arena, &programmes, starts, ends, strata, out);
    if (strcmp(k->kind, "ledger_entry") == 0)
        return audit_ledger(r->db, r->arena, starts, ends, strata, out);
    if (strcmp(k->kind, "journal") == 0)
        return audit_journal(r->db, r->arena, from, until, strata, out);
    struct audit_letters_in in = {.starts = from, .ends = until, .strata = strata};
    if (r->session->bars.n) in.hidden = addresses_barred(r);
    return audit_letters(r->db, r->arena, &in, out);
}

enum status audit_population(struct request *r, const struct audit_kind *k, i64 starts, i64 ends,
                             str strata, struct drawn_array *out)
{
    struct audit_record_array rows = {0};
    TRY(records_of(r, k, starts, ends, strata, &rows));
    if (rows.n > AUDIT_POPULATION_MOST) return LIMIT;
    for (size_t i = 0; i < rows.n; i++)
        *PUSH(r->arena, out) =
            (struct drawn){.code = rows.v[i].code, .stratum = cell_of(r->arena, rows.v[i].stratum)};
    return OK;
}

enum status audit_address(struct request *r, const struct audit_kind *k, str code, str *out)
{
    str proposal;
    if (k->address) {
        *out = arena_printf(r->arena, "%s%.*s", k->address, P(code));
        return OK;
    }
    TRY(audit_review_proposal(r->db, r->arena, code, &proposal));
    *out = arena_printf(r->arena, "/desk/proposals/%.*s/reviews", P(proposal));
    return OK;
}

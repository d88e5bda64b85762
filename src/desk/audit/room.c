/* room.c: the auditor's room: ways to everything that can be read, the samples, the settings as they are,
** the conflicts of interest that were declared. Nothing here changes anything but samples (sample.c). */
#include "desk/audit/audit.h"

#include "people/people.h"
#include "web/app.h"
#include "web/layout.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/audit_sql.h"
#include "gen/registry.h"

/* MENU desk 86 /desk/audit "Auditor's room" needs audit.read */

enum { SHOWN = 200, CONFLICTS_MOST = 5000 };

static void ways_fill(struct request *r, struct audit_way_array *out)
{
    static const struct {
        const char *verb, *address, *label, *help;
    } ways[] = {
        {"proposal.read", "/desk/proposals", MESSAGE("Proposals"),
         MESSAGE(
             "Each version, the rules' verdicts when it was sent, screening, questions, reviews, decision, letters of state.")},
        {"audit.read", "/desk/audit/conflicts", MESSAGE("Declared conflicts of interest"),
         MESSAGE("Who is kept from which record, since when and why.")},
        {"board.read", "/desk/board", MESSAGE("Board"),
         MESSAGE(
             "Members with their terms, meetings, files, minutes, advice and what came of it.")},
        {"ledger.read", "/desk/ledger", MESSAGE("Ledger"),
         MESSAGE("Every entry with its lines, as of a day and as known on another.")},
        {"ledger.read", "/desk/oversight", MESSAGE("Oversight"),
         MESSAGE("Pipeline, portfolio and concentration, each number with its list.")},
        {"edition.read", "/desk/editions", MESSAGE("Editions of the guidelines"),
         MESSAGE("The rules that applied, and since when.")},
        {"person.read", "/desk/people", MESSAGE("People"),
         MESSAGE("Who holds or held which duty, from when to when.")},
        {"audit.read", "/desk/audit/settings", MESSAGE("Settings as they are"),
         MESSAGE(
             "What the fund decided, beside what the program comes with; each change in its history.")},
        {"mail.read", "/desk/mail", MESSAGE("Letters"),
         MESSAGE("Every letter with its fate; links that open something are left out.")},
        {"journal.read", "/desk/journal", MESSAGE("Journal"),
         MESSAGE("Every change: when, by whom, each field before and after.")},
        {"journal.read", "/desk/verify", MESSAGE("Verification"),
         MESSAGE("Whether anything was changed past the program.")}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (may(r, ways[i].verb, &whole_fund))
            *PUSH(r->arena, out) = (struct audit_way){.label = T(r, ways[i].label),
                                                      .help = T(r, ways[i].help),
                                                      .address = str_c(ways[i].address)};
}

/* ROUTE GET /desk/audit     needs audit.read
** The auditor's room. */
enum status audit_room_page(struct request *r, struct response *s)
{
    struct audit_room view = {.may_keep = may(r, "audit.keep", &whole_fund)};
    ways_fill(r, &view.ways);
    TRY(audit_samples(r->db, r->arena, SHOWN, &view.samples));
    for (size_t i = 0; i < view.samples.n; i++)
        audit_sample_words(r, &view.samples.v[i]);
    page_title(s, T(r, "Auditor's room"));
    return show(r, s, audit_room_view, &view);
}

/* ROUTE GET /desk/audit/settings     needs audit.read
** Every setting with its value and the one that the program comes with. */
enum status audit_settings_page(struct request *r, struct response *s)
{
    struct audit_settings view = {.csv = address_face(r, ".csv", S(""))};
    struct audit_value_array chosen = {0};
    TRY(audit_settings_chosen(r->db, r->arena, &chosen));
    for (size_t i = 0; i < setting_entry_count; i++) {
        const struct setting_entry *e = &setting_entries[i];
        struct audit_setting *x = PUSH(r->arena, &view.items);
        *x = (struct audit_setting){.key = str_c(e->key),
                                    .label = T(r, e->help),
                                    .value = str_c(e->value),
                                    .standard = str_c(e->value)};
        for (size_t k = 0; k < chosen.n; k++) {
            if (!str_eq(chosen.v[k].key, x->key)) continue;
            x->value = chosen.v[k].value;
            x->changed = !str_eq(x->value, x->standard);
            x->history = arena_printf(r->arena, "/desk/history/setting/%s", e->key);
        }
    }
    page_title(s, T(r, "Settings as they are"));
    page_crumb(r, s, "Auditor's room", "/desk/audit");
    return show(r, s, audit_settings_view, &view);
}

/* ROUTE GET /desk/audit/conflicts     needs audit.read
** Conflicts of interest that were declared: who is kept from which record. */
enum status audit_conflicts_page(struct request *r, struct response *s)
{
    struct audit_conflicts view = {.csv = address_face(r, ".csv", S(""))};
    struct may mine = may_list(r, "proposal.read");
    TRY(audit_conflicts_declared(r->db, r->arena, &mine, CONFLICTS_MOST, &view.items));
    page_title(s, T(r, "Declared conflicts of interest"));
    page_crumb(r, s, "Auditor's room", "/desk/audit");
    return show(r, s, audit_conflicts_view, &view);
}

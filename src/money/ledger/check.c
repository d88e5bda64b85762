/* check.c: what of the ledger must agree, for `letsema verify`. */
#include "money/ledger/ledger.h"

#include "store/check.h"
#include "web/registry.h"

#include "gen/ledger_sql.h"
#include "gen/registry.h"

#define FAULTS 1000

/* CHECK ledger
** Each entry of the ledger comes to nothing, no pledge is overdrawn, nobody certified their own. */
enum status ledger_check(struct check *c)
{
    struct ledger_entry_array list = {0};
    TRY(ledger_unbalanced(c->db, c->page, FAULTS, &list));
    for (size_t i = 0; i < list.n; i++)
        check_fault(
            c,
            MESSAGE(
                "The lines of entry %1 of the ledger do not agree with each other or with its amount. "
                "Put them back from a backup."),
            list.v[i].code);
    list = (struct ledger_entry_array){0};
    TRY(ledger_self_certified(c->db, c->page, FAULTS, &list));
    for (size_t i = 0; i < list.n; i++)
        check_fault(
            c,
            MESSAGE(
                "Entry %1 of the ledger certifies a pledge of the same person. Look at who entered it."),
            list.v[i].code);
    list = (struct ledger_entry_array){0};
    TRY(ledger_overdrawn(c->db, c->page, FAULTS, &list));
    for (size_t i = 0; i < list.n; i++)
        check_fault(
            c,
            MESSAGE(
                "More was paid or lowered of pledge %1 than it is. Put the ledger back from a backup."),
            list.v[i].code);
    return OK;
}

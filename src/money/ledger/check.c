/* check.c: what of the ledger must agree, on each day of it, for `letsema verify`. */
#include "money/ledger/ledger.h"

#include "store/check.h"
#include "web/registry.h"

#include "gen/ledger_sql.h"
#include "gen/registry.h"

#define FAULTS 1000

static str day_words(struct check *c, i64 day)
{
    struct buf b;
    buf_init(&b, 32);
    buf_date(&b, day);
    str s = str_dup(c->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* A mistake about a day is mended as of that day, so the fault says how. */
static enum status days_check(struct check *c)
{
    struct ledger_below_array cash = {0}, pledges = {0}, programmes = {0};
    TRY(ledger_cash_below(c->db, c->page, &cash));
    for (size_t i = 0; i < cash.n; i++)
        check_fault(
            c,
            MESSAGE(
                "On %1 the ledger has less than nothing in cash, in %2. Take back what was posted too early as of its own day, and post it as of the right one."),
            day_words(c, cash.v[i].day), cash.v[i].name);
    TRY(ledger_pledges_below(c->db, c->page, FAULTS, &pledges));
    for (size_t i = 0; i < pledges.n; i++)
        check_fault(
            c,
            MESSAGE(
                "On %1 less than nothing was open of pledge %2. Take back what was posted too early as of its own day, and post it again."),
            day_words(c, pledges.v[i].day), pledges.v[i].name);
    TRY(ledger_programmes_below(c->db, c->page, FAULTS, &programmes));
    for (size_t i = 0; i < programmes.n; i++)
        check_fault(
            c,
            MESSAGE(
                "On %1 more was transferred or released than was approved for programme %2. Take back what was posted too early as of its own day, and post it as of the right one."),
            day_words(c, programmes.v[i].day), programmes.v[i].name);
    return OK;
}

/* CHECK ledger
** Each entry of the ledger comes to nothing; on no day is there less than nothing of the cash, a pledge or
** what is approved for a programme; nobody certified their own. */
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
    return days_check(c);
}

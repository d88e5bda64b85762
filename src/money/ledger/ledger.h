/* ledger.h: the fund's ledger: each entry touches two books or more and comes to nothing, and none
** is ever changed. Amounts are minor units of the edition's
** currency; sums over two currencies do not exist. What can be committed is computed from entries and
** never typed:
**   available = cash + certified pledges not yet paid (if the fund counts them)
**             - approved and not yet transferred - reserve
**   reserve   = reserve.percent of the expected outlay of a year, rounded half away from zero. */
#ifndef MONEY_LEDGER_H
#define MONEY_LEDGER_H

#include "store/store.h"

#include "gen/model.h"

#define LEDGER_ALWAYS INT64_MAX /* a day or an instant behind all others */

struct app;

/* Fits a certification to a payment that is dated before it; the program alone posts it. */
#define LEDGER_ADJUSTMENT "adjustment"

/* A kind of entry: which book is debited and which credited. */
struct ledger_rule {
    const char *kind;
    const char *label, *hint; /* messages */
    const char *debit, *credit;
    bool by_hand;   /* offered to finance; the others follow from an act */
    bool party;     /* names a contributor */
    bool programme; /* names a programme */
    bool pledge;    /* belongs to a pledge: it has to be named, or may be for a deposit */
};
const struct ledger_rule *ledger_rule_of(str kind);
const struct ledger_rule *ledger_rule_at(size_t i); /* NULL behind the last */

/* What is posted; `once` makes a second post of the same a CONFLICT. `pledge` is the entry of a
** pledge that it settles or lowers, 0 for none. */
struct ledger_post {
    str kind;
    struct money amount;
    i64 day, account;
    str party, programme, text, once;
    i64 pledge;
};

/* Why the ledger forbids something: a message, and the day that its %1 stands for or NO_DATE. */
struct ledger_why {
    const char *message;
    i64 day;
};

/* Whether there is a programme of a code; the room of the programmes says it from its START on. */
typedef enum status ledger_programme_fn(struct db *db, struct arena *a, str code, bool *there);
void ledger_programme_register(ledger_programme_fn *fn);
/* Whether an entry of this kind may name that programme: there is one, or the entry ends what an older
** program let stand of none. */
enum status ledger_programme_known(struct db *db, struct arena *a, str kind, str code, bool *known);

/* Writes one entry with its lines; the code of the new entry in *code. DENIED with *why when from its day
** on there would on any day be less than nothing of the cash, of a pledge, of what is approved for a
** programme, or of what went to one and did not come back; and when there is no such programme. A payment against a pledge that was certified after the payment's own day adjusts the
** certification in the same transaction. Nothing stands when it is refused, as the transaction fails. */
enum status ledger_put(struct tx *tx, struct arena *a, const struct ledger_post *p, str *code,
                       struct ledger_why *why);

/* The mirror of an entry and of what was adjusted for it, with a reason, not before the entry's own day;
** certifying all that is not yet certified of a pledge on a day. */
enum status ledger_reverse(struct tx *tx, struct arena *a, const struct ledger_entry *e,
                           i64 account, i64 day, str reason, str once, struct ledger_why *why);
enum status ledger_certify(struct tx *tx, struct arena *a, const struct ledger_entry *e,
                           i64 account, i64 day, str once, struct ledger_why *why);

/* What can be committed on a day, as known at an instant, with its parts. `lacking` when a reserve is
** kept and nobody stated the outlay of a year; `available` is then without it. */
enum status ledger_funds_of(struct db *db, struct arena *a, struct app *app, str currency, i64 day,
                            i64 known, struct ledger_funds *out);

#endif

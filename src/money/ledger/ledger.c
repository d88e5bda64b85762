/* ledger.c: which kinds of entries there are, and what the entries come to. Posting (post.c) and the pages
** read the table below. Nothing is changed after it was posted: who reads a balance as of a day, as known
** on another, reads the same entries with two conditions. */
#include "money/ledger/ledger.h"

#include "web/app.h"
#include "web/text.h"

#include "gen/ledger_sql.h"

/* SETTING reserve.pledges bool "yes"
** Count certified pledges that are not yet paid as funds that are there. */

static const struct ledger_rule rules[] = {
    {"pledge", MESSAGE("Pledge"),
     MESSAGE(
         "A contributor has signed; the money is to come. It counts once somebody else has certified it."),
     "promised", "contributions", .by_hand = true, .party = true, .pledge = true},
    {"deposit", MESSAGE("Money received"),
     MESSAGE("A contribution has arrived, with or without a pledge before it."), "cash",
     "contributions", .by_hand = true, .party = true, .pledge = true},
    {"lapse", MESSAGE("Pledge lowered"),
     MESSAGE("A part of a pledge, or all of it, will not come."), "contributions", "pledged",
     .by_hand = true, .pledge = true},
    {"interest", MESSAGE("Interest"), MESSAGE("Earned on the fund's cash."), "cash", "interest",
     .by_hand = true},
    {"fee", MESSAGE("Fee or charge"), MESSAGE("Of the bank or of the administrative agent."),
     "fees", "cash", .by_hand = true},
    {"transfer", MESSAGE("Transfer to a programme"),
     MESSAGE("Money has left for a programme, at most what is approved for it."), "committed",
     "cash", .by_hand = true, .programme = true},
    {"refund", MESSAGE("Refund from a programme"),
     MESSAGE("Money that a programme did not spend has come back, at most what had gone to it."),
     "cash", "allocations", .by_hand = true, .programme = true},
    {"release", MESSAGE("Approval released"),
     MESSAGE("What was approved for a programme and will not be transferred is free again."),
     "committed", "allocations", .by_hand = true, .programme = true},
    {"brought", MESSAGE("Approved before this ledger"),
     MESSAGE("For programmes that began before the ledger did: what is still to be transferred."),
     "allocations", "committed", .by_hand = true, .programme = true},
    {"earlier", MESSAGE("Transferred before this ledger"),
     MESSAGE(
         "For programmes that began before the ledger did: what had gone to them by then. No more comes back than had gone."),
     "allocations", "opening", .by_hand = true, .programme = true},
    {"opening", MESSAGE("Cash brought forward"),
     MESSAGE("The cash on the day on which this ledger begins."), "cash", "opening",
     .by_hand = true},
    {"commitment", MESSAGE("Approval"), MESSAGE("Follows from a decision."), "allocations",
     "committed", .programme = true},
    {"certification", MESSAGE("Certification of a pledge"), MESSAGE("Follows from an act."),
     "pledged", "promised", .pledge = true},
    {LEDGER_ADJUSTMENT, MESSAGE("Certification adjusted"),
     MESSAGE(
         "It follows from the entry that it is about, which is dated before the certification of its pledge was made or taken back: what that entry settled was no longer there to be certified on this day."),
     NULL, NULL, .pledge = true},
    {"reversal", MESSAGE("Taken back"), MESSAGE("Mirrors an entry."), NULL, NULL},
};

const struct ledger_rule *ledger_rule_of(str kind)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (str_eq(kind, str_c(rules[i].kind))) return &rules[i];
    return NULL;
}

const struct ledger_rule *ledger_rule_at(size_t i)
{
    return i < sizeof rules / sizeof *rules ? &rules[i] : NULL;
}

/* --- what can be committed ------------------------------------------------------------------------------ */

static enum status reserve_fill(struct db *db, struct arena *a, str currency, i64 known,
                                struct ledger_funds *f)
{
    struct ledger_outlay outlay;
    f->reserve = money_of(0, currency);
    if (f->percent <= 0) return OK;
    enum status st = ledger_outlay_latest(db, a, currency, known, &outlay);
    f->lacking = st == NOT_FOUND;
    if (st != OK) return st == NOT_FOUND ? OK : st;
    f->outlay = outlay.amount;
    return money_share(outlay.amount, f->percent, 100, &f->reserve) ? OK : LIMIT;
}

enum status ledger_funds_of(struct db *db, struct arena *a, struct app *app, str currency, i64 day,
                            i64 known, struct ledger_funds *out)
{
    struct ledger_balance_array all = {0};
    bool pledges = str_eq(setting(app, a, "reserve.pledges"), S("yes"));
    *out = (struct ledger_funds){.day = day,
                                 .known = NO_DATE,
                                 .percent = setting_int(app, "reserve.percent"),
                                 .cash = money_of(0, currency),
                                 .pledged = money_of(0, currency),
                                 .committed = money_of(0, currency)};
    TRY(ledger_balances(db, a, day, known, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct ledger_balance *b = &all.v[i];
        if (!str_eq(currency, str_c(b->amount.currency))) continue;
        if (str_eq(b->book, S("cash"))) out->cash = b->amount;
        if (str_eq(b->book, S("pledged")) && pledges) out->pledged = b->amount;
        if (str_eq(b->book, S("committed"))) out->committed = money_of(-b->amount.minor, currency);
    }
    TRY(reserve_fill(db, a, currency, known, out));
    struct money sum;
    bool fits = money_add(out->cash, out->pledged, &sum) && money_sub(sum, out->committed, &sum) &&
                money_sub(sum, out->reserve, &sum);
    if (!fits) return LIMIT;
    out->available = sum;
    out->short_of = sum.minor < 0;
    return OK;
}

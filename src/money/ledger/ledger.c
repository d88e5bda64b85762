/* ledger.c: posting, and what the posts come to. Which kinds of entries there are is the table below;
** everything else is read from it. Nothing is changed after it was posted: who reads a balance as of a
** day, as known on another, reads the same entries with two conditions. */
#include "money/ledger/ledger.h"

#include "web/app.h"
#include "web/text.h"

#include "gen/ledger_sql.h"

#define CODE_LETTERS 8

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
     MESSAGE("Money that a programme did not spend has come back."), "cash", "allocations",
     .by_hand = true, .programme = true},
    {"release", MESSAGE("Approval released"),
     MESSAGE("What was approved for a programme and will not be transferred is free again."),
     "committed", "allocations", .by_hand = true, .programme = true},
    {"brought", MESSAGE("Approved before this ledger"),
     MESSAGE("For programmes that began before the ledger did: what is still to be transferred."),
     "allocations", "committed", .by_hand = true, .programme = true},
    {"opening", MESSAGE("Cash brought forward"),
     MESSAGE("The cash on the day on which this ledger begins."), "cash", "opening",
     .by_hand = true},
    {"commitment", MESSAGE("Approval"), MESSAGE("Follows from a decision."), "allocations",
     "committed", .programme = true},
    {"certification", MESSAGE("Certification of a pledge"), MESSAGE("Follows from an act."),
     "pledged", "promised", .pledge = true},
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

/* --- posting --------------------------------------------------------------------------------------------- */

struct line {
    const char *book;
    i64 amount, pledge;
};

struct posting {
    struct tx *tx;
    struct arena *a;
    str currency;
    struct line lines[4];
    size_t n;
};

static void line_add(struct posting *p, const char *book, i64 amount, i64 pledge)
{
    if (amount) p->lines[p->n++] = (struct line){book, amount, pledge};
}

static enum status refuse(const char **why, const char *message)
{
    *why = message;
    return DENIED;
}

static enum status cash_of(struct posting *p, i64 *minor)
{
    struct ledger_balance_array all = {0};
    *minor = 0;
    TRY(ledger_balances(tx_db(p->tx), p->a, LEDGER_ALWAYS, LEDGER_ALWAYS, &all));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i].book, S("cash")) &&
            str_eq(p->currency, str_c(all.v[i].amount.currency)))
            *minor = all.v[i].amount.minor;
    return OK;
}

/* What the lines would do to cash, to a pledge and to what is approved for a programme must leave none
** of them below nothing. */
static enum status lines_allowed(struct posting *p, str programme, const char **why)
{
    i64 cash, delta_cash = 0, delta_committed = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct line *l = &p->lines[i];
        i64 open;
        if (str_eq(str_c(l->book), S("cash"))) delta_cash += l->amount;
        if (str_eq(str_c(l->book), S("committed"))) delta_committed += l->amount;
        if (!l->pledge || l->amount >= 0 ||
            (!str_eq(str_c(l->book), S("promised")) && !str_eq(str_c(l->book), S("pledged"))))
            continue;
        TRY(ledger_pledge_open(tx_db(p->tx), p->a, l->pledge, str_c(l->book), &open));
        if (open + l->amount < 0)
            return refuse(why, MESSAGE("This is more than is open of the pledge."));
    }
    TRY(cash_of(p, &cash));
    if (delta_cash < 0 && cash + delta_cash < 0)
        return refuse(why, MESSAGE("There is less cash than this."));
    if (delta_committed > 0 && programme.n) {
        i64 open;
        TRY(ledger_programme_open(tx_db(p->tx), p->a, programme, p->currency, &open));
        if (open + delta_committed > 0)
            return refuse(
                why,
                MESSAGE(
                    "This is more than is approved for the programme and not yet transferred."));
    }
    return OK;
}

static enum status entry_write(struct posting *p, const struct ledger_post *post, i64 about,
                               str *code)
{
    i64 id;
    *code = code_new(p->a, tx_env(p->tx), CODE_LETTERS);
    struct ledger_entry_insert_in in = {.code = *code,
                                        .kind = post->kind,
                                        .day = post->day,
                                        .now = tx_now(p->tx),
                                        .account = post->account,
                                        .amount = post->amount,
                                        .party = post->party,
                                        .programme = post->programme,
                                        .text = post->text,
                                        .about = about,
                                        .once = post->once};
    TRY(ledger_entry_insert(p->tx, &in, &id));
    bool is_pledge = str_eq(post->kind, S("pledge"));
    for (size_t i = 0; i < p->n; i++) {
        struct ledger_line_insert_in line = {.entry = id,
                                             .book = str_c(p->lines[i].book),
                                             .amount = p->lines[i].amount,
                                             .currency = p->currency,
                                             .pledge = is_pledge ? id : p->lines[i].pledge};
        TRY(ledger_line_insert(p->tx, &line));
    }
    return OK;
}

static enum status posting_begin(struct posting *p, struct tx *tx, struct arena *a, str currency,
                                 str once)
{
    str before;
    *p = (struct posting){.tx = tx, .a = a, .currency = currency};
    enum status st = ledger_once(tx_db(tx), a, once, &before);
    return st == OK ? CONFLICT : st == NOT_FOUND ? OK : st;
}

/* A payment settles what is certified of its pledge first, then what is not; what goes beyond is a
** contribution of its own. A pledge that is lowered loses what is not certified first. */
static enum status pledge_split(struct posting *p, const struct ledger_post *post, bool lowers,
                                const char **why)
{
    i64 left = post->amount.minor;
    const char *const books[2] = {lowers ? "promised" : "pledged", lowers ? "pledged" : "promised"};
    for (int i = 0; i < 2 && left > 0; i++) {
        i64 open;
        TRY(ledger_pledge_open(tx_db(p->tx), p->a, post->pledge, str_c(books[i]), &open));
        i64 part = open < left ? open : left;
        if (part <= 0) continue;
        line_add(p, books[i], -part, post->pledge);
        left -= part;
    }
    if (left > 0 && lowers) return refuse(why, MESSAGE("This is more than is open of the pledge."));
    if (left > 0 && !lowers) line_add(p, "contributions", -left, 0);
    return OK;
}

enum status ledger_put(struct tx *tx, struct arena *a, const struct ledger_post *post, str *code,
                       const char **why)
{
    const struct ledger_rule *rule = ledger_rule_of(post->kind);
    struct posting p;
    if (!rule || !rule->debit || post->amount.minor <= 0 || !post->amount.currency[0])
        return CONFLICT;
    TRY(posting_begin(&p, tx, a, str_c(post->amount.currency), post->once));
    bool lowers = str_eq(post->kind, S("lapse"));
    line_add(&p, rule->debit, post->amount.minor, 0);
    if (post->pledge && (lowers || str_eq(post->kind, S("deposit"))))
        TRY(pledge_split(&p, post, lowers, why));
    else
        line_add(&p, rule->credit, -post->amount.minor, 0);
    TRY(lines_allowed(&p, post->programme, why));
    return entry_write(&p, post, 0, code);
}

enum status ledger_reverse(struct tx *tx, struct arena *a, const struct ledger_entry *e,
                           i64 account, i64 day, str reason, str once, const char **why)
{
    struct posting p;
    struct ledger_line_array lines = {0};
    str code;
    if (e->reversed_by.n) return refuse(why, MESSAGE("It was taken back already."));
    if (str_eq(e->kind, S("reversal")) || str_eq(e->kind, S("commitment")))
        return refuse(why, MESSAGE("This entry follows from an act and is not taken back here."));
    TRY(posting_begin(&p, tx, a, str_c(e->amount.currency), once));
    TRY(ledger_lines(tx_db(tx), a, e->id, &lines));
    for (size_t i = 0; i < lines.n && p.n < 4; i++)
        line_add(&p, str_z(a, lines.v[i].book), -lines.v[i].amount.minor, lines.v[i].pledge);
    TRY(lines_allowed(&p, e->programme, why));
    struct ledger_post post = {.kind = S("reversal"),
                               .amount = e->amount,
                               .day = day,
                               .account = account,
                               .party = e->party,
                               .programme = e->programme,
                               .text = reason,
                               .once = once};
    return entry_write(&p, &post, e->id, &code);
}

enum status ledger_certify(struct tx *tx, struct arena *a, const struct ledger_entry *e,
                           i64 account, i64 day, str once, const char **why)
{
    struct posting p;
    i64 open;
    str code;
    if (!str_eq(e->kind, S("pledge"))) return CONFLICT;
    if (e->account == account)
        return refuse(why, MESSAGE("You entered this pledge. Another person has to certify it."));
    TRY(posting_begin(&p, tx, a, str_c(e->amount.currency), once));
    TRY(ledger_pledge_open(tx_db(tx), a, e->id, S("promised"), &open));
    if (open <= 0) return refuse(why, MESSAGE("Nothing of this pledge is left to certify."));
    line_add(&p, "pledged", open, e->id);
    line_add(&p, "promised", -open, e->id);
    struct ledger_post post = {.kind = S("certification"),
                               .amount = money_of(open, p.currency),
                               .day = day,
                               .account = account,
                               .party = e->party,
                               .text = e->text,
                               .once = once};
    return entry_write(&p, &post, e->id, &code);
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

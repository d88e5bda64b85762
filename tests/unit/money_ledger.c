/* The ledger against a plain model: any sequence of posts, certifications and take-backs is allowed and
** refused as the model says, every balance is the model's, all books come to nothing, and what was
** known on a day is never different later. */
#define TEST_MAIN
#include "money/ledger/ledger.h"
#include "store/check.h"
#include "web/registry.h"

#include "draw.h"
#include "fund_help.h"
#include "gen/ledger_sql.h"

enum { ACTS = 1500, PEOPLE = 3, PROGRAMMES = 4, MOMENTS = 60 };

static i64 people[PEOPLE];
static struct arena *page; /* emptied after each step */

/* What was posted, as the model has it. */
struct act {
    str code;
    const char *kind;
    i64 amount, day, at, person;
    int pledge, programme; /* an act, a programme; -1 if none */
    int of;                /* the act that it takes back or certifies */
    i64 promised, pledged,
        contributions; /* what it did to its pledge's books and to contributions */
    bool back;
};
static struct act acts[ACTS];
static size_t count;

static bool made(void)
{
    if (fund.arena) return fund.app != NULL;
    chance = 20261129;
    page = arena_new();
    return fund_make(init_command) == 0 && fund_open() && fund_people(people, PEOPLE);
}

/* --- the model ------------------------------------------------------------------------------------------ */

static bool is(const struct act *x, const char *kind)
{
    return strcmp(x->kind, kind) == 0;
}

static i64 cash_of_act(const struct act *x)
{
    const struct act *from = is(x, "reversal") ? &acts[x->of] : x;
    i64 sign = is(x, "reversal") ? -1 : 1;
    if (is(from, "deposit") || is(from, "interest") || is(from, "opening") || is(from, "refund"))
        return sign * from->amount;
    if (is(from, "fee") || is(from, "transfer")) return -sign * from->amount;
    return 0;
}

/* What is approved and not yet transferred, as a sum above zero. */
static i64 committed_of_act(const struct act *x)
{
    const struct act *from = is(x, "reversal") ? &acts[x->of] : x;
    i64 sign = is(x, "reversal") ? -1 : 1;
    if (is(from, "brought") || is(from, "commitment")) return sign * from->amount;
    if (is(from, "transfer") || is(from, "release")) return -sign * from->amount;
    return 0;
}

struct sums {
    i64 cash, promised, pledged, committed, contributions;
};

static struct sums sums_at(i64 day, i64 known)
{
    struct sums s = {0};
    for (size_t i = 0; i < count; i++) {
        const struct act *x = &acts[i];
        if (x->day > day || x->at > known) continue;
        s.cash += cash_of_act(x);
        s.committed += committed_of_act(x);
        s.promised += x->promised;
        s.pledged += x->pledged;
        s.contributions += x->contributions;
    }
    return s;
}

static void open_of(int pledge, i64 *promised, i64 *pledged)
{
    *promised = *pledged = 0;
    for (size_t i = 0; i < count; i++) {
        if (acts[i].pledge != pledge) continue;
        *promised += acts[i].promised;
        *pledged += acts[i].pledged;
    }
}

static i64 least(i64 a, i64 b)
{
    return a < b ? a : b;
}

/* Whether it may be posted; fills what it does to a pledge. */
static bool allowed(struct act *x)
{
    i64 promised = 0, pledged = 0, cash = sums_at(LEDGER_ALWAYS, LEDGER_ALWAYS).cash, committed = 0;
    if (x->pledge >= 0) open_of(x->pledge, &promised, &pledged);
    for (size_t i = 0; i < count; i++)
        if (acts[i].programme == x->programme) committed += committed_of_act(&acts[i]);
    if (is(x, "pledge")) {
        x->promised = x->amount;
        x->contributions = x->amount;
    } else if (is(x, "certification")) {
        x->amount = promised;
        x->promised = -promised;
        x->pledged = promised;
        if (promised <= 0 || acts[x->of].person == x->person) return false;
    } else if (is(x, "deposit")) {
        x->pledged = -least(pledged, x->amount);
        x->promised = -least(promised, x->amount + x->pledged);
        x->contributions = x->amount + x->pledged + x->promised;
    } else if (is(x, "lapse")) {
        x->promised = -least(promised, x->amount);
        x->pledged = -(x->amount + x->promised);
        x->contributions = -x->amount;
        if (pledged + x->pledged < 0) return false;
    } else if (is(x, "reversal")) {
        const struct act *of = &acts[x->of];
        x->amount = of->amount;
        x->promised = -of->promised;
        x->pledged = -of->pledged;
        x->contributions = -of->contributions;
        if (of->back || is(of, "reversal") || is(of, "commitment")) return false;
        if (x->promised < 0 && promised + x->promised < 0) return false;
        if (x->pledged < 0 && pledged + x->pledged < 0) return false;
    }
    i64 out = cash_of_act(x), less = committed_of_act(x);
    return !(out < 0 && cash + out < 0) && !(less < 0 && committed + less < 0);
}

/* --- one act ---------------------------------------------------------------------------------------------- */

struct arg {
    struct act *x;
    i64 number; /* of the form */
    const char *why;
};

static enum status act_write(struct tx *tx, void *arg)
{
    struct arg *v = arg;
    struct act *x = v->x;
    str once = arena_printf(fund.arena, "form%lld", (long long)v->number), code;
    struct ledger_entry of;
    if (x->of >= 0) TRY(ledger_entry_by_code(tx_db(tx), fund.arena, acts[x->of].code, &of));
    i64 person = people[x->person];
    if (is(x, "reversal")) {
        TRY(ledger_reverse(tx, fund.arena, &of, person, x->day, S("mistake"), once, &v->why));
    } else if (is(x, "certification")) {
        TRY(ledger_certify(tx, fund.arena, &of, person, x->day, once, &v->why));
    } else {
        struct ledger_entry pledge = {0};
        if (x->pledge >= 0 && !is(x, "pledge"))
            TRY(ledger_entry_by_code(tx_db(tx), fund.arena, acts[x->pledge].code, &pledge));
        struct ledger_post post = {
            .kind = str_c(x->kind),
            .amount = money_of(x->amount, S("USD")),
            .day = x->day,
            .account = person,
            .party = is(x, "pledge") || is(x, "deposit") ? S("Contributor") : NO_STR,
            .programme = x->programme >= 0 ? arena_printf(fund.arena, "p%d", x->programme) : NO_STR,
            .text = S("for this"),
            .once = once,
            .pledge = pledge.id};
        return ledger_put(tx, fund.arena, &post, &x->code, &v->why);
    }
    return ledger_once(tx_db(tx), fund.arena, once, &code) == OK ? (x->code = code, OK) : FAILED;
}

static struct act act_draw(void)
{
    static const char *const kinds[] = {"pledge",        "deposit",       "deposit",  "lapse",
                                        "interest",      "fee",           "transfer", "refund",
                                        "release",       "brought",       "opening",  "commitment",
                                        "certification", "certification", "reversal"};
    struct act x = {.kind = kinds[draw(15)],
                    .amount = 1 + draw(draw(4) ? 5000 : 100),
                    .pledge = -1,
                    .programme = -1,
                    .of = -1,
                    .person = draw(PEOPLE)};
    struct civil day = {.year = 2027, .month = 1, .day = 5};
    x.day = date_of(day.year, day.month, day.day) - draw(40);
    if (is(&x, "pledge")) x.pledge = (int)count;
    if (is(&x, "transfer") || is(&x, "refund") || is(&x, "release") || is(&x, "brought") ||
        is(&x, "commitment"))
        x.programme = (int)draw(PROGRAMMES);
    int some = count ? (int)draw((u32)count) : -1;
    if (is(&x, "reversal")) {
        x.of = some;
        if (some >= 0) x.pledge = acts[some].pledge, x.programme = acts[some].programme;
    }
    for (int i = some; i >= 0 && (is(&x, "certification") || is(&x, "lapse") || is(&x, "deposit"));
         i--) {
        if (!is(&acts[i], "pledge")) continue;
        x.pledge = i;
        if (is(&x, "certification")) x.of = i;
        break;
    }
    return x;
}

static void act_do(i64 number)
{
    struct act x = act_draw();
    if ((is(&x, "certification") || is(&x, "reversal")) && x.of < 0) return;
    if (is(&x, "lapse") && x.pledge < 0) return;
    x.at = fund.env.fixed_now + number;
    bool good = allowed(&x);
    struct arg v = {.x = &x, .number = number};
    struct actor actor = {.act = S("test")};
    enum status st = store_write(fund.app->store, actor, x.at, act_write, &v);
    if (st != (good ? OK : DENIED))
        printf("# act %lld: %s %lld: %d, the model says %d\n", (long long)number, x.kind,
               (long long)x.amount, st, good);
    CHECK_INT(st, good ? OK : DENIED);
    if (st == DENIED) CHECK(v.why != NULL);
    if (st != OK || !good) return;
    if (x.of >= 0 && is(&x, "reversal")) acts[x.of].back = true;
    acts[count++] = x;
    /* The same form again changes nothing. */
    if (draw(10) == 0 && x.of < 0) {
        st = store_write(fund.app->store, actor, x.at, act_write, &v);
        CHECK_INT(st, CONFLICT);
    }
}

static void funds_agree(i64 day, i64 known)
{
    struct ledger_funds f;
    struct ledger_balance_array all = {0};
    struct sums s = sums_at(day, known);
    CHECK_INT(ledger_funds_of(fund.db, page, fund.app, S("USD"), day, known, &f), OK);
    CHECK_INT(f.cash.minor, s.cash);
    CHECK_INT(f.pledged.minor, s.pledged);
    CHECK_INT(f.committed.minor, s.committed);
    CHECK_INT(f.available.minor, s.cash + s.pledged - s.committed);
    CHECK_INT(ledger_balances(fund.db, page, day, known, &all), OK);
    i64 whole = 0, contributions = 0;
    for (size_t i = 0; i < all.n; i++) {
        whole += all.v[i].amount.minor;
        if (str_eq(all.v[i].book, S("contributions"))) contributions = -all.v[i].amount.minor;
    }
    CHECK_INT(whole, 0);
    CHECK_INT(contributions, s.contributions);
}

TEST(any_sequence_of_acts_keeps_the_books_true)
{
    static struct {
        i64 day, known, available;
    } moments[MOMENTS];
    size_t kept = 0;
    if (!made()) abort();
    for (i64 i = 1; i < ACTS; i++) {
        act_do(i);
        if (i % 25 != 0) continue;
        arena_reset(page);
        i64 day = date_of(2027, 1, 5) - draw(40), now = fund.env.fixed_now + i;
        funds_agree(LEDGER_ALWAYS, LEDGER_ALWAYS);
        funds_agree(day, LEDGER_ALWAYS);
        funds_agree(day, now - draw(200));
        struct ledger_funds f;
        CHECK_INT(ledger_funds_of(fund.db, page, fund.app, S("USD"), day, now, &f), OK);
        if (kept < MOMENTS) {
            moments[kept].day = day;
            moments[kept].known = now;
            moments[kept++].available = f.available.minor;
        }
    }
    CHECK(count > ACTS / 4);
    /* What was known then is what one reads now. */
    for (size_t i = 0; i < kept; i++) {
        struct ledger_funds f;
        CHECK_INT(ledger_funds_of(fund.db, page, fund.app, S("USD"), moments[i].day,
                                  moments[i].known, &f),
                  OK);
        CHECK_INT(f.available.minor, moments[i].available);
    }
    struct check c = {.store = fund.app->store, .db = fund.db, .arena = fund.arena, .page = page};
    CHECK_INT(ledger_check(&c), OK);
    CHECK_INT(c.faults.n, 0);
}

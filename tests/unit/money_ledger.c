/* The ledger against a plain model: any sequence of posts, certifications and take-backs, on any days, is
** allowed and refused as the model says; every balance of every day is the model's, none is ever below
** nothing, all books come to nothing, and what was known on a day is never different later. */
#define TEST_MAIN
#include "money/ledger/ledger.h"
#include "store/check.h"
#include "web/registry.h"

#include "draw.h"
#include "fund_help.h"
#include "gen/ledger_sql.h"

enum { ACTS = 1500, PEOPLE = 3, PROGRAMMES = 4, MOMENTS = 60, DAYS = 41 };

static i64 people[PEOPLE];
static struct arena *page; /* emptied after each step */

/* What was posted, as the model has it. */
struct act {
    str code;
    const char *kind;
    i64 amount, at, person;
    int day;               /* from the first on, below DAYS */
    int pledge, programme; /* an act, a programme; -1 if none */
    int of;                /* the act that it takes back or certifies */
    i64 contributions;
    i64 promised[DAYS], pledged[DAYS]; /* what it and what was adjusted for it add on each day */
    bool back;
};
static struct act acts[ACTS];
static size_t count, fitted[2]; /* adjustments: of posts, of what takes one back */

static i64 date(int day)
{
    return date_of(2027, 1, 5) - DAYS + 1 + day;
}

static enum status each_there(struct db *db, struct arena *a, str code, bool *there)
{
    (void)db;
    (void)a;
    *there = str_starts(code, S("p"));
    return OK;
}

static bool made(void)
{
    if (fund.arena) return fund.app != NULL;
    chance = 20261129;
    page = arena_new();
    if (fund_make(init_command) != 0 || !fund_open() || !fund_people(people, PEOPLE)) return false;
    ledger_programme_register(each_there);
    return true;
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

/* What has gone to a programme and not come back. */
static i64 gone_of_act(const struct act *x)
{
    const struct act *from = is(x, "reversal") ? &acts[x->of] : x;
    i64 sign = is(x, "reversal") ? -1 : 1;
    if (is(from, "transfer") || is(from, "earlier")) return sign * from->amount;
    return is(from, "refund") ? -sign * from->amount : 0;
}

struct sums {
    i64 cash, promised, pledged, committed, gone, contributions;
};

static void act_add(const struct act *x, int day, struct sums *s)
{
    for (int d = 0; d <= day; d++) {
        s->promised += x->promised[d];
        s->pledged += x->pledged[d];
    }
    if (x->day > day) return;
    s->cash += cash_of_act(x);
    s->committed += committed_of_act(x);
    s->gone += gone_of_act(x);
    s->contributions += x->contributions;
}

static struct sums sums_at(int day, i64 known)
{
    struct sums s = {0};
    for (size_t i = 0; i < count; i++)
        if (acts[i].at <= known) act_add(&acts[i], day, &s);
    return s;
}

/* Of one pledge, and of one programme. */
static struct sums parts_at(int pledge, int programme, int day)
{
    struct sums of_pledge = {0}, of_programme = {0};
    for (size_t i = 0; i < count; i++) {
        if (pledge >= 0 && acts[i].pledge == pledge) act_add(&acts[i], day, &of_pledge);
        if (programme >= 0 && acts[i].programme == programme) act_add(&acts[i], day, &of_programme);
    }
    of_pledge.committed = of_programme.committed;
    of_pledge.gone = of_programme.gone;
    return of_pledge;
}

/* The least of each from a day on. */
static struct sums least_from(const struct act *x)
{
    struct sums least = {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, 0};
    for (int day = x->day; day < DAYS; day++) {
        struct sums s = parts_at(x->pledge, x->programme, day);
        i64 cash = sums_at(day, LEDGER_ALWAYS).cash;
        if (cash < least.cash) least.cash = cash;
        if (s.promised < least.promised) least.promised = s.promised;
        if (s.pledged < least.pledged) least.pledged = s.pledged;
        if (s.committed < least.committed) least.committed = s.committed;
        if (s.gone < least.gone) least.gone = s.gone;
    }
    return least;
}

static bool open_from(const struct act *x, i64 amount)
{
    for (int day = x->day; day < DAYS; day++) {
        struct sums s = parts_at(x->pledge, -1, day);
        if (s.promised + s.pledged < amount) return false;
    }
    return true;
}

static bool reversal_allowed(struct act *x, const struct sums *least)
{
    const struct act *of = &acts[x->of];
    x->amount = of->amount;
    x->contributions = -of->contributions;
    if (of->back || is(of, "reversal") || is(of, "commitment") || x->day < of->day) return false;
    if (is(of, "pledge")) return least->promised >= of->amount;
    return !is(of, "certification") || least->pledged >= of->amount;
}

/* Whether it may be posted; fills what it does to contributions. */
static bool allowed(struct act *x)
{
    struct sums least = least_from(x), end = parts_at(x->pledge, -1, DAYS - 1);
    i64 open = end.promised + end.pledged;
    if (is(x, "pledge")) {
        x->contributions = x->amount;
    } else if (is(x, "certification")) {
        x->amount = least.promised;
        if (least.promised <= 0 || acts[x->of].person == x->person) return false;
    } else if (is(x, "deposit")) {
        i64 settled = open < x->amount ? open : x->amount;
        x->contributions = x->amount - settled;
        if (!open_from(x, settled)) return false;
    } else if (is(x, "lapse")) {
        x->contributions = -x->amount;
        if (!open_from(x, x->amount)) return false;
    } else if (is(x, "reversal") && !reversal_allowed(x, &least)) {
        return false;
    }
    i64 out = cash_of_act(x), less = committed_of_act(x), back = gone_of_act(x);
    return !(out < 0 && least.cash + out < 0) && !(less < 0 && least.committed + less < 0) &&
           !(back < 0 && least.gone + back < 0);
}

/* --- what the program made of it -------------------------------------------------------------------------- */

static void lines_read(struct act *x, const struct ledger_entry *e)
{
    struct ledger_line_array lines = {0};
    CHECK_INT(ledger_lines(fund.db, page, e->id, &lines), OK);
    for (size_t i = 0; i < lines.n; i++) {
        i64 day = e->day - date(0), amount = lines.v[i].amount.minor;
        if (str_eq(lines.v[i].book, S("promised"))) x->promised[day] += amount;
        if (str_eq(lines.v[i].book, S("pledged"))) x->pledged[day] += amount;
    }
}

/* The entry, and what was adjusted for it; of what takes one back, the mirrors of these. */
static void act_read(struct act *x)
{
    struct ledger_entry e, of;
    struct ledger_entry_array adjusted = {0};
    CHECK_INT(ledger_entry_by_code(fund.db, page, x->code, &e), OK);
    lines_read(x, &e);
    CHECK_INT(ledger_adjustments(fund.db, page, is(x, "reversal") ? e.about : e.id, &adjusted), OK);
    for (size_t i = 0; i < adjusted.n; i++) {
        of = adjusted.v[i];
        if (is(x, "reversal")) {
            CHECK_INT(ledger_entry_by_code(fund.db, page, adjusted.v[i].code, &e), OK);
            CHECK_INT(ledger_entry_by_code(fund.db, page, e.reversed_by, &of), OK);
        }
        CHECK(of.day >= date(x->day));
        fitted[is(x, "reversal")]++;
        lines_read(x, &of);
    }
}

/* What it settles is what the model says; and what takes it back leaves the pledge from then on as if it
** had never been. */
static void act_judge(const struct act *x)
{
    i64 settled = is(x, "deposit") ? x->amount - x->contributions : 0;
    i64 promised = 0, pledged = 0, was_promised = 0, was_pledged = 0;
    for (int day = 0; day < DAYS; day++) {
        promised += x->promised[day];
        pledged += x->pledged[day];
        if (day < x->day) CHECK(promised == 0 && pledged == 0);
        if (is(x, "reversal")) was_promised += acts[x->of].promised[day];
        if (is(x, "reversal")) was_pledged += acts[x->of].pledged[day];
        if (day < x->day) continue;
        if (is(x, "deposit")) CHECK_INT(promised + pledged, -settled);
        if (is(x, "lapse")) CHECK_INT(promised + pledged, -x->amount);
        if (is(x, "pledge")) CHECK(promised == x->amount && pledged == 0);
        if (is(x, "certification")) CHECK(promised == -x->amount && pledged == x->amount);
        if (is(x, "reversal")) CHECK(promised == -was_promised && pledged == -was_pledged);
    }
}

/* On no day is there less than nothing of what it touched. */
static void never_below(const struct act *x)
{
    for (int day = 0; day < DAYS; day++) {
        struct sums s = parts_at(x->pledge, x->programme, day);
        CHECK(s.promised >= 0 && s.pledged >= 0 && s.committed >= 0 && s.gone >= 0);
        CHECK(sums_at(day, LEDGER_ALWAYS).cash >= 0);
    }
}

/* --- one act ---------------------------------------------------------------------------------------------- */

struct arg {
    struct act *x;
    i64 number; /* of the form */
    struct ledger_why why;
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
        TRY(ledger_reverse(tx, fund.arena, &of, person, date(x->day), S("mistake"), once, &v->why));
    } else if (is(x, "certification")) {
        TRY(ledger_certify(tx, fund.arena, &of, person, date(x->day), once, &v->why));
    } else {
        struct ledger_entry pledge = {0};
        if (x->pledge >= 0 && !is(x, "pledge"))
            TRY(ledger_entry_by_code(tx_db(tx), fund.arena, acts[x->pledge].code, &pledge));
        struct ledger_post post = {
            .kind = str_c(x->kind),
            .amount = money_of(x->amount, S("USD")),
            .day = date(x->day),
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
                                        "certification", "certification", "reversal", "deposit",
                                        "certification", "reversal",      "earlier"};
    struct act x = {.kind = kinds[draw(19)],
                    .amount = 1 + draw(draw(4) ? 5000 : 100),
                    .pledge = -1,
                    .programme = -1,
                    .of = -1,
                    .person = draw(PEOPLE)};
    x.day = draw(DAYS);
    if (is(&x, "pledge")) {
        x.pledge = (int)count;
        x.amount *= 10;
        x.day /= 2;
    }
    if (is(&x, "transfer") || is(&x, "refund") || is(&x, "release") || is(&x, "brought") ||
        is(&x, "commitment") || is(&x, "earlier"))
        x.programme = (int)draw(PROGRAMMES);
    /* Half of what is about another act is about one of the latest, so that much meets. */
    u32 back = count > 60 && draw(2) ? 60 : (u32)count;
    int some = count ? (int)(count - 1 - draw(back)) : -1;
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
    if (st == DENIED) CHECK(v.why.message != NULL);
    if (st != OK || !good) return;
    if (x.of >= 0 && is(&x, "reversal")) acts[x.of].back = true;
    act_read(&x);
    act_judge(&x);
    acts[count++] = x;
    never_below(&x);
    /* The same form again changes nothing. */
    if (draw(10) == 0 && x.of < 0) {
        st = store_write(fund.app->store, actor, x.at, act_write, &v);
        CHECK_INT(st, CONFLICT);
    }
}

static void funds_agree(int day, i64 known)
{
    struct ledger_funds f;
    struct ledger_balance_array all = {0};
    struct sums s = sums_at(day, known);
    CHECK_INT(ledger_funds_of(fund.db, page, fund.app, S("USD"), date(day), known, &f), OK);
    CHECK_INT(f.cash.minor, s.cash);
    CHECK_INT(f.pledged.minor, s.pledged);
    CHECK_INT(f.committed.minor, s.committed);
    CHECK_INT(f.available.minor, s.cash + s.pledged - s.committed);
    CHECK_INT(ledger_balances(fund.db, page, date(day), known, &all), OK);
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
        i64 day = draw(DAYS), now = fund.env.fixed_now + i;
        funds_agree(DAYS - 1, LEDGER_ALWAYS);
        funds_agree((int)day, LEDGER_ALWAYS);
        funds_agree((int)day, now - draw(200));
        struct ledger_funds f;
        CHECK_INT(ledger_funds_of(fund.db, page, fund.app, S("USD"), date((int)day), now, &f), OK);
        if (kept < MOMENTS) {
            moments[kept].day = date((int)day);
            moments[kept].known = now;
            moments[kept++].available = f.available.minor;
        }
    }
    CHECK(count > ACTS / 4);
    CHECK(fitted[0] > 10);
    CHECK(fitted[1] > 0);
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

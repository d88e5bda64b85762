/* The list of partners against a plain reading of what was published: whatever is filtered by, over all
** parts, as JSON and CSV, the same organizations, the same count of what is sought now. What is sought
** ends on days and with calls, by chance in the past, today or to come. */
#define TEST_MAIN
#include "publish/partnership/partnership.h"

#include "edition/adopted.h"
#include "people/organization/organization.h"

#include "draw.h"
#include "fund_ask.h"
#include "gen/call_sql.h"
#include "gen/partnership_sql.h"

enum { ORGANIZATIONS = 260, SEEKS = 3, CALLS = 3, CHOICES = 200, PART = 50 };
enum { TODAY = FUND_NOW / 86400 };

static const char *const countries[] = {"KE", "UG", "LA", "PE", "ML", "NP"};
static const char *const dimensions[] = {"food", "health", "political", "personal"};
static const char *const types[] = {"un", "ingo", "nngo", "academia"};
static const char *const words[] = {"wellspring", "quarry", "lantern"};

struct seek {
    str countries, dimensions; /* a space before and behind each code; empty: the profile's */
    const char *word;
    bool now;
};
static struct org {
    str code, countries, dimensions;
    const char *type, *word;
    bool published;
    struct seek seeks[SEEKS];
    size_t count;
} orgs[ORGANIZATIONS];

static i64 calls[CALLS]; /* one closed, one that closes at this very instant, one withdrawn */
static const bool call_open[CALLS] = {false, true, false};

/* Some of these, each once, a space between them; none if none may be. */
static str some(const char *const *from, u32 count, bool may_be_none)
{
    str out = NO_STR;
    u32 first = draw(count), n = draw(4);
    if (!n && !may_be_none) n = 1;
    for (u32 i = 0; i < n && i < count; i++)
        out = arena_printf(fund.arena, "%.*s%s%s", P(out), out.n ? " " : "",
                           from[(first + i) % count]);
    return out;
}

static str spaced(str s)
{
    return s.n ? arena_printf(fund.arena, " %.*s ", P(s)) : NO_STR;
}

static enum status calls_make(struct tx *tx)
{
    for (int i = 0; i < CALLS; i++) {
        struct call_insert_in in = {.code = arena_printf(fund.arena, "call%d", i),
                                    .title = S("A call"),
                                    .summary = S("x"),
                                    .body = S("x"),
                                    .edition = edition_id(fund.app, edition_in_force(fund.app)),
                                    .opens = FUND_NOW - 1000,
                                    .closes = FUND_NOW - (i == 0),
                                    .zone = S("UTC"),
                                    .closes_local = S("2027-01-05T08:00"),
                                    .outcome_day = NO_DATE,
                                    .full_day = NO_DATE,
                                    .decision_day = NO_DATE,
                                    .now = FUND_NOW};
        TRY(call_insert(tx, &in, &calls[i]));
        TRY(call_publish(tx, calls[i], FUND_NOW));
    }
    return call_withdraw(tx, calls[2], FUND_NOW);
}

static enum status seek_make(struct tx *tx, i64 partnership, const struct org *o, size_t k,
                             struct seek *s)
{
    str where = some(countries, 6, true), about = some(dimensions, 4, true);
    u32 call = draw(3 * CALLS), day = draw(4);
    i64 id;
    *s = (struct seek){.countries = spaced(where),
                       .dimensions = spaced(about),
                       .word = words[draw(3)],
                       .now = (day == 0 || day > 1) && (call >= CALLS || call_open[call])};
    struct partnership_seek_insert_in in = {.code =
                                                arena_printf(fund.arena, "%.*s-%zu", P(o->code), k),
                                            .partnership = partnership,
                                            .sought = arena_printf(fund.arena, "A %s", s->word),
                                            .countries = where,
                                            .dimensions = about,
                                            .call = call < CALLS ? calls[call] : 0,
                                            .until = day == 0 ? NO_DATE : TODAY - 2 + (i64)day};
    return partnership_seek_insert(tx, &in, &id);
}

static enum status org_make(struct tx *tx, int i, struct org *o)
{
    i64 organization, id;
    *o = (struct org){.code = arena_printf(fund.arena, "org-%03d", i),
                      .type = types[draw(4)],
                      .word = words[draw(3)],
                      .countries = some(countries, 6, false),
                      .dimensions = some(dimensions, 4, true),
                      .published = draw(5) > 0,
                      .count = draw(SEEKS + 1)};
    struct organization_row row = {.code = o->code,
                                   .name = arena_printf(fund.arena, "Organization %d", i),
                                   .acronym = o->code,
                                   .type = str_c(o->type)};
    TRY(organization_create(tx, &row, &organization));
    struct partnership_insert_in in = {.code = o->code,
                                       .organization = organization,
                                       .does = arena_printf(fund.arena, "It has a %s.", o->word),
                                       .contact = S("all@example.org"),
                                       .countries = o->countries,
                                       .dimensions = o->dimensions,
                                       .now = FUND_NOW};
    TRY(partnership_insert(tx, &in, &id));
    for (size_t k = 0; k < o->count; k++)
        TRY(seek_make(tx, id, o, k, &o->seeks[k]));
    struct partnership_row p;
    TRY(partnership_of(tx_db(tx), fund.arena, o->code, &p));
    TRY(partnership_publish(tx, fund.arena, &p));
    if (!o->published) TRY(partnership_hide(tx, fund.arena, &p, "fund", S("an example")));
    o->countries = spaced(o->countries);
    o->dimensions = spaced(o->dimensions);
    return OK;
}

static enum status fill(struct tx *tx, void *arg)
{
    (void)arg;
    TRY(calls_make(tx));
    for (int i = 0; i < ORGANIZATIONS; i++)
        TRY(org_make(tx, i, &orgs[i]));
    return OK;
}

static bool made(void)
{
    if (fund.arena) return fund.app != NULL;
    if (fund_make(init_command) != 0 || !fund_open()) return false;
    return store_write(fund.app->store, (struct actor){.act = S("test")}, FUND_NOW, fill, NULL) ==
           OK;
}

/* --- the plain reading ------------------------------------------------------------------------------ */

struct choice {
    const char *country, *dimension, *type, *word;
    bool seeking;
};

static bool named(str codes, const char *code)
{
    return !code || str_find(codes, spaced(str_c(code))) >= 0;
}

static bool seek_fits(const struct choice *c, const struct org *o, const struct seek *s)
{
    return s->now && named(s->countries.n ? s->countries : o->countries, c->country) &&
           named(s->dimensions.n ? s->dimensions : o->dimensions, c->dimension);
}

static bool fits(const struct choice *c, const struct org *o)
{
    bool sought = false, worded = !c->word || strcmp(c->word, o->word) == 0;
    if (!o->published || (c->type && strcmp(c->type, o->type) != 0)) return false;
    for (size_t k = 0; k < o->count; k++) {
        const struct seek *s = &o->seeks[k];
        sought = sought || seek_fits(c, o, s);
        worded = worded || (s->now && strcmp(c->word, s->word) == 0);
    }
    bool there =
        c->seeking ? sought : named(o->countries, c->country) && named(o->dimensions, c->dimension);
    return there && worded;
}

static i64 sought_now(const struct org *o)
{
    i64 n = 0;
    for (size_t k = 0; k < o->count; k++)
        n += o->seeks[k].now;
    return n;
}

/* --- what the program answers ----------------------------------------------------------------------- */

static str ask(const struct choice *c, const char *face, i64 after)
{
    return fund_ask(arena_printf(
        fund.arena, "/partners%s?country=%s&dimension=%s&type=%s&q=%s%s&after=%lld", face,
        c->country ? c->country : "", c->dimension ? c->dimension : "", c->type ? c->type : "",
        c->word ? c->word : "", c->seeking ? "&seeking=yes" : "", (long long)after));
}

/* The organization as it stands in an answer as JSON, with what it seeks now. */
static bool told(str reply, const struct org *o)
{
    str mark = arena_printf(fund.arena, "\"code\":\"%.*s\"", P(o->code));
    i64 at = str_find(reply, mark);
    if (at < 0) return false;
    str rest = str_sub(reply, (size_t)at, reply.n);
    i64 end = str_find(rest, S("}"));
    str seeking = arena_printf(fund.arena, "\"seeking\":%lld,", (long long)sought_now(o));
    return str_find(str_sub(rest, 0, (size_t)end), seeking) >= 0;
}

/* How many there are; every difference is a fault. */
static size_t compare(const struct choice *c)
{
    size_t want = 0, wrong = 0;
    str parts = NO_STR, csv = ask(c, ".csv", 0);
    i64 total = -1;
    for (i64 after = 0; after == 0 || after < total; after += PART) {
        str reply = ask(c, ".json", after);
        total = fund_total(reply);
        parts = arena_printf(fund.arena, "%.*s%.*s", P(parts), P(reply));
    }
    for (int i = 0; i < ORGANIZATIONS; i++) {
        const struct org *o = &orgs[i];
        bool should = fits(c, o);
        str cell = arena_printf(fund.arena, "\n%.*s,", P(o->code));
        want += should;
        wrong += told(parts, o) != should;
        wrong += (str_find(csv, cell) >= 0) != should;
    }
    CHECK_INT(wrong, 0);
    CHECK_INT(total, want);
    return want;
}

TEST(partners_are_what_a_plain_reading_finds)
{
    size_t found = 0, none = 0, several = 0;
    CHECK(made());
    for (int i = 0; i < CHOICES; i++) {
        struct choice c = {.seeking = draw(2)};
        if (draw(3) == 0) c.country = draw(9) ? countries[draw(6)] : "FR";
        if (draw(3) == 0) c.dimension = dimensions[draw(4)];
        if (draw(3) == 0) c.type = types[draw(4)];
        if (draw(3) == 0) c.word = draw(9) ? words[draw(3)] : "nowhereland";
        size_t n = compare(&c);
        found += n > 0;
        none += n == 0;
        several += n > PART;
    }
    CHECK(found > CHOICES / 2 && none > CHOICES / 40 && several > CHOICES / 10);
}

/* The list of programmes against a plain reading of the pages: whatever is filtered by, in each order,
** over all parts, as JSON and CSV, the same programmes in the same order, and the same count. */
#define TEST_MAIN
#include "publish/profile/profile.h"
#include "web/registry.h"
#include "web/terms.h"

#include "draw.h"
#include "fund_ask.h"

enum { PROGRAMMES = 700, CHOICES = 150, FILTERS = 6, PART = 20 };

/* A page as its table has it. */
struct row {
    str code, key, text, values[FILTERS]; /* with a space before and behind each value */
    i64 day;
};
static struct {
    struct row *v;
    size_t n, cap;
} rows;

static const char *const filters[FILTERS] = {"country",   "region", "organization",
                                             "dimension", "status", "year"};
static const char *const values[FILTERS][5] = {{"KE", "UG", "LA", "PE", "KZ"},
                                               {"002", "142", "019", "014", "150"},
                                               {"undp", "who", "fao", "unesco", "nobody"},
                                               {"food", "health", "political", "personal", "none"},
                                               {"completed", "ongoing", "closed", "suspended", "x"},
                                               {"2003", "2004", "2012", "2013", "1900"}};
static const char *const words[] = {"wellspring", "QUARRY", "brookside quarr", "lantern",
                                    "nowhereland"};
static const char *const sorts[] = {"new", "old", "title"};

/* --- the fund --------------------------------------------------------------------------------------- */

static void csv_some(FILE *f, const char *const *from, u32 count, u32 most)
{
    u32 first = draw(count), n = 1 + draw(most);
    for (u32 i = 0; i < n; i++)
        fprintf(f, "%s%s", i ? ";" : "", from[(first + i) % count]);
    fputc(',', f);
}

/* Many days, codes of countries and beginnings of titles come several times. */
static void csv_make(const char *path)
{
    static const char *const countries[] = {"KE", "UG", "LA", "PE", "KZ", "ML", "NP"};
    static const char *const organizations[] = {"UNDP", "WHO", "FAO", "UNESCO", "WFP"};
    static const char *const dimensions[] = {"food", "health", "political", "personal", "economic"};
    static const char *const statuses[] = {"completed", "completed", "ongoing", "closed",
                                           "suspended"};
    static const char *const texts[] = {"Wellspring and peace", "Quarry at the brookside",
                                        "Healthy families", "Fields for all"};
    FILE *f = fopen(path, "w");
    if (!f) abort();
    fputs(
        "slug_hint,title,title_lang,countries,organizations,lead_known,amount,currency,amount_kind,approved,start,end,"
        "status,dimensions,summary_en,source\n",
        f);
    for (u32 i = 0; i < PROGRAMMES; i++) {
        u32 year = 2000 + draw(14);
        fprintf(f, "list-%u,%s %u,en,", i, texts[draw(4)], draw(4) ? i : draw(9));
        csv_some(f, countries, 7, 3);
        csv_some(f, organizations, 5, 3);
        fprintf(f, "1,%u,USD,fund,%u-%02u-01,%u-%02u,%u-12,%s,", 1000 + i, year, 1 + draw(12),
                year + draw(2), 1 + draw(12), year + 3, statuses[draw(5)]);
        csv_some(f, dimensions, 5, 2);
        fprintf(f, "%s.%s,https://www.example.org/%u\n", texts[draw(4)],
                i % 97 == 0 ? " One lantern." : "", i);
    }
    fclose(f);
}

static bool made(void)
{
    if (fund.arena) return fund.app != NULL;
    if (fund_make(demo_command) != 0) return false;
    char *csv = (char *)arena_printf(fund.arena, "%s/programmes.csv", fund.dir).p;
    csv_make(csv);
    char *import[] = {csv, "--create-organizations"};
    return fund_run(import_programmes_command, import, 2) == 0 &&
           fund_run(bench_publish_command, NULL, 0) == 0 && fund_open();
}

/* Some pages are withdrawn, some of these signed off again. */
static enum status withdraw_some(struct tx *tx, void *arg)
{
    (void)arg;
    for (size_t i = 0; i < 60; i++) {
        str code = rows.v[i * 7].code;
        TRY(profile_withdraw(tx, fund.arena, code, S("an example"), 1));
        if (i % 3 == 0) TRY(profile_sign(tx, fund.arena, NULL, code, NO_STR, 1));
    }
    return OK;
}

/* --- the plain reading ------------------------------------------------------------------------------ */

static str year_of(i64 day)
{
    int y, m, d;
    if (day == NO_DATE) return NO_STR;
    date_split(day, &y, &m, &d);
    return arena_printf(fund.arena, "%d", y);
}

static str spaced(str s)
{
    return arena_printf(fund.arena, " %.*s ", P(s));
}

static str regions_of(str countries)
{
    str out = NO_STR, cc;
    while (str_cut(&countries, ' ', &cc))
        if (cc.n)
            out = arena_printf(fund.arena, "%.*s %.*s %.*s", P(out), P(country_region(cc)),
                               P(country_subregion(cc)));
    return out;
}

static void rows_read(void)
{
    static const char sql[] = "SELECT code, day, title_key, countries, organizations, dimensions, "
                              "status, approved, starts, title, summary "
                              "FROM profile_page WHERE state = 'published'";
    struct stmt *st;
    rows.n = 0;
    CHECK_INT(db_prepare(fund.db, -2000, 0, str_c(sql), &st), OK);
    while (db_step(st) == OK) {
        struct row *x = PUSH(fund.arena, &rows);
        str countries = col_text(st, 3, fund.arena);
        str years = arena_printf(fund.arena, "%.*s %.*s", P(year_of(col_time(st, 7))),
                                 P(year_of(col_time(st, 8))));
        *x = (struct row){.code = col_text(st, 0, fund.arena),
                          .day = col_int(st, 1),
                          .key = col_text(st, 2, fund.arena),
                          .values = {spaced(countries), spaced(regions_of(countries)),
                                     spaced(col_text(st, 4, fund.arena)),
                                     spaced(col_text(st, 5, fund.arena)),
                                     spaced(col_text(st, 6, fund.arena)), spaced(years)}};
        x->text = str_fold(fund.arena,
                           arena_printf(fund.arena, "%.*s %.*s", P(col_text(st, 9, fund.arena)),
                                        P(col_text(st, 10, fund.arena))));
    }
    db_done(st);
}

struct choice {
    str value[FILTERS], words;
    u32 sort;
};

static bool fits(const struct choice *c, const struct row *x)
{
    for (int i = 0; i < FILTERS; i++)
        if (c->value[i].n && str_find(x->values[i], spaced(c->value[i])) < 0) return false;
    str rest = str_fold(fund.arena, c->words), word;
    while (str_cut(&rest, ' ', &word))
        if (str_find(x->text, word) < 0) return false;
    return true;
}

static u32 order;
static int in_order(const void *a, const void *b)
{
    const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
    int code = str_cmp(x->code, y->code);
    if (order == 2) return str_cmp(x->key, y->key) ? str_cmp(x->key, y->key) : code;
    int by = x->day != y->day ? (x->day < y->day ? -1 : 1) : code;
    return order == 0 ? -by : by;
}

/* --- what the program answers ----------------------------------------------------------------------- */

static str ask(const struct choice *c, const char *face, str after)
{
    struct buf target;
    buf_init(&target, 4096);
    buf_printf(&target, "/programmes%s?sort=%s", face, sorts[c->sort]);
    for (int i = 0; i < FILTERS; i++)
        if (c->value[i].n) buf_printf(&target, "&%s=%.*s", filters[i], P(c->value[i]));
    buf_lit(&target, "&q=");
    buf_url(&target, c->words);
    buf_printf(&target, "&after=%.*s", P(after));
    str all = fund_ask(buf_str(&target));
    buf_free(&target);
    return all;
}

struct codes {
    str *v;
    size_t n, cap;
};
static size_t codes_read(str reply, struct codes *out)
{
    static const str mark = {"/programmes/", 12};
    size_t n = 0;
    for (i64 at; (at = str_find(reply, mark)) >= 0; n++) {
        reply = str_sub(reply, (size_t)at + mark.n, reply.n);
        size_t k = 0;
        while (k < reply.n && reply.p[k] >= '0' && reply.p[k] <= 'z')
            k++;
        *PUSH(fund.arena, out) = str_sub(reply, 0, k);
    }
    return n;
}

/* How many there are; every difference is a fault. */
static size_t compare(const struct choice *c)
{
    struct {
        const struct row **v;
        size_t n, cap;
    } want = {0};
    struct codes parts = {0}, csv = {0};
    for (size_t i = 0; i < rows.n; i++)
        if (fits(c, &rows.v[i])) *PUSH(fund.arena, &want) = &rows.v[i];
    order = c->sort;
    if (want.n) qsort(want.v, want.n, sizeof *want.v, in_order);
    for (size_t n = PART; n == PART;) {
        str reply = ask(c, ".json", parts.n ? parts.v[parts.n - 1] : NO_STR);
        CHECK_INT(fund_total(reply), want.n);
        n = codes_read(reply, &parts);
    }
    codes_read(ask(c, ".csv", NO_STR), &csv);
    CHECK_INT(parts.n, want.n);
    CHECK_INT(csv.n, want.n);
    size_t wrong = 0;
    for (size_t i = 0; i < want.n; i++)
        wrong += i >= parts.n || i >= csv.n || !str_eq(want.v[i]->code, parts.v[i]) ||
                 !str_eq(want.v[i]->code, csv.v[i]);
    CHECK_INT(wrong, 0);
    return want.n;
}

TEST(lists_hold_what_a_plain_reading_finds)
{
    size_t some = 0, none = 0, several = 0;
    CHECK(made());
    rows_read();
    CHECK(rows.n > PROGRAMMES);
    CHECK_INT(store_write(fund.app->store, (struct actor){0}, 1799136000, withdraw_some, NULL), OK);
    rows_read();
    for (int i = 0; i < CHOICES; i++) {
        struct choice c = {.sort = draw(3)};
        for (int k = 0; k < FILTERS; k++)
            if (draw(4) == 0) c.value[k] = str_c(values[k][draw(5)]);
        if (draw(3) == 0) c.words = str_c(words[draw(5)]);
        size_t n = compare(&c);
        some += n > 0;
        none += n == 0;
        several += n > PART;
    }
    CHECK(some > CHOICES / 4 && none > CHOICES / 10 && several > CHOICES / 10);
}

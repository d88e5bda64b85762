/* Fuzz target: dates, instants, amounts and numbers as people type them into forms. The first letter of
** an input is the currency's place in a list, the rest is what was typed. What is taken is written and
** read back as the same; what is refused leaves nothing half read. */
#include "base/base.h"
#include "base/date.h"
#include "base/money.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void require(bool condition)
{
    if (!condition) abort();
}

/* Writes by one function, so that reading it again must give the value. */
static str written(struct buf *b, void (*write)(struct buf *, i64), i64 v)
{
    buf_reset(b);
    write(b, v);
    return buf_str(b);
}

static void dates_try(struct buf *b, str typed)
{
    i64 day, again;
    if (!date_parse(typed, &day)) return;
    int year, month, d;
    date_split(day, &year, &month, &d);
    require(year >= 1 && year <= 9999 && month >= 1 && month <= 12 && d >= 1 && d <= 31);
    require(date_of(year, month, d) == day && typed.n == 10);
    require(str_eq(written(b, buf_date, day), typed));
    require(date_parse(buf_str(b), &again) && again == day);
}

static void times_try(struct buf *b, str typed)
{
    static const char *const zones[] = {
        "UTC",         "Europe/Paris", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
        "Pacific/Apia"};
    i64 t, again;
    if (time_parse(typed, &t)) require(time_parse(written(b, buf_time, t), &again) && again == t);
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        const struct zone *z = zone_find(str_c(zones[i]));
        if (!z || !time_parse_local(typed, z, &t)) continue;
        buf_reset(b);
        buf_time_local(b, t, z);
        /* An hour that a clock skips becomes the instant behind it; an hour that comes twice is the
        ** first. What the form then shows is kept, to its minute. */
        require(time_parse_local(buf_str(b), z, &again));
        require(again - t < 60 && t - again < 60);
    }
}

/* The digits of what was typed, in their order. */
static size_t digits_of(str s, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9' && (n > 0 || s.p[i] != '0')) out[n++] = s.p[i];
    return n;
}

static void amounts_try(struct arena *a, struct buf *b, str typed, str currency)
{
    struct money m, again;
    /* What is kept is read as what was typed. */
    if (money_parse(typed, currency, &m))
        require(money_parse_shown(typed, currency, &again) && again.minor == m.minor);
    if (!money_parse_shown(typed, currency, &m)) return;
    require(currency_decimals(currency) >= 0);
    require(m.minor >= 0 && m.minor <= 1000000000000000 && str_eq(str_c(m.currency), currency));
    buf_reset(b);
    buf_money_plain(b, m);
    require(money_parse(buf_str(b), currency, &again) && again.minor == m.minor);
    /* No digit that was typed is lost or moved: behind them stand only the decimals left out. */
    char *mine = arena_alloc(a, typed.n + 1), *theirs = arena_alloc(a, b->n + 1);
    size_t had = digits_of(typed, mine), has = digits_of(buf_str(b), theirs);
    require(had <= has + 20 && memcmp(mine, theirs, had < has ? had : has) == 0);
    for (size_t i = had; i < has; i++)
        require(theirs[i] == '0');
    for (const char *lang = "en"; lang; lang = *lang == 'e' ? "fr" : NULL)
        buf_money(b, m, lang, false);
}

static void decimals_try(struct buf *b, str typed)
{
    for (int decimals = 0; decimals <= 6; decimals++) {
        i64 v, again;
        if (!decimal_parse(typed, decimals, &v)) continue;
        buf_reset(b);
        buf_decimal(b, v, decimals);
        require(decimal_parse(buf_str(b), decimals, &again) && again == v);
    }
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
    static const char *const currencies[] = {"USD", "JPY", "KWD", "XOF", "EUR", "usd", "", "UYW"};
    if (n < 1 || n > 4096) return 0;
    struct arena *a = arena_new();
    struct buf b;
    str typed = {(const char *)data + 1, n - 1};
    str currency = str_c(currencies[data[0] % (sizeof currencies / sizeof *currencies)]);
    buf_init(&b, 1 << 16);
    dates_try(&b, typed);
    times_try(&b, typed);
    amounts_try(a, &b, typed, currency);
    decimals_try(&b, typed);
    require(!b.overflow);
    buf_free(&b);
    arena_free(a);
    return 0;
}

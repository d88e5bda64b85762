/* money.c: amounts as integers of minor units. Used wherever the fund counts. Promises exact results
** or a refusal: products are 128 bits wide, sums are checked, two currencies never meet. It does
** not convert between currencies. */
#include "base/money.h"

#include <stdio.h>

/* ISO 4217, active codes, and those withdrawn lately that old records still carry. */
static const char TWO_DECIMALS[] =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL "
    "GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR "
    "LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD "
    "PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC "
    "SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW "
    "ZWG ANG CUC HRK MRO SLL STD VEF ZWL";
static const char NO_DECIMALS[] =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
static const char THREE_DECIMALS[] = "BHD IQD JOD KWD LYD OMR TND";
static const char FOUR_DECIMALS[] = "CLF UYW";

#define PARSE_MAX INT64_C(1000000000000000) /* 10^15 */

static bool listed(const char *list, str currency)
{
    for (; *list; list += list[3] ? 4 : 3)
        if (!memcmp(list, currency.p, 3)) return true;
    return false;
}

int currency_decimals(str currency)
{
    if (currency.n != 3) return -1;
    if (listed(TWO_DECIMALS, currency)) return 2;
    if (listed(NO_DECIMALS, currency)) return 0;
    if (listed(THREE_DECIMALS, currency)) return 3;
    return listed(FOUR_DECIMALS, currency) ? 4 : -1;
}

/* An unknown currency gives no amount: nobody could say what its minor units are. */
struct money money_of(i64 minor, str currency)
{
    struct money m = {0};
    if (currency_decimals(currency) < 0) return m;
    m.minor = minor;
    memcpy(m.currency, currency.p, 3);
    return m;
}

#define NO_BREAK "\u00A0" /* a French amount must not be torn at its spaces */

/* What people type between thousands. */
static bool is_group_space(u32 c)
{
    return c == ' ' || c == 0xA0 || c == 0x2009 || c == 0x202F;
}

/* The text as digits, '.' (a decimal sign), ',' and ' ' (any of the spaces); false for all else. */
static bool simplify(str text, char out[32], size_t *n)
{
    for (*n = 0; text.n; (*n)++) {
        u32 c = str_next_char(&text);
        if (*n == 32) return false;
        if (is_group_space(c)) c = ' ';
        if (c > 0x7F || !memchr("0123456789., ", (int)c, 13)) return false;
        out[*n] = (char)c;
    }
    return true;
}

/* Adds the digits of `s` to *v; `group` may stand between groups of three (0: nowhere). */
static bool read_digits(str s, char group, i64 *v)
{
    i64 grouped = group ? str_find_char(s, group) : -1;
    size_t in_group = 0;
    bool first = true;
    if (!s.n || (grouped >= 0 && s.p[0] == '0')) return false;
    for (size_t i = 0; i < s.n; i++) {
        if (grouped >= 0 && s.p[i] == group) {
            if (first ? in_group < 1 || in_group > 3 : in_group != 3) return false;
            in_group = 0;
            first = false;
            continue;
        }
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        *v = 10 * *v + (s.p[i] - '0');
        if (*v > PARSE_MAX) return false;
        in_group++;
    }
    return first || in_group == 3;
}

bool decimal_parse(str text, int decimals, i64 *out)
{
    char plain[32];
    size_t n;
    if (!simplify(str_trim(text), plain, &n)) return false;
    str whole = {plain, n}, fraction = NO_STR;

    i64 point = str_find_char(whole, '.'), comma = str_find_char(whole, ',');
    bool spaced = str_find_char(whole, ' ') >= 0;
    if (point < 0 && comma >= 0) {
        /* One comma: three digits behind it are thousands, fewer are decimals. Where a currency has
        ** three decimals nobody can tell, unless spaces show the thousands. */
        str behind = str_sub(whole, (size_t)comma + 1, n);
        bool single = str_find_char(behind, ',') < 0;
        bool thousands = behind.n == 3 && comma <= 3 && plain[0] != '0' && !spaced;
        if (single && thousands && decimals >= 3) return false;
        if (single && !thousands) point = comma, comma = -1;
    }
    if (point >= 0) {
        fraction = str_sub(whole, (size_t)point + 1, n);
        whole = str_sub(whole, 0, (size_t)point);
        if (!fraction.n || fraction.n > (size_t)decimals) return false;
    }
    i64 v = 0;
    if (!read_digits(whole, comma >= 0 ? ',' : ' ', &v)) return false;
    if (fraction.n && !read_digits(fraction, 0, &v)) return false;
    for (size_t i = fraction.n; i < (size_t)decimals; i++)
        if ((v *= 10) > PARSE_MAX) return false;
    *out = v;
    return true;
}

bool money_parse(str text, str currency, struct money *out)
{
    int decimals = currency_decimals(currency);
    i64 v;
    if (decimals < 0 || !decimal_parse(text, decimals, &v)) return false;
    *out = money_of(v, currency);
    return true;
}

static bool is_blank_start(str s)
{
    return s.n && is_group_space(str_next_char(&s));
}

/* Without the spaces around it, also those of typographers. */
static str trim_spaces(str s)
{
    while (is_blank_start(s))
        (void)str_next_char(&s);
    for (bool more = true; more;) {
        more = false;
        for (size_t n = 1; n <= 3 && n <= s.n && !more; n++) {
            str last = str_sub(s, s.n - n, s.n), rest = last;
            if (!is_group_space(str_next_char(&rest)) || rest.n) continue;
            s = str_sub(s, 0, s.n - n);
            more = true;
        }
    }
    return s;
}

/* One sign of the currency taken off, at either end. */
static str sign_off(str text, str currency)
{
    static const struct {
        const char *currency, *sign;
    } SIGNS[] = {{"USD", "US$"},  {"USD", "$US"}, {"USD", "$" NO_BREAK "US"},
                 {"USD", "$ US"}, {"USD", "$"},   {"EUR", "€"},
                 {"GBP", "£"},    {"JPY", "¥"}};
    if (text.n > 3 && str_eqi(str_sub(text, 0, 3), currency)) return str_sub(text, 3, text.n);
    if (text.n > 3 && str_eqi(str_sub(text, text.n - 3, text.n), currency))
        return str_sub(text, 0, text.n - 3);
    for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++) {
        str sign = str_c(SIGNS[i].sign);
        if (!str_eq(currency, str_c(SIGNS[i].currency))) continue;
        if (str_starts(text, sign)) return str_sub(text, sign.n, text.n);
        if (str_ends(text, sign)) return str_sub(text, 0, text.n - sign.n);
    }
    return text;
}

bool money_parse_shown(str text, str currency, struct money *out)
{
    char plain[64];
    size_t n = 0;
    text = trim_spaces(sign_off(trim_spaces(str_trim(text)), currency));
    while (text.n) {
        str before = text;
        u32 c = str_next_char(&text);
        size_t bytes = before.n - text.n;
        if (n + bytes > sizeof plain) return false;
        if (c == '\'' || c == 0x2019) {
            if (!n || !text.n) return false;
            plain[n++] = ' ';
        } else {
            memcpy(plain + n, before.p, bytes);
            n += bytes;
        }
    }
    return money_parse((str){plain, n}, currency, out);
}

void buf_decimal(struct buf *b, i64 v, int decimals)
{
    i64 unit = 1;
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    buf_i64(b, v / unit);
    for (i64 rest = v % unit; rest; rest = rest * 10 % unit) {
        if (rest == v % unit) buf_char(b, '.');
        buf_char(b, (char)('0' + rest * 10 / unit));
    }
}

static bool same_currency(struct money a, struct money b)
{
    return a.currency[0] && !memcmp(a.currency, b.currency, sizeof a.currency);
}

bool money_add(struct money a, struct money b, struct money *out)
{
    i64 sum;
    if (!same_currency(a, b) || __builtin_add_overflow(a.minor, b.minor, &sum)) return false;
    *out = a;
    out->minor = sum;
    return true;
}

bool money_sub(struct money a, struct money b, struct money *out)
{
    i64 difference;
    if (!same_currency(a, b) || __builtin_sub_overflow(a.minor, b.minor, &difference)) return false;
    *out = a;
    out->minor = difference;
    return true;
}

bool money_share(struct money a, i64 num, i64 den, struct money *out)
{
    if (!den) return false;
    __int128 product = (__int128)a.minor * num, divisor = den;
    if (divisor < 0) product = -product, divisor = -divisor;
    __int128 share = product / divisor, rest = product % divisor; /* rest has product's sign */
    if (2 * (rest < 0 ? -rest : rest) >= divisor) share += product < 0 ? -1 : 1;
    if (share > INT64_MAX || share < INT64_MIN) return false;
    *out = a;
    out->minor = (i64)share;
    return true;
}

int money_compare_share(i64 part, i64 whole, i64 num, i64 den)
{
    __int128 left = (__int128)part * den, right = (__int128)whole * num;
    if (den < 0) left = -left, right = -right;
    return (left > right) - (left < right);
}

/* The digits with `group` between thousands and `point` before the decimals; no sign. */
static void put_number(struct buf *b, struct money m, const char *group, const char *point,
                       bool drop_zeros)
{
    int decimals = currency_decimals(str_c(m.currency));
    u64 minor = m.minor < 0 ? -(u64)m.minor : (u64)m.minor, unit = 1;
    for (int i = 0; i < decimals; i++)
        unit *= 10;

    char digits[24];
    int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)(minor / unit));
    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0) buf_add(b, str_c(group));
        buf_char(b, digits[i]);
    }
    if (decimals > 0 && !(drop_zeros && minor % unit == 0))
        buf_printf(b, "%s%0*llu", point, decimals, (unsigned long long)(minor % unit));
}

void buf_money(struct buf *b, struct money m, const char *lang, bool short_form)
{
    if (!m.currency[0]) return;
    bool french = !strncmp(lang, "fr", 2), dollar = !strcmp(m.currency, "USD"),
         euro = !strcmp(m.currency, "EUR");
    if (m.minor < 0) buf_char(b, '-');
    if (french) {
        put_number(b, m, NO_BREAK, ",", short_form);
        buf_printf(b, NO_BREAK "%s", dollar ? "$" NO_BREAK "US" : euro ? "€" : m.currency);
    } else {
        buf_printf(b, "%s ", dollar ? "US$" : m.currency);
        put_number(b, m, ",", ".", short_form);
    }
}

void buf_money_plain(struct buf *b, struct money m)
{
    if (!m.currency[0]) return;
    if (m.minor < 0) buf_char(b, '-');
    put_number(b, m, "", ".", false);
}

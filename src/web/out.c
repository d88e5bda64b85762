/* out.c: what a compiled template writes through, one function per place and type. Called by
** generated code only (and by the layout). Promises that no value reaches the page unescaped; does
** not judge whether a value should be there. */
#include "web/out.h"

#include "web/address.h"
#include "web/app.h"
#include "web/markdown.h"
#include "web/request.h"
#include "web/terms.h"

#define NOTHING S("–") /* stands where there is no date or amount, so that a cell is never empty */

/* The zone in which a page states instants: the fund's, because its deadlines are stated in it. */
static const struct zone *page_zone(const struct out *o)
{
    return o->r && o->r->app ? fund_zone(o->r->app) : zone_find(S("UTC"));
}

void out_raw(struct out *o, str literal)
{
    buf_add(o->b, literal);
}

void out_text(struct out *o, str s)
{
    buf_html(o->b, s);
}

static char decimal_mark(const struct out *o)
{
    return str_starts(o->page.lang, S("fr")) ? ',' : '.';
}

void out_int(struct out *o, i64 v)
{
    char digits[20];
    size_t n = 0;
    u64 rest = v < 0 ? 0 - (u64)v : (u64)v;
    bool comma = str_starts(o->page.lang, S("en")) || str_starts(o->page.lang, S("zh")) ||
                 str_starts(o->page.lang, S("ar")) || o->page.lang.n == 0;
    do
        digits[n++] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (v < 0) buf_lit(o->b, "\u2212");
    while (n--) {
        buf_char(o->b, digits[n]);
        if (n && n % 3 == 0) buf_add(o->b, comma ? S(",") : S("\u202f"));
    }
}

void out_decimal(struct out *o, str s)
{
    i64 v;
    if (!decimal_parse(s, DECIMAL_PLACES, &v)) {
        buf_add(o->b, NOTHING);
        return;
    }
    out_int(o, v / DECIMAL_UNIT);
    i64 rest = v % DECIMAL_UNIT;
    if (rest) buf_char(o->b, decimal_mark(o));
    for (; rest; rest = rest * 10 % DECIMAL_UNIT)
        buf_char(o->b, (char)('0' + rest * 10 / DECIMAL_UNIT));
}

void out_int_plain(struct out *o, i64 v)
{
    buf_i64(o->b, v);
}

void out_code(struct out *o, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
            c == '_' || c == '-')
            buf_char(o->b, c);
    }
}

void out_money(struct out *o, struct money m)
{
    if (!m.currency[0]) {
        buf_add(o->b, NOTHING);
        return;
    }
    struct buf text;
    buf_init(&text, 200);
    buf_money(&text, m, str_z(o->arena, o->page.lang), false);
    buf_html(o->b, buf_str(&text));
    buf_free(&text);
}

void out_money_plain(struct out *o, struct money m)
{
    if (m.currency[0]) buf_money_plain(o->b, m);
}

void out_time(struct out *o, i64 t)
{
    if (t == NO_DATE) {
        buf_add(o->b, NOTHING);
        return;
    }
    buf_lit(o->b, "<time datetime=\"");
    buf_time(o->b, t);
    buf_lit(o->b, "\">");
    buf_time_long(o->b, t, page_zone(o), str_z(o->arena, o->page.lang));
    buf_lit(o->b, "</time>");
}

void out_time_plain(struct out *o, i64 t)
{
    if (t != NO_DATE) buf_time(o->b, t);
}

void out_date(struct out *o, i64 d)
{
    if (d == NO_DATE) {
        buf_add(o->b, NOTHING);
        return;
    }
    buf_lit(o->b, "<time datetime=\"");
    buf_date(o->b, d);
    buf_lit(o->b, "\">");
    buf_date_long(o->b, d, str_z(o->arena, o->page.lang));
    buf_lit(o->b, "</time>");
}

void out_date_plain(struct out *o, i64 d)
{
    if (d != NO_DATE) buf_date(o->b, d);
}

void out_term(struct out *o, const char *voc, str code)
{
    buf_html(o->b, term_label(o->page.lang, voc, code));
}

void out_size(struct out *o, i64 bytes)
{
    static const char *const units_en[] = {"bytes", "KB", "MB", "GB"};
    static const char *const units_fr[] = {"octets", "Ko", "Mo", "Go"};
    bool fr = str_starts(o->page.lang, S("fr"));
    int unit = 0;
    i64 one = 1, size = bytes < 0 ? 0 : bytes;
    while (unit < 3 && size / one >= 1000) {
        one *= 1000;
        unit++;
    }
    i64 whole = size / one + (unit && size / one >= 10 && size % one >= one / 2);
    i64 tenth = unit && size / one < 10 ? size % one / (one / 10) : 0;
    buf_i64(o->b, whole);
    if (tenth) {
        buf_char(o->b, decimal_mark(o));
        buf_i64(o->b, tenth);
    }
    buf_lit(o->b, "\u00a0");
    buf_add(o->b, str_c((fr ? units_fr : units_en)[unit]));
}

void out_markdown(struct out *o, str source)
{
    str own = o->r && o->r->app ? o->r->app->config.base_url : NO_STR;
    markdown_html(o->b, o->arena, source,
                  &(struct markdown_options){.base = o->page.base, .own = own, .top = 2});
}

void out_html(struct out *o, str trusted)
{
    buf_add(o->b, trusted);
}

void out_url_part(struct out *o, str s)
{
    buf_url(o->b, s);
}

void out_url(struct out *o, str s)
{
    if (address_allowed(s))
        buf_address(o->b, s);
    else
        buf_char(o->b, '#');
}

void out_base(struct out *o)
{
    buf_add(o->b, o->page.base);
}

void out_form_token(struct out *o)
{
    if (!o->page.token.n) return;
    buf_lit(o->b, "<input type=\"hidden\" name=\"token\" value=\"");
    buf_html(o->b, o->page.token);
    buf_lit(o->b, "\">");
}

void out_message(struct out *o, str translated, out_argument_fn *fn, const void *ctx)
{
    size_t from = 0;
    for (size_t i = 0; i + 1 < translated.n; i++) {
        char digit = translated.p[i + 1];
        if (translated.p[i] != '%' || digit < '1' || digit > '9') continue;
        buf_html(o->b, str_sub(translated, from, i));
        if (fn) fn(o, digit - '1', ctx);
        from = i + 2;
        i++;
    }
    buf_html(o->b, str_sub(translated, from, translated.n));
}

str out_problem(struct out *o, str name)
{
    if (!o->r) return NO_STR;
    for (size_t i = 0; i < o->r->problems.n; i++)
        if (str_eq(o->r->problems.v[i].name, name)) return o->r->problems.v[i].value;
    return NO_STR;
}

/* A POST that ends in a page is a form that came back: what was typed goes before what is stored. */
static bool came_back(const struct out *o)
{
    return o->r && o->r->method == METHOD_POST;
}

str out_typed(struct out *o, str name, str value)
{
    if (!came_back(o)) return value;
    for (size_t i = 0; i < o->r->fields.n; i++)
        if (str_eq(o->r->fields.v[i].name, name)) return o->r->fields.v[i].value;
    return value;
}

/* `value` may hold several codes with spaces between, for a group of check boxes. */
bool out_chosen(struct out *o, str name, str option, str value)
{
    if (came_back(o)) {
        for (size_t i = 0; i < o->r->fields.n; i++)
            if (str_eq(o->r->fields.v[i].name, name) && str_eq(o->r->fields.v[i].value, option))
                return true;
        return false;
    }
    if (str_eq(option, value)) return true;
    str rest = value, piece;
    while (str_cut(&rest, ' ', &piece))
        if (piece.n && str_eq(piece, option)) return true;
    return false;
}

str out_label(struct out *o, const char *voc, str code)
{
    return term_label(o->page.lang, voc, code);
}

/* limits.c: what a call holds a proposal to: money, months, windows, countries, dimensions. Judged like
** the rules of the edition, beside the same fields, by the meanings of a form; in words for pages.
** Called by the form of a proposal and by the pages of a call. */
#include "fund/call/call.h"

#include "edition/adopted.h"
#include "edition/budget.h"
#include "web/app.h"
#include "web/message.h"
#include "web/out.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/call_sql.h"

#define NAMED_MAX 8 /* of a list in a sentence */

static const char *const bases[] = {"total", "direct", "year", "organization"};

str call_basis_words(const struct edition *e, str basis, str lang)
{
    return e && basis.n ? edition_label(e, S("cap_basis"), basis, lang) : NO_STR;
}

void call_bases(struct request *r, const struct edition *e, struct part_choice_array *out)
{
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        str label = call_basis_words(e, str_c(bases[i]), r->lang);
        if (label.n)
            *PUSH(r->arena, out) = (struct part_choice){.code = str_c(bases[i]), .label = label};
    }
}

bool call_code_known(const struct edition *e, const char *voc, str code)
{
    bool fixed = strcmp(voc, "country") == 0 || strcmp(voc, "region") == 0;
    return fixed ? vocab_find(voc, code) != NULL
                 : e && edition_label(e, str_c(voc), code, S("en")).n > 0;
}

void call_codes_fill(struct request *r, const struct edition *e, const char *voc, str codes,
                     struct part_choice_array *out)
{
    str rest = codes, code;
    bool fixed = strcmp(voc, "country") == 0 || strcmp(voc, "region") == 0;
    while (str_cut(&rest, ' ', &code)) {
        if (!code.n) continue;
        str label = fixed ? term_label(r->lang, voc, code)
                          : (e ? edition_label(e, str_c(voc), code, r->lang) : NO_STR);
        *PUSH(r->arena, out) = (struct part_choice){.code = code, .label = label.n ? label : code};
    }
}

/* --- judging ----------------------------------------------------------------------------------------- */

struct judging {
    struct request *r;
    const struct call_row *c;
    const struct edition *e;
    const struct form *form;
    const json_t *doc;
    i64 parties;
    struct finding_array *out;
};

static str words_of(struct judging *j, const char *message, const str *args, size_t n)
{
    return message_fill(j->r->arena, T(j->r, message), args, n);
}

static str amount_words(struct judging *j, i64 minor)
{
    struct money m = j->c->cap;
    struct buf b;
    m.minor = minor;
    buf_init(&b, 100);
    buf_money(&b, m, str_z(j->r->arena, j->r->lang), false);
    str s = str_dup(j->r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static str count_words(struct judging *j, i64 n)
{
    return arena_printf(j->r->arena, "%lld", (long long)n);
}

/* The verdict, with what it looked at. */
static void judged(struct judging *j, const char *id, enum severity severity,
                   const struct form_field *field, str title, str message, json_t *inputs)
{
    struct rule *rule = NEW(j->r->arena, struct rule);
    *rule = (struct rule){.id = str_c(id),
                          .form = j->form->name,
                          .severity = severity,
                          .field = field->name,
                          .title = title,
                          .message = message};
    *PUSH(j->r->arena, j->out) =
        (struct finding){.rule = rule,
                         .verdict = message.n ? VERDICT_FAIL : VERDICT_PASS,
                         .field = field->name,
                         .message = message,
                         .inputs = document_text_of(j->r->arena, inputs)};
    json_decref(inputs);
}

static bool has_code(str codes, str code)
{
    str rest = codes, one;
    while (str_cut(&rest, ' ', &one))
        if (one.n && str_eq(one, code)) return true;
    return false;
}

/* "Kenya, Uganda and 5 more", of several lists of codes. */
static str list_words(struct judging *j, const struct part_choice_array *all)
{
    str s = NO_STR;
    for (size_t i = 0; i < all->n && i < NAMED_MAX; i++)
        s = arena_printf(j->r->arena, "%.*s%s%.*s", P(s), i ? ", " : "", P(all->v[i].label));
    if (all->n <= NAMED_MAX) return s;
    str args[] = {s, count_words(j, (i64)(all->n - NAMED_MAX))};
    return words_of(j, MESSAGE("%1 and %2 more"), args, 2);
}

static json_t *codes_json(const str *codes, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(list, json_stringn(codes[i].p, codes[i].n));
    return list;
}

static void windows_judge(struct judging *j)
{
    str *codes;
    size_t n;
    const struct form_field *f = form_asks(j->form, S("window"));
    if (!j->c->windows.n || !f ||
        document_codes(j->form, j->doc, "window", j->r->arena, &codes, &n) != OK || !n)
        return;
    str message = NO_STR;
    if (!has_code(j->c->windows, codes[0])) {
        struct part_choice_array open = {0};
        call_codes_fill(j->r, j->e, "window", j->c->windows, &open);
        str args[] = {edition_label(j->e, S("window"), codes[0], j->r->lang), list_words(j, &open)};
        message =
            words_of(j, MESSAGE("This call is not open for “%1”. It is open for: %2."), args, 2);
    }
    judged(j, "call-window", RULE_BLOCK, f, T(j->r, "A window that the call opens"), message,
           codes_json(codes, n));
}

static void months_judge(struct judging *j)
{
    i64 months, least = j->c->min_months, most = j->c->max_months;
    const struct form_field *f = form_asks(j->form, S("months"));
    if ((!least && !most) || !f || !document_int(j->form, j->doc, "months", &months)) return;
    str args[] = {count_words(j, least), count_words(j, most), count_words(j, months)};
    str message = NO_STR;
    if (least && most && (months < least || months > most))
        message = words_of(j, MESSAGE("This call asks for %1 to %2 months; you plan %3."), args, 3);
    else if (least && months < least)
        message =
            words_of(j, MESSAGE("This call asks for at least %1 months; you plan %3."), args, 3);
    else if (most && months > most)
        message =
            words_of(j, MESSAGE("This call asks for at most %2 months; you plan %3."), args, 3);
    judged(j, "call-months", RULE_BLOCK, f, T(j->r, "As long as the call asks"), message,
           json_pack("{s:I,s:I,s:I}", "least", (json_int_t)least, "most", (json_int_t)most,
                     "months", (json_int_t)months));
}

static bool place_fits(const struct call_row *c, str country)
{
    return has_code(c->countries, country) || has_code(c->regions, country_region(country)) ||
           has_code(c->regions, country_subregion(country));
}

void call_places_fill(struct request *r, const struct call_row *c, struct part_choice_array *out)
{
    call_codes_fill(r, NULL, "region", c->regions, out);
    call_codes_fill(r, NULL, "country", c->countries, out);
}

static void countries_judge(struct judging *j)
{
    str *codes, wrong = NO_STR;
    size_t n;
    const struct form_field *f = form_asks(j->form, S("country"));
    if ((!j->c->countries.n && !j->c->regions.n) || !f ||
        document_codes(j->form, j->doc, "country", j->r->arena, &codes, &n) != OK || !n)
        return;
    for (size_t i = 0; i < n && !wrong.n; i++)
        if (!place_fits(j->c, codes[i])) wrong = codes[i];
    str message = NO_STR;
    if (wrong.n) {
        struct part_choice_array places = {0};
        call_places_fill(j->r, j->c, &places);
        str args[] = {term_label(j->r->lang, "country", wrong), list_words(j, &places)};
        message = words_of(j, MESSAGE("“%1” is outside of this call, which is for: %2."), args, 2);
    }
    judged(j, "call-countries", RULE_BLOCK, f, T(j->r, "Where the call asks"), message,
           codes_json(codes, n));
}

static void dimensions_judge(struct judging *j)
{
    str *codes;
    size_t n;
    bool met = false;
    const struct form_field *f = form_asks(j->form, S("dimension"));
    if (!j->c->dimensions.n || !f ||
        document_codes(j->form, j->doc, "dimension", j->r->arena, &codes, &n) != OK || !n)
        return;
    for (size_t i = 0; i < n; i++)
        met = met || has_code(j->c->dimensions, codes[i]);
    str message = NO_STR;
    if (!met) {
        struct part_choice_array all = {0};
        call_codes_fill(j->r, j->e, "dimension", j->c->dimensions, &all);
        str args[] = {list_words(j, &all)};
        message =
            words_of(j, MESSAGE("This call is about: %1. The proposal names none of it."), args, 1);
    }
    judged(j, "call-dimensions", RULE_WARN, f, T(j->r, "What the call is about"), message,
           codes_json(codes, n));
}

/* --- money ------------------------------------------------------------------------------------------- */

/* Direct cost that the fund pays: of a joint budget, or of a table with a column of that meaning. */
static bool direct_of(struct judging *j, i64 *out)
{
    const struct form_field *joint = form_budget(j->form);
    *out = 0;
    if (joint) {
        struct budget b;
        budget_read(j->e, joint, j->doc, j->r->arena, &b);
        for (size_t i = 0; i < b.codes[BUDGET_ORGANIZATION].n; i++)
            for (size_t y = 0; y <= BUDGET_YEARS; y++)
                if (__builtin_add_overflow(*out, b.direct[i][y], out)) return false;
        return b.n > 0;
    }
    struct money sum;
    if (!document_money(j->e, j->form, j->doc, "direct_cost", &sum)) return false;
    *out = sum.minor;
    return true;
}

/* By the form, or by the record where the form does not ask who takes part. */
static i64 organizations_of(struct judging *j)
{
    static const char *const meanings[] = {"lead", "organization"};
    if (!form_asks(j->form, S("lead")) && !form_asks(j->form, S("organization"))) return j->parties;
    str seen = NO_STR, *codes;
    size_t n;
    i64 count = 0;
    for (size_t m = 0; m < 2; m++) {
        if (document_codes(j->form, j->doc, meanings[m], j->r->arena, &codes, &n) != OK) continue;
        for (size_t i = 0; i < n; i++) {
            if (has_code(seen, codes[i])) continue;
            seen = arena_printf(j->r->arena, "%.*s %.*s", P(seen), P(codes[i]));
            count++;
        }
    }
    return count;
}

/* What is compared with what: `most` of a cap by its basis. False while something it needs is not
** written yet. */
static bool cap_of(struct judging *j, i64 *asked, i64 *most, i64 *times)
{
    str basis = j->c->cap_basis;
    *most = j->c->cap.minor;
    *times = 0;
    if (str_eq(basis, S("direct"))) return direct_of(j, asked);
    if (str_eq(basis, S("year"))) {
        if (!document_int(j->form, j->doc, "months", times) || *times < 1 || *times > 600)
            return false;
        struct money share;
        if (!money_share(j->c->cap, *times, 12, &share)) return false;
        *most = share.minor;
    } else if (str_eq(basis, S("organization"))) {
        *times = organizations_of(j);
        if (*times < 1 || __builtin_mul_overflow(*most, *times, most)) return false;
    }
    return true;
}

static void cap_judge(struct judging *j)
{
    struct money amount;
    i64 asked, most, times;
    const struct form_field *f = form_asks(j->form, S("amount"));
    if (!j->c->cap.currency[0] || !f || !document_money(j->e, j->form, j->doc, "amount", &amount) ||
        strcmp(amount.currency, j->c->cap.currency) != 0)
        return;
    asked = amount.minor;
    if (!cap_of(j, &asked, &most, &times)) return;
    str args[] = {amount_words(j, j->c->cap.minor), amount_words(j, asked), amount_words(j, most),
                  count_words(j, times)};
    str basis = j->c->cap_basis;
    const char *message =
        str_eq(basis, S("direct"))
            ? MESSAGE("This call pays at most %1 of direct cost for one proposal; yours is %2.")
        : str_eq(basis, S("year"))
            ? MESSAGE("This call gives at most %1 for each year: %3 for %4 months. You ask for %2.")
        : str_eq(basis, S("organization"))
            ? MESSAGE("This call gives at most %1 for each organization that takes part: %3 for "
                      "the %4 of this proposal. You ask for %2.")
            : MESSAGE("This call gives at most %1 for one proposal; you ask for %2.");
    if (str_eq(basis, S("direct")) && form_budget(j->form)) f = form_budget(j->form);
    judged(j, "call-cap", RULE_BLOCK, f, T(j->r, "Not more than the call gives"),
           asked > most ? words_of(j, message, args, 4) : NO_STR,
           json_pack("{s:I,s:I,s:s%}", "asked", (json_int_t)asked, "most", (json_int_t)most,
                     "basis", basis.n ? basis.p : "total", basis.n ? basis.n : 5));
}

enum status call_judge(struct request *r, i64 call, const struct edition *e,
                       const struct form *form, const json_t *doc, i64 parties,
                       struct finding_array *out)
{
    struct call_row c;
    TRY(call_limits(r->db, r->arena, call, &c));
    struct judging j = {
        .r = r, .c = &c, .e = e, .form = form, .doc = doc, .parties = parties, .out = out};
    windows_judge(&j);
    cap_judge(&j);
    months_judge(&j);
    countries_judge(&j);
    dimensions_judge(&j);
    return OK;
}

/* facts.c: the columns of a programme: reading, writing as text, comparing, storing. Called by the
** import (import.c), the form (edit.c) and the approval (award.c). */
#include "fund/programme/facts.h"

#include "fund/programme/programme.h"

#include "people/organization/organization.h"
#include "web/message.h"
#include "web/out.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/programme_sql.h"

#define CODE_LETTERS 6
#define LIST_MAX 30
#define LINE_CHARS 400 /* texts of more than this keep their lines */
#define MONTHS_MAX 240
#define FIRST_YEAR 1945
#define LAST_YEAR 2200

#define AT(field) offsetof(struct programme_row, field)
#define TEXT_COLUMN(name, label, hint, field, max)                                                 \
    {                                                                                              \
        name, label, hint, COLUMN_TEXT, AT(field), 0, max                                          \
    }

/* A currency stands before its amounts, organizations before what is said of them. */
/* clang-format off */
const struct column columns[] = {
    {"title", MESSAGE("Title"), NULL, COLUMN_TITLE, AT(title), 0, 400},
    {"title_lang", MESSAGE("Language of the title"), MESSAGE("Two letters, for example en or fr."), COLUMN_LANGUAGE, AT(title_lang), 0, 2},
    TEXT_COLUMN("title_other", MESSAGE("Title in another language"), MESSAGE("Its language first, for example: es: Seguridad humana"), title_other, 400),
    TEXT_COLUMN("title_basis", MESSAGE("Basis of the title"), NULL, title_basis, 400),
    {"organizations", MESSAGE("Organizations"), MESSAGE("Codes of the fund's organizations, separated by semicolons, the lead first."), COLUMN_ORGANIZATIONS, 0, 0, 0},
    {"lead_known", MESSAGE("Is the first organization the lead?"), NULL, COLUMN_LEAD_KNOWN, 0, 0, 0},
    TEXT_COLUMN("organizations_basis", MESSAGE("Basis of the organizations"), NULL, organizations_basis, 400),
    TEXT_COLUMN("partners", MESSAGE("Partners"), NULL, partners, 1000),
    {"countries", MESSAGE("Countries"), MESSAGE("Two-letter codes (ISO 3166), separated by semicolons, for example KE; TZ."), COLUMN_COUNTRIES, 0, 0, 0},
    TEXT_COLUMN("places", MESSAGE("Places"), NULL, places, 1000),
    {"dimensions", MESSAGE("Dimensions"), MESSAGE("Codes of the dimensions of human security, separated by semicolons, for example food; health."), COLUMN_DIMENSIONS, 0, 0, 0},
    {"currency", MESSAGE("Currency"), MESSAGE("Three letters, for example USD."), COLUMN_CURRENCY, AT(amount), 0, 3},
    {"amount", MESSAGE("Amount"), NULL, COLUMN_MONEY, AT(amount), 0, 0},
    {"amount_kind", MESSAGE("What the amount is"), NULL, COLUMN_AMOUNT_KIND, AT(amount_kind), 0, 0},
    TEXT_COLUMN("amount_basis", MESSAGE("Basis of the amount"), NULL, amount_basis, 400),
    {"amount_revised", MESSAGE("Amount after a revision"), NULL, COLUMN_MONEY, AT(amount_revised), 0, 0},
    {"shares", MESSAGE("Shares of the organizations"), MESSAGE("Code and amount of each, for example UNDP=1000.00; FAO=500.00"), COLUMN_SHARES, 0, 0, 0},
    {"approved", MESSAGE("Approved"), MESSAGE("Day, month or year, as exact as the source: 2013-05-17, 2013-05 or 2013."), COLUMN_FIRST_DAY, AT(approved), AT(approved_exact), 0},
    TEXT_COLUMN("approved_basis", MESSAGE("Basis of the approval"), NULL, approved_basis, 400),
    {"start", MESSAGE("Start"), NULL, COLUMN_FIRST_DAY, AT(starts), AT(starts_exact), 0},
    {"end", MESSAGE("End"), NULL, COLUMN_LAST_DAY, AT(ends), AT(ends_exact), 0},
    {"end_revised", MESSAGE("End after a revision"), NULL, COLUMN_LAST_DAY, AT(ends_revised), AT(ends_revised_exact), 0},
    {"months", MESSAGE("Months"), NULL, COLUMN_MONTHS, AT(months), 0, 0},
    TEXT_COLUMN("dates_basis", MESSAGE("Basis of the dates"), NULL, dates_basis, 400),
    {"status", MESSAGE("Status"), NULL, COLUMN_STATUS, AT(status), 0, 0},
    TEXT_COLUMN("status_basis", MESSAGE("Basis of the status"), NULL, status_basis, 400),
    TEXT_COLUMN("summary_en", MESSAGE("Summary in English"), NULL, summary, 10000),
    TEXT_COLUMN("summary_fr", MESSAGE("Summary in French"), NULL, summary_fr, 10000),
    TEXT_COLUMN("source", MESSAGE("Source"), MESSAGE("The address where these facts stand, or the name of a record."), source, 1000),
    TEXT_COLUMN("also", MESSAGE("Second source"), NULL, also, 1000),
};
/* clang-format on */
const size_t column_count = sizeof columns / sizeof *columns;

const struct column *column_find(str name)
{
    for (size_t i = 0; i < column_count; i++)
        if (str_eq(name, str_c(columns[i].name))) return &columns[i];
    return NULL;
}

static void *place(struct programme_row *row, size_t offset)
{
    return (char *)row + offset;
}

static const void *place_of(const struct programme_row *row, size_t offset)
{
    return (const char *)row + offset;
}

static str say(const struct facts_reader *c, const char *message, str a, str b)
{
    return message_fill(c->arena, tr(c->lang, message), (str[]){a, b}, 2);
}

static str number_words(struct arena *a, i64 v)
{
    return arena_printf(a, "%lld", (long long)v);
}

/* --- reading ---------------------------------------------------------------------------------- */

/* A cell or a form may bring line ends where a single line is meant. */
static str one_line(struct arena *a, str value)
{
    if (str_find_char(value, '\n') < 0 && str_find_char(value, '\r') < 0) return value;
    char *p = arena_alloc(a, value.n);
    for (size_t i = 0; i < value.n; i++)
        p[i] = value.p[i] == '\n' || value.p[i] == '\r' ? ' ' : value.p[i];
    return (str){p, value.n};
}

static str text_read(struct facts_reader *c, const struct column *column, str value, str *out)
{
    if (str_chars(value) > column->max)
        return say(c, MESSAGE("Shorten this to %1 characters; it has %2."),
                   number_words(c->arena, (i64)column->max),
                   number_words(c->arena, (i64)str_chars(value)));
    *out = column->max > LINE_CHARS ? value : one_line(c->arena, value);
    return NO_STR;
}

static str terms_of(const struct facts_reader *c, str vocabulary)
{
    const struct vocabulary *v = edition_vocabulary(c->edition, vocabulary);
    struct buf b;
    buf_init(&b, 4096);
    for (size_t i = 0; v && i < v->terms.n; i++)
        buf_printf(&b, "%s%.*s", i ? ", " : "", P(v->terms.v[i].code));
    str s = str_dup(c->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* A code of the edition's vocabulary; an edition without that vocabulary accepts any. */
static bool term_of_edition(const struct facts_reader *c, str vocabulary, str code)
{
    const struct vocabulary *v = edition_vocabulary(c->edition, vocabulary);
    for (size_t i = 0; v && i < v->terms.n; i++)
        if (str_eq(v->terms.v[i].code, code)) return true;
    return !v;
}

static str status_read(struct facts_reader *c, str value, struct facts *f)
{
    if (!term_of_edition(c, S("programme_status"), value))
        return say(c, MESSAGE("“%1” is no status. Write one of these: %2."), value,
                   terms_of(c, S("programme_status")));
    f->row.status = value;
    return NO_STR;
}

/* "KE; TZ" or "food;health" into a list without doubles. */
static str codes_read(struct facts_reader *c, str vocabulary, str value,
                      struct programme_code_array *out)
{
    struct programme_code_array list = {0};
    bool country = str_eq(vocabulary, S("country"));
    str piece;
    while (str_cut(&value, ';', &piece)) {
        piece = str_trim(piece);
        if (!piece.n) continue;
        if (country && !vocab_find("country", piece))
            return say(
                c,
                MESSAGE(
                    "“%1” is no country. Write its two-letter code (ISO 3166), for example KE."),
                piece, NO_STR);
        if (!country && !term_of_edition(c, vocabulary, piece))
            return say(c, MESSAGE("“%1” is no dimension. Write of these: %2."), piece,
                       terms_of(c, vocabulary));
        bool there = false;
        for (size_t i = 0; i < list.n; i++)
            there = there || str_eq(list.v[i].code, piece);
        if (list.n == LIST_MAX)
            return say(c, MESSAGE("Write at most 30 codes here."), NO_STR, NO_STR);
        if (!there) *PUSH(c->arena, &list) = (struct programme_code){.code = piece};
    }
    *out = list;
    return NO_STR;
}

static const struct programme_organization *organization_known(const struct facts_reader *c,
                                                               str name)
{
    str slug = str_slug(c->arena, name);
    for (size_t i = 0; i < c->known->n; i++)
        if (str_eq(c->known->v[i].code, slug)) return &c->known->v[i];
    for (size_t i = 0; i < c->known->n; i++)
        if (str_eqi(c->known->v[i].acronym, name)) return &c->known->v[i];
    return NULL;
}

static bool same_organization(const struct programme_organization *a,
                              const struct programme_organization *b)
{
    return a->id || b->id ? a->id == b->id : str_eq(a->code, b->code);
}

static str organizations_read(struct facts_reader *c, str value, struct facts *f)
{
    struct programme_organization_array list = {0};
    str piece;
    while (str_cut(&value, ';', &piece)) {
        piece = str_trim(piece);
        if (!piece.n) continue;
        const struct programme_organization *known = organization_known(c, piece);
        if (!known && !c->make_organizations)
            return say(
                c,
                MESSAGE(
                    "There is no organization “%1” in this fund. Add it first, or choose to add missing ones."),
                piece, NO_STR);
        if (str_chars(piece) > 40)
            return say(
                c,
                MESSAGE(
                    "“%1” is too long for the short name of an organization: 40 characters at most."),
                piece, NO_STR);
        struct programme_organization one = {
            .code = str_slug(c->arena, piece), .acronym = piece, .name = piece};
        if (known)
            one = (struct programme_organization){.id = known->id,
                                                  .code = known->code,
                                                  .acronym = known->acronym,
                                                  .name = known->name};
        bool there = false;
        for (size_t i = 0; i < list.n; i++)
            there = there || same_organization(&list.v[i], &one);
        if (list.n == LIST_MAX)
            return say(c, MESSAGE("Write at most 30 codes here."), NO_STR, NO_STR);
        /* What was said of it stays. */
        for (size_t i = 0; i < f->organizations.n; i++)
            if (same_organization(&f->organizations.v[i], &one))
                one.share = f->organizations.v[i].share;
        one.is_lead = list.n == 0;
        if (!there) *PUSH(c->arena, &list) = one;
    }
    f->organizations = list;
    return NO_STR;
}

static str lead_read(struct facts_reader *c, str value, struct facts *f)
{
    bool yes = str_eq(value, S("1"));
    if (!yes && !str_eq(value, S("0")))
        return say(
            c, MESSAGE("Write 1 if the first organization is the lead, 0 if that is not known."),
            NO_STR, NO_STR);
    if (!f->organizations.n) return NO_STR;
    struct programme_organization *v =
        NEW_ARRAY(c->arena, f->organizations.n, struct programme_organization);
    memcpy(v, f->organizations.v, f->organizations.n * sizeof *v);
    for (size_t i = 0; i < f->organizations.n; i++)
        v[i].is_lead = yes && i == 0;
    f->organizations.v = v;
    f->organizations.cap = f->organizations.n;
    return NO_STR;
}

static str currency_read(struct facts_reader *c, str value)
{
    if (currency_decimals(value) < 0)
        return say(
            c, MESSAGE("“%1” is no currency. Write its three letters (ISO 4217), for example USD."),
            value, NO_STR);
    c->currency = value;
    return NO_STR;
}

static str money_read(struct facts_reader *c, str value, struct money *out)
{
    struct money m;
    if (!money_parse(value, c->currency, &m))
        return say(c, MESSAGE("“%1” is no amount. Write digits, for example 1250000.00."), value,
                   NO_STR);
    *out = m;
    return NO_STR;
}

static str shares_read(struct facts_reader *c, str value, struct facts *f)
{
    size_t n = f->organizations.n;
    struct programme_organization *v = NEW_ARRAY(c->arena, n, struct programme_organization);
    if (n) memcpy(v, f->organizations.v, n * sizeof *v);
    for (size_t i = 0; i < n; i++)
        v[i].share = (struct money){0};
    str piece;
    while (str_cut(&value, ';', &piece)) {
        piece = str_trim(piece);
        if (!piece.n) continue;
        i64 equals = str_find_char(piece, '=');
        str name = str_trim(str_sub(piece, 0, equals < 0 ? piece.n : (size_t)equals));
        str code = str_slug(c->arena, name);
        struct programme_organization *whose = NULL;
        for (size_t i = 0; i < n; i++)
            if (str_eq(v[i].code, code) || str_eqi(v[i].acronym, name)) whose = &v[i];
        if (equals < 0 || !whose)
            return say(
                c,
                MESSAGE(
                    "“%1” is no share of one of the organizations. Write code and amount, for example UNDP=1000.00."),
                piece, NO_STR);
        str fault =
            money_read(c, str_trim(str_sub(piece, (size_t)equals + 1, piece.n)), &whose->share);
        if (fault.n) return fault;
    }
    f->organizations = (struct programme_organization_array){v, n, n};
    return NO_STR;
}

/* "2004", "2013-06" or "2013-05-17". */
static bool day_read(str value, bool last, i64 *day, str *exact)
{
    i64 year, month;
    if (value.n == 10) {
        *exact = S("day");
        return date_parse(value, day);
    }
    bool whole = value.n == 4 && str_i64(value, &year);
    bool part = value.n == 7 && value.p[4] == '-' && str_i64(str_sub(value, 0, 4), &year) &&
                str_i64(str_sub(value, 5, 7), &month);
    if ((!whole && !part) || year < 1) return false;
    if (part && (month < 1 || month > 12)) return false;
    *exact = whole ? S("year") : S("month");
    i64 first = date_of((int)year, whole ? 1 : (int)month, 1);
    *day = last ? date_add_months(first, whole ? 12 : 1) - 1 : first;
    return true;
}

static str date_read(struct facts_reader *c, const struct column *column, str value,
                     struct facts *f)
{
    i64 day;
    str exact;
    if (!day_read(value, column->kind == COLUMN_LAST_DAY, &day, &exact))
        return say(c, MESSAGE("“%1” is no date. Write 2013-05-17, 2013-05 or 2013."), value,
                   NO_STR);
    if (day < date_of(FIRST_YEAR, 1, 1) || day > date_of(LAST_YEAR, 12, 31))
        return say(c, MESSAGE("“%1” lies too far from our time. Check the year."), value, NO_STR);
    *(i64 *)place(&f->row, column->offset) = day;
    *(str *)place(&f->row, column->exact) = exact;
    return NO_STR;
}

static str months_read(struct facts_reader *c, str value, struct facts *f)
{
    i64 months;
    if (!str_i64(value, &months) || months < 1 || months > MONTHS_MAX)
        return say(c, MESSAGE("“%1” is no number of months from 1 to 240."), value, NO_STR);
    f->row.months = months;
    return NO_STR;
}

str column_read(struct facts_reader *c, const struct column *column, str value, struct facts *f)
{
    str *text = place(&f->row, column->offset);
    switch (column->kind) {
    case COLUMN_TEXT:
    case COLUMN_TITLE:
        return text_read(c, column, value, text);
    case COLUMN_LANGUAGE:
        if (!vocab_find("language", value))
            return say(c,
                       MESSAGE("“%1” is no language. Write its two letters, for example en or fr."),
                       value, NO_STR);
        *text = value;
        return NO_STR;
    case COLUMN_STATUS:
        return status_read(c, value, f);
    case COLUMN_COUNTRIES:
        return codes_read(c, S("country"), value, &f->countries);
    case COLUMN_DIMENSIONS:
        return codes_read(c, S("dimension"), value, &f->dimensions);
    case COLUMN_ORGANIZATIONS:
        return organizations_read(c, value, f);
    case COLUMN_LEAD_KNOWN:
        return lead_read(c, value, f);
    case COLUMN_CURRENCY:
        return currency_read(c, value);
    case COLUMN_MONEY:
        return money_read(c, value, place(&f->row, column->offset));
    case COLUMN_AMOUNT_KIND:
        if (!str_eq(value, S("fund")) && !str_eq(value, S("budget")))
            return say(
                c,
                MESSAGE(
                    "Write fund for what the fund gave, or budget for the budget of the whole programme."),
                NO_STR, NO_STR);
        *text = value;
        return NO_STR;
    case COLUMN_SHARES:
        return shares_read(c, value, f);
    case COLUMN_FIRST_DAY:
    case COLUMN_LAST_DAY:
        return date_read(c, column, value, f);
    case COLUMN_MONTHS:
        return months_read(c, value, f);
    }
    return NO_STR;
}

bool column_clear(const struct column *column, struct facts *f)
{
    switch (column->kind) {
    case COLUMN_TITLE:
    case COLUMN_LANGUAGE:
    case COLUMN_STATUS:
        return false;
    case COLUMN_TEXT:
    case COLUMN_AMOUNT_KIND:
        *(str *)place(&f->row, column->offset) = NO_STR;
        break;
    case COLUMN_COUNTRIES:
        f->countries = (struct programme_code_array){0};
        break;
    case COLUMN_DIMENSIONS:
        f->dimensions = (struct programme_code_array){0};
        break;
    case COLUMN_ORGANIZATIONS:
        f->organizations = (struct programme_organization_array){0};
        break;
    case COLUMN_MONEY:
        *(struct money *)place(&f->row, column->offset) = (struct money){0};
        break;
    case COLUMN_SHARES:
        for (size_t i = 0; i < f->organizations.n; i++)
            f->organizations.v[i].share = (struct money){0};
        break;
    case COLUMN_FIRST_DAY:
    case COLUMN_LAST_DAY:
        *(i64 *)place(&f->row, column->offset) = NO_DATE;
        *(str *)place(&f->row, column->exact) = NO_STR;
        break;
    case COLUMN_MONTHS:
        f->row.months = 0;
        break;
    case COLUMN_LEAD_KNOWN:
    case COLUMN_CURRENCY:
        break;
    }
    return true;
}

const struct column *facts_fault(const struct facts_reader *c, const struct facts *f, str *words)
{
    const struct programme_row *row = &f->row;
    if (row->starts != NO_DATE && row->ends != NO_DATE && row->ends < row->starts) {
        *words = say(c, MESSAGE("The end lies before the start. Check both."), NO_STR, NO_STR);
        return column_find(S("end"));
    }
    if (row->amount_revised.currency[0] && row->amount.currency[0] &&
        strcmp(row->amount_revised.currency, row->amount.currency) != 0) {
        *words = say(c, MESSAGE("Both amounts must be in one currency."), NO_STR, NO_STR);
        return column_find(S("amount_revised"));
    }
    return NULL;
}

/* --- as text ------------------------------------------------------------------------------------ */

static str buf_take(struct arena *a, struct buf *b)
{
    str s = str_dup(a, buf_str(b));
    buf_free(b);
    return s;
}

static void write_codes(struct buf *b, const struct programme_code_array *list)
{
    for (size_t i = 0; i < list->n; i++)
        buf_printf(b, "%s%.*s", i ? "; " : "", P(list->v[i].code));
}

/* As the organization writes itself, unless that would read as two. */
static str organization_name(const struct programme_organization *o)
{
    bool plain = str_find_char(o->acronym, ';') < 0 && str_find_char(o->acronym, '=') < 0;
    return plain ? o->acronym : o->code;
}

static void write_organizations(struct buf *b, const struct facts *f)
{
    for (size_t i = 0; i < f->organizations.n; i++)
        buf_printf(b, "%s%.*s", i ? "; " : "", P(organization_name(&f->organizations.v[i])));
}

static void write_shares(struct buf *b, const struct facts *f)
{
    for (size_t i = 0; i < f->organizations.n; i++) {
        const struct programme_organization *o = &f->organizations.v[i];
        if (!o->share.currency[0]) continue;
        buf_printf(b, "%s%.*s=", b->n ? "; " : "", P(organization_name(o)));
        buf_money_plain(b, o->share);
    }
}

static void write_day(struct buf *b, i64 day, str exact)
{
    if (day == NO_DATE) return;
    int year, month, d;
    date_split(day, &year, &month, &d);
    buf_printf(b, "%04d", year);
    if (!str_eq(exact, S("year"))) buf_printf(b, "-%02d", month);
    if (!str_eq(exact, S("year")) && !str_eq(exact, S("month"))) buf_printf(b, "-%02d", d);
}

str column_text(struct arena *a, const struct column *column, const struct facts *f)
{
    const void *at = place_of(&f->row, column->offset);
    struct buf b;
    buf_init(&b, 1 << 16);
    switch (column->kind) {
    case COLUMN_TEXT:
    case COLUMN_TITLE:
    case COLUMN_LANGUAGE:
    case COLUMN_STATUS:
    case COLUMN_AMOUNT_KIND:
        buf_add(&b, *(const str *)at);
        break;
    case COLUMN_COUNTRIES:
        write_codes(&b, &f->countries);
        break;
    case COLUMN_DIMENSIONS:
        write_codes(&b, &f->dimensions);
        break;
    case COLUMN_ORGANIZATIONS:
        write_organizations(&b, f);
        break;
    case COLUMN_LEAD_KNOWN:
        if (f->organizations.n) buf_char(&b, f->organizations.v[0].is_lead ? '1' : '0');
        break;
    case COLUMN_CURRENCY:
        buf_add(&b, str_c(f->row.amount.currency));
        break;
    case COLUMN_MONEY:
        if (((const struct money *)at)->currency[0]) buf_money_plain(&b, *(const struct money *)at);
        break;
    case COLUMN_SHARES:
        write_shares(&b, f);
        break;
    case COLUMN_FIRST_DAY:
    case COLUMN_LAST_DAY:
        write_day(&b, *(const i64 *)at, *(const str *)place_of(&f->row, column->exact));
        break;
    case COLUMN_MONTHS:
        if (f->row.months) buf_i64(&b, f->row.months);
        break;
    }
    return buf_take(a, &b);
}

void facts_differ(struct arena *a, str lang, const struct facts *before, const struct facts *after,
                  struct programme_difference_array *out)
{
    for (size_t i = 0; i < column_count; i++) {
        str was = column_text(a, &columns[i], before), is = column_text(a, &columns[i], after);
        if (str_eq(was, is)) continue;
        *PUSH(a, out) = (struct programme_difference){
            .column = tr(lang, columns[i].label), .before = was, .after = is};
    }
}

str exact_words(struct arena *a, str lang, i64 day, str exact)
{
    if (day == NO_DATE) return NO_STR;
    struct buf b;
    buf_init(&b, 200);
    if (str_eq(exact, S("year")))
        write_day(&b, day, exact);
    else
        buf_date_long(&b, day, str_z(a, lang));
    str s = buf_take(a, &b);
    i64 space = str_eq(exact, S("month")) ? str_find_char(s, ' ') : -1;
    return space < 0 ? s : str_sub(s, (size_t)space + 1, s.n);
}

/* --- storing ------------------------------------------------------------------------------------ */

void facts_begin(struct facts *f)
{
    *f = (struct facts){0};
    f->row.title_lang = S("en");
    f->row.approved = f->row.starts = f->row.ends = f->row.ends_revised = NO_DATE;
}

enum status facts_load(struct db *db, struct arena *a, struct facts *f)
{
    str ids = db_json_ids(a, &f->row.id, 1);
    TRY(programme_organizations_of(db, a, ids, &f->organizations));
    TRY(programme_countries_of(db, a, ids, &f->countries));
    return programme_dimensions_of(db, a, ids, &f->dimensions);
}

i64 programme_day_unknown(void)
{
    return date_of(1, 1, 1);
}

/* What no date is known of stands behind everything else. */
static i64 day_of(const struct programme_row *row)
{
    if (row->approved != NO_DATE) return row->approved;
    if (row->starts != NO_DATE) return row->starts;
    return row->ends != NO_DATE ? row->ends : programme_day_unknown();
}

static enum status row_insert(struct tx *tx, struct arena *a, struct programme_row *w)
{
    i64 taken = 1;
    while (taken) {
        w->code = code_new(a, tx_env(tx), CODE_LETTERS);
        TRY(programme_code_taken(tx_db(tx), a, w->code, &taken));
    }
    struct programme_insert_in in = {.code = w->code,
                                     .proposal = w->proposal,
                                     .title = w->title,
                                     .title_lang = w->title_lang,
                                     .title_other = w->title_other,
                                     .title_basis = w->title_basis,
                                     .summary = w->summary,
                                     .summary_fr = w->summary_fr,
                                     .status = w->status,
                                     .status_basis = w->status_basis,
                                     .amount = w->amount,
                                     .amount_kind = w->amount_kind,
                                     .amount_basis = w->amount_basis,
                                     .amount_revised = w->amount_revised,
                                     .approved = w->approved,
                                     .approved_exact = w->approved_exact,
                                     .approved_basis = w->approved_basis,
                                     .starts = w->starts,
                                     .starts_exact = w->starts_exact,
                                     .ends = w->ends,
                                     .ends_exact = w->ends_exact,
                                     .ends_revised = w->ends_revised,
                                     .ends_revised_exact = w->ends_revised_exact,
                                     .months = w->months,
                                     .dates_basis = w->dates_basis,
                                     .places = w->places,
                                     .partners = w->partners,
                                     .organizations_basis = w->organizations_basis,
                                     .source = w->source,
                                     .also = w->also,
                                     .import_key = w->import_key,
                                     .day = day_of(w),
                                     .now = tx_now(tx)};
    return programme_insert(tx, &in, &w->id);
}

static enum status row_update(struct tx *tx, const struct programme_row *w)
{
    struct programme_update_in in = {.id = w->id,
                                     .title = w->title,
                                     .title_lang = w->title_lang,
                                     .title_other = w->title_other,
                                     .title_basis = w->title_basis,
                                     .summary = w->summary,
                                     .summary_fr = w->summary_fr,
                                     .status = w->status,
                                     .status_basis = w->status_basis,
                                     .amount = w->amount,
                                     .amount_kind = w->amount_kind,
                                     .amount_basis = w->amount_basis,
                                     .amount_revised = w->amount_revised,
                                     .approved = w->approved,
                                     .approved_exact = w->approved_exact,
                                     .approved_basis = w->approved_basis,
                                     .starts = w->starts,
                                     .starts_exact = w->starts_exact,
                                     .ends = w->ends,
                                     .ends_exact = w->ends_exact,
                                     .ends_revised = w->ends_revised,
                                     .ends_revised_exact = w->ends_revised_exact,
                                     .months = w->months,
                                     .dates_basis = w->dates_basis,
                                     .places = w->places,
                                     .partners = w->partners,
                                     .organizations_basis = w->organizations_basis,
                                     .source = w->source,
                                     .also = w->also,
                                     .day = day_of(w),
                                     .now = tx_now(tx)};
    return programme_update(tx, &in);
}

static enum status organizations_make(struct tx *tx, struct facts *f)
{
    for (size_t i = 0; i < f->organizations.n; i++) {
        struct programme_organization *o = &f->organizations.v[i];
        if (o->id) continue;
        struct organization_row row = {
            .code = o->code, .name = o->name, .acronym = o->acronym, .type = S("other")};
        TRY(organization_create(tx, &row, &o->id));
    }
    return OK;
}

static bool column_same(struct arena *a, const char *name, const struct facts *before,
                        const struct facts *f)
{
    if (!before) return false;
    const struct column *c = column_find(str_c(name));
    return str_eq(column_text(a, c, before), column_text(a, c, f));
}

static enum status organizations_write(struct tx *tx, struct arena *a, const struct facts *before,
                                       const struct facts *f)
{
    if (column_same(a, "organizations", before, f) && column_same(a, "lead_known", before, f) &&
        column_same(a, "shares", before, f) && column_same(a, "currency", before, f))
        return OK;
    if (before) TRY(programme_organization_clear(tx, f->row.id));
    for (size_t i = 0; i < f->organizations.n; i++) {
        const struct programme_organization *o = &f->organizations.v[i];
        i64 id;
        struct programme_organization_insert_in in = {.programme = f->row.id,
                                                      .organization = o->id,
                                                      .is_lead = o->is_lead,
                                                      .position = (i64)i,
                                                      .share = o->share};
        TRY(programme_organization_insert(tx, &in, &id));
    }
    return OK;
}

static enum status codes_write(struct tx *tx, struct arena *a, const struct facts *before,
                               const struct facts *f)
{
    i64 id;
    if (!column_same(a, "countries", before, f)) {
        if (before) TRY(programme_country_clear(tx, f->row.id));
        for (size_t i = 0; i < f->countries.n; i++)
            TRY(programme_country_insert(tx, f->row.id, f->countries.v[i].code, &id));
    }
    if (!column_same(a, "dimensions", before, f)) {
        if (before) TRY(programme_dimension_clear(tx, f->row.id));
        for (size_t i = 0; i < f->dimensions.n; i++)
            TRY(programme_dimension_insert(tx, f->row.id, f->dimensions.v[i].code, &id));
    }
    return OK;
}

static enum status make_findable(struct tx *tx, struct arena *a, const struct facts *f)
{
    const struct programme_row *w = &f->row;
    struct buf b;
    buf_init(&b, 1 << 18);
    buf_printf(&b, "%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n", P(w->code), P(w->title_other), P(w->places),
               P(w->summary), P(w->summary_fr));
    for (size_t i = 0; i < f->organizations.n; i++)
        buf_printf(&b, "%.*s %.*s\n", P(f->organizations.v[i].acronym),
                   P(f->organizations.v[i].name));
    for (size_t i = 0; i < f->countries.n; i++)
        buf_printf(&b, "%.*s\n", P(term_label(S("en"), "country", f->countries.v[i].code)));
    return search_put(tx, "programme", w->id, w->title_lang, SEEN_BY_DESK,
                      arena_printf(a, "/desk/programmes/%.*s", P(w->code)), w->title,
                      buf_take(a, &b));
}

enum status facts_write(struct tx *tx, struct arena *a, const struct facts *before, struct facts *f)
{
    TRY(organizations_make(tx, f));
    TRY(before ? row_update(tx, &f->row) : row_insert(tx, a, &f->row));
    TRY(organizations_write(tx, a, before, f));
    TRY(codes_write(tx, a, before, f));
    return make_findable(tx, a, f);
}

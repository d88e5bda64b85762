/* versions.c: any record as it was at any instant, and what differs between two, made of the journal
** alone: one mechanism for every journalled table. Labels and kinds of values come from the views that
** show the table's columns. Who may open the record's own page may see its past; auditors all. */
#include "edition/draft/diff.h"
#include "people/people.h"
#include "people/reading/reading.h"
#include "web/app.h"
#include "web/layout.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/terms.h"

#include "desk/find/find.h"
#include "desk/oversight/versions.h"

#include "gen/model.h"
#include "gen/oversight_sql.h"
#include "gen/registry.h"

enum { LONG_CHARS = 80, VALUE_BYTES = 1 << 22 };

/* --- whose record it is --------------------------------------------------------------------------------- */

/* The route of the record's own page: /desk/…/:kind, by the table's name or what people call it. */
static const struct route *page_of(str kind)
{
    const struct record_kind *known = record_kind_find(kind);
    if (known) kind = str_c(known->segment);
    for (size_t i = 0; i < route_count; i++) {
        const struct route *x = &routes[i];
        if (x->method == METHOD_GET && x->segment_count == 3 && x->desk &&
            x->access == ACCESS_NEEDS && x->segments[2][0] == ':' &&
            str_eq(kind, str_c(x->segments[2] + 1)))
            return x;
    }
    return NULL;
}

bool record_has_page(str kind)
{
    return page_of(kind) != NULL;
}

enum status record_page_permitted(struct request *r, str kind, str code)
{
    const struct route *page = page_of(kind);
    struct scope scope = {0};
    if (!page) return DENIED;
    if (page->on) TRY(page->guard(r, code, &scope));
    const struct scope *where = page->on ? &scope : page->anywhere ? NULL : &whole_fund;
    if (may(r, page->verb, where)) return OK;
    return page->on ? NOT_FOUND : DENIED;
}

/* Who reads the journal of the whole fund, but for what is closed to the person. */
static enum status journal_permitted(struct request *r, str kind, str code)
{
    struct oversight_link row;
    bool closed;
    if (!may(r, "journal.read", &whole_fund)) return DENIED;
    TRY(oversight_record(r->db, r->arena, kind, code, &row));
    TRY(row_closed(r, kind, row.id, &closed));
    return closed ? NOT_FOUND : OK;
}

enum status record_past_permitted(struct request *r, str kind, str code)
{
    enum status st = journal_permitted(r, kind, code);
    bool closed = st == DENIED || st == NOT_FOUND;
    if (!closed || (st == NOT_FOUND && !page_of(kind))) return st;
    return record_page_permitted(r, kind, code);
}

void record_past_note(struct request *r, str kind, i64 record)
{
    if (str_eq(kind, S("proposal"))) reading_note(r, "proposal", record, READ_HISTORY);
}

enum status record_dossier_permitted(struct request *r, str kind, str code)
{
    TRY(journal_permitted(r, kind, code));
    return page_of(kind) ? record_page_permitted(r, kind, code) : OK;
}

/* --- words for values ----------------------------------------------------------------------------------- */

/* The field of a view that shows this column: of the table's own views first. */
static const struct view_field *field_of(str table, str column)
{
    const struct view_field *found = NULL;
    for (size_t i = 0; i < view_count; i++) {
        str name = str_c(views[i]->name);
        bool own = str_starts(name, table) && (name.n == table.n || name.p[table.n] == '_');
        for (size_t k = 0; own && k < views[i]->field_count; k++) {
            const struct view_field *f = &views[i]->fields[k];
            if (!str_eq(column, str_c(f->name))) continue;
            if (f->label) return f;
            if (!found) found = f;
        }
    }
    return found;
}

static str column_words(struct request *r, const struct view_field *f, str column)
{
    if (f && f->label) return tr(r->lang, f->label);
    char *words = arena_alloc(r->arena, column.n + 1);
    for (size_t i = 0; i < column.n; i++)
        words[i] = column.p[i] == '_' ? ' ' : column.p[i];
    words[column.n] = '\0';
    return (str){words, column.n};
}

static str value_of(const struct journal_table *t, const struct journal_state *x,
                    const char *column)
{
    for (size_t i = 0; i < t->column_count; i++)
        if (strcmp(t->columns[i], column) == 0) return x->values[i];
    return NO_STR;
}

/* What a row of another table is called, as it is now. */
static str reference_words(struct request *r, const char *table, str id)
{
    static const char *const names[] = {"title", "name", "code", "slug"};
    const struct journal_table *t = journal_table_find(str_c(table));
    struct journal_state x;
    i64 row;
    if (!t || t->kind == JOURNAL_NO || !str_i64(id, &row) ||
        journal_state_at(r->db, r->arena, t, row, r->now, &x) != OK)
        return id;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        str name = value_of(t, &x, names[i]);
        if (name.n) return name;
    }
    return id;
}

static str value_words(struct request *r, const struct view_field *f, str raw, str currency)
{
    i64 v;
    if (!f || !raw.n || !str_i64(raw, &v))
        return f && f->type == FIELD_TERM && raw.n ? term_label(r->lang, f->terms, raw) : raw;
    struct buf b;
    buf_init(&b, 4096);
    const char *lang = str_z(r->arena, r->lang);
    switch (f->type) {
    case FIELD_TIME:
        buf_time_long(&b, v, fund_zone(r->app), lang);
        break;
    case FIELD_DATE:
        buf_date_long(&b, v, lang);
        break;
    case FIELD_MONEY:
        buf_money(&b, money_of(v, currency), lang, false);
        break;
    case FIELD_BOOL:
        buf_add(&b, v ? T(r, "yes") : T(r, "no"));
        break;
    default:
        buf_add(&b, raw);
        break;
    }
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* --- a state as fields ------------------------------------------------------------------------------------ */

static bool is_currency_of_money(const struct journal_table *t, size_t i)
{
    str name = str_c(t->columns[i]);
    return i > 0 && str_ends(name, S("_currency")) &&
           str_eq(str_sub(name, 0, name.n - 9), str_c(t->columns[i - 1]));
}

static void columns_fill(struct request *r, const struct journal_table *t,
                         const struct journal_state *x, struct oversight_value_array *out)
{
    for (size_t i = 0; i < t->column_count; i++) {
        str column = str_c(t->columns[i]), raw = x->values[i];
        if (str_eq(column, S("id")) || is_currency_of_money(t, i)) continue;
        const struct view_field *f = field_of(str_c(t->name), column);
        bool amount = i + 1 < t->column_count && is_currency_of_money(t, i + 1);
        str words = t->refs[i] && raw.n
                        ? reference_words(r, t->refs[i], raw)
                        : value_words(r, f, raw, amount ? x->values[i + 1] : NO_STR);
        *PUSH(r->arena, out) = (struct oversight_value){.field = column,
                                                        .label = column_words(r, f, column),
                                                        .value = words,
                                                        .erased = x->erased[i]};
    }
}

/* One line for a row that belongs to the record: what it refers to and what it says. */
static str part_line(struct request *r, const struct journal_table *t,
                     const struct journal_state *x, const char *owner)
{
    struct oversight_value_array all = {0};
    struct buf b;
    buf_init(&b, VALUE_BYTES);
    columns_fill(r, t, x, &all);
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].value.n && !str_eq(all.v[i].field, str_c(owner)))
            buf_printf(&b, "%s%.*s", b.n ? ", " : "", P(str_abbrev(all.v[i].value, 120)));
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* The rows of one table that belonged to the record at the instant, as one field. */
static enum status part_fill(struct request *r, const struct journal_table *t, size_t column,
                             i64 record, i64 at, struct oversight_value_array *out)
{
    struct journal_row_ids rows;
    struct buf b;
    str id = arena_printf(r->arena, "%lld", (long long)record);
    TRY(journal_rows_with(r->db, r->arena, t, t->columns[column], id, &rows));
    buf_init(&b, VALUE_BYTES);
    for (size_t i = 0; i < rows.n; i++) {
        struct journal_state x;
        enum status st = journal_state_at(r->db, r->arena, t, rows.v[i], at, &x);
        if (st != OK) buf_free(&b);
        TRY(st);
        if (!x.exists || !str_eq(x.values[column], id)) continue;
        buf_printf(&b, "%s%.*s", b.n ? "\n" : "", P(part_line(r, t, &x, t->columns[column])));
    }
    if (b.n)
        *PUSH(r->arena, out) =
            (struct oversight_value){.field = str_c(t->name),
                                     .label = record_kind_words(r, str_c(t->name)),
                                     .value = str_dup(r->arena, buf_str(&b))};
    buf_free(&b);
    return OK;
}

/* Tables whose name begins with the record's hold its parts. */
static enum status parts_fill(struct request *r, const struct journal_table *whole, i64 record,
                              i64 at, struct oversight_value_array *out)
{
    str prefix = arena_printf(r->arena, "%s_", whole->name);
    for (size_t i = 0; i < journal_table_count; i++) {
        const struct journal_table *t = &journal_tables[i];
        if (t->kind == JOURNAL_NO || !str_starts(str_c(t->name), prefix)) continue;
        for (size_t k = 0; k < t->column_count; k++)
            if (t->refs[k] && strcmp(t->refs[k], whole->name) == 0) {
                TRY(part_fill(r, t, k, record, at, out));
                break;
            }
    }
    return OK;
}

enum status record_state_fill(struct request *r, const struct journal_table *t, i64 record, i64 at,
                              struct oversight_state *out)
{
    struct journal_state x;
    TRY(journal_state_at(r->db, r->arena, t, record, at, &x));
    *out = (struct oversight_state){
        .exists = x.exists, .ever = x.ever, .at = at, .since = x.at, .entry = x.entry};
    if (!x.ever) return OK;
    columns_fill(r, t, &x, &out->fields);
    return parts_fill(r, t, record, at, &out->fields);
}

str record_column_words(struct request *r, str kind, str column)
{
    return column_words(r, field_of(kind, column), column);
}

str record_value_words(struct request *r, const struct journal_table *t, str column, str value,
                       str currency)
{
    const struct view_field *f = field_of(str_c(t->name), column);
    for (size_t i = 0; i < t->column_count; i++)
        if (str_eq(column, str_c(t->columns[i])) && t->refs[i] && value.n)
            return reference_words(r, t->refs[i], value);
    if (f && f->type == FIELD_MONEY && !currency.n) return value;
    return value_words(r, f, value, currency);
}

/* --- differences -------------------------------------------------------------------------------------------- */

/* Each word on a line of its own, so that the difference of lines is one of words. */
static str word_lines(struct arena *a, str text)
{
    struct buf b;
    buf_init(&b, 2 * text.n + 16);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\n') buf_add(&b, S("\n¶"));
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r')
            buf_char(&b, '\n');
        else
            buf_char(&b, c);
    }
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

static void pieces_fill(struct arena *a, str before, str after, struct oversight_piece_array *out)
{
    struct diff d = {0};
    diff_lines(a, word_lines(a, before), word_lines(a, after), &d);
    for (size_t i = 0; i < d.n;) {
        enum diff_kind kind = d.v[i].kind;
        struct buf b;
        buf_init(&b, VALUE_BYTES);
        for (; i < d.n && d.v[i].kind == kind; i++)
            buf_printf(&b, "%s%.*s", b.n ? " " : "", P(d.v[i].text));
        *PUSH(a, out) = (struct oversight_piece){.kind = kind == DIFF_ADDED     ? S("added")
                                                         : kind == DIFF_REMOVED ? S("removed")
                                                                                : S("same"),
                                                 .text = str_dup(a, buf_str(&b))};
        buf_free(&b);
    }
}

static const struct oversight_value *same_field(const struct oversight_value_array *list, str field)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->v[i].field, field)) return &list->v[i];
    return NULL;
}

static void difference_add(struct request *r, const struct oversight_value *was,
                           const struct oversight_value *is, struct oversight_difference_array *out)
{
    const struct oversight_value *any = was ? was : is;
    struct oversight_difference d = {.field = any->field,
                                     .label = any->label,
                                     .before = was ? was->value : NO_STR,
                                     .after = is ? is->value : NO_STR};
    if (str_eq(d.before, d.after)) return;
    *PUSH(r->arena, out) = d;
}

static void differences_fill(struct request *r, struct oversight_compare *view)
{
    static const struct oversight_value_array none = {0};
    const struct oversight_value_array *one = view->was ? &view->one.fields : &none;
    const struct oversight_value_array *two = view->is ? &view->two.fields : &none;
    for (size_t i = 0; i < one->n; i++)
        difference_add(r, &one->v[i], same_field(two, one->v[i].field), &view->items);
    for (size_t i = 0; i < two->n; i++)
        if (!same_field(one, two->v[i].field)) difference_add(r, NULL, &two->v[i], &view->items);
    for (size_t i = 0; i < view->items.n; i++) {
        struct oversight_difference *d = &view->items.v[i];
        d->wordy = d->before.n && d->after.n &&
                   (str_chars(d->before) > LONG_CHARS || str_chars(d->after) > LONG_CHARS);
        if (d->wordy) pieces_fill(r->arena, d->before, d->after, &d->pieces);
    }
}

/* --- pages ---------------------------------------------------------------------------------------------- */

static enum status record_find(struct request *r, str kind, str code,
                               const struct journal_table **table, i64 *record)
{
    struct oversight_link found;
    *table = journal_table_find(kind);
    if (!*table || (*table)->kind == JOURNAL_NO) return NOT_FOUND;
    TRY(record_past_permitted(r, kind, code));
    TRY(oversight_record(r->db, r->arena, kind, code, &found));
    *record = found.id;
    record_past_note(r, kind, found.id);
    return OK;
}

static str page_address(struct request *r, str kind, str code)
{
    const struct route *page = page_of(kind);
    if (!page) return NO_STR;
    return arena_printf(r->arena, "/desk/%s/%.*s", page->segments[1], P(code));
}

/* "2027-01-05T14:05" in the fund's zone, an instant of the journal's JSON, or a day, which is its end. */
static void instant_read(struct request *r, const char *name, i64 otherwise, i64 *out, str *typed)
{
    i64 day;
    str text = query(r, name);
    const struct zone *zone = fund_zone(r->app);
    *out = otherwise;
    if (text.n && date_parse(text, &day))
        *out = zone_instant(zone, day + 1, 0, 0, 0) - 1;
    else if (text.n && !time_parse_local(text, zone, out) && !time_parse(text, out))
        problem(r, name, "Write a date and time, for example 2027-03-31T14:00.");
    struct buf b;
    buf_init(&b, 64);
    buf_time_local(&b, *out, zone);
    *typed = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
}

/* ROUTE GET /desk/history/:kind/:code/on?at     signed
** The record as it was at an instant, with all its fields and parts. */
enum status oversight_on_page(struct request *r, struct response *s)
{
    struct oversight_on view = {.kind = param(r, "kind"), .code = param(r, "code")};
    const struct journal_table *table;
    i64 record, at;
    TRY(record_find(r, view.kind, view.code, &table, &record));
    instant_read(r, "at", r->now, &at, &view.typed_at);
    TRY(record_state_fill(r, table, record, at, &view.state));
    view.label = record_kind_words(r, view.kind);
    view.address = page_address(r, view.kind, view.code);
    view.history = arena_printf(r->arena, "/desk/history/%.*s/%.*s", P(view.kind), P(view.code));
    view.here = arena_printf(r->arena, "%.*s/on", P(view.history));
    view.reads_journal = may(r, "journal.read", &whole_fund);
    page_title(s, T(r, "As it was"));
    return show(r, s, oversight_on_view, &view);
}

/* ROUTE GET /desk/history/:kind/:code/compare?from,to     signed
** What differs between the record at two instants, words marked in long texts. */
enum status oversight_compare_page(struct request *r, struct response *s)
{
    struct oversight_compare view = {.kind = param(r, "kind"), .code = param(r, "code")};
    const struct journal_table *table;
    i64 record;
    TRY(record_find(r, view.kind, view.code, &table, &record));
    instant_read(r, "from", r->now - 30 * (i64)86400, &view.from, &view.typed_from);
    instant_read(r, "to", r->now, &view.to, &view.typed_to);
    TRY(record_state_fill(r, table, record, view.from, &view.one));
    TRY(record_state_fill(r, table, record, view.to, &view.two));
    view.was = view.one.exists;
    view.is = view.two.exists;
    differences_fill(r, &view);
    view.label = record_kind_words(r, view.kind);
    view.address = page_address(r, view.kind, view.code);
    view.history = arena_printf(r->arena, "/desk/history/%.*s/%.*s", P(view.kind), P(view.code));
    view.here = arena_printf(r->arena, "%.*s/compare", P(view.history));
    page_title(s, T(r, "Comparison of two instants"));
    return show(r, s, oversight_compare_view, &view);
}

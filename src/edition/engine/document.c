/* document.c: a filled form as JSON. Texts, choices, dates ("2026-11-22") and amounts ("300000.00" in
** the edition's currency) are strings, numbers are integers, several codes are a list, a table is a
** list of objects, a file is {hash,name,size,type}. A document may be half filled and wrong: it is
** kept as typed, edition_complete() says what is to be mended. Called by the proposal's rooms for
** each save and submission. */
#include "edition/budget.h"
#include "edition/engine/engine.h"
#include "web/out.h"

#include <stdlib.h>

#define MAX_AMOUNT 1000000000000000LL
#define DECIMALS 3 /* of a quantity */
#define BYTES_MAX (64 << 20)

str json_str(const json_t *v)
{
    if (!json_is_string(v)) return NO_STR;
    return (str){json_string_value(v), json_string_length(v)};
}

bool json_empty(const json_t *v)
{
    if (v == NULL || json_is_null(v)) return true;
    if (json_is_string(v)) return str_trim(json_str(v)).n == 0;
    if (json_is_array(v)) {
        for (size_t i = 0; i < json_array_size(v); i++)
            if (!json_empty(json_array_get(v, i))) return false;
        return true;
    }
    if (json_is_object(v)) {
        const char *key;
        json_t *item;
        json_object_foreach((json_t *)v, key, item) if (!json_empty(item)) return false;
        return true;
    }
    return false;
}

const json_t *json_at(const json_t *object, const struct form_field *f)
{
    return json_object_getn(object, f->name.p, f->name.n);
}

bool amount_plain(str text, int decimals, i64 *out)
{
    i64 value = 0;
    int behind = -1; /* digits behind the point, once it came */
    if (text.n == 0 || text.n > 24) return false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '.' && behind < 0 && i > 0 && decimals > 0) {
            behind = 0;
            continue;
        }
        if (c < '0' || c > '9' || value > MAX_AMOUNT) return false;
        value = value * 10 + (c - '0');
        if (behind >= 0 && ++behind > decimals) return false;
    }
    if (behind == 0) return false;
    for (int i = behind < 0 ? 0 : behind; i < decimals; i++) {
        if (value > MAX_AMOUNT) return false;
        value *= 10;
    }
    if (value > MAX_AMOUNT) return false;
    *out = value;
    return true;
}

size_t path_count(struct path p, const json_t *document)
{
    if (p.field == NULL) return 0;
    return p.column != NULL ? json_array_size(json_at(document, p.field)) : 1;
}

const json_t *path_value(struct path p, const json_t *document, size_t i)
{
    const json_t *v = json_at(document, p.field);
    return p.column != NULL ? json_at(json_array_get(v, i), p.column) : v;
}

bool value_number(const struct form_field *f, const json_t *v, int decimals, i64 *out)
{
    if (f->input == INPUT_NUMBER && json_is_integer(v)) {
        *out = json_integer_value(v);
        return true;
    }
    if (f->input == INPUT_MONEY) return amount_plain(json_str(v), decimals, out);
    if (f->input == INPUT_DATE) return date_parse(json_str(v), out);
    return false;
}

bool codes_have(const struct code_list *list, str code)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->v[i], code)) return true;
    return false;
}

void codes_add(struct arena *a, struct code_list *list, const json_t *v)
{
    if (json_is_array(v)) {
        for (size_t i = 0; i < json_array_size(v); i++)
            if (json_is_string(json_array_get(v, i))) codes_add(a, list, json_array_get(v, i));
        return;
    }
    str code = json_str(v);
    if (code.n > 0 && !codes_have(list, code)) *PUSH(a, list) = str_dup(a, code);
}

str say(struct arena *a, str text, str one, str two)
{
    struct buf b;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; i < text.n; i++) {
        char next = i + 1 < text.n ? text.p[i + 1] : 0;
        if (text.p[i] == '%' && (next == '1' || next == '2')) {
            buf_add(&b, next == '1' ? one : two);
            i++;
        } else {
            buf_char(&b, text.p[i]);
        }
    }
    str said = str_dup(a, buf_str(&b));
    buf_free(&b);
    return said;
}

/* --- cells --- */

/* The place of a member among the columns; their number if the table has no such column. */
static size_t column_named(const struct form_field *table, str name)
{
    size_t k = 0;
    while (k < table->column_count && !str_eq(table->columns[k].name, name))
        k++;
    return k < table->column_count || str_eq(name, S(BUDGET_ID)) ? k : k + 1;
}

struct cells cells_of(const struct form_field *table, const json_t *document, size_t most,
                      struct arena *a)
{
    json_t *rows = (json_t *)json_at(document, table);
    struct cells out = {.n = json_array_size(rows), .width = table->column_count + 1};
    if (out.n > most) out.n = most;
    out.v = NEW_ARRAY(a, out.n * out.width, const json_t *);
    /* Rows mostly have the same members in the same order: what the m-th was in the row before. */
    size_t *guess = NEW_ARRAY(a, out.width, size_t);
    for (size_t i = 0; i < out.n; i++) {
        json_t *row = json_array_get(rows, i);
        const json_t **cells = &out.v[i * out.width];
        void *at = json_object_iter(row);
        for (size_t m = 0; at; m++, at = json_object_iter_next(row, at)) {
            str name = {json_object_iter_key(at), json_object_iter_key_len(at)};
            size_t k = m < out.width ? guess[m] : out.width;
            bool same = k < table->column_count && str_eq(table->columns[k].name, name);
            if (!same) k = column_named(table, name);
            if (k >= out.width) continue;
            cells[k] = json_object_iter_value(at);
            if (m < out.width) guess[m] = k;
        }
    }
    return out;
}

/* --- completeness --- */

#define KEYS_MAX 64 /* columns that name rows, of one form */

struct completion {
    const struct edition *e;
    str lang;
    struct arena *a;
    int decimals;
    struct finding_array *out;
    const struct form *form;
    const json_t *document;
    struct
    { /* the keys that a reference may name, collected once: a budget has thousands of them */
        const struct form_field *reference;
        json_t *keys;
    } known[KEYS_MAX];
    size_t known_count;
};

static void complain(struct completion *c, str at, str message, str one, str two)
{
    if (c->out->n >= 1000) return; /* a hostile document; nobody reads further */
    *PUSH(c->a, c->out) = (struct finding){.verdict = VERDICT_FAIL,
                                           .field = str_dup(c->a, at),
                                           .message = say(c->a, message, one, two)};
}

static str label_of(const struct completion *c, const struct form_field *f)
{
    return edition_text(c->e, f->label, c->lang);
}

static str digits(const struct completion *c, i64 v)
{
    return arena_printf(c->a, "%lld", (long long)v);
}

static str amount_shown(const struct completion *c, i64 minor)
{
    struct buf b;
    buf_init(&b, 100);
    buf_money(&b, money_of(minor, c->e->currency), str_z(c->a, c->lang), false);
    str s = str_dup(c->a, buf_str(&b));
    buf_free(&b);
    return s;
}

static void text_complete(struct completion *c, const struct form_field *f, const json_t *v, str at)
{
    str text = json_str(v);
    if (text.p == NULL || !str_is_text(text)) {
        complain(c, at, tr(c->lang, "“%1” holds something that is not text; please type it again."),
                 label_of(c, f), NO_STR);
        return;
    }
    size_t words = f->max_words > 0 ? str_words(text) : 0;
    size_t chars = str_chars(text);
    if (f->max_words > 0 && words > (size_t)f->max_words)
        complain(c, at, tr(c->lang, "Write at most %1 words; there are %2 now."),
                 digits(c, f->max_words), digits(c, (i64)words));
    if (f->max_chars > 0 && chars > (size_t)f->max_chars)
        complain(c, at, tr(c->lang, "Write at most %1 characters; there are %2 now."),
                 digits(c, f->max_chars), digits(c, (i64)chars));
    if (f->rows == 1 && str_find_char(text, '\n') >= 0)
        complain(c, at, tr(c->lang, "Write “%1” on one line."), label_of(c, f), NO_STR);
}

static bool code_fits(const struct completion *c, const struct form_field *f, str code)
{
    if (f->vocabulary.n > 0) return edition_label(c->e, f->vocabulary, code, S("en")).p != NULL;
    if (f->input == INPUT_COUNTRY)
        return code.n == 2 && code.p[0] >= 'A' && code.p[0] <= 'Z' && code.p[1] >= 'A' &&
               code.p[1] <= 'Z';
    return code.n > 0 && code.n <= 60 && str_is_text(code);
}

static void code_complete(struct completion *c, const struct form_field *f, const json_t *v, str at)
{
    str code = json_str(v);
    if (code.p == NULL || !code_fits(c, f, code))
        complain(c, at, tr(c->lang, "Choose one of the list for “%1”."), label_of(c, f), NO_STR);
    else if (!choice_open(c->form, f, c->document, code))
        complain(c, at,
                 tr(c->lang, "“%1” holds %2, which belongs to something that is not chosen above."),
                 label_of(c, f), code);
}

static void number_complete(struct completion *c, const struct form_field *f, const json_t *v,
                            str at)
{
    i64 n;
    if (!value_number(f, v, c->decimals, &n)) {
        complain(c, at, tr(c->lang, "Write “%1” as a whole number."), label_of(c, f), NO_STR);
        return;
    }
    if (f->min != NO_DATE && n < f->min)
        complain(c, at, tr(c->lang, "“%1” is at least %2."), label_of(c, f), digits(c, f->min));
    if (f->max != NO_DATE && n > f->max)
        complain(c, at, tr(c->lang, "“%1” is at most %2."), label_of(c, f), digits(c, f->max));
}

static void decimal_complete(struct completion *c, const struct form_field *f, const json_t *v,
                             str at)
{
    i64 n;
    if (!amount_plain(json_str(v), DECIMALS, &n)) {
        complain(c, at, tr(c->lang, "Write “%1” as a number with at most %2 decimals."),
                 label_of(c, f), digits(c, DECIMALS));
        return;
    }
    if (f->min != NO_DATE && n < f->min * 1000)
        complain(c, at, tr(c->lang, "“%1” is at least %2."), label_of(c, f), digits(c, f->min));
    if (f->max != NO_DATE && n > f->max * 1000)
        complain(c, at, tr(c->lang, "“%1” is at most %2."), label_of(c, f), digits(c, f->max));
}

static void file_complete(struct completion *c, const struct form_field *f, const json_t *v, str at)
{
    struct digest d;
    const json_t *size = json_object_get(v, "size");
    str name = json_str(json_object_get(v, "name"));
    bool good = digest_from_hex(json_str(json_object_get(v, "hash")), &d) && name.n > 0 &&
                name.n <= 255 && str_is_text(name) && json_is_integer(size) &&
                json_integer_value(size) >= 0 && json_is_string(json_object_get(v, "type"));
    if (!good)
        complain(c, at, tr(c->lang, "Upload the file of “%1” again."), label_of(c, f), NO_STR);
    else if (f->accept.n && !str_eq(json_str(json_object_get(v, "type")), field_file_type(f)))
        complain(c, at, tr(c->lang, "“%1” asks for a PDF; “%2” is none. Upload it as a PDF."),
                 label_of(c, f), name);
}

static json_t *keys_of(const struct form_field *reference, const json_t *document)
{
    json_t *keys = json_object();
    for (size_t t = 0; t < reference->table_count; t++) {
        const struct form_field *table = reference->tables[t];
        const json_t *rows = json_at(document, table);
        for (size_t i = 0; i < json_array_size(rows); i++) {
            str key = str_trim(
                json_str(json_object_getn(json_array_get(rows, i), table->key.p, table->key.n)));
            /* False: rows of two tables have it, so it names neither. */
            const json_t *before = json_object_getn(keys, key.p, key.n);
            if (key.n > 0)
                (void)json_object_setn_new(keys, key.p, key.n,
                                           before != NULL &&
                                                   json_integer_value(before) != (json_int_t)t
                                               ? json_false()
                                               : json_integer((json_int_t)t));
        }
    }
    return keys;
}

/* What is known of a key: NULL if no row has it. */
static const json_t *key_known(struct completion *c, const struct form_field *f, str code)
{
    size_t i = 0;
    while (i < c->known_count && c->known[i].reference != f)
        i++;
    if (i == KEYS_MAX) i = --c->known_count;
    if (i == c->known_count) {
        json_decref(c->known[i].keys);
        c->known[i].reference = f;
        c->known[i].keys = keys_of(f, c->document);
        c->known_count++;
    }
    return json_object_getn(c->known[i].keys, code.p, code.n);
}

static void reference_complete(struct completion *c, const struct form_field *f, const json_t *v,
                               str at)
{
    str code = str_trim(json_str(v));
    bool good = code.n > 0 && code.n <= 60 && str_is_text(code);
    const json_t *known = good ? key_known(c, f, code) : NULL;
    if (known == NULL)
        complain(c, at, tr(c->lang, "“%1” names “%2”, and there is no such row. Choose another."),
                 label_of(c, f), good ? code : S("?"));
    else if (json_is_false(known))
        complain(c, at, tr(c->lang, "“%1” stands twice; give each row its own."), code, NO_STR);
}

/* Each key stands once, so that what names it says one thing. */
static void keys_complete(struct completion *c, const struct form_field *f, const json_t *v, str at)
{
    json_auto_t *seen = json_object();
    for (size_t i = 0; i < json_array_size(v); i++) {
        str key = str_trim(json_str(json_object_getn(json_array_get(v, i), f->key.p, f->key.n)));
        if (key.n == 0) continue;
        if (json_object_getn(seen, key.p, key.n) != NULL)
            complain(c, arena_printf(c->a, "%.*s.%zu.%.*s", P(at), i, P(f->key)),
                     tr(c->lang, "“%1” stands twice; give each row its own."), key, NO_STR);
        (void)json_object_setn_new(seen, key.p, key.n, json_true());
    }
}

static void value_complete(struct completion *c, const struct form_field *f, const json_t *v,
                           str at)
{
    i64 n, east;
    switch (f->input) {
    case INPUT_TEXT:
        text_complete(c, f, v, at);
        return;
    case INPUT_CHOICE:
    case INPUT_CHOICES:
    case INPUT_COUNTRY:
    case INPUT_ORGANIZATION:
        code_complete(c, f, v, at);
        return;
    case INPUT_NUMBER:
        number_complete(c, f, v, at);
        return;
    case INPUT_MONEY:
        if (!value_number(f, v, c->decimals, &n))
            complain(c, at, tr(c->lang, "Write “%1” as an amount in %2, for example 300000.00."),
                     label_of(c, f), c->e->currency);
        return;
    case INPUT_DECIMAL:
        decimal_complete(c, f, v, at);
        return;
    case INPUT_DATE:
        if (!value_number(f, v, c->decimals, &n))
            complain(c, at, tr(c->lang, "“%1” is not a date; write it like 2027-03-31."),
                     label_of(c, f), NO_STR);
        return;
    case INPUT_FILE:
        file_complete(c, f, v, at);
        return;
    case INPUT_REFERENCE:
        reference_complete(c, f, v, at);
        return;
    case INPUT_POINT:
        if (!point_parse(json_str(v), &n, &east))
            complain(c, at,
                     tr(c->lang,
                        "Write “%1” as degrees north and east, for example -1.28333, 36.81667."),
                     label_of(c, f), NO_STR);
        return;
    case INPUT_TABLE:
    case INPUT_MATRIX:
    case INPUT_BUDGET:
        return;
    }
}

static void field_complete(struct completion *c, const struct form_field *f, const json_t *v,
                           str at);

/* "budget.17.unit_cost" */
static str cell_path(struct arena *a, str table, size_t row, str column)
{
    return arena_printf(a, "%.*s.%zu.%.*s", P(table), row, P(column));
}

static void table_complete(struct completion *c, const struct form_field *f, const json_t *v,
                           str at)
{
    if (!json_is_array(v)) {
        complain(c, at, tr(c->lang, "The rows of “%1” cannot be read; please enter them again."),
                 label_of(c, f), NO_STR);
        return;
    }
    i64 most = f->max_rows > 0 ? f->max_rows : 1000;
    if ((i64)json_array_size(v) > most)
        complain(c, at, tr(c->lang, "“%1” has at most %2 rows."), label_of(c, f), digits(c, most));
    struct cells cells = cells_of(f, c->document, (size_t)most, c->a);
    struct buf name; /* of one cell after the other: complain() keeps the one that it tells */
    buf_init(&name, 1 << 12);
    for (size_t i = 0; i < cells.n; i++) {
        if (json_empty(json_array_get(v, i))) continue;
        buf_reset(&name);
        buf_printf(&name, "%.*s.%zu.", P(at), i);
        size_t row = name.n;
        for (size_t k = 0; k < f->column_count; k++) {
            const struct form_field *column = &f->columns[k];
            if (column->computed) continue;
            name.n = row;
            buf_add(&name, column->name);
            field_complete(c, column, cells.v[i * cells.width + k], buf_str(&name));
        }
    }
    buf_free(&name);
}

/* The duration in months, for the years that a budget may speak of; 0 if it is not known. */
static i64 months_of(const struct completion *c)
{
    i64 months = 0;
    return document_int(c->form, c->document, "months", &months) && months > 0 ? months : 0;
}

/* What each line must hold beside its cells: an amount that can be computed, spread over the years of
** the programme without rest. */
static void budget_lines_complete(struct completion *c, const struct form_field *f, const json_t *v,
                                  str at)
{
    struct budget b;
    const struct form_field *years[BUDGET_YEARS], *cost = budget_column(f, "unit_cost");
    size_t year_count = 0;
    i64 months = months_of(c);
    budget_read(c->e, f, c->document, c->a, &b);
    for (size_t k = 0; k < f->column_count && year_count < BUDGET_YEARS; k++)
        if (str_eq(f->columns[k].means, S("year"))) years[year_count++] = &f->columns[k];
    for (size_t i = 0; i < b.n; i++) {
        const struct budget_line *l = &b.lines[i];
        if (json_empty(json_array_get(v, i))) continue;
        if (!l->computed && l->whole)
            complain(c, cell_path(c->a, at, i, cost->name),
                     tr(c->lang, "The amount of this line is too large."), NO_STR, NO_STR);
        if (l->computed && year_count > 0 && l->years[0] != 0)
            complain(c, cell_path(c->a, at, i, years[0]->name),
                     tr(c->lang, "The years add up to %1; the line is %2."),
                     amount_shown(c, l->amount - l->years[0]), amount_shown(c, l->amount));
        for (size_t y = 1; months > 0 && y <= year_count; y++)
            if (l->years[y] > 0 && (i64)(y - 1) * 12 >= months)
                complain(c, cell_path(c->a, at, i, years[y - 1]->name),
                         tr(c->lang, "“%1” lies behind the end of the programme."),
                         label_of(c, years[y - 1]), NO_STR);
    }
}

static void field_complete(struct completion *c, const struct form_field *f, const json_t *v,
                           str at)
{
    if (json_empty(v)) {
        if (f->required) complain(c, at, tr(c->lang, "Fill in “%1”."), label_of(c, f), NO_STR);
        return;
    }
    if (field_has_rows(f)) {
        table_complete(c, f, v, at);
        if (f->input == INPUT_BUDGET) budget_lines_complete(c, f, v, at);
        if (f->key.n > 0) keys_complete(c, f, v, at);
    } else if (!f->many) {
        value_complete(c, f, v, at);
    } else if (!json_is_array(v)) {
        complain(c, at, tr(c->lang, "“%1” takes a list; please enter it again."), label_of(c, f),
                 NO_STR);
    } else {
        for (size_t i = 0; i < json_array_size(v) && i < 1000; i++)
            value_complete(c, f, json_array_get(v, i), at);
    }
}

enum status edition_complete(const struct edition *e, const struct form *f, const json_t *document,
                             str lang, struct arena *a, struct finding_array *out)
{
    struct completion c = {.e = e,
                           .lang = lang,
                           .a = a,
                           .decimals = currency_decimals(e->currency),
                           .out = out,
                           .form = f,
                           .document = document};
    for (size_t i = 0; i < f->section_count; i++)
        for (size_t k = 0; k < f->sections[i].field_count; k++) {
            const struct form_field *field = &f->sections[i].fields[k];
            field_complete(&c, field, json_at(document, field), field->name);
        }
    for (size_t i = 0; i < c.known_count; i++)
        json_decref(c.known[i].keys);
    return OK;
}

/* --- canonical form --- */

/* Is it one value that says something? */
static bool is_scalar(const json_t *v)
{
    return !json_empty(v) && !json_is_real(v) && !json_is_array(v) && !json_is_object(v);
}

/* A new reference to what is worth keeping of a value, or NULL. */
static json_t *kept_scalar(const json_t *v)
{
    return is_scalar(v) ? json_incref((json_t *)v) : NULL;
}

static json_t *kept_file(const json_t *v)
{
    static const char *const keys[] = {"hash", "name", "size", "type"};
    json_t *out = json_object();
    for (size_t i = 0; i < 4; i++) {
        json_t *part = kept_scalar(json_object_get(v, keys[i]));
        if (part != NULL) (void)json_object_set_new(out, keys[i], part);
    }
    if (json_object_size(out) > 0) return out;
    json_decref(out);
    return NULL;
}

static json_t *kept_fields(const struct form_field *f, size_t n, const json_t *object,
                           struct rows_walk *w);

/* Is there nothing in a row but single values that are kept? Then it need not be copied. */
static bool row_is_kept(const struct form_field *f, const json_t *row)
{
    const json_t *id = f->input == INPUT_BUDGET ? json_object_get(row, BUDGET_ID) : NULL;
    size_t n = 0;
    if (id && !is_scalar(id)) return false;
    for (size_t i = 0; i < f->column_count; i++) {
        const json_t *v = json_at(row, &f->columns[i]);
        if (!v) continue;
        const struct form_field *c = &f->columns[i];
        if (c->computed || c->many || c->input == INPUT_FILE || !is_scalar(v)) return false;
        n++;
    }
    return n > 0 && n + (id != NULL) == json_object_size(row);
}

static json_t *kept_one(const struct form_field *f, const json_t *v, struct rows_walk *w)
{
    if (f->input == INPUT_FILE) return kept_file(v);
    if (!field_has_rows(f)) return kept_scalar(v);
    if (row_as_read(w, v).n || row_is_kept(f, v)) return json_incref((json_t *)v);
    json_t *row = kept_fields(f->columns, f->column_count, v, w);
    json_t *id = f->input == INPUT_BUDGET ? kept_scalar(json_object_get(v, BUDGET_ID)) : NULL;
    if (row && id) (void)json_object_set(row, BUDGET_ID, id);
    json_decref(id);
    return row;
}

static json_t *kept_value(const struct form_field *f, const json_t *v, struct rows_walk *w)
{
    bool list = f->many || field_has_rows(f);
    if (!list) return kept_one(f, v, w);
    if (json_is_string(v)) return kept_scalar(v); /* a wrong shape stays to be seen and mended */
    json_t *out = json_array();
    for (size_t i = 0; i < json_array_size(v); i++) {
        json_t *item = kept_one(f, json_array_get(v, i), w);
        if (item != NULL) (void)json_array_append_new(out, item);
    }
    if (json_array_size(out) > 0) return out;
    json_decref(out);
    return NULL;
}

static json_t *kept_fields(const struct form_field *f, size_t n, const json_t *object,
                           struct rows_walk *w)
{
    json_t *out = json_object();
    for (size_t i = 0; i < n; i++) {
        json_t *v = f[i].computed ? NULL : kept_value(&f[i], json_at(object, &f[i]), w);
        if (v != NULL) (void)json_object_setn_new(out, f[i].name.p, f[i].name.n, v);
    }
    if (json_object_size(out) > 0) return out;
    json_decref(out);
    return NULL;
}

static json_t *form_kept(const struct form *f, const json_t *document, const struct rows_read *read)
{
    json_t *out = json_object();
    struct rows_walk w = {.read = read};
    for (size_t i = 0; i < f->section_count; i++) {
        json_t *part = kept_fields(f->sections[i].fields, f->sections[i].field_count, document, &w);
        if (part != NULL) (void)json_object_update(out, part);
        json_decref(part);
    }
    return out;
}

json_t *document_kept(const struct form *f, const json_t *document)
{
    return form_kept(f, document, NULL);
}

static enum status bytes_of(const json_t *kept, const struct rows_read *read, struct arena *a,
                            str *bytes)
{
    struct buf b;
    buf_init(&b, BYTES_MAX);
    document_write_rows(&b, kept, read);
    bool good = b.n > 0 && !b.overflow;
    *bytes = str_dup(a, buf_str(&b));
    buf_free(&b);
    return good ? OK : FAILED;
}

enum status document_bytes(const json_t *kept, struct arena *a, str *bytes)
{
    return bytes_of(kept, NULL, a, bytes);
}

enum status document_again(const struct form *f, const json_t *document,
                           const struct rows_read *read, struct arena *a, json_t **kept, str *bytes)
{
    *kept = form_kept(f, document, read);
    enum status st = bytes_of(*kept, read, a, bytes);
#ifdef __SANITIZE_ADDRESS__ /* every test of the program holds the short way to the long one */
    str whole;
    struct digest unused;
    if (document_canonical(f, document, a, &whole, &unused) != st || !str_eq(whole, *bytes))
        abort();
#endif
    return st;
}

enum status document_canonical(const struct form *f, const json_t *document, struct arena *a,
                               str *bytes, struct digest *hash)
{
    json_t *kept = document_kept(f, document);
    enum status st = document_bytes(kept, a, bytes);
    *hash = digest_of(*bytes);
    json_decref(kept);
    return st;
}

/* --- values by meaning --- */

/* A field, or the first column of any table, with this meaning. */
static struct path path_meaning(const struct form *f, str means)
{
    struct path p = {form_asks(f, means), NULL};
    if (p.field && !str_eq(p.field->means, means)) p.column = table_column(p.field, means);
    return p;
}

bool document_text(const struct form *f, const json_t *doc, const char *means, str *out)
{
    const struct form_field *field = form_meaning(f, str_c(means));
    if (field == NULL) return false;
    *out = json_str(json_at(doc, field));
    return str_trim(*out).n > 0;
}

bool document_int(const struct form *f, const json_t *doc, const char *means, i64 *out)
{
    const struct form_field *field = form_meaning(f, str_c(means));
    return field != NULL && field->input != INPUT_MONEY &&
           value_number(field, json_at(doc, field), 0, out);
}

bool document_money(const struct edition *e, const struct form *f, const json_t *doc,
                    const char *means, struct money *out)
{
    struct path p = path_meaning(f, str_c(means));
    const struct form_field *field = p.column != NULL ? p.column : p.field;
    if (field == NULL || field->input != INPUT_MONEY) return false;
    struct money sum = money_of(0, e->currency);
    bool any = false;
    for (size_t i = 0; i < path_count(p, doc); i++) {
        i64 minor;
        if (!value_number(field, path_value(p, doc, i), currency_decimals(e->currency), &minor))
            continue;
        if (!money_add(sum, money_of(minor, e->currency), &sum)) return false;
        any = true;
    }
    if (any) *out = sum;
    return any;
}

enum status document_codes(const struct form *f, const json_t *doc, const char *means,
                           struct arena *a, str **out, size_t *n)
{
    struct path p = path_meaning(f, str_c(means));
    struct code_list list = {0};
    for (size_t i = 0; i < path_count(p, doc); i++)
        codes_add(a, &list, path_value(p, doc, i));
    *out = list.v;
    *n = list.n;
    return OK;
}

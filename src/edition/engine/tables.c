/* tables.c: tables whose rows have keys, references that name them, levels computed from two numbers,
** and what a table's rows look like together (its views). Read with the form by read.c; the proposal's
** rooms ask for the words of a reference and the keys of new rows. */
#include "edition/engine/engine.h"

#define KEY_CHARS 20
#define WORDS_CHARS 80
#define LEVEL_PARTS 2

/* --- reading ----------------------------------------------------------------------------------------- */

static const struct form_field *column_named(const struct form_field *table, str name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (str_eq(table->columns[i].name, name)) return &table->columns[i];
    return NULL;
}

struct raw_view {
    struct table_view v;
    str kind, rows, columns, by, sum, from, to, point;
    str *cells;
    size_t cell_count;
};

static bool is_choice(const struct form_field *c)
{
    return c->input == INPUT_CHOICE;
}
static bool is_axis(const struct form_field *c)
{
    return c->input == INPUT_CHOICE || (c->input == INPUT_TEXT && !c->is_key);
}
static bool is_whole(const struct form_field *c)
{
    return c->input == INPUT_NUMBER;
}
static bool is_point(const struct form_field *c)
{
    return c->input == INPUT_POINT;
}
static bool is_filled(const struct form_field *c)
{
    return !c->computed;
}

/* A column that a view names, of the kind that it needs. */
static const struct form_field *view_column(struct reader *r, str file, const struct node *n,
                                            const char *key, const struct form_field *table,
                                            str name, bool (*fits)(const struct form_field *),
                                            const char *words)
{
    const struct form_field *c = name.n > 0 ? column_named(table, name) : NULL;
    if (name.n > 0 && c == NULL)
        fault(r, file, key_line(n, key), "the table “%.*s” has no column “%.*s”", P(table->name),
              P(name));
    if (c != NULL && !fits(c))
        fault(r, file, key_line(n, key), "“%s” of this view is %s", key, words);
    return c;
}

static const struct {
    const char *name;
    enum table_view_kind kind;
    bool rows, columns, by, sum, span, cells, point; /* what it needs */
} view_kinds[] = {
    {"matrix", VIEW_MATRIX, true, true, false, false, false, true, false},
    {"totals", VIEW_TOTALS, true, true, true, true, false, false, false},
    {"plan", VIEW_PLAN, false, false, false, false, true, false, false},
    {"grid", VIEW_GRID, true, true, false, false, false, false, false},
    {"map", VIEW_MAP, false, false, false, false, false, false, true},
};

static void view_keys_check(struct reader *r, str file, const struct node *n, size_t kind,
                            const struct raw_view *raw)
{
    const struct {
        const char *name;
        bool there, needed;
    } keys[] = {
        {"rows", raw->rows.n > 0, view_kinds[kind].rows},
        {"columns", raw->columns.n > 0, view_kinds[kind].columns},
        {"by", raw->by.n > 0, view_kinds[kind].by},
        {"sum", raw->sum.n > 0, view_kinds[kind].sum},
        {"from", raw->from.n > 0, view_kinds[kind].span},
        {"to", raw->to.n > 0, view_kinds[kind].span},
        {"cells", raw->cell_count > 0, view_kinds[kind].cells},
        {"point", raw->point.n > 0, view_kinds[kind].point},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (keys[i].needed && !keys[i].there)
            fault(r, file, n->line, "this view needs “%s”", keys[i].name);
        if (keys[i].there && !keys[i].needed)
            fault(r, file, key_line(n, keys[i].name), "“%s” has no effect in this view",
                  keys[i].name);
    }
}

static void view_read(struct reader *r, str file, const struct node *n,
                      const struct form_field *table, struct table_view *out)
{
    static const struct key keys[] = {
        KEY(raw_view, kind, WANT_NAME, true),
        KEY_IN(raw_view, v, title, WANT_WORDS, true),
        KEY(raw_view, rows, WANT_NAME, false),
        KEY(raw_view, columns, WANT_NAME, false),
        KEY(raw_view, by, WANT_NAME, false),
        KEY(raw_view, sum, WANT_NAME, false),
        KEY(raw_view, from, WANT_NAME, false),
        KEY(raw_view, to, WANT_NAME, false),
        KEY(raw_view, point, WANT_NAME, false),
        {"cells", WANT_NAMES, false, offsetof(struct raw_view, cells),
         offsetof(struct raw_view, cell_count)},
    };
    struct raw_view raw = {0};
    MAP_READ(r, file, n, keys, &raw);
    *out = raw.v;
    size_t kind = 0, kinds = sizeof view_kinds / sizeof *view_kinds;
    while (kind < kinds && !str_eq(raw.kind, str_c(view_kinds[kind].name)))
        kind++;
    if (kind == kinds) {
        fault(r, file, key_line(n, "kind"), "a view is a matrix, totals, plan, grid or map");
        return;
    }
    out->kind = view_kinds[kind].kind;
    view_keys_check(r, file, n, kind, &raw);
    bool matrix = out->kind == VIEW_MATRIX;
    bool (*axis)(const struct form_field *) = matrix ? is_axis : is_choice;
    const char *axis_words = matrix ? "a choice or a text" : "a choice";
    out->rows = view_column(r, file, n, "rows", table, raw.rows, is_choice, "a choice");
    out->columns = view_column(r, file, n, "columns", table, raw.columns, axis, axis_words);
    out->by = view_column(r, file, n, "by", table, raw.by, is_choice, "a choice");
    out->sum = view_column(r, file, n, "sum", table, raw.sum, is_whole, "a number");
    out->from = view_column(r, file, n, "from", table, raw.from, is_whole, "a number");
    out->to = view_column(r, file, n, "to", table, raw.to, is_whole, "a number");
    out->point = view_column(r, file, n, "point", table, raw.point, is_point, "a point");
    if (raw.cell_count > VIEW_CELLS)
        fault(r, file, key_line(n, "cells"), "a matrix has at most %d columns as cells",
              VIEW_CELLS);
    for (size_t i = 0; i < raw.cell_count && i < VIEW_CELLS; i++) {
        const struct form_field *c = view_column(r, file, n, "cells", table, raw.cells[i],
                                                 is_filled, "a column that people fill");
        if (c != NULL) out->cells[out->cell_count++] = c;
    }
}

static void key_read(struct reader *r, str file, const struct node *n, struct form_field *f)
{
    struct form_field *key = (struct form_field *)column_named(f, f->key);
    if (key == NULL) {
        fault(r, file, key_line(n, "key"), "the table has no column “%.*s”", P(f->key));
        return;
    }
    if (key->input != INPUT_TEXT || key->rows > 1 || key->required)
        fault(
            r, file, key_line(n, "key"),
            "the key is a text of one line and not required; the program numbers rows without one");
    key->is_key = true;
    if (key->max_chars == 0) key->max_chars = KEY_CHARS;
}

/* A level is a choice that nobody makes: its terms say from which product on they hold. */
static void level_read(struct reader *r, str file, const struct node *n, struct form_field *f)
{
    const struct vocabulary *v = edition_vocabulary(r->e, f->vocabulary);
    if (f->input != INPUT_CHOICE || f->rated_count != LEVEL_PARTS)
        fault(r, file, key_line(n, "level_of"), "a level is a choice computed from two columns");
    if (f->required)
        fault(r, file, key_line(n, "required"), "a level is computed, nobody fills it");
    for (size_t i = 0; v != NULL && i < v->terms.n; i++)
        if (i == 0 ? v->terms.v[i].least > 1 : v->terms.v[i].least <= v->terms.v[i - 1].least)
            fault(r, file, key_line(n, "vocabulary"),
                  "the terms of a level rise by “least”, the first from 1: see “%.*s”",
                  P(v->terms.v[i].code));
    f->computed = true;
}

void table_field_read(struct reader *r, str file, const struct node *n, const struct node *views,
                      struct form_field *f)
{
    bool rows = field_has_rows(f);
    if (f->key.n > 0 && (!rows || f->input == INPUT_BUDGET))
        fault(r, file, key_line(n, "key"), "only a table or a matrix has a key");
    else if (f->key.n > 0)
        key_read(r, file, n, f);
    if ((f->input == INPUT_REFERENCE) != (f->to_count > 0))
        fault(r, file, n->line,
              "a reference says by “to” which tables it names rows of, and nothing else does");
    if (f->rated_count > 0) level_read(r, file, n, f);
    if (views == NULL) return;
    if (!rows || f->input == INPUT_BUDGET)
        fault(r, file, views->line, "only a table or a matrix has views");
    else if (list_expect(r, file, views, "views")) {
        f->views = NEW_ARRAY(r->arena, views->n, struct table_view);
        for (size_t i = 0; i < views->n; i++)
            view_read(r, file, &views->items[i], f, &f->views[f->view_count++]);
    }
}

static void reference_link(struct reader *r, str file, const struct form *form,
                           struct form_field *c)
{
    c->tables = NEW_ARRAY(r->arena, c->to_count, const struct form_field *);
    size_t n = 0;
    for (size_t i = 0; i < c->to_count; i++) {
        const struct form_field *table = form_field(form, c->to[i]);
        if (table == NULL || table->key.n == 0)
            fault(r, file, c->line, "“%.*s” is no table of this form with a “key”", P(c->to[i]));
        else
            c->tables[n++] = table;
    }
    c->table_count = n;
}

static void level_link(struct reader *r, str file, const struct form_field *table,
                       struct form_field *c)
{
    for (size_t i = 0; i < c->rated_count && i < LEVEL_PARTS; i++) {
        c->parts[i] = column_named(table, c->rated[i]);
        if (c->parts[i] == NULL || c->parts[i]->input != INPUT_CHOICE)
            fault(r, file, c->line, "“%.*s” is no choice among the columns of “%.*s”",
                  P(c->rated[i]), P(table->name));
    }
}

static void narrowed_link(struct reader *r, str file, const struct form *form,
                          const struct form_field *f)
{
    const struct form_field *by = form_field(form, f->narrowed);
    bool choices = f->input == INPUT_CHOICE || f->input == INPUT_CHOICES;
    if (!choices || by == NULL || (by->input != INPUT_CHOICE && by->input != INPUT_CHOICES))
        fault(r, file, f->line, "“narrowed_by” names a choice of this form, for another choice");
}

static void field_link(struct reader *r, str file, const struct form *form,
                       const struct form_field *table, struct form_field *f)
{
    if (f->input == INPUT_REFERENCE) reference_link(r, file, form, f);
    if (f->rated_count > 0 && table != NULL) level_link(r, file, table, f);
    if (f->rated_count > 0 && table == NULL)
        fault(r, file, f->line, "a level is a column of a table");
    if (f->narrowed.n > 0) narrowed_link(r, file, form, f);
    for (size_t i = 0; i < f->column_count; i++)
        field_link(r, file, form, f, &f->columns[i]);
}

void tables_link(struct reader *r, str file, struct form *form)
{
    for (size_t i = 0; i < form->section_count; i++)
        for (size_t k = 0; k < form->sections[i].field_count; k++)
            field_link(r, file, form, NULL, &form->sections[i].fields[k]);
}

/* --- rows and their words ---------------------------------------------------------------------------- */

static str row_key(const struct form_field *table, const json_t *row)
{
    return str_trim(json_str(json_object_getn(row, table->key.p, table->key.n)));
}

const json_t *table_row(const struct form_field *table, const json_t *document, str key)
{
    const json_t *rows = json_at(document, table);
    for (size_t i = 0; key.n > 0 && i < json_array_size(rows); i++)
        if (str_eq(row_key(table, json_array_get(rows, i)), key)) return json_array_get(rows, i);
    return NULL;
}

str table_row_words(const struct form_field *table, const json_t *row, struct arena *a)
{
    str words = NO_STR, key = row_key(table, row);
    for (size_t i = 0; i < table->column_count && words.n == 0; i++)
        if (table->columns[i].input == INPUT_TEXT && !table->columns[i].is_key)
            words = str_trim(json_str(json_at(row, &table->columns[i])));
    i64 end = str_find_char(words, '\n');
    words = str_abbrev(end < 0 ? words : str_sub(words, 0, (size_t)end), WORDS_CHARS);
    if (words.n == 0) return key;
    return key.n > 0 ? arena_printf(a, "%.*s %.*s", P(key), P(words)) : words;
}

str reference_words(const struct form_field *reference, const json_t *document, str code,
                    struct arena *a)
{
    for (size_t i = 0; i < reference->table_count; i++) {
        const json_t *row = table_row(reference->tables[i], document, code);
        if (row != NULL) return table_row_words(reference->tables[i], row, a);
    }
    return code;
}

/* --- keys of new rows -------------------------------------------------------------------------------- */

/* "2." for a row that belongs to row 2 of another table, by its first reference that is required;
** nothing if there is no such column. False while the row does not say yet where it belongs. */
static bool key_prefix(const struct form_field *table, const json_t *row, struct arena *a, str *out)
{
    *out = NO_STR;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct form_field *c = &table->columns[i];
        if (c->input != INPUT_REFERENCE || !c->required) continue;
        str parent = str_trim(json_str(json_at(row, c)));
        if (parent.n > 0) *out = arena_printf(a, "%.*s.", P(parent));
        return parent.n > 0;
    }
    return true;
}

static i64 key_next(const struct form_field *table, const json_t *rows, str prefix)
{
    i64 most = 0, number;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        str key = row_key(table, json_array_get(rows, i));
        if (!str_starts(key, prefix)) continue;
        if (str_i64(str_sub(key, prefix.n, key.n), &number) && number > most && number < 100000)
            most = number;
    }
    return most + 1;
}

void document_keys_give(const struct form *f, json_t *document, struct arena *a)
{
    for (size_t i = 0; i < f->section_count; i++)
        for (size_t k = 0; k < f->sections[i].field_count; k++) {
            const struct form_field *table = &f->sections[i].fields[k];
            json_t *rows = table->key.n > 0 ? (json_t *)json_at(document, table) : NULL;
            for (size_t j = 0; j < json_array_size(rows); j++) {
                json_t *row = json_array_get(rows, j);
                str prefix;
                if (json_empty(row) || row_key(table, row).n > 0) continue;
                if (!key_prefix(table, row, a, &prefix)) continue;
                str key = arena_printf(a, "%.*s%lld", P(prefix),
                                       (long long)key_next(table, rows, prefix));
                (void)json_object_setn_new(row, table->key.p, table->key.n,
                                           json_stringn(key.p, key.n));
            }
        }
}

/* --- levels ------------------------------------------------------------------------------------------ */

str level_code(const struct edition *e, const struct form_field *column, const json_t *row)
{
    const struct vocabulary *v = edition_vocabulary(e, column->vocabulary);
    i64 product = 1, part;
    str code = NO_STR;
    for (size_t i = 0; i < LEVEL_PARTS; i++) {
        if (column->parts[i] == NULL || !str_i64(json_str(json_at(row, column->parts[i])), &part) ||
            part < 0 || part > 1000)
            return NO_STR;
        product *= part;
    }
    for (size_t i = 0; v != NULL && i < v->terms.n; i++)
        if (product >= v->terms.v[i].least) code = v->terms.v[i].code;
    return code;
}

/* A copy of the table with its levels, or NULL if it has none. */
static json_t *rows_with_levels(const struct edition *e, const struct form_field *table,
                                const json_t *rows)
{
    json_t *out = NULL;
    for (size_t k = 0; k < table->column_count; k++) {
        const struct form_field *c = &table->columns[k];
        if (c->rated_count == 0) continue;
        if (out == NULL) out = json_deep_copy(rows);
        for (size_t i = 0; i < json_array_size(out); i++) {
            str code = level_code(e, c, json_array_get(out, i));
            if (code.n > 0)
                (void)json_object_setn_new(json_array_get(out, i), c->name.p, c->name.n,
                                           json_stringn(code.p, code.n));
        }
    }
    return out;
}

json_t *document_with_levels(const struct edition *e, const struct form *f, const json_t *document)
{
    json_t *out = json_copy((json_t *)document);
    for (size_t i = 0; i < f->section_count; i++)
        for (size_t k = 0; k < f->sections[i].field_count; k++) {
            const struct form_field *table = &f->sections[i].fields[k];
            if (table->input != INPUT_TABLE && table->input != INPUT_MATRIX) continue;
            json_t *rows = rows_with_levels(e, table, json_at(document, table));
            if (rows != NULL) (void)json_object_setn_new(out, table->name.p, table->name.n, rows);
        }
    return out;
}

bool choice_open(const struct form *f, const struct form_field *field, const json_t *document,
                 str code)
{
    const struct form_field *by = field->narrowed.n > 0 ? form_field(f, field->narrowed) : NULL;
    const json_t *v = by != NULL ? json_at(document, by) : NULL;
    str rest = code, head;
    if (by == NULL) return true;
    (void)str_cut(&rest, '.', &head);
    if (json_is_string(v)) return str_eq(json_str(v), head);
    for (size_t i = 0; i < json_array_size(v); i++)
        if (str_eq(json_str(json_array_get(v, i)), head)) return true;
    return false;
}

/* --- points ------------------------------------------------------------------------------------------ */

/* "-1.28333" → -128333; no more than five decimals. */
static bool degrees_parse(str text, i64 most, i64 *out)
{
    str t = str_trim(text);
    bool minus = t.n > 0 && t.p[0] == '-';
    if (minus) t = str_sub(t, 1, t.n);
    if (!amount_plain(t, 5, out) || *out > most * POINT_DEGREE) return false;
    if (minus) *out = -*out;
    return true;
}

bool point_parse(str text, i64 *north, i64 *east)
{
    str rest = text, first;
    return str_cut(&rest, ',', &first) && rest.p != NULL && degrees_parse(first, 90, north) &&
           degrees_parse(rest, 180, east);
}

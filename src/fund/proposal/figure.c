/* figure.c: what the rows of a table look like together, in the views that the edition asks for: a matrix
** with its gaps, totals, a plan in months, a grid of levels, a map. Everything is computed from the rows
** each time and stored nowhere, so nothing can disagree with them. Called by the form beside its table
** and by every page on which the table is read. */
#include "fund/proposal/form.h"

#include "web/map/map.h"
#include "web/message.h"
#include "web/out.h"
#include "web/reply.h"
#include "web/text.h"

#define MATRIX_COLUMNS 12
#define HEAD_CHARS 60
#define MONTHS_MAX 120
#define MAP_BYTES (256 << 10)
#define QUARTER 3
#define YEAR 12

struct figuring {
    const struct filling *f;
    const struct form_field *table;
    const struct table_view *view;
    const json_t *rows;
    struct arena *a;
    str lang;
};

static str words_of(const struct form_field *column, const json_t *row)
{
    const json_t *v = column ? json_object_getn(row, column->name.p, column->name.n) : NULL;
    return json_is_string(v) ? str_trim((str){json_string_value(v), json_string_length(v)})
                             : NO_STR;
}

static bool number_of(const struct form_field *column, const json_t *row, i64 *out)
{
    const json_t *v = json_object_getn(row, column->name.p, column->name.n);
    *out = json_integer_value(v);
    return json_is_integer(v);
}

static const struct term_array *terms_of(const struct figuring *x, const struct form_field *choice)
{
    static const struct term_array none;
    const struct vocabulary *v = edition_vocabulary(x->f->p->edition, choice->vocabulary);
    return v ? &v->terms : &none;
}

static str said(const struct figuring *x, str english)
{
    return edition_text(x->f->p->edition, english, x->lang);
}

static str digits_of(const struct figuring *x, i64 n)
{
    return arena_printf(x->a, "%lld", (long long)n);
}

static str filled(const struct figuring *x, const char *pattern, str one, str two)
{
    str args[] = {one, two};
    return message_fill(x->a, tr(x->lang, pattern), args, 2);
}

/* --- matrix: who meets which threat, and what of the response is missing ----------------------------------- */

struct heads {
    str v[MATRIX_COLUMNS];
    size_t n;
    bool more; /* there are others, which stand together in the last column */
};

static size_t head_find(const struct heads *h, str head)
{
    size_t i = 0;
    while (i < h->n && !str_eq(h->v[i], head))
        i++;
    return i;
}

static str matrix_head(const struct figuring *x, str code)
{
    const struct form_field *c = x->view->columns;
    str label =
        c->vocabulary.n ? edition_label(x->f->p->edition, c->vocabulary, code, x->lang) : NO_STR;
    if (label.n) return label;
    i64 end = str_find_char(code, '\n');
    return str_dup(x->a, str_abbrev(end < 0 ? code : str_sub(code, 0, (size_t)end), HEAD_CHARS));
}

static void matrix_heads(const struct figuring *x, struct heads *h, struct proposal_figure *out)
{
    for (size_t i = 0; i < json_array_size(x->rows); i++) {
        str head = words_of(x->view->columns, json_array_get(x->rows, i));
        if (!head.n || head_find(h, head) < h->n) continue;
        h->more = h->more || h->n == MATRIX_COLUMNS;
        if (h->n < MATRIX_COLUMNS) h->v[h->n++] = head;
    }
    for (size_t i = 0; i < h->n; i++)
        *PUSH(x->a, &out->columns) = (struct proposal_figure_cell){.text = matrix_head(x, h->v[i])};
    if (h->more)
        *PUSH(x->a, &out->columns) =
            (struct proposal_figure_cell){.text = tr(x->lang, "Other groups")};
}

/* The labels of the cells' columns that are missing (or there) in the rows of one row and column. */
static str matrix_labels(const struct figuring *x, const bool *have, bool wanted)
{
    str s = NO_STR;
    for (size_t k = 0; k < x->view->cell_count; k++) {
        str label = said(x, x->view->cells[k]->label);
        if (have[k] != wanted) continue;
        s = s.n ? arena_printf(x->a, "%.*s, %.*s", P(s), P(label)) : label;
    }
    return s;
}

static struct proposal_figure_cell matrix_cell(const struct figuring *x, str code,
                                               const struct heads *h, size_t column, str row_label,
                                               struct proposal_figure *out)
{
    bool any = false, have[VIEW_CELLS], whole = true;
    memset(have, true, sizeof have);
    for (size_t i = 0; i < json_array_size(x->rows); i++) {
        const json_t *row = json_array_get(x->rows, i);
        str head = words_of(x->view->columns, row);
        if (!str_eq(words_of(x->view->rows, row), code) || !head.n) continue;
        size_t at = head_find(h, head);
        if (at != column) continue;
        any = true;
        /* Each row of the table answers for itself: another's response does not fill its gap. */
        for (size_t k = 0; k < x->view->cell_count; k++)
            have[k] = have[k] && words_of(x->view->cells[k], row).n > 0;
    }
    struct proposal_figure_cell cell = {.label = out->columns.v[column].text};
    if (!any) return cell;
    for (size_t k = 0; k < x->view->cell_count; k++)
        whole = whole && have[k];
    cell.tone = whole ? S("good") : S("bad");
    cell.text = matrix_labels(x, have, true);
    if (whole) return cell;
    str missing = filled(x, MESSAGE("missing: %1"), matrix_labels(x, have, false), NO_STR);
    cell.text = cell.text.n ? arena_printf(x->a, "%.*s; %.*s", P(cell.text), P(missing)) : missing;
    *PUSH(x->a, &out->gaps) = (struct proposal_words){
        .text = arena_printf(x->a, "%.*s, %.*s: %.*s", P(row_label), P(cell.label), P(missing))};
    return cell;
}

static void matrix_fill(const struct figuring *x, struct proposal_figure *out)
{
    struct heads h = {0};
    str absent = NO_STR;
    const struct term_array *terms = terms_of(x, x->view->rows);
    out->kind = S("matrix");
    out->corner = said(x, x->view->rows->label);
    matrix_heads(x, &h, out);
    for (size_t t = 0; t < terms->n; t++) {
        struct proposal_figure_row row = {.head = said(x, terms->v[t].label)};
        bool any = false;
        for (size_t c = 0; c < out->columns.n; c++) {
            struct proposal_figure_cell cell =
                matrix_cell(x, terms->v[t].code, &h, c, row.head, out);
            any = any || cell.tone.n;
            *PUSH(x->a, &row.cells) = cell;
        }
        if (any) *PUSH(x->a, &out->rows) = row;
        if (!any)
            absent = absent.n ? arena_printf(x->a, "%.*s, %.*s", P(absent), P(row.head)) : row.head;
    }
    if (absent.n)
        *PUSH(x->a, &out->gaps) = (struct proposal_words){
            .text = filled(x, MESSAGE("Not addressed: %1"), absent, NO_STR)};
}

/* --- totals: a number by two choices and a third ------------------------------------------------------------ */

/* The sum over the rows with these codes; an empty code takes all. */
static i64 total_of(const struct figuring *x, str by, str row_code, str column_code)
{
    i64 sum = 0, n;
    for (size_t i = 0; i < json_array_size(x->rows); i++) {
        const json_t *row = json_array_get(x->rows, i);
        bool in = (!by.n || str_eq(words_of(x->view->by, row), by)) &&
                  (!row_code.n || str_eq(words_of(x->view->rows, row), row_code)) &&
                  (!column_code.n || str_eq(words_of(x->view->columns, row), column_code));
        if (in && number_of(x->view->sum, row, &n) && __builtin_add_overflow(sum, n, &sum))
            sum = INT64_MAX;
    }
    return sum;
}

static void total_row(const struct figuring *x, str head, str by, str row_code, bool total,
                      struct proposal_figure *out)
{
    struct proposal_figure_row row = {.head = head, .total = total};
    const struct term_array *columns = terms_of(x, x->view->columns);
    for (size_t c = 0; c <= columns->n; c++) {
        str code = c < columns->n ? columns->v[c].code : NO_STR;
        *PUSH(x->a, &row.cells) =
            (struct proposal_figure_cell){.number = total_of(x, by, row_code, code),
                                          .text = digits_of(x, total_of(x, by, row_code, code)),
                                          .label = out->columns.v[c].text,
                                          .n = true};
    }
    *PUSH(x->a, &out->rows) = row;
}

static void totals_fill(const struct figuring *x, struct proposal_figure *out)
{
    const struct term_array *groups = terms_of(x, x->view->by), *rows = terms_of(x, x->view->rows),
                            *columns = terms_of(x, x->view->columns);
    out->kind = S("totals");
    out->corner = said(x, x->view->by->label);
    for (size_t c = 0; c < columns->n; c++)
        *PUSH(x->a, &out->columns) =
            (struct proposal_figure_cell){.text = said(x, columns->v[c].label), .n = true};
    *PUSH(x->a, &out->columns) =
        (struct proposal_figure_cell){.text = tr(x->lang, "Together"), .n = true};
    for (size_t g = 0; g < groups->n; g++) {
        str group = said(x, groups->v[g].label);
        for (size_t i = 0; i < rows->n; i++)
            if (total_of(x, groups->v[g].code, rows->v[i].code, NO_STR))
                total_row(x,
                          arena_printf(x->a, "%.*s: %.*s", P(group), P(said(x, rows->v[i].label))),
                          groups->v[g].code, rows->v[i].code, false, out);
        if (total_of(x, groups->v[g].code, NO_STR, NO_STR))
            total_row(x, filled(x, MESSAGE("%1, together"), group, NO_STR), groups->v[g].code,
                      NO_STR, true, out);
    }
}

/* --- plan: rows as bars from month to month ------------------------------------------------------------------ */

static i64 plan_months(const struct figuring *x)
{
    i64 months = 0, to;
    if (!document_int(x->f->form, x->f->doc, "months", &months)) months = x->f->p->row.months;
    for (size_t i = 0; i < json_array_size(x->rows); i++)
        if (number_of(x->view->to, json_array_get(x->rows, i), &to) && to > months) months = to;
    months = months < 1 ? 1 : months > MONTHS_MAX ? MONTHS_MAX : months;
    return (months + QUARTER - 1) / QUARTER * QUARTER;
}

/* Each year with the day it begins on, each quarter with its months. */
static void plan_heads(const struct figuring *x, i64 months, struct proposal_figure *out)
{
    i64 start;
    if (!document_int(x->f->form, x->f->doc, "start", &start)) start = x->f->p->row.starts;
    for (i64 m = 0; m < months; m += YEAR) {
        i64 span = months - m < YEAR ? months - m : YEAR;
        str year = filled(x, MESSAGE("Year %1"), digits_of(x, m / YEAR + 1), NO_STR);
        if (start != NO_DATE) {
            struct buf b;
            buf_init(&b, 200);
            buf_date_long(&b, date_add_months(start, (int)m), str_z(x->a, x->lang));
            year = filled(x, MESSAGE("%1, from %2"), year, str_dup(x->a, buf_str(&b)));
            buf_free(&b);
        }
        *PUSH(x->a, &out->groups) =
            (struct proposal_figure_cell){.text = year, .span = digits_of(x, span)};
    }
    for (i64 m = 0; m < months; m += QUARTER)
        *PUSH(x->a, &out->columns) = (struct proposal_figure_cell){
            .text = arena_printf(x->a, "%lld–%lld", (long long)m + 1, (long long)m + QUARTER),
            .span = digits_of(x, QUARTER)};
}

static void plan_row(const struct figuring *x, const json_t *row, i64 months,
                     struct proposal_figure *out)
{
    i64 from, to;
    if (!number_of(x->view->from, row, &from) || !number_of(x->view->to, row, &to)) return;
    if (from < 1 || to < from || from > months) return;
    if (to > months) to = months;
    struct proposal_figure_row line = {.head = table_row_words(x->table, row, x->a)};
    if (from > 1)
        *PUSH(x->a, &line.cells) = (struct proposal_figure_cell){.span = digits_of(x, from - 1)};
    *PUSH(x->a, &line.cells) = (struct proposal_figure_cell){
        .text = from == to ? digits_of(x, from)
                           : arena_printf(x->a, "%lld–%lld", (long long)from, (long long)to),
        .tone = S("bar"),
        .span = digits_of(x, to - from + 1)};
    if (to < months)
        *PUSH(x->a, &line.cells) = (struct proposal_figure_cell){.span = digits_of(x, months - to)};
    *PUSH(x->a, &out->rows) = line;
}

static void plan_fill(const struct figuring *x, struct proposal_figure *out)
{
    i64 months = plan_months(x);
    out->kind = S("plan");
    out->corner = said(x, x->table->label);
    plan_heads(x, months, out);
    for (size_t i = 0; i < json_array_size(x->rows); i++)
        plan_row(x, json_array_get(x->rows, i), months, out);
}

/* The key of a row, or its place. */
static str row_name(const struct figuring *x, const json_t *row, size_t i)
{
    const json_t *key =
        x->table->key.n ? json_object_getn(row, x->table->key.p, x->table->key.n) : NULL;
    return json_is_string(key) ? str_dup(x->a, str_c(json_string_value(key)))
                               : digits_of(x, (i64)i + 1);
}

/* --- grid: which rows stand at which pair of levels ------------------------------------------------------------ */

/* The tone of a cell: by the level that the two codes come to, if the table computes one from them. */
static str grid_tone(const struct figuring *x, str row_code, str column_code)
{
    static const char *const tones[] = {"good", "warn", "bad", "bad"};
    for (size_t k = 0; k < x->table->column_count; k++) {
        const struct form_field *c = &x->table->columns[k];
        bool same = (c->parts[0] == x->view->rows && c->parts[1] == x->view->columns) ||
                    (c->parts[1] == x->view->rows && c->parts[0] == x->view->columns);
        if (!c->rated_count || !same) continue;
        json_auto_t *pair = json_object();
        (void)json_object_setn_new(pair, x->view->rows->name.p, x->view->rows->name.n,
                                   json_stringn(row_code.p, row_code.n));
        (void)json_object_setn_new(pair, x->view->columns->name.p, x->view->columns->name.n,
                                   json_stringn(column_code.p, column_code.n));
        str level = level_code(x->f->p->edition, c, pair);
        const struct term_array *terms = terms_of(x, c);
        for (size_t i = 0; i < terms->n; i++)
            if (str_eq(terms->v[i].code, level)) return str_c(tones[i < 3 ? i : 3]);
    }
    return NO_STR;
}

static struct proposal_figure_cell grid_cell(const struct figuring *x, const struct term *row_term,
                                             const struct term *column_term)
{
    struct proposal_figure_cell cell = {.label = said(x, column_term->label)};
    for (size_t i = 0; i < json_array_size(x->rows); i++) {
        const json_t *row = json_array_get(x->rows, i);
        if (!str_eq(words_of(x->view->rows, row), row_term->code) ||
            !str_eq(words_of(x->view->columns, row), column_term->code))
            continue;
        str name = row_name(x, row, i);
        cell.text = cell.text.n ? arena_printf(x->a, "%.*s, %.*s", P(cell.text), P(name)) : name;
    }
    cell.tone = grid_tone(x, row_term->code, column_term->code);
    return cell;
}

static void grid_fill(const struct figuring *x, struct proposal_figure *out)
{
    const struct term_array *rows = terms_of(x, x->view->rows),
                            *columns = terms_of(x, x->view->columns);
    out->kind = S("grid");
    out->corner = filled(x, MESSAGE("%1 (down), %2 (across)"), said(x, x->view->rows->label),
                         said(x, x->view->columns->label));
    for (size_t c = 0; c < columns->n; c++)
        *PUSH(x->a, &out->columns) =
            (struct proposal_figure_cell){.text = said(x, columns->v[c].label)};
    for (size_t i = rows->n; i > 0; i--) {
        struct proposal_figure_row row = {.head = said(x, rows->v[i - 1].label)};
        for (size_t c = 0; c < columns->n; c++)
            *PUSH(x->a, &row.cells) = grid_cell(x, &rows->v[i - 1], &columns->v[c]);
        *PUSH(x->a, &out->rows) = row;
    }
}

/* --- map: points with the keys of their rows --------------------------------------------------------------------- */

static void map_fill(const struct figuring *x, struct proposal_figure *out)
{
    struct {
        struct map_spot *v;
        size_t n, cap;
    } spots = {0};
    for (size_t i = 0; i < json_array_size(x->rows); i++) {
        const json_t *row = json_array_get(x->rows, i);
        struct map_spot spot = {.title = table_row_words(x->table, row, x->a)};
        if (!point_parse(words_of(x->view->point, row), &spot.north, &spot.east)) continue;
        spot.label = row_name(x, row, i);
        *PUSH(x->a, &spots) = spot;
    }
    struct buf b;
    buf_init(&b, MAP_BYTES);
    map_spots_svg(&b, out->title, spots.v, spots.n);
    out->kind = S("map");
    out->drawing = str_dup(x->a, buf_str(&b));
    buf_free(&b);
}

/* --- the whole --------------------------------------------------------------------------------------------- */

void figures_fill(const struct filling *f, const struct form_field *table,
                  struct proposal_figure_array *out)
{
    const json_t *rows = json_object_getn(f->doc, table->name.p, table->name.n);
    if (!json_array_size(rows)) return;
    for (size_t i = 0; i < table->view_count; i++) {
        struct figuring x = {f, table, &table->views[i], rows, f->r->arena, f->r->lang};
        struct proposal_figure figure = {.title = said(&x, x.view->title)};
        switch (x.view->kind) {
        case VIEW_MATRIX:
            matrix_fill(&x, &figure);
            break;
        case VIEW_TOTALS:
            totals_fill(&x, &figure);
            break;
        case VIEW_PLAN:
            plan_fill(&x, &figure);
            break;
        case VIEW_GRID:
            grid_fill(&x, &figure);
            break;
        case VIEW_MAP:
            map_fill(&x, &figure);
            break;
        }
        if (figure.rows.n || figure.drawing.n || figure.gaps.n) *PUSH(f->r->arena, out) = figure;
    }
}

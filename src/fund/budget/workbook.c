/* workbook.c: a budget as an XLSX workbook: the lines with amounts as formulas, the views as they
** are now, and the words to choose from. Text is written as text, whatever it begins with. */
#include "fund/budget/export.h"

#include "web/text.h"
#include "web/xlsx_write.h"

#define SPARE_ROWS 200 /* prepared below the lines */
#define NAME_CHARS 31  /* of a sheet */

struct workbook {
    const struct exporting *x;
    struct arena *a;
    lxw_workbook *book;
    lxw_worksheet *lines, *views, *lists;
    lxw_format *head, *money, *text;
    lxw_col_t amount; /* its column */
    lxw_col_t list_count;
    i64 unit; /* minor units in one */
};

static void head_put(struct workbook *w, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t at,
                     str words)
{
    worksheet_write_string(sheet, row, at, str_z(w->a, words), w->head);
}

/* A value that the form keeps: numbers as numbers, all else as text. */
static void cell_put(struct workbook *w, lxw_row_t row, lxw_col_t at, const struct form_field *c,
                     const json_t *v)
{
    i64 n;
    int decimals = c->input == INPUT_MONEY ? currency_decimals(w->x->f->p->edition->currency) : 3;
    str text = export_text(w->x->f, c, v);
    if (!text.n) return;
    if (json_is_integer(v))
        xlsx_put(w->lines, row, at, json_integer_value(v), 1, NULL);
    else if (export_is_number(c) && decimal_parse(text, decimals, &n))
        xlsx_put(w->lines, row, at, n, c->input == INPUT_MONEY ? w->unit : 1000,
                 c->input == INPUT_MONEY ? w->money : NULL);
    else
        worksheet_write_string(w->lines, row, at, str_z(w->a, text), w->text);
}

static str cell_name(struct workbook *w, i64 column, lxw_row_t row)
{
    char name[LXW_MAX_COL_NAME_LENGTH];
    if (column < 0) return NO_STR;
    lxw_col_to_name(name, (lxw_col_t)column, 0);
    return arena_printf(w->a, "%s%u", name, row + 1);
}

/* Where the column with this meaning stands; -1 if there is none. The codes stand in the first. */
static i64 place_of(const struct workbook *w, const char *means)
{
    i64 at = 1;
    for (size_t k = 0; k < w->x->field->column_count; k++) {
        const struct form_field *c = &w->x->field->columns[k];
        if (c->computed) continue;
        if (str_eq(c->means, str_c(means))) return at;
        at++;
    }
    return -1;
}

static str factor(struct workbook *w, const char *means, lxw_row_t row, const char *otherwise)
{
    str name = cell_name(w, place_of(w, means), row);
    return name.n ? arena_printf(w->a, "IF(%.*s=\"\",%s,%.*s)", P(name), otherwise, P(name))
                  : str_c(otherwise);
}

/* The same arithmetic as edition/budget.h; empty until there is a unit cost. */
static void amount_put(struct workbook *w, lxw_row_t row, const struct budget_line *l)
{
    str cost = cell_name(w, place_of(w, "unit_cost"), row);
    str formula = arena_printf(
        w->a, "=IFERROR(IF(%.*s=\"\",\"\",ROUND(%.*s*%.*s*%.*s*%.*s/100,%d)),\"\")", P(cost),
        P(factor(w, "quantity", row, "1")), P(cost), P(factor(w, "duration", row, "1")),
        P(factor(w, "share", row, "100")), currency_decimals(w->x->f->p->edition->currency));
    if (l && l->computed)
        xlsx_put_formula(w->lines, row, w->amount, formula.p, l->amount, w->unit, w->money);
    else
        worksheet_write_formula_str(w->lines, row, w->amount, formula.p, w->money, "");
}

/* The choices of a column, on a sheet of their own. (Lists inside the cells would be kinder, but the
** library leaks each of them: 1.1.4, LXW_VALIDATION_TYPE_LIST_FORMULA.) */
static void list_put(struct workbook *w, const struct form_field *c)
{
    const struct filling *f = w->x->f;
    const struct vocabulary *v = edition_vocabulary(f->p->edition, c->vocabulary);
    lxw_row_t row = 1;
    if (c->input != INPUT_CHOICE && c->input != INPUT_ORGANIZATION) return;
    head_put(w, w->lists, 0, w->list_count, edition_text(f->p->edition, c->label, f->r->lang));
    for (size_t i = 0; c->input == INPUT_CHOICE && v && i < v->terms.n; i++) {
        str label = edition_text(f->p->edition, v->terms.v[i].label, f->r->lang);
        worksheet_write_string(w->lists, row++, w->list_count, str_z(w->a, label), NULL);
    }
    for (size_t i = 0; c->input == INPUT_ORGANIZATION && i < f->organizations.n; i++) {
        str code = f->organizations.v[i].code;
        json_auto_t *value = json_stringn(code.p, code.n);
        worksheet_write_string(w->lists, row++, w->list_count,
                               str_z(w->a, export_text(f, c, value)), NULL);
    }
    w->list_count++;
}

static void lines_put(struct workbook *w)
{
    const struct exporting *x = w->x;
    size_t n = x->budget.n;
    lxw_row_t last = (lxw_row_t)(n + SPARE_ROWS);
    lxw_col_t at = 1;
    head_put(w, w->lines, 0, 0, x->head);
    for (size_t k = 0; k < x->field->column_count; k++) {
        const struct form_field *c = &x->field->columns[k];
        if (c->computed) continue;
        head_put(w, w->lines, 0, at, edition_text(x->f->p->edition, c->label, x->f->r->lang));
        worksheet_set_column(w->lines, at, at, c->input == INPUT_TEXT ? 28 : 15, NULL);
        list_put(w, c);
        for (size_t i = 0; i < n; i++)
            cell_put(w, (lxw_row_t)i + 1, at, c,
                     json_object_getn(json_array_get(x->rows, i), c->name.p, c->name.n));
        at++;
    }
    w->amount = at;
    head_put(w, w->lines, 0, at, T(x->f->r, "Amount"));
    worksheet_set_column(w->lines, at, at, 16, NULL);
    worksheet_set_column(w->lines, 0, 0, 11, NULL);
    for (size_t i = 0; i < n; i++)
        worksheet_write_string(w->lines, (lxw_row_t)i + 1, 0, str_z(w->a, x->budget.lines[i].id),
                               NULL);
    for (lxw_row_t i = 1; i <= last; i++)
        amount_put(w, i, i <= n ? &x->budget.lines[i - 1] : NULL);
    worksheet_freeze_panes(w->lines, 1, 1);
    worksheet_set_landscape(w->lines);
    worksheet_repeat_rows(w->lines, 0, 0);
    worksheet_fit_to_pages(w->lines, 1, 0);
}

static lxw_row_t view_put(struct workbook *w, const struct budget_view *v, lxw_row_t row)
{
    str total = T(w->x->f->r, "Total");
    lxw_col_t last = (lxw_col_t)(v->columns.n + 1);
    worksheet_write_string(w->views, row++, 0, str_z(w->a, v->title), w->head);
    head_put(w, w->views, row, 0, v->corner);
    for (size_t c = 0; c < v->columns.n; c++)
        head_put(w, w->views, row, (lxw_col_t)(c + 1), v->columns.v[c].label);
    head_put(w, w->views, row++, last, total);
    for (size_t k = 0; k < v->rows.n; k++, row++) {
        const struct budget_row *x = &v->rows.v[k];
        worksheet_write_string(w->views, row, 0, str_z(w->a, x->label), w->text);
        for (size_t c = 0; c < x->cells.n; c++)
            xlsx_put(w->views, row, (lxw_col_t)(c + 1), x->cells.v[c].amount.minor, w->unit,
                     w->money);
        xlsx_put(w->views, row, last, x->sum.minor, w->unit, w->money);
    }
    head_put(w, w->views, row, 0, total);
    for (size_t c = 0; c < v->totals.n; c++)
        xlsx_put(w->views, row, (lxw_col_t)(c + 1), v->totals.v[c].amount.minor, w->unit, w->money);
    xlsx_put(w->views, row, last, v->sum.minor, w->unit, w->money);
    return row + 2;
}

static void views_put(struct workbook *w)
{
    struct budget_summary_array all = {0};
    lxw_row_t row = 0;
    budget_summary_put(w->x->f, w->x->field, &all);
    worksheet_set_column(w->views, 0, 0, 40, NULL);
    worksheet_set_column(w->views, 1, 20, 18, NULL);
    for (size_t i = 0; all.n && i < all.v[0].views.n; i++)
        row = view_put(w, &all.v[0].views.v[i], row);
}

/* A name that a sheet may have. */
static const char *sheet_name(struct workbook *w, str words)
{
    char *p = arena_alloc(w->a, words.n + 1);
    str s = str_abbrev(words, NAME_CHARS);
    for (size_t i = 0; i < s.n; i++)
        p[i] = strchr("[]:*?/\\'", s.p[i]) ? ' ' : s.p[i];
    return p;
}

enum status workbook_write(const struct exporting *x, const char *path, const char *spool)
{
    struct request *r = x->f->r;
    struct workbook w = {.x = x, .a = r->arena, .unit = 1};
    lxw_workbook_options options = {.tmpdir = (char *)str_z(r->arena, str_c(spool))};
    int decimals = currency_decimals(x->f->p->edition->currency);
    for (int i = 0; i < decimals; i++)
        w.unit *= 10;
    w.book = workbook_new_opt(path, &options);
    if (!w.book) return FAILED;
    w.lines = workbook_add_worksheet(w.book, sheet_name(&w, T(r, "Lines")));
    w.views = workbook_add_worksheet(w.book, sheet_name(&w, T(r, "Views")));
    w.lists = workbook_add_worksheet(w.book, sheet_name(&w, T(r, "Choices")));
    if (!w.lines || !w.views || !w.lists) {
        (void)workbook_close(w.book);
        return FAILED;
    }
    worksheet_set_column(w.lists, 0, 10, 30, NULL);
    w.head = workbook_add_format(w.book);
    format_set_bold(w.head);
    format_set_text_wrap(w.head);
    w.text = workbook_add_format(w.book);
    format_set_text_wrap(w.text);
    w.money = workbook_add_format(w.book);
    format_set_num_format(w.money, decimals ? "#,##0.00" : "#,##0");
    lines_put(&w);
    views_put(&w);
    return workbook_close(w.book) == LXW_NO_ERROR ? OK : FAILED;
}

/* budget.c: the arithmetic of a joint budget (see edition/budget.h). A budget is cut into pieces, one
** for each line and year and one for each organization's support cost in a year; each view adds up
** the same pieces by other keys, so all have the same sum by construction. Called by the judge, so
** that rules see computed amounts, and by the rooms that show a budget. */
#include "edition/budget.h"

#include "base/places.h"
#include "edition/engine/engine.h"

#define SCALE_QUANTITY 1000
#define SCALE_SHARE 10000 /* hundredths of a percent in the whole */

/* --- one line --- */

bool budget_amount(i64 quantity, i64 unit_cost, i64 duration, i64 share, i64 *out)
{
    const i64 factors[] = {unit_cost, duration, share};
    const __int128 scale = (__int128)SCALE_QUANTITY * SCALE_QUANTITY * SCALE_SHARE;
    __int128 product = quantity;
    if (quantity < 0) return false;
    for (size_t i = 0; i < 3; i++)
        if (factors[i] < 0 || __builtin_mul_overflow(product, (__int128)factors[i], &product))
            return false;
    __int128 amount = product / scale;
    if (2 * (product % scale) >= scale) amount++;
    if (amount > BUDGET_LARGEST) return false;
    *out = (i64)amount;
    return true;
}

static void line_complete(struct budget *b, struct budget_line *l)
{
    l->amount = 0;
    for (size_t y = 1; y <= b->year_count; y++)
        if (l->years[y] < 0 || l->years[y] > BUDGET_LARGEST) l->computed = false;
    if (l->computed)
        l->computed = budget_amount(l->quantity, l->unit_cost, l->duration, l->share, &l->amount);
    if (!l->computed) {
        b->broken++;
        memset(l->years, 0, sizeof l->years);
    }
    l->years[0] = l->amount;
    for (size_t y = 1; y <= b->year_count; y++)
        l->years[0] -= l->years[y];
    l->ours = !b->has[BUDGET_SOURCE] || str_eq(l->codes[BUDGET_SOURCE], b->fund);
}

void budget_complete(struct budget *b, struct arena *a)
{
    struct places codes[BUDGET_YEAR];
    for (int x = 0; x < BUDGET_YEAR; x++)
        codes[x] = places_new(a, b->n);
    b->broken = 0;
    for (size_t i = 0; i < b->n; i++) {
        struct budget_line *l = &b->lines[i];
        line_complete(b, l);
        for (int x = 0; x < BUDGET_YEAR; x++)
            l->keys[x] = places_add(&codes[x], l->codes[x]);
    }
    for (int x = 0; x < BUDGET_YEAR; x++)
        b->codes[x] = (struct budget_codes){.v = codes[x].v, .n = codes[x].n, .cap = b->n};
    b->direct = arena_array(a, b->codes[BUDGET_ORGANIZATION].n, sizeof *b->direct);
    for (size_t i = 0; i < b->n; i++) {
        const struct budget_line *l = &b->lines[i];
        for (size_t y = 0; l->ours && y <= b->year_count; y++)
            b->direct[l->keys[BUDGET_ORGANIZATION]][y] += l->years[y];
    }
}

/* --- support cost --- */

static i64 share_of(i64 amount, i64 rate)
{
    __int128 product = (__int128)amount * rate, rest = product % SCALE_SHARE;
    i64 whole = (i64)(product / SCALE_SHARE);
    if (2 * (rest < 0 ? -rest : rest) >= SCALE_SHARE) whole += product < 0 ? -1 : 1;
    return whole;
}

/* An organization's support cost by year: each year gets what the sum up to it adds, so that the years add up to the
** organization's support cost to the last cent. What is not spread comes last. */
static i64 support_years(const struct budget *b, size_t key, i64 *years)
{
    i64 sum = 0, before = 0;
    for (size_t i = 1; i <= b->year_count + 1; i++) {
        size_t y = i <= b->year_count ? i : 0;
        sum += b->direct[key][y];
        i64 until = share_of(sum, b->support);
        years[y] = until - before;
        before = until;
    }
    return before;
}

i64 budget_support(const struct budget *b, size_t key)
{
    i64 years[BUDGET_YEARS + 1] = {0};
    return support_years(b, key, years);
}

/* --- views --- */

struct grid {
    const struct budget *b;
    enum budget_axis axis[2];
    struct budget_table *out;
    size_t support[2]; /* position of the support cost on each axis */
};

static bool tells_support(enum budget_axis axis)
{
    return axis == BUDGET_ORGANIZATION || axis == BUDGET_SOURCE || axis == BUDGET_YEAR;
}

static void axis_codes(struct grid *g, int side, struct arena *a, struct budget_codes *out)
{
    static const char digits[] = "12345678910";
    const struct budget *b = g->b;
    enum budget_axis axis = g->axis[side];
    if (axis == BUDGET_YEAR) {
        for (size_t y = 1; y <= b->year_count; y++)
            *PUSH(a, out) = (str){digits + y - 1, y < 10 ? 1 : 2};
        *PUSH(a, out) = S("");
        return;
    }
    for (size_t i = 0; i < b->codes[axis].n; i++)
        *PUSH(a, out) = b->codes[axis].v[i];
    g->support[side] = out->n;
    if (!tells_support(axis)) *PUSH(a, out) = BUDGET_SUPPORT;
}

static size_t year_place(const struct budget *b, size_t year)
{
    return year ? year - 1 : b->year_count;
}

static void cell_add(struct grid *g, size_t row, size_t column, i64 amount)
{
    struct budget_table *t = g->out;
    t->cells[row * t->columns.n + column] += amount;
    t->row_sums[row] += amount;
    t->column_sums[column] += amount;
    t->sum += amount;
}

static void line_add(struct grid *g, const struct budget_line *l)
{
    for (size_t y = 0; y <= g->b->year_count; y++) {
        size_t at[2];
        for (int s = 0; s < 2; s++)
            at[s] = g->axis[s] == BUDGET_YEAR ? year_place(g->b, y) : l->keys[g->axis[s]];
        if (l->years[y]) cell_add(g, at[0], at[1], l->years[y]);
    }
}

/* Where the fund stands among the sources; its support cost lies there. */
static size_t fund_place(const struct budget *b)
{
    for (size_t i = 0; i < b->codes[BUDGET_SOURCE].n; i++)
        if (str_eq(b->codes[BUDGET_SOURCE].v[i], b->has[BUDGET_SOURCE] ? b->fund : S(""))) return i;
    return 0;
}

static void support_add(struct grid *g, size_t organization)
{
    i64 years[BUDGET_YEARS + 1] = {0};
    (void)support_years(g->b, organization, years);
    for (size_t y = 0; y <= g->b->year_count; y++) {
        size_t at[2] = {0};
        for (int s = 0; s < 2; s++)
            at[s] = g->axis[s] == BUDGET_YEAR           ? year_place(g->b, y)
                    : g->axis[s] == BUDGET_ORGANIZATION ? organization
                    : g->axis[s] == BUDGET_SOURCE       ? fund_place(g->b)
                                                        : g->support[s];
        cell_add(g, at[0], at[1], years[y]);
    }
}

void budget_table(const struct budget *b, enum budget_axis rows, enum budget_axis columns,
                  bool ours, struct arena *a, struct budget_table *out)
{
    struct grid g = {.b = b, .axis = {rows, columns}, .out = out};
    *out = (struct budget_table){0};
    axis_codes(&g, 0, a, &out->rows);
    axis_codes(&g, 1, a, &out->columns);
    out->cells = NEW_ARRAY(a, out->rows.n * out->columns.n, i64);
    out->row_sums = NEW_ARRAY(a, out->rows.n, i64);
    out->column_sums = NEW_ARRAY(a, out->columns.n, i64);
    for (size_t i = 0; i < b->n; i++)
        if (b->lines[i].ours || !ours) line_add(&g, &b->lines[i]);
    for (size_t k = 0; b->support && k < b->codes[BUDGET_ORGANIZATION].n; k++)
        support_add(&g, k);
}

void budget_spread(i64 amount, const i64 *months, size_t parts, i64 *out)
{
    i64 all = 0, so_far = 0, before = 0;
    for (size_t i = 0; i < parts; i++)
        all += months[i];
    for (size_t i = 0; i < parts; i++) {
        so_far += months[i];
        i64 until = all > 0 ? (i64)((__int128)amount * so_far / all) : 0;
        out[i] = until - before;
        before = until;
    }
}

/* --- from a document --- */

const struct form_field *form_budget(const struct form *f)
{
    for (size_t i = 0; i < f->section_count; i++)
        for (size_t k = 0; k < f->sections[i].field_count; k++)
            if (f->sections[i].fields[k].input == INPUT_BUDGET) return &f->sections[i].fields[k];
    return NULL;
}

const struct form_field *budget_column(const struct form_field *budget, const char *means)
{
    return table_column(budget, str_c(means));
}

/* The columns that the arithmetic reads; NULL for what the budget does not ask. */
struct columns {
    const struct form_field *first; /* of all columns of the table */
    const struct form_field *codes[BUDGET_YEAR], *quantity, *unit_cost, *duration, *share;
    const struct form_field *years[BUDGET_YEARS];
    size_t year_count;
    int decimals;
};

static void columns_find(const struct edition *e, const struct form_field *f, struct columns *out)
{
    static const char *const means[] = {"spender", "object_class", "output", "activity", "source"};
    *out = (struct columns){.first = f->columns, .decimals = currency_decimals(e->currency)};
    for (int x = 0; x < BUDGET_YEAR; x++)
        out->codes[x] = budget_column(f, means[x]);
    out->quantity = budget_column(f, "quantity");
    out->unit_cost = budget_column(f, "unit_cost");
    out->duration = budget_column(f, "duration");
    out->share = budget_column(f, "share");
    for (size_t k = 0; k < f->column_count; k++)
        if (str_eq(f->columns[k].means, S("year")) && out->year_count < BUDGET_YEARS)
            out->years[out->year_count++] = &f->columns[k];
}

static const json_t *cell_of(const struct columns *all, const struct form_field *c,
                             const json_t *const *row)
{
    return c ? row[c - all->first] : NULL;
}

/* A number of a line: what the budget does not ask, or what was left empty though it may be, is
** `otherwise`. */
static i64 number_read(const struct columns *all, const struct form_field *c,
                       const json_t *const *row, int decimals, i64 otherwise, bool *good)
{
    i64 v = otherwise;
    const json_t *cell = cell_of(all, c, row);
    if (!c || amount_plain(json_str(cell), decimals, &v)) return v;
    if (c->required || !json_empty(cell)) *good = false;
    return v;
}

static void line_read(const struct columns *c, const json_t *const *row, str id,
                      struct budget_line *l)
{
    l->whole = true;
    l->id = id;
    for (int x = 0; x < BUDGET_YEAR; x++)
        l->codes[x] = str_trim(json_str(cell_of(c, c->codes[x], row)));
    l->quantity = number_read(c, c->quantity, row, 3, SCALE_QUANTITY, &l->whole);
    l->duration = number_read(c, c->duration, row, 3, SCALE_QUANTITY, &l->whole);
    l->unit_cost = number_read(c, c->unit_cost, row, c->decimals, 0, &l->whole);
    l->share = number_read(c, c->share, row, 2, SCALE_SHARE, &l->whole);
    if (l->share > SCALE_SHARE) l->whole = false;
    for (size_t y = 0; y < c->year_count; y++)
        l->years[y + 1] = number_read(c, c->years[y], row, c->decimals, 0, &l->whole);
    l->computed = l->whole;
}

void budget_read(const struct edition *e, const struct form_field *field, const json_t *document,
                 struct arena *a, struct budget *out)
{
    struct columns c;
    columns_find(e, field, &c);
    *out = (struct budget){.support = field->support,
                           .fund = field->fund_source,
                           .year_count = c.year_count,
                           .cells = cells_of(field, document, BUDGET_LINES, a)};
    for (int x = 0; x < BUDGET_YEAR; x++)
        out->has[x] = c.codes[x] != NULL;
    out->has[BUDGET_YEAR] = c.year_count > 0;
    out->lines = NEW_ARRAY(a, out->cells.n, struct budget_line);
    for (; out->n < out->cells.n; out->n++) {
        const json_t *const *row = &out->cells.v[out->n * out->cells.width];
        line_read(&c, row, json_str(row[out->cells.width - 1]), &out->lines[out->n]);
    }
    budget_complete(out, a);
}

static json_t *amount_json(struct arena *a, i64 minor, str currency)
{
    struct buf b;
    buf_init(&b, 64);
    buf_money_plain(&b, money_of(minor, currency));
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return json_stringn(s.p, s.n);
}

json_t *budget_with_amounts(const struct edition *e, const struct form_field *field,
                            const json_t *document, struct arena *a)
{
    struct budget b;
    budget_read(e, field, document, a, &b);
    json_t *list = json_array(), *out = json_copy((json_t *)document);
    const json_t *rows = json_at(document, field);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_copy(json_array_get(rows, i));
        if (i < b.n && json_is_object(row) && !json_empty(row)) {
            const struct budget_line *l = &b.lines[i];
            bool good = l->computed; /* else no rule can say anything: a person judges */
            (void)json_object_set_new(
                row, "amount", good ? amount_json(a, l->amount, e->currency) : json_string("?"));
            (void)json_object_set_new(row, "direct",
                                      good ? amount_json(a, l->ours ? l->amount : 0, e->currency)
                                           : json_string("?"));
        }
        (void)json_array_append_new(list, row);
    }
    (void)json_object_setn_new(out, field->name.p, field->name.n, list);
    return out;
}

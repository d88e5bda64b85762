/* judge.c: judges a document by the rules of its form. Called before sending, at screening and in the
** preview of an edition. Each verdict carries as JSON the values it looked at, so that it can be
** stored and never needs to be computed again. A rule that lacks what it looks at neither passes nor
** fails: it asks. A rule about an optional field that is empty does not apply, so it passes. */
#include "edition/budget.h"
#include "edition/engine/engine.h"
#include "web/out.h"

#define CODES_MAX 1000 /* a hostile document; no fund has as many organizations */

enum cell { CELL_EMPTY, CELL_GOOD, CELL_WRONG /* not of its type */ };
/* The values of a path, one for a field, one for each row for a column. Many rules look at the same
** columns of thousands of lines, so each is looked up and read as numbers once. */
struct column {
    struct path path;
    size_t n;
    const json_t **values; /* NULL until asked for where they are computed */
    enum cell *cells;      /* and numbers: NULL until numbers_of() */
    i64 *numbers;          /* where the column holds numbers; good where its cell is */
    bool *blank;           /* of a table: rows in which nothing stands */
    json_t *list;          /* what the verdicts keep of it; owned */
};

struct judging {
    const struct edition *e;
    const json_t *doc;
    const struct form_field *budget;
    struct budget *lines; /* of the budget, once a rule looks at its amounts */
    json_t *whole;        /* the document with these amounts in it, once a rule asks for that */
    str lang;
    struct arena *a;
    int decimals;
    struct sandbox *sandbox; /* made when the first check function is called */
    bool sandbox_failed;
    str sandbox_reason;
    struct {
        struct column **v;
        size_t n, cap;
    } columns;
};
/* What one rule found out. */
struct outcome {
    enum verdict verdict;
    str why; /* of an ASK */
    str value, limit, by;
    i64 row; /* from 0; -1 if none */
    str column;
    str message; /* of a check, English */
    struct slot *slots;
    size_t slot_count;
    json_t *inputs; /* owned */
};

static const struct form_field *leaf(struct path p)
{
    return p.column != NULL ? p.column : p.field;
}

/* --- columns --- */

/* The document as rules may look at all of it: with the computed amounts. */
static const json_t *whole_of(struct judging *j)
{
    if (!j->budget) return j->doc;
    if (!j->whole) j->whole = budget_with_amounts(j->e, j->budget, j->doc, j->a);
    return j->whole;
}

static const struct budget *lines_of(struct judging *j)
{
    if (!j->lines) {
        j->lines = NEW(j->a, struct budget);
        budget_read(j->e, j->budget, j->doc, j->a, j->lines);
    }
    return j->lines;
}

static void values_fill(struct judging *j, struct column *c, const json_t *doc)
{
    const json_t *v = json_at(doc, c->path.field);
    size_t i = 0;
    c->values = NEW_ARRAY(j->a, c->n, const json_t *);
    if (c->path.column && c->path.field == j->budget && doc == j->doc) {
        const struct cells *cells = &lines_of(j)->cells;
        size_t k = (size_t)(c->path.column - c->path.field->columns);
        for (; i < c->n && i < cells->n; i++)
            c->values[i] = cells->v[i * cells->width + k];
    }
    for (; i < c->n; i++)
        c->values[i] = c->path.column ? json_at(json_array_get(v, i), c->path.column) : v;
}

/* Amounts of a budget's lines, without writing them down and reading them again. */
static void amounts_fill(struct judging *j, struct column *c)
{
    const json_t *rows = json_at(j->doc, j->budget);
    bool direct = str_eq(leaf(c->path)->name, S("direct"));
    const struct budget *lines = lines_of(j);
    for (size_t i = 0; i < c->n && i < lines->n; i++) {
        const struct budget_line *l = &lines->lines[i];
        const json_t *row = json_array_get(rows, i);
        if (!json_is_object(row) || json_empty(row)) continue;
        c->cells[i] = l->computed ? CELL_GOOD : CELL_WRONG;
        c->numbers[i] = direct && !l->ours ? 0 : l->amount;
    }
}

static void numbers_fill(struct judging *j, struct column *c)
{
    const struct form_field *f = leaf(c->path);
    c->numbers = NEW_ARRAY(j->a, c->n, i64);
    c->cells = NEW_ARRAY(j->a, c->n, enum cell);
    if (!c->values) return amounts_fill(j, c);
    for (size_t i = 0; i < c->n; i++)
        c->cells[i] = value_number(f, c->values[i], j->decimals, &c->numbers[i]) ? CELL_GOOD
                      : json_empty(c->values[i])                                 ? CELL_EMPTY
                                                                                 : CELL_WRONG;
}

static struct column *column_of(struct judging *j, struct path p)
{
    for (size_t i = 0; i < j->columns.n; i++) {
        struct path other = j->columns.v[i]->path;
        if (other.field == p.field && other.column == p.column) return j->columns.v[i];
    }
    struct column *c = NEW(j->a, struct column);
    *PUSH(j->a, &j->columns) = c;
    *c = (struct column){.path = p, .n = path_count(p, j->doc)};
    if (!p.field) return c;
    if (p.field != j->budget || !p.column || !p.column->computed) values_fill(j, c, j->doc);
    return c;
}

/* The column with its cells read as numbers. */
static const struct column *numbers_of(struct judging *j, struct path p)
{
    struct column *c = column_of(j, p);
    if (!c->cells && p.field) numbers_fill(j, c);
    return c;
}

static const json_t *value_at(struct judging *j, struct column *c, size_t i)
{
    if (!c->values) values_fill(j, c, whole_of(j));
    return i < c->n ? c->values[i] : NULL;
}

static str code_at(struct judging *j, struct column *c, size_t i)
{
    return json_str(value_at(j, c, i));
}

/* --- what was looked at --- */

static json_t *column_inputs(struct judging *j, struct column *c)
{
    json_t *list = json_array();
    bool lines =
        c->path.field->input == INPUT_BUDGET; /* thousands: each value once, or their sum */
    bool money = c->path.column->input == INPUT_MONEY;
    struct code_list codes = {0};
    i64 sum = 0;
    if (lines && money) (void)numbers_of(j, c->path);
    for (size_t i = 0; i < c->n; i++) {
        if (lines && money) {
            if (c->cells[i] == CELL_GOOD && __builtin_add_overflow(sum, c->numbers[i], &sum))
                sum = INT64_MAX;
            continue;
        }
        const json_t *v = value_at(j, c, i);
        if (lines)
            codes_add(j->a, &codes, v);
        else
            (void)json_array_append_new(list, v != NULL ? json_incref((json_t *)v) : json_null());
    }
    for (size_t i = 0; i < codes.n; i++)
        (void)json_array_append_new(list, json_stringn(codes.v[i].p, codes.v[i].n));
    if (lines && money) (void)json_array_append_new(list, json_integer(sum));
    return list;
}

static void inputs_path(struct judging *j, struct outcome *o, struct path p)
{
    if (p.field == NULL) return;
    if (p.column == NULL) {
        const json_t *v = json_at(p.field == j->budget ? whole_of(j) : j->doc, p.field);
        if (v != NULL)
            (void)json_object_setn(o->inputs, p.field->name.p, p.field->name.n, (json_t *)v);
        return;
    }
    str key = arena_printf(j->a, "%.*s.%.*s", P(p.field->name), P(p.column->name));
    struct column *c = column_of(j, p);
    if (!c->list) c->list = column_inputs(j, c);
    (void)json_object_setn(o->inputs, key.p, key.n, c->list);
}

static void inputs_str(struct outcome *o, const char *key, str value)
{
    (void)json_object_set_new(o->inputs, key, json_stringn(value.p, value.n));
}

/* --- small pieces --- */

static bool condition_holds(const struct condition *c, const json_t *value, struct arena *a)
{
    struct code_list codes = {0}, wanted = {c->codes, c->code_count, c->code_count};
    if (json_is_string(value)) return codes_have(&wanted, json_str(value));
    codes_add(a, &codes, value);
    for (size_t i = 0; i < c->code_count; i++)
        if (codes_have(&codes, c->codes[i])) return true;
    return false;
}

/* The rows of a table that a rule looks at: found once, asked of each row. */
struct looked {
    const struct rule_test *t;
    const bool *blank;
    size_t n;
    struct column *where; /* NULL: at each row in which something stands */
};

static struct looked rows_looked(struct judging *j, const struct rule_test *t)
{
    struct column *c = column_of(j, (struct path){t->path.field, NULL});
    const json_t *rows = c->values[0];
    struct looked out = {.t = t, .n = json_array_size(rows)};
    if (!c->blank) {
        c->blank = NEW_ARRAY(j->a, out.n, bool);
        for (size_t i = 0; i < out.n; i++)
            c->blank[i] = json_empty(json_array_get(rows, i));
    }
    out.blank = c->blank;
    if (t->where.path.field)
        out.where = column_of(j, (struct path){t->path.field, t->where.path.column});
    return out;
}

static bool row_counts(struct judging *j, const struct looked *l, size_t i)
{
    if (i >= l->n || l->blank[i]) return false;
    return !l->where || condition_holds(&l->t->where, value_at(j, l->where, i), j->a);
}

static bool compare_holds(enum compare c, int order)
{
    switch (c) {
    case AT_LEAST:
        return order >= 0;
    case MORE_THAN:
        return order > 0;
    case AT_MOST:
        return order <= 0;
    case LESS_THAN:
        return order < 0;
    case EQUAL:
        return order == 0;
    case COMPARE_NONE:
        break;
    }
    return false;
}

static int order_of(i64 a, i64 b)
{
    return a < b ? -1 : a > b;
}

static str shown(struct judging *j, enum input input, i64 v)
{
    struct buf b;
    buf_init(&b, 256);
    const char *lang = str_z(j->a, j->lang);
    if (input == INPUT_MONEY)
        buf_money(&b, money_of(v, j->e->currency), lang, true);
    else if (input == INPUT_DATE)
        buf_date_long(&b, v, lang);
    else
        buf_i64(&b, v);
    str s = str_dup(j->a, buf_str(&b));
    buf_free(&b);
    return s;
}

static void ask(struct judging *j, struct outcome *o, struct path p)
{
    const struct form_field *f = leaf(p);
    /* A column that each row needs is not missed in a table that may stay empty, and is. */
    bool empty = json_empty(json_at(j->doc, p.field));
    bool needed = p.field->required || (f->required && !(p.column != NULL && empty));
    o->verdict = needed ? VERDICT_ASK : VERDICT_PASS;
    o->why = say(j->a, tr(j->lang, "Fill in “%1” first; this rule looks at it."),
                 edition_text(j->e, f->computed ? p.field->label : f->label, j->lang), NO_STR);
}

static void too_large(struct judging *j, struct outcome *o)
{
    o->verdict = VERDICT_ASK;
    o->why = tr(j->lang, "The numbers are too large to add up; a person must look.");
}

enum sum_state { SUM_NONE, SUM_GOOD, SUM_WRONG /* a value is not of its type */, SUM_OVER };

/* Sum over a path; of a column only the rows that `t` looks at, unless t is NULL. */
static enum sum_state sum_of(struct judging *j, struct path p, const struct rule_test *t, i64 *out)
{
    i64 sum = 0;
    bool any = false, some = t != NULL && p.column != NULL;
    const struct column *c = numbers_of(j, p);
    struct looked looked = some ? rows_looked(j, t) : (struct looked){0};
    for (size_t i = 0; i < c->n; i++) {
        if (some && !row_counts(j, &looked, i)) continue;
        if (c->cells[i] == CELL_EMPTY) continue;
        if (c->cells[i] == CELL_WRONG) return SUM_WRONG;
        if (__builtin_add_overflow(sum, c->numbers[i], &sum)) return SUM_OVER;
        any = true;
    }
    *out = sum;
    return any ? SUM_GOOD : SUM_NONE;
}

/* Sum of several paths together. */
static enum sum_state sum_others(struct judging *j, const struct rule_test *t, i64 *out,
                                 struct path *missing)
{
    i64 sum = 0;
    for (size_t i = 0; i < t->other_count; i++) {
        i64 one;
        enum sum_state s = sum_of(j, t->others[i], NULL, &one);
        *missing = t->others[i];
        if (s != SUM_GOOD) return s;
        if (__builtin_add_overflow(sum, one, &sum)) return SUM_OVER;
    }
    *out = sum;
    return SUM_GOOD;
}

/* True if there is a sum to go on with; else the outcome says why not. */
static bool have_sum(struct judging *j, struct outcome *o, enum sum_state s, struct path p)
{
    if (s == SUM_GOOD) return true;
    if (s == SUM_OVER)
        too_large(j, o);
    else
        ask(j, o, p);
    if (s == SUM_WRONG) o->verdict = VERDICT_ASK;
    return false;
}

static void decide(struct judging *j, struct outcome *o, const struct rule_test *t,
                   enum input input, i64 value, i64 limit)
{
    o->verdict = compare_holds(t->compare, order_of(value, limit)) ? VERDICT_PASS : VERDICT_FAIL;
    o->value = shown(j, input, value);
    o->limit = shown(j, input, limit);
}

/* --- the operators --- */

static void judge_filled(struct judging *j, const struct rule_test *t, struct outcome *o)
{
    const struct column *c = numbers_of(j, t->path);
    o->verdict = VERDICT_FAIL;
    for (size_t i = 0; i < c->n; i++)
        if (c->cells[i] != CELL_EMPTY) o->verdict = VERDICT_PASS;
}

static void judge_count(struct judging *j, const struct rule_test *t, struct outcome *o)
{
    const json_t *list = json_at(j->doc, t->path.field);
    bool table = t->path.field->column_count > 0;
    struct looked looked = table ? rows_looked(j, t) : (struct looked){0};
    i64 n = 0;
    for (size_t i = 0; i < json_array_size(list); i++)
        if (table ? row_counts(j, &looked, i) : !json_empty(json_array_get(list, i))) n++;
    decide(j, o, t, INPUT_NUMBER, n, t->value);
}

static void path_codes(struct judging *j, struct path p, const struct rule_test *t,
                       struct code_list *out)
{
    struct column *c = column_of(j, p);
    bool some = t != NULL && p.column != NULL;
    struct looked looked = some ? rows_looked(j, t) : (struct looked){0};
    for (size_t i = 0; i < c->n; i++) {
        if (some && !row_counts(j, &looked, i)) continue;
        codes_add(j->a, out, value_at(j, c, i));
    }
}

static void judge_distinct(struct judging *j, const struct rule_test *t, struct outcome *o)
{
    struct code_list codes = {0};
    path_codes(j, t->path, t, &codes);
    for (size_t i = 0; i < t->other_count; i++)
        path_codes(j, t->others[i], NULL, &codes);
    decide(j, o, t, INPUT_NUMBER, (i64)codes.n, t->value);
}

static void judge_sum(struct judging *j, const struct rule_test *t, struct outcome *o)
{
    i64 value, limit = t->value;
    struct path missing = {0};
    if (!have_sum(j, o, sum_of(j, t->path, t, &value), t->path)) return;
    if (t->other_count > 0 && !have_sum(j, o, sum_others(j, t, &limit, &missing), missing)) return;
    decide(j, o, t, leaf(t->path)->input, value, limit);
}

static str code_shown(struct judging *j, struct path p, str code)
{
    const struct form_field *f = leaf(p);
    if (f->input == INPUT_REFERENCE) return reference_words(f, j->doc, code, j->a);
    const json_t *row = f->is_key ? table_row(p.field, j->doc, code) : NULL;
    if (row != NULL) return table_row_words(p.field, row, j->a);
    str label = f->vocabulary.n > 0 ? edition_label(j->e, f->vocabulary, code, j->lang) : NO_STR;
    return label.p != NULL ? label : code;
}

/* The row of a budget that weighs most among those a rule looks at: there a failure stands. */
static void point_at_largest(struct judging *j, const struct rule_test *t, str by,
                             struct outcome *o)
{
    i64 largest = -1;
    if (t->path.column == NULL || t->path.field->input != INPUT_BUDGET) return;
    const struct column *c = numbers_of(j, t->path);
    struct column *key = column_of(j, t->by);
    struct looked looked = rows_looked(j, t);
    for (size_t i = 0; i < c->n; i++) {
        if (!row_counts(j, &looked, i)) continue;
        if (by.p != NULL && !str_eq(code_at(j, key, i), by)) continue;
        if (c->cells[i] != CELL_GOOD || c->numbers[i] <= largest) continue;
        largest = c->numbers[i];
        o->row = (i64)i;
        o->column =
            t->where.path.column != NULL ? t->where.path.column->name : t->path.column->name;
    }
}

/* Adds up a column over the rows that have `by`; of the rule's own column only those it looks at. */
static bool sum_by(struct judging *j, const struct rule_test *t, struct path p, bool own, str by,
                   i64 *sum)
{
    const struct column *c = numbers_of(j, p);
    struct column *key = column_of(j, t->by);
    struct looked looked = own ? rows_looked(j, t) : (struct looked){0};
    for (size_t i = 0; i < c->n; i++) {
        if (!str_eq(code_at(j, key, i), by)) continue;
        if ((own && !row_counts(j, &looked, i)) || c->cells[i] == CELL_EMPTY) continue;
        if (c->cells[i] == CELL_WRONG || __builtin_add_overflow(*sum, c->numbers[i], sum))
            return false;
    }
    return true;
}

/* A share of each organization's (or class's, or …) own sum, not of the whole. */
static void judge_share_by(struct judging *j, const struct rule_test *t, struct outcome *o)
{
    struct code_list codes = {0};
    path_codes(j, t->by, NULL, &codes);
    if (codes.n == 0) return ask(j, o, t->by);
    if (codes.n > CODES_MAX) return too_large(j, o);
    o->verdict = VERDICT_PASS;
    for (size_t k = 0; k < codes.n; k++) {
        i64 part = 0, whole = 0;
        bool good = sum_by(j, t, t->path, true, codes.v[k], &part);
        for (size_t i = 0; i < t->other_count; i++)
            good = good && sum_by(j, t, t->others[i], false, codes.v[k], &whole);
        struct money limit = money_of(0, j->e->currency);
        if (!good || !money_share(money_of(whole, j->e->currency), t->percent, 100, &limit))
            return too_large(j, o);
        if (compare_holds(t->compare, money_compare_share(part, whole, t->percent, 100))) continue;
        o->verdict = VERDICT_FAIL;
        o->value = shown(j, INPUT_MONEY, part);
        o->limit = shown(j, INPUT_MONEY, limit.minor);
        o->by = code_shown(j, t->by, codes.v[k]);
        return point_at_largest(j, t, codes.v[k], o);
    }
}

static void judge_share(struct judging *j, const struct rule_test *t, struct outcome *o)
{
    if (t->by.field != NULL) return judge_share_by(j, t, o);
    i64 part = 0, whole;
    struct path missing = {0};
    enum sum_state s = sum_of(j, t->path, t, &part);
    if (s == SUM_NONE && t->where.path.field != NULL) s = SUM_GOOD; /* no such row: nothing spent */
    if (!have_sum(j, o, s, t->path)) return;
    if (!have_sum(j, o, sum_others(j, t, &whole, &missing), missing)) return;
    int order = money_compare_share(part, whole, t->percent, 100);
    o->verdict = compare_holds(t->compare, order) ? VERDICT_PASS : VERDICT_FAIL;
    struct money limit = money_of(0, j->e->currency);
    if (!money_share(money_of(whole, j->e->currency), t->percent, 100, &limit)) too_large(j, o);
    o->value = shown(j, INPUT_MONEY, part);
    o->limit = shown(j, INPUT_MONEY, limit.minor);
    if (o->verdict == VERDICT_FAIL) point_at_largest(j, t, NO_STR, o);
}

/* Support cost is computed for each organization, rounded there, and added. */
static void judge_with_support(struct judging *j, const struct rule_test *t, struct outcome *o)
{
    struct code_list organizations = {0};
    i64 value;
    struct money total = money_of(0, j->e->currency);
    if (!have_sum(j, o, sum_of(j, t->path, t, &value), t->path)) return;
    struct path direct = t->others[0];
    path_codes(j, t->by, NULL, &organizations);
    if (organizations.n == 0) {
        ask(j, o, t->by);
        return;
    }
    if (organizations.n > CODES_MAX) return too_large(j, o);
    const struct column *cost = numbers_of(j, direct);
    struct column *key = column_of(j, t->by);
    for (size_t k = 0; k < organizations.n; k++) {
        struct money own = money_of(0, j->e->currency), support;
        for (size_t i = 0; i < cost->n; i++) {
            if (!str_eq(code_at(j, key, i), organizations.v[k])) continue;
            if (cost->cells[i] != CELL_GOOD) {
                ask(j, o, direct);
                return;
            }
            if (__builtin_add_overflow(own.minor, cost->numbers[i], &own.minor))
                return too_large(j, o);
        }
        if (!money_share(own, t->percent, 100, &support) || !money_add(own, support, &own) ||
            !money_add(total, own, &total))
            return too_large(j, o);
    }
    decide(j, o, t, INPUT_MONEY, value, total.minor);
}

static void judge_between(struct judging *j, const struct rule_test *t, struct outcome *o)
{
    i64 value;
    if (!have_sum(j, o, sum_of(j, t->path, t, &value), t->path)) return;
    o->verdict = value >= t->min && value <= t->max ? VERDICT_PASS : VERDICT_FAIL;
    enum input input = leaf(t->path)->input;
    str min = shown(j, input, t->min), max = shown(j, input, t->max);
    o->value = shown(j, input, value);
    o->limit = arena_printf(j->a, "%.*s – %.*s", P(min), P(max));
}

/* A key that nothing names is missed at its own row. */
static void point_at_code(struct judging *j, const struct rule_test *t, str code, struct outcome *o)
{
    if (t->op != OP_WITHIN || t->path.column == NULL || !t->path.column->is_key) return;
    struct looked looked = rows_looked(j, t);
    for (size_t i = 0; i < path_count(t->path, j->doc) && o->row < 0; i++)
        if (row_counts(j, &looked, i) && str_eq(json_str(path_value(t->path, j->doc, i)), code)) {
            o->row = (i64)i;
            o->column = t->path.column->name;
        }
}

static void judge_codes(struct judging *j, const struct rule_test *t, struct outcome *o)
{
    struct code_list have = {0}, wanted = {0};
    path_codes(j, t->path, t, &have);
    if (have.n == 0 && t->op != OP_ANY_OF) {
        ask(j, o, t->path);
        return;
    }
    for (size_t i = 0; i < t->code_count; i++)
        *PUSH(j->a, &wanted) = t->codes[i];
    for (size_t i = 0; i < t->other_count; i++)
        path_codes(j, t->others[i], NULL, &wanted);
    bool any = false, all = true;
    for (size_t i = 0; i < have.n; i++) {
        bool found = codes_have(&wanted, have.v[i]);
        if (found) any = true;
        if (!found && all) {
            o->value = code_shown(j, t->path, have.v[i]);
            point_at_code(j, t, have.v[i], o);
        }
        if (!found) all = false;
    }
    o->verdict = (t->op == OP_ANY_OF ? any : all) ? VERDICT_PASS : VERDICT_FAIL;
}

static void judge_rows(struct judging *j, const struct rule_test *t, struct outcome *o)
{
    const json_t *list = json_at(j->doc, t->path.field);
    size_t rows = 0, whole = 0;
    struct looked looked = rows_looked(j, t);
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!row_counts(j, &looked, i)) continue;
        rows++;
        size_t filled = 0;
        for (size_t k = 0; k < t->column_count; k++) {
            struct path cell = {t->path.field, t->columns[k]};
            if (numbers_of(j, cell)->cells[i] != CELL_EMPTY)
                filled++;
            else if (o->row < 0 && t->op == OP_EACH_ROW) {
                o->row = (i64)i;
                o->column = t->columns[k]->name;
            }
        }
        if (filled == t->column_count) whole++;
    }
    if (rows == 0) {
        ask(j, o, t->path);
        return;
    }
    bool pass = t->op == OP_SOME_ROW ? whole > 0 : whole == rows;
    o->verdict = pass ? VERDICT_PASS : VERDICT_FAIL;
}

/* The number that row i is compared with; false if it is not there. */
static bool row_limit(struct judging *j, const struct rule_test *t, size_t i, i64 *out)
{
    *out = t->value;
    if (t->other_count == 0) return true;
    struct path p = t->others[0];
    if (p.column != NULL && p.field == t->path.field) {
        const struct column *c = numbers_of(j, p);
        *out = c->numbers[i];
        return c->cells[i] == CELL_GOOD;
    }
    return sum_of(j, p, NULL, out) == SUM_GOOD;
}

static void judge_each_number(struct judging *j, const struct rule_test *t, struct outcome *o)
{
    size_t rows = 0;
    const struct column *c = numbers_of(j, t->path);
    struct looked looked = rows_looked(j, t);
    for (size_t i = 0; i < c->n; i++) {
        if (!row_counts(j, &looked, i) || c->cells[i] == CELL_EMPTY) continue;
        i64 value = c->numbers[i], limit;
        rows++;
        if (c->cells[i] == CELL_WRONG) {
            ask(j, o, t->path);
            return;
        }
        if (!row_limit(j, t, i, &limit)) {
            ask(j, o, t->others[0]);
            return;
        }
        if (compare_holds(t->compare, order_of(value, limit))) continue;
        decide(j, o, t, leaf(t->path)->input, value, limit);
        o->row = (i64)i;
        o->column = t->path.column->name;
        return;
    }
    /* A column that may stay empty, and is. */
    if (rows == 0 && t->path.column->required)
        ask(j, o, t->path);
    else
        o->verdict = VERDICT_PASS;
}

static void judge_check(struct judging *j, const struct rule_test *t, struct outcome *o)
{
    if (j->sandbox == NULL) {
        i64 line;
        j->sandbox = sandbox_new(j->decimals);
        if (!sandbox_run(j->sandbox, j->e->checks->source, j->a, &j->sandbox_reason, &line))
            j->sandbox_failed = true;
    }
    struct check_answer answer = {.verdict = VERDICT_ASK, .message = j->sandbox_reason};
    if (!j->sandbox_failed) sandbox_check(j->sandbox, t->index, o->inputs, j->a, &answer);
    o->verdict = answer.verdict;
    if (answer.verdict == VERDICT_ASK)
        o->why = say(j->a, tr(j->lang, "The rule could not be computed (%1); a person must look."),
                     answer.message, NO_STR);
    else
        o->message = answer.message;
    o->slots = answer.slots;
    o->slot_count = answer.slot_count;
}

static void judge_op(struct judging *j, const struct rule *rule, struct outcome *o)
{
    const struct rule_test *t = rule->test;
    switch (t->op) {
    case OP_HUMAN:
        o->verdict = VERDICT_ASK;
        o->why = edition_text(j->e, rule->message, j->lang);
        return;
    case OP_CHECK:
        judge_check(j, t, o);
        return;
    case OP_FILLED:
        judge_filled(j, t, o);
        return;
    case OP_COUNT:
        judge_count(j, t, o);
        return;
    case OP_DISTINCT:
        judge_distinct(j, t, o);
        return;
    case OP_NUMBER:
    case OP_AMOUNT:
    case OP_DATE:
        judge_sum(j, t, o);
        return;
    case OP_SHARE:
        judge_share(j, t, o);
        return;
    case OP_WITH_SUPPORT:
        judge_with_support(j, t, o);
        return;
    case OP_BETWEEN:
        judge_between(j, t, o);
        return;
    case OP_ONE_OF:
    case OP_ANY_OF:
    case OP_WITHIN:
        judge_codes(j, t, o);
        return;
    case OP_EACH_ROW:
    case OP_SOME_ROW:
        judge_rows(j, t, o);
        return;
    case OP_EACH_NUMBER:
        judge_each_number(j, t, o);
        return;
    }
}

/* --- the whole --- */

static void inputs_collect(struct judging *j, const struct rule_test *t, struct outcome *o)
{
    for (size_t i = 0; i < t->read_count; i++)
        inputs_path(j, o, (struct path){t->reads[i], NULL});
    if (t->op == OP_CHECK || t->op == OP_HUMAN) return;
    inputs_path(j, o, t->path);
    for (size_t i = 0; i < t->other_count; i++)
        inputs_path(j, o, t->others[i]);
    inputs_path(j, o, t->by);
    inputs_path(j, o, t->where.path);
}

static str message_of(struct judging *j, const struct rule *rule, const struct outcome *o)
{
    if (o->verdict == VERDICT_ASK) return o->why;
    if (o->verdict == VERDICT_PASS) return NO_STR;
    str pattern = edition_text(j->e, o->message.n > 0 ? o->message : rule->message, j->lang);
    if (o->slot_count > 0) return text_fill(j->a, pattern, o->slots, o->slot_count);
    const struct slot slots[] = {
        {S("value"), o->value},
        {S("limit"), o->limit},
        {S("row"), arena_printf(j->a, "%lld", (long long)o->row + 1)},
        {S("by"), o->by},
    };
    return text_fill(j->a, pattern, slots, 4);
}

static str field_of(struct judging *j, const struct rule *rule, const struct outcome *o)
{
    const struct path p = rule->test->path;
    if (p.field == NULL) return rule->field;
    if (o->row < 0 || o->verdict != VERDICT_FAIL) return p.field->name;
    return arena_printf(j->a, "%.*s.%lld.%.*s", P(p.field->name), (long long)o->row, P(o->column));
}

static void judge_rule(struct judging *j, const struct rule *rule, struct finding_array *out)
{
    const struct rule_test *t = rule->test;
    struct outcome o = {.verdict = VERDICT_ASK, .row = -1, .inputs = json_object()};
    bool applies = true;
    if (t->when.path.field != NULL) {
        applies = false;
        struct column *c = column_of(j, t->when.path);
        for (size_t i = 0; i < c->n && !applies; i++)
            applies = condition_holds(&t->when, value_at(j, c, i), j->a);
    }
    if (applies) {
        inputs_collect(j, t, &o);
        judge_op(j, rule, &o);
        if (o.value.n > 0) inputs_str(&o, "=value", o.value);
        if (o.limit.n > 0) inputs_str(&o, "=limit", o.limit);
    } else {
        o.verdict = VERDICT_PASS;
        inputs_path(j, &o, t->when.path);
        (void)json_object_set_new(o.inputs, "=applies", json_false());
    }
    *PUSH(j->a, out) = (struct finding){
        .rule = rule,
        .verdict = o.verdict,
        .field = field_of(j, rule, &o),
        .message = message_of(j, rule, &o),
        .inputs = document_text_of(j->a, o.inputs),
    };
    json_decref(o.inputs);
}

bool rule_reads(const struct rule *rule, const struct form_field *field)
{
    const struct rule_test *t = rule->test;
    bool found = str_eq(rule->field, field->name) ||
                 (str_starts(rule->field, field->name) && rule->field.p[field->name.n] == '.');
    for (size_t i = 0; t && i < t->other_count; i++)
        found = found || t->others[i].field == field;
    for (size_t i = 0; t && i < t->read_count; i++)
        found = found || t->reads[i] == field;
    return found;
}

enum status edition_judge(const struct edition *e, const struct form *f, const json_t *document,
                          str lang, struct arena *a, struct finding_array *out)
{
    struct judging j = {.e = e, .doc = document, .budget = form_budget(f), .lang = lang, .a = a};
    j.decimals = currency_decimals(e->currency);
    json_t *levels = document_with_levels(e, f, document);
    j.doc = levels;
    for (size_t i = 0; i < e->rule_count; i++)
        if (str_eq(e->rules[i].form, f->name)) judge_rule(&j, &e->rules[i], out);
    sandbox_free(j.sandbox);
    for (size_t i = 0; i < j.columns.n; i++)
        json_decref(j.columns.v[i]->list);
    json_decref(j.whole);
    json_decref(levels);
    return OK;
}

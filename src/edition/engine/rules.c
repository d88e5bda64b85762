/* rules.c: reads rules.lua. A rule is one of three: declarative (`op`, from the closed list below),
** a check function with the fields it `reads`, or `human`, which only a person can judge. Which keys
** an operator takes stands in one table, so that a key that would have no effect is a fault. */
#include "edition/engine/engine.h"

struct raw_rule {
    struct rule rule;
    str severity, op, compare;
    const struct node *value, *when, *where, *min, *max, *check;
    str *of, *also, *columns, *reads, *messages, by;
    size_t of_count, also_count, column_count, read_count, message_count;
    i64 percent;
};

enum part {
    P_FIELD = 1,
    P_COMPARE = 2,
    P_VALUE = 4,
    P_OF = 8,
    P_ALSO = 16,
    P_COLUMNS = 32,
    P_PERCENT = 64,
    P_BY = 128,
    P_WHERE = 256,
    P_MIN = 512,
    P_MAX = 1024,
    P_READS = 2048
};
static const struct {
    const char *name;
    enum rule_op op;
    int needs, allows;
} ops[] = {
    {"filled", OP_FILLED, P_FIELD, 0},
    {"count", OP_COUNT, P_FIELD | P_COMPARE | P_VALUE, P_WHERE},
    {"distinct", OP_DISTINCT, P_FIELD | P_COMPARE | P_VALUE, P_ALSO | P_WHERE},
    {"number", OP_NUMBER, P_FIELD | P_COMPARE, P_VALUE | P_OF | P_WHERE},
    {"amount", OP_AMOUNT, P_FIELD | P_COMPARE, P_VALUE | P_OF | P_WHERE},
    {"share", OP_SHARE, P_FIELD | P_COMPARE | P_OF | P_PERCENT, P_WHERE | P_BY},
    {"with_support", OP_WITH_SUPPORT, P_FIELD | P_COMPARE | P_OF | P_PERCENT | P_BY, 0},
    {"between", OP_BETWEEN, P_FIELD | P_MIN | P_MAX, 0},
    {"date", OP_DATE, P_FIELD | P_COMPARE, P_VALUE | P_OF},
    {"one_of", OP_ONE_OF, P_FIELD | P_VALUE, P_WHERE},
    {"any_of", OP_ANY_OF, P_FIELD | P_VALUE, P_WHERE},
    {"within", OP_WITHIN, P_FIELD | P_OF, P_WHERE},
    {"each_row", OP_EACH_ROW, P_FIELD | P_COLUMNS, P_WHERE},
    {"some_row", OP_SOME_ROW, P_FIELD | P_COLUMNS, P_WHERE},
    {"each_number", OP_EACH_NUMBER, P_FIELD | P_COMPARE, P_VALUE | P_OF | P_WHERE},
};
static const char *const compares[] = {"", ">=", ">", "<=", "<", "=="};

static const str file = S("rules.lua");

/* Of the whole entry and the form it belongs to. */
struct rule_reader {
    struct reader *r;
    const struct node *n;
    const struct form *form;
    struct rule_test *test;
};

/* "budget.direct" → field and column. */
static bool path_find(struct rule_reader *q, str name, i64 line, struct path *out)
{
    str rest = name, head;
    (void)str_cut(&rest, '.', &head);
    const struct form_field *f = form_field(q->form, head);
    *out = (struct path){f, NULL};
    if (f != NULL && rest.p != NULL) {
        for (size_t i = 0; i < f->column_count; i++)
            if (str_eq(f->columns[i].name, rest)) out->column = &f->columns[i];
        if (out->column == NULL) f = NULL;
    }
    if (f != NULL) return true;
    fault(q->r, file, line, "the form “%.*s” has no field “%.*s”", P(q->form->name), P(name));
    return false;
}

static const struct form_field *leaf(struct path p)
{
    return p.column != NULL ? p.column : p.field;
}

static bool is_table(const struct form_field *f)
{
    return field_has_rows(f);
}

static bool has_codes(const struct form_field *f)
{
    return f->input == INPUT_CHOICE || f->input == INPUT_CHOICES || f->input == INPUT_COUNTRY ||
           f->input == INPUT_ORGANIZATION || f->input == INPUT_REFERENCE || f->is_key;
}

static void codes_known(struct rule_reader *q, const struct node *n, struct path p, str *codes,
                        size_t count)
{
    const struct form_field *f = leaf(p);
    if (f->vocabulary.n == 0) return;
    for (size_t i = 0; i < count; i++)
        if (edition_label(q->r->e, f->vocabulary, codes[i], S("en")).p == NULL)
            fault(q->r, file, n->line, "“%.*s” is not in the vocabulary %.*s", P(codes[i]),
                  P(f->vocabulary));
}

static void names_of(struct rule_reader *q, const struct node *n, str **v, size_t *count)
{
    if (n->kind == NODE_TEXT) {
        *v = &((struct node *)n)->text;
        *count = 1;
        return;
    }
    if (!list_expect(q->r, file, n, "codes")) return;
    *v = NEW_ARRAY(q->r->arena, n->n, str);
    for (size_t i = 0; i < n->n; i++) {
        if (n->items[i].kind == NODE_TEXT)
            (*v)[(*count)++] = n->items[i].text;
        else
            fault(q->r, file, n->items[i].line, "a code is a text between quotes");
    }
}

struct raw_condition {
    str field;
    const struct node *is;
};

/* when = { field = "window", is = "II" }; for `where`, `field` is a column of the rule's table. */
static void condition_read(struct rule_reader *q, const struct node *n, bool where,
                           struct condition *out)
{
    static const struct key keys[] = {
        KEY(raw_condition, field, WANT_TEXT, true),
        KEY(raw_condition, is, WANT_NODE, true),
    };
    struct raw_condition raw = {0};
    MAP_READ(q->r, file, n, keys, &raw);
    if (raw.field.n == 0 || raw.is == NULL) return;
    str name = raw.field;
    const struct form_field *table = q->test->path.field;
    if (where && (table == NULL || !is_table(table))) {
        fault(q->r, file, n->line, "“where” chooses rows, so the rule's field is in a table");
        return;
    }
    if (where) name = arena_printf(q->r->arena, "%.*s.%.*s", P(table->name), P(raw.field));
    if (!path_find(q, name, key_line(n, "field"), &out->path)) return;
    if (!has_codes(leaf(out->path)))
        fault(q->r, file, key_line(n, "field"),
              "a condition looks at a choice, country or "
              "organization");
    names_of(q, raw.is, &out->codes, &out->code_count);
    codes_known(q, raw.is, out->path, out->codes, out->code_count);
}

/* A threshold by the type of the field: whole number, amount as text, date as text. */
static void threshold_read(struct rule_reader *q, const struct node *n, enum input input, i64 *out)
{
    int decimals = currency_decimals(q->r->e->currency);
    if (input == INPUT_MONEY) {
        if (n->kind != NODE_TEXT || !amount_plain(n->text, decimals < 0 ? 2 : decimals, out))
            fault(q->r, file, n->line, "write the amount as text, for example \"300000.00\"");
    } else if (input == INPUT_DATE) {
        if (n->kind != NODE_TEXT || !date_parse(n->text, out))
            fault(q->r, file, n->line, "write the date as text, for example \"2026-11-22\"");
    } else if (n->kind == NODE_INT) {
        *out = n->number;
    } else {
        fault(q->r, file, n->line, "here stands a whole number");
    }
}

static void paths_read(struct rule_reader *q, const char *key, str *names, size_t n)
{
    struct rule_test *t = q->test;
    t->others = NEW_ARRAY(q->r->arena, n, struct path);
    for (size_t i = 0; i < n; i++)
        if (path_find(q, names[i], key_line(q->n, key), &t->others[t->other_count]))
            t->other_count++;
}

static void columns_read(struct rule_reader *q, const struct raw_rule *raw)
{
    struct rule_test *t = q->test;
    t->columns = NEW_ARRAY(q->r->arena, raw->column_count, const struct form_field *);
    for (size_t i = 0; i < raw->column_count; i++) {
        struct path p;
        str name =
            arena_printf(q->r->arena, "%.*s.%.*s", P(t->path.field->name), P(raw->columns[i]));
        if (path_find(q, name, key_line(q->n, "columns"), &p))
            t->columns[t->column_count++] = p.column;
    }
}

/* Does the operator fit the type of the field? */
static void input_check(struct rule_reader *q)
{
    const struct rule_test *t = q->test;
    const struct form_field *f = leaf(t->path);
    const char *need = NULL;
    switch (t->op) {
    case OP_COUNT:
        if (!is_table(f) && !f->many) need = "a table or a field of several values";
        break;
    case OP_EACH_ROW:
    case OP_SOME_ROW:
        if (!is_table(f)) need = "a table";
        break;
    case OP_DISTINCT:
    case OP_ONE_OF:
    case OP_ANY_OF:
    case OP_WITHIN:
        if (!has_codes(f)) need = "a choice, country, organization, reference or key";
        break;
    case OP_NUMBER:
    case OP_EACH_NUMBER:
        if (f->input != INPUT_NUMBER) need = "a number";
        break;
    case OP_AMOUNT:
    case OP_SHARE:
    case OP_WITH_SUPPORT:
        if (f->input != INPUT_MONEY) need = "an amount";
        break;
    case OP_DATE:
        if (f->input != INPUT_DATE) need = "a date";
        break;
    case OP_BETWEEN:
        if (f->input != INPUT_NUMBER && f->input != INPUT_MONEY && f->input != INPUT_DATE)
            need = "a number, an amount or a date";
        if (t->path.column != NULL) need = "a field that is not a column";
        break;
    case OP_FILLED:
    case OP_HUMAN:
    case OP_CHECK:
        break;
    }
    if (t->op == OP_EACH_NUMBER && t->path.column == NULL) need = "a column of a table";
    if (need != NULL) fault(q->r, file, key_line(q->n, "field"), "this operator needs %s", need);
    for (size_t i = 0; i < t->other_count; i++) {
        const struct form_field *other = leaf(t->others[i]);
        bool fits = t->op == OP_DISTINCT || t->op == OP_WITHIN ? has_codes(other)
                                                               : other->input == f->input;
        if (!fits)
            fault(q->r, file, key_line(q->n, t->op == OP_DISTINCT ? "also" : "of"),
                  "“%.*s” is of another kind than the rule's field", P(other->name));
        if (t->op == OP_DATE && t->others[i].column != NULL)
            fault(q->r, file, key_line(q->n, "of"), "a date is compared with a single field");
    }
}

static int parts_of(const struct raw_rule *raw)
{
    return (raw->rule.field.n > 0 ? P_FIELD : 0) | (raw->compare.n > 0 ? P_COMPARE : 0) |
           (raw->value != NULL ? P_VALUE : 0) | (raw->of_count > 0 ? P_OF : 0) |
           (raw->also_count > 0 ? P_ALSO : 0) | (raw->column_count > 0 ? P_COLUMNS : 0) |
           (raw->percent != NO_DATE ? P_PERCENT : 0) | (raw->by.n > 0 ? P_BY : 0) |
           (raw->where != NULL ? P_WHERE : 0) | (raw->min != NULL ? P_MIN : 0) |
           (raw->max != NULL ? P_MAX : 0) | (raw->read_count > 0 ? P_READS : 0);
}

static void parts_check(struct rule_reader *q, const struct raw_rule *raw, int needs, int allows)
{
    static const char *const names[] = {"field",   "compare", "value", "of",  "also", "columns",
                                        "percent", "by",      "where", "min", "max",  "reads"};
    int parts = parts_of(raw);
    for (int i = 0; i < 12; i++) {
        int bit = 1 << i;
        if ((needs & bit) != 0 && (parts & bit) == 0)
            fault(q->r, file, q->n->line, "this rule needs “%s”", names[i]);
        if (((needs | allows) & bit) == 0 && (parts & bit) != 0)
            fault(q->r, file, key_line(q->n, names[i]), "“%s” has no effect in this rule",
                  names[i]);
    }
}

static void operator_read(struct rule_reader *q, struct raw_rule *raw)
{
    struct rule_test *t = q->test;
    size_t k = 0;
    const size_t n = sizeof ops / sizeof *ops;
    while (k < n && !str_eq(raw->op, str_c(ops[k].name)))
        k++;
    if (k == n) {
        struct buf b;
        buf_init(&b, 1024);
        for (size_t i = 0; i < n; i++)
            buf_printf(&b, "%s%s", i > 0 ? ", " : "", ops[i].name);
        str known = buf_str(&b);
        fault(q->r, file, key_line(q->n, "op"), "“%.*s” is no operator; known are %.*s", P(raw->op),
              P(known));
        buf_free(&b);
        return;
    }
    t->op = ops[k].op;
    size_t before = q->r->errors;
    parts_check(q, raw, ops[k].needs, ops[k].allows);
    bool either = (ops[k].allows & P_OF) != 0;
    if (either && (raw->value != NULL) == (raw->of_count > 0))
        fault(q->r, file, q->n->line, "this rule needs either “value” or “of”");
    if (q->r->errors > before) return;
    if (!path_find(q, raw->rule.field, key_line(q->n, "field"), &t->path)) return;
    if (raw->compare.n > 0) {
        for (size_t i = 1; i < sizeof compares / sizeof *compares; i++)
            if (str_eq(raw->compare, str_c(compares[i]))) t->compare = (enum compare)i;
        if (t->compare == COMPARE_NONE)
            fault(q->r, file, key_line(q->n, "compare"),
                  "“compare” is one of \">=\", \">\", \"<=\", \"<\", \"==\"");
    }
    t->percent = raw->percent;
    if (raw->percent != NO_DATE && (raw->percent < 0 || raw->percent > 1000))
        fault(q->r, file, key_line(q->n, "percent"), "a percentage is from 0 to 1000");
    paths_read(q, raw->of_count > 0 ? "of" : "also", raw->of_count > 0 ? raw->of : raw->also,
               raw->of_count + raw->also_count);
    if (raw->column_count > 0) columns_read(q, raw);
    if (raw->where != NULL) condition_read(q, raw->where, true, &t->where);
    bool codes = t->op == OP_ONE_OF || t->op == OP_ANY_OF;
    enum input input =
        t->op == OP_COUNT || t->op == OP_DISTINCT ? INPUT_NUMBER : leaf(t->path)->input;
    if (codes) {
        names_of(q, raw->value, &t->codes, &t->code_count);
        codes_known(q, raw->value, t->path, t->codes, t->code_count);
    } else if (raw->value != NULL) {
        threshold_read(q, raw->value, input, &t->value);
    }
    if (raw->min != NULL) threshold_read(q, raw->min, input, &t->min);
    if (raw->max != NULL) threshold_read(q, raw->max, input, &t->max);
    if (raw->by.n > 0 && path_find(q, raw->by, key_line(q->n, "by"), &t->by) &&
        (t->by.column == NULL || t->by.field != t->others[0].field ||
         (t->op == OP_SHARE && t->by.field != t->path.field)))
        fault(q->r, file, key_line(q->n, "by"), "“by” is a column of the same table as “of”");
    input_check(q);
    const struct form_field *table = t->other_count > 0 ? t->others[0].field : NULL;
    if (t->op == OP_WITH_SUPPORT && table != NULL && table->input == INPUT_BUDGET &&
        table->support != t->percent * 100)
        fault(q->r, file, key_line(q->n, "percent"),
              "the budget “%.*s” computes another support cost; write the same percentage",
              P(table->name));
}

static void check_read(struct rule_reader *q, const struct raw_rule *raw)
{
    struct rule_test *t = q->test;
    t->op = OP_CHECK;
    if (raw->check->kind != NODE_FUNCTION)
        fault(q->r, file, raw->check->line, "“check” is a function");
    parts_check(q, raw, P_READS, P_FIELD);
    t->reads = NEW_ARRAY(q->r->arena, raw->read_count, const struct form_field *);
    for (size_t i = 0; i < raw->read_count; i++) {
        const struct form_field *f = form_field(q->form, raw->reads[i]);
        if (f != NULL)
            t->reads[t->read_count++] = f;
        else
            fault(q->r, file, key_line(q->n, "reads"), "the form “%.*s” has no field “%.*s”",
                  P(q->form->name), P(raw->reads[i]));
    }
    for (size_t i = 0; i < raw->message_count; i++)
        *PUSH(q->r->fault_arena, &q->r->spoken) =
            (struct spoken){raw->messages[i], file, key_line(q->n, "messages")};
    if (raw->rule.field.n > 0)
        (void)path_find(q, raw->rule.field, key_line(q->n, "field"), &t->path);
}

/* What a message may be filled with. */
static void message_check(struct rule_reader *q, const struct raw_rule *raw)
{
    str rest = raw->rule.message, name;
    while (raw->check == NULL && text_next_slot(&rest, &name))
        if (!str_eq(name, S("value")) && !str_eq(name, S("limit")) && !str_eq(name, S("row")) &&
            !str_eq(name, S("by")))
            fault(q->r, file, key_line(q->n, "message"),
                  "nothing fills %%{%.*s}; known are value, limit, row, by", P(name));
}

static void body_read(struct rule_reader *q, struct raw_rule *raw)
{
    int ways = (raw->op.n > 0) + (raw->check != NULL) + raw->rule.human;
    if (ways != 1) {
        fault(q->r, file, q->n->line, "a rule has one of “op”, “check” or “human = true”");
        return;
    }
    if (raw->message_count > 0 && raw->check == NULL)
        fault(q->r, file, key_line(q->n, "messages"), "“messages” goes with “check”");
    if (raw->op.n > 0) {
        operator_read(q, raw);
    } else if (raw->check != NULL) {
        check_read(q, raw);
    } else {
        parts_check(q, raw, 0, P_FIELD);
        if (raw->rule.field.n > 0)
            (void)path_find(q, raw->rule.field, key_line(q->n, "field"), &q->test->path);
    }
    if (raw->when != NULL) condition_read(q, raw->when, false, &q->test->when);
    message_check(q, raw);
}

static void rule_read(struct reader *r, const struct node *n, size_t index, struct rule *out)
{
    static const struct key keys[] = {
        KEY_IN(raw_rule, rule, id, WANT_TEXT, true),
        KEY_IN(raw_rule, rule, form, WANT_NAME, true),
        KEY_IN(raw_rule, rule, clause, WANT_TEXT, true),
        KEY(raw_rule, severity, WANT_NAME, true),
        KEY_IN(raw_rule, rule, title, WANT_WORDS, true),
        KEY_IN(raw_rule, rule, message, WANT_WORDS, true),
        KEY_IN(raw_rule, rule, field, WANT_TEXT, false),
        KEY_IN(raw_rule, rule, human, WANT_BOOL, false),
        KEY_IN(raw_rule, rule, unverified, WANT_BOOL, false),
        KEY(raw_rule, op, WANT_NAME, false),
        KEY(raw_rule, compare, WANT_TEXT, false),
        KEY(raw_rule, value, WANT_NODE, false),
        KEY(raw_rule, when, WANT_NODE, false),
        KEY(raw_rule, where, WANT_NODE, false),
        KEY(raw_rule, min, WANT_NODE, false),
        KEY(raw_rule, max, WANT_NODE, false),
        KEY(raw_rule, check, WANT_NODE, false),
        KEY(raw_rule, percent, WANT_INT, false),
        KEY(raw_rule, by, WANT_TEXT, false),
        {"of", WANT_NAMES, false, offsetof(struct raw_rule, of),
         offsetof(struct raw_rule, of_count)},
        {"also", WANT_NAMES, false, offsetof(struct raw_rule, also),
         offsetof(struct raw_rule, also_count)},
        {"columns", WANT_NAMES, false, offsetof(struct raw_rule, columns),
         offsetof(struct raw_rule, column_count)},
        {"reads", WANT_NAMES, false, offsetof(struct raw_rule, reads),
         offsetof(struct raw_rule, read_count)},
        {"messages", WANT_NAMES, false, offsetof(struct raw_rule, messages),
         offsetof(struct raw_rule, message_count)},
    };
    struct raw_rule raw = {.percent = NO_DATE};
    MAP_READ(r, file, n, keys, &raw);
    *out = raw.rule;
    struct rule_test *test = NEW(r->arena, struct rule_test);
    test->index = index;
    out->test = test;
    for (size_t i = 0; i < index; i++)
        if (out->id.n > 0 && str_eq(r->e->rules[i].id, out->id))
            fault(r, file, key_line(n, "id"), "rule “%.*s” stands twice", P(out->id));
    if (str_eq(raw.severity, S("block")))
        out->severity = RULE_BLOCK;
    else if (str_eq(raw.severity, S("warn")))
        out->severity = RULE_WARN;
    else if (str_eq(raw.severity, S("info")))
        out->severity = RULE_INFO;
    else if (raw.severity.n > 0)
        fault(r, file, key_line(n, "severity"), "“severity” is block, warn or info");
    const struct clause *clause = edition_clause(r->e, out->clause);
    if (clause == NULL && out->clause.n > 0)
        fault(r, file, key_line(n, "clause"), "the guideline has no clause %.*s", P(out->clause));
    if (clause != NULL && clause->unverified) out->unverified = true;
    struct rule_reader q = {r, n, edition_form(r->e, out->form), test};
    if (q.form != NULL)
        body_read(&q, &raw);
    else if (out->form.n > 0)
        fault(r, file, key_line(n, "form"), "there is no form “%.*s”", P(out->form));
}

void rules_read(struct reader *r)
{
    if (!list_expect(r, file, r->rules, "rules")) return;
    r->e->rules = NEW_ARRAY(r->arena, r->rules->n, struct rule);
    for (size_t i = 0; i < r->rules->n; i++) {
        rule_read(r, &r->rules->items[i], i, &r->e->rules[i]);
        r->e->rule_count++;
    }
}

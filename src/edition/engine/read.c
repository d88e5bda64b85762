/* read.c: turns the trees of an edition's files into the structures of edition.h. Each kind of table
** is described once as a list of keys; what a file may say is what these lists say. Every mistake is
** collected with its file and line and reading goes on, so that an officer mends all at once. */
#include "edition/budget.h"
#include "edition/engine/engine.h"

static void add_fault(struct reader *r, bool is_warning, str file, i64 line, const char *fmt,
                      va_list ap)
{
    if (!is_warning) r->errors++;
    if (r->faults->n >= MAX_FAULTS) return;
    str message = arena_vprintf(r->fault_arena, fmt, ap);
    *PUSH(r->fault_arena, r->faults) =
        (struct edition_fault){str_dup(r->fault_arena, file), line, message, is_warning};
}

void fault(struct reader *r, str file, i64 line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add_fault(r, false, file, line, fmt, ap);
    va_end(ap);
}

void warning(struct reader *r, str file, i64 line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add_fault(r, true, file, line, fmt, ap);
    va_end(ap);
}

bool is_name(str s)
{
    if (s.n == 0 || s.n > 60 || s.p[0] < 'a' || s.p[0] > 'z') return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
    }
    return true;
}

/* Codes of vocabularies and revisions: letters, digits, hyphen, underscore, dot. */
static bool is_code(str s)
{
    if (s.n == 0 || s.n > 60) return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '_' || c == '-' || c == '.';
        if (!good) return false;
    }
    return true;
}

i64 key_line(const struct node *map, const char *key)
{
    const struct node *n = node_get(map, str_c(key));
    return n != NULL ? n->line : map != NULL ? map->line : 0;
}

bool list_expect(struct reader *r, str file, const struct node *node, const char *what)
{
    if (node->kind == NODE_LIST) return true;
    fault(r, file, node->line, "here stands a list of %s: { …, … }", what);
    return false;
}

/* --- tables by description --- */

static void names_read(struct reader *r, str file, const struct node *n, str **v, size_t *count)
{
    if (n->kind == NODE_TEXT) {
        *v = NEW(r->arena, str);
        **v = n->text;
        *count = 1;
        return;
    }
    if (!list_expect(r, file, n, "texts")) return;
    *v = NEW_ARRAY(r->arena, n->n, str);
    for (size_t i = 0; i < n->n; i++) {
        if (n->items[i].kind == NODE_TEXT)
            (*v)[(*count)++] = n->items[i].text;
        else
            fault(r, file, n->items[i].line, "here stands a text between quotes");
    }
}

static void value_read(struct reader *r, str file, const struct node *n, const struct key *k,
                       void *out)
{
    char *at = (char *)out + k->offset;
    static const char *const needs[] = {"a text between quotes",
                                        "a text between quotes",
                                        "a name between quotes",
                                        "a whole number",
                                        "true or false",
                                        "",
                                        ""};
    static const enum node_kind kinds[] = {NODE_TEXT, NODE_TEXT, NODE_TEXT, NODE_INT, NODE_BOOL};
    if (k->want == WANT_NODE) {
        memcpy(at, &n, sizeof n);
        return;
    }
    if (k->want == WANT_NAMES) {
        names_read(r, file, n, (str **)(void *)at, (size_t *)(void *)((char *)out + k->count));
        return;
    }
    if (n->kind != kinds[k->want]) {
        fault(r, file, n->line, "“%s” needs %s", k->name, needs[k->want]);
        return;
    }
    if (k->want == WANT_INT) {
        memcpy(at, &n->number, sizeof n->number);
    } else if (k->want == WANT_BOOL) {
        bool value = n->number != 0;
        memcpy(at, &value, sizeof value);
    } else {
        memcpy(at, &n->text, sizeof n->text);
        if (k->want == WANT_NAME && !is_name(n->text))
            fault(r, file, n->line,
                  "“%.*s” is not a name: small letters, digits and _ only, a letter first",
                  P(n->text));
        if (k->want == WANT_WORDS)
            *PUSH(r->fault_arena, &r->spoken) = (struct spoken){n->text, file, n->line};
    }
}

static void unknown_key(struct reader *r, str file, const struct node *entry,
                        const struct key *keys, size_t n)
{
    struct buf b;
    buf_init(&b, 4096);
    for (size_t i = 0; i < n; i++)
        buf_printf(&b, "%s%s", i > 0 ? ", " : "", keys[i].name);
    str known = buf_str(&b);
    fault(r, file, entry->line, "“%.*s” means nothing here; known are %.*s", P(entry->key),
          P(known));
    buf_free(&b);
}

void map_read(struct reader *r, str file, const struct node *map, const struct key *keys, size_t n,
              void *out)
{
    if (map->kind != NODE_MAP) {
        fault(r, file, map->line, "here stand named entries: { %s = … }", keys[0].name);
        return;
    }
    for (size_t i = 0; i < map->n; i++) {
        const struct node *entry = &map->items[i];
        size_t k = 0;
        while (k < n && !str_eq(entry->key, str_c(keys[k].name)))
            k++;
        if (k == n)
            unknown_key(r, file, entry, keys, n);
        else
            value_read(r, file, entry, &keys[k], out);
    }
    for (size_t k = 0; k < n; k++) {
        if (!keys[k].required) continue;
        const struct node *entry = node_get(map, str_c(keys[k].name));
        bool blank = entry != NULL && entry->kind == NODE_TEXT && str_trim(entry->text).n == 0;
        if (entry == NULL || blank)
            fault(r, file, entry != NULL ? entry->line : map->line, "“%s” is missing here",
                  keys[k].name);
    }
}

/* --- edition.lua --- */

struct settings {
    str code, title, revision, note, currency, in_force, first_state, award_state;
};

static void settings_read(struct reader *r)
{
    static const struct key keys[] = {
        KEY(settings, code, WANT_TEXT, true),        KEY(settings, title, WANT_WORDS, true),
        KEY(settings, revision, WANT_TEXT, true),    KEY(settings, note, WANT_WORDS, false),
        KEY(settings, currency, WANT_TEXT, true),    KEY(settings, in_force, WANT_TEXT, true),
        KEY(settings, first_state, WANT_NAME, true), KEY(settings, award_state, WANT_NAME, true),
    };
    const str file = S("edition.lua");
    struct settings s = {0};
    MAP_READ(r, file, r->settings, keys, &s);
    struct edition *e = r->e;
    e->code = s.code;
    e->title = s.title;
    e->revision = s.revision;
    e->note = s.note;
    e->currency = s.currency;
    e->first_state = s.first_state;
    e->award_state = s.award_state;
    if (s.code.n > 0 && !is_code(s.code))
        fault(r, file, key_line(r->settings, "code"),
              "a code is letters, digits, hyphens and dots, for example “untfhs-9.1”");
    if (s.currency.n > 0 && currency_decimals(s.currency) < 0)
        fault(r, file, key_line(r->settings, "currency"),
              "“%.*s” is not a known currency; write its three letters, for example “USD”",
              P(s.currency));
    if (s.in_force.n > 0 && !date_parse(s.in_force, &e->in_force))
        fault(r, file, key_line(r->settings, "in_force"),
              "write the date as year-month-day, for example “2016-05-01”");
}

/* --- vocabularies.lua --- */

void terms_read(struct reader *r, str file, const struct node *list, str what,
                struct term_array *out)
{
    static const struct key keys[] = {
        KEY(term, code, WANT_TEXT, true),   KEY(term, label, WANT_WORDS, true),
        KEY(term, help, WANT_WORDS, false), KEY(term, unverified, WANT_BOOL, false),
        KEY(term, least, WANT_INT, false),
    };
    if (!list_expect(r, file, list, "terms")) return;
    if (list->n == 0) fault(r, file, list->line, "“%.*s” has no term", P(what));
    for (size_t i = 0; i < list->n; i++) {
        struct term t = {0};
        const struct node *n = &list->items[i];
        MAP_READ(r, file, n, keys, &t);
        if (t.code.n > 0 && !is_code(t.code))
            fault(r, file, key_line(n, "code"), "a code is letters, digits, _ and -");
        for (size_t k = 0; k < out->n; k++)
            if (str_eq(out->v[k].code, t.code))
                fault(r, file, key_line(n, "code"), "code “%.*s” stands twice", P(t.code));
        *PUSH(r->arena, out) = t;
    }
}

static void vocabularies_read(struct reader *r)
{
    const struct node *root = r->vocabularies;
    const str file = S("vocabularies.lua");
    if (root->kind != NODE_MAP) {
        fault(r, file, root->line, "write name = { { code = …, label = … }, … }");
        return;
    }
    r->e->vocabularies = NEW_ARRAY(r->arena, root->n, struct vocabulary);
    for (size_t i = 0; i < root->n; i++) {
        struct vocabulary *v = &r->e->vocabularies[r->e->vocabulary_count++];
        v->name = root->items[i].key;
        if (!is_name(v->name))
            fault(r, file, root->items[i].line, "“%.*s” is not a name", P(v->name));
        terms_read(r, file, &root->items[i], v->name, &v->terms);
    }
}

/* --- forms --- */

static const char *const input_names[] = {"text", "choice",  "choices",      "number",    "money",
                                          "date", "country", "organization", "decimal",   "table",
                                          "file", "matrix",  "budget",       "reference", "point"};
#define INPUT_COUNT (sizeof input_names / sizeof *input_names)

static const char *const means_known[] = {
    "title",          "summary",       "country",      "place",       "organization", "lead",
    "partner",        "partner_type",  "partner_role", "amount",      "cofunding",    "direct_cost",
    "object_class",   "outreach",      "start",        "months",      "window",       "dimension",
    "threat",         "affected",      "protection",   "empowerment", "vital_core",   "principle",
    "matrix",         "beneficiaries", "people",       "sex",         "age",          "goal",
    "outcome",        "output",        "indicator",    "baseline",    "target",       "results",
    "workplan",       "risk",          "budget",       "sdg",         "sector",       "existing",
    "sustainability", "endorsement",   "attachment",   "contact",     "spender",      "activity",
    "source",         "unit",          "quantity",     "unit_cost",   "duration",     "share",
    "year",           "responsible",   NULL,
};

bool known_means(str means)
{
    for (size_t i = 0; means_known[i] != NULL; i++)
        if (str_eq(means, str_c(means_known[i]))) return true;
    return false;
}

#define COMPUTED_COLUMNS 2 /* of a budget: amount, direct */

struct raw_field {
    struct form_field f;
    str input;
    i64 min, max;
    bool has_public;
    str support;
    const struct node *columns, *views;
};

static void field_checks(struct reader *r, str file, const struct node *n, struct form_field *f)
{
    bool choice = f->input == INPUT_CHOICE || f->input == INPUT_CHOICES;
    if (choice && f->vocabulary.n == 0) fault(r, file, n->line, "a choice needs “vocabulary”");
    if (f->vocabulary.n > 0 && edition_vocabulary(r->e, f->vocabulary) == NULL)
        fault(r, file, key_line(n, "vocabulary"), "no vocabulary “%.*s” in vocabularies.lua",
              P(f->vocabulary));
    if (f->vocabulary.n > 0 && !choice && f->input != INPUT_COUNTRY &&
        f->input != INPUT_ORGANIZATION)
        fault(r, file, key_line(n, "vocabulary"),
              "only choices, countries and organizations have "
              "a vocabulary");
    if (f->means.n > 0 && !known_means(f->means))
        fault(r, file, key_line(n, "means"), "“%.*s” is not a known meaning", P(f->means));
    if (f->clause.n > 0 && edition_clause(r->e, f->clause) == NULL)
        fault(r, file, key_line(n, "clause"), "the guideline has no clause %.*s", P(f->clause));
    if (f->many && f->input != INPUT_COUNTRY && f->input != INPUT_ORGANIZATION &&
        f->input != INPUT_FILE)
        fault(r, file, key_line(n, "many"), "“many” is for countries, organizations and files");
    if (f->accept.n > 0 && f->input != INPUT_FILE)
        fault(r, file, key_line(n, "accept"), "“accept” is for files");
    else if (f->accept.n > 0 && !str_eq(f->accept, S("pdf")))
        fault(r, file, key_line(n, "accept"), "“accept” is \"pdf\" or left out; “%.*s” is unknown",
              P(f->accept));
    if (f->input == INPUT_CHOICES) f->many = true;
    if (f->input != INPUT_NUMBER && f->input != INPUT_DECIMAL &&
        (f->min != NO_DATE || f->max != NO_DATE))
        fault(r, file, key_line(n, f->min != NO_DATE ? "min" : "max"),
              "“min” and “max” are for numbers; write a rule for other fields");
    if (f->input != INPUT_TEXT && (f->max_words > 0 || f->max_chars > 0 || f->rows > 0))
        fault(r, file, key_line(n, "name"), "“max_words”, “max_chars” and “rows” are for texts");
    if (f->max_words < 0 || f->max_chars < 0 || f->rows < 0 || f->max_rows < 0)
        fault(r, file, key_line(n, "name"), "a limit is not negative");
    if (f->min != NO_DATE && f->max != NO_DATE && f->min > f->max)
        fault(r, file, key_line(n, "min"), "“min” is above “max”");
    if (f->input == INPUT_TEXT && f->rows == 0) f->rows = 1;
}

static void columns_read(struct reader *r, str file, const struct node *n,
                         const struct node *columns, struct form_field *f);

/* What the program computes for each line; rules may look at it. */
static void budget_computed(struct reader *r, str file, const struct node *n, struct form_field *f)
{
    static const char *const names[COMPUTED_COLUMNS] = {"amount", "direct"};
    for (size_t i = 0; i < f->column_count; i++) {
        str name = f->columns[i].name;
        if (str_eq(name, str_c(names[0])) || str_eq(name, str_c(names[1])) ||
            str_eq(name, S(BUDGET_ID)))
            fault(r, file, key_line(n, "columns"),
                  "a column of a budget is not called “%.*s”; the program fills that itself",
                  P(name));
    }
    for (size_t i = 0; i < COMPUTED_COLUMNS; i++)
        f->columns[f->column_count++] =
            (struct form_field){.name = str_c(names[i]),
                                .label = i == 0 ? S("Amount") : S("Paid by the fund"),
                                .input = INPUT_MONEY,
                                .min = NO_DATE,
                                .max = NO_DATE,
                                .computed = true};
}

/* Has each column that the arithmetic reads the input that it needs? */
static void budget_columns_check(struct reader *r, str file, const struct node *n,
                                 const struct form_field *f)
{
    static const struct {
        const char *means;
        enum input input;
        const char *words;
    } types[] = {
        {"spender", INPUT_ORGANIZATION, "an organization"},
        {"object_class", INPUT_CHOICE, "a choice"},
        {"output", INPUT_TEXT, "a text"},
        {"activity", INPUT_TEXT, "a text"},
        {"source", INPUT_CHOICE, "a choice"},
        {"quantity", INPUT_DECIMAL, "a decimal"},
        {"unit_cost", INPUT_MONEY, "money"},
        {"duration", INPUT_DECIMAL, "a decimal"},
        {"share", INPUT_DECIMAL, "a decimal"},
        {"year", INPUT_MONEY, "money"},
    };
    size_t years = 0;
    for (size_t k = 0; k < f->column_count; k++) {
        const struct form_field *c = &f->columns[k];
        if (str_eq(c->means, S("year"))) years++;
        if (c->many)
            fault(r, file, key_line(n, "columns"), "column “%.*s” of a budget holds one value",
                  P(c->name));
        for (size_t t = 0; t < sizeof types / sizeof *types; t++)
            if (str_eq(c->means, str_c(types[t].means)) && c->input != types[t].input &&
                !(types[t].input == INPUT_TEXT && c->input == INPUT_REFERENCE))
                fault(r, file, key_line(n, "columns"), "column “%.*s” means “%s”, so it is %s",
                      P(c->name), types[t].means, types[t].words);
    }
    if (years > BUDGET_YEARS)
        fault(r, file, key_line(n, "columns"), "a budget has at most %d years", BUDGET_YEARS);
    if (budget_column(f, "unit_cost") == NULL)
        fault(r, file, key_line(n, "columns"),
              "no column of the budget means “unit_cost”, which the amount of a line needs");
}

static void budget_field_check(struct reader *r, str file, const struct node *n, str support,
                               struct form_field *f)
{
    const struct form_field *source = budget_column(f, "source");
    if (f->columns == NULL) return;
    budget_columns_check(r, file, n, f);
    if (f->max_rows == 0) f->max_rows = 1000;
    if (f->max_rows > BUDGET_LINES)
        fault(r, file, key_line(n, "max_rows"), "a budget has at most %d lines", BUDGET_LINES);
    if (support.n > 0 && (!amount_plain(support, 2, &f->support) || f->support > 10000))
        fault(r, file, key_line(n, "support"),
              "write the percentage as text, for example \"7\" or \"6.5\"");
    if ((source != NULL) != (f->fund_source.n > 0))
        fault(r, file, n->line,
              "a budget with a column that means “source” says by “fund” which "
              "source is the fund, and no other does");
    else if (source != NULL &&
             edition_label(r->e, source->vocabulary, f->fund_source, S("en")).p == NULL)
        fault(r, file, key_line(n, "fund"), "“%.*s” is not in the vocabulary %.*s",
              P(f->fund_source), P(source->vocabulary));
    if (f->own_lines && budget_column(f, "spender") == NULL)
        fault(r, file, key_line(n, "own_lines"),
              "no column of the budget means “spender”, so no line is anybody's own");
    budget_computed(r, file, n, f);
}

static bool field_read(struct reader *r, str file, const struct node *n, bool column,
                       struct form_field *out)
{
    static const struct key keys[] = {
        KEY_IN(raw_field, f, name, WANT_NAME, true),
        KEY_IN(raw_field, f, label, WANT_WORDS, true),
        KEY_IN(raw_field, f, hint, WANT_WORDS, false),
        KEY_IN(raw_field, f, example, WANT_WORDS, false),
        KEY_IN(raw_field, f, clause, WANT_TEXT, false),
        KEY_IN(raw_field, f, means, WANT_NAME, false),
        KEY(raw_field, input, WANT_NAME, true),
        KEY_IN(raw_field, f, vocabulary, WANT_NAME, false),
        KEY_IN(raw_field, f, required, WANT_BOOL, false),
        KEY_IN(raw_field, f, many, WANT_BOOL, false),
        KEY_IN(raw_field, f, accept, WANT_NAME, false),
        KEY_IN(raw_field, f, unverified, WANT_BOOL, false),
        KEY(raw_field, min, WANT_INT, false),
        KEY(raw_field, max, WANT_INT, false),
        KEY_IN(raw_field, f, max_words, WANT_INT, false),
        KEY_IN(raw_field, f, max_chars, WANT_INT, false),
        KEY_IN(raw_field, f, rows, WANT_INT, false),
        KEY_IN(raw_field, f, max_rows, WANT_INT, false),
        KEY(raw_field, columns, WANT_NODE, false),
        KEY(raw_field, support, WANT_TEXT, false),
        KEY_IN(raw_field, f, own_lines, WANT_BOOL, false),
        KEY_IN(raw_field, f, key, WANT_NAME, false),
        KEY(raw_field, views, WANT_NODE, false),
        {"from", WANT_NAME, false, offsetof(struct raw_field, f.carried), 0},
        {"narrowed_by", WANT_NAME, false, offsetof(struct raw_field, f.narrowed), 0},
        {"to", WANT_NAMES, false, offsetof(struct raw_field, f.to),
         offsetof(struct raw_field, f.to_count)},
        {"level_of", WANT_NAMES, false, offsetof(struct raw_field, f.rated),
         offsetof(struct raw_field, f.rated_count)},
        {"fund", WANT_TEXT, false, offsetof(struct raw_field, f.fund_source), 0},
        {"public", WANT_BOOL, false, offsetof(struct raw_field, f.is_public), 0},
    };
    struct raw_field raw = {.min = NO_DATE, .max = NO_DATE};
    MAP_READ(r, file, n, keys, &raw);
    *out = raw.f;
    out->min = raw.min;
    out->max = raw.max;
    out->line = key_line(n, "name");
    size_t input = 0;
    while (input < INPUT_COUNT && !str_eq(raw.input, str_c(input_names[input])))
        input++;
    if (input == INPUT_COUNT) {
        if (raw.input.n > 0)
            fault(r, file, key_line(n, "input"),
                  "“%.*s” is no input; known are text, choice, choices, number, money, date, "
                  "country, organization, decimal, table, file, matrix, budget, reference, point",
                  P(raw.input));
        return out->name.n > 0;
    }
    out->input = (enum input)input;
    bool table = field_has_rows(out);
    if (column && (table || out->input == INPUT_FILE))
        fault(r, file, key_line(n, "input"), "a column is not a table and not a file");
    else if (table)
        columns_read(r, file, n, raw.columns, out);
    else if (raw.columns != NULL)
        fault(r, file, key_line(n, "columns"), "only a table, a matrix or a budget has columns");
    if (out->input == INPUT_BUDGET) budget_field_check(r, file, n, raw.support, out);
    if (out->input != INPUT_BUDGET &&
        (raw.support.n > 0 || raw.f.fund_source.n > 0 || raw.f.own_lines))
        fault(r, file, key_line(n, "name"), "“support”, “fund” and “own_lines” are for a budget");
    field_checks(r, file, n, out);
    table_field_read(r, file, n, raw.views, out);
    return out->name.n > 0;
}

static void columns_read(struct reader *r, str file, const struct node *n,
                         const struct node *columns, struct form_field *f)
{
    if (columns == NULL) {
        fault(r, file, n->line, "a table needs “columns”");
        return;
    }
    if (!list_expect(r, file, columns, "columns")) return;
    f->columns = NEW_ARRAY(r->arena, columns->n + COMPUTED_COLUMNS, struct form_field);
    for (size_t i = 0; i < columns->n; i++) {
        struct form_field *c = &f->columns[f->column_count];
        if (!field_read(r, file, &columns->items[i], true, c)) continue;
        for (size_t k = 0; k < f->column_count; k++)
            if (str_eq(f->columns[k].name, c->name))
                fault(r, file, key_line(&columns->items[i], "name"), "column “%.*s” stands twice",
                      P(c->name));
        f->column_count++;
    }
    if (f->column_count == 0) fault(r, file, columns->line, "a table has at least one column");
    if (f->input == INPUT_MATRIX && f->column_count > 0 &&
        (!str_eq(f->columns[0].means, S("dimension")) || f->columns[0].input != INPUT_CHOICE))
        fault(r, file, columns->line,
              "the first column of a matrix is a choice with means = \"dimension\"");
}

struct raw_section {
    struct form_section s;
    const struct node *fields;
};

static void section_read(struct reader *r, str file, const struct node *n, struct form *form,
                         struct form_section *out)
{
    static const struct key keys[] = {
        KEY_IN(raw_section, s, name, WANT_NAME, true),
        KEY_IN(raw_section, s, title, WANT_WORDS, true),
        KEY_IN(raw_section, s, intro, WANT_WORDS, false),
        KEY(raw_section, fields, WANT_NODE, true),
    };
    struct raw_section raw = {0};
    MAP_READ(r, file, n, keys, &raw);
    *out = raw.s;
    if (raw.fields == NULL || !list_expect(r, file, raw.fields, "fields")) return;
    out->fields = NEW_ARRAY(r->arena, raw.fields->n, struct form_field);
    for (size_t i = 0; i < raw.fields->n; i++) {
        const struct node *item = &raw.fields->items[i];
        struct form_field f;
        if (!field_read(r, file, item, false, &f)) continue;
        if (form_field(form, f.name) != NULL)
            fault(r, file, key_line(item, "name"), "field “%.*s” stands twice in this form",
                  P(f.name));
        out->fields[out->field_count++] = f;
    }
}

struct raw_form {
    struct form f;
    str undelivered;
    const struct node *sections;
};

static void form_read(struct reader *r, str file, const struct node *root, struct form *out)
{
    static const struct key keys[] = {
        KEY_IN(raw_form, f, title, WANT_WORDS, true),
        KEY_IN(raw_form, f, intro, WANT_WORDS, false),
        KEY_IN(raw_form, f, own_sections, WANT_BOOL, false),
        KEY(raw_form, undelivered, WANT_NAME, false),
        KEY(raw_form, sections, WANT_NODE, true),
    };
    struct raw_form raw = {0};
    MAP_READ(r, file, root, keys, &raw);
    out->title = raw.f.title;
    out->intro = raw.f.intro;
    out->own_sections = raw.f.own_sections;
    out->undelivered_blocks = str_eq(raw.undelivered, S("block"));
    if (raw.undelivered.n && !out->undelivered_blocks && !str_eq(raw.undelivered, S("warn")))
        fault(r, file, key_line(root, "undelivered"), "“undelivered” is \"warn\" or \"block\"");
    if (raw.sections == NULL || !list_expect(r, file, raw.sections, "sections")) return;
    out->sections = NEW_ARRAY(r->arena, raw.sections->n, struct form_section);
    for (size_t i = 0; i < raw.sections->n; i++) {
        const struct node *n = &raw.sections->items[i];
        struct form_section *section = &out->sections[out->section_count++];
        section_read(r, file, n, out, section);
        for (size_t k = 0; k + 1 < out->section_count; k++)
            if (section->name.n > 0 && str_eq(out->sections[k].name, section->name))
                fault(r, file, key_line(n, "name"), "section “%.*s” stands twice",
                      P(section->name));
    }
    if (out->section_count == 0) fault(r, file, root->line, "a form has at least one section");
    tables_link(r, file, out);
}

/* --- workflow.lua --- */

struct raw_workflow {
    const struct node *states, *steps;
};
struct raw_step {
    struct workflow_step s;
    str *from;
    size_t from_count;
};

static void states_read(struct reader *r, const struct node *list)
{
    static const struct key keys[] = {
        KEY(workflow_state, name, WANT_NAME, true),
        KEY(workflow_state, label, WANT_WORDS, true),
        KEY(workflow_state, holder, WANT_NAME, true),
        KEY(workflow_state, next, WANT_WORDS, false),
        KEY(workflow_state, public_status, WANT_NAME, false),
        KEY(workflow_state, form, WANT_NAME, false),
        KEY(workflow_state, final, WANT_BOOL, false),
        KEY(workflow_state, days, WANT_INT, false),
        KEY(workflow_state, working_days, WANT_BOOL, false),
        KEY(workflow_state, due_from, WANT_NAME, false),
        KEY(workflow_state, unverified, WANT_BOOL, false),
        KEY(workflow_state, scorecard, WANT_NAME, false),
        KEY(workflow_state, appeal_days, WANT_INT, false),
        KEY(workflow_state, appeal_answer_days, WANT_INT, false),
        KEY(workflow_state, board, WANT_NAME, false),
    };
    const str file = S("workflow.lua");
    if (!list_expect(r, file, list, "states")) return;
    r->e->states = NEW_ARRAY(r->arena, list->n, struct workflow_state);
    for (size_t i = 0; i < list->n; i++) {
        struct workflow_state *s = &r->e->states[i];
        MAP_READ(r, file, &list->items[i], keys, s);
        if (s->name.n > 0 && edition_state(r->e, s->name) != NULL)
            fault(r, file, key_line(&list->items[i], "name"), "state “%.*s” stands twice",
                  P(s->name));
        r->e->state_count++;
        if (s->days < 0 || s->days > 3660)
            fault(r, file, key_line(&list->items[i], "days"), "days are from 0 to 3660");
        if (s->appeal_days < 0 || s->appeal_days > 366)
            fault(r, file, key_line(&list->items[i], "appeal_days"),
                  "days for an appeal are from 0 to 366");
        if (s->appeal_answer_days < 0 || s->appeal_answer_days > 366)
            fault(r, file, key_line(&list->items[i], "appeal_answer_days"),
                  "days to answer an appeal are from 0 to 366");
        if (s->appeal_answer_days > 0 && s->appeal_days < 1)
            fault(r, file, key_line(&list->items[i], "appeal_answer_days"),
                  "what cannot be appealed needs no days to answer: give appeal_days, too");
        if (s->appeal_days > 0 && (!s->final || s->public_status.n > 0))
            fault(r, file, key_line(&list->items[i], "appeal_days"),
                  "only the end of a proposal that is not public can be appealed");
    }
}

static void steps_read(struct reader *r, const struct node *list)
{
    static const struct key keys[] = {
        KEY_IN(raw_step, s, name, WANT_NAME, true),
        KEY_IN(raw_step, s, label, WANT_WORDS, true),
        {"from", WANT_NAMES, true, offsetof(struct raw_step, from),
         offsetof(struct raw_step, from_count)},
        KEY_IN(raw_step, s, to, WANT_NAME, true),
        KEY_IN(raw_step, s, verb, WANT_TEXT, true),
        KEY_IN(raw_step, s, reason, WANT_BOOL, false),
        KEY_IN(raw_step, s, confirm, WANT_BOOL, false),
        {"guards", WANT_NAMES, false, offsetof(struct raw_step, s.guards),
         offsetof(struct raw_step, s.guard_count)},
        {"effects", WANT_NAMES, false, offsetof(struct raw_step, s.effects),
         offsetof(struct raw_step, s.effect_count)},
    };
    const str file = S("workflow.lua");
    if (!list_expect(r, file, list, "steps")) return;
    struct {
        struct workflow_step *v;
        size_t n, cap;
    } steps = {0};
    for (size_t i = 0; i < list->n; i++) {
        struct raw_step raw = {0};
        const struct node *n = &list->items[i];
        MAP_READ(r, file, n, keys, &raw);
        for (size_t k = 0; k < raw.from_count; k++) {
            raw.s.from = raw.from[k];
            for (size_t j = 0; j < steps.n; j++)
                if (str_eq(steps.v[j].name, raw.s.name) && str_eq(steps.v[j].from, raw.s.from))
                    fault(r, file, key_line(n, "name"), "step “%.*s” from “%.*s” stands twice",
                          P(raw.s.name), P(raw.s.from));
            if (steps.n < 1000) *PUSH(r->arena, &steps) = raw.s;
        }
    }
    r->e->steps = steps.v;
    r->e->step_count = steps.n;
}

static void workflow_read(struct reader *r)
{
    static const struct key keys[] = {
        KEY(raw_workflow, states, WANT_NODE, true),
        KEY(raw_workflow, steps, WANT_NODE, true),
    };
    struct raw_workflow raw = {0};
    MAP_READ(r, S("workflow.lua"), r->workflow, keys, &raw);
    if (raw.states != NULL) states_read(r, raw.states);
    if (raw.steps != NULL) steps_read(r, raw.steps);
}

/* --- roles.lua, letters.lua --- */

static void roles_read(struct reader *r)
{
    static const struct key keys[] = {
        KEY(role, name, WANT_NAME, true),
        KEY(role, label, WANT_WORDS, true),
        KEY(role, help, WANT_WORDS, false),
        KEY(role, scope, WANT_NAME, true),
        {"verbs", WANT_NAMES, true, offsetof(struct role, verbs),
         offsetof(struct role, verb_count)},
    };
    const str file = S("roles.lua");
    if (!list_expect(r, file, r->roles, "roles")) return;
    r->e->roles = NEW_ARRAY(r->arena, r->roles->n, struct role);
    for (size_t i = 0; i < r->roles->n; i++) {
        struct role role = {0};
        const struct node *n = &r->roles->items[i];
        MAP_READ(r, file, n, keys, &role);
        if (role.name.n > 0 && edition_role(r->e, role.name) != NULL)
            fault(r, file, key_line(n, "name"), "role “%.*s” stands twice", P(role.name));
        r->e->roles[r->e->role_count++] = role;
    }
}

static void letters_read(struct reader *r)
{
    static const struct key keys[] = {
        KEY(letter, name, WANT_NAME, true),
        KEY(letter, subject, WANT_WORDS, true),
        KEY(letter, body, WANT_WORDS, true),
    };
    const str file = S("letters.lua");
    if (!list_expect(r, file, r->letters, "letters")) return;
    r->e->letters = NEW_ARRAY(r->arena, r->letters->n, struct letter);
    for (size_t i = 0; i < r->letters->n; i++) {
        struct letter letter = {0};
        const struct node *n = &r->letters->items[i];
        MAP_READ(r, file, n, keys, &letter);
        if (letter.name.n > 0 && edition_letter(r->e, letter.name) != NULL)
            fault(r, file, key_line(n, "name"), "letter “%.*s” stands twice", P(letter.name));
        if (str_find_char(letter.subject, '\n') >= 0)
            fault(r, file, key_line(n, "subject"), "a subject is one line");
        r->e->letters[r->e->letter_count++] = letter;
    }
}

/* --- the whole --- */

static const struct node *file_tree(struct reader *r, const struct source *f)
{
    struct sandbox *s = sandbox_new(0);
    str reason;
    i64 line = 0;
    const struct node *root = NULL;
    if (sandbox_run(s, f->text, r->fault_arena, &reason, &line))
        root = sandbox_tree(s, r, f->path, marks_of(r, f->path, f->text));
    else
        fault(r, f->path, line, "%.*s", P(reason));
    sandbox_free(s);
    return root;
}

static const struct source *file_find(const struct source_array *files, str path)
{
    for (size_t i = 0; i < files->n; i++)
        if (str_eq(files->v[i].path, path)) return &files->v[i];
    return NULL;
}

static const struct node *needed(struct reader *r, const struct source_array *files,
                                 const char *name)
{
    const struct source *f = file_find(files, str_c(name));
    if (f != NULL) return file_tree(r, f);
    fault(r, str_c(name), 0, "this file is missing");
    return NULL;
}

static void forms_read(struct reader *r, const struct source_array *files)
{
    r->e->forms = NEW_ARRAY(r->arena, files->n, struct form);
    r->forms = NEW_ARRAY(r->fault_arena, files->n, const struct node *);
    for (size_t i = 0; i < files->n; i++) {
        str path = files->v[i].path;
        if (!str_starts(path, S("forms/"))) continue;
        const struct node *root = file_tree(r, &files->v[i]);
        if (root == NULL) continue;
        struct form *form = &r->e->forms[r->e->form_count];
        r->forms[r->e->form_count++] = root;
        form->name = str_sub(path, 6, path.n - 4);
        if (!is_name(form->name))
            fault(r, path, 0, "a form's file is named like concept_note.lua: small letters and _");
        form_read(r, path, root, form);
    }
    if (r->e->form_count == 0 && r->errors == 0)
        fault(r, S("forms"), 0, "there is no form; write forms/NAME.lua");
}

static void files_read(struct reader *r, const struct source_array *files)
{
    if (file_find(files, S("guideline.md")) == NULL)
        fault(r, S("guideline.md"), 0, "this file is missing");
    guideline_read(r, files);
    r->settings = needed(r, files, "edition.lua");
    r->vocabularies = needed(r, files, "vocabularies.lua");
    r->letters = needed(r, files, "letters.lua");
    r->roles = needed(r, files, "roles.lua");
    r->workflow = needed(r, files, "workflow.lua");
    r->rules = needed(r, files, "rules.lua");
    const struct source *cards = file_find(files, S("scorecards.lua")); /* not every fund reviews */
    if (cards != NULL) r->scorecards = file_tree(r, cards);
    const struct source *reminders = file_find(files, S("reminders.lua")); /* or reminds */
    if (reminders != NULL) r->reminders = file_tree(r, reminders);
    if (r->settings != NULL) settings_read(r);
    if (r->vocabularies != NULL) vocabularies_read(r);
    if (r->letters != NULL) letters_read(r);
    if (r->roles != NULL) roles_read(r);
    if (r->workflow != NULL) workflow_read(r);
    if (r->scorecards != NULL) scorecards_read(r);
    if (r->reminders != NULL) reminders_read(r);
    forms_read(r, files);
    struct edition_checks *checks = NEW(r->arena, struct edition_checks);
    const struct source *rules = file_find(files, S("rules.lua"));
    if (rules != NULL) checks->source = rules->text;
    r->e->checks = checks;
    if (r->rules != NULL) rules_read(r);
    texts_read(r, files);
}

enum status edition_build(struct source_array *files, struct arena *a, struct edition **out,
                          struct edition_fault_array *faults)
{
    *out = NULL;
    struct arena *arena = arena_new();
    struct edition *e = NEW(arena, struct edition);
    e->arena = arena;
    struct reader r = {.e = e, .arena = arena, .fault_arena = a, .faults = faults};
    for (size_t i = 0; i < files->n; i++) {
        files->v[i].path = str_dup(arena, files->v[i].path);
        files->v[i].text = str_dup(arena, files->v[i].text);
    }
    files_read(&r, files);
    if (r.errors == 0) edition_check_across(&r);
    if (r.errors > 0) {
        arena_free(arena);
        return CONFLICT;
    }
    *out = e;
    return OK;
}

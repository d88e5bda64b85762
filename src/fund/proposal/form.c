/* form.c: the inputs of a form. From a document to what a page shows, and from what was typed back to
** a document. Nothing typed is refused here: a draft keeps what people write, also half and wrong;
** the edition's judgement stands beside each field until it is mended. Called by form_page.c. */
#include "fund/proposal/form.h"
#include "fund/proposal/merge.h"

#include "edition/budget.h"
#include "fund/budget/budget.h"
#include "fund/call/call.h"
#include "fund/partner/partner.h"
#include "people/organization/organization.h"
#include "web/choices.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/proposal_sql.h"

#define SPARE_ROWS 3
#define RADIOS_MAX 6
#define TABLE_COLUMNS_MAX 3 /* wider rows stand as cards, one field below the other */
#define BUDGET_COLUMNS_MAX 4
#define SHORT_BUDGET 60
#define TITLE_CHARS 60

static const json_t *json_field(const json_t *object, const struct form_field *f)
{
    return json_object_getn(object, f->name.p, f->name.n);
}

static str json_words(const json_t *v)
{
    if (!json_is_string(v)) return NO_STR;
    return (str){json_string_value(v), json_string_length(v)};
}

static bool json_blank(const json_t *v)
{
    if (!v || json_is_null(v)) return true;
    if (json_is_string(v)) return str_trim(json_words(v)).n == 0;
    if (json_is_array(v)) return json_array_size(v) == 0;
    if (json_is_object(v)) return json_object_size(v) == 0;
    return false;
}

static bool is_table(const struct form_field *f)
{
    return field_has_rows(f);
}

/* --- judging ----------------------------------------------------------------------------------------- */

enum status filling_read(struct filling *f)
{
    struct organization_row_array all = {0};
    TRY(organization_active(f->r->db, f->r->arena, &all));
    for (size_t i = 0; i < all.n; i++)
        *PUSH(f->r->arena, &f->organizations) =
            (struct proposal_party_row){.id = all.v[i].id,
                                        .code = all.v[i].code,
                                        .acronym = all.v[i].acronym,
                                        .name = all.v[i].name};
    return OK;
}

static bool is_blocking(const struct finding *x)
{
    return !x->rule || x->rule->severity == RULE_BLOCK;
}

enum status filling_rules(struct filling *f)
{
    struct request *r = f->r;
    struct proposal_party_row_array parties = {0};
    TRY(proposal_parties(r->db, r->arena, f->p->row.id, &parties));
    i64 count = 1; /* the lead */
    for (size_t i = 0; i < parties.n; i++)
        count += parties.v[i].id != f->p->row.lead;
    TRY(edition_judge(f->p->edition, f->form, f->doc, r->lang, r->arena, &f->verdicts));
    TRY(call_judge(r, f->p->row.call, f->p->edition, f->form, f->doc, count, &f->verdicts));
    return partner_judge(r, f->p, f->form, f->doc, &f->organizations, &f->verdicts);
}

enum status filling_judge(struct filling *f)
{
    struct request *r = f->r;
    TRY(filling_read(f));
    TRY(edition_complete(f->p->edition, f->form, f->doc, r->lang, r->arena, &f->findings));
    TRY(filling_rules(f));
    size_t faults = f->findings.n;
    for (size_t i = 0; i < f->verdicts.n; i++) {
        const struct finding *x = &f->verdicts.v[i];
        bool said = x->verdict != VERDICT_FAIL;
        /* What is to be filled in first needs no advice beside it. */
        for (size_t k = 0; k < faults && !is_blocking(x); k++)
            said = said || (x->field.n && str_eq(f->findings.v[k].field, x->field));
        if (!said) *PUSH(r->arena, &f->findings) = *x;
    }
    return OK;
}

bool filling_blocked(const struct filling *f)
{
    for (size_t i = 0; i < f->findings.n; i++)
        if (is_blocking(&f->findings.v[i])) return true;
    return false;
}

bool section_touched(const struct filling *f, const struct form_section *section)
{
    for (size_t i = 0; i < section->field_count; i++)
        if (!json_blank(json_field(f->doc, &section->fields[i]))) return true;
    return false;
}

static bool stands_at(str at, str name)
{
    return str_eq(at, name) || (str_starts(at, name) && at.p[name.n] == '.');
}

/* The field of the section that a finding is about, or NULL. */
static const struct form_field *field_found(const struct form_section *section, str at)
{
    for (size_t i = 0; at.n && i < section->field_count; i++)
        if (stands_at(at, section->fields[i].name)) return &section->fields[i];
    return NULL;
}

str section_state(const struct filling *f, const struct form_section *section)
{
    if (!section_touched(f, section)) return S("");
    for (size_t i = 0; i < f->findings.n; i++)
        if (is_blocking(&f->findings.v[i]) && field_found(section, f->findings.v[i].field))
            return S("todo");
    return S("done");
}

str finding_tone(const struct finding *x)
{
    if (is_blocking(x)) return S("bad");
    return x->rule->severity == RULE_WARN ? S("warn") : S("");
}

/* "budget.3.amount" → "f-budget-3-amount"; a path that names no cell stands at its field. */
static str input_id(struct arena *a, str path)
{
    char *p = arena_alloc(a, path.n + 3);
    p[0] = 'f';
    p[1] = '-';
    for (size_t i = 0; i < path.n; i++)
        p[i + 2] = path.p[i] == '.' ? '-' : path.p[i];
    return (str){p, path.n + 2};
}

static bool is_cell(const struct form_field *f, str at)
{
    return is_table(f) && at.n > f->name.n + 1 && at.p[f->name.n + 1] >= '0' &&
           at.p[f->name.n + 1] <= '9';
}

static void finding_put(const struct filling *f, const struct form_section *section,
                        const struct finding *x, struct proposal_message_array *out)
{
    struct arena *a = f->r->arena;
    const struct form_field *field = field_found(section, x->field);
    if (!field) return;
    str id = input_id(a, is_cell(field, x->field) ? x->field : field->name);
    bool lines = field->input == INPUT_BUDGET && !budget_is_short(field);
    *PUSH(a, out) = (struct proposal_message){
        .text = x->message,
        .label = edition_text(f->p->edition, field->label, f->r->lang),
        .address = lines ? budget_finding_address(a, f->p, x->field)
                         : arena_printf(a, "/desk/proposals/%.*s/form/%.*s?check=1#%.*s",
                                        P(f->p->row.code), P(section->name), P(id)),
        .tone = finding_tone(x)};
}

void findings_fill(const struct filling *f, const struct form_section *section,
                   struct proposal_message_array *out)
{
    for (size_t i = 0; i < f->form->section_count; i++) {
        const struct form_section *s = &f->form->sections[i];
        if (section && s != section) continue;
        for (size_t k = 0; k < f->findings.n; k++)
            finding_put(f, s, &f->findings.v[k], out);
    }
    for (size_t k = 0; !section && k < f->findings.n; k++)
        if (!f->findings.v[k].field.n)
            *PUSH(f->r->arena, out) = (struct proposal_message){
                .text = f->findings.v[k].message, .tone = finding_tone(&f->findings.v[k])};
}

void rules_fill(const struct filling *f, struct part_rule_array *out)
{
    const struct edition *e = f->p->edition;
    for (size_t i = 0; i < f->verdicts.n; i++) {
        const struct finding *x = &f->verdicts.v[i];
        *PUSH(f->r->arena, out) =
            (struct part_rule){.state = x->verdict == VERDICT_PASS   ? S("ok")
                                        : x->verdict == VERDICT_FAIL ? S("no")
                                                                     : S("ask"),
                               .title = edition_text(e, x->rule->title, f->r->lang),
                               .message = x->verdict == VERDICT_PASS ? NO_STR : x->message,
                               .clause = x->rule->clause};
    }
}

/* --- from a document to inputs ------------------------------------------------------------------------- */

static str label_in(const struct filling *f, str english)
{
    return edition_text(f->p->edition, english, f->r->lang);
}

static bool value_has(const json_t *v, str code)
{
    if (json_is_string(v)) return str_eq(json_words(v), code);
    for (size_t i = 0; i < json_array_size(v); i++)
        if (str_eq(json_words(json_array_get(v, i)), code)) return true;
    return false;
}

static void option_put(const struct filling *f, struct proposal_input *in, const json_t *v,
                       str code, str label, str help)
{
    bool on = value_has(v, code);
    *PUSH(f->r->arena, &in->options) =
        (struct proposal_option){.code = code, .label = label, .help = help, .on = on};
    if (on)
        in->chosen =
            in->chosen.n ? arena_printf(f->r->arena, "%.*s, %.*s", P(in->chosen), P(label)) : label;
}

static void code_keep(const struct filling *f, struct proposal_input *in, const json_t *v, str code)
{
    for (size_t i = 0; i < in->options.n; i++)
        if (str_eq(in->options.v[i].code, code)) return;
    if (code.n) option_put(f, in, v, code, code, NO_STR);
}

/* A code that the list does not have any more, like an organization that has left, stays choosable: what
** was chosen is not lost. */
static void options_keep(const struct filling *f, struct proposal_input *in, const json_t *v)
{
    code_keep(f, in, v, json_words(v));
    for (size_t i = 0; i < json_array_size(v); i++)
        code_keep(f, in, v, json_words(json_array_get(v, i)));
}

/* The rows of a table, for a reference: each by its key and its first words. */
static void rows_offer(const struct filling *f, const struct form_field *table, const json_t *v,
                       struct proposal_input *in)
{
    const json_t *rows = json_field(f->doc, table);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        str key = str_trim(json_words(json_object_getn(row, table->key.p, table->key.n)));
        if (key.n) option_put(f, in, v, key, table_row_words(table, row, f->r->arena), NO_STR);
    }
}

static void options_fill(const struct filling *f, const struct form_field *field, const json_t *v,
                         struct proposal_input *in)
{
    const struct vocabulary *voc = edition_vocabulary(f->p->edition, field->vocabulary);
    if (voc) {
        for (size_t i = 0; i < voc->terms.n; i++)
            if (choice_open(f->form, field, f->doc, voc->terms.v[i].code))
                option_put(f, in, v, voc->terms.v[i].code, label_in(f, voc->terms.v[i].label),
                           label_in(f, voc->terms.v[i].help));
    } else if (field->input == INPUT_COUNTRY) {
        struct part_choice_array all = choices_of(f->r, "country");
        for (size_t i = 0; i < all.n; i++)
            option_put(f, in, v, all.v[i].code, all.v[i].label, NO_STR);
    } else if (field->input == INPUT_ORGANIZATION) {
        for (size_t i = 0; i < f->organizations.n; i++)
            option_put(f, in, v, f->organizations.v[i].code, f->organizations.v[i].acronym,
                       f->organizations.v[i].name);
    }
    for (size_t t = 0; t < field->table_count; t++)
        rows_offer(f, field->tables[t], v, in);
    options_keep(f, in, v);
}

static void file_put(const struct filling *f, const json_t *v, str name,
                     struct proposal_file_array *out)
{
    struct arena *a = f->r->arena;
    str hash = json_words(json_object_get(v, "hash"));
    if (!hash.n) return;
    *PUSH(a, out) = (struct proposal_file){
        .name = json_words(json_object_get(v, "name")),
        .hash = hash,
        .address = arena_printf(a, "/desk/proposals/%.*s/files/%.*s", P(f->p->row.code), P(hash)),
        .bytes = json_integer_value(json_object_get(v, "size")),
        .type = json_words(json_object_get(v, "type")),
        .remove = arena_printf(a, "%.*s.remove", P(name))};
}

static str number_words(struct arena *a, const json_t *v)
{
    if (json_is_integer(v)) return arena_printf(a, "%lld", (long long)json_integer_value(v));
    return json_words(v);
}

static bool is_choosing(const struct form_field *f)
{
    return f->input == INPUT_CHOICE || f->input == INPUT_CHOICES || f->input == INPUT_COUNTRY ||
           f->input == INPUT_ORGANIZATION || f->input == INPUT_REFERENCE;
}

/* Can its rows stand side by side, also in half a screen? */
static bool is_narrow(const struct form_field *table)
{
    size_t columns = 0;
    bool narrow = true;
    for (size_t k = 0; k < table->column_count; k++) {
        const struct form_field *c = &table->columns[k];
        if (!c->computed) columns++;
        narrow = narrow && !c->many && c->input != INPUT_CHOICES && c->input != INPUT_FILE &&
                 c->rows <= 1;
    }
    return narrow &&
           columns <= (table->input == INPUT_BUDGET ? BUDGET_COLUMNS_MAX : TABLE_COLUMNS_MAX);
}

static str input_kind(const struct form_field *f, const struct proposal_input *in, bool cell)
{
    switch (f->input) {
    case INPUT_TEXT:
        return f->rows > 1 ? S("area") : S("line");
    case INPUT_NUMBER:
        return S("number");
    case INPUT_MONEY:
        return S("money");
    case INPUT_DATE:
        return S("date");
    case INPUT_FILE:
        return S("file");
    case INPUT_TABLE:
        return is_narrow(f) ? S("table") : S("cards");
    case INPUT_MATRIX:
        return S("cards");
    case INPUT_DECIMAL:
        return S("decimal");
    case INPUT_BUDGET:
        if (!budget_is_short(f)) return S("budget");
        return is_narrow(f) ? S("table") : S("cards");
    case INPUT_POINT:
        return S("line");
    default:
        break;
    }
    if (f->many || f->input == INPUT_CHOICES) return S("checks");
    bool few = !cell && in->options.n <= RADIOS_MAX && f->input == INPUT_CHOICE;
    return few ? S("radios") : S("select");
}

/* Findings at exactly this path; those of a table that name no cell stand at the table. */
static void messages_fill(const struct filling *f, const struct form_field *field, str path,
                          bool cell, struct proposal_input *in)
{
    for (size_t i = 0; i < f->findings.n; i++) {
        const struct finding *x = &f->findings.v[i];
        bool here =
            cell ? str_eq(x->field, path) : stands_at(x->field, path) && !is_cell(field, x->field);
        if (!here) continue;
        *PUSH(f->r->arena, &in->messages) =
            (struct proposal_message){.text = x->message, .tone = finding_tone(x)};
        if (is_blocking(x)) in->tone = S("error");
    }
}

static void table_fill(const struct filling *f, const struct form_field *field, const json_t *v,
                       bool more, bool judged, struct proposal_input *in);

static struct proposal_input input_of(const struct filling *f, const struct form_field *field,
                                      const json_t *v, str path, bool cell, bool judged)
{
    struct arena *a = f->r->arena;
    struct proposal_input in = {.id = input_id(a, path),
                                .name = arena_printf(a, "f.%.*s", P(path)),
                                .label = label_in(f, field->label),
                                .hint = label_in(f, field->hint),
                                .example = label_in(f, field->example),
                                .clause = field->clause,
                                .required = field->required,
                                .unverified = field->unverified,
                                .rows = field->rows,
                                .value = number_words(a, v)};
    in.accept = field_file_type(field);
    if (field->input == INPUT_MONEY) in.unit = f->p->edition->currency;
    if (is_choosing(field)) options_fill(f, field, v, &in);
    in.kind = input_kind(field, &in, cell);
    in.wide = in.options.n > 2 * RADIOS_MAX;
    if (field->input == INPUT_FILE) {
        if (json_is_object(v)) file_put(f, v, in.name, &in.files);
        for (size_t i = 0; i < json_array_size(v); i++)
            file_put(f, json_array_get(v, i), in.name, &in.files);
    }
    if (judged) messages_fill(f, field, path, cell, &in);
    return in;
}

/* What a closed row is known by: its first words. */
static str cell_title(const struct form_field *column, const struct proposal_input *cell)
{
    str words = is_choosing(column) ? cell->chosen : cell->value;
    i64 end = str_find_char(words, '\n');
    return str_abbrev(end < 0 ? words : str_sub(words, 0, (size_t)end), TITLE_CHARS);
}

static void level_put(const struct filling *f, const struct form_field *column, const json_t *row,
                      struct proposal_line *line)
{
    str code = level_code(f->p->edition, column, row);
    if (!code.n) return;
    *PUSH(f->r->arena, &line->facts) = (struct proposal_words){
        .label = label_in(f, column->label),
        .text = edition_label(f->p->edition, column->vocabulary, code, f->r->lang)};
}

/* One row: doc index or, for an empty one, the next free index. */
static void line_put(const struct filling *f, const struct form_field *field, const json_t *row,
                     size_t index, str dimension, bool judged, struct proposal_input *in)
{
    struct arena *a = f->r->arena;
    struct proposal_line *line = PUSH(a, &in->lines);
    *line = (struct proposal_line){.number = (i64)index + 1, .gap = !row};
    if (row && field->input == INPUT_BUDGET) {
        line->id_name = arena_printf(a, "f.%.*s.%zu.%s", P(field->name), index, BUDGET_ID);
        line->id = json_words(json_object_get(row, BUDGET_ID));
    }
    if (row) line->remove = arena_printf(a, "remove.%.*s.%zu", P(field->name), index);
    if (row && field->key.n) line->title = str_abbrev(table_row_words(field, row, a), TITLE_CHARS);
    for (size_t k = 0; k < field->column_count; k++) {
        const struct form_field *column = &field->columns[k];
        if (column->rated_count && row) level_put(f, column, row, line);
        if (column->computed) continue;
        str path = arena_printf(a, "%.*s.%zu.%.*s", P(field->name), index, P(column->name));
        struct proposal_input cell =
            input_of(f, column, json_field(row, column), path, true, judged && row);
        if (k == 0 && dimension.n) {
            cell.kind = S("fixed");
            cell.value = dimension;
            line->dimension = dimension;
            line->dimension_name =
                edition_label(f->p->edition, column->vocabulary, dimension, f->r->lang);
        }
        if (cell.messages.n) line->open = true;
        if (!line->title.n && row && !str_eq(cell.kind, S("fixed")))
            line->title = cell_title(column, &cell);
        *PUSH(a, &line->cells) = cell;
    }
}

/* The human-security matrix: its rows by dimension, in the order of the vocabulary; a dimension that
** nobody addresses shows as a gap. */
static void matrix_fill(const struct filling *f, const struct form_field *field, const json_t *v,
                        size_t *next, bool judged, struct proposal_input *in)
{
    const struct form_field *first = &field->columns[0];
    const struct vocabulary *voc = edition_vocabulary(f->p->edition, first->vocabulary);
    for (size_t t = 0; voc && t < voc->terms.n; t++) {
        str code = voc->terms.v[t].code;
        bool any = false;
        for (size_t i = 0; i < json_array_size(v); i++) {
            const json_t *row = json_array_get(v, i);
            if (!str_eq(json_words(json_field(row, first)), code)) continue;
            line_put(f, field, row, i, code, judged, in);
            any = true;
        }
        if (!any) line_put(f, field, NULL, (*next)++, code, judged, in);
    }
    for (size_t i = 0; i < json_array_size(v); i++) {
        const json_t *row = json_array_get(v, i);
        str code = json_words(json_field(row, first));
        if (!voc || !edition_label(f->p->edition, voc->name, code, S("en")).n)
            line_put(f, field, row, i, NO_STR, judged, in);
    }
}

static void table_fill(const struct filling *f, const struct form_field *field, const json_t *v,
                       bool more, bool judged, struct proposal_input *in)
{
    struct arena *a = f->r->arena;
    size_t n = json_array_size(v), next = n;
    size_t most = field->max_rows > 0 ? (size_t)field->max_rows : FORM_ROWS_MAX;
    in->adder = arena_printf(a, "add.%.*s", P(field->name));
    for (size_t k = 0; k < field->column_count; k++)
        if (!field->columns[k].computed)
            *PUSH(a, &in->columns) =
                (struct proposal_column){.label = label_in(f, field->columns[k].label),
                                         .hint = label_in(f, field->columns[k].hint)};
    if (field->input == INPUT_MATRIX) {
        matrix_fill(f, field, v, &next, judged, in);
    } else {
        for (size_t i = 0; i < n; i++)
            line_put(f, field, json_array_get(v, i), i, NO_STR, judged, in);
    }
    size_t spare = more ? SPARE_ROWS : field->input == INPUT_MATRIX ? 0 : n == 0 ? 2 : 1;
    for (size_t i = 0; i < spare && n + i < most; i++)
        line_put(f, field, NULL, next + i, NO_STR, judged, in);
    bool first = true;
    for (size_t i = 0; i < in->lines.n; i++) {
        struct proposal_line *line = &in->lines.v[i];
        /* The first empty row is open where rows are asked for. */
        if (line->gap && !line->dimension.n && first && (more || n == 0)) {
            line->open = true;
            first = false;
        }
    }
}

struct proposal_input cell_input(const struct filling *f, const struct form_field *column,
                                 const json_t *v, str path)
{
    struct proposal_input in = input_of(f, column, v, path, true, true);
    /* A page of lines offers the rows once for all its cells: keys_offer(). */
    if (column->input == INPUT_REFERENCE) {
        in.kind = S("key");
        in.options.n = 0;
        in.unit = column->name;
    }
    return in;
}

void keys_offer(const struct filling *f, const struct form_field *column,
                struct proposal_keys_array *out)
{
    struct proposal_input all = {0};
    if (column->input != INPUT_REFERENCE) return;
    options_fill(f, column, NULL, &all);
    *PUSH(f->r->arena, out) = (struct proposal_keys){.name = column->name, .options = all.options};
}

bool budget_is_short(const struct form_field *field)
{
    return field->max_rows <= SHORT_BUDGET;
}

void inputs_fill(const struct filling *f, const struct form_section *section, str spare,
                 struct proposal_input_array *out)
{
    bool judged = section_touched(f, section) || query(f->r, "check").n;
    for (size_t i = 0; i < section->field_count; i++) {
        const struct form_field *field = &section->fields[i];
        const json_t *v = json_field(f->doc, field);
        struct proposal_input in = input_of(f, field, v, field->name, false, judged);
        if (field->input == INPUT_BUDGET && !budget_is_short(field)) {
            budget_summary_put(f, field, &in.budgets);
            in.address =
                arena_printf(f->r->arena, "/desk/proposals/%.*s/budget/lines", P(f->p->row.code));
        } else if (is_table(field)) {
            table_fill(f, field, v, str_eq(spare, field->name), judged, &in);
            figures_fill(f, field, &in.figures);
        }
        *PUSH(f->r->arena, out) = in;
    }
}

/* --- from a request to a document ------------------------------------------------------------------------ */

struct taking {
    struct request *r;
    const struct edition *e;
    str remove; /* "matrix.3": the row that goes */
};

static json_t *json_of(str s)
{
    json_t *v = json_stringn(s.p ? s.p : "", s.n);
    return v ? v : json_string("");
}

/* Lines end with one letter, whatever the browser sends. */
static json_t *text_take(struct taking *t, str typed)
{
    char *p = arena_alloc(t->r->arena, typed.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < typed.n; i++)
        if (typed.p[i] != '\r') p[n++] = typed.p[i];
    return json_of((str){p, n});
}

/* "4 000" and "4,000" are whole numbers as people type them; anything else stays as typed. */
static json_t *number_take(struct taking *t, str typed)
{
    char *p = arena_alloc(t->r->arena, typed.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < typed.n; i++)
        if (typed.p[i] != ' ' && typed.p[i] != ',') p[n++] = typed.p[i];
    i64 v;
    return str_i64((str){p, n}, &v) ? json_integer(v) : json_of(typed);
}

static json_t *money_take(struct taking *t, str typed)
{
    struct money m;
    if (!typed.n || !money_parse_shown(typed, t->e->currency, &m)) return json_of(typed);
    struct buf b;
    buf_init(&b, 100);
    buf_money_plain(&b, m);
    json_t *v = json_of(buf_str(&b));
    buf_free(&b);
    return v;
}

static json_t *decimal_take(struct taking *t, str typed)
{
    i64 v;
    if (!typed.n || !decimal_parse(typed, 3, &v)) return json_of(typed);
    struct buf b;
    buf_init(&b, 100);
    buf_decimal(&b, v, 3);
    json_t *out = json_of(str_dup(t->r->arena, buf_str(&b)));
    buf_free(&b);
    return out;
}

str share_typed(str typed)
{
    return str_ends(typed, S("%")) ? str_trim(str_sub(typed, 0, typed.n - 1)) : typed;
}

json_t *cell_take(struct request *r, const struct edition *e, const struct form_field *column,
                  str typed)
{
    struct taking t = {.r = r, .e = e};
    if (column->input == INPUT_NUMBER) return number_take(&t, typed);
    if (column->input == INPUT_MONEY) return money_take(&t, typed);
    if (column->input == INPUT_DECIMAL)
        return decimal_take(&t, str_eq(column->means, S("share")) ? share_typed(typed) : typed);
    return json_of(typed);
}

static json_t *file_take(struct taking *t, const struct upload *u)
{
    struct digest hash;
    i64 size;
    enum status st = file_keep(t->r->app->store, u->path, &hash, &size);
    if (st != OK) {
        t->r->fault = st;
        return NULL;
    }
    json_t *v = json_object();
    (void)json_object_set_new(v, "hash", json_of(digest_hex(t->r->arena, hash)));
    (void)json_object_set_new(v, "name", json_of(u->filename));
    (void)json_object_set_new(v, "size", json_integer(size));
    (void)json_object_set_new(v, "type", json_of(u->type));
    return v;
}

static const char *type_words(str type)
{
    static const struct {
        const char *type, *words;
    } known[] = {
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
         MESSAGE("a document of Word")},
        {"application/vnd.oasis.opendocument.text", MESSAGE("a document of OpenDocument")},
        {"application/pdf", MESSAGE("a PDF")},
        {"application/", MESSAGE("a file of another kind")},
        {"image/", MESSAGE("a picture")},
        {"video/", MESSAGE("a film")},
        {"text/", MESSAGE("a text")},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_starts(type, str_c(known[i].type))) return known[i].words;
    return MESSAGE("a file of another kind");
}

/* Is it what the field asks for? By the bytes: a name ends as anybody likes. */
static bool file_fits(struct taking *t, const struct form_field *f, const struct upload *u)
{
    if (!f->accept.n || str_eq(u->type, field_file_type(f))) return true;
    struct arena *a = t->r->arena;
    str label = edition_text(t->e, f->label, t->r->lang);
    problem(
        t->r, str_z(a, input_id(a, f->name)),
        "“%.*s” asks for a PDF. “%.*s” is %.*s, so it was not taken; what else you sent is kept.",
        P(label), P(u->filename), P(T(t->r, type_words(u->type))));
    return false;
}

/* Files that were there and are not removed, then those that came. */
static json_t *files_take(struct taking *t, const struct form_field *f, str name, const json_t *old)
{
    json_t *list = json_array();
    struct pair_array gone =
        fields_named(t->r, str_z(t->r->arena, arena_printf(t->r->arena, "%.*s.remove", P(name))));
    size_t before = json_is_object(old) ? 1 : json_array_size(old);
    for (size_t i = 0; i < before; i++) {
        json_t *file = json_is_object(old) ? (json_t *)old : json_array_get(old, i);
        bool removed = false;
        for (size_t k = 0; k < gone.n; k++)
            removed = removed || str_eq(gone.v[k].value, json_words(json_object_get(file, "hash")));
        if (!removed) (void)json_array_append(list, file);
    }
    for (size_t i = 0; i < t->r->uploads.n; i++) {
        const struct upload *u = &t->r->uploads.v[i];
        if (!str_eq(u->name, name) || u->size == 0 || !file_fits(t, f, u)) continue;
        json_t *file = file_take(t, u);
        if (!file) continue;
        if (!f->many) (void)json_array_clear(list);
        (void)json_array_append_new(list, file);
    }
    if (f->many) return list;
    json_t *one = json_array_size(list) ? json_incref(json_array_get(list, 0)) : json_null();
    json_decref(list);
    return one;
}

static json_t *list_take(struct taking *t, const char *name)
{
    struct pair_array chosen = fields_named(t->r, name);
    json_t *list = json_array();
    for (size_t i = 0; i < chosen.n; i++)
        if (chosen.v[i].value.n) (void)json_array_append_new(list, json_of(chosen.v[i].value));
    return list;
}

static json_t *value_take(struct taking *t, const struct form_field *f, str path, const json_t *old)
{
    str name = arena_printf(t->r->arena, "f.%.*s", P(path));
    switch (f->input) {
    case INPUT_NUMBER:
        return number_take(t, field(t->r, name.p));
    case INPUT_MONEY:
        return money_take(t, field(t->r, name.p));
    case INPUT_DECIMAL:
        return decimal_take(t, field(t->r, name.p));
    case INPUT_FILE:
        return files_take(t, f, name, old);
    case INPUT_CHOICES:
        return list_take(t, name.p);
    case INPUT_COUNTRY:
    case INPUT_ORGANIZATION:
    case INPUT_CHOICE:
        if (f->many) return list_take(t, name.p);
        break;
    default:
        break;
    }
    return text_take(t, field(t->r, name.p));
}

/* The highest row number that came for a table, plus one. */
static size_t rows_sent(struct taking *t, const struct form_field *f)
{
    str prefix = arena_printf(t->r->arena, "f.%.*s.", P(f->name));
    size_t rows = 0;
    for (size_t i = 0; i < t->r->fields.n; i++) {
        str name = t->r->fields.v[i].name;
        if (!str_starts(name, prefix)) continue;
        str rest = str_sub(name, prefix.n, name.n), digits;
        i64 index;
        if (str_cut(&rest, '.', &digits) && str_i64(digits, &index) && index >= 0 &&
            index < FORM_ROWS_MAX && (size_t)index >= rows)
            rows = (size_t)index + 1;
    }
    return rows;
}

static json_t *table_take(struct taking *t, const struct form_field *f, const json_t *old)
{
    struct arena *a = t->r->arena;
    json_t *list = json_array();
    size_t rows = rows_sent(t, f);
    for (size_t i = 0; i < rows; i++) {
        if (str_eq(t->remove, arena_printf(a, "%.*s.%zu", P(f->name), i))) continue;
        json_t *row = json_object();
        size_t filled = 0;
        for (size_t k = 0; k < f->column_count; k++) {
            const struct form_field *column = &f->columns[k];
            if (column->computed) continue;
            str path = arena_printf(a, "%.*s.%zu.%.*s", P(f->name), i, P(column->name));
            const json_t *before = json_field(json_array_get(old, i), column);
            json_t *v = value_take(t, column, path, before);
            /* The dimension of a matrix row stands there by itself. */
            if (!json_blank(v) && (k > 0 || f->input != INPUT_MATRIX)) filled++;
            (void)json_object_setn_new(row, column->name.p, column->name.n, v);
        }
        str id = field(t->r, arena_printf(a, "f.%.*s.%zu.%s", P(f->name), i, BUDGET_ID).p);
        if (f->input == INPUT_BUDGET && id.n)
            (void)json_object_set_new(row, BUDGET_ID, json_of(id));
        if (filled) (void)json_array_append(list, row);
        json_decref(row);
    }
    return list;
}

enum status section_take(struct request *r, const struct edition *e, const struct form *form,
                         const struct form_section *section, str remove, json_t *doc)
{
    struct taking t = {.r = r, .e = e, .remove = remove};
    for (size_t i = 0; i < section->field_count; i++) {
        const struct form_field *f = &section->fields[i];
        const json_t *old = json_field(doc, f);
        if (f->input == INPUT_BUDGET && !budget_is_short(f)) continue; /* saved by its own pages */
        json_t *v = is_table(f) ? table_take(&t, f, old) : value_take(&t, f, f->name, old);
        if (json_object_setn_new(doc, f->name.p, f->name.n, v) != 0) return FAILED;
    }
    budget_ids_give(r->arena, form, doc);
    document_keys_give(form, doc, r->arena);
    return OK;
}

/* --- carrying over ------------------------------------------------------------------------------------------ */

/* The field of the earlier form that a field begins with: the one that it names, of the same name, or
** of the same meaning. */
static const struct form_field *field_alike(const struct form *form, const struct form_field *like)
{
    const struct form_field *same = like->carried.n ? form_field(form, like->carried) : NULL;
    if (same && same->many == like->many && (same->input == like->input || is_table(same)))
        return same;
    same = form_field(form, like->name);
    if (same && same->input == like->input && same->many == like->many) return same;
    if (!like->means.n) return NULL;
    same = form_meaning(form, like->means);
    return same && same->input == like->input && same->many == like->many && !is_table(same) ? same
                                                                                             : NULL;
}

static const struct form_field *column_alike(const struct form_field *from,
                                             const struct form_field *like)
{
    str name = like->carried.n ? like->carried : like->name;
    for (size_t i = 0; i < from->column_count; i++) {
        const struct form_field *c = &from->columns[i];
        if (str_eq(c->name, name) && !c->computed && !like->computed)
            return c->input == like->input && c->many == like->many ? c : NULL;
    }
    return NULL;
}

/* Rows with the columns that both tables have; of rows that then say the same, the first. */
static json_t *rows_carry(const struct form_field *from, const json_t *rows,
                          const struct form_field *to)
{
    json_t *out = json_array();
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_object();
        bool known = false;
        for (size_t k = 0; k < to->column_count; k++) {
            const struct form_field *column = &to->columns[k], *c = column_alike(from, column);
            const json_t *v = c ? json_field(json_array_get(rows, i), c) : NULL;
            if (!json_blank(v))
                (void)json_object_setn_new(row, column->name.p, column->name.n, json_deep_copy(v));
        }
        for (size_t k = 0; k < json_array_size(out); k++)
            known = known || json_equal(json_array_get(out, k), row);
        if (json_object_size(row) && !known) (void)json_array_append(out, row);
        json_decref(row);
    }
    return out;
}

json_t *document_carry(const struct form *from, const json_t *doc, const struct form *to)
{
    json_t *out = json_object();
    for (size_t i = 0; i < to->section_count; i++)
        for (size_t k = 0; k < to->sections[i].field_count; k++) {
            const struct form_field *f = &to->sections[i].fields[k];
            const struct form_field *source = field_alike(from, f);
            const json_t *v = source ? json_field(doc, source) : NULL;
            if (v)
                (void)json_object_setn_new(out, f->name.p, f->name.n,
                                           is_table(f) ? rows_carry(source, v, f)
                                                       : json_deep_copy(v));
        }
    return out;
}

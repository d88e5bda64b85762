/* answers.c: a filled form for reading: whole on one page, one value in words, and where two versions
** differ. Called by the review, the versions and the page of a conflict. */
#include "fund/proposal/form.h"

#include "fund/budget/budget.h"
#include "web/terms.h"

#define WORDS_MAX (1 << 20)

static const json_t *json_field(const json_t *object, const struct form_field *f)
{
    return json_object_getn(object, f->name.p, f->name.n);
}

static str json_words(const json_t *v)
{
    if (!json_is_string(v)) return NO_STR;
    return (str){json_string_value(v), json_string_length(v)};
}

static str code_words(const struct filling *f, const struct form_field *field, str code)
{
    if (field->vocabulary.n) {
        str label = edition_label(f->p->edition, field->vocabulary, code, f->r->lang);
        return label.n ? label : code;
    }
    if (field->input == INPUT_COUNTRY) return term_label(f->r->lang, "country", code);
    if (field->input == INPUT_REFERENCE) return reference_words(field, f->doc, code, f->r->arena);
    for (size_t i = 0; field->input == INPUT_ORGANIZATION && i < f->organizations.n; i++)
        if (str_eq(f->organizations.v[i].code, code)) return f->organizations.v[i].acronym;
    return code;
}

/* One scalar, for people; an amount or a date that cannot be read stays as it was typed. */
static void scalar_put(const struct filling *f, const struct form_field *field, const json_t *v,
                       struct buf *b)
{
    const char *lang = str_z(f->r->arena, f->r->lang);
    str text = json_words(v);
    struct money m;
    i64 day;
    if (json_is_integer(v))
        buf_i64(b, json_integer_value(v));
    else if (field->input == INPUT_MONEY && money_parse(text, f->p->edition->currency, &m))
        buf_money(b, m, lang, false);
    else if (field->input == INPUT_DATE && date_parse(text, &day))
        buf_date_long(b, day, lang);
    else if (field->input == INPUT_FILE)
        buf_add(b, json_words(json_object_get(v, "name")));
    else if (field->input == INPUT_TEXT)
        buf_add(b, text);
    else
        buf_add(b, code_words(f, field, text));
}

static void value_put(const struct filling *f, const struct form_field *field, const json_t *v,
                      struct buf *b);

/* A level is computed from its row, anything else stands in it. */
static str cell_words(const struct filling *f, const struct form_field *column, const json_t *row)
{
    if (column->rated_count) return code_words(f, column, level_code(f->p->edition, column, row));
    return value_words(f, column, json_field(row, column));
}

static bool is_shown(const struct form_field *column)
{
    return !column->computed || column->rated_count;
}

static void row_put(const struct filling *f, const struct form_field *field, const json_t *row,
                    struct buf *b)
{
    bool begun = false;
    for (size_t k = 0; k < field->column_count; k++) {
        const json_t *cell = json_field(row, &field->columns[k]);
        if (!cell) continue;
        if (begun) buf_lit(b, " | ");
        begun = true;
        value_put(f, &field->columns[k], cell, b);
    }
}

static void value_put(const struct filling *f, const struct form_field *field, const json_t *v,
                      struct buf *b)
{
    bool rows = field_has_rows(field);
    if (!json_is_array(v)) {
        scalar_put(f, field, v, b);
        return;
    }
    for (size_t i = 0; i < json_array_size(v); i++) {
        if (i) buf_add(b, rows ? S("\n") : S(", "));
        if (rows)
            row_put(f, field, json_array_get(v, i), b);
        else
            scalar_put(f, field, json_array_get(v, i), b);
    }
}

str value_words(const struct filling *f, const struct form_field *field, const json_t *value)
{
    struct buf b;
    buf_init(&b, WORDS_MAX);
    if (value) value_put(f, field, value, &b);
    str s = str_dup(f->r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static void lines_of(struct arena *a, str text, struct proposal_words_array *out)
{
    str rest = text, line;
    while (str_cut(&rest, '\n', &line))
        if (str_trim(line).n) *PUSH(a, out) = (struct proposal_words){.text = line};
}

void difference_fill(const struct filling *before, const json_t *after,
                     const struct form_section *section, const struct form_field *field,
                     struct proposal_difference *out)
{
    const struct filling *f = before;
    struct filling then = *before; /* a reference says what its row says in the same version */
    then.doc = after;
    *out = (struct proposal_difference){
        .field = field->name,
        .section = edition_text(f->p->edition, section->title, f->r->lang),
        .label = edition_text(f->p->edition, field->label, f->r->lang),
        .before = value_words(f, field, json_field(f->doc, field)),
        .after = value_words(&then, field, json_field(after, field))};
    lines_of(f->r->arena, out->before, &out->old_lines);
    lines_of(f->r->arena, out->after, &out->new_lines);
}

void differences_fill(const struct filling *before, const json_t *after,
                      const struct form_section *section, struct proposal_difference_array *out)
{
    for (size_t i = 0; i < before->form->section_count; i++) {
        const struct form_section *s = &before->form->sections[i];
        if (section && s != section) continue;
        for (size_t k = 0; k < s->field_count; k++) {
            const struct form_field *f = &s->fields[k];
            if (f->input == INPUT_BUDGET) {
                /* A section does not write a long budget, so it cannot meet another's changes there. */
                if (!section || budget_is_short(f))
                    budget_differences_put(before, f, after, s, out);
                continue;
            }
            struct proposal_difference d;
            difference_fill(before, after, s, f, &d);
            if (!str_eq(d.before, d.after)) *PUSH(before->r->arena, out) = d;
        }
    }
}

/* --- the whole ------------------------------------------------------------------------------------------- */

static void files_put(const struct filling *f, const json_t *v, struct proposal_answer *out)
{
    size_t n = json_is_object(v) ? 1 : json_array_size(v);
    for (size_t i = 0; i < n; i++) {
        const json_t *file = json_is_object(v) ? v : json_array_get(v, i);
        str hash = str_dup(f->r->arena, json_words(json_object_get(file, "hash")));
        *PUSH(f->r->arena, &out->files) = (struct proposal_file){
            .name = str_dup(f->r->arena, json_words(json_object_get(file, "name"))),
            .hash = hash,
            .address = arena_printf(f->r->arena, "/desk/proposals/%.*s/files/%.*s",
                                    P(f->p->row.code), P(hash)),
            .bytes = json_integer_value(json_object_get(file, "size"))};
    }
}

static void lines_put(const struct filling *f, const struct form_field *field, const json_t *v,
                      struct proposal_answer *out)
{
    struct arena *a = f->r->arena;
    for (size_t k = 0; k < field->column_count; k++)
        if (is_shown(&field->columns[k]))
            *PUSH(a, &out->columns) = (struct proposal_words){
                .text = edition_text(f->p->edition, field->columns[k].label, f->r->lang)};
    for (size_t i = 0; i < json_array_size(v); i++) {
        struct proposal_answer_line line = {0};
        size_t n = 0;
        for (size_t k = 0; k < field->column_count; k++)
            if (is_shown(&field->columns[k]))
                *PUSH(a, &line.cells) = (struct proposal_words){
                    .label = out->columns.v[n++].text,
                    .text = cell_words(f, &field->columns[k], json_array_get(v, i))};
        *PUSH(a, &out->lines) = line;
    }
}

struct proposal_answer form_answer(const struct filling *f, const struct form_field *field)
{
    struct arena *a = f->r->arena;
    const json_t *v = json_field(f->doc, field);
    struct proposal_answer out = {.id = arena_printf(a, "f-%.*s", P(field->name)),
                                  .field = field->name,
                                  .label = edition_text(f->p->edition, field->label, f->r->lang),
                                  .clause = field->clause};
    bool table = field_has_rows(field) && (field->input != INPUT_BUDGET || budget_is_short(field));
    if (field->input == INPUT_BUDGET) budget_summary_put(f, field, &out.budgets);
    if (field->input == INPUT_FILE)
        files_put(f, v, &out);
    else if (table && json_is_array(v)) {
        lines_put(f, field, v, &out);
        figures_fill(f, field, &out.figures);
    } else if (field->input != INPUT_BUDGET)
        lines_of(a, value_words(f, field, v), &out.paragraphs);
    out.missing = !out.files.n && !out.lines.n && !out.paragraphs.n && !json_array_size(v);
    for (size_t i = 0; i < f->findings.n; i++) {
        str at = f->findings.v[i].field;
        if (!str_eq(at, field->name) &&
            !(str_starts(at, field->name) && at.p[field->name.n] == '.'))
            continue;
        *PUSH(a, &out.messages) = (struct proposal_message){
            .text = f->findings.v[i].message, .tone = finding_tone(&f->findings.v[i])};
    }
    return out;
}

void parts_fill(const struct filling *f, bool edit, struct proposal_part_array *out)
{
    struct arena *a = f->r->arena;
    for (size_t i = 0; i < f->form->section_count; i++) {
        const struct form_section *s = &f->form->sections[i];
        struct proposal_part part = {.title = edition_text(f->p->edition, s->title, f->r->lang)};
        if (edit)
            part.edit =
                arena_printf(a, "/desk/proposals/%.*s/form/%.*s", P(f->p->row.code), P(s->name));
        for (size_t k = 0; k < s->field_count; k++)
            *PUSH(a, &part.answers) = form_answer(f, &s->fields[k]);
        *PUSH(a, out) = part;
    }
}

/* difference.c: what differs between two versions of a budget, line by line. Lines are known by their
** ids, so a line that moved is not another one. Called where two versions of a form are compared. */
#include "fund/budget/budget.h"

#include "edition/budget.h"
#include "fund/budget/lines.h"
#include "web/message.h"
#include "web/out.h"
#include "web/text.h"

#define SHOWN_MAX 1000 /* of a budget; what is beyond is counted */
#define TITLE_CHARS 40

struct differing {
    const struct filling *f; /* its doc is the one before */
    const struct form_field *field, *title;
    const struct form_section *section;
    const json_t *before, *after; /* lines */
    struct line_places places[2]; /* of them, once two do not stand at the same place */
    size_t said;
    str line; /* that is spoken of; empty: the whole */
    struct proposal_difference_array *out;
};

static const json_t *cell_of(const json_t *row, const struct form_field *c)
{
    return json_object_getn(row, c->name.p, c->name.n);
}

static str key_of(struct arena *a, const json_t *row, size_t place)
{
    const json_t *id = json_object_get(row, BUDGET_ID);
    return json_is_string(id) ? str_c(json_string_value(id)) : arena_printf(a, "#%zu", place);
}

/* The line with the same id on the other side (0: before, 1: after); its place is -1 if there is none. */
static i64 place_in(struct differing *d, int side, const json_t *row, size_t place)
{
    struct arena *a = d->f->r->arena;
    const json_t *rows = side ? d->after : d->before;
    str key = key_of(a, row, place);
    if (place < json_array_size(rows) && str_eq(key, key_of(a, json_array_get(rows, place), place)))
        return (i64)place;
    if (!d->places[side].at) d->places[side] = line_places(a, rows);
    size_t at;
    return line_with(&d->places[side], key, &at) ? (i64)at : -1;
}

static void say(struct differing *d, str label, str old, str new)
{
    if (d->said++ >= SHOWN_MAX) return;
    struct arena *a = d->f->r->arena;
    const struct edition *e = d->f->p->edition;
    struct proposal_difference *x = PUSH(a, d->out);
    *x = (struct proposal_difference){.field = d->field->name,
                                      .line = str_dup(a, d->line),
                                      .section = edition_text(e, d->section->title, d->f->r->lang),
                                      .label = label,
                                      .before = old,
                                      .after = new};
    if (old.n) *PUSH(a, &x->old_lines) = (struct proposal_words){.text = old};
    if (new.n) *PUSH(a, &x->new_lines) = (struct proposal_words){.text = new};
}

/* "Line 12, Coordinator" */
static str line_label(const struct differing *d, const char *pattern, const json_t *row, size_t at)
{
    struct request *r = d->f->r;
    str words = d->title ? value_words(d->f, d->title, cell_of(row, d->title)) : NO_STR;
    str args[] = {arena_printf(r->arena, "%zu", at + 1), str_abbrev(words, TITLE_CHARS)};
    return message_fill(r->arena, tr(r->lang, pattern), args, 2);
}

static str row_words(const struct differing *d, json_t *row)
{
    json_auto_t *one = json_array();
    (void)json_array_append(one, row);
    return value_words(d->f, d->field, one);
}

static void line_differ(struct differing *d, const json_t *old, const json_t *new, size_t at)
{
    struct request *r = d->f->r;
    str label = NO_STR;
    if (json_equal(old, new)) return;
    for (size_t k = 0; k < d->field->column_count; k++) {
        const struct form_field *c = &d->field->columns[k];
        const json_t *x = cell_of(old, c), *y = cell_of(new, c);
        if (x == y || (x && y && json_equal(x, y))) continue;
        if (!label.n) label = line_label(d, MESSAGE("Line %1, %2"), new, at);
        str name = edition_text(d->f->p->edition, c->label, r->lang);
        say(d, arena_printf(r->arena, "%.*s: %.*s", P(label), P(name)), value_words(d->f, c, x),
            value_words(d->f, c, y));
    }
}

static void total_differ(struct differing *d, const json_t *after)
{
    struct budget b;
    struct budget_table t;
    struct request *r = d->f->r;
    const struct edition *e = d->f->p->edition;
    str words[2];
    i64 sums[2];
    for (int side = 0; side < 2; side++) {
        struct buf text;
        budget_read(e, d->field, side ? after : d->f->doc, r->arena, &b);
        budget_table(&b, BUDGET_ORGANIZATION, BUDGET_YEAR, true, r->arena, &t);
        buf_init(&text, 100);
        buf_money(&text, money_of(t.sum, e->currency), str_z(r->arena, r->lang), false);
        words[side] = str_dup(r->arena, buf_str(&text));
        sums[side] = t.sum;
        buf_free(&text);
    }
    if (sums[0] != sums[1])
        say(d, T(r, "From the fund, support cost included"), words[0], words[1]);
}

/* Lines of the later version, in their order, with what they were; is the order another? */
static bool lines_differ(struct differing *d)
{
    bool moved = false;
    i64 last = -1;
    for (size_t i = 0; i < json_array_size(d->after); i++) {
        json_t *new = json_array_get(d->after, i);
        i64 at = place_in(d, 0, new, i);
        d->line = key_of(d->f->r->arena, new, i);
        if (at < 0) {
            say(d, line_label(d, MESSAGE("Line %1, %2: new"), new, i), NO_STR, row_words(d, new));
            continue;
        }
        moved = moved || at < last;
        last = at;
        line_differ(d, json_array_get(d->before, (size_t)at), new, i);
    }
    d->line = NO_STR;
    return moved;
}

void budget_differences_put(const struct filling *before, const struct form_field *field,
                            const json_t *after, const struct form_section *section,
                            struct proposal_difference_array *out)
{
    struct request *r = before->r;
    struct differing d = {.f = before,
                          .field = field,
                          .section = section,
                          .before = json_object_getn(before->doc, field->name.p, field->name.n),
                          .after = json_object_getn(after, field->name.p, field->name.n),
                          .out = out};
    if (d.before == d.after || (d.before && d.after && json_equal(d.before, d.after))) return;
    for (size_t k = 0; k < field->column_count && !d.title; k++)
        if (field->columns[k].input == INPUT_TEXT && !field->columns[k].means.n)
            d.title = &field->columns[k];
    total_differ(&d, after);
    bool moved = lines_differ(&d);
    for (size_t i = 0; i < json_array_size(d.before); i++) {
        json_t *old = json_array_get(d.before, i);
        d.line = key_of(r->arena, old, i);
        if (place_in(&d, 1, old, i) < 0)
            say(&d, line_label(&d, MESSAGE("Line %1, %2: removed"), old, i), row_words(&d, old),
                NO_STR);
    }
    d.line = NO_STR;
    if (moved) say(&d, T(r, "Order of the lines"), NO_STR, T(r, "changed"));
    if (d.said <= SHOWN_MAX) return;
    str more = arena_printf(r->arena, "%zu", d.said - SHOWN_MAX);
    d.said = 0;
    say(&d, T(r, "More differences in the lines"), NO_STR, more);
}

/* edit.c: the form of a programme's facts. Its fields are the columns of the import, read by the same
** rules; an emptied field is forgotten. The status has its own form, because it wants a reason. */
#include "fund/programme/facts.h"

#include "edition/adopted.h"
#include "people/people.h"
#include "web/app.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/programme_sql.h"
#include "gen/registry.h"

#define VALUE_CHARS 10000

static bool is_in_form(const struct column *c)
{
    return !str_starts(str_c(c->name), S("status"));
}

static struct part_choice_array choices_for(struct request *r, const struct column *c)
{
    struct part_choice_array list = {0};
    if (c->kind == COLUMN_LEAD_KNOWN) {
        *PUSH(r->arena, &list) = (struct part_choice){.code = S("1"), .label = T(r, "Yes")};
        *PUSH(r->arena, &list) =
            (struct part_choice){.code = S("0"), .label = T(r, "That is not known")};
    }
    if (c->kind == COLUMN_AMOUNT_KIND) {
        *PUSH(r->arena, &list) =
            (struct part_choice){.code = S("fund"), .label = T(r, "What the fund gave")};
        *PUSH(r->arena, &list) = (struct part_choice){
            .code = S("budget"), .label = T(r, "The budget of the whole programme")};
    }
    return list;
}

static i64 rows_of(const struct column *c)
{
    if (c->kind != COLUMN_TEXT) return 0;
    return c->max > 1000 ? 8 : c->max > 400 ? 2 : 0;
}

static void fields_fill(struct request *r, const struct facts *f, struct programme_edit *view)
{
    for (size_t i = 0; i < column_count; i++) {
        const struct column *c = &columns[i];
        if (!is_in_form(c)) continue;
        *PUSH(r->arena, &view->fields) =
            (struct programme_field){.name = str_c(c->name),
                                     .label = tr(r->lang, c->label),
                                     .hint = c->hint ? tr(r->lang, c->hint) : NO_STR,
                                     .value = column_text(r->arena, c, f),
                                     .rows = rows_of(c),
                                     .choices = choices_for(r, c)};
    }
}

static enum status edit_load(struct request *r, struct db *db, struct facts *f)
{
    *f = (struct facts){0};
    TRY(programme_by_code(db, r->arena, param(r, "programme"), &f->row));
    return facts_load(db, r->arena, f);
}

static void edit_frame(struct request *r, struct response *s, const struct facts *f,
                       struct programme_edit *view)
{
    view->code = f->row.code;
    view->title = f->row.title;
    view->seen = f->row.changed;
    page_crumb(r, s, "Programmes", "/desk/programmes");
    page_crumb_text(s, str_abbrev(f->row.title, 60),
                    arena_printf(r->arena, "/desk/programmes/%.*s", P(f->row.code)));
    page_title(s, T(r, "Edit the facts"));
}

/* ROUTE GET /desk/programmes/:programme/edit     needs programme.edit on :programme
** The form of its facts. */
enum status programme_edit_page(struct request *r, struct response *s)
{
    struct facts f;
    struct programme_edit view = {0};
    TRY(edit_load(r, r->db, &f));
    fields_fill(r, &f, &view);
    edit_frame(r, s, &f, &view);
    return show(r, s, programme_edit_view, &view);
}

/* Lays what was typed over the facts; mistakes are noted at their fields. */
static enum status typed_read(struct request *r, struct facts *f)
{
    struct programme_organization_array known = {0};
    TRY(programme_organizations_known(r->db, r->arena, &known));
    const struct edition *e = edition_in_force(r->app);
    if (!e) return NOT_FOUND;
    struct facts_reader reader = {
        .arena = r->arena, .lang = r->lang, .edition = e, .known = &known, .currency = e->currency};
    for (size_t i = 0; i < column_count; i++) {
        const struct column *c = &columns[i];
        str value, words = NO_STR;
        if (!is_in_form(c) || !take_text(r, c->name, VALUE_CHARS, &value)) continue;
        if (value.n)
            words = column_read(&reader, c, value, f);
        else if (!column_clear(c, f))
            problem(r, c->name, "Fill this in.");
        if (words.n) *PUSH(r->arena, &r->problems) = (struct pair){str_c(c->name), words};
    }
    str words = NO_STR;
    const struct column *c = facts_fault(&reader, f, &words);
    if (c) *PUSH(r->arena, &r->problems) = (struct pair){str_c(c->name), words};
    return OK;
}

/* Somebody else saved in between: the form again, with what stands there now beside what was typed. */
static enum status conflict_show(struct request *r, struct response *s, const struct facts *now)
{
    struct programme_edit view = {.conflict = true};
    fields_fill(r, now, &view);
    for (size_t i = 0; i < view.fields.n; i++) {
        struct programme_field *x = &view.fields.v[i];
        if (!str_eq(field(r, str_z(r->arena, x->name)), x->value))
            x->theirs = x->value.n ? x->value : T(r, "nothing");
    }
    edit_frame(r, s, now, &view);
    return show_status(r, s, 409, programme_edit_view, &view);
}

struct edit_arg {
    struct request *r;
    const struct facts *before;
    struct facts *after;
};

static enum status edit_write(struct tx *tx, void *arg)
{
    struct edit_arg *v = arg;
    struct facts now;
    TRY(edit_load(v->r, tx_db(tx), &now));
    if (now.row.changed != v->before->row.changed) return CONFLICT;
    return facts_write(tx, v->r->arena, v->before, v->after);
}

/* ROUTE POST /desk/programmes/:programme/edit     needs programme.edit on :programme
** Saves the facts; refuses to overwrite what somebody else saved in between. */
enum status programme_edit_act(struct request *r, struct response *s)
{
    struct facts before, after;
    i64 seen;
    TRY(edit_load(r, r->db, &before));
    after = before;
    TRY(typed_read(r, &after));
    if (!str_i64(field(r, "seen"), &seen) || seen != before.row.changed)
        return conflict_show(r, s, &before);
    if (problems(r)) {
        struct programme_edit view = {0};
        fields_fill(r, &before, &view);
        edit_frame(r, s, &before, &view);
        return show(r, s, programme_edit_view, &view);
    }
    struct programme_difference_array changes = {0};
    facts_differ(r->arena, r->lang, &before, &after, &changes);
    if (!changes.n)
        return redirect_note(r, s, T(r, "Nothing was changed."), "/desk/programmes/%.*s",
                             P(before.row.code));
    struct edit_arg v = {r, &before, &after};
    enum status st = db_write(r, edit_write, &v);
    if (st == CONFLICT) {
        TRY(edit_load(r, r->db, &before));
        return conflict_show(r, s, &before);
    }
    TRY(st);
    return redirect_note(r, s, T(r, "Saved."), "/desk/programmes/%.*s", P(before.row.code));
}

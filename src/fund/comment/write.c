/* write.c: writing a comment on a field of what was sent, or on one of its rows. Called from the pages of
** the version; people of the fund and reviewers write, as the edition says. */
#include "fund/comment/comment.h"

#include "fund/screening/screening.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "edition/budget.h"
#include "gen/comment_sql.h"
#include "gen/registry.h"

#define BODY_CHARS 4000
#define ROW_CHARS 80
#define CODE_LETTERS 8

/* What a comment is written about. */
struct target {
    struct proposal p;
    struct proposal_version_row row;
    const struct form *form;
    json_t *doc;
    const struct form_section *section;
    const struct form_field *field; /* NULL until one is chosen */
};
static void target_close(struct target *t)
{
    json_decref(t->doc);
}
#define TARGET __attribute__((cleanup(target_close))) struct target

/* A budget line is known by its id, another row by its number. */
static str row_line(struct arena *a, const json_t *row, size_t index)
{
    const json_t *id = json_object_get(row, BUDGET_ID);
    if (json_is_string(id)) return str_dup(a, str_c(json_string_value(id)));
    return arena_printf(a, "%zu", index + 1);
}

/* "12, Coordinator": its number and what it says first. */
static str row_label(const struct filling *f, const struct form_field *field, const json_t *row,
                     size_t index)
{
    struct arena *a = f->r->arena;
    str words = NO_STR;
    for (size_t k = 0; !words.n && k < field->column_count; k++) {
        const struct form_field *c = &field->columns[k];
        if (!c->computed && c->input == INPUT_TEXT)
            words = value_words(f, c, json_object_getn(row, c->name.p, c->name.n));
    }
    i64 end = str_find_char(words, '\n');
    if (end >= 0) words = str_sub(words, 0, (size_t)end);
    return arena_printf(a, "%zu, %.*s", index + 1, P(str_abbrev(words, ROW_CHARS)));
}

static void rows_fill(const struct filling *f, const struct form_field *field,
                      struct part_choice_array *out)
{
    const json_t *rows = json_object_getn(f->doc, field->name.p, field->name.n);
    for (size_t i = 0; field_has_rows(field) && i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        *PUSH(f->r->arena, out) = (struct part_choice){.code = row_line(f->r->arena, row, i),
                                                       .label = row_label(f, field, row, i)};
    }
}

static struct part_choice_array kinds_of(struct request *r)
{
    struct part_choice_array out = {0};
    *PUSH(r->arena, &out) =
        (struct part_choice){.code = S("ask"),
                             .label = T(r, "Asks for a change"),
                             .help = T(r, "Opens this part again when the proposal is returned.")};
    *PUSH(r->arena, &out) =
        (struct part_choice){.code = S("remark"),
                             .label = T(r, "Remark"),
                             .help = T(r, "Something to know; nothing has to change.")};
    return out;
}

static enum status form_fill(struct request *r, struct response *s, str name, struct target *t,
                             struct comment_form *view)
{
    TRY(proposal_head_fill(r, s, "comments", &t->p, &view->head));
    if (!comment_may_write(r, &t->p)) return CONFLICT;
    TRY(comment_document(r, &t->p, &t->row, &t->form, &t->doc));
    struct filling f = {.r = r, .p = &t->p, .form = t->form, .doc = t->doc};
    TRY(filling_read(&f));
    view->back = arena_printf(r->arena, "/desk/proposals/%.*s/comments", P(t->p.row.code));
    view->action = view->back;
    view->form = edition_text(t->p.edition, t->form->title, r->lang);
    view->number = t->row.number;
    view->kinds = kinds_of(r);
    if (comment_field(t->form, name, &t->section, &t->field)) {
        view->field = t->field->name;
        view->label = edition_text(t->p.edition, t->field->label, r->lang);
        rows_fill(&f, t->field, &view->rows);
        *PUSH(r->arena, &view->answers) = form_answer(&f, t->field);
    } else {
        for (size_t i = 0; i < t->form->section_count; i++)
            for (size_t k = 0; k < t->form->sections[i].field_count; k++) {
                const struct form_field *x = &t->form->sections[i].fields[k];
                *PUSH(r->arena, &view->fields) = (struct part_choice){
                    .code = x->name, .label = edition_text(t->p.edition, x->label, r->lang)};
            }
    }
    page_crumb_text(s, T(r, "Comments"), view->back);
    page_title(s, T(r, "Write a comment"));
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/comments/new?field,line     needs proposal.comment on :proposal
** Asks what to comment on, and what to say. */
enum status comment_new_page(struct request *r, struct response *s)
{
    TARGET t = {0};
    struct comment_form view = {.line = query(r, "line")};
    enum status st = form_fill(r, s, query(r, "field"), &t, &view);
    if (st == CONFLICT)
        return redirect(r, s, "/desk/proposals/%.*s/comments", P(param(r, "proposal")));
    TRY(st);
    return show(r, s, comment_form_view, &view);
}

struct comment_arg {
    struct request *r;
    struct target *t;
    struct comment_insert_in in;
};

/* The state is asked for again: what was sent must still be with the fund. */
static enum status comment_write(struct tx *tx, void *arg)
{
    struct comment_arg *v = arg;
    struct proposal now;
    i64 id;
    TRY(proposal_load_id(tx_db(tx), v->r->app, v->r->arena, v->in.proposal, &now));
    if (now.state->form.n || now.state->final) return CONFLICT;
    v->in.code = code_new(v->r->arena, tx_env(tx), CODE_LETTERS);
    v->in.now = tx_now(tx);
    return comment_insert(tx, &v->in, &id);
}

/* ROUTE POST /desk/proposals/:proposal/comments     needs proposal.comment on :proposal
** Writes a comment. People of the fund see it; the applicants when it is given to them. */
enum status comment_new_act(struct request *r, struct response *s)
{
    TARGET t = {0};
    str kind = field(r, "kind"), line = field(r, "line"), label = NO_STR;
    struct comment_form view = {.line = line};
    struct comment_arg v = {.r = r, .t = &t};
    TRY(form_fill(r, s, field(r, "field"), &t, &view));
    if (!t.field) problem(r, "field", "Choose what the comment is about.");
    for (size_t i = 0; i < view.rows.n; i++)
        if (str_eq(view.rows.v[i].code, line)) label = view.rows.v[i].label;
    if (t.field && line.n && !label.n)
        problem(r, view.rows.n ? "line" : "kind", "Choose one of the rows, or none.");
    if (!str_eq(kind, S("ask")) && !str_eq(kind, S("remark")))
        problem(r, "kind", "Say whether it asks for a change.");
    need_text(r, "body", BODY_CHARS, &v.in.body);
    if (problems(r)) return show(r, s, comment_form_view, &view);
    v.in.proposal = t.p.row.id;
    v.in.version = t.row.id;
    v.in.field = t.field->name;
    v.in.line = line;
    v.in.row_words = label;
    v.in.kind = kind;
    v.in.account = r->session->account;
    v.in.side = is_inside(r) ? S("office") : S("reviewer");
    v.in.duty = may_as(r, "proposal.comment", r->scope);
    TRY(db_write(r, comment_write, &v));
    return redirect_note(r, s, T(r, "The comment was written."),
                         "/desk/proposals/%.*s/comments/%.*s", P(t.p.row.code), P(v.in.code));
}

/* form_page.c: writing a proposal: one section of the form per page, saved as a version of the whole.
** Two people may write at once: as long as they save different sections, both stay; if both changed the
** same section, the second sees both texts and decides. */
#include "fund/proposal/form.h"

#include "fund/call/call.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/proposal_sql.h"
#include "gen/registry.h"

#define SAVE_TRIES 3

/* The open section of the form that the present state asks for. */
struct opened {
    struct proposal p;
    struct proposal_head head;
    const struct form_section *section;
    struct writing w;
};

static void opened_close(struct opened *o)
{
    writing_close(&o->w);
}
#define OPENED __attribute__((cleanup(opened_close))) struct opened

static const struct form_section *section_named(const struct form *form, str name)
{
    for (size_t i = 0; i < form->section_count; i++)
        if (str_eq(form->sections[i].name, name)) return &form->sections[i];
    return NULL;
}

static enum status form_open(struct request *r, struct response *s, struct opened *o)
{
    *o = (struct opened){0};
    TRY(proposal_head_fill(r, s, "form", &o->p, &o->head));
    TRY(writing_open(r, &o->p, &o->w));
    o->section = section_named(o->w.form, param(r, "section"));
    return o->section ? OK : NOT_FOUND;
}

enum status proposal_deadline_fill(struct request *r, const struct proposal *p, i64 *closes,
                                   str *words, bool *closed)
{
    bool asked = false;
    *closes = NO_DATE;
    *closed = false;
    for (size_t i = 0; i < p->edition->step_count; i++) {
        const struct workflow_step *step = &p->edition->steps[i];
        for (size_t k = 0; str_eq(step->from, p->row.state) && k < step->guard_count; k++)
            asked = asked || str_eq(step->guards[k], S("call_open"));
    }
    if (!asked) return OK;
    struct call_row call;
    TRY(call_load(r->db, r->arena, p->row.call_code, &call));
    *closes = call.closes;
    *words = call_time_words(r, call.closes, call.zone);
    *closed = r->now > call.closes;
    return OK;
}

static void steps_fill(struct request *r, const struct opened *o, const struct filling *f,
                       struct part_step_array *out)
{
    for (size_t i = 0; i < o->w.form->section_count; i++) {
        const struct form_section *s = &o->w.form->sections[i];
        *PUSH(r->arena, out) =
            (struct part_step){.label = edition_text(o->p.edition, s->title, r->lang),
                               .address = arena_printf(r->arena, "/desk/proposals/%.*s/form/%.*s",
                                                       P(o->p.row.code), P(s->name)),
                               .state = section_state(f, s),
                               .current = s == o->section ? S("step") : S("false")};
    }
    *PUSH(r->arena, out) = (struct part_step){
        .label = T(r, "Review and send"),
        .address = arena_printf(r->arena, "/desk/proposals/%.*s/review", P(o->p.row.code)),
        .current = S("false")};
}

/* Shows the section with a document; `theirs` are differences to what somebody else saved. */
static enum status form_show(struct request *r, struct response *s, const struct opened *o,
                             const json_t *doc, const struct proposal_difference_array *theirs)
{
    struct filling f = {.r = r, .p = &o->p, .form = o->w.form, .doc = doc};
    TRY(filling_judge(&f));
    struct proposal_form view = {
        .head = o->head,
        .form_title = edition_text(o->p.edition, o->w.form->title, r->lang),
        .section_title = edition_text(o->p.edition, o->section->title, r->lang),
        .section_intro = edition_text(o->p.edition, o->section->intro, r->lang),
        .clause_edition = o->p.edition->code,
        .action = arena_printf(r->arena, "/desk/proposals/%.*s/form/%.*s", P(o->p.row.code),
                               P(o->section->name)),
        .seen = o->w.row.number,
        .saved = o->w.row.at,
        .saved_by = o->w.row.person,
        .carried = o->w.carried,
        .last = o->section == &o->w.form->sections[o->w.form->section_count - 1]};
    if (theirs) view.differences = *theirs;
    TRY(proposal_deadline_fill(r, &o->p, &view.closes, &view.deadline, &view.closed));
    steps_fill(r, o, &f, &view.steps);
    inputs_fill(&f, o->section, query(r, "more"), &view.inputs);
    if (section_touched(&f, o->section) || query(r, "check").n)
        findings_fill(&f, o->section, &view.messages);
    view.message_count = (i64)view.messages.n;
    for (size_t i = 0; i < view.messages.n; i++)
        view.mending = view.mending || str_eq(view.messages.v[i].tone, S("bad"));
    page_title(s, view.section_title);
    return theirs ? show_status(r, s, 409, proposal_form_view, &view)
                  : show(r, s, proposal_form_view, &view);
}

/* ROUTE GET /desk/proposals/:proposal/form     needs proposal.edit on :proposal
** To the first section. */
enum status proposal_form_first(struct request *r, struct response *s)
{
    struct proposal p;
    TRY(proposal_load(r->db, r->app, r->arena, param(r, "proposal"), &p));
    const struct form *form = edition_form(p.edition, p.state->form);
    if (!form) return redirect(r, s, "/desk/proposals/%.*s/versions", P(p.row.code));
    return redirect(r, s, "/desk/proposals/%.*s/form/%.*s", P(p.row.code),
                    P(form->sections[0].name));
}

/* ROUTE GET /desk/proposals/:proposal/form/:section?check,more     needs proposal.edit on :proposal
** One section of the form, with what the rules say beside each field. */
enum status proposal_form_page(struct request *r, struct response *s)
{
    OPENED o;
    TRY(form_open(r, s, &o));
    return form_show(r, s, &o, o.w.doc, NULL);
}

/* --- saving --------------------------------------------------------------------------------------------- */

/* Differences in this section between what the writer saw and what was saved since. */
static enum status changes_since(struct request *r, const struct opened *o, i64 seen,
                                 struct proposal_difference_array *out)
{
    json_auto_t *doc = NULL;
    struct proposal_version_row row;
    enum status st =
        proposal_version_by_number(r->db, r->arena, o->p.row.id, o->w.form->name, seen, &row);
    if (st != OK && st != NOT_FOUND) return st;
    doc = st == OK ? json_loadb(row.body.p, row.body.n, 0, NULL) : json_object();
    struct filling f = {.r = r, .p = &o->p, .form = o->w.form, .doc = doc};
    TRY(filling_read(&f));
    differences_fill(&f, o->w.doc, o->section, out);
    return OK;
}

/* What was saved by another and what this person typed, field by field. */
static enum status conflict_show(struct request *r, struct response *s, const struct opened *o,
                                 const json_t *mine)
{
    struct proposal_difference_array both = {0};
    struct filling f = {.r = r, .p = &o->p, .form = o->w.form, .doc = o->w.doc};
    TRY(filling_read(&f));
    differences_fill(&f, mine, o->section, &both);
    return form_show(r, s, o, mine, &both);
}

/* Where the button leads: on, back to the table that grew, or to the same section. */
static enum status save_done(struct request *r, struct response *s, const struct opened *o,
                             str note)
{
    str act = field(r, "act"), code = o->p.row.code, here = o->section->name;
    if (str_starts(act, S("add."))) {
        const struct form_field *table = form_field(o->w.form, str_sub(act, 4, act.n));
        if (table)
            return redirect_note(r, s, note, "/desk/proposals/%.*s/form/%.*s?more=%.*s#f-%.*s",
                                 P(code), P(here), P(table->name), P(table->name));
    }
    if (!str_eq(act, S("next")))
        return redirect_note(r, s, note, "/desk/proposals/%.*s/form/%.*s?check=1", P(code),
                             P(here));
    size_t next = (size_t)(o->section - o->w.form->sections) + 1;
    if (next == o->w.form->section_count)
        return redirect_note(r, s, note, "/desk/proposals/%.*s/review", P(code));
    return redirect_note(r, s, note, "/desk/proposals/%.*s/form/%.*s", P(code),
                         P(o->w.form->sections[next].name));
}

/* The latest document with this section as it was typed. */
static json_t *with_section(const struct opened *o, const json_t *mine)
{
    json_t *doc = json_deep_copy(o->w.doc);
    for (size_t i = 0; i < o->section->field_count; i++) {
        const struct form_field *f = &o->section->fields[i];
        str name = f->name;
        if (f->input == INPUT_BUDGET && !budget_is_short(f)) continue; /* saved by its own pages */
        (void)json_object_setn(doc, name.p, name.n, json_object_getn(mine, name.p, name.n));
    }
    return doc;
}

/* ROUTE POST /desk/proposals/:proposal/form/:section     needs proposal.edit on :proposal     max 64m
** Saves a section as a new version of the whole form. */
enum status proposal_form_save(struct request *r, struct response *s)
{
    OPENED o;
    i64 seen;
    str act = field(r, "act"), note = NO_STR;
    TRY(form_open(r, s, &o));
    json_auto_t *mine = json_deep_copy(o.w.doc);
    str remove = str_starts(act, S("remove.")) ? str_sub(act, 7, act.n) : NO_STR;
    TRY(section_take(r, o.p.edition, o.w.form, o.section, remove, mine));
    if (problems(r)) return form_show(r, s, &o, mine, NULL);
    if (!str_i64(field(r, "seen"), &seen)) seen = 0;
    enum status st = CONFLICT;
    for (int i = 0; st == CONFLICT && i < SAVE_TRIES; i++) {
        struct proposal_difference_array since = {0};
        if (i > 0) TRY(writing_again(r, &o.p, &o.w));
        if (seen != o.w.row.number) TRY(changes_since(r, &o, seen, &since));
        if (since.n) return conflict_show(r, s, &o, mine);
        json_auto_t *doc = with_section(&o, mine);
        st = writing_save(r, &o.p, &o.w, doc, &note);
    }
    TRY(st);
    return save_done(r, s, &o, note);
}

/* form_page.c: writing a proposal: one section of the form per page, with what the rules say beside each
** field, and who changed it last. save.c takes it back. */
#include "fund/proposal/section.h"

#include "fund/call/call.h"
#include "fund/comment/comment.h"
#include "fund/partner/partner.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/proposal_sql.h"
#include "gen/registry.h"

void opened_close(struct opened *o)
{
    writing_close(&o->w);
}

static const struct form_section *section_named(const struct form *form, str name)
{
    for (size_t i = 0; i < form->section_count; i++)
        if (str_eq(form->sections[i].name, name)) return &form->sections[i];
    return NULL;
}

enum status form_open(struct request *r, struct response *s, struct opened *o)
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
    *closes = NO_DATE;
    *closed = false;
    if (!state_ends_with_call(p->edition, p->row.state)) return OK;
    struct call_row call;
    TRY(call_load(r->db, r->arena, p->row.call_code, &call));
    *closes = call.closes;
    enum status st = proposal_deadline(r->db, r->arena, p->row.id, closes);
    if (st != OK && st != NOT_FOUND) return st;
    *words = call_time_words(r, *closes, call.zone);
    *closed = r->now > *closes;
    if (*closes > call.closes)
        *words = message_fill(r->arena, T(r, "%1, for this proposal alone (waiver)"), words, 1);
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

/* Says at each field who changed it last, unless it was the reader; and who did last of all. */
static enum status touches_fill(struct request *r, const struct opened *o,
                                struct proposal_form *view)
{
    struct proposal_touch_row_array all = {0};
    TRY(proposal_touches(r->db, r->arena, o->p.row.id, o->w.form->name, &all));
    i64 latest = 0;
    view->touched = NO_DATE;
    for (size_t i = 0; i < o->section->field_count; i++)
        for (size_t k = 0; k < all.n; k++) {
            const struct proposal_touch_row *t = &all.v[k];
            if (!str_eq(t->field, o->section->fields[i].name)) continue;
            if (t->number > latest) {
                latest = t->number;
                view->touched = t->at;
                view->touched_by = t->person;
            }
            if (t->account == r->session->account) continue;
            view->inputs.v[i].touched = t->at;
            view->inputs.v[i].touched_by = t->person;
        }
    return OK;
}

/* What is locked is shown as it was sent, or as others write it. */
static enum status locked_show(const struct opened *o, const struct filling *f,
                               struct proposal_form *view)
{
    size_t locked = 0, others = 0;
    for (size_t i = 0; i < o->section->field_count; i++) {
        const struct form_field *field = &o->section->fields[i];
        if (!redraft_locks(&o->w.lock, field->name)) continue;
        *PUSH(f->r->arena, &view->inputs.v[i].locked) = form_answer(f, field);
        locked++;
        others += redraft_is_others(&o->w.lock, field->name);
    }
    view->returned = o->w.lock.on;
    view->locked = locked == o->section->field_count;
    if (!others) return OK;
    return partner_writers(f->r, &o->p, o->w.form, o->section, &view->writers);
}

enum status form_show(struct request *r, struct response *s, const struct opened *o,
                      const struct form_shown *x)
{
    struct filling f = {.r = r, .p = &o->p, .form = o->w.form, .doc = x->doc};
    TRY(filling_judge(&f));
    struct proposal_form view = {
        .head = o->head,
        .form_title = edition_text(o->p.edition, o->w.form->title, r->lang),
        .section_title = edition_text(o->p.edition, o->section->title, r->lang),
        .section_intro = edition_text(o->p.edition, o->section->intro, r->lang),
        .clause_edition = o->p.edition->code,
        .action = arena_printf(r->arena, "/desk/proposals/%.*s/form/%.*s", P(o->p.row.code),
                               P(o->section->name)),
        .seen = x->seen,
        .base = x->draft.n ? x->base : x->seen,
        .draft = x->draft,
        .seq = x->seq,
        .kept = x->kept,
        .number = o->w.row.number,
        .saved = o->w.row.at,
        .saved_by = o->w.row.person,
        .carried = o->w.carried,
        .last = o->section == &o->w.form->sections[o->w.form->section_count - 1]};
    if (x->conflicts) view.differences = *x->conflicts;
    TRY(proposal_deadline_fill(r, &o->p, &view.closes, &view.deadline, &view.closed));
    steps_fill(r, o, &f, &view.steps);
    inputs_fill(&f, o->section, query(r, "more"), &view.inputs);
    TRY(touches_fill(r, o, &view));
    TRY(locked_show(o, &f, &view));
    TRY(comments_asked(r, &o->p, o->w.form, o->section, &view.inputs));
    TRY(drafts_fill(r, o, x->draft, &view.drafts, &view.others));
    script_fill(r, o, &view);
    if (!x->conflicts && (section_touched(&f, o->section) || query(r, "check").n))
        findings_fill(&f, o->section, &view.messages);
    view.message_count = (i64)view.messages.n;
    for (size_t i = 0; i < view.messages.n; i++)
        view.mending = view.mending || str_eq(view.messages.v[i].tone, S("bad"));
    page_title(s, view.section_title);
    return x->conflicts && r->method == METHOD_POST
               ? show_status(r, s, 409, proposal_form_view, &view)
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

/* The latest document with the section as a draft has it. A new reference. */
static json_t *with_draft(const struct opened *o, const json_t *body)
{
    json_t *doc = json_copy(o->w.doc);
    for (size_t i = 0; i < o->section->field_count; i++) {
        str name = o->section->fields[i].name;
        json_t *v = json_object_getn(body, name.p, name.n);
        if (v)
            (void)json_object_setn(doc, name.p, name.n, v);
        else
            (void)json_object_deln(doc, name.p, name.n);
    }
    return doc;
}

/* A draft of an older version: where others changed the same meanwhile, it is asked at once. */
static enum status draft_ask(struct request *r, struct response *s, const struct opened *o,
                             struct form_shown *x)
{
    struct conflict_array conflicts = {0};
    struct proposal_difference_array both = {0};
    json_auto_t *base = NULL;
    json_auto_t *merged = json_deep_copy(o->w.doc);
    TRY(writing_base(r, &o->p, &o->w, x->base, &base));
    TRY(section_merge(r->arena, o->section, base, x->doc, o->w.doc, merged, &conflicts));
    if (!conflicts.n) return form_show(r, s, o, x);
    TRY(questions_fill(r, o, o->w.doc, x->doc, &conflicts, &both));
    struct form_shown asked = *x;
    asked.doc = merged;
    asked.seen = o->w.row.number;
    asked.conflicts = &both;
    return form_show(r, s, o, &asked);
}

/* ROUTE GET /desk/proposals/:proposal/form/:section?check,more,draft,ask     needs proposal.edit on :proposal
** One section of the form, with what the rules say beside each field; or a text of one's own that was
** kept and not saved. */
enum status proposal_form_page(struct request *r, struct response *s)
{
    OPENED o;
    struct proposal_draft_row d;
    json_auto_t *body = NULL;
    struct form_shown x = {.kept = NO_DATE};
    TRY(form_open(r, s, &o));
    x.doc = o.w.doc;
    x.seen = o.w.row.number;
    if (!query(r, "draft").n) return form_show(r, s, &o, &x);
    TRY(draft_own(r, &o, query(r, "draft"), &d, &body));
    json_auto_t *doc = with_draft(&o, body);
    x = (struct form_shown){
        .doc = doc, .seen = d.base, .draft = d.code, .base = d.base, .seq = d.seq, .kept = d.at};
    return query(r, "ask").n ? draft_ask(r, s, &o, &x) : form_show(r, s, &o, &x);
}

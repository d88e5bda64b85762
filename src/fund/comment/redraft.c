/* redraft.c: returning a proposal for changes. What asks for a change is given to the applicants with the
** letter; the fields it stands at, and what the office ticks besides, can be written again until the
** state is left; everything else is locked. A step with the effect `redraft` is taken on this page. */
#include "fund/comment/comment.h"

#include "edition/budget.h"
#include "fund/calendar/calendar.h"
#include "fund/proposal/merge.h"
#include "fund/screening/screening.h"
#include "web/app.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/comment_sql.h"
#include "gen/proposal_sql.h"
#include "gen/registry.h"

/* RECORD redraft "Return for changes" */

#define REASON_CHARS 4000

/* --- what is open ---------------------------------------------------------------------------------------- */

void redraft_names(struct arena *a, str json, struct redraft_lock *out)
{
    json_auto_t *names = json_loadb(json.p, json.n, 0, NULL);
    out->fields = NEW_ARRAY(a, json_array_size(names) + 1, str);
    for (size_t i = 0; i < json_array_size(names); i++)
        out->fields[out->n++] = str_dup(a, str_c(json_string_value(json_array_get(names, i))));
}

/* It holds as long as the state does into which it was returned: a step out of it and back is another
** one, whatever it was. */
static bool is_current(const struct proposal *p, const struct comment_redraft *row)
{
    return str_eq(row->state, p->row.state) && row->at == p->row.since;
}

enum status redraft_lock_load(struct db *db, struct arena *a, const struct proposal *p,
                              const struct form *form, struct redraft_lock *out)
{
    struct comment_redraft row;
    *out = (struct redraft_lock){0};
    enum status st = redraft_latest(db, a, p->row.id, &row);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    out->on = is_current(p, &row) && str_eq(row.form, form->name);
    if (out->on) redraft_names(a, row.fields, out);
    return OK;
}

static bool is_open(const struct redraft_lock *lock, str field)
{
    for (size_t i = 0; i < lock->n; i++)
        if (str_eq(lock->fields[i], field)) return true;
    return false;
}

/* "budget/qgn0ycy2" opens one line of "budget". */
static bool is_line_of(str open, str field, str *line)
{
    if (open.n <= field.n + 1 || !str_starts(open, field) || open.p[field.n] != '/') return false;
    *line = str_sub(open, field.n + 1, open.n);
    return true;
}

str redraft_line(const struct redraft_lock *lock, str field, size_t nth)
{
    str line;
    for (size_t i = 0; lock->on && i < lock->n; i++)
        if (is_line_of(lock->fields[i], field, &line) && nth-- == 0) return line;
    return NO_STR;
}

bool redraft_by_line(const struct redraft_lock *lock, str field)
{
    return redraft_line(lock, field, 0).n && !is_open(lock, field);
}

bool redraft_locks(const struct redraft_lock *lock, str field)
{
    if (redraft_is_others(lock, field)) return true;
    return lock->on && !is_open(lock, field) && !redraft_by_line(lock, field);
}

bool redraft_locks_line(const struct redraft_lock *lock, str field, str id)
{
    str line;
    if (redraft_is_others(lock, field)) return true;
    if (!lock->on || is_open(lock, field)) return false;
    for (size_t i = 0; (line = redraft_line(lock, field, i)).n; i++)
        if (str_eq(line, id)) return false;
    return true;
}

enum status redraft_day_of(struct db *db, struct arena *a, i64 proposal, str state, i64 since,
                           i64 *day)
{
    struct comment_redraft row;
    *day = NO_DATE;
    enum status st = redraft_before(db, a, proposal, since, &row);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    if (row.at == since && str_eq(row.state, state)) *day = row.due;
    return OK;
}

enum status comments_asked(struct request *r, const struct proposal *p, const struct form *form,
                           const struct form_section *section, struct proposal_input_array *inputs)
{
    struct comment_row_array asks = {0};
    TRY(comment_asks(r->db, r->arena, p->row.id, form->name, &asks));
    for (size_t i = 0; i < asks.n; i++)
        for (size_t k = 0; k < section->field_count && k < inputs->n; k++) {
            if (asks.v[i].given == NO_DATE || !str_eq(asks.v[i].field, section->fields[k].name))
                continue;
            comment_words(r, p, &asks.v[i]);
            *PUSH(r->arena, &inputs->v[k].asks) = asks.v[i];
        }
    return OK;
}

/* --- for the workflow ------------------------------------------------------------------------------------ */

static const json_t *value_in(const json_t *doc, str field)
{
    return json_object_getn(doc, field.p, field.n);
}

static const json_t *line_in(const json_t *rows, str id)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i), *v = json_object_get(row, BUDGET_ID);
        if (json_is_string(v) && str_eq(str_c(json_string_value(v)), id)) return row;
    }
    return NULL;
}

/* Did what a comment stands at change? At a line of a budget, which it names by its id: that line. */
static bool is_changed(const struct form *form, const struct comment_row *x, const json_t *before,
                       const json_t *after)
{
    const struct form_field *budget = form ? form_budget(form) : NULL;
    const json_t *old = value_in(before, x->field), *new = value_in(after, x->field);
    if (x->line.n && budget && str_eq(budget->name, x->field)) {
        const json_t *line = line_in(old, x->line);
        if (line) return !value_same(line, line_in(new, x->line));
    }
    return !value_same(old, new);
}

/* Each ask that was given needs a change where it stands, or a reply that says why not. */
static enum status guard_answered(struct db *db, const struct step_take *t, str *why)
{
    struct comment_redraft returned;
    struct proposal_version_row sent, latest;
    struct comment_row_array asks = {0};
    i64 open = 0, proposal = t->proposal->row.id;
    enum status st = redraft_latest(db, t->arena, proposal, &returned);
    if (st == NOT_FOUND || (st == OK && !is_current(t->proposal, &returned))) return OK;
    TRY(st);
    TRY(comment_asks(db, t->arena, proposal, returned.form, &asks));
    TRY(proposal_version_by_number(db, t->arena, proposal, returned.form, returned.number, &sent));
    TRY(proposal_version_latest(db, t->arena, proposal, returned.form, &latest));
    const struct form *form = edition_form(t->proposal->edition, returned.form);
    json_auto_t *before = json_loadb(sent.body.p, sent.body.n, 0, NULL);
    json_auto_t *after = json_loadb(latest.body.p, latest.body.n, 0, NULL);
    for (size_t i = 0; i < asks.n; i++)
        open += asks.v[i].given != NO_DATE && !asks.v[i].replies &&
                !is_changed(form, &asks.v[i], before, after);
    if (!open) return OK;
    str count = arena_printf(t->arena, "%lld", (long long)open);
    *why = message_fill(
        t->arena,
        tr_n(t->lang,
             "One comment has neither a change nor a reply. Change its part, or reply why not.",
             "%1 comments have neither a change nor a reply. Change their parts, or reply why not.",
             open),
        &count, 1);
    return DENIED;
}

static bool step_returns(const struct workflow_step *step)
{
    for (size_t i = 0; i < step->effect_count; i++)
        if (str_eq(step->effects[i], S("redraft"))) return true;
    return false;
}

static str label_of(const struct proposal *p, const struct comment_row *x, str lang)
{
    const struct form_section *section;
    const struct form_field *f;
    if (!comment_field(edition_form(p->edition, x->form), x->field, &section, &f)) return x->field;
    return edition_text(p->edition, f->label, lang);
}

static enum status form_sent(struct db *db, struct arena *a, const struct proposal *p,
                             struct comment_version *out)
{
    TRY(comment_version(db, a, p->row.id, out));
    return edition_form(p->edition, out->form) ? OK : NOT_FOUND;
}

/* What is asked, for the letter: "– Budget lines, row 12, Coordinator: Why a whole year?" */
static enum status slot_comments(struct db *db, const struct step_take *t, str lang, str *out)
{
    struct comment_version sent;
    struct comment_row_array asks = {0};
    struct arena *a = t->arena;
    *out = NO_STR;
    enum status st = form_sent(db, a, t->proposal, &sent);
    if (st == NOT_FOUND || (st == OK && !step_returns(t->step))) return OK;
    TRY(st);
    TRY(comment_asks(db, a, t->proposal->row.id, sent.form, &asks));
    for (size_t i = 0; i < asks.n; i++) {
        const struct comment_row *x = &asks.v[i];
        str args[] = {label_of(t->proposal, x, lang), x->row_words, x->body};
        str line = message_fill(a,
                                x->row_words.n ? tr(lang, MESSAGE("– %1, row %2: %3"))
                                               : tr(lang, MESSAGE("– %1: %3")),
                                args, 3);
        *out = arena_printf(a, "%.*s%s%.*s", P(*out), i ? "\n" : "", P(line));
    }
    return OK;
}

/* START redraft_start
** Makes the page, the guard and the words of the letter known to the workflow. */
enum status redraft_start(struct app *app)
{
    (void)app;
    step_page_register("redraft", "return");
    step_guard_register("comments_answered", guard_answered);
    step_slot_register("comments", slot_comments);
    return OK;
}

/* --- the page -------------------------------------------------------------------------------------------- */

struct return_arg {
    struct request *r;
    struct proposal p;
    const struct workflow_step *step;
    const struct form *form;
    struct comment_version sent;
    struct comment_row_array asks;
    struct step_take take;
    bool remarks;
    json_t *doc; /* what was sent */
};
static void return_close(struct return_arg *v)
{
    json_decref(v->doc);
}
#define RETURN_ARG __attribute__((cleanup(return_close))) struct return_arg

/* What an ask opens: its field, or of a long budget the line that it stands at, if that is still there.
** (Rows of other tables have no lasting names, a short budget is written with its section.) */
static str opened_by(const struct return_arg *v, const struct comment_row *x)
{
    const struct form_field *budget = form_budget(v->form);
    if (!x->line.n || !budget || budget_is_short(budget) || !str_eq(budget->name, x->field) ||
        !line_in(value_in(v->doc, x->field), x->line))
        return x->field;
    return arena_printf(v->r->arena, "%.*s/%.*s", P(x->field), P(x->line));
}

/* Do the asks open this field, or this line of one? */
static bool is_asked(const struct return_arg *v, const struct comment_row_array *asks, str name)
{
    for (size_t i = 0; i < asks->n; i++)
        if (str_eq(opened_by(v, &asks->v[i]), name)) return true;
    return false;
}

/* Is something of the budget asked about? Then what is asked for in all may change with it. */
static bool is_suggested(const struct return_arg *v, const struct form_field *f)
{
    const struct form_field *budget = form_budget(v->form);
    bool asked = false;
    for (size_t i = 0; budget && i < v->asks.n; i++)
        asked = asked || str_eq(v->asks.v[i].field, budget->name);
    return asked && !v->r->fields.n && str_eq(f->means, S("amount"));
}

static bool is_ticked(struct request *r, str field)
{
    struct pair_array ticked = fields_named(r, "open");
    for (size_t i = 0; i < ticked.n; i++)
        if (str_eq(ticked.v[i].value, field)) return true;
    return false;
}

/* The fields that a comment has not opened already. */
static void sections_fill(struct return_arg *v, struct comment_return *view)
{
    struct request *r = v->r;
    for (size_t i = 0; i < v->form->section_count; i++) {
        const struct form_section *s = &v->form->sections[i];
        struct comment_part part = {.title = edition_text(v->p.edition, s->title, r->lang)};
        for (size_t k = 0; k < s->field_count; k++) {
            const struct form_field *f = &s->fields[k];
            if (is_asked(v, &v->asks, f->name)) continue;
            struct proposal_option x = {.code = f->name,
                                        .label = edition_text(v->p.edition, f->label, r->lang),
                                        .on = is_ticked(r, f->name) || is_suggested(v, f)};
            part.on = part.on || x.on;
            *PUSH(r->arena, &part.fields) = x;
        }
        if (part.fields.n) *PUSH(r->arena, &view->sections) = part;
    }
}

static const struct workflow_step *step_now(struct request *r, const struct proposal *p)
{
    for (size_t i = 0; i < p->edition->step_count; i++) {
        const struct workflow_step *step = &p->edition->steps[i];
        if (step_returns(step) && step_permitted(r, p, step, r->scope)) return step;
    }
    return NULL;
}

static str date_bare(struct arena *a, i64 day)
{
    struct buf b;
    if (day == NO_DATE) return NO_STR;
    buf_init(&b, 20);
    buf_date(&b, day);
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

static enum status return_fill(struct request *r, struct response *s, struct return_arg *v,
                               struct comment_return *view)
{
    v->r = r;
    TRY(proposal_head_fill(r, s, "return", &v->p, &view->head));
    v->step = step_now(r, &v->p);
    if (!v->step) return CONFLICT;
    enum status st = form_sent(r->db, r->arena, &v->p, &v->sent);
    if (st != OK) return st == NOT_FOUND ? CONFLICT : st;
    const struct workflow_state *to = edition_state(v->p.edition, v->step->to);
    v->form = to ? edition_form(v->p.edition, to->form) : NULL;
    if (!v->form || !str_eq(v->form->name, v->sent.form)) return CONFLICT;
    struct proposal_version_row row;
    const struct form *form;
    TRY(comment_document(r, &v->p, &row, &form, &v->doc));
    TRY(comment_asks(r->db, r->arena, v->p.row.id, v->form->name, &v->asks));
    view->asks = v->asks;
    for (size_t i = 0; i < view->asks.n; i++)
        comment_words(r, &v->p, &view->asks.v[i]);
    sections_fill(v, view);
    TRY(comment_remarks_kept(r->db, r->arena, v->p.row.id, &view->remarks));
    view->label = edition_text(v->p.edition, v->step->label, r->lang);
    view->to = edition_text(v->p.edition, to->label, r->lang);
    struct calendar c = calendar_of(r->app, r->arena);
    i64 day;
    TRY(state_day_from(r->db, r->arena, &c, &v->p, to->name, r->now, &day));
    view->due = date_bare(r->arena, day);
    page_title(s, view->label);
    return OK;
}

/* The letter with what was typed so far. */
static enum status return_show(struct response *s, struct return_arg *v, i64 due,
                               struct comment_return *view)
{
    struct request *r = v->r;
    TRY(outcome_letters(r, &v->p, v->step, field(r, "reason"), due, NULL, &view->recipients,
                        &view->letters));
    return view->refused.n ? show_status(r, s, 422, comment_return_view, view)
                           : show(r, s, comment_return_view, view);
}

/* ROUTE GET /desk/proposals/:proposal/return     needs proposal.redraft on :proposal
** What a return for changes opens again, until when, and the letter that says so. */
enum status redraft_page(struct request *r, struct response *s)
{
    RETURN_ARG v = {0};
    struct comment_return view = {0};
    enum status st = return_fill(r, s, &v, &view);
    if (st == CONFLICT) /* it can be returned no more: the record says where it stands */
        return redirect(r, s, "/desk/proposals/%.*s", P(param(r, "proposal")));
    TRY(st);
    return return_show(s, &v, NO_DATE, &view);
}

/* The fields that open, as they are asked about in this transaction. */
static enum status fields_of(struct tx *tx, struct return_arg *v, str *json)
{
    struct comment_row_array asks = {0};
    struct arena *a = v->r->arena;
    TRY(comment_asks(tx_db(tx), a, v->p.row.id, v->form->name, &asks));
    size_t n = 0, most = asks.n;
    for (size_t i = 0; i < v->form->section_count; i++)
        most += v->form->sections[i].field_count;
    str *names = NEW_ARRAY(a, most + 1, str);
    for (size_t i = 0; i < v->form->section_count; i++)
        for (size_t k = 0; k < v->form->sections[i].field_count; k++) {
            str name = v->form->sections[i].fields[k].name;
            if (is_asked(v, &asks, name) || is_ticked(v->r, name)) names[n++] = name;
        }
    for (size_t i = 0; i < asks.n; i++) {
        str name = opened_by(v, &asks.v[i]);
        if (!str_eq(name, asks.v[i].field)) names[n++] = name; /* a line */
    }
    *json = db_json_texts(a, names, n);
    return OK;
}

static enum status return_write(struct tx *tx, void *arg)
{
    struct return_arg *v = arg;
    i64 id, proposal = v->p.row.id;
    str fields;
    TRY(fields_of(tx, v, &fields));
    TRY(comment_give_kind(tx, proposal, S("ask"), v->take.now));
    if (v->remarks) TRY(comment_give_kind(tx, proposal, S("remark"), v->take.now));
    TRY(redraft_insert(tx,
                       &(struct redraft_insert_in){.proposal = proposal,
                                                   .version = v->sent.id,
                                                   .state = v->step->to,
                                                   .fields = fields,
                                                   .due = v->take.due,
                                                   .now = v->take.now,
                                                   .account = v->take.account},
                       &id));
    return step_take(tx, &v->take);
}

static void due_take(struct request *r, i64 *due)
{
    struct calendar c = calendar_of(r->app, r->arena);
    *due = NO_DATE;
    if (!take_date(r, "due", due)) return;
    if (*due <= calendar_day(&c, r->now)) problem(r, "due", "Choose a day that is still to come.");
}

/* Is anything opened? Something that is not a field of the form opens nothing. */
static bool opens_something(const struct return_arg *v)
{
    bool any = v->asks.n > 0;
    for (size_t i = 0; i < v->form->section_count; i++)
        for (size_t k = 0; k < v->form->sections[i].field_count; k++)
            any = any || is_ticked(v->r, v->form->sections[i].fields[k].name);
    return any;
}

/* ROUTE POST /desk/proposals/:proposal/return     needs proposal.redraft on :proposal
** Returns it: gives what is asked to the applicants, opens its parts, sends the letter. Or shows the
** letter again with what was typed. */
enum status redraft_act(struct request *r, struct response *s)
{
    RETURN_ARG v = {0};
    struct comment_return view = {0};
    i64 due;
    TRY(return_fill(r, s, &v, &view));
    v.take = (struct step_take){.proposal = &v.p,
                                .step = v.step,
                                .version = v.sent.id,
                                .account = r->session->account,
                                .now = r->now,
                                .app = r->app,
                                .arena = r->arena,
                                .lang = r->lang};
    v.remarks = str_eq(field(r, "remarks"), S("yes"));
    if (v.step->reason) need_text(r, "reason", REASON_CHARS, &v.take.reason);
    due_take(r, &due);
    if (!opens_something(&v))
        problem(r, "open",
                "Nothing would be open. Write a comment that asks for a change, or tick a part.");
    if (problems(r) || str_eq(field(r, "act"), S("preview")))
        return return_show(s, &v, problems(r) ? NO_DATE : due, &view);
    v.take.due = due;
    TRY(outcome_take(r, return_write, &v, &v.take, &view.refused));
    if (!view.refused.n) return outcome_done(r, s, &v.p, v.step);
    return return_show(s, &v, due, &view);
}

/* question.c: questions of the fund and answers of the applicants, on the record, each mailed to the
** other side. Where the edition has steps for asking and answering, they are taken along. */
#include "fund/screening/screening.h"

#include "mail/mail.h"
#include "people/account/account.h"
#include "people/role/role.h"
#include "web/app.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/proposal_sql.h"
#include "gen/registry.h"
#include "gen/screening_sql.h"

/* RECORD question "Question" */

#define BODY_CHARS 4000

static enum status guard_answered(struct db *db, const struct step_take *t, str *why)
{
    i64 open;
    TRY(question_open(db, t->arena, t->proposal->row.id, &open));
    if (!open) return OK;
    *why =
        tr(t->lang, MESSAGE("A question is not answered yet. Answer it on the page of questions."));
    return DENIED;
}

/* START question_start
** Makes the guard, the page and the tab of questions known to the workflow. */
enum status question_start(struct app *app)
{
    (void)app;
    step_guard_register("questions_answered", guard_answered);
    step_page_register("questions_answered", "questions");
    step_page_register("letter:question", "questions");
    proposal_tab_register("questions", MESSAGE("Questions"), "proposal.read");
    return OK;
}

static const struct workflow_step *step_with_verb(const struct proposal *p, const char *verb)
{
    for (size_t i = 0; i < p->edition->step_count; i++) {
        const struct workflow_step *step = &p->edition->steps[i];
        if (str_eq(step->from, p->row.state) && str_eq(step->verb, str_c(verb))) return step;
    }
    return NULL;
}

/* --- the page -------------------------------------------------------------------------------------------- */

/* The fields of the form that was sent last: what a question can be about. */
static enum status fields_fill(struct request *r, const struct proposal *p,
                               struct part_choice_array *out)
{
    struct screening_version version;
    enum status st = screening_latest(r->db, r->arena, p->row.id, &version);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    const struct form *form = edition_form(p->edition, version.form);
    for (size_t i = 0; form && i < form->section_count; i++)
        for (size_t k = 0; k < form->sections[i].field_count; k++)
            *PUSH(r->arena, out) = (struct part_choice){
                .code = form->sections[i].fields[k].name,
                .label = edition_text(p->edition, form->sections[i].fields[k].label, r->lang)};
    return OK;
}

static str label_in(const struct part_choice_array *list, str code)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->v[i].code, code)) return list->v[i].label;
    return code;
}

static enum status questions_fill(struct request *r, struct response *s, struct proposal *p,
                                  struct screening_questions *view)
{
    TRY(proposal_head_fill(r, s, "questions", p, &view->head));
    page_title(s, T(r, "Questions"));
    TRY(fields_fill(r, p, &view->fields));
    TRY(question_list(r->db, r->arena, p->row.id, &view->questions));
    for (size_t i = 0; i < view->questions.n; i++) {
        struct screening_question *q = &view->questions.v[i];
        if (q->field.n) q->field_label = label_in(&view->fields, q->field);
        q->answer_name = arena_printf(r->arena, "answer-%.*s", P(q->code));
        view->open += q->answered == NO_DATE;
    }
    bool over = p->state->final || p->state->public_status.n;
    view->may_ask = !over && p->row.submitted != NO_DATE && may(r, "proposal.ask", r->scope);
    view->may_answer = !over && may(r, "proposal.answer", r->scope);
    const struct workflow_step *step = step_with_verb(p, "proposal.ask");
    const struct workflow_state *to = step ? edition_state(p->edition, step->to) : NULL;
    if (to) view->moves = edition_text(p->edition, to->label, r->lang);
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/questions     needs proposal.read on :proposal
** What was asked and answered, with who and when. */
enum status question_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct screening_questions view = {0};
    TRY(questions_fill(r, s, &p, &view));
    return show(r, s, screening_questions_view, &view);
}

/* --- asking ---------------------------------------------------------------------------------------------- */

struct question_arg {
    struct request *r;
    struct proposal *p;
    const struct workflow_step *step;
    struct step_take take;
    struct screening_question question;
};

static bool step_writes_letter(const struct workflow_step *step)
{
    for (size_t i = 0; step && i < step->effect_count; i++)
        if (str_starts(step->effects[i], S("letter:"))) return true;
    return false;
}

static enum status mail_one(struct tx *tx, struct question_arg *v, str email, str name, str lang,
                            const char *subject, const char *text, str words)
{
    struct arena *a = v->r->arena;
    const struct proposal_row *row = &v->p->row;
    str link = arena_printf(a, "%.*s/desk/proposals/%.*s/questions", P(v->r->app->config.base_url),
                            P(row->code));
    struct mail m = {.to = email,
                     .subject = message_fill(a, tr(lang, subject), (str[]){row->title}, 1),
                     .text =
                         message_fill(a, tr(lang, text),
                                      (str[]){name, row->title, words, link,
                                              setting_in(v->r->app, a, "fund.name", lang, NULL)},
                                      5),
                     .lang = lang,
                     .stream = S("office"),
                     .kind = S("question"),
                     .record = arena_printf(a, "/desk/proposals/%.*s", P(row->code))};
    return mail_put(tx, a, &m, NULL);
}

static enum status mail_applicants(struct tx *tx, struct question_arg *v)
{
    struct scope scope;
    TRY(proposal_scope(tx_db(tx), v->r->arena, &v->p->row, &scope));
    for (size_t i = 0; i < scope.organization_count; i++) {
        struct role_person_array people = {0};
        TRY(people_of_organization(tx_db(tx), v->r->arena, scope.organizations[i], v->r->now,
                                   &people));
        for (size_t k = 0; k < people.n; k++)
            TRY(mail_one(
                tx, v, people.v[k].email, people.v[k].name, people.v[k].lang,
                MESSAGE("A question about %1"),
                MESSAGE(
                    "Dear %1,\n\nwhile reading “%2” we would like to ask:\n\n%3\n\nPlease answer at this address. Question and answer stay with the record.\n%4\n\n%5\n"),
                v->question.body));
    }
    return OK;
}

static enum status ask_write(struct tx *tx, void *arg)
{
    struct question_arg *v = arg;
    str state;
    TRY(proposal_state_of(tx_db(tx), v->r->arena, v->p->row.id, &state));
    if (!str_eq(state, v->p->row.state)) return CONFLICT;
    struct question_insert_in in = {.code = v->question.code,
                                    .proposal = v->p->row.id,
                                    .field = v->question.field,
                                    .body = v->question.body,
                                    .now = tx_now(tx),
                                    .account = v->r->session->account};
    TRY(question_insert(tx, &in, &v->question.id));
    if (v->step) TRY(step_take(tx, &v->take));
    return step_writes_letter(v->step) ? OK : mail_applicants(tx, v);
}

static struct step_take take_of(struct request *r, struct proposal *p,
                                const struct workflow_step *step, str reason)
{
    return (struct step_take){.proposal = p,
                              .step = step,
                              .reason = reason,
                              .account = r->session->account,
                              .now = r->now,
                              .app = r->app,
                              .arena = r->arena,
                              .lang = r->lang};
}

/* ROUTE POST /desk/proposals/:proposal/questions     needs proposal.ask on :proposal
** Asks the applicants; the proposal goes to them until they have answered, if the edition says so. */
enum status question_ask_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct screening_questions view = {0};
    TRY(questions_fill(r, s, &p, &view));
    if (!view.may_ask) return CONFLICT;
    struct question_arg v = {.r = r, .p = &p, .step = step_with_verb(&p, "proposal.ask")};
    v.question.code = code_new(r->arena, &r->app->env, 8);
    need_text(r, "body", BODY_CHARS, &v.question.body);
    v.question.field = field(r, "field");
    bool known = !v.question.field.n;
    for (size_t i = 0; i < view.fields.n; i++)
        known = known || str_eq(view.fields.v[i].code, v.question.field);
    if (!known) problem(r, "field", "Choose one of the fields in the list, or none.");
    if (problems(r)) return show(r, s, screening_questions_view, &view);
    if (v.step) v.take = take_of(r, &p, v.step, v.question.body);
    TRY(db_write(r, ask_write, &v));
    return redirect_note(r, s, T(r, "The question was sent to the applicants."),
                         "/desk/proposals/%.*s/questions", P(p.row.code));
}

/* --- answering ------------------------------------------------------------------------------------------- */

static enum status mail_asker(struct tx *tx, struct question_arg *v)
{
    struct account_row asker;
    TRY(account_load(tx_db(tx), v->r->arena, v->question.asked_by, &asker));
    if (!str_eq(asker.state, S("active"))) return OK;
    str words =
        arena_printf(v->r->arena, "%.*s\n\n– %.*s", P(v->question.body), P(v->question.answer));
    return mail_one(
        tx, v, asker.email, asker.name, asker.lang, MESSAGE("Answered: %1"),
        MESSAGE("Dear %1,\n\nyour question about “%2” was answered:\n\n%3\n\n%4\n\n%5\n"), words);
}

static enum status answer_write(struct tx *tx, void *arg)
{
    struct question_arg *v = arg;
    i64 count, open;
    TRY(question_answer(tx, v->question.id, v->question.answer, tx_now(tx), v->r->session->account,
                        &count));
    if (!count) return CONFLICT;
    TRY(mail_asker(tx, v));
    TRY(question_open(tx_db(tx), v->r->arena, v->p->row.id, &open));
    return v->step && !open ? step_take(tx, &v->take) : OK;
}

/* ROUTE POST /desk/proposals/:proposal/questions/:question     needs proposal.answer on :proposal
** Answers a question; the last answer gives the proposal back to the fund. */
enum status question_answer_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct screening_questions view = {0};
    TRY(questions_fill(r, s, &p, &view));
    struct question_arg v = {.r = r, .p = &p, .step = step_with_verb(&p, "proposal.answer")};
    for (size_t i = 0; i < view.questions.n; i++)
        if (str_eq(view.questions.v[i].code, param(r, "question")))
            v.question = view.questions.v[i];
    if (!v.question.id) return NOT_FOUND;
    if (!view.may_answer || v.question.answered != NO_DATE) return CONFLICT;
    if (!need_text(r, str_z(r->arena, v.question.answer_name), BODY_CHARS, &v.question.answer))
        return show(r, s, screening_questions_view, &view);
    if (v.step) v.take = take_of(r, &p, v.step, NO_STR);
    TRY(db_write(r, answer_write, &v));
    return redirect_note(r, s, T(r, "Your answer was sent."), "/desk/proposals/%.*s/questions",
                         P(p.row.code));
}

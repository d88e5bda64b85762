/* screening.c: clause by clause. What the program found when the proposal was sent stands beside what
** people answer; the answers are kept with who and when, and guard the outcome's steps. */
#include "fund/screening/screening.h"

#include "web/app.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/proposal_sql.h"
#include "gen/registry.h"
#include "gen/screening_sql.h"

/* RECORD screening_answer "Answer of the screening" */

#define NOTE_CHARS 2000
#define LETTERS_MAX 100
#define VALUE_CHARS 160

/* --- what is judged ---------------------------------------------------------------------------------- */

bool judged_asks(const struct judged *x)
{
    return x->rule->human || (x->finding && !str_eq(x->finding->verdict, S("pass")));
}

/* Without an answer the outcome cannot be taken. A warning of the program may stay unanswered. */
static bool is_needed(const struct judged *x)
{
    if (x->rule->human) return true;
    if (!x->finding) return false;
    bool fails = str_eq(x->finding->verdict, S("fail"));
    return str_eq(x->finding->verdict, S("ask")) || (fails && x->rule->severity == RULE_BLOCK);
}

static bool is_answered(const struct judged *x)
{
    return x->answer && !x->stale && !str_eq(x->answer->verdict, S("open"));
}

enum status judged_load(struct db *db, struct arena *a, const struct proposal *p,
                        struct screening_version *version, struct judged_array *out)
{
    struct proposal_finding_row_array findings = {0};
    struct screening_answer_row_array answers = {0};
    TRY(screening_latest(db, a, p->row.id, version));
    TRY(proposal_findings(db, a, version->id, &findings));
    TRY(screening_answers(db, a, p->row.id, &answers));
    for (size_t i = 0; i < p->edition->rule_count; i++) {
        struct judged x = {.rule = &p->edition->rules[i]};
        if (!str_eq(x.rule->form, version->form)) continue;
        for (size_t k = 0; k < findings.n; k++)
            if (str_eq(findings.v[k].rule, x.rule->id)) x.finding = &findings.v[k];
        for (size_t k = 0; k < answers.n; k++)
            if (str_eq(answers.v[k].rule, x.rule->id)) x.answer = &answers.v[k];
        /* What was sent again may have mended what was not met. */
        x.stale = x.answer && str_eq(x.answer->verdict, S("no")) && x.answer->at < version->at;
        *PUSH(a, out) = x;
    }
    return OK;
}

bool is_inside(const struct request *r)
{
    static const char *const verbs[] = {"proposal.screen", "proposal.decline", "proposal.redraft",
                                        "finance.certify", "proposal.approve", "journal.read"};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (may(r, verbs[i], r->scope)) return true;
    return false;
}

enum status screening_summary_fill(struct request *r, const struct proposal *p,
                                   struct screening_summary *out)
{
    struct screening_version version;
    struct judged_array all = {0};
    enum status st = judged_load(r->db, r->arena, p, &version, &all);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    for (size_t i = 0; i < all.n; i++) {
        const struct judged *x = &all.v[i];
        bool asks = judged_asks(x);
        bool failed = is_answered(x) ? str_eq(x->answer->verdict, S("no"))
                                     : x->finding && str_eq(x->finding->verdict, S("fail"));
        str state = asks && !is_answered(x) && !failed ? S("ask") : failed ? S("no") : S("ok");
        out->met += str_eq(state, S("ok"));
        out->failed += failed;
        out->open += str_eq(state, S("ask"));
        str message = x->answer ? x->answer->note : failed ? x->finding->message : NO_STR;
        *PUSH(r->arena, &out->rules) =
            (struct part_rule){.state = state,
                               .title = edition_text(p->edition, x->rule->title, r->lang),
                               .message = message,
                               .clause = x->rule->clause};
    }
    return OK;
}

/* --- guards ---------------------------------------------------------------------------------------------- */

static enum status counts_of(struct db *db, const struct step_take *t, size_t *open, size_t *failed)
{
    struct screening_version version;
    struct judged_array all = {0};
    TRY(judged_load(db, t->arena, t->proposal, &version, &all));
    *open = *failed = 0;
    for (size_t i = 0; i < all.n; i++) {
        *open += is_needed(&all.v[i]) && !is_answered(&all.v[i]);
        *failed += all.v[i].answer && str_eq(all.v[i].answer->verdict, S("no"));
    }
    return OK;
}

static enum status guard_complete(struct db *db, const struct step_take *t, str *why)
{
    size_t open, failed;
    TRY(counts_of(db, t, &open, &failed));
    if (!open) return OK;
    str count = arena_printf(t->arena, "%zu", open);
    *why = message_fill(t->arena,
                        tr_n(t->lang, "One clause is still open. Answer it with yes or no first.",
                             "%1 clauses are still open. Answer them with yes or no first.",
                             (i64)open),
                        &count, 1);
    return DENIED;
}

static enum status guard_failure(struct db *db, const struct step_take *t, str *why)
{
    size_t open, failed;
    TRY(counts_of(db, t, &open, &failed));
    if (failed) return OK;
    *why = tr(t->lang,
              MESSAGE("No clause was answered with no, so there is nothing to refuse it for."));
    return DENIED;
}

/* START screening_start
** Makes the screening's guards, pages and tabs known to the workflow. */
enum status screening_start(struct app *app)
{
    (void)app;
    step_guard_register("screening_complete", guard_complete);
    step_guard_register("screening_has_failure", guard_failure);
    step_page_register("screening_complete", "screening");
    step_page_register("screening_has_failure", "screening");
    proposal_tab_register("screening", MESSAGE("Screening"), "proposal.screen");
    return OK;
}

/* --- the page -------------------------------------------------------------------------------------------- */

static str input_words(struct arena *a, const json_t *v)
{
    if (json_is_string(v))
        return str_abbrev(str_dup(a, (str){json_string_value(v), json_string_length(v)}),
                          VALUE_CHARS);
    if (json_is_integer(v)) return arena_printf(a, "%lld", (long long)json_integer_value(v));
    size_t flags = JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS,
           n = json_dumpb(v, NULL, 0, flags);
    char *p = arena_alloc(a, n);
    json_dumpb(v, p, n, flags);
    return str_abbrev((str){p, n}, VALUE_CHARS);
}

static void inputs_fill(struct request *r, const struct proposal *p, const struct judged *x,
                        struct screening_input_array *out)
{
    const struct form *form = edition_form(p->edition, x->rule->form);
    json_auto_t *inputs = json_loadb(x->finding->inputs.p, x->finding->inputs.n, 0, NULL);
    const char *key;
    json_t *value;
    json_object_foreach(inputs, key, value)
    {
        const struct form_field *f = form ? form_field(form, str_c(key)) : NULL;
        str name = f ? edition_text(p->edition, f->label, r->lang) : str_dup(r->arena, str_c(key));
        *PUSH(r->arena, out) =
            (struct screening_input){.name = name, .value = input_words(r->arena, value)};
    }
}

static str name_of(struct arena *a, const char *what, const struct rule *rule)
{
    return arena_printf(a, "%s-%.*s", what, P(rule->id));
}

static struct screening_rule rule_show(struct request *r, const struct proposal *p,
                                       const struct screening_version *version,
                                       const struct judged *x)
{
    const struct rule *rule = x->rule;
    const struct clause *clause = edition_clause_in(p->edition, rule->clause, r->lang);
    struct screening_rule out = {.rule = rule->id,
                                 .clause = rule->clause,
                                 .clause_title = clause ? clause->title : NO_STR,
                                 .clause_text = clause ? clause->text : NO_STR,
                                 .title = edition_text(p->edition, rule->title, r->lang),
                                 .blocks = rule->severity == RULE_BLOCK,
                                 .unverified = rule->unverified,
                                 .at = NO_DATE,
                                 .verdict_name = name_of(r->arena, "verdict", rule),
                                 .note_name = name_of(r->arena, "note", rule),
                                 .seen_name = name_of(r->arena, "seen", rule)};
    if (rule->human) out.message = edition_text(p->edition, rule->message, r->lang);
    if (x->finding && !rule->human) {
        out.machine = x->finding->verdict;
        out.machine_message = x->finding->message;
        inputs_fill(r, p, x, &out.inputs);
        /* What the program found not met is offered as the answer; a person confirms it or not. */
        bool fails = str_eq(out.machine, S("fail")) && out.blocks;
        if (fails && !x->answer) {
            out.verdict = S("no");
            out.note = out.machine_message;
        }
    }
    if (x->answer) {
        out.verdict = x->answer->verdict;
        out.note = x->answer->note;
        out.at = x->answer->at;
        out.person = x->answer->person;
        out.seen = x->answer->at;
        out.earlier = x->answer->at < version->at;
    }
    return out;
}

/* Steps that end the screening; asking, certifying and approving have pages of their own. */
static bool is_outcome(const struct workflow_step *step)
{
    static const char *const verbs[] = {"proposal.screen", "proposal.encourage", "proposal.decline",
                                        "proposal.redraft"};
    const char *page = step_page(step);
    if (page && strcmp(page, "screening") != 0 && strcmp(page, "return") != 0) return false;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (str_eq(step->verb, str_c(verbs[i]))) return true;
    return false;
}

static void steps_fill(struct request *r, const struct proposal *p,
                       struct screening_step_array *out)
{
    const struct edition *e = p->edition;
    for (size_t i = 0; i < e->step_count; i++) {
        const struct workflow_step *step = &e->steps[i];
        if (!str_eq(step->from, p->row.state) || !is_outcome(step)) continue;
        const struct workflow_state *to = edition_state(e, step->to);
        *PUSH(r->arena, out) = (struct screening_step){
            .name = step->name,
            .label = edition_text(e, step->label, r->lang),
            .address = step_page(step) && strcmp(step_page(step), "return") == 0
                           ? arena_printf(r->arena, "/desk/proposals/%.*s/return", P(p->row.code))
                           : arena_printf(r->arena, "/desk/proposals/%.*s/screening/%.*s",
                                          P(p->row.code), P(step->name)),
            .permitted = step_permitted(r, p, step, r->scope),
            .danger = to && to->final && !to->public_status.n};
    }
}

/* While the fund holds it and nobody can edit it. */
static bool is_open(const struct proposal *p)
{
    return str_eq(p->state->holder, S("fund")) && !p->state->form.n && !p->state->final &&
           !p->state->public_status.n;
}

static str verdict_words(const struct request *r, str verdict)
{
    if (str_eq(verdict, S("yes"))) return T(r, "Yes, it is met");
    return str_eq(verdict, S("no")) ? T(r, "No") : T(r, "Still open");
}

static enum status screening_fill(struct request *r, struct response *s, struct proposal *p,
                                  struct judged_array *all, struct screening_show *view)
{
    struct screening_version version;
    TRY(proposal_head_fill(r, s, "screening", p, &view->head));
    if (!is_inside(r)) return NOT_FOUND;
    page_title(s, T(r, "Screening"));
    enum status st = judged_load(r->db, r->arena, p, &version, all);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    const struct form *form = edition_form(p->edition, version.form);
    view->form_title = form ? edition_text(p->edition, form->title, r->lang) : version.form;
    view->number = version.number;
    view->sent = version.at;
    view->document = arena_printf(r->arena, "/desk/proposals/%.*s/versions", P(p->row.code));
    view->may_answer = is_open(p) && may(r, "proposal.screen", r->scope);
    for (size_t i = 0; i < all->n; i++) {
        struct judged *x = &all->v[i];
        struct screening_rule rule = rule_show(r, p, &version, x);
        if (judged_asks(x))
            *PUSH(r->arena, &view->asked) = rule;
        else if (x->finding)
            *PUSH(r->arena, &view->judged) = rule;
        view->needed += is_needed(x);
        view->answered += is_needed(x) && is_answered(x);
        view->failed += x->answer && str_eq(x->answer->verdict, S("no"));
    }
    const str verdicts[] = {S("yes"), S("no"), S("open")};
    for (size_t i = 0; i < 3; i++)
        *PUSH(r->arena, &view->choices) =
            (struct part_choice){.code = verdicts[i], .label = verdict_words(r, verdicts[i])};
    steps_fill(r, p, &view->steps);
    view->questions = arena_printf(r->arena, "/desk/proposals/%.*s/questions", P(p->row.code));
    str record = arena_printf(r->arena, "/desk/proposals/%.*s", P(p->row.code));
    return screening_letters(r->db, r->arena, record, LETTERS_MAX, &view->letters);
}

/* ROUTE GET /desk/proposals/:proposal/screening     needs proposal.read on :proposal
** The clauses with what the program found and what people answered; for people of the fund. */
enum status screening_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct judged_array all = {0};
    struct screening_show view = {0};
    TRY(screening_fill(r, s, &p, &all, &view));
    return show(r, s, screening_show_view, &view);
}

/* --- answering ------------------------------------------------------------------------------------------- */

struct reply {
    const struct rule *rule;
    str verdict, note;
    i64 seen;
};
struct reply_array {
    struct reply *v;
    size_t n, cap;
};
struct answers_arg {
    struct request *r;
    const struct proposal *p;
    struct reply_array replies;
    i64 saved;
    const struct rule *conflict;
};

static void reply_take(struct request *r, const struct judged *x, struct answers_arg *out)
{
    const char *verdict = str_z(r->arena, name_of(r->arena, "verdict", x->rule));
    const char *note = str_z(r->arena, name_of(r->arena, "note", x->rule));
    struct reply reply = {.rule = x->rule, .verdict = field(r, verdict)};
    if (!take_text(r, note, NOTE_CHARS, &reply.note)) return;
    if (!reply.verdict.n && !reply.note.n) return;
    bool no = str_eq(reply.verdict, S("no"));
    if (!no && !str_eq(reply.verdict, S("yes")) && !str_eq(reply.verdict, S("open")))
        problem(r, verdict, "Choose yes, no, or still open.");
    if (no && !reply.note.n)
        problem(r, note, "Say in a sentence why: it stands in the letter to the applicants.");
    str_i64(field(r, str_z(r->arena, name_of(r->arena, "seen", x->rule))), &reply.seen);
    *PUSH(r->arena, &out->replies) = reply;
}

static enum status reply_write(struct tx *tx, struct answers_arg *v, const struct reply *x,
                               const struct screening_answer_row *old)
{
    i64 id, account = v->r->session->account;
    if (old && str_eq(old->verdict, x->verdict) && str_eq(old->note, x->note)) return OK;
    if ((old ? old->at : 0) != x->seen) {
        v->conflict = x->rule;
        return CONFLICT;
    }
    v->saved++;
    if (old) {
        struct screening_answer_update_in in = {.id = old->id,
                                                .verdict = x->verdict,
                                                .note = x->note,
                                                .now = tx_now(tx),
                                                .account = account};
        return screening_answer_update(tx, &in);
    }
    struct screening_answer_insert_in in = {.proposal = v->p->row.id,
                                            .rule = x->rule->id,
                                            .clause = x->rule->clause,
                                            .verdict = x->verdict,
                                            .note = x->note,
                                            .now = tx_now(tx),
                                            .account = account};
    return screening_answer_insert(tx, &in, &id);
}

static enum status answers_write(struct tx *tx, void *arg)
{
    struct answers_arg *v = arg;
    struct screening_answer_row_array old = {0};
    str state;
    TRY(proposal_state_of(tx_db(tx), v->r->arena, v->p->row.id, &state));
    if (!str_eq(state, v->p->row.state)) return CONFLICT;
    TRY(screening_answers(tx_db(tx), v->r->arena, v->p->row.id, &old));
    for (size_t i = 0; i < v->replies.n; i++) {
        const struct screening_answer_row *row = NULL;
        for (size_t k = 0; k < old.n; k++)
            if (str_eq(old.v[k].rule, v->replies.v[i].rule->id)) row = &old.v[k];
        TRY(reply_write(tx, v, &v->replies.v[i], row));
    }
    return OK;
}

/* Somebody answered the same clause in between: their answer is told, what was typed stays. */
static enum status answers_conflict(struct request *r, struct response *s, const struct rule *rule)
{
    struct proposal p;
    struct judged_array all = {0};
    struct screening_show view = {0};
    TRY(screening_fill(r, s, &p, &all, &view));
    for (size_t i = 0; i < view.asked.n; i++) {
        const struct screening_rule *x = &view.asked.v[i];
        if (!str_eq(x->rule, rule->id)) continue;
        problem(r, str_z(r->arena, x->verdict_name),
                "%s answered this in the meantime: %s. %s Save again to replace that answer.",
                str_z(r->arena, x->person), str_z(r->arena, verdict_words(r, x->verdict)),
                str_z(r->arena, x->note));
    }
    return show_status(r, s, 409, screening_show_view, &view);
}

/* ROUTE POST /desk/proposals/:proposal/screening     needs proposal.screen on :proposal
** Saves the answers to the clauses; a later answer replaces an earlier one, the journal keeps both. */
enum status screening_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct screening_version version;
    struct judged_array all = {0};
    TRY(proposal_load(r->db, r->app, r->arena, param(r, "proposal"), &p));
    if (!is_open(&p)) return CONFLICT;
    TRY(judged_load(r->db, r->arena, &p, &version, &all));
    struct answers_arg v = {.r = r, .p = &p};
    for (size_t i = 0; i < all.n; i++)
        if (judged_asks(&all.v[i])) reply_take(r, &all.v[i], &v);
    if (problems(r)) return screening_page(r, s);
    enum status st = db_write(r, answers_write, &v);
    if (st == CONFLICT && v.conflict) return answers_conflict(r, s, v.conflict);
    TRY(st);
    str count = arena_printf(r->arena, "%lld", (long long)v.saved);
    str note = message_fill(
        r->arena, tr_n(r->lang, "One answer was saved.", "%1 answers were saved.", v.saved), &count,
        1);
    return redirect_note(r, s, note, "/desk/proposals/%.*s/screening", P(p.row.code));
}

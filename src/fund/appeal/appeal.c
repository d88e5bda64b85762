/* appeal.c: an appeal of a decision: within the working days that the edition gives, once, by the lead,
** with grounds and files; decided by another person than who took the decision. Upheld, the proposal
** stands again where it was decided; rejected, it stays as it is. */
#include "fund/proposal/letter.h"
#include "fund/proposal/upload.h"

#include "fund/calendar/calendar.h"
#include "people/people.h"
#include "web/app.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/appeal_sql.h"
#include "gen/proposal_sql.h"
#include "gen/registry.h"

/* RECORD appeal "Appeal" */

#define GROUNDS_CHARS 10000
#define REASONS_CHARS 10000

/* --- until when ----------------------------------------------------------------------------------------- */

/* Until when a decision can be appealed: as its letter said. One that is older than the keeping is counted
** by the calendar of today. */
static i64 until_of(struct app *app, struct arena *a, const struct proposal *p,
                    const struct proposal_step_row *decision)
{
    if (decision->appeal != NO_DATE) return decision->appeal;
    struct calendar c = calendar_of(app, a);
    return state_appeal_end(&c, edition_state(p->edition, decision->new_state), decision->at);
}

/* Until when an appeal that comes now is answered, by the state that it is about; NO_DATE where the edition
** sets no day. */
static i64 answer_of(struct app *app, struct arena *a, const struct workflow_state *state, i64 at)
{
    if (!state || !state->appeal_answer_days) return NO_DATE;
    struct calendar c = calendar_of(app, a);
    return calendar_day_end(
        &c, calendar_due(&c, calendar_day(&c, at), state->appeal_answer_days, true));
}

/* How a day was found, if today's calendar finds it as well. */
static str explained(struct request *r, i64 due, i64 since, i64 days)
{
    struct calendar c = calendar_of(r->app, r->arena);
    i64 day = calendar_day(&c, since);
    if (calendar_day_end(&c, calendar_due(&c, day, days, true)) != due)
        return T(r, "The day that was named at the time.");
    return calendar_explain(r, &c, day, days, true);
}

/* The step into the present state, if the edition lets it be appealed; NOT_FOUND if not. */
static enum status decision_of(struct db *db, struct arena *a, const struct proposal *p,
                               struct proposal_step_row *last)
{
    if (p->state->appeal_days < 1) return NOT_FOUND;
    return proposal_last_step(db, a, p->row.id, p->row.state, last);
}

static bool is_lead(struct request *r, const struct proposal *p)
{
    struct scope lead = {.kind = "proposal",
                         .record = p->row.id,
                         .organizations = {p->row.lead},
                         .organization_count = 1,
                         .created_by = p->row.created_by};
    return may(r, "proposal.submit", &lead);
}

/* --- on the record, in letters ---------------------------------------------------------------------------- */

static enum status extra_fill(struct request *r, const struct proposal *p,
                              struct proposal_extra *out)
{
    struct appeal_row x;
    struct proposal_step_row last = {0};
    str address = arena_printf(r->arena, "/desk/proposals/%.*s/appeal", P(p->row.code));
    enum status st = appeal_of(r->db, r->arena, p->row.id, &x);
    if (st == NOT_FOUND) {
        st = decision_of(r->db, r->arena, p, &last);
        if (st == OK && is_lead(r, p) && r->now <= until_of(r->app, r->arena, p, &last))
            *PUSH(r->arena, &out->acts) =
                (struct proposal_act){.label = T(r, "Appeal the decision"), .address = address};
        return st == NOT_FOUND ? OK : st;
    }
    TRY(st);
    bool open = str_eq(x.state, S("open"));
    *PUSH(r->arena, &out->remarks) = (struct proposal_remark){
        .tone = open ? S("warn") : S(""),
        .text = open ? T(r, "The decision was appealed; the appeal is open.")
                : str_eq(x.state, S("upheld"))
                    ? T(r, "The decision was appealed; the appeal was upheld.")
                : str_eq(x.state, S("rejected"))
                    ? T(r, "The decision was appealed; the appeal was rejected.")
                    : T(r, "The decision was appealed; the appeal was taken back."),
        .label = T(r, "Read the appeal"),
        .address = address};
    *PUSH(r->arena, &out->events) = (struct part_event){
        .at = x.at, .day = NO_DATE, .label = T(r, "Appealed"), .address = address};
    if (str_eq(x.state, S("rejected")))
        *PUSH(r->arena, &out->events) = (struct part_event){.at = x.closed,
                                                            .day = NO_DATE,
                                                            .label = T(r, "Appeal rejected"),
                                                            .detail = x.reasons,
                                                            .address = address};
    return OK;
}

/* %{appeal} of a letter: until when, and where. */
static enum status slot_appeal(struct db *db, const struct step_take *t, str lang, str *out)
{
    struct appeal_row x;
    if (t->appeal == NO_DATE) return OK;
    enum status st = appeal_of(db, t->arena, t->proposal->row.id, &x);
    if (st != NOT_FOUND) return st; /* once for each proposal */
    str zone = str_c(zone_name(fund_zone(t->app)));
    str args[] = {proposal_time_words(t->arena, t->appeal, zone, lang),
                  arena_printf(t->arena, "%.*s/desk/proposals/%.*s/appeal",
                               P(t->app->config.base_url), P(t->proposal->row.code))};
    *out = message_fill(
        t->arena,
        tr(lang,
           MESSAGE(
               "If you hold this decision to be wrong, the lead organization can appeal it until %1. Another person decides.\n%2")),
        args, 2);
    return OK;
}

/* START appeal_start
** Shows appeals on the record and names them in letters. */
enum status appeal_start(struct app *app)
{
    (void)app;
    proposal_extra_register(extra_fill);
    step_slot_register("appeal", slot_appeal);
    return OK;
}

/* --- the page ------------------------------------------------------------------------------------------- */

static enum status files_fill(struct request *r, const struct proposal *p, struct appeal_show *view)
{
    TRY(appeal_files(r->db, r->arena, view->item.id, &view->files));
    for (size_t i = 0; i < view->files.n; i++)
        view->files.v[i].address = arena_printf(r->arena, "/desk/proposals/%.*s/appeal/files/%lld",
                                                P(p->row.code), (long long)view->files.v[i].number);
    return OK;
}

/* What was decided: by the step into the present state, or into the one that was appealed. */
static enum status decision_fill(struct request *r, const struct proposal *p,
                                 struct proposal_step_row *last, struct appeal_show *view)
{
    struct proposal_step_row_array steps = {0};
    enum status st = view->there ? NOT_FOUND : decision_of(r->db, r->arena, p, last);
    TRY(proposal_steps(r->db, r->arena, p->row.id, &steps));
    for (size_t i = 0; st == NOT_FOUND && view->there && i < steps.n; i++)
        if (str_eq(steps.v[i].step, view->item.step) && steps.v[i].at <= view->item.at)
            *last = steps.v[i];
    if (view->there && last->step.n) st = OK;
    if (st != OK) return st == NOT_FOUND ? OK : st;
    const struct workflow_step *step = step_by_name(p->edition, last->old_state, last->step);
    const struct workflow_state *state = edition_state(p->edition, last->new_state);
    view->decision = step ? edition_text(p->edition, step->label, r->lang) : last->step;
    view->said = last->reason;
    view->decided = last->at;
    view->days = state ? state->appeal_days : 0;
    view->due = view->there ? view->item.due : until_of(r->app, r->arena, p, last);
    if (view->days) view->explained = explained(r, view->due, last->at, view->days);
    view->due_words =
        proposal_time_words(r->arena, view->due, str_c(zone_name(fund_zone(r->app))), r->lang);
    return OK;
}

/* The fund's own day, while an appeal is open. */
static void answer_fill(struct request *r, const struct proposal *p,
                        const struct proposal_step_row *last, struct appeal_show *view)
{
    const struct workflow_state *state = edition_state(p->edition, last->new_state);
    i64 due = view->item.answer;
    if (due == NO_DATE) due = answer_of(r->app, r->arena, state, view->item.at); /* an older one */
    if (!view->open || due == NO_DATE) return;
    view->answer_due = due;
    view->answer_late = r->now > due;
    view->answer_words =
        proposal_time_words(r->arena, due, str_c(zone_name(fund_zone(r->app))), r->lang);
    view->answer_explained = explained(r, due, view->item.at, state->appeal_answer_days);
}

static enum status page_fill(struct request *r, struct response *s, struct proposal *p,
                             struct proposal_step_row *last, struct appeal_show *view)
{
    *view = (struct appeal_show){.decided = NO_DATE, .due = NO_DATE, .answer_due = NO_DATE};
    view->item =
        (struct appeal_row){.due = NO_DATE, .answer = NO_DATE, .at = NO_DATE, .closed = NO_DATE};
    *last = (struct proposal_step_row){0};
    TRY(proposal_head_fill(r, s, "appeal", p, &view->head));
    enum status st = appeal_of(r->db, r->arena, p->row.id, &view->item);
    if (st != OK && st != NOT_FOUND) return st;
    view->there = st == OK;
    TRY(decision_fill(r, p, last, view));
    if (view->there) TRY(files_fill(r, p, view));
    view->open = view->there && str_eq(view->item.state, S("open"));
    answer_fill(r, p, last, view);
    view->late = !view->there && view->days > 0 && r->now > view->due;
    bool leads = is_lead(r, p), own = proposal_is_own(r, p);
    view->may_appeal = !view->there && view->days > 0 && !view->late && leads;
    view->may_withdraw = view->open && leads;
    bool decides = view->open && may(r, "appeal.decide", r->scope);
    view->self = decides && (own || view->item.decided_by == r->session->account);
    view->may_decide = decides && !view->self;
    page_title(s, T(r, "Appeal"));
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/appeal     needs proposal.read on :proposal
** The decision, until when it can be appealed, the appeal and what came of it. */
enum status appeal_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct proposal_step_row last;
    struct appeal_show view;
    TRY(page_fill(r, s, &p, &last, &view));
    return show(r, s, appeal_show_view, &view);
}

/* ROUTE GET /desk/proposals/:proposal/appeal/files/:number     needs proposal.read on :proposal
** A file that came with the appeal. */
enum status appeal_file_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct appeal_row x;
    struct appeal_file_array files = {0};
    struct digest hash;
    i64 number;
    TRY(proposal_load(r->db, r->app, r->arena, param(r, "proposal"), &p));
    TRY(appeal_of(r->db, r->arena, p.row.id, &x));
    TRY(appeal_files(r->db, r->arena, x.id, &files));
    if (!str_i64(param(r, "number"), &number)) return NOT_FOUND;
    for (size_t i = 0; i < files.n; i++) {
        const struct appeal_file *f = &files.v[i];
        if (f->number == number && digest_from_hex(f->file, &hash))
            return reply_file(r, s, hash, f->name, str_z(r->arena, f->type), false);
    }
    return NOT_FOUND;
}

/* --- appealing -------------------------------------------------------------------------------------------- */

struct appeal_arg {
    struct request *r;
    const struct proposal *p;
    struct appeal_row x;
    struct kept_file_array files;
    struct step_take take; /* of the decision that is taken back */
};

static struct proposal_letter letter_of(const struct appeal_arg *v, str words)
{
    return (struct proposal_letter){.r = v->r,
                                    .p = v->p,
                                    .kind = S("appeal"),
                                    .page = S("appeal"),
                                    .at = NO_DATE,
                                    .words = words};
}

static enum status appeal_write(struct tx *tx, void *arg)
{
    struct appeal_arg *v = arg;
    i64 id;
    struct appeal_row there;
    struct proposal now;
    enum status st = appeal_of(tx_db(tx), v->r->arena, v->p->row.id, &there);
    if (st != NOT_FOUND) return st == OK ? CONFLICT : st;
    TRY(proposal_load_id(tx_db(tx), v->r->app, v->r->arena, v->p->row.id, &now));
    if (!str_eq(now.row.state, v->p->row.state)) return CONFLICT;
    v->x.answer = answer_of(v->r->app, v->r->arena, v->p->state, tx_now(tx));
    TRY(appeal_insert(tx,
                      &(struct appeal_insert_in){.code = code_new(v->r->arena, tx_env(tx), 8),
                                                 .proposal = v->p->row.id,
                                                 .step = v->x.step,
                                                 .decided_by = v->x.decided_by,
                                                 .due = v->x.due,
                                                 .answer = v->x.answer,
                                                 .grounds = v->x.grounds,
                                                 .now = tx_now(tx),
                                                 .account = v->r->session->account},
                      &v->x.id));
    for (size_t i = 0; i < v->files.n; i++) {
        const struct kept_file *f = &v->files.v[i];
        TRY(appeal_file_insert(tx,
                               &(struct appeal_file_insert_in){.appeal = v->x.id,
                                                               .number = (i64)i + 1,
                                                               .file = f->file,
                                                               .name = f->name,
                                                               .type = f->type,
                                                               .bytes = f->bytes},
                               &id));
    }
    struct proposal_letter l = letter_of(v, v->x.grounds);
    l.subject = MESSAGE("Your appeal has arrived: %1");
    l.at = v->x.answer;
    l.zone = str_c(zone_name(fund_zone(v->r->app)));
    if (l.at != NO_DATE)
        l.text = MESSAGE(
            "Dear %1,\n\nthe appeal of the decision about “%2” has arrived. Another person than who decided will read it and answer with reasons by %5.\n\n%3\n\n%4\n\n%6\n");
    else
        l.text = MESSAGE(
            "Dear %1,\n\nthe appeal of the decision about “%2” has arrived. Another person than who decided will read it and answer with reasons.\n\n%3\n\n%4\n\n%6\n");
    return proposal_letter_send(tx, &l);
}

/* ROUTE POST /desk/proposals/:proposal/appeal     needs proposal.submit on :proposal     max 64m
** Appeals the decision, with grounds and files; once, and in time. */
enum status appeal_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct proposal_step_row last;
    struct appeal_show view;
    struct appeal_arg v = {.r = r, .p = &p};
    TRY(page_fill(r, s, &p, &last, &view));
    if (!is_lead(r, &p)) return DENIED;
    if (!view.may_appeal) return CONFLICT;
    need_text(r, "grounds", GROUNDS_CHARS, &v.x.grounds);
    TRY(files_keep(r, &v.files));
    if (problems(r)) return show(r, s, appeal_show_view, &view);
    v.x.step = last.step;
    v.x.decided_by = last.account;
    v.x.due = view.due;
    TRY(db_write(r, appeal_write, &v));
    return redirect_note(r, s, T(r, "Your appeal has arrived. Another person decides it."),
                         "/desk/proposals/%.*s/appeal", P(p.row.code));
}

static enum status withdraw_write(struct tx *tx, void *arg)
{
    struct appeal_arg *v = arg;
    i64 count;
    TRY(appeal_close(tx,
                     &(struct appeal_close_in){.id = v->x.id,
                                               .state = S("withdrawn"),
                                               .reasons = v->x.reasons,
                                               .now = tx_now(tx),
                                               .account = v->r->session->account},
                     &count));
    return count ? OK : CONFLICT;
}

/* ROUTE POST /desk/proposals/:proposal/appeal/withdraw     needs proposal.submit on :proposal
** Takes one's own appeal back; the decision stands. */
enum status appeal_withdraw_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct proposal_step_row last;
    struct appeal_show view;
    TRY(page_fill(r, s, &p, &last, &view));
    if (!is_lead(r, &p)) return DENIED;
    if (!view.may_withdraw) return CONFLICT;
    struct appeal_arg v = {.r = r, .p = &p, .x = view.item};
    if (!need_text(r, "why", REASONS_CHARS, &v.x.reasons))
        return show(r, s, appeal_show_view, &view);
    TRY(db_write(r, withdraw_write, &v));
    return redirect_note(r, s, T(r, "Taken back. The decision stands."),
                         "/desk/proposals/%.*s/appeal", P(p.row.code));
}

/* --- deciding it -------------------------------------------------------------------------------------------- */

static enum status decide_write(struct tx *tx, void *arg)
{
    struct appeal_arg *v = arg;
    i64 count;
    bool upheld = str_eq(v->x.state, S("upheld"));
    TRY(appeal_close(tx,
                     &(struct appeal_close_in){.id = v->x.id,
                                               .state = v->x.state,
                                               .reasons = v->x.reasons,
                                               .now = tx_now(tx),
                                               .account = v->r->session->account},
                     &count));
    if (!count) return CONFLICT;
    if (upheld) TRY(step_undo(tx, &v->take, "appeal_upheld"));
    struct proposal_letter l = letter_of(v, v->x.reasons);
    l.subject =
        upheld ? MESSAGE("Your appeal was upheld: %1") : MESSAGE("Your appeal was rejected: %1");
    l.text =
        upheld
            ? MESSAGE(
                  "Dear %1,\n\nthe appeal of the decision about “%2” was upheld. The decision is taken back and will be taken anew:\n\n%3\n\n%4\n\n%6\n")
            : MESSAGE(
                  "Dear %1,\n\nthe appeal of the decision about “%2” was read by another person than who decided, and was rejected:\n\n%3\n\nThe decision stands. You are welcome to apply again in another call.\n%4\n\n%6\n");
    return proposal_letter_send(tx, &l);
}

/* ROUTE POST /desk/proposals/:proposal/appeal/decision     needs appeal.decide on :proposal
** Upholds or rejects an appeal, with reasons; never by who took the decision. */
enum status appeal_decide_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct proposal_step_row last;
    struct appeal_show view;
    TRY(page_fill(r, s, &p, &last, &view));
    if (view.self) return DENIED;
    if (!view.may_decide) return CONFLICT;
    struct appeal_arg v = {.r = r, .p = &p, .x = view.item};
    v.x.state = field(r, "outcome");
    if (!str_eq(v.x.state, S("upheld")) && !str_eq(v.x.state, S("rejected")))
        problem(r, "outcome", "Choose whether the appeal is upheld or rejected.");
    need_text(r, "reasons", REASONS_CHARS, &v.x.reasons);
    const struct workflow_step *step = step_by_name(p.edition, last.old_state, last.step);
    if (problems(r)) return show(r, s, appeal_show_view, &view);
    if (!step) return CONFLICT;
    v.take = (struct step_take){.proposal = &p,
                                .step = step,
                                .reason = v.x.reasons,
                                .account = r->session->account,
                                .now = r->now,
                                .app = r->app,
                                .arena = r->arena,
                                .lang = r->lang};
    TRY(db_write(r, decide_write, &v));
    return redirect_note(r, s, T(r, "Decided. The applicants have been told."),
                         "/desk/proposals/%.*s/appeal", P(p.row.code));
}

/* follow.c: a condition in force until it is met: whose it is shows how, with files; the office confirms that
** or says what is missing; the approver can move the day of an approval's condition or ask for it no longer. */
#include "fund/calendar/calendar.h"
#include "fund/condition/condition.h"
#include "fund/proposal/letter.h"
#include "fund/proposal/upload.h"
#include "people/people.h"
#include "web/app.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/condition_sql.h"
#include "gen/registry.h"

static bool is(str state, const char *word)
{
    return str_eq(state, str_c(word));
}

struct condition_arg {
    struct request *r;
    struct proposal *q;
    struct condition_item c;
    str evidence, answer;
    i64 due;
    struct kept_file_array files;
};

static enum status now_load(struct tx *tx, const struct condition_arg *v)
{
    struct condition_item now;
    return condition_now(tx, v->r, &v->c, &now);
}

/* Shown again after it came back, its files are counted on. */
static enum status file_write(struct tx *tx, const struct condition_arg *v, i64 number,
                              const struct kept_file *f)
{
    i64 id;
    if (v->c.decided)
        return decision_evidence_insert(tx,
                                        &(struct decision_evidence_insert_in){.condition = v->c.id,
                                                                              .number = number,
                                                                              .file = f->file,
                                                                              .name = f->name,
                                                                              .type = f->type,
                                                                              .bytes = f->bytes,
                                                                              .now = tx_now(tx)},
                                        &id);
    return board_evidence_insert(tx,
                                 &(struct board_evidence_insert_in){.condition = v->c.id,
                                                                    .number = number,
                                                                    .file = f->file,
                                                                    .name = f->name,
                                                                    .type = f->type,
                                                                    .bytes = f->bytes,
                                                                    .now = tx_now(tx)},
                                 &id);
}

static enum status show_write(struct tx *tx, void *arg)
{
    struct condition_arg *v = arg;
    i64 now = tx_now(tx), account = tx_actor(tx).account;
    TRY(now_load(tx, v));
    for (size_t i = 0; i < v->files.n; i++)
        TRY(file_write(tx, v, (i64)(v->c.files.n + i) + 1, &v->files.v[i]));
    return v->c.decided ? decision_condition_show(tx, v->c.id, v->evidence, now, account)
                        : board_condition_show(tx, v->c.id, v->evidence, now, account);
}

static enum status follow_done(struct request *r, struct response *s, const struct proposal *q,
                               str note)
{
    return redirect_note(r, s, note, "/desk/proposals/%.*s/conditions", P(q->row.code));
}

/* ROUTE GET /desk/proposals/:proposal/conditions/:condition/files/:number     needs proposal.read on :proposal
** A file that shows how a condition was met. */
enum status condition_file_page(struct request *r, struct response *s)
{
    struct proposal q;
    struct condition_item c;
    struct digest hash;
    i64 number;
    TRY(condition_load(r, &q, &c));
    TRY(condition_files_fill(r, &q, &c));
    if (!str_i64(param(r, "number"), &number)) return NOT_FOUND;
    for (size_t i = 0; i < c.files.n; i++) {
        const struct condition_file *f = &c.files.v[i];
        if (f->number == number && digest_from_hex(f->file, &hash))
            return reply_file(r, s, hash, f->name, str_z(r->arena, f->type), false);
    }
    return NOT_FOUND;
}

/* ROUTE POST /desk/proposals/:proposal/conditions/:condition/show     needs proposal.read on :proposal     max 64m
** Shows how a condition was met, with files: by the applicants, or by the office where it is the fund's. */
enum status condition_show_act(struct request *r, struct response *s)
{
    struct proposal q;
    struct condition_arg v = {.r = r, .q = &q};
    TRY(condition_load(r, &q, &v.c));
    if (!v.c.mine) return DENIED;
    if (!v.c.may_show) return CONFLICT;
    TRY(condition_files_fill(r, &q, &v.c));
    need_text(r, "evidence", CONDITION_EVIDENCE_CHARS, &v.evidence);
    TRY(files_keep(r, &v.files));
    if (problems(r)) return condition_page_show(r, s);
    TRY(db_write(r, show_write, &v));
    return follow_done(r, s, &q, T(r, "Thank you. The office looks at it and confirms it."));
}

static enum status met_write(struct tx *tx, void *arg)
{
    struct condition_arg *v = arg;
    i64 now = tx_now(tx), account = tx_actor(tx).account;
    TRY(now_load(tx, v));
    return v->c.decided ? decision_condition_met(tx, v->c.id, v->answer, now, account)
                        : board_condition_met(tx, v->c.id, v->answer, now, account);
}

/* Who keeps the board's record judges its conditions, who keeps the programmes those of an approval. */
static enum status judge_load(struct request *r, struct proposal *q, struct condition_item *c)
{
    TRY(condition_load(r, q, c));
    if (!may(r, c->decided ? "programme.edit" : "board.keep", r->scope)) return DENIED;
    return c->may_judge ? OK : CONFLICT;
}

/* ROUTE POST /desk/proposals/:proposal/conditions/:condition/met     needs proposal.read on :proposal
** Confirms that a condition is met, as it was seen on the page; never who showed it. */
enum status condition_met_act(struct request *r, struct response *s)
{
    struct proposal q;
    i64 seen;
    struct condition_arg v = {.r = r, .q = &q};
    TRY(judge_load(r, &q, &v.c));
    if (!is(v.c.state, "shown")) problem(r, "answer", "Nobody has shown yet how it was met.");
    if (v.c.shown_by == r->session->account)
        problem(r, "answer", "You showed it yourself, so another person confirms it.");
    if (!str_i64(field(r, "seen"), &seen) || seen != v.c.changed)
        problem(r, "answer",
                "It changed meanwhile. Look at what stands here now, then confirm it.");
    take_text(r, "answer", CONDITION_CHARS, &v.answer);
    if (problems(r)) return condition_page_show(r, s);
    TRY(db_write(r, met_write, &v));
    return follow_done(r, s, &q, T(r, "The condition is met."));
}

/* Tells the applicants, each in their language, what became of a condition; `day` or NO_DATE is its new one. */
static enum status letter_write(struct tx *tx, const struct condition_arg *v, i64 day,
                                const char *subject, const char *text)
{
    struct calendar days = calendar_of(v->r->app, v->r->arena);
    struct proposal_letter letter = {.r = v->r,
                                     .p = v->q,
                                     .kind = S("condition"),
                                     .subject = subject,
                                     .text = text,
                                     .page = S("conditions"),
                                     .words = v->answer,
                                     .more = v->c.text,
                                     .at = day == NO_DATE ? NO_DATE : calendar_day_end(&days, day),
                                     .zone = str_c(zone_name(days.zone))};
    return proposal_letter_send(tx, &letter);
}

/* A condition of the applicants goes back to them with a letter. */
static enum status back_write(struct tx *tx, void *arg)
{
    struct condition_arg *v = arg;
    i64 now = tx_now(tx);
    TRY(now_load(tx, v));
    if (v->c.decided)
        TRY(decision_condition_back(tx, v->c.id, v->answer, now));
    else
        TRY(board_condition_back(tx, v->c.id, v->answer, now));
    if (!is(v->c.side, "applicant")) return OK;
    return letter_write(tx, v, NO_DATE, MESSAGE("A condition is not met yet: %1"),
                        MESSAGE("Dear %1,\n\na condition for “%2” is not met yet:\n\n"
                                "%7\n\nWhat is missing:\n\n%3\n\n%4\n\n%6\n"));
}

/* ROUTE POST /desk/proposals/:proposal/conditions/:condition/back     needs proposal.read on :proposal
** Says what is missing: the condition is open again. */
enum status condition_back_act(struct request *r, struct response *s)
{
    struct proposal q;
    struct condition_arg v = {.r = r, .q = &q};
    TRY(condition_load(r, &q, &v.c));
    if (!may(r, v.c.decided ? "programme.edit" : "board.keep", r->scope)) return DENIED;
    if (is(v.c.state, "open") || is(v.c.state, "waived")) return CONFLICT;
    need_text(r, "answer", CONDITION_CHARS, &v.answer);
    if (problems(r)) return condition_page_show(r, s);
    TRY(db_write(r, back_write, &v));
    return follow_done(r, s, &q, T(r, "It is open again, and who has to meet it is told why."));
}

/* --- what the approver asked for, asked for differently ---------------------------------------------------- */

static enum status change_load(struct request *r, struct condition_arg *v)
{
    TRY(condition_load(r, v->q, &v->c));
    if (!v->c.decided) return NOT_FOUND;
    if (proposal_is_own(r, v->q)) return DENIED;
    if (!v->c.may_change) return CONFLICT;
    need_text(r, "answer", CONDITION_CHARS, &v->answer);
    return OK;
}

static enum status day_write(struct tx *tx, void *arg)
{
    struct condition_arg *v = arg;
    TRY(now_load(tx, v));
    TRY(decision_condition_day(tx, v->c.id, v->due, v->answer, tx_now(tx)));
    return letter_write(tx, v, v->due, MESSAGE("A condition has another day: %1"),
                        MESSAGE("Dear %1,\n\na condition for “%2” is to be met until %5:\n\n"
                                "%7\n\n%3\n\n%4\n\n%6\n"));
}

/* ROUTE POST /desk/proposals/:proposal/conditions/:condition/day     needs proposal.approve on :proposal
** Moves the day of an approval's condition, with the reason; the applicants have a letter. */
enum status condition_day_act(struct request *r, struct response *s)
{
    struct proposal q;
    struct condition_arg v = {.r = r, .q = &q};
    struct calendar days = calendar_of(r->app, r->arena);
    TRY(change_load(r, &v));
    if (take_date(r, "day", &v.due) && v.due < calendar_day(&days, r->now))
        problem(r, "day", "Choose a day that is still to come.");
    if (problems(r)) return condition_page_show(r, s);
    TRY(db_write(r, day_write, &v));
    return follow_done(r, s, &q, T(r, "The day is moved. The applicants are told."));
}

static enum status waive_write(struct tx *tx, void *arg)
{
    struct condition_arg *v = arg;
    TRY(now_load(tx, v));
    TRY(decision_condition_waive(tx, v->c.id, v->answer, tx_now(tx), tx_actor(tx).account));
    return letter_write(tx, v, NO_DATE, MESSAGE("A condition is no longer asked: %1"),
                        MESSAGE("Dear %1,\n\nthis condition for “%2” is no longer asked:\n\n"
                                "%7\n\n%3\n\n%4\n\n%6\n"));
}

/* ROUTE POST /desk/proposals/:proposal/conditions/:condition/waive     needs proposal.approve on :proposal
** Asks for an approval's condition no longer, with the reason; the applicants have a letter. */
enum status condition_waive_act(struct request *r, struct response *s)
{
    struct proposal q;
    struct condition_arg v = {.r = r, .q = &q};
    TRY(change_load(r, &v));
    if (problems(r)) return condition_page_show(r, s);
    TRY(db_write(r, waive_write, &v));
    return follow_done(r, s, &q, T(r, "It is no longer asked. The applicants are told."));
}

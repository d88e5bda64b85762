/* condition.c: the conditions of a recommendation: written while the point is open, in force when it is
** closed in favour, followed until they are met: whose it is shows that, the office confirms it or says what
** is missing. They stand on the proposal, on its tab of the time, on the desk and in the daily mail. */
#include "fund/board/board.h"
#include "fund/calendar/calendar.h"
#include "fund/proposal/letter.h"
#include "fund/proposal/upload.h"
#include "people/people.h"
#include "web/app.h"
#include "web/registry.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/board_sql.h"
#include "gen/registry.h"

static bool is(str state, const char *word)
{
    return str_eq(state, str_c(word));
}

void board_condition_words(struct request *r, const struct proposal *p, struct board_condition *c)
{
    struct scope scope;
    struct calendar days = calendar_of(r->app, r->arena);
    bool open = is(c->state, "open"), shown = is(c->state, "shown");
    c->who = is(c->side, "applicant") ? T(r, "The applicant") : T(r, "The fund's office");
    c->label = open ? T(r, "Not met yet") : shown ? T(r, "Shown, to be confirmed") : T(r, "Met");
    c->late = (open || shown) && calendar_day(&days, r->now) > c->due;
    c->tone = is(c->state, "met") ? S("good") : c->late ? S("bad") : S("warn");
    if (proposal_scope(r->db, r->arena, &p->row, &scope) != OK) return;
    bool office = may(r, "board.keep", &scope);
    c->mine = is(c->side, "applicant") ? may(r, "proposal.edit", &scope) : office;
    c->may_show = open && c->mine;
    c->may_judge = office && (shown || open);
}

enum status board_evidence_fill(struct request *r, const struct proposal *p,
                                struct board_condition *c)
{
    TRY(board_evidence_of(r->db, r->arena, c->id, &c->files));
    for (size_t i = 0; i < c->files.n; i++)
        c->files.v[i].address =
            arena_printf(r->arena, "/desk/proposals/%.*s/conditions/%.*s/files/%lld",
                         P(p->row.code), P(c->code), (long long)c->files.v[i].number);
    return OK;
}

enum status board_proposal_conditions(struct request *r, const struct proposal *p,
                                      struct board_condition_array *out)
{
    TRY(board_conditions_of(r->db, r->arena, p->row.id, out));
    for (size_t i = 0; i < out->n; i++)
        board_condition_words(r, p, &out->v[i]);
    return OK;
}

/* --- while the point is open ------------------------------------------------------------------------------ */

struct condition_arg {
    struct request *r;
    struct board_point *p;
    struct board_condition c;
    const struct proposal *q;
    str evidence, answer;
    struct kept_file_array files;
    const char *why;
};

static enum status add_write(struct tx *tx, void *arg)
{
    struct condition_arg *v = arg;
    struct board_file f;
    i64 changed, last, id;
    TRY(board_point_touch(tx, v->r, v->p, v->p->item.changed, &f, &changed));
    TRY(board_condition_last(tx_db(tx), v->r->arena, v->p->item.id, &last));
    TRY(board_item_state(tx, v->p->item.id, S("open"), NO_STR, changed));
    return board_condition_insert(tx,
                                  &(struct board_condition_insert_in){
                                      .code = code_new(v->r->arena, tx_env(tx), BOARD_CODE_LETTERS),
                                      .item = v->p->item.id,
                                      .proposal = v->p->item.proposal_id,
                                      .number = last + 1,
                                      .text = v->c.text,
                                      .side = v->c.side,
                                      .due = v->c.due,
                                      .now = tx_now(tx)},
                                  &id);
}

static enum status case_load(struct request *r, struct board_point *p)
{
    TRY(board_point_load(r, p));
    if (!p->item.proposal_id) return NOT_FOUND;
    return p->item.closed ? DENIED : OK;
}

/* ROUTE POST /desk/board/items/:item/conditions     needs board.keep
** Adds a condition to what the board is asked to recommend: who meets it, by when. */
enum status board_condition_add_act(struct request *r, struct response *s)
{
    struct board_point p;
    struct condition_arg v = {.r = r, .p = &p};
    TRY(case_load(r, &p));
    need_text(r, "condition", BOARD_REASON_CHARS, &v.c.text);
    v.c.side = field(r, "side");
    if (!is(v.c.side, "applicant") && !is(v.c.side, "fund"))
        problem(r, "side", "Choose who meets it.");
    if (take_date(r, "due", &v.c.due) && v.c.due < board_today(r))
        problem(r, "due", "Choose a day that is still to come.");
    if (problems(r)) return board_point_show(r, s, &p, false);
    enum status st = db_write(r, add_write, &v);
    return board_point_done(r, s, &p, st, v.why, "condition",
                            T(r, "The condition is part of the recommendation."));
}

static enum status drop_write(struct tx *tx, void *arg)
{
    struct condition_arg *v = arg;
    struct board_file f;
    i64 changed;
    TRY(board_point_touch(tx, v->r, v->p, v->p->item.changed, &f, &changed));
    TRY(board_item_state(tx, v->p->item.id, S("open"), NO_STR, changed));
    return board_condition_drop(tx, v->c.id, tx_now(tx));
}

/* ROUTE POST /desk/board/items/:item/conditions/:condition/drop     needs board.keep
** Takes a condition away while the point is open. */
enum status board_condition_drop_act(struct request *r, struct response *s)
{
    struct board_point p;
    struct board_condition_array all = {0};
    struct condition_arg v = {.r = r, .p = &p};
    TRY(case_load(r, &p));
    TRY(board_conditions(r->db, r->arena, p.item.id, &all));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i].code, param(r, "condition"))) v.c = all.v[i];
    if (!v.c.id) return NOT_FOUND;
    enum status st = db_write(r, drop_write, &v);
    return board_point_done(r, s, &p, st, v.why, "condition", T(r, "Taken away."));
}

/* --- until it is met -------------------------------------------------------------------------------------- */

/* A condition in force of this proposal. */
static enum status follow_load(struct request *r, struct proposal *q, struct board_condition *c)
{
    TRY(proposal_load(r->db, r->app, r->arena, param(r, "proposal"), q));
    TRY(board_condition_by_code(r->db, r->arena, param(r, "condition"), c));
    if (c->proposal_id != q->row.id) return NOT_FOUND;
    board_condition_words(r, q, c);
    return OK;
}

static enum status now_load(struct tx *tx, const struct condition_arg *v, const char *state,
                            const char *or_state)
{
    struct board_condition now;
    TRY(board_condition_by_code(tx_db(tx), v->r->arena, v->c.code, &now));
    if (now.changed != v->c.changed) return CONFLICT;
    return is(now.state, state) || is(now.state, or_state) ? OK : CONFLICT;
}

static enum status show_write(struct tx *tx, void *arg)
{
    struct condition_arg *v = arg;
    struct board_evidence_array before = {0};
    i64 id;
    TRY(now_load(tx, v, "open", "open"));
    TRY(board_evidence_of(tx_db(tx), v->r->arena, v->c.id, &before));
    for (size_t i = 0; i < v->files.n; i++) {
        const struct kept_file *f = &v->files.v[i];
        struct board_evidence_insert_in in = {.condition = v->c.id,
                                              .number = (i64)(before.n + i) + 1,
                                              .file = f->file,
                                              .name = f->name,
                                              .type = f->type,
                                              .bytes = f->bytes,
                                              .now = tx_now(tx)};
        TRY(board_evidence_insert(tx, &in, &id));
    }
    return board_condition_show(tx, v->c.id, v->evidence, tx_now(tx), tx_actor(tx).account);
}

static enum status follow_done(struct request *r, struct response *s, const struct proposal *q,
                               str note)
{
    return redirect_note(r, s, note, "/desk/proposals/%.*s/board", P(q->row.code));
}

/* ROUTE GET /desk/proposals/:proposal/conditions/:condition/files/:number     needs proposal.read on :proposal
** A file that shows how a condition was met. */
enum status board_evidence_page(struct request *r, struct response *s)
{
    struct proposal q;
    struct board_condition c;
    struct digest hash;
    i64 number;
    TRY(follow_load(r, &q, &c));
    TRY(board_evidence_fill(r, &q, &c));
    if (!str_i64(param(r, "number"), &number)) return NOT_FOUND;
    for (size_t i = 0; i < c.files.n; i++) {
        const struct board_evidence *f = &c.files.v[i];
        if (f->number == number && digest_from_hex(f->file, &hash))
            return reply_file(r, s, hash, f->name, str_z(r->arena, f->type), false);
    }
    return NOT_FOUND;
}

/* ROUTE POST /desk/proposals/:proposal/conditions/:condition/show     needs proposal.read on :proposal     max 64m
** Shows how a condition was met, with files: by the applicants, or by the office where it is the fund's. */
enum status board_condition_show_act(struct request *r, struct response *s)
{
    struct proposal q;
    struct condition_arg v = {.r = r, .q = &q};
    TRY(follow_load(r, &q, &v.c));
    if (!v.c.mine) return DENIED;
    if (!v.c.may_show) return CONFLICT;
    need_text(r, "evidence", BOARD_TEXT_CHARS, &v.evidence);
    TRY(files_keep(r, &v.files));
    if (problems(r)) return board_case_show(r, s);
    TRY(db_write(r, show_write, &v));
    return follow_done(r, s, &q, T(r, "Thank you. The office looks at it and confirms it."));
}

static enum status met_write(struct tx *tx, void *arg)
{
    struct condition_arg *v = arg;
    TRY(now_load(tx, v, "open", "shown"));
    return board_condition_met(tx, v->c.id, v->answer, tx_now(tx), tx_actor(tx).account);
}

/* ROUTE POST /desk/proposals/:proposal/conditions/:condition/met     needs board.keep on :proposal
** Confirms that a condition is met; never who showed it. */
enum status board_condition_met_act(struct request *r, struct response *s)
{
    struct proposal q;
    struct condition_arg v = {.r = r, .q = &q};
    TRY(follow_load(r, &q, &v.c));
    if (!v.c.may_judge) return CONFLICT;
    if (!is(v.c.state, "shown")) problem(r, "answer", "Nobody has shown yet how it was met.");
    if (v.c.shown_by == r->session->account)
        problem(r, "answer", "You showed it yourself, so another person confirms it.");
    take_text(r, "answer", BOARD_REASON_CHARS, &v.answer);
    if (problems(r)) return board_case_show(r, s);
    TRY(db_write(r, met_write, &v));
    return follow_done(r, s, &q, T(r, "The condition is met."));
}

/* A condition of the applicants goes back to them with a letter. */
static enum status back_write(struct tx *tx, void *arg)
{
    struct condition_arg *v = arg;
    TRY(now_load(tx, v, "shown", "met"));
    TRY(board_condition_back(tx, v->c.id, v->answer, tx_now(tx)));
    if (!is(v->c.side, "applicant")) return OK;
    struct proposal_letter letter = {
        .r = v->r,
        .p = v->q,
        .kind = S("condition"),
        .subject = MESSAGE("A condition is not met yet: %1"),
        .text = MESSAGE("Dear %1,\n\na condition of the recommendation on “%2” is not met yet:\n\n"
                        "%7\n\nWhat is missing:\n\n%3\n\n%4\n\n%6\n"),
        .page = S("board"),
        .words = v->answer,
        .more = v->c.text,
        .at = NO_DATE};
    return proposal_letter_send(tx, &letter);
}

/* ROUTE POST /desk/proposals/:proposal/conditions/:condition/back     needs board.keep on :proposal
** Says what is missing: the condition is open again. */
enum status board_condition_back_act(struct request *r, struct response *s)
{
    struct proposal q;
    struct condition_arg v = {.r = r, .q = &q};
    TRY(follow_load(r, &q, &v.c));
    if (is(v.c.state, "open")) return CONFLICT;
    need_text(r, "answer", BOARD_REASON_CHARS, &v.answer);
    if (problems(r)) return board_case_show(r, s);
    TRY(db_write(r, back_write, &v));
    return follow_done(r, s, &q, T(r, "It is open again, and who has to meet it is told why."));
}

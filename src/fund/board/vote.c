/* vote.c: votes on a proposal at a meeting: cast by each member who came and may take part, corrected or
** taken back until the point is closed; closing it counts them, and what they come to is the board's
** recommendation. Where the edition says so, the vote moves the proposal on in the same transaction. */
#include "fund/board/board.h"
#include "fund/condition/condition.h"
#include "fund/decision/decision.h"
#include "fund/proposal/proposal.h"
#include "people/people.h"
#include "web/app.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/board_sql.h"
#include "gen/registry.h"

static const char *const stances[][2] = {{"favour", MESSAGE("In favour")},
                                         {"against", MESSAGE("Against")},
                                         {"abstain", MESSAGE("Abstains")}};
enum { STANCES = sizeof stances / sizeof *stances };

str board_stance_label(struct request *r, str vote)
{
    for (size_t i = 0; i < STANCES; i++)
        if (str_eq(vote, str_c(stances[i][0]))) return T(r, stances[i][1]);
    return vote;
}

str board_recommended_label(struct request *r, str outcome)
{
    return str_eq(outcome, S("favour")) ? T(r, "Recommended") : T(r, "Not recommended");
}

struct board_tally board_tally_of(const struct board_vote_array *votes)
{
    struct board_tally t = {0};
    for (size_t i = 0; i < votes->n; i++) {
        str vote = votes->v[i].vote;
        if (str_eq(vote, S("favour"))) t.favour++;
        if (str_eq(vote, S("against"))) t.against++;
        if (str_eq(vote, S("abstain"))) t.abstain++;
    }
    return t;
}

bool board_moves(const struct proposal *p)
{
    return p->state && str_eq(p->state->board, S("vote"));
}

/* Came, and may take part. */
static bool may_vote(const struct board_file *f, const struct board_item *item,
                     const struct board_member *m)
{
    return m && m->present && !board_recused(f, item->id, m->id);
}

/* The step that a vote leads to, where it moves the proposal on; NULL where it does not. */
static const struct workflow_step *step_of(const struct proposal *p, bool favour)
{
    str guard = favour ? S("board_favours") : S("board_against");
    for (size_t i = 0; board_moves(p) && i < p->edition->step_count; i++) {
        const struct workflow_step *step = &p->edition->steps[i];
        if (!str_eq(step->from, p->row.state)) continue;
        for (size_t k = 0; k < step->guard_count; k++)
            if (str_eq(step->guards[k], guard)) return step;
    }
    return NULL;
}

/* The office or who is in the chair closes a point; where that moves the proposal on, only who may. */
static enum status may_close(struct request *r, const struct board_point *p,
                             const struct proposal *q, bool *out)
{
    struct scope scope = {0};
    bool chair = p->self && p->self->chair && may_vote(&p->f, &p->item, p->self);
    *out = !p->item.closed && (may(r, "board.keep", NULL) || chair);
    if (!*out || !board_moves(q)) return OK;
    TRY(proposal_scope(r->db, r->arena, &q->row, &scope));
    const struct workflow_step *yes = step_of(q, true), *no = step_of(q, false);
    *out = yes && no && step_permitted(r, q, yes, &scope) && step_permitted(r, q, no, &scope);
    return OK;
}

/* --- on the page of a point ------------------------------------------------------------------------------ */

static void voting_fill(struct request *r, const struct board_point *p, struct board_item_show *v)
{
    struct board_tally t = board_tally_of(&v->votes);
    v->votes_for = t.favour;
    v->votes_against = t.against;
    v->votes_abstain = t.abstain;
    for (size_t i = 0; i < STANCES; i++)
        *PUSH(r->arena, &v->stances) =
            (struct part_choice){.code = str_c(stances[i][0]), .label = T(r, stances[i][1])};
    v->may_vote = v->open && v->held && may_vote(&p->f, &p->item, p->self);
    for (size_t i = 0; i < v->votes.n; i++) {
        v->votes.v[i].label = board_stance_label(r, v->votes.v[i].vote);
        if (!p->self || v->votes.v[i].member != p->self->id) continue;
        v->own_vote = v->votes.v[i].vote;
        v->own_reason = v->votes.v[i].reason;
    }
    for (size_t i = 0; v->may_keep && v->open && v->held && i < p->f.people.n; i++)
        if (may_vote(&p->f, &p->item, &p->f.people.v[i]))
            *PUSH(r->arena, &v->voters) =
                (struct part_choice){.code = p->f.people.v[i].code, .label = p->f.people.v[i].name};
}

enum status board_case_fill(struct request *r, const struct board_point *p,
                            struct board_item_show *v)
{
    struct proposal q;
    bool closes;
    if (!p->item.proposal_id || p->item.closed) return OK;
    TRY(proposal_load_id(r->db, r->app, r->arena, p->item.proposal_id, &q));
    TRY(board_votes(r->db, r->arena, p->item.id, &v->votes));
    TRY(board_conditions(r->db, r->arena, p->item.id, &v->conditions));
    for (size_t i = 0; i < v->conditions.n; i++)
        condition_words(r, &q, &v->conditions.v[i]);
    voting_fill(r, p, v);
    TRY(may_close(r, p, &q, &closes));
    v->may_close = closes && v->open && v->held && v->quorum;
    v->moves = board_moves(&q);
    *PUSH(r->arena, &v->sides) =
        (struct part_choice){.code = S("applicant"), .label = T(r, "The applicant")};
    *PUSH(r->arena, &v->sides) =
        (struct part_choice){.code = S("fund"), .label = T(r, "The fund's office")};
    struct board_recommendation_array all = {0};
    TRY(board_recommendations_fill(r, &q, &all));
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].item == p->item.id) v->recommendation = all.v[i];
    return OK;
}

/* --- casting ---------------------------------------------------------------------------------------------- */

struct vote_arg {
    struct request *r;
    struct board_point *p;
    str member, vote, reason;
    bool back;
    const char *why;
};

/* Who acts for an applicant, or did until lately, decides nothing about it, whether a conflict was declared
** or not. */
static enum status applicant_check(struct tx *tx, struct vote_arg *v, i64 account)
{
    struct proposal q;
    bool tied = false;
    TRY(proposal_load_id(tx_db(tx), v->r->app, v->r->arena, v->p->item.proposal_id, &q));
    if (account) TRY(proposal_tied(tx_db(tx), v->r->arena, &q, account, v->r->now, &tied));
    bool own = tied || (account && q.row.created_by == account);
    v->why = own ? MESSAGE("The member acts or lately acted for one of the applying organizations: "
                           "declare the conflict of interest instead.")
                 : NULL;
    return own ? DENIED : OK;
}

static enum status vote_write(struct tx *tx, void *arg)
{
    struct vote_arg *v = arg;
    struct board_file f;
    struct board_vote_array votes = {0};
    i64 changed, id = 0;
    TRY(board_point_touch(tx, v->r, v->p, v->p->item.changed, &f, &changed));
    const struct board_member *m = board_member_of(&f, v->member);
    v->why = MESSAGE("Only members who came and may take part in this point vote.");
    if (!str_eq(f.meeting.state, S("held")) || !m) return DENIED;
    if (!v->back && !may_vote(&f, &v->p->item, m)) return DENIED;
    TRY(board_votes(tx_db(tx), v->r->arena, v->p->item.id, &votes));
    for (size_t i = 0; i < votes.n; i++)
        if (votes.v[i].member == m->id) id = votes.v[i].id;
    /* Who closes the point counts what he saw. */
    TRY(board_item_state(tx, v->p->item.id, S("open"), NO_STR, changed));
    if (v->back) return id ? board_vote_delete(tx, id) : CONFLICT;
    TRY(applicant_check(tx, v, m->account));
    if (id)
        return board_vote_update(tx,
                                 &(struct board_vote_update_in){.id = id,
                                                                .vote = v->vote,
                                                                .reason = v->reason,
                                                                .now = tx_now(tx),
                                                                .account = tx_actor(tx).account});
    return board_vote_insert(tx,
                             &(struct board_vote_insert_in){.item = v->p->item.id,
                                                            .proposal = v->p->item.proposal_id,
                                                            .member = m->id,
                                                            .vote = v->vote,
                                                            .reason = v->reason,
                                                            .now = tx_now(tx),
                                                            .account = tx_actor(tx).account},
                             &id);
}

/* A member votes for himself; the office records what a member said. */
static enum status case_load(struct request *r, struct board_point *p, str *member)
{
    TRY(board_point_load(r, p));
    if (!p->item.proposal_id) return NOT_FOUND;
    if (p->item.closed) return DENIED;
    str named = field(r, "voter");
    bool keeps = may(r, "board.keep", NULL);
    *member = keeps && named.n ? named : p->self ? p->self->code : NO_STR;
    return keeps || p->self ? OK : DENIED;
}

/* ROUTE POST /desk/board/items/:item/vote     needs board.read
** Casts or corrects a vote on a proposal: in favour, against or abstaining, with its reason. */
enum status board_vote_act(struct request *r, struct response *s)
{
    struct board_point p;
    struct vote_arg v = {.r = r, .p = &p, .vote = field(r, "vote")};
    bool known = false;
    TRY(case_load(r, &p, &v.member));
    for (size_t i = 0; i < STANCES; i++)
        known = known || str_eq(v.vote, str_c(stances[i][0]));
    if (!known) problem(r, "vote", "Choose in favour, against or abstaining.");
    if (!v.member.n) problem(r, "voter", "Choose whose vote it is.");
    if (str_eq(v.vote, S("favour")))
        take_text(r, "why", BOARD_REASON_CHARS, &v.reason);
    else
        need_text(r, "why", BOARD_REASON_CHARS, &v.reason);
    if (problems(r)) return board_point_show(r, s, &p, false);
    enum status st = db_write(r, vote_write, &v);
    return board_point_done(
        r, s, &p, st, v.why, "votes",
        T(r, "The vote is recorded. It can be corrected until the point is closed."));
}

/* ROUTE POST /desk/board/items/:item/vote/withdraw     needs board.read
** Takes a vote back while the point is open. */
enum status board_vote_withdraw_act(struct request *r, struct response *s)
{
    struct board_point p;
    struct vote_arg v = {.r = r, .p = &p, .back = true};
    TRY(case_load(r, &p, &v.member));
    enum status st = db_write(r, vote_write, &v);
    return board_point_done(r, s, &p, st, v.why, "votes", T(r, "The vote is taken back."));
}

/* --- closing ----------------------------------------------------------------------------------------------- */

struct close_arg {
    struct request *r;
    struct board_point *p;
    struct proposal q;
    str reasons;
    const char *why;
    struct step_take take;
};

static enum status recommendation_write(struct tx *tx, struct close_arg *v,
                                        const struct board_file *f, const struct board_count *c,
                                        const struct board_tally *t, str outcome)
{
    i64 id;
    enum status st = board_recommendation_id(tx_db(tx), v->r->arena, v->p->item.id, &id);
    if (st == OK)
        return board_recommendation_update(
            tx, &(struct board_recommendation_update_in){.id = id,
                                                         .outcome = outcome,
                                                         .reasons = v->reasons,
                                                         .votes_for = t->favour,
                                                         .votes_against = t->against,
                                                         .votes_abstain = t->abstain,
                                                         .seats = c->seats,
                                                         .recused = c->recused,
                                                         .present = c->present,
                                                         .needed = c->needed,
                                                         .now = tx_now(tx),
                                                         .account = tx_actor(tx).account});
    if (st != NOT_FOUND) return st;
    return board_recommendation_insert(
        tx,
        &(struct board_recommendation_insert_in){
            .code = code_new(v->r->arena, tx_env(tx), BOARD_CODE_LETTERS),
            .item = v->p->item.id,
            .proposal = v->p->item.proposal_id,
            .day = f->meeting.day,
            .outcome = outcome,
            .reasons = v->reasons,
            .votes_for = t->favour,
            .votes_against = t->against,
            .votes_abstain = t->abstain,
            .seats = c->seats,
            .recused = c->recused,
            .present = c->present,
            .needed = c->needed,
            .now = tx_now(tx),
            .account = tx_actor(tx).account},
        &id);
}

/* Where the vote is what moves it on: the step, with its letters and what follows. */
static enum status move_on(struct tx *tx, struct close_arg *v, bool favour)
{
    const struct workflow_step *step = step_of(&v->q, favour);
    if (!step) return OK;
    v->take = (struct step_take){.proposal = &v->q,
                                 .step = step,
                                 .reason = step->reason ? v->reasons : NO_STR,
                                 .account = tx_actor(tx).account,
                                 .now = v->r->now,
                                 .app = v->r->app,
                                 .arena = v->r->arena,
                                 .lang = v->r->lang};
    return decision_take(tx, &v->take);
}

static enum status close_write(struct tx *tx, void *arg)
{
    struct close_arg *v = arg;
    struct board_file f;
    struct board_vote_array votes = {0};
    i64 changed;
    TRY(board_point_touch(tx, v->r, v->p, board_seen(v->r), &f, &changed));
    if (!str_eq(f.meeting.state, S("held"))) return CONFLICT;
    struct board_count c =
        board_count_of(&f, v->p->item.id, setting_int(v->r->app, "board.quorum"));
    v->why = MESSAGE("There is no quorum for this point: too few of those who may take part came.");
    if (!c.quorum) return DENIED;
    TRY(board_votes(tx_db(tx), v->r->arena, v->p->item.id, &votes));
    struct board_tally t = board_tally_of(&votes);
    v->why =
        MESSAGE("Fewer have voted than must take part. Record each vote, also of who abstains.");
    if ((i64)votes.n < c.needed) return DENIED;
    v->why = NULL;
    for (size_t i = 0; i < votes.n; i++) /* a conflict that was declared behind the vote */
        if (board_recused(&f, v->p->item.id, votes.v[i].member)) {
            v->why = MESSAGE(
                "A member voted who declared a conflict of interest. Take that vote back first.");
            return DENIED;
        }
    TRY(proposal_load_id(tx_db(tx), v->r->app, v->r->arena, v->p->item.proposal_id, &v->q));
    v->why = MESSAGE("The proposal stands where the board is not asked any more. Drop the point.");
    if (!v->q.state || !v->q.state->board.n) return DENIED;
    v->why = NULL;
    bool favour = t.favour > t.against;
    TRY(board_item_state(tx, v->p->item.id, S("advised"), NO_STR, changed));
    TRY(recommendation_write(tx, v, &f, &c, &t, favour ? S("favour") : S("against")));
    return move_on(tx, v, favour);
}

/* ROUTE POST /desk/board/items/:item/close     needs board.read     max 256k
** Counts the votes on a proposal and records what the board recommends; the office or the chair. */
enum status board_close_act(struct request *r, struct response *s)
{
    struct board_point p;
    struct close_arg v = {.r = r, .p = &p};
    bool closes;
    TRY(board_point_load(r, &p));
    if (!p.item.proposal_id) return NOT_FOUND;
    if (p.item.closed) return DENIED;
    TRY(proposal_load_id(r->db, r->app, r->arena, p.item.proposal_id, &v.q));
    TRY(may_close(r, &p, &v.q, &closes));
    if (!closes) return DENIED;
    need_text(r, "reasons", BOARD_TEXT_CHARS, &v.reasons);
    if (problems(r)) return board_point_show(r, s, &p, false);
    enum status st = db_write(r, close_write, &v);
    if (st == DENIED && v.take.why.n) {
        *PUSH(r->arena, &r->problems) = (struct pair){S("reasons"), v.take.why};
        return board_point_show(r, s, &p, false);
    }
    return board_point_done(r, s, &p, st, v.why, "reasons",
                            T(r, "Closed. The recommendation stands on the proposal."));
}

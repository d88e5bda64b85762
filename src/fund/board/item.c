/* item.c: a point of an agenda: its paper, who has a conflict of interest, the advice with its reasons and
** dissent, or why it was put off or dropped. The paper is closed to whoever declared a conflict. */
#include "fund/board/board.h"
#include "fund/history/history.h"
#include "people/people.h"
#include "web/app.h"
#include "web/layout.h"
#include "web/registry.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/board_sql.h"
#include "gen/registry.h"

static bool is(str state, const char *word)
{
    return str_eq(state, str_c(word));
}

/* A meeting whose minutes are adopted, or that was cancelled, changes no more. */
static bool meeting_open(const struct board_meeting *m)
{
    return is(m->state, "planned") || is(m->state, "held");
}

static bool kind_take(struct request *r, str *out)
{
    struct part_choice_array kinds = board_kinds(r);
    *out = field(r, "kind");
    for (size_t i = 0; i < kinds.n; i++)
        if (str_eq(kinds.v[i].code, *out)) return true;
    problem(r, "kind", "Choose what the point is about.");
    return false;
}

static void point_take(struct request *r, struct board_item *item)
{
    kind_take(r, &item->kind);
    need_text(r, "title", BOARD_TITLE_CHARS, &item->title);
    take_text(r, "paper", BOARD_TEXT_CHARS, &item->paper);
}

/* Of a proposal only the paper is written here: its title is its own. */
static void case_take(struct request *r, struct board_item *item)
{
    item->kind = S(BOARD_CASE_KIND);
    item->title = S(BOARD_CASE_TITLE);
    take_text(r, "paper", BOARD_TEXT_CHARS, &item->paper);
}

/* --- one point ------------------------------------------------------------------------------------------ */

enum status board_point_load(struct request *r, struct board_point *p)
{
    struct board_item item;
    TRY(board_item_by_code(r->db, r->arena, param(r, "item"), &item));
    TRY(board_file_of(r->db, r->arena, item.meeting_code, &p->f));
    board_items_prepare(r, &p->f);
    const struct board_item *found = board_item_of(&p->f, item.code);
    if (!found) return NOT_FOUND;
    p->item = *found;
    p->self = board_self(&p->f, r->session->account);
    return OK;
}

/* Members who may still declare a conflict, for the secretariat's choice. */
static void members_fill(struct request *r, const struct board_point *p,
                         struct part_choice_array *out)
{
    for (size_t i = 0; i < p->f.people.n; i++) {
        const struct board_member *m = &p->f.people.v[i];
        if (!board_recused(&p->f, p->item.id, m->id))
            *PUSH(r->arena, out) = (struct part_choice){.code = m->code, .label = m->name};
    }
}

static enum status meetings_fill(struct request *r, const struct board_point *p,
                                 struct part_choice_array *out)
{
    struct board_meeting_array rows = {0};
    TRY(board_meetings_to_come(r->db, r->arena, p->f.meeting.id, &rows));
    for (size_t i = 0; i < rows.n; i++)
        *PUSH(r->arena, out) =
            (struct part_choice){.code = rows.v[i].code,
                                 .label = arena_printf(r->arena, "%.*s, %.*s", P(rows.v[i].title),
                                                       P(board_day_words(r, rows.v[i].day)))};
    return OK;
}

enum status board_point_show(struct request *r, struct response *s, const struct board_point *p,
                             bool conflict)
{
    struct board_item_show v = {.item = p->item,
                                .kinds = board_kinds(r),
                                .open = is(p->item.state, "open") && meeting_open(&p->f.meeting),
                                .held = is(p->f.meeting.state, "held"),
                                .quorum = p->item.present >= p->item.needed,
                                .may_keep = may(r, "board.keep", NULL) && !p->item.closed,
                                .conflict = conflict,
                                .seen = p->item.changed};
    v.may_declare = v.open && p->self && !p->item.closed;
    for (size_t i = 0; i < p->f.recusals.n; i++)
        if (p->f.recusals.v[i].item == p->item.id)
            *PUSH(r->arena, &v.recusals) = p->f.recusals.v[i];
    members_fill(r, p, &v.members);
    v.may_name = v.open && v.may_keep && v.members.n;
    TRY(meetings_fill(r, p, &v.meetings));
    *PUSH(r->arena, &v.ways) =
        (struct part_choice){.code = S("consensus"), .label = T(r, "By consensus")};
    *PUSH(r->arena, &v.ways) = (struct part_choice){.code = S("vote"), .label = T(r, "By a vote")};
    TRY(board_case_fill(r, p, &v));
    if (!p->item.closed)
        TRY(history_fill(r, "board_item", p->item.id, board_item_view, NO_STR, &v.history));
    page_title(s, p->item.title);
    page_crumb(r, s, "Board", "/desk/board");
    page_crumb_text(s, p->f.meeting.title,
                    arena_printf(r->arena, "/desk/board/meetings/%.*s", P(p->f.meeting.code)));
    return show_status(r, s, conflict ? 409 : problems(r) ? 422 : 200, board_item_show_view, &v);
}

/* ROUTE GET /desk/board/items/:item     needs board.read
** A point with its paper, conflicts of interest and the quorum. */
enum status board_item_page(struct request *r, struct response *s)
{
    struct board_point p;
    TRY(board_point_load(r, &p));
    return board_point_show(r, s, &p, false);
}

/* --- writing -------------------------------------------------------------------------------------------- */

struct point_arg {
    struct request *r;
    struct board_point *p;
    struct board_item item;
    struct board_advice advice;
    str meeting, member, reason, state;
    const char *why;
};

static enum status add_write(struct tx *tx, void *arg)
{
    struct point_arg *v = arg;
    struct board_meeting m;
    i64 last = 0;
    TRY(board_meeting_by_code(tx_db(tx), v->r->arena, v->meeting, &m));
    if (!meeting_open(&m)) return CONFLICT;
    TRY(board_item_last(tx_db(tx), v->r->arena, m.id, &last));
    v->item.code = code_new(v->r->arena, tx_env(tx), BOARD_CODE_LETTERS);
    return board_item_insert(tx,
                             &(struct board_item_insert_in){.code = v->item.code,
                                                            .meeting = m.id,
                                                            .number = last + 1,
                                                            .kind = v->item.kind,
                                                            .title = v->item.title,
                                                            .paper = v->item.paper,
                                                            .now = tx_now(tx)},
                             &v->item.id);
}

/* ROUTE GET /desk/board/meetings/:meeting/items/new     needs board.keep
** The form of a new point. */
enum status board_item_new_page(struct request *r, struct response *s)
{
    struct board_meeting m;
    TRY(board_meeting_by_code(r->db, r->arena, param(r, "meeting"), &m));
    if (!meeting_open(&m)) return CONFLICT;
    struct board_item_form v = {.meeting = m.code, .kinds = board_kinds(r)};
    page_title(s, T(r, "New point"));
    page_crumb(r, s, "Board", "/desk/board");
    page_crumb_text(s, m.title, arena_printf(r->arena, "/desk/board/meetings/%.*s", P(m.code)));
    return show(r, s, board_item_form_view, &v);
}

/* ROUTE POST /desk/board/meetings/:meeting/items     needs board.keep     max 256k
** Puts a point on the agenda. */
enum status board_item_create_act(struct request *r, struct response *s)
{
    struct point_arg v = {.r = r, .meeting = param(r, "meeting")};
    point_take(r, &v.item);
    if (problems(r)) return board_item_new_page(r, s);
    TRY(db_write(r, add_write, &v));
    return redirect_note(r, s, T(r, "It is on the agenda."), "/desk/board/meetings/%.*s",
                         P(v.meeting));
}

enum status board_point_touch(struct tx *tx, struct request *r, const struct board_point *p,
                              i64 seen, struct board_file *f, i64 *changed)
{
    TRY(board_file_of(tx_db(tx), r->arena, p->f.meeting.code, f));
    const struct board_item *now = board_item_of(f, p->item.code);
    if (!now || !is(now->state, "open") || !meeting_open(&f->meeting)) return CONFLICT;
    return board_touch(now->changed, seen, tx_now(tx), changed);
}

static enum status point_touch(struct tx *tx, struct point_arg *v, i64 seen, struct board_file *f,
                               i64 *changed)
{
    return board_point_touch(tx, v->r, v->p, seen, f, changed);
}

static enum status edit_write(struct tx *tx, void *arg)
{
    struct point_arg *v = arg;
    struct board_file f;
    i64 changed;
    TRY(point_touch(tx, v, board_seen(v->r), &f, &changed));
    if (v->p->item.proposal_id) TRY(board_case_paper(tx, v->p->item.id, v->item.paper));
    return board_item_update(
        tx, &(struct board_item_update_in){.id = v->p->item.id,
                                           .number = v->item.number,
                                           .kind = v->item.kind,
                                           .title = v->item.title,
                                           .paper = v->p->item.proposal_id ? NO_STR : v->item.paper,
                                           .changed = changed});
}

/* What every act on a point begins with: who declared a conflict takes no part, also not in writing. */
static enum status keep_load(struct request *r, struct board_point *p)
{
    TRY(board_point_load(r, p));
    return p->item.closed ? DENIED : OK;
}

enum status board_point_done(struct request *r, struct response *s, struct board_point *p,
                             enum status st, const char *why, const char *at, str note)
{
    if (st == DENIED && why) {
        board_refuse(r, at, why);
        return board_point_show(r, s, p, false);
    }
    if (st == CONFLICT) {
        TRY(board_point_load(r, p));
        return board_point_show(r, s, p, true);
    }
    TRY(st);
    return redirect_note(r, s, note, "/desk/board/items/%.*s", P(p->item.code));
}

static enum status point_done(struct request *r, struct response *s, struct board_point *p,
                              enum status st, const struct point_arg *v, const char *at, str note)
{
    return board_point_done(r, s, p, st, v->why, at, note);
}

/* ROUTE POST /desk/board/items/:item     needs board.keep     max 256k
** Changes an open point. If somebody else changed it meanwhile, both texts are shown. */
enum status board_item_edit_act(struct request *r, struct response *s)
{
    struct board_point p;
    TRY(keep_load(r, &p));
    struct point_arg v = {.r = r, .p = &p};
    if (p.item.proposal_id)
        case_take(r, &v.item);
    else
        point_take(r, &v.item);
    take_int(r, "number", 1, 999, &v.item.number);
    if (problems(r)) return board_point_show(r, s, &p, false);
    return point_done(r, s, &p, db_write(r, edit_write, &v), &v, "title", T(r, "Saved."));
}

/* --- conflicts of interest ------------------------------------------------------------------------------ */

const struct board_member *board_member_of(const struct board_file *f, str code)
{
    for (size_t i = 0; i < f->people.n; i++)
        if (str_eq(f->people.v[i].code, code)) return &f->people.v[i];
    return NULL;
}

/* Whom a declaration is about: the secretariat names a member, a member is himself. */
static enum status member_take(struct request *r, const struct board_point *p,
                               const struct board_member **out)
{
    bool keeps = may(r, "board.keep", NULL);
    *out = keeps ? board_member_of(&p->f, field(r, "member")) : p->self;
    if (!keeps && (!p->self || !may(r, "board.adopt", NULL))) return DENIED;
    struct part_choice_array left = {0};
    members_fill(r, p, &left);
    if (!*out)
        problem(r, left.n ? "member" : "conflict",
                "Choose a member who is in office on the day of the meeting.");
    return OK;
}

static enum status recuse_write(struct tx *tx, void *arg)
{
    struct point_arg *v = arg;
    struct board_file f;
    i64 changed, id;
    TRY(point_touch(tx, v, v->p->item.changed, &f, &changed));
    const struct board_member *m = board_member_of(&f, v->member);
    if (!m || board_recused(&f, v->p->item.id, m->id)) return CONFLICT;
    TRY(board_case_close_to(tx, v->r, &v->p->item, m, v->reason));
    return board_recusal_insert(tx,
                                &(struct board_recusal_insert_in){.item = v->p->item.id,
                                                                  .member = m->id,
                                                                  .reason = v->reason,
                                                                  .now = tx_now(tx),
                                                                  .account = tx_actor(tx).account},
                                &id);
}

/* ROUTE POST /desk/board/items/:item/conflict     needs board.read
** Declares a conflict of interest: a member for himself, or the secretariat for one who told it. */
enum status board_conflict_act(struct request *r, struct response *s)
{
    struct board_point p;
    const struct board_member *m = NULL;
    TRY(board_point_load(r, &p));
    TRY(member_take(r, &p, &m));
    struct point_arg v = {.r = r, .p = &p, .member = m ? m->code : NO_STR};
    need_text(r, "reason", BOARD_REASON_CHARS, &v.reason);
    if (problems(r)) return board_point_show(r, s, &p, false);
    return point_done(
        r, s, &p, db_write(r, recuse_write, &v), &v, "conflict",
        T(r,
          "Declared. The member takes no part in this point and does not count for its quorum."));
}

static enum status unrecuse_write(struct tx *tx, void *arg)
{
    struct point_arg *v = arg;
    struct board_file f;
    i64 changed;
    TRY(point_touch(tx, v, v->p->item.changed, &f, &changed));
    const struct board_member *m = board_member_of(&f, v->member);
    if (!m) return CONFLICT;
    v->why = MESSAGE(
        "A proposal that was closed to a member stays closed: the declaration is not taken back.");
    if (v->p->item.proposal_id && m->account) return DENIED;
    v->why = NULL;
    return board_recusal_delete(tx, v->p->item.id, m->id);
}

/* ROUTE POST /desk/board/items/:item/conflict/withdraw     needs board.keep
** Takes back a declaration that was recorded by mistake. */
enum status board_conflict_withdraw_act(struct request *r, struct response *s)
{
    struct board_point p;
    TRY(keep_load(r, &p));
    struct point_arg v = {.r = r, .p = &p, .member = field(r, "member")};
    if (!board_member_of(&p.f, v.member)) return NOT_FOUND;
    return point_done(r, s, &p, db_write(r, unrecuse_write, &v), &v, "conflict",
                      T(r, "Taken back. The member takes part again."));
}

/* --- advice --------------------------------------------------------------------------------------------- */

static void votes_take(struct request *r, struct board_advice *a, i64 present)
{
    if (is(a->way, "consensus")) return;
    if (!is(a->way, "vote")) {
        problem(r, "way", "Choose how the board agreed.");
        return;
    }
    bool all = take_int(r, "votes_for", 0, 99, &a->votes_for);
    all = take_int(r, "votes_against", 0, 99, &a->votes_against) && all;
    all = take_int(r, "votes_abstain", 0, 99, &a->votes_abstain) && all;
    if (!all) return;
    if (a->votes_for + a->votes_against + a->votes_abstain > present)
        problem(r, "votes_for", "More votes than the %lld members who came and may take part.",
                (long long)present);
    else if (a->votes_for <= a->votes_against)
        problem(
            r, "votes_for",
            "More votes for than against make an advice. Put the point off or drop it instead.");
}

/* The figures of the quorum are those of the instant of writing, not of the form. */
static enum status advice_write(struct tx *tx, void *arg)
{
    struct point_arg *v = arg;
    struct board_file f;
    struct board_advice before, *a = &v->advice;
    i64 changed, id;
    TRY(point_touch(tx, v, board_seen(v->r), &f, &changed));
    struct board_count c =
        board_count_of(&f, v->p->item.id, setting_int(v->r->app, "board.quorum"));
    if (!is(f.meeting.state, "held")) return CONFLICT;
    v->why = MESSAGE("There is no quorum for this point: too few of those who may take part came.");
    if (!c.quorum) return DENIED;
    v->why = NULL;
    TRY(board_item_state(tx, v->p->item.id, S("advised"), NO_STR, changed));
    enum status st = board_advice_of_item(tx_db(tx), v->r->arena, v->p->item.id, &before);
    if (st == OK)
        return board_advice_update(
            tx, &(struct board_advice_update_in){.id = before.id,
                                                 .kind = v->p->item.kind,
                                                 .title = v->p->item.title,
                                                 .text = a->text,
                                                 .reasons = a->reasons,
                                                 .dissent = a->dissent,
                                                 .way = a->way,
                                                 .votes_for = a->votes_for,
                                                 .votes_against = a->votes_against,
                                                 .votes_abstain = a->votes_abstain,
                                                 .seats = c.seats,
                                                 .recused = c.recused,
                                                 .present = c.present,
                                                 .needed = c.needed,
                                                 .changed = tx_now(tx)});
    if (st != NOT_FOUND) return st;
    return board_advice_insert(tx,
                               &(struct board_advice_insert_in){
                                   .code = code_new(v->r->arena, tx_env(tx), BOARD_CODE_LETTERS),
                                   .item = v->p->item.id,
                                   .kind = v->p->item.kind,
                                   .title = v->p->item.title,
                                   .day = f.meeting.day,
                                   .text = a->text,
                                   .reasons = a->reasons,
                                   .dissent = a->dissent,
                                   .way = a->way,
                                   .votes_for = a->votes_for,
                                   .votes_against = a->votes_against,
                                   .votes_abstain = a->votes_abstain,
                                   .seats = c.seats,
                                   .recused = c.recused,
                                   .present = c.present,
                                   .needed = c.needed,
                                   .now = tx_now(tx)},
                               &id);
}

/* ROUTE POST /desk/board/items/:item/advice     needs board.keep     max 256k
** Records what the board advised on a point: with a quorum, after the meeting was held. */
enum status board_advise_act(struct request *r, struct response *s)
{
    struct board_point p;
    TRY(keep_load(r, &p));
    struct point_arg v = {.r = r, .p = &p, .advice = {.way = field(r, "way")}};
    if (p.item.proposal_id) return CONFLICT; /* its votes are counted instead */
    need_text(r, "text", BOARD_TEXT_CHARS, &v.advice.text);
    need_text(r, "reasons", BOARD_TEXT_CHARS, &v.advice.reasons);
    take_text(r, "dissent", BOARD_TEXT_CHARS, &v.advice.dissent);
    votes_take(r, &v.advice, p.item.present);
    if (problems(r)) return board_point_show(r, s, &p, false);
    return point_done(r, s, &p, db_write(r, advice_write, &v), &v, "text",
                      T(r, "Recorded. It is followed under Advice."));
}

/* --- put off, dropped, opened again --------------------------------------------------------------------- */

static enum status settle_write(struct tx *tx, void *arg)
{
    struct point_arg *v = arg;
    struct board_file f;
    struct board_meeting next;
    i64 changed, last = 0, id;
    TRY(point_touch(tx, v, v->p->item.changed, &f, &changed));
    TRY(board_item_state(tx, v->p->item.id, v->state, v->reason, changed));
    if (!is(v->state, "deferred")) return OK;
    TRY(board_meeting_by_code(tx_db(tx), v->r->arena, v->meeting, &next));
    if (!is(next.state, "planned") || next.id == f.meeting.id) return CONFLICT;
    TRY(board_item_last(tx_db(tx), v->r->arena, next.id, &last));
    const struct board_item *item = &v->p->item;
    bool is_case = item->proposal_id != 0;
    TRY(board_item_insert(tx,
                          &(struct board_item_insert_in){
                              .code = code_new(v->r->arena, tx_env(tx), BOARD_CODE_LETTERS),
                              .meeting = next.id,
                              .number = last + 1,
                              .kind = item->kind,
                              .title = is_case ? S(BOARD_CASE_TITLE) : item->title,
                              .paper = is_case ? NO_STR : item->paper,
                              .earlier = item->id,
                              .now = tx_now(tx)},
                          &id));
    return is_case ? board_case_insert(tx, id, item->proposal_id, item->paper, &last) : OK;
}

/* ROUTE POST /desk/board/items/:item/settle     needs board.keep
** Puts a point off to a coming meeting, or drops it, with the reason. */
enum status board_settle_act(struct request *r, struct response *s)
{
    struct board_point p;
    struct part_choice_array meetings = {0};
    bool known = false;
    TRY(keep_load(r, &p));
    struct point_arg v = {.r = r, .p = &p, .meeting = field(r, "meeting")};
    v.state = v.meeting.n ? S("deferred") : S("dropped");
    need_text(r, "outcome", BOARD_REASON_CHARS, &v.reason);
    TRY(meetings_fill(r, &p, &meetings));
    for (size_t i = 0; i < meetings.n; i++)
        known = known || str_eq(meetings.v[i].code, v.meeting);
    if (v.meeting.n && !known) problem(r, "meeting", "Choose a coming meeting from the list.");
    if (problems(r)) return board_point_show(r, s, &p, false);
    return point_done(r, s, &p, db_write(r, settle_write, &v), &v, "meeting",
                      v.meeting.n ? T(r, "Put off. It stands on the other agenda.")
                                  : T(r, "Dropped. It stays in the record with its reason."));
}

static enum status reopen_write(struct tx *tx, void *arg)
{
    struct point_arg *v = arg;
    struct board_file f;
    i64 changed;
    TRY(board_file_of(tx_db(tx), v->r->arena, v->p->f.meeting.code, &f));
    const struct board_item *now = board_item_of(&f, v->p->item.code);
    if (!now || is(now->state, "open") || !meeting_open(&f.meeting)) return CONFLICT;
    v->why = MESSAGE("It stands on another agenda. Drop it there first.");
    if (now->later.n) return DENIED;
    v->why = NULL;
    TRY(board_case_reopen_check(tx, v->r, now, &v->why));
    TRY(board_touch(now->changed, v->p->item.changed, tx_now(tx), &changed));
    return board_item_state(tx, now->id, S("open"), NO_STR, changed);
}

/* ROUTE POST /desk/board/items/:item/reopen     needs board.keep
** Opens a settled point again, to correct it while the minutes are not adopted. */
enum status board_reopen_act(struct request *r, struct response *s)
{
    struct board_point p;
    TRY(keep_load(r, &p));
    struct point_arg v = {.r = r, .p = &p};
    return point_done(r, s, &p, db_write(r, reopen_write, &v), &v, "settled",
                      T(r, "Open again. Its advice counts once it is recorded anew."));
}

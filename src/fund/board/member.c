/* member.c: the seats of the board. A seat is held for a term; terms of one seat never share a day, one
** member at a time is in the chair, and a person holds one seat. Ended terms stay. */
#include "fund/board/board.h"
#include "fund/history/history.h"
#include "people/people.h"
#include "web/app.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/board_sql.h"
#include "gen/registry.h"

#define NAME_CHARS 160
#define TERM_DAYS 3653 /* a term of more than ten years is a slip of the pen */

static const struct board_member nobody = {
    .starts = NO_DATE, .ends = NO_DATE, .withdrawn = NO_DATE};

static const struct list_column columns[] = {
    {MESSAGE("Member"), "name", false}, {MESSAGE("Seat"), "seat", true},
    {MESSAGE("From"), "starts", false}, {MESSAGE("Until"), "ends", false},
    {MESSAGE("State"), NULL, false},
};

static struct part_choice_array phases(struct request *r)
{
    struct part_choice_array out = {0};
    *PUSH(r->arena, &out) = (struct part_choice){.code = S("now"), .label = T(r, "In office")};
    *PUSH(r->arena, &out) = (struct part_choice){.code = S("coming"), .label = T(r, "To come")};
    *PUSH(r->arena, &out) = (struct part_choice){.code = S("past"), .label = T(r, "Ended")};
    *PUSH(r->arena, &out) =
        (struct part_choice){.code = S("withdrawn"), .label = T(r, "Entered by mistake")};
    return out;
}

/* ROUTE GET /desk/board/members?q,phase,sort,after     needs board.read
** Who holds or held which seat of the board. */
enum status board_members_page(struct request *r, struct response *s)
{
    struct board_members v = {.q = query(r, "q"),
                              .phase = query(r, "phase"),
                              .phases = phases(r),
                              .seats = setting_int(r->app, "board.seats"),
                              .may_keep = may(r, "board.keep", NULL)};
    struct list l = LIST_OF(r, columns, "seat");
    struct board_members_find_in in = {.q = v.q,
                                       .phase_now = str_eq(v.phase, S("now")),
                                       .phase_past = str_eq(v.phase, S("past")),
                                       .phase_coming = str_eq(v.phase, S("coming")),
                                       .phase_withdrawn = str_eq(v.phase, S("withdrawn")),
                                       .today = board_today(r),
                                       .sort = l.sort};
    struct board_member_array filled = {0};
    TRY(board_in_office(r->db, r->arena, in.today, &filled));
    v.filled = (i64)filled.n;
    TRY(board_members_find(r->db, r->arena, &in, &l.rows, &v.items));
    list_show(r, &l, &v.list);
    page_title(s, T(r, "Members of the board"));
    page_crumb(r, s, "Board", "/desk/board");
    return show(r, s, board_members_view, &v);
}

static enum status form_show(struct request *r, struct response *s, const struct board_member *m,
                             bool conflict)
{
    struct board_member_form v = {
        .item = *m,
        .is_new = !m->id,
        .conflict = conflict,
        .seen = m->id ? m->changed : 0,
        .seat = m->seat ? arena_printf(r->arena, "%lld", (long long)m->seat) : NO_STR,
        .email = m->email,
        .starts = board_date(r->arena, m->starts),
        .ends = board_date(r->arena, m->ends)};
    struct board_member_array accounts = {0};
    i64 seats = setting_int(r->app, "board.seats");
    for (i64 i = 1; i <= seats || i == m->seat; i++) {
        str number = arena_printf(r->arena, "%lld", (long long)i);
        *PUSH(r->arena, &v.seats) = (struct part_choice){.code = number, .label = number};
    }
    TRY(board_accounts(r->db, r->arena, &accounts));
    for (size_t i = 0; i < accounts.n; i++)
        *PUSH(r->arena, &v.people) = (struct part_choice){
            .code = accounts.v[i].code,
            .label =
                arena_printf(r->arena, "%.*s, %.*s", P(accounts.v[i].name), P(accounts.v[i].code))};
    if (m->id) TRY(history_fill(r, "board_member", m->id, board_member_view, NO_STR, &v.history));
    page_title(s, m->id ? m->name : T(r, "New member"));
    page_crumb(r, s, "Board", "/desk/board");
    page_crumb(r, s, "Members", "/desk/board/members");
    return show_status(r, s, conflict ? 409 : problems(r) ? 422 : 200, board_member_form_view, &v);
}

/* ROUTE GET /desk/board/members/new     needs board.keep
** An empty form. */
enum status board_member_new_page(struct request *r, struct response *s)
{
    return form_show(r, s, &nobody, false);
}

/* ROUTE GET /desk/board/members/:member     needs board.keep
** The term of one member, with its history. */
enum status board_member_page(struct request *r, struct response *s)
{
    struct board_member m;
    TRY(board_member_by_code(r->db, r->arena, param(r, "member"), &m));
    return form_show(r, s, &m, false);
}

struct member_arg {
    struct request *r;
    struct board_member *m;
    i64 seen;
    const char *field, *why;
};

/* What must hold between terms, looked at inside the transaction that writes. */
static enum status term_check(struct tx *tx, struct member_arg *v)
{
    const struct board_member *m = v->m;
    struct db *db = tx_db(tx);
    struct arena *a = v->r->arena;
    i64 n = 0;
    TRY(board_member_clash(db, a, m->id, m->seat, m->starts, m->ends, &n));
    if (n) {
        v->field = "seat";
        v->why =
            MESSAGE("Somebody else holds this seat in a part of that time. End that term first.");
        return DENIED;
    }
    if (m->chair) TRY(board_chair_clash(db, a, m->id, m->starts, m->ends, &n));
    if (n) {
        v->field = "chair";
        v->why = MESSAGE("Somebody else is in the chair in a part of that time.");
        return DENIED;
    }
    if (m->account) TRY(board_account_clash(db, a, m->id, m->account, m->starts, m->ends, &n));
    if (n) {
        v->field = "email";
        v->why = MESSAGE("This person holds another seat in a part of that time.");
        return DENIED;
    }
    return OK;
}

static enum status insert_write(struct tx *tx, void *arg)
{
    struct member_arg *v = arg;
    struct board_member *m = v->m;
    TRY(term_check(tx, v));
    m->code = code_new(v->r->arena, tx_env(tx), BOARD_CODE_LETTERS);
    return board_member_insert(tx,
                               &(struct board_member_insert_in){.code = m->code,
                                                                .seat = m->seat,
                                                                .name = m->name,
                                                                .affiliation = m->affiliation,
                                                                .account = m->account,
                                                                .chair = m->chair,
                                                                .starts = m->starts,
                                                                .ends = m->ends,
                                                                .now = tx_now(tx)},
                               &m->id);
}

static enum status update_write(struct tx *tx, void *arg)
{
    struct member_arg *v = arg;
    struct board_member *m = v->m, stored;
    i64 changed;
    TRY(board_member_by_code(tx_db(tx), v->r->arena, m->code, &stored));
    TRY(board_touch(stored.changed, v->seen, tx_now(tx), &changed));
    TRY(term_check(tx, v));
    return board_member_update(tx, &(struct board_member_update_in){.id = m->id,
                                                                    .seat = m->seat,
                                                                    .name = m->name,
                                                                    .affiliation = m->affiliation,
                                                                    .account = m->account,
                                                                    .chair = m->chair,
                                                                    .starts = m->starts,
                                                                    .ends = m->ends,
                                                                    .changed = changed});
}

static enum status form_take(struct request *r, struct board_member *m)
{
    i64 seats = setting_int(r->app, "board.seats");
    str email = field(r, "email");
    need_text(r, "name", NAME_CHARS, &m->name);
    take_text(r, "affiliation", NAME_CHARS, &m->affiliation);
    take_int(r, "seat", 1, m->seat > seats ? m->seat : seats, &m->seat);
    bool from = take_date(r, "starts", &m->starts), until = take_date(r, "ends", &m->ends);
    if (from && until && m->ends < m->starts)
        problem(r, "ends", "The term ends before it begins.");
    else if (from && until && m->ends - m->starts > TERM_DAYS)
        problem(r, "ends", "The term is longer than ten years. Check both days.");
    m->chair = str_eq(field(r, "chair"), S("yes"));
    m->account = 0;
    if (!email.n) return OK;
    struct board_member account = {0};
    enum status st = board_account_by_email(r->db, r->arena, email, &account);
    if (st == NOT_FOUND)
        problem(r, "email", "Choose somebody from the list, or nobody.");
    else
        TRY(st);
    m->account = account.id;
    return OK;
}

/* Writes; a clash comes back as a mistake at its field. */
static enum status member_save(struct request *r, struct response *s, write_fn *f,
                               struct member_arg *v, const struct board_member *stored)
{
    TRY(form_take(r, v->m));
    if (problems(r)) return form_show(r, s, stored, false);
    enum status st = db_write(r, f, v);
    if (st == DENIED && v->why) {
        board_refuse(r, v->field, v->why);
        return form_show(r, s, stored, false);
    }
    if (st == CONFLICT && stored->id) {
        struct board_member theirs;
        TRY(board_member_by_code(r->db, r->arena, stored->code, &theirs));
        return form_show(r, s, &theirs, true);
    }
    TRY(st);
    return redirect_note(r, s, T(r, "Saved."), "/desk/board/members");
}

/* ROUTE POST /desk/board/members     needs board.keep
** Gives a seat to somebody for a term. */
enum status board_member_create_act(struct request *r, struct response *s)
{
    struct board_member m = nobody;
    return member_save(r, s, insert_write, &(struct member_arg){.r = r, .m = &m}, &nobody);
}

/* ROUTE POST /desk/board/members/:member     needs board.keep
** Changes a term: to end it, or to correct it. */
enum status board_member_edit_act(struct request *r, struct response *s)
{
    struct board_member stored, m;
    TRY(board_member_by_code(r->db, r->arena, param(r, "member"), &stored));
    m = stored;
    return member_save(r, s, update_write,
                       &(struct member_arg){.r = r, .m = &m, .seen = board_seen(r)}, &stored);
}

static enum status withdraw_write(struct tx *tx, void *arg)
{
    struct member_arg *v = arg;
    struct board_member stored;
    bool back = v->m->withdrawn != NO_DATE;
    i64 n = 0, changed;
    TRY(board_member_by_code(tx_db(tx), v->r->arena, v->m->code, &stored));
    TRY(board_touch(stored.changed, v->m->changed, tx_now(tx), &changed));
    if (back) {
        TRY(term_check(tx, v));
    } else {
        TRY(board_member_named(tx_db(tx), v->r->arena, v->m->id, &n));
        v->field = "ends";
        v->why = MESSAGE(
            "The record of a meeting names this term, so it stays. End it by its last day.");
        if (n) return DENIED;
    }
    return board_member_withdraw(tx, v->m->id, back ? NO_DATE : tx_now(tx), changed);
}

/* ROUTE POST /desk/board/members/:member/withdraw     needs board.keep
** Takes back a term that was entered by mistake, or puts it back; one that a meeting names stays. */
enum status board_member_withdraw_act(struct request *r, struct response *s)
{
    struct board_member m;
    TRY(board_member_by_code(r->db, r->arena, param(r, "member"), &m));
    struct member_arg v = {.r = r, .m = &m};
    enum status st = db_write(r, withdraw_write, &v);
    if (st == DENIED && v.why) {
        board_refuse(r, v.field, v.why);
        return form_show(r, s, &m, false);
    }
    TRY(st);
    return redirect_note(r, s,
                         m.withdrawn == NO_DATE ? T(r, "Withdrawn. It counts nowhere any more.")
                                                : T(r, "Back again."),
                         "/desk/board/members");
}

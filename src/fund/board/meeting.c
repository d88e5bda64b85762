/* meeting.c: the meetings of the board: planned in their own zone, held with who came, cancelled with a
** reason. Once its minutes are adopted a meeting changes no more. */
#include "fund/board/board.h"
#include "fund/call/call.h"
#include "fund/history/history.h"
#include "people/people.h"
#include "web/app.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/registry.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/board_sql.h"
#include "gen/registry.h"

/* MENU desk 47 /desk/board "Board" needs board.read */

static const struct list_column columns[] = {
    {MESSAGE("Meeting"), "title", false}, {MESSAGE("Begins"), "starts", false},
    {MESSAGE("Place"), "place", false},   {MESSAGE("Points"), NULL, true},
    {MESSAGE("State"), "state", false},
};

static struct part_choice_array states(struct request *r)
{
    static const char *const all[][2] = {{"planned", MESSAGE("Planned")},
                                         {"held", MESSAGE("Held")},
                                         {"adopted", MESSAGE("Minutes adopted")},
                                         {"cancelled", MESSAGE("Cancelled")}};
    struct part_choice_array out = {0};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *PUSH(r->arena, &out) =
            (struct part_choice){.code = str_c(all[i][0]), .label = T(r, all[i][1])};
    return out;
}

/* ROUTE GET /desk/board?q,state,sort,after     needs board.read
** The board at work: its meetings, how many seats are filled, what it advised that nobody answered. */
enum status board_list_page(struct request *r, struct response *s)
{
    struct board_list v = {.q = query(r, "q"),
                           .state = query(r, "state"),
                           .states = states(r),
                           .seats = setting_int(r->app, "board.seats"),
                           .may_keep = may(r, "board.keep", NULL)};
    struct list l = LIST_OF(r, columns, "starts_down");
    struct board_meetings_find_in in = {.q = v.q, .state = v.state, .sort = l.sort};
    struct board_member_array filled = {0};
    TRY(board_in_office(r->db, r->arena, board_today(r), &filled));
    v.filled = (i64)filled.n;
    TRY(board_advice_waiting(r->db, r->arena, &v.waiting));
    TRY(board_meetings_find(r->db, r->arena, &in, &l.rows, &v.items));
    list_show(r, &l, &v.list);
    page_title(s, T(r, "Board"));
    return show(r, s, board_list_view, &v);
}

/* --- the form ------------------------------------------------------------------------------------------- */

static enum status form_show(struct request *r, struct response *s, const struct board_meeting *m,
                             bool conflict)
{
    struct board_meeting_form v = {.item = *m,
                                   .is_new = !m->id,
                                   .conflict = conflict,
                                   .seen = m->id ? m->changed : 0,
                                   .day = str_sub(m->starts_local, 0, 10),
                                   .time = str_sub(m->starts_local, 11, 16),
                                   .zone =
                                       m->id ? m->zone : setting(r->app, r->arena, "fund.zone")};
    page_title(s, m->id ? T(r, "Change the meeting") : T(r, "New meeting"));
    page_crumb(r, s, "Board", "/desk/board");
    if (m->id)
        page_crumb_text(s, m->title,
                        arena_printf(r->arena, "/desk/board/meetings/%.*s", P(m->code)));
    return show_status(r, s, conflict ? 409 : problems(r) ? 422 : 200, board_meeting_form_view, &v);
}

/* ROUTE GET /desk/board/meetings/new     needs board.keep
** An empty form. */
enum status board_meeting_new_page(struct request *r, struct response *s)
{
    return form_show(r, s, &(struct board_meeting){0}, false);
}

static enum status planned_load(struct request *r, struct board_meeting *m)
{
    TRY(board_meeting_by_code(r->db, r->arena, param(r, "meeting"), m));
    return str_eq(m->state, S("planned")) ? OK : CONFLICT;
}

/* ROUTE GET /desk/board/meetings/:meeting/edit     needs board.keep
** The form of a planned meeting. */
enum status board_meeting_edit_page(struct request *r, struct response *s)
{
    struct board_meeting m;
    TRY(planned_load(r, &m));
    return form_show(r, s, &m, false);
}

static void form_take(struct request *r, struct board_meeting *m)
{
    need_text(r, "title", BOARD_TITLE_CHARS, &m->title);
    need_text(r, "place", BOARD_TITLE_CHARS, &m->place);
    need_text(r, "zone", 60, &m->zone);
    const struct zone *zone = m->zone.n ? zone_find(m->zone) : NULL;
    if (m->zone.n && !zone)
        problem(
            r, "zone",
            "There is no time zone of this name. Write it as region and city, for example America/New_York.");
    bool day = take_date(r, "day", &m->day);
    str time = field(r, "time");
    if (!day || !zone) return;
    m->starts_local = arena_printf(r->arena, "%.*sT%.*s", P(board_date(r->arena, m->day)),
                                   P(str_sub(time, 0, 5)));
    if (!time.n || !time_parse_local(m->starts_local, zone, &m->starts))
        problem(r, "time", "Write the clock time like 09:30.");
}

struct meeting_arg {
    struct request *r;
    struct board_meeting *m;
    i64 seen;
    str reason;
    const char *why;
};

static enum status insert_write(struct tx *tx, void *arg)
{
    struct meeting_arg *v = arg;
    struct board_meeting *m = v->m;
    m->code = code_new(v->r->arena, tx_env(tx), BOARD_CODE_LETTERS);
    return board_meeting_insert(tx,
                                &(struct board_meeting_insert_in){.code = m->code,
                                                                  .title = m->title,
                                                                  .day = m->day,
                                                                  .starts = m->starts,
                                                                  .starts_local = m->starts_local,
                                                                  .zone = m->zone,
                                                                  .place = m->place,
                                                                  .now = tx_now(tx)},
                                &m->id);
}

/* ROUTE POST /desk/board/meetings     needs board.keep
** Plans a meeting. */
enum status board_meeting_create_act(struct request *r, struct response *s)
{
    struct board_meeting m = {0};
    form_take(r, &m);
    if (problems(r)) return form_show(r, s, &(struct board_meeting){0}, false);
    TRY(db_write(r, insert_write, &(struct meeting_arg){.r = r, .m = &m}));
    return redirect_note(r, s, T(r, "Planned. Now write its agenda."), "/desk/board/meetings/%.*s",
                         P(m.code));
}

/* Only a planned meeting changes; whoever saved first is shown. */
static enum status planned_touch(struct tx *tx, struct meeting_arg *v, i64 *changed)
{
    struct board_meeting stored;
    TRY(board_meeting_by_code(tx_db(tx), v->r->arena, v->m->code, &stored));
    if (!str_eq(stored.state, S("planned"))) return CONFLICT;
    return board_touch(stored.changed, v->seen, tx_now(tx), changed);
}

static enum status update_write(struct tx *tx, void *arg)
{
    struct meeting_arg *v = arg;
    struct board_meeting *m = v->m;
    i64 changed;
    TRY(planned_touch(tx, v, &changed));
    return board_meeting_update(tx,
                                &(struct board_meeting_update_in){.id = m->id,
                                                                  .title = m->title,
                                                                  .day = m->day,
                                                                  .starts = m->starts,
                                                                  .starts_local = m->starts_local,
                                                                  .zone = m->zone,
                                                                  .place = m->place,
                                                                  .changed = changed});
}

/* ROUTE POST /desk/board/meetings/:meeting     needs board.keep
** Changes a planned meeting. If somebody else changed it meanwhile, both texts are shown. */
enum status board_meeting_edit_act(struct request *r, struct response *s)
{
    struct board_meeting stored, m;
    TRY(planned_load(r, &stored));
    m = stored;
    form_take(r, &m);
    if (problems(r)) return form_show(r, s, &stored, false);
    enum status st =
        db_write(r, update_write, &(struct meeting_arg){.r = r, .m = &m, .seen = board_seen(r)});
    if (st == CONFLICT) {
        TRY(planned_load(r, &stored));
        return form_show(r, s, &stored, true);
    }
    TRY(st);
    return redirect_note(r, s, T(r, "Saved."), "/desk/board/meetings/%.*s", P(m.code));
}

/* --- one meeting ---------------------------------------------------------------------------------------- */

static enum status meeting_show(struct request *r, struct response *s, struct board_file *f)
{
    struct board_show v = {.may_keep = may(r, "board.keep", NULL)};
    board_items_prepare(r, f);
    v.item = f->meeting;
    v.points = f->items;
    v.members = f->people;
    v.when = call_time_words(r, f->meeting.starts, f->meeting.zone);
    v.may_change = v.may_keep &&
                   (str_eq(f->meeting.state, S("planned")) || str_eq(f->meeting.state, S("held")));
    v.may_record = v.may_change && f->meeting.starts <= r->now && f->people.n;
    for (size_t i = 0; i < f->items.n; i++)
        if (str_eq(f->items.v[i].state, S("open"))) v.undecided++;
    /* The history of the meeting holds its minutes. */
    if (!board_closes(f))
        TRY(history_fill(r, "board_meeting", f->meeting.id, board_meeting_view, NO_STR,
                         &v.history));
    page_title(s, f->meeting.title);
    page_crumb(r, s, "Board", "/desk/board");
    return show(r, s, board_show_view, &v);
}

/* ROUTE GET /desk/board/meetings/:meeting     needs board.read
** A meeting: its agenda, who is in office, who came, what was advised. */
enum status board_meeting_page(struct request *r, struct response *s)
{
    struct board_file f;
    TRY(board_file_of(r->db, r->arena, param(r, "meeting"), &f));
    return meeting_show(r, s, &f);
}

static enum status cancel_write(struct tx *tx, void *arg)
{
    struct meeting_arg *v = arg;
    i64 changed;
    TRY(planned_touch(tx, v, &changed));
    return board_meeting_state(tx, v->m->id, S("cancelled"), v->reason, changed);
}

/* ROUTE POST /desk/board/meetings/:meeting/cancel     needs board.keep
** Cancels a planned meeting; it stays with its reason. */
enum status board_meeting_cancel_act(struct request *r, struct response *s)
{
    struct board_file f;
    str reason;
    TRY(board_file_of(r->db, r->arena, param(r, "meeting"), &f));
    if (!str_eq(f.meeting.state, S("planned"))) return CONFLICT;
    need_text(r, "reason", BOARD_REASON_CHARS, &reason);
    if (problems(r)) return meeting_show(r, s, &f);
    TRY(db_write(r, cancel_write,
                 &(struct meeting_arg){
                     .r = r, .m = &f.meeting, .seen = f.meeting.changed, .reason = reason}));
    return redirect_note(r, s, T(r, "Cancelled. Its points can be put on another agenda."),
                         "/desk/board/meetings/%.*s", P(f.meeting.code));
}

struct held_arg {
    struct request *r;
    struct board_file *f;
    const char *why;
};

/* Whoever voted came. */
static enum status voters_check(struct tx *tx, struct held_arg *v, const struct board_file *f)
{
    struct pair_array here = fields_named(v->r, "present");
    for (size_t i = 0; i < f->items.n; i++) {
        struct board_vote_array votes = {0};
        if (!f->items.v[i].proposal_id) continue;
        TRY(board_votes(tx_db(tx), v->r->arena, f->items.v[i].id, &votes));
        for (size_t k = 0; k < votes.n; k++) {
            bool came = false;
            for (size_t j = 0; j < here.n; j++)
                came = came || str_eq(here.v[j].value, votes.v[k].member_code);
            if (!came)
                v->why = MESSAGE(
                    "Somebody who voted is not among those who came. Take the vote back first.");
        }
    }
    return OK;
}

/* Who came, of all in office on the day. */
static enum status held_write(struct tx *tx, void *arg)
{
    struct held_arg *v = arg;
    struct board_file now;
    i64 changed;
    TRY(board_file_of(tx_db(tx), v->r->arena, v->f->meeting.code, &now));
    bool planned = str_eq(now.meeting.state, S("planned"));
    if (!planned && !str_eq(now.meeting.state, S("held"))) return CONFLICT;
    TRY(board_touch(now.meeting.changed, v->f->meeting.changed, tx_now(tx), &changed));
    for (size_t i = 0; i < now.items.n; i++)
        if (str_eq(now.items.v[i].state, S("advised"))) {
            v->why = MESSAGE(
                "An advice of this meeting counts those who came. Open its point again first.");
            return DENIED;
        }
    TRY(voters_check(tx, v, &now));
    if (v->why) return DENIED;
    for (size_t i = 0; i < now.people.n; i++) {
        struct board_member *m = &now.people.v[i];
        struct pair_array here = fields_named(v->r, "present");
        m->present = false;
        for (size_t k = 0; k < here.n; k++)
            if (str_eq(here.v[k].value, m->code)) m->present = true;
        if (m->presence)
            TRY(board_presence_update(tx, m->presence, m->present));
        else
            TRY(board_presence_insert(tx, now.meeting.id, m->id, m->present, &m->presence));
    }
    return board_meeting_state(tx, now.meeting.id, S("held"), NO_STR, changed);
}

/* ROUTE POST /desk/board/meetings/:meeting/held     needs board.keep
** Records who came; before the meeting begins nobody can have come. */
enum status board_meeting_held_act(struct request *r, struct response *s)
{
    struct board_file f;
    TRY(board_file_of(r->db, r->arena, param(r, "meeting"), &f));
    if (!str_eq(f.meeting.state, S("planned")) && !str_eq(f.meeting.state, S("held")))
        return CONFLICT;
    if (f.meeting.starts > r->now)
        problem(r, "present", "The meeting has not begun yet.");
    else if (!f.people.n)
        problem(r, "present", "Nobody is in office on this day. Enter the members first.");
    if (problems(r)) return meeting_show(r, s, &f);
    struct held_arg v = {.r = r, .f = &f};
    enum status st = db_write(r, held_write, &v);
    if (st == DENIED && v.why) {
        board_refuse(r, "present", v.why);
        return meeting_show(r, s, &f);
    }
    TRY(st);
    return redirect_note(r, s, T(r, "Recorded who came."), "/desk/board/meetings/%.*s",
                         P(f.meeting.code));
}

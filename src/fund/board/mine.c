/* mine.c: what waits of the board's work: for its members meetings to prepare and minutes to adopt, for the
** office meetings to record and minutes to draft. Shown by the desk and in the daily mail. */
#include "fund/board/board.h"
#include "fund/calendar/calendar.h"
#include "fund/proposal/proposal.h"
#include "people/people.h"
#include "web/app.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/board_sql.h"

static bool is(str state, const char *word)
{
    return str_eq(state, str_c(word));
}

static struct board_mine *mine_add(struct request *r, struct board_mine_array *out,
                                   const struct board_meeting *m, const char *page, str action)
{
    struct board_mine *x = PUSH(r->arena, out);
    *x = (struct board_mine){
        .title = m->title,
        .address = arena_printf(r->arena, "/desk/board/meetings/%.*s%s", P(m->code), page),
        .action = action,
        .since = m->changed,
        .due = NO_DATE};
    return x;
}

static void member_fill(struct request *r, const struct board_file *f, struct board_mine_array *out)
{
    const struct board_meeting *m = &f->meeting;
    if (!board_self(f, r->session->account)) return;
    if (is(m->state, "planned") && m->starts > r->now)
        mine_add(r, out, m, "", T(r, "Read its papers and declare conflicts of interest"))->due =
            m->starts;
    if (is(m->state, "held") && m->minutes.n && may(r, "board.adopt", NULL) &&
        !board_adopt_refusal(f, r->session->account, m->minutes_by))
        mine_add(r, out, m, "/minutes", T(r, "Read the minutes and adopt them"));
}

/* Proposals that the member votes on: the meeting was held, the point is open, no vote is cast. */
static enum status votes_fill(struct request *r, const struct board_file *f,
                              struct board_mine_array *out)
{
    const struct board_member *self = board_self(f, r->session->account);
    if (!self || !self->present || !is(f->meeting.state, "held")) return OK;
    for (size_t i = 0; i < f->items.n; i++) {
        const struct board_item *item = &f->items.v[i];
        struct board_vote_array votes = {0};
        if (!item->proposal_id || !is(item->state, "open") ||
            board_recused(f, item->id, self->id) || record_barred(r, "proposal", item->proposal_id))
            continue;
        TRY(board_votes(r->db, r->arena, item->id, &votes));
        bool voted = false;
        for (size_t k = 0; k < votes.n; k++)
            voted = voted || votes.v[k].member == self->id;
        if (voted) continue;
        *PUSH(r->arena, out) = (struct board_mine){
            .title = item->title,
            .address = arena_printf(r->arena, "/desk/board/items/%.*s", P(item->code)),
            .action = T(r, "Vote on the proposal"),
            .since = f->meeting.changed,
            .due = NO_DATE};
    }
    return OK;
}

static void office_fill(struct request *r, const struct board_file *f, struct board_mine_array *out)
{
    const struct board_meeting *m = &f->meeting;
    size_t open = 0;
    for (size_t i = 0; i < f->items.n; i++)
        if (is(f->items.v[i].state, "open")) open++;
    if (is(m->state, "planned") && m->starts <= r->now)
        mine_add(r, out, m, "", T(r, "Record who came"))->due = m->starts;
    else if (is(m->state, "held") && open)
        mine_add(r, out, m, "", T(r, "Record what came of each point"));
    else if (is(m->state, "held") && !m->minutes.n)
        mine_add(r, out, m, "", T(r, "Draft the minutes"));
}

/* Corrections of adopted minutes, for who may adopt them. */
static enum status errata_fill(struct request *r, struct board_mine_array *out)
{
    struct board_meeting_array meetings = {0};
    TRY(board_meetings_corrected(r->db, r->arena, &meetings));
    for (size_t i = 0; i < meetings.n; i++) {
        struct board_file f;
        struct board_erratum_array all = {0};
        TRY(board_file_of(r->db, r->arena, meetings.v[i].code, &f));
        TRY(board_errata(r->db, r->arena, f.meeting.id, &all));
        for (size_t k = 0; k < all.n; k++) {
            const struct board_erratum *x = &all.v[k];
            if (is(x->state, "proposed") &&
                !board_adopt_refusal(&f, r->session->account, x->account))
                mine_add(r, out, &f.meeting, "/minutes",
                         T(r, "Read the correction of the minutes and adopt it"))
                    ->since = x->at;
        }
    }
    return OK;
}

enum status board_mine_fill(struct request *r, struct board_mine_array *out)
{
    struct board_meeting_array open = {0};
    bool keeps = may(r, "board.keep", NULL);
    if (!may(r, "board.read", NULL)) return OK;
    TRY(board_meetings_open(r->db, r->arena, &open));
    for (size_t i = 0; i < open.n; i++) {
        struct board_file f;
        TRY(board_file_of(r->db, r->arena, open.v[i].code, &f));
        if (keeps) office_fill(r, &f, out);
        member_fill(r, &f, out);
        TRY(votes_fill(r, &f, out));
    }
    return may(r, "board.adopt", NULL) ? errata_fill(r, out) : OK;
}

/* mine.c: what waits of the board's work: for its members meetings to prepare and minutes to adopt, for the
** office meetings to record and minutes to draft. Shown by the desk and in the daily mail. */
#include "fund/board/board.h"
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
        !board_adopt_refusal(f, r->session->account))
        mine_add(r, out, m, "/minutes", T(r, "Read the minutes and adopt them"));
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
    }
    return OK;
}

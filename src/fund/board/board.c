/* board.c: what the pages of the board share. The folder's files follow the work: member.c (seats and
** terms), meeting.c (meetings and who came), item.c (the agenda, conflicts of interest, advice),
** minutes.c (drafted from the record, adopted by the chair), erratum.c (corrected later), advice.c (what came of it). */
#include "fund/board/board.h"

#include "people/people.h"
#include "web/app.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/board_sql.h"

/* RECORD board_meeting "Meeting of the board" as meeting */
/* RECORD board_erratum "Correction of minutes" */
/* RECORD board_item "Point of the agenda" as item */
/* RECORD board_case "Proposal before the board" */
/* RECORD board_vote "Vote of the board" */
/* RECORD board_recommendation "Recommendation of the board" */
/* RECORD board_member "Member of the board" as member */
/* RECORD board_advice "Advice of the board" as advice search 85 "Advice of the board" */

/* GROUP board "The board" */
/* SETTING board.seats int "10"
** How many seats the board has. */
/* SETTING board.quorum int "50"
** More than this share of the members who may take part, in per cent, must be present for an advice. */

enum status board_file_of(struct db *db, struct arena *a, str code, struct board_file *out)
{
    *out = (struct board_file){0};
    TRY(board_meeting_by_code(db, a, code, &out->meeting));
    const struct board_meeting *m = &out->meeting;
    struct board_people_of_meeting_in in = {.meeting = m->id,
                                            .day = m->day,
                                            .held = str_eq(m->state, S("held")) ||
                                                    str_eq(m->state, S("adopted"))};
    TRY(board_people_of_meeting(db, a, &in, &out->people));
    TRY(board_items(db, a, out->meeting.id, &out->items));
    return board_recusals(db, a, out->meeting.id, &out->recusals);
}

i64 board_needed(i64 eligible, i64 percent)
{
    i64 share = percent < 0 ? 0 : percent > 99 ? 99 : percent;
    return eligible * share / 100 + 1;
}

bool board_recused(const struct board_file *f, i64 item, i64 member)
{
    for (size_t i = 0; i < f->recusals.n; i++)
        if (f->recusals.v[i].item == item && f->recusals.v[i].member == member) return true;
    return false;
}

struct board_count board_count_of(const struct board_file *f, i64 item, i64 percent)
{
    struct board_count c = {.seats = (i64)f->people.n};
    for (size_t i = 0; i < f->people.n; i++) {
        const struct board_member *m = &f->people.v[i];
        if (board_recused(f, item, m->id))
            c.recused++;
        else if (m->present)
            c.present++;
    }
    c.eligible = c.seats - c.recused;
    c.needed = board_needed(c.eligible, percent);
    c.quorum = c.present >= c.needed;
    return c;
}

const struct board_member *board_self(const struct board_file *f, i64 account)
{
    for (size_t i = 0; i < f->people.n; i++)
        if (f->people.v[i].account == account) return &f->people.v[i];
    return NULL;
}

const struct board_item *board_item_of(const struct board_file *f, str code)
{
    for (size_t i = 0; i < f->items.n; i++)
        if (str_eq(f->items.v[i].code, code)) return &f->items.v[i];
    return NULL;
}

void board_items_prepare(struct request *r, struct board_file *f)
{
    const struct board_member *self = board_self(f, r->session->account);
    i64 percent = setting_int(r->app, "board.quorum");
    for (size_t i = 0; i < f->items.n; i++) {
        struct board_item *item = &f->items.v[i];
        struct board_count c = board_count_of(f, item->id, percent);
        item->meeting_code = f->meeting.code;
        item->meeting_title = f->meeting.title;
        item->kind_label = board_kind_label(r, item->kind);
        item->eligible = c.eligible;
        item->present = c.present;
        item->needed = c.needed;
        for (size_t k = 0; k < f->recusals.n; k++)
            if (f->recusals.v[k].item == item->id)
                item->recused = arena_printf(r->arena, "%.*s%s%.*s", P(item->recused),
                                             item->recused.n ? ", " : "", P(f->recusals.v[k].name));
        item->closed = (self && board_recused(f, item->id, self->id)) ||
                       (item->proposal_id && record_barred(r, "proposal", item->proposal_id));
        if (item->proposal_id) item->kind_label = T(r, "Proposal");
        if (item->closed) {
            item->paper = NO_STR;
            item->advice = NO_STR;
        }
        if (item->closed && item->proposal_id) {
            item->title = T(r, "A proposal that is closed to you");
            item->proposal = NO_STR;
            item->outcome = NO_STR;
        }
    }
}

bool board_closes(const struct board_file *f)
{
    for (size_t i = 0; i < f->items.n; i++)
        if (f->items.v[i].closed && f->items.v[i].proposal_id) return true;
    return false;
}

/* --- words ---------------------------------------------------------------------------------------------- */

static const char *const kinds[][2] = {{"guidelines", MESSAGE("Guidelines")},
                                       {"impact", MESSAGE("Impact of programmes")},
                                       {"outreach", MESSAGE("Outreach")},
                                       {"other", MESSAGE("Other business")}};
static const char *const outcomes[][2] = {{"waiting", MESSAGE("Waits for an answer")},
                                          {"under_way", MESSAGE("Being followed")},
                                          {"followed", MESSAGE("Followed")},
                                          {"partly", MESSAGE("Followed in part")},
                                          {"not_followed", MESSAGE("Not followed")}};
enum { KINDS = sizeof kinds / sizeof *kinds, OUTCOMES = sizeof outcomes / sizeof *outcomes };

static str word_of(struct request *r, const char *const (*words)[2], size_t n, str code)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(code, str_c(words[i][0]))) return T(r, words[i][1]);
    return code;
}

static struct part_choice_array choices(struct request *r, const char *const (*words)[2], size_t n)
{
    struct part_choice_array out = {0};
    for (size_t i = 0; i < n; i++)
        *PUSH(r->arena, &out) =
            (struct part_choice){.code = str_c(words[i][0]), .label = T(r, words[i][1])};
    return out;
}

str board_kind_label(struct request *r, str kind)
{
    return word_of(r, kinds, KINDS, kind);
}

struct part_choice_array board_kinds(struct request *r)
{
    return choices(r, kinds, KINDS);
}

str board_outcome_label(struct request *r, str outcome)
{
    return word_of(r, outcomes, OUTCOMES, outcome);
}

struct part_choice_array board_outcomes(struct request *r)
{
    return choices(r, outcomes, OUTCOMES);
}

/* --- forms ---------------------------------------------------------------------------------------------- */

i64 board_seen(const struct request *r)
{
    i64 seen;
    return str_i64(field(r, "seen"), &seen) ? seen : 0;
}

enum status board_touch(i64 stored, i64 seen, i64 now, i64 *changed)
{
    if (stored != seen) return CONFLICT;
    *changed = now > stored ? now : stored + 1;
    return OK;
}

void board_refuse(struct request *r, const char *field, const char *why)
{
    *PUSH(r->arena, &r->problems) = (struct pair){str_c(field), T(r, why)};
}

i64 board_today(struct request *r)
{
    struct civil c = zone_local(fund_zone(r->app), r->now);
    return date_of(c.year, c.month, c.day);
}

str board_date(struct arena *a, i64 day)
{
    if (day == NO_DATE) return NO_STR;
    struct buf b;
    buf_init(&b, 32);
    buf_date(&b, day);
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

str board_day_words(struct request *r, i64 day)
{
    struct buf b;
    buf_init(&b, 200);
    buf_date_long(&b, day, str_z(r->arena, r->lang));
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* minutes.c: the minutes of a meeting: drafted from the record, polished by the secretariat, adopted by
** whoever was in the chair (or, without a chair, by a member who came), never by who drafted them. */
#include "fund/board/board.h"
#include "fund/call/call.h"
#include "fund/proposal/proposal.h"
#include "people/people.h"
#include "web/layout.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/board_sql.h"
#include "gen/registry.h"

#define MINUTES_CHARS 100000
#define MINUTES_BYTES (1 << 20)

/* --- the draft ------------------------------------------------------------------------------------------ */

static str number_of(struct arena *a, i64 n)
{
    return arena_printf(a, "%lld", (long long)n);
}

/* Markdown's own signs in names and titles stay words. */
static void words_put(struct buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (strchr("\\`*_[]<>#|&", s.p[i])) buf_char(b, '\\');
        buf_char(b, s.p[i] == '\n' ? ' ' : s.p[i]);
    }
}

static void people_put(struct buf *b, struct request *r, const struct board_file *f, bool present)
{
    for (size_t i = 0; i < f->people.n; i++) {
        const struct board_member *m = &f->people.v[i];
        if (m->present != present) continue;
        buf_lit(b, "- ");
        words_put(b, m->name);
        if (m->affiliation.n) {
            buf_lit(b, ", ");
            words_put(b, m->affiliation);
        }
        if (m->chair) buf_printf(b, " (%.*s)", P(T(r, "in the chair")));
        buf_lit(b, "\n");
    }
    buf_lit(b, "\n");
}

static void part_put(struct buf *b, str heading, str text)
{
    if (text.n) buf_printf(b, "**%.*s**\n\n%.*s\n\n", P(heading), P(text));
}

static void advice_put(struct buf *b, struct request *r, const struct board_advice *a)
{
    str votes[] = {number_of(r->arena, a->votes_for), number_of(r->arena, a->votes_against),
                   number_of(r->arena, a->votes_abstain)};
    str how = str_eq(a->way, S("vote"))
                  ? message_fill(r->arena, T(r, "By a vote: %1 for, %2 against, %3 abstaining."),
                                 votes, 3)
                  : T(r, "By consensus.");
    part_put(b, T(r, "Advice"), a->text);
    buf_printf(b, "%.*s\n\n", P(how));
    part_put(b, T(r, "Reasons"), a->reasons);
    part_put(b, T(r, "Dissent"), a->dissent);
}

/* A proposal: what was recommended, who voted how and why, and the conditions. */
static enum status case_put(struct buf *b, struct request *r, const struct board_item *item)
{
    struct proposal p;
    struct board_recommendation_array all = {0};
    TRY(proposal_load_id(r->db, r->app, r->arena, item->proposal_id, &p));
    TRY(board_recommendations_fill(r, &p, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct board_recommendation *x = &all.v[i];
        if (x->item != item->id) continue;
        str votes[] = {number_of(r->arena, x->votes_for), number_of(r->arena, x->votes_against),
                       number_of(r->arena, x->votes_abstain)};
        part_put(b, T(r, "Recommendation"), x->label);
        buf_printf(b, "%.*s\n\n",
                   P(message_fill(r->arena, T(r, "By a vote: %1 for, %2 against, %3 abstaining."),
                                  votes, 3)));
        part_put(b, T(r, "Reasons"), x->reasons);
        for (size_t k = 0; k < x->votes.n; k++) {
            buf_lit(b, "- ");
            words_put(b, x->votes.v[k].name);
            buf_printf(b, ": %.*s%s", P(x->votes.v[k].label), x->votes.v[k].reason.n ? ". " : "");
            words_put(b, x->votes.v[k].reason);
            buf_lit(b, "\n");
        }
        buf_lit(b, "\n");
        for (size_t k = 0; k < x->conditions.n; k++) {
            const struct condition_item *c = &x->conditions.v[k];
            str args[] = {number_of(r->arena, c->number), c->who, board_day_words(r, c->due)};
            buf_printf(
                b, "%.*s ",
                P(message_fill(r->arena, T(r, "**Condition %1** (%2, until %3):"), args, 3)));
            words_put(b, c->text);
            buf_lit(b, "\n\n");
        }
    }
    return OK;
}

static enum status point_put(struct buf *b, struct request *r, const struct board_item *i)
{
    struct board_advice a;
    str figures[] = {number_of(r->arena, i->eligible), number_of(r->arena, i->present),
                     number_of(r->arena, i->needed)};
    buf_printf(b, "## %lld. ", (long long)i->number);
    words_put(b, i->title);
    buf_printf(b, "\n\n%.*s. ", P(i->kind_label));
    buf_printf(b, "%.*s\n\n",
               P(message_fill(r->arena, T(r, "%1 may take part, %2 of them came, %3 are needed."),
                              figures, 3)));
    if (i->recused.n) {
        buf_printf(b, "**%.*s** ", P(T(r, "Not taking part:")));
        words_put(b, i->recused);
        buf_lit(b, "\n\n");
    }
    if (str_eq(i->state, S("advised")) && i->proposal_id) return case_put(b, r, i);
    if (str_eq(i->state, S("advised"))) {
        TRY(board_advice_of_item(r->db, r->arena, i->id, &a));
        advice_put(b, r, &a);
        return OK;
    }
    part_put(b, str_eq(i->state, S("deferred")) ? T(r, "Put off") : T(r, "Dropped"), i->outcome);
    return OK;
}

static enum status draft_make(struct request *r, struct board_file *f, str *out)
{
    struct buf b;
    enum status st = OK;
    buf_init(&b, MINUTES_BYTES);
    buf_printf(&b, "%.*s, ", P(call_time_words(r, f->meeting.starts, f->meeting.zone)));
    words_put(&b, f->meeting.place);
    buf_printf(&b, "\n\n## %.*s\n\n", P(T(r, "Present")));
    people_put(&b, r, f, true);
    bool away = false;
    for (size_t i = 0; i < f->people.n; i++)
        away = away || !f->people.v[i].present;
    if (away) {
        buf_printf(&b, "## %.*s\n\n", P(T(r, "Absent")));
        people_put(&b, r, f, false);
    }
    for (size_t i = 0; i < f->items.n && st == OK; i++)
        st = point_put(&b, r, &f->items.v[i]);
    if (st == OK && b.overflow) st = LIMIT;
    if (st == OK) *out = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return st;
}

/* --- the page ------------------------------------------------------------------------------------------- */

/* Is a proposal of this meeting closed to the member? Then so are its minutes. */
static bool kept_out(const struct board_file *f, i64 member)
{
    for (size_t i = 0; i < f->items.n; i++)
        if (f->items.v[i].proposal_id && board_recused(f, f->items.v[i].id, member)) return true;
    return false;
}

const char *board_adopt_refusal(const struct board_file *f, i64 account, i64 drafter)
{
    const struct board_member *self = board_self(f, account);
    bool chaired = false;
    for (size_t i = 0; i < f->people.n; i++)
        chaired = chaired || (f->people.v[i].chair && f->people.v[i].present &&
                              !kept_out(f, f->people.v[i].id));
    if (!self || !self->present)
        return MESSAGE("A member who came to the meeting adopts its minutes.");
    if (kept_out(f, self->id))
        return MESSAGE(
            "They name a proposal that is closed to you, so another member adopts them.");
    if (chaired && !self->chair) return MESSAGE("Whoever was in the chair adopts the minutes.");
    if (drafter == account)
        return MESSAGE("You drafted these minutes, so another member adopts them.");
    return NULL;
}

/* Minutes are one text, in which a proposal that is closed to the reader cannot be left out. */
static enum status minutes_closed(struct request *r, struct response *s, const struct board_file *f)
{
    struct board_minutes v = {.item = f->meeting};
    v.item.minutes = NO_STR;
    v.why_not = T(
        r,
        "These minutes name a proposal that is closed to you: you declared a conflict of interest.");
    page_title(s, T(r, "Minutes"));
    page_crumb(r, s, "Board", "/desk/board");
    return show(r, s, board_minutes_view, &v);
}

/* The corrections; those that are not adopted yet only for the board and its office. */
static enum status errata_fill(struct request *r, const struct board_file *f,
                               struct board_minutes *v)
{
    struct board_erratum_array all = {0};
    bool keeps = may(r, "board.keep", NULL), adopts = may(r, "board.adopt", NULL);
    if (!str_eq(f->meeting.state, S("adopted"))) return OK;
    v->may_correct = keeps;
    TRY(board_errata(r->db, r->arena, f->meeting.id, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct board_erratum x = all.v[i];
        bool open = str_eq(x.state, S("proposed"));
        if (str_eq(x.state, S("withdrawn")) || (open && !keeps && !adopts)) continue;
        const char *refusal =
            open && adopts ? board_adopt_refusal(f, r->session->account, x.account) : NULL;
        x.permitted = open && adopts && !refusal;
        x.why_not = refusal ? T(r, refusal) : NO_STR;
        *PUSH(r->arena, &v->errata) = x;
    }
    return OK;
}

enum status board_minutes_show(struct request *r, struct response *s, struct board_file *f,
                               bool conflict)
{
    bool held = str_eq(f->meeting.state, S("held"));
    bool may_adopt = held && f->meeting.minutes.n && may(r, "board.adopt", NULL);
    const char *refusal =
        may_adopt ? board_adopt_refusal(f, r->session->account, f->meeting.minutes_by) : NULL;
    board_items_prepare(r, f);
    if (board_closes(f)) return minutes_closed(r, s, f);
    struct board_minutes v = {.item = f->meeting,
                              .text = f->meeting.minutes,
                              .seen = f->meeting.changed,
                              .conflict = conflict,
                              .may_edit = held && may(r, "board.keep", NULL),
                              .may_adopt = may_adopt && !refusal,
                              .why_not = refusal ? T(r, refusal) : NO_STR};
    TRY(errata_fill(r, f, &v));
    page_title(s, T(r, "Minutes"));
    page_crumb(r, s, "Board", "/desk/board");
    page_crumb_text(s, f->meeting.title,
                    arena_printf(r->arena, "/desk/board/meetings/%.*s", P(f->meeting.code)));
    return show_status(r, s, conflict ? 409 : problems(r) ? 422 : 200, board_minutes_view, &v);
}

/* ROUTE GET /desk/board/meetings/:meeting/minutes     needs board.read
** The minutes: a draft to polish and adopt, or as they were adopted. */
enum status board_minutes_page(struct request *r, struct response *s)
{
    struct board_file f;
    TRY(board_file_of(r->db, r->arena, param(r, "meeting"), &f));
    if (!str_eq(f.meeting.state, S("held")) && !str_eq(f.meeting.state, S("adopted")))
        return NOT_FOUND;
    return board_minutes_show(r, s, &f, false);
}

struct minutes_arg {
    struct request *r;
    struct board_file *f;
    str text;
    i64 seen;
    const char *why;
};

static enum status held_touch(struct tx *tx, const struct minutes_arg *v, struct board_file *now,
                              i64 *changed)
{
    TRY(board_file_of(tx_db(tx), v->r->arena, v->f->meeting.code, now));
    if (!str_eq(now->meeting.state, S("held"))) return CONFLICT;
    return board_touch(now->meeting.changed, v->seen, tx_now(tx), changed);
}

static enum status text_write(struct tx *tx, void *arg)
{
    struct minutes_arg *v = arg;
    struct board_file now;
    i64 changed;
    TRY(held_touch(tx, v, &now, &changed));
    return board_meeting_minutes(tx, now.meeting.id, v->text, tx_actor(tx).account, changed);
}

static enum status held_load(struct request *r, struct board_file *f)
{
    TRY(board_file_of(r->db, r->arena, param(r, "meeting"), f));
    if (!str_eq(f->meeting.state, S("held"))) return CONFLICT;
    board_items_prepare(r, f);
    return board_closes(f) ? DENIED : OK;
}

static enum status minutes_done(struct request *r, struct response *s, struct board_file *f,
                                enum status st, str note)
{
    if (st == CONFLICT) {
        TRY(board_file_of(r->db, r->arena, param(r, "meeting"), f));
        return board_minutes_show(r, s, f, true);
    }
    TRY(st);
    return redirect_note(r, s, note, "/desk/board/meetings/%.*s/minutes", P(f->meeting.code));
}

/* ROUTE POST /desk/board/meetings/:meeting/minutes/draft     needs board.keep
** Drafts the minutes from the record, once every point is settled. */
enum status board_minutes_draft_act(struct request *r, struct response *s)
{
    struct board_file f;
    TRY(held_load(r, &f));
    for (size_t i = 0; i < f.items.n; i++)
        if (str_eq(f.items.v[i].state, S("open"))) {
            problem(r, "minutes",
                    "Point %lld is still open. Record its advice, put it off or drop it.",
                    (long long)f.items.v[i].number);
            return board_minutes_show(r, s, &f, false);
        }
    struct minutes_arg v = {.r = r, .f = &f, .seen = f.meeting.changed};
    TRY(draft_make(r, &f, &v.text));
    return minutes_done(
        r, s, &f, db_write(r, text_write, &v),
        T(r, "Drafted from the record. Read it, polish it, then the chair adopts it."));
}

/* ROUTE POST /desk/board/meetings/:meeting/minutes     needs board.keep     max 1m
** Keeps the polished draft. If somebody else saved meanwhile, both texts are shown. */
enum status board_minutes_act(struct request *r, struct response *s)
{
    struct board_file f;
    TRY(held_load(r, &f));
    struct minutes_arg v = {.r = r, .f = &f, .seen = board_seen(r)};
    need_text(r, "minutes", MINUTES_CHARS, &v.text);
    if (problems(r)) return board_minutes_show(r, s, &f, false);
    return minutes_done(r, s, &f, db_write(r, text_write, &v), T(r, "Saved."));
}

static enum status adopt_write(struct tx *tx, void *arg)
{
    struct minutes_arg *v = arg;
    struct board_file now;
    i64 changed;
    TRY(held_touch(tx, v, &now, &changed));
    v->why = board_adopt_refusal(&now, tx_actor(tx).account, now.meeting.minutes_by);
    if (v->why || !now.meeting.minutes.n) return DENIED;
    for (size_t i = 0; i < now.items.n; i++)
        if (str_eq(now.items.v[i].state, S("open"))) return CONFLICT;
    return board_meeting_adopt(tx, now.meeting.id, tx_actor(tx).account, changed);
}

/* ROUTE POST /desk/board/meetings/:meeting/minutes/adopt     needs board.adopt
** Adopts the minutes as they were shown; the meeting changes no more. */
enum status board_adopt_act(struct request *r, struct response *s)
{
    struct board_file f;
    TRY(held_load(r, &f));
    struct minutes_arg v = {.r = r, .f = &f, .seen = board_seen(r)};
    enum status st = db_write(r, adopt_write, &v);
    if (st == DENIED && v.why) {
        board_refuse(r, "record", v.why);
        return board_minutes_show(r, s, &f, false);
    }
    return minutes_done(r, s, &f, st, T(r, "Adopted. This meeting changes no more."));
}

/* assign.c: the office's side of a round: who can be asked, with the load of each in view, and why
** others cannot; asking, giving more time, taking back. Nobody is asked about what they wrote, about an
** organization they act for or acted for lately, about a record that is closed to them, or after they
** could read what the others gave. */
#include "fund/calendar/calendar.h"
#include "fund/review/review.h"

#include "mail/mail.h"
#include "people/account/account.h"
#include "people/role/role.h"
#include "web/app.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/review_sql.h"

#define CODE_LETTERS 8
#define REASON_CHARS 1000
#define DAY_SECONDS 86400

/* --- who can be asked ------------------------------------------------------------------------------------ */

struct candidate {
    struct review_person person;
    i64 held, done;
    str refused; /* why they cannot be asked, in the request's language */
};
struct candidate_array {
    struct candidate *v;
    size_t n, cap;
};

/* Who could read the scores of the others before giving their own: once these are open, whoever reads
** scores by another duty is not blind any more. */
static enum status readers_load(struct request *r, struct db *db, const struct proposal *p,
                                const struct scorecard *card, struct review_author_array *out)
{
    struct review_round round;
    const struct edition *e = r->app->edition;
    i64 opened;
    if (!card->blind || !e) return OK;
    TRY(review_round_latest(db, r->arena, p->row.id, card->name, &round));
    TRY(review_opened(db, r->arena, round.id, &opened));
    if (!opened) return OK;
    str *roles = NEW_ARRAY(r->arena, e->role_count + 1, str);
    size_t n = 0;
    for (size_t i = 0; i < e->role_count; i++)
        if (edition_role_has(e, e->roles[i].name, S("review.read"))) roles[n++] = e->roles[i].name;
    return review_readers(db, r->arena, db_json_texts(r->arena, roles, n), p->row.id, p->row.call,
                          r->now, out);
}

static str why_not(struct request *r, const struct review_author_array *barred,
                   const struct review_author_array *authors,
                   const struct review_author_array *readers,
                   const struct review_duty_array *duties, i64 account)
{
    for (size_t i = 0; i < barred->n; i++)
        if (barred->v[i].account == account)
            return T(r, "declared a conflict of interest in this proposal");
    for (size_t i = 0; i < authors->n; i++)
        if (authors->v[i].account == account) return T(r, "wrote in this proposal");
    for (size_t i = 0; i < duties->n; i++)
        if (duties->v[i].account == account)
            return message_fill(r->arena, T(r, "acts or lately acted for %1"),
                                &duties->v[i].acronym, 1);
    for (size_t i = 0; i < readers->n; i++)
        if (readers->v[i].account == account)
            return T(r, "can read the scores of the others, which are open already");
    return NO_STR;
}

static enum status candidates_load(struct request *r, struct db *db, const struct proposal *p,
                                   const struct scorecard *card, struct candidate_array *out)
{
    struct review_person_array people = {0};
    struct review_load_array loads = {0};
    struct review_author_array barred = {0}, authors = {0}, readers = {0};
    struct review_duty_array duties = {0};
    i64 since = r->now - card->conflict_days * DAY_SECONDS;
    TRY(review_people(db, r->arena, db_json_texts(r->arena, card->roles, card->role_count), r->now,
                      &people));
    i64 *ids = NEW_ARRAY(r->arena, people.n + 1, i64);
    for (size_t i = 0; i < people.n; i++)
        ids[i] = people.v[i].id;
    TRY(review_load(db, r->arena, db_json_ids(r->arena, ids, people.n), &loads));
    TRY(review_barred(db, r->arena, p->row.id, &barred));
    TRY(review_authors(db, r->arena, p->row.id, &authors));
    TRY(readers_load(r, db, p, card, &readers));
    TRY(review_duties(db, r->arena, p->row.id, since, &duties));
    for (size_t i = 0; i < people.n; i++) {
        struct candidate c = {.person = people.v[i]};
        for (size_t k = 0; k < loads.n; k++)
            if (loads.v[k].account == c.person.id) {
                c.held = loads.v[k].held;
                c.done = loads.v[k].done;
            }
        c.refused = why_not(r, &barred, &authors, &readers, &duties, c.person.id);
        if (!c.refused.n && card->load && c.held >= card->load)
            c.refused = T(r, "holds as many open reviews as the edition allows");
        *PUSH(r->arena, out) = c;
    }
    return OK;
}

static str load_words(struct request *r, const struct scorecard *card, const struct candidate *c)
{
    str args[] = {arena_printf(r->arena, "%lld", (long long)c->held),
                  arena_printf(r->arena, "%lld", (long long)card->load),
                  arena_printf(r->arena, "%lld", (long long)c->done)};
    return message_fill(
        r->arena, card->load ? T(r, "%1 of at most %2 open, %3 done") : T(r, "%1 open, %3 done"),
        args, 3);
}

static const struct review_part *part_of(const struct review_part_array *parts, i64 account)
{
    for (size_t i = 0; i < parts->n; i++)
        if (parts->v[i].account == account) return &parts->v[i];
    return NULL;
}

static enum status people_fill(struct request *r, const struct proposal *p,
                               const struct scorecard *card, const struct review_part_array *parts,
                               struct review_record *view)
{
    struct candidate_array all = {0};
    TRY(candidates_load(r, r->db, p, card, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct candidate *c = &all.v[i];
        const struct review_part *part = part_of(parts, c->person.id);
        if (part && !str_eq(part->state, S("released"))) continue;
        if (c->refused.n)
            *PUSH(r->arena, &view->refused) = (struct review_candidate){
                .code = c->person.code, .name = c->person.name, .refused = c->refused};
        else
            *PUSH(r->arena, &view->people) = (struct part_choice){
                .code = c->person.code, .label = c->person.name, .help = load_words(r, card, c)};
    }
    return OK;
}

/* --- the page -------------------------------------------------------------------------------------------- */

static struct review_line line_of(struct request *r, const struct proposal *p,
                                  const struct scorecard *card, const struct review_part *x,
                                  bool may_change)
{
    struct review_line line = {.code = x->code,
                               .person = x->person,
                               .state = x->state,
                               .due = x->due,
                               .asked = x->asked,
                               .sent = x->sent,
                               .conflict = card ? review_term(r, p, &card->conflicts, x->conflict)
                                                : x->conflict,
                               .reason = x->reason};
    bool waits = str_eq(x->state, S("asked")) || str_eq(x->state, S("open"));
    review_state_words(r, x->state, &line.label, &line.tone);
    line.late = waits && x->due != NO_DATE && x->due < r->now;
    line.may_change = waits && may_change;
    line.due_name = arena_printf(r->arena, "due-%.*s", P(x->code));
    line.reason_name = arena_printf(r->arena, "reason-%.*s", P(x->code));
    if (x->due != NO_DATE) {
        struct calendar c = calendar_of(r->app, r->arena);
        line.due_value = review_day_words(r, calendar_day(&c, x->due));
    }
    return line;
}

/* The points of scores that are open, what is missing, what was agreed. */
static enum status panel_words(struct request *r, const struct proposal *p,
                               const struct scorecard *card, const struct review_round *round,
                               struct review_shown *out)
{
    struct panel panel;
    TRY(panel_load(r->db, r->arena, card, round->id, &panel));
    for (size_t i = 0; i < panel.n; i++)
        for (size_t k = 0; k < out->lines.n; k++)
            if (str_eq(out->lines.v[k].code, panel.parts[i].code))
                out->lines.v[k].points = points_words(r, score_points(card, &panel.scores[i]));
    bool open = str_eq(round->state, S("open"));
    out->ready = open && !panel.why;
    if (open && panel.why && panel.sent) out->waits = T(r, panel.why);
    if (panel.n || !open)
        out->conclusion =
            arena_printf(r->arena, "/desk/proposals/%.*s/reviews/conclusion?round=%.*s",
                         P(p->row.code), P(round->code));
    if (open) return OK;
    struct score score = {.total = round->total, .times = round->times};
    out->points = points_words(r, score_points(card, &score));
    out->recommendation = review_term(r, p, &card->recommendations, round->recommendation);
    return OK;
}

static enum status round_show(struct request *r, const struct proposal *p,
                              const struct review_round *round, bool may_change,
                              struct review_part_array *parts, struct review_shown *out)
{
    const struct scorecard *card = edition_scorecard(p->edition, round->card);
    *out = (struct review_shown){
        .title = card ? edition_text(p->edition, card->title, r->lang) : round->card,
        .number = round->number,
        .version = round->version_number,
        .version_address =
            arena_printf(r->arena, "/desk/proposals/%.*s/versions/%.*s-%lld", P(p->row.code),
                         P(round->form), (long long)round->version_number),
        .state = round->state,
        .opened = round->opened};
    TRY(review_parts(r->db, r->arena, round->id, parts));
    for (size_t i = 0; i < parts->n; i++)
        *PUSH(r->arena, &out->lines) = line_of(r, p, card, &parts->v[i], may_change);
    return card ? panel_words(r, p, card, round, out) : OK;
}

/* The round that runs, if one does; `rounds` begin with the latest. */
static const struct review_round *running(const struct proposal *p,
                                          const struct review_round_array *rounds)
{
    for (size_t i = 0; i < rounds->n; i++)
        if (str_eq(rounds->v[i].card, p->state->scorecard))
            return review_is_current(p, &rounds->v[i]) ? &rounds->v[i] : NULL;
    return NULL;
}

static enum status record_fill(struct request *r, struct response *s, struct proposal *p,
                               struct review_record *view)
{
    struct review_round_array rounds = {0};
    TRY(proposal_head_fill(r, s, "reviews", p, &view->head));
    page_title(s, T(r, "Reviews"));
    TRY(review_rounds(r->db, r->arena, p->row.id, &rounds));
    const struct review_round *now = running(p, &rounds);
    const struct scorecard *card = now ? review_card_now(p) : NULL;
    view->open = now != NULL;
    view->may_assign = now && may(r, "review.assign", r->scope);
    view->may_conclude = now && may(r, "review.conclude", r->scope);
    review_steps_fill(r, p, &view->steps);
    for (size_t i = 0; i < rounds.n; i++) {
        struct review_part_array parts = {0};
        TRY(round_show(r, p, &rounds.v[i], &rounds.v[i] == now && view->may_assign, &parts,
                       PUSH(r->arena, &view->rounds)));
        if (view->may_assign && &rounds.v[i] == now) TRY(people_fill(r, p, card, &parts, view));
    }
    if (!card) return OK;
    view->needed = card->scores;
    view->blind = card->blind;
    struct calendar c = calendar_of(r->app, r->arena);
    view->due = review_day_words(
        r, calendar_due(&c, calendar_day(&c, r->now), card->days, card->working_days));
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/reviews     needs review.read on :proposal
** The rounds of review with everybody who was asked; who may assign can ask more people. */
enum status review_record_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct review_record view = {0};
    TRY(record_fill(r, s, &p, &view));
    return show(r, s, review_record_view, &view);
}

/* --- asking ---------------------------------------------------------------------------------------------- */

struct assign_arg {
    struct request *r;
    const struct proposal *p;
    const struct scorecard *card;
    str person; /* code */
    i64 due;
    struct review_round round;
    struct review_person asked;
    str code; /* of the part */
    str why;  /* out: why nobody was asked */
};

/* The letter names no proposal: whoever then declares a conflict has read nothing of it. */
static enum status mail_reviewer(struct tx *tx, struct request *r, const struct review_person *to,
                                 const struct proposal *p, const char *kind, str subject, str text)
{
    struct mail m = {.to = to->email,
                     .subject = subject,
                     .text = text,
                     .lang = to->lang,
                     .stream = S("office"),
                     .kind = str_c(kind),
                     .record = arena_printf(r->arena, "/desk/proposals/%.*s", P(p->row.code))};
    return mail_put(tx, r->arena, &m, NULL);
}

static str long_day(struct request *r, i64 at, str lang)
{
    struct buf b;
    if (at == NO_DATE) return tr(lang, MESSAGE("the day that we agree on"));
    struct calendar c = calendar_of(r->app, r->arena);
    buf_init(&b, 100);
    buf_date_long(&b, calendar_day(&c, at), str_z(r->arena, lang));
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static enum status mail_asked(struct tx *tx, struct assign_arg *v)
{
    struct request *r = v->r;
    str lang = v->asked.lang;
    str args[] = {
        v->asked.name, v->p->row.call_title, long_day(r, v->due, lang),
        arena_printf(r->arena, "%.*s/desk/reviews/%.*s", P(r->app->config.base_url), P(v->code)),
        setting_in(r->app, r->arena, "fund.name", lang, NULL)};
    str text = tr(
        lang,
        MESSAGE(
            "Dear %1,\n\nplease review a proposal of the call “%2”, by %3.\n\nBefore it opens you say whether you have a conflict of interest:\n%4\n\n%5\n"));
    return mail_reviewer(tx, r, &v->asked, v->p, "review",
                         tr(lang, MESSAGE("Please review a proposal")),
                         message_fill(r->arena, text, args, 5));
}

static enum status candidate_find(struct tx *tx, struct assign_arg *v)
{
    struct candidate_array all = {0};
    TRY(candidates_load(v->r, tx_db(tx), v->p, v->card, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (!str_eq(all.v[i].person.code, v->person)) continue;
        v->asked = all.v[i].person;
        v->why = all.v[i].refused;
        return v->why.n ? DENIED : OK;
    }
    v->why = T(v->r, "does not review for the fund");
    return DENIED;
}

static enum status assign_write(struct tx *tx, void *arg)
{
    struct assign_arg *v = arg;
    struct arena *a = v->r->arena;
    struct review_part part = {0};
    struct proposal now;
    i64 id;
    TRY(proposal_load_id(tx_db(tx), v->r->app, a, v->p->row.id, &now));
    enum status st = review_round_latest(tx_db(tx), a, now.row.id, now.state->scorecard, &v->round);
    if (st == NOT_FOUND || (st == OK && !review_is_current(&now, &v->round))) return CONFLICT;
    TRY(st);
    TRY(candidate_find(tx, v));
    st = review_part_of(tx_db(tx), a, v->round.id, v->asked.id, &part);
    if (st == OK && !str_eq(part.state, S("released"))) return CONFLICT;
    if (st == OK) {
        v->code = part.code;
        struct review_part_again_in in = {.id = part.id,
                                          .state = S("asked"),
                                          .due = v->due,
                                          .now = tx_now(tx),
                                          .asked_by = v->r->session->account};
        TRY(review_part_again(tx, &in));
    } else if (st == NOT_FOUND) {
        v->code = code_new(a, tx_env(tx), CODE_LETTERS);
        struct review_part_insert_in in = {.code = v->code,
                                           .round = v->round.id,
                                           .account = v->asked.id,
                                           .state = S("asked"),
                                           .due = v->due,
                                           .now = tx_now(tx),
                                           .asked_by = v->r->session->account};
        TRY(review_part_insert(tx, &in, &id));
    } else {
        return st;
    }
    return mail_asked(tx, v);
}

/* A day that is still to come; NO_DATE where none was given. */
static void due_take(struct request *r, const char *name, bool needed, i64 *due)
{
    i64 day;
    *due = NO_DATE;
    if (!needed && !field(r, name).n) return;
    if (!take_date(r, name, &day)) return;
    struct calendar c = calendar_of(r->app, r->arena);
    *due = calendar_day_end(&c, day);
    if (*due <= r->now) problem(r, name, "Choose a day that is still to come.");
}

/* ROUTE POST /desk/proposals/:proposal/reviews     needs review.assign on :proposal
** Asks somebody to review: they get a letter, and declare before the file opens to them. */
enum status review_assign_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct review_record view = {0};
    TRY(record_fill(r, s, &p, &view));
    struct assign_arg v = {
        .r = r, .p = &p, .card = review_card_now(&p), .person = field(r, "person")};
    if (!view.may_assign) return CONFLICT;
    if (!v.person.n) problem(r, "person", "Choose whom to ask.");
    due_take(r, "due", v.card->days > 0, &v.due);
    if (problems(r)) return show(r, s, review_record_view, &view);
    enum status st = db_write(r, assign_write, &v);
    if (st == DENIED && v.why.n) {
        problem(r, "person", "This person cannot be asked: %s.", str_z(r->arena, v.why));
        return show(r, s, review_record_view, &view);
    }
    TRY(st);
    return redirect_note(r, s, message_fill(r->arena, T(r, "%1 was asked."), &v.asked.name, 1),
                         "/desk/proposals/%.*s/reviews", P(p.row.code));
}

/* --- changing what was asked ------------------------------------------------------------------------------ */

struct change_arg {
    struct request *r;
    const struct proposal *p;
    const struct scorecard *card;
    struct review_part part;
    i64 due; /* NO_DATE: taken back */
    str reason;
};

static enum status release_write(struct tx *tx, struct change_arg *v)
{
    struct account_row to;
    struct arena *a = v->r->arena;
    TRY(review_part_release(tx, v->part.id, v->reason, tx_now(tx)));
    TRY(review_draft_drop(tx, v->part.id));
    TRY(duty_end_record(tx, a, v->part.account, "proposal", v->p->row.id));
    TRY(scores_open(tx, a, v->card, v->part.round));
    TRY(account_load(tx_db(tx), a, v->part.account, &to));
    struct review_person person = {.email = to.email, .name = to.name, .lang = to.lang};
    str args[] = {to.name, v->p->row.call_title, v->reason,
                  setting_in(v->r->app, a, "fund.name", to.lang, NULL)};
    str text = tr(
        to.lang,
        MESSAGE(
            "Dear %1,\n\nthe review that you were asked for, of a proposal of the call “%2”, is no longer needed from you:\n\n%3\n\n%4\n"));
    return mail_reviewer(tx, v->r, &person, v->p, "review",
                         tr(to.lang, MESSAGE("A review is no longer needed")),
                         message_fill(a, text, args, 4));
}

static enum status change_write(struct tx *tx, void *arg)
{
    struct change_arg *v = arg;
    struct review_part now;
    TRY(review_part_by_code(tx_db(tx), v->r->arena, v->part.code, &now));
    if (!str_eq(now.state, S("asked")) && !str_eq(now.state, S("open"))) return CONFLICT;
    return v->due == NO_DATE ? release_write(tx, v) : review_part_due(tx, v->part.id, v->due);
}

/* ROUTE POST /desk/proposals/:proposal/reviewers/:part     needs review.assign on :proposal
** Gives a reviewer more time, or takes the review back with a reason. */
enum status review_change_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct review_record view = {0};
    struct change_arg v = {.r = r, .p = &p, .due = NO_DATE};
    TRY(record_fill(r, s, &p, &view));
    TRY(review_part_by_code(r->db, r->arena, param(r, "part"), &v.part));
    if (v.part.proposal != p.row.id) return NOT_FOUND;
    v.card = review_card_now(&p);
    if (!view.may_assign || !v.card) return CONFLICT;
    bool back = str_eq(field(r, "act"), S("release"));
    if (back)
        need_text(r, arena_printf(r->arena, "reason-%.*s", P(v.part.code)).p, REASON_CHARS,
                  &v.reason);
    else
        due_take(r, arena_printf(r->arena, "due-%.*s", P(v.part.code)).p, true, &v.due);
    if (problems(r)) return show(r, s, review_record_view, &view);
    TRY(db_write(r, change_write, &v));
    return redirect_note(r, s, back ? T(r, "The review was taken back.") : T(r, "Saved."),
                         "/desk/proposals/%.*s/reviews", P(p.row.code));
}

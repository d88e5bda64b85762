/* own.c: the page of the own account on which a person chooses how often the daily mail comes and sees the
** one of today. */
#include "desk/digest/digest.h"

#include "fund/proposal/proposal.h"
#include "web/layout.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/digest_sql.h"
#include "gen/registry.h"

static const struct {
    const char *code, *label, *help;
} choices[] = {
    {"reminders", MESSAGE("When something is new or a reminder is due"),
     MESSAGE("The guidelines fix the days of reminders; on all other days you hear nothing.")},
    {"daily", MESSAGE("Each working day on which something waits"), ""},
    {"weekly", MESSAGE("Once a week"),
     MESSAGE("On the first working day of the week on which something waits.")},
    {"overdue", MESSAGE("Only when something is overdue"), ""},
    {"required", MESSAGE("Only what the guidelines insist on"),
     MESSAGE("Reminders that nobody can do without, and no other mail of this kind.")},
};
enum { CHOICES = sizeof choices / sizeof *choices };

static str side_words(struct request *r, str side)
{
    const char *holder = proposal_holder(side);
    if (str_eq(side, S("reviewer"))) holder = MESSAGE("The reviewer");
    if (str_eq(side, S("board"))) holder = MESSAGE("The board");
    return holder ? T(r, holder) : side;
}

static void day_add(struct request *r, str *list, i64 day)
{
    *list = arena_printf(r->arena, "%.*s%s%lld", P(*list), list->n ? ", " : "", (long long)day);
}

static void rules_fill(struct request *r, struct digest_show *view)
{
    const struct edition *e = edition_in_force(r->app);
    for (size_t i = 0; e && i < e->reminder_count; i++) {
        const struct reminder *m = &e->reminders[i];
        struct digest_rule x = {.side = side_words(r, m->side),
                                .working = m->working_days,
                                .clause = m->clause,
                                .unverified = m->unverified};
        for (size_t k = 0; k < m->point_count; k++)
            day_add(r, m->points[k] > 0 ? &x.after : &x.before,
                    m->points[k] > 0 ? m->points[k] : -m->points[k]);
        for (size_t k = 0; k < m->widening_count; k++) {
            const struct role *role = edition_role(e, m->widenings[k].role);
            str args[] = {role ? edition_text(e, role->label, r->lang) : NO_STR,
                          arena_printf(r->arena, "%lld", (long long)m->widenings[k].after)};
            x.told = arena_printf(r->arena, "%.*s%s%.*s", P(x.told), x.told.n ? "; " : "",
                                  P(message_fill(r->arena, T(r, "%1 from day %2"), args, 2)));
        }
        *PUSH(r->arena, &view->rules) = x;
    }
    if (e) view->edition = e->code;
}

/* What would be sent now, whatever the person chose; with all duties, also of who acts as one of them. */
static enum status preview_fill(struct request *r, struct digest_show *view)
{
    struct request own;
    struct daily d;
    i64 there;
    TRY(digest_request(r->app, r->db, r->arena, r->session->account, r->now, &own));
    TRY(digest_make(&own, &d));
    TRY(digest_there(r->db, r->arena, r->session->account, d.day, &there));
    view->sent = there > 0;
    view->last = d.last;
    view->recipient = own.session->email;
    if (d.waiting + d.late == 0) return OK;
    digest_groups(&own, &d, &view->groups);
    digest_letter(&own, &d, &view->subject, &view->text);
    return OK;
}

/* ROUTE GET /desk/account/digest     signed
** How often one is told by mail what waits, and today's mail as it would be. */
enum status digest_own_page(struct request *r, struct response *s)
{
    struct digest_show view = {.last = NO_DATE};
    enum status st = digest_choice_of(r->db, r->arena, r->session->account, &view.choice);
    if (st == NOT_FOUND) view.choice = str_c(choices[0].code);
    if (st != OK && st != NOT_FOUND) return st;
    for (size_t i = 0; i < CHOICES; i++)
        *PUSH(r->arena, &view.choices) =
            (struct part_choice){.code = str_c(choices[i].code),
                                 .label = T(r, choices[i].label),
                                 .help = *choices[i].help ? T(r, choices[i].help) : NO_STR};
    view.hour = arena_printf(r->arena, "%lld:00", (long long)digest_hour(r->app));
    TRY(preview_fill(r, &view));
    rules_fill(r, &view);
    page_title(s, T(r, "Daily mail"));
    page_crumb(r, s, "Your account", "/desk/account");
    return show(r, s, digest_show_view, &view);
}

struct choice_arg {
    i64 account;
    str choice;
    struct arena *arena;
};

static enum status choice_write(struct tx *tx, void *arg)
{
    struct choice_arg *v = arg;
    i64 id;
    enum status st = digest_choice_there(tx_db(tx), v->arena, v->account, &id);
    if (st == NOT_FOUND) return digest_choice_insert(tx, v->account, v->choice, tx_now(tx), &id);
    TRY(st);
    return digest_choice_update(tx, id, v->choice, tx_now(tx));
}

/* ROUTE POST /desk/account/digest     signed
** Keeps how often. */
enum status digest_own_act(struct request *r, struct response *s)
{
    struct choice_arg v = {
        .account = r->session->account, .choice = field(r, "choice"), .arena = r->arena};
    bool known = false;
    for (size_t i = 0; i < CHOICES; i++)
        known = known || str_eq(v.choice, str_c(choices[i].code));
    if (!known) problem(r, "choice", "Choose how often.");
    if (problems(r)) return digest_own_page(r, s);
    TRY(db_write(r, choice_write, &v));
    return redirect_note(r, s, T(r, "Saved."), "/desk/account/digest");
}

/* leave.c: leaving the newsletter: the page behind the link in each issue, taking it back, and a mailed link
** for who has none at hand. */
#include "mail/subscriber/link.h"

#include "mail/mail.h"
#include "web/app.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/subscriber_sql.h"

#define UNDO_SECONDS 600

static enum status leave_show(struct request *r, struct response *s,
                              const struct subscriber_row *row, bool back)
{
    struct subscriber_leave view = {.token = param(r, "token"),
                                    .fund = setting(r->app, r->arena, "fund.name"),
                                    .left = str_eq(row->state, S("left")),
                                    .back = back};
    if (view.left && row->ended + UNDO_SECONDS >= r->now)
        TRY(link_proof(r->db, r->arena, "undo",
                       arena_printf(r->arena, "%.*s|%lld", P(row->code), (long long)row->ended),
                       &view.undo));
    page_title(s, T(r, "Newsletter by mail"));
    page_crumb(r, s, "Newsletter", "/newsletter");
    page_light(s);
    return show(r, s, subscriber_leave_view, &view);
}

/* ROUTE GET /u/:token     anonymous
** One button to leave the list; changes nothing. */
enum status subscriber_leave_page(struct request *r, struct response *s)
{
    struct subscriber_row row;
    enum status st = link_leave_read(r, param(r, "token"), &row);
    if (st == NOT_FOUND) return link_lost(r, s);
    TRY(st);
    return leave_show(r, s, &row, false);
}

struct leave_arg {
    struct request *r;
    struct subscriber_row row;
};

static enum status leave_write(struct tx *tx, void *arg)
{
    struct leave_arg *v = arg;
    i64 count;
    TRY(subscriber_end(tx, v->row.id, tx_now(tx), &count));
    if (!count) return OK;
    TRY(subscriber_mail_cancel(tx, v->row.address, subscriber_list_id(v->r->app, v->r->arena),
                               tx_now(tx), &count));
    return consent_put(tx, v->row.id, "leave", NO_STR, v->row.lang, NO_DATE);
}

/* ROUTE POST /u/:token     anonymous     max 16k
** Leaves the list at once: by the button (confirm=1) or by a mail program (List-Unsubscribe=One-Click),
** without cookie or sign-in. A second time changes nothing and says the same. */
enum status subscriber_leave_act(struct request *r, struct response *s)
{
    struct leave_arg v = {.r = r};
    enum status st = link_leave_read(r, param(r, "token"), &v.row);
    if (st == NOT_FOUND) return link_lost(r, s);
    TRY(st);
    bool asked = str_eqi(field(r, "List-Unsubscribe"), S("One-Click")) ||
                 str_eq(field(r, "confirm"), S("1"));
    if (!asked) return leave_show(r, s, &v.row, false);
    TRY(db_write(r, leave_write, &v));
    TRY(subscriber_by_code(r->db, r->arena, v.row.code, &v.row));
    return leave_show(r, s, &v.row, false);
}

static enum status undo_write(struct tx *tx, void *arg)
{
    struct leave_arg *v = arg;
    i64 count;
    TRY(subscriber_undo(tx, v->row.id, v->row.ended, &count));
    if (!count) return OK;
    return consent_put(tx, v->row.id, "undo", NO_STR, v->row.lang, NO_DATE);
}

/* ROUTE POST /u/:token/undo     anonymous     max 4k
** Takes the leaving back, within ten minutes and from the page that followed it. */
enum status subscriber_undo_act(struct request *r, struct response *s)
{
    struct leave_arg v = {.r = r};
    str proof;
    enum status st = link_leave_read(r, param(r, "token"), &v.row);
    if (st == NOT_FOUND) return link_lost(r, s);
    TRY(st);
    if (str_eq(v.row.state, S("left"))) {
        TRY(link_proof(r->db, r->arena, "undo",
                       arena_printf(r->arena, "%.*s|%lld", P(v.row.code), (long long)v.row.ended),
                       &proof));
        bool good = secret_eq(proof, field(r, "undo")) && v.row.ended + UNDO_SECONDS >= r->now;
        if (good) TRY(db_write(r, undo_write, &v));
        TRY(subscriber_by_code(r->db, r->arena, v.row.code, &v.row));
    }
    return leave_show(r, s, &v.row, str_eq(v.row.state, S("confirmed")));
}

/* --- a link for who has none ------------------------------------------------------------------------- */

struct link_arg {
    struct app *app;
    struct arena *arena;
    str address;
};

static enum status link_write(struct tx *tx, void *arg)
{
    struct link_arg *v = arg;
    struct arena *a = v->arena;
    struct subscriber_row row;
    str fund = setting(v->app, a, "fund.name"), leave;
    enum status st = subscriber_of(tx_db(tx), a, S(LIST), mail_address_key(a, v->address), &row);
    if (st == NOT_FOUND || (st == OK && str_eq(row.state, S("left")))) return OK;
    TRY(st);
    TRY(subscriber_leave_address(tx_db(tx), v->app, a, row.code, &leave));
    str words[] = {fund, leave}, lang = row.lang;
    struct mail m = {
        .to = row.address,
        .lang = lang,
        .stream = S("noreply"),
        .kind = S("leave"),
        .subject = filled(a, lang, MESSAGE("Leave the newsletter of %1"), words, 1),
        .text = filled(
            a, lang,
            MESSAGE(
                "Open this page and press the button, and the newsletter of %1 is not sent to you any more:\n\n%2"),
            words, 2)};
    return mail_put(tx, a, &m, NULL);
}

/* JOB subscriber_link
** Mails the link to leave, if the address that was asked for reads the newsletter. */
enum status subscriber_link_job(struct job *j)
{
    struct asked asked;
    if (!asked_read(j->args, &asked)) return OK;
    struct link_arg v = {.app = j->app, .arena = j->arena, .address = asked.address};
    return store_write(j->app->store, (struct actor){.act = S("subscriber_link")}, j->now,
                       link_write, &v);
}

/* ROUTE POST /subscribe/leave     anonymous     max 4k
** Has the link to leave, or the one to one's own data, mailed; the answer is the same for every address. */
enum status subscriber_link_act(struct request *r, struct response *s)
{
    struct asked asked = {.at = r->now};
    bool own = str_eq(field(r, "about"), S("own"));
    if (need_text(r, "leave_email", 254, &asked.address) && !mail_address_ok(asked.address))
        problem(r, "leave_email", "Write a mail address like name@example.org.");
    if (problems(r)) return subscriber_subscribe_page(r, s);
    TRY(asked_queue(r, own ? "subscriber_own_link" : "subscriber_link", &asked));
    return link_sent(r, s, own ? "own" : "leave");
}

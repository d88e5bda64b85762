/* subscriber.c: how somebody becomes a reader of the newsletter: asking and confirming. A GET never acts,
** and any address gets the same answer after the same work: what an address means is found out later, by a
** job. Leaving is in leave.c, one's own data in own.c, the office's pages in desk.c. */
#include "mail/subscriber/link.h"

#include "mail/mail.h"
#include "web/app.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/subscriber_sql.h"

#define WORDING "newsletter-2026-1" /* of the words beside the form; a change of words changes it */
#define TICKET_SECONDS (72 * 3600)
#define CODE_LETTERS 10

/* --- asking ------------------------------------------------------------------------------------------ */

static enum status form_show(struct request *r, struct response *s)
{
    struct subscriber_subscribe view = {.lang = r->lang,
                                        .fund = setting(r->app, r->arena, "fund.name")};
    languages_fill(r, &view.languages);
    page_title(s, T(r, "Subscribe to the newsletter"));
    page_crumb(r, s, "Newsletter", "/newsletter");
    s->description = T(
        r,
        "The newsletter of the fund by mail: a few issues a year, and you can leave at any time.");
    return show(r, s, subscriber_subscribe_view, &view);
}

/* ROUTE GET /subscribe     public
** The form for the newsletter by mail, and the one for leaving. */
enum status subscriber_subscribe_page(struct request *r, struct response *s)
{
    return form_show(r, s);
}

struct ask_arg {
    struct app *app;
    struct arena *arena;
    struct asked asked;
    str token;
};

static str token_digest_of(struct arena *a, str token)
{
    return digest_hex(a, digest_of(token));
}

static enum status ask_mail(struct tx *tx, const struct ask_arg *v, bool confirmed)
{
    struct arena *a = v->arena;
    str lang = v->asked.lang;
    str words[] = {setting(v->app, a, "fund.name"),
                   link_address(v->app, a, lang, "/subscribe/confirm/", v->token)};
    struct mail m = {
        .to = v->asked.address,
        .lang = lang,
        .stream = S("noreply"),
        .kind = S("confirmation"),
        .subject = filled(a, lang, MESSAGE("Please confirm: newsletter of %1"), words, 1),
        .text = filled(
            a, lang,
            MESSAGE(
                "Somebody, probably you, asked for the newsletter of %1 at this address.\n\nOpen this page and press the button to receive it:\n\n%2\n\nThe link works once, within three days. If it was not you, do nothing: nothing will be sent."),
            words, 2)};
    if (confirmed) {
        m.subject = filled(a, lang, MESSAGE("You already receive the newsletter of %1"), words, 1);
        m.text = filled(
            a, lang,
            MESSAGE(
                "Somebody, probably you, asked for the newsletter of %1 at this address. You receive it already; nothing has to be done."),
            words, 1);
    }
    return mail_put(tx, a, &m, NULL);
}

static enum status ask_write(struct tx *tx, void *arg)
{
    struct ask_arg *v = arg;
    struct subscriber_row row;
    str key = mail_address_key(v->arena, v->asked.address);
    enum status st = subscriber_of(tx_db(tx), v->arena, S(LIST), key, &row);
    if (st != OK && st != NOT_FOUND) return st;
    if (st == OK && str_eq(row.state, S("confirmed"))) return ask_mail(tx, v, true);
    i64 id;
    TRY(subscriber_ticket_clear(tx, S(LIST), key));
    TRY(subscriber_ticket_insert(
        tx,
        &(struct subscriber_ticket_insert_in){.digest = token_digest_of(v->arena, v->token),
                                              .list = S(LIST),
                                              .address = v->asked.address,
                                              .address_key = key,
                                              .lang = v->asked.lang,
                                              .wording = S(WORDING),
                                              .now = v->asked.at,
                                              .expires = tx_now(tx) + TICKET_SECONDS},
        &id));
    return ask_mail(tx, v, false);
}

/* JOB subscriber_ask
** Mails the link that confirms a subscription, or says that there is one already. */
enum status subscriber_ask_job(struct job *j)
{
    struct ask_arg v = {
        .app = j->app, .arena = j->arena, .token = token_new(j->arena, &j->app->env)};
    if (!asked_read(j->args, &v.asked)) return OK;
    return store_write(j->app->store, (struct actor){.act = S("subscriber_ask")}, j->now, ask_write,
                       &v);
}

/* ROUTE POST /subscribe     anonymous     max 16k
** Has a confirmation mailed; the answer is the same for every address. */
enum status subscriber_subscribe_act(struct request *r, struct response *s)
{
    struct asked asked = {.at = r->now, .lang = field(r, "lang")};
    if (need_text(r, "email", 254, &asked.address) && !mail_address_ok(asked.address))
        problem(r, "email", "Write a mail address like name@example.org.");
    if (!language_offered(r, asked.lang)) problem(r, "lang", "Choose a language.");
    if (!str_eq(field(r, "agree"), S("yes")))
        problem(r, "agree", "Please tick this: without your consent we may not send anything.");
    if (problems(r)) return form_show(r, s);
    TRY(asked_queue(r, "subscriber_ask", &asked));
    return link_sent(r, s, "confirm");
}

/* --- confirming -------------------------------------------------------------------------------------- */

static enum status confirm_show(struct request *r, struct response *s, bool is_done)
{
    struct subscriber_confirm view = {.token = param(r, "token"),
                                      .fund = setting(r->app, r->arena, "fund.name"),
                                      .is_done = is_done};
    page_title(s, is_done ? T(r, "You receive the newsletter") : T(r, "Confirm the subscription"));
    page_crumb(r, s, "Newsletter", "/newsletter");
    page_light(s);
    return show(r, s, subscriber_confirm_view, &view);
}

/* ROUTE GET /subscribe/confirm/:token     anonymous
** Shows a button; changes nothing, because programs that check mail follow links, too. */
enum status subscriber_confirm_page(struct request *r, struct response *s)
{
    struct subscriber_ticket ticket;
    enum status st = subscriber_ticket_find(
        r->db, r->arena, token_digest_of(r->arena, param(r, "token")), r->now, &ticket);
    if (st == NOT_FOUND) return link_lost(r, s);
    TRY(st);
    return confirm_show(r, s, false);
}

static enum status confirmed_write(struct tx *tx, struct arena *a, str address, str lang,
                                   str wording, i64 asked)
{
    struct subscriber_row row;
    str key = mail_address_key(a, address);
    enum status st = subscriber_of(tx_db(tx), a, S(LIST), key, &row);
    if (st == OK && str_eq(row.state, S("left")))
        TRY(subscriber_return(tx, row.id, lang, tx_now(tx)));
    if (st == NOT_FOUND)
        st = subscriber_insert(
            tx,
            &(struct subscriber_insert_in){.code = code_new(a, tx_env(tx), CODE_LETTERS),
                                           .list = S(LIST),
                                           .address = address,
                                           .address_key = key,
                                           .lang = lang,
                                           .now = tx_now(tx)},
            &row.id);
    TRY(st);
    TRY(subscriber_ticket_clear(tx, S(LIST), key));
    return consent_put(tx, row.id, "confirm", wording, lang, asked);
}

enum status subscriber_add(struct tx *tx, struct arena *a, str address, str lang)
{
    return confirmed_write(tx, a, address, lang, S("office"), tx_now(tx));
}

struct confirm_arg {
    struct arena *arena;
    str digest;
};

static enum status confirm_write(struct tx *tx, void *arg)
{
    struct confirm_arg *v = arg;
    struct subscriber_ticket t;
    TRY(subscriber_ticket_find(tx_db(tx), v->arena, v->digest, tx_now(tx), &t));
    return confirmed_write(tx, v->arena, t.address, t.lang, t.wording, t.created);
}

/* ROUTE POST /subscribe/confirm/:token     anonymous     max 4k
** Confirms once. */
enum status subscriber_confirm_act(struct request *r, struct response *s)
{
    struct confirm_arg v = {.arena = r->arena,
                            .digest = token_digest_of(r->arena, param(r, "token"))};
    enum status st = db_write(r, confirm_write, &v);
    if (st == NOT_FOUND) return link_lost(r, s);
    TRY(st);
    return confirm_show(r, s, true);
}

static enum status sweep_write(struct tx *tx, void *arg)
{
    i64 count;
    return subscriber_ticket_stale(tx, *(i64 *)arg, &count);
}

/* JOB subscriber_sweep every 21600s
** Forgets addresses whose confirmation never came. */
enum status subscriber_sweep_job(struct job *j)
{
    return store_write(j->app->store, (struct actor){.act = S("subscriber_sweep")}, j->now,
                       sweep_write, &j->now);
}

/* RESTORED subscriber_restored
** Confirmations on their way belong to the old fund; the links that leave a list stay good. */
enum status subscriber_restored(struct tx *tx)
{
    return subscriber_ticket_delete_all(tx);
}

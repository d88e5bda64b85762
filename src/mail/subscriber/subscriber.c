/* subscriber.c: the newsletter's readers: asking, confirming, leaving. A GET never acts; any address gets
** the same answer; a link to leave is made of the reader's code and a keyed digest, so it can only ever
** take that reader off that list. */
#include "mail/subscriber/subscriber.h"

#include "mail/mail.h"
#include "web/layout.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/model.h"
#include "gen/registry.h"
#include "gen/subscriber_sql.h"

#define LIST "news"
#define WORDING "newsletter-2026-1" /* of the words beside the form; a change of words changes it */
#define TICKET_SECONDS (72 * 3600)
#define UNDO_SECONDS 600
#define CODE_LETTERS 10
#define MAC_LETTERS 32
#define PAGE_ROWS 50
#define MONTHS 12

/* --- keys and links --------------------------------------------------------------------------------- */

str subscriber_list_id(struct app *app, struct arena *a)
{
    str address = setting(app, a, "mail.news");
    i64 at = str_find_char(address, '@');
    str domain = at > 0 ? str_sub(address, (size_t)at + 1, address.n) : S("letsema.example");
    return arena_printf(a, "%s.%.*s", LIST, P(domain));
}

static enum status mac_of(struct db *db, struct arena *a, const char *purpose, str what, str *out)
{
    str secret;
    TRY(subscriber_secret(db, a, &secret));
    str said = arena_printf(a, "v1|%s|%s|%.*s", purpose, LIST, P(what));
    *out = str_sub(digest_hex(a, digest_keyed(secret, said)), 0, MAC_LETTERS);
    return OK;
}

static enum status leave_token(struct db *db, struct arena *a, str code, str *out)
{
    str mac;
    TRY(mac_of(db, a, "leave", code, &mac));
    *out = arena_printf(a, "%.*s-%.*s", P(code), P(mac));
    return OK;
}

/* The reader whom a token names; NOT_FOUND unless we made it. */
static enum status token_read(struct request *r, str token, struct subscriber_row *out)
{
    str code, rest = str_lower(r->arena, token), mac;
    if (!str_cut(&rest, '-', &code) || code.n != CODE_LETTERS || rest.n != MAC_LETTERS)
        return NOT_FOUND;
    TRY(mac_of(r->db, r->arena, "leave", code, &mac));
    if (!secret_eq(mac, rest)) return NOT_FOUND;
    return subscriber_by_code(r->db, r->arena, code, out);
}

enum status subscriber_leave_address(struct db *db, struct app *app, struct arena *a, str code,
                                     str *out)
{
    str token;
    TRY(leave_token(db, a, code, &token));
    *out = arena_printf(a, "%.*s/u/%.*s", P(app->config.base_url), P(token));
    return OK;
}

static enum status secret_write(struct tx *tx, void *arg)
{
    i64 id;
    return subscriber_secret_insert(tx, *(str *)arg, &id);
}

/* START subscriber_start
** Makes the key of the links to leave, once. */
enum status subscriber_start(struct app *app)
{
    struct db *db;
    struct arena *a = arena_new();
    str secret;
    enum status st = db_open(app->store, &db);
    if (st == OK) {
        st = subscriber_secret(db, a, &secret);
        db_close(db);
    }
    if (st == NOT_FOUND) {
        secret = token_new(a, &app->env);
        st = store_write(app->store, (struct actor){.act = S("subscriber_start")},
                         env_now(&app->env), secret_write, &secret);
    }
    arena_free(a);
    return st;
}

/* --- asking ------------------------------------------------------------------------------------------ */

static bool language_offered(struct request *r, str lang)
{
    str rest = setting(r->app, r->arena, "fund.languages"), code;
    while (str_cut(&rest, ' ', &code))
        if (code.n && str_eq(code, lang)) return true;
    return false;
}

static enum status form_show(struct request *r, struct response *s)
{
    struct subscriber_subscribe view = {.lang = r->lang,
                                        .fund = setting(r->app, r->arena, "fund.name")};
    struct part_choice english = {.code = S("en"), .label = S("English")},
                       french = {.code = S("fr"), .label = S("Français")};
    *PUSH(r->arena, &view.languages) = english;
    if (language_offered(r, S("fr"))) *PUSH(r->arena, &view.languages) = french;
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
    struct request *r;
    str address, lang, token, digest;
    bool confirmed;
    struct subscriber_row row;
};

static str filled(struct arena *a, str lang, const char *message, const str *words, size_t n)
{
    return message_fill(a, tr(lang, message), words, n);
}

static enum status ask_mail(struct tx *tx, const struct ask_arg *v)
{
    struct arena *a = v->r->arena;
    str fund = setting(v->r->app, a, "fund.name"), site = v->r->app->config.base_url;
    str base = str_eq(v->lang, S("en")) ? S("") : arena_printf(a, "/%.*s", P(v->lang));
    str words[] = {
        fund, arena_printf(a, "%.*s%.*s/subscribe/confirm/%.*s", P(site), P(base), P(v->token))};
    struct mail m = {
        .to = v->address,
        .lang = v->lang,
        .stream = S("noreply"),
        .kind = S("confirmation"),
        .subject = filled(a, v->lang, MESSAGE("Please confirm: newsletter of %1"), words, 1),
        .text = filled(
            a, v->lang,
            MESSAGE(
                "Somebody, probably you, asked for the newsletter of %1 at this address.\n\nOpen this page and press the button to receive it:\n\n%2\n\nThe link works once, within three days. If it was not you, do nothing: nothing will be sent."),
            words, 2)};
    if (v->confirmed) {
        m.subject =
            filled(a, v->lang, MESSAGE("You already receive the newsletter of %1"), words, 1);
        m.text = filled(
            a, v->lang,
            MESSAGE(
                "Somebody, probably you, asked for the newsletter of %1 at this address. You receive it already; nothing has to be done."),
            words, 1);
    }
    return mail_put(tx, a, &m, NULL);
}

static enum status ask_write(struct tx *tx, void *arg)
{
    struct ask_arg *v = arg;
    struct arena *a = v->r->arena;
    str key = mail_address_key(a, v->address);
    i64 id;
    enum status st = subscriber_of(tx_db(tx), a, S(LIST), key, &v->row);
    if (st != OK && st != NOT_FOUND) return st;
    v->confirmed = st == OK && str_eq(v->row.state, S("confirmed"));
    if (!v->confirmed) {
        TRY(subscriber_ticket_clear(tx, S(LIST), key));
        TRY(subscriber_ticket_insert(
            tx,
            &(struct subscriber_ticket_insert_in){.digest = v->digest,
                                                  .list = S(LIST),
                                                  .address = v->address,
                                                  .address_key = key,
                                                  .lang = v->lang,
                                                  .wording = S(WORDING),
                                                  .now = tx_now(tx),
                                                  .expires = tx_now(tx) + TICKET_SECONDS},
            &id));
    }
    return ask_mail(tx, v);
}

/* One mail in a quarter of an hour and three a day for an address, ten an hour for a network. Who goes
** beyond hears the same answer; nothing is sent. */
static bool may_ask(struct request *r, str address)
{
    str key = mail_address_key(r->arena, address);
    bool often =
        attempt_allowed(r, arena_printf(r->arena, "subscribe quarter %.*s", P(key)), 1, 900);
    bool daily = attempt_allowed(r, arena_printf(r->arena, "subscribe day %.*s", P(key)), 3, 86400);
    bool client = attempt_allowed(
        r, arena_printf(r->arena, "subscribe client %.*s", P(client_group(r))), 10, 3600);
    return often && daily && client;
}

static enum status sent_show(struct request *r, struct response *s, bool leaving)
{
    struct subscriber_sent view = {.leaving = leaving};
    page_title(s, T(r, "Look into your mail"));
    page_crumb(r, s, "Newsletter", "/newsletter");
    page_light(s);
    return show(r, s, subscriber_sent_view, &view);
}

static str token_digest_of(struct request *r, str token)
{
    return digest_hex(r->arena, digest_of(token));
}

/* ROUTE POST /subscribe     anonymous     max 16k
** Sends a confirmation mail; the answer is the same for every address. */
enum status subscriber_subscribe_act(struct request *r, struct response *s)
{
    struct ask_arg v = {.r = r, .lang = field(r, "lang")};
    if (need_text(r, "email", 254, &v.address) && !mail_address_ok(v.address))
        problem(r, "email", "Write a mail address like name@example.org.");
    if (!language_offered(r, v.lang)) problem(r, "lang", "Choose a language.");
    if (!str_eq(field(r, "agree"), S("yes")))
        problem(r, "agree", "Please tick this: without your consent we may not send anything.");
    if (problems(r)) return form_show(r, s);
    v.token = token_new(r->arena, &r->app->env);
    v.digest = token_digest_of(r, v.token);
    if (may_ask(r, v.address)) TRY(db_write(r, ask_write, &v));
    return sent_show(r, s, false);
}

/* --- confirming -------------------------------------------------------------------------------------- */

static enum status lost_show(struct request *r, struct response *s)
{
    struct subscriber_lost view = {.fund = setting(r->app, r->arena, "fund.name")};
    page_title(s, T(r, "This link does not work"));
    page_crumb(r, s, "Newsletter", "/newsletter");
    page_light(s);
    return show_status(r, s, 404, subscriber_lost_view, &view);
}

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
    enum status st = subscriber_ticket_find(r->db, r->arena, token_digest_of(r, param(r, "token")),
                                            r->now, &ticket);
    if (st == NOT_FOUND) return lost_show(r, s);
    TRY(st);
    return confirm_show(r, s, false);
}

static enum status confirmed_write(struct tx *tx, struct arena *a, str address, str lang,
                                   str wording, i64 asked)
{
    struct subscriber_row row;
    str key = mail_address_key(a, address);
    i64 consent;
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
    return subscriber_consent_insert(tx,
                                     &(struct subscriber_consent_insert_in){.subscriber = row.id,
                                                                            .act = S("confirm"),
                                                                            .wording = wording,
                                                                            .lang = lang,
                                                                            .asked = asked,
                                                                            .now = tx_now(tx)},
                                     &consent);
}

enum status subscriber_add(struct tx *tx, struct arena *a, str address, str lang)
{
    return confirmed_write(tx, a, address, lang, S("office"), tx_now(tx));
}

static enum status confirm_write(struct tx *tx, void *arg)
{
    struct ask_arg *v = arg;
    struct subscriber_ticket t;
    TRY(subscriber_ticket_find(tx_db(tx), v->r->arena, v->digest, tx_now(tx), &t));
    return confirmed_write(tx, v->r->arena, t.address, t.lang, t.wording, t.created);
}

/* ROUTE POST /subscribe/confirm/:token     anonymous     max 4k
** Confirms once. */
enum status subscriber_confirm_act(struct request *r, struct response *s)
{
    struct ask_arg v = {.r = r, .digest = token_digest_of(r, param(r, "token"))};
    enum status st = db_write(r, confirm_write, &v);
    if (st == NOT_FOUND) return lost_show(r, s);
    TRY(st);
    return confirm_show(r, s, true);
}

/* --- leaving ----------------------------------------------------------------------------------------- */

static enum status leave_show(struct request *r, struct response *s,
                              const struct subscriber_row *row, bool back)
{
    struct subscriber_leave view = {.token = param(r, "token"),
                                    .fund = setting(r->app, r->arena, "fund.name"),
                                    .left = str_eq(row->state, S("left")),
                                    .back = back};
    if (view.left && row->ended + UNDO_SECONDS >= r->now)
        TRY(mac_of(r->db, r->arena, "undo",
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
    enum status st = token_read(r, param(r, "token"), &row);
    if (st == NOT_FOUND) return lost_show(r, s);
    TRY(st);
    return leave_show(r, s, &row, false);
}

static enum status leave_write(struct tx *tx, void *arg)
{
    struct ask_arg *v = arg;
    struct arena *a = v->r->arena;
    i64 count, consent;
    TRY(subscriber_end(tx, v->row.id, tx_now(tx), &count));
    if (!count) return OK;
    TRY(subscriber_mail_cancel(tx, v->row.address, subscriber_list_id(v->r->app, a), tx_now(tx),
                               &count));
    return subscriber_consent_insert(tx,
                                     &(struct subscriber_consent_insert_in){.subscriber = v->row.id,
                                                                            .act = S("leave"),
                                                                            .lang = v->row.lang,
                                                                            .asked = NO_DATE,
                                                                            .now = tx_now(tx)},
                                     &consent);
}

/* ROUTE POST /u/:token     anonymous     max 16k
** Leaves the list at once: by the button (confirm=1) or by a mail program (List-Unsubscribe=One-Click),
** without cookie or sign-in. A second time changes nothing and says the same. */
enum status subscriber_leave_act(struct request *r, struct response *s)
{
    struct ask_arg v = {.r = r};
    enum status st = token_read(r, param(r, "token"), &v.row);
    if (st == NOT_FOUND) return lost_show(r, s);
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
    struct ask_arg *v = arg;
    i64 count, consent;
    TRY(subscriber_undo(tx, v->row.id, v->row.ended, &count));
    if (!count) return OK;
    return subscriber_consent_insert(tx,
                                     &(struct subscriber_consent_insert_in){.subscriber = v->row.id,
                                                                            .act = S("undo"),
                                                                            .lang = v->row.lang,
                                                                            .asked = NO_DATE,
                                                                            .now = tx_now(tx)},
                                     &consent);
}

/* ROUTE POST /u/:token/undo     anonymous     max 4k
** Takes the leaving back, within ten minutes and from the page that followed it. */
enum status subscriber_undo_act(struct request *r, struct response *s)
{
    struct ask_arg v = {.r = r};
    str proof;
    enum status st = token_read(r, param(r, "token"), &v.row);
    if (st == NOT_FOUND) return lost_show(r, s);
    TRY(st);
    if (str_eq(v.row.state, S("left"))) {
        TRY(mac_of(r->db, r->arena, "undo",
                   arena_printf(r->arena, "%.*s|%lld", P(v.row.code), (long long)v.row.ended),
                   &proof));
        bool good = secret_eq(proof, field(r, "undo")) && v.row.ended + UNDO_SECONDS >= r->now;
        if (good) TRY(db_write(r, undo_write, &v));
        TRY(subscriber_by_code(r->db, r->arena, v.row.code, &v.row));
    }
    return leave_show(r, s, &v.row, str_eq(v.row.state, S("confirmed")));
}

static enum status link_write(struct tx *tx, void *arg)
{
    struct ask_arg *v = arg;
    struct arena *a = v->r->arena;
    str fund = setting(v->r->app, a, "fund.name"), leave;
    enum status st = subscriber_of(tx_db(tx), a, S(LIST), mail_address_key(a, v->address), &v->row);
    if (st == NOT_FOUND || (st == OK && str_eq(v->row.state, S("left")))) return OK;
    TRY(st);
    TRY(subscriber_leave_address(tx_db(tx), v->r->app, a, v->row.code, &leave));
    str words[] = {fund, leave}, lang = v->row.lang;
    struct mail m = {
        .to = v->row.address,
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

/* ROUTE POST /subscribe/leave     anonymous     max 4k
** Mails the link to leave; the answer is the same for every address. */
enum status subscriber_link_act(struct request *r, struct response *s)
{
    struct ask_arg v = {.r = r};
    if (need_text(r, "leave_email", 254, &v.address) && !mail_address_ok(v.address))
        problem(r, "leave_email", "Write a mail address like name@example.org.");
    if (problems(r)) return form_show(r, s);
    if (may_ask(r, v.address)) TRY(db_write(r, link_write, &v));
    return sent_show(r, s, true);
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

/* --- the office's page ---------------------------------------------------------------------------- */

/* MENU desk 60 /desk/subscribers "Subscribers" needs subscriber.read */

static str language_label(struct request *r, str code)
{
    if (str_eq(code, S("en"))) return T(r, "English");
    return str_eq(code, S("fr")) ? T(r, "French") : str_dup(r->arena, code);
}

static enum status months_fill(struct request *r, struct subscriber_desk *view)
{
    const struct zone *zone = fund_zone(r->app);
    struct civil now = zone_local(zone, r->now);
    i64 first = date_of(now.year, now.month, 1);
    for (int back = 0; back < MONTHS; back++) {
        i64 from = date_add_months(first, -back), until = date_add_months(first, 1 - back);
        int year, month, day;
        date_split(from, &year, &month, &day);
        for (size_t i = 0; i < view->languages.n; i++) {
            struct subscriber_count c = {.month = arena_printf(r->arena, "%04d-%02d", year, month),
                                         .lang = view->languages.v[i].code};
            i64 starts = zone_instant(zone, from, 0, 0, 0),
                ends = zone_instant(zone, until, 0, 0, 0);
            TRY(subscriber_joined(r->db, r->arena, starts, ends, c.lang, &c.joined));
            TRY(subscriber_gone(r->db, r->arena, starts, ends, c.lang, &c.gone));
            if (c.joined || c.gone || back == 0) *PUSH(r->arena, &view->counts) = c;
        }
    }
    return OK;
}

static enum status addresses_fill(struct request *r, struct subscriber_desk *view)
{
    struct subscriber_find_in in = {
        .list = S(LIST), .q = view->q, .state = view->state, .limit = PAGE_ROWS + 1};
    if (!str_i64(query(r, "after"), &in.before)) in.before = 0;
    TRY(subscriber_find(r->db, r->arena, &in, &view->items));
    if (view->items.n > PAGE_ROWS) {
        view->items.n = PAGE_ROWS;
        view->next = arena_printf(r->arena, "%lld", (long long)view->items.v[PAGE_ROWS - 1].id);
        view->more = address_more(r, view->next);
    }
    return OK;
}

/* ROUTE GET /desk/subscribers?q,state,after     needs subscriber.read
** How many read the newsletter by mail; their addresses only for who may send it. */
enum status subscriber_desk_page(struct request *r, struct response *s)
{
    struct subscriber_desk view = {.q = query(r, "q"),
                                   .state = query(r, "state"),
                                   .may_see = access_hooks.may(r, "newsletter.send", NULL)};
    str rest = setting(r->app, r->arena, "fund.languages"), code;
    while (str_cut(&rest, ' ', &code)) {
        if (!code.n) continue;
        struct part_choice *c = PUSH(r->arena, &view.languages);
        *c =
            (struct part_choice){.code = str_dup(r->arena, code), .label = language_label(r, code)};
        TRY(subscriber_count_lang(r->db, r->arena, S(LIST), c->code, &c->count));
    }
    TRY(subscriber_count_state(r->db, r->arena, S(LIST), S("confirmed"), &view.confirmed));
    TRY(subscriber_count_state(r->db, r->arena, S(LIST), S("left"), &view.gone));
    TRY(subscriber_ticket_count(r->db, r->arena, r->now, &view.pending));
    TRY(months_fill(r, &view));
    *PUSH(r->arena, &view.states) =
        (struct part_choice){.code = S("confirmed"), .label = T(r, "Subscribed")};
    *PUSH(r->arena, &view.states) = (struct part_choice){.code = S("left"), .label = T(r, "Left")};
    if (view.may_see) TRY(addresses_fill(r, &view));
    page_title(s, T(r, "Subscribers"));
    return show(r, s, subscriber_desk_view, &view);
}

/* RESTORED subscriber_restored
** Confirmations on their way belong to the old fund; the links that leave a list stay good. */
enum status subscriber_restored(struct tx *tx)
{
    return subscriber_ticket_delete_all(tx);
}

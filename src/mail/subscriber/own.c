/* own.c: what is held about a reader, for that reader: to see, to take along, to change, to erase. The link
** is mailed to the reader's own address and works for an hour; the links in the foot of each issue, which
** travel along when an issue is passed on, can only leave the list. */
#include "mail/subscriber/link.h"

#include "mail/mail.h"
#include "web/app.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/subscriber_sql.h"

#define LINK_SECONDS 3600
#define LETTERS_SHOWN 200
#define CODE_LETTERS 10

/* --- asking for the link ------------------------------------------------------------------------------ */

struct own_mail_arg {
    struct app *app;
    struct arena *arena;
    str address;
};

static enum status own_mail_write(struct tx *tx, void *arg)
{
    struct own_mail_arg *v = arg;
    struct arena *a = v->arena;
    struct subscriber_row row;
    str token;
    enum status st = subscriber_of(tx_db(tx), a, S(LIST), mail_address_key(a, v->address), &row);
    if (st == NOT_FOUND) return OK;
    TRY(st);
    TRY(link_own_make(tx_db(tx), a, row.code, tx_now(tx) + LINK_SECONDS, &token));
    str lang = row.lang, words[] = {setting(v->app, a, "fund.name"),
                                    link_address(v->app, a, lang, "/u/own/", token)};
    struct mail m = {
        .to = row.address,
        .lang = lang,
        .stream = S("noreply"),
        .kind = S("own_data"),
        .subject = filled(a, lang, MESSAGE("What the newsletter of %1 holds about you"), words, 1),
        .text = filled(
            a, lang,
            MESSAGE(
                "Somebody, probably you, asked to see what the newsletter of %1 holds about this address.\n\nOpen this page to see it, to take it along, to change it or to erase it:\n\n%2\n\nThe link works for an hour. Do not pass it on. If it was not you, do nothing."),
            words, 2)};
    return mail_put(tx, a, &m, NULL);
}

/* JOB subscriber_own_link
** Mails the link to one's own data, if the address that was asked for is held. */
enum status subscriber_own_link_job(struct job *j)
{
    struct asked asked;
    if (!asked_read(j->args, &asked)) return OK;
    struct own_mail_arg v = {.app = j->app, .arena = j->arena, .address = asked.address};
    return store_write(j->app->store, (struct actor){.act = S("subscriber_own_link")}, j->now,
                       own_mail_write, &v);
}

/* ROUTE POST /u/:token/own     anonymous     max 4k
** Has the link to one's own data mailed to the reader whom a link to leave names. */
enum status subscriber_own_ask_act(struct request *r, struct response *s)
{
    struct subscriber_row row;
    enum status st = link_leave_read(r, param(r, "token"), &row);
    if (st == NOT_FOUND) return link_lost(r, s);
    TRY(st);
    TRY(asked_queue(r, "subscriber_own_link",
                    &(struct asked){.at = r->now, .address = row.address}));
    return link_sent(r, s, "own");
}

/* --- seeing ------------------------------------------------------------------------------------------- */

static void consents_label(struct request *r, struct subscriber_consent_row_array *list)
{
    static const char *const labels[][2] = {{"confirm", MESSAGE("Subscribed")},
                                            {"leave", MESSAGE("Left")},
                                            {"undo", MESSAGE("Stayed after all")},
                                            {"language", MESSAGE("Changed the language")}};
    for (size_t i = 0; i < list->n; i++) {
        list->v[i].label = list->v[i].act;
        for (size_t k = 0; k < sizeof labels / sizeof *labels; k++)
            if (str_eq(list->v[i].act, str_c(labels[k][0])))
                list->v[i].label = tr(r->lang, labels[k][1]);
    }
}

static enum status own_show(struct request *r, struct response *s, const struct subscriber_row *row)
{
    struct subscriber_own view = {.token = param(r, "token"),
                                  .fund = setting(r->app, r->arena, "fund.name"),
                                  .address = row->address,
                                  .language = row->lang,
                                  .state = row->state,
                                  .since = row->since,
                                  .ended = row->ended};
    view.left = str_eq(row->state, S("left"));
    view.json = arena_printf(r->arena, "/u/own/%.*s.json", P(view.token));
    languages_fill(r, &view.languages);
    TRY(link_leave_make(r->db, r->arena, row->code, &view.leave));
    TRY(subscriber_consents(r->db, r->arena, row->id, &view.consents));
    consents_label(r, &view.consents);
    TRY(subscriber_letters(r->db, r->arena, mail_address_key(r->arena, row->address),
                           subscriber_list_id(r->app, r->arena), LETTERS_SHOWN, &view.letters));
    page_title(s, T(r, "What is held about you"));
    page_crumb(r, s, "Newsletter", "/newsletter");
    return show(r, s, subscriber_own_view, &view);
}

/* ROUTE GET /u/own/:token     anonymous
** What is held about a reader, also as JSON to take along; changes nothing. */
enum status subscriber_own_page(struct request *r, struct response *s)
{
    struct subscriber_row row;
    enum status st = link_own_read(r, param(r, "token"), &row);
    if (st == NOT_FOUND) return link_lost(r, s);
    TRY(st);
    return own_show(r, s, &row);
}

/* --- changing ----------------------------------------------------------------------------------------- */

struct own_arg {
    struct app *app;
    struct arena *arena;
    struct subscriber_row row;
    str lang;
};

static enum status language_write(struct tx *tx, void *arg)
{
    struct own_arg *v = arg;
    TRY(subscriber_set_lang(tx, v->row.id, v->lang));
    return consent_put(tx, v->row.id, "language", NO_STR, v->lang, NO_DATE);
}

/* ROUTE POST /u/own/:token/language     anonymous     max 4k
** Changes the language in which the newsletter comes. */
enum status subscriber_language_act(struct request *r, struct response *s)
{
    struct own_arg v = {.app = r->app, .arena = r->arena, .lang = field(r, "lang")};
    enum status st = link_own_read(r, param(r, "token"), &v.row);
    if (st == NOT_FOUND) return link_lost(r, s);
    TRY(st);
    bool reads = str_eq(v.row.state, S("confirmed"));
    if (reads && !language_offered(r, v.lang)) problem(r, "lang", "Choose a language.");
    if (problems(r)) return own_show(r, s, &v.row);
    if (reads) TRY(db_write(r, language_write, &v));
    return redirect(r, s, "/u/own/%.*s", P(param(r, "token")));
}

/* --- erasing ------------------------------------------------------------------------------------------ */

/* The row stays without its address and under another code, so that the counts by month stay true and no
** link in an old issue leads to it. */
static enum status erase_write(struct tx *tx, void *arg)
{
    struct own_arg *v = arg;
    struct arena *a = v->arena;
    str key = mail_address_key(a, v->row.address), list = subscriber_list_id(v->app, a);
    i64 count;
    TRY(subscriber_end(tx, v->row.id, tx_now(tx), &count));
    if (count) TRY(consent_put(tx, v->row.id, "leave", NO_STR, v->row.lang, NO_DATE));
    TRY(subscriber_mail_cancel(tx, v->row.address, list, tx_now(tx), &count));
    TRY(subscriber_mail_erase(tx, key, list, &count));
    TRY(subscriber_ticket_clear(tx, S(LIST), key));
    return subscriber_erase(tx, v->row.id, code_new(a, tx_env(tx), CODE_LETTERS), &count);
}

/* ROUTE POST /u/own/:token/erase     anonymous     max 4k
** Leaves the list and erases the address wherever it stands for the newsletter. */
enum status subscriber_erase_act(struct request *r, struct response *s)
{
    struct own_arg v = {.app = r->app, .arena = r->arena};
    enum status st = link_own_read(r, param(r, "token"), &v.row);
    if (st == NOT_FOUND) return link_lost(r, s);
    TRY(st);
    if (!str_eq(field(r, "sure"), S("yes"))) problem(r, "sure", "Tick this to erase everything.");
    if (problems(r)) return own_show(r, s, &v.row);
    TRY(db_write(r, erase_write, &v));
    struct subscriber_erased view = {.fund = setting(r->app, r->arena, "fund.name")};
    page_title(s, T(r, "Erased"));
    page_crumb(r, s, "Newsletter", "/newsletter");
    page_light(s);
    return show(r, s, subscriber_erased_view, &view);
}

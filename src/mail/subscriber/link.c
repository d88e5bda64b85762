/* link.c: the keys behind mailed links, and the little that asking, leaving and one's own data share. A
** link to leave is made of the reader's code and a keyed digest and can only ever take that reader off
** that list; a link to one's own data says besides until when it works, and is mailed only to the reader's
** own address, because an issue is often passed on with the link in its foot. */
#include "mail/subscriber/link.h"

#include "mail/mail.h"
#include "web/app.h"
#include "web/message.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/subscriber_sql.h"

#define CODE_LETTERS 10
#define MAC_LETTERS 32

str subscriber_list_id(struct app *app, struct arena *a)
{
    str address = setting(app, a, "mail.news");
    i64 at = str_find_char(address, '@');
    str domain = at > 0 ? str_sub(address, (size_t)at + 1, address.n) : S("letsema.example");
    return arena_printf(a, "%s.%.*s", LIST, P(domain));
}

enum status link_proof(struct db *db, struct arena *a, const char *purpose, str what, str *out)
{
    str secret;
    TRY(subscriber_secret(db, a, &secret));
    str said = arena_printf(a, "v1|%s|%s|%.*s", purpose, LIST, P(what));
    *out = str_sub(digest_hex(a, digest_keyed(secret, said)), 0, MAC_LETTERS);
    return OK;
}

enum status link_leave_make(struct db *db, struct arena *a, str code, str *out)
{
    str mac;
    TRY(link_proof(db, a, "leave", code, &mac));
    *out = arena_printf(a, "%.*s-%.*s", P(code), P(mac));
    return OK;
}

enum status link_leave_read(struct request *r, str token, struct subscriber_row *out)
{
    str code, rest = str_lower(r->arena, token), mac;
    if (!str_cut(&rest, '-', &code) || code.n != CODE_LETTERS || rest.n != MAC_LETTERS)
        return NOT_FOUND;
    TRY(link_proof(r->db, r->arena, "leave", code, &mac));
    if (!secret_eq(mac, rest)) return NOT_FOUND;
    return subscriber_by_code(r->db, r->arena, code, out);
}

/* What the digest of a link to one's own data is about. */
static str own_claim(struct arena *a, str code, i64 until)
{
    return arena_printf(a, "%.*s|%lld", P(code), (long long)until);
}

enum status link_own_make(struct db *db, struct arena *a, str code, i64 until, str *out)
{
    str mac;
    TRY(link_proof(db, a, "own", own_claim(a, code, until), &mac));
    *out = arena_printf(a, "%.*s-%lld-%.*s", P(code), (long long)until, P(mac));
    return OK;
}

enum status link_own_read(struct request *r, str token, struct subscriber_row *out)
{
    str code, said, rest = str_lower(r->arena, token), mac;
    i64 until;
    if (!str_cut(&rest, '-', &code) || code.n != CODE_LETTERS || !str_cut(&rest, '-', &said) ||
        !str_i64(said, &until) || rest.n != MAC_LETTERS)
        return NOT_FOUND;
    TRY(link_proof(r->db, r->arena, "own", own_claim(r->arena, code, until), &mac));
    if (!secret_eq(mac, rest) || until < r->now) return NOT_FOUND;
    return subscriber_by_code(r->db, r->arena, code, out);
}

enum status subscriber_leave_address(struct db *db, struct app *app, struct arena *a, str code,
                                     str *out)
{
    str token;
    TRY(link_leave_make(db, a, code, &token));
    *out = arena_printf(a, "%.*s/u/%.*s", P(app->config.base_url), P(token));
    return OK;
}

str link_address(struct app *app, struct arena *a, str lang, const char *page, str token)
{
    str base = str_eq(lang, S("en")) ? S("") : arena_printf(a, "/%.*s", P(lang));
    return arena_printf(a, "%.*s%.*s%s%.*s", P(app->config.base_url), P(base), page, P(token));
}

static enum status secret_write(struct tx *tx, void *arg)
{
    i64 id;
    return subscriber_secret_insert(tx, *(str *)arg, &id);
}

/* START subscriber_start
** Makes the key of the links, once. */
enum status subscriber_start(struct app *app)
{
    struct arena *a = arena_new();
    str secret;
    enum status st = subscriber_secret(app->db, a, &secret);
    if (st == NOT_FOUND) {
        secret = token_new(a, &app->env);
        st = store_write(app->store, (struct actor){.act = S("subscriber_start")},
                         env_now(&app->env), secret_write, &secret);
    }
    arena_free(a);
    return st;
}

/* --- what the pages share ---------------------------------------------------------------------------- */

str filled(struct arena *a, str lang, const char *message, const str *words, size_t n)
{
    return message_fill(a, tr(lang, message), words, n);
}

bool language_offered(struct request *r, str lang)
{
    str rest = setting(r->app, r->arena, "fund.languages"), code;
    while (str_cut(&rest, ' ', &code))
        if (code.n && str_eq(code, lang)) return true;
    return false;
}

void languages_fill(struct request *r, struct part_choice_array *out)
{
    *PUSH(r->arena, out) = (struct part_choice){.code = S("en"), .label = S("English")};
    if (language_offered(r, S("fr")))
        *PUSH(r->arena, out) = (struct part_choice){.code = S("fr"), .label = S("Français")};
}

enum status link_lost(struct request *r, struct response *s)
{
    struct subscriber_lost view = {.fund = setting(r->app, r->arena, "fund.name")};
    page_title(s, T(r, "This link does not work"));
    page_crumb(r, s, "Newsletter", "/newsletter");
    page_light(s);
    return show_status(r, s, 404, subscriber_lost_view, &view);
}

enum status link_sent(struct request *r, struct response *s, const char *about)
{
    struct subscriber_sent view = {.about = str_c(about)};
    page_title(s, T(r, "Look into your mail"));
    page_crumb(r, s, "Newsletter", "/newsletter");
    page_light(s);
    return show(r, s, subscriber_sent_view, &view);
}

struct queue_arg {
    const char *kind;
    str args;
};

static enum status queue_write(struct tx *tx, void *arg)
{
    struct queue_arg *v = arg;
    return job_put(tx, v->kind, v->args, tx_now(tx), NO_STR);
}

/* One mail in a quarter of an hour and three a day for an address, ten an hour for a network. Who goes
** beyond hears the same answer; nothing is sent. */
enum status asked_queue(struct request *r, const char *kind, const struct asked *asked)
{
    str key = mail_address_key(r->arena, asked->address);
    const struct attempt tries[] = {
        {arena_printf(r->arena, "subscribe quarter %.*s", P(key)), 1, 900},
        {arena_printf(r->arena, "subscribe day %.*s", P(key)), 3, 86400},
        {arena_printf(r->arena, "subscribe client %.*s", P(client_group(r))), 10, 3600}};
    struct queue_arg v = {.kind = kind,
                          .args = arena_printf(r->arena, "%lld %.*s %.*s", (long long)asked->at,
                                               P(asked->lang.n ? asked->lang : S("-")),
                                               P(asked->address))};
    enum status st = attempts_take(r, tries, 3, queue_write, &v);
    return st == LIMIT ? OK : st;
}

bool asked_read(str args, struct asked *out)
{
    str at;
    bool good =
        str_cut(&args, ' ', &at) && str_i64(at, &out->at) && str_cut(&args, ' ', &out->lang);
    out->address = args;
    return good && mail_address_ok(args);
}

enum status consent_put(struct tx *tx, i64 subscriber, const char *act, str wording, str lang,
                        i64 asked)
{
    i64 id;
    return subscriber_consent_insert(
        tx,
        &(struct subscriber_consent_insert_in){.subscriber = subscriber,
                                               .act = str_c(act),
                                               .wording = wording,
                                               .lang = lang,
                                               .asked = asked,
                                               .now = tx_now(tx)},
        &id);
}

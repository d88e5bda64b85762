/* account.c: signing in and out, passwords, mailed links, one's own account. The pages that manage
** other people are in person.c. Answers never tell whether an address has an account. */
#include "people/account/account.h"

#include "edition/edition.h"
#include "mail/mail.h"
#include "people/role/role.h"
#include "web/app.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/account_sql.h"
#include "gen/model.h"
#include "gen/registry.h"

#include <pthread.h>
#include <sodium.h>

#define HASH_MEMORY (19u << 20)
#define HASH_PASSES 2
#define PASSWORD_CHARS 12
#define PASSWORD_BYTES 256
#define INVITATION_SECONDS (7 * 24 * 3600)
#define RECOVERY_SECONDS 3600
#define TRIES_PER_ADDRESS 10 /* of one client for one account */
#define TRIES_FOR_ACCOUNT                                                                          \
    100 /* of all clients: nobody far away shuts another out with ten wrong words */
#define TRIES_PER_CLIENT 50
#define TRY_SECONDS (15 * 60)

/* Each hash takes 19 MiB and about 20 ms of a core: one at a time keeps both bounded. */
static pthread_mutex_t hash_lock = PTHREAD_MUTEX_INITIALIZER;
/* A hash that opens nothing, of the same cost, for addresses that have no account. */
static char nobody[crypto_pwhash_STRBYTES];

static void random_base64(char *out, size_t room, size_t bytes)
{
    u8 b[32];
    randombytes_buf(b, bytes);
    sodium_bin2base64(out, room, b, bytes, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

/* START account_start
** Makes the hash that unknown addresses are compared with: salt and result are chance, because working
** one out would take a third of the time in which a server starts. */
enum status account_start(struct app *app)
{
    (void)app;
    char salt[24], result[44];
    if (nobody[0]) return OK;
    random_base64(salt, sizeof salt, 16);
    random_base64(result, sizeof result, 32);
    snprintf(nobody, sizeof nobody, "$argon2id$v=19$m=%u,t=%d,p=1$%s$%s", HASH_MEMORY >> 10,
             HASH_PASSES, salt, result);
    return crypto_pwhash_str_needs_rehash(nobody, HASH_PASSES, HASH_MEMORY) == 0 ? OK : FAILED;
}

str account_erased_address(struct arena *a, str code)
{
    return arena_printf(a, "erased-%.*s@invalid", P(code));
}

bool account_is_erased(struct arena *a, const struct account_row *p)
{
    return str_eq(p->email, account_erased_address(a, p->code));
}

enum status account_load(struct db *db, struct arena *a, i64 id, struct account_row *out)
{
    return account_by_id(db, a, id, out);
}

enum status account_of_address(struct db *db, struct arena *a, str email, struct account_row *out)
{
    return account_by_email(db, a, mail_address_key(a, email), out);
}

enum status password_hash(struct arena *a, str password, str *out)
{
    char *text = arena_alloc(a, crypto_pwhash_STRBYTES);
    pthread_mutex_lock(&hash_lock);
    int failed = crypto_pwhash_str_alg(text, password.p, password.n, HASH_PASSES, HASH_MEMORY,
                                       crypto_pwhash_ALG_ARGON2ID13);
    pthread_mutex_unlock(&hash_lock);
    *out = str_c(text);
    return failed ? FAILED : OK;
}

bool password_check(str hash, str password)
{
    char text[crypto_pwhash_STRBYTES] = {0};
    str against = hash.n && hash.n < sizeof text ? hash : str_c(nobody);
    memcpy(text, against.p, against.n);
    pthread_mutex_lock(&hash_lock);
    bool same = crypto_pwhash_str_verify(text, password.p, password.n) == 0;
    pthread_mutex_unlock(&hash_lock);
    return same && hash.n;
}

bool password_good(struct request *r, const char *name, str email, str person)
{
    str password = field(r, name);
    if (str_chars(password) < PASSWORD_CHARS)
        problem(
            r, name,
            "Choose a password of at least 12 characters; three or four words are easy to remember.");
    else if (password.n > PASSWORD_BYTES)
        problem(r, name, "Choose a password of at most 250 characters.");
    else if (str_eqi(password, email) || str_eqi(password, person))
        problem(r, name, "Choose a password that is neither your name nor your address.");
    else
        return true;
    return false;
}

enum status account_create(struct tx *tx, struct arena *a, struct account_new *in)
{
    in->code = code_new(a, tx_env(tx), 8);
    TRY(account_insert(
        tx,
        &(struct account_insert_in){.code = in->code,
                                    .email = in->email,
                                    .email_key = mail_address_key(a, in->email),
                                    .name = in->name,
                                    .lang = in->lang,
                                    .state = in->password_hash.n ? S("active") : S("invited"),
                                    .now = tx_now(tx)},
        &in->id));
    if (in->password_hash.n) TRY(password_put(tx, in->id, in->password_hash, tx_now(tx)));
    return duty_grant(tx, a,
                      &(struct duty_new){.account = in->id,
                                         .role = in->role,
                                         .scope = in->scope,
                                         .organization = in->organization,
                                         .record_kind = in->record_kind,
                                         .record = in->record,
                                         .address = in->address,
                                         .starts = in->starts,
                                         .until = in->until,
                                         .granted_by = in->granted_by});
}

/* --- signing in ------------------------------------------------------------------------------- */

/* ROUTE GET /sign-in?next     public
** Where people who work in the system begin. */
enum status account_sign_in_page(struct request *r, struct response *s)
{
    struct account_sign_in view = {.next = query(r, "next")};
    page_title(s, T(r, "Sign in"));
    const struct edition *e = r->app->edition;
    if (r->app->demo && e)
        for (size_t i = 0; i < e->role_count; i++)
            *PUSH(r->arena, &view.roles) =
                (struct account_demo_role){.code = e->roles[i].name,
                                           .label = edition_text(e, e->roles[i].label, r->lang),
                                           .help = edition_text(e, e->roles[i].help, r->lang)};
    return show(r, s, account_sign_in_view, &view);
}

/* Only an address of ours below the desk is followed after signing in. */
static str next_path(struct request *r)
{
    str next = field(r, "next");
    if (!str_starts(next, S("/desk")) || next.n > 300) return S("/desk");
    for (size_t i = 0; i < next.n; i++) {
        char c = next.p[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '/' || c == '-' || c == '_';
        if (!fine) return S("/desk");
    }
    return next;
}

/* ROUTE POST /sign-in     anonymous
** Opens a session for a right address and password; the same words for every mistake. */
enum status account_sign_in_act(struct request *r, struct response *s)
{
    str email = field(r, "email"), password = field(r, "password");
    str key = mail_address_key(r->arena, email);
    str by_address = arena_printf(r->arena, "sign-in %.*s from %.*s", P(key), P(client_group(r)));
    str by_account = arena_printf(r->arena, "sign-in %.*s", P(key));
    str by_client = arena_printf(r->arena, "sign-in from %.*s", P(client_group(r)));
    struct account_row account = {0};
    const struct attempt tries[] = {{by_address, TRIES_PER_ADDRESS, TRY_SECONDS},
                                    {by_client, TRIES_PER_CLIENT, TRY_SECONDS},
                                    {by_account, TRIES_FOR_ACCOUNT, TRY_SECONDS}};
    enum status st = attempts_take(r, tries, 3, NULL, NULL);
    if (st != OK && st != LIMIT) return st;
    bool allowed = st == OK;
    st = account_by_email(r->db, r->arena, key, &account);
    if (st != OK && st != NOT_FOUND) return st;
    bool right = false;
    if (allowed)
        right = password_check(account.hash, password) && str_eq(account.state, S("active"));
    if (!right) {
        if (!allowed)
            problem(
                r, "email",
                "There were too many tries. Wait a quarter of an hour, or ask for a new password below.");
        else
            problem(
                r, "email",
                "This address and this password do not belong together. Check both, or ask for a new password below.");
        struct account_sign_in view = {.next = field(r, "next")};
        page_title(s, T(r, "Sign in"));
        return show(r, s, account_sign_in_view, &view);
    }
    TRY(attempt_clear(r, by_address));
    TRY(session_open(r, s, account.id, account.lang));
    return redirect(r, s, "%.*s", P(next_path(r)));
}

/* ROUTE POST /sign-in/as     anonymous
** In a demonstration only: opens a session as the example person of a role. */
enum status account_sign_in_as(struct request *r, struct response *s)
{
    if (!r->app->demo) return NOT_FOUND;
    struct account_row account;
    str email = arena_printf(r->arena, "%.*s@demo.example.org", P(field(r, "role")));
    TRY(account_by_email(r->db, r->arena, mail_address_key(r->arena, email), &account));
    TRY(session_open(r, s, account.id, str_eq(r->lang, S("en")) ? account.lang : r->lang));
    return redirect(r, s, "%.*s", P(next_path(r)));
}

/* ROUTE POST /desk/sign-out     signed
** Ends this session. */
enum status account_sign_out(struct request *r, struct response *s)
{
    TRY(session_end(r, s));
    return redirect(r, s, "/sign-in");
}

/* ROUTE POST /desk/account/sign-out-everywhere     signed
** Ends all sessions of this person. */
enum status account_sign_out_everywhere(struct request *r, struct response *s)
{
    TRY(session_end_all(r, r->session->account));
    TRY(session_end(r, s));
    return redirect(r, s, "/sign-in");
}

/* ROUTE POST /desk/account/sessions/:session/end     signed
** Ends one session of this person: a browser that was left open somewhere. */
enum status account_session_end(struct request *r, struct response *s)
{
    TRY(session_end_one(r, param(r, "session")));
    return redirect_note(r, s, T(r, "That session has ended."), "/desk/account");
}

/* ROUTE POST /desk/account/sign-out-others     signed
** Ends all sessions of this person but this one. */
enum status account_sign_out_others(struct request *r, struct response *s)
{
    TRY(session_end_others(r));
    return redirect_note(r, s, T(r, "All other sessions have ended."), "/desk/account");
}

/* --- mailed links ------------------------------------------------------------------------------ */

static str ticket_digest(struct arena *a, str token)
{
    return digest_hex(a, digest_of(arena_printf(a, "ticket %.*s", P(token))));
}

enum status ticket_mail(struct tx *tx, struct arena *a, struct app *app, str purpose, i64 account,
                        str email, str name, str lang, str token)
{
    bool invited = str_eq(purpose, S("invitation"));
    i64 id, life = invited ? INVITATION_SECONDS : RECOVERY_SECONDS;
    TRY(ticket_insert(tx, ticket_digest(a, token), purpose, account, tx_now(tx) + life, &id));
    str fund = setting_in(app, a, "fund.name", lang, NULL);
    const char *subject =
        invited ? MESSAGE("Your invitation to %1") : MESSAGE("A new password for %1");
    const char *text =
        invited
            ? MESSAGE(
                  "Dear %1,\n\nyou are invited to work in %2. Open this address within seven days and choose a password:\n\n%3\n\nIf you did not expect this, do nothing.\n")
            : MESSAGE(
                  "Dear %1,\n\nsomebody asked for a new password of your account at %2. Open this address within an hour and choose one:\n\n%3\n\nIf it was not you, do nothing: the old password stays.\n");
    str prefix = str_eq(lang, S("en")) ? S("") : arena_printf(a, "/%.*s", P(lang));
    str link = arena_printf(a, "%.*s%.*s/sign-in/choose/%.*s", P(app->config.base_url), P(prefix),
                            P(token));
    struct mail m = {.to = email,
                     .subject = message_fill(a, tr(lang, subject), (str[]){fund}, 1),
                     .text = message_fill(a, tr(lang, text), (str[]){name, fund, link}, 3),
                     .lang = lang,
                     .stream = S("noreply"),
                     .kind = purpose};
    return mail_put(tx, a, &m, NULL);
}

/* ROUTE GET /sign-in/forgotten?sent     public
** Asks for the address that a new password's link is mailed to. */
enum status account_recover_page(struct request *r, struct response *s)
{
    struct account_recover view = {.sent = query(r, "sent").n > 0};
    page_title(s, T(r, "Forgotten password"));
    page_crumb(r, s, "Sign in", "/sign-in");
    return show(r, s, account_recover_view, &view);
}

struct recover_arg {
    struct app *app;
    struct arena *arena;
    struct account_row account;
    str token;
};

static enum status recover_write(struct tx *tx, void *arg)
{
    struct recover_arg *v = arg;
    TRY(ticket_delete_account(tx, v->account.id));
    return ticket_mail(tx, v->arena, v->app,
                       str_eq(v->account.state, S("invited")) ? S("invitation") : S("recovery"),
                       v->account.id, v->account.email, v->account.name, v->account.lang, v->token);
}

/* JOB account_recover
** Mails the link for a new password, if the address that was asked for has an account. */
enum status account_recover_job(struct job *j)
{
    struct recover_arg v = {
        .app = j->app, .arena = j->arena, .token = token_new(j->arena, &j->app->env)};
    enum status st = account_by_email(j->db, j->arena, j->args, &v.account);
    if (st == NOT_FOUND || (st == OK && str_eq(v.account.state, S("closed")))) return OK;
    TRY(st);
    struct actor actor = {.act = S("account_recover")};
    return store_write(j->app->store, actor, j->now, recover_write, &v);
}

/* The request itself looks nothing up: it costs the same for every address, also by the clock. */
static enum status recover_queue(struct tx *tx, void *arg)
{
    return job_put(tx, "account_recover", *(str *)arg, tx_now(tx), NO_STR);
}

/* ROUTE POST /sign-in/forgotten     anonymous
** Mails a link if the address has an account; answers the same if it has none. */
enum status account_recover_act(struct request *r, struct response *s)
{
    str email = field(r, "email");
    if (!mail_address_ok(email)) {
        problem(r, "email", "Write an address such as name@example.org.");
        struct account_recover view = {0};
        page_title(s, T(r, "Forgotten password"));
        return show(r, s, account_recover_view, &view);
    }
    str key = mail_address_key(r->arena, email);
    const struct attempt tries[] = {
        {arena_printf(r->arena, "recover %.*s", P(key)), 3, 24 * 3600},
        {arena_printf(r->arena, "recover from %.*s", P(client_group(r))), 20, 3600}};
    enum status st = attempts_take(r, tries, 2, recover_queue, &key);
    if (st != OK && st != LIMIT) return st;
    return redirect(r, s, "/sign-in/forgotten?sent=1");
}

static enum status ticket_find(struct request *r, struct account_ticket *ticket,
                               struct account_row *account)
{
    TRY(ticket_by_token(r->db, r->arena, ticket_digest(r->arena, param(r, "ticket")), ticket));
    if (ticket->used != NO_DATE || ticket->expires < r->now) return NOT_FOUND;
    return account_by_id(r->db, r->arena, ticket->account, account);
}

static enum status ticket_gone(struct request *r, struct response *s)
{
    problem(r, "email", "This link was used already, or is too old. Ask for a new one here.");
    struct account_recover view = {0};
    page_title(s, T(r, "Forgotten password"));
    return show(r, s, account_recover_view, &view);
}

static enum status choose_show(struct request *r, struct response *s,
                               const struct account_row *account,
                               const struct account_ticket *ticket)
{
    struct account_set_password view = {.ticket = param(r, "ticket"),
                                        .name = account->name,
                                        .email = account->email,
                                        .welcome = str_eq(ticket->purpose, S("invitation"))};
    page_title(s, T(r, "Choose a password"));
    return show(r, s, account_set_password_view, &view);
}

/* ROUTE GET /sign-in/choose/:ticket     anonymous
** The page that an invitation or recovery mail leads to; looking at it changes nothing. */
enum status account_choose_page(struct request *r, struct response *s)
{
    struct account_ticket ticket;
    struct account_row account;
    enum status st = ticket_find(r, &ticket, &account);
    if (st == NOT_FOUND) return ticket_gone(r, s);
    TRY(st);
    return choose_show(r, s, &account, &ticket);
}

struct choose_arg {
    i64 ticket, account, now;
    str hash;
    bool lost;
};

static enum status choose_write(struct tx *tx, void *arg)
{
    struct choose_arg *c = arg;
    i64 used;
    TRY(ticket_use(tx, c->ticket, c->now, &used));
    if (used == 0) return NOT_FOUND;
    TRY(password_put(tx, c->account, c->hash, c->now));
    return account_set_state(tx, c->account, S("active"));
}

/* ROUTE POST /sign-in/choose/:ticket     anonymous
** Sets the password, uses up the link and signs in. */
enum status account_choose_act(struct request *r, struct response *s)
{
    struct account_ticket ticket;
    struct account_row account;
    enum status st = ticket_find(r, &ticket, &account);
    if (st == NOT_FOUND) return ticket_gone(r, s);
    TRY(st);
    if (str_eq(account.state, S("closed"))) return NOT_FOUND;
    if (!password_good(r, "password", account.email, account.name))
        return choose_show(r, s, &account, &ticket);
    struct choose_arg c = {.ticket = ticket.id, .account = account.id, .now = r->now};
    TRY(password_hash(r->arena, field(r, "password"), &c.hash));
    TRY(db_write(r, choose_write, &c));
    /* Whoever knew the old password is signed out everywhere. */
    TRY(session_end_all(r, account.id));
    TRY(session_open(r, s, account.id, account.lang));
    return redirect(r, s, "/desk");
}

/* --- one's own account --------------------------------------------------------------------------- */

static enum status own_view(struct request *r, struct account_own *view)
{
    *view = (struct account_own){.email = r->session->email,
                                 .name = r->session->name,
                                 .language = r->session->lang,
                                 .role = r->session->role};
    for (size_t i = 0; i < text_language_count; i++)
        *PUSH(r->arena, &view->languages) = (struct part_choice){
            .code = str_c(text_languages[i].lang),
            .label = term_label(r->lang, "language", str_c(text_languages[i].lang))};
    struct session_row_array sessions = {0};
    TRY(session_of(r->db, r->arena, r->session->account, &sessions));
    view->others = sessions.n > 1;
    for (size_t i = 0; i < sessions.n; i++)
        *PUSH(r->arena, &view->sessions) =
            (struct account_session){.code = sessions.v[i].code,
                                     .opened = sessions.v[i].opened,
                                     .seen = sessions.v[i].seen,
                                     .address = sessions.v[i].address,
                                     .here = sessions.v[i].id == r->session->id};
    struct account_row row;
    TRY(account_by_id(r->db, r->arena, r->session->account, &row));
    view->code = row.code;
    view->created = row.created;
    const struct edition *e = r->app->edition;
    struct role_duty_array duties = {0};
    TRY(duty_list(r->db, r->arena, r->session->account, r->now, &duties));
    for (size_t i = 0; e && i < duties.n; i++) {
        const struct role *role = edition_role(e, duties.v[i].role);
        if (!role) continue;
        str label = edition_text(e, role->label, r->lang);
        *PUSH(r->arena, &view->roles) =
            (struct account_role_choice){.code = role->name, .label = label};
        *PUSH(r->arena, &view->grants) = (struct account_grant){
            .code = duties.v[i].code,
            .label = label,
            .place = duty_place(r, duties.v[i].scope, duties.v[i].organization,
                                duties.v[i].scope_id, duties.v[i].record_kind, duties.v[i].address),
            .address = duties.v[i].address,
            .until = duties.v[i].until,
            .last = duty_last_day(r->app, duties.v[i].until),
            .starts = NO_DATE,
            .granted = duties.v[i].granted,
            .ended = NO_DATE};
    }
    return OK;
}

/* ROUTE GET /desk/account     signed
** Name, language, password, duties and sessions of the person who is signed in. */
enum status account_own_page(struct request *r, struct response *s)
{
    struct account_own view;
    TRY(own_view(r, &view));
    page_title(s, T(r, "Your account"));
    return show(r, s, account_own_view, &view);
}

struct own_arg {
    i64 id, session;
    str name, lang;
};

static enum status own_write(struct tx *tx, void *arg)
{
    struct own_arg *o = arg;
    TRY(account_update(tx, o->id, o->name, o->lang));
    return session_language(tx, o->session, o->lang);
}

bool language_known(str lang)
{
    for (size_t i = 0; i < text_language_count; i++)
        if (str_eq(str_c(text_languages[i].lang), lang)) return true;
    return false;
}

/* ROUTE POST /desk/account     signed
** Changes one's own name and language. */
enum status account_own_act(struct request *r, struct response *s)
{
    struct own_arg o = {
        .id = r->session->account, .session = r->session->id, .lang = field(r, "lang")};
    need_text(r, "name", 120, &o.name);
    if (!language_known(o.lang)) problem(r, "lang", "Choose one of the languages in the list.");
    if (problems(r)) return account_own_page(r, s);
    TRY(db_write(r, own_write, &o));
    return redirect_note(r, s, T(r, "Saved."), "/desk/account");
}

static enum status password_write(struct tx *tx, void *arg)
{
    struct choose_arg *c = arg;
    return password_put(tx, c->account, c->hash, c->now);
}

/* ROUTE POST /desk/account/password     signed
** Changes one's own password; other sessions end. */
enum status account_password_act(struct request *r, struct response *s)
{
    struct account_row account;
    TRY(account_by_id(r->db, r->arena, r->session->account, &account));
    const struct attempt tried = {arena_printf(r->arena, "password %lld", (long long)account.id),
                                  TRIES_PER_ADDRESS, TRY_SECONDS};
    TRY(attempts_take(r, &tried, 1, NULL, NULL));
    if (!password_check(account.hash, field(r, "old")))
        problem(r, "old", "This is not your present password.");
    password_good(r, "password", account.email, account.name);
    if (problems(r)) return account_own_page(r, s);
    struct choose_arg c = {.account = account.id, .now = r->now};
    TRY(password_hash(r->arena, field(r, "password"), &c.hash));
    TRY(db_write(r, password_write, &c));
    TRY(session_end_all(r, account.id));
    TRY(session_open(r, s, account.id, account.lang));
    return redirect(r, s, "/desk/account");
}

struct role_arg {
    i64 session;
    str role;
};

static enum status role_write(struct tx *tx, void *arg)
{
    struct role_arg *v = arg;
    return session_act_as(tx, v->session, v->role);
}

/* ROUTE POST /desk/account/role     signed
** Acts as one of one's roles, or as all of them at once. */
enum status account_role_act(struct request *r, struct response *s)
{
    struct role_arg v = {.session = r->session->id, .role = field(r, "role")};
    TRY(db_write(r, role_write, &v));
    return redirect(r, s, "/desk");
}

/* RESTORED account_restored
** Invitations and recoveries that were mailed lead to the old fund. */
enum status account_restored(struct tx *tx)
{
    return ticket_delete_all(tx);
}

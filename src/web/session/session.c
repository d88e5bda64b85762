/* session.c: sessions and the limits on attempts. A cookie holds 256 random bits; the table holds
** their digest, so a copy of the database opens no session. Sessions end after twelve idle hours
** and never outlive seven days. */
#include "web/session.h"
#include "web/app.h"

#include "gen/model.h"
#include "gen/registry.h"
#include "gen/session_sql.h"
#include "web/http.h"
#include "web/registry.h"

#include <arpa/inet.h>

#define IDLE_SECONDS (12 * 3600)
#define LIFE_SECONDS (7 * 24 * 3600)
#define TOUCH_SECONDS 60
#define AHEAD_SECONDS 3600 /* longer than any request takes */

struct access_hooks access_hooks;
const struct scope whole_fund = {.kind = "fund"};

static str token_digest(struct arena *a, str token)
{
    return digest_hex(a, digest_of(token));
}

struct open_arg {
    str token, form_token, lang, address;
    i64 account, now, id;
};

static enum status open_write(struct tx *tx, void *arg)
{
    struct open_arg *o = arg;
    struct session_insert_in in = {.token = o->token,
                                   .account = o->account,
                                   .form_token = o->form_token,
                                   .lang = o->lang,
                                   .now = o->now,
                                   .address = o->address};
    TRY(session_insert(tx, &in, &o->id));
    return sign_in_put(tx, o->account, o->now);
}

static void set_cookie(struct request *r, struct response *s, str token, i64 seconds)
{
    reply_header(s, "set-cookie",
                 arena_printf(r->arena,
                              "session=%.*s; Path=/desk; HttpOnly; SameSite=Lax; Max-Age=%lld%s",
                              P(token), (long long)seconds, r->https ? "; Secure" : ""));
}

enum status session_open(struct request *r, struct response *s, i64 account, str lang)
{
    str token = token_new(r->arena, &r->app->env);
    struct open_arg o = {.token = token_digest(r->arena, token),
                         .form_token = token_new(r->arena, &r->app->env),
                         .lang = lang,
                         .address = r->client,
                         .account = account,
                         .now = r->now};
    TRY(db_write(r, open_write, &o));
    set_cookie(r, s, token, LIFE_SECONDS);
    return OK;
}

static enum status end_write(struct tx *tx, void *arg)
{
    return session_delete(tx, *(i64 *)arg);
}

static enum status end_all_write(struct tx *tx, void *arg)
{
    return session_delete_account(tx, *(i64 *)arg);
}

enum status session_end(struct request *r, struct response *s)
{
    TRY(db_write(r, end_write, &r->session->id));
    set_cookie(r, s, S(""), 0);
    return OK;
}

enum status session_end_all(struct request *r, i64 account)
{
    return db_write(r, end_all_write, &account);
}

struct one_arg {
    i64 account, session, count;
    str code;
};

static enum status one_write(struct tx *tx, void *arg)
{
    struct one_arg *v = arg;
    TRY(session_delete_code(tx, v->account, v->code, &v->count));
    return v->count ? OK : NOT_FOUND;
}

static enum status others_write(struct tx *tx, void *arg)
{
    struct one_arg *v = arg;
    return session_delete_others(tx, v->account, v->session, &v->count);
}

enum status session_end_one(struct request *r, str code)
{
    struct one_arg v = {.account = r->session->account, .code = code};
    return db_write(r, one_write, &v);
}

enum status session_end_others(struct request *r)
{
    struct one_arg v = {.account = r->session->account, .session = r->session->id};
    return db_write(r, others_write, &v);
}

struct touch_arg {
    i64 id, now;
};

static enum status touch_write(struct tx *tx, void *arg)
{
    struct touch_arg *t = arg;
    return session_touch(tx, t->id, t->now);
}

enum status session_find(struct request *r)
{
    str token = http_cookie(header(r, "cookie"), "session");
    if (token.n != 43) return OK;
    struct session_row row;
    enum status st = session_by_token(r->db, r->arena, token_digest(r->arena, token), &row);
    if (st == NOT_FOUND) return OK;
    TRY(st);
    if (row.seen + IDLE_SECONDS < r->now || row.opened + LIFE_SECONDS < r->now) return OK;
    struct session *s = NEW(r->arena, struct session);
    s->id = row.id;
    s->account = row.account;
    s->token = row.form_token;
    s->lang = row.lang;
    s->role = row.role;
    st = access_hooks.load(r, s);
    if (st == NOT_FOUND) return OK;
    TRY(st);
    r->session = s;
    if (row.seen + TOUCH_SECONDS < r->now)
        TRY(db_write(r, touch_write, &(struct touch_arg){row.id, r->now}));
    return OK;
}

enum status session_of(struct db *db, struct arena *a, i64 account, struct session_row_array *out)
{
    return session_of_account(db, a, account, out);
}

enum status session_last(struct db *db, struct arena *a, i64 account, i64 *out)
{
    enum status st = sign_in_last(db, a, account, out);
    if (st == NOT_FOUND) *out = NO_DATE;
    return st == NOT_FOUND ? OK : st;
}

enum status session_language(struct tx *tx, i64 session, str lang)
{
    return session_set_lang(tx, session, lang);
}

enum status session_act_as(struct tx *tx, i64 session, str role)
{
    return session_set_role(tx, session, role);
}

struct note_arg {
    i64 id;
    str note;
};

static enum status note_write(struct tx *tx, void *arg)
{
    struct note_arg *n = arg;
    return session_set_note(tx, n->id, n->note);
}

enum status session_note(struct request *r, str note)
{
    if (!r->session) return OK;
    return db_write(r, note_write, &(struct note_arg){r->session->id, note});
}

enum status session_take_note(struct request *r, str *note)
{
    *note = NO_STR;
    if (!r->session) return OK;
    struct session_row row;
    TRY(session_by_token(r->db, r->arena,
                         token_digest(r->arena, http_cookie(header(r, "cookie"), "session")),
                         &row));
    if (!row.note.n) return OK;
    *note = row.note;
    return db_write(r, note_write, &(struct note_arg){row.id, NO_STR});
}

str client_group(struct request *r)
{
    struct in6_addr v6;
    char text[INET6_ADDRSTRLEN];
    if (inet_pton(AF_INET6, str_z(r->arena, r->client), &v6) != 1) return r->client;
    if (IN6_IS_ADDR_V4MAPPED(&v6)) {
        inet_ntop(AF_INET, v6.s6_addr + 12, text, sizeof text);
        return str_dup(r->arena, str_c(text));
    }
    memset(v6.s6_addr + 8, 0, 8);
    inet_ntop(AF_INET6, &v6, text, sizeof text);
    return arena_printf(r->arena, "%s/64", text);
}

struct attempts_arg {
    struct request *r;
    const struct attempt *v;
    size_t n;
    write_fn *also;
    void *to;
    bool refused;
};

static enum status attempts_write(struct tx *tx, void *arg)
{
    struct attempts_arg *t = arg;
    struct request *r = t->r;
    for (size_t i = 0; i < t->n && !t->refused; i++) {
        /* The key is stored as a digest: the table must not become a list of addresses. */
        str key = token_digest(r->arena, t->v[i].key);
        i64 count;
        TRY(attempt_count(tx_db(tx), r->arena, key, r->now - t->v[i].seconds,
                          r->now + AHEAD_SECONDS, &count));
        if (count >= t->v[i].limit)
            t->refused = true;
        else
            TRY(attempt_insert(tx, key, r->now));
    }
    return t->also && !t->refused ? t->also(tx, t->to) : OK;
}

enum status attempts_take(struct request *r, const struct attempt *v, size_t n, write_fn *also,
                          void *to)
{
    struct attempts_arg t = {.r = r, .v = v, .n = n, .also = also, .to = to};
    TRY(db_write(r, attempts_write, &t));
    if (!t.refused) return OK;
    log_line(LOG_WARN, "too many attempts", "route", str_z(r->arena, r->path), NULL);
    return LIMIT;
}

static enum status clear_write(struct tx *tx, void *arg)
{
    return attempt_delete(tx, *(str *)arg);
}

enum status attempt_clear(struct request *r, str key)
{
    str digest = token_digest(r->arena, key);
    return db_write(r, clear_write, &digest);
}

static enum status sweep_write(struct tx *tx, void *arg)
{
    i64 now = *(i64 *)arg, count;
    TRY(session_delete_stale(tx, now - IDLE_SECONDS, &count));
    return attempt_delete_stale(tx, now - 24 * 3600, &count);
}

/* JOB session_sweep every 3600s
** Forgets sessions that ended by themselves and attempts older than a day. */
enum status session_sweep_job(struct job *j)
{
    struct actor actor = {.act = S("session_sweep")};
    return store_write(j->app->store, actor, j->now, sweep_write, &j->now);
}

/* RESTORED session_restored
** Nobody is signed in at the copy because they were at the old one. */
enum status session_restored(struct tx *tx)
{
    return session_delete_all(tx);
}

/* --- records that are closed to the person ------------------------------------------------------------- */

bool address_barred(const struct request *r, str address)
{
    for (size_t i = 0; r->session && i < r->session->bars.n; i++) {
        str closed = r->session->bars.v[i].address;
        if (closed.n && str_starts(address, closed) &&
            (address.n == closed.n || address.p[closed.n] == '/'))
            return true;
    }
    return false;
}

str addresses_barred(struct request *r)
{
    size_t n = r->session ? r->session->bars.n : 0;
    str *v = NEW_ARRAY(r->arena, n + 1, str);
    for (size_t i = 0; i < n; i++)
        v[i] = r->session->bars.v[i].address;
    return n ? db_json_texts(r->arena, v, n) : NO_STR;
}

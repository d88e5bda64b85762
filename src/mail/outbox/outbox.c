/* outbox.c: mails that wait, and the job that hands them to the relay (or writes them to DIR/mail
** when there is none). A mail is marked in flight and committed before it leaves, so that a crash
** leaves it `unknown`, never sent twice; the others that were due with it just wait. */
#include "mail/mail.h"

#include "mail/outbox/compose.h"
#include "mail/outbox/deliver.h"
#include "web/app.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/model.h"
#include "gen/outbox_sql.h"
#include "gen/registry.h"

#define BATCH 20
#define MAIL_MAX (1 << 20)
#define PAGE_ROWS 50
#define GIVE_UP_SECONDS (48 * 3600)

bool mail_address_ok(str address)
{
    if (address.n < 6 || address.n > 254) return false;
    i64 at = str_find_char(address, '@');
    if (at < 1 || at > 64) return false;
    str domain = str_sub(address, (size_t)at + 1, address.n);
    if (str_find_char(domain, '@') >= 0 || str_find_char(domain, '.') < 1) return false;
    for (size_t i = 0; i < address.n; i++) {
        u8 c = (u8)address.p[i];
        if (c <= 0x20 || c >= 0x7f || strchr("<>()[]\\,;:\"", c)) return false;
    }
    str rest = domain, label;
    while (str_cut(&rest, '.', &label)) {
        if (!label.n || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-')
            return false;
        for (size_t i = 0; i < label.n; i++) {
            char c = label.p[i];
            bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '-';
            if (!fine) return false;
        }
    }
    str local = str_sub(address, 0, (size_t)at);
    return local.p[0] != '.' && local.p[local.n - 1] != '.' && str_find(local, S("..")) < 0;
}

str mail_address_key(struct arena *a, str address)
{
    return str_lower(a, str_trim(address));
}

enum status mail_put(struct tx *tx, struct arena *a, const struct mail *m, i64 *id)
{
    i64 put = 0, same = 0;
    if (!mail_address_ok(m->to)) {
        log_line(LOG_WARN, "mail to an address that cannot be", "kind", str_z(a, m->kind), NULL);
        return OK;
    }
    if (m->dedupe.n) {
        TRY(outbox_dedupe(tx_db(tx), a, m->dedupe, &same));
        if (same) return OK;
    }
    TRY(outbox_insert(tx,
                      &(struct outbox_insert_in){.code = code_new(a, tx_env(tx), 16),
                                                 .stream = m->stream,
                                                 .kind = m->kind,
                                                 .recipient = m->to,
                                                 .subject = m->subject,
                                                 .body = m->text,
                                                 .lang = m->lang,
                                                 .record = m->record,
                                                 .list_id = m->list_id,
                                                 .unsubscribe = m->unsubscribe,
                                                 .dedupe = m->dedupe,
                                                 .now = tx_now(tx)},
                      &put));
    if (id) *id = put;
    return OK;
}

/* --- sending ------------------------------------------------------------------------------------ */

static struct actor outbox_actor(void)
{
    return (struct actor){.act = S("mail_send")};
}

/* What is due, handed over one after the other. */
struct turn_arg {
    struct outbox_mail_array due;
    size_t next;                     /* the mail in flight, or the number of those due */
    const struct outbox_mail *ended; /* what was handed over before it */
    struct delivery delivery;
    i64 now;
};

/* 5, 15, 30 minutes, 1, 2, 4, 8 hours, then every 8 hours. */
static i64 back_off(i64 attempts)
{
    static const i64 minutes[] = {5, 15, 30, 60, 120, 240, 480};
    i64 last = (i64)(sizeof minutes / sizeof *minutes) - 1;
    return 60 * minutes[attempts < last ? attempts : last];
}

static enum status result_write(struct tx *tx, const struct turn_arg *v)
{
    const struct delivery *d = &v->delivery;
    const struct outbox_mail *m = v->ended;
    bool again = d->fate == FATE_DEFERRED && m->created + GIVE_UP_SECONDS > v->now;
    if (again) return outbox_defer(tx, m->id, v->now + back_off(m->attempts), d->reply);
    str state = d->fate == FATE_ACCEPTED  ? S("accepted")
                : d->fate == FATE_UNKNOWN ? S("unknown")
                                          : S("failed");
    return outbox_end(tx, m->id, state, d->reply, v->now);
}

/* The end of one mail and the beginning of the next are one transaction: at any instant at most one
** mail's fate is open, for no more commits than there are mails. */
static enum status turn_write(struct tx *tx, void *arg)
{
    struct turn_arg *v = arg;
    i64 claimed = 0;
    if (v->ended) TRY(result_write(tx, v));
    for (; v->next < v->due.n; v->next++) {
        TRY(outbox_claim(tx, v->due.v[v->next].id, &claimed));
        if (claimed) return OK;
    }
    return OK;
}

static struct sender sender_of(struct app *app, struct arena *a, const struct outbox_mail *m)
{
    str address = setting(app, a, str_eq(m->stream, S("news")) ? "mail.news" : "mail.from");
    if (!mail_address_ok(address)) address = S("office@example.org");
    i64 at = str_find_char(address, '@');
    return (struct sender){.name = setting_in(app, a, "fund.name", m->lang, NULL),
                           .address = address,
                           .domain = str_sub(address, (size_t)at + 1, address.n)};
}

static enum status orphans_write(struct tx *tx, void *arg)
{
    i64 count;
    TRY(outbox_orphans(tx, *(i64 *)arg, &count));
    if (count) log_line(LOG_WARN, "mails of unknown fate wait for a person", NULL);
    return OK;
}

static struct delivery hand_over(struct job *j, struct postman *postman,
                                 const struct outbox_mail *m)
{
    struct buf b;
    buf_init(&b, MAIL_MAX);
    struct sender from = sender_of(j->app, j->arena, m);
    mail_compose(&b, m, &from);
    struct delivery d = b.overflow ? (struct delivery){FATE_FAILED, S("the mail is too large")}
                                   : postman_deliver(postman, m, from.address, buf_str(&b));
    buf_free(&b);
    return d;
}

/* JOB mail_send every 2s
** Hands waiting mails to the relay, or writes them to DIR/mail. */
enum status mail_send_job(struct job *j)
{
    struct turn_arg v = {.now = j->now};
    i64 lost = 0;
    if (store_held(j->app->store)) return OK; /* a restored copy: a person looks first */
    /* Only this job sends: what is in flight now, its end could not be written. */
    TRY(outbox_in_flight(j->db, j->arena, &lost));
    if (lost) TRY(store_write(j->app->store, outbox_actor(), j->now, orphans_write, &v.now));
    TRY(outbox_due(j->db, j->arena, j->now, BATCH, &v.due));
    if (!v.due.n) return OK;
    TRY(store_write(j->app->store, outbox_actor(), v.now, turn_write, &v));
    struct postman *postman = postman_open(j->app, j->arena);
    enum status st = OK;
    while (st == OK && v.next < v.due.n) {
        v.ended = &v.due.v[v.next];
        v.delivery = hand_over(j, postman, v.ended);
        v.now = env_now(&j->app->env);
        v.next++;
        st = store_write(j->app->store, outbox_actor(), v.now, turn_write, &v);
    }
    postman_close(postman);
    return st;
}

enum status mail_waiting(struct db *db, struct arena *a, i64 since, i64 until, i64 *count)
{
    return outbox_waiting(db, a, since, until, count);
}

enum status mail_discard(struct tx *tx, i64 before, i64 *count)
{
    return outbox_discard(tx, before, tx_now(tx), count);
}

/* START mail_start
** What was in flight when the last process ended has an unknown fate: a person decides. */
enum status mail_start(struct app *app)
{
    i64 now = env_now(&app->env);
    return store_write(app->store, outbox_actor(), now, orphans_write, &now);
}

/* --- the desk's pages ---------------------------------------------------------------------------- */

/* MENU desk 85 /desk/mail "Mail" needs mail.read */

/* A letter may hold a link that opens an account or ends a subscription: whoever reads the mail of the
** fund sees that it is there, never what it is. */
static str without_secrets(struct arena *a, str body)
{
    static const char *const doors[] = {"/sign-in/choose/", "/subscribe/confirm/", "/setup/",
                                        "/u/"};
    struct buf b;
    buf_init(&b, 2 * body.n + 64);
    while (body.n) {
        i64 first = -1;
        size_t skip = 0;
        for (size_t i = 0; i < sizeof doors / sizeof *doors; i++) {
            i64 at = str_find(body, str_c(doors[i]));
            if (at < 0 || (first >= 0 && at >= first)) continue;
            first = at;
            skip = strlen(doors[i]);
        }
        if (first < 0) break;
        size_t end = (size_t)first + skip;
        buf_add(&b, str_sub(body, 0, end));
        while (end < body.n && (u8)body.p[end] > ' ' && !strchr("<>\"", body.p[end]))
            end++;
        buf_lit(&b, "\u2026");
        body = str_sub(body, end, body.n);
    }
    buf_add(&b, body);
    str clean = str_dup(a, buf_str(&b));
    buf_free(&b);
    return clean;
}

/* A daily mail is about many records and names them as its reader knows them: somebody to whom any record
** is closed reads none. */
static str body_shown(struct request *r, const struct outbox_mail *m)
{
    if (r->session->bars.n && str_eq(m->kind, S("digest")))
        return T(r, "A daily mail may name a record that is closed to you: you declared a conflict "
                    "of interest.");
    return without_secrets(r->arena, m->body);
}

static str state_label(struct request *r, str state)
{
    static const char *const labels[][2] = {{"queued", MESSAGE("waiting")},
                                            {"in_flight", MESSAGE("on its way")},
                                            {"accepted", MESSAGE("accepted by the relay")},
                                            {"deferred", MESSAGE("will be tried again")},
                                            {"failed", MESSAGE("failed")},
                                            {"unknown", MESSAGE("may or may not have arrived")},
                                            {"cancelled", MESSAGE("cancelled")}};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (str_eq(state, str_c(labels[i][0]))) return tr(r->lang, labels[i][1]);
    return state;
}

static const struct list_column columns[] = {
    {MESSAGE("Subject"), "subject", false},
    {MESSAGE("To"), "recipient", false},
    {MESSAGE("State"), "state", false},
    {MESSAGE("Written"), "created", false},
};

/* ROUTE GET /desk/mail?q,state,sort,after     needs mail.read
** Every mail of the fund with its fate, newest first. */
enum status mail_list_page(struct request *r, struct response *s)
{
    static const char *const states[] = {"queued", "in_flight", "accepted", "deferred",
                                         "failed", "unknown",   "cancelled"};
    struct outbox_list view = {.q = query(r, "q"), .state = query(r, "state")};
    struct list l = LIST_OF(r, columns, "created_down");
    struct outbox_find_in in = {
        .q = view.q, .state = view.state, .hidden = addresses_barred(r), .sort = l.sort};
    TRY(outbox_find(r->db, r->arena, &in, &l.rows, &view.mails));
    list_show(r, &l, &view.list);
    for (size_t i = 0; i < view.mails.n; i++) {
        view.mails.v[i].label = state_label(r, view.mails.v[i].state);
        view.mails.v[i].body = body_shown(r, &view.mails.v[i]);
    }
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        *PUSH(r->arena, &view.states) = (struct part_choice){
            .code = str_c(states[i]), .label = state_label(r, str_c(states[i]))};
    page_title(s, T(r, "Mail"));
    return show(r, s, outbox_list_view, &view);
}

/* ROUTE GET /desk/mail/:mail     needs mail.read
** One mail as it was written, and what became of it. */
enum status mail_show_page(struct request *r, struct response *s)
{
    struct outbox_show view = {0};
    TRY(outbox_by_code(r->db, r->arena, param(r, "mail"), &view.mail));
    if (address_barred(r, view.mail.record)) return NOT_FOUND;
    view.unknown = str_eq(view.mail.state, S("unknown")) || str_eq(view.mail.state, S("failed"));
    view.mail.label = state_label(r, view.mail.state);
    view.mail.body = body_shown(r, &view.mail);
    page_title(s, view.mail.subject);
    page_crumb(r, s, "Mail", "/desk/mail");
    return show(r, s, outbox_show_view, &view);
}

struct again_arg {
    i64 id, now, count;
};

static enum status again_write(struct tx *tx, void *arg)
{
    struct again_arg *v = arg;
    TRY(outbox_again(tx, v->id, v->now, &v->count));
    return v->count ? OK : CONFLICT;
}

static enum status cancel_write(struct tx *tx, void *arg)
{
    struct again_arg *v = arg;
    TRY(outbox_cancel(tx, v->id, v->now, &v->count));
    return v->count ? OK : CONFLICT;
}

/* ROUTE POST /desk/mail/:mail/again     needs mail.send
** Sends a failed mail, or one of unknown fate, once more with the same Message-ID. */
enum status mail_again_act(struct request *r, struct response *s)
{
    struct outbox_mail mail;
    TRY(outbox_by_code(r->db, r->arena, param(r, "mail"), &mail));
    if (address_barred(r, mail.record)) return NOT_FOUND;
    TRY(db_write(r, again_write, &(struct again_arg){.id = mail.id, .now = r->now}));
    return redirect_note(r, s, T(r, "The mail waits to be sent again."), "/desk/mail/%.*s",
                         P(mail.code));
}

/* ROUTE POST /desk/mail/:mail/cancel     needs mail.send
** Keeps a waiting mail from leaving, or settles one of unknown fate as it is. */
enum status mail_cancel_act(struct request *r, struct response *s)
{
    struct outbox_mail mail;
    TRY(outbox_by_code(r->db, r->arena, param(r, "mail"), &mail));
    if (address_barred(r, mail.record)) return NOT_FOUND;
    TRY(db_write(r, cancel_write, &(struct again_arg){.id = mail.id, .now = r->now}));
    return redirect_note(r, s, T(r, "The mail will not be sent."), "/desk/mail/%.*s", P(mail.code));
}

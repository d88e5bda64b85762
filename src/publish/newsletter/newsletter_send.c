/* newsletter_send.c: how a published issue leaves: another person than its publisher begins, the audience
** and the words are frozen in one transaction, then a job puts one letter per reader into the outbox, in
** small transactions. A reader who leaves meanwhile is skipped. */
#include "publish/newsletter/newsletter.h"

#include "mail/mail.h"
#include "mail/subscriber/subscriber.h"
#include "people/people.h"
#include "web/layout.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/newsletter_sql.h"
#include "gen/registry.h"

#define BATCH 50

struct send_arg {
    struct app *app;
    struct arena *arena;
    struct newsletter_row *row;
    i64 account;
    struct newsletter_text texts[2];
    size_t text_count;
    struct newsletter_text_array frozen;
    bool finished;
};

static enum status begin_write(struct tx *tx, void *arg)
{
    struct send_arg *v = arg;
    i64 count, id;
    TRY(newsletter_begin(tx, v->row->id, v->account, tx_now(tx), &count));
    if (!count) return CONFLICT;
    for (size_t i = 0; i < v->text_count; i++)
        TRY(newsletter_text_insert(tx, v->row->id, v->texts[i].lang, v->texts[i].subject,
                                   v->texts[i].body, &id));
    TRY(newsletter_freeze(tx, v->row->id, &count));
    str args = arena_printf(v->arena, "%lld", (long long)v->row->number);
    return job_put(tx, "newsletter_send", args, tx_now(tx),
                   arena_printf(v->arena, "newsletter %.*s", P(args)));
}

static enum status letters_make(struct request *r, const struct newsletter_row *row,
                                struct send_arg *v)
{
    struct newsletter_section_array sections = {0};
    TRY(newsletter_load(r->db, r->arena, row, &sections));
    newsletter_letter(r->app, r->arena, row, &sections, S("en"), &v->texts[0]);
    newsletter_letter(r->app, r->arena, row, &sections, S("fr"), &v->texts[1]);
    v->text_count = 2;
    return OK;
}

static enum status issue_of(struct request *r, struct newsletter_row *row)
{
    i64 number;
    if (!str_i64(param(r, "issue"), &number)) return NOT_FOUND;
    return newsletter_by_number(r->db, r->arena, number, row);
}

/* ROUTE POST /desk/newsletters/:issue/send     needs newsletter.send
** Begins to send a published issue to everybody who subscribed. Not for who published it. */
enum status newsletter_send_act(struct request *r, struct response *s)
{
    struct newsletter_row row;
    TRY(issue_of(r, &row));
    if (!str_eq(row.state, S("published"))) return CONFLICT;
    if (row.published_by == r->session->account) return DENIED;
    struct send_arg v = {
        .app = r->app, .arena = r->arena, .row = &row, .account = r->session->account};
    TRY(letters_make(r, &row, &v));
    TRY(db_write(r, begin_write, &v));
    return redirect_note(r, s, T(r, "Sending has begun. This page shows how far it is."),
                         "/desk/newsletters/%lld", (long long)row.number);
}

struct test_arg {
    struct arena *arena;
    struct mail mail;
};

static enum status test_mail_write(struct tx *tx, void *arg)
{
    struct test_arg *v = arg;
    return mail_put(tx, v->arena, &v->mail, NULL);
}

/* ROUTE POST /desk/newsletters/:issue/test     needs newsletter.edit
** Mails the issue to who asks, as readers would get it. */
enum status newsletter_test_act(struct request *r, struct response *s)
{
    struct newsletter_row row;
    struct send_arg v = {0};
    TRY(issue_of(r, &row));
    TRY(letters_make(r, &row, &v));
    size_t which = str_eq(field(r, "lang"), S("fr")) ? 1 : 0;
    const struct newsletter_text *text = &v.texts[which];
    str page = arena_printf(r->arena, "%.*s/subscribe", P(r->app->config.base_url));
    struct test_arg t = {
        .arena = r->arena,
        .mail = {.to = r->session->email,
                 .subject = arena_printf(r->arena, "[%.*s] %.*s",
                                         P(tr(text->lang, MESSAGE("Test"))), P(text->subject)),
                 .text = arena_printf(r->arena, "%.*s%.*s", P(text->body),
                                      P(newsletter_foot(r->app, r->arena, text->lang, page))),
                 .lang = text->lang,
                 .stream = S("news"),
                 .kind = S("test"),
                 .record = arena_printf(r->arena, "/newsletter/%lld", (long long)row.number)}};
    TRY(db_write(r, test_mail_write, &t));
    return redirect_note(r, s, T(r, "A test is on its way to you."), "/desk/newsletters/%lld",
                         (long long)row.number);
}

/* --- the job ------------------------------------------------------------------------------------------ */

static enum status letter_put(struct tx *tx, struct send_arg *v,
                              const struct newsletter_reader *reader)
{
    struct arena *a = v->arena;
    const struct newsletter_text *text = &v->frozen.v[0];
    i64 mail = 0, count;
    str leave;
    if (!str_eq(reader->state, S("confirmed")))
        return newsletter_delivery_skip(tx, reader->id, &count);
    for (size_t i = 0; i < v->frozen.n; i++)
        if (str_eq(v->frozen.v[i].lang, reader->lang)) text = &v->frozen.v[i];
    TRY(subscriber_leave_address(tx_db(tx), v->app, a, reader->code, &leave));
    struct mail m = {
        .to = reader->address,
        .subject = text->subject,
        .text = arena_printf(a, "%.*s%.*s", P(text->body),
                             P(newsletter_foot(v->app, a, text->lang, leave))),
        .lang = text->lang,
        .stream = S("news"),
        .kind = S("issue"),
        .record = arena_printf(a, "/newsletter/%lld", (long long)v->row->number),
        .list_id = subscriber_list_id(v->app, a),
        .unsubscribe = leave,
        .dedupe = arena_printf(a, "issue:%lld:%.*s", (long long)v->row->number, P(reader->code))};
    TRY(mail_put(tx, a, &m, &mail));
    return mail ? newsletter_delivery_put(tx, reader->id, mail, &count)
                : newsletter_delivery_skip(tx, reader->id, &count);
}

static enum status batch_write(struct tx *tx, void *arg)
{
    struct send_arg *v = arg;
    struct newsletter_reader_array readers = {0};
    i64 count;
    TRY(newsletter_waiting(tx_db(tx), v->arena, v->row->id, BATCH, &readers));
    for (size_t i = 0; i < readers.n; i++)
        TRY(letter_put(tx, v, &readers.v[i]));
    v->finished = readers.n == 0;
    return v->finished ? newsletter_finish(tx, v->row->id, tx_now(tx), &count) : OK;
}

/* JOB newsletter_send
** Puts the letters of an issue into the outbox, one batch per transaction. Interrupted, it goes on where
** it was. */
enum status newsletter_send_job(struct job *j)
{
    struct newsletter_row row;
    struct send_arg v = {.app = j->app, .row = &row};
    i64 number;
    if (!str_i64(j->args, &number)) return OK;
    TRY(newsletter_by_number(j->db, j->arena, number, &row));
    if (!str_eq(row.state, S("sending"))) return OK;
    TRY(newsletter_texts(j->db, j->arena, row.id, &v.frozen));
    if (!v.frozen.n) return FAILED;
    enum status st = OK;
    v.arena = arena_new();
    while (st == OK && !v.finished) {
        st = store_write(j->app->store, (struct actor){.act = S("newsletter_send")},
                         env_now(&j->app->env), batch_write, &v);
        arena_reset(v.arena);
    }
    arena_free(v.arena);
    return st;
}

/* send.c: the job that writes the daily mail: once a day of the fund, at the hour that the fund chose. A row
** for each person and day, written in the transaction of the mail, keeps a second one away: after a crash,
** when the clock is set back, on another server. A restored copy writes none on the day it was restored. */
#include "desk/digest/digest.h"

#include "mail/mail.h"
#include "web/doctor.h"
#include "web/registry.h"
#include "web/session.h"

#include "gen/digest_sql.h"
#include "gen/registry.h"

enum { HOUR = 7, KEPT_DAYS = 400 };

/* RECORD digest_choice "How often the daily mail comes" */

/* GROUP digest "The daily mail" */
/* SETTING digest.hour int "7"
** At which hour of the fund's clock, 0 to 23, people are told by mail what waits for them, on working days. */

i64 digest_hour(struct app *app)
{
    i64 hour = setting_int(app, "digest.hour");
    return hour >= 0 && hour <= 23 ? hour : HOUR;
}

static struct actor digest_actor(void)
{
    return (struct actor){.act = S("digest_send")};
}

struct letter_arg {
    struct request *r;
    const struct daily *d;
    struct mail mail;
    bool written;
};

static enum status letter_write(struct tx *tx, void *arg)
{
    struct letter_arg *v = arg;
    i64 there, id, account = v->r->session->account;
    TRY(digest_there(tx_db(tx), v->r->arena, account, v->d->day, &there));
    if (there) return OK;
    TRY(digest_insert(tx, account, v->d->day, tx_now(tx), v->d->named, &id));
    v->written = true;
    return mail_put(tx, v->r->arena, &v->mail, NULL);
}

/* One person's; *mails counts it if it was written. */
static enum status person_tell(struct job *j, struct arena *a, const struct calendar *c,
                               const struct digest_person *who, i64 *mails)
{
    struct request r;
    struct daily d;
    i64 there;
    enum status st = digest_request(j->app, j->db, a, who->id, j->now, &r);
    if (st == NOT_FOUND) return OK;
    TRY(st);
    TRY(digest_there(j->db, a, who->id, calendar_day(c, j->now), &there));
    if (there) return OK;
    TRY(digest_make(&r, &d));
    if (!digest_is_due(c, &d, who->choice)) return OK;
    struct letter_arg v = {.r = &r,
                           .d = &d,
                           .mail = {.to = r.session->email,
                                    .lang = r.lang,
                                    .stream = S("office"),
                                    .kind = S("digest"),
                                    .dedupe = arena_printf(a, "digest %lld %lld",
                                                           (long long)who->id, (long long)d.day)}};
    digest_letter(&r, &d, &v.mail.subject, &v.mail.text);
    TRY(store_write(j->app->store, digest_actor(), j->now, letter_write, &v));
    if (v.written) ++*mails;
    return OK;
}

struct run_arg {
    i64 day, people, mails;
};

static enum status run_write(struct tx *tx, void *arg)
{
    const struct run_arg *v = arg;
    i64 id, count, there;
    TRY(digest_run_there(tx_db(tx), NULL, v->day, &there));
    if (there) return OK;
    TRY(digest_forget(tx, v->day - KEPT_DAYS, &count));
    TRY(digest_run_forget(tx, v->day - KEPT_DAYS, &count));
    return digest_run_insert(tx, v->day, tx_now(tx), v->people, v->mails, &id);
}

/* JOB digest_send slow every 10m
** Tells everybody by mail what waits for them, once a day. */
enum status digest_send_job(struct job *j)
{
    struct digest_person_array people = {0};
    struct instance copy = {.restored = NO_DATE};
    struct calendar c = calendar_of(j->app, j->arena);
    struct run_arg run = {.day = calendar_day(&c, j->now)};
    i64 there;
    if (store_held(j->app->store)) return OK;
    if (j->now < zone_instant(c.zone, run.day, (int)digest_hour(j->app), 0, 0)) return OK;
    TRY(digest_run_there(j->db, j->arena, run.day, &there));
    if (there) return OK;
    enum status st = store_instance(j->db, j->arena, &copy);
    if (st != OK && st != NOT_FOUND) return st;
    if (copy.restored != NO_DATE && calendar_day(&c, copy.restored) >= run.day) return OK;
    TRY(digest_people(j->db, j->arena, &people));
    for (size_t i = 0; i < people.n; i++) {
        if (!job_goes_on(j)) return BUSY;
        struct arena *a = arena_new();
        st = person_tell(j, a, &c, &people.v[i], &run.mails);
        arena_free(a);
        TRY(st);
        run.people++;
    }
    return store_write(j->app->store, digest_actor(), j->now, run_write, &run);
}

/* DOCTOR digest
** When people were told last by mail what waits for them. */
void digest_doctor(struct doctor *d)
{
    enum { DAY = 86400 };
    struct digest_run last;
    if (!d->db) return;
    enum status st = digest_run_last(d->db, d->arena, &last);
    if (st != OK) return; /* a young fund, or one that was never served */
    str args[] = {doctor_number(d, (d->now - last.at) / DAY), doctor_number(d, last.people),
                  doctor_number(d, last.mails)};
    if (d->now - last.at > 3 * DAY)
        doctor_say(d, WARN, "digest",
                   MESSAGE("Nobody was told by mail what waits for them for %1 days."),
                   MESSAGE("The server tells people once a day: see that it runs, and look for "
                           "“digest_send” in its log."),
                   args[0]);
    else
        doctor_say(d, GOOD, "digest",
                   MESSAGE("The last daily mail looked after %1 people and wrote to %2 of them."),
                   "", args[1], args[2]);
}

/* fund.c: the checks of the doctor that look at the configuration and ask the database. */
#include "web/doctor.h"

#include "gen/operation_sql.h"
#include "gen/registry.h"

enum { DAY = 86400, BACKUP_OLD = 2, BACKUP_GRAVE = 8, VERIFY_OLD = 31, LATE_SECONDS = 3600 };

static bool is_local(str url)
{
    return str_find(url, S("://127.")) >= 0 || str_find(url, S("://localhost")) >= 0 ||
           str_find(url, S("://[::1]")) >= 0 || !url.n;
}

/* DOCTOR address
** Whether the public address is safe: TLS, no demonstration, the proxy named. */
void address_doctor(struct doctor *d)
{
    const struct config *c = d->config;
    bool https = str_starts(c->base_url, S("https://"));
    if (str_eq(c->demo, S("yes")) && !is_local(c->base_url))
        doctor_say(
            d, GRAVE, "demo",
            MESSAGE("This is a demonstration at a public address: anybody can sign in as anybody."),
            MESSAGE("Set demo = no in letsema.conf, or keep no real record in it."), NO_STR);
    if (!https && !is_local(c->base_url))
        doctor_say(d, WARN, "https", MESSAGE("base_url is %1: passwords travel in the clear."),
                   MESSAGE("Put a proxy with TLS in front and set base_url to its https address."),
                   c->base_url);
    if (https && !c->trusted_proxy.n)
        doctor_say(
            d, WARN, "proxy",
            MESSAGE(
                "base_url is https, but no trusted_proxy is set: every reader seems to be the proxy, over http."),
            MESSAGE("Set trusted_proxy in letsema.conf to the proxy's address."), NO_STR);
}

/* DOCTOR backup
** How old the last backup is that was proved by reading it again. */
void backup_doctor(struct doctor *d)
{
    i64 made = 0;
    if (!d->db) return;
    if (operation_backup(d->db, d->arena, &made) != OK || made <= 0 || made == NO_DATE) {
        doctor_say(
            d, str_eq(d->config->demo, S("yes")) ? WARN : GRAVE, "backup",
            MESSAGE("There is no backup that is known to be good."),
            MESSAGE(
                "letsema backup DIR FILE makes one, also while the fund is served. Keep it on another machine."),
            NO_STR);
        return;
    }
    i64 days = (d->now - made) / DAY;
    doctor_say(d,
               days >= BACKUP_GRAVE ? GRAVE
               : days >= BACKUP_OLD ? WARN
                                    : GOOD,
               "backup",
               MESSAGE("The last good backup, proved by reading it again, is %1 days old."),
               days >= BACKUP_OLD ? MESSAGE("Make one now, and see why the schedule did not.") : "",
               doctor_number(d, days));
}

/* DOCTOR verified
** When the record was last verified, and with what result. */
void verified_doctor(struct doctor *d)
{
    struct operation_run run = {0};
    if (!d->db) return;
    enum status st = operation_verified(d->db, d->arena, &run);
    if (st == OK && !str_eq(run.state, S("passed")))
        doctor_say(d, GRAVE, "verify", MESSAGE("The last verification found faults in the record."),
                   MESSAGE("Look at Verification on the desk, and keep the oldest good backup."),
                   NO_STR);
    else if (st != OK || d->now - run.ended > (i64)VERIFY_OLD * DAY)
        doctor_say(
            d, NOTE, "verify", MESSAGE("The record was not verified for a month."),
            MESSAGE(
                "letsema verify DIR, or Verification on the desk, checks every entry and file."),
            NO_STR);
}

/* DOCTOR clock
** Whether the clock is behind what is written. */
void clock_doctor(struct doctor *d)
{
    i64 newest = 0;
    if (!d->db || operation_newest(d->db, d->arena, &newest) != OK || newest == NO_DATE) return;
    if (newest > d->now + 60)
        doctor_say(
            d, GRAVE, "clock",
            MESSAGE("The clock is %1 seconds behind the newest entry of the journal."),
            MESSAGE(
                "Set the clock and have it kept (timedatectl set-ntp true): deadlines are judged by it."),
            doctor_number(d, newest - d->now));
}

/* DOCTOR mail
** Whether letters leave, and those of unknown fate. */
void mail_doctor(struct doctor *d)
{
    struct operation_count_array mails = {0};
    if (!d->config->relay.n)
        doctor_say(
            d, str_eq(d->config->demo, S("yes")) ? NOTE : WARN, "relay",
            MESSAGE("No relay is set: letters are written into the folder mail and reach nobody."),
            MESSAGE("Set relay in letsema.conf before people are invited."), NO_STR);
    else
        doctor_say(
            d, NOTE, "dns",
            MESSAGE("Whether SPF, DKIM and DMARC are right cannot be seen from here."),
            MESSAGE(
                "Send the test letter (Settings) to a mailbox elsewhere and look at its header."),
            NO_STR);
    if (!d->db || operation_mails(d->db, d->arena, &mails) != OK) return;
    for (size_t i = 0; i < mails.n; i++) {
        const struct operation_count *m = &mails.v[i];
        if (str_eq(m->name, S("unknown")))
            doctor_say(
                d, WARN, "unknown_mail",
                MESSAGE("Of %1 letters nobody knows whether they were sent."),
                MESSAGE("Decide about each under Mail on the desk; none is sent again by itself."),
                doctor_number(d, m->n));
        if ((str_eq(m->name, S("deferred")) || str_eq(m->name, S("queued"))) &&
            d->now - m->oldest > LATE_SECONDS)
            doctor_say(d, WARN, "late_mail", MESSAGE("%1 letters wait for more than an hour."),
                       MESSAGE("See Mail on the desk for what the relay answered."),
                       doctor_number(d, m->n));
    }
}

/* DOCTOR jobs
** Whether queued work is late or rests. */
void jobs_doctor(struct doctor *d)
{
    struct operation_count_array jobs = {0};
    if (!d->db || operation_jobs(d->db, d->arena, d->now, &jobs) != OK) return;
    for (size_t i = 0; i < jobs.n; i++) {
        const struct operation_count *j = &jobs.v[i];
        if (str_eq(j->name, S("resting")))
            doctor_say(d, WARN, "jobs", MESSAGE("%1 jobs failed twelve times and rest."),
                       MESSAGE("Read the log for their kind and the reason."),
                       doctor_number(d, j->n));
        if (str_eq(j->name, S("late")) && d->now - j->oldest > LATE_SECONDS)
            doctor_say(d, WARN, "late_jobs", MESSAGE("%1 jobs are late by more than an hour."),
                       MESSAGE("Is the fund served? Jobs run only then."), doctor_number(d, j->n));
    }
}

/* DOCTOR people
** How many people are administrator. */
void people_doctor(struct doctor *d)
{
    i64 n = 0;
    if (!d->db || operation_administrators(d->db, d->arena, d->now, &n) != OK) return;
    if (n == 0)
        doctor_say(d, WARN, "administrator",
                   MESSAGE("Nobody is administrator: the first visit is still open."),
                   MESSAGE("Follow the link of letsema setup DIR before somebody else does."),
                   NO_STR);
    if (n == 1)
        doctor_say(d, NOTE, "administrator", MESSAGE("Only one person is administrator."),
                   MESSAGE("Give a second person the duty, for the day when the first is away."),
                   NO_STR);
}

/* DOCTOR copy
** Whether this is a restored copy that is still held. */
void copy_doctor(struct doctor *d)
{
    struct instance copy = {0};
    if (!d->db || store_instance(d->db, d->arena, &copy) != OK || !copy.held) return;
    doctor_say(
        d, WARN, "held",
        MESSAGE("This is a restored copy and is held: it sends no letters and runs no jobs."),
        MESSAGE("letsema release DIR lets it act, once it is sure that the other one does not."),
        NO_STR);
}

/* desk.c: backups in the browser: the list, making one, taking one away; and a restored copy, looked at
** and released. The work itself is a job (schedule.c). */
#include "desk/backups/backups.h"

#include "mail/mail.h"
#include "people/people.h"
#include "web/list.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/backups_sql.h"
#include "gen/model.h"
#include "gen/registry.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* MENU desk 93 /desk/backups "Backups" needs setting.edit */

static void row_words(struct request *r, struct backups_item *x)
{
    bool good = str_eq(x->state, S("good"));
    x->label = good                            ? T(r, "proved")
               : str_eq(x->state, S("failed")) ? T(r, "failed")
                                               : T(r, "removed");
    x->tone = good ? S("good") : str_eq(x->state, S("failed")) ? S("bad") : S("");
    if (good && x->damaged > 0) {
        x->label = T(r, "proved; some files of the fund are damaged");
        x->tone = S("warn");
    }
    if (!x->person.n)
        x->person = str_eq(x->maker, S("schedule")) ? T(r, "The clock") : T(r, "A command");
    x->here = good && str_eq(x->kind, S("single")) && access(str_z(r->arena, x->place), R_OK) == 0;
}

/* What will happen by itself, in a sentence. */
static str plan_words(struct request *r)
{
    i64 hour = backups_hour(r->app), keep = backups_keep(r->app);
    str every = setting(r->app, r->arena, "backup.every");
    if (str_eq(every, S("never"))) return T(r, "No backup is made by itself.");
    const char *words =
        str_eq(every, S("weekly"))
            ? MESSAGE("A backup is made each Sunday at %1:00, and the last %2 are kept.")
            : MESSAGE("A backup is made each day at %1:00, and the last %2 are kept.");
    str args[] = {arena_printf(r->arena, "%lld", (long long)hour),
                  arena_printf(r->arena, "%lld", (long long)keep)};
    return message_fill(r->arena, tr(r->lang, words), args, 2);
}

static const struct list_column columns[] = {
    {MESSAGE("When"), "made", false},  {MESSAGE("Result"), "state", false},
    {MESSAGE("Size"), "bytes", true},  {MESSAGE("Rows"), NULL, true},
    {MESSAGE("Files"), "files", true}, {MESSAGE("Journal up to"), NULL, true},
    {MESSAGE("By"), NULL, false},      {MESSAGE("Where"), NULL, false},
};

/* ROUTE GET /desk/backups?sort,after     needs setting.edit
** The backups of this fund, newest first, and what is being made. */
enum status backups_list_page(struct request *r, struct response *s)
{
    struct backups_list view = {0};
    struct backups_item last = {0};
    i64 waiting = 0, faults = 0;
    struct list l = LIST_OF(r, columns, "made_down");
    TRY(backups_find(r->db, r->arena, &(struct backups_find_in){.sort = l.sort}, &l.rows,
                     &view.items));
    list_show(r, &l, &view.list);
    TRY(backups_faults(r->db, r->arena, &faults));
    view.faults = faults > 0;
    for (size_t i = 0; i < view.items.n; i++)
        row_words(r, &view.items.v[i]);
    TRY(backups_waiting(r->db, r->arena, &waiting));
    view.running = waiting > 0;
    view.doing = backups_progress(r->arena, r->lang);
    view.folder = str_c(backups_folder(r->app, r->arena));
    view.plan = plan_words(r);
    enum status st = backups_last(r->db, r->arena, &last);
    if (st != OK && st != NOT_FOUND) return st;
    if (str_eq(last.state, S("failed")))
        view.warning = arena_printf(
            r->arena, "%.*s. %.*s", P(last.fault),
            P(T(r, "See that the folder can be written and has room, then back up again.")));
    page_title(s, T(r, "Backups"));
    return show(r, s, backups_list_view, &view);
}

static enum status ask_write(struct tx *tx, void *arg)
{
    struct request *r = arg;
    bool take = str_ends(str_c(r->route->pattern), S("/take"));
    return job_put(tx, "backup_make",
                   arena_printf(r->arena, "%s %lld", take ? "single" : "series",
                                (long long)r->session->account),
                   r->now, S("backup_make"));
}

static enum status ask(struct request *r, struct response *s)
{
    TRY(db_write(r, ask_write, r));
    return redirect_note(r, s, T(r, "The backup begins. Load this page again for its result."),
                         "/desk/backups");
}

/* ROUTE POST /desk/backups     needs setting.edit
** Has a backup made in the folder of backups. */
enum status backups_ask_act(struct request *r, struct response *s)
{
    return ask(r, s);
}

/* ROUTE POST /desk/backups/take     needs setting.edit
** Has one file made that holds everything, to be taken away. */
enum status backups_take_act(struct request *r, struct response *s)
{
    return ask(r, s);
}

struct download {
    i64 backup, account;
};

static enum status download_write(struct tx *tx, void *arg)
{
    const struct download *d = arg;
    i64 id;
    return backups_download(tx, d->backup, d->account, tx_now(tx), &id);
}

/* Only what the desk made lies in its folder under a name of ours: nothing else leaves. */
static bool is_ours(struct request *r, const struct backups_item *row)
{
    str folder = str_c(backups_folder_real(r->app, r->arena));
    return str_eq(row->kind, S("single")) && str_eq(row->state, S("good")) && folder.n > 0 &&
           str_starts(row->place, folder) && row->place.n > folder.n + 1 &&
           str_find_char(str_sub(row->place, folder.n + 1, row->place.n), '/') < 0;
}

/* ROUTE POST /desk/backups/:backup/file     needs setting.edit
** Sends the file of a backup; the journal keeps who took it. */
enum status backups_file_act(struct request *r, struct response *s)
{
    struct backups_item row = {0};
    struct stat st;
    TRY(backups_of(r->db, r->arena, param(r, "backup"), &row));
    if (!is_ours(r, &row)) return NOT_FOUND;
    int fd = open(str_z(r->arena, row.place), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) return NOT_FOUND;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return NOT_FOUND;
    }
    struct download d = {row.id, r->session->account};
    enum status wrote = db_write(r, download_write, &d);
    if (wrote != OK) {
        close(fd);
        return wrote;
    }
    const char *slash = strrchr(str_z(r->arena, row.place), '/');
    return reply_descriptor(r, s, fd, st.st_size, str_c(slash + 1), "application/gzip");
}

/* --- a restored copy ------------------------------------------------------------------------------ */

/* ROUTE GET /desk/instance     needs setting.edit
** Whether this copy of the fund may act, and what waits for it. */
enum status backups_copy_page(struct request *r, struct response *s)
{
    enum { DAY = 86400 };
    struct backups_copy view = {0};
    struct instance copy = {.restored = NO_DATE};
    enum status st = store_instance(r->db, r->arena, &copy);
    if (st != OK && st != NOT_FOUND) return st;
    view.code = copy.code;
    view.origin = copy.origin;
    view.restored = copy.restored;
    view.held = copy.held;
    TRY(mail_waiting(r->db, r->arena, r->now - DAY, r->now + 1, &view.today));
    TRY(mail_waiting(r->db, r->arena, r->now - 7 * DAY, r->now - DAY, &view.week));
    TRY(mail_waiting(r->db, r->arena, 0, r->now - 7 * DAY, &view.older));
    view.mails = view.today + view.week + view.older;
    TRY(job_waiting_count(r->db, r->arena, &view.jobs));
    page_title(s, T(r, "This copy"));
    page_crumb(r, s, "Backups", "/desk/backups");
    return show(r, s, backups_copy_view, &view);
}

static enum status discard_write(struct tx *tx, void *count)
{
    return mail_discard(tx, tx_now(tx) + 1, count);
}

/* ROUTE POST /desk/instance     needs setting.edit
** Releases a restored copy, with the mails that wait or without them. */
enum status backups_release_act(struct request *r, struct response *s)
{
    i64 count = 0;
    bool discard = str_eq(field(r, "mails"), S("discard"));
    if (!discard && !str_eq(field(r, "mails"), S("send"))) return NOT_FOUND;
    struct release release = {.detail =
                                  discard ? S("without the mails") : S("everything that waited")};
    if (discard) {
        release.also = discard_write;
        release.to = &count;
    }
    struct actor actor = {
        .account = r->session->account, .act = S("POST /desk/instance"), .request_id = r->id};
    enum status st = store_release(r->app->store, actor, r->now, &release);
    if (st == CONFLICT)
        return redirect_note(r, s, T(r, "It was released already."), "/desk/instance");
    TRY(st);
    return redirect_note(r, s, T(r, "Released. The fund is at work again."), "/desk/instance");
}

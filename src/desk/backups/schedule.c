/* schedule.c: the jobs behind backups: making one, when the clock says so or a person asked; keeping the
** last ones; clearing files of a series that no backup needs any more. */
#include "desk/backups/backups.h"

#include "store/backup/format.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/backups_sql.h"
#include "gen/registry.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DAY = 86400, AGAIN = 3600, KEEP_MAX = 366 };

/* GROUP backup "Backups" */
/* SETTING backup.every choice(never|daily|weekly) daily
** How often a backup is made by itself. */
/* SETTING backup.hour int "3"
** At which hour of the fund's zone, from 0 to 23. */
/* SETTING backup.keep int "7"
** How many of these backups are kept; the last good one always is. */

const char *const backups_choices[] = {MESSAGE("never"), MESSAGE("daily"), MESSAGE("weekly")};

i64 backups_hour(struct app *app)
{
    i64 hour = setting_int(app, "backup.hour");
    return hour >= 0 && hour <= 23 ? hour : 3;
}

i64 backups_keep(struct app *app)
{
    i64 keep = setting_int(app, "backup.keep");
    return keep < 1 ? 1 : keep > KEEP_MAX ? KEEP_MAX : keep;
}

const char *backups_folder(struct app *app, struct arena *a)
{
    if (app->config.backup_dir.n) return str_z(a, app->config.backup_dir);
    return arena_printf(a, "%s/backups", app->dir).p;
}

const char *backups_folder_real(struct app *app, struct arena *a)
{
    char *real = realpath(backups_folder(app, a), NULL);
    const char *path = real ? str_z(a, str_c(real)) : "";
    free(real);
    return path;
}

/* --- progress ------------------------------------------------------------------------------------- */

static struct {
    _Atomic(const char *) what;
    atomic_llong done, all;
} progress;

str backups_progress(struct arena *a, str lang)
{
    static const char *const words[][2] = {
        {"rows", MESSAGE("The records are written: %1.")},
        {"files", MESSAGE("The files are copied: %1.")},
        {"reading", MESSAGE("What was written is read again: %1.")},
        {"files beside it", MESSAGE("The files are looked at: %1.")},
    };
    const char *what = atomic_load(&progress.what);
    long long done = atomic_load(&progress.done), all = atomic_load(&progress.all);
    for (size_t i = 0; what && i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i][0], what) != 0) continue;
        str value =
            all > 0 ? arena_printf(a, "%lld %%", done * 100 / all) : arena_printf(a, "%lld", done);
        return message_fill(a, tr(lang, words[i][1]), &value, 1);
    }
    return tr(lang, MESSAGE("A backup waits for its turn."));
}

static bool tell(void *job, const char *what, i64 done, i64 all)
{
    atomic_store(&progress.what, what);
    atomic_store(&progress.done, done);
    atomic_store(&progress.all, all);
    return job_goes_on(job);
}

/* --- making one ----------------------------------------------------------------------------------- */

static struct actor backup_actor(void)
{
    return (struct actor){.act = S("backup_make")};
}

/* "series 12": what kind, and who asked; 0: the clock. */
static bool args_read(str args, bool *series, i64 *account)
{
    str kind;
    str_cut(&args, ' ', &kind);
    *series = str_eq(kind, S("series"));
    return args.p && str_i64(args, account);
}

static const char *target_of(struct job *j, const char *folder, bool series)
{
    if (series) return folder;
    str stamp = backup_stamp(j->arena, env_now(&j->app->env));
    return arena_printf(j->arena, "%s/fund-%.*s.letsema", folder, P(stamp)).p;
}

/* JOB backup_make slow
** Makes a backup that a person or the clock asked for, and keeps the last ones. */
enum status backup_make_job(struct job *j)
{
    bool series;
    i64 account;
    if (!args_read(j->args, &series, &account)) return OK;
    const char *folder = backups_folder(j->app, j->arena);
    struct backups_work w = {.env = &j->app->env,
                             .store = j->app->store,
                             .arena = j->arena,
                             .series = series,
                             .target = target_of(j, folder, series),
                             .told = tell,
                             .to = j};
    enum status st = OK;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        snprintf(w.fault, sizeof w.fault, "%s: %s", folder, strerror(errno));
        st = FAILED;
    }
    if (st == OK) st = backups_make(&w);
    atomic_store(&progress.what, NULL);
    if (st == BUSY) return BUSY; /* the server ends: again when it runs */
    struct backups_note note = {.work = &w,
                                .good = st == OK,
                                .account = account,
                                .maker = account ? S("person") : S("schedule")};
    if (st != OK) log_line(LOG_ERROR, "backup", "error", w.fault, NULL);
    TRY(store_write(j->app->store, backup_actor(), env_now(&j->app->env), backups_note_write,
                    &note));
    return st == OK && series ? backups_prune(j, folder) : OK;
}

/* --- keeping the last ones -------------------------------------------------------------------------- */

static enum status removed_write(struct tx *tx, void *id)
{
    i64 count;
    return backups_removed(tx, *(i64 *)id, &count);
}

/* Takes a file of the desk's own folder away; one that is gone already counts as taken. */
static enum status take_away(struct job *j, const struct backups_item *row, const char *folder)
{
    str place = row->place, own = str_c(folder);
    if (!str_starts(place, own) || place.n <= own.n + 1) return OK;
    if (str_find_char(str_sub(place, own.n + 1, place.n), '/') >= 0) return OK;
    if (unlink(str_z(j->arena, place)) != 0 && errno != ENOENT) return FAILED;
    i64 id = row->id;
    return store_write(j->app->store, backup_actor(), env_now(&j->app->env), removed_write, &id);
}

/* Hashes that some backup of the series needs, in order. */
struct needed {
    struct arena *a;
    struct backup_file_array files;
    bool all; /* every backup could be read */
};

static enum status needed_add(void *to, const struct backup_file_array *list)
{
    struct needed *n = to;
    for (size_t i = 0; i < list->n; i++)
        *PUSH(n->a, &n->files) = list->v[i];
    return OK;
}

static int by_hash(const void *a, const void *b)
{
    const struct backup_file *x = a, *y = b;
    return memcmp(x->hash.b, y->hash.b, DIGEST_SIZE);
}

static void needed_read(struct needed *n, int folder, const char *name)
{
    struct backup_visit v = {.to = n, .files = needed_add};
    struct backup_info info;
    char fault[BACKUP_FAULT] = "";
    struct arena *a = arena_new();
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 || backup_scan(a, fd, &v, NULL, NULL, &info, fault) != OK) n->all = false;
    if (fd >= 0) close(fd);
    arena_free(a);
}

static DIR *folder_open(int above, const char *name)
{
    int fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
    if (!d && fd >= 0) close(fd);
    return d;
}

static void unneeded_remove(const struct needed *n, int files, const char *sub, i64 now)
{
    DIR *d = folder_open(files, sub);
    struct stat st;
    struct backup_file key = {0};
    for (struct dirent *e; d && (e = readdir(d));) {
        if (!digest_from_hex(str_c(e->d_name), &key.hash)) continue;
        if (n->files.n && bsearch(&key, n->files.v, n->files.n, sizeof key, by_hash)) continue;
        /* A young one may belong to a backup that is being made. */
        if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_mtime + DAY < now)
            unlinkat(dirfd(d), e->d_name, 0);
    }
    if (d) closedir(d);
}

/* Files of the series that none of its backups names. Nothing is removed while one cannot be read. */
static void series_clear(struct job *j, const char *folder)
{
    struct needed n = {.a = j->arena, .all = true};
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd >= 0 ? folder_open(fd, ".") : NULL;
    for (struct dirent *e; d && (e = readdir(d));)
        if (str_starts(str_c(e->d_name), S("backup-")) && str_ends(str_c(e->d_name), S(".letsema")))
            needed_read(&n, fd, e->d_name);
    if (d) closedir(d);
    if (n.files.n > 1) qsort(n.files.v, n.files.n, sizeof *n.files.v, by_hash);
    int files = n.all && fd >= 0 ? openat(fd, "files", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    for (int i = 0; files >= 0 && i < 256; i++) {
        char sub[3];
        snprintf(sub, sizeof sub, "%02x", (unsigned)i);
        unneeded_remove(&n, files, sub, (i64)time(NULL));
    }
    if (files >= 0) close(files);
    if (fd >= 0) close(fd);
}

enum status backups_prune(struct job *j, const char *folder)
{
    struct backups_item_array rows = {0};
    const char *real = backups_folder_real(j->app, j->arena);
    i64 keep = backups_keep(j->app), kept = 0, faults = 0;
    bool some = false;
    /* A newer backup holds the same faults: the older ones are needed to mend them. */
    TRY(backups_faults(j->db, j->arena, &faults));
    if (faults) return OK;
    TRY(backups_good(j->db, j->arena, S("series"), &rows));
    for (size_t i = 0; i < rows.n; i++) {
        str place = rows.v[i].place;
        bool there = str_starts(place, str_c(real)) && access(str_z(j->arena, place), R_OK) == 0;
        if (there && kept++ < keep) continue;
        if (!str_starts(place, str_c(real))) continue; /* made elsewhere, by a command */
        TRY(take_away(j, &rows.v[i], real));
        some = true;
    }
    if (some) series_clear(j, folder);
    return OK;
}

/* --- the clock -------------------------------------------------------------------------------------- */

static enum status due_write(struct tx *tx, void *arg)
{
    (void)arg;
    return job_put(tx, "backup_make", S("series 0"), tx_now(tx), S("backup_make"));
}

/* One file to take away stays a day. */
static enum status taken_clear(struct job *j)
{
    struct backups_item_array rows = {0};
    const char *real = backups_folder_real(j->app, j->arena);
    TRY(backups_good(j->db, j->arena, S("single"), &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].made + DAY < j->now && str_starts(rows.v[i].place, str_c(real)))
            TRY(take_away(j, &rows.v[i], real));
    return OK;
}

/* JOB backup_schedule every 10m
** Asks for a backup when one is due. */
enum status backup_schedule_job(struct job *j)
{
    struct backups_item last = {.made = NO_DATE};
    struct instance copy = {0};
    str every = setting(j->app, j->arena, "backup.every");
    TRY(taken_clear(j));
    if (str_eq(every, S("never"))) return OK;
    i64 due = fund_due(j->app, j->now, str_eq(every, S("weekly")), backups_hour(j->app));
    enum status st = store_instance(j->db, j->arena, &copy);
    if (st == OK && copy.made >= due) return OK; /* the fund is younger */
    st = backups_last_tried(j->db, j->arena, S("schedule"), &last);
    if (st != OK && st != NOT_FOUND) return st;
    bool failed = st == OK && str_eq(last.state, S("failed"));
    if (st == OK && last.made >= due && !(failed && last.made + AGAIN <= j->now)) return OK;
    return store_write(j->app->store, backup_actor(), j->now, due_write, NULL);
}

static bool purge_goes_on(void *job)
{
    return job_goes_on(job);
}

/* JOB files_purge slow every 6h
** Removes stored files that nothing names any more, a day after they came. */
enum status files_purge_job(struct job *j)
{
    i64 removed = 0;
    enum status st = files_purge(j->app->store, purge_goes_on, j, &removed);
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)removed);
    if (removed) log_line(LOG_INFO, "files removed that nothing named", "count", number, NULL);
    return st == BUSY ? OK : st; /* a backup is being made: in six hours again */
}

/* make.c: one backup from the first byte to its name. */
#include "desk/backups/backups.h"

#include "gen/backups_sql.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status faulty(struct backups_work *w, const char *what, const char *why)
{
    if (!w->fault[0]) snprintf(w->fault, sizeof w->fault, "%s: %s", what, why);
    return FAILED;
}

/* "backup-20261128T223000Z.letsema": names in the order of time. */
static const char *series_name(struct backups_work *w)
{
    i64 now = env_now(w->env);
    struct tm t;
    time_t seconds = (time_t)now;
    char stamp[32];
    gmtime_r(&seconds, &t);
    strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &t);
    return arena_printf(w->arena, "%s/backup-%s.letsema", w->target, stamp).p;
}

/* What stands there already may be replaced only by a newer backup. */
static enum status place_judge(struct backups_work *w)
{
    u8 magic[2] = {0};
    struct stat st;
    int fd = open(w->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) return errno == ENOENT ? OK : faulty(w, w->path, strerror(errno));
    bool ours =
        fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
        (st.st_size == 0 || (read(fd, magic, 2) == 2 && magic[0] == 0x1f && magic[1] == 0x8b));
    close(fd);
    return ours && !w->series ? OK : faulty(w, w->path, "there is something else by this name");
}

static bool above_sync(struct backups_work *w)
{
    const char *slash = strrchr(w->path, '/');
    const char *above = !slash ? "."
                        : slash == w->path
                            ? "/"
                            : arena_printf(w->arena, "%.*s", (int)(slash - w->path), w->path).p;
    int fd = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return synced;
}

static str fund_name(struct backups_work *w)
{
    struct db *db;
    str name = NO_STR;
    if (db_open(w->store, &db) != OK) return S("");
    backups_fund_name(db, w->arena, &name);
    db_close(db);
    return name;
}

static enum status write_it(struct backups_work *w, int fd, int series, const char *fresh)
{
    struct backup_ask ask = {.store = w->store,
                             .env = w->env,
                             .fd = fd,
                             .series = series,
                             .thorough = w->thorough,
                             .fund = fund_name(w),
                             .told = w->told,
                             .to = w->to};
    enum status st = backup_write(&ask, &w->info);
    if (ask.fault[0]) snprintf(w->fault, sizeof w->fault, "%s", ask.fault);
    TRY(st);
    if (rename(fresh, w->path) != 0 || !above_sync(w)) return faulty(w, w->path, strerror(errno));
    return OK;
}

enum status backups_make(struct backups_work *w)
{
    i64 began = env_monotonic_ms();
    int series = -1;
    if (w->series) {
        if (mkdir(w->target, 0700) != 0 && errno != EEXIST)
            return faulty(w, w->target, strerror(errno));
        series = open(w->target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (series < 0) return faulty(w, w->target, strerror(errno));
    }
    w->path = w->series ? series_name(w) : w->target;
    char *fresh = (char *)arena_printf(w->arena, "%s.new-XXXXXX", w->path).p;
    enum status st = place_judge(w);
    int fd = st == OK ? mkostemp(fresh, O_CLOEXEC) : -1;
    if (st == OK && fd < 0) st = faulty(w, w->path, strerror(errno));
    if (st == OK) st = write_it(w, fd, series, fresh);
    if (st != OK && fd >= 0) unlink(fresh);
    if (fd >= 0) close(fd);
    if (series >= 0) close(series);
    w->took = env_monotonic_ms() - began;
    return st;
}

enum status backups_note_write(struct tx *tx, void *note)
{
    const struct backups_note *n = note;
    const struct backups_work *w = n->work;
    const struct backup_info *i = &w->info;
    struct arena *a = w->arena;
    char where[4096];
    i64 id;
    const char *place = w->path ? w->path : w->target;
    if (realpath(place, where)) place = where;
    struct backups_insert_in in = {.code = code_new(a, tx_env(tx), 10),
                                   .place = str_c(place),
                                   .kind = w->series ? S("series") : S("single"),
                                   .state = n->good ? S("good") : S("failed"),
                                   .fault = n->good ? NO_STR : str_c(w->fault),
                                   .made = n->good ? i->made : tx_now(tx),
                                   .took = w->took,
                                   .bytes = i->bytes,
                                   .tables = i->tables,
                                   .row_count = i->rows,
                                   .files = i->files,
                                   .file_bytes = i->file_bytes,
                                   .damaged = i->damaged,
                                   .position = i->position,
                                   .hash = str_c(i->hash),
                                   .maker = n->maker,
                                   .account = n->account};
    return backups_insert(tx, &in, &id);
}

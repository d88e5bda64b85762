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

static const char *series_name(struct backups_work *w)
{
    str stamp = backup_stamp(w->arena, env_now(w->env));
    size_t n = strlen(w->target);
    while (n > 1 && w->target[n - 1] == '/')
        n--;
    return arena_printf(w->arena, "%.*s/backup-%.*s.letsema", (int)n, w->target, P(stamp)).p;
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
        (st.st_size == 0 || (io_read(fd, magic, 2) == 2 && magic[0] == 0x1f && magic[1] == 0x8b));
    close(fd);
    return ours && !w->series ? OK : faulty(w, w->path, "there is something else by this name");
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

static enum status write_it(struct backups_work *w, int series)
{
    struct backup_ask ask = {.store = w->store,
                             .env = w->env,
                             .series = series,
                             .thorough = w->thorough,
                             .fund = fund_name(w),
                             .told = w->told,
                             .to = w->to};
    enum status st = backup_place(&ask, w->arena, w->path, &w->info);
    if (ask.fault[0]) snprintf(w->fault, sizeof w->fault, "%s", ask.fault);
    return st;
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
    enum status st = place_judge(w);
    if (st == OK) st = write_it(w, series);
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

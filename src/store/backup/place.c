/* place.c: a backup gets its name when it has proved right; and the one that is made by itself before a
** fund's schema is brought up to date. */
#include "store/backup.h"
#include "store/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status faulty(struct backup_ask *ask, const char *what)
{
    if (!ask->fault[0]) snprintf(ask->fault, sizeof ask->fault, "%s: %s", what, strerror(errno));
    return FAILED;
}

static bool above_sync(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *above = !slash          ? "."
                        : slash == path ? "/"
                                        : arena_printf(a, "%.*s", (int)(slash - path), path).p;
    int fd = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return synced;
}

enum status backup_place(struct backup_ask *ask, struct arena *a, const char *path,
                         struct backup_info *out)
{
    char *fresh = (char *)arena_printf(a, "%s.new-XXXXXX", path).p;
    ask->fd = mkostemp(fresh, O_CLOEXEC); /* 0600 */
    if (ask->fd < 0) return faulty(ask, path);
    enum status st = backup_write(ask, out);
    if (st == OK && (rename(fresh, path) != 0 || !above_sync(a, path))) st = faulty(ask, path);
    if (st != OK) unlink(fresh);
    close(ask->fd);
    ask->fd = -1;
    return st;
}

str backup_stamp(struct arena *a, i64 now)
{
    struct tm t;
    time_t seconds = (time_t)now;
    char stamp[32];
    gmtime_r(&seconds, &t);
    size_t n = strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &t);
    return str_dup(a, (str){stamp, n});
}

enum status backup_before_migration(struct store *s, const struct config *c, i64 last)
{
    struct backup_ask ask = {.store = s, .env = s->env, .series = -1, .fund = S("")};
    struct backup_info info;
    const char *folder = c && c->backup_dir.n ? str_z(s->arena, c->backup_dir)
                                              : arena_printf(s->arena, "%s/backups", s->dir).p;
    str stamp = backup_stamp(s->arena, env_now(s->env));
    const char *path =
        arena_printf(s->arena, "%s/before-%lld-%.*s.letsema", folder, (long long)last, P(stamp)).p;
    enum status st = OK;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) st = faulty(&ask, folder);
    if (st == OK) st = backup_place(&ask, s->arena, path, &info);
    if (st == OK) {
        fprintf(stderr, "letsema: the fund as it was before this version is kept in %s\n", path);
        return OK;
    }
    return store_refuse("this version changes the database of %s, and the backup before that could "
                        "not be made (%s). Make room, or write migrate_without_backup = yes into "
                        "letsema.conf",
                        s->dir, ask.fault);
}

/* health.c: /health, for a proxy or a watchman who asks every few seconds: can the fund be read and
** written? It says ok, or in a few words why not, and nothing else about the fund. */
#include "gen/operation_sql.h"
#include "gen/registry.h"
#include "web/app.h"
#include "web/reply.h"

#include <sys/statvfs.h>

enum { ROOM_MIN = 32 << 20 };

static bool disk_has_room(const char *dir)
{
    struct statvfs disk;
    if (statvfs(dir, &disk) != 0) return false;
    bool room = disk.f_bavail * disk.f_frsize >= ROOM_MIN;
    /* Some file systems have no fixed number of files, and say 0 of 0. */
    return room && (disk.f_files == 0 || disk.f_favail > 0);
}

/* Begins and ends a transaction without a change: it needs the writer's turn and the database. */
static enum status nothing(struct tx *tx, void *arg)
{
    (void)tx;
    (void)arg;
    return OK;
}

static const char *illness(struct request *r)
{
    i64 n;
    struct actor actor = {.act = S("health"), .request_id = r->id};
    if (operation_alive(r->db, r->arena, &n) != OK) return "the database cannot be read\n";
    if (!disk_has_room(r->app->dir)) return "the disk is full\n";
    enum status st = store_write(r->app->store, actor, r->now, nothing, NULL);
    if (st == BUSY) return "the database is busy\n";
    return st == OK ? NULL : "the database cannot be written\n";
}

/* ROUTE GET /health     anonymous
** ok, or 503 with the reason. */
enum status health_page(struct request *r, struct response *s)
{
    const char *ill = illness(r);
    TRY(reply_bytes(r, s, "text/plain; charset=utf-8", ill ? str_c(ill) : S("ok\n")));
    reply_header(s, "cache-control", S("no-store"));
    if (!ill) return OK;
    s->status = 503;
    reply_header(s, "retry-after", S("10"));
    log_line(LOG_ERROR, "health", "id", str_z(r->arena, r->id), "problem",
             str_z(r->arena, str_trim(str_c(ill))), NULL);
    return OK;
}

/* app.c: opens and closes the running fund: folder, configuration, store, settings, cache, and then
** every START function in the order of the rooms. */
#include "web/app.h"

#include "web/cache.h"
#include "web/registry.h"
#include "web/settings.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#define CACHE_BYTES (16 << 20)

/* The digest of the program itself: a new binary makes every cached page and ETag a new one. */
static u64 binary_digest(struct arena *a)
{
    struct digest_stream d;
    digest_begin(&d);
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        char *block = arena_alloc(a, 1 << 16);
        ssize_t n;
        while ((n = read(fd, block, 1 << 16)) > 0)
            digest_more(&d, (str){block, (size_t)n});
        close(fd);
    }
    struct digest digest = digest_end(&d);
    u64 v;
    memcpy(&v, digest.b, sizeof v);
    return v;
}

/* Bodies that a killed process left behind. */
static void spool_empty(const char *spool)
{
    DIR *dir = opendir(spool);
    if (!dir) return;
    for (struct dirent *e; (e = readdir(dir));)
        if (e->d_name[0] != '.') unlinkat(dirfd(dir), e->d_name, 0);
    closedir(dir);
}

static enum status app_start(struct app *app, const char *database)
{
    TRY(config_read(app->dir, app->arena, &app->config));
    if (database) app->config.database = str_dup(app->arena, str_c(database));
    app->spool = str_z(app->arena, arena_printf(app->arena, "%s/spool", app->dir));
    if (mkdir(app->spool, 0700) != 0 && errno != EEXIST) {
        fprintf(stderr, "letsema: cannot make the folder %s\n", app->spool);
        return FAILED;
    }
    TRY(store_open(app->dir, &app->config, &app->env, false, &app->store));
    spool_empty(app->spool); /* the store's lock says that nobody else serves this folder */
    app->demo = str_eq(app->config.demo, S("yes"));
    app->binary = binary_digest(app->arena);
    app->started = env_now(&app->env);
    app->cache = cache_new(CACHE_BYTES);
    TRY(settings_open(app));
    for (size_t i = 0; i < start_entry_count; i++)
        TRY(start_entries[i].fn(app));
    return OK;
}

/* Whole from the root: children that work on files of the fund take a relative path in their own way. */
static const char *dir_whole(struct arena *a, const char *dir)
{
    char here[PATH_MAX];
    if (dir[0] == '/' || !getcwd(here, sizeof here)) return str_z(a, str_c(dir));
    return arena_printf(a, "%s/%s", here, dir).p;
}

enum status app_open(const char *dir, const struct env *env, struct app **out)
{
    return app_open_on(dir, NULL, env, out);
}

enum status app_open_on(const char *dir, const char *database, const struct env *env,
                        struct app **out)
{
    *out = NULL;
    struct arena *arena = arena_new();
    struct app *app = NEW(arena, struct app);
    app->arena = arena;
    app->dir = dir_whole(arena, dir);
    if (env) app->env = *env;
    enum status st = app_start(app, database);
    if (st != OK) {
        app_close(app);
        return st;
    }
    *out = app;
    return OK;
}

void app_close(struct app *app)
{
    if (!app) return;
    settings_close(app);
    if (app->cache) cache_free(app->cache);
    if (app->store) store_close(app->store);
    arena_free(app->arena);
}

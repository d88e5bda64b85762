/* app.c: opens and closes the running fund: folder, configuration, store, settings, cache, and then
** every START function in the order of the rooms. */
#include "web/app.h"

#include "web/cache.h"
#include "web/registry.h"
#include "web/session.h"
#include "web/settings.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#define CACHE_BYTES (16 << 20)

/* The number that the linker made of the program's bytes (Makefile); reading them all again would take a
** tenth of the start. */
static int build_id(struct dl_phdr_info *program, size_t size, void *out)
{
    (void)size;
    for (int i = 0; i < program->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &program->dlpi_phdr[i];
        if (part->p_type != PT_NOTE) continue;
        const char *at = (const char *)(program->dlpi_addr + part->p_vaddr);
        const char *end = at + part->p_memsz;
        while ((size_t)(end - at) >= sizeof(ElfW(Nhdr))) {
            ElfW(Nhdr) note;
            memcpy(&note, at, sizeof note);
            const char *id = at + sizeof note + (note.n_namesz + 3) / 4 * 4;
            if (note.n_type == NT_GNU_BUILD_ID && note.n_descsz >= sizeof(u64))
                memcpy(out, id, sizeof(u64));
            at = id + (note.n_descsz + 3) / 4 * 4;
        }
    }
    return 1; /* the first is the program; the libraries are not asked */
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

static enum status starts_run(struct app *app)
{
    enum status st = db_open(app->store, &app->db);
    for (size_t i = 0; st == OK && i < start_entry_count; i++)
        st = start_entries[i].fn(app);
    db_close(app->db);
    app->db = NULL;
    return st;
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
    dl_iterate_phdr(build_id, &app->binary);
    app->started = env_now(&app->env);
    app->cache = cache_new(CACHE_BYTES);
    TRY(settings_open(app));
    return starts_run(app);
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
    if (access_hooks.closing && app->store) access_hooks.closing(app);
    settings_close(app);
    if (app->cache) cache_free(app->cache);
    if (app->store) store_close(app->store);
    arena_free(app->arena);
}

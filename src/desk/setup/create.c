/* create.c: a new fund: folder, configuration, database, edition, link for the first visit. */
#include "desk/setup/setup.h"

#include "edition/adopted.h"
#include "web/registry.h"

#include "gen/registry.h"
#include "gen/setup_sql.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char configuration[] =
    "# letsema.conf: what starts this machine. What the fund decides is changed in the browser.\n"
    "# Each line: key = value. The server reads it when it starts.\n"
    "#\n"
    "# listen        address and port of the server; put a proxy with TLS in front\n"
    "# base_url      how the world sees it, for links in mails and feeds\n"
    "# relay         smtp://host:port of the mail relay; empty: mails are written to DIR/mail\n"
    "# database      postgresql://USER@HOST/NAME; empty: SQLite in this folder\n"
    "# backup_dir    where backups made at the desk go; empty: DIR/backups\n"
    "# trusted_proxy address of the proxy whose X-Forwarded fields count\n"
    "listen = 127.0.0.1:8080\n"
    "base_url =\n"
    "relay =\n"
    "relay_user =\n"
    "relay_password =\n"
    "backup_dir =\n"
    "trusted_proxy =\n"
    "workers = 4\n";

static enum status refuse(const char *what, const char *about)
{
    fprintf(stderr, "letsema: %s: %s\n", what, about);
    return FAILED;
}

static enum status write_configuration(struct arena *a, const char *dir, const char *database,
                                       bool demo)
{
    const char *path = str_z(a, arena_printf(a, "%s/letsema.conf", dir));
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return refuse(path, strerror(errno));
    str text = arena_printf(a, "%sdatabase = %s\ndemo = %s\n", configuration, database,
                            demo ? "yes" : "no");
    bool fine = io_write(fd, text) && fsync(fd) == 0;
    return close(fd) == 0 && fine ? OK : refuse(path, "could not be written");
}

/* The shipped edition's files stand in the program; they are packed as a folder would be. */
static enum status edition_shipped(struct arena *a, const char *name, struct edition **out,
                                   struct edition_fault_array *faults)
{
    str packed;
    TRY(edition_shipped_packed(a, str_c(name), &packed));
    return edition_read_packed(packed, a, out, faults);
}

enum status edition_load_named(struct arena *a, const char *name, struct edition **out)
{
    struct edition_fault_array faults = {0};
    enum status st = strchr(name, '/') ? edition_read_folder(name, a, out, &faults)
                                       : edition_shipped(a, name, out, &faults);
    for (size_t i = 0; st != OK && i < faults.n; i++)
        fprintf(stderr, "%.*s:%lld: %.*s\n", P(faults.v[i].file), (long long)faults.v[i].line,
                P(faults.v[i].message));
    return st;
}

/* Folder, configuration and database; nothing is in force yet. */
static enum status folder_make(struct arena *a, const char *dir, const char *database, bool demo,
                               struct env *env)
{
    if (mkdir(dir, 0700) != 0 && errno != EEXIST) return refuse(dir, strerror(errno));
    TRY(write_configuration(a, dir, database, demo));
    struct config config = {0};
    struct store *store;
    TRY(config_read(dir, a, &config));
    TRY(store_open(dir, &config, env, true, &store));
    store_close(store);
    return OK;
}

static enum status create_in(struct arena *a, const char *dir, const char *name,
                             const char *database, bool demo, struct env *env)
{
    struct edition *edition;
    struct app *app;
    if (access(str_z(a, arena_printf(a, "%s/letsema.conf", dir)), F_OK) == 0) {
        refuse(dir, "there is a fund in this folder already");
        return CONFLICT;
    }
    if (edition_load_named(a, name, &edition) != OK)
        return refuse(name, "is not an edition that can be adopted");
    enum status st = folder_make(a, dir, database, demo, env);
    if (st == OK) st = app_open(dir, env, &app);
    if (st != OK) {
        edition_free(edition);
        return st;
    }
    struct actor actor = {.act = S("init")};
    st = edition_adopt(app, actor, env_now(env), edition);
    app_close(app);
    return st;
}

enum status fund_create(const char *dir, const char *edition, const char *database, bool demo,
                        struct env *env)
{
    struct arena *a = arena_new();
    enum status st = create_in(a, dir, edition, database, demo, env);
    arena_free(a);
    return st;
}

struct link_arg {
    str digest;
    i64 now;
};

static enum status link_write(struct tx *tx, void *arg)
{
    struct link_arg *v = arg;
    i64 id;
    TRY(setup_forget(tx));
    return setup_insert(tx, v->digest, v->now, &id);
}

enum status setup_link(struct app *app, struct arena *a, str *path)
{
    str token = token_new(a, &app->env);
    struct link_arg v = {.digest = digest_hex(a, digest_of(token)), .now = env_now(&app->env)};
    struct actor actor = {.act = S("init")};
    TRY(store_write(app->store, actor, v.now, link_write, &v));
    *path = arena_printf(a, "/setup/%.*s", P(token));
    return OK;
}

/* RESTORED setup_restored
** A link of the first visit that was printed for the old fund opens nothing in the copy. */
enum status setup_restored(struct tx *tx)
{
    return setup_forget(tx);
}

/* COMMAND init DIR [--edition NAME|PATH] [--database URL]
** Makes a new fund in DIR and prints the link of the first visit. */
int init_command(struct command *c)
{
    const char *edition = "untfhs", *database = "";
    for (int i = 0; i < c->argc; i += 2) {
        if (i + 1 == c->argc) return 2;
        if (strcmp(c->argv[i], "--edition") == 0)
            edition = c->argv[i + 1];
        else if (strcmp(c->argv[i], "--database") == 0)
            database = c->argv[i + 1];
        else
            return 2;
    }
    if (fund_create(c->dir, edition, database, false, c->env) != OK) return 1;
    struct app *app;
    if (app_open(c->dir, c->env, &app) != OK) return 1;
    struct arena *a = arena_new();
    str path;
    enum status st = setup_link(app, a, &path);
    if (st == OK)
        printf(
            "A new fund is in %s. Start it with\n\n  letsema serve %s\n\nand open this address below the server's, once:\n\n  %.*s\n\n",
            c->dir, c->dir, P(path));
    arena_free(a);
    app_close(app);
    return st == OK ? 0 : 1;
}

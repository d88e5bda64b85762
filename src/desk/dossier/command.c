/* command.c: letsema dossier and letsema key: the same on a stopped fund and on one that is served. */
#include "desk/dossier/dossier.h"

#include "store/signing.h"
#include "web/command.h"

#include "gen/registry.h"

#include <unistd.h>

static int dossier_of(struct command *c, struct app *app, struct request *r, int fd)
{
    struct dossier_ask ask = {.r = r, .fd = fd};
    struct bundle_info info;
    str fault;
    if (!dossier_named(r->db, r->arena, str_c(c->argv[0]), &ask.kind, &ask.code, &fault)) {
        fprintf(c->err, "letsema: %s: %.*s\n", c->argv[0], P(fault));
        return 1;
    }
    if (dossier_make(&ask, &info) != OK || fsync(fd) != 0) {
        fprintf(c->err, "letsema: no dossier was made: %s\n",
                ask.fault[0] ? ask.fault : "it cannot be written to the disk");
        return 1;
    }
    fprintf(c->out,
            "%s: %.*s/%.*s, %lld entries of the journal, %lld versions, %lld files, %lld bytes, "
            "signed with %s, written and proved\n",
            c->argv[1], P(ask.kind), P(ask.code), (long long)info.entries, (long long)info.versions,
            (long long)info.files, (long long)info.bytes, info.key);
    if (store_held(app->store))
        fprintf(c->err,
                "letsema: this is a restored copy that nobody released; the dossier says so\n");
    return 0;
}

static int dossier_in(struct command *c, struct app *app, int fd)
{
    struct request r = {
        .arena = arena_new(), .app = app, .lang = S("en"), .now = env_now(&app->env)};
    int code = 1;
    if (db_open(app->store, &r.db) == OK) {
        code = dossier_of(c, app, &r, fd);
        db_close(r.db);
    }
    arena_free(r.arena);
    return code;
}

/* COMMAND dossier DIR RECORD FILE     live
** Writes a record (proposal/CODE, programme/CODE …, or a code that only one record has) with its whole
** history into a new file, signed with the fund's key; letsema verify FILE checks it anywhere. */
int dossier_command(struct command *c)
{
    struct app *app;
    int fd;
    if (c->argc != 2) return 2;
    if (command_output(c, c->argv[1], &fd) != OK) {
        fprintf(c->err, "letsema: %s: a new file cannot be made there; does it exist already?\n",
                c->argv[1]);
        return 1;
    }
    bool own = !c->app;
    if (command_open(c, &app) == OK) {
        c->code = dossier_in(c, app, fd);
        command_close(c, app);
    }
    if (own && c->code != 0) unlink(c->argv[1]);
    return c->code;
}

/* COMMAND key DIR     live
** Shows the key that the fund signs dossiers with; the first time makes it. */
int key_command(struct command *c)
{
    struct app *app;
    struct db *db;
    struct signing_row_array keys = {0};
    if (c->argc != 0) return 2;
    if (command_open(c, &app) != OK) return c->code;
    struct arena *a = arena_new();
    enum status st = db_open(app->store, &db);
    if (st == OK) {
        st = signing_ready(app->store, db, &app->env);
        if (st == OK) st = signing_list(db, a, &keys);
        db_close(db);
    }
    if (st == OK && keys.n)
        fprintf(c->out, "%.*s\n", P(keys.v[0].hex));
    else
        fprintf(c->err, "letsema: the fund's key cannot be read or made; the log says why\n");
    arena_free(a);
    command_close(c, app);
    return st == OK && keys.n ? 0 : 1;
}

/* COMMAND key renew DIR     live
** Makes a new key; what the old one signed stays valid by /data/keys, its secret half is removed. */
int key_renew_command(struct command *c)
{
    static const struct actor actor = {.act = {"key renew", 9}};
    struct app *app;
    str hex;
    if (c->argc != 0) return 2;
    if (command_open(c, &app) != OK) return c->code;
    struct arena *a = arena_new();
    enum status st = signing_renew(app->store, a, &app->env, actor, &hex);
    if (st == OK)
        fprintf(c->out, "%.*s signs from now on; publish it where the old one was kept too\n",
                P(hex));
    else
        fprintf(c->err, "letsema: no new key was made; the log says why\n");
    arena_free(a);
    command_close(c, app);
    return st == OK ? 0 : 1;
}

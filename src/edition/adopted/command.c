/* command.c: editions on the command line, for the system administrator: check one while writing it,
** adopt one in a fund. The browser does both too. */
#include "edition/adopted.h"

#include "web/command.h"

#include "gen/registry.h"

static void faults_print(FILE *to, const char *path, const struct edition_fault_array *faults,
                         size_t *mistakes)
{
    *mistakes = 0;
    for (size_t i = 0; i < faults->n; i++) {
        const struct edition_fault *f = &faults->v[i];
        if (!f->warning) ++*mistakes;
        fprintf(to, "%s%s%.*s:%lld: %s%.*s\n", path, f->file.n ? "/" : "", P(f->file),
                (long long)f->line, f->warning ? "warning: " : "", P(f->message));
    }
}

static int nothing_there(FILE *err, const char *path)
{
    fprintf(err, "letsema: %s is neither a folder nor a packed edition\n", path);
    return 1;
}

/* COMMAND edition check PATH
** Checks an edition, a folder or a packed file: each mistake with its file and line. */
int edition_check_command(struct command *c)
{
    if (c->argc != 1) return 2;
    struct arena *a = arena_new();
    struct edition *e;
    struct edition_fault_array faults = {0};
    enum status st = edition_read_path(c->argv[0], a, &e, &faults);
    size_t mistakes;
    faults_print(c->out, c->argv[0], &faults, &mistakes);
    int code = st == OK ? 0 : 1;
    if (st == OK)
        fprintf(c->out, "%.*s: no mistakes; warnings: %zu\n", P(e->code), faults.n);
    else if (st == CONFLICT)
        fprintf(c->err, "letsema: mistakes in %s: %zu\n", c->argv[0], mistakes);
    else
        nothing_there(c->err, c->argv[0]);
    edition_free(e);
    arena_free(a);
    return code;
}

static int refuse(FILE *err, const char *what, str about)
{
    fprintf(err, "letsema: %s: %.*s\n", what, P(about));
    return 1;
}

/* *kept is set when the edition belongs to the fund from now on. */
static int adopt_in(struct command *c, struct arena *a, struct edition *e, bool *kept)
{
    i64 now = env_now(c->env);
    if (e->in_force < now / 86400)
        return refuse(c->err, "in_force lies in the past; write today's date or a later one",
                      e->code);
    struct app *app;
    if (command_open(c, &app) != OK) return c->code;
    struct actor actor = {.act = S("edition adopt")};
    str code = str_dup(a, e->code);
    enum status st = edition_adopt(app, actor, now, e);
    *kept = st == OK;
    command_close(c, app);
    if (st == CONFLICT)
        return refuse(c->err,
                      "the fund has an edition with this code; write another in edition.lua", code);
    if (st != OK) return refuse(c->err, "the edition could not be adopted", code);
    fprintf(c->out, "%.*s is adopted.\n", P(code));
    return 0;
}

/* COMMAND edition adopt DIR PATH    live
** Adopts an edition; from its date on it is in force. */
int edition_adopt_command(struct command *c)
{
    if (c->argc != 1) return 2;
    struct arena *a = arena_new();
    struct edition *e = NULL;
    struct edition_fault_array faults = {0};
    bool kept = false;
    int code = 1, fd;
    enum status st = command_input(c, c->argv[0], &fd);
    if (st == OK) st = edition_read_path(command_input_path(a, fd), a, &e, &faults);
    size_t mistakes;
    if (st == OK) {
        code = adopt_in(c, a, e, &kept);
    } else if (st == CONFLICT) {
        faults_print(c->err, c->argv[0], &faults, &mistakes);
    } else {
        nothing_there(c->err, c->argv[0]);
    }
    if (e && !kept) edition_free(e);
    arena_free(a);
    return code;
}

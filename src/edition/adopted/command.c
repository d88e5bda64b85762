/* command.c: editions on the command line, for the system administrator: check one while writing it,
** adopt one in a fund that does not run. In a running fund the browser does both. */
#include "edition/adopted.h"

#include "web/registry.h"

#include "gen/registry.h"

#include <fcntl.h>
#include <unistd.h>

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

static int nothing_there(const char *path)
{
    fprintf(stderr, "letsema: %s is neither a folder nor a packed edition\n", path);
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
    faults_print(stdout, c->argv[0], &faults, &mistakes);
    int code = st == OK ? 0 : 1;
    if (st == OK)
        printf("%.*s: no mistakes; warnings: %zu\n", P(e->code), faults.n);
    else if (st == CONFLICT)
        fprintf(stderr, "letsema: mistakes in %s: %zu\n", c->argv[0], mistakes);
    else
        nothing_there(c->argv[0]);
    edition_free(e);
    arena_free(a);
    return code;
}

/* Asks the lock that a serving process holds, without taking it. */
static bool fund_runs(struct arena *a, const char *dir)
{
    int fd = open(str_z(a, arena_printf(a, "%s/lock", dir)), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return false;
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    bool held = fcntl(fd, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
    close(fd);
    return held;
}

static int refuse(const char *what, str about)
{
    fprintf(stderr, "letsema: %s: %.*s\n", what, P(about));
    return 1;
}

static int adopt_in(struct command *c, struct arena *a, struct edition *e)
{
    if (fund_runs(a, c->dir))
        return refuse("this fund runs; adopt in the browser, under Editions, or stop it first",
                      str_c(c->dir));
    i64 now = env_now(c->env);
    if (e->in_force < now / 86400)
        return refuse("in_force lies in the past; write today's date or a later one", e->code);
    struct app *app;
    if (app_open(c->dir, c->env, &app) != OK) return 1;
    struct actor actor = {.act = S("edition adopt")};
    str code = str_dup(a, e->code);
    enum status st = edition_adopt(app, actor, now, e);
    app_close(app);
    if (st == CONFLICT)
        return refuse("the fund has an edition with this code; write another in edition.lua", code);
    if (st != OK) return refuse("the edition could not be adopted", code);
    printf("%.*s is adopted.\n", P(code));
    return 0;
}

/* COMMAND edition adopt DIR PATH
** Adopts an edition in a fund that does not run; from its date on it is in force. */
int edition_adopt_command(struct command *c)
{
    if (c->argc != 1) return 2;
    struct arena *a = arena_new();
    struct edition *e;
    struct edition_fault_array faults = {0};
    enum status st = edition_read_path(c->argv[0], a, &e, &faults);
    int code = 1;
    size_t mistakes;
    if (st == OK) {
        code = adopt_in(c, a, e);
    } else if (st == CONFLICT) {
        faults_print(stderr, c->argv[0], &faults, &mistakes);
    } else {
        nothing_there(c->argv[0]);
    }
    if (code != 0) edition_free(e); /* an adopted one belongs to the fund */
    arena_free(a);
    return code;
}

/* demo.c: makes a demonstration fund in a folder: the real programmes of the past with their sources,
** calls and proposals of example organizations at every stage, the press, one person for each role.
** What fills it are the DEMO functions, here in people.c, programmes.c, funding.c and press.c. */
#include "web/demo.h"

#include "desk/setup/setup.h"
#include "web/registry.h"

#include "gen/registry.h"

#define FIRST_DAY 400 /* so many days ago it begins */

static enum status fill(struct demo *d)
{
    TRY(demo_open(d));
    demo_at(d, demo_instant(d, -FIRST_DAY, 9, 0));
    for (size_t i = 0; i < demo_entry_count; i++)
        TRY(demo_entries[i].fn(d));
    demo_at(d, d->now); /* the last letters leave */
    return OK;
}

static int make(struct command *c, struct app *app, i64 now)
{
    struct demo d = {.app = app, .arena = arena_new(), .now = now};
    enum status st = fill(&d);
    demo_close(&d);
    arena_free(d.arena);
    if (st == OK)
        printf(
            "\nA demonstration fund is in %s. Start it with\n\n  letsema serve %s\n\nand open /demo there: a tour of ten clicks.\n",
            c->dir, c->dir);
    else
        fprintf(
            stderr,
            "letsema: %s: the demonstration could not be filled; remove the folder and try again\n",
            c->dir);
    return st == OK ? 0 : 1;
}

/* COMMAND demo DIR [--database URL]
** Makes a demonstration fund in DIR: real programmes with their sources, everything else an example. */
int demo_command(struct command *c)
{
    struct app *app;
    i64 now = env_now(c->env);
    struct env past = {.fixed_now = now - (FIRST_DAY + 2) * 86400,
                       .fixed_seed = c->env->fixed_seed};
    const char *database = "";
    if (c->argc == 2 && strcmp(c->argv[0], "--database") == 0)
        database = c->argv[1];
    else if (c->argc)
        return 2;
    log_threshold(LOG_ERROR); /* no line for each form */
    printf("Making a demonstration …\n");
    if (fund_create(c->dir, "untfhs", database, true, &past) != OK ||
        app_open(c->dir, &past, &app) != OK)
        return 1;
    int code = make(c, app, now);
    app_close(app);
    return code;
}

/* event.c: a fixture. */
#include "gen/registry.h"
#include "web/text.h"

str T(const struct request *r, const char *message);

/* ROUTE GET /events?q,after     public
** Coming events,
** newest first. */
enum status event_list_page(struct request *r, struct response *s)
{
    (void)s;
    problem(r, "title", "Write a \"title\" of at most "
                        "%d characters.", 3);
    T(r, "Saved. Caf\303\251");
    return OK;
}

/* ROUTE GET /events/:slug   public */
/* ROUTE GET /events/new     anonymous    max 2m */
/* ROUTE POST /desk/events/:event/publish   needs event.publish on :event */
enum status event_show_page(struct request *r, struct response *s)
{
    static const char *const names[] = {MESSAGE("Draft"), "not a message"};
    return r && s && names[0] ? OK : NOT_FOUND;
}

/* GUARD event
** Loads an event. */
enum status event_guard(struct request *r, str code, struct scope *out)
{
    return r && out && code.n ? OK : NOT_FOUND;
}

/* SETTING event.days int 30
** How many days ahead events are shown. */

/* SETTING event.order choice(new|title) "new"
** How events are sorted. */

/* RECORD event "Event" as slug search 40 "Events" */
/* RECORD event_place "Place" */
/* GROUP event "Events" */
/* MENU desk 30 /desk/events "Events" needs event.edit */
/* MENU public 10 /events "Events" */

/* JOB event_close every 5m
** Closes what is over. */
enum status event_close_job(struct job *j)
{
    return j ? OK : FAILED;
}

/* COMMAND event import DIR FILE    live
** Imports events. */
int event_import_command(struct command *c)
{
    return c ? 0 : 2;
}

/* START event_start */
enum status event_start(struct app *app)
{
    return app ? OK : FAILED;
}

/* SITEMAP events
** Pushes addresses. */
enum status event_sitemap(struct db *db, struct arena *a, struct sitemap *out)
{
    return db && a && out ? OK : FAILED;
}

/* DEMO 30
** Makes events. */
enum status event_demo(struct demo *d)
{
    return d ? OK : FAILED;
}

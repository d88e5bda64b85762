/* setup.h: making a new fund's folder. Used by the commands init and demo and by the tests. */
#ifndef DESK_SETUP_H
#define DESK_SETUP_H

#include "web/app.h"

/* Makes DIR (0700) with its configuration, database and one adopted edition: the shipped one of that
** name ("untfhs", "community"), or a folder's when `edition` contains a slash. One clear line on
** stderr and FAILED or CONFLICT (there is a fund already) if it cannot. `demo` marks it as a
** demonstration. */
enum status fund_create(const char *dir, const char *edition, const char *database, bool demo,
                        struct env *env);
/* Reads and checks an edition: a shipped one by name, or a folder. Faults go to stderr by line. */
struct edition;
enum status edition_load_named(struct arena *a, const char *name, struct edition **out);
/* A new link for the first visit; the old one stops working. In the arena: "/setup/TOKEN". */
enum status setup_link(struct app *app, struct arena *a, str *path);
/* The role of the first administrator: the first for the whole fund that may change settings and
** invite people; NO_STR if the edition has none. */
str setup_admin_role(const struct edition *e);

#endif

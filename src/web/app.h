/* app.h: the running fund: one per process and folder, shared by all threads. */
#ifndef WEB_APP_H
#define WEB_APP_H

#include "store/store.h"

struct edition;

struct app {
    const char *dir;     /* the fund's folder */
    const char *spool;   /* DIR/spool: bodies and uploads on their way */
    struct arena *arena; /* lives as long as the fund is open */
    struct store *store;
    struct env env;
    struct config config; /* DIR/letsema.conf */
    bool demo;
    _Atomic(struct edition *)
        edition; /* in force (edition/); replaced on adoption, old ones stay */
    struct db
        *db; /* for START functions, and gone behind them: every connection reads the schema */
    struct settings *settings;
    struct cache *cache;
    i64 started; /* when it was opened */
    u64 binary;  /* which build of the program this is: part of every cached page's stamp */
};

/* Opens the folder: lock, database, migrations, settings, edition, START functions. One clear line
** on stderr and FAILED if it cannot. */
enum status app_open(const char *dir, const struct env *env, struct app **out);
/* The same with another database than letsema.conf names; NULL is that one. */
enum status app_open_on(const char *dir, const char *database, const struct env *env,
                        struct app **out);
void app_close(struct app *app);

/* A setting's value: what an administrator chose, else the default of its SETTING comment. */
str setting(struct app *app, struct arena *a, const char *key);
/* The same in a language, from the setting of that name and "_fr" or the like; where the fund wrote none,
** the English one. *spoken, if asked for, says which it is. */
str setting_in(struct app *app, struct arena *a, const char *key, str lang, str *spoken);
i64 setting_int(struct app *app, const char *key);
enum status setting_put(struct tx *tx, const char *key, str value);
/* The fund's currency, time zone and languages, from settings. */
const struct zone *fund_zone(struct app *app);
/* The last instant at which something was due that happens each day, or each Sunday, at an hour of the
** fund's clock. */
i64 fund_due(struct app *app, i64 now, bool weekly, i64 hour);

#endif

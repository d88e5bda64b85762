/* setting.c: what a fund decides. The default of each stands in its SETTING comment; what an
** administrator chose stands in the table. Values are read on every page, so they are kept in
** memory and read again when the public position has moved. */
#include "web/app.h"

#include "gen/model.h"
#include "gen/setting_sql.h"
#include "web/registry.h"
#include "web/settings.h"

#include <pthread.h>

/* RECORD setting "Setting" */

/* GROUP fund "The fund" */
/* GROUP mail "Letters and the newsletter" */
/* SETTING fund.name text "Human Security Fund"
** The name of the fund, as on every page and in every mail. */
/* SETTING fund.name_fr text ""
** The name of the fund in French, if it has one. */
/* SETTING fund.short_name text "HSF"
** A short name for subjects of mails and the browser's tab. */
/* SETTING fund.tagline text "Safer lives, built with the people who live them"
** The first line of the home page. */
/* SETTING fund.tagline_fr text ""
** The first line of the home page in French. */
/* SETTING fund.intro markdown "The fund pays for joint programmes of several organizations that protect people from the threats they face and strengthen what they can do themselves."
** What the fund is, in two sentences, on the home page. */
/* SETTING fund.intro_fr markdown ""
** What the fund is, in French. */
/* SETTING fund.accent colour "#0b5563"
** The colour of links, buttons and the line on top. */
/* SETTING fund.languages languages "en fr"
** The languages of the public pages. English always stands at the bare address. */
/* SETTING fund.zone zone "America/New_York"
** The time zone in which the fund states deadlines. */
/* SETTING fund.publisher text ""
** The body that publishes, as on documents and in feeds. */
/* SETTING fund.unit text ""
** The unit that issues documents and the newsletter. */
/* SETTING mail.from text "office@example.org"
** The reply address of the fund's letters. */
/* SETTING mail.news text "news@example.org"
** The sender of the newsletter. */
/* SETTING mail.postal text ""
** The postal address in the foot of each newsletter. */
/* GROUP reserve "Money kept back" */
/* SETTING reserve.percent int "15"
** Share of the yearly outlay kept back when funds are certified, in percent. */

struct settings {
    pthread_mutex_t lock;
    struct arena *arena;
    struct db *db;
    struct setting_row_array rows;
    i64 position;
};

enum status settings_open(struct app *app)
{
    struct settings *s = NEW(app->arena, struct settings);
    pthread_mutex_init(&s->lock, NULL);
    s->arena = arena_new();
    s->position = -1;
    app->settings = s;
    return db_open(app->store, &s->db);
}

void settings_close(struct app *app)
{
    struct settings *s = app->settings;
    if (!s) return;
    db_close(s->db);
    arena_free(s->arena);
    pthread_mutex_destroy(&s->lock);
    app->settings = NULL;
}

const struct setting_entry *setting_find(const char *key)
{
    for (size_t i = 0; i < setting_entry_count; i++)
        if (strcmp(setting_entries[i].key, key) == 0) return &setting_entries[i];
    return NULL;
}

str setting(struct app *app, struct arena *a, const char *key)
{
    struct settings *s = app->settings;
    const struct setting_entry *entry = setting_find(key);
    str found = entry ? str_c(entry->value) : S("");
    pthread_mutex_lock(&s->lock);
    i64 position = store_public_position(app->store);
    if (s->position != position) {
        arena_reset(s->arena);
        s->rows = (struct setting_row_array){0};
        s->position = setting_list(s->db, s->arena, &s->rows) == OK ? position : -1;
    }
    for (size_t i = 0; i < s->rows.n; i++)
        if (str_eq(s->rows.v[i].key, str_c(key))) found = s->rows.v[i].value;
    str copy = str_dup(a, found);
    pthread_mutex_unlock(&s->lock);
    return copy;
}

str setting_in(struct app *app, struct arena *a, const char *key, str lang, str *spoken)
{
    str own = NO_STR;
    if (!str_eq(lang, S("en"))) own = setting(app, a, arena_printf(a, "%s_%.*s", key, P(lang)).p);
    if (spoken) *spoken = own.n ? lang : S("en");
    return own.n ? own : setting(app, a, key);
}

i64 setting_int(struct app *app, const char *key)
{
    struct arena *a = arena_new();
    i64 v = 0;
    if (!str_i64(str_trim(setting(app, a, key)), &v)) v = 0;
    arena_free(a);
    return v;
}

enum status setting_put(struct tx *tx, const char *key, str value)
{
    struct arena *a = arena_new();
    struct setting_row row;
    enum status st = setting_by_key(tx_db(tx), a, str_c(key), &row);
    i64 id;
    if (st == NOT_FOUND)
        st = setting_insert(tx, str_c(key), value, &id);
    else if (st == OK && !str_eq(row.value, value))
        st = setting_update(tx, row.id, value);
    arena_free(a);
    return st;
}

const struct zone *fund_zone(struct app *app)
{
    struct arena *a = arena_new();
    const struct zone *z = zone_find(setting(app, a, "fund.zone"));
    arena_free(a);
    return z ? z : zone_find(S("UTC"));
}

i64 fund_due(struct app *app, i64 now, bool weekly, i64 hour)
{
    const struct zone *z = fund_zone(app);
    struct civil local = zone_local(z, now);
    i64 day = date_of(local.year, local.month, local.day);
    i64 at = zone_instant(z, day, (int)hour, 0, 0);
    if (at > now) at = zone_instant(z, --day, (int)hour, 0, 0);
    while (weekly && date_weekday(day) != 0)
        at = zone_instant(z, --day, (int)hour, 0, 0);
    return at;
}

/* people.c: settings, organizations and persons of the demonstration. Persons carry the names of their
** roles; organizations that apply are named as examples. Real organizations are those of the
** programmes of the past, from a table in data/. */
#include "web/demo.h"

#include "edition/adopted.h"
#include "fund/programme/csv.h"
#include "people/account/account.h"
#include "people/organization/organization.h"
#include "web/registry.h"

#include "gen/model.h"
#include "gen/registry.h"

static const struct actor maker = {.act = {"demo", 4}};

static enum status settings_write(struct tx *tx, void *arg)
{
    static const char *const values[][2] = {
        {"fund.name", "Human Security Fund"},
        {"fund.name_fr", "Fonds pour la sécurité humaine"},
        {"fund.short_name", "HSF"},
        {"fund.tagline_fr", "Des vies plus sûres, bâties avec les personnes qui les vivent"},
        {"fund.intro_fr",
         "Le fonds finance des programmes communs de plusieurs organisations qui protègent les personnes des menaces et renforcent ce qu’elles peuvent faire elles-mêmes."},
        {"fund.publisher", "Human Security Fund (demonstration)"},
        {"fund.unit", "Office of the fund (demonstration)"},
        {"fund.contact",
         "This is a demonstration of the program Letsema. No office stands behind it, and no letter leaves it."},
        {"fund.contact_fr",
         "Ceci est une démonstration du programme Letsema. Aucun bureau ne se tient derrière, et aucune lettre n’en part."},
        {"mail.from", "office@demo.example.org"},
        {"mail.news", "news@demo.example.org"},
        {"mail.postal", "Example Street 1, Example City"}};
    (void)arg;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        TRY(setting_put(tx, values[i][0], str_c(values[i][1])));
    return OK;
}

/* --- organizations ------------------------------------------------------------------------------------ */

struct organizations {
    struct demo *d;
    struct organization_row_array rows;
};

static enum status organizations_write(struct tx *tx, void *arg)
{
    struct organizations *v = arg;
    i64 id;
    for (size_t i = 0; i < v->rows.n; i++)
        TRY(organization_create(tx, &v->rows.v[i], &id));
    return OK;
}

static void example_add(struct organizations *v, const char *code, const char *name,
                        const char *name_fr, const char *acronym, const char *type)
{
    *PUSH(v->d->arena, &v->rows) = (struct organization_row){
        .code = str_c(code),
        .name = str_c(name),
        .name_fr = str_c(name_fr),
        .acronym = str_c(acronym),
        .type = str_c(type),
        .about = S("An example organization of this demonstration. It does not exist.")};
}

static enum status organizations_fill(struct demo *d)
{
    struct organizations v = {.d = d};
    struct csv csv;
    struct csv_row row;
    csv_begin(&csv, d->arena, demo_asset("demo/data/organizations.csv"));
    csv_next(&csv, &row); /* code, short, name_en, name_fr, type, url */
    while (csv_next(&csv, &row)) {
        if (row.fault || row.n < 6) return FAILED;
        *PUSH(d->arena, &v.rows) = (struct organization_row){.code = str_slug(d->arena, row.v[0]),
                                                             .acronym = row.v[1],
                                                             .name = row.v[2],
                                                             .name_fr = row.v[3],
                                                             .type = row.v[4],
                                                             .url = row.v[5]};
    }
    example_add(&v, "example-a", "Example Agency A", "Agence exemple A", "Example A", "un");
    example_add(&v, "example-b", "Example Agency B", "Agence exemple B", "Example B", "un");
    example_add(&v, "example-c", "Example Agency C", "Agence exemple C", "Example C", "un");
    example_add(&v, "example-d", "Example Foundation D", "Fondation exemple D", "Example D",
                "other");
    return store_write(d->app->store, maker, env_now(&d->app->env), organizations_write, &v);
}

/* --- people ------------------------------------------------------------------------------------------- */

struct person_arg {
    struct demo *d;
    struct account_new account;
    str organization;
};

static enum status person_write(struct tx *tx, void *arg)
{
    struct person_arg *v = arg;
    struct organization_row row;
    if (v->organization.n) {
        TRY(organization_find_code(tx_db(tx), v->d->arena, v->organization, &row));
        v->account.organization = row.id;
    }
    return account_create(tx, v->d->arena, &v->account);
}

static enum status person_make(struct demo *d, str name, str words, str role, str scope,
                               str organization, str hash)
{
    struct person_arg v = {
        .d = d,
        .organization = organization,
        .account = {.email = arena_printf(d->arena, "%.*s@demo.example.org", P(name)),
                    .name = arena_printf(d->arena, "Example %.*s", P(words)),
                    .lang = S("en"),
                    .role = role,
                    .scope = scope,
                    .until = NO_DATE,
                    .password_hash = hash}};
    TRY(store_write(d->app->store, maker, env_now(&d->app->env), person_write, &v));
    demo_person_add(d, name, v.account.id);
    return OK;
}

/* One for each role of the edition, more reviewers, and a second and third organization's, so that
** proposals have others beside them. Nobody knows the passwords: one signs in by the buttons. */
static enum status people_fill(struct demo *d)
{
    const struct edition *e = edition_in_force(d->app);
    str hash;
    if (!e) return FAILED;
    TRY(password_hash(d->arena, token_new(d->arena, &d->app->env), &hash));
    for (size_t i = 0; i < e->role_count; i++) {
        const struct role *role = &e->roles[i];
        bool of = str_eq(role->scope, S("organization"));
        str words = arena_printf(d->arena, "%.*s", P(str_lower(d->arena, role->label)));
        TRY(person_make(d, role->name, words, role->name, role->scope, of ? S("example-a") : NO_STR,
                        hash));
    }
    TRY(person_make(d, S("reviewer-2"), S("second reviewer"), S("reviewer"), S("record"), NO_STR,
                    hash));
    TRY(person_make(d, S("reviewer-3"), S("third reviewer"), S("reviewer"), S("record"), NO_STR,
                    hash));
    TRY(person_make(d, S("lead-b"), S("lead of Agency B"), S("lead"), S("organization"),
                    S("example-b"), hash));
    return person_make(d, S("lead-c"), S("lead of Agency C"), S("lead"), S("organization"),
                       S("example-c"), hash);
}

/* DEMO 10
** Settings, organizations, one person for each role. */
enum status people_demo(struct demo *d)
{
    printf("  settings, organizations, people\n");
    TRY(store_write(d->app->store, maker, env_now(&d->app->env), settings_write, NULL));
    TRY(organizations_fill(d));
    TRY(people_fill(d));
    TRY(demo_as(d, "administrator"));
    return demo_post(d, "/desk/settings/test-mail");
}

/* DEMO 60
** One person who was invited and has not come. */
enum status guest_demo(struct demo *d)
{
    TRY(demo_as(d, "administrator"));
    demo_field(d, "name", S("Example guest"));
    demo_field(d, "email", S("guest@demo.example.org"));
    demo_field(d, "lang", S("en"));
    demo_field(d, "role", S("board"));
    return demo_post(d, "/desk/people");
}

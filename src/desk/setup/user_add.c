/* user_add.c: the command that adds a person from the system administrator's side: the way back into
** a fund whose administrators have all left. The person chooses a password by the printed link. */
#include "desk/setup/setup.h"

#include "edition/adopted.h"
#include "mail/mail.h"
#include "people/account/account.h"
#include "people/organization/organization.h"
#include "web/command.h"

#include "gen/registry.h"
#include "gen/setup_sql.h"

struct add_arg {
    struct app *app;
    struct arena *arena;
    struct account_new account;
    str organization, token;
    const char *why;
};

/* One clear line for the terminal. */
static enum status refuse(struct add_arg *v, const char *why)
{
    v->why = why;
    return DENIED;
}

static enum status add_write(struct tx *tx, void *arg)
{
    struct add_arg *v = arg;
    struct account_new *n = &v->account;
    struct organization_row organization;
    i64 taken;
    TRY(setup_accounts_with(tx_db(tx), v->arena, mail_address_key(v->arena, n->email), &taken));
    if (taken) return refuse(v, "there is an account with this address already");
    if (v->organization.n) {
        enum status st =
            organization_find_code(tx_db(tx), v->arena, v->organization, &organization);
        if (st == NOT_FOUND) return refuse(v, "there is no organization with this code");
        TRY(st);
        bool own = str_eq(n->scope, S("organization"));
        n->organization = own ? organization.id : 0;
        if (!own) { /* a role of the fund, for the records of this organization alone */
            n->scope = S("record");
            n->record_kind = S("organization");
            n->record = organization.id;
            n->address = arena_printf(v->arena, "/desk/organizations/%.*s", P(organization.code));
        }
    }
    TRY(account_create(tx, v->arena, n));
    return ticket_mail(tx, v->arena, v->app, S("invitation"), n->id, n->email, n->name, n->lang,
                       v->token);
}

static bool options_read(struct command *c, struct add_arg *v)
{
    for (int i = 0; i + 1 < c->argc; i += 2) {
        str value = str_c(c->argv[i + 1]);
        if (strcmp(c->argv[i], "--email") == 0)
            v->account.email = value;
        else if (strcmp(c->argv[i], "--name") == 0)
            v->account.name = value;
        else if (strcmp(c->argv[i], "--role") == 0)
            v->account.role = value;
        else if (strcmp(c->argv[i], "--lang") == 0)
            v->account.lang = value;
        else if (strcmp(c->argv[i], "--organization") == 0)
            v->organization = value;
        else
            return false;
    }
    return c->argc % 2 == 0 && v->account.email.n && v->account.name.n;
}

static enum status add_check(struct add_arg *v)
{
    const struct edition *e = edition_in_force(v->app);
    if (!v->account.role.n) v->account.role = setup_admin_role(e);
    const struct role *role = e ? edition_role(e, v->account.role) : NULL;
    if (!role) return refuse(v, "the edition in force has no such role");
    v->account.scope = role->scope;
    if (str_eq(role->scope, S("organization")) && !v->organization.n)
        return refuse(v, "this role is held for an organization: name it with --organization CODE");
    if (str_eq(role->scope, S("record")) && v->organization.n)
        return refuse(v, "this role is not held for an organization: leave --organization out");
    if (!mail_address_ok(v->account.email))
        return refuse(v, "the address is not one that mail can be sent to");
    if (!language_known(v->account.lang))
        return refuse(v, "the program does not speak this language");
    return OK;
}

/* COMMAND user add DIR --email ADDRESS --name NAME [--role ROLE] [--organization CODE] [--lang LANG]    live
** Adds a person (an administrator, unless --role names another role; with --organization for that one alone) and prints the link with which a password is chosen. */
int user_add_command(struct command *c)
{
    struct add_arg v = {.account = {.lang = S("en"), .until = NO_DATE}};
    struct app *app;
    if (!options_read(c, &v)) return 2;
    if (command_open(c, &app) != OK) return c->code;
    v.app = app;
    v.arena = arena_new();
    v.token = token_new(v.arena, &app->env);
    enum status st = add_check(&v);
    if (st == OK)
        st = store_write(app->store, (struct actor){.act = S("user add")}, env_now(&app->env),
                         add_write, &v);
    if (st == OK)
        fprintf(c->out, "%.*s/sign-in/choose/%.*s\n", P(app->config.base_url), P(v.token));
    else
        fprintf(c->err, "letsema: %.*s: %s\n", P(v.account.email),
                v.why ? v.why : "could not be added");
    arena_free(v.arena);
    command_close(c, app);
    return st == OK ? 0 : 1;
}

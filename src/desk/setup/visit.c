/* visit.c: the first visit to an empty fund. Whoever holds the link that `letsema init` printed says
** on one page who the fund is and who administers it; then the link is gone and the person is signed
** in. Until somebody has come, nothing else of the fund can be changed by anyone. */
#include "desk/setup/setup.h"

#include "desk/settings/settings.h"
#include "edition/adopted.h"
#include "mail/mail.h"
#include "people/account/account.h"
#include "web/command.h"
#include "web/layout.h"
#include "web/message.h"
#include "web/reply.h"
#include "web/session.h"
#include "web/settings.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/setup_sql.h"

static const char *const gone = MESSAGE(
    "This link was used already, or a newer one was made. Whoever installed the fund gets a new one by the command: letsema setup DIR");

/* What is asked at once; everything else has a default and can wait. */
static const char *const asked_fund[] = {"fund.name",   "fund.short_name", "fund.tagline",
                                         "fund.accent", "fund.languages",  "fund.zone"};
static const char *const asked_office[] = {"fund.publisher", "fund.unit", "mail.from", "mail.news",
                                           "fund.contact"};

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* The link opens while nobody has an account. */
static enum status link_check(struct db *db, struct arena *a, str digest)
{
    struct setup_row row;
    i64 accounts;
    TRY(setup_by_token(db, a, digest, &row));
    TRY(setup_accounts(db, a, &accounts));
    return accounts ? NOT_FOUND : OK;
}

static str link_digest(struct request *r)
{
    return digest_hex(r->arena, digest_of(param(r, "token")));
}

static void fields_fill(struct request *r, const char *const *keys, size_t n,
                        struct settings_field_array *out)
{
    for (size_t i = 0; i < n; i++) {
        const struct setting_entry *e = setting_find(keys[i]);
        if (e) settings_field_fill(r, e, setting(r->app, r->arena, keys[i]), PUSH(r->arena, out));
    }
}

static enum status visit_show(struct request *r, struct response *s)
{
    const struct edition *e = edition_in_force(r->app);
    struct setup_visit view = {.token = param(r, "token"), .edition = e ? e->title : NO_STR};
    fields_fill(r, asked_fund, COUNT(asked_fund), &view.fund);
    fields_fill(r, asked_office, COUNT(asked_office), &view.office);
    page_title(s, T(r, "Welcome to your fund"));
    reply_header(s, "cache-control", S("no-store")); /* the address is a secret, once */
    return show(r, s, setup_visit_view, &view);
}

/* ROUTE GET /setup/:token     anonymous
** The form of the first visit. */
enum status setup_visit_page(struct request *r, struct response *s)
{
    enum status st = link_check(r->db, r->arena, link_digest(r));
    return st == NOT_FOUND ? error_page(r, s, 404, gone) : st == OK ? visit_show(r, s) : st;
}

struct visit_arg {
    struct request *r;
    str digest;
    struct pair_array values;
    struct account_new admin;
};

static enum status visit_write(struct tx *tx, void *arg)
{
    struct visit_arg *v = arg;
    TRY(link_check(tx_db(tx), v->r->arena, v->digest));
    for (size_t i = 0; i < v->values.n; i++)
        TRY(setting_put(tx, v->values.v[i].name.p, v->values.v[i].value));
    TRY(account_create(tx, v->r->arena, &v->admin));
    return setup_forget(tx);
}

static void values_read(struct request *r, const char *const *keys, size_t n,
                        struct pair_array *out)
{
    for (size_t i = 0; i < n; i++) {
        const struct setting_entry *e = setting_find(keys[i]);
        str value;
        if (e && settings_read(r, e, &value))
            *PUSH(r->arena, out) = (struct pair){str_c(e->key), value};
    }
}

str setup_admin_role(const struct edition *e)
{
    for (size_t i = 0; e && i < e->role_count; i++)
        if (str_eq(e->roles[i].scope, S("fund")) &&
            edition_role_has(e, e->roles[i].name, S("setting.edit")) &&
            edition_role_has(e, e->roles[i].name, S("person.invite")))
            return e->roles[i].name;
    return NO_STR;
}

static void admin_read(struct request *r, struct account_new *admin)
{
    *admin = (struct account_new){.role = setup_admin_role(edition_in_force(r->app)),
                                  .scope = S("fund"),
                                  .until = NO_DATE,
                                  .lang = r->lang};
    need_text(r, "person", 120, &admin->name);
    admin->email = field(r, "email");
    if (!mail_address_ok(admin->email))
        problem(r, "email", "Write an address such as name@example.org.");
    password_good(r, "password", admin->email, admin->name);
    if (!admin->role.n)
        problem(
            r, "person",
            "No role of the adopted edition may change settings and invite people. Adopt another edition first.");
}

/* ROUTE POST /setup/:token     anonymous     max 1m
** Writes everything in one transaction, forgets the link, signs the administrator in. */
enum status setup_visit_act(struct request *r, struct response *s)
{
    struct visit_arg v = {.r = r, .digest = link_digest(r)};
    str mark;
    enum status st = link_check(r->db, r->arena, v.digest);
    if (st == NOT_FOUND) return error_page(r, s, 404, gone);
    TRY(st);
    values_read(r, asked_fund, COUNT(asked_fund), &v.values);
    values_read(r, asked_office, COUNT(asked_office), &v.values);
    admin_read(r, &v.admin);
    if (settings_mark_take(r, "mark", &mark))
        *PUSH(r->arena, &v.values) = (struct pair){S("fund.mark"), mark};
    if (problems(r)) return visit_show(r, s);
    TRY(password_hash(r->arena, field(r, "password"), &v.admin.password_hash));
    st = db_write(r, visit_write, &v);
    if (st == NOT_FOUND) return error_page(r, s, 404, gone);
    TRY(st);
    TRY(session_open(r, s, v.admin.id, r->lang));
    return redirect(r, s, "/desk");
}

/* COMMAND setup DIR    live
** Prints a new link for the first visit of a fund in which nobody has an account; older links stop working. */
int setup_command(struct command *c)
{
    struct app *app;
    struct db *db = NULL;
    i64 accounts = 0;
    str path;
    if (c->argc) return 2;
    if (command_open(c, &app) != OK) return c->code;
    struct arena *a = arena_new();
    enum status st = db_open(app->store, &db);
    if (st == OK) st = setup_accounts(db, a, &accounts);
    if (st == OK && accounts) {
        fprintf(
            c->err,
            "letsema: %s: the first visit has been; sign in, or add a person with: letsema user add\n",
            c->dir);
        st = DENIED;
    }
    if (st == OK) st = setup_link(app, a, &path);
    if (st == OK) fprintf(c->out, "%.*s%.*s\n", P(app->config.base_url), P(path));
    db_close(db);
    arena_free(a);
    command_close(c, app);
    return st == OK ? 0 : 1;
}

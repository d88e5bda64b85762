/* role.c: who may do what. A duty is a role granted at a scope (the fund, an organization, one
** record); the edition in force says which verbs a role has. The dispatcher asks through the hooks
** that role_start fills; features ask through people.h. */
#include "people/people.h"

#include "edition/edition.h"
#include "people/account/account.h"
#include "people/role/role.h"
#include "web/app.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/model.h"
#include "gen/registry.h"
#include "gen/role_sql.h"

/* RECORD duty "Duty" */

/* RECORD duty_bar "Closed record" */

static bool grant_in_force(const struct role_duty *d, i64 now)
{
    return !duty_is_over(d, now) && (d->starts == NO_DATE || d->starts <= now);
}

bool duty_is_over(const struct role_duty *d, i64 now)
{
    return d->ended != NO_DATE || (d->until != NO_DATE && d->until <= now);
}

static enum status bars_load(struct request *r, struct session *s)
{
    struct role_bar_array rows = {0};
    TRY(duty_bars(r->db, r->arena, s->account, &rows));
    for (size_t i = 0; i < rows.n; i++)
        *PUSH(r->arena, &s->bars) = (struct barred){.kind = rows.v[i].record_kind,
                                                    .record = rows.v[i].record,
                                                    .address = rows.v[i].address};
    return OK;
}

static enum status access_load(struct request *r, struct session *s)
{
    struct account_row account;
    TRY(account_load(r->db, r->arena, s->account, &account));
    if (!str_eq(account.state, S("active"))) return NOT_FOUND;
    s->name = account.name;
    s->email = account.email;
    struct role_duty_array duties = {0};
    TRY(duty_of_account(r->db, r->arena, s->account, &duties));
    for (size_t i = 0; i < duties.n; i++) {
        const struct role_duty *d = &duties.v[i];
        if (!grant_in_force(d, r->now)) continue;
        if (s->role.n && !str_eq(s->role, d->role)) continue;
        *PUSH(r->arena, &s->grants) = (struct granted){.role = d->role,
                                                       .scope = d->scope,
                                                       .scope_id = d->scope_id,
                                                       .record_kind = d->record_kind,
                                                       .until = d->until};
    }
    return bars_load(r, s);
}

/* A role of the fund that somebody holds for one record alone opens pages of all records only to read, and
** these show what the person may read. */
static bool grant_is_narrow(const struct edition *e, const struct granted *g)
{
    const struct role *role = edition_role(e, g->role);
    return str_eq(g->scope, S("record")) && g->scope_id && role &&
           !str_eq(role->scope, S("record"));
}

static bool grant_covers(const struct edition *e, const struct granted *g, const char *verb,
                         const struct scope *scope)
{
    if (str_eq(g->scope, S("fund"))) return true;
    if (!scope || scope->anywhere) {
        if (!grant_is_narrow(e, g) || str_ends(str_c(verb), S(".read"))) return true;
        if (!scope) return false;
    }
    bool of_organization = str_eq(g->record_kind, S("organization"));
    if (str_eq(g->scope, S("record")) && !of_organization)
        return (str_eq(g->record_kind, str_c(scope->kind)) && g->scope_id == scope->record) ||
               (str_eq(g->record_kind, S("call")) && scope->call && g->scope_id == scope->call);
    for (size_t i = 0; i < scope->organization_count; i++)
        if (scope->organizations[i] == g->scope_id) return true;
    return false;
}

bool record_barred(const struct request *r, const char *kind, i64 record)
{
    for (size_t i = 0; r->session && i < r->session->bars.n; i++) {
        const struct barred *b = &r->session->bars.v[i];
        if (b->record == record && str_eq(b->kind, str_c(kind))) return true;
    }
    return false;
}

str may_as(const struct request *r, const char *verb, const struct scope *scope)
{
    const struct edition *edition = r->app->edition;
    if (!r->session || !edition) return NO_STR;
    bool barred = scope && scope->kind && record_barred(r, scope->kind, scope->record);
    for (size_t i = 0; i < r->session->grants.n; i++) {
        const struct granted *g = &r->session->grants.v[i];
        if (barred && !str_eq(g->scope, S("organization"))) continue;
        if (grant_covers(edition, g, verb, scope) &&
            edition_role_has(edition, g->role, str_c(verb)))
            return g->role;
    }
    return NO_STR;
}

bool may(const struct request *r, const char *verb, const struct scope *scope)
{
    return may_as(r, verb, scope).n > 0;
}

enum { WAYS_MOST = 8 };
static struct {
    struct {
        const char *under, *kind;
        records_under_fn *fn;
    } v[WAYS_MOST];
    size_t n;
} ways;

/* Funds opened one after the other in a process register the same again. */
void records_under_register(const char *under, const char *kind, records_under_fn *fn)
{
    for (size_t i = 0; i < ways.n; i++)
        if (strcmp(ways.v[i].under, under) == 0 && strcmp(ways.v[i].kind, kind) == 0) return;
    if (ways.n == WAYS_MOST) abort();
    ways.v[ways.n].under = under;
    ways.v[ways.n].kind = kind;
    ways.v[ways.n++].fn = fn;
}

/* What cannot be read is a fault of the request: its list is not shown shorter than it is. */
static void records_under(struct request *r, const struct granted *g, str kind,
                          struct id_array *out)
{
    for (size_t i = 0; i < ways.n; i++) {
        if (!str_eq(g->record_kind, str_c(ways.v[i].under)) || !str_eq(kind, str_c(ways.v[i].kind)))
            continue;
        enum status st = ways.v[i].fn(r->db, r->arena, g->scope_id, out);
        if (st != OK && r->fault == OK) r->fault = st;
    }
}

/* Records have numbers of their own in each table, so a duty for one counts only for lists of its kind:
** the first word of the verb. */
struct may may_list(struct request *r, const char *verb)
{
    str kind = str_sub(str_c(verb), 0, strcspn(verb, "."));
    const char *kind_z = str_z(r->arena, kind);
    struct may m = {.organizations = S("[]"), .records = S("[]"), .barred = S("[]")};
    const struct edition *edition = r->app->edition;
    if (!r->session || !edition) return m;
    size_t n = r->session->grants.n, organizations = 0;
    i64 *organization = NEW_ARRAY(r->arena, n + 1, i64);
    struct id_array record = {0}, found = {0};
    for (size_t i = 0; i < n; i++) {
        const struct granted *g = &r->session->grants.v[i];
        if (!edition_role_has(edition, g->role, str_c(verb))) continue;
        if (str_eq(g->scope, S("fund")))
            m.all = true;
        else if (str_eq(g->scope, S("organization")))
            organization[organizations++] = g->scope_id;
        else if (str_eq(g->record_kind, kind))
            *PUSH(r->arena, &found) = g->scope_id;
        else
            records_under(r, g, kind, &found);
    }
    for (size_t i = 0; i < found.n; i++)
        if (!record_barred(r, kind_z, found.v[i])) *PUSH(r->arena, &record) = found.v[i];
    size_t bars = 0;
    i64 *bar = NEW_ARRAY(r->arena, r->session->bars.n + 1, i64);
    for (size_t i = 0; i < r->session->bars.n; i++)
        if (str_eq(r->session->bars.v[i].kind, kind)) bar[bars++] = r->session->bars.v[i].record;
    m.barred = db_json_ids(r->arena, bar, bars);
    m.organizations = db_json_ids(r->arena, organization, organizations);
    m.records = db_json_ids(r->arena, record.v, record.n);
    return m;
}

enum status duty_grant(struct tx *tx, struct arena *a, const struct duty_new *in)
{
    i64 id;
    return duty_insert(tx,
                       &(struct duty_insert_in){.code = code_new(a, tx_env(tx), 8),
                                                .account = in->account,
                                                .role = in->role,
                                                .scope = in->scope,
                                                .organization = in->organization,
                                                .record_kind = in->record_kind,
                                                .record = in->record,
                                                .address = in->address,
                                                .starts = in->starts ? in->starts : NO_DATE,
                                                .until = in->until,
                                                .now = tx_now(tx),
                                                .granted_by = in->granted_by},
                       &id);
}

str duty_place(struct request *r, str scope, str organization, i64 record, str kind, str address)
{
    const struct record_kind *known = record_kind_find(kind);
    if (str_eq(scope, S("organization"))) return organization;
    if (!str_eq(scope, S("record"))) return T(r, "the whole fund");
    if (!record) return T(r, "what is assigned");
    if (!known || !address.n) return T(r, "one record");
    str rest = address, code = address;
    while (str_cut(&rest, '/', &code))
        ;
    return arena_printf(r->arena, "%.*s %.*s", P(tr(r->lang, known->label)), P(code));
}

i64 duty_last_day(struct app *app, i64 until)
{
    if (until == NO_DATE) return NO_DATE;
    struct civil l = zone_local(fund_zone(app), until - 1);
    return date_of(l.year, l.month, l.day);
}

enum status duty_end_record(struct tx *tx, struct arena *a, i64 account, const char *kind,
                            i64 record)
{
    struct role_duty_array duties = {0};
    TRY(duty_of_record(tx_db(tx), a, account, str_c(kind), record, &duties));
    for (size_t i = 0; i < duties.n; i++)
        TRY(duty_end(tx, duties.v[i].id, tx_now(tx)));
    return OK;
}

enum status record_bar(struct tx *tx, struct arena *a, i64 account, const char *kind, i64 record,
                       str address, str reason)
{
    i64 id;
    TRY(duty_end_record(tx, a, account, kind, record));
    return duty_bar_insert(tx,
                           &(struct duty_bar_insert_in){.account = account,
                                                        .record_kind = str_c(kind),
                                                        .record = record,
                                                        .address = address,
                                                        .reason = reason,
                                                        .now = tx_now(tx)},
                           &id);
}

enum status record_bar_along(struct tx *tx, struct arena *a, const char *of_kind, i64 of_record,
                             const char *kind, i64 record, str address)
{
    struct role_bar_array bars = {0};
    TRY(duty_barred(tx_db(tx), a, str_c(of_kind), of_record, &bars));
    for (size_t i = 0; i < bars.n; i++)
        TRY(record_bar(tx, a, bars.v[i].account, kind, record, address, bars.v[i].reason));
    return OK;
}

enum status people_not_barred(struct db *db, struct arena *a, const char *kind, i64 record,
                              struct role_person_array *people)
{
    struct role_bar_array bars = {0};
    size_t kept = 0;
    TRY(duty_barred(db, a, str_c(kind), record, &bars));
    for (size_t i = 0; i < people->n; i++) {
        bool barred = false;
        for (size_t k = 0; k < bars.n; k++)
            barred = barred || bars.v[k].account == people->v[i].id;
        if (!barred) people->v[kept++] = people->v[i];
    }
    people->n = kept;
    return OK;
}

enum status duty_list(struct db *db, struct arena *a, i64 account, i64 now,
                      struct role_duty_array *out)
{
    struct role_duty_array all = {0};
    TRY(duty_of_account(db, a, account, &all));
    for (size_t i = 0; i < all.n; i++)
        if (grant_in_force(&all.v[i], now)) *PUSH(a, out) = all.v[i];
    return OK;
}

enum status people_with_role(struct db *db, struct arena *a, str role, i64 now,
                             struct role_person_array *out)
{
    return duty_people_of_role(db, a, role, now, out);
}

enum status people_with_verb(struct db *db, struct arena *a, const struct edition *e,
                             const char *verb, i64 now, struct role_person_array *out)
{
    for (size_t i = 0; e && i < e->role_count; i++) {
        if (!edition_role_has(e, e->roles[i].name, str_c(verb))) continue;
        struct role_person_array some = {0};
        TRY(duty_people_of_role(db, a, e->roles[i].name, now, &some));
        for (size_t k = 0; k < some.n; k++) {
            bool there = false;
            for (size_t j = 0; j < out->n; j++)
                there = there || out->v[j].id == some.v[k].id;
            if (!there) *PUSH(a, out) = some.v[k];
        }
    }
    return OK;
}

enum status people_left_with(struct db *db, struct arena *a, const struct edition *e,
                             const char *verb, i64 now, i64 but_duty, i64 but_account, i64 *count)
{
    *count = 0;
    if (!e) return OK;
    str *roles = NEW_ARRAY(a, e->role_count + 1, str);
    size_t n = 0;
    for (size_t i = 0; i < e->role_count; i++)
        if (edition_role_has(e, e->roles[i].name, str_c(verb))) roles[n++] = e->roles[i].name;
    struct duty_holders_in in = {.roles = db_json_texts(a, roles, n),
                                 .now = now,
                                 .but_duty = but_duty,
                                 .but_account = but_account};
    return duty_holders(db, a, &in, count);
}

enum status people_of_organization(struct db *db, struct arena *a, i64 organization, i64 now,
                                   struct role_person_array *out)
{
    return duty_people_of_organization(db, a, organization, now, out);
}

enum status people_tied_since(struct db *db, struct arena *a, i64 organization, i64 since,
                              struct role_person_array *out)
{
    return duty_people_tied(db, a, organization, since, out);
}

/* START role_start
** Lets the dispatcher ask who may do what. */
enum status role_start(struct app *app)
{
    (void)app;
    access_hooks.load = access_load;
    access_hooks.may = may;
    return OK;
}

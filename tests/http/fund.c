/* fund.c: makes, opens and closes the fund of a .test file, and speaks HTTP with it. */
#include "fund.h"

#include "database.h"

#include "desk/setup/setup.h"
#include "edition/adopted.h"
#include "gen/account_sql.h"
#include "gen/organization_sql.h"
#include "gen/registry.h"
#include "people/account/account.h"
#include "web/reply.h"
#include "web/serve.h"
#include "web/session.h"

#include <errno.h>
#include <ftw.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#define REPLY_BYTES (32 << 20)

static const struct actor tester = {.act = {"test", 4}};

/* --- making one --------------------------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

/* The demonstration as `letsema demo` makes it, with a record of every kind. */
static bool demonstration_make(struct fund *f, struct env *env)
{
    char flag[] = "--database", *words[] = {flag, (char *)str_z(f->arena, str_c(f->database))};
    struct command c = {.name = "demo", .dir = f->dir, .env = env, .out = stdout, .err = stderr};
    c.argc = *f->database ? 2 : 0;
    c.argv = words;
    return demo_command(&c) == 0;
}

bool fund_open(const char *base, const char *edition, i64 now, struct fund *f)
{
    *f = (struct fund){.arena = arena_new()};
    str dir = arena_printf(f->arena, "%s/fund-XXXXXX", base);
    f->dir = mkdtemp((char *)dir.p);
    if (!f->dir) {
        fprintf(stderr, "# %s: %s\n", base, strerror(errno));
        return false;
    }
    struct env env = {.fixed_now = now};
    f->database = database_new(f->arena);
    bool demo = strcmp(edition, "demonstration") == 0;
    if (demo ? !demonstration_make(f, &env)
             : fund_create(f->dir, edition, f->database, false, &env) != OK)
        return false;
    /* The database is a copy of one that is as old as the machine's clock says. */
    if (f->database[0])
        database_raw(f->database,
                     arena_printf(f->arena, "UPDATE instance SET made = %lld", (long long)now).p);
    if (app_open(f->dir, &env, &f->app) != OK) return false;
    f->app->config.base_url = S("http://" TEST_HOST);
    f->net = dispatch_app(f->app);
    f->config = net_config_default();
    f->config.env = &f->app->env;
    f->config.trusted_proxy = S("127.0.0.1"); /* a test says who asks by X-Forwarded-For */
    f->config.spool = str_z(f->arena, arena_printf(f->arena, "%s/spool", f->dir));
    if (mkdir(f->config.spool, 0700) != 0 && errno != EEXIST) return false;
    if (db_open(f->app->store, &f->db) != OK) return false;
    if (f->net.worker_open && !f->net.worker_open(f->net.context, 0, &f->worker)) return false;
    f->due = NEW_ARRAY(f->arena, job_kind_count + 1, i64);
    *PUSH(f->arena, &f->people) = (struct person){.key = S("nobody")};
    return true;
}

void fund_close(struct fund *f)
{
    if (f->worker && f->net.worker_close) f->net.worker_close(f->net.context, f->worker);
    if (f->db) db_close(f->db);
    app_close(f->app);
    if (f->watch && f->database[0])
        PQfinish(f->watch);
    else
        sqlite3_close(f->watch);
    database_drop(f->arena, f->database);
    if (f->dir) nftw(f->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(f->arena);
}

static i64 file_version(struct fund *f)
{
    sqlite3 *h = f->watch;
    sqlite3_stmt *st = NULL;
    i64 version = -1;
    if (!h)
        sqlite3_open_v2(arena_printf(f->arena, "%s/fund.db", f->dir).p, &h, SQLITE_OPEN_READONLY,
                        NULL);
    f->watch = h;
    if (sqlite3_prepare_v2(h, "PRAGMA data_version", -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        version = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return version;
}

/* Only a transaction that writes takes a number. */
static i64 server_version(struct fund *f)
{
    i64 version = -1;
    if (!f->watch) f->watch = PQconnectdb(f->database);
    PGresult *r = PQexec(f->watch, "SELECT pg_snapshot_xmax(pg_current_snapshot())");
    if (PQresultStatus(r) == PGRES_TUPLES_OK) str_i64(str_c(PQgetvalue(r, 0, 0)), &version);
    PQclear(r);
    return version;
}

i64 fund_version(struct fund *f)
{
    return f->database[0] ? server_version(f) : file_version(f);
}

static bool file_damage(struct fund *f, const char *sql, str *fault)
{
    sqlite3 *h = NULL;
    char *problem = NULL;
    sqlite3_open(arena_printf(f->arena, "%s/fund.db", f->dir).p, &h);
    sqlite3_db_config(h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    bool done = sqlite3_exec(h, sql, NULL, NULL, &problem) == SQLITE_OK;
    *fault = str_dup(f->arena, str_c(problem ? problem : ""));
    sqlite3_free(problem);
    sqlite3_close(h);
    return done;
}

static bool server_damage(struct fund *f, const char *sql, str *fault)
{
    PGconn *c = PQconnectdb(f->database);
    PGresult *r = PQexec(c, sql);
    bool done = PQresultStatus(r) == PGRES_COMMAND_OK;
    *fault = str_dup(f->arena, str_c(PQerrorMessage(c)));
    PQclear(r);
    PQfinish(c);
    return done;
}

bool fund_damage(struct fund *f, str sql, str *fault)
{
    const char *text = str_z(f->arena, sql);
    return f->database[0] ? server_damage(f, text, fault) : file_damage(f, text, fault);
}

void fund_clock(struct fund *f, i64 now)
{
    f->app->env.fixed_now = now;
}

bool fund_first_visit(struct fund *f, str *token)
{
    str path;
    if (setup_link(f->app, f->arena, &path) != OK || !str_starts(path, S("/setup/"))) return false;
    *token = str_sub(path, 7, path.n);
    return true;
}

void fund_jobs(struct fund *f)
{
    jobs_run_due(f->app, f->db, f->due);
}

/* --- people --------------------------------------------------------------------------------------- */

struct join_arg {
    struct fund *f;
    str role, scope, key, organization, hash;
    i64 account;
};

static enum status organization_of(struct tx *tx, struct arena *a, str code, i64 *id)
{
    struct organization_row row;
    enum status st = organization_by_code(tx_db(tx), a, code, &row);
    *id = row.id;
    if (st != NOT_FOUND) return st;
    return organization_insert(tx,
                               &(struct organization_insert_in){
                                   .code = code,
                                   .name = arena_printf(a, "Example organization %.*s", P(code)),
                                   .acronym = code,
                                   .type = S("un")},
                               id);
}

static enum status join_write(struct tx *tx, void *arg)
{
    struct join_arg *j = arg;
    struct arena *a = j->f->arena;
    str mailbox = str_slug(a, j->key);
    const char *domain = j->f->app->demo ? "demo.example.org" : "example.org";
    struct account_new in = {.email = arena_printf(a, "%.*s@%s", P(mailbox), domain),
                             .name = arena_printf(a, "Example %.*s", P(j->key)),
                             .lang = S("en"),
                             .role = j->role,
                             .scope = j->scope,
                             .until = NO_DATE,
                             .password_hash = j->hash};
    /* A demonstration has people of its own, with work waiting for them. */
    struct account_row there;
    if (j->f->app->demo && account_by_email(tx_db(tx), a, in.email, &there) == OK) {
        j->account = there.id;
        return OK;
    }
    if (j->organization.n) TRY(organization_of(tx, a, j->organization, &in.organization));
    if (j->organization.n && str_eq(in.scope, S("record"))) { /* a role of the fund, bounded */
        in.record_kind = S("organization");
        in.record = in.organization;
        in.organization = 0;
    }
    TRY(account_create(tx, a, &in));
    j->account = in.id;
    return OK;
}

/* Each hash costs many milliseconds under a sanitizer, so all examples share one. */
static bool shared_hash(struct arena *a, str *out)
{
    static char kept[256];
    str hash;
    if (!kept[0]) {
        if (password_hash(a, S(TEST_PASSWORD), &hash) != OK || hash.n >= sizeof kept) return false;
        memcpy(kept, hash.p, hash.n);
    }
    *out = str_c(kept);
    return true;
}

/* A request as the program sees it, for the session's own functions. */
static struct request request_of(struct fund *f, struct arena *a)
{
    return (struct request){.arena = a,
                            .app = f->app,
                            .db = f->db,
                            .method = METHOD_GET,
                            .lang = S("en"),
                            .path = S("/desk"),
                            .host = S(TEST_HOST),
                            .client = S("127.0.0.1"),
                            .id = S("test"),
                            .now = env_now(&f->app->env)};
}

static void keep_cookie(struct fund *f, const struct pair_array *headers)
{
    for (size_t i = 0; i < headers->n; i++) {
        str value = headers->v[i].value;
        if (!str_eqi(headers->v[i].name, S("set-cookie")) || !str_starts(value, S("session=")))
            continue;
        i64 end = str_find_char(value, ';');
        str token = str_sub(value, 8, end < 0 ? value.n : (size_t)end);
        f->people.v[f->current].cookie = str_dup(f->arena, token);
    }
}

static bool sign_in(struct fund *f, i64 account)
{
    struct request r = request_of(f, f->arena);
    struct response s = {.arena = f->arena, .file = -1};
    if (session_open(&r, &s, account, S("en")) != OK) return false;
    keep_cookie(f, &s.headers);
    return f->people.v[f->current].cookie.n > 0;
}

bool fund_as(struct fund *f, str role, str number, str organization, str *fault)
{
    if (!role.n) {
        f->current = 0;
        f->people.v[0].cookie = NO_STR;
        return true;
    }
    struct arena *a = f->arena;
    str key = arena_printf(a, "%.*s%s%.*s%s%.*s", P(role), number.n ? " " : "", P(number),
                           organization.n ? " of " : "", P(organization));
    for (size_t i = 1; i < f->people.n; i++)
        if (str_eq(f->people.v[i].key, key)) {
            f->current = i;
            return true;
        }
    const struct edition *e = edition_in_force(f->app);
    if (!e || !edition_role(e, role)) {
        *fault = arena_printf(a, "the edition has no role \"%.*s\"", P(role));
        return false;
    }
    str scope = edition_role(e, role)->scope;
    bool bounded = organization.n && str_eq(scope, S("fund"));
    struct join_arg join = {.f = f,
                            .role = role,
                            .scope = bounded          ? S("record")
                                     : organization.n ? S("organization")
                                                      : scope,
                            .key = key,
                            .organization = organization};
    if (!shared_hash(a, &join.hash) ||
        store_write(f->app->store, tester, env_now(&f->app->env), join_write, &join) != OK) {
        *fault = arena_printf(a, "no account could be made for \"%.*s\"", P(key));
        return false;
    }
    f->current = f->people.n;
    *PUSH(a, &f->people) = (struct person){.key = key};
    if (sign_in(f, join.account)) return true;
    *fault = arena_printf(a, "\"%.*s\" could not be signed in", P(key));
    return false;
}

bool fund_request(struct fund *f, struct arena *a, struct request *out)
{
    str cookie = f->people.v[f->current].cookie;
    if (!cookie.n) return false;
    *out = request_of(f, a);
    *PUSH(a, &out->headers) =
        (struct pair){S("cookie"), arena_printf(a, "session=%.*s", P(cookie))};
    return session_find(out) == OK && out->session;
}

str fund_token(struct fund *f)
{
    struct request r;
    return fund_request(f, f->arena, &r) ? r.session->token : NO_STR;
}

/* --- HTTP ------------------------------------------------------------------------------------------ */

str answer_header(const struct answer *w, const char *lower_name)
{
    for (size_t i = 0; i < w->headers.n; i++)
        if (str_eq(w->headers.v[i].name, str_c(lower_name))) return w->headers.v[i].value;
    return NO_STR;
}

static void answer_read(struct arena *a, str bytes, struct answer *w)
{
    *w = (struct answer){0};
    i64 end = str_find(bytes, S("\r\n\r\n"));
    i64 status;
    if (end < 0 || !str_starts(bytes, S("HTTP/1.1 ")) || !str_i64(str_sub(bytes, 9, 12), &status)) {
        w->fault = S("no HTTP reply came");
        return;
    }
    w->status = (int)status;
    w->head = str_sub(bytes, 0, (size_t)end + 4);
    w->body = str_sub(bytes, (size_t)end + 4, bytes.n);
    str rest = str_sub(bytes, 0, (size_t)end), line;
    str_cut(&rest, '\n', &line);
    while (str_cut(&rest, '\n', &line)) {
        i64 colon = str_find_char(line, ':');
        if (colon <= 0) {
            w->fault = arena_printf(a, "a header line has no name: %.*s", P(line));
            return;
        }
        *PUSH(a, &w->headers) = (struct pair){str_lower(a, str_sub(line, 0, (size_t)colon)),
                                              str_trim(str_sub(line, (size_t)colon + 1, line.n))};
    }
    i64 length;
    str said = answer_header(w, "content-length");
    if (said.n && str_i64(said, &length) && w->body.n != 0 && (size_t)length != w->body.n)
        w->fault = arena_printf(a, "Content-Length says %lld, but %zu bytes came",
                                (long long)length, w->body.n);
}

static void header_line(struct buf *b, const struct pair_array *given, const char *name, str value)
{
    for (size_t i = 0; given && i < given->n; i++)
        if (str_eqi(given->v[i].name, str_c(name))) return;
    buf_printf(b, "%s: %.*s\r\n", name, P(value));
}

void fund_send(struct fund *f, str method, str target, const struct pair_array *headers, str type,
               str body, struct answer *out)
{
    struct buf q, w;
    buf_init(&q, REPLY_BYTES);
    buf_init(&w, REPLY_BYTES);
    buf_printf(&q, "%.*s %.*s HTTP/1.1\r\n", P(method), P(target));
    header_line(&q, headers, "Host", S(TEST_HOST));
    for (size_t i = 0; headers && i < headers->n; i++)
        if (headers->v[i].value.n)
            buf_printf(&q, "%.*s: %.*s\r\n", P(headers->v[i].name), P(headers->v[i].value));
    str cookie = f->people.v[f->current].cookie;
    if (cookie.n && str_find(target, S("/desk")) >= 0)
        header_line(&q, headers, "Cookie", arena_printf(f->arena, "session=%.*s", P(cookie)));
    if (str_eq(method, S("POST"))) {
        header_line(&q, headers, "Origin", S("http://" TEST_HOST));
        header_line(&q, headers, "Sec-Fetch-Site", S("same-origin"));
        header_line(&q, headers, "Content-Type", type);
        header_line(&q, headers, "Content-Length", arena_printf(f->arena, "%zu", body.n));
    }
    buf_lit(&q, "Connection: close\r\n\r\n");
    buf_add(&q, body);
    net_exchange(&f->config, &f->net, f->worker, buf_str(&q), &w);
    answer_read(f->arena, str_dup(f->arena, buf_str(&w)), out);
    keep_cookie(f, &out->headers);
    buf_free(&q);
    buf_free(&w);
}

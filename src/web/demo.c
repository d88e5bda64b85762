/* demo.c: a browser inside the program, for filling a demonstration: forms go as bytes through the
** request parser and the dispatcher, answers come back as bytes. Called by the DEMO functions. */
#include "web/demo.h"

#include "web/assets.h"
#include "web/guard.h"
#include "web/registry.h"
#include "web/serve.h"
#include "web/session.h"

#include <errno.h>
#include <sys/stat.h>

#define HOST "demo.example.org"
#define BOUNDARY "part-of-a-demonstration"
#define BYTES_MAX (32 << 20)
#define MAIL_TURNS 40

enum status demo_open(struct demo *d)
{
    struct app *app = d->app;
    d->reply = arena_new();
    d->net = dispatch_app(app);
    d->config = net_config_default();
    d->config.env = &app->env;
    d->config.spool = app->spool;
    d->due = NEW_ARRAY(d->arena, job_kind_count + 1, i64);
    if (mkdir(app->spool, 0700) != 0 && errno != EEXIST) return FAILED;
    TRY(db_open(app->store, &d->db));
    return d->net.worker_open && !d->net.worker_open(d->net.context, 0, &d->worker) ? FAILED : OK;
}

void demo_close(struct demo *d)
{
    if (d->worker && d->net.worker_close) d->net.worker_close(d->net.context, d->worker);
    if (d->db) db_close(d->db);
    arena_free(d->reply);
}

/* --- time ------------------------------------------------------------------------------------------- */

void demo_at(struct demo *d, i64 instant)
{
    if (instant <= d->app->env.fixed_now) return;
    for (int i = 0; i < MAIL_TURNS; i++) {
        d->app->env.fixed_now += 5;
        jobs_run_due(d->app, d->db, d->due);
    }
    if (instant > d->app->env.fixed_now) d->app->env.fixed_now = instant;
}

static i64 day_of(const struct demo *d, i64 days)
{
    struct civil c = zone_local(fund_zone(d->app), d->now);
    return date_of(c.year, c.month, c.day) + days;
}

i64 demo_instant(const struct demo *d, i64 days, int hour, int minute)
{
    return zone_instant(fund_zone(d->app), day_of(d, days), hour, minute, 0);
}

str demo_day(const struct demo *d, i64 days)
{
    int year, month, day;
    date_split(day_of(d, days), &year, &month, &day);
    return arena_printf(d->arena, "%04d-%02d-%02d", year, month, day);
}

str demo_local(const struct demo *d, i64 days, int hour, int minute)
{
    return arena_printf(d->arena, "%.*sT%02d:%02d", P(demo_day(d, days)), hour, minute);
}

/* --- people ----------------------------------------------------------------------------------------- */

void demo_person_add(struct demo *d, str name, i64 account)
{
    *PUSH(d->arena, &d->people) = (struct demo_person){str_dup(d->arena, name), account};
}

i64 demo_account(const struct demo *d, const char *name)
{
    for (size_t i = 0; i < d->people.n; i++)
        if (str_eq(d->people.v[i].name, str_c(name))) return d->people.v[i].account;
    return 0;
}

static struct request request_of(struct demo *d)
{
    return (struct request){.arena = d->arena,
                            .app = d->app,
                            .db = d->db,
                            .lang = S("en"),
                            .path = S("/desk"),
                            .client = S("127.0.0.1"),
                            .id = S("demo"),
                            .now = env_now(&d->app->env)};
}

static str cookie_of(const struct pair_array *headers)
{
    for (size_t i = 0; i < headers->n; i++) {
        str value = headers->v[i].value;
        if (!str_eq(headers->v[i].name, S("set-cookie")) || !str_starts(value, S("session=")))
            continue;
        i64 end = str_find_char(value, ';');
        return str_sub(value, 8, end < 0 ? value.n : (size_t)end);
    }
    return NO_STR;
}

enum status demo_as(struct demo *d, const char *name)
{
    struct request r = request_of(d);
    struct response s = {.arena = d->arena, .file = -1};
    i64 account = demo_account(d, name);
    if (!account) {
        fprintf(stderr, "letsema: the demonstration has nobody called \"%s\"\n", name);
        return FAILED;
    }
    TRY(session_end_all(&r, account)); /* so that one session stays in the list of a person */
    TRY(session_open(&r, &s, account, S("en")));
    d->who = str_c(name);
    d->cookie = cookie_of(&s.headers);
    *PUSH(d->arena, &r.headers) =
        (struct pair){S("cookie"), arena_printf(d->arena, "session=%.*s", P(d->cookie))};
    TRY(session_find(&r));
    if (!r.session) return FAILED;
    d->token = r.session->token;
    return OK;
}

/* --- requests --------------------------------------------------------------------------------------- */

void demo_field(struct demo *d, const char *name, str value)
{
    *PUSH(d->arena, &d->fields) = (struct pair){str_dup(d->arena, str_c(name)), value};
}

void demo_upload(struct demo *d, const char *name, str filename, str type, str bytes)
{
    *PUSH(d->arena, &d->files) = (struct demo_file){str_c(name), filename, type, bytes};
}

static void body_urlencoded_write(const struct demo *d, struct buf *b)
{
    buf_lit(b, "token=");
    buf_url(b, d->token);
    for (size_t i = 0; i < d->fields.n; i++) {
        buf_char(b, '&');
        buf_url(b, d->fields.v[i].name);
        buf_char(b, '=');
        buf_url(b, d->fields.v[i].value);
    }
}

static void part_write(struct buf *b, str name, str value)
{
    buf_printf(b, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n\r\n",
               P(name));
    buf_add(b, value);
    buf_lit(b, "\r\n");
}

static void body_multipart_write(const struct demo *d, struct buf *b)
{
    part_write(b, S("token"), d->token);
    for (size_t i = 0; i < d->fields.n; i++)
        part_write(b, d->fields.v[i].name, d->fields.v[i].value);
    for (size_t i = 0; i < d->files.n; i++) {
        const struct demo_file *f = &d->files.v[i];
        buf_printf(
            b,
            "--" BOUNDARY
            "\r\nContent-Disposition: form-data; name=\"%.*s\"; filename=\"%.*s\"\r\nContent-Type: %.*s\r\n\r\n",
            P(f->field), P(f->filename), P(f->type));
        buf_add(b, f->bytes);
        buf_lit(b, "\r\n");
    }
    buf_lit(b, "--" BOUNDARY "--\r\n");
}

static void answer_read(struct demo *d, str bytes)
{
    i64 status = 0, end = str_find(bytes, S("\r\n\r\n"));
    d->status = 0;
    d->location = d->body = NO_STR;
    if (end < 0 || !str_i64(str_sub(bytes, 9, 12), &status)) return;
    d->status = (int)status;
    d->body = str_sub(bytes, (size_t)end + 4, bytes.n);
    str rest = str_sub(bytes, 0, (size_t)end), line;
    while (str_cut(&rest, '\n', &line)) {
        i64 colon = str_find_char(line, ':');
        if (colon > 0 && str_eqi(str_sub(line, 0, (size_t)colon), S("location")))
            d->location = str_trim(str_sub(line, (size_t)colon + 1, line.n));
    }
}

static void send(struct demo *d, const char *method, str path, str type, str body)
{
    struct buf q, w;
    buf_init(&q, BYTES_MAX);
    buf_init(&w, BYTES_MAX);
    buf_printf(&q, "%s %.*s HTTP/1.1\r\nHost: " HOST "\r\nCookie: session=%.*s\r\n", method,
               P(path), P(d->cookie));
    if (type.n)
        buf_printf(&q, "Origin: http://" HOST "\r\nContent-Type: %.*s\r\nContent-Length: %zu\r\n",
                   P(type), body.n);
    buf_lit(&q, "Connection: close\r\n\r\n");
    buf_add(&q, body);
    net_exchange(&d->config, &d->net, d->worker, buf_str(&q), &w);
    arena_reset(d->reply);
    answer_read(d, str_dup(d->reply, buf_str(&w)));
    buf_free(&q);
    buf_free(&w);
}

/* What the page says about it, for whoever mends the demonstration. */
static enum status refused(struct demo *d, const char *method, str path)
{
    i64 at = str_find(d->body, S("id=\"problems\""));
    if (at < 0) at = str_find(d->body, S("<h1>"));
    str words = at < 0 ? NO_STR : str_sub(d->body, (size_t)at, (size_t)at + 1200);
    fprintf(stderr, "letsema: demonstration: %.*s: %s %.*s was answered %d\n%.*s\n", P(d->who),
            method, P(path), d->status, P(words));
    return FAILED;
}

enum status demo_get(struct demo *d, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    str path = arena_vprintf(d->arena, format, ap);
    va_end(ap);
    send(d, "GET", path, NO_STR, NO_STR);
    return d->status == 200 ? OK : refused(d, "GET", path);
}

enum status demo_post(struct demo *d, const char *format, ...)
{
    struct buf b;
    va_list ap;
    va_start(ap, format);
    str path = arena_vprintf(d->arena, format, ap);
    va_end(ap);
    buf_init(&b, BYTES_MAX);
    if (d->files.n)
        body_multipart_write(d, &b);
    else
        body_urlencoded_write(d, &b);
    send(d, "POST", path,
         d->files.n ? S("multipart/form-data; boundary=" BOUNDARY)
                    : S("application/x-www-form-urlencoded"),
         buf_str(&b));
    buf_free(&b);
    d->fields.n = d->files.n = 0;
    return d->status == 303 ? OK : refused(d, "POST", path);
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

str demo_after(struct demo *d, const char *literal)
{
    str places[] = {d->location, d->body}, wanted = str_c(literal);
    for (size_t k = 0; k < 2; k++) {
        i64 at = str_find(places[k], wanted);
        if (at < 0) continue;
        str rest = str_sub(places[k], (size_t)at + wanted.n, places[k].n);
        size_t n = 0;
        while (n < rest.n && is_word(rest.p[n]))
            n++;
        return str_dup(d->arena, str_sub(rest, 0, n));
    }
    return NO_STR;
}

str demo_asset(const char *name)
{
    const struct asset *asset = asset_find(str_c(name));
    return asset ? (str){(const char *)asset->bytes, asset->n} : NO_STR;
}

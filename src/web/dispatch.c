/* dispatch.c: request → address → route → session → permission → handler → reply → cache.
** Nothing central is edited for a new page: the routes come from the registry that the index tool
** wrote from ROUTE comments. Called by the network (dispatch_app) and by tests through net_once. */
#include "web/body.h"
#include "web/cache.h"
#include "web/guard.h"
#include "web/http.h"
#include "web/language.h"
#include "web/layout.h"
#include "web/meter.h"
#include "web/registry.h"
#include "web/session.h"
#include "web/text.h"

#define MAX_QUERY_PAIRS 40
#define MAX_QUERY_VALUE 400
#define UNKNOWN_BODY 65536

/* --- addresses -------------------------------------------------------------------------------- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Percent-decodes; false for a bad escape, a NUL or another control character. */
static bool percent_decode(struct arena *a, str s, bool plus_is_space, str *out)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '%') {
            if (i + 2 >= s.n) return false;
            int high = hex_value(s.p[i + 1]), low = hex_value(s.p[i + 2]);
            if (high < 0 || low < 0) return false;
            c = (unsigned char)(high * 16 + low);
            i += 2;
            if (c < 0x20 || c == 0x7f) return false;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        p[n++] = (char)c;
    }
    *out = (str){p, n};
    return str_is_text(*out);
}

static bool segments_ok(str path)
{
    if (path.n == 1) return true;
    str rest = str_sub(path, 1, path.n), piece;
    while (str_cut(&rest, '/', &piece))
        if (!piece.n || str_eq(piece, S(".")) || str_eq(piece, S(".."))) return false;
    return true;
}

static bool language_enabled(str languages, str lang)
{
    str rest = languages, piece;
    while (str_cut(&rest, ' ', &piece))
        if (str_eq(piece, lang)) return true;
    return false;
}

bool address_parse(struct arena *a, str target, str languages, struct address *out)
{
    i64 mark = str_find_char(target, '?');
    str raw = mark < 0 ? target : str_sub(target, 0, (size_t)mark);
    out->query = mark < 0 ? NO_STR : str_sub(target, (size_t)mark + 1, target.n);
    if (!percent_decode(a, raw, false, &out->path)) return false;
    if (!out->path.n || out->path.p[0] != '/') return false;
    /* A trailing slash is left for the dispatcher to redirect. */
    str checked = out->path.n > 1 && str_ends(out->path, S("/"))
                      ? str_sub(out->path, 0, out->path.n - 1)
                      : out->path;
    if (!segments_ok(checked)) return false;
    out->lang = S("en");
    if (out->path.n >= 3 && (out->path.n == 3 || out->path.p[3] == '/')) {
        str lang = str_sub(out->path, 1, 3);
        if (!str_eq(lang, S("en")) && language_enabled(languages, lang)) {
            out->lang = lang;
            out->path = out->path.n == 3 ? S("/") : str_sub(out->path, 3, out->path.n);
        }
    }
    return true;
}

/* --- routes ----------------------------------------------------------------------------------- */

/* Does the route match the path? Fills params when `a` is given. */
static bool route_match(struct arena *a, const struct route *route, str path,
                        struct pair_array *params)
{
    str rest = path.n > 1 ? str_sub(path, 1, path.n) : NO_STR, piece;
    for (size_t i = 0; i < route->segment_count; i++) {
        str segment = str_c(route->segments[i]);
        if (!str_cut(&rest, '/', &piece)) return false;
        bool is_param = segment.n && segment.p[0] == ':';
        if (!is_param && !str_eq(segment, piece)) return false;
        if (is_param && a) *PUSH(a, params) = (struct pair){str_sub(segment, 1, segment.n), piece};
    }
    return !rest.p;
}

/* The registry is sorted so that the first row that matches is the right one. */
static const struct route *route_find(enum method method, str path, bool *other_method)
{
    if (method == METHOD_HEAD) method = METHOD_GET;
    for (size_t i = 0; i < route_count; i++) {
        if (!route_match(NULL, &routes[i], path, NULL)) continue;
        if (routes[i].method == method) return &routes[i];
        *other_method = true;
    }
    return NULL;
}

static const struct {
    const char *suffix;
    enum face face;
} suffixes[] = {{".json", FACE_JSON}, {".csv", FACE_CSV}};

/* Codes and slugs have no dots, so a last parameter never swallows a suffix; names of files do. */
static bool swallows_suffix(const struct route *route, str path)
{
    bool ends_open = route->segment_count && route->segments[route->segment_count - 1][0] == ':';
    if (!ends_open || str_starts(path, S("/files/")) || str_starts(path, S("/static/")))
        return false;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (str_ends(path, str_c(suffixes[i].suffix))) return true;
    return false;
}

/* The route of a path in a face: the whole path first (a route may end in .xml), then without a
** known suffix. "/.json" stands for the home page. */
static const struct route *route_of(enum method method, str *path, enum face *face, bool *other)
{
    *face = FACE_HTML;
    const struct route *route = route_find(method, *path, other);
    if (method != METHOD_GET && method != METHOD_HEAD) return route;
    if (route && !swallows_suffix(route, *path)) return route;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        str suffix = str_c(suffixes[i].suffix);
        if (!str_ends(*path, suffix)) continue;
        str bare = str_sub(*path, 0, path->n - suffix.n);
        if (str_eq(bare, S("/index"))) bare = S("/");
        route = route_find(method, bare, other);
        if (!route) continue;
        *path = bare;
        *face = suffixes[i].face;
        return route;
    }
    return NULL;
}

/* The declared query parameters, in the order of their declaration; others are dropped. */
static bool queries_read(struct arena *a, const struct route *route, str raw,
                         struct pair_array *out)
{
    struct pair_array all = {0};
    str piece;
    while (raw.n && str_cut(&raw, '&', &piece)) {
        if (!piece.n) continue;
        if (all.n == MAX_QUERY_PAIRS) return false;
        i64 eq = str_find_char(piece, '=');
        str name, value = S("");
        if (!percent_decode(a, eq < 0 ? piece : str_sub(piece, 0, (size_t)eq), true, &name))
            return false;
        if (eq >= 0 && !percent_decode(a, str_sub(piece, (size_t)eq + 1, piece.n), true, &value))
            return false;
        if (value.n > MAX_QUERY_VALUE) return false;
        *PUSH(a, &all) = (struct pair){name, str_trim(value)};
    }
    for (size_t d = 0; d < route->query_count; d++)
        for (size_t i = 0; i < all.n; i++)
            if (all.v[i].value.n && str_eq(all.v[i].name, str_c(route->queries[d])))
                *PUSH(a, out) = all.v[i];
    return true;
}

/* --- cache -------------------------------------------------------------------------------------- */

static str cache_key(struct request *r)
{
    struct buf b;
    buf_init(&b, 1 << 16);
    buf_printf(&b, "%d %.*s %.*s %.*s", (int)r->face, P(r->lang), P(r->offer), P(r->path));
    for (size_t i = 0; i < r->queries.n; i++) {
        buf_lit(&b, "&");
        buf_url(&b, r->queries.v[i].name);
        buf_lit(&b, "=");
        buf_url(&b, r->queries.v[i].value);
    }
    str key = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return key;
}

/* What every cached page was made from. Adopting an edition moves the public position; one that comes
** into force by its date alone is another structure in memory, whose place stands for it. */
static struct cache_stamp stamp_of(struct app *app)
{
    return (struct cache_stamp){.position = store_public_position(app->store),
                                .binary = app->binary,
                                .edition = (u64)(uintptr_t)app->edition};
}

/* What both ways of a request have in common: address, route, declared queries. 0 or a status. */
static int request_begin(struct app *app, const struct net_request *q, struct request *r,
                         const struct route **route)
{
    r->arena = q->arena;
    r->app = app;
    r->now = q->now;
    r->id = q->id;
    r->client = q->client;
    r->https = q->https;
    r->method = q->method;
    r->headers = q->headers;
    r->host = q->host;
    r->lang = S("en");
    struct address address;
    str languages = setting(app, q->arena, "fund.languages");
    if (!address_parse(q->arena, q->target, languages, &address)) return 400;
    r->lang = address.lang;
    r->path = address.path;
    if (r->method == METHOD_OTHER) return 405;
    if (r->path.n > 1 && str_ends(r->path, S("/"))) return 301;
    bool other = false;
    *route = route_of(r->method, &r->path, &r->face, &other);
    if (!*route) {
        /* Who asks for JSON is a program, also where there is nothing. */
        if (str_ends(r->path, S(".json"))) r->face = FACE_JSON;
        return other ? 405 : 404;
    }
    r->route = *route;
    if ((*route)->access == ACCESS_PUBLIC && r->face == FACE_HTML)
        r->offer = language_offer(http_header(&q->headers, "accept-language"), languages, r->lang);
    route_match(q->arena, *route, r->path, &r->params);
    if (!queries_read(q->arena, *route, address.query, &r->queries)) return 400;
    return 0;
}

static enum encoding encoding_of(const struct net_request *q)
{
    return encoding_choose(http_header(&q->headers, "accept-encoding"));
}

static bool dispatch_fast(void *context, const struct net_request *q, struct net_reply *out)
{
    struct app *app = context;
    if (q->method != METHOD_GET && q->method != METHOD_HEAD) return false;
    i64 began = env_monotonic_us();
    struct request r = {0};
    const struct route *route;
    if (request_begin(app, q, &r, &route) != 0 || route->access != ACCESS_PUBLIC) return false;
    enum encoding encoding = encoding_of(q);
    struct cache_entry *entry =
        cache_find(app->cache, cache_key(&r), stamp_of(app), q->now, encoding);
    if (!entry) return false;
    out->status = 200;
    out->entry = entry;
    out->encoding = encoding;
    meter_request(route, 200, env_monotonic_us() - began);
    return true;
}

static i64 dispatch_body_limit(void *context, const struct net_request *q)
{
    struct request r = {0};
    const struct route *route;
    /* A form sent to a wrong address is read, so that its sender gets a page that says so. */
    if (request_begin(context, q, &r, &route) != 0) return UNKNOWN_BODY;
    return q->method == METHOD_POST ? route->max_body : 0;
}

/* --- the way through ------------------------------------------------------------------------------ */

/* Browsers say where a form came from: one from elsewhere is refused, whoever sent it. Anonymous POSTs
** carry no token; one that says nothing (a mail provider's one-click, a script) is let through, because
** there is no session that it could abuse, and below /desk the token decides. */
static bool origin_ok(struct request *r)
{
    str site = header(r, "sec-fetch-site");
    if (site.n && !str_eq(site, S("same-origin")) && !str_eq(site, S("none"))) return false;
    str origin = header(r, "origin");
    if (!origin.n) return true;
    i64 at = str_find(origin, S("://"));
    return at > 0 && str_eqi(str_sub(origin, (size_t)at + 3, origin.n), r->host);
}

static enum status permission_check(struct request *r)
{
    const struct route *route = r->route;
    if (route->access == ACCESS_SIGNED) return OK;
    /* Without a record the verb must be held for the fund: a duty for one organization opens only
    ** pages that show what belongs to it, and these say `anywhere`. */
    if (!route->on)
        return access_hooks.may(r, route->verb, route->anywhere ? NULL : &whole_fund) ? OK : DENIED;
    struct scope *scope = NEW(r->arena, struct scope);
    TRY(route->guard(r, param(r, route->on), scope));
    r->scope = scope;
    r->record = scope->record;
    if (access_hooks.may(r, route->verb, scope)) return OK;
    /* Who may not even read it must not learn that it is there. */
    const char *read = str_z(r->arena, arena_printf(r->arena, "%s.read", scope->kind));
    return access_hooks.may(r, read, scope) ? DENIED : NOT_FOUND;
}

enum status dispatch_permits(struct request *r, enum method method, str path)
{
    bool other = false;
    r->method = method;
    r->path = path;
    r->route = route_of(method, &r->path, &r->face, &other);
    if (!r->route || !r->route->desk) return NOT_FOUND;
    route_match(r->arena, r->route, r->path, &r->params);
    return permission_check(r);
}

bool may_open(const struct request *r, str address)
{
    struct request asked = *r;
    i64 mark = str_find_char(address, '?');
    asked.params = (struct pair_array){0};
    return dispatch_permits(&asked, METHOD_GET,
                            mark < 0 ? address : str_sub(address, 0, (size_t)mark)) == OK;
}

static enum status sign_in_first(struct request *r, struct response *s)
{
    if (r->method == METHOD_POST)
        return error_page(
            r, s, 403,
            MESSAGE(
                "You are not signed in any more. Sign in in another tab, then come back and send this form again."));
    struct buf b;
    buf_init(&b, 4096);
    buf_url(&b, r->path);
    str next = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return redirect(r, s, "/sign-in?next=%.*s", P(next));
}

static enum status handle_desk(struct request *r, struct response *s)
{
    TRY(session_find(r));
    if (!r->session) return sign_in_first(r, s);
    r->lang = r->session->lang;
    if (r->method == METHOD_POST && !secret_eq(field(r, "token"), r->session->token))
        return error_page(
            r, s, 403,
            MESSAGE(
                "This form is too old, or came from another site. Go back, load the page again and send it once more."));
    TRY(permission_check(r));
    TRY(r->route->fn(r, s));
    if (s->status == 200 && access_hooks.opened) access_hooks.opened(r, s);
    return OK;
}

static enum status handle_route(struct request *r, struct response *s)
{
    if (r->method == METHOD_POST && !origin_ok(r))
        return error_page(
            r, s, 403,
            MESSAGE("This form came from another site. Open our own page and send it from there."));
    switch (r->route->access) {
    case ACCESS_PUBLIC:
        s->cacheable = true;
        return r->route->fn(r, s);
    case ACCESS_ANONYMOUS:
        return r->route->fn(r, s);
    case ACCESS_SIGNED:
    case ACCESS_NEEDS:
        return handle_desk(r, s);
    }
    return FAILED;
}

static int status_code(enum status st)
{
    switch (st) {
    case OK:
        return 200;
    case NOT_FOUND:
        return 404;
    case DENIED:
        return 403;
    case CONFLICT:
        return 409;
    case BUSY:
        return 503;
    case LIMIT:
        return 429;
    case FULL:
        return 507;
    case FAILED:
        break;
    }
    return 500;
}

static const char *status_message(int code)
{
    switch (code) {
    case 400:
        return MESSAGE("The address could not be read. Check it for odd characters.");
    case 403:
        return MESSAGE(
            "You are signed in, but this is not among your duties. Ask an administrator of the fund if it should be.");
    case 404:
        return MESSAGE("There is no such page. It may have moved: try the search.");
    case 405:
        return MESSAGE("This address cannot be used in that way.");
    case 409:
        return MESSAGE(
            "Somebody else changed this in the meantime. Load the page again and look at both.");
    case 413:
        return MESSAGE("This is too large. Make it smaller and try again.");
    case 415:
        return MESSAGE(
            "What was sent is of a kind that we do not read. Send it with the form on our page.");
    case 429:
        return MESSAGE("Too many tries. Wait a while, then try again.");
    case 503:
        return MESSAGE("The fund is busy for a moment. Nothing was lost: try again shortly.");
    case 507:
        return MESSAGE(
            "The fund's disk is full: nothing can be kept until there is room, and nothing of this was. What was kept before is safe and can be read. Try again in a while, and tell the fund's office.");
    default:
        return MESSAGE(
            "Something went wrong on our side. It is written down; try again, and tell the fund's office if it stays.");
    }
}

/* Reads the body into fields and uploads. 0 or a status. */
static int body_take(struct request *r, const struct net_request *q, struct body_form *form)
{
    if (r->method != METHOD_POST) return 0;
    /* Nothing is unpacked for who sends: packed bytes would be read as a form that they are not. */
    str coding = header(r, "content-encoding");
    if (coding.n && !str_eqi(coding, S("identity"))) return 415;
    int code = body_form_read(r->arena, header(r, "content-type"), q->body, q->body_path,
                              r->app->spool, form);
    r->fields = form->fields;
    r->uploads = form->uploads;
    return code;
}

/* The field lines of a reply that the handler and the layout chose. */
static void write_fields(struct buf *b, const struct response *s)
{
    http_field(b, S("content-type"), s->type);
    for (size_t i = 0; i < s->headers.n; i++)
        http_field(b, s->headers.v[i].name, s->headers.v[i].value);
}

static bool too_personal(const struct request *r, const struct response *s)
{
    for (size_t i = 0; i < s->headers.n; i++)
        if (str_eq(s->headers.v[i].name, S("set-cookie"))) return true;
    return !s->cacheable || s->status != 200 || r->route->access != ACCESS_PUBLIC || s->file >= 0;
}

/* A body that nobody keeps. Below /desk pages mix secrets with what was typed: never compressed. */
static void body_send(const struct net_request *q, const struct request *r,
                      const struct response *s, struct net_reply *out)
{
    str body = buf_str(&s->body), packed = NO_STR;
    bool desk = r->session || (r->route && r->route->desk);
    enum encoding encoding = encoding_of(q);
    if (!desk && body.n > 1000 && encoding != ENCODING_IDENTITY)
        packed = compress_bytes(encoding, body);
    buf_add(&out->body, packed.n ? packed : body);
    if (packed.n) {
        http_field(&out->head, S("content-encoding"),
                   encoding == ENCODING_BROTLI ? S("br") : S("gzip"));
        free((char *)packed.p);
    }
    if (!desk) http_field(&out->head, S("vary"), S("Accept-Encoding"));
}

/* Hands a finished reply to the network: through the cache if everybody may have it. */
static void reply_send(struct app *app, const struct net_request *q, struct request *r,
                       struct response *s, bool cached, struct cache_stamp stamp,
                       struct net_reply *out)
{
    out->status = s->status;
    write_fields(&out->head, s);
    if (cached) {
        out->encoding = encoding_of(q);
        out->entry = cache_put(app->cache, cache_key(r), stamp, s->valid_until, buf_str(&out->head),
                               buf_str(&s->body), out->encoding);
        buf_reset(&out->head);
    } else if (s->file >= 0) {
        out->file = s->file;
        out->file_size = s->file_size;
        s->file = -1;
    } else {
        body_send(q, r, s, out);
    }
}

/* One line per request that a worker answered, and its place in the counters. Pages that go out as they
** lie in the cache are counted only: a line each would cost as much as the page. */
static void request_note(const struct request *r, const struct response *s, i64 us)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "OTHER"};
    char status[12], ms[32], bytes[24];
    snprintf(status, sizeof status, "%d", s->status);
    snprintf(ms, sizeof ms, "%lld.%03d", (long long)(us / 1000), (int)(us % 1000));
    snprintf(bytes, sizeof bytes, "%lld",
             (long long)(s->file >= 0 || s->file_size ? s->file_size : (i64)s->body.n));
    meter_request(r->route, s->status, us);
    log_line(s->status >= 500 ? LOG_ERROR : LOG_INFO, "request", "id", str_z(r->arena, r->id),
             "method", methods[r->method], "route", r->route ? r->route->pattern : "-", "status",
             status, "bytes", bytes, "ms", ms, NULL);
}

/* Something of ours failed, a question to the database perhaps, and the handler went on: what it says is
** not to be trusted, unless it only says that a change is kept. */
static enum status misled(const struct request *r, const struct response *s)
{
    enum status st = r->fault != OK ? r->fault : db_fault(r->db);
    return s->status >= 500 || (r->wrote && s->status == 303) ? OK : st;
}

/* Who is at the desk stays there, in the own language, also where there is no such address. */
static void desk_recognise(struct request *r)
{
    bool desk = str_eq(r->path, S("/desk")) || str_starts(r->path, S("/desk/"));
    if (desk && session_find(r) == OK && r->session) r->lang = r->session->lang;
}

static void dispatch_handle(void *context, void *worker, struct net_request *q,
                            struct net_reply *out)
{
    struct app *app = context;
    struct request *r = NEW(q->arena, struct request);
    struct response *s = NEW(q->arena, struct response);
    i64 began = env_monotonic_us();
    response_begin(s, q->arena);
    r->db = worker;
    db_afresh(r->db);
    const struct route *route = NULL;
    /* Read before the page is made: a change in between makes it stale, never too fresh. */
    struct cache_stamp stamp = stamp_of(app);
    struct body_form form = {0};
    int code = request_begin(app, q, r, &route);
    /* Ready in another encoding only: compressing again is cheaper than making it again. */
    if (code == 0 && route->access == ACCESS_PUBLIC && q->method != METHOD_POST) {
        enum encoding encoding = encoding_of(q);
        struct cache_entry *entry =
            cache_find_compress(app->cache, cache_key(r), stamp, q->now, encoding);
        if (entry) {
            out->status = 200;
            out->entry = entry;
            out->encoding = encoding;
            meter_request(route, 200, env_monotonic_us() - began);
            return;
        }
    }
    if (code == 0) code = body_take(r, q, &form);
    if (code == 301) {
        str path = str_sub(r->path, 0, r->path.n - 1);
        redirect_bare(r, s, 301, path);
    } else if (code != 0) {
        desk_recognise(r);
        error_page(r, s, code, status_message(code));
    } else {
        enum status st = handle_route(r, s);
        if (st == OK) st = misled(r, s);
        if (st != OK || s->status == 0) {
            code = status_code(st == OK ? FAILED : st);
            response_reset(s);
            error_page(r, s, code, status_message(code));
        }
    }
    if (s->body.overflow) {
        log_line(LOG_ERROR, "page too large", "id", str_z(q->arena, r->id), NULL);
        response_reset(s);
        error_page(r, s, 500, status_message(500));
    }
    /* Pages behind a mailed link name a person: nobody keeps them either. */
    bool personal = route && route->access != ACCESS_PUBLIC;
    layout_security_headers(r, s, personal || s->status >= 400);
    reply_send(app, q, r, s, route && !too_personal(r, s), stamp, out);
    body_form_close(&form);
    request_note(r, s, env_monotonic_us() - began);
    buf_free(&s->body);
}

static bool worker_open(void *context, int number, void **worker)
{
    struct app *app = context;
    struct db *db;
    (void)number;
    if (db_open(app->store, &db) != OK) return false;
    *worker = db;
    return true;
}

static void worker_close(void *context, void *worker)
{
    (void)context;
    db_close(worker);
}

struct net_app dispatch_app(struct app *app)
{
    return (struct net_app){.context = app,
                            .fast = dispatch_fast,
                            .body_limit = dispatch_body_limit,
                            .worker_open = worker_open,
                            .worker_close = worker_close,
                            .handle = dispatch_handle};
}

enum status db_write(struct request *r, write_fn *f, void *arg)
{
    struct actor actor = {
        .account = r->session ? r->session->account : 0,
        .act = r->route ? arena_printf(r->arena, "%s %s",
                                       r->route->method == METHOD_POST ? "POST" : "GET",
                                       r->route->pattern)
                        : S("-"),
        .request_id = r->id};
    TRY(r->fault);
    TRY(db_fault(r->db)); /* what was read before may be wrong */
    enum status st = store_write(r->app->store, actor, r->now, f, arg);
    if (st == OK) r->wrote = true;
    return st;
}

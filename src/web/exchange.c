/* exchange.c: see exchange.h. */
#include "web/exchange.h"

#include "web/proxy.h"

#include <stdatomic.h>
#include <unistd.h>

enum { REPLY_FIELDS_MAX = 8192, REPLY_BODY_MAX = 64 * 1024 * 1024 };

/* --- bytes to request --------------------------------------------------------------------------*/

void intake_begin(struct intake *in, const struct net_config *config, const struct net_app *app,
                  str peer)
{
    *in = (struct intake){.config = config, .app = app, .peer = peer};
}

void intake_end(struct intake *in)
{
    if (in->sink_open) body_sink_close(&in->sink);
    if (in->q.arena) arena_free(in->q.arena);
    intake_begin(in, in->config, in->app, in->peer);
}

static enum intake_state refuse(struct intake *in, int status, const char *why)
{
    in->refusal = status;
    in->why = why;
    return in->state = INTAKE_REFUSED;
}

/* What a proxy wrote as the last hop; anything that does not look like an address is ignored. */
static str forwarded_client(const struct pair_array *headers)
{
    str list = http_header(headers, "x-forwarded-for"), hop = NO_STR;
    while (str_cut(&list, ',', &hop))
        continue;
    hop = str_trim(hop);
    if (hop.n == 0 || hop.n > 45) return NO_STR;
    for (size_t i = 0; i < hop.n; i++) {
        char c = hop.p[i];
        bool ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ||
                  c == '.' || c == ':';
        if (!ok) return NO_STR;
    }
    return hop;
}

/* Twelve letters that a person can read out; they come from a random place in a sequence that visits
** all numbers, so they do not repeat, and say nothing of how many requests there were. */
static str id_new(struct arena *a, struct env *env)
{
    static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
    static _Atomic u64 place;
    if (!atomic_load_explicit(&place, memory_order_relaxed)) {
        u64 first = 0, none = 0;
        env_random(env, &first, sizeof first);
        atomic_compare_exchange_strong(&place, &none, first | 1);
    }
    u64 n = atomic_fetch_add_explicit(&place, 0x9E3779B97F4A7C15u, memory_order_relaxed);
    n = (n ^ n >> 30) * 0xBF58476D1CE4E5B9u;
    n = (n ^ n >> 27) * 0x94D049BB133111EBu;
    n ^= n >> 31;
    char id[12];
    for (size_t i = 0; i < sizeof id; i++, n >>= 5)
        id[i] = letters[n & 31];
    return str_dup(a, (str){id, sizeof id});
}

static void request_fill(struct intake *in, const struct http_head *h)
{
    struct net_request *q = &in->q;
    q->method = h->method;
    q->method_name = h->method_name;
    q->target = h->target;
    q->host = h->host;
    q->minor = h->minor;
    q->headers = h->headers;
    q->now = env_now(in->config->env);
    q->id = id_new(q->arena, in->config->env);
    q->client = str_dup(q->arena, in->peer);
    bool named = in->config->trusted_proxy.n && str_eq(in->config->trusted_proxy, in->peer);
    str client = forwarded_client(&h->headers);
    str scheme = http_header(&h->headers, "x-forwarded-proto");
    proxy_watch(in->config->trusted_proxy,
                &(struct proxy_hop){in->peer, h->host, client.n > 0, scheme.n > 0});
    if (named && client.n) q->client = client;
    q->https = named && str_eqi(scheme, S("https"));
}

static enum intake_state ready(struct intake *in)
{
    if (in->sink_open) {
        in->q.body_size = in->sink.size;
        in->q.body_path = in->sink.path;
        if (!in->sink.path) in->q.body = buf_str(&in->sink.memory);
    }
    return in->state = INTAKE_READY;
}

/* The head is there: reads it and decides about the body. */
static enum intake_state head_take(struct intake *in, str bytes)
{
    struct http_head h;
    const char *why = NULL;
    in->q.arena = arena_new();
    int status = http_head_parse(in->q.arena, bytes, &h, &why);
    if (status) return refuse(in, status, why);
    request_fill(in, &h);
    in->keep_alive = h.keep_alive;
    in->chunked = h.chunked;
    in->left = h.content_length > 0 ? h.content_length : 0;
    if (!h.chunked && in->left == 0) return ready(in);
    i64 limit = in->app->body_limit ? in->app->body_limit(in->app->context, &in->q) : 0;
    if (in->left > limit || (h.chunked && limit == 0)) return refuse(in, 413, "body too large");
    body_sink_open(&in->sink, in->config->spool, limit);
    in->sink_open = true;
    in->wants_continue = h.expect_continue;
    return in->state = INTAKE_BODY;
}

static enum intake_state head_feed(struct intake *in, str bytes, size_t *used)
{
    /* One empty line before a request is forgiven: old clients end a form with it. */
    size_t skip = 0;
    if (bytes.n && bytes.p[0] == '\r') {
        if (bytes.n > 1 && bytes.p[1] != '\n') return refuse(in, 400, "stray control character");
        if (bytes.n < 3) return INTAKE_HEAD;
        skip = 2;
    }
    str head = str_sub(bytes, skip, bytes.n);
    size_t end = 0;
    enum http_scan found = http_scan(head, &in->scanned, &end);
    if (found == HTTP_BROKEN) return refuse(in, 400, "stray control character");
    if (found == HTTP_WHOLE && end <= HTTP_HEAD_MAX) {
        *used = skip + end;
        return head_take(in, str_sub(head, 0, end));
    }
    if (found == HTTP_MORE && head.n < HTTP_HEAD_MAX) return INTAKE_HEAD;
    bool line = str_find_char(head, '\n') >= 0;
    return refuse(in, line ? 431 : 414, line ? "head too long" : "address too long");
}

static enum intake_state body_keep(struct intake *in, str bytes)
{
    enum status s = body_sink_add(&in->sink, bytes);
    if (s == LIMIT) return refuse(in, 413, "body too large");
    if (s != OK) return refuse(in, s == FULL ? 507 : 500, "spool");
    return INTAKE_BODY;
}

static enum intake_state chunks_feed(struct intake *in, str bytes, size_t *used)
{
    while (*used < bytes.n && !http_chunks_done(&in->chunks)) {
        size_t n;
        str data;
        if (!http_chunks_take(&in->chunks, str_sub(bytes, *used, bytes.n), &n, &data))
            return refuse(in, 400, "chunked coding");
        *used += n;
        if (data.n && body_keep(in, data) != INTAKE_BODY) return in->state;
    }
    return http_chunks_done(&in->chunks) ? ready(in) : INTAKE_BODY;
}

enum intake_state intake_feed(struct intake *in, str bytes, size_t *used)
{
    *used = 0;
    if (in->state == INTAKE_HEAD) return head_feed(in, bytes, used);
    if (in->state != INTAKE_BODY) return in->state;
    if (in->chunked) return chunks_feed(in, bytes, used);
    *used = (i64)bytes.n < in->left ? bytes.n : (size_t)in->left;
    in->left -= (i64)*used;
    if (body_keep(in, str_sub(bytes, 0, *used)) != INTAKE_BODY) return in->state;
    return in->left ? INTAKE_BODY : ready(in);
}

/* --- reply to bytes ----------------------------------------------------------------------------*/

void reply_begin(struct net_reply *r)
{
    *r = (struct net_reply){.file = -1};
    buf_init(&r->head, REPLY_FIELDS_MAX);
    buf_init(&r->body, REPLY_BODY_MAX);
}

void reply_end(struct net_reply *r)
{
    buf_free(&r->head);
    buf_free(&r->body);
    cache_entry_release(r->entry);
    if (r->file >= 0) close(r->file);
    reply_begin(r);
}

void reply_plain(struct net_reply *r, int status)
{
    static const struct {
        int status;
        str text;
    } texts[] = {
        {408, S("The request took too long to arrive. Please try again.\n")},
        {413, S("This is larger than we can take here. Please send less at a time.\n")},
        {414, S("This address is too long.\n")},
        {431, S("The request carries too many or too long fields. Deleting this site's cookies "
                "may help.\n")},
        {500, S("Something went wrong on our side. Please try again in a few minutes.\n")},
        {503, S("The server is busy. Please try again in a few seconds.\n")},
        {507, S("The fund's disk is full: nothing can be kept until there is room. Please go back "
                "and try again in a while.\n")},
    };
    str text = S("The request could not be understood.\n");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].status == status) text = texts[i].text;
    reply_end(r);
    r->status = status;
    http_field(&r->head, S("Content-Type"), S("text/plain; charset=utf-8"));
    if (status == 503) http_field(&r->head, S("Retry-After"), S("5"));
    if (status == 507) http_field(&r->head, S("Retry-After"), S("60"));
    buf_add(&r->body, text);
}

/* The part of a file that was asked for; adjusts status and adds the fields of a range. */
static void file_plan(struct outgoing *o, const struct net_request *q, struct net_reply *r, str tag)
{
    o->file = r->file;
    o->file_from = 0;
    o->file_left = r->file_size;
    if (o->status != 200) return;
    http_field(&r->head, S("Accept-Ranges"), S("bytes"));
    str range = http_header(&q->headers, "range"), only_if = http_header(&q->headers, "if-range");
    /* A date in If-Range is no strong tag: then the whole file goes. */
    if (q->method != METHOD_GET || !range.p || (only_if.p && !str_eq(only_if, tag))) return;
    i64 from = 0, length = r->file_size;
    switch (http_range(range, r->file_size, &from, &length)) {
    case HTTP_RANGE_WHOLE:
        return;
    case HTTP_RANGE_NONE:
        o->status = 416;
        o->file_left = 0;
        buf_printf(&r->head, "Content-Range: bytes */%lld\r\n", (long long)r->file_size);
        return;
    case HTTP_RANGE_PART:
        o->status = 206;
        o->file_from = from;
        o->file_left = length;
        buf_printf(&r->head, "Content-Range: bytes %lld-%lld/%lld\r\n", (long long)from,
                   (long long)(from + length - 1), (long long)r->file_size);
        return;
    }
}

static bool is_unmodified(const struct net_request *q, int status, str tag)
{
    return q && status == 200 && tag.n && (q->method == METHOD_GET || q->method == METHOD_HEAD) &&
           http_etag_matches(http_header(&q->headers, "if-none-match"), tag);
}

/* False if something did not fit or could not stand in a head. */
static bool outgoing_plan(struct outgoing *o, const struct net_request *q, struct net_reply *r,
                          bool keep_alive, i64 now)
{
    *o = (struct outgoing){.file = -1, .status = r->status, .close = r->close || !keep_alive};
    buf_init(&o->head, REPLY_FIELDS_MAX + 1024);
    str tag = r->entry ? cache_entry_etag(r->entry, r->encoding) : r->etag;
    o->body = r->entry ? cache_entry_body(r->entry, r->encoding) : buf_str(&r->body);
    if (!r->entry && tag.n) http_field(&r->head, S("ETag"), tag);
    if (is_unmodified(q, r->status, tag)) {
        o->status = 304;
        o->body = S("");
    } else if (r->file >= 0 && q) {
        o->body = S("");
        file_plan(o, q, r, tag);
    }
    i64 length = (i64)o->body.n + o->file_left;
    if (o->status == 304 || o->status == 204) length = -1;
    str fields = r->entry ? cache_entry_fields(r->entry, r->encoding) : buf_str(&r->head);
    struct buf
        named; /* put together byte by byte: printf took a fifth of a page out of the cache */
    buf_init(&named, REPLY_FIELDS_MAX + 1024);
    if (q && q->id.n) {
        http_field(&named, S("X-Request-Id"), q->id);
        buf_add(&named, fields);
        fields = buf_str(&named);
    }
    http_head_write(&o->head, o->status, fields, length, !o->close, q ? q->minor : 1, now);
    bool whole = !named.overflow && !o->head.overflow;
    buf_free(&named);
    if (length < 0 || (q && q->method == METHOD_HEAD)) {
        o->body = S("");
        o->file_left = 0;
    }
    return r->status != 0 && !r->head.overflow && !r->body.overflow && whole;
}

void outgoing_make(struct outgoing *o, const struct net_request *q, struct net_reply *r,
                   bool keep_alive, i64 now)
{
    if (outgoing_plan(o, q, r, keep_alive, now)) return;
    log_line(LOG_ERROR, "reply", "id", q ? str_z(q->arena, q->id) : "", "problem",
             r->status ? "too large or not a field" : "no status", NULL);
    outgoing_end(o);
    reply_plain(r, 500);
    outgoing_plan(o, q, r, keep_alive, now);
}

void outgoing_end(struct outgoing *o)
{
    buf_free(&o->head);
}

/* --- bytes to bytes ----------------------------------------------------------------------------*/

/* Appends a whole reply to `out`. */
static void outgoing_pour(struct outgoing *o, struct buf *out)
{
    buf_add(out, buf_str(&o->head));
    buf_add(out, o->body);
    char piece[16384];
    while (o->file_left > 0) {
        size_t want = o->file_left < (i64)sizeof piece ? (size_t)o->file_left : sizeof piece;
        i64 n = io_read_at(o->file, piece, want, o->file_from);
        if (n <= 0) break;
        buf_add(out, (str){piece, (size_t)n});
        o->file_from += n;
        o->file_left -= n;
    }
}

/* One request of `bytes`; false when no other may follow. */
static bool exchange_one(struct intake *in, void *worker_state, str *bytes, struct buf *out)
{
    size_t used;
    enum intake_state state;
    do {
        state = intake_feed(in, *bytes, &used);
        *bytes = str_sub(*bytes, used, bytes->n);
    } while (state == INTAKE_BODY && used > 0);
    if (state == INTAKE_HEAD || state == INTAKE_BODY) return false;
    const struct net_app *app = in->app;
    struct net_reply r;
    reply_begin(&r);
    bool refused = state == INTAKE_REFUSED;
    if (refused)
        reply_plain(&r, in->refusal);
    else if (!app->fast || !app->fast(app->context, &in->q, &r))
        app->handle(app->context, worker_state, &in->q, &r);
    struct outgoing o;
    i64 now = env_now(in->config->env);
    outgoing_make(&o, refused ? NULL : &in->q, &r, !refused && in->keep_alive, now);
    outgoing_pour(&o, out);
    bool more = !o.close && bytes->n > 0;
    outgoing_end(&o);
    reply_end(&r);
    return more;
}

void net_exchange(const struct net_config *config, const struct net_app *app, void *worker_state,
                  str request_bytes, struct buf *reply_bytes)
{
    struct intake in;
    bool more = true;
    while (more) {
        intake_begin(&in, config, app, S("127.0.0.1"));
        more = exchange_one(&in, worker_state, &request_bytes, reply_bytes);
        intake_end(&in);
    }
}

void net_once(const struct net_app *app, str request_bytes, struct buf *reply_bytes)
{
    struct env env = {0};
    struct net_config config = net_config_default();
    config.env = &env;
    void *state = NULL;
    if (app->worker_open && !app->worker_open(app->context, 0, &state)) return;
    net_exchange(&config, app, state, request_bytes, reply_bytes);
    if (app->worker_close) app->worker_close(app->context, state);
}

struct net_config net_config_default(void)
{
    return (struct net_config){
        .listener = -1,
        .io_threads = 1,
        .workers = 4,
        .spool = "/tmp",
        .connections = 1024,
        .per_address = 64,
        .per_loopback = 1024,
        .queue = 1024,
        .head_ms = 10000,
        .idle_ms = 15000,
        .body_ms = 10000,
        .write_ms = 30000,
        .stop_ms = 10000,
        .body_rate = 8192,
        .write_rate = 1024,
        .signals = true,
    };
}

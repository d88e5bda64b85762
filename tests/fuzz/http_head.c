/* Any bytes to the whole way of a request, without a socket: head, framing, body, reply. What comes
** out must be whole replies, and cutting the bytes elsewhere must not change what is understood. */
#include "replay.h"

#include "web/exchange.h"

static u64 seen; /* digest of the requests that were understood */

static void note(str s)
{
    for (size_t i = 0; i < s.n; i++)
        seen = (seen ^ (u8)s.p[i]) * 0x100000001b3u;
    seen = (seen ^ 0x1ff) * 0x100000001b3u;
}

static void require(bool ok)
{
    if (!ok) abort();
}

static i64 body_limit(void *context, const struct net_request *q)
{
    (void)context;
    return q->method == METHOD_POST ? 1000 : 0;
}

static void handle(void *context, void *state, struct net_request *q, struct net_reply *out)
{
    (void)context;
    (void)state;
    require(q->target.n && q->target.p[0] == '/' && (q->host.n || q->minor == 0));
    require(q->headers.n <= HTTP_FIELDS_MAX && q->body.n <= 1000);
    note(q->method_name);
    note(q->target);
    note(q->host);
    note(q->body);
    for (size_t i = 0; i < q->headers.n; i++) {
        note(q->headers.v[i].name);
        note(q->headers.v[i].value);
        require(q->headers.v[i].name.n > 0);
    }
    struct pair_array pairs = {0};
    body_urlencoded(q->arena, q->target, &pairs);
    encoding_choose(http_header(&q->headers, "accept-encoding"));
    out->status = 200;
    out->etag = S("\"a\"");
    buf_lit(&out->body, "hello");
}

static const struct net_app app = {.body_limit = body_limit, .handle = handle};

/* The same bytes as a connection would get them, `step` at a time. */
static int feed_in_steps(const struct net_config *config, str all, size_t step)
{
    int understood = 0;
    struct intake in;
    intake_begin(&in, config, &app, S("127.0.0.1"));
    size_t from = 0;
    for (size_t to = 0; to < all.n && in.state != INTAKE_REFUSED;) {
        to = to + step < all.n ? to + step : all.n;
        size_t used = 1;
        while (used > 0 && from < to && in.state != INTAKE_REFUSED) {
            if (intake_feed(&in, str_sub(all, from, to), &used) == INTAKE_READY) {
                struct net_reply r;
                reply_begin(&r);
                handle(NULL, NULL, &in.q, &r);
                reply_end(&r);
                understood++;
                bool keep = in.keep_alive;
                intake_end(&in);
                if (!keep) to = all.n, from = all.n;
            }
            from += from < all.n ? used : 0;
        }
    }
    intake_end(&in);
    return understood;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str all = {(const char *)data, size};
    struct env env = {.fixed_now = 1000000};
    struct net_config config = net_config_default();
    config.env = &env;
    struct buf out;
    buf_init(&out, 16 << 20);
    seen = 0;
    net_exchange(&config, &app, NULL, all, &out);
    u64 at_once = seen;
    seen = 0;
    feed_in_steps(&config, all, 7);
    require(seen == at_once);
    require(out.n == 0 || str_starts(buf_str(&out), S("HTTP/1.1 ")));
    buf_free(&out);
    return 0;
}

/* What heads tell of the proxy in front: who is believed, and what the doctor says of it. */
#define TEST_MAIN
#include "test.h"
#include "web/doctor.h"
#include "web/exchange.h"
#include "web/proxy.h"

#include "gen/registry.h"

static struct env env;
static struct net_config config;

static i64 body_limit(void *context, const struct net_request *q)
{
    (void)context;
    (void)q;
    return 0;
}

/* What the server takes for the reader's address after a head. */
static void asks(const char *proxy, const char *peer, const char *fields, const char *client)
{
    static const struct net_app app = {.body_limit = body_limit};
    char head[512];
    size_t used;
    struct intake in;
    config = net_config_default();
    config.env = &env;
    config.trusted_proxy = str_c(proxy);
    snprintf(head, sizeof head, "GET / HTTP/1.1\r\n%s\r\n", fields);
    intake_begin(&in, &config, &app, str_c(peer));
    CHECK(intake_feed(&in, str_c(head), &used) == INTAKE_READY);
    CHECK_STR(in.q.client, client);
    intake_end(&in);
}

static i64 count(enum proxy_sign sign)
{
    return proxy_seen(sign).count;
}

#define HOST "Host: fund.example.org\r\n"
#define BOTH "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n"

TEST(what_is_as_it_should_be_is_not_counted)
{
    asks("127.0.0.1", "127.0.0.1", HOST BOTH, "192.0.2.7");
    asks("127.0.0.1", "127.0.0.1", "Host: 127.0.0.1:8080\r\n", "127.0.0.1");
    asks("10.0.0.2", "127.0.0.1", "Host: localhost:8080\r\n", "127.0.0.1");
    asks("", "198.51.100.4", HOST, "198.51.100.4");
    CHECK_INT(count(PROXY_UNNAMED) + count(PROXY_SILENT) + count(PROXY_PAST), 0);
}

TEST(an_unnamed_proxy_is_not_believed_and_is_counted)
{
    asks("", "172.17.0.1", HOST BOTH, "172.17.0.1");
    asks("127.0.0.1", "172.17.0.1", HOST BOTH, "172.17.0.1");
    CHECK_INT(count(PROXY_UNNAMED), 2);
    CHECK(strcmp(proxy_seen(PROXY_UNNAMED).from, "172.17.0.1") == 0);
}

TEST(a_proxy_that_names_no_reader_or_no_scheme)
{
    asks("127.0.0.1", "127.0.0.1", HOST, "127.0.0.1");
    asks("127.0.0.1", "127.0.0.1", HOST "X-Forwarded-For: 192.0.2.7\r\n", "192.0.2.7");
    CHECK_INT(count(PROXY_SILENT), 2);
}

TEST(a_way_past_the_proxy)
{
    asks("127.0.0.1", "198.51.100.4", HOST, "198.51.100.4");
    CHECK_INT(count(PROXY_PAST), 1);
}

TEST(the_doctor_says_so)
{
    struct arena *a = arena_new();
    struct doctor d = {.arena = a, .lang = S("en")};
    proxy_doctor(&d);
    CHECK_INT(d.said.n, 3);
    for (size_t i = 0; i < d.said.n; i++)
        CHECK(d.said.v[i].gravity == WARN && str_eq(d.said.v[i].code, S("proxy")));
    if (d.said.n == 3) CHECK(str_starts(d.said.v[0].what, S("2 requests were forwarded by")));
    arena_free(a);
}

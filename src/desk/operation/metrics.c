/* metrics.c: /metrics in the text format of Prometheus 0.0.4. For this machine itself, or for who has the
** token of letsema.conf; for all others there is no such page. A request that came through a proxy is
** the world's, whatever address it seems to have. Nothing here names a person, a record or an address. */
#include "gen/operation_sql.h"
#include "gen/registry.h"
#include "store/meter.h"
#include "web/app.h"
#include "web/cache.h"
#include "web/meter.h"
#include "web/net.h"
#include "web/proxy.h"
#include "web/registry.h"
#include "web/reply.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { METRICS_MAX = 4 << 20 };

static bool came_by_proxy(const struct request *r)
{
    return header(r, "x-forwarded-for").p || header(r, "forwarded").p || header(r, "via").p;
}

static bool may_look(const struct request *r)
{
    str token = r->app->config.metrics_token, said = header(r, "authorization");
    if (token.n && str_starts(said, S("Bearer ")))
        return secret_eq(str_trim(str_sub(said, 7, said.n)), token);
    return address_is_loopback(r->client) && !came_by_proxy(r);
}

static void family(struct buf *b, const char *name, const char *type, const char *help)
{
    buf_printf(b, "# HELP letsema_%s %s\n# TYPE letsema_%s %s\n", name, help, name, type);
}

static void one(struct buf *b, const char *name, const char *type, const char *help, i64 value)
{
    family(b, name, type, help);
    buf_printf(b, "letsema_%s %lld\n", name, (long long)value);
}

/* Microseconds as seconds. */
static void seconds(struct buf *b, i64 us)
{
    buf_printf(b, "%lld.%06d\n", (long long)(us / 1000000), (int)(us % 1000000));
}

static const char *method_name(const struct route *route)
{
    return route && route->method == METHOD_POST ? "POST" : "GET";
}

static void put_requests(struct buf *b)
{
    struct route_meter m;
    family(b, "requests_total", "counter", "Requests by route and kind of status.");
    for (size_t i = 0; i <= route_count; i++) {
        const struct route *route = i < route_count ? &routes[i] : NULL;
        meter_of(route, &m);
        for (int k = 0; k < METER_KINDS; k++)
            if (m.kinds[k])
                buf_printf(
                    b, "letsema_requests_total{method=\"%s\",route=\"%s\",status=\"%dxx\"} %lld\n",
                    method_name(route), route ? route->pattern : "", k + 1, (long long)m.kinds[k]);
    }
}

static void put_histogram(struct buf *b, const struct route *route, const struct route_meter *m)
{
    const char *method = method_name(route), *pattern = route ? route->pattern : "";
    i64 sum = 0;
    for (int i = 0; i <= METER_STEPS; i++) {
        sum += m->steps[i];
        buf_printf(b, "letsema_request_seconds_bucket{method=\"%s\",route=\"%s\",le=\"", method,
                   pattern);
        if (i < METER_STEPS)
            buf_printf(b, "%d.%04d", (int)(meter_steps[i] / 1000000),
                       (int)(meter_steps[i] % 1000000 / 100));
        else
            buf_lit(b, "+Inf");
        buf_printf(b, "\"} %lld\n", (long long)sum);
    }
    buf_printf(b, "letsema_request_seconds_sum{method=\"%s\",route=\"%s\"} ", method, pattern);
    seconds(b, m->us);
    buf_printf(b, "letsema_request_seconds_count{method=\"%s\",route=\"%s\"} %lld\n", method,
               pattern, (long long)sum);
}

static void put_times(struct buf *b)
{
    family(b, "request_seconds", "histogram", "Time in the server by route.");
    for (size_t i = 0; i <= route_count; i++) {
        struct route_meter m;
        const struct route *route = i < route_count ? &routes[i] : NULL;
        meter_of(route, &m);
        bool any = false;
        for (int k = 0; k < METER_KINDS; k++)
            any = any || m.kinds[k];
        if (any) put_histogram(b, route, &m);
    }
}

static void put_queries(struct buf *b, struct arena *a)
{
    struct query_meter_array all = {0};
    meter_queries(a, &all);
    family(b, "queries_total", "counter", "Queries by name.");
    for (size_t i = 0; i < all.n; i++)
        buf_printf(b, "letsema_queries_total{query=\"%s\"} %lld\n", all.v[i].name,
                   (long long)all.v[i].count);
    family(b, "query_seconds_total", "counter", "Time from a query's beginning to its last row.");
    for (size_t i = 0; i < all.n; i++) {
        buf_printf(b, "letsema_query_seconds_total{query=\"%s\"} ", all.v[i].name);
        seconds(b, all.v[i].us);
    }
}

static void put_counts(struct buf *b, const char *what, const char *help, i64 now,
                       const struct operation_count_array *all)
{
    family(b, what, "gauge", help);
    for (size_t i = 0; i < all->n; i++)
        buf_printf(b, "letsema_%s{state=\"%.*s\"} %lld\n", what, P(all->v[i].name),
                   (long long)all->v[i].n);
    char age[64];
    snprintf(age, sizeof age, "%s_oldest_seconds", what);
    family(b, age, "gauge", "Age of the oldest; negative: its time is still to come.");
    for (size_t i = 0; i < all->n; i++)
        buf_printf(b, "letsema_%s{state=\"%.*s\"} %lld\n", age, P(all->v[i].name),
                   (long long)(now - all->v[i].oldest));
}

static i64 file_size(struct arena *a, const char *dir, const char *name)
{
    struct stat st;
    return stat(arena_printf(a, "%s/%s", dir, name).p, &st) == 0 ? st.st_size : 0;
}

/* The second number of statm: pages in memory. */
static i64 resident_bytes(void)
{
    char line[128] = "";
    FILE *f = fopen("/proc/self/statm", "re");
    if (!f) return 0;
    bool read = fgets(line, sizeof line, f) != NULL;
    fclose(f);
    char *space = read ? strchr(line, ' ') : NULL;
    return space ? strtoll(space, NULL, 10) * sysconf(_SC_PAGESIZE) : 0;
}

static void put_process(struct buf *b, struct request *r)
{
    struct app *app = r->app;
    struct net_stats net = net_stats();
    struct cache_stats cache = cache_stats(app->cache);
    struct write_meter writes = meter_writes();
    family(b, "build_info", "gauge", "The program that runs.");
    buf_printf(b, "letsema_build_info{binary=\"%016llx\"} 1\n", (unsigned long long)app->binary);
    one(b, "start_time_seconds", "gauge", "When the fund was opened.", app->started);
    one(b, "resident_bytes", "gauge", "Memory of the process.", resident_bytes());
    one(b, "connections", "gauge", "Open connections.", net.open);
    one(b, "connections_total", "counter", "Connections that were taken.", net.accepted);
    one(b, "refused_total", "counter", "Requests refused before a handler.", net.refused);
    one(b, "timeouts_total", "counter", "Connections that took too long.", net.timeouts);
    one(b, "turned_away_total", "counter", "Connections beyond a limit.", net.turned_away);
    one(b, "cache_hits_total", "counter", "Pages sent as they lay in the cache.", cache.hits);
    one(b, "cache_misses_total", "counter", "Pages that had to be made.", cache.misses);
    one(b, "cache_bytes", "gauge", "Size of the page cache.", cache.bytes);
    one(b, "cache_entries", "gauge", "Pages in the cache.", cache.entries);
    one(b, "writes_total", "counter", "Turns to write that were asked for.", writes.count);
    one(b, "writes_busy_total", "counter", "Turns that did not come in time.", writes.busy);
    family(b, "write_wait_seconds_total", "counter", "Time that writes waited for their turn.");
    buf_lit(b, "letsema_write_wait_seconds_total ");
    seconds(b, writes.wait_us);
    one(b, "journal_position", "gauge", "Newest public entry of the journal.",
        store_public_position(app->store));
    one(b, "database_bytes", "gauge", "Size of fund.db; 0 with PostgreSQL.",
        file_size(r->arena, app->dir, "fund.db"));
    one(b, "wal_bytes", "gauge", "Size of the write-ahead log; 0 with PostgreSQL.",
        file_size(r->arena, app->dir, "fund.db-wal"));
}

/* ROUTE GET /metrics     anonymous
** Counters for Prometheus; only from this machine or with the token of letsema.conf. */
enum status metrics_page(struct request *r, struct response *s)
{
    if (!may_look(r)) return NOT_FOUND;
    struct operation_count_array mails = {0}, jobs = {0};
    TRY(operation_mails(r->db, r->arena, &mails));
    TRY(operation_jobs(r->db, r->arena, r->now, &jobs));
    struct buf b;
    buf_init(&b, METRICS_MAX);
    put_process(&b, r);
    put_counts(&b, "mails", "Letters by what became of them.", r->now, &mails);
    put_counts(&b, "jobs", "Queued work by state.", r->now, &jobs);
    put_requests(&b);
    put_times(&b);
    put_queries(&b, r->arena);
    enum status st = reply_bytes(r, s, "text/plain; version=0.0.4; charset=utf-8", buf_str(&b));
    buf_free(&b);
    reply_header(s, "cache-control", S("no-store"));
    return st;
}

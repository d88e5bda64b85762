/* proxy.c: see proxy.h; and the doctor's question about it. */
#include "web/proxy.h"

#include "web/doctor.h"
#include "web/out.h"
#include "web/registry.h"

#include "gen/registry.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct proxy_seen seen[PROXY_SIGNS];

bool address_is_loopback(str address)
{
    return str_starts(address, S("127.")) || str_eq(address, S("::1"));
}

static void note(enum proxy_sign sign, str peer)
{
    pthread_mutex_lock(&lock);
    seen[sign].count++;
    snprintf(seen[sign].from, sizeof seen[sign].from, "%.*s", P(peer));
    pthread_mutex_unlock(&lock);
}

/* Somebody at the machine itself (a watchman, curl) asks for it by its own name, not by the fund's. */
static bool asks_locally(const struct proxy_hop *hop)
{
    return str_starts(hop->host, S("127.")) || str_starts(hop->host, S("localhost")) ||
           str_starts(hop->host, S("[::1]"));
}

void proxy_watch(str named, const struct proxy_hop *hop)
{
    if (named.n && str_eq(named, hop->peer)) {
        bool direct = !hop->client && !hop->scheme && asks_locally(hop);
        if (!direct && (!hop->client || !hop->scheme)) note(PROXY_SILENT, hop->peer);
    } else if (hop->client) {
        note(PROXY_UNNAMED, hop->peer);
    } else if (named.n && !address_is_loopback(hop->peer)) {
        note(PROXY_PAST, hop->peer);
    }
}

struct proxy_seen proxy_seen(enum proxy_sign sign)
{
    pthread_mutex_lock(&lock);
    struct proxy_seen s = seen[sign];
    pthread_mutex_unlock(&lock);
    return s;
}

/* DOCTOR proxy
** What requests show of the proxy in front: readers' addresses, the scheme, ways past it. */
void proxy_doctor(struct doctor *d)
{
    static const struct {
        const char *what, *todo;
    } words[PROXY_SIGNS] = {
        [PROXY_UNNAMED] =
            {MESSAGE(
                 "%1 requests were forwarded by an address that trusted_proxy does not name, the last by %2."),
             MESSAGE(
                 "If that is your proxy, set trusted_proxy in letsema.conf to it; if not, somebody pretends, and was not believed.")},
        [PROXY_SILENT] =
            {MESSAGE(
                 "%1 requests came by the proxy without X-Forwarded-For or X-Forwarded-Proto, the last by %2."),
             MESSAGE(
                 "Have the proxy set both, as packaging/nginx.conf does: limits then count readers, and cookies are kept to https.")},
        [PROXY_PAST] = {
            MESSAGE("%1 requests did not come by the proxy, the last from %2."),
            MESSAGE(
                "Set listen in letsema.conf to an address that only the proxy reaches, or close the port.")}};
    for (int i = 0; i < PROXY_SIGNS; i++) {
        struct proxy_seen s = proxy_seen((enum proxy_sign)i);
        if (s.count)
            doctor_say(d, WARN, "proxy", words[i].what, words[i].todo, doctor_number(d, s.count),
                       str_c(s.from));
    }
}

/* The service manager hears of a server that answers, and nothing of one whose workers hang. */
#define TEST_MAIN
#include "test.h"
#include "web/net.h"
#include "web/watchdog.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static atomic_bool hangs;
static struct env env;
static struct net_config config;
static pthread_t server;
static int manager;
static struct watchdog *watchdog;
static struct arena *arena;

static i64 body_limit(void *context, const struct net_request *q)
{
    (void)context;
    (void)q;
    return 0;
}

/* Unwell, as far as it can be told from the answer: that is an answer. */
static void handle(void *context, void *state, struct net_request *q, struct net_reply *out)
{
    (void)context;
    (void)state;
    (void)q;
    while (atomic_load(&hangs))
        usleep(10000);
    out->status = 503;
}

static void *serve(void *context)
{
    static const struct net_app app = {.body_limit = body_limit, .handle = handle};
    (void)context;
    net_serve(&config, &app);
    return NULL;
}

/* Did the manager hear a sign of life within so many milliseconds? */
static bool hears(int ms)
{
    char heard[64] = "";
    struct pollfd p = {.fd = manager, .events = POLLIN};
    if (poll(&p, 1, ms) <= 0) return false;
    CHECK(recv(manager, heard, sizeof heard - 1, 0) > 0);
    CHECK(strcmp(heard, "WATCHDOG=1") == 0);
    return true;
}

static void manager_begin(const char *term)
{
    char name[40];
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int n = snprintf(name, sizeof name, "@letsema-watchdog-%d", (int)getpid());
    memcpy(at.sun_path + 1, name + 1, (size_t)n - 1);
    manager = socket(AF_UNIX, SOCK_DGRAM, 0);
    CHECK(bind(manager, (struct sockaddr *)&at, (socklen_t)(sizeof at.sun_family + (size_t)n)) ==
          0);
    setenv("NOTIFY_SOCKET", name, 1);
    setenv("WATCHDOG_USEC", term, 1);
}

TEST(nobody_asked)
{
    arena = arena_new();
    unsetenv("WATCHDOG_USEC");
    CHECK(watchdog_start(arena, -1, &watchdog) && !watchdog);
    watchdog_stop(watchdog);
    setenv("WATCHDOG_USEC", "300000", 1);
    setenv("WATCHDOG_PID", "1", 1);
    CHECK(watchdog_start(arena, -1, &watchdog) && !watchdog);
    unsetenv("WATCHDOG_PID");
}

TEST(a_server_that_answers_is_heard_of)
{
    int port;
    manager_begin("300000");
    config = net_config_default();
    config.env = &env;
    config.workers = 2;
    CHECK(net_listen(S("0.0.0.0:0"), &config.listener, &port) == OK);
    CHECK(watchdog_start(arena, config.listener, &watchdog) && watchdog);
    if (pthread_create(&server, NULL, serve, NULL) != 0) abort();
    for (int i = 0; i < 3; i++)
        CHECK(hears(20000));
}

TEST(workers_that_hang_are_not)
{
    atomic_store(&hangs, true);
    while (hears(700)) /* what was on its way */
        continue;
    CHECK(!hears(1000));
}

TEST(until_they_go_on)
{
    atomic_store(&hangs, false);
    CHECK(hears(20000));
    watchdog_stop(watchdog);
    net_stop();
    pthread_join(server, NULL);
    close(manager);
    arena_free(arena);
}

/* The doctor's checks of machine and configuration: each says what is wrong, and keeps quiet when it is
** not. Those that ask the database stand in desk/doctor/doctor.test. */
#define TEST_MAIN
#include "desk/doctor/machine.h"
#include "gen/registry.h"
#include "test.h"
#include "web/kind.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

/* The probe of the sandbox starts this program again. */
__attribute__((constructor)) static void as_child(int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "child") != 0) return;
    if (!digest_start()) _exit(1);
    _exit(child_begin(argc - 2, argv + 2));
}

static struct arena *a;
static struct config config;
static struct doctor d;

static void fresh(void)
{
    if (!a) a = arena_new();
    config = (struct config){.base_url = S(""),
                             .trusted_proxy = S(""),
                             .relay = S(""),
                             .demo = S(""),
                             .database = S(""),
                             .workers = 4};
    d = (struct doctor){.arena = a, .lang = S("en"), .dir = "/tmp", .config = &config};
    d.now = time(NULL);
}

/* The gravity of the finding with this code; -1 if there is none. */
static i64 gravity(void (*check)(struct doctor *), const char *code)
{
    i64 worst = -1;
    d.said.n = 0;
    check(&d);
    for (size_t i = 0; i < d.said.n; i++)
        if (str_eq(d.said.v[i].code, str_c(code)) &&
            (worst < 0 || (i64)d.said.v[i].gravity < worst))
            worst = (i64)d.said.v[i].gravity;
    return worst;
}

TEST(a_folder_that_others_can_read_is_grave)
{
    char dir[] = "/tmp/letsema-doctor-XXXXXX", conf[64];
    fresh();
    if (!mkdtemp(dir)) abort();
    snprintf(conf, sizeof conf, "%s/letsema.conf", dir);
    d.dir = dir;
    CHECK_INT(gravity(modes_doctor, "mode"), GOOD);
    close(open(conf, O_CREAT | O_WRONLY, 0600));
    CHECK_INT(gravity(modes_doctor, "mode"), GOOD);
    CHECK(chmod(conf, 0640) == 0);
    CHECK_INT(gravity(modes_doctor, "mode"), GRAVE);
    CHECK(chmod(conf, 0600) == 0 && chmod(dir, 0755) == 0);
    CHECK_INT(gravity(modes_doctor, "mode"), GRAVE);
    if (geteuid() == 0) {
        CHECK(chmod(dir, 0700) == 0 && chown(conf, 65534, 65534) == 0);
        CHECK_INT(gravity(modes_doctor, "owner"), WARN);
        CHECK_INT(gravity(owner_doctor, "root"), WARN);
        CHECK(chown(dir, 65534, 65534) == 0);
        CHECK_INT(gravity(owner_doctor, "root"), -1);
    }
    unlink(conf);
    rmdir(dir);
    CHECK_INT(gravity(owner_doctor, "folder"), GRAVE);
}

TEST(a_key_that_others_can_read_is_grave)
{
    char dir[] = "/tmp/letsema-doctor-XXXXXX", keys[64], key[96];
    fresh();
    if (!mkdtemp(dir)) abort();
    d.dir = dir;
    CHECK_INT(gravity(keys_doctor, "key_mode"), -1); /* none was made yet */
    snprintf(keys, sizeof keys, "%s/keys", dir);
    snprintf(key, sizeof key, "%s/sign-1.key", keys);
    CHECK(mkdir(keys, 0700) == 0);
    close(open(key, O_CREAT | O_WRONLY, 0600));
    CHECK_INT(gravity(keys_doctor, "key_mode"), -1);
    CHECK(chmod(key, 0640) == 0);
    CHECK_INT(gravity(keys_doctor, "key_mode"), GRAVE);
    CHECK(chmod(key, 0604) == 0);
    CHECK_INT(gravity(keys_doctor, "key_mode"), GRAVE);
    unlink(key);
    rmdir(keys);
    rmdir(dir);
}

TEST(a_public_demonstration_is_grave_and_plain_http_a_warning)
{
    fresh();
    config.demo = S("yes");
    config.base_url = S("http://127.0.0.1:8080");
    CHECK_INT(gravity(address_doctor, "demo"), -1);
    CHECK_INT(gravity(address_doctor, "https"), -1);
    config.base_url = S("http://fund.example.org");
    CHECK_INT(gravity(address_doctor, "demo"), GRAVE);
    CHECK_INT(gravity(address_doctor, "https"), WARN);
    config.demo = S("no");
    config.base_url = S("https://fund.example.org");
    CHECK_INT(gravity(address_doctor, "demo"), -1);
    CHECK_INT(gravity(address_doctor, "https"), -1);
    CHECK_INT(gravity(address_doctor, "proxy"), WARN);
    config.trusted_proxy = S("127.0.0.1");
    CHECK_INT(gravity(address_doctor, "proxy"), -1);
}

TEST(a_missing_relay_is_a_warning)
{
    fresh();
    CHECK_INT(gravity(mail_doctor, "relay"), WARN);
    config.relay = S("smtp://relay.example.org:25");
    CHECK_INT(gravity(mail_doctor, "relay"), -1);
    CHECK_INT(gravity(mail_doctor, "dns"), NOTE);
}

TEST(more_workers_than_cores_can_serve)
{
    fresh();
    CHECK_INT(gravity(limits_doctor, "workers"), -1);
    config.workers = 100000;
    CHECK_INT(gravity(limits_doctor, "workers"), WARN);
}

TEST(the_clock_is_asked_of_the_kernel_or_known_by_its_mark)
{
    fresh();
    CHECK_INT(clock_kept(TIME_OK, false), CLOCK_KEPT);
    CHECK_INT(clock_kept(TIME_ERROR, true), CLOCK_FREE);
    CHECK_INT(clock_kept(-1, true), CLOCK_KEPT);
    CHECK_INT(clock_kept(-1, false), CLOCK_UNKNOWN);
    CHECK(gravity(time_service_doctor, "time_service") >= WARN);
}

TEST(the_sandbox_is_tried_not_assumed)
{
    fresh();
    i64 found = gravity(sandbox_doctor, "sandbox");
    CHECK(found == GOOD || found == WARN);
    CHECK_INT(gravity(sandbox_doctor, "tools"), -1);
}

TEST(tables_of_time_zones_grow_old)
{
    fresh();
    d.now += 2000LL * 86400;
    CHECK_INT(gravity(zones_doctor, "zones"), NOTE);
}

TEST(without_a_database_that_is_what_is_said)
{
    fresh();
    CHECK_INT(gravity(owner_doctor, "database"), GRAVE);
    doctor_look(&d);
    CHECK(d.said.n > 0 && d.said.v[0].gravity == GRAVE);
}

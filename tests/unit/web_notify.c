/* What the service manager is told, as it would hear it. */
#define TEST_MAIN
#include "test.h"
#include "web/notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int listen_at(const char *name, size_t n)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    memcpy(at.sun_path, name, n);
    if (name[0] == '@') at.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    CHECK(bind(fd, (struct sockaddr *)&at, (socklen_t)(sizeof at.sun_family + n)) == 0);
    return fd;
}

static void hears(const char *name)
{
    char heard[64] = "";
    int fd = listen_at(name, strlen(name));
    setenv("NOTIFY_SOCKET", name, 1);
    CHECK(notify_manager("READY=1"));
    CHECK(recv(fd, heard, sizeof heard - 1, 0) == 7 && strcmp(heard, "READY=1") == 0);
    close(fd);
}

TEST(the_manager_hears_by_a_file_and_by_a_bare_name)
{
    char path[64], bare[64];
    snprintf(path, sizeof path, "/tmp/letsema-notify-%d", (int)getpid());
    snprintf(bare, sizeof bare, "@letsema-notify-%d", (int)getpid());
    hears(path);
    unlink(path);
    hears(bare);
}

TEST(nobody_listens)
{
    unsetenv("NOTIFY_SOCKET");
    CHECK(notify_manager("READY=1"));
    setenv("NOTIFY_SOCKET", "/tmp/letsema-nobody-listens-here", 1);
    CHECK(!notify_manager("READY=1"));
    setenv("NOTIFY_SOCKET", "relative", 1);
    CHECK(!notify_manager("READY=1"));
}

/* notify.c: see notify.h. Written by hand: it is one call, and the library that has it is large. */
#include "web/notify.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

bool notify_manager(const char *state)
{
    const char *name = getenv("NOTIFY_SOCKET");
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    if (!name || !*name) return true;
    size_t n = strlen(name);
    /* "@" stands for the zero byte of a name that is no file. */
    if (n >= sizeof to.sun_path || (name[0] != '/' && name[0] != '@')) return false;
    memcpy(to.sun_path, name, n);
    if (name[0] == '@') to.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return false;
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
    ssize_t sent = sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&to, length);
    close(fd);
    if (sent < 0) log_line(LOG_WARN, "notify", "problem", strerror(errno), NULL);
    return sent >= 0;
}

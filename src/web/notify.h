/* notify.h: tells the service manager (systemd, Type=notify) how far the server is: one datagram to the
** socket that it names in NOTIFY_SOCKET. Without one, nothing happens. */
#ifndef WEB_NOTIFY_H
#define WEB_NOTIFY_H

#include "base/base.h"

/* "READY=1", "STOPPING=1". False if there is a socket and it did not take it. */
bool notify_manager(const char *state);

#endif

/* watchdog.h: tells the service manager again and again that requests are served (WatchdogSec= of
** systemd). It is told by what proves it: a request to the server's own address, answered by a worker.
** Where the server hangs, the manager hears nothing and starts it again. */
#ifndef WEB_WATCHDOG_H
#define WEB_WATCHDOG_H

#include "base/base.h"

struct watchdog;
/* Begins, if the manager wants to hear it (WATCHDOG_USEC); else *out is NULL, which watchdog_stop takes
** too. False if it could not. `listener` is the server's socket; the arena
** lives until watchdog_stop. */
bool watchdog_start(struct arena *a, int listener, struct watchdog **out);
void watchdog_stop(struct watchdog *w);

#endif

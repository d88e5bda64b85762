/* guard.h: the way of a request through the program: address → route → session → permission →
** handler → reply → cache. The network knows it as a struct net_app; tests call it through
** net_once with bytes. */
#ifndef WEB_GUARD_H
#define WEB_GUARD_H

#include "web/app.h"
#include "web/net.h"

/* The callbacks that serve this fund. */
struct net_app dispatch_app(struct app *app);

/* Whether who is signed in may use a path below /desk by that method: OK, or DENIED or NOT_FOUND as the
** dispatcher would answer. Sets the route, parameters and scope of the request. */
enum status dispatch_permits(struct request *r, enum method method, str path);
/* Whether a link to that address below /desk would open for who asks, so that a page need not offer one
** that is refused. Costs what the address's guard costs. */
bool may_open(const struct request *r, str address);

/* An address taken apart, before any route is known. */
struct address {
    str lang; /* "en" or a language prefix */
    str path; /* decoded, without the prefix, with its face suffix */
    str query;
};
/* Decodes and checks a request target: percent escapes must be well formed, no %00, no control
** characters, no "." or ".." segments, no empty ones. False: answer 400. */
bool address_parse(struct arena *a, str target, str languages, struct address *out);

#endif

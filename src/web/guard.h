/* guard.h: the way of a request through the program: address → route → session → permission →
** handler → reply → cache. The network knows it as a struct net_app; tests call it through
** net_once with bytes. */
#ifndef WEB_GUARD_H
#define WEB_GUARD_H

#include "web/app.h"
#include "web/net.h"

/* The callbacks that serve this fund. */
struct net_app dispatch_app(struct app *app);

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

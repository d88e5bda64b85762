/* proxy.h: what requests show of the proxy in front, counted since the start, for the doctor. What is as
** it should be costs nothing. */
#ifndef WEB_PROXY_H
#define WEB_PROXY_H

#include "base/base.h"

enum proxy_sign {
    PROXY_UNNAMED, /* forwarded, by an address that trusted_proxy does not name */
    PROXY_SILENT,  /* by the named proxy, without the reader's address or the scheme */
    PROXY_PAST,    /* from elsewhere, not by the proxy that is named */
    PROXY_SIGNS
};
struct proxy_seen {
    i64 count;
    char from[46]; /* the last address */
};

/* What a request's head says of its way. */
struct proxy_hop {
    str peer, host;
    bool client, scheme; /* a forwarded address, a forwarded scheme */
};
/* `named` is trusted_proxy of letsema.conf. */
void proxy_watch(str named, const struct proxy_hop *hop);
struct proxy_seen proxy_seen(enum proxy_sign sign);
/* Is it this machine itself? */
bool address_is_loopback(str address);

#endif

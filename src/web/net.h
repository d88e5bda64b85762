/* net.h: the server. I/O threads own connections, deadlines and limits; a request whose head and
** body are complete goes to a fixed pool of workers that may block. TLS and HTTP/2 are a proxy's.
** The dispatcher is the one caller: it fills a struct net_app. One running server per process. */
#ifndef WEB_NET_H
#define WEB_NET_H

#include "web/cache.h"
#include "web/request.h"

/* A complete request. All of it, the spooled file too, lives until its reply is sent. */
struct net_request {
    struct arena *arena;
    enum method method;
    str method_name;
    str target;                /* raw path and query: begins with '/', printable ASCII, no %00 */
    str host;                  /* checked; empty only in HTTP/1.0 */
    int minor;                 /* HTTP/1.minor */
    struct pair_array headers; /* names in lower case; http_header() finds one */
    str body;                  /* when it has at most 64 KB, else NO_STR */
    const char *body_path;     /* else the file it stands in */
    i64 body_size;
    str client; /* address of the peer, or of the forwarded client behind the trusted proxy */
    bool https; /* said by the trusted proxy */
    i64 now;    /* UTC seconds when the head was complete */
    str id;
};

/* What goes back; begins empty. Status line, Content-Length, Date and Connection are added. For a
** HEAD, a 304 or a range fill it as for a GET: what must not be sent is left out here. */
struct net_reply {
    int status;      /* 0 becomes 500 */
    struct buf head; /* whole field lines, by http_field() */
    /* One of three: */
    struct buf body;
    struct cache_entry *entry; /* held; released when sent; brings its own fields and tag */
    int file;                  /* descriptor, closed when sent; -1 if none */
    enum encoding encoding;    /* of the entry */
    i64 file_size;
    str etag;   /* quoted, lives in the request's arena; lets If-None-Match and If-Range work */
    bool close; /* end the connection after this */
};

struct net_app {
    void *context;
    /* In the I/O thread, must not block: true if it filled the reply (a cached page). Or NULL. */
    bool (*fast)(void *context, const struct net_request *q, struct net_reply *out);
    /* In the I/O thread after the head (no body yet): most bytes this body may have, 0 for none. */
    i64 (*body_limit)(void *context, const struct net_request *q);
    /* In each worker's thread: its own state, for instance a database connection. False: net_serve
    ** does not start. Both may be NULL. */
    bool (*worker_open)(void *context, int number, void **worker_state);
    void (*worker_close)(void *context, void *worker_state);
    /* In a worker's thread; may block. */
    void (*handle)(void *context, void *worker_state, struct net_request *q, struct net_reply *out);
    /* In the I/O thread when a reply is out, for the log and the metrics. May be NULL. */
    void (*sent)(void *context, const struct net_request *q, int status, i64 bytes,
                 i64 milliseconds);
};

struct net_config {
    int listener;      /* from net_listen, or handed over by the system; closed by net_serve */
    int io_threads;    /* 1 */
    int workers;       /* 4 */
    const char *spool; /* folder for large bodies; must exist */
    struct env *env;
    str trusted_proxy; /* its X-Forwarded-For and -Proto count, the last hop; empty: nobody's */
    int connections;   /* 1024 in all */
    int per_address;   /* 64; an IPv6 address counts with its /64 */
    int per_loopback;  /* 1024: proxies and tests come from there */
    int queue;         /* 1024 requests waiting for a worker; more are answered 503 */
    /* Milliseconds. The head's is total, however slowly it drips. Body and reply get theirs plus
    ** one second per rate bytes moved. */
    i64 head_ms, idle_ms, body_ms, write_ms, stop_ms;
    i64 body_rate, write_rate; /* bytes per second */
    bool signals;              /* SIGTERM and SIGINT stop the server in order; a second one kills */
};
struct net_config net_config_default(void);

/* Binds "127.0.0.1:8080", "[::1]:8080"; port 0 takes a free one. One clear line in the log and
** FAILED if it cannot. */
enum status net_listen(str address, int *listener, int *port);

/* Serves until net_stop or a signal. 0 when everything ended in order; 1 when it could not start; 2
** when a handler was still busy after stop_ms: then the process must exit without freeing the
** context. */
int net_serve(const struct net_config *config, const struct net_app *app);
/* Finishes what runs and ends net_serve. Safe in a signal handler and from any thread; before
** net_serve begins it makes it return at once. */
void net_stop(void);

struct net_stats {
    i64 open, accepted, requests, fast, handled, refused, timeouts, turned_away;
};
struct net_stats net_stats(void);

/* Without a socket, in the caller's thread: takes the requests that stand in the bytes one after
** the other, appends the replies. Ends after a refusal or a reply that closes. For tests and
** fuzzing; opens and closes a worker state of its own, spools into /tmp, takes the system's clock.
*/
void net_once(const struct net_app *app, str request_bytes, struct buf *reply_bytes);
/* The same with a worker state and a configuration of the caller. */
void net_exchange(const struct net_config *config, const struct net_app *app, void *worker_state,
                  str request_bytes, struct buf *reply_bytes);

#endif

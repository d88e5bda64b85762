/* exchange.h: one request's way from bytes to a struct net_request and from a struct net_reply to
** bytes, without a socket. Called by net.c for connections and by net_exchange for tests. */
#ifndef WEB_EXCHANGE_H
#define WEB_EXCHANGE_H

#include "web/body.h"
#include "web/http.h"
#include "web/net.h"

enum intake_state { INTAKE_HEAD, INTAKE_BODY, INTAKE_READY, INTAKE_REFUSED };

struct intake {
    const struct net_config *config;
    const struct net_app *app;
    str peer; /* address the bytes come from */
    enum intake_state state;
    size_t scanned;
    bool keep_alive, chunked, wants_continue, sink_open;
    i64 left; /* of a body with a length */
    struct http_chunks chunks;
    struct body_sink sink;
    struct net_request q;
    int refusal; /* status */
    const char *why;
};

void intake_begin(struct intake *in, const struct net_config *config, const struct net_app *app,
                  str peer);
/* Takes what it can of the bytes; *used are done with. In INTAKE_HEAD the same bytes must come
** again, with more behind them. */
enum intake_state intake_feed(struct intake *in, str bytes, size_t *used);
/* Gives everything of the request back. */
void intake_end(struct intake *in);

void reply_begin(struct net_reply *r);
/* A small plain reply in English, for what no handler ever sees. */
void reply_plain(struct net_reply *r, int status);
void reply_end(struct net_reply *r);

/* What is to be sent: head, then body, then a piece of the file. */
struct outgoing {
    struct buf head;
    str body;
    size_t head_done, body_done;
    int file;
    i64 file_from, file_left;
    i64 sent; /* bytes so far, of all three */
    int status;
    bool close;
};
/* Decides on 304, 206 and 416 and writes the head. `q` is NULL for a refusal, which always closes.
** The reply must live until it is sent. */
void outgoing_make(struct outgoing *o, const struct net_request *q, struct net_reply *r,
                   bool keep_alive, i64 now);
void outgoing_end(struct outgoing *o);

#endif

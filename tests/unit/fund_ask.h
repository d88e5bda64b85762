/* fund_ask.h: asks the fund of fund_help.h for a public page, through the parser and the dispatcher. */
#ifndef FUND_ASK_H
#define FUND_ASK_H

#include "fund_help.h"
#include "web/guard.h"

/* The whole answer to a GET by the fund's own clock; it must be a 200. */
static inline str fund_ask(str target)
{
    struct net_app net = dispatch_app(fund.app);
    struct net_config config = net_config_default();
    void *worker = NULL;
    struct buf reply;
    config.env = &fund.env;
    buf_init(&reply, 32 << 20);
    str line = arena_printf(
        fund.arena, "GET %.*s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", P(target));
    CHECK(net.worker_open(net.context, 0, &worker));
    net_exchange(&config, &net, worker, line, &reply);
    net.worker_close(net.context, worker);
    str all = str_dup(fund.arena, buf_str(&reply));
    buf_free(&reply);
    CHECK(str_starts(all, S("HTTP/1.1 200")));
    return all;
}

/* What "total" says in an answer as JSON; -1 if it says nothing. */
static inline i64 fund_total(str reply)
{
    i64 at = str_find(reply, S("\"total\":")), n = -1;
    if (at < 0) return -1;
    str digits = str_sub(reply, (size_t)at + 8, reply.n);
    size_t k = 0;
    while (k < digits.n && digits.p[k] >= '0' && digits.p[k] <= '9')
        k++;
    return str_i64(str_sub(digits, 0, k), &n) ? n : -1;
}

#endif

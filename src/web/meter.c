/* meter.c: see meter.h. One row of counters for each route and one for what has none. */
#include "web/meter.h"

#include "web/registry.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { ROUTES_MAX = 2048 };

const i64 meter_steps[METER_STEPS] = {500,   1000,  2500,   5000,   10000,
                                      25000, 50000, 100000, 500000, 2000000};

static struct {
    atomic_llong kinds[METER_KINDS], steps[METER_STEPS + 1], us;
} rows[ROUTES_MAX + 1];

static size_t row_of(const struct route *route)
{
    size_t at = route ? (size_t)(route - routes) : ROUTES_MAX;
    return at < ROUTES_MAX ? at : ROUTES_MAX;
}

static void add(atomic_llong *n, i64 by)
{
    atomic_fetch_add_explicit(n, by, memory_order_relaxed);
}

void meter_request(const struct route *route, int status, i64 us)
{
    size_t at = row_of(route);
    int step = 0, kind = status / 100 - 1;
    while (step < METER_STEPS && us > meter_steps[step])
        step++;
    add(&rows[at].kinds[kind < 0 || kind >= METER_KINDS ? METER_KINDS - 1 : kind], 1);
    add(&rows[at].steps[step], 1);
    add(&rows[at].us, us);
}

void meter_of(const struct route *route, struct route_meter *out)
{
    size_t at = row_of(route);
    for (int i = 0; i < METER_KINDS; i++)
        out->kinds[i] = atomic_load_explicit(&rows[at].kinds[i], memory_order_relaxed);
    for (int i = 0; i <= METER_STEPS; i++)
        out->steps[i] = atomic_load_explicit(&rows[at].steps[i], memory_order_relaxed);
    out->us = atomic_load_explicit(&rows[at].us, memory_order_relaxed);
}

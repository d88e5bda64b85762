/* meter.h: what the store counts while it runs, for /metrics: queries by name, turns to write. Adding is a
** relaxed atomic add, without locks; reading sees each counter as it is just then. Counters begin with the
** process. */
#ifndef STORE_METER_H
#define STORE_METER_H

#include "base/base.h"

struct query_meter {
    const char *name;
    i64 count, us;
};
struct query_meter_array {
    struct query_meter *v;
    size_t n, cap;
};
struct write_meter {
    i64 count, wait_us, busy; /* busy: no turn came in time */
};

void meter_query(int id, i64 us);
void meter_write(i64 wait_us, bool busy);
/* The queries that ran, in the order of their names' list. */
void meter_queries(struct arena *a, struct query_meter_array *out);
struct write_meter meter_writes(void);

#endif

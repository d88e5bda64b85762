/* meter.h: requests as /metrics shows them: by route, kind of status and time. The dispatcher adds, without
** locks; addresses, people and parameters are not counted, only the route's pattern. */
#ifndef WEB_METER_H
#define WEB_METER_H

#include "base/base.h"

struct route;

/* Upper ends of the histogram's steps in microseconds; beyond the last there is one more. */
enum { METER_STEPS = 10, METER_KINDS = 5 };
extern const i64 meter_steps[METER_STEPS];

struct route_meter {
    i64 kinds[METER_KINDS]; /* 2xx is kinds[1] */
    i64 steps[METER_STEPS + 1];
    i64 us;
};

/* `route` is NULL where none was found. */
void meter_request(const struct route *route, int status, i64 us);
void meter_of(const struct route *route, struct route_meter *out);

#endif

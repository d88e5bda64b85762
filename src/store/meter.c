/* meter.c: see meter.h. Queries are found by their number in an open table; a number stays at its place
** for ever, so that finding needs no lock. A full table counts no further names. */
#include "store/meter.h"

#include "store/store.h"

#include <stdatomic.h>

enum { SLOTS = 8192 };

static struct {
    atomic_int id;
    atomic_llong count, us;
} slots[SLOTS];
static atomic_llong write_count, write_wait, write_busy;

static void add(atomic_llong *n, i64 by)
{
    atomic_fetch_add_explicit(n, by, memory_order_relaxed);
}

static i64 now(atomic_llong *n)
{
    return atomic_load_explicit(n, memory_order_relaxed);
}

/* The slot of a number (never 0), which it takes if `take`; -1 if there is none. */
static int slot_of(int id, bool take)
{
    for (u32 i = 0, at = (u32)id * 2654435761u; i < SLOTS; i++, at++) {
        int here = atomic_load_explicit(&slots[at % SLOTS].id, memory_order_relaxed);
        if (here == 0 && !take) return -1;
        if (here == 0 && atomic_compare_exchange_strong(&slots[at % SLOTS].id, &here, id))
            here = id;
        if (here == id) return (int)(at % SLOTS);
    }
    return -1;
}

void meter_query(int id, i64 us)
{
    int at = id ? slot_of(id, true) : -1;
    if (at < 0) return;
    add(&slots[at].count, 1);
    add(&slots[at].us, us);
}

void meter_write(i64 wait_us, bool busy)
{
    add(&write_count, 1);
    add(&write_wait, wait_us);
    if (busy) add(&write_busy, 1);
}

void meter_queries(struct arena *a, struct query_meter_array *out)
{
    for (size_t i = 0; i < query_count; i++) {
        int at = slot_of(query_names[i].id, false);
        if (at < 0) continue;
        *PUSH(a, out) =
            (struct query_meter){query_names[i].name, now(&slots[at].count), now(&slots[at].us)};
    }
}

struct write_meter meter_writes(void)
{
    return (struct write_meter){now(&write_count), now(&write_wait), now(&write_busy)};
}

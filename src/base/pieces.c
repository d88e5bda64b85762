/* pieces.c: slabs of one thread each, filled from the front (see pieces.h). Before each piece stands
** its slab, or NULL for a piece of its own. A slab's count begins at UNKNOWN, so that its thread need
** not count pieces where others see it: they only subtract what comes back, and the thread settles
** the difference when it leaves the slab. */
#include "base/pieces.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#define SLAB_BYTES ((size_t)1 << 16)
#define PIECE_MAX ((size_t)1 << 12)
#define UNKNOWN ((size_t)1 << 40)

struct slab {
    atomic_size_t out; /* pieces that have not come back */
    char bytes[SLAB_BYTES];
};

/* The slab that the thread fills; it keeps one to its end. */
static _Thread_local struct slab *current;
static _Thread_local size_t used, given;

static void *taken(size_t n)
{
    void *p = malloc(n);
    if (p) return p;
    fprintf(stderr, "out of memory: a piece of %zu bytes\n", n);
    abort();
}

void pieces_leave(void)
{
    size_t rest = UNKNOWN - given;
    if (current && atomic_fetch_sub(&current->out, rest) == rest) free(current);
    current = NULL;
}

static void slab_open(void)
{
    bool all_back = current && atomic_load(&current->out) == UNKNOWN - given;
    if (!all_back) {
        pieces_leave();
        current = taken(sizeof *current);
    }
    atomic_store(&current->out, UNKNOWN);
    used = given = 0;
}

void *piece_alloc(size_t n)
{
    struct slab **piece;
    size_t whole = (n + 7) / 8 * 8 + sizeof(void *);
    if (n > PIECE_MAX) {
        piece = n < SIZE_MAX - 16 ? taken(whole) : NULL;
        if (!piece) abort();
        *piece = NULL;
        return piece + 1;
    }
    if (!current || used + whole > SLAB_BYTES) slab_open();
    piece = (struct slab **)(void *)(current->bytes + used);
    used += whole;
    given++;
    *piece = current;
    return piece + 1;
}

void piece_free(void *p)
{
    if (!p) return;
    struct slab **piece = (struct slab **)p - 1, *s = *piece;
    if (!s)
        free((void *)piece);
    else if (atomic_fetch_sub(&s->out, 1) == 1)
        free(s);
}

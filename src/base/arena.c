/* arena.c: memory that dies together, taken in blocks from malloc. Used by everything; also linked
** into the host tools, so it depends on libc alone. Promises zeroed memory aligned for any type and
** never returns NULL: out of memory ends the process. An arena belongs to one thread at a time.
** Under AddressSanitizer the bytes nobody asked for are poisoned, with a gap between neighbours. */
#include "base/arena.h"

#include <malloc.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#define HIDE(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define SHOW(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#define GAP 16
#else
#define HIDE(p, n) ((void)0)
#define SHOW(p, n) ((void)0)
#define GAP 0
#endif

#define ALIGN _Alignof(max_align_t)
#define BLOCK_FIRST ((size_t)16 << 10)
#define BLOCK_LARGEST ((size_t)1 << 20)

struct block {
    struct block *older;
    size_t size, taken; /* of bytes[] */
    _Alignas(max_align_t) char bytes[];
};

struct arena {
    struct block *current; /* where the next bytes come from */
    struct block *first;   /* the one that a reset keeps */
    size_t next_size;      /* of the next block */
    size_t used;
};

static void out_of_memory(size_t n)
{
    fprintf(stderr, "out of memory: %zu bytes asked for\n", n);
    abort();
}

static struct block *block_new(size_t size, struct block *older)
{
    struct block *k = malloc(sizeof *k + size);
    if (!k) out_of_memory(size);
    k->older = older;
    k->size = size;
    k->taken = 0;
    HIDE(k->bytes, size);
    return k;
}

static void block_free(struct block *k)
{
    SHOW(k->bytes, k->size);
    free(k);
}

struct arena *arena_new(void)
{
    struct arena *a = calloc(1, sizeof *a);
    if (!a) out_of_memory(sizeof *a);
    a->first = a->current = block_new(BLOCK_FIRST, NULL);
    a->next_size = 2 * BLOCK_FIRST;
    return a;
}

static void drop_all_but_first(struct arena *a)
{
    while (a->current != a->first) {
        struct block *older = a->current->older;
        block_free(a->current);
        a->current = older;
    }
}

void arena_free(struct arena *a)
{
    if (!a) return;
    drop_all_but_first(a);
    block_free(a->first);
    free(a);
}

void arena_reset(struct arena *a)
{
    drop_all_but_first(a);
    HIDE(a->first->bytes, a->first->size);
    a->first->taken = 0;
    a->next_size = 2 * BLOCK_FIRST;
    a->used = 0;
}

void *arena_alloc(struct arena *a, size_t n)
{
    if (n > PTRDIFF_MAX / 2) out_of_memory(n);
    size_t whole = ((n ? n : 1) + ALIGN - 1) / ALIGN * ALIGN + GAP;
    struct block *k = a->current;
    if (whole > k->size - k->taken) {
        size_t size = whole > a->next_size ? whole : a->next_size;
        k = a->current = block_new(size, k);
        if (a->next_size < BLOCK_LARGEST) a->next_size *= 2;
    }
    char *p = k->bytes + k->taken;
    k->taken += whole;
    a->used += whole;
    SHOW(p, n);
    return memset(p, 0, n);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t n;
    if (__builtin_mul_overflow(count, size, &n)) out_of_memory(SIZE_MAX);
    return arena_alloc(a, n);
}

void arena_spare_memory(void)
{
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 1 << 20);
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}

void arena_grow_(struct arena *a, void **items, size_t n, size_t *cap, size_t size)
{
    if (n < *cap) return;
    size_t wider = *cap ? *cap : 4;
    if (__builtin_mul_overflow(wider, 2, &wider)) out_of_memory(SIZE_MAX);
    void *grown = arena_array(a, wider, size), *old;
    /* *items is really a pointer to some other type: only its bytes may be touched. */
    memcpy(&old, items, sizeof old);
    if (n) memcpy(grown, old, n * size);
    memcpy(items, &grown, sizeof grown);
    *cap = wider;
}

str arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    if (n < 0) n = 0; /* a format that cannot be printed gives the empty string */
    char *p = arena_alloc(a, (size_t)n + 1);
    if (n) vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return (str){p, (size_t)n};
}

str arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    str s = arena_vprintf(a, fmt, ap);
    va_end(ap);
    return s;
}

/* arena.h: memory that dies together. One arena per request or job; nothing in a feature is ever
** freed. Running out of memory aborts: inputs are bounded so that it does not happen. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

#include <stdarg.h>

struct arena;

struct arena *arena_new(void);
/* Gives back everything allocated from it. NULL is fine. */
void arena_free(struct arena *a);
/* Forgets everything allocated but keeps the first block for reuse. */
void arena_reset(struct arena *a);
/* Zeroed memory aligned for any type; n = 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t n);
/* Zeroed array; aborts when count * size overflows. */
void *arena_array(struct arena *a, size_t count, size_t size);
/* For a server: its threads share two heaps of malloc, and what one large page took goes back. */
void arena_spare_memory(void);
/* Bytes taken so far, for limits and the metrics page. */
size_t arena_used(const struct arena *a);

#define NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define NEW_ARRAY(a, count, type) ((type *)arena_array((a), (count), sizeof(type)))

/* A growing list in an arena: struct { T *v; size_t n, cap; } list; *PUSH(a, &list) = item; */
#define PUSH(a, list)                                                                              \
    (arena_grow_((a), (void **)&(list)->v, (list)->n, &(list)->cap, sizeof *(list)->v),            \
     &(list)->v[(list)->n++])
void arena_grow_(struct arena *a, void **items, size_t n, size_t *cap, size_t size);

/* Formatted text in the arena, NUL-terminated behind its end. */
str arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
str arena_vprintf(struct arena *a, const char *fmt, va_list ap);

#endif

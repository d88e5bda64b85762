/* places.c: numbers for texts by open addressing (see places.h). Called wherever thousands of lines
** are known by an id or a code. */
#include "base/places.h"

static u64 hash_of(str s)
{
    u64 h = 14695981039346656037u;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (u8)s.p[i]) * 1099511628211u;
    return h ^ h >> 32;
}

struct places places_new(struct arena *a, size_t most)
{
    size_t size = 16;
    while (size < 2 * most)
        size *= 2;
    return (struct places){
        .v = NEW_ARRAY(a, most, str), .mask = size - 1, .slots = NEW_ARRAY(a, size, u32)};
}

/* The slot of a text, or the empty one where it would go. */
static u32 *slot_of(const struct places *p, str text)
{
    size_t at = hash_of(text) & p->mask;
    while (p->slots[at] && !str_eq(p->v[p->slots[at] - 1], text))
        at = (at + 1) & p->mask;
    return &p->slots[at];
}

size_t places_find(const struct places *p, str text)
{
    u32 slot = *slot_of(p, text);
    return slot ? slot - 1 : SIZE_MAX;
}

size_t places_add(struct places *p, str text)
{
    u32 *slot = slot_of(p, text);
    if (!*slot) {
        p->v[p->n++] = text;
        *slot = (u32)p->n;
    }
    return *slot - 1;
}

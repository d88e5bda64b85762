/* draw.c: see draw.h. */
#include "desk/audit/draw.h"

#define LIST_HEAD "code,stratum,digest\n"
#define LIST_BYTES (64 << 20)

struct stratum {
    size_t first, n; /* its records, side by side */
    i64 taken;
};

static int by_stratum(const void *a, const void *b)
{
    const struct drawn *x = a, *y = b;
    int order = str_cmp(x->stratum, y->stratum);
    return order ? order : str_cmp(x->mark, y->mark);
}

static int by_place(const void *a, const void *b)
{
    const struct drawn *x = a, *y = b;
    if (!x->place != !y->place) return x->place ? -1 : 1;
    if (x->place != y->place) return x->place < y->place ? -1 : 1;
    return str_cmp(x->code, y->code);
}

static int by_code(const void *a, const void *b)
{
    return str_cmp(((const struct drawn *)a)->code, ((const struct drawn *)b)->code);
}

/* Does the next place go to `x` rather than to `y`? Strata stand in the order of their names, so that the
** first of equal ones gets it. */
static bool deserves(const struct stratum *x, const struct stratum *y)
{
    if (!y) return true;
    if (!x->taken != !y->taken) return !x->taken;
    return (__int128)x->n * (y->taken + 1) > (__int128)y->n * (x->taken + 1);
}

static void places_give(struct stratum *strata, size_t n, i64 size)
{
    for (i64 given = 0; given < size; given++) {
        struct stratum *best = NULL;
        for (size_t i = 0; i < n; i++)
            if ((size_t)strata[i].taken < strata[i].n && deserves(&strata[i], best))
                best = &strata[i];
        if (!best) return;
        best->taken++;
    }
}

void sample_draw(struct arena *a, str seed, str kind, i64 size, struct drawn_array *all)
{
    struct stratum *strata = NEW_ARRAY(a, all->n + 1, struct stratum);
    size_t n = 0;
    i64 place = 0;
    for (size_t i = 0; i < all->n; i++) {
        struct drawn *x = &all->v[i];
        str text = arena_printf(a, "%.*s/%.*s/%.*s", P(seed), P(kind), P(x->code));
        x->mark = digest_hex(a, digest_of(text));
        x->place = 0;
    }
    if (all->n > 1) qsort(all->v, all->n, sizeof *all->v, by_stratum);
    for (size_t i = 0; i < all->n; i++) {
        if (!n || !str_eq(all->v[strata[n - 1].first].stratum, all->v[i].stratum))
            strata[n++] = (struct stratum){.first = i};
        strata[n - 1].n++;
    }
    places_give(strata, n, size);
    for (size_t i = 0; i < n; i++)
        for (i64 k = 0; k < strata[i].taken; k++)
            all->v[strata[i].first + (size_t)k].place = ++place;
    if (all->n > 1) qsort(all->v, all->n, sizeof *all->v, by_place);
}

str sample_list_text(struct arena *a, const struct drawn_array *all)
{
    struct drawn *sorted = NEW_ARRAY(a, all->n + 1, struct drawn);
    struct buf b;
    buf_init(&b, LIST_BYTES);
    memcpy(sorted, all->v, all->n * sizeof *sorted);
    if (all->n > 1) qsort(sorted, all->n, sizeof *sorted, by_code);
    buf_lit(&b, LIST_HEAD);
    for (size_t i = 0; i < all->n; i++)
        buf_printf(&b, "%.*s,%.*s,%.*s\n", P(sorted[i].code), P(sorted[i].stratum),
                   P(sorted[i].mark));
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

bool sample_list_read(struct arena *a, str text, struct drawn_array *out)
{
    str line;
    if (!str_starts(text, S(LIST_HEAD))) return false;
    text = str_sub(text, sizeof LIST_HEAD - 1, text.n);
    while (text.n && str_cut(&text, '\n', &line)) {
        i64 end = str_find_char(line, ',');
        size_t last = line.n;
        while (last > 0 && line.p[last - 1] != ',')
            last--;
        if (end < 0 || (i64)last <= end + 1) return false;
        *PUSH(a, out) = (struct drawn){.code = str_sub(line, 0, (size_t)end),
                                       .stratum = str_sub(line, (size_t)end + 1, last - 1),
                                       .mark = str_sub(line, last, line.n)};
    }
    return true;
}

/* diff.c: what changed between two texts, line by line. Called by the pages of drafts. First the
** common beginning and end are set aside; between them the shortest way from one text to the other is
** looked for (E. Myers, An O(ND) difference algorithm, 1986): rows d = 0, 1, … hold how far one gets
** with d changes on each diagonal. Memory grows with the square of d, so d has a bound. */
#include "edition/draft/diff.h"

#define MAX_CHANGES 600

typedef int32_t i32; /* a row's place holds a number of lines */

struct lines {
    str *v;
    size_t n, cap;
};

/* A last line without its end counts; nothing behind the last line end does. */
static void lines_of(struct arena *a, str text, struct lines *out)
{
    str rest = text.n ? text : NO_STR, line;
    while (str_cut(&rest, '\n', &line))
        if (rest.p || line.n) *PUSH(a, out) = line;
}

struct walk {
    struct arena *arena;
    const str *old, *new;
    i64 old_n, new_n;
    struct diff *out;
    i64 old_at, new_at; /* lines written so far, with what was set aside */
};

static void put(struct walk *w, enum diff_kind kind, str text)
{
    if (kind != DIFF_ADDED) w->old_at++;
    if (kind != DIFF_REMOVED) w->new_at++;
    w->out->removed += kind == DIFF_REMOVED;
    w->out->added += kind == DIFF_ADDED;
    *PUSH(w->arena, w->out) =
        (struct diff_line){kind, kind == DIFF_REMOVED ? w->old_at : w->new_at, text};
}

/* Row d has 2d + 1 places, for the diagonals -d … d; a diagonal is old minus new. */
static i64 reach(i32 **rows, i64 d, i64 k)
{
    return k < -d || k > d ? -1 : rows[d][k + d];
}

/* Does the best way to diagonal k with d changes end with an added line? */
static bool comes_down(i32 **rows, i64 d, i64 k)
{
    return k == -d || (k != d && reach(rows, d - 1, k - 1) < reach(rows, d - 1, k + 1));
}

/* Fills rows until the end is reached; the number of changes, or -1 beyond the bound. */
static i64 rows_fill(struct walk *w, i32 **rows)
{
    for (i64 d = 0; d <= MAX_CHANGES; d++) {
        rows[d] = NEW_ARRAY(w->arena, (size_t)(2 * d + 1), i32);
        for (i64 k = -d; k <= d; k += 2) {
            i64 x = 0;
            if (d > 0)
                x = comes_down(rows, d, k) ? reach(rows, d - 1, k + 1)
                                           : reach(rows, d - 1, k - 1) + 1;
            while (x < w->old_n && x - k >= 0 && x - k < w->new_n &&
                   str_eq(w->old[x], w->new[x - k]))
                x++;
            rows[d][k + d] = (i32)x;
            if (x >= w->old_n && x - k >= w->new_n) return d;
        }
    }
    return -1;
}

/* Walks back from the end and notes which lines were removed and added. */
static void rows_trace(struct walk *w, i32 **rows, i64 d, bool *removed, bool *added)
{
    i64 x = w->old_n, y = w->new_n;
    for (; d > 0; d--) {
        i64 k = x - y;
        bool down = comes_down(rows, d, k);
        i64 before = down ? k + 1 : k - 1;
        x = reach(rows, d - 1, before);
        y = x - before;
        if (down)
            added[y] = true;
        else
            removed[x] = true;
    }
}

static void middle(struct walk *w)
{
    bool *removed = NEW_ARRAY(w->arena, (size_t)w->old_n + 1, bool);
    bool *added = NEW_ARRAY(w->arena, (size_t)w->new_n + 1, bool);
    i32 **rows = NEW_ARRAY(w->arena, MAX_CHANGES + 1, i32 *);
    i64 d = rows_fill(w, rows);
    if (d >= 0)
        rows_trace(w, rows, d, removed, added);
    else {
        memset(removed, true, (size_t)w->old_n);
        memset(added, true, (size_t)w->new_n);
    }
    for (i64 x = 0, y = 0; x < w->old_n || y < w->new_n;) {
        if (x < w->old_n && removed[x])
            put(w, DIFF_REMOVED, w->old[x++]);
        else if (y < w->new_n && added[y])
            put(w, DIFF_ADDED, w->new[y++]);
        else {
            put(w, DIFF_SAME, w->new[y++]);
            x++;
        }
    }
}

void diff_lines(struct arena *a, str before, str after, struct diff *out)
{
    struct lines old = {0}, new = {0};
    lines_of(a, before, &old);
    lines_of(a, after, &new);
    size_t head = 0, tail = 0;
    while (head < old.n && head < new.n &&str_eq(old.v[head], new.v[head]))
        head++;
    while (tail < old.n - head &&
           tail < new.n - head &&str_eq(old.v[old.n - 1 - tail], new.v[new.n - 1 - tail]))
        tail++;
    *out = (struct diff){0};
    struct walk w = {.arena = a, .out = out};
    for (size_t i = 0; i < head; i++)
        put(&w, DIFF_SAME, new.v[i]);
    w.old_n = (i64)(old.n - head - tail);
    w.new_n = (i64)(new.n - head - tail);
    if (w.old_n) w.old = old.v + head;
    if (w.new_n) w.new = new.v + head;
    if (w.old_n || w.new_n) middle(&w);
    for (size_t i = new.n - tail; i < new.n; i++)
        put(&w, DIFF_SAME, new.v[i]);
}

void diff_shorten(struct arena *a, const struct diff *whole, i64 around, struct diff *out)
{
    *out = (struct diff){.added = whole->added, .removed = whole->removed};
    i64 n = (i64)whole->n, last = -around - 1; /* the last change before i */
    i64 next = 0;                              /* the first change at or behind i */
    for (i64 i = 0; i < n; i++) {
        if (next < i) next = i;
        while (next < n && whole->v[next].kind == DIFF_SAME)
            next++;
        if (next == i) last = i;
        bool near = i - last <= around || (next < n && next - i <= around);
        if (near)
            *PUSH(a, out) = whole->v[i];
        else if (out->n && out->v[out->n - 1].kind == DIFF_SKIPPED)
            out->v[out->n - 1].number++;
        else
            *PUSH(a, out) = (struct diff_line){.kind = DIFF_SKIPPED, .number = 1};
    }
}

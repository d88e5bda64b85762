/* list.c: the address of each order and each part of a list (see list.h). */
#include "web/list.h"

#include "web/layout.h"

#define DOWN S("_down")

i64 list_rows = 50;

static bool sorts_by(const struct list_column *c, str sort)
{
    if (!c->key) return false;
    str key = str_c(c->key);
    return str_eq(sort, key) ||
           (str_starts(sort, key) && str_eq(str_sub(sort, key.n, sort.n), DOWN));
}

struct list list_of(struct request *r, const struct list_column *columns, size_t n,
                    const char *order)
{
    struct list l = {.columns = columns, .column_count = n, .sort = str_c(order)};
    for (size_t i = 0; i < n; i++)
        if (sorts_by(&columns[i], query(r, "sort"))) l.sort = query(r, "sort");
    l.rows.limit = r->face == FACE_CSV ? LIST_CSV_ROWS : list_rows;
    if (r->face == FACE_CSV || !str_i64(query(r, "after"), &l.rows.skip) || l.rows.skip < 0)
        l.rows.skip = 0;
    return l;
}

/* The first click sorts upwards, the next one downwards. */
static void head_add(struct request *r, const struct list *l, const struct list_column *c,
                     struct part_list *out)
{
    struct part_head *h = PUSH(r->arena, &out->heads);
    *h = (struct part_head){.label = T(r, c->label), .number = c->number, .order = S("none")};
    if (!c->key) return;
    str key = str_c(c->key);
    if (str_eq(l->sort, key)) {
        h->order = S("ascending");
        key = arena_printf(r->arena, "%s_down", c->key);
    } else if (sorts_by(c, l->sort)) {
        h->order = S("descending");
    }
    h->address = address_with(r, "sort", key);
}

static str part_address(struct request *r, i64 skip)
{
    return address_more(r, skip > 0 ? arena_printf(r->arena, "%lld", (long long)skip) : S(""));
}

void list_show(struct request *r, const struct list *l, struct part_list *out)
{
    const struct rows *rows = &l->rows;
    i64 end = rows->skip + rows->limit;
    out->heads = (struct part_head_array){0};
    for (size_t i = 0; i < l->column_count; i++)
        head_add(r, l, &l->columns[i], out);
    out->sort = query(r, "sort").n ? l->sort : NO_STR;
    out->total = rows->total;
    out->from = rows->total ? rows->skip + 1 : 0;
    out->to = end < rows->total ? end : rows->total;
    if (rows->skip > rows->limit) out->first = part_address(r, 0);
    if (rows->skip > 0) out->previous = part_address(r, rows->skip - rows->limit);
    if (end < rows->total) {
        out->after = arena_printf(r->arena, "%lld", (long long)end);
        out->next = part_address(r, end);
        i64 last = (rows->total - 1) / rows->limit * rows->limit;
        if (last > end) out->last = part_address(r, last);
    }
    for (size_t i = 0; i < r->queries.n; i++) {
        const struct pair *q = &r->queries.v[i];
        if (q->value.n && !str_eq(q->name, S("sort")) && !str_eq(q->name, S("after")))
            out->filtered = true;
    }
    out->csv = address_face(r, ".csv", S(""));
    out->json = address_face(r, ".json", S(""));
}

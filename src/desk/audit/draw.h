/* draw.h: draws a sample that anybody can draw again: by digests of a seed and each record's code, with a
** pencil and the tools of any system. Knows nothing of records but their codes. Inside the folder only. */
#ifndef DESK_AUDIT_DRAW_H
#define DESK_AUDIT_DRAW_H

#include "base/base.h"

struct drawn {
    str code, stratum; /* the stratum as it stands in a cell of the list */
    str mark;          /* hex of BLAKE2b-256 of "SEED/KIND/CODE" */
    i64 place;         /* from 1; 0: not drawn */
};
struct drawn_array {
    struct drawn *v;
    size_t n, cap;
};

/* Gives `size` of them a place: in each stratum those with the lowest marks. Places go first one to each
** stratum, the largest first, then one by one to where most records stand behind each place taken so far
** (d'Hondt); equal ones by the stratum's name. Leaves the array sorted by place, those without last. */
void sample_draw(struct arena *a, str seed, str kind, i64 size, struct drawn_array *all);
/* The list as it is kept: "code,stratum,digest", by code. And read again; false if it is no such list. */
str sample_list_text(struct arena *a, const struct drawn_array *all);
bool sample_list_read(struct arena *a, str text, struct drawn_array *out);

#endif

/* doctor.c: see doctor.h. */
#include "web/doctor.h"

#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"

#include <stdlib.h>

void doctor_say_add(struct doctor *d, enum gravity gravity, const char *code, const char *what,
                    const char *todo, const str *arguments, size_t n)
{
    *PUSH(d->arena, &d->said) =
        (struct doctor_said){.gravity = gravity,
                             .code = str_c(code),
                             .what = message_fill(d->arena, tr(d->lang, what), arguments, n),
                             .todo = message_fill(d->arena, tr(d->lang, todo), arguments, n)};
}

str doctor_number(struct doctor *d, i64 n)
{
    return arena_printf(d->arena, "%lld", (long long)n);
}

static int by_gravity(const void *a, const void *b)
{
    const struct doctor_said *x = a, *y = b;
    if (x->gravity != y->gravity) return x->gravity < y->gravity ? -1 : 1;
    return str_cmp(x->code, y->code);
}

void doctor_look(struct doctor *d)
{
    for (size_t i = 0; i < doctor_entry_count; i++)
        doctor_entries[i].fn(d);
    if (d->said.n) qsort(d->said.v, d->said.n, sizeof *d->said.v, by_gravity);
}

/* note.c: fills the forms of a note as a browser would. Called by funding.c and full_proposal.c. */
#include "desk/demo/note.h"

void note_field(struct demo *d, const char *name, const char *value)
{
    demo_field(d, name, str_c(value));
}

void note_cell(struct demo *d, const char *table, int row, const char *column, const char *value)
{
    demo_field(d, arena_printf(d->arena, "f.%s.%d.%s", table, row, column).p, str_c(value));
}

str note_dollars(struct demo *d, i64 cents)
{
    return arena_printf(d->arena, "%lld.%02lld", (long long)(cents / 100),
                        (long long)(cents % 100));
}

str note_asked(struct demo *d, const struct note *n)
{
    return note_dollars(d, (i64)(n->cost[0] + n->cost[1]) * 107);
}

enum status note_save(struct demo *d, const struct note *n, const char *section, i64 *seen)
{
    demo_field(d, "seen", arena_printf(d->arena, "%lld", (long long)(*seen)++));
    return demo_post(d, "/desk/proposals/%.*s/form/%s", P(n->code), section);
}

enum status note_step(struct demo *d, const struct note *n, const char *name)
{
    return demo_post(d, "/desk/proposals/%.*s/steps/%s", P(n->code), name);
}

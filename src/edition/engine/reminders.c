/* reminders.c: reads reminders.lua: on which days before and after a due day people are reminded of it,
** and whom a duty that stays undone is told to as well. Called by read.c; its names are checked beside
** the other files by check.c. */
#include "edition/engine/engine.h"

enum { POINTS_MOST = 40, DAYS_MOST = 366, WIDENINGS_MOST = 20 };

static const str file = S("reminders.lua");

struct raw_reminder {
    struct reminder m;
    const struct node *points, *widens;
};

/* Days in their order, each once. */
static void points_read(struct reader *r, const struct node *n, struct reminder *out)
{
    if (n->kind != NODE_LIST || n->n == 0 || n->n > POINTS_MOST) {
        fault(r, file, n->line, "points are from 1 to %d days: { -14, -7, 0, 7 }", POINTS_MOST);
        return;
    }
    out->points = NEW_ARRAY(r->arena, n->n, i64);
    for (size_t i = 0; i < n->n; i++) {
        const struct node *x = &n->items[i];
        bool good = x->kind == NODE_INT && x->number >= -DAYS_MOST && x->number <= DAYS_MOST &&
                    (i == 0 || out->points[i - 1] < x->number);
        if (!good) {
            fault(r, file, x->line,
                  "points are whole days from -%d to %d, each later than the one "
                  "before",
                  DAYS_MOST, DAYS_MOST);
            return;
        }
        out->points[out->point_count++] = x->number;
    }
}

static void widens_read(struct reader *r, const struct node *n, struct reminder *out)
{
    static const struct key keys[] = {
        KEY(reminder_widening, after, WANT_INT, true),
        KEY(reminder_widening, role, WANT_NAME, true),
    };
    if (!list_expect(r, file, n, "widens")) return;
    if (n->n > WIDENINGS_MOST) {
        fault(r, file, n->line, "at most %d roles are told too", WIDENINGS_MOST);
        return;
    }
    out->widenings = NEW_ARRAY(r->arena, n->n, struct reminder_widening);
    for (size_t i = 0; i < n->n; i++) {
        struct reminder_widening *w = &out->widenings[out->widening_count++];
        MAP_READ(r, file, &n->items[i], keys, w);
        if (w->after < 1 || w->after > DAYS_MOST)
            fault(r, file, key_line(&n->items[i], "after"),
                  "another role is told from 1 to %d days after the due day", DAYS_MOST);
    }
}

void reminders_read(struct reader *r)
{
    static const struct key keys[] = {
        KEY_IN(raw_reminder, m, side, WANT_NAME, true),
        KEY(raw_reminder, points, WANT_NODE, true),
        KEY_IN(raw_reminder, m, working_days, WANT_BOOL, false),
        KEY_IN(raw_reminder, m, always_from, WANT_INT, false),
        KEY(raw_reminder, widens, WANT_NODE, false),
        KEY_IN(raw_reminder, m, clause, WANT_TEXT, false),
        KEY_IN(raw_reminder, m, unverified, WANT_BOOL, false),
    };
    if (!list_expect(r, file, r->reminders, "reminders")) return;
    r->e->reminders = NEW_ARRAY(r->arena, r->reminders->n, struct reminder);
    for (size_t i = 0; i < r->reminders->n; i++) {
        const struct node *n = &r->reminders->items[i];
        struct raw_reminder raw = {.m = {.always_from = REMINDER_NEVER}};
        MAP_READ(r, file, n, keys, &raw);
        if (raw.m.side.n > 0 && edition_reminder(r->e, raw.m.side) != NULL)
            fault(r, file, key_line(n, "side"), "the duties of “%.*s” stand twice", P(raw.m.side));
        if (raw.points != NULL) points_read(r, raw.points, &raw.m);
        if (raw.widens != NULL) widens_read(r, raw.widens, &raw.m);
        r->e->reminders[r->e->reminder_count++] = raw.m;
    }
}

void reminders_check(struct reader *r, const char *const *sides)
{
    for (size_t i = 0; i < r->e->reminder_count; i++) {
        struct reminder *m = &r->e->reminders[i];
        const struct node *n = &r->reminders->items[i];
        const struct node *widens = node_get(n, S("widens"));
        size_t k = 0;
        while (sides[k] != NULL && !str_eq(m->side, str_c(sides[k])))
            k++;
        if (sides[k] == NULL)
            fault(r, file, key_line(n, "side"),
                  "“%.*s” has no duties; known are applicant, fund, finance, approver, reviewer, "
                  "board",
                  P(m->side));
        if (str_eq(m->side, S("board")) && m->widening_count > 0)
            fault(r, file, key_line(n, "widens"),
                  "what waits for the board is told to nobody else");
        for (size_t j = 0; j < m->widening_count; j++) {
            const struct role *role = edition_role(r->e, m->widenings[j].role);
            i64 line = key_line(&widens->items[j], "role");
            if (role == NULL)
                fault(r, file, line, "there is no role “%.*s”", P(m->widenings[j].role));
            else if (str_eq(role->scope, S("record")))
                fault(r, file, line, "“%.*s” is held for single records, so nobody is told",
                      P(role->name));
        }
        const struct clause *clause = m->clause.n > 0 ? edition_clause(r->e, m->clause) : NULL;
        if (m->clause.n > 0 && clause == NULL)
            fault(r, file, key_line(n, "clause"), "the guideline has no clause %.*s", P(m->clause));
        if (clause != NULL && clause->unverified) m->unverified = true;
    }
}

const struct reminder *edition_reminder(const struct edition *e, str side)
{
    for (size_t i = 0; i < e->reminder_count; i++)
        if (str_eq(e->reminders[i].side, side)) return &e->reminders[i];
    return NULL;
}

/* grant.c: the conditions that an approver writes beside the yes: lines of the approval's form, in its letter,
** in force with it. */
#include "fund/calendar/calendar.h"
#include "fund/condition/condition.h"
#include "web/app.h"
#include "web/out.h"
#include "web/text.h"

#include "gen/condition_sql.h"

#define CODE_LETTERS 8

static struct condition_line line_of(struct request *r, int i)
{
    struct condition_line x = {.number = i + 1,
                               .text_name = arena_printf(r->arena, "condition-%d", i),
                               .side_name = arena_printf(r->arena, "side-%d", i),
                               .due_name = arena_printf(r->arena, "due-%d", i),
                               .due = NO_DATE};
    x.text = field(r, str_z(r->arena, x.text_name));
    x.side = field(r, str_z(r->arena, x.side_name));
    *PUSH(r->arena, &x.sides) =
        (struct part_choice){.code = S("applicant"), .label = T(r, "The applicant")};
    *PUSH(r->arena, &x.sides) =
        (struct part_choice){.code = S("fund"), .label = T(r, "The fund's office")};
    return x;
}

static bool line_is_empty(struct request *r, const struct condition_line *x)
{
    return !x->text.n && !field(r, str_z(r->arena, x->due_name)).n;
}

void condition_lines_fill(struct request *r, struct condition_line_array *out)
{
    int last = -1;
    for (int i = 0; i < CONDITIONS_MAX; i++) {
        struct condition_line x = line_of(r, i);
        if (!line_is_empty(r, &x)) last = i;
    }
    for (int i = 0; i <= last + 1 && i < CONDITIONS_MAX; i++)
        *PUSH(r->arena, out) = line_of(r, i);
}

void condition_lines_take(struct request *r, struct condition_item_array *out)
{
    struct calendar days = calendar_of(r->app, r->arena);
    for (int i = 0; i < CONDITIONS_MAX; i++) {
        struct condition_line x = line_of(r, i);
        struct condition_item c = {
            .decided = true, .state = S("open"), .side = x.side, .due = NO_DATE};
        const char *due = str_z(r->arena, x.due_name);
        if (line_is_empty(r, &x)) continue;
        need_text(r, str_z(r->arena, x.text_name), CONDITION_CHARS, &c.text);
        if (!str_eq(x.side, S("applicant")) && !str_eq(x.side, S("fund")))
            problem(r, str_z(r->arena, x.side_name), "Choose who meets it.");
        if (take_date(r, due, &c.due) && c.due < calendar_day(&days, r->now))
            problem(r, due, "Choose a day that is still to come.");
        if (c.text.n && c.due != NO_DATE)
            *PUSH(r->arena, out) = c; /* in the letter once it is whole */
    }
}

enum status condition_lines_write(struct tx *tx, struct request *r, const struct proposal *p,
                                  const struct condition_item_array *conditions)
{
    i64 last, id;
    TRY(decision_condition_last(tx_db(tx), r->arena, p->row.id, &last));
    for (size_t i = 0; i < conditions->n; i++)
        TRY(decision_condition_insert(tx,
                                      &(struct decision_condition_insert_in){
                                          .code = code_new(r->arena, tx_env(tx), CODE_LETTERS),
                                          .proposal = p->row.id,
                                          .number = last + (i64)i + 1,
                                          .text = conditions->v[i].text,
                                          .side = conditions->v[i].side,
                                          .due = conditions->v[i].due,
                                          .now = tx_now(tx)},
                                      &id));
    return OK;
}

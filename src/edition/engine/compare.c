/* compare.c: does a rule of one edition say the same as a rule of another? Asked before an edition is
** adopted, to show what changes. Fields are compared by their names. */
#include "edition/engine/engine.h"

static bool field_same(const struct form_field *a, const struct form_field *b)
{
    return a == NULL || b == NULL ? a == b : str_eq(a->name, b->name);
}

static bool fields_same(const struct form_field *const *a, size_t an,
                        const struct form_field *const *b, size_t bn)
{
    bool same = an == bn;
    for (size_t i = 0; same && i < an; i++)
        same = field_same(a[i], b[i]);
    return same;
}

static bool path_same(struct path a, struct path b)
{
    return field_same(a.field, b.field) && field_same(a.column, b.column);
}

static bool codes_same(const str *a, size_t an, const str *b, size_t bn)
{
    bool same = an == bn;
    for (size_t i = 0; same && i < an; i++)
        same = str_eq(a[i], b[i]);
    return same;
}

static bool condition_same(const struct condition *a, const struct condition *b)
{
    return path_same(a->path, b->path) &&
           codes_same(a->codes, a->code_count, b->codes, b->code_count);
}

static bool test_same(const struct rule_test *a, const struct rule_test *b)
{
    if (a == NULL || b == NULL) return a == b;
    bool same = a->op == b->op && a->compare == b->compare && a->value == b->value &&
                a->min == b->min && a->max == b->max && a->percent == b->percent &&
                path_same(a->path, b->path) && path_same(a->by, b->by) &&
                a->other_count == b->other_count;
    for (size_t i = 0; same && i < a->other_count; i++)
        same = path_same(a->others[i], b->others[i]);
    return same && fields_same(a->columns, a->column_count, b->columns, b->column_count) &&
           fields_same(a->reads, a->read_count, b->reads, b->read_count) &&
           codes_same(a->codes, a->code_count, b->codes, b->code_count) &&
           condition_same(&a->when, &b->when) && condition_same(&a->where, &b->where);
}

bool edition_rule_same(const struct edition *of_a, const struct rule *a, const struct edition *of_b,
                       const struct rule *b)
{
    bool same = str_eq(a->form, b->form) && str_eq(a->clause, b->clause) &&
                a->severity == b->severity && str_eq(a->field, b->field) &&
                str_eq(a->message, b->message) && str_eq(a->title, b->title) &&
                a->human == b->human && a->unverified == b->unverified &&
                test_same(a->test, b->test);
    /* What a function does is known to its source alone, and that is the whole file. */
    if (same && a->test != NULL && a->test->op == OP_CHECK)
        same = str_eq(of_a->checks->source, of_b->checks->source);
    return same;
}

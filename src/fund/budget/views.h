/* views.h: a budget in words and addresses. Used only by the files of this folder. */
#ifndef FUND_BUDGET_VIEWS_H
#define FUND_BUDGET_VIEWS_H

#include "edition/budget.h"
#include "fund/proposal/form.h"

/* A budget with what names its codes. */
struct naming {
    const struct filling *f;
    const struct form_field *field;
    const struct budget *b;
    str currency;
};
/* A code of an axis in words. */
str code_label(const struct naming *n, enum budget_axis axis, str code);
str axis_label(const struct request *r, enum budget_axis axis);

/* What each organization spends, and all of them. */
void spenders_put(const struct naming *n, struct budget_summary *out);
/* The computed views, none if there is no line. */
void summary_put(const struct naming *n, struct budget_summary_array *out);

/* Lines to show: those with these codes; an empty one asks for all. AXIS_NONE stands for lines that
** say nothing there; of the years it asks for lines with money that is not spread. */
#define AXIS_NONE S("=none")
struct line_filter {
    str v[BUDGET_AXES];
};
/* How the address names an axis: "class". */
const char *axis_name(enum budget_axis axis);
bool filter_holds(const struct line_filter *f, const struct budget_line *l);
/* What a line has of the year that is asked for; its whole amount if none is. */
i64 filter_amount(const struct line_filter *f, const struct budget_line *l);

#endif

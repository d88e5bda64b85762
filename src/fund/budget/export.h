/* export.h: a budget on its way into a spreadsheet. Used only by the files of this folder. */
#ifndef FUND_BUDGET_EXPORT_H
#define FUND_BUDGET_EXPORT_H

#include "edition/budget.h"
#include "fund/budget/budget.h"
#include "fund/proposal/form.h"

struct exporting {
    const struct filling *f;
    const struct form_field *field;
    const json_t *rows;
    struct budget budget;
    str head; /* of the column of codes: "line@12" */
};
/* The version of a budget to show: that of the form that is being written, else the latest. w->form is
** NULL if there is none. */
enum status budget_version_find(struct request *r, const struct proposal *p, struct writing *w);
/* A cell as a spreadsheet shows it, in words that bring.c reads back. */
str export_text(const struct filling *f, const struct form_field *c, const json_t *v);
bool export_is_number(const struct form_field *c);
/* Writes a workbook to `path`; `spool` is a folder for what it needs meanwhile. */
enum status workbook_write(const struct exporting *x, const char *path, const char *spool);

#endif

/* section.h: one section of a form while it is written, between the files of this folder that show it
** (form_page.c) and save it (save.c). */
#ifndef FUND_PROPOSAL_SECTION_H
#define FUND_PROPOSAL_SECTION_H

#include "fund/proposal/form.h"
#include "fund/proposal/merge.h"

/* The open section of the form that the present state asks for. */
struct opened {
    struct proposal p;
    struct proposal_head head;
    const struct form_section *section;
    struct writing w;
};
void opened_close(struct opened *o);
#define OPENED __attribute__((cleanup(opened_close))) struct opened
/* Loads the record by the path. CONFLICT if nothing can be written now, NOT_FOUND without the section. */
enum status form_open(struct request *r, struct response *s, struct opened *o);

/* What the page shows. */
struct form_shown {
    const json_t *doc;                                 /* what stands in the fields */
    i64 seen;                                          /* the version that this was made from */
    const struct proposal_difference_array *conflicts; /* theirs and mine, or NULL */
};
enum status form_show(struct request *r, struct response *s, const struct opened *o,
                      const struct form_shown *x);

#endif

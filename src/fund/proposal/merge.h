/* merge.h: two texts of a section that were made from the same one, brought together. Nothing of either
** is lost: where only one of them changed a field, its text stands; where both did, a list of codes and
** the rows of a table are brought together piece by piece; what is left is a conflict, for a person. */
#ifndef FUND_PROPOSAL_MERGE_H
#define FUND_PROPOSAL_MERGE_H

#include "edition/edition.h"

/* Rows of a table that a page shows and takes back. */
#define FORM_ROWS_MAX 200

/* Fields in which both differ from `base` and from each other. */
struct conflict_array {
    const struct form_field **v;
    size_t n, cap;
};
/* Sets the fields of the section in `out`; at a conflict it holds what is `mine` (in a table: in the
** cells that both changed). FAILED only without memory. */
enum status section_merge(struct arena *a, const struct form_section *section, const json_t *base,
                          const json_t *mine, const json_t *theirs, json_t *out,
                          struct conflict_array *conflicts);
/* Do two values of a field say the same? Nothing typed, an empty text and an empty list do. */
bool value_same(const json_t *one, const json_t *two);
/* Both, one behind the other: of texts, lists of codes and tables; else what is mine. A new reference. */
json_t *value_both(const struct form_field *field, const json_t *theirs, const json_t *mine);

#endif

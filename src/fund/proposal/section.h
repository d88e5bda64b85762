/* section.h: one section of a form while it is written, between the files of this folder that show it
** (form_page.c), save it (save.c) and keep what is not saved yet (draft.c). */
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
    str draft;     /* key of the draft that holds this; empty: the page gets a new one */
    i64 seq, base; /* of that draft */
    i64 kept;      /* when it was kept, or NO_DATE: what is shown is no draft */
};
enum status form_show(struct request *r, struct response *s, const struct opened *o,
                      const struct form_shown *x);

/* What was typed, as it would be stored: on `base`, with the files of the page's draft. A new
** reference. */
enum status typed_take(struct request *r, const struct opened *o, const json_t *base,
                       json_t **mine);

/* The fields of `theirs` and `mine` in words, with the name of the question that each asks. */
enum status questions_fill(struct request *r, const struct opened *o, const json_t *theirs,
                           const json_t *mine, const struct conflict_array *conflicts,
                           struct proposal_difference_array *out);
/* Do two documents say the same in a section? */
bool section_same(const struct form_section *s, const json_t *one, const json_t *two);

struct draft_kept {
    str key;
    i64 base, seq; /* the version that the text was made from; newer texts have higher numbers */
};
/* The key that came with the form, or empty. */
str draft_key_of(struct request *r);
i64 draft_number_of(struct request *r, const char *name);
/* Keeps the section of `mine`. A text that is not newer, or whose draft is settled, changes nothing.
** LIMIT if one person keeps too many. */
enum status draft_keep(struct request *r, const struct opened *o, const struct draft_kept *d,
                       const json_t *mine);
/* The person's own draft of this section that is not settled, or NOT_FOUND. */
enum status draft_own(struct request *r, const struct opened *o, str key,
                      struct proposal_draft_row *row, json_t **body);
/* Drafts of this section that say something new: the person's own but `shown`, and who else writes. */
enum status drafts_fill(struct request *r, const struct opened *o, str shown,
                        struct proposal_draft_item_array *own,
                        struct proposal_draft_item_array *others);
/* What the page's script needs. */
void script_fill(struct request *r, const struct opened *o, struct proposal_form *view);

#endif

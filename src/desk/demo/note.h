/* note.h: what the examples of proposals share: a note as its applicants write it, and how its forms are
** filled. Used by the files of the demonstration alone. */
#ifndef DESK_DEMO_NOTE_H
#define DESK_DEMO_NOTE_H

#include "web/demo.h"

/* A note as its applicants write it. Amounts are direct cost of the two organizations, in whole
** dollars; the amount asked for is 7 % more. */
struct note {
    const char *lead, *lead_person, *other;
    const char *title, *summary, *country, *places, *months;
    const char *dimension[2], *threat[2], *people[2], *protection[2], *empowerment[2], *output[2];
    int cost[2];
    str code;
};

/* One field, one cell of a table ("f.matrix.0.threat") of the form that is sent next. */
void note_field(struct demo *d, const char *name, const char *value);
void note_cell(struct demo *d, const char *table, int row, const char *column, const char *value);
str note_dollars(struct demo *d, i64 cents);
/* What the note asks for: direct cost and 7 %. */
str note_asked(struct demo *d, const struct note *n);
/* Saves a section of the open form; every save is a version, which the next must have seen. */
enum status note_save(struct demo *d, const struct note *n, const char *section, i64 *seen);
/* A step of the workflow, taken by its button. */
enum status note_step(struct demo *d, const struct note *n, const char *name);

/* The full proposal: begun with time and amount; then everything else. */
enum status full_proposal_begin(struct demo *d, struct note *n, i64 starts);
enum status full_proposal_write(struct demo *d, struct note *n);
/* Two sections given to the other organization, which has written and delivered one of them. */
enum status full_proposal_share(struct demo *d, struct note *n, const char *other_person);

#endif

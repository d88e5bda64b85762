/* lines.h: the lines of a budget while they are written. Used only by the files of this folder. */
#ifndef FUND_BUDGET_LINES_H
#define FUND_BUDGET_LINES_H

#include "base/places.h"
#include "fund/proposal/form.h"

/* The budget of the form that the present state asks for, opened by one person. */
struct editing {
    struct proposal p;
    struct proposal_head head;
    struct writing w;
    const struct form_field *field;
    struct filling f; /* of w.doc, with the organizations */
    bool leads;       /* may change every line */
    str *own;         /* else: codes of the organizations whose lines are the person's to change */
    size_t own_count;
};
void editing_close(struct editing *e);
#define EDITING __attribute__((cleanup(editing_close))) struct editing
/* NOT_FOUND if the form has no budget with pages of its own, CONFLICT if the state asks for no form. */
enum status editing_open(struct request *r, struct response *s, struct editing *e);
json_t *editing_rows(const struct editing *e, const json_t *doc);
/* May the person change a line of this organization? */
bool line_is_own(const struct editing *e, str organization);
/* Is it locked because the proposal was returned, and nobody asked for a change of it? */
bool line_is_locked(const struct editing *e, const json_t *row);
/* While only some lines are open: the id of one that was removed, to be put back; empty if none was. */
str line_missing(const struct editing *e, const json_t *rows, const json_t *added);
str line_organization(const struct editing *e, const json_t *row);

/* The lines of a version as its readers saw them; none if there is no such version. A new reference. */
enum status base_open(struct request *r, const struct editing *e, i64 seen, json_t **out);
/* Where each line stands by its id, in the arena; the lines must live as long. */
struct line_places {
    const json_t *rows;
    struct places ids;
    size_t *at; /* of each id: the first line that has it */
};
struct line_places line_places(struct arena *a, const json_t *rows);
/* The line with an id, and its place; NULL and SIZE_MAX if none. */
json_t *line_with(const struct line_places *places, str id, size_t *at);

struct budget;
/* What the script of the page must know. After view->lines. */
void live_fill(const struct editing *e, const struct budget *b, struct budget_edit *view);

/* A line as it came: with its id if it has one, without the cells that were left empty. */
struct typed_line {
    i64 index; /* in the names of its inputs */
    str id;
    json_t *row; /* NULL: it goes */
};
struct typed_lines {
    struct typed_line *v;
    size_t n, cap;
};
/* A line that two people changed, cell by cell. */
struct line_conflict {
    size_t index; /* of the latest document; SIZE_MAX if it was removed there */
    const json_t *theirs, *mine;
};
struct line_conflicts {
    struct line_conflict *v;
    size_t n, cap;
};
/* The latest lines with what one person changed since `base`; lines that both changed are conflicts
** and stand as that person has them. Problems are noted at the cells of lines that are not theirs. A
** new reference. */
json_t *lines_merge(struct request *r, const struct editing *e, const struct line_places *base,
                    const struct typed_lines *typed, struct line_conflicts *conflicts);
/* Moves a line up or down among those of `organization` (all if empty). */
void line_move(const struct editing *e, json_t *rows, str id, str organization, bool up);
/* Spreads the amounts of the person's lines that have no year yet over the months of the programme. */
void lines_spread(struct request *r, const struct editing *e, json_t *doc);

#endif

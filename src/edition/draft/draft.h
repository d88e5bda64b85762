/* draft.h: what the files of this feature share. A draft is a working copy of an edition's files; it
** may be wrong until it is adopted. */
#ifndef EDITION_DRAFT_DRAFT_H
#define EDITION_DRAFT_DRAFT_H

#include "edition/adopted.h"
#include "edition/draft/diff.h"
#include "web/session.h"

#include "gen/model.h"

#define DRAFT_FILE_BYTES (256 * 1024) /* the engine's limit for a file */

/* Does the person hold the verb for the whole fund? */
bool draft_may(const struct request *r, const char *verb);
/* The draft of the address, with the names that pages show. */
enum status draft_load(struct request *r, struct draft_row *out);
bool draft_open(const struct draft_row *d);
/* Name of an account as the desk knows it. */
str draft_person(struct request *r, i64 account);
/* "/desk/editions/drafts/CODE" */
str draft_address(struct request *r, const struct draft_row *d);

/* Its files, and what the engine says of them. */
struct draft_read {
    struct draft_file_array files;
    struct edition *edition; /* NULL while there are mistakes; the reader closes it */
    struct edition_fault_array faults;
    i64 mistakes, warnings;
};
enum status draft_read(struct request *r, const struct draft_row *d, struct draft_read *out);
/* A struct edition * that closes itself. */
#define EDITION_OWN __attribute__((cleanup(draft_edition_close))) struct edition *
void draft_edition_close(struct edition **e);
/* The faults for a page: those of one file, or all with an empty path. */
struct draft_fault_array draft_faults(struct request *r, const struct draft_row *d,
                                      const struct draft_read *in, str path);
/* The files that the draft began from, or of the edition in force if it was uploaded. */
enum status draft_base(struct request *r, const struct draft_row *d,
                       struct edition_source_array *out);
const struct edition_source *draft_source(const struct edition_source_array *files, str path);
/* A difference with three lines around each change, ready for a page. */
struct draft_line_array draft_difference(struct request *r, str before, str after, i64 *added,
                                         i64 *removed);
/* The n-th line of a text, from 1; NO_STR beyond its end. */
str draft_line_of(str text, i64 n);

/* Inside a transaction: the draft stands open, and from now on the person is one of those who wrote
** it. CONFLICT if it is not open any more. */
enum status draft_write_begin(struct tx *tx, i64 draft, str code);

/* Fills the tabs and the chosen part of an edition's preview. */
void draft_preview_fill(struct request *r, const struct edition *e, str address,
                        struct draft_preview *view);
/* A drawing of the ways between the states. */
str draft_workflow_svg(struct request *r, const struct edition *e, str lang);

#endif

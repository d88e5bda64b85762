/* document.h: documents of the library, as the demonstration and imports make them. */
#ifndef PUBLISH_DOCUMENT_H
#define PUBLISH_DOCUMENT_H

#include "publish/document/pdf.h"
#include "web/reply.h"

#include "gen/model.h"

/* Inserts a draft; code and id come back. */
enum status document_create(struct tx *tx, struct arena *a, struct document_row *row);
enum status document_relate(struct tx *tx, i64 document, i64 other);

/* A PDF that was taken into the file store, and what poppler says of it. Read outside transactions. */
struct document_file {
    str hash, name;
    i64 bytes, pages;
    struct pdf_part_array *parts;
};
enum status document_file_read(struct app *app, struct arena *a, struct digest hash, str name,
                               i64 bytes, struct document_file *out);
enum status document_file_set(struct tx *tx, struct app *app, struct arena *a,
                              struct document_row *row, const struct document_file *file);
/* Gives the documents of one publishing body to another. Then, or when a body has a new name, what the
** feeds and the search say of its documents is written again. */
enum status document_body_move(struct tx *tx, i64 old, i64 fresh);
enum status document_body_renamed(struct tx *tx, struct app *app, struct arena *a, i64 body);
/* Languages in which documents are written, for a choice; the word for one of them, or its code. */
struct part_choice_array document_languages(struct request *r);
str document_language(struct request *r, str code);
/* Saves the changed facts; CONFLICT if somebody saved after `seen`. */
enum status document_save(struct tx *tx, struct app *app, struct arena *a, struct document_row *row,
                          i64 seen);
/* Writes the state that stands in the row, and what follows from it. */
enum status document_move(struct tx *tx, struct app *app, struct arena *a,
                          struct document_row *row);
/* Shows it to everybody. CONFLICT if it is published. */
enum status document_release(struct tx *tx, struct app *app, struct arena *a,
                             struct document_row *row);

#endif

/* adopted.h: the editions that a fund has adopted. Each is one hashed file in the file store and
** never changes; a submission stays pinned to its own. They are read once and kept in memory. */
#ifndef EDITION_ADOPTED_H
#define EDITION_ADOPTED_H

#include "edition/edition.h"
#include "web/app.h"

/* The edition in force: the latest by its date whose date has come; NULL in an empty fund. */
const struct edition *edition_in_force(struct app *app);
/* Any adopted edition by its row or its code; NULL if there is none. */
const struct edition *edition_by_id(struct app *app, i64 id);
const struct edition *edition_by_code(struct app *app, str code, i64 *id);
i64 edition_id(struct app *app, const struct edition *e);
/* Adopts a checked edition: keeps its packed file, writes the row, puts it in force. CONFLICT if its
** code is taken. When OK, it takes ownership of `e`. Not inside a transaction. */
enum status edition_adopt(struct app *app, struct actor actor, i64 now, struct edition *e);
/* The same; `also` is run in the same transaction, behind the new row. */
typedef enum status edition_adopted_fn(struct tx *tx, i64 edition, void *arg);
enum status edition_adopt_with(struct app *app, struct actor actor, i64 now, struct edition *e,
                               edition_adopted_fn *also, void *arg);

/* --- files: what an edition is made of, before it is checked --- */
struct edition_source {
    str path, text; /* "forms/concept_note.lua" */
};
struct edition_source_array {
    struct edition_source *v;
    size_t n, cap;
};
/* A packed edition's files, sorted by path; CONFLICT if it is not a JSON object of texts. */
enum status edition_unpack(str packed, struct arena *a, struct edition_source_array *out);
/* The packed bytes of files, which are sorted by the way. */
str edition_pack(struct arena *a, struct edition_source_array *files);
/* The editions that come with the program, by name; and one of them packed, NOT_FOUND if none. */
void edition_shipped_names(struct arena *a, struct edition_source_array *out);
enum status edition_shipped_packed(struct arena *a, str name, str *packed);
/* Reads a folder or a packed file, whichever is there. */
enum status edition_read_path(const char *path, struct arena *a, struct edition **out,
                              struct edition_fault_array *faults);

#endif

/* partnership.h: what an organization tells of itself and which partners it seeks. Its people write it
** (own.c), the fund's office approves it (office.c), readers see the approved copy (snapshot.c,
** partnership.c), and whoever writes a proposal finds partners by country and dimension (match.c). */
#ifndef PUBLISH_PARTNERSHIP_H
#define PUBLISH_PARTNERSHIP_H

#include "web/app.h"
#include "web/reply.h"

#include "gen/model.h"

/* Where readers find the profile of an organization; empty if none is published. */
enum status partnership_address(struct db *db, struct arena *a, str organization, str *out);

/* --- of the files of this folder --- */

/* The day and the instant that decide what is sought now. */
struct partnership_now {
    i64 today, now;
};
struct partnership_now partnership_now(struct request *r);

/* Does a list of codes with spaces between hold this one? */
bool partnership_has(str codes, str code);
/* "Kenya, Uganda and 5 more", of codes of "country" or "dimension". */
str partnership_words(struct request *r, const char *voc, str codes, size_t most);
/* A term of "country" or of the edition's "dimension", each with its label. */
void partnership_codes_fill(struct request *r, const char *voc, str codes,
                            struct part_choice_array *out);
/* All that can be chosen; no dimensions where the edition in force has none. */
struct part_choice_array partnership_choices(struct request *r, const char *voc);

/* The organization's working text; a row without id if nothing was written yet, with the names all the
** same. NOT_FOUND if there is no such organization. */
enum status partnership_load(struct request *r, struct partnership_row *out);
/* The page of the profile; `conflict`: it changed after the form was made. */
enum status partnership_show_fill(struct request *r, struct response *s, bool conflict,
                                  struct partnership_show *view);
enum status partnership_show_answer(struct request *r, struct response *s, bool conflict);
/* May the person decide about profiles of organizations for the fund? */
bool partnership_office(const struct request *r);

/* An act on a profile, on its way into a transaction. */
struct partnership_act {
    struct request *r;
    struct partnership_row row;
    i64 seen;
    str reason;
    const char *state;
};
/* Moves `changed` on; CONFLICT if it changed after `seen`. */
enum status partnership_turn(struct tx *tx, struct partnership_act *v);
/* Copies the working text to where readers see it, and makes it findable. */
enum status partnership_publish(struct tx *tx, struct arena *a, const struct partnership_row *row);
/* Takes the public page away, or shows it again; CONFLICT if it is so already. */
enum status partnership_hide(struct tx *tx, struct arena *a, const struct partnership_row *row,
                             const char *side, str reason);
enum status partnership_restore(struct tx *tx, struct arena *a, const struct partnership_row *row);

#endif

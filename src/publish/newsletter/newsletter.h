/* newsletter.h: issues of the newsletter. The functions at the end are for the files of this folder. */
#ifndef PUBLISH_NEWSLETTER_H
#define PUBLISH_NEWSLETTER_H

#include "web/app.h"

#include "gen/model.h"

/* Inserts a draft issue; number, season, title, intro and day are given; id comes back. */
enum status newsletter_create(struct tx *tx, struct newsletter_row *row);
/* Adds a numbered section behind the last one; id and code come back. */
enum status newsletter_section_add(struct tx *tx, struct arena *a, i64 newsletter,
                                   struct newsletter_section *section);
/* Refers to a published record ("news", "story", "event", "document", "programme") at its end. */
enum status newsletter_item_add(struct tx *tx, struct arena *a, i64 section, str kind, i64 record);
/* Shows the issue to everybody. CONFLICT unless it is a draft or was withdrawn. */
enum status newsletter_release(struct tx *tx, struct app *app, struct arena *a,
                               struct newsletter_row *row, i64 account);

/* Sections with their items, as the records stand now; items whose record is gone say so. */
enum status newsletter_load(struct db *db, struct arena *a, const struct newsletter_row *row,
                            struct newsletter_section_array *out);
/* The sections as one Markdown text in a language: what the web page shows and the mail is made of. */
str newsletter_source(struct arena *a, const struct newsletter_section_array *sections, str lang);
/* The whole mail but its last lines, and its subject. */
void newsletter_letter(struct app *app, struct arena *a, const struct newsletter_row *row,
                       const struct newsletter_section_array *sections, str lang,
                       struct newsletter_text *out);
/* The last lines, which differ for each reader: why, and how to leave. */
str newsletter_foot(struct app *app, struct arena *a, str lang, str leave);
/* "Newsletter issue 1, Fall 2007". */
str newsletter_label(struct arena *a, str lang, const struct newsletter_row *row);

/* Marks a change of an issue or its sections; CONFLICT if it changed after `seen`. */
enum status newsletter_touch(struct tx *tx, struct app *app, struct arena *a,
                             struct newsletter_row *row, i64 seen);
/* Writes the state that stands in the row, and what follows from it. */
enum status newsletter_move(struct tx *tx, struct app *app, struct arena *a,
                            struct newsletter_row *row);

#endif

/* piece.h: what the written records of this room (news, stories, events, themes, documents, issues) do
** alike: two languages, pictures made small, forms that notice a second writer. */
#ifndef PUBLISH_PIECE_H
#define PUBLISH_PIECE_H

#include "web/reply.h"

#include "gen/model.h"

/* The text in the reader's language, or the English one with its language marked. */
str piece_words(const struct request *r, str english, str french, str *lang);
/* Plain text of Markdown for lists and feeds, at most 400 characters. */
str piece_summary(struct arena *a, str markdown);
/* The instant of a change always moves on, so that two changes in one second differ; CONFLICT if the
** record changed after the form was made (`seen`). */
enum status piece_touch(i64 stored, i64 seen, i64 now, i64 *changed);
/* The hidden field `seen` of a form; 0 if it is damaged, which no record has. */
i64 piece_seen(const struct request *r);
/* Draft, published, withdrawn, for a filter. */
struct part_choice_array piece_states(struct request *r);
/* An optional address of a source: empty, or a whole one. */
bool piece_take_url(struct request *r, const char *name, str *out);
/* Words of two titles as one slug, with a number behind if `taken` says so. */
typedef enum status piece_taken_fn(struct db *db, struct arena *a, str slug, i64 *count);
enum status piece_slug(struct db *db, struct arena *a, str title, piece_taken_fn *taken, str *out);
/* Codes of published programmes as written in a field, separated by spaces or commas, as row ids. */
struct piece_ids {
    i64 *v;
    size_t n, cap;
};
bool piece_take_programmes(struct request *r, const char *name, struct piece_ids *out);

/* An uploaded picture, made at most 640 wide and 25 KB and kept in the store as WebP. Notes the problem
** and returns false if there is none or it cannot be read. */
struct piece_picture {
    str hash;
    i64 width, height, bytes;
};
bool piece_take_picture(struct request *r, const char *name, struct piece_picture *out);
/* Where the picture of a public page stands; empty without one. */
str piece_picture_address(struct arena *a, str hash);
/* Shows the picture of a record to the office, also while it is a draft. */
enum status piece_picture_reply(struct request *r, struct response *s, str hash);

#endif

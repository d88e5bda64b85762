/* anchor.h: the digests of the journal that the site publishes day by day, for letsema verify. */
#ifndef PUBLISH_ANCHOR_H
#define PUBLISH_ANCHOR_H

#include "store/check.h"

/* A digest that somebody kept elsewhere. */
struct anchor {
    i64 day; /* NO_DATE if it is not known */
    i64 position;
    str hash;
    str digest; /* empty if it is not known */
};
/* Reads "POSITION:HASH", or the path of a file saved from /data/journal/DAY.json. False with what is
** wrong with it in *why. */
bool anchor_read(struct arena *a, const char *text, struct anchor *out, str *why);
/* The same for the bytes of such a file, which come from anybody. */
bool anchor_parse(struct arena *a, str bytes, struct anchor *out, str *why);
/* Faults unless the journal of c->db still has that entry with that hash, and the fund the same
** digest of that day. */
enum status anchor_compare(struct check *c, const struct anchor *kept);

/* The newest digest that was published: day, position, hash, digest. NOT_FOUND before the first. */
enum status anchor_newest(struct db *db, struct arena *a, struct anchor *out);

#endif

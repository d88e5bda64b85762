/* snapshot.h: from a record to its public page. Used only by the files of this folder. */
#ifndef PUBLISH_PROFILE_SNAPSHOT_H
#define PUBLISH_PROFILE_SNAPSHOT_H

#include "publish/profile/profile.h"

/* What of a record may be public, each part under its own flag; the title always is. */
struct profile_part {
    const char *name, *label; /* label is a MESSAGE() */
};
extern const struct profile_part profile_parts[];
extern const size_t profile_part_count;
bool part_shown(str shown, const char *name);
/* The words of a part for the editor, one line per fact; empty if the record does not know it. */
str part_words(struct request *r, const struct facts *f, const char *name);

/* The page that signing off would publish now; day, dates and codes only, nothing from the store. */
void snapshot_make(struct arena *a, const struct profile_source *src, struct profile_page *out);
/* A fingerprint of it: what a person saw who signs it off. */
str snapshot_seen(struct arena *a, const struct profile_page *page);
/* A fingerprint of the working copy, against two people editing it at once. */
str draft_seen(struct arena *a, const struct profile_row *draft);

/* The set of the pages that have a facet. */
str profile_set_name(struct arena *a, str facet);

/* What a page shows, in the request's language. */
enum status page_show_fill(struct request *r, const struct profile_page *page,
                           struct profile_show *out);

#endif

/* profile.h: programmes as everybody sees them. A published page is made from the record and from the
** editor's working copy when somebody signs it off; public queries read nothing but that page. For the
** features beside it in publish/ (places, home, map) and above (the demonstration). */
#ifndef PUBLISH_PROFILE_H
#define PUBLISH_PROFILE_H

#include "edition/adopted.h"
#include "fund/programme/facts.h"
#include "web/reply.h"

#include "gen/model.h"

/* --- what everybody sees ---------------------------------------------------------------------------- */

/* Number of published pages with a facet: "all", "country:KE", "organization:undp", "dimension:food". */
enum status profile_count(struct db *db, struct arena *a, str facet, i64 *n);
/* The values of one kind of facet ("country") with their counts, in the order of their codes. */
struct profile_tally {
    str value;
    i64 n;
};
struct profile_tally_array {
    struct profile_tally *v;
    size_t n, cap;
};
enum status profile_values(struct db *db, struct arena *a, const char *kind,
                           struct profile_tally_array *out);
/* Under what a published page is found, by its status, organizations, countries, dimensions and dates. */
struct profile_facets {
    str *v;
    size_t n, cap;
};
void profile_facets_of_page(struct arena *a, const struct profile_page *p,
                            struct profile_facets *out);
/* Published programmes with one facet, newest first; `after` is the code of the last one seen, or
** empty. *next is the code to go on with, or NO_STR. */
enum status profile_items(struct request *r, str facet, str after, i64 limit,
                          struct profile_item_array *out, str *next);
/* The approved amounts of one kind ("fund", "budget") in the currency that most programmes have, and
** how many have one; never a sum over two currencies. */
enum status profile_total(struct db *db, struct arena *a, const char *kind, struct money *sum,
                          i64 *n);

/* The picture of the page that was signed off last, for the home page; NOT_FOUND if none has one. */
struct profile_image {
    str address, alt, alt_lang, credit;
    str page, title, title_lang; /* of the programme */
    i64 width, height;
};
enum status profile_image_newest(struct request *r, struct profile_image *out);

/* --- the act ---------------------------------------------------------------------------------------- */

/* A record with its working copy; without one (draft.id 0) the copy is what the record says. */
struct profile_source {
    struct facts facts;
    struct profile_row draft;
};
enum status profile_source_load(struct db *db, struct arena *a, const struct edition *e, str code,
                                struct profile_source *out);
/* Signs a programme's profile off in a transaction: makes the working copy if there is none, the public
** page, its facets and what is findable. `seen` is the snapshot_seen() that the person looked at:
** CONFLICT if it would be another page now; empty does not ask. */
enum status profile_sign(struct tx *tx, struct arena *a, const struct edition *e, str code,
                         str seen, i64 account);
/* Takes the public page away; a tombstone with the reason stays at its address. */
enum status profile_withdraw(struct tx *tx, struct arena *a, str code, str reason, i64 account);

#endif

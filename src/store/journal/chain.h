/* chain.h: how the journal is hashed, for what writes it, checks it and hands parts of it out.
** docs/dossier.md describes the same for people with other tools. */
#ifndef STORE_JOURNAL_CHAIN_H
#define STORE_JOURNAL_CHAIN_H

#include "store/store.h"

#include "gen/model.h"

/* The digest of one changed field; NO_STR (NULL) differs from an empty text. Lower-case hex. */
str journal_field_digest(struct arena *a, str field, str salt, str before, str after);
/* The hash of an entry: of everything but `hash` itself. Lower-case hex. */
str journal_entry_hash(struct arena *a, const struct journal_link *e);
/* The digest that an entry keeps for a field, or NO_STR. `digests` is "field=hex field=hex …". */
str journal_kept_digest(str digests, str field);

/* What the site publishes of the journal for each day (publish/anchor/): the bytes that a day's digest is
** of; /data/journal and docs/dossier.md tell everybody how to make them again. */
struct journal_day {
    i64 day, made, position, entries;
    str hash, previous; /* of the last entry up to the day's end; of the day before, or empty */
};
str journal_day_statement(struct arena *a, const struct journal_day *day);

/* --- parts of it, in one snapshot of the reader's --- */

/* Rows of a table that ever referred by this column to one of these, by id. */
enum status journal_rows_with_any(struct db *db, struct arena *a, const struct journal_table *table,
                                  const char *column, const i64 *ids, size_t n,
                                  struct journal_row_ids *out);
/* The entries of some rows of a table, the oldest first. */
enum status journal_entries_of(struct db *db, struct arena *a, const struct journal_table *table,
                               const i64 *ids, size_t n, struct journal_link_array *out);
/* The values of one entry that were not erased, by field. */
enum status journal_values_of(struct db *db, struct arena *a, i64 entry,
                              struct journal_salted_array *out);
/* Its last entry and that one's hash; 0 and NO_STR in an empty one. */
enum status journal_place(struct db *db, struct arena *a, i64 *position, str *hash);

#endif

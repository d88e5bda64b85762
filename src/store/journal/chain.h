/* chain.h: how the journal is hashed, for what writes it, checks it and hands parts of it out.
** docs/dossier.md describes the same for people with other tools. */
#ifndef STORE_JOURNAL_CHAIN_H
#define STORE_JOURNAL_CHAIN_H

#include "gen/model.h"

/* The digest of one changed field; NO_STR (NULL) differs from an empty text. Lower-case hex. */
str journal_field_digest(struct arena *a, str field, str salt, str before, str after);
/* The hash of an entry: of everything but `hash` itself. Lower-case hex. */
str journal_entry_hash(struct arena *a, const struct journal_link *e);
/* The digest that an entry keeps for a field, or NO_STR. `digests` is "field=hex field=hex …". */
str journal_kept_digest(str digests, str field);

#endif

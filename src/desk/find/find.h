/* find.h: which records a person may know of. Used by the search across records, by the desk's list
** of recent changes and by the journal's links: whatever names a record of another feature asks here. */
#ifndef DESK_FIND_H
#define DESK_FIND_H

#include "people/people.h"

/* May the person who is signed in know of this record? `kind` is the name of its feature, `address`
** where it lives; what everybody may find is always known. Asks the feature's own guard. */
enum status record_known(struct request *r, str kind, i64 record, str address, bool *known);
/* A kind in words: "Proposal". */
str record_kind_words(struct request *r, str kind);

#endif

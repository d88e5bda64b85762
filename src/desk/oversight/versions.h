/* versions.h: who may see the past of a record. */
#ifndef DESK_VERSIONS_H
#define DESK_VERSIONS_H

#include "web/request.h"

/* OK for who may open the record's own page, and for who reads the journal. NOT_FOUND if the person must
** not even know of it. */
enum status record_past_permitted(struct request *r, str kind, str code);

#endif

/* call.h: calls for proposals, as the features beside it in fund/ and above need them. */
#ifndef FUND_CALL_H
#define FUND_CALL_H

#include "web/request.h"

#include "gen/model.h"

/* Any call by its code, drafts too. */
enum status call_load(struct db *db, struct arena *a, str code, struct call_row *out);
/* "draft", "withdrawn", and of a published one "coming", "open" or "closed" at this instant. Only the
** two instants of the call decide; a call is open at its very deadline. */
str call_phase(const struct call_row *c, i64 now);
/* What everybody sees, in the request's language. */
void call_item_fill(struct request *r, const struct call_row *c, struct call_item *out);
/* The next instant at which a public page about this call would differ, or NO_DATE. */
i64 call_differs(const struct call_row *c, i64 now);
/* Published calls, open ones first. */
enum status call_list_public(struct db *db, struct arena *a, i64 now, i64 limit,
                             struct call_row_array *out);
/* Its extensions, the deadlines in words of its own zone. */
enum status call_extensions_fill(struct request *r, const struct call_row *c,
                                 struct call_extension_row_array *out);
/* An instant in words, in a zone: "10 December 2026, 23:59 EST". */
str call_time_words(struct request *r, i64 at, str zone);

#endif

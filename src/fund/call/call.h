/* call.h: calls for proposals, as the features beside it in fund/ and above need them. */
#ifndef FUND_CALL_H
#define FUND_CALL_H

#include "edition/edition.h"
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
/* Judges a document by the limits of its call, with findings like those of the edition's rules. */
enum status call_judge(struct request *r, i64 call, const struct edition *e,
                       const struct form *form, const json_t *doc, i64 parties,
                       struct finding_array *out);
/* What its cap counts ("direct" and the like) in the edition's words; NO_STR where nothing is said. */
str call_basis_words(const struct edition *e, str basis, str lang);
/* The bases among which the edition lets a call choose. */
void call_bases(struct request *r, const struct edition *e, struct part_choice_array *out);
/* A code of "country", "region" or a vocabulary of the edition. */
bool call_code_known(const struct edition *e, const char *voc, str code);
/* Codes with spaces between, with their labels. */
void call_codes_fill(struct request *r, const struct edition *e, const char *voc, str codes,
                     struct part_choice_array *out);
/* Its regions, then its countries; none: everywhere. */
void call_places_fill(struct request *r, const struct call_row *c, struct part_choice_array *out);
/* What the call has for all proposals together, and what those that stand approved ask of it (by the
** public status of their state, `but` left aside, an ended programme too). Without an envelope `whole`
** has no currency; what is asked in another currency is not counted. */
enum status call_envelope_of(struct db *db, struct arena *a, struct app *app, i64 call, i64 but,
                             struct call_envelope *out);
/* The documents that a reader may have with it. */
enum status call_documents_fill(struct request *r, const struct call_row *c, bool desk,
                                struct call_document_array *out);
/* Does a published call refer to this file? Its type; else NOT_FOUND. */
enum status call_file_public(struct db *db, struct arena *a, str hash, str *type);
/* An instant in words, in a zone: "10 December 2026, 23:59 EST". */
str call_time_words(struct request *r, i64 at, str zone);

#endif

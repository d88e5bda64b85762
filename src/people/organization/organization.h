/* organization.h: organizations of the fund: those that apply, take part or publish. */
#ifndef PEOPLE_ORGANIZATION_H
#define PEOPLE_ORGANIZATION_H

#include "people/people.h"

struct organization_row;
struct organization_row_array;

/* Codes are short and lower-case: "undp". */
enum status organization_find_code(struct db *db, struct arena *a, str code,
                                   struct organization_row *out);
enum status organization_find_id(struct db *db, struct arena *a, i64 id,
                                 struct organization_row *out);
/* Every active one, by acronym. */
enum status organization_active(struct db *db, struct arena *a, struct organization_row_array *out);
/* The active ones for which the session holds a duty with this verb; all of them at fund scope. */
enum status organization_mine(struct request *r, const char *verb,
                              struct organization_row_array *out);
/* A new one in a transaction; CONFLICT if the code is taken. Strings may be empty but code, name and
** acronym. */
enum status organization_create(struct tx *tx, const struct organization_row *in, i64 *id);

#endif

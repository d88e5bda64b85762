/* people.h: who is signed in and what they may do. Code names verbs; the edition maps roles to
** verbs; a role is granted at a scope: the fund, an organization, one record. */
#ifndef PEOPLE_PEOPLE_H
#define PEOPLE_PEOPLE_H

#include "web/session.h"

/* True if any grant of the session gives the verb at this scope (NULL: anywhere). */
bool may(const struct request *r, const char *verb, const struct scope *scope);
/* The role that gives it, or nothing. */
str may_as(const struct request *r, const char *verb, const struct scope *scope);
/* Is the record closed to the person, whatever duties for the fund or for it they hold? */
bool record_barred(const struct request *r, const char *kind, i64 record);
/* A role can be held for one call or one organization: then for each record of a kind that stands under it.
** Registered at START by the feature that knows them; its guard says by scope->call and
** scope->organizations under which a record is. */
typedef enum status records_under_fn(struct db *db, struct arena *a, i64 id, struct id_array *out);
void records_under_register(const char *under, const char *kind, records_under_fn *fn);
/* For lists: the reader's whole scope for a verb, for {may …}. */
struct may may_list(struct request *r, const char *verb);

#endif

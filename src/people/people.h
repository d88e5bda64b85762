/* people.h: who is signed in and what they may do. Code names verbs; the edition maps roles to
** verbs; a role is granted at a scope: the fund, an organization, one record. */
#ifndef PEOPLE_PEOPLE_H
#define PEOPLE_PEOPLE_H

#include "web/reply.h"

struct granted {
    str role;          /* name in the edition's roles */
    str scope;         /* "fund", "organization", "record" */
    i64 scope_id;      /* organization id; or record id with `record_kind` */
    str record_kind;
    i64 until;         /* NO_DATE: open-ended */
};
struct session {
    i64 id, account;
    str name, email;
    str token;         /* of forms */
    str lang;
    str acting_as;     /* role chosen in the switch, or empty: all roles at once */
    struct granted *grants; /* in force at r->now */
    size_t grant_count;
};
/* Where a record stands, filled by its guard. */
struct scope {
    const char *kind;  /* "proposal" */
    i64 record;
    i64 organizations[32]; /* whose record it is: the lead first, then the other parties */
    size_t organization_count;
    i64 created_by;
};

/* True if any grant of the session gives the verb at this scope (NULL: anywhere). */
bool may(const struct request *r, const char *verb, const struct scope *scope);
/* For lists: the reader's whole scope for a verb, for {may …}. */
struct may may_list(struct request *r, const char *verb);

#endif

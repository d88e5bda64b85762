/* records.h: a real address for each GET route, found as a reader finds it: by following links. Called
** by the walks over the table of routes, which would else only meet "there is no such record". */
#ifndef TEST_RECORDS_H
#define TEST_RECORDS_H

#include "fund.h"

/* Sends a GET of whoever is asking now; returns how many statements it cost the database. */
typedef i64 hostile_send(void *context, str target, struct answer *out);
/* The code of the record that a path parameter names, such as "proposal"; empty if there is none. */
typedef str hostile_code(void *context, str name);

/* Follows links from every page without a parameter on. The result has one path per route of
** routes[]: one that answered 200, else one that led on, else one that is put together from codes of
** records that exist, else NO_STR; `code` fills the parameters of those that no page links to (addresses
** in letters). */
str *records_find(struct arena *a, hostile_send *send, hostile_code *code, void *context);

#endif

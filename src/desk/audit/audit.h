/* audit.h: the kinds of records of which an auditor draws samples. Inside the folder only. */
#ifndef DESK_AUDIT_H
#define DESK_AUDIT_H

#include "desk/audit/draw.h"
#include "web/request.h"

#include "gen/model.h"

#define AUDIT_POPULATION_MOST 100000
#define AUDIT_SIZE_MOST 100
#define AUDIT_LIST_MOST (64 << 20)

struct audit_kind {
    const char *kind, *label, *basis; /* label and basis are MESSAGE() */
    const char *verb;                 /* who reads them */
    const char *strata;               /* names with spaces between */
    const char *address; /* what stands before a record's code; NULL: it is asked for */
    bool dossier;        /* its history can be taken along */
};
extern const struct audit_kind audit_kinds[];
extern const size_t audit_kind_count;
/* NULL if there is no such kind, or the person does not read it. */
const struct audit_kind *audit_kind_find(const struct request *r, str kind);
bool audit_kind_read(const struct request *r, const struct audit_kind *k);
/* The word of a way to divide, as a MESSAGE(). */
const char *strata_words(str name);
/* All records of the kind from one day to another, both with it, that the person may read. LIMIT if they
** are too many. */
enum status audit_population(struct request *r, const struct audit_kind *k, i64 starts, i64 ends,
                             str strata, struct drawn_array *out);
/* The words of its kind and of how it was divided. */
void audit_sample_words(struct request *r, struct audit_sample *x);
/* Where a record of the kind is read. */
enum status audit_address(struct request *r, const struct audit_kind *k, str code, str *out);

#endif

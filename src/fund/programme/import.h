/* import.h: programmes from a CSV file. A file is read line by line; each line is new, unchanged,
** changed or faulty. Looking and importing are the same reading, so that what was shown is what goes
** in; a second run of a file finds everything unchanged. */
#ifndef FUND_IMPORT_H
#define FUND_IMPORT_H

#include "fund/programme/csv.h"
#include "fund/programme/facts.h"

#define IMPORT_BYTES_MAX (64 << 20)

enum import_verdict { IMPORT_NEW, IMPORT_SAME, IMPORT_CHANGED, IMPORT_FAULT };

struct import_counts {
    i64 fresh, changed, unchanged, faulty;
};
struct import_seen { /* which keys stood in earlier lines */
    u64 *hash;
    i64 *line;
    size_t n, size;
};
struct import {
    struct arena *arena; /* lives as long as the import */
    struct arena *row;   /* of one line; import_next forgets the one before */
    struct app *app;
    str lang;
    bool make_organizations;
    struct csv csv;
    size_t size;                                   /* of the file */
    const struct column *columns[CSV_COLUMNS_MAX]; /* NULL: the key, or unknown */
    str names[CSV_COLUMNS_MAX];
    size_t column_count, key;
    struct programme_organization_array known;
    struct import_seen seen;
    str unknown; /* names of the columns that were ignored */
    str made;    /* organizations that lines before this one need */
    struct import_counts counts;
    void (*told)(const struct import *m, void *context); /* of each faulty line, or NULL */
    void *told_context;
    /* of the line that import_next read; in the arena `row` */
    i64 line;
    enum import_verdict verdict;
    str line_key;
    struct facts before, after;
    struct programme_fault_array faults;
};

/* Reads the header. CONFLICT with words in *fault if the whole file cannot be read. Ends with
** import_end. */
enum status import_begin(struct import *m, struct app *app, struct db *db, str lang, str bytes,
                         bool make_organizations, str *fault);
/* The next line; NOT_FOUND at the end. */
enum status import_next(struct import *m, struct db *db);
void import_end(struct import *m);

/* Imports everything that is left, in transactions of at most 50 ms; `progress` (or NULL) is told
** after each. */
typedef void import_progress_fn(const struct import *m, void *context);
enum status import_run(struct import *m, struct actor actor, i64 now, import_progress_fn *progress,
                       void *context);

#endif

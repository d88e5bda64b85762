/* facts.h: what is known of a programme, and the columns in which people write it: the same for the
** import of a CSV file and for the form on the desk. Reading a value, telling what changed and writing
** the rows stand here once. */
#ifndef FUND_FACTS_H
#define FUND_FACTS_H

#include "edition/edition.h"
#include "store/store.h"

#include "gen/model.h"

struct app;

struct facts {
    struct programme_row row;
    struct programme_organization_array organizations; /* the lead first, if it is known; id 0: not
                                                           there yet, facts_write makes it */
    struct programme_code_array countries, dimensions;
};

enum column_kind {
    COLUMN_TEXT,
    COLUMN_TITLE,
    COLUMN_LANGUAGE,
    COLUMN_STATUS,
    COLUMN_COUNTRIES,
    COLUMN_DIMENSIONS,
    COLUMN_ORGANIZATIONS,
    COLUMN_LEAD_KNOWN,
    COLUMN_CURRENCY,
    COLUMN_MONEY,
    COLUMN_AMOUNT_KIND,
    COLUMN_SHARES,
    COLUMN_FIRST_DAY, /* a year or a month stands for its first day */
    COLUMN_LAST_DAY,
    COLUMN_MONTHS
};
struct column {
    const char *name;  /* of the CSV column and the form's field */
    const char *label; /* MESSAGE() */
    const char *hint;  /* MESSAGE() or NULL */
    enum column_kind kind;
    size_t offset, exact; /* in struct programme_row */
    size_t max;           /* characters of a text */
};
extern const struct column columns[]; /* in the order in which they must be read */
extern const size_t column_count;
const struct column *column_find(str name);

/* What reading needs to know beside the value. */
struct facts_reader {
    struct arena *arena;
    str lang; /* of the faults' words */
    const struct edition *edition;
    const struct programme_organization_array *known; /* every organization of the fund */
    bool make_organizations; /* an unknown one will be added, instead of being a fault */
    str currency;            /* of amounts, as read last */
};
/* Takes one value (never empty) into the facts. NO_STR, or the fault in words that say what to do;
** then the facts are as before. */
str column_read(struct facts_reader *c, const struct column *column, str value, struct facts *f);
/* Forgets what the column said; false if every programme needs it. */
bool column_clear(const struct column *column, struct facts *f);
/* The value in the form in which column_read takes it; empty if there is none. */
str column_text(struct arena *a, const struct column *column, const struct facts *f);
/* Faults between columns ("the end lies before the start"): the column and the words, or NULL. */
const struct column *facts_fault(const struct facts_reader *c, const struct facts *f, str *words);

/* A new programme has a status and a title; all else is unknown. */
void facts_begin(struct facts *f);
/* Fills the lists of a loaded row. */
enum status facts_load(struct db *db, struct arena *a, struct facts *f);
/* The differences, with the columns' labels in `lang`. */
void facts_differ(struct arena *a, str lang, const struct facts *before, const struct facts *after,
                  struct programme_difference_array *out);

/* Writes a new programme (before NULL; row.id and row.code come back filled) or what changed of one.
** Organizations without id are made and filled in; makes it findable. */
enum status facts_write(struct tx *tx, struct arena *a, const struct facts *before,
                        struct facts *f);

/* "2004", "June 2013", "17 May 2013": as exact as the source. */
str exact_words(struct arena *a, str lang, i64 day, str exact);

#endif

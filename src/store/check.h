/* check.h: what every check of a whole fund is given and reports to. A check reads, in one snapshot,
** writes nothing, and names what does not agree; `letsema verify` and the auditor's page run them
** all (web/verify.h). A feature registers its own with a CHECK comment. */
#ifndef STORE_CHECK_H
#define STORE_CHECK_H

#include "store/store.h"

/* Marks a literal as a message for translation, as web/text.h does. */
#define MESSAGE(literal) literal

enum { CHECK_ARGUMENTS = 4 };

/* The first fault of its kind; a kind is its message. */
struct check_fault {
    const char *message; /* English, %1 … %4 stand for the arguments */
    str arguments[CHECK_ARGUMENTS];
    size_t argument_count;
    i64 count; /* faults of this kind */
};
struct check_fault_array {
    struct check_fault *v;
    size_t n, cap;
};

struct anchor;

struct check {
    struct store *store;
    struct db *db;       /* one snapshot for all checks */
    struct arena *arena; /* holds the faults */
    struct arena *page;  /* for the check that runs; it resets it whenever it likes */
    struct check_fault_array faults;
    i64 entries, rows, files;                               /* looked at */
    const char *name;                                       /* of the check that runs */
    void (*progress)(void *to, const char *name, i64 done); /* may be NULL */
    void *to;
    const struct anchor *anchor; /* a digest of the journal that was kept elsewhere, or NULL */
};

/* Notes a fault: where it is, what was expected, what to do; in one line. The message is a literal in
** MESSAGE(), the others are the texts of %1, %2 … */
#define check_fault(c, text, ...)                                                                  \
    check_fault_add((c), (text), (const str[]){__VA_ARGS__},                                       \
                    sizeof((const str[]){__VA_ARGS__}) / sizeof(str))
void check_fault_add(struct check *c, const char *message, const str *arguments, size_t n);
/* A number as an argument. */
str check_number(struct check *c, i64 v);
/* Tells who waits how far the check is; cheap, for every row. */
void check_step(struct check *c, i64 done);

/* Faults unless the file store has a file of this hash; `where` names what refers to it. */
void check_file_reference(struct check *c, str hash, str where);

/* The checks of the store itself; each is registered by web/verify.c. OK also when faults were found;
** another status when it could not look. */
enum status check_engine(struct check *c);  /* the database file, its references */
enum status check_journal(struct check *c); /* the chain, and the values behind its digests */
enum status check_rows(struct check *c);    /* journalled tables against the journal, both ways */
enum status check_files(struct check *c);   /* every stored file, every reference to one */
enum status check_search(struct check *c);  /* what can be found against its index of words */

#endif

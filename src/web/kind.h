/* kind.h: the kinds of children and their limits, for the two sides of a child: child.c, which starts and
** ends it, and kind.c, which is it. */
#ifndef WEB_KIND_H
#define WEB_KIND_H

#include "base/base.h"

enum { CHILD_ARGUMENTS = 2, CHILD_NOT_STARTED = 127 /* as shells say it */ };

struct child_kind {
    const char *name;
    const char *program; /* looked for in /usr/bin and /bin; NULL: a function of ours */
    int arguments;
    i64 memory;        /* bytes of address space */
    i64 seconds;       /* of the clock */
    i64 processor;     /* seconds of processor time */
    size_t output_max; /* bytes heard; a child that says more is ended */
};

/* NULL if there is no such kind. */
const struct child_kind *child_kind(str name);
/* `letsema child` with the words behind it; for the tests, whose program is another. */
int child_begin(int argc, char **argv);
/* Where a program stands, NULL if it is not installed. */
const char *child_program(struct arena *a, const char *name);

#endif

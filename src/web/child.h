/* child.h: runs a program of the system for us, on input that nobody vouches for (PDF, pictures): with
** limits on memory, processor time, files and the clock, in its own process group, without our
** descriptors and environment, unable to gain rights. It reads one file on stdin and is heard on stdout.
** It does not shut the child out of the file system or the network: `letsema child` will. */
#ifndef WEB_CHILD_H
#define WEB_CHILD_H

#include "base/base.h"

struct child {
    const char *const *argv; /* NULL-ended; the program is looked for in /usr/bin and /bin */
    const char *input;       /* path of the file on stdin, or NULL */
    i64 memory;              /* bytes of address space */
    i64 written;             /* bytes of any file that it writes */
    i64 seconds;             /* of processor time, and of the clock */
    size_t output_max;       /* bytes heard on stdout; a child that says more is ended */
};

/* OK with what it said if it ended with 0. NOT_FOUND: no such program, or it refused its input; LIMIT:
** it was ended because of a limit; FAILED: it could not be started. */
enum status child_run(struct arena *a, const struct child *c, str *output);

#endif

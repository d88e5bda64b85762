/* as_child.h: included by a unit test that takes uploads. child_run() starts the running program again
** as `PROGRAM child KIND …`, and here that is the test itself. */
#ifndef AS_CHILD_H
#define AS_CHILD_H

#include "base/base.h"
#include "web/kind.h"

#include <unistd.h>

__attribute__((constructor)) static void as_child(int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "child") != 0) return;
    if (!digest_start()) _exit(1);
    _exit(child_begin(argc - 2, argv + 2));
}

#endif

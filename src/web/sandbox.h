/* sandbox.h: the doors that a process shuts behind itself before it reads what nobody vouches for. Used
** by `letsema child` (kind.c), asked by the doctor. Two layers of the kernel, each taken if it is there:
** Landlock (files, the network's ports, signals) and a seccomp filter (system calls). */
#ifndef WEB_SANDBOX_H
#define WEB_SANDBOX_H

#include "base/base.h"

struct sandbox_layers {
    int landlock; /* version of its interface; 0: the kernel has none, or it is switched off */
    bool seccomp;
};
struct sandbox_layers sandbox_layers(void);

/* From here on this process and what it executes: may read the system's libraries and fonts and no other
** file, write none, execute only `program` (NULL: nothing), make threads and no process, reach no network,
** no other process and no corner of the kernel that reading a file does not need. Files that are open
** stay open. False, with nothing promised, if a layer that the kernel has could not be taken. */
bool sandbox_enter(const char *program);

#endif

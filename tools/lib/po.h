/* po.h: messages to translate and their translations, both in files of gettext's PO form. */
#ifndef TOOLS_PO_H
#define TOOLS_PO_H

#include "util.h"

struct message {
    str id;
    str plural;          /* NO_STR if it has none */
    str one, many;       /* translations; empty if missing */
    struct names places; /* "src/a.c:12" */
    bool c_format;       /* goes through printf: a wrong % would read wild memory */
    bool fuzzy;          /* a translation that a person has not confirmed: not used */
    const char *file;
    int line; /* where it stands in the PO file */
};
struct messages {
    struct message *v;
    size_t n, cap;
};

/* Adds a message or one more place of it. An empty message is none (NULL). */
struct message *message_add(struct messages *m, str id, str plural, const char *file, int line);
/* Sorted by id; of equal ones one remains, with the places of all. */
void messages_sort(struct messages *m);
const struct message *message_find(const struct messages *sorted, str id);
/* Adds the entries of a PO file; the header (msgid "") and obsolete entries (#~) are left out. */
void po_read(const char *path, struct messages *out);
void po_write(const char *path, const struct messages *m);

#endif

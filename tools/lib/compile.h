/* compile.h: turns one template into the body of one C function. */
#ifndef TOOLS_COMPILE_H
#define TOOLS_COMPILE_H

#include "expr.h"
#include "template.h"

/* Where the body of a part with a slot falls into two functions. */
#define SLOT_MARK "\f"

struct param {
    const char *name;
    struct value want;
    const char *fallback; /* C, or NULL: it must be given */
};
struct part {
    const struct template *template;
    struct {
        struct param *v;
        size_t n, cap;
    } params;
    bool has_slot;
};

/* What all templates of one run share. */
struct compiler {
    struct tool tool;
    struct model model;
    struct messages messages;
    struct {
        struct part *v;
        size_t n, cap;
    } parts;
};

/* Appends the statements of the template to `body`, and to `before` what must stand before the
** function. `vars` are its root names; page is known without being among them. */
void compile_template(struct compiler *all, const struct template *t, const char *function,
                      const struct variable *vars, bool has_slot, struct buf *body,
                      struct buf *before);

#endif

/* template.h: which .html files there are, and the view or part that each is. */
#ifndef TOOLS_TEMPLATE_H
#define TOOLS_TEMPLATE_H

#include "model.h"

struct template
{
    const char *file;
    const char *feature;
    int room;
    const struct model_view *view; /* NULL for a part */
    const char *part;              /* name of a part, else NULL */
    bool shared;                   /* a part of src/web/part: every room may use it */
    str head;                      /* the inside of its first {view …} or {part …}, or empty */
    str body;                      /* what follows that */
    int body_line;
};
struct templates {
    struct template *v;
    size_t n, cap;
};

/* All templates below `src`, sorted by path; a template without its view, and two of one view or of
** one part name, are faults. */
struct templates templates_find(const struct tool *t, const char *src, const struct model *m);
const struct template *template_of_view(const struct templates *all, const struct model_view *v);

#endif

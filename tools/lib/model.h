/* model.h: every FEATURE.model below a source folder, read, checked and linked; what the tools
** index, sql and html know about views. docs/formats.md is the language. */
#ifndef TOOLS_MODEL_H
#define TOOLS_MODEL_H

#include "util.h"
#include "web/view.h"

struct model_view;

struct model_field {
    const char *name;
    enum field_type type;
    enum field_for face;
    const char *label;           /* NULL if it has none */
    const char *hxl;             /* "#country+code" or NULL */
    const char *terms;           /* vocabulary of FIELD_TERM, else NULL */
    const char *of_name;         /* of FIELD_LIST and FIELD_VIEW, else NULL */
    const struct model_view *of; /* the same, linked */
    int line;
};

struct model_view {
    const char *name;
    const char *label; /* NULL if it has none */
    const char *feature;
    const char *file;
    int line;
    int room; /* index into the tool's rooms, -1 if it stands in none */
    struct {
        struct model_field *v;
        size_t n, cap;
    } fields;
};

struct model {
    struct model_view **v; /* by room, then path, then line */
    size_t n, cap;
};

/* Reads all models below `src`. Faults are noted (fault_at) and the faulty view or field left out;
** call tool_end or write_if_changed after, both respect them. */
struct model model_read(const struct tool *t, const char *src);
/* By name; NULL if there is none. */
const struct model_view *model_find(const struct model *m, str name);
const struct model_field *model_field_find(const struct model_view *v, str name);
/* "id, slug, title": for messages. */
const char *model_field_list(const struct model_view *v);

/* The simple types by their word in a model ("id" … "size", not term, view or list). */
bool field_type_named(str word, enum field_type *out);
const char *field_type_word(enum field_type type); /* "text"; "term", "list", "view" too */
const char *
field_type_c(enum field_type type); /* "str", "i64", "struct money"; NULL for list, view */
/* "FIELD_TEXT" */
const char *field_type_enum(enum field_type type);

#endif

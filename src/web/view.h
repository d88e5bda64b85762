/* view.h: what a handler fills and every face reads. The index tool writes one descriptor per view
** of a .model file; JSON, CSV and the API description walk it, a template is compiled from it. */
#ifndef WEB_VIEW_H
#define WEB_VIEW_H

#include "base/base.h"

enum field_type {
    FIELD_ID,
    FIELD_INT,
    FIELD_DECIMAL,
    FIELD_BOOL,
    FIELD_TEXT,
    FIELD_CODE,
    FIELD_URL,
    FIELD_MARKDOWN,
    FIELD_HTML,
    FIELD_MONEY,
    FIELD_TIME,
    FIELD_DATE,
    FIELD_TERM,
    FIELD_SIZE,
    FIELD_LIST,
    FIELD_VIEW
};

/* A decimal is a text like "8.5": not negative, with at most three decimals; an empty one is a number that
** nobody knows, which is not nought. */
#define DECIMAL_PLACES 3
#define DECIMAL_UNIT 1000

enum field_for { FOR_NOBODY, FOR_DESK, FOR_PUBLIC };

struct out;

struct view_field {
    const char *name;
    enum field_type type;
    enum field_for face;
    size_t offset;
    const char *label;     /* message to translate, or NULL */
    const char *hxl;       /* "#country+code", or NULL */
    const char *terms;     /* vocabulary of a term, or NULL */
    const struct view *of; /* element or nested view of FIELD_LIST and FIELD_VIEW */
};

struct view {
    const char *name;
    const char *label;
    size_t size;
    const struct view_field *fields;
    size_t field_count;
    void (*html)(struct out *o, const void *v); /* NULL if the view has no template */
};

/* All views, by name. */
extern const struct view *const views[];
extern const size_t view_count;

/* Every list field has this shape, whatever it holds. */
struct any_array {
    void *v;
    size_t n, cap;
};

#endif

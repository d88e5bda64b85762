/* expr.h: the expressions of templates: read, typed by the models, and turned into C. A mistake
** ends the tool with the line that a person wrote. docs/formats.md, "Templates", is the language.
** */
#ifndef TOOLS_EXPR_H
#define TOOLS_EXPR_H

#include "model.h"
#include "po.h"

/* A value in a template and the C expression that it becomes. */
struct value {
    enum field_type type;
    const struct model_view *of; /* of FIELD_LIST and FIELD_VIEW */
    const char *terms;           /* of FIELD_TERM */
    const char *c;
    bool pointer; /* a FIELD_VIEW reached by a pointer */
    bool literal; /* a "text" of the template itself: */
    str text;     /* its bytes */
    bool is_base; /* page.base, which begins every address of a language */
    bool is_path; /* page.path, page.other_path: an address of ours without it */
};

struct variable {
    const char *name; /* as in the template */
    struct value value;
    bool *used; /* set when an expression names it */
    const struct variable *next;
};

/* What is left of a directive, and what it may name. */
struct expr {
    const char *file;
    int line;
    str rest;
    const struct variable *vars;
    struct messages *messages; /* where _"…" is collected */
};

bool expr_end(struct expr *x);
/* Takes this word, or this sign, if it comes next. */
bool expr_word(struct expr *x, const char *word);
bool expr_sign(struct expr *x, const char *sign);
bool expr_name(struct expr *x, str *out);
bool expr_string(struct expr *x, str *out);
/* After a directive: nothing may be left. */
void expr_finish(struct expr *x);

struct value expr_value(struct expr *x);
/* A whole condition, as C. */
const char *expr_condition(struct expr *x);
/* The same for a value: not empty, not zero, not NO_DATE … */
const char *value_truth(struct expr *x, struct value v);
/* As a C expression of type str for a form field or a function: digits, 2026-11-22, 1070000.00. */
const char *value_str(struct expr *x, struct value v);
/* Whether a value may stand where a part declares `want`; its C expression, converted. */
const char *value_as(struct expr *x, struct value v, const struct value *want, const char *name);
/* "text", "list of event_item": for messages. */
const char *value_type_name(const struct value *v);
/* A str of these bytes: S("…"). */
const char *c_str(str s);

#endif

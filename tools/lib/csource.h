/* csource.h: a C file as a row of tokens, enough to find comments, the function below them, and
** calls with literal arguments. Not a C parser. */
#ifndef TOOLS_CSOURCE_H
#define TOOLS_CSOURCE_H

#include "po.h"

enum c_kind { C_END, C_WORD, C_STRING, C_COMMENT, C_OTHER };
struct c_token {
    enum c_kind kind;
    str text; /* as written; of a comment what stands between its marks */
    int line;
};
struct c_source {
    const char *file;
    struct c_token *v; /* ends with a C_END */
    size_t n, cap;
};

struct c_source c_read(const char *path);
/* The decoded text of one or more string tokens in a row from v[*i] on; moves *i behind them. */
str c_literal(const struct c_source *s, size_t *i);
/* Adds the messages of T(), TN(), tr(), tr_n(), problem(), page_crumb() and MESSAGE(). */
void c_messages(const struct c_source *s, struct messages *out);

#endif

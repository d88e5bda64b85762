/* place.h: which function of web/out.h writes a value of a type at a place of HTML. */
#ifndef TOOLS_PLACE_H
#define TOOLS_PLACE_H

#include "expr.h"
#include "markup.h"

/* The C statement; a value that cannot stand there ends the tool. */
const char *place_write(struct markup *m, enum place place, const struct value *v);

#endif

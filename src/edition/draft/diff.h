/* diff.h: the difference of two texts by lines, for the pages that show what an edition's file was
** and is. */
#ifndef EDITION_DRAFT_DIFF_H
#define EDITION_DRAFT_DIFF_H

#include "base/base.h"

enum diff_kind { DIFF_SAME, DIFF_REMOVED, DIFF_ADDED, DIFF_SKIPPED };
struct diff_line {
    enum diff_kind kind;
    i64 number; /* in the new text, of a removed line in the old one; of a gap: how many lines */
    str text;   /* without its line end; borrowed from the texts */
};
struct diff {
    struct diff_line *v;
    size_t n, cap;
    i64 added, removed; /* lines */
};

/* The whole of both texts as a list of lines, with as few changes as can be found: texts that differ
** in more than six hundred lines are shown as replaced where they differ. */
void diff_lines(struct arena *a, str before, str after, struct diff *out);
/* Keeps `around` unchanged lines at each change; the others become gaps. */
void diff_shorten(struct arena *a, const struct diff *whole, i64 around, struct diff *out);

#endif

/* page.h: what must hold for every HTML page that the program answers, whatever it is about. Called
** by runner.c after each reply. */
#ifndef TEST_PAGE_H
#define TEST_PAGE_H

#include "base/base.h"

struct fault_array {
    str *v;
    size_t n, cap;
};

/* Tags balanced, ids unique and their references found, exactly one h1 and it stands in main, no
** place of a message or of a template left unfilled, no style attribute, no inline handler. */
void page_check(struct arena *a, str html, struct fault_array *faults);
/* Beside that, of a page that every reader gets: no script, nothing from another host. */
void page_check_public(struct arena *a, str html, str host, struct fault_array *faults);

#endif

/* pdf.h: what poppler says of a PDF, asked in limited children. Fails soft: a file that it cannot read
** has no known pages and no text. */
#ifndef PUBLISH_DOCUMENT_PDF_H
#define PUBLISH_DOCUMENT_PDF_H

#include "base/base.h"

struct pdf_part {
    i64 page; /* of the file, where the part begins, counted from 1 */
    str text; /* UTF-8, at most PDF_PART_BYTES */
};
struct pdf_part_array {
    struct pdf_part *v;
    size_t n, cap;
};
#define PDF_PART_BYTES 12000

/* Number of pages, 0 if it is not known. */
i64 pdf_pages(struct arena *a, const char *path);
/* The words in parts of bounded size, cut at the ends of pages, paragraphs, lines. */
void pdf_text(struct arena *a, const char *path, struct pdf_part_array *out);
/* The same for a text in which form feeds part the pages; for tests and fuzzing. */
void pdf_text_split(struct arena *a, str text, struct pdf_part_array *out);

#endif

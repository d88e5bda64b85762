/* make_pdf.h: a small writer of plain PDF files, so that the library of a demonstration fund holds
** a real document without a binary file in the source. Called by the demo; not for the public
** reports, whose texts need shaping. */
#ifndef DESK_DEMO_MAKE_PDF_H
#define DESK_DEMO_MAKE_PDF_H

#include "base/base.h"

/* Appends to *b a PDF 1.4 of A4 pages with the text of `source`: one paragraph per line, "# ",
** "## ", "### " headings, "- " list items; emphasis marks are dropped. Letters are Helvetica in the
** Windows Latin set, which covers English and French; others become "?". Each page ends with
** `footer` and its number. LIMIT if the text is longer than 100 pages or does not fit the buffer.
** *pages, unless NULL, receives the number of pages. */
enum status make_pdf(struct buf *b, str title, str footer, str source, int *pages);

#endif

/* child.h: has another process read what nobody vouches for (PDF, pictures): `letsema child KIND`, this
** program started again, which goes into the sandbox (sandbox.h) and becomes the reader. It has the file
** on stdin, is heard on stdout and sees no file, network or process of ours; memory, processor time,
** the clock, open files and what it may say are limited; whatever it leaves behind is ended with it.
** Called by features that take uploads; blocks until the child has ended. */
#ifndef WEB_CHILD_H
#define WEB_CHILD_H

#include "base/base.h"

/* Kinds of children (kind.c); each reads the file on stdin:
**   pdf-info              what pdfinfo says
**   pdf-text              its words, pages parted by form feeds
**   picture WIDTH QUALITY a WebP at most WIDTH wide and twice as high, without what a camera adds
**   xlsx                  the cells of a spreadsheet (xlsx.h)
**   probe WHAT            no reader: does what a hostile file would have a reader do
** `arguments` ends with NULL; `input` is the file's path, or NULL.
**
** OK with what it said if it ended with 0. NOT_FOUND: it refused its input; LIMIT: it was ended because of
** a limit; BUSY: other children run, and none ended in time; FAILED: it could not be started, or the
** program that it should become is not installed. */
enum status child_run(struct arena *a, const char *kind, const char *const *arguments,
                      const char *input, str *output);

#endif

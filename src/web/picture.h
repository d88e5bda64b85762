/* picture.h: an uploaded picture made small enough for a slow line, in a child (child.h). Called by the
** features that take pictures; nothing of the original is changed. */
#ifndef WEB_PICTURE_H
#define WEB_PICTURE_H

#include "web/request.h"

struct small_picture {
    str bytes; /* WebP, without what a camera adds */
    i64 width, height;
};
/* The largest and best one of at most `most` bytes and 640 wide. NOT_FOUND: this is no PNG, JPEG or WebP
** that can be read, or it is cut short; LIMIT: it has more than 100 million points or took too long;
** BUSY or FAILED: not now. */
enum status picture_small(struct arena *a, const char *path, i64 most, struct small_picture *out);
/* Notes at the field, in words, why there is none. */
void picture_problem(struct request *r, const char *field, enum status st);

/* Width and height as the head of a file says them; false for anything but PNG, JPEG and WebP. */
bool picture_size(str bytes, i64 *width, i64 *height);

#endif

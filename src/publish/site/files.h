/* files.h: files that everybody may have, at /files/HASH/NAME. A hash is not a permission: the address
** answers only when some feature says that a published record refers to the file. */
#ifndef PUBLISH_FILES_H
#define PUBLISH_FILES_H

#include "store/store.h"

struct public_file {
    str type;       /* "image/webp" */
    bool inline_ok; /* may be shown in the page instead of being saved */
};
/* OK and *out filled if a published record of the feature refers to the file, else NOT_FOUND. */
typedef enum status public_file_fn(struct db *db, struct arena *a, str hash_hex,
                                   struct public_file *out);
/* At START; registering twice does nothing. */
void public_file_register(public_file_fn *fn);

#endif

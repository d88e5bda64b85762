/* compress.h: bodies made smaller. Used by the page cache, once per page and encoding; pages below
** /desk mix secrets with what was typed and are never compressed. */
#ifndef WEB_COMPRESS_H
#define WEB_COMPRESS_H

#include "base/str.h"

enum encoding { ENCODING_IDENTITY, ENCODING_GZIP, ENCODING_BROTLI };
#define ENCODINGS 3

/* The best encoding that an Accept-Encoding value permits: brotli, gzip, identity. */
enum encoding encoding_choose(str accept_encoding);

/* The compressed bytes in a block of their own that the caller frees, or NO_STR when compressing
** does not make them smaller. */
str compress_bytes(enum encoding encoding, str in);

#endif

/* line.h: how long a download takes, before it begins. The model of two reference lines: a slow one of
** 40 kbit/s and 700 ms, and 3G with 1.5 Mbit/s and 200 ms; three round trips to begin, slow start from
** ten segments, 3.5 KB for TLS. Whole numbers only; everything is rounded up. */
#ifndef WEB_LINE_H
#define WEB_LINE_H

#include "web/request.h"

enum line { LINE_SLOW, LINE_3G };
i64 line_milliseconds(enum line line, i64 bytes);
/* "20 s", "5 minutes", in the reader's language. */
str line_words(const struct request *r, enum line line, i64 bytes);

#endif

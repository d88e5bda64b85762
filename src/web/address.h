/* address.h: which addresses may stand in a page, and how they are written. Used by templates,
** Markdown, redirects and the layout, so that one rule holds for all of them. */
#ifndef WEB_ADDRESS_H
#define WEB_ADDRESS_H

#include "base/base.h"

/* An address of ours ("/programmes", not "//host" or "/\host") or of http, https, mailto, tel. */
bool address_allowed(str s);
/* "/programmes" and the like: an address of this site. */
bool address_is_ours(str s);
/* A whole address into a double-quoted attribute: percent-encodes what may not stand in one. */
void buf_address(struct buf *b, str s);
/* "" for English, "/fr" for French: what stands before public addresses. */
str address_base(struct arena *a, str lang);
/* An address of ours in a language: the base before it, except below /desk, /static and /files. */
str address_local(struct arena *a, str base, str path);

#endif

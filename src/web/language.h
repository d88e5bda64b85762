/* language.h: which of the fund's languages a reader would rather have. The address alone says in which a
** page is; this only lets the page offer a link. */
#ifndef WEB_LANGUAGE_H
#define WEB_LANGUAGE_H

#include "base/base.h"

/* Of `languages` ("en fr") the one that an Accept-Language value (RFC 9110, 12.5.4) asks for more than for
** `here`; none when `here` is asked for as much as any. "fr-CA" asks for "fr" too. Points into `languages`. */
str language_offer(str accept_language, str languages, str here);

#endif

/* choices.h: lists for {choice}, {radios} and {checks}. */
#ifndef WEB_CHOICES_H
#define WEB_CHOICES_H

#include "gen/model.h"
#include "web/request.h"

/* The terms of a compiled vocabulary (country, region, currency …) in the request's language, by their
** labels; empty for a vocabulary that is not compiled in. */
struct part_choice_array choices_of(struct request *r, const char *voc);

#endif

/* place.h: the map of the programmes, for the features beside it. */
#ifndef PUBLISH_PLACE_H
#define PUBLISH_PLACE_H

#include "publish/profile/profile.h"

/* The world with a circle per country, its area the number of programmes, as markup. */
str place_map(struct request *r, const struct profile_tally_array *countries);

#endif

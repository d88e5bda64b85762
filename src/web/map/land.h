/* land.h: what tools/vocabulary.py writes into land.c, for map.c and its test. */
#ifndef WEB_MAP_LAND_H
#define WEB_MAP_LAND_H

#include <stddef.h>

extern const char map_land[]; /* the d= of one path of dots, in a box MAP_WIDTH by MAP_HEIGHT */

struct map_place {
    char cc[3];
    short x10, y10;
};
extern const struct map_place map_places[]; /* sorted by cc */
extern const size_t map_place_count;

#endif

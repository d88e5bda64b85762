/* map.h: the world as dots of land, with a circle for each mark. No boundaries, so none to dispute;
** about 1 KB compressed without marks. A page puts a table with the same figures beside it. */
#ifndef WEB_MAP_H
#define WEB_MAP_H

#include "base/buf.h"

enum { MAP_WIDTH = 228, MAP_HEIGHT = 100 };

/* Where a country stands, in tenths of a unit of the box; false for an unknown code and for
** Antarctica, which lies below the map. */
bool map_point(str cc, int *x10, int *y10);

struct map_mark {
    str country; /* ISO 3166 alpha-2; marks of unknown countries are left out */
    i64 amount;  /* the area of the circle, in any one unit; 0 or less: the smallest circle */
    str title;   /* "Kenya: 3 programmes", a tooltip; may be empty */
};

/* Writes <svg class="map" role="img" aria-label=LABEL> with the path class "land" and the circles
** in a group class "on"; all text is escaped. Larger circles come first, so that small ones stay
** visible; several marks of one country stand around its point. Reorders marks. */
void map_svg(struct buf *b, str label, struct map_mark *marks, size_t n);

/* A place anywhere on earth, in hundred-thousandths of a degree. */
struct map_spot {
    i64 north, east;
    str label; /* a number or letter beside its point */
    str title; /* a tooltip; may be empty */
};
/* Writes the part of the map that holds the spots, with land around them, each as a point and its label.
** The drawing shows where places lie; the dots of land are too coarse for a way or a border. */
void map_spots_svg(struct buf *b, str label, const struct map_spot *spots, size_t n);
/* A place in hundredths of a unit of the box. */
void map_project(i64 north, i64 east, i64 *x, i64 *y);

#endif

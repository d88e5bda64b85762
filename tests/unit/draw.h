/* draw.h: numbers by chance that are the same in each run; a test that wants others sets `chance`. */
#ifndef DRAW_H
#define DRAW_H

#include "base/base.h"

static u32 chance = 20261128;

/* From 0 to BELOW - 1. */
static inline u32 draw(u32 below)
{
    chance = chance * 1664525u + 1013904223u;
    return (chance >> 8) % below;
}

#endif

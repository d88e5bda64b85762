/* land.c: 1601 dots of land, one relative path per row, and a point per country in
** tenths of a unit. Written by tools/vocabulary.py from public outlines; do not edit. */
#include "web/map/land.h"

/* clang-format off */
const char map_land[] =
    "M68 2h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "M57 4h0m12 0h0m6 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m16 0h0"
    "M80 6h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m36 0h0m14 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "M49 8h0m2 0h0m2 0h0m6 0h0m4 0h0m2 0h0m2 0h0m2 0h0m10 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "m2 0h0m24 0h0m6 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m42 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "m2 0h0"
    "M22 10h0m26 0h0m2 0h0m4 0h0m10 0h0m8 0h0m2 0h0m2 0h0m12 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 "
    "0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m14 0h0m4 0h0m12 0h0m54 0h0m2 0h0"
    "M19 12h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m4 0h0m2 0h0m2 0h0m8 0h0m2 0h0m2 0h0m12 0h0m2 0h0m"
    "16 0h0m2 0h0m4 0h0m2 0h0m2 0h0m4 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2"
    " 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0"
    "h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m4 0h0"
    "M18 14h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "m2 0h0m2 0h0m2 0h0m2 0h0m10 0h0m14 0h0m2 0h0m26 0h0m2 0h0m2 0h0m2 0h0m4 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m"
    "2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 "
    "0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "M17 16h0m2 0h0m10 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m12 0"
    "h0m2 0h0m4 0h0m38 0h0m2 0h0m2 0h0m6 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m"
    "2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m6 0h0m4 0h0"
    "M32 18h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m8 0h0m2 0h0m2 0h0"
    "m2 0h0m32 0h0m8 0h0m2 0h0m6 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m"
    "2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 "
    "0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m12 0h0m2 0h0"
    "M31 20h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m4 0h0m2 0h0"
    "m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m28 0h0m2 0h0m6 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m"
    "2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 "
    "0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0m8 0h0m2 0h0"
    "M30 22h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m30 0h0m4 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m"
    "2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 "
    "0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0"
    "M31 24h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "m2 0h0m2 0h0m6 0h0m2 0h0m30 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m"
    "2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 "
    "0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0"
    "M30 26h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "m2 0h0m2 0h0m2 0h0m38 0h0m2 0h0m2 0h0m2 0h0m4 0h0m2 0h0m2 0h0m2 0h0m2 0h0m4 0h0m2 0h0m2 0h0m"
    "2 0h0m4 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 "
    "0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "M27 28h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "m2 0h0m2 0h0m38 0h0m2 0h0m2 0h0m2 0h0m8 0h0m4 0h0m2 0h0m2 0h0m10 0h0m2 0h0m4 0h0m2 0h0m2 0h0"
    "m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2"
    " 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m8 0h0"
    "M28 30h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "m42 0h0m2 0h0m2 0h0m6 0h0m4 0h0m4 0h0m4 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m4 0h0m2 0h0m"
    "2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 "
    "0h0m2 0h0m2 0h0m4 0h0m2 0h0"
    "M27 32h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m44 0h"
    "0m2 0h0m2 0h0m10 0h0m10 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m4 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m"
    "2 0h0m12 0h0"
    "M28 34h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m46 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m18 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m6"
    " 0h0m4 0h0m2 0h0"
    "M29 36h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m48 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m4 0h0m2 0h0m8 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m"
    "2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 "
    "0h0m2 0h0m2 0h0m2 0h0m6 0h0"
    "M30 38h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m4 0h0m6 0h0m46 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m4 0h0m2 0h0m2 0h0m"
    "2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 "
    "0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "M29 40h0m4 0h0m2 0h0m2 0h0m2 0h0m10 0h0m2 0h0m42 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0"
    "h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m4 0h0m2 0h0m2 0h0m2 0h0m6 0h0m2 0h0m2 0h0"
    "m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2"
    " 0h0m2 0h0m2 0h0"
    "M30 42h0m4 0h0m2 0h0m2 0h0m54 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m4 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m8 0h0m2 0h0m2 0h0m"
    "2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "M35 44h0m2 0h0m8 0h0m6 0h0m40 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m4 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m10 0h0m2 0h0"
    "m2 0h0m2 0h0m2 0h0m6 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "M34 46h0m2 0h0m2 0h0m4 0h0m2 0h0m12 0h0m36 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0"
    "h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m4 0h0m2 0h0m2 0h0m2 0h0m2 0h0m12 0h"
    "0m2 0h0m2 0h0m2 0h0m8 0h0m2 0h0m2 0h0m2 0h0m4 0h0"
    "M41 48h0m2 0h0m48 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m4 0h0m2 0h0m2 0h0m16 0h0m2 0h0m14 0h0m2 0h0m2 0h0m2 0h"
    "0m8 0h0"
    "M44 50h0m2 0h0m46 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m24 0h0m2 0h0m16 0h0m2 0h0m2 0h0"
    "M45 52h0m8 0h0m2 0h0m6 0h0m32 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m4 0h0m2 0h0m18 0h0m14 0h0m4 0h0m2 0h0m8 0h"
    "0"
    "M48 54h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m32 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m34 0h0"
    "m16 0h0"
    "M51 56h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m32 0h0m2 0h0m2 0h0m6 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m36 0h0m10 0h0"
    "M50 58h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m44 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m36 0h0m2 0h0m6 0h0m2 0h0m2 0h0"
    "M49 60h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m42 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m40 0h0m6 0h0m2 0h0m2 0h0m8 0h0"
    "M50 62h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m40 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m42 0h0m2 0h0m4 0h0m2 0h0m4 0h0m8 0h0m4 0h0"
    "M49 64h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "m34 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m44 0h0m24 0h0m2 0h0"
    "M50 66h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "m34 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m50 0h0m18 0h0m2 0h0"
    "M51 68h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m34 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m82 0h0"
    "M52 70h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m36 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m6 0h0m54 0h0m2 0h0m6 0h0"
    "M53 72h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m36 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m6 0h0m52 0h0m2 0h0m2 0h0m2 0h0m4 0h0m2 0h0"
    "M56 74h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m36 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m2 0h0m8 0h0m2 0h0m48 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "M57 76h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m36 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0m2 0h0m2 0h0m8 0h0m2 0h0m46 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "M58 78h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m40 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h"
    "0m8 0h0m44 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "M57 80h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m44 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m54 0h0m2 0"
    "h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "M58 82h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m44 0h0m2 0h0m2 0h0m2 0h0m2 0h0m54 0h0m2 0h0m2 0"
    "h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "M57 84h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m46 0h0m2 0h0m2 0h0m58 0h0m2 0h0m2 0h0m2 0h0m4 0"
    "h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0m2 0h0"
    "M58 86h0m2 0h0m2 0h0m2 0h0m4 0h0m108 0h0m14 0h0m2 0h0m2 0h0m2 0h0"
    "M57 88h0m2 0h0m2 0h0m2 0h0m2 0h0m126 0h0m2 0h0m2 0h0m16 0h0"
    "M58 90h0m2 0h0m2 0h0m148 0h0"
    "M59 92h0m2 0h0m2 0h0m128 0h0m16 0h0"
    "M58 94h0m2 0h0m2 0h0m142 0h0"
    "M59 96h0m2 0h0m2 0h0"
    "M60 98h0m2 0h0";

const struct map_place map_places[] = {
    {"AD", 1033, 279}, {"AE", 1371, 420}, {"AF", 1437, 345}, {"AG", 611, 471},
    {"AI", 604, 462}, {"AL", 1145, 290}, {"AM", 1298, 296}, {"AO", 1133, 693},
    {"AR", 612, 865}, {"AS", 2260, 708}, {"AT", 1108, 242}, {"AU", 1835, 694},
    {"AW", 554, 506}, {"AX", 1138, 151}, {"AZ", 1315, 296}, {"BA", 1131, 267},
    {"BB", 623, 501}, {"BD", 1605, 420}, {"BE", 1053, 220}, {"BF", 1006, 507},
    {"BG", 1176, 278}, {"BH", 1346, 403}, {"BI", 1216, 625}, {"BJ", 1032, 527},
    {"BL", 605, 465}, {"BM", 609, 356}, {"BN", 1780, 566}, {"BO", 592, 726},
    {"BQ", 565, 508}, {"BR", 665, 682}, {"BS", 512, 414}, {"BT", 1602, 393},
    {"BW", 1173, 767}, {"BY", 1186, 199}, {"BZ", 434, 470}, {"CA", 475, 167},
    {"CC", 1658, 692}, {"CD", 1174, 622}, {"CF", 1153, 550}, {"CG", 1118, 606},
    {"CH", 1074, 248}, {"CI", 980, 542}, {"CK", 20, 760}, {"CL", 575, 870},
    {"CM", 1102, 557}, {"CN", 1669, 324}, {"CO", 530, 570}, {"CR", 458, 525},
    {"CU", 503, 437}, {"CV", 861, 486}, {"CW", 561, 508}, {"CX", 1718, 679},
    {"CY", 1228, 337}, {"CZ", 1115, 226}, {"DE", 1086, 216}, {"DJ", 1299, 511},
    {"DK", 1081, 179}, {"DM", 613, 483}, {"DO", 555, 457}, {"DZ", 1036, 388},
    {"EC", 494, 611}, {"EE", 1170, 162}, {"EG", 1212, 400}, {"EH", 939, 417},
    {"ER", 1274, 484}, {"ES", 1001, 295}, {"ET", 1280, 535}, {"FI", 1168, 122},
    {"FJ", 2187, 734}, {"FK", 692, 988}, {"FM", 2069, 548}, {"FO", 997, 138},
    {"FR", 1039, 249}, {"GA", 1095, 604}, {"GB", 1014, 196}, {"GD", 609, 509},
    {"GE", 1287, 282}, {"GF", 662, 570}, {"GG", 1011, 228}, {"GH", 1009, 540},
    {"GI", 988, 327}, {"GL", 854, 58}, {"GM", 916, 499}, {"GN", 944, 521},
    {"GP", 611, 476}, {"GQ", 1086, 588}, {"GR", 1161, 302}, {"GT", 422, 482},
    {"GU", 1974, 499}, {"GW", 918, 509}, {"GY", 624, 564}, {"HK", 1762, 431},
    {"HM", 1443, 998}, {"HN", 446, 488}, {"HR", 1122, 260}, {"HT", 541, 457},
    {"HU", 1139, 245}, {"ID", 1777, 601}, {"IE", 982, 201}, {"IL", 1243, 363},
    {"IM", 1003, 194}, {"IN", 1537, 427}, {"IO", 1498, 655}, {"IQ", 1297, 351},
    {"IR", 1364, 354}, {"IS", 940, 119}, {"IT", 1097, 272}, {"JE", 1014, 230},
    {"JM", 510, 463}, {"JO", 1254, 364}, {"JP", 1882, 323}, {"KE", 1269, 595},
    {"KG", 1477, 287}, {"KH", 1711, 504}, {"KI", 20, 586}, {"KM", 1304, 688},
    {"KN", 605, 469}, {"KP", 1803, 297}, {"KR", 1820, 325}, {"KW", 1324, 379},
    {"KY", 485, 454}, {"KZ", 1420, 238}, {"LA", 1699, 460}, {"LB", 1247, 344},
    {"LC", 614, 495}, {"LI", 1081, 245}, {"LK", 1553, 543}, {"LR", 955, 551},
    {"LS", 1200, 823}, {"LT", 1162, 186}, {"LU", 1061, 226}, {"LV", 1166, 175},
    {"LY", 1135, 396}, {"MA", 965, 375}, {"MC", 1068, 270}, {"MD", 1193, 245},
    {"ME", 1140, 277}, {"MF", 604, 464}, {"MG", 1324, 746}, {"MH", 2155, 546},
    {"MK", 1155, 286}, {"ML", 994, 469}, {"MM", 1648, 440}, {"MN", 1634, 248},
    {"MO", 1758, 432}, {"MP", 1979, 485}, {"MQ", 615, 489}, {"MR", 950, 447},
    {"MS", 608, 474}, {"MT", 1112, 329}, {"MU", 1395, 753}, {"MV", 1506, 568},
    {"MW", 1244, 700}, {"MX", 352, 419}, {"MY", 1781, 573}, {"MZ", 1251, 730},
    {"NA", 1130, 767}, {"NC", 2099, 761}, {"NE", 1079, 469}, {"NF", 2097, 819},
    {"NG", 1071, 528}, {"NI", 455, 503}, {"NL", 1060, 208}, {"NO", 1105, 124},
    {"NP", 1559, 387}, {"NR", 2129, 604}, {"NU", 2260, 744}, {"NZ", 2049, 931},
    {"OM", 1385, 445}, {"PA", 485, 536}, {"PE", 523, 669}, {"PF", 36, 733},
    {"PG", 1976, 650}, {"PH", 1818, 480}, {"PK", 1463, 374}, {"PL", 1138, 209},
    {"PM", 693, 247}, {"PN", 185, 784}, {"PR", 581, 462}, {"PS", 1244, 359},
    {"PT", 973, 301}, {"PW", 1911, 543}, {"PY", 638, 775}, {"QA", 1350, 409},
    {"RE", 1381, 759}, {"RO", 1173, 255}, {"RS", 1149, 267}, {"RU", 1554, 141},
    {"RW", 1216, 615}, {"SA", 1308, 418}, {"SB", 2080, 673}, {"SC", 1386, 635},
    {"SD", 1215, 479}, {"SE", 1120, 134}, {"SG", 1708, 590}, {"SH", 980, 720},
    {"SI", 1113, 253}, {"SJ", 1069, 42}, {"SK", 1139, 234}, {"SL", 939, 535},
    {"SM", 1099, 269}, {"SN", 922, 492}, {"SO", 1321, 564}, {"SR", 644, 569},
    {"SS", 1218, 545}, {"ST", 1061, 598}, {"SV", 430, 496}, {"SX", 604, 464},
    {"SY", 1263, 336}, {"SZ", 1222, 800}, {"TC", 550, 435}, {"TD", 1140, 484},
    {"TF", 1430, 971}, {"TG", 1023, 536}, {"TH", 1684, 486}, {"TJ", 1461, 309},
    {"TK", 2260, 669}, {"TL", 1853, 666}, {"TM", 1388, 305}, {"TN", 1081, 343},
    {"TO", 2225, 760}, {"TR", 1241, 306}, {"TT", 611, 521}, {"TV", 2218, 679},
    {"TW", 1805, 421}, {"TZ", 1248, 647}, {"UA", 1208, 230}, {"UG", 1232, 590},
    {"US", 412, 302}, {"UY", 665, 847}, {"UZ", 1407, 285}, {"VA", 1099, 284},
    {"VC", 613, 500}, {"VE", 577, 546}, {"VG", 594, 461}, {"VI", 592, 466},
    {"VN", 1717, 474}, {"VU", 2118, 715}, {"WF", 2218, 708}, {"WS", 2257, 703},
    {"XK", 1150, 279}, {"YE", 1331, 480}, {"YT", 1316, 697}, {"ZA", 1181, 819},
    {"ZM", 1201, 702}, {"ZW", 1214, 743},
};
const size_t map_place_count = sizeof map_places / sizeof *map_places;

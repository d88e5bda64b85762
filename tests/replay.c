/* replay.c: the plain main of fuzz targets that bring none, in an archive of its own so that the
** linker takes it only for those. */
#include "fuzz/replay.h"

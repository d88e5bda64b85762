/* pieces.h: memory for a library that takes and gives back tens of thousands of small pieces within
** one request, as jansson does with a long budget. malloc spends a third of such a request on joining
** what was given back; here a piece is a step forward in a slab, and a slab goes when its last piece
** has come back, from whatever thread. For pieces that die together: one that stays keeps its slab. */
#ifndef BASE_PIECES_H
#define BASE_PIECES_H

#include "base/base.h"

/* Memory aligned to 8 bytes, not zeroed; aborts when there is none. */
void *piece_alloc(size_t n);
/* Gives back what piece_alloc gave. NULL is fine. */
void piece_free(void *piece);
/* For a thread that ends: the slab that it fills goes with the last of its pieces. */
void pieces_leave(void);

#endif

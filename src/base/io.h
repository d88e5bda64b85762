/* io.h: reading and writing to the end. The system may do part of what it was asked for, or be interrupted
** before it began (read(2), write(2): EINTR); whoever reads or writes a file does it through these. */
#ifndef BASE_IO_H
#define BASE_IO_H

#include "base/str.h"

/* Writes all of it; false with errno. */
bool io_write(int fd, str bytes);
/* Reads until `max` bytes are there or the file ends: how many there are, or -1 with errno. */
i64 io_read(int fd, void *to, size_t max);
/* The same from a place, without moving where the descriptor stands. */
i64 io_read_at(int fd, void *to, size_t max, i64 at);

#endif

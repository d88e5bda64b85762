/* tar.h: the blocks of a tar file (ustar), as backups and dossiers are written: plain files only, a name
** of at most 99 bytes, no owner. One head has one form, so that a reader can compare it byte by byte. */
#ifndef BASE_TAR_H
#define BASE_TAR_H

#include "base/str.h"

enum { TAR_BLOCK = 512, TAR_NAME = 100 };
#define TAR_SIZE_MOST INT64_C(077777777777) /* 8 GB less one byte, by eleven octal digits */

struct tar_head {
    char name[TAR_NAME + 1];
    i64 size, time;
};
/* The head of a plain file. */
void tar_head_write(char block[TAR_BLOCK], const char *name, i64 size, unsigned mode, i64 time);
/* False if the block is no head of a plain file, or its sum is wrong. */
bool tar_head_read(const char block[TAR_BLOCK], struct tar_head *out);
bool tar_is_zero(const char *p, size_t n);
/* Zeros that follow `size` bytes, up to the next block. */
size_t tar_padding(i64 size);

#endif

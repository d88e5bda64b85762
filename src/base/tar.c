/* tar.c: heads of tar files; see tar.h. */
#include "base/tar.h"

#include <stdio.h>

enum { SIZE_AT = 124, TIME_AT = 136, SUM_AT = 148, KIND_AT = 156, MAGIC_AT = 257 };

void tar_head_write(char block[TAR_BLOCK], const char *name, i64 size, unsigned mode, i64 time)
{
    struct {
        char name[TAR_NAME], mode[8], uid[8], gid[8], size[12], time[12], sum[8], kind;
        char link[100], magic[6], version[2], rest[247];
    } h = {.kind = '0', .magic = "ustar", .version = {'0', '0'}};
    _Static_assert(sizeof h == TAR_BLOCK, "a tar header");
    snprintf(h.name, sizeof h.name, "%s", name);
    snprintf(h.mode, sizeof h.mode, "%07o", mode & 07777);
    snprintf(h.uid, sizeof h.uid, "%07o", 0U);
    snprintf(h.gid, sizeof h.gid, "%07o", 0U);
    snprintf(h.size, sizeof h.size, "%011llo", (unsigned long long)size);
    snprintf(h.time, sizeof h.time, "%011llo", (unsigned long long)time);
    memset(h.sum, ' ', sizeof h.sum);
    unsigned sum = 0;
    for (size_t i = 0; i < sizeof h; i++)
        sum += ((const u8 *)&h)[i];
    snprintf(h.sum, sizeof h.sum - 1, "%06o", sum);
    memcpy(block, &h, sizeof h);
}

static bool octal(const char *p, size_t n, i64 *out)
{
    i64 v = 0;
    size_t digits = 0;
    for (; digits < n && p[digits] >= '0' && p[digits] <= '7'; digits++)
        v = v * 8 + (p[digits] - '0');
    *out = v;
    return digits > 0 && (digits == n || p[digits] == '\0' || p[digits] == ' ');
}

static bool sum_good(const char *h)
{
    i64 said, sum = 0;
    for (size_t i = 0; i < TAR_BLOCK; i++)
        sum += i >= SUM_AT && i < KIND_AT ? ' ' : (u8)h[i];
    return octal(h + SUM_AT, 6, &said) && said == sum;
}

bool tar_head_read(const char block[TAR_BLOCK], struct tar_head *out)
{
    memcpy(out->name, block, TAR_NAME);
    out->name[TAR_NAME] = '\0';
    return memcmp(block + MAGIC_AT, "ustar\00000", 8) == 0 && block[KIND_AT] == '0' &&
           sum_good(block) && octal(block + SIZE_AT, 12, &out->size) &&
           octal(block + TIME_AT, 12, &out->time);
}

bool tar_is_zero(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i]) return false;
    return true;
}

size_t tar_padding(i64 size)
{
    return (size_t)(-size & (TAR_BLOCK - 1));
}

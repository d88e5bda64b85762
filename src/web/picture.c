/* picture.c: asks the child for ever smaller versions of a picture until one fits. What a head claims is
** looked at first: a file of some bytes may claim a picture that would take minutes and gigabytes. */
#include "web/picture.h"

#include "web/child.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { POINTS_MAX = 100 * 1000 * 1000, HEAD_MAX = 1 << 20 };

static u32 little(str s, size_t at, size_t n)
{
    u32 v = 0;
    for (size_t i = n; i-- > 0;)
        v = v << 8 | (u8)s.p[at + i];
    return v;
}

static u32 big(str s, size_t at, size_t n)
{
    u32 v = 0;
    for (size_t i = 0; i < n; i++)
        v = v << 8 | (u8)s.p[at + i];
    return v;
}

static bool has(str s, size_t at, str literal)
{
    return s.n >= at + literal.n && memcmp(s.p + at, literal.p, literal.n) == 0;
}

static bool webp_head(str s, i64 *width, i64 *height)
{
    if (s.n < 30 || !has(s, 0, S("RIFF")) || !has(s, 8, S("WEBP"))) return false;
    if (has(s, 12, S("VP8 "))) {
        *width = little(s, 26, 2) & 0x3fff;
        *height = little(s, 28, 2) & 0x3fff;
    } else if (has(s, 12, S("VP8L"))) {
        u32 bits = little(s, 21, 4);
        *width = (bits & 0x3fff) + 1;
        *height = (bits >> 14 & 0x3fff) + 1;
    } else if (has(s, 12, S("VP8X"))) {
        *width = little(s, 24, 3) + 1;
        *height = little(s, 27, 3) + 1;
    } else {
        return false;
    }
    return true;
}

static bool png_head(str s, i64 *width, i64 *height)
{
    if (s.n < 24 || !has(s, 0, S("\x89PNG\r\n\x1a\n")) || !has(s, 12, S("IHDR"))) return false;
    *width = big(s, 16, 4);
    *height = big(s, 20, 4);
    return true;
}

/* Segments up to the frame's, which holds the size. */
static bool jpeg_head(str s, i64 *width, i64 *height)
{
    if (!has(s, 0, S("\xff\xd8"))) return false;
    for (size_t at = 2; at + 9 < s.n && (u8)s.p[at] == 0xff;) {
        u8 marker = (u8)s.p[at + 1];
        bool frame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (frame) {
            *height = big(s, at + 5, 2);
            *width = big(s, at + 7, 2);
            return true;
        }
        /* Fill bytes may stand before a marker. */
        at += marker == 0xff ? 1 : 2 + (size_t)big(s, at + 2, 2);
    }
    return false;
}

bool picture_size(str s, i64 *width, i64 *height)
{
    bool known =
        png_head(s, width, height) || jpeg_head(s, width, height) || webp_head(s, width, height);
    return known && *width > 0 && *height > 0;
}

/* A file that cannot be read is not a damaged picture. */
static enum status file_head(struct arena *a, const char *path, str *head)
{
    char *p = arena_alloc(a, HEAD_MAX);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return FAILED;
    i64 n = io_read(fd, p, HEAD_MAX);
    close(fd);
    *head = (str){p, n > 0 ? (size_t)n : 0};
    return n < 0 ? FAILED : OK;
}

enum status picture_small(struct arena *a, const char *path, i64 most, struct small_picture *out)
{
    static const int tries[][2] = {{640, 75}, {640, 55}, {480, 55}, {480, 35}, {320, 30}};
    i64 width, height;
    str head = NO_STR;
    TRY(file_head(a, path, &head));
    if (!picture_size(head, &width, &height)) return NOT_FOUND;
    if (height > POINTS_MAX / width) return LIMIT;
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        const char *const arguments[] = {arena_printf(a, "%d", tries[i][0]).p,
                                         arena_printf(a, "%d", tries[i][1]).p};
        TRY(child_run(a, "picture", arguments, path, &out->bytes));
        if (!picture_size(out->bytes, &out->width, &out->height)) return NOT_FOUND;
        if ((i64)out->bytes.n <= most) return OK;
    }
    return NOT_FOUND;
}

void picture_problem(struct request *r, const char *field, enum status st)
{
    if (st == NOT_FOUND)
        problem(
            r, field,
            "This picture could not be read; it may be damaged or cut short. Save it again as JPEG and try once more.");
    else if (st == LIMIT)
        problem(
            r, field,
            "This picture is too large to be worked on. Save it as JPEG, at most 4,000 pixels wide, and try again.");
    else
        r->fault = st;
}

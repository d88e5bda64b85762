/* Fuzz target: what pdftotext says of anybody's file, and the head of a picture. Parts are bounded, hold
** only text, and their pages only rise. */
#include "publish/document/pdf.h"
#include "web/calendar.h"
#include "web/picture.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void require(bool condition)
{
    if (!condition) abort();
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
    struct arena *a = arena_new();
    struct pdf_part_array parts = {0};
    str bytes = {(const char *)data, n};
    i64 page = 1, width, height;
    pdf_text_split(a, bytes, &parts);
    for (size_t i = 0; i < parts.n; i++) {
        require(parts.v[i].text.n > 0 && parts.v[i].text.n <= PDF_PART_BYTES);
        require(str_is_text(parts.v[i].text));
        require(parts.v[i].page >= page);
        page = parts.v[i].page;
    }
    if (picture_size(bytes, &width, &height)) require(width > 0 && height > 0);
    struct buf b;
    buf_init(&b, n * 2 + 100);
    calendar_line(&b, bytes);
    require(!b.overflow);
    buf_free(&b);
    arena_free(a);
    return 0;
}

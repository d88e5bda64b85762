/* Any bytes as a urlencoded form, and as a file whose type is asked: texts come out clean. */
#include "replay.h"

#include "web/body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str all = {(const char *)data, size};
    struct arena *a = arena_new();
    struct pair_array fields = {0};
    int status = body_urlencoded(a, all, &fields);
    if (status != 0 && status != 400 && status != 413) abort();
    for (size_t i = 0; i < fields.n; i++)
        if (!str_is_text(fields.v[i].name) || !str_is_text(fields.v[i].value)) abort();
    if (body_sniff(all).n == 0) abort();
    arena_free(a);
    return 0;
}

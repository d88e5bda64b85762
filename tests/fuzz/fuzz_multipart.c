/* Any bytes as a multipart form: at once and in pieces the same must be understood, and no temporary
** file may stay. */
#include "replay.h"

#include "web/body.h"

#include <unistd.h>

static void require(bool ok)
{
    if (!ok) abort();
}

static int feed(struct arena *a, str all, size_t step, struct body_form *form)
{
    struct multipart *m = multipart_new(a, S("XyZ"), "/tmp", form);
    int status = 0;
    for (size_t at = 0; at < all.n && status == 0; at += step)
        status = multipart_feed(m, str_sub(all, at, at + step));
    int end = multipart_end(m);
    return status ? status : end;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str all = {(const char *)data, size};
    struct arena *a = arena_new();
    struct body_form whole = {0}, pieces = {0};
    int at_once = feed(a, all, size + 1, &whole);
    int by_and_by = feed(a, all, 5, &pieces);
    require(at_once == by_and_by && whole.uploads.n == pieces.uploads.n);
    require(whole.fields.n == pieces.fields.n);
    for (size_t i = 0; i < whole.fields.n; i++) {
        require(str_eq(whole.fields.v[i].name, pieces.fields.v[i].name));
        require(str_eq(whole.fields.v[i].value, pieces.fields.v[i].value));
        require(str_is_text(whole.fields.v[i].value));
    }
    for (size_t i = 0; i < whole.uploads.n; i++) {
        str name = whole.uploads.v[i].filename;
        require(name.n > 0 && name.n <= 120 && str_is_text(name) && str_find_char(name, '/') < 0);
        require(access(whole.uploads.v[i].path, F_OK) == 0);
    }
    body_form_close(&whole);
    body_form_close(&pieces);
    /* The same bytes as a content type: its parameters come from outside as well. */
    body_form_read(a, all, S("--x--"), NULL, "/tmp", &whole);
    body_form_close(&whole);
    arena_free(a);
    return 0;
}

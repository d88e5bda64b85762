/* sources.c: an edition as files, before it is checked: packed and unpacked, from the program itself,
** from a folder. Called by the pages of drafts and by the commands. Promises nothing about what the
** files say: that is the engine's. */
#include "edition/adopted.h"

#include "web/assets.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define PACKED_MAX (14 << 20) /* 2 MB of text with every byte escaped */

static int source_cmp(const void *a, const void *b)
{
    const struct edition_source *x = a, *y = b;
    return str_cmp(x->path, y->path);
}

static void sources_sort(struct edition_source_array *files)
{
    if (files->n > 1) qsort(files->v, files->n, sizeof *files->v, source_cmp);
}

enum status edition_unpack(str packed, struct arena *a, struct edition_source_array *out)
{
    json_error_t error;
    json_t *root = packed.n <= PACKED_MAX
                       ? json_loadb(packed.p, packed.n, JSON_REJECT_DUPLICATES, &error)
                       : NULL;
    enum status st = json_is_object(root) ? OK : CONFLICT;
    const char *path;
    json_t *text;
    if (st == OK) json_object_foreach(root, path, text)
        {
            if (!json_is_string(text)) st = CONFLICT;
            str body = {json_string_value(text), json_string_length(text)};
            *PUSH(a, out) = (struct edition_source){str_dup(a, str_c(path)), str_dup(a, body)};
        }
    json_decref(root);
    sources_sort(out);
    return st;
}

str edition_pack(struct arena *a, struct edition_source_array *files)
{
    struct buf b;
    buf_init(&b, PACKED_MAX);
    sources_sort(files);
    buf_char(&b, '{');
    for (size_t i = 0; i < files->n; i++) {
        if (i > 0) buf_char(&b, ',');
        buf_json(&b, files->v[i].path);
        buf_char(&b, ':');
        buf_json(&b, files->v[i].text);
    }
    buf_char(&b, '}');
    str packed = str_dup(a, buf_str(&b));
    buf_free(&b);
    return packed;
}

/* --- from the program ------------------------------------------------------------------------- */

/* "editions/untfhs/forms/a.lua": the edition's name and the path in it. */
static bool shipped_split(const struct asset *asset, str *name, str *path)
{
    str rest = str_c(asset->name);
    if (!str_starts(rest, S("editions/"))) return false;
    *path = str_sub(rest, 9, rest.n);
    return str_cut(path, '/', name) && path->n > 0;
}

void edition_shipped_names(struct arena *a, struct edition_source_array *out)
{
    str name, path;
    for (size_t i = 0; i < asset_count; i++) {
        if (!shipped_split(&assets[i], &name, &path)) continue;
        if (out->n == 0 || !str_eq(out->v[out->n - 1].path, name))
            *PUSH(a, out) = (struct edition_source){.path = name};
    }
}

enum status edition_shipped_packed(struct arena *a, str wanted, str *packed)
{
    struct edition_source_array files = {0};
    str name, path;
    for (size_t i = 0; i < asset_count; i++) {
        if (!shipped_split(&assets[i], &name, &path) || !str_eq(name, wanted)) continue;
        str text = {(const char *)assets[i].bytes, assets[i].n};
        *PUSH(a, &files) = (struct edition_source){path, text};
    }
    if (files.n == 0) return NOT_FOUND;
    *packed = edition_pack(a, &files);
    return OK;
}

/* --- from the disk ---------------------------------------------------------------------------- */

static enum status packed_read(int fd, struct arena *a, str *out)
{
    struct buf b;
    buf_init(&b, PACKED_MAX);
    char block[16384];
    i64 n;
    while ((n = io_read(fd, block, sizeof block)) > 0 && !b.overflow)
        buf_add(&b, (str){block, (size_t)n});
    *out = str_dup(a, buf_str(&b));
    enum status st = n < 0 ? FAILED : b.overflow ? LIMIT : OK;
    buf_free(&b);
    return st;
}

enum status edition_read_path(const char *path, struct arena *a, struct edition **out,
                              struct edition_fault_array *faults)
{
    *out = NULL;
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return NOT_FOUND;
    str packed = NO_STR;
    bool there = fstat(fd, &st) == 0, folder = there && S_ISDIR(st.st_mode);
    enum status read_as = there && S_ISREG(st.st_mode) ? packed_read(fd, a, &packed) : NOT_FOUND;
    close(fd);
    if (folder) return edition_read_folder(path, a, out, faults);
    TRY(read_as);
    return edition_read_packed(packed, a, out, faults);
}

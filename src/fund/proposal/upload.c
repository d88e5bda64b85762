/* upload.c: see upload.h. */
#include "fund/proposal/upload.h"

#include "store/store.h"
#include "web/app.h"
#include "web/reply.h"

#define FILES_MAX 10
#define FILE_BYTES (20 << 20)

enum status files_keep(struct request *r, struct kept_file_array *out)
{
    for (size_t i = 0; i < r->uploads.n; i++) {
        const struct upload *u = &r->uploads.v[i];
        if (!str_eq(u->name, S("files")) || !u->size) continue;
        if (out->n == FILES_MAX || u->size > FILE_BYTES) {
            problem(r, "files", "At most 10 files of at most 20 MB each.");
            return OK;
        }
        struct digest hash;
        struct kept_file *f = PUSH(r->arena, out);
        *f = (struct kept_file){.name = u->filename, .type = u->type};
        TRY(file_keep(r->app->store, u->path, &hash, &f->bytes));
        f->file = digest_hex(r->arena, hash);
    }
    return OK;
}

/* calls.c: hands the documents of published calls out at /files: a call stands below this room and
** cannot register them itself. */
#include "publish/site/files.h"

#include "fund/call/call.h"
#include "web/registry.h"

#include "gen/registry.h"

static enum status call_file(struct db *db, struct arena *a, str hash, struct public_file *out)
{
    *out = (struct public_file){0};
    return call_file_public(db, a, hash, &out->type);
}

/* START site_call_files
** Makes the documents of calls public. */
enum status site_call_files(struct app *app)
{
    (void)app;
    public_file_register(call_file);
    return OK;
}

/* check.c: checks that each adopted edition can still be read from its file, and is the one that its
** row names. That the file has the content of its hash is checked with all files. */
#include "store/check.h"
#include "edition/adopted.h"
#include "web/registry.h"

#include "gen/adopted_sql.h"
#include "gen/model.h"
#include "gen/registry.h"

#define PACKED_MAX (4 << 20)

static void edition_check_one(struct check *c, const struct adopted_edition *row)
{
    struct arena *a = arena_new();
    struct digest hash;
    struct edition *e = NULL;
    struct edition_fault_array faults = {0};
    str packed;
    bool read = digest_from_hex(row->hash, &hash) &&
                file_read(c->store, a, hash, PACKED_MAX, &packed) == OK &&
                edition_read_packed(packed, a, &e, &faults) == OK;
    if (!read)
        check_fault(c,
                    MESSAGE("Edition %1 cannot be read from its file %2. Put the file back from a "
                            "backup."),
                    row->code, row->hash);
    else if (!str_eq(e->code, row->code) || e->in_force != row->in_force)
        check_fault(
            c, MESSAGE("Edition %1: its file is of another edition, %2. Compare with a backup."),
            row->code, e->code);
    if (read) edition_free(e);
    arena_free(a);
}

/* CHECK editions
** Adopted editions against their files. */
enum status editions_check(struct check *c)
{
    struct adopted_edition_array rows;
    TRY(adopted_all(c->db, c->page, &rows));
    for (size_t i = 0; i < rows.n; i++)
        edition_check_one(c, &rows.v[i]);
    return OK;
}

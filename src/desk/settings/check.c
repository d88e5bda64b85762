/* check.c: the file that a setting names must be there. */
#include "store/check.h"
#include "web/registry.h"

#include "gen/registry.h"
#include "gen/settings_sql.h"

/* CHECK settings
** The fund's mark, which a setting names by its hash. */
enum status settings_check(struct check *c)
{
    str value;
    enum status st = settings_value(c->db, c->page, S("fund.mark"), &value);
    if (st == NOT_FOUND) return OK;
    TRY(st);
    if (value.n)
        check_file_reference(c, str_sub(value, 0, 2 * DIGEST_SIZE), S("setting fund.mark"));
    return OK;
}

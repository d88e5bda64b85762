/* registry.c: looks names up in the tables of registry.h. */
#include "web/registry.h"

const struct record_kind *record_kind_find(str name)
{
    for (size_t i = 0; i < record_kind_count; i++)
        if (str_eq(name, str_c(record_kinds[i].name))) return &record_kinds[i];
    return NULL;
}

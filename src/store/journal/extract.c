/* extract.c: parts of the journal as they chain, for who hands them out; see chain.h. */
#include "store/journal/chain.h"

#include "gen/journal_sql.h"
#include "store/engine.h"

str journal_day_statement(struct arena *a, const struct journal_day *day)
{
    struct buf b;
    buf_init(&b, 1024);
    buf_lit(&b, "letsema journal digest 1\nday ");
    buf_date(&b, day->day);
    buf_lit(&b, "\nmade ");
    buf_time(&b, day->made);
    buf_printf(&b, "\nposition %lld\nentries %lld\nhash %.*s\nprevious %.*s\n",
               (long long)day->position, (long long)day->entries, P(day->hash),
               P(day->previous.n ? day->previous : S("none")));
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

enum status journal_rows_with_any(struct db *db, struct arena *a, const struct journal_table *table,
                                  const char *column, const i64 *ids, size_t n,
                                  struct journal_row_ids *out)
{
    struct journal_erased_array list;
    str *values = NEW_ARRAY(a, n, str);
    for (size_t i = 0; i < n; i++)
        values[i] = arena_printf(a, "%lld", (long long)ids[i]);
    *out = (struct journal_row_ids){0};
    if (!n) return OK;
    TRY(journal_belonging_any(db, a, str_c(table->name), str_c(column), db_json_texts(a, values, n),
                              &list));
    for (size_t i = 0; i < list.n; i++)
        *PUSH(a, out) = list.v[i].record;
    return OK;
}

enum status journal_entries_of(struct db *db, struct arena *a, const struct journal_table *table,
                               const i64 *ids, size_t n, struct journal_link_array *out)
{
    return journal_links_of(db, a, str_c(table->name), db_json_ids(a, ids, n), out);
}

enum status journal_values_of(struct db *db, struct arena *a, i64 entry,
                              struct journal_salted_array *out)
{
    return journal_salted_between(db, a, entry, entry, out);
}

enum status journal_place(struct db *db, struct arena *a, i64 *position, str *hash)
{
    struct journal_link last = {0};
    enum status st = journal_last(db, a, &last);
    *position = last.id;
    *hash = last.hash;
    return st == NOT_FOUND ? OK : st;
}

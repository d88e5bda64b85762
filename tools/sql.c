/* sql: reads every schema.sql and FEATURE.sql below a source folder and writes typed C.
**
**     sql --rooms "base store …" --out build/gen src
**
** Run by the build before the compiler. A mistake in a schema or query ends the build at its line.
** Writes FEATURE_sql.h and FEATURE_sql.c per feature, migrations.c, queries.c, and for PostgreSQL
** schema_pg.sql and queries_pg.sql. docs/formats.md (Queries) is the contract. */
#include "lib/sql.h"

#include <unistd.h>

static int by_name(const void *a, const void *b)
{
    return strcmp((*(struct sql_query *const *)a)->name, (*(struct sql_query *const *)b)->name);
}

/* Names are C functions and ids are their hashes: both occur once. */
static void names_check(const struct sql_queries *all)
{
    struct sql_queries sorted = {0};
    for (size_t i = 0; i < all->n; i++)
        *PUSH(tool_arena, &sorted) = all->v[i];
    if (sorted.n > 1) qsort(sorted.v, sorted.n, sizeof *sorted.v, by_name);
    for (size_t i = 1; i < sorted.n; i++) {
        const struct sql_query *q = sorted.v[i], *other = sorted.v[i - 1];
        if (strcmp(q->name, other->name) == 0)
            fault_at(q->file, q->line, "the name %s is taken by %s:%d", q->name, other->file,
                     other->line);
    }
}

/* Files of features that are gone would still be compiled. */
static void sweep(const struct tool *t, const struct names *written)
{
    const char *const suffixes[] = {"_sql.c", "_sql.h"};
    for (size_t k = 0; k < 2; k++) {
        struct names there = files_below(t->out, suffixes[k]);
        for (size_t i = 0; i < there.n; i++) {
            bool kept = false;
            for (size_t j = 0; j < written->n && !kept; j++)
                kept = strcmp(path_base(there.v[i]), written->v[j]) == 0;
            if (!kept) unlink(there.v[i]);
        }
    }
}

int main(int argc, char **argv)
{
    struct tool t = tool_start(argc, argv, "sql --rooms \"base store …\" --out DIR SRC");
    if (t.args.n != 1) fail_at("sql", 0, "needs one source folder");
    const char *src = t.args.v[0];
    struct model models = model_read(&t, src);
    struct sql_schema schema = schema_read(&t, src);
    if (fault_count() > 0) return tool_end();
    struct sql_queries all = {0};
    struct names features = {0}, written = {0};
    struct names files = files_below(src, ".sql");
    for (size_t i = 0; i < files.n; i++) {
        if (strcmp(path_base(files.v[i]), "schema.sql") == 0) continue;
        const char *feature = path_folder(files.v[i]);
        if (strcmp(path_stem(files.v[i]), feature) != 0)
            fail_at(files.v[i], 0, "queries of feature %s stand in %s.sql", feature, feature);
        for (size_t k = 0; k < features.n; k++)
            if (strcmp(features.v[k], feature) == 0)
                fail_at(files.v[i], 0, "a second feature is named %s", feature);
        *PUSH(tool_arena, &features) = feature;
        queries_read(&t, &models, src, files.v[i], &all);
    }
    names_check(&all);
    if (fault_count() > 0) return tool_end();
    for (size_t i = 0; i < all.n; i++)
        query_check(&t, &schema, all.v[i]);
    personal_check(&schema, &all);
    if (fault_count() > 0) return tool_end();
    for (size_t i = 0; i < features.n; i++)
        emit_feature(&t, &schema, &all, features.v[i], &written);
    emit_tables(&t, &schema, &all);
    emit_postgres(&t, &schema, &all);
    sweep(&t, &written);
    sqlite3_close(schema.db);
    return tool_end();
}

/* sql_personal.c: columns that hold personal data, and what erases them.
**
**     -- PERSONAL table column QUERY         the write query that an erasure runs
**     -- PERSONAL table column kept WHY      stays, and why
**
** A declaration without its query, or whose query leaves the column alone, ends the build; so does a
** column that is named like an address or a person and says nothing. */
#include "sql.h"

bool personal_declares(str text)
{
    return str_starts(text, S("-- PERSONAL "));
}

void personal_declare(const char *file, int line, str text, struct sql_schema *s)
{
    str rest = str_trim(str_sub(text, 12, text.n)), name, column, how = NO_STR;
    if (!str_cut(&rest, ' ', &name) || !str_cut(&rest, ' ', &column) || !str_cut(&rest, ' ', &how))
        fail_at(file, line, "write: -- PERSONAL table column QUERY, or kept and why");
    bool kept = str_eq(how, S("kept"));
    if (kept != (rest.n > 0))
        fail_at(file, line, kept ? "say why it is kept" : "one query erases a column");
    *PUSH(tool_arena, &s->personal) = (struct sql_personal){.table = text_z(name),
                                                            .column = text_z(column),
                                                            .eraser = kept ? NULL : text_z(how),
                                                            .file = file,
                                                            .line = line};
}

bool assigns(const struct sql_query *q, const char *column)
{
    size_t end = q->where ? q->where : q->text.n, n = strlen(column);
    for (size_t i = 0; i < end; i++) {
        str s = q->text.v[i].sqlite;
        for (size_t k = 0; k + n < s.n; k++) {
            size_t behind = k + n;
            if (memcmp(s.p + k, column, n) != 0 || (k > 0 && word_char(s.p[k - 1]))) continue;
            while (behind < s.n && s.p[behind] == ' ')
                behind++;
            if (behind < s.n && s.p[behind] == '=') return true;
        }
    }
    return false;
}

static void eraser_check(const struct sql_personal *p, const struct sql_queries *all)
{
    const struct sql_query *q = NULL;
    for (size_t i = 0; i < all->n && q == NULL; i++)
        if (strcmp(all->v[i]->name, p->eraser) == 0) q = all->v[i];
    bool same = q && q->table && strcmp(q->table, p->table) == 0;
    bool erases =
        same && (q->write == WRITE_DELETE || (q->write == WRITE_UPDATE && assigns(q, p->column)));
    if (q == NULL)
        fault_at(p->file, p->line, "there is no query %s", p->eraser);
    else if (!erases)
        fault_at(q->file, q->line, "this is said to erase %s.%s (%s:%d) and does not", p->table,
                 p->column, p->file, p->line);
}

static bool has_column(const struct sql_table *t, const char *name)
{
    for (size_t i = 0; t && i < t->columns.n; i++)
        if (strcmp(t->columns.v[i], name) == 0) return true;
    return false;
}

static bool declared(const struct sql_schema *s, const char *table, const char *column)
{
    for (size_t i = 0; i < s->personal.n; i++)
        if (strcmp(s->personal.v[i].table, table) == 0 &&
            strcmp(s->personal.v[i].column, column) == 0)
            return true;
    return false;
}

static void names_check(const struct sql_schema *s, const struct sql_table *t)
{
    static const char *const likely[] = {"email",       "email_key", "recipient",
                                         "address_key", "phone",     "person"};
    for (size_t i = 0; i < t->columns.n; i++)
        for (size_t k = 0; k < sizeof likely / sizeof *likely; k++)
            if (strcmp(t->columns.v[i], likely[k]) == 0 && t->refs.v[i] == NULL &&
                !declared(s, t->name, likely[k]))
                fault_at(t->file, t->line,
                         "column %s holds personal data: write -- PERSONAL %s %s QUERY, or kept "
                         "and why",
                         likely[k], t->name, likely[k]);
}

void personal_check(const struct sql_schema *s, const struct sql_queries *all)
{
    for (size_t i = 0; i < s->tables.n; i++)
        names_check(s, &s->tables.v[i]);
    for (size_t i = 0; i < s->personal.n; i++) {
        const struct sql_personal *p = &s->personal.v[i];
        if (!has_column(schema_table(s, str_c(p->table)), p->column))
            fault_at(p->file, p->line, "there is no column %s.%s", p->table, p->column);
        else if (p->eraser)
            eraser_check(p, all);
    }
}

void personal_emit(struct buf *b, const struct sql_schema *s)
{
    buf_lit(b,
            "\n/* Columns that hold personal data, and the query that erases each; NULL: kept. */\n"
            "const struct personal_column personal_columns[] = {\n");
    for (size_t i = 0; i < s->personal.n; i++) {
        const struct sql_personal *p = &s->personal.v[i];
        buf_printf(b, "    {\"%s\", \"%s\", ", p->table, p->column);
        if (p->eraser)
            buf_printf(b, "\"%s\"},\n", p->eraser);
        else
            buf_lit(b, "NULL},\n");
    }
    buf_printf(b, "    {NULL, NULL, NULL},\n};\nconst size_t personal_column_count = %zu;\n",
               s->personal.n);
}

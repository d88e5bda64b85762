/* sql_emit.c: the C functions of the queries, the tables of the store, and PostgreSQL's files. */
#include "sql.h"

static bool is_text(enum field_type type)
{
    return type == FIELD_TEXT || type == FIELD_CODE || type == FIELD_URL ||
           type == FIELD_MARKDOWN || type == FIELD_TERM;
}

static void save(const struct tool *t, const char *name, struct buf *b)
{
    write_if_changed(text_printf("%s/%s", t->out, name), b);
    buf_free(b);
}

/* Text for C: line breaks fold to single spaces. */
static str folded(str s)
{
    char *out = arena_alloc(tool_arena, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i] == '\n' ? ' ' : s.p[i];
        if (c == ' ' && n > 0 && out[n - 1] == ' ') continue;
        out[n++] = c;
    }
    return (str){out, n};
}

static int query_id(const char *name, const char *suffix)
{
    return (int)(stable_hash(arena_printf(tool_arena, "%s%s", name, suffix)) & 0x7fffffff);
}

/* One letter per placeholder: i integer, t text, b bytes. */
static const char *types_of(const struct sql_query *q)
{
    struct buf b;
    buf_init(&b, 4096);
    for (size_t i = 0; i < q->params.n; i++) {
        const struct sql_param *p = &q->params.v[i];
        buf_char(&b, p->blob ? 'b' : is_text(p->type) ? 't' : 'i');
        if (p->type == FIELD_MONEY) buf_char(&b, 't');
    }
    if (q->may) buf_lit(&b, "ttt");
    const char *types = text_z(buf_str(&b));
    buf_free(&b);
    return types;
}

static void emit_text(struct buf *b, const struct sql_query *q, const struct sql_text *text,
                      const char *suffix)
{
    buf_printf(b, "static const struct query_part %s%s_parts[] = {\n", q->name, suffix);
    for (size_t i = 0; i < text->n; i++) {
        const struct sql_part *p = &text->v[i];
        buf_printf(b, "    {%uu, %uu,\n     ", p->mask, p->want);
        buf_c_lines(b, folded(p->sqlite), "     ");
        buf_lit(b, ",\n     ");
        if (str_eq(p->sqlite, p->postgres))
            buf_lit(b, "NULL");
        else
            buf_c_lines(b, folded(p->postgres), "     ");
        buf_lit(b, "},\n");
    }
    buf_printf(b,
               "};\nstatic const struct query_text %s%s_text = {\n    %d, \"%s%s%s\", \"%s\", "
               "%s%s_parts, %zu};\n\n",
               q->name, suffix, query_id(q->name, suffix), q->name, suffix[0] ? "." : "",
               suffix[0] ? suffix + 1 : "", types_of(q), q->name, suffix, text->n);
}

static const char *c_type(const struct sql_param *p)
{
    return p->blob ? "str" : field_type_c(p->type);
}

static void emit_prototype(struct buf *b, const struct sql_query *q)
{
    bool writes = q->result >= RESULT_WRITE;
    buf_printf(b, "enum status %s(%s", q->name,
               writes ? "struct tx *tx" : "struct db *db, struct arena *a");
    if (q->may) buf_lit(b, ", const struct may *may");
    if (q->by_struct) buf_printf(b, ", const struct %s_in *in", q->in_of ? q->in_of : q->name);
    if (q->page) buf_lit(b, ", struct rows *rows");
    for (size_t i = 0; !q->by_struct && i < q->params.n; i++)
        buf_printf(b, ", %s %s", c_type(&q->params.v[i]), q->params.v[i].name);
    switch (q->result) {
    case RESULT_MANY:
        buf_printf(b, ", struct %s_array *out)", q->view->name);
        break;
    case RESULT_ONE:
        buf_printf(b, ", struct %s *out)", q->view->name);
        break;
    case RESULT_VALUE:
        buf_printf(b, ", %s *out)", field_type_c(q->value));
        break;
    case RESULT_WRITE:
        buf_lit(b, ")");
        break;
    case RESULT_ID:
    case RESULT_COUNT:
        buf_lit(b, ", i64 *out)");
        break;
    }
}

static const char *value_of(const struct sql_query *q, const struct sql_param *p)
{
    if (p->of_rows) return text_printf("rows->%s", p->name);
    return q->by_struct ? text_printf("in->%s", p->name) : p->name;
}

static const char *given(const struct sql_query *q, const struct sql_param *p)
{
    const char *x = value_of(q, p);
    switch (p->type) {
    case FIELD_ID:
    case FIELD_INT:
        return text_printf("%s != 0", x);
    case FIELD_BOOL:
        return x;
    case FIELD_TIME:
    case FIELD_DATE:
        return text_printf("%s != NO_DATE", x);
    case FIELD_MONEY:
        return text_printf("%s.currency[0] != '\\0'", x);
    default:
        return text_printf("%s.n > 0", x);
    }
}

static void emit_variant(struct buf *b, const struct sql_query *q)
{
    if (q->choices.n == 0) return;
    buf_lit(b, "    u32 variant_ = 0;\n");
    for (size_t i = 0; i < q->choices.n; i++) {
        const struct sql_choice *c = &q->choices.v[i];
        const struct sql_param *p = c->kind == CHOICE_MAY ? NULL : &q->params.v[c->param];
        if (c->kind != CHOICE_ORDER)
            buf_printf(b, "    if (%s) variant_ |= 1u << %u;\n", p ? given(q, p) : "may->all",
                       c->shift);
        for (size_t k = 1; c->kind == CHOICE_ORDER && k < c->names.n; k++)
            buf_printf(b, "    if (str_eq(%s, S(\"%s\"))) variant_ |= %zuu << %u;\n",
                       value_of(q, p), c->names.v[k], k, c->shift);
    }
}

static void emit_bind(struct buf *b, const struct sql_query *q, const char *st)
{
    for (size_t i = 0; i < q->params.n; i++) {
        const struct sql_param *p = &q->params.v[i];
        const char *x = value_of(q, p), *fn = p->blob ? "bind_blob" : "bind_text";
        int n = p->number;
        if (!p->bound) continue;
        if (p->array) {
            buf_printf(b, "    bind_text(%s, %d, %s.n > 0 ? %s : S(\"[]\"));\n", st, n, x, x);
        } else if (p->type == FIELD_MONEY) {
            const char *guard = p->optional ? text_printf("if (%s) ", given(q, p)) : "";
            buf_printf(b, "    %sbind_int(%s, %d, %s.minor);\n", guard, st, n, x);
            buf_printf(b, "    %sbind_text(%s, %d, str_c(%s.currency));\n", guard, st, n + 1, x);
        } else if (p->type == FIELD_TIME || p->type == FIELD_DATE) {
            buf_printf(b, "    bind_time(%s, %d, %s);\n", st, n, x);
        } else if (p->optional) {
            buf_printf(b, "    if (%s) %s(%s, %d, %s);\n", given(q, p),
                       is_text(p->type) ? fn : "bind_int", st, n, x);
        } else {
            buf_printf(b, "    %s(%s, %d, %s);\n", is_text(p->type) ? fn : "bind_int", st, n, x);
        }
    }
    if (!q->may) return;
    const char *lists[] = {"organizations", "records", "barred"};
    for (int i = 0; i < 3; i++)
        buf_printf(b, "    bind_text(%s, %d, may->%s.n > 0 ? may->%s : S(\"[]\"));\n", st,
                   q->may_number + i, lists[i], lists[i]);
}

static int column_of(const struct sql_query *q, const char *name)
{
    for (size_t i = 0; i < q->columns.n; i++)
        if (strcmp(q->columns.v[i], name) == 0) return (int)i;
    return -1;
}

static const char *read_value(enum field_type type, int i)
{
    if (is_text(type)) return text_printf("col_text(st_, %d, a)", i);
    if (type == FIELD_BOOL) return text_printf("col_int(st_, %d) != 0", i);
    if (type == FIELD_TIME || type == FIELD_DATE) return text_printf("col_time(st_, %d)", i);
    return text_printf("col_int(st_, %d)", i);
}

static bool needs_arena(const struct sql_query *q)
{
    if (q->result == RESULT_VALUE) return is_text(q->value);
    for (size_t i = 0; i < q->columns.n; i++) {
        const struct model_field *f = model_field_find(q->view, str_c(q->columns.v[i]));
        if (f == NULL || is_text(f->type)) return true;
    }
    return q->result == RESULT_MANY;
}

static void emit_row(struct buf *b, const struct sql_query *q, const char *indent, const char *row)
{
    for (size_t i = 0; i < q->columns.n; i++) {
        const struct model_field *f = model_field_find(q->view, str_c(q->columns.v[i]));
        if (f == NULL) continue; /* a currency, read with its amount */
        if (f->type == FIELD_MONEY)
            buf_printf(b, "%s%s->%s = money_of(col_int(st_, %zu), col_text(st_, %d, a));\n", indent,
                       row, f->name, i, column_of(q, text_printf("%s_currency", f->name)));
        else
            buf_printf(b, "%s%s->%s = %s;\n", indent, row, f->name, read_value(f->type, (int)i));
    }
}

static void emit_read(struct buf *b, const struct sql_query *q)
{
    const char *variant = q->choices.n > 0 ? "variant_" : "0";
    if (q->page)
        buf_printf(b, "    TRY(%s_total(db, a, %sin, &rows->total));\n    rows_clamp(rows);\n",
                   q->name, q->may ? "may, " : "");
    buf_lit(b, "    struct stmt *st_;\n");
    emit_variant(b, q);
    buf_printf(b, "    TRY(db_query(db, &%s_text, %s, &st_));\n", q->name, variant);
    emit_bind(b, q, "st_");
    buf_printf(b, "    return db_read(st_, a, %s_rows, out);\n", q->name);
}

/* What takes the rows of a reading query; called when they are there. */
static void emit_rows(struct buf *b, const struct sql_query *q)
{
    buf_printf(b, "static enum status %s_rows(struct stmt *st_, struct arena *a, void *to_)\n{\n",
               q->name);
    if (!needs_arena(q)) buf_lit(b, "    (void)a;\n");
    if (q->result == RESULT_MANY) {
        buf_printf(b, "    struct %s_array *out = to_;\n", q->view->name);
        buf_printf(b, "    *out = (struct %s_array){0};\n    enum status got_;\n", q->view->name);
        buf_printf(
            b,
            "    while ((got_ = db_step(st_)) == OK) {\n        struct %s *row_ = PUSH(a, out);\n",
            q->view->name);
        buf_printf(b, "        *row_ = (struct %s){0};\n", q->view->name);
        emit_row(b, q, "        ", "row_");
        buf_lit(b, "    }\n    return got_ == NOT_FOUND ? OK : got_;\n}\n\n");
        return;
    }
    buf_printf(b, "    %s%s *out = to_;\n", q->result == RESULT_ONE ? "struct " : "",
               q->result == RESULT_ONE ? q->view->name : field_type_c(q->value));
    buf_lit(b, "    enum status got_ = db_step(st_);\n    if (got_ == OK) {\n");
    if (q->result == RESULT_ONE) {
        buf_printf(b, "        *out = (struct %s){0};\n", q->view->name);
        emit_row(b, q, "        ", "out");
    } else {
        buf_printf(b, "        *out = %s;\n", read_value(q->value, 0));
    }
    buf_lit(b, "    }\n    return got_;\n}\n\n");
}

static void emit_write(struct buf *b, const struct sql_query *q)
{
    const char *variant = q->choices.n > 0 ? "variant_" : "0";
    bool before = q->before.n > 0;
    buf_printf(b, "    struct stmt *%sst_;\n", before ? "before_, *" : "");
    emit_variant(b, q);
    if (before) {
        buf_printf(b, "    TRY(db_query(tx_db(tx), &%s_before_text, %s, &before_));\n", q->name,
                   variant);
        emit_bind(b, q, "before_");
    }
    buf_printf(b, "    TRY(db_query(tx_db(tx), &%s_text, %s, &st_));\n", q->name, variant);
    emit_bind(b, q, "st_");
    const char *table = q->journalled ? text_printf("\"%s\"", q->journalled->name) : "NULL";
    const char *how = q->write == WRITE_DELETE ? "WRITE_DELETE"
                      : before                 ? "WRITE_UPDATE"
                                               : "WRITE_INSERT";
    if (q->journalled == NULL) how = "WRITE_PLAIN";
    buf_printf(b, "    return write_run(tx, %s, %s, %s, st_, %s, %s);\n", how, table,
               before ? "before_" : "NULL", q->result == RESULT_ID ? "out" : "NULL",
               q->result == RESULT_COUNT ? "out" : "NULL");
}

void emit_feature(const struct tool *t, const struct sql_schema *s, const struct sql_queries *all,
                  const char *feature, struct names *written)
{
    (void)s;
    struct buf h, c;
    buf_init(&h, OUTPUT_MAX);
    buf_init(&c, OUTPUT_MAX);
    buf_printf(&h,
               "/* Made by tools/sql from %s.sql; do not edit. */\n#ifndef GEN_%s_SQL_H\n"
               "#define GEN_%s_SQL_H\n\n#include \"gen/model.h\"\n#include \"store/store.h\"\n\n",
               feature, feature, feature);
    buf_printf(&c,
               "/* Made by tools/sql from %s.sql; do not edit. */\n#include \"gen/%s_sql.h\"\n\n",
               feature, feature);
    for (size_t i = 0; i < all->n; i++) {
        const struct sql_query *q = all->v[i];
        if (strcmp(q->feature, feature) != 0) continue;
        if (q->by_struct && !q->in_of) {
            buf_printf(&h, "struct %s_in {\n", q->name);
            for (size_t k = 0; k < q->params.n; k++)
                if (!q->params.v[k].of_rows)
                    buf_printf(&h, "    %s %s;\n", c_type(&q->params.v[k]), q->params.v[k].name);
            buf_lit(&h, "};\n");
        }
        emit_prototype(&h, q);
        buf_lit(&h, ";\n");
        emit_text(&c, q, &q->text, "");
        if (q->before.n > 0) emit_text(&c, q, &q->before, "_before");
        if (q->result < RESULT_WRITE) emit_rows(&c, q);
        emit_prototype(&c, q);
        buf_lit(&c, "\n{\n");
        if (q->in_of) buf_lit(&c, "    (void)in; /* a list without filters */\n");
        if (q->result >= RESULT_WRITE)
            emit_write(&c, q);
        else
            emit_read(&c, q);
        buf_lit(&c, "}\n\n");
    }
    buf_lit(&h, "\n#endif\n");
    const char *names[] = {text_printf("%s_sql.h", feature), text_printf("%s_sql.c", feature)};
    save(t, names[0], &h);
    save(t, names[1], &c);
    *PUSH(tool_arena, written) = names[0];
    *PUSH(tool_arena, written) = names[1];
}

static void emit_migration(struct buf *b, const struct sql_migration *m, bool postgres)
{
    struct buf text;
    buf_init(&text, OUTPUT_MAX);
    for (size_t i = 0; i < m->statements.n; i++) {
        str s = postgres ? m->statements.v[i].postgres : m->statements.v[i].sqlite;
        if (s.n == 0) continue;
        buf_add(&text, s);
        buf_lit(&text, ";\n");
    }
    buf_lit(b, ",\n     ");
    buf_c_lines(b, buf_str(&text), "     ");
    buf_free(&text);
}

/* One array of a table, a word per column of the journal; NULL where there is none. */
static void emit_words(struct buf *b, const struct sql_table *table, const char *what,
                       const struct names *words)
{
    buf_printf(b, "static const char *const %s_%s[] = {", table->name, what);
    for (size_t k = 0, n = 0; k < words->n; k++) {
        if (named(&table->sealed, table->columns.v[k])) continue;
        buf_add(b, n++ % 6 == 0 ? S("\n    ") : S(" "));
        if (words->v[k])
            buf_c(b, str_c(words->v[k]));
        else
            buf_lit(b, "NULL");
        buf_char(b, ',');
    }
    buf_lit(b, "\n};\n");
}

void emit_tables(const struct tool *t, const struct sql_schema *s, const struct sql_queries *all)
{
    struct buf b;
    struct names files = {0};
    buf_init(&b, OUTPUT_MAX);
    buf_lit(&b, "/* Made by tools/sql from all schema.sql; do not edit. */\n"
                "#include \"store/store.h\"\n\nconst struct migration migrations[] = {\n");
    for (size_t i = 0; i < s->migrations.n; i++) {
        const struct sql_migration *m = &s->migrations.v[i];
        buf_printf(&b, "    {%lld, ", (long long)m->stamp);
        buf_c(&b, str_c(m->what));
        emit_migration(&b, m, false);
        emit_migration(&b, m, true);
        buf_printf(&b, ",\n     \"%s\"},\n", m->digest);
    }
    buf_printf(&b, "    {0, NULL, NULL, NULL, NULL},\n};\nconst size_t migration_count = %zu;\n\n",
               s->migrations.n);
    for (size_t i = 0; i < s->tables.n; i++) {
        const struct sql_table *table = &s->tables.v[i];
        emit_words(&b, table, "columns", &table->columns);
        emit_words(&b, table, "defaults", &table->defaults);
        emit_words(&b, table, "refs", &table->refs);
        for (size_t k = 0; k < table->files.n; k++)
            *PUSH(tool_arena, &files) =
                text_printf("{\"%s\", \"%s\"}", table->name, table->files.v[k]);
    }
    buf_lit(&b, "\n/* By name. */\nconst struct journal_table journal_tables[] = {\n");
    for (size_t i = 0; i < s->tables.n; i++) {
        const struct sql_table *table = &s->tables.v[i];
        const char *kind = table->journal[0] == 'p'   ? "JOURNAL_PUBLIC"
                           : table->journal[0] == 'd' ? "JOURNAL_DESK"
                                                      : "JOURNAL_NO";
        buf_printf(&b, "    {\"%s\", %s, %s_columns, %zu, %s_defaults, %s_refs},\n", table->name,
                   kind, table->name, table->columns.n - table->sealed.n, table->name, table->name);
    }
    buf_printf(&b,
               "    {NULL, JOURNAL_NO, NULL, 0, NULL, NULL},\n};\n"
               "const size_t journal_table_count = %zu;\n",
               s->tables.n);
    buf_lit(&b, "\n/* Columns that hold the hash of a stored file. */\n"
                "const struct table_column file_columns[] = {\n");
    for (size_t i = 0; i < files.n; i++)
        buf_printf(&b, "    %s,\n", files.v[i]);
    buf_printf(&b, "    {NULL, NULL},\n};\nconst size_t file_column_count = %zu;\n", files.n);
    personal_emit(&b, s);
    save(t, "migrations.c", &b);

    struct sql_queries ids = {0};
    buf_init(&b, OUTPUT_MAX);
    buf_lit(&b,
            "/* Made by tools/sql from all .sql; do not edit. */\n#include \"store/store.h\"\n\n"
            "const struct query_name query_names[] = {\n");
    for (size_t i = 0; i < all->n; i++) {
        struct sql_query *q = all->v[i];
        for (size_t k = 0; k < ids.n; k++)
            if (query_id(ids.v[k]->name, "") == query_id(q->name, ""))
                fault_at(q->file, q->line, "%s and %s have the same number; rename one", q->name,
                         ids.v[k]->name);
        *PUSH(tool_arena, &ids) = q;
        buf_printf(&b, "    {%d, \"%s\"},\n", query_id(q->name, ""), q->name);
        if (q->before.n > 0)
            buf_printf(&b, "    {%d, \"%s.before\"},\n", query_id(q->name, "_before"), q->name);
    }
    size_t extra = 0;
    for (size_t i = 0; i < all->n; i++)
        extra += all->v[i]->before.n > 0;
    buf_printf(&b, "    {0, NULL},\n};\nconst size_t query_count = %zu;\n", all->n + extra);
    save(t, "queries.c", &b);
}

static void emit_prepare(struct buf *b, const struct sql_query *q, const struct sql_text *text,
                         const char *suffix, u32 variant)
{
    buf_printf(b, "-- %s:%d %s%s (%s)\n", q->file, q->body_line, q->name, suffix,
               variant_name(q, variant));
    buf_printf(b, "PREPARE q%08x_%u", (unsigned)query_id(q->name, suffix), variant);
    const char *types = types_of(q);
    for (size_t i = 0; types[i]; i++)
        buf_printf(b, "%s%s", i ? ", " : " (",
                   types[i] == 'i'   ? "bigint"
                   : types[i] == 't' ? "text"
                                     : "bytea");
    buf_printf(b, "%s AS ", types[0] ? ")" : "");
    buf_variant(b, text, variant, true);
    buf_lit(b, ";\n");
}

void emit_postgres(const struct tool *t, const struct sql_schema *s, const struct sql_queries *all)
{
    struct buf b;
    buf_init(&b, OUTPUT_MAX);
    for (size_t i = 0; i < s->migrations.n; i++) {
        const struct sql_migration *m = &s->migrations.v[i];
        for (size_t k = 0; k < m->statements.n; k++) {
            const struct sql_part *p = &m->statements.v[k];
            if (p->postgres.n == 0) continue;
            buf_printf(&b, "-- %s:%d\n", m->file, p->line);
            buf_add(&b, p->postgres);
            buf_lit(&b, ";\n");
        }
    }
    save(t, "schema_pg.sql", &b);
    buf_init(&b, OUTPUT_MAX);
    for (size_t i = 0; i < all->n; i++) {
        const struct sql_query *q = all->v[i];
        for (u32 variant = 0; variant < 1u << q->bits; variant++) {
            if (!variant_stands(q, variant)) continue;
            if (q->before.n > 0) emit_prepare(&b, q, &q->before, "_before", variant);
            emit_prepare(&b, q, &q->text, "", variant);
        }
    }
    save(t, "queries_pg.sql", &b);
}

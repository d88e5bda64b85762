/* sql_check.c: judges each query by preparing all its variants in the database in memory: columns
** against the view, tables against the law of rooms, writes against the forms the journal needs. */
#include "sql.h"

bool variant_stands(const struct sql_query *q, u32 variant)
{
    for (size_t i = 0; i < q->choices.n; i++) {
        const struct sql_choice *c = &q->choices.v[i];
        if ((variant >> c->shift & ((1u << c->bits) - 1)) >= c->count) return false;
    }
    return true;
}

const char *variant_name(const struct sql_query *q, u32 variant)
{
    str s = S("");
    for (size_t i = 0; i < q->choices.n; i++) {
        const struct sql_choice *c = &q->choices.v[i];
        u32 value = variant >> c->shift & ((1u << c->bits) - 1);
        const char *comma = s.n > 0 ? ", " : "";
        if (c->kind == CHOICE_ORDER)
            s = arena_printf(tool_arena, "%.*s%s%s=%s", P(s), comma, q->params.v[c->param].name,
                             c->names.v[value]);
        else if (value)
            s = arena_printf(tool_arena, "%.*s%s%s", P(s), comma,
                             c->kind == CHOICE_MAY ? "may all" : q->params.v[c->param].name);
    }
    return s.n > 0 ? text_z(s) : "plain";
}

void buf_variant(struct buf *b, const struct sql_text *text, u32 variant, bool postgres)
{
    for (size_t i = 0; i < text->n; i++)
        if ((variant & text->v[i].mask) == text->v[i].want)
            buf_add(b, postgres ? text->v[i].postgres : text->v[i].sqlite);
}

/* What the authorizer sees while a statement is prepared. */
struct watch {
    const struct tool *t;
    const struct sql_schema *s;
    const struct sql_query *q;
    const char *stranger; /* table of a higher room */
    const char *keyed;    /* table whose id is set by an UPDATE */
};

static int authorize(void *context, int action, const char *table, const char *column,
                     const char *database, const char *trigger)
{
    struct watch *w = context;
    (void)database;
    (void)trigger;
    if (action != SQLITE_READ && action != SQLITE_INSERT && action != SQLITE_UPDATE &&
        action != SQLITE_DELETE)
        return SQLITE_OK;
    const struct sql_table *found = table ? schema_table(w->s, str_c(table)) : NULL;
    if (found && !room_may_use(w->t, w->q->room, found->room)) w->stranger = found->name;
    if (found && action == SQLITE_UPDATE && column && strcmp(column, "id") == 0)
        w->keyed = found->name;
    return SQLITE_OK;
}

static int line_of_offset(const struct sql_query *q, u32 variant, int offset)
{
    for (size_t i = 0; i < q->text.n && offset >= 0; i++) {
        const struct sql_part *p = &q->text.v[i];
        if ((variant & p->mask) != p->want) continue;
        int line = p->line;
        for (size_t k = 0; k < p->sqlite.n; k++, offset--) {
            if (offset == 0) return line;
            line += p->sqlite.p[k] == '\n';
        }
    }
    return q->body_line;
}

static int line_of_word(const struct sql_query *q, const char *word)
{
    for (size_t i = 0; i < q->text.n; i++) {
        i64 at = str_find(q->text.v[i].sqlite, str_c(word));
        int line = q->text.v[i].line;
        for (i64 k = 0; k < at; k++)
            line += q->text.v[i].sqlite.p[k] == '\n';
        if (at >= 0) return line;
    }
    return q->body_line;
}

/* The group a type belongs to: 'i' integer, 't' text. */
static char storage(enum field_type type)
{
    switch (type) {
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_URL:
    case FIELD_MARKDOWN:
    case FIELD_HTML:
    case FIELD_TERM:
        return 't';
    default:
        return 'i';
    }
}

static void type_check(const struct sql_query *q, const char *name, const char *declared,
                       char wanted)
{
    if (declared == NULL || declared[0] == '\0' || strcmp(declared, "ANY") == 0) return;
    char kind = strcmp(declared, "INTEGER") == 0 ? 'i' : 't';
    if (kind != wanted)
        fault_at(q->file, line_of_word(q, name), "column %s is %s, its field is %s", name, declared,
                 wanted == 'i' ? "an integer" : "a text");
}

/* A column of a result against the field it fills. */
static void column_check(const struct sql_query *q, const char *name, const char *declared)
{
    str s = str_c(name);
    const struct model_field *f = model_field_find(q->view, s);
    if (f != NULL && (f->type == FIELD_LIST || f->type == FIELD_VIEW || f->type == FIELD_HTML ||
                      f->type == FIELD_DECIMAL)) {
        fault_at(q->file, line_of_word(q, name), "field %s of view %s is no column", name,
                 q->view->name);
        return;
    }
    if (f != NULL) {
        type_check(q, name, declared, storage(f->type));
        return;
    }
    if (str_ends(s, S("_currency"))) {
        f = model_field_find(q->view, str_sub(s, 0, s.n - 9));
        if (f != NULL && f->type == FIELD_MONEY) {
            type_check(q, name, declared, 't');
            return;
        }
    }
    fault_at(q->file, line_of_word(q, name), "view %s has no field %s; it has %s", q->view->name,
             name, model_field_list(q->view));
}

static bool has_column(const struct sql_query *q, const char *name)
{
    for (size_t i = 0; i < q->columns.n; i++)
        if (strcmp(q->columns.v[i], name) == 0) return true;
    return false;
}

static void columns_read(struct sql_query *q, sqlite3_stmt *st)
{
    int n = sqlite3_column_count(st);
    if (q->result == RESULT_VALUE) {
        if (n != 1) fail_at(q->file, q->body_line, "one value needs one column, not %d", n);
        type_check(q, sqlite3_column_name(st, 0), sqlite3_column_decltype(st, 0),
                   storage(q->value));
        return;
    }
    for (int i = 0; i < n; i++) {
        const char *name = text_z(str_c(sqlite3_column_name(st, i)));
        if (has_column(q, name))
            fault_at(q->file, line_of_word(q, name), "two columns are named %s", name);
        column_check(q, name, sqlite3_column_decltype(st, i));
        *PUSH(tool_arena, &q->columns) = name;
    }
    for (size_t i = 0; i < q->view->fields.n; i++) {
        const struct model_field *f = &q->view->fields.v[i];
        const char *currency = text_printf("%s_currency", f->name);
        if (f->type == FIELD_MONEY && has_column(q, f->name) != has_column(q, currency))
            fault_at(q->file, q->body_line, "money %s needs both columns, %s and %s", f->name,
                     f->name, currency);
    }
}

static void columns_same(const struct sql_query *q, sqlite3_stmt *st, u32 variant)
{
    bool same = (size_t)sqlite3_column_count(st) == q->columns.n;
    for (size_t i = 0; same && i < q->columns.n; i++)
        same = strcmp(sqlite3_column_name(st, (int)i), q->columns.v[i]) == 0;
    if (!same)
        fail_at(q->file, q->body_line, "variant (%s) has other columns", variant_name(q, variant));
}

/* The columns of the journal in the order of the table. */
static str column_list(const struct sql_table *t)
{
    str s = S("");
    for (size_t i = 0; i < t->columns.n; i++)
        if (!named(&t->sealed, t->columns.v[i]))
            s = arena_printf(tool_arena, "%.*s%s%s", P(s), s.n ? ", " : "", t->columns.v[i]);
    return s;
}

static void append(struct sql_query *q, str text)
{
    *PUSH(tool_arena, &q->text) =
        (struct sql_part){.line = q->body_line, .sqlite = text, .postgres = text};
}

/* A journalled write gives its rows back; an UPDATE is preceded by a reading of the same rows. */
static void write_complete(const struct sql_schema *s, struct sql_query *q)
{
    const struct sql_table *table = q->table ? schema_table(s, str_c(q->table)) : NULL;
    if (q->result < RESULT_WRITE) return;
    if (q->table != NULL && table == NULL)
        fail_at(q->file, q->body_line, "there is no table %s", q->table);
    if (q->table == NULL)
        fail_at(q->file, q->body_line, "a write begins with INSERT INTO, UPDATE or DELETE FROM");
    if (q->result == RESULT_ID && q->write != WRITE_INSERT)
        fail_at(q->file, q->line, "-> write id is for INSERT");
    if (strcmp(table->journal, "no") == 0) {
        if (q->result == RESULT_ID) append(q, S(" RETURNING id"));
        return;
    }
    if (!q->plain)
        fail_at(q->file, q->body_line,
                "table %s is journalled: only INSERT INTO … (…) VALUES, "
                "UPDATE … SET … WHERE, DELETE FROM … WHERE",
                q->table);
    q->journalled = table;
    for (size_t i = 0; i < table->sealed.n && q->write == WRITE_UPDATE; i++)
        if (assigns(q, table->sealed.v[i]))
            fault_at(q->file, q->body_line,
                     "%s.%s is sealed by %s: it is never given another value", q->table,
                     table->sealed.v[i], table->seals.v[i]);
    str columns = column_list(table);
    if (q->write == WRITE_UPDATE) {
        str head = arena_printf(tool_arena, "SELECT %.*s FROM %s ", P(columns), q->table);
        *PUSH(tool_arena, &q->before) =
            (struct sql_part){.line = q->body_line, .sqlite = head, .postgres = head};
        for (size_t i = q->where; i < q->text.n; i++)
            *PUSH(tool_arena, &q->before) = q->text.v[i];
    }
    append(q, arena_printf(tool_arena, " RETURNING %.*s", P(columns)));
}

static sqlite3_stmt *prepare(const struct sql_schema *s, const struct sql_query *q,
                             const struct sql_text *text, u32 variant)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_variant(&b, text, variant, false);
    sqlite3_stmt *st = NULL;
    const char *tail = NULL;
    if (sqlite3_prepare_v2(s->db, b.p, (int)b.n, &st, &tail) != SQLITE_OK)
        fail_at(q->file, line_of_offset(q, variant, sqlite3_error_offset(s->db)), "%s (%s): %s",
                q->name, variant_name(q, variant), sqlite3_errmsg(s->db));
    buf_free(&b);
    return st;
}

static void variant_check(const struct sql_schema *s, struct sql_query *q, u32 variant, bool first)
{
    bool writes = q->result >= RESULT_WRITE;
    sqlite3_stmt *st = prepare(s, q, &q->text, variant);
    if (!writes && !sqlite3_stmt_readonly(st))
        fail_at(q->file, q->line, "%s changes rows; its result is -> write", q->name);
    if (writes && sqlite3_stmt_readonly(st))
        fail_at(q->file, q->line, "%s changes nothing; it is no -> write", q->name);
    if (writes && q->journalled == NULL && sqlite3_column_count(st) > (q->result == RESULT_ID))
        fail_at(q->file, q->body_line, "RETURNING stands in no write; -> write id adds it");
    if (!writes && first)
        columns_read(q, st);
    else if (!writes && q->result != RESULT_VALUE)
        columns_same(q, st, variant);
    sqlite3_finalize(st);
    if (q->before.n > 0) sqlite3_finalize(prepare(s, q, &q->before, variant));
}

void query_check(const struct tool *t, const struct sql_schema *s, struct sql_query *q)
{
    struct watch w = {.t = t, .s = s, .q = q};
    for (size_t i = 0; i < q->params.n; i++) {
        const struct sql_param *p = &q->params.v[i];
        if (!p->used)
            fault_at(q->file, q->line, "parameter %s is not used", p->name);
        else if (p->type == FIELD_MONEY && !p->used_currency)
            fault_at(q->file, q->line, "money %s is used without :%s_currency", p->name, p->name);
    }
    if (q->view && !room_may_use(t, q->room, q->view->room))
        fault_at(q->file, q->line, "view %s stands in a higher room (%s)", q->view->name,
                 q->view->file);
    write_complete(s, q);
    sqlite3_set_authorizer(s->db, authorize, &w);
    bool first = true;
    for (u32 variant = 0; variant < 1u << q->bits; variant++) {
        if (!variant_stands(q, variant)) continue;
        variant_check(s, q, variant, first);
        first = false;
    }
    sqlite3_set_authorizer(s->db, NULL, NULL);
    if (w.stranger)
        fault_at(q->file, line_of_word(q, w.stranger), "table %s belongs to a higher room (%s)",
                 w.stranger, schema_table(s, str_c(w.stranger))->file);
    if (w.keyed && q->journalled)
        fault_at(q->file, q->body_line, "the id of a journalled row never changes");
}

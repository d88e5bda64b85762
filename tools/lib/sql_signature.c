/* sql_signature.c: the line above a query: its name, its parameters, what it gives. */
#include "sql.h"

static void signature_params(struct sql_query *q, str inside)
{
    str piece, rest = inside;
    if (str_trim(inside).n == 0) return;
    while (str_cut(&rest, ',', &piece)) {
        struct scan s = {q->file, q->line, piece};
        str name, type;
        if (!scan_word(&s, &name) || !is_name(name) || !scan_word(&s, &type) || !scan_end(&s))
            fail_at(q->file, q->line, "a parameter is a name and a type: \"%.*s\"",
                    P(str_trim(piece)));
        static const char *const taken[] = {"db", "a", "tx", "out", "in", "may"};
        for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
            if (str_eq(name, str_c(taken[i])))
                fail_at(q->file, q->line, "the parameter name %s is taken", taken[i]);
        if (param_find(q, name)) fail_at(q->file, q->line, "two parameters %.*s", P(name));
        struct sql_param p = {.name = text_z(name), .number = q->numbers + 1};
        p.optional = str_ends(type, S("?"));
        if (p.optional) type = str_sub(type, 0, type.n - 1);
        p.blob = str_eq(type, S("blob"));
        if (p.blob)
            p.type = FIELD_TEXT;
        else if (!field_type_named(type, &p.type) || p.type == FIELD_HTML || p.type == FIELD_SIZE ||
                 p.type == FIELD_DECIMAL)
            fail_at(q->file, q->line,
                    "unknown type %.*s; there are id int bool text code url "
                    "markdown money time date blob",
                    P(type));
        if (p.optional && p.type == FIELD_BOOL)
            fail_at(q->file, q->line, "%.*s? has no value that means NULL", P(type));
        q->numbers += p.type == FIELD_MONEY ? 2 : 1;
        *PUSH(tool_arena, &q->params) = p;
    }
}

static void signature_result(const struct model *m, struct sql_query *q, str result)
{
    struct scan s = {q->file, q->line, result};
    str kind, name = S("");
    if (!scan_word(&s, &kind)) kind = S("");
    scan_word(&s, &name);
    if (!scan_end(&s)) fail_at(q->file, q->line, "unexpected: %.*s", P(str_trim(s.rest)));
    q->page = str_eq(kind, S("page"));
    bool many = q->page || str_eq(kind, S("many"));
    if (many || str_eq(kind, S("one"))) {
        q->result = many ? RESULT_MANY : RESULT_ONE;
        q->view = model_find(m, name);
        if (q->view == NULL) fail_at(q->file, q->line, "no model has a view %.*s", P(name));
    } else if (str_eq(kind, S("write"))) {
        q->result = RESULT_WRITE;
        if (str_eq(name, S("id")))
            q->result = RESULT_ID;
        else if (str_eq(name, S("count")))
            q->result = RESULT_COUNT;
        else if (name.n > 0)
            fail_at(q->file, q->line, "-> write, write id or write count");
    } else {
        bool known = str_eq(kind, S("int")) || str_eq(kind, S("text")) || str_eq(kind, S("bool")) ||
                     str_eq(kind, S("time")) || str_eq(kind, S("date")) || str_eq(kind, S("id"));
        if (!known || name.n > 0)
            fail_at(q->file, q->line,
                    "-> many VIEW, page VIEW, one VIEW, int, id, text, bool, time, date, write, "
                    "write id or write count");
        q->result = RESULT_VALUE;
        field_type_named(kind, &q->value);
    }
}

bool signature_read(const struct model *m, str first, str *rest, int *line, struct sql_query *q)
{
    str text = str_trim(str_sub(first, 2, first.n));
    size_t n = 0;
    while (n < text.n && word_char(text.p[n]))
        n++;
    if (n == 0 || n >= text.n || text.p[n] != '(') return false;
    str name = str_sub(text, 0, n), l;
    q->line = *line;
    while (str_find(text, S("->")) < 0) {
        str ahead = *rest;
        if (!str_cut(&ahead, '\n', &l) || !str_starts(str_trim(l), S("--")))
            fail_at(q->file, q->line, "write: -- %.*s(name type, …) -> result", P(name));
        *rest = ahead;
        ++*line;
        l = str_trim(l);
        text = arena_printf(tool_arena, "%.*s %.*s", P(text), P(str_sub(l, 2, l.n)));
    }
    i64 close = str_find_char(text, ')');
    i64 arrow = str_find(text, S("->"));
    if (close < 0 || arrow < close || !is_name(name))
        fail_at(q->file, q->line, "write: -- name(name type, …) -> result");
    q->name = text_z(name);
    signature_params(q, str_sub(text, n + 1, (size_t)close));
    signature_result(m, q, str_sub(text, (size_t)arrow + 2, text.n));
    return true;
}

/* place.c: the table of types and places; see place.h. */
#include "place.h"

_Noreturn static void refuse(const struct markup *m, const struct value *v, const char *where)
{
    fail_at(m->file, m->line, "a value of type %s cannot stand in %s", value_type_name(v), where);
}

static const char *call(const char *fn, const char *value)
{
    return text_printf("%s(o, %s);", fn, value);
}

static const char *write_text(const struct markup *m, const struct value *v, bool plain)
{
    switch (v->type) {
    case FIELD_INT:
        return call("out_int", v->c);
    case FIELD_DECIMAL:
        return call("out_decimal", v->c);
    case FIELD_TEXT:
    case FIELD_URL:
    case FIELD_CODE:
        return call("out_text", v->c);
    case FIELD_MARKDOWN:
        return call(plain ? "out_text" : "out_markdown", v->c);
    case FIELD_HTML:
        if (plain) refuse(m, v, "a place where no element can stand");
        return call("out_html", v->c);
    case FIELD_MONEY:
        return call("out_money", v->c);
    case FIELD_TIME:
        return call(plain ? "out_time_plain" : "out_time", v->c);
    case FIELD_DATE:
        return call(plain ? "out_date_plain" : "out_date", v->c);
    case FIELD_TERM:
        return text_printf("out_term(o, \"%s\", %s);", v->terms, v->c);
    case FIELD_SIZE:
        return call("out_size", v->c);
    default:
        refuse(m, v, v->type == FIELD_ID ? "a page: it never leaves the server" : "text");
    }
}

static bool attribute_is(const struct markup *m, const char *list)
{
    str rest = str_c(list), one;
    while (str_cut(&rest, ' ', &one))
        if (str_eq(one, str_c(m->s.attribute))) return true;
    return false;
}

static const char *write_attribute(const struct markup *m, const struct value *v)
{
    /* What a machine reads gets the bare form, what a person reads gets theirs. */
    bool machine = attribute_is(m, "value for name content datetime min max step width height list "
                                   "aria-describedby aria-labelledby aria-controls headers form") ||
                   str_starts(str_c(m->s.attribute), S("data-"));
    if (attribute_is(m, "class id")) {
        if (v->type == FIELD_CODE || v->type == FIELD_TERM) return call("out_code", v->c);
        if (v->type == FIELD_INT) return call("out_int_plain", v->c);
        refuse(m, v, "class or id; a code can");
    }
    switch (v->type) {
    case FIELD_INT:
        return call("out_int_plain", v->c);
    case FIELD_DECIMAL:
        return call(machine ? "out_text" : "out_decimal", v->c);
    case FIELD_SIZE:
        return call(machine ? "out_int_plain" : "out_size", v->c);
    case FIELD_MONEY:
        return call(machine ? "out_money_plain" : "out_money", v->c);
    case FIELD_TERM:
        return machine ? call("out_text", v->c) : write_text(m, v, true);
    case FIELD_MARKDOWN:
        if (attribute_is(m, "value")) return call("out_text", v->c);
        return call("out_text", text_printf("markdown_plain(o->arena, %s)", v->c));
    default:
        return write_text(m, v, true);
    }
}

static const char *write_url(struct markup *m, const struct value *v)
{
    struct markup_state *s = &m->s;
    bool first = !s->url_begun && !s->url_whole;
    if (s->url_whole) refuse(m, v, "an address that is complete already");
    if (v->is_base || v->is_path) {
        s->url_begun = true;
        return v->is_base ? "out_base(o);" : call("out_url", v->c);
    }
    if (v->type == FIELD_URL && first) {
        s->url_whole = true;
        return call("out_url", v->c);
    }
    if (first)
        refuse(m, v,
               "the beginning of an address; begin it with a literal, or use a value of type url");
    switch (v->type) {
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_TERM:
    case FIELD_URL: /* as a value of a query */
        return call("out_url_part", v->c);
    case FIELD_INT:
        return call("out_int_plain", v->c);
    case FIELD_DATE:
        return call("out_date_plain", v->c);
    default:
        refuse(m, v, "an address");
    }
}

const char *place_write(struct markup *m, enum place place, const struct value *v)
{
    if (v->type == FIELD_BOOL) refuse(m, v, "a page; ask for it with {if}");
    if (v->type == FIELD_LIST)
        refuse(m, v, "a page; go through it with {for}, or write its number, .n");
    if (place == PLACE_URL) return write_url(m, v);
    if (place == PLACE_ATTRIBUTE) return write_attribute(m, v);
    return write_text(m, v, place == PLACE_PLAIN);
}

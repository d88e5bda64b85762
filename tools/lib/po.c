/* po.c: reads and writes PO files by hand; see po.h. */
#include "po.h"

struct message *message_add(struct messages *m, str id, str plural, const char *file, int line)
{
    if (id.n == 0) return NULL;
    struct message *added = PUSH(tool_arena, m);
    *added = (struct message){.id = id, .plural = plural, .file = file, .line = line};
    *PUSH(tool_arena, &added->places) = text_printf("%s:%d", file, line);
    return added;
}

/* By id, then by place, so that files come out the same whatever was read first. */
static int by_id(const void *a, const void *b)
{
    const struct message *x = a, *y = b;
    int order = str_cmp(x->id, y->id);
    if (order != 0) return order;
    if (x->places.n == 0 || y->places.n == 0) return (int)x->places.n - (int)y->places.n;
    return strcmp(x->places.v[0], y->places.v[0]);
}

static void add_places(struct message *to, const struct message *from)
{
    for (size_t i = 0; i < from->places.n; i++) {
        bool known = false;
        for (size_t k = 0; k < to->places.n; k++)
            known = known || strcmp(to->places.v[k], from->places.v[i]) == 0;
        if (!known) *PUSH(tool_arena, &to->places) = from->places.v[i];
    }
}

void messages_sort(struct messages *m)
{
    if (m->n < 2) return;
    qsort(m->v, m->n, sizeof m->v[0], by_id);
    size_t kept = 0;
    for (size_t i = 1; i < m->n; i++) {
        struct message *k = &m->v[kept], *next = &m->v[i];
        if (!str_eq(k->id, next->id)) {
            m->v[++kept] = *next;
            continue;
        }
        if (k->plural.n > 0 && next->plural.n > 0 && !str_eq(k->plural, next->plural) &&
            k->places.n > 0 && next->places.n > 0)
            fault_at(next->places.v[0], 0, "this message has another plural at %s", k->places.v[0]);
        if (k->plural.n == 0) k->plural = next->plural;
        k->c_format = k->c_format || next->c_format;
        add_places(k, next);
    }
    m->n = kept + 1;
}

const struct message *message_find(const struct messages *m, str id)
{
    size_t low = 0, high = m->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(m->v[middle].id, id);
        if (order == 0) return &m->v[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static void keep_entry(struct messages *out, struct message *m)
{
    if (m->id.n > 0) *PUSH(tool_arena, out) = *m;
    *m = (struct message){0};
}

/* The rest of a "#:" or "#," line. */
static void read_note(struct scan *s, struct message *m)
{
    str word;
    if (str_starts(s->rest, S("#:"))) {
        s->rest = str_sub(s->rest, 2, s->rest.n);
        while (scan_word(s, &word))
            *PUSH(tool_arena, &m->places) = text_z(word);
    } else if (str_starts(s->rest, S("#,"))) {
        m->c_format = m->c_format || str_find(s->rest, S("c-format")) >= 0;
        m->fuzzy = m->fuzzy || str_find(s->rest, S("fuzzy")) >= 0;
    }
}

/* Which part of the entry a keyword opens; NULL if it is none of ours. */
static str *part_named(struct message *m, str word)
{
    if (str_eq(word, S("msgid"))) return &m->id;
    if (str_eq(word, S("msgid_plural"))) return &m->plural;
    if (str_eq(word, S("msgstr")) || str_eq(word, S("msgstr[0]"))) return &m->one;
    if (str_eq(word, S("msgstr[1]"))) return &m->many;
    return NULL;
}

void po_read(const char *path, struct messages *out)
{
    str rest = file_bytes(path), line, word, piece;
    struct message m = {0};
    str *part = NULL;
    bool translated = false; /* a msgstr was seen: the next # or msgid begins another entry */
    for (int n = 1; str_cut(&rest, '\n', &line); n++) {
        struct scan s = {path, n, str_trim(line)};
        if (s.rest.n == 0 || str_starts(s.rest, S("#~"))) continue;
        bool note = s.rest.p[0] == '#';
        if (translated && (note || str_starts(s.rest, S("msgid \"")))) {
            keep_entry(out, &m);
            translated = false;
        }
        if (note) {
            read_note(&s, &m);
            continue;
        }
        if (scan_word(&s, &word)) {
            part = part_named(&m, word);
            if (!part) fail_at(path, n, "'%.*s' is not understood here", P(word));
            if (part == &m.id) m.file = path, m.line = n;
            translated = part == &m.one || part == &m.many;
            *part = NO_STR;
        }
        if (!part || !scan_string(&s, &piece) || !scan_end(&s))
            fail_at(path, n, "a quoted text is missing");
        *part = arena_printf(tool_arena, "%.*s%.*s", P(*part), P(piece));
    }
    keep_entry(out, &m);
}

static void write_part(struct buf *b, const char *keyword, str text)
{
    buf_printf(b, "%s \"", keyword);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '"' || c == '\\') buf_char(b, '\\');
        if (c == '\n')
            buf_lit(b, "\\n");
        else
            buf_char(b, c);
    }
    buf_lit(b, "\"\n");
}

void po_write(const char *path, const struct messages *m)
{
    struct buf b;
    buf_init(&b, OUTPUT_MAX);
    for (size_t i = 0; i < m->n; i++) {
        const struct message *e = &m->v[i];
        buf_lit(&b, "#:");
        for (size_t k = 0; k < e->places.n; k++)
            buf_printf(&b, " %s", e->places.v[k]);
        buf_lit(&b, "\n");
        if (e->c_format) buf_lit(&b, "#, c-format\n");
        write_part(&b, "msgid", e->id);
        if (e->plural.n > 0) write_part(&b, "msgid_plural", e->plural);
        if (e->plural.n > 0)
            buf_lit(&b, "msgstr[0] \"\"\nmsgstr[1] \"\"\n\n");
        else
            buf_lit(&b, "msgstr \"\"\n\n");
    }
    write_if_changed(path, &b);
    buf_free(&b);
}

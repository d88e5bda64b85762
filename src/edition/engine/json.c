/* json.c: documents between bytes and memory, for texts of half a megabyte that are read and written
** at each click. The reader takes what the writer writes (compact, integers, no key twice) and hands
** anything else to jansson, so that both accept and refuse the same; the writer gives the bytes that
** jansson gives with JSON_SORT_KEYS | JSON_COMPACT, and hands it what it does not know. tests/unit
** holds both to jansson. Called wherever a version is opened or saved. */
#include "edition/engine/engine.h"

#define DEPTH_MAX 32
#define KEYS_MAX 64
#define BYTES_MAX (64 << 20)
#define SEEN 256 /* a power of two */
#define SEEN_LENGTH 24
#define ROWS_AHEAD 8 /* rows that may be missing between two that were read */

/* --- reading --- */

struct reading {
    const char *p, *end;
    struct buf text; /* a string whose escapes are taken off */
    int depth;
    json_t *seen[SEEN]; /* short strings that came before; owned */
    str table;          /* the rows of which are told, if the caller wants them */
    struct rows_read *rows;
    struct arena *a;
    bool in_table; /* the value that comes is this table */
};

static json_t *value_take(struct reading *r);

static bool took(struct reading *r, char c)
{
    if (r->p == r->end || *r->p != c) return false;
    r->p++;
    return true;
}

/* Bytes of a string that stand for themselves. */
static bool is_plain(char c)
{
    return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 && c != '"' && c != '\\';
}

static bool escape_take(struct reading *r)
{
    static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    bool escape = r->end - r->p >= 2 && *r->p == '\\';
    const char *at = escape ? memchr(names, r->p[1], sizeof names - 1) : NULL;
    if (!at) return false;
    buf_char(&r->text, meant[at - names]);
    r->p += 2;
    return true;
}

/* A string with escapes or letters beyond ASCII, from its first odd byte. */
static json_t *text_take(struct reading *r, const char *from)
{
    buf_reset(&r->text);
    for (buf_add(&r->text, (str){from, (size_t)(r->p - from)}); r->p < r->end && *r->p != '"';) {
        from = r->p;
        while (r->p < r->end && *r->p != '\\' && *r->p != '"' && (unsigned char)*r->p >= 0x20)
            r->p++;
        buf_add(&r->text, (str){from, (size_t)(r->p - from)});
        if (r->p < r->end && *r->p != '"' && !escape_take(r)) return NULL;
    }
    if (!took(r, '"') || r->text.overflow) return NULL;
    str s = buf_str(&r->text);
    return json_stringn(s.p, s.n); /* looks whether it is UTF-8 */
}

/* Lines of a budget say the same few codes and numbers thousands of times: one value stands for all
** of them, which is a third of the memory and stays at hand. Nobody changes a string in its place. */
static json_t *string_shared(struct reading *r, str s, u32 hash)
{
    json_t **slot = &r->seen[(hash ^ hash >> 16) % SEEN];
    if (*slot && str_eq(json_str(*slot), s)) return json_incref(*slot);
    json_decref(*slot);
    *slot = json_stringn_nocheck(s.p, s.n);
    return json_incref(*slot);
}

static json_t *string_take(struct reading *r)
{
    u32 hash = 2166136261u;
    const char *from = ++r->p;
    for (; r->p < r->end && is_plain(*r->p); r->p++)
        hash = (hash ^ (u8)*r->p) * 16777619u;
    if (r->p == r->end || *r->p != '"') return text_take(r, from);
    str s = {from, (size_t)(r->p++ - from)};
    return s.n <= SEEN_LENGTH ? string_shared(r, s, hash) : json_stringn_nocheck(s.p, s.n);
}

static json_t *number_take(struct reading *r)
{
    const char *from = r->p;
    json_int_t v = 0;
    bool minus = took(r, '-');
    const char *first = r->p;
    while (r->p < r->end && *r->p >= '0' && *r->p <= '9' && r->p - first < 18)
        v = v * 10 + (*r->p++ - '0');
    bool whole = r->p > first && (r->p == first + 1 || *first != '0') && r->p < r->end &&
                 (*r->p == ',' || *r->p == '}' || *r->p == ']') && (!minus || v);
    if (!whole) r->p = from;
    return whole ? json_integer(minus ? -v : v) : NULL;
}

static bool word_took(struct reading *r, str word)
{
    if ((size_t)(r->end - r->p) < word.n || memcmp(r->p, word.p, word.n) != 0) return false;
    r->p += word.n;
    return true;
}

static json_t *array_take(struct reading *r)
{
    json_t *out = json_array();
    size_t n = 0;
    bool tell = r->in_table;
    r->in_table = false;
    r->p++;
    if (took(r, ']')) return out;
    do {
        const char *from = r->p;
        json_t *item = value_take(r);
        n++;
        if (json_array_append_new(out, item) != 0) break;
        if (tell) *PUSH(r->a, r->rows) = (struct row_bytes){item, {from, (size_t)(r->p - from)}};
    } while (took(r, ','));
    if (took(r, ']') && json_array_size(out) == n) return out;
    json_decref(out);
    return NULL;
}

/* One key and its value; false if it is odd. */
static bool member_take(struct reading *r, json_t *object)
{
    if (!took(r, '"')) return false;
    const char *key = r->p;
    while (r->p < r->end && is_plain(*r->p))
        r->p++;
    size_t n = (size_t)(r->p - key);
    if (!took(r, '"') || !took(r, ':')) return false;
    r->in_table = r->rows && r->depth == 1 && r->p < r->end && *r->p == '[' &&
                  str_eq((str){key, n}, r->table);
    json_t *v = value_take(r);
    return v && json_object_setn_new_nocheck(object, key, n, v) == 0;
}

static json_t *object_take(struct reading *r)
{
    json_t *out = json_object();
    size_t n = 0;
    r->p++;
    if (took(r, '}')) return out;
    do {
        n++;
        if (!member_take(r, out)) break;
    } while (took(r, ','));
    if (took(r, '}') && json_object_size(out) == n) return out; /* none came twice */
    json_decref(out);
    return NULL;
}

/* The next value, or NULL if it is none that the writer writes. A new reference. */
static json_t *value_take(struct reading *r)
{
    json_t *out = NULL;
    if (r->p == r->end || ++r->depth > DEPTH_MAX) return NULL;
    switch (*r->p) {
    case '{':
        out = object_take(r);
        break;
    case '[':
        out = array_take(r);
        break;
    case '"':
        out = string_take(r);
        break;
    default:
        out = word_took(r, S("true"))    ? json_true()
              : word_took(r, S("false")) ? json_false()
              : word_took(r, S("null"))  ? json_null()
                                         : number_take(r);
    }
    r->depth--;
    return out;
}

json_t *document_parse(str bytes)
{
    return document_parse_rows(bytes, NO_STR, NULL, NULL);
}

json_t *document_parse_rows(str bytes, str table, struct arena *a, struct rows_read *rows)
{
    struct reading r = {
        .p = bytes.p, .end = bytes.p + bytes.n, .table = table, .rows = rows, .a = a};
    buf_init(&r.text, BYTES_MAX);
    bool begins = bytes.n && (*bytes.p == '{' || *bytes.p == '[');
    json_t *out = begins ? value_take(&r) : NULL;
    buf_free(&r.text);
    for (size_t i = 0; i < SEEN; i++)
        json_decref(r.seen[i]);
    if (out && r.p == r.end) return out;
    json_decref(out);
    if (rows) rows->n = 0;
    return json_loadb(bytes.p, bytes.n, JSON_REJECT_DUPLICATES, NULL);
}

/* --- writing --- */

/* How many bytes stand for themselves in a text, at its beginning. */
static size_t plain_length(str s)
{
    size_t n = 0;
    while (n < s.n && (unsigned char)s.p[n] >= 0x20 && s.p[n] != '"' && s.p[n] != '\\')
        n++;
    return n;
}

static void string_put(struct buf *b, str s)
{
    if (plain_length(s) == s.n) { /* nearly every one */
        char *p = buf_room(b, s.n + 2);
        if (!p) return;
        *p = p[s.n + 1] = '"';
        if (s.n) memcpy(p + 1, s.p, s.n);
        return;
    }
    buf_char(b, '"');
    while (s.n) {
        size_t n = plain_length(s);
        buf_add(b, str_sub(s, 0, n));
        s = str_sub(s, n, s.n);
        if (!s.n) break;
        static const char names[] = "\"\\bfnrt", meant[] = "\"\\\b\f\n\r\t";
        const char *at = memchr(meant, *s.p, sizeof meant - 1);
        if (at)
            buf_add(b, (str){(char[]){'\\', names[at - meant]}, 2});
        else
            buf_printf(b, "\\u%04X", (unsigned char)*s.p);
        s = str_sub(s, 1, s.n);
    }
    buf_char(b, '"');
}

/* Rows mostly stay in their order: one is looked for a little way ahead of the last. */
str row_as_read(struct rows_walk *w, const json_t *row)
{
    size_t n = w->read ? w->read->n : 0;
    for (size_t i = w->next; i < n && i < w->next + ROWS_AHEAD; i++)
        if (w->read->v[i].row == row) {
            w->next = i + 1;
            return w->read->v[i].bytes;
        }
    return NO_STR;
}

static bool value_put(struct buf *b, const json_t *v, int depth, struct rows_walk *w);

static bool array_put(struct buf *b, const json_t *v, int depth, struct rows_walk *w)
{
    bool good = true;
    buf_char(b, '[');
    for (size_t i = 0; good && i < json_array_size(v); i++) {
        const json_t *item = json_array_get(v, i);
        str read = row_as_read(w, item);
        if (i) buf_char(b, ',');
        if (read.n)
            buf_add(b, read);
        else
            good = value_put(b, item, depth, w);
    }
    buf_char(b, ']');
    return good;
}

struct member {
    str key;
    const json_t *value;
};

/* Members mostly come sorted, as they were read: then this only looks. */
static void members_sort(struct member *m, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct member one = m[i];
        size_t k = i;
        for (; k && str_cmp(m[k - 1].key, one.key) > 0; k--)
            m[k] = m[k - 1];
        m[k] = one;
    }
}

static bool object_put(struct buf *b, const json_t *v, int depth, struct rows_walk *w)
{
    struct member members[KEYS_MAX];
    size_t n = 0;
    bool good = json_object_size(v) <= KEYS_MAX;
    json_t *object = (json_t *)v;
    for (void *i = json_object_iter(object); good && i; i = json_object_iter_next(object, i))
        members[n++] = (struct member){{json_object_iter_key(i), json_object_iter_key_len(i)},
                                       json_object_iter_value(i)};
    members_sort(members, n);
    buf_char(b, '{');
    for (size_t i = 0; good && i < n; i++) {
        if (i) buf_char(b, ',');
        string_put(b, members[i].key);
        buf_char(b, ':');
        good = value_put(b, members[i].value, depth, w);
    }
    buf_char(b, '}');
    return good;
}

/* False for what only jansson writes. */
static bool value_put(struct buf *b, const json_t *v, int depth, struct rows_walk *w)
{
    if (depth == 0) return false;
    switch (json_typeof(v)) {
    case JSON_OBJECT:
        return object_put(b, v, depth - 1, w);
    case JSON_ARRAY:
        return array_put(b, v, depth - 1, w);
    case JSON_STRING:
        string_put(b, json_str(v));
        return true;
    case JSON_INTEGER:
        buf_i64(b, json_integer_value(v));
        return true;
    case JSON_TRUE:
        buf_lit(b, "true");
        return true;
    case JSON_FALSE:
        buf_lit(b, "false");
        return true;
    case JSON_NULL:
        buf_lit(b, "null");
        return true;
    case JSON_REAL:
        break;
    }
    return false;
}

static int bytes_add(const char *p, size_t n, void *buf)
{
    buf_add(buf, (str){p, n});
    return 0;
}

str document_text_of(struct arena *a, const json_t *v)
{
    struct buf b;
    buf_init(&b, BYTES_MAX);
    document_write(&b, v);
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

void document_write(struct buf *b, const json_t *document)
{
    document_write_rows(b, document, NULL);
}

void document_write_rows(struct buf *b, const json_t *document, const struct rows_read *read)
{
    size_t from = b->n;
    struct rows_walk w = {.read = read};
    if ((json_is_object(document) || json_is_array(document)) &&
        value_put(b, document, DEPTH_MAX, &w))
        return;
    b->n = from;
    (void)json_dump_callback(document, bytes_add, b, JSON_SORT_KEYS | JSON_COMPACT);
}

/* json.c: the first and the last member of a backup. Read strictly: they come from outside, and
** everything else is judged by what they say. */
#include "store/backup/format.h"

#include <jansson.h>

str backup_head_write(struct arena *a, const struct backup_head *h)
{
    struct buf b;
    const struct backup_info *i = &h->info;
    buf_init(&b, BACKUP_HEAD_MAX);
    buf_printf(&b,
               "{\n\"format\": \"letsema backup\",\n\"version\": %d,\n\"fund\": ", BACKUP_VERSION);
    buf_json(&b, str_c(i->fund));
    buf_lit(&b, ",\n\"instance\": ");
    buf_json(&b, str_c(i->instance));
    buf_printf(&b,
               ",\n\"made\": %lld,\n\"journal\": {\"position\": %lld, \"hash\": \"%s\"},\n"
               "\"files\": \"%s\",\n\"migrations\": [",
               (long long)i->made, (long long)i->position, i->hash,
               i->beside ? "beside" : "inside");
    for (size_t k = 0; k < h->stamps.n; k++)
        buf_printf(&b, "%s[%lld, \"%s\"]", k ? ", " : "", (long long)h->stamps.v[k],
                   h->stamps.digests[k]);
    buf_lit(&b, "],\n\"tables\": [");
    for (size_t k = 0; k < h->tables.n; k++) {
        const struct table *t = &h->tables.v[k];
        buf_printf(&b, "%s\n{\"name\": \"%s\", \"columns\": [", k ? "," : "", t->name);
        for (size_t c = 0; c < t->column_count; c++)
            buf_printf(&b, "%s[\"%s\", \"%c\", %lld]", c ? ", " : "", t->columns[c].name,
                       t->columns[c].kind, (long long)t->columns[c].key);
        buf_lit(&b, "]}");
    }
    buf_lit(&b, "]\n}\n");
    str s = b.overflow ? NO_STR : str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

str backup_end_write(struct arena *a, const struct backup_head *h, const struct backup_end *e)
{
    struct buf b;
    buf_init(&b, BACKUP_HEAD_MAX);
    buf_lit(&b, "{\n\"tables\": [");
    for (size_t k = 0; k < h->tables.n; k++)
        buf_printf(&b, "%s\n[\"%s\", %lld, \"%.*s\"]", k ? "," : "", h->tables.v[k].name,
                   (long long)e->rows[k], P(digest_hex(a, e->hashes[k])));
    buf_printf(&b,
               "],\n\"files\": %lld,\n\"file_bytes\": %lld,\n\"damaged\": %lld,\n"
               "\"digest\": \"%.*s\"\n}\n",
               (long long)e->files, (long long)e->file_bytes, (long long)e->damaged,
               P(digest_hex(a, e->all)));
    str s = b.overflow ? NO_STR : str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

/* --- reading ---------------------------------------------------------------------------------- */

/* A text without a NUL inside, or NO_STR. */
static str text_of(const json_t *v)
{
    if (!json_is_string(v)) return NO_STR;
    str s = {json_string_value(v), json_string_length(v)};
    return memchr(s.p, '\0', s.n) ? NO_STR : s;
}

static bool number_of(const json_t *v, i64 *out)
{
    *out = json_is_integer(v) ? json_integer_value(v) : 0;
    return json_is_integer(v);
}

static bool text_into(const json_t *v, char *to, size_t room)
{
    str s = text_of(v);
    if (!s.p || s.n >= room || !str_is_text(s)) return false;
    memcpy(to, s.p, s.n);
    to[s.n] = '\0';
    return true;
}

static bool column_read(struct arena *a, const json_t *v, struct table_column_kind *c)
{
    str name = text_of(json_array_get(v, 0)), kind = text_of(json_array_get(v, 1));
    if (json_array_size(v) != 3 || !table_name_good(name) || kind.n != 1 ||
        !memchr("itb", kind.p[0], 3) || !number_of(json_array_get(v, 2), &c->key) || c->key < 0)
        return false;
    c->name = str_z(a, name);
    c->kind = kind.p[0];
    return true;
}

static bool table_read_head(struct arena *a, const json_t *v, struct table *t)
{
    str name = text_of(json_object_get(v, "name"));
    const json_t *columns = json_object_get(v, "columns");
    size_t n = json_array_size(columns);
    if (!table_name_good(name) || n == 0 || n > TABLE_COLUMNS_MAX) return false;
    *t = (struct table){.name = str_z(a, name),
                        .columns = NEW_ARRAY(a, n, struct table_column_kind),
                        .column_count = n};
    for (size_t i = 0; i < n; i++) {
        if (!column_read(a, json_array_get(columns, i), &t->columns[i])) return false;
        for (size_t k = 0; k < i; k++)
            if (strcmp(t->columns[k].name, t->columns[i].name) == 0) return false;
    }
    return true;
}

static bool tables_read(struct arena *a, const json_t *list, struct table_array *out)
{
    size_t n = json_array_size(list);
    if (n == 0 || n > TABLES_MAX) return false;
    *out = (struct table_array){NEW_ARRAY(a, n, struct table), n, n};
    for (size_t i = 0; i < n; i++)
        if (!table_read_head(a, json_array_get(list, i), &out->v[i]) ||
            (i > 0 && strcmp(out->v[i - 1].name, out->v[i].name) >= 0))
            return false;
    return true;
}

static bool stamps_read(struct arena *a, const json_t *list, struct backup_head *out)
{
    size_t n = json_array_size(list);
    if (!json_is_array(list) || n == 0 || n > BACKUP_STAMPS_MAX) return false;
    out->stamps.v = NEW_ARRAY(a, n, i64);
    out->stamps.digests = NEW_ARRAY(a, n, const char *);
    out->stamps.n = n;
    for (size_t i = 0; i < n; i++) {
        const json_t *pair = json_array_get(list, i);
        str digest = text_of(json_array_get(pair, 1));
        if (json_array_size(pair) != 2 || !number_of(json_array_get(pair, 0), &out->stamps.v[i]) ||
            !digest.p || digest.n > 100)
            return false;
        out->stamps.digests[i] = str_z(a, digest);
    }
    return true;
}

static bool head_read(struct arena *a, const json_t *j, struct backup_head *out)
{
    i64 version;
    struct backup_info *i = &out->info;
    struct digest hash;
    const json_t *journal = json_object_get(j, "journal");
    str files = text_of(json_object_get(j, "files"));
    *out = (struct backup_head){0};
    i->beside = str_eq(files, S("beside"));
    return str_eq(text_of(json_object_get(j, "format")), S("letsema backup")) &&
           number_of(json_object_get(j, "version"), &version) && version == BACKUP_VERSION &&
           text_into(json_object_get(j, "fund"), i->fund, sizeof i->fund) &&
           text_into(json_object_get(j, "instance"), i->instance, sizeof i->instance) &&
           number_of(json_object_get(j, "made"), &i->made) &&
           number_of(json_object_get(journal, "position"), &i->position) && i->position >= 0 &&
           text_into(json_object_get(journal, "hash"), i->hash, sizeof i->hash) &&
           (i->position == 0 ? !i->hash[0] : digest_from_hex(str_c(i->hash), &hash)) &&
           (i->beside || str_eq(files, S("inside"))) &&
           stamps_read(a, json_object_get(j, "migrations"), out) &&
           tables_read(a, json_object_get(j, "tables"), &out->tables);
}

static json_t *load(str json)
{
    return json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
}

enum status backup_head_read(struct arena *a, str json, struct backup_head *out)
{
    json_t *j = load(json);
    bool good = j && head_read(a, j, out);
    json_decref(j);
    return good ? OK : FAILED;
}

static bool end_read(struct arena *a, const json_t *j, const struct backup_head *h,
                     struct backup_end *out)
{
    const json_t *tables = json_object_get(j, "tables");
    size_t n = h->tables.n;
    if (json_array_size(tables) != n) return false;
    *out = (struct backup_end){NEW_ARRAY(a, n, i64), NEW_ARRAY(a, n, struct digest)};
    for (size_t i = 0; i < n; i++) {
        const json_t *t = json_array_get(tables, i);
        if (!str_eq(text_of(json_array_get(t, 0)), str_c(h->tables.v[i].name)) ||
            !number_of(json_array_get(t, 1), &out->rows[i]) ||
            !digest_from_hex(text_of(json_array_get(t, 2)), &out->hashes[i]))
            return false;
    }
    return number_of(json_object_get(j, "files"), &out->files) &&
           number_of(json_object_get(j, "file_bytes"), &out->file_bytes) &&
           number_of(json_object_get(j, "damaged"), &out->damaged) &&
           digest_from_hex(text_of(json_object_get(j, "digest")), &out->all);
}

enum status backup_end_read(struct arena *a, str json, const struct backup_head *h,
                            struct backup_end *out)
{
    json_t *j = load(json);
    bool good = j && end_read(a, j, h, out);
    json_decref(j);
    return good ? OK : FAILED;
}

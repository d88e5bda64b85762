/* entry.c: what stands in a dossier as text of its own: an entry of the journal, and keys that somebody
** published; see store/bundle.h. */
#include "store/bundle.h"

#include "store/journal/chain.h"

#include <jansson.h>

static str text_of(const json_t *object, const char *key)
{
    const json_t *v = json_object_get(object, key);
    if (!json_is_string(v)) return NO_STR;
    return (str){json_string_value(v), json_string_length(v)};
}

static bool number_of(const json_t *object, const char *key, i64 *out)
{
    const json_t *v = json_object_get(object, key);
    *out = json_is_integer(v) ? json_integer_value(v) : 0;
    return json_is_integer(v);
}

static bool link_read(const json_t *v, struct journal_link *e)
{
    *e = (struct journal_link){.act = text_of(v, "act"),
                               .request = text_of(v, "request"),
                               .tab = text_of(v, "table"),
                               .op = text_of(v, "op"),
                               .digests = text_of(v, "digests"),
                               .previous = text_of(v, "previous"),
                               .hash = text_of(v, "hash")};
    return number_of(v, "id", &e->id) && number_of(v, "at", &e->at) &&
           number_of(v, "account", &e->account) && number_of(v, "record", &e->record) &&
           number_of(v, "public", &e->is_public) && e->id > 0 && e->act.p && e->request.p &&
           e->tab.p && e->op.p && e->digests.p && e->previous.p && e->hash.p;
}

static bool is_erased(const json_t *erased, str field)
{
    const json_t *x;
    size_t i;
    json_array_foreach(erased, i, x)
    {
        if (json_is_string(x) && str_eq(field, str_c(json_string_value(x)))) return true;
    }
    return false;
}

/* A value that is there has the digest that the chain covers. */
static bool value_good(struct arena *a, const json_t *value, str field, str digest)
{
    const json_t *before = json_object_get(value, "before"),
                 *after = json_object_get(value, "after");
    str salt = text_of(value, "salt");
    bool typed = (json_is_null(before) || json_is_string(before)) &&
                 (json_is_null(after) || json_is_string(after));
    return salt.p && typed &&
           str_eq(digest, journal_field_digest(a, field, salt, text_of(value, "before"),
                                               text_of(value, "after")));
}

/* Each digest of the entry stands beside its values, or is said to have been erased. */
static bool values_good(struct arena *a, const json_t *v, str digests, i64 *erased_count)
{
    const json_t *values = json_object_get(v, "values"), *erased = json_object_get(v, "erased");
    size_t there = 0, gone = 0;
    str pair, field;
    if (!json_is_object(values) || !json_is_array(erased)) return false;
    while (str_cut(&digests, ' ', &pair)) {
        if (!str_cut(&pair, '=', &field) || !pair.p) return false;
        const json_t *value = json_object_getn(values, field.p, field.n);
        if (value && !value_good(a, value, field, pair)) return false;
        if (!value && !is_erased(erased, field)) return false;
        there += value != NULL;
        gone += value == NULL;
    }
    *erased_count = (i64)gone;
    return there == json_object_size(values) && gone == json_array_size(erased);
}

bool bundle_entry_read(struct arena *a, str line, struct bundle_entry *out, const char **why)
{
    struct journal_link e;
    json_auto_t *v = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    *out = (struct bundle_entry){0};
    *why = "it is not an entry of a journal";
    if (!json_is_object(v) || !link_read(v, &e)) return false;
    *why = "its hash is not that of what it says";
    if (!str_eq(journal_entry_hash(a, &e), e.hash)) return false;
    *why = "its values are not those that its hash covers";
    if (!values_good(a, v, e.digests, &out->erased)) return false;
    out->id = e.id;
    out->previous = str_dup(a, e.previous);
    out->hash = str_dup(a, e.hash);
    return true;
}

/* --- keys ------------------------------------------------------------------------------------------ */

static bool key_from_hex(str hex, struct sign_key *out)
{
    struct digest d;
    if (!digest_from_hex(hex, &d)) return false;
    memcpy(out->b, d.b, sizeof out->b);
    return true;
}

/* The JSON of /data/key: {"items":[{"hex":…,"since":…,"until":…}, …]}. */
static bool list_read(struct arena *a, str text, struct bundle_key_array *out)
{
    json_auto_t *v = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
    const json_t *x;
    size_t i;
    json_array_foreach(json_object_get(v, "items"), i, x)
    {
        struct bundle_key k = {.since = NO_DATE, .until = NO_DATE};
        str since = text_of(x, "since"), until = text_of(x, "until");
        if (!key_from_hex(text_of(x, "hex"), &k.key)) return false;
        if (since.n && !time_parse(since, &k.since)) return false;
        if (until.n && !time_parse(until, &k.until)) return false;
        *PUSH(a, out) = k;
    }
    return out->n > 0;
}

bool bundle_keys_read(struct arena *a, str text, struct bundle_key_array *out)
{
    struct bundle_key k = {.since = NO_DATE, .until = NO_DATE};
    *out = (struct bundle_key_array){0};
    if (key_from_hex(str_trim(text), &k.key) || sign_from_pem(text, &k.key)) {
        *PUSH(a, out) = k;
        return true;
    }
    return list_read(a, text, out);
}

/* manifest.c: the texts for programs in a dossier: dossier.json, record.json, journal.jsonl;
** docs/dossier.md defines each field. */
#include "desk/dossier/dossier.h"

#include "web/app.h"

enum { TEXT_MOST = 512 << 20 };

static void json_or_null(struct buf *b, str s)
{
    if (s.p)
        buf_json(b, s);
    else
        buf_lit(b, "null");
}

/* "name": "text" */
static void put(struct buf *b, const char *name, str value)
{
    buf_printf(b, "\"%s\": ", name);
    json_or_null(b, value);
}

static str taken(struct arena *a, struct buf *b)
{
    str s = str_dup(a, buf_str(b));
    buf_free(b);
    return s;
}

static void instant_put(struct buf *b, const char *name, i64 t)
{
    buf_printf(b, "\"%s\": \"", name);
    buf_time(b, t);
    buf_char(b, '"');
}

/* --- dossier.json ------------------------------------------------------------------------------------ */

static void people_put(struct buf *b, const struct dossier *d)
{
    buf_lit(b, ",\n\"people\": [");
    for (size_t i = 0; i < d->people.n; i++) {
        const struct dossier_person *p = &d->people.v[i];
        buf_printf(b, "%s\n{\"account\": %lld, ", i ? "," : "", (long long)p->id);
        put(b, "code", p->code);
        buf_lit(b, ", ");
        put(b, "name", p->name);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void versions_put(struct buf *b, const struct dossier *d)
{
    buf_lit(b, ",\n\"versions\": [");
    for (size_t i = 0; i < d->versions.n; i++) {
        const struct dossier_version *v = &d->versions.v[i];
        buf_printf(b, "%s\n{", i ? "," : "");
        put(b, "member", v->member);
        buf_lit(b, ", ");
        put(b, "form", v->form);
        buf_printf(b, ", \"number\": %lld, \"frozen\": %s, ", (long long)v->number,
                   v->frozen ? "true" : "false");
        instant_put(b, "at", v->at);
        buf_lit(b, ", ");
        put(b, "fingerprint", v->hash);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void files_put(struct buf *b, const struct dossier *d)
{
    buf_lit(b, ",\n\"files\": [");
    for (size_t i = 0; i < d->files.n; i++) {
        const struct dossier_file *f = &d->files.v[i];
        buf_printf(b, "%s\n{", i ? "," : "");
        put(b, "member", f->member);
        buf_lit(b, ", ");
        put(b, "name", f->name);
        buf_printf(b, ", \"size\": %lld, ", (long long)f->bytes);
        put(b, "blake2b", f->hash);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void days_put(struct buf *b, const struct dossier *d)
{
    buf_lit(b, ",\n\"days\": [");
    for (size_t i = 0; i < d->days.n; i++) {
        const struct dossier_day *x = &d->days.v[i];
        buf_printf(b, "%s\n{\"day\": \"", i ? "," : "");
        buf_date(b, x->day);
        buf_lit(b, "\", ");
        instant_put(b, "made", x->made);
        buf_printf(b, ", \"position\": %lld, \"entries\": %lld, ", (long long)x->position,
                   (long long)x->entries);
        put(b, "hash", x->hash);
        buf_lit(b, ", ");
        put(b, "previous", x->previous);
        buf_lit(b, ", ");
        put(b, "digest", x->digest);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void copy_put(struct request *r, struct buf *b)
{
    struct instance copy = {0};
    if (store_instance(r->db, r->arena, &copy) != OK) copy.code = S("");
    buf_lit(b, ",\n\"copy\": {");
    put(b, "code", copy.code);
    buf_printf(b, ", \"held\": %s}", copy.held ? "true" : "false");
}

static str key_hex(struct arena *a, const struct sign_key *key)
{
    struct digest d;
    memcpy(d.b, key->b, sizeof d.b);
    return digest_hex(a, d);
}

str dossier_manifest(struct request *r, const struct dossier *d, const struct sign_key *key)
{
    struct buf b;
    buf_init(&b, BUNDLE_MANIFEST_MOST);
    buf_lit(&b, "{\n\"format\": \"letsema-dossier\",\n\"version\": 1,\n");
    put(&b, "kind", d->kind);
    buf_lit(&b, ",\n");
    put(&b, "code", d->code);
    buf_lit(&b, ",\n");
    put(&b, "title", d->title);
    buf_lit(&b, ",\n");
    put(&b, "fund", setting(r->app, r->arena, "fund.name"));
    buf_lit(&b, ",\n");
    put(&b, "address", r->app->config.base_url);
    buf_lit(&b, ",\n");
    instant_put(&b, "made", d->made);
    copy_put(r, &b);
    buf_lit(&b, ",\n");
    put(&b, "key", key_hex(r->arena, key));
    buf_printf(&b, ",\n\"journal\": {\"position\": %lld, \"entries\": %zu, \"erased\": %lld, ",
               (long long)d->position, d->items.n, (long long)d->erased);
    put(&b, "hash", d->hash);
    buf_char(&b, '}');
    days_put(&b, d);
    people_put(&b, d);
    versions_put(&b, d);
    files_put(&b, d);
    buf_lit(&b, "\n}\n");
    if (b.overflow) buf_reset(&b);
    return taken(r->arena, &b);
}

/* --- record.json ------------------------------------------------------------------------------------- */

static void row_put(struct buf *b, const struct journal_table *t, const struct journal_state *x)
{
    bool first = true;
    for (size_t i = 0; i < t->column_count; i++) {
        buf_printf(b, "%s\"%s\": ", first ? "{" : ", ", t->columns[i]);
        json_or_null(b, x->erased[i] ? NO_STR : x->values[i]);
        first = false;
    }
    buf_char(b, '}');
}

/* The rows that are there, as the journal says of them last; every value is a text, as in the journal. */
str dossier_record_json(struct request *r, const struct dossier *d)
{
    struct buf b;
    buf_init(&b, TEXT_MOST);
    buf_char(&b, '{');
    for (size_t i = 0; i < d->tables.n; i++) {
        const struct dossier_rows *rows = &d->tables.v[i];
        bool first = true;
        buf_printf(&b, "%s\n\"%s\": [", i ? "," : "", rows->table->name);
        for (size_t k = 0; k < rows->ids.n; k++) {
            struct journal_state x;
            if (journal_state_at(r->db, r->arena, rows->table, rows->ids.v[k], r->now, &x) != OK ||
                !x.exists)
                continue;
            buf_printf(&b, "%s\n", first ? "" : ",");
            row_put(&b, rows->table, &x);
            first = false;
        }
        buf_char(&b, ']');
    }
    buf_lit(&b, "\n}\n");
    return taken(r->arena, &b);
}

/* --- journal.jsonl ----------------------------------------------------------------------------------- */

static const struct journal_salted *value_of(const struct dossier_item *x, str field)
{
    for (size_t i = 0; i < x->values.n; i++)
        if (str_eq(x->values.v[i].field, field)) return &x->values.v[i];
    return NULL;
}

static void values_put(struct buf *b, const struct dossier_item *x)
{
    buf_lit(b, ",\"values\":{");
    for (size_t i = 0; i < x->values.n; i++) {
        const struct journal_salted *v = &x->values.v[i];
        if (i) buf_char(b, ',');
        buf_json(b, v->field);
        buf_lit(b, ":{\"salt\":");
        buf_json(b, v->salt);
        buf_lit(b, ",\"before\":");
        json_or_null(b, v->old_value);
        buf_lit(b, ",\"after\":");
        json_or_null(b, v->new_value);
        buf_char(b, '}');
    }
    buf_lit(b, "},\"erased\":[");
    str digests = x->link.digests, pair, field;
    for (bool first = true; str_cut(&digests, ' ', &pair);) {
        if (!str_cut(&pair, '=', &field) || value_of(x, field)) continue;
        if (!first) buf_char(b, ',');
        buf_json(b, field);
        first = false;
    }
    buf_char(b, ']');
}

static void line_put(struct buf *b, const struct dossier_item *x)
{
    const struct journal_link *e = &x->link;
    buf_printf(b, "{\"id\":%lld,\"at\":%lld,\"account\":%lld,\"act\":", (long long)e->id,
               (long long)e->at, (long long)e->account);
    buf_json(b, e->act);
    buf_lit(b, ",\"request\":");
    buf_json(b, e->request);
    buf_lit(b, ",\"table\":");
    buf_json(b, e->tab);
    buf_printf(b, ",\"record\":%lld,\"op\":", (long long)e->record);
    buf_json(b, e->op);
    buf_printf(b, ",\"public\":%lld,\"digests\":", (long long)e->is_public);
    buf_json(b, e->digests);
    buf_lit(b, ",\"previous\":");
    buf_json(b, e->previous);
    buf_lit(b, ",\"hash\":");
    buf_json(b, e->hash);
    values_put(b, x);
    buf_lit(b, "}\n");
}

str dossier_journal_lines(struct arena *a, const struct dossier *d)
{
    struct buf b;
    buf_init(&b, TEXT_MOST);
    for (size_t i = 0; i < d->items.n; i++)
        line_put(&b, &d->items.v[i]);
    return taken(a, &b);
}

/* gather.c: finds everything that belongs to one record: its row, the rows of its parts, their entries of
** the journal, its versions and files, the published digests that cover them. A part is a row of a table
** whose first reference is to the record, or to a part of it, and that has no page of its own; who did
** something is no such reference. */
#include "desk/dossier/dossier.h"

#include "desk/oversight/versions.h"

#include "gen/dossier_sql.h"
#include "gen/oversight_sql.h"

#include <stdlib.h>
#include <unistd.h>

enum { VERSIONS_MOST = 2000, VALUE_BYTES_MOST = 192 << 20 };

/* --- what is named ------------------------------------------------------------------------------- */

bool dossier_named(struct db *db, struct arena *a, str text, str *kind, str *code, str *fault)
{
    struct dossier_kind_array kinds = {0};
    struct buf b;
    *kind = text;
    if (str_find_char(text, '/') > 0) {
        str_cut(kind, '/', code);
        str swap = *kind;
        *kind = *code;
        *code = swap;
        return true;
    }
    *code = text;
    *fault = S("the database cannot be read");
    if (dossier_kinds(db, a, text, &kinds) != OK) return false;
    *fault = S("no record has this code; write KIND/CODE, for example proposal/CODE");
    if (kinds.n == 0) return false;
    *kind = kinds.v[0].tab;
    if (kinds.n == 1) return true;
    buf_init(&b, 4096);
    buf_lit(&b, "several records have this code; write one of");
    for (size_t i = 0; i < kinds.n; i++)
        buf_printf(&b, " %.*s/%.*s", P(kinds.v[i].tab), P(text));
    *fault = str_dup(a, buf_str(&b));
    buf_free(&b);
    return false;
}

/* --- rows ---------------------------------------------------------------------------------------- */

/* The column by which a row of `t` belongs to something, or -1. */
static i64 owner_column(const struct journal_table *t)
{
    for (size_t k = 0; k < t->column_count; k++)
        if (t->refs[k] && strcmp(t->refs[k], "account") != 0) return (i64)k;
    return -1;
}

static bool is_gathered(const struct dossier *d, const struct journal_table *t)
{
    for (size_t i = 0; i < d->tables.n; i++)
        if (d->tables.v[i].table == t) return true;
    return false;
}

static enum status parts_of(struct request *r, struct dossier *d, size_t at)
{
    for (size_t i = 0; i < journal_table_count; i++) {
        const struct journal_table *t = &journal_tables[i];
        const struct dossier_rows whole = d->tables.v[at];
        i64 k = t->kind == JOURNAL_NO ? -1 : owner_column(t);
        if (k < 0 || strcmp(t->refs[k], whole.table->name) != 0 || is_gathered(d, t) ||
            record_has_page(str_c(t->name)))
            continue;
        struct dossier_rows part = {.table = t};
        TRY(journal_rows_with_any(r->db, r->arena, t, t->columns[k], whole.ids.v, whole.ids.n,
                                  &part.ids));
        if (part.ids.n) *PUSH(r->arena, &d->tables) = part;
    }
    return OK;
}

static enum status rows_gather(struct request *r, struct dossier *d)
{
    struct dossier_rows own = {.table = d->table};
    *PUSH(r->arena, &own.ids) = d->record;
    *PUSH(r->arena, &d->tables) = own;
    for (size_t i = 0; i < d->tables.n; i++)
        TRY(parts_of(r, d, i));
    return OK;
}

/* --- entries -------------------------------------------------------------------------------------- */

static i64 digest_count(str digests)
{
    str pair;
    i64 n = 0;
    while (str_cut(&digests, ' ', &pair))
        n += pair.n > 0;
    return n;
}

static enum status item_fill(struct request *r, struct dossier *d, const struct journal_link *link)
{
    struct dossier_item *x = PUSH(r->arena, &d->items);
    *x = (struct dossier_item){.link = *link};
    TRY(journal_values_of(r->db, r->arena, link->id, &x->values));
    d->erased += digest_count(link->digests) - (i64)x->values.n;
    for (size_t i = 0; i < x->values.n; i++)
        d->value_bytes += (i64)(x->values.v[i].old_value.n + x->values.v[i].new_value.n);
    return d->value_bytes > VALUE_BYTES_MOST ? LIMIT : OK;
}

static int by_position(const void *a, const void *b)
{
    i64 x = ((const struct dossier_item *)a)->link.id,
        y = ((const struct dossier_item *)b)->link.id;
    return (x > y) - (x < y);
}

static enum status entries_gather(struct request *r, struct dossier *d)
{
    for (size_t i = 0; i < d->tables.n; i++) {
        struct journal_link_array links;
        TRY(journal_entries_of(r->db, r->arena, d->tables.v[i].table, d->tables.v[i].ids.v,
                               d->tables.v[i].ids.n, &links));
        for (size_t k = 0; k < links.n; k++)
            TRY(item_fill(r, d, &links.v[k]));
    }
    if (d->items.n) qsort(d->items.v, d->items.n, sizeof *d->items.v, by_position);
    return OK;
}

static enum status people_gather(struct request *r, struct dossier *d)
{
    struct id_array ids = {0};
    for (size_t i = 0; i < d->items.n; i++) {
        bool known = d->items.v[i].link.account == 0;
        for (size_t k = 0; k < ids.n && !known; k++)
            known = ids.v[k] == d->items.v[i].link.account;
        if (!known) *PUSH(r->arena, &ids) = d->items.v[i].link.account;
    }
    return dossier_people(r->db, r->arena, db_json_ids(r->arena, ids.v, ids.n), &d->people);
}

const struct dossier_person *dossier_person_of(const struct dossier *d, i64 account)
{
    for (size_t i = 0; i < d->people.n; i++)
        if (d->people.v[i].id == account) return &d->people.v[i];
    return NULL;
}

/* --- published digests ------------------------------------------------------------------------------ */

/* The first that covers each entry, and the newest. */
static enum status days_gather(struct request *r, struct dossier *d)
{
    struct dossier_day day = {0};
    for (size_t i = 0; i < d->items.n; i++) {
        if (d->items.v[i].link.id <= day.position) continue;
        enum status st = dossier_day_of(r->db, r->arena, d->items.v[i].link.id, &day);
        if (st == NOT_FOUND) break;
        TRY(st);
        *PUSH(r->arena, &d->days) = day;
    }
    enum status st = dossier_day_last(r->db, r->arena, &day);
    if (st == OK && (!d->days.n || d->days.v[d->days.n - 1].day < day.day))
        *PUSH(r->arena, &d->days) = day;
    return st == NOT_FOUND ? OK : st;
}

/* --- files and versions ------------------------------------------------------------------------------ */

/* "0003-annual-budget.xlsx": a name that every system takes. */
static str last_of(struct arena *a, size_t number, str name)
{
    i64 dot = -1;
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '.') dot = (i64)i;
    bool short_end = dot > 0 && name.n - (size_t)dot <= 6;
    str end = short_end ? str_slug(a, str_sub(name, (size_t)dot + 1, name.n)) : NO_STR;
    str begin = str_slug(a, str_sub(name, 0, short_end ? (size_t)dot : name.n));
    return arena_printf(a, "%04zu-%.*s%s%.*s", number, P(begin), end.n ? "." : "", P(end));
}

static void file_add(struct request *r, struct dossier *d, str hash, str name)
{
    struct digest digest;
    i64 size;
    int fd;
    for (size_t i = 0; i < d->files.n; i++)
        if (str_eq(d->files.v[i].hash, hash)) return;
    if (!digest_from_hex(hash, &digest) || file_open(r->app->store, digest, &fd, &size) != OK)
        return;
    close(fd);
    str last = last_of(r->arena, d->files.n + 1, name.n ? name : hash);
    *PUSH(r->arena, &d->files) =
        (struct dossier_file){.member = arena_printf(r->arena, "files/%.*s", P(last)),
                              .last = last,
                              .name = name.n ? name : hash,
                              .hash = hash,
                              .bytes = size};
}

static bool is_file_column(str table, str column)
{
    for (size_t i = 0; i < file_column_count; i++)
        if (str_eq(table, str_c(file_columns[i].table)) &&
            str_eq(column, str_c(file_columns[i].column)))
            return true;
    return false;
}

/* The name that the same act gave the file, if it gave one. */
static str name_beside(const struct dossier_item *x)
{
    static const char *const columns[] = {"file_name", "name", "slug", "code"};
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
        for (size_t i = 0; i < x->values.n; i++)
            if (str_eq(x->values.v[i].field, str_c(columns[k]))) return x->values.v[i].new_value;
    return NO_STR;
}

/* Every file that a column of the record ever held. */
static void files_gather(struct request *r, struct dossier *d)
{
    for (size_t i = 0; i < d->items.n; i++) {
        const struct dossier_item *x = &d->items.v[i];
        for (size_t k = 0; k < x->values.n; k++)
            if (is_file_column(x->link.tab, x->values.v[k].field) && x->values.v[k].new_value.n)
                file_add(r, d, x->values.v[k].new_value, name_beside(x));
    }
}

static enum status versions_gather(struct request *r, struct dossier *d)
{
    struct proposal_file_array files = {0};
    TRY(dossier_versions(r->db, r->arena, d->proposal.row.id, VERSIONS_MOST + 1, &d->rows));
    if (d->rows.n > VERSIONS_MOST) return LIMIT;
    for (size_t i = 0; i < d->rows.n; i++) {
        const struct proposal_version_row *v = &d->rows.v[i];
        str last = arena_printf(r->arena, "%04zu-%.*s-%lld.json", i + 1,
                                P(str_slug(r->arena, v->form)), (long long)v->number);
        str member = arena_printf(r->arena, "versions/%.*s", P(last));
        *PUSH(r->arena, &d->versions) = (struct dossier_version){.member = member,
                                                                 .last = last,
                                                                 .form = v->form,
                                                                 .number = v->number,
                                                                 .frozen = v->frozen,
                                                                 .at = v->at,
                                                                 .person = v->person,
                                                                 .hash = v->hash};
        d->value_bytes += (i64)v->body.n;
        if (d->value_bytes > VALUE_BYTES_MOST) return LIMIT;
        TRY(proposal_files(r->arena, &d->proposal, v, &files));
    }
    for (size_t i = 0; i < files.n; i++)
        file_add(r, d, files.v[i].hash, files.v[i].name);
    return OK;
}

/* --- all ---------------------------------------------------------------------------------------------- */

enum status dossier_title(struct request *r, const struct journal_table *t, i64 record, str code,
                          str *out)
{
    static const char *const names[] = {"title", "name"};
    struct journal_state x;
    *out = code;
    TRY(journal_state_at(r->db, r->arena, t, record, r->now, &x));
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        for (size_t i = 0; i < t->column_count; i++)
            if (strcmp(t->columns[i], names[k]) == 0 && x.values[i].n) *out = x.values[i];
    return OK;
}

enum status dossier_gather(struct request *r, str kind, str code, struct dossier *out)
{
    struct oversight_link found;
    struct dossier *d = out;
    *d = (struct dossier){.kind = kind, .code = code, .table = journal_table_find(kind)};
    if (!d->table || d->table->kind == JOURNAL_NO) return NOT_FOUND;
    TRY(oversight_record(r->db, r->arena, d->kind, d->code, &found));
    d->record = found.id;
    TRY(dossier_title(r, d->table, d->record, d->code, &d->title));
    TRY(rows_gather(r, d));
    TRY(entries_gather(r, d));
    TRY(people_gather(r, d));
    TRY(days_gather(r, d));
    TRY(journal_place(r->db, r->arena, &d->position, &d->hash));
    if (str_eq(d->kind, S("proposal"))) {
        TRY(proposal_load(r->db, r->app, r->arena, d->code, &d->proposal));
        d->has_proposal = true;
        TRY(versions_gather(r, d));
    }
    files_gather(r, d);
    return OK;
}

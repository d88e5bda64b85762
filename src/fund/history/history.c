/* history.c: turns journal entries of one row into lines that a person reads. Called by the record
** pages of calls and proposals; {history_table items=…} shows what it fills. */
#include "fund/history/history.h"

#include "people/account/account.h"
#include "web/app.h"

#define MAX_FIELDS 400
#define MAX_CHARS 160

static const struct view_field *field_of(const struct view *view, str name)
{
    for (size_t i = 0; i < view->field_count; i++) {
        const struct view_field *f = &view->fields[i];
        bool told =
            !str_eq(name, S("changed")) && !str_eq(name, S("code")); /* each line has its instant */
        if (f->label && told && str_eq(str_c(f->name), name)) return f;
    }
    return NULL;
}

static str readable(struct request *r, const struct view_field *f, str raw, str currency)
{
    i64 v;
    bool number = str_i64(raw, &v);
    struct buf b;
    buf_init(&b, 4096);
    const char *lang = str_z(r->arena, r->lang);
    if (number && f->type == FIELD_TIME)
        buf_time_long(&b, v, fund_zone(r->app), lang);
    else if (number && f->type == FIELD_DATE)
        buf_date_long(&b, v, lang);
    else if (number && f->type == FIELD_MONEY)
        buf_money(&b, money_of(v, currency), lang, false);
    else if (number && f->type == FIELD_BOOL)
        buf_add(&b, v ? T(r, "yes") : T(r, "no"));
    else
        buf_add(&b, str_abbrev(raw, MAX_CHARS));
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* The account's name; changes of one person stand together, so the last one is kept. */
static str person_of(struct request *r, i64 account, i64 *last, str *name)
{
    if (account == *last) return *name;
    struct account_row row;
    *last = account;
    *name = T(r, "The program");
    if (account && account_load(r->db, r->arena, account, &row) == OK) *name = row.name;
    return *name;
}

enum status history_fill(struct request *r, const char *table, i64 row, const struct view *view,
                         str currency, struct history_change_array *out)
{
    struct journal_entry_array entries = {0};
    i64 last = -1;
    str name = NO_STR;
    TRY(journal_of(r->db, r->arena, table, row, MAX_FIELDS, &entries));
    for (size_t i = 0; i < entries.n; i++) {
        const struct journal_entry *e = &entries.v[i];
        const struct view_field *f = field_of(view, e->field);
        if (!f || str_eq(e->before, e->after)) continue;
        *PUSH(r->arena, out) =
            (struct history_change){.at = e->at,
                                    .person = person_of(r, e->account, &last, &name),
                                    .what = T(r, f->label),
                                    .before = readable(r, f, e->before, currency),
                                    .after = readable(r, f, e->after, currency)};
    }
    return OK;
}

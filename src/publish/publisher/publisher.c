/* publisher.c: the page of a publishing body with its documents, and the writing that the documents
** (publisher_named, publisher_appear) and the editors' pages (publisher_desk.c) share. Promises: an
** address that ever stood leads to where the body is now; a body that only drafts name is not shown. */
#include "publish/publisher/publisher.h"

#include "publish/document/document.h"
#include "publish/feed/feed.h"
#include "publish/feed/piece.h"
#include "publish/site/sitemap.h"
#include "web/address.h"
#include "web/layout.h"
#include "web/registry.h"

#include "gen/publisher_sql.h"
#include "gen/registry.h"

#define PAGE_ROWS 20
#define CSV_ROWS 5000
#define HITS_MOST 1000

/* --- writing -------------------------------------------------------------------------------------- */

static enum status touch(struct tx *tx, struct arena *a, struct publisher_row *p, i64 seen)
{
    i64 stored;
    TRY(publisher_changed(tx_db(tx), a, p->id, &stored));
    return piece_touch(stored, seen, tx_now(tx), &p->changed);
}

static enum status row_insert(struct tx *tx, struct arena *a, struct publisher_row *p, str state)
{
    if (!p->code.n) TRY(piece_slug(tx_db(tx), a, p->name, publisher_code_count, &p->code));
    p->state = state;
    return publisher_insert(tx,
                            &(struct publisher_insert_in){.code = p->code,
                                                          .name = p->name,
                                                          .name_fr = p->name_fr,
                                                          .name_key = str_fold(a, p->name),
                                                          .about = p->about,
                                                          .about_fr = p->about_fr,
                                                          .url = p->url,
                                                          .state = state,
                                                          .now = tx_now(tx)},
                            &p->id);
}

enum status publisher_create(struct tx *tx, struct arena *a, struct publisher_row *p)
{
    return row_insert(tx, a, p, S("published"));
}

enum status publisher_named(struct tx *tx, struct arena *a, str name, i64 *id)
{
    struct publisher_row_array found = {0};
    TRY(publisher_by_key(tx_db(tx), a, str_fold(a, name), &found));
    if (found.n) {
        *id = found.v[0].target ? found.v[0].target : found.v[0].id;
        return OK;
    }
    struct publisher_row fresh = {.name = name};
    TRY(row_insert(tx, a, &fresh, S("draft")));
    *id = fresh.id;
    return OK;
}

enum status publisher_move(struct tx *tx, struct arena *a, struct publisher_row *p)
{
    TRY(touch(tx, a, p, p->changed));
    return publisher_set_state(tx, &(struct publisher_set_state_in){.id = p->id,
                                                                    .state = p->state,
                                                                    .reason = p->reason,
                                                                    .withdrawn = p->withdrawn,
                                                                    .target = p->target,
                                                                    .changed = p->changed});
}

enum status publisher_appear(struct tx *tx, struct arena *a, i64 id)
{
    struct publisher_row p;
    TRY(publisher_by_id(tx_db(tx), a, id, &p));
    if (!str_eq(p.state, S("draft"))) return OK;
    p.state = S("published");
    return publisher_move(tx, a, &p);
}

enum status publisher_offered(struct db *db, struct arena *a, struct publisher_row_array *out)
{
    return publisher_names(db, a, out);
}

enum status publisher_save(struct tx *tx, struct app *app, struct arena *a, struct publisher_row *p,
                           str old, i64 seen)
{
    i64 id;
    TRY(touch(tx, a, p, seen));
    if (!str_eq(old, p->code)) {
        TRY(publisher_alias_clear(tx, p->code));
        TRY(publisher_alias_insert(tx, old, p->id, &id));
    }
    TRY(publisher_update(tx, &(struct publisher_update_in){.id = p->id,
                                                           .code = p->code,
                                                           .name = p->name,
                                                           .name_fr = p->name_fr,
                                                           .name_key = str_fold(a, p->name),
                                                           .about = p->about,
                                                           .about_fr = p->about_fr,
                                                           .url = p->url,
                                                           .changed = p->changed}));
    return document_body_renamed(tx, app, a, p->id);
}

enum status publisher_merge(struct tx *tx, struct app *app, struct arena *a,
                            struct publisher_row *p, const struct publisher_row *into)
{
    TRY(document_body_move(tx, p->id, into->id));
    TRY(publisher_retarget(tx, p->id, into->id));
    p->state = S("merged");
    p->target = into->id;
    TRY(publisher_move(tx, a, p));
    /* Its documents may be the first that the other one shows. */
    if (p->documents) TRY(publisher_appear(tx, a, into->id));
    return document_body_renamed(tx, app, a, into->id);
}

/* --- the public page -------------------------------------------------------------------------------- */

static bool offered(const struct part_choice_array *items, str code)
{
    for (size_t i = 0; i < items->n; i++)
        if (str_eq(items->v[i].code, code)) return true;
    return false;
}

static void offer(struct request *r, struct part_choice_array *items, str code, str label)
{
    if (code.n && !offered(items, code))
        *PUSH(r->arena, items) = (struct part_choice){.code = code, .label = label};
}

/* What the list can be filtered by is what it holds. */
static enum status choices_fill(struct request *r, i64 body, struct publisher_show *v)
{
    struct publisher_facet_array facets = {0};
    TRY(publisher_facets(r->db, r->arena, body, &facets));
    for (size_t i = 0; i < facets.n; i++) {
        const struct publisher_facet *f = &facets.v[i];
        int year, month, day;
        str lang;
        date_split(f->day, &year, &month, &day);
        str y = arena_printf(r->arena, "%04d", year);
        offer(r, &v->years, y, y);
        offer(r, &v->themes, f->theme, piece_words(r, f->title, f->title_fr, &lang));
        offer(r, &v->langs, f->lang, document_language(r, f->lang));
    }
    offer(r, &v->sorts, S("new"), T(r, "Newest first"));
    offer(r, &v->sorts, S("old"), T(r, "Oldest first"));
    offer(r, &v->sorts, S("title"), T(r, "By title"));
    return OK;
}

/* The words are looked for in the documents themselves, too. */
static enum status words_ids(struct request *r, str words, str *ids)
{
    struct search_hit_array hits = {0};
    i64 total;
    TRY(search_find(r->db, r->arena, words, r->lang, SEEN_BY_ALL, "document", 0, HITS_MOST, &hits,
                    &total));
    i64 *v = NEW_ARRAY(r->arena, hits.n + 1, i64);
    for (size_t i = 0; i < hits.n; i++)
        v[i] = hits.v[i].id;
    *ids = db_json_ids(r->arena, v, hits.n);
    return OK;
}

/* A filter that the list does not know is dropped, not answered by nothing. */
static enum status question_read(struct request *r, struct publisher_show *v,
                                 struct publisher_document_find_in *in)
{
    i64 year;
    v->q = query(r, "q");
    if (offered(&v->themes, query(r, "theme"))) v->theme = query(r, "theme");
    if (offered(&v->years, query(r, "year"))) v->year = query(r, "year");
    if (offered(&v->langs, query(r, "lang"))) v->lang = query(r, "lang");
    v->sort = offered(&v->sorts, query(r, "sort")) ? query(r, "sort") : S("new");
    v->filtered = v->q.n || v->theme.n || v->year.n || v->lang.n;
    in->theme = v->theme;
    in->lang = v->lang;
    in->sort = v->sort;
    in->first = in->last = in->before_day = in->after_day = NO_DATE;
    if (str_i64(v->year, &year)) {
        in->first = date_of((int)year, 1, 1);
        in->last = date_of((int)year, 12, 31);
    }
    return v->q.n ? words_ids(r, v->q, &in->ids) : OK;
}

static void start_after(struct publisher_document_find_in *in, const struct publisher_document *key)
{
    in->id = key->id;
    if (str_eq(in->sort, S("title")))
        in->title = key->sort;
    else if (str_eq(in->sort, S("old")))
        in->after_day = key->day;
    else
        in->before_day = key->day;
}

static enum status items_fill(struct request *r, struct publisher_document_find_in *in,
                              struct publisher_show *v)
{
    struct publisher_document key;
    str after = query(r, "after"), base = address_base(r->arena, r->lang);
    bool all = r->face == FACE_CSV;
    if (after.n && publisher_document_key(r->db, r->arena, in->body, after, &key) == OK) {
        start_after(in, &key);
        v->first = address_more(r, S(""));
    }
    in->limit = all ? CSV_ROWS : PAGE_ROWS + 1;
    TRY(publisher_document_find(r->db, r->arena, in, &v->items));
    if (!all && v->items.n > PAGE_ROWS) {
        v->items.n = PAGE_ROWS;
        v->next = v->items.v[PAGE_ROWS - 1].code;
        v->more = address_more(r, v->next);
    }
    for (size_t i = 0; i < v->items.n; i++) {
        struct publisher_document *d = &v->items.v[i];
        d->title = piece_words(r, d->title, d->title_fr, &d->title_lang);
        if (!d->title_fr.n) d->title_lang = d->lang;
        d->address =
            address_local(r->arena, base, arena_printf(r->arena, "/documents/%.*s", P(d->code)));
    }
    return OK;
}

/* Where a body that is not here (any more) stands now. */
static enum status moved(struct request *r, struct response *s, str code)
{
    str now;
    TRY(publisher_former(r->db, r->arena, code, &now));
    return redirect_bare(r, s, 301, arena_printf(r->arena, "/publishers/%.*s", P(now)));
}

/* ROUTE GET /publishers/:publisher?q,theme,year,lang,sort,after     public
** A publishing body with its documents: searched, filtered by theme, year and language, sorted. */
enum status publisher_page(struct request *r, struct response *s)
{
    struct publisher_row p;
    enum status st = publisher_by_code(r->db, r->arena, param(r, "publisher"), &p);
    if (st == NOT_FOUND) return moved(r, s, param(r, "publisher"));
    TRY(st);
    if (str_eq(p.state, S("draft"))) return NOT_FOUND;
    if (str_eq(p.state, S("merged")))
        return redirect_bare(r, s, 301,
                             arena_printf(r->arena, "/publishers/%.*s", P(p.target_code)));
    struct publisher_show v = {
        .code = p.code,
        .url = p.url,
        .csv = address_face(r, ".csv", S("")),
        .clear = address_local(r->arena, address_base(r->arena, r->lang),
                               arena_printf(r->arena, "/publishers/%.*s", P(p.code)))};
    v.name = piece_words(r, p.name, p.name_fr, &v.name_lang);
    page_crumb(r, s, "Library", "/library");
    if (str_eq(p.state, S("withdrawn")))
        return feed_gone_page(r, s, v.name, p.reason, p.withdrawn, S("/library"), T(r, "Library"));
    v.about = piece_words(r, p.about, p.about_fr, &v.about_lang);
    struct publisher_document_find_in in = {.body = p.id};
    TRY(choices_fill(r, p.id, &v));
    TRY(question_read(r, &v, &in));
    TRY(items_fill(r, &in, &v));
    struct publisher_document_count_in all = {.body = p.id, .first = NO_DATE, .last = NO_DATE};
    TRY(publisher_document_count(r->db, r->arena, &all, &v.documents));
    struct publisher_document_count_in some = {.body = p.id,
                                               .theme = in.theme,
                                               .lang = in.lang,
                                               .first = in.first,
                                               .last = in.last,
                                               .ids = in.ids};
    TRY(publisher_document_count(r->db, r->arena, &some, &v.found));
    page_title(s, v.name);
    page_updated(s, p.changed);
    s->description = p.about.n ? piece_summary(r->arena, v.about)
                               : T(r, "A publishing body and its documents in the library.");
    return show(r, s, publisher_show_view, &v);
}

/* SITEMAP publishers
** The pages of publishing bodies. */
enum status publisher_sitemap(struct db *db, struct arena *a, struct sitemap *out)
{
    struct publisher_row_array rows = {0};
    TRY(publisher_public(db, a, &rows));
    for (size_t i = 0; i < rows.n; i++)
        sitemap_add(out, a, arena_printf(a, "/publishers/%.*s", P(rows.v[i].code)),
                    rows.v[i].changed);
    return OK;
}

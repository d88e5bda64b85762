/* feed.c: keeps the list of what is published, and writes it as Atom. Promises: an identifier is minted
** once and never changes; `updated` moves only when a reader would see a difference; an address that
** ever stood leads to where the record is now. */
#include "publish/feed/feed.h"

#include "publish/feed/piece.h"
#include "publish/site/sitemap.h"
#include "web/address.h"
#include "web/atom.h"
#include "web/layout.h"
#include "web/markdown.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/feed_sql.h"
#include "gen/registry.h"

#define FEED_ENTRIES 20
#define FEED_BYTES (1 << 20)
#define UID_LETTERS 12

/* --- keeping the list --------------------------------------------------------------------------- */

/* What a reader would notice. */
static str digest_of_record(struct arena *a, const struct feed_record *f)
{
    str all =
        arena_printf(a, "%.*s\1%.*s\1%.*s\1%.*s\1%.*s\1%.*s\1%.*s\1%lld\1%lld\1%d", P(f->title),
                     P(f->title_fr), P(f->summary), P(f->summary_fr), P(f->body), P(f->body_fr),
                     P(f->place), (long long)f->day, (long long)f->last_day, f->visible);
    return digest_hex(a, digest_of(all));
}

/* The authority of a tag: identifier is the site's name on the day of minting. */
static str tag_new(struct tx *tx, struct app *app, struct arena *a, const char *kind)
{
    str host = app->config.base_url;
    i64 at = str_find(host, S("://"));
    if (at >= 0) host = str_sub(host, (size_t)at + 3, host.n);
    str piece, rest = host;
    if (str_cut(&rest, '/', &piece)) host = piece;
    rest = host;
    if (str_cut(&rest, ':', &piece)) host = piece;
    if (!host.n) host = S("letsema.example");
    int year, month, day;
    date_split(tx_now(tx) / 86400, &year, &month, &day);
    return arena_printf(a, "tag:%.*s,%04d-%02d-%02d:%s/%.*s", P(host), year, month, day, kind,
                        P(code_new(a, tx_env(tx), UID_LETTERS)));
}

static enum status search_update(struct tx *tx, struct arena *a, const struct feed_record *f)
{
    str title_fr = f->title_fr.n ? f->title_fr : f->title;
    str body = arena_printf(a, "%.*s\n%.*s", P(f->summary), P(markdown_plain(a, f->body)));
    str body_fr = arena_printf(a, "%.*s\n%.*s", P(f->summary_fr.n ? f->summary_fr : f->summary),
                               P(markdown_plain(a, f->body_fr.n ? f->body_fr : f->body)));
    TRY(search_put(tx, f->kind, f->record, S("en"), SEEN_BY_ALL, f->address,
                   f->visible ? f->title : NO_STR, body));
    return search_put(tx, f->kind, f->record, S("fr"), SEEN_BY_ALL, f->address,
                      f->visible ? title_fr : NO_STR, body_fr);
}

static enum status entry_change(struct tx *tx, const struct feed_record *f,
                                const struct feed_entry *old, str digest)
{
    bool same = str_eq(old->digest, digest);
    if (!str_eq(old->address, f->address)) {
        TRY(feed_alias_clear(tx, old->address));
        i64 id;
        TRY(feed_alias_insert(tx, old->address, old->id, &id));
    }
    return feed_update(tx, &(struct feed_update_in){.id = old->id,
                                                    .address = f->address,
                                                    .title = f->title,
                                                    .title_fr = f->title_fr,
                                                    .summary = f->summary,
                                                    .summary_fr = f->summary_fr,
                                                    .place = f->place,
                                                    .day = f->day,
                                                    .last_day = f->last_day,
                                                    .theme = f->theme,
                                                    .updated = same ? old->updated : tx_now(tx),
                                                    .digest = digest,
                                                    .visible = f->visible});
}

enum status feed_put(struct tx *tx, struct app *app, struct arena *a, const struct feed_record *f)
{
    struct feed_entry old;
    str digest = digest_of_record(a, f);
    enum status st = feed_of(tx_db(tx), a, str_c(f->kind), f->record, &old);
    if (st != OK && st != NOT_FOUND) return st;
    /* An address in use again leads to its new holder. */
    TRY(feed_alias_clear(tx, f->address));
    if (st == OK) TRY(entry_change(tx, f, &old, digest));
    i64 id;
    if (st == NOT_FOUND)
        TRY(feed_insert(tx,
                        &(struct feed_insert_in){.kind = str_c(f->kind),
                                                 .record = f->record,
                                                 .uid = tag_new(tx, app, a, f->kind),
                                                 .address = f->address,
                                                 .title = f->title,
                                                 .title_fr = f->title_fr,
                                                 .summary = f->summary,
                                                 .summary_fr = f->summary_fr,
                                                 .place = f->place,
                                                 .day = f->day,
                                                 .last_day = f->last_day,
                                                 .theme = f->theme,
                                                 .published = tx_now(tx),
                                                 .updated = tx_now(tx),
                                                 .digest = digest,
                                                 .visible = f->visible},
                        &id));
    return search_update(tx, a, f);
}

/* --- reading ---------------------------------------------------------------------------------------- */

enum status feed_moved(struct request *r, struct response *s, const char *folder, str slug)
{
    str now;
    TRY(feed_alias_find(r->db, r->arena, arena_printf(r->arena, "%s/%.*s", folder, P(slug)), &now));
    return redirect_bare(r, s, 301, now);
}

enum status feed_gone_page(struct request *r, struct response *s, str title, str reason,
                           i64 withdrawn, str other, str other_label)
{
    struct feed_gone view = {.title = title,
                             .reason = reason,
                             .withdrawn = withdrawn,
                             .other =
                                 address_local(r->arena, address_base(r->arena, r->lang), other),
                             .other_label = other_label};
    page_title(s, title);
    page_updated(s, withdrawn);
    return show_status(r, s, 410, feed_gone_view, &view);
}

str feed_kind_label(const struct request *r, str kind)
{
    static const struct {
        const char *kind, *label;
    } labels[] = {{"news", MESSAGE("News")},        {"story", MESSAGE("Story from the field")},
                  {"event", MESSAGE("Event")},      {"document", MESSAGE("Document")},
                  {"issue", MESSAGE("Newsletter")}, {"programme", MESSAGE("Programme")}};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (str_eq(kind, str_c(labels[i].kind))) return T(r, labels[i].label);
    return kind;
}

void feed_entry_fill(struct request *r, struct feed_entry *e)
{
    str lang;
    e->title = piece_words(r, e->title, e->title_fr, &e->title_lang);
    e->summary = piece_words(r, e->summary, e->summary_fr, &lang);
    e->kind_label = feed_kind_label(r, e->kind);
    e->address = address_local(r->arena, address_base(r->arena, r->lang), e->address);
}

/* "DAY ID", the key of the last row of the part before. */
static bool after_read(str after, i64 *day, i64 *id)
{
    str piece;
    return after.n && str_cut(&after, ' ', &piece) && str_i64(piece, day) && str_i64(after, id);
}

enum status feed_list(struct request *r, const struct feed_question *q,
                      struct feed_entry_array *out, str *next)
{
    struct feed_find_in in = {.kinds = q->kinds,
                              .q = q->words,
                              .theme = q->theme,
                              .before_day = NO_DATE,
                              .limit = q->limit + 1};
    if (!after_read(q->after, &in.before_day, &in.before)) in.before = 0;
    TRY(feed_find(r->db, r->arena, &in, out));
    *next = NO_STR;
    if ((i64)out->n > q->limit) {
        out->n = (size_t)q->limit;
        const struct feed_entry *last = &out->v[out->n - 1];
        *next = arena_printf(r->arena, "%lld %lld", (long long)last->day, (long long)last->id);
    }
    for (size_t i = 0; i < out->n; i++)
        feed_entry_fill(r, &out->v[i]);
    return OK;
}

enum status feed_total(struct request *r, const struct feed_question *q, i64 *count)
{
    return feed_count(r->db, r->arena,
                      &(struct feed_count_in){.kinds = q->kinds, .q = q->words, .theme = q->theme},
                      count);
}

enum status feed_records(struct db *db, struct arena *a, const char *kind, str ids,
                         struct feed_entry_array *out)
{
    str names[] = {str_c(kind)};
    return feed_find(db, a,
                     &(struct feed_find_in){.kinds = db_json_texts(a, names, 1),
                                            .records = ids,
                                            .before_day = NO_DATE,
                                            .limit = 1000},
                     out);
}

enum status feed_record_find(struct db *db, struct arena *a, const char *kind, i64 record,
                             struct feed_entry *out)
{
    TRY(feed_of(db, a, str_c(kind), record, out));
    return out->visible ? OK : NOT_FOUND;
}

/* --- Atom ------------------------------------------------------------------------------------------- */

static void entry_write(struct request *r, struct buf *b, const struct feed_entry *row)
{
    str lang, title = piece_words(r, row->title, row->title_fr, &lang), ignored;
    atom_entry_write(
        r, b,
        &(struct atom_entry){.id = row->uid,
                             .lang = lang,
                             .title = title,
                             .summary = piece_words(r, row->summary, row->summary_fr, &ignored),
                             .address = row->address,
                             .published = row->published,
                             .updated = row->updated,
                             .category = row->kind,
                             .category_label = feed_kind_label(r, row->kind)});
}

enum status feed_reply(struct request *r, struct response *s, str kinds, i64 theme, str title,
                       str path, str page)
{
    struct feed_entry_array rows = {0};
    TRY(feed_latest(r->db, r->arena,
                    &(struct feed_latest_in){.kinds = kinds, .theme = theme, .limit = FEED_ENTRIES},
                    &rows));
    struct buf b;
    buf_init(&b, FEED_BYTES);
    atom_begin(
        r, &b,
        &(struct atom_feed){
            .title = title, .path = path, .page = page, .updated = rows.n ? rows.v[0].updated : 0});
    for (size_t i = 0; i < rows.n; i++)
        entry_write(r, &b, &rows.v[i]);
    return atom_reply(r, s, &b);
}

/* ROUTE GET /feed.atom     public
** Everything that was published last, as an Atom feed. */
enum status feed_all(struct request *r, struct response *s)
{
    return feed_reply(r, s, NO_STR, 0, T(r, "Everything new"), S("/feed.atom"), S("/"));
}

static enum status sitemap_kind(struct db *db, struct arena *a, const char *kind,
                                struct sitemap *out)
{
    struct feed_entry_array rows = {0};
    TRY(feed_visible(db, a, str_c(kind), &rows));
    for (size_t i = 0; i < rows.n; i++)
        sitemap_add(out, a, rows.v[i].address, rows.v[i].updated);
    return OK;
}

/* SITEMAP press
** News, stories, events, documents and issues, with the pages that list them. */
enum status feed_sitemap(struct db *db, struct arena *a, struct sitemap *out)
{
    static const char *const pages[] = {"/news", "/events", "/library", "/newsletter",
                                        "/subscribe"};
    static const char *const kinds[] = {"news", "story", "event", "document", "issue"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        sitemap_add(out, a, str_c(pages[i]), NO_DATE);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        TRY(sitemap_kind(db, a, kinds[i], out));
    return OK;
}

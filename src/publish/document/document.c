/* document.c: documents of the library as everybody sees them: the page, the text to read here, the
** file; and the writing that the editors' pages (document_desk.c) and the demonstration share. */
#include "publish/document/document.h"

#include "publish/document/pdf.h"
#include "publish/feed/feed.h"
#include "publish/feed/piece.h"
#include "publish/publisher/publisher.h"
#include "publish/site/files.h"
#include "web/address.h"
#include "web/layout.h"
#include "web/line.h"
#include "web/markdown.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/document_sql.h"
#include "gen/registry.h"

#define DAY 86400
#define CODE_LETTERS 8
#define SEARCHED_BYTES (200 << 10)

/* --- writing -------------------------------------------------------------------------------------- */

/* The search reads the words of the file, too. */
static enum status searched_words(struct tx *tx, struct arena *a, const struct document_row *d,
                                  str *out)
{
    struct document_part_row_array parts = {0};
    struct buf b;
    buf_init(&b, SEARCHED_BYTES);
    buf_printf(&b, "%.*s\n%.*s\n%.*s\n%.*s\n", P(d->publisher), P(d->unit), P(d->label),
               P(d->abstract));
    enum status st = document_parts(tx_db(tx), a, d->id, &parts);
    for (size_t i = 0; st == OK && i < parts.n; i++)
        if (b.n + parts.v[i].body.n < SEARCHED_BYTES) buf_add(&b, parts.v[i].body);
    *out = str_dup(a, buf_str(&b));
    buf_free(&b);
    return st;
}

static enum status document_publish_entry(struct tx *tx, struct app *app, struct arena *a,
                                          const struct document_row *d)
{
    str words;
    TRY(searched_words(tx, a, d, &words));
    str summary = d->abstract.n ? piece_summary(a, d->abstract)
                                : arena_printf(a, "%.*s%s%.*s", P(d->unit),
                                               d->unit.n && d->label.n ? ". " : "", P(d->label));
    return feed_put(tx, app, a,
                    &(struct feed_record){
                        .kind = "document",
                        .record = d->id,
                        .address = arena_printf(a, "/documents/%.*s", P(d->code)),
                        .title = d->title,
                        .title_fr = d->title_fr,
                        .summary = summary,
                        .summary_fr = d->abstract_fr.n ? piece_summary(a, d->abstract_fr) : NO_STR,
                        .body = words,
                        .place = d->publisher,
                        .day = d->issued != NO_DATE ? d->issued : d->published / DAY,
                        .last_day = NO_DATE,
                        .theme = d->theme,
                        .visible = str_eq(d->state, S("published"))});
}

enum status document_create(struct tx *tx, struct arena *a, struct document_row *d)
{
    d->code = code_new(a, tx_env(tx), CODE_LETTERS);
    d->state = S("draft");
    d->changed = tx_now(tx);
    TRY(publisher_named(tx, a, d->publisher, &d->body));
    return document_insert(tx,
                           &(struct document_insert_in){.code = d->code,
                                                        .title = d->title,
                                                        .title_fr = d->title_fr,
                                                        .publisher = d->publisher,
                                                        .body = d->body,
                                                        .unit = d->unit,
                                                        .label = d->label,
                                                        .issued = d->issued,
                                                        .lang = d->lang,
                                                        .theme = d->theme,
                                                        .abstract = d->abstract,
                                                        .abstract_fr = d->abstract_fr,
                                                        .source = d->source,
                                                        .source_url = d->source_url,
                                                        .replaces = d->replaces,
                                                        .now = tx_now(tx)},
                           &d->id);
}

enum status document_relate(struct tx *tx, i64 document, i64 other)
{
    i64 id;
    return document == other ? OK : document_related_insert(tx, document, other, &id);
}

static enum status document_touch(struct tx *tx, struct arena *a, struct document_row *d, i64 seen)
{
    i64 stored;
    TRY(document_changed(tx_db(tx), a, d->id, &stored));
    return piece_touch(stored, seen, tx_now(tx), &d->changed);
}

enum status document_save(struct tx *tx, struct app *app, struct arena *a, struct document_row *d,
                          i64 seen)
{
    TRY(document_touch(tx, a, d, seen));
    TRY(publisher_named(tx, a, d->publisher, &d->body));
    if (!str_eq(d->state, S("draft"))) TRY(publisher_appear(tx, a, d->body));
    TRY(document_update(tx, &(struct document_update_in){.id = d->id,
                                                         .title = d->title,
                                                         .title_fr = d->title_fr,
                                                         .publisher = d->publisher,
                                                         .body = d->body,
                                                         .unit = d->unit,
                                                         .label = d->label,
                                                         .issued = d->issued,
                                                         .lang = d->lang,
                                                         .theme = d->theme,
                                                         .abstract = d->abstract,
                                                         .abstract_fr = d->abstract_fr,
                                                         .source = d->source,
                                                         .source_url = d->source_url,
                                                         .replaces = d->replaces,
                                                         .changed = d->changed}));
    return str_eq(d->state, S("draft")) ? OK : document_publish_entry(tx, app, a, d);
}

enum status document_move(struct tx *tx, struct app *app, struct arena *a, struct document_row *d)
{
    TRY(document_touch(tx, a, d, d->changed));
    TRY(document_set_state(tx, &(struct document_set_state_in){.id = d->id,
                                                               .state = d->state,
                                                               .reason = d->reason,
                                                               .published = d->published,
                                                               .withdrawn = d->withdrawn,
                                                               .changed = d->changed}));
    return document_publish_entry(tx, app, a, d);
}

enum status document_release(struct tx *tx, struct app *app, struct arena *a,
                             struct document_row *d)
{
    if (str_eq(d->state, S("published"))) return CONFLICT;
    d->state = S("published");
    d->reason = NO_STR;
    d->withdrawn = NO_DATE;
    TRY(publisher_appear(tx, a, d->body));
    if (d->published == NO_DATE || d->published == 0) d->published = tx_now(tx);
    return document_move(tx, app, a, d);
}

enum status document_file_read(struct app *app, struct arena *a, struct digest hash, str name,
                               i64 bytes, struct document_file *out)
{
    const char *path = file_path(app->store, a, hash);
    *out = (struct document_file){
        .hash = digest_hex(a, hash), .name = name, .bytes = bytes, .pages = pdf_pages(a, path)};
    out->parts = NEW(a, struct pdf_part_array);
    pdf_text(a, path, out->parts);
    return OK;
}

enum status document_file_set(struct tx *tx, struct app *app, struct arena *a,
                              struct document_row *d, const struct document_file *file)
{
    i64 id;
    TRY(document_touch(tx, a, d, d->changed));
    d->file = file->hash;
    d->file_name = file->name;
    d->file_bytes = file->bytes;
    d->file_pages = file->pages;
    d->file_text = file->parts->n > 0;
    TRY(document_set_file(tx, &(struct document_set_file_in){.id = d->id,
                                                             .file = d->file,
                                                             .name = d->file_name,
                                                             .bytes = d->file_bytes,
                                                             .pages = d->file_pages,
                                                             .has_text = d->file_text,
                                                             .changed = d->changed}));
    TRY(document_part_clear(tx, d->id));
    for (size_t i = 0; i < file->parts->n; i++)
        TRY(document_part_insert(tx, d->id, (i64)i + 1, file->parts->v[i].page,
                                 file->parts->v[i].text, &id));
    return str_eq(d->state, S("draft")) ? OK : document_publish_entry(tx, app, a, d);
}

enum status document_body_move(struct tx *tx, i64 old, i64 fresh)
{
    return document_body_replace(tx, old, fresh);
}

enum status document_body_renamed(struct tx *tx, struct app *app, struct arena *a, i64 body)
{
    struct document_link_array shown = {0};
    TRY(document_shown_of(tx_db(tx), a, body, &shown));
    for (size_t i = 0; i < shown.n; i++) {
        struct document_row d;
        TRY(document_by_code(tx_db(tx), a, shown.v[i].code, &d));
        TRY(document_publish_entry(tx, app, a, &d));
    }
    return OK;
}

/* --- languages ------------------------------------------------------------------------------------ */

struct part_choice_array document_languages(struct request *r)
{
    static const char *const all[][2] = {
        {"en", MESSAGE("English")},    {"fr", MESSAGE("French")},  {"es", MESSAGE("Spanish")},
        {"ar", MESSAGE("Arabic")},     {"zh", MESSAGE("Chinese")}, {"ru", MESSAGE("Russian")},
        {"pt", MESSAGE("Portuguese")}, {"ja", MESSAGE("Japanese")}};
    struct part_choice_array out = {0};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *PUSH(r->arena, &out) =
            (struct part_choice){.code = str_c(all[i][0]), .label = T(r, all[i][1])};
    return out;
}

str document_language(struct request *r, str code)
{
    struct part_choice_array all = document_languages(r);
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i].code, code)) return all.v[i].label;
    return code;
}

/* --- public pages ----------------------------------------------------------------------------------- */

static void links_public(struct request *r, const struct document_link_array *all,
                         struct document_link_array *out)
{
    for (size_t i = 0; i < all->n; i++) {
        if (!str_eq(all->v[i].state, S("published"))) continue;
        struct document_link *l = PUSH(r->arena, out);
        *l = all->v[i];
        l->title = piece_words(r, l->title, l->title_fr, &l->title_lang);
    }
}

/* A letter that the sender's own mail program writes: nothing passes through this server. */
static str share_address(struct request *r, const struct document_row *d, str title)
{
    str page = address_local(r->arena, address_base(r->arena, r->lang),
                             arena_printf(r->arena, "/documents/%.*s", P(d->code)));
    str lang, publisher = piece_words(r, d->publisher, d->publisher_fr, &lang);
    str words[] = {title, publisher,
                   arena_printf(r->arena, "%.*s%.*s", P(r->app->config.base_url), P(page))};
    struct buf b;
    buf_init(&b, 16384);
    buf_lit(&b, "mailto:?subject=");
    buf_url(&b, title);
    buf_lit(&b, "&body=");
    str rest =
        message_fill(r->arena, T(r, "This may interest you: %1, published by %2.\n\n%3"), words, 3);
    str line;
    while (rest.p && str_cut(&rest, '\n', &line)) {
        buf_url(&b, line);
        if (rest.p) buf_lit(&b, "%0D%0A"); /* as RFC 6068 wants it */
    }
    str s = b.overflow ? NO_STR : str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static str file_address(struct request *r, const struct document_row *d)
{
    str name = str_ends(d->file_name, S(".pdf")) ? str_sub(d->file_name, 0, d->file_name.n - 4)
                                                 : d->file_name;
    return d->file.n ? arena_printf(r->arena, "/files/%.*s/%.*s.pdf", P(d->file),
                                    P(str_slug(r->arena, name)))
                     : NO_STR;
}

static void crumbs(struct request *r, struct response *s, const struct document_row *d)
{
    str lang;
    page_crumb(r, s, "Library", "/library");
    if (d->theme && str_eq(d->theme_state, S("published")))
        page_crumb_text(s, piece_words(r, d->theme_title, d->theme_title_fr, &lang),
                        arena_printf(r->arena, "/library/%.*s", P(d->theme_slug)));
}

static enum status relations_fill(struct request *r, const struct document_row *d,
                                  struct document_show *view)
{
    struct document_link_array related = {0}, before = {0}, after = {0};
    TRY(document_related_of(r->db, r->arena, d->id, &related));
    TRY(document_replaced_by(r->db, r->arena, d->id, &after));
    if (d->replaces) TRY(document_one(r->db, r->arena, d->replaces, &before));
    links_public(r, &related, &view->related);
    links_public(r, &before, &view->replaces);
    links_public(r, &after, &view->replaced_by);
    return OK;
}

static void file_fill(struct request *r, const struct document_row *d, struct document_show *view)
{
    view->file = file_address(r, d);
    if (!view->file.n) return;
    view->file_bytes = d->file_bytes;
    view->file_pages = d->file_pages;
    view->readable = d->file_text;
    str count[] = {arena_printf(r->arena, "%lld", (long long)d->file_pages)};
    view->page_words =
        message_fill(r->arena, tr_n(r->lang, "%1 page", "%1 pages", d->file_pages), count, 1);
    view->slow = line_words(r, LINE_SLOW, d->file_bytes);
    view->fast = line_words(r, LINE_3G, d->file_bytes);
}

/* ROUTE GET /documents/:document     public
** One document: who published it, what it is about, how heavy it is, what belongs to it. */
enum status document_page(struct request *r, struct response *s)
{
    struct document_row d;
    TRY(document_by_code(r->db, r->arena, param(r, "document"), &d));
    if (str_eq(d.state, S("draft"))) return NOT_FOUND;
    struct document_show view = {.code = d.code,
                                 .unit = d.unit,
                                 .label = d.label,
                                 .issued = d.issued,
                                 .language = d.lang,
                                 .fund = setting_in(r->app, r->arena, "fund.name", r->lang, NULL),
                                 .source = d.source,
                                 .source_url = d.source_url,
                                 .updated = d.changed};
    view.publisher = piece_words(r, d.publisher, d.publisher_fr, &view.publisher_lang);
    if (str_eq(d.publisher_state, S("published")))
        view.publisher_page =
            address_local(r->arena, address_base(r->arena, r->lang),
                          arena_printf(r->arena, "/publishers/%.*s", P(d.publisher_code)));
    view.title = piece_words(r, d.title, d.title_fr, &view.title_lang);
    if (str_eq(view.title_lang, S("en")) && !d.title_fr.n) view.title_lang = d.lang;
    crumbs(r, s, &d);
    TRY(relations_fill(r, &d, &view));
    if (str_eq(d.state, S("withdrawn"))) {
        bool has = view.replaced_by.n > 0;
        str other = has ? arena_printf(r->arena, "/documents/%.*s", P(view.replaced_by.v[0].code))
                        : S("/library");
        return feed_gone_page(r, s, view.title, d.reason, d.withdrawn, other,
                              has ? view.replaced_by.v[0].title : T(r, "Library"));
    }
    view.abstract = piece_words(r, d.abstract, d.abstract_fr, &view.abstract_lang);
    file_fill(r, &d, &view);
    view.share = share_address(r, &d, view.title);
    page_title(s, view.title);
    page_updated(s, d.changed);
    s->description = d.abstract.n ? piece_summary(r->arena, view.abstract) : view.title;
    return show(r, s, document_show_view, &view);
}

/* Blank lines part paragraphs; the file's own line ends are not the reader's. */
static void paragraphs_fill(struct arena *a, str body, struct document_text *view)
{
    str rest = body, line, open = NO_STR;
    while (rest.p && str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        if (line.n) open = open.n ? arena_printf(a, "%.*s %.*s", P(open), P(line)) : line;
        if ((!line.n || !rest.p) && open.n) {
            *PUSH(a, &view->paragraphs) = (struct document_paragraph){.text = open};
            open = NO_STR;
        }
    }
}

/* ROUTE GET /documents/:document/text?page     public
** The words of the file, to read here: part by part, each light enough for a slow line. */
enum status document_text_page(struct request *r, struct response *s)
{
    struct document_row d;
    struct document_part_row part;
    i64 number = 1;
    TRY(document_by_code(r->db, r->arena, param(r, "document"), &d));
    if (!str_eq(d.state, S("published"))) return NOT_FOUND;
    if (query(r, "page").n && !str_i64(query(r, "page"), &number)) return NOT_FOUND;
    TRY(document_part_of(r->db, r->arena, d.id, number, &part));
    struct document_text view = {.code = d.code,
                                 .lang = d.lang,
                                 .page = part.page,
                                 .number = number,
                                 .file = file_address(r, &d)};
    TRY(document_part_count(r->db, r->arena, d.id, &view.count));
    view.title = piece_words(r, d.title, d.title_fr, &view.title_lang);
    paragraphs_fill(r->arena, part.body, &view);
    str page = address_local(r->arena, address_base(r->arena, r->lang),
                             arena_printf(r->arena, "/documents/%.*s/text", P(d.code)));
    if (number < view.count)
        view.more = arena_printf(r->arena, "%.*s?page=%lld", P(page), (long long)number + 1);
    if (number > 1)
        view.previous = arena_printf(r->arena, "%.*s?page=%lld", P(page), (long long)number - 1);
    crumbs(r, s, &d);
    page_crumb_text(s, view.title, arena_printf(r->arena, "/documents/%.*s", P(d.code)));
    page_title(s, T(r, "To read here"));
    page_updated(s, d.changed);
    return show(r, s, document_text_view, &view);
}

static enum status document_public_file(struct db *db, struct arena *a, str hash,
                                        struct public_file *out)
{
    i64 count;
    TRY(document_file_public(db, a, hash, &count));
    *out = (struct public_file){.type = S("application/pdf"), .inline_ok = true};
    return count ? OK : NOT_FOUND;
}

struct bodies_arg {
    struct arena *arena;
    const struct document_row_array *rows;
};

static enum status bodies_write(struct tx *tx, void *arg)
{
    struct bodies_arg *v = arg;
    for (size_t i = 0; i < v->rows->n; i++) {
        const struct document_row *d = &v->rows->v[i];
        i64 body;
        TRY(publisher_named(tx, v->arena, d->publisher, &body));
        TRY(document_body_set(tx, d->id, body));
        if (!str_eq(d->state, S("draft"))) TRY(publisher_appear(tx, v->arena, body));
    }
    return OK;
}

/* Documents from before bodies had pages get theirs, by the names that were written. */
static enum status bodies_give(struct app *app)
{
    struct bodies_arg v = {.arena = arena_new()};
    struct document_row_array rows = {0};
    struct actor actor = {.act = S("document_start"), .request_id = S("-")};
    enum status st = document_bodiless(app->db, v.arena, &rows);
    v.rows = &rows;
    if (st == OK && rows.n)
        st = store_write(app->store, actor, env_now(&app->env), bodies_write, &v);
    arena_free(v.arena);
    return st;
}

/* START document_start
** Makes the files of published documents public, and gives each document its publishing body. */
enum status document_start(struct app *app)
{
    public_file_register(document_public_file);
    return bodies_give(app);
}

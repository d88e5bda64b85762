/* newsletter.c: issues as everybody reads them, and how an issue is made of published records: one
** Markdown text, shown as a page and written as plain text for mail. Composing and sending are in
** newsletter_desk.c and newsletter_send.c. */
#include "publish/newsletter/newsletter.h"

#include "publish/feed/feed.h"
#include "publish/feed/piece.h"
#include "publish/site/home.h"
#include "web/address.h"
#include "web/layout.h"
#include "web/markdown.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/newsletter_sql.h"
#include "gen/registry.h"

#define ARCHIVE_MAX 400
#define CODE_LETTERS 8
#define SOURCE_BYTES (240 << 10)

/* --- making an issue ------------------------------------------------------------------------------- */

enum status newsletter_create(struct tx *tx, struct newsletter_row *n)
{
    n->state = S("draft");
    n->changed = tx_now(tx);
    return newsletter_insert(tx,
                             &(struct newsletter_insert_in){.number = n->number,
                                                            .season = n->season,
                                                            .title = n->title,
                                                            .title_fr = n->title_fr,
                                                            .intro = n->intro,
                                                            .intro_fr = n->intro_fr,
                                                            .day = n->day,
                                                            .now = tx_now(tx)},
                             &n->id);
}

enum status newsletter_section_add(struct tx *tx, struct arena *a, i64 newsletter,
                                   struct newsletter_section *section)
{
    i64 last;
    TRY(newsletter_section_last(tx_db(tx), a, newsletter, &last));
    section->code = code_new(a, tx_env(tx), CODE_LETTERS);
    section->position = last + 1;
    return newsletter_section_insert(
        tx,
        &(struct newsletter_section_insert_in){.code = section->code,
                                               .newsletter = newsletter,
                                               .position = section->position,
                                               .title = section->title,
                                               .title_fr = section->title_fr,
                                               .body = section->body,
                                               .body_fr = section->body_fr},
        &section->id);
}

enum status newsletter_item_add(struct tx *tx, struct arena *a, i64 section, str kind, i64 record)
{
    i64 last, id;
    TRY(newsletter_item_last(tx_db(tx), a, section, &last));
    return newsletter_item_insert(
        tx,
        &(struct newsletter_item_insert_in){.code = code_new(a, tx_env(tx), CODE_LETTERS),
                                            .section = section,
                                            .position = last + 1,
                                            .kind = kind,
                                            .record = record},
        &id);
}

/* Fills an item from its record; one that is not public any more is marked and left out for readers. */
static enum status item_load(struct db *db, struct arena *a, struct newsletter_item *item)
{
    struct newsletter_programme p;
    struct feed_entry e;
    enum status st;
    item->day = item->last_day = NO_DATE;
    if (str_eq(item->kind, S("programme"))) {
        st = newsletter_programme_by_id(db, a, item->record, &p);
        if (st == OK) {
            item->title = p.title;
            item->title_fr = p.title_fr;
            item->summary = piece_summary(a, p.summary);
            item->summary_fr = p.summary_fr.n ? piece_summary(a, p.summary_fr) : NO_STR;
            item->address = arena_printf(a, "/programmes/%.*s", P(p.code));
        }
    } else {
        st = feed_record_find(db, a, str_z(a, item->kind), item->record, &e);
        if (st == OK) {
            item->title = e.title;
            item->title_fr = e.title_fr;
            item->summary = e.summary;
            item->summary_fr = e.summary_fr;
            item->address = e.address;
            item->place = str_eq(item->kind, S("document")) ? NO_STR : e.place;
            item->day = str_eq(item->kind, S("event")) ? e.day : NO_DATE;
            item->last_day = e.last_day;
        }
    }
    item->gone = st == NOT_FOUND;
    return item->gone ? OK : st;
}

enum status newsletter_load(struct db *db, struct arena *a, const struct newsletter_row *row,
                            struct newsletter_section_array *out)
{
    struct newsletter_item_array items = {0};
    TRY(newsletter_sections(db, a, row->id, out));
    TRY(newsletter_items(db, a, row->id, &items));
    for (size_t i = 0; i < out->n; i++) {
        out->v[i].number = (i64)i + 1;
        for (size_t k = 0; k < items.n; k++) {
            if (items.v[k].section != out->v[i].id) continue;
            TRY(item_load(db, a, &items.v[k]));
            *PUSH(a, &out->v[i].items) = items.v[k];
        }
    }
    return OK;
}

/* Plain words of a record inside our Markdown: nothing in them is a mark. */
static void words_write(struct buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
        if (strchr("\\`*_[]<>#|~&+=-!", c) && c) buf_char(b, '\\');
        buf_char(b, c);
    }
}

static str in_lang(str lang, str english, str french)
{
    return str_eq(lang, S("fr")) && french.n ? french : english;
}

static void when_write(struct buf *b, struct arena *a, str lang, const struct newsletter_item *item)
{
    if (item->place.n) words_write(b, item->place);
    if (item->day == NO_DATE) {
        if (item->place.n) buf_lit(b, ". ");
        return;
    }
    if (item->place.n) buf_lit(b, ", ");
    buf_date_long(b, item->day, str_z(a, lang));
    if (item->last_day != NO_DATE && item->last_day != item->day) {
        buf_lit(b, " – ");
        buf_date_long(b, item->last_day, str_z(a, lang));
    }
    buf_lit(b, ". ");
}

static void item_write(struct buf *b, struct arena *a, str lang, const struct newsletter_item *item)
{
    buf_lit(b, "### [");
    words_write(b, in_lang(lang, item->title, item->title_fr));
    buf_lit(b, "](");
    buf_add(b, item->address);
    buf_lit(b, ")\n\n");
    when_write(b, a, lang, item);
    words_write(b, in_lang(lang, item->summary, item->summary_fr));
    buf_lit(b, "\n\n");
}

str newsletter_source(struct arena *a, const struct newsletter_section_array *sections, str lang)
{
    struct buf b;
    buf_init(&b, SOURCE_BYTES);
    for (size_t i = 0; i < sections->n; i++) {
        const struct newsletter_section *section = &sections->v[i];
        buf_printf(&b, "## %lld\\. ", (long long)section->number);
        words_write(&b, in_lang(lang, section->title, section->title_fr));
        buf_lit(&b, "\n\n");
        buf_add(&b, in_lang(lang, section->body, section->body_fr));
        buf_lit(&b, "\n\n");
        for (size_t k = 0; k < section->items.n; k++)
            if (!section->items.v[k].gone) item_write(&b, a, lang, &section->items.v[k]);
    }
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

str newsletter_label(struct arena *a, str lang, const struct newsletter_row *row)
{
    str words[] = {arena_printf(a, "%lld", (long long)row->number), row->season};
    return message_fill(a, tr(lang, MESSAGE("Newsletter issue %1, %2")), words, 2);
}

void newsletter_letter(struct app *app, struct arena *a, const struct newsletter_row *row,
                       const struct newsletter_section_array *sections, str lang,
                       struct newsletter_text *out)
{
    str base = address_base(a, lang),
        site = arena_printf(a, "%.*s%.*s", P(app->config.base_url), P(base));
    str title = in_lang(lang, row->title, row->title_fr), label = newsletter_label(a, lang, row);
    struct buf b;
    buf_init(&b, SOURCE_BYTES);
    buf_lit(&b, "# ");
    words_write(&b, title);
    buf_lit(&b, "\n\n");
    words_write(&b, label);
    buf_lit(&b, "\n\n");
    buf_add(&b, in_lang(lang, row->intro, row->intro_fr));
    buf_lit(&b, "\n\n");
    buf_add(&b, newsletter_source(a, sections, lang));
    str words[] = {arena_printf(a, "%.*s/newsletter/%lld", P(site), (long long)row->number)};
    str online = message_fill(a, tr(lang, MESSAGE("Read this issue online: %1")), words, 1);
    *out = (struct newsletter_text){
        .lang = lang,
        .subject = arena_printf(a, "%.*s – %.*s", P(title), P(label)),
        .body =
            arena_printf(a, "%.*s\n\n%.*s\n",
                         P(str_trim(markdown_mail(a, str_dup(a, buf_str(&b)), site))), P(online))};
    buf_free(&b);
}

str newsletter_foot(struct app *app, struct arena *a, str lang, str leave)
{
    str postal = setting(app, a, "mail.postal"), fund = setting_in(app, a, "fund.name", lang, NULL);
    str words[] = {fund, leave};
    str why = message_fill(
        a,
        tr(lang,
           MESSAGE(
               "You receive this because you asked for the newsletter of %1 at this address and confirmed it. Leave at any time:\n%2")),
        words, 2);
    return arena_printf(a, "\n-- \n%.*s%s%.*s\n\n%.*s\n", P(fund), postal.n ? "\n" : "", P(postal),
                        P(why));
}

static enum status newsletter_publish_entry(struct tx *tx, struct app *app, struct arena *a,
                                            const struct newsletter_row *n)
{
    struct newsletter_section_array sections = {0};
    TRY(newsletter_load(tx_db(tx), a, n, &sections));
    bool visible = str_eq(n->state, S("published")) || str_eq(n->state, S("sending")) ||
                   str_eq(n->state, S("sent"));
    str label = newsletter_label(a, S("en"), n), label_fr = newsletter_label(a, S("fr"), n);
    return feed_put(
        tx, app, a,
        &(struct feed_record){.kind = "issue",
                              .record = n->id,
                              .address = arena_printf(a, "/newsletter/%lld", (long long)n->number),
                              .title = arena_printf(a, "%.*s: %.*s", P(label), P(n->title)),
                              .title_fr = arena_printf(a, "%.*s : %.*s", P(label_fr),
                                                       P(n->title_fr.n ? n->title_fr : n->title)),
                              .summary = piece_summary(a, n->intro),
                              .summary_fr = n->intro_fr.n ? piece_summary(a, n->intro_fr) : NO_STR,
                              .body = newsletter_source(a, &sections, S("en")),
                              .body_fr = newsletter_source(a, &sections, S("fr")),
                              .day = n->day,
                              .last_day = NO_DATE,
                              .visible = visible});
}

enum status newsletter_touch(struct tx *tx, struct app *app, struct arena *a,
                             struct newsletter_row *n, i64 seen)
{
    i64 stored;
    TRY(newsletter_changed(tx_db(tx), a, n->id, &stored));
    TRY(piece_touch(stored, seen, tx_now(tx), &n->changed));
    TRY(newsletter_touch_row(tx, n->id, n->changed));
    return str_eq(n->state, S("draft")) ? OK : newsletter_publish_entry(tx, app, a, n);
}

enum status newsletter_move(struct tx *tx, struct app *app, struct arena *a,
                            struct newsletter_row *n)
{
    i64 stored;
    TRY(newsletter_changed(tx_db(tx), a, n->id, &stored));
    TRY(piece_touch(stored, n->changed, tx_now(tx), &n->changed));
    TRY(newsletter_set_state(tx, &(struct newsletter_set_state_in){.id = n->id,
                                                                   .state = n->state,
                                                                   .reason = n->reason,
                                                                   .published = n->published,
                                                                   .published_by = n->published_by,
                                                                   .withdrawn = n->withdrawn,
                                                                   .changed = n->changed}));
    return newsletter_publish_entry(tx, app, a, n);
}

enum status newsletter_release(struct tx *tx, struct app *app, struct arena *a,
                               struct newsletter_row *n, i64 account)
{
    bool may = str_eq(n->state, S("draft")) || str_eq(n->state, S("withdrawn"));
    if (!may) return CONFLICT;
    n->state = n->ended != NO_DATE && n->ended != 0 ? S("sent") : S("published");
    n->reason = NO_STR;
    n->withdrawn = NO_DATE;
    if (n->published == NO_DATE || n->published == 0) n->published = tx_now(tx);
    n->published_by = account;
    return newsletter_move(tx, app, a, n);
}

/* --- public pages ----------------------------------------------------------------------------------- */

static void issue_fill(struct request *r, const struct newsletter_row *n,
                       struct newsletter_issue *out)
{
    str lang;
    *out = (struct newsletter_issue){.number = n->number, .season = n->season, .day = n->day};
    out->title = piece_words(r, n->title, n->title_fr, &out->title_lang);
    out->summary = piece_summary(r->arena, piece_words(r, n->intro, n->intro_fr, &lang));
}

/* ROUTE GET /newsletter     public
** The issues so far, and how to get the next ones. */
enum status newsletter_list_page(struct request *r, struct response *s)
{
    struct newsletter_row_array rows = {0};
    struct newsletter_list view = {.fund =
                                       setting_in(r->app, r->arena, "fund.name", r->lang, NULL)};
    TRY(newsletter_find(r->db, r->arena,
                        &(struct newsletter_find_in){.state = S("public"), .limit = ARCHIVE_MAX},
                        &rows));
    for (size_t i = 0; i < rows.n; i++)
        issue_fill(r, &rows.v[i], PUSH(r->arena, &view.items));
    page_title(s, T(r, "Newsletter"));
    s->description = T(
        r,
        "The newsletter of the fund by mail: a few issues a year, and you can leave at any time.");
    return show(r, s, newsletter_list_view, &view);
}

/* ROUTE GET /newsletter.atom     public
** The issues as an Atom feed. */
enum status newsletter_feed(struct request *r, struct response *s)
{
    str kinds[] = {S("issue")};
    return feed_reply(r, s, db_json_texts(r->arena, kinds, 1), 0, T(r, "Newsletter"),
                      S("/newsletter.atom"), S("/newsletter"));
}

/* ROUTE GET /newsletter/:issue     public
** One issue with its numbered sections. */
enum status newsletter_page(struct request *r, struct response *s)
{
    struct newsletter_row n;
    struct newsletter_section_array sections = {0};
    i64 number;
    if (!str_i64(param(r, "issue"), &number)) return NOT_FOUND;
    TRY(newsletter_by_number(r->db, r->arena, number, &n));
    if (str_eq(n.state, S("draft"))) return NOT_FOUND;
    struct newsletter_show view = {.number = n.number,
                                   .season = n.season,
                                   .day = n.day,
                                   .unit = setting(r->app, r->arena, "fund.unit")};
    view.title = piece_words(r, n.title, n.title_fr, &view.title_lang);
    page_crumb(r, s, "Newsletter", "/newsletter");
    if (str_eq(n.state, S("withdrawn")))
        return feed_gone_page(r, s, view.title, n.reason, n.withdrawn, S("/newsletter"),
                              T(r, "Newsletter"));
    view.intro = piece_words(r, n.intro, n.intro_fr, &view.intro_lang);
    TRY(newsletter_load(r->db, r->arena, &n, &sections));
    view.body = newsletter_source(r->arena, &sections, r->lang);
    page_title(s, arena_printf(r->arena, "%.*s – %.*s", P(newsletter_label(r->arena, r->lang, &n)),
                               P(view.title)));
    page_updated(s, n.changed);
    s->description = piece_summary(r->arena, view.intro);
    return show(r, s, newsletter_show_view, &view);
}

static enum status newsletter_home(struct request *r, struct home_block_array *out)
{
    struct newsletter_row_array rows = {0};
    str base = address_base(r->arena, r->lang);
    TRY(newsletter_find(r->db, r->arena,
                        &(struct newsletter_find_in){.state = S("public"), .limit = 1}, &rows));
    struct home_block *block = PUSH(r->arena, out);
    *block = (struct home_block){.heading = T(r, "Newsletter"),
                                 .more = address_local(r->arena, base, S("/subscribe")),
                                 .more_label = T(r, "Subscribe to the newsletter")};
    for (size_t i = 0; i < rows.n; i++) {
        struct newsletter_issue issue;
        issue_fill(r, &rows.v[i], &issue);
        *PUSH(r->arena, &block->items) = (struct home_item){
            .title = issue.title,
            .title_lang = issue.title_lang,
            .address =
                address_local(r->arena, base,
                              arena_printf(r->arena, "/newsletter/%lld", (long long)issue.number)),
            .meta = newsletter_label(r->arena, r->lang, &rows.v[i]),
            .text = str_shorten(r->arena, issue.summary, 160)};
    }
    return OK;
}

/* START newsletter_start
** Offers the latest issue to the home page. */
enum status newsletter_start(struct app *app)
{
    (void)app;
    home_block_register(30, newsletter_home);
    return OK;
}

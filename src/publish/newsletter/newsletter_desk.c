/* newsletter_desk.c: composing an issue without script: sections and records are added, moved and removed
** by plain forms; the web page and the mail stand side by side before anything is public. */
#include "publish/newsletter/newsletter.h"

#include "fund/history/history.h"
#include "people/account/account.h"
#include "people/people.h"
#include "publish/feed/feed.h"
#include "publish/feed/piece.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/newsletter_sql.h"
#include "gen/registry.h"

#define ISSUES_MAX 400
#define RECORDS_OFFERED 60
#define PROGRAMMES_OFFERED 20

/* RECORD newsletter "Issue of the newsletter" as issue search 90 "Newsletter" */
/* MENU desk 58 /desk/newsletters "Newsletter" needs newsletter.read */

static enum status issue_of(struct request *r, struct newsletter_row *row)
{
    i64 number;
    if (!str_i64(param(r, "issue"), &number)) return NOT_FOUND;
    return newsletter_by_number(r->db, r->arena, number, row);
}

/* Once sending has begun the words are out: nothing is changed any more. */
static bool is_open(const struct newsletter_row *row)
{
    return str_eq(row->state, S("draft")) || str_eq(row->state, S("published"));
}

/* --- reading ------------------------------------------------------------------------------------------ */

static const struct list_column columns[] = {
    {MESSAGE("Issue"), "number", false},
    {MESSAGE("Title"), "title", false},
    {MESSAGE("State"), "state", false},
};

static const struct {
    const char *code, *label;
} states[] = {{"draft", MESSAGE("Draft")},
              {"published", MESSAGE("Published")},
              {"sending", MESSAGE("Being sent")},
              {"sent", MESSAGE("Sent")}};

static enum status issues_show(struct request *r, struct response *s)
{
    struct newsletter_desk_list view = {.q = query(r, "q"),
                                        .state = query(r, "state"),
                                        .may_edit = may(r, "newsletter.edit", NULL)};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        *PUSH(r->arena, &view.states) =
            (struct part_choice){.code = str_c(states[i].code), .label = T(r, states[i].label)};
    struct list l = LIST_OF(r, columns, "number_down");
    struct newsletter_desk_find_in in = {.q = view.q, .state = view.state, .sort = l.sort};
    TRY(newsletter_desk_find(r->db, r->arena, &in, &l.rows, &view.items));
    list_show(r, &l, &view.list);
    TRY(newsletter_last(r->db, r->arena, &view.next_number));
    view.next_number++;
    page_title(s, T(r, "Newsletter"));
    return show(r, s, newsletter_desk_list_view, &view);
}

/* ROUTE GET /desk/newsletters?q,state,sort,after     needs newsletter.read
** All issues, and the beginning of a new one. */
enum status newsletter_desk_page(struct request *r, struct response *s)
{
    return issues_show(r, s);
}

/* What may be put into a section: published records, newest first, as "kind:record". */
static enum status records_fill(struct request *r, struct part_choice_array *out)
{
    struct feed_entry_array rows = {0};
    struct newsletter_programme_array programmes = {0};
    str kinds[] = {S("news"), S("story"), S("event"), S("document")}, next;
    TRY(feed_list(r,
                  &(struct feed_question){.kinds = db_json_texts(r->arena, kinds, 4),
                                          .limit = RECORDS_OFFERED},
                  &rows, &next));
    for (size_t i = 0; i < rows.n; i++)
        *PUSH(r->arena, out) = (struct part_choice){
            .code =
                arena_printf(r->arena, "%.*s-%lld", P(rows.v[i].kind), (long long)rows.v[i].record),
            .label = arena_printf(r->arena, "%.*s: %.*s", P(rows.v[i].kind_label),
                                  P(str_abbrev(rows.v[i].title, 70)))};
    TRY(newsletter_programmes(r->db, r->arena, PROGRAMMES_OFFERED, &programmes));
    for (size_t i = 0; i < programmes.n; i++)
        *PUSH(r->arena, out) = (struct part_choice){
            .code = arena_printf(r->arena, "programme-%lld", (long long)programmes.v[i].id),
            .label = arena_printf(r->arena, "%.*s: %.*s", P(feed_kind_label(r, S("programme"))),
                                  P(str_abbrev(programmes.v[i].title, 70)))};
    return OK;
}

static str account_name(struct request *r, i64 id)
{
    struct account_row row;
    return id && account_load(r->db, r->arena, id, &row) == OK ? row.name : NO_STR;
}

static enum status books_fill(struct request *r, struct newsletter_compose *view)
{
    struct newsletter_books *b = &view->books;
    TRY(newsletter_books_of(r->db, r->arena, view->item.id, b));
    i64 sum = b->waiting + b->skipped + b->queued + b->in_flight + b->accepted + b->deferred +
              b->failed + b->unknown + b->cancelled;
    view->balanced = sum == b->audience;
    if (!view->balanced) log_line(LOG_ERROR, "the books of an issue do not balance", NULL);
    view->done = b->skipped + b->accepted + b->failed + b->unknown + b->cancelled;
    return OK;
}

static enum status compose_show(struct request *r, struct response *s,
                                const struct newsletter_row *row, bool conflict)
{
    struct newsletter_compose view = {.item = *row,
                                      .key = arena_printf(r->arena, "%lld", (long long)row->number),
                                      .seen = row->changed,
                                      .conflict = conflict,
                                      .open = is_open(row),
                                      .may_edit = may(r, "newsletter.edit", NULL) && is_open(row),
                                      .may_publish = may(r, "newsletter.publish", NULL),
                                      .may_send = may(r, "newsletter.send", NULL),
                                      .own = row->published_by == r->session->account,
                                      .publisher = account_name(r, row->published_by),
                                      .sender = account_name(r, row->sent_by)};
    struct buf b;
    buf_init(&b, 64);
    buf_date(&b, row->day);
    view.day = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    TRY(newsletter_load(r->db, r->arena, row, &view.sections));
    for (size_t i = 0; i < view.sections.n; i++) {
        view.sections.v[i].body_source = view.sections.v[i].body;
        view.sections.v[i].body_fr_source = view.sections.v[i].body_fr;
        for (size_t k = 0; k < view.sections.v[i].items.n; k++)
            view.sections.v[i].items.v[k].kind_label =
                feed_kind_label(r, view.sections.v[i].items.v[k].kind);
    }
    TRY(records_fill(r, &view.records));
    TRY(newsletter_audience(r->db, r->arena, &view.subscribers));
    TRY(books_fill(r, &view));
    TRY(history_fill(r, "newsletter", row->id, newsletter_row_view, NO_STR, &view.history));
    page_title(s, newsletter_label(r->arena, r->lang, row));
    page_crumb(r, s, "Newsletter", "/desk/newsletters");
    return show_status(r, s,
                       conflict      ? 409
                       : problems(r) ? 422
                                     : 200,
                       newsletter_compose_view, &view);
}

/* ROUTE GET /desk/newsletters/:issue     needs newsletter.read
** One issue: its words, its sections, publishing, sending and how far that is. */
enum status newsletter_compose_page(struct request *r, struct response *s)
{
    struct newsletter_row row;
    TRY(issue_of(r, &row));
    return compose_show(r, s, &row, false);
}

/* ROUTE GET /desk/newsletters/:issue/preview?lang     needs newsletter.read
** The web page and the mail, side by side. */
enum status newsletter_preview_page(struct request *r, struct response *s)
{
    struct newsletter_row row;
    struct newsletter_section_array sections = {0};
    struct newsletter_text text;
    TRY(issue_of(r, &row));
    str lang = str_eq(query(r, "lang"), S("fr")) ? S("fr") : S("en");
    bool french = str_eq(lang, S("fr"));
    TRY(newsletter_load(r->db, r->arena, &row, &sections));
    newsletter_letter(r->app, r->arena, &row, &sections, lang, &text);
    str example = arena_printf(r->arena, "%.*s/u/…", P(r->app->config.base_url));
    struct newsletter_preview view = {
        .key = arena_printf(r->arena, "%lld", (long long)row.number),
        .number = row.number,
        .title = french && row.title_fr.n ? row.title_fr : row.title,
        .title_lang = french && row.title_fr.n ? lang : S("en"),
        .intro = french && row.intro_fr.n ? row.intro_fr : row.intro,
        .body = newsletter_source(r->arena, &sections, lang),
        .subject = text.subject,
        .mail = arena_printf(r->arena, "%.*s%.*s", P(text.body),
                             P(newsletter_foot(r->app, r->arena, lang, example))),
        .lang = lang};
    page_title(s, T(r, "Preview"));
    page_crumb(r, s, "Newsletter", "/desk/newsletters");
    page_crumb_text(s, newsletter_label(r->arena, r->lang, &row),
                    arena_printf(r->arena, "/desk/newsletters/%lld", (long long)row.number));
    return show(r, s, newsletter_preview_view, &view);
}

/* --- writing ------------------------------------------------------------------------------------------ */

struct compose_arg {
    struct request *r;
    struct newsletter_row *row;
    i64 seen;
    struct newsletter_section section;
    struct newsletter_item item;
    bool up;
};

static void facts_take(struct request *r, struct newsletter_row *n)
{
    need_text(r, "season", 40, &n->season);
    need_text(r, "title", 160, &n->title);
    take_text(r, "title_fr", 160, &n->title_fr);
    need_text(r, "intro", 4000, &n->intro);
    take_text(r, "intro_fr", 4000, &n->intro_fr);
    take_date(r, "day", &n->day);
}

static enum status create_write(struct tx *tx, void *arg)
{
    return newsletter_create(tx, ((struct compose_arg *)arg)->row);
}

/* ROUTE POST /desk/newsletters     needs newsletter.edit
** Begins an issue. */
enum status newsletter_create_act(struct request *r, struct response *s)
{
    struct newsletter_row row = {.day = r->now / 86400}, taken;
    need_text(r, "season", 40, &row.season);
    need_text(r, "title", 160, &row.title);
    need_text(r, "intro", 4000, &row.intro);
    if (take_int(r, "number", 1, 9999, &row.number) &&
        newsletter_by_number(r->db, r->arena, row.number, &taken) == OK)
        problem(r, "number", "There is an issue with this number already.");
    if (problems(r)) return issues_show(r, s);
    TRY(db_write(r, create_write, &(struct compose_arg){.r = r, .row = &row}));
    return redirect_note(r, s, T(r, "Begun. Now add sections."), "/desk/newsletters/%lld",
                         (long long)row.number);
}

static enum status update_write(struct tx *tx, void *arg)
{
    struct compose_arg *v = arg;
    struct newsletter_row *n = v->row;
    i64 stored;
    TRY(newsletter_changed(tx_db(tx), v->r->arena, n->id, &stored));
    TRY(piece_touch(stored, v->seen, tx_now(tx), &n->changed));
    TRY(newsletter_update(tx, &(struct newsletter_update_in){.id = n->id,
                                                             .season = n->season,
                                                             .title = n->title,
                                                             .title_fr = n->title_fr,
                                                             .intro = n->intro,
                                                             .intro_fr = n->intro_fr,
                                                             .day = n->day,
                                                             .changed = n->changed}));
    return newsletter_touch(tx, v->r->app, v->r->arena, n, n->changed);
}

/* ROUTE POST /desk/newsletters/:issue     needs newsletter.edit     max 128k
** Changes the words at the head of an issue. */
enum status newsletter_edit_act(struct request *r, struct response *s)
{
    struct newsletter_row stored, row;
    TRY(issue_of(r, &stored));
    if (!is_open(&stored)) return CONFLICT;
    row = stored;
    facts_take(r, &row);
    if (problems(r)) return compose_show(r, s, &stored, false);
    enum status st = db_write(r, update_write,
                              &(struct compose_arg){.r = r, .row = &row, .seen = piece_seen(r)});
    if (st == CONFLICT) {
        TRY(issue_of(r, &stored));
        return compose_show(r, s, &stored, true);
    }
    TRY(st);
    return redirect_note(r, s, T(r, "Saved."), "/desk/newsletters/%lld", (long long)row.number);
}

/* Every change of a section goes through here: the issue is open, and its instant of change moves on. */
static enum status section_act(struct request *r, struct response *s, write_fn *f,
                               struct compose_arg *v, str note)
{
    if (!is_open(v->row)) return CONFLICT;
    TRY(db_write(r, f, v));
    return redirect_note(r, s, note, "/desk/newsletters/%lld", (long long)v->row->number);
}

static enum status touched(struct tx *tx, struct compose_arg *v)
{
    return newsletter_touch(tx, v->r->app, v->r->arena, v->row, v->row->changed);
}

static bool section_take(struct request *r, struct newsletter_section *section)
{
    need_text(r, "section_title", 160, &section->title);
    take_text(r, "section_title_fr", 160, &section->title_fr);
    take_text(r, "section_body", 12000, &section->body);
    take_text(r, "section_body_fr", 12000, &section->body_fr);
    return !problems(r);
}

static enum status section_add_write(struct tx *tx, void *arg)
{
    struct compose_arg *v = arg;
    TRY(newsletter_section_add(tx, v->r->arena, v->row->id, &v->section));
    return touched(tx, v);
}

/* ROUTE POST /desk/newsletters/:issue/sections     needs newsletter.edit     max 128k
** Adds a section at the end. */
enum status newsletter_section_add_act(struct request *r, struct response *s)
{
    struct newsletter_row row;
    TRY(issue_of(r, &row));
    struct compose_arg v = {.r = r, .row = &row};
    if (!section_take(r, &v.section)) return compose_show(r, s, &row, false);
    return section_act(r, s, section_add_write, &v, T(r, "The section is added."));
}

/* The section of the path. */
static enum status section_of(struct request *r, struct newsletter_row *row, struct compose_arg *v)
{
    TRY(issue_of(r, row));
    *v = (struct compose_arg){.r = r, .row = row};
    return newsletter_section_by_code(r->db, r->arena, row->id, param(r, "section"), &v->section);
}

static enum status section_write(struct tx *tx, void *arg)
{
    struct compose_arg *v = arg;
    TRY(newsletter_section_update(
        tx, &(struct newsletter_section_update_in){.id = v->section.id,
                                                   .title = v->section.title,
                                                   .title_fr = v->section.title_fr,
                                                   .body = v->section.body,
                                                   .body_fr = v->section.body_fr}));
    return touched(tx, v);
}

/* ROUTE POST /desk/newsletters/:issue/sections/:section     needs newsletter.edit     max 128k
** Changes the words of a section. */
enum status newsletter_section_act(struct request *r, struct response *s)
{
    struct newsletter_row row;
    struct compose_arg v;
    TRY(section_of(r, &row, &v));
    if (!section_take(r, &v.section)) return compose_show(r, s, &row, false);
    return section_act(r, s, section_write, &v, T(r, "Saved."));
}

static enum status section_move_write(struct tx *tx, void *arg)
{
    struct compose_arg *v = arg;
    struct newsletter_neighbour other;
    enum status st = v->up ? newsletter_section_before(tx_db(tx), v->r->arena, v->row->id,
                                                       v->section.position, &other)
                           : newsletter_section_after(tx_db(tx), v->r->arena, v->row->id,
                                                      v->section.position, &other);
    if (st == NOT_FOUND) return OK;
    TRY(st);
    TRY(newsletter_section_place(tx, v->section.id, other.position));
    TRY(newsletter_section_place(tx, other.id, v->section.position));
    return touched(tx, v);
}

/* ROUTE POST /desk/newsletters/:issue/sections/:section/move     needs newsletter.edit
** Moves a section one place up or down. */
enum status newsletter_section_move_act(struct request *r, struct response *s)
{
    struct newsletter_row row;
    struct compose_arg v;
    TRY(section_of(r, &row, &v));
    v.up = str_eq(field(r, "to"), S("up"));
    return section_act(r, s, section_move_write, &v, T(r, "Moved."));
}

static enum status section_remove_write(struct tx *tx, void *arg)
{
    struct compose_arg *v = arg;
    TRY(newsletter_item_clear(tx, v->section.id));
    TRY(newsletter_section_remove(tx, v->section.id));
    return touched(tx, v);
}

/* ROUTE POST /desk/newsletters/:issue/sections/:section/remove     needs newsletter.edit
** Takes a section out; its records stay where they are. */
enum status newsletter_section_remove_act(struct request *r, struct response *s)
{
    struct newsletter_row row;
    struct compose_arg v;
    TRY(section_of(r, &row, &v));
    return section_act(r, s, section_remove_write, &v,
                       T(r, "The section is removed. Its words stay in the history."));
}

static enum status item_add_write(struct tx *tx, void *arg)
{
    struct compose_arg *v = arg;
    TRY(newsletter_item_add(tx, v->r->arena, v->section.id, v->item.kind, v->item.record));
    return touched(tx, v);
}

/* "news-12" names a published record. */
static bool record_take(struct request *r, struct newsletter_item *item)
{
    struct part_choice_array all = {0};
    str chosen = field(r, "record"), kind, rest = chosen;
    bool offered = false;
    if (records_fill(r, &all) != OK) return false;
    for (size_t i = 0; i < all.n; i++)
        offered = offered || str_eq(all.v[i].code, chosen);
    if (offered && str_cut(&rest, '-', &kind) && str_i64(rest, &item->record)) {
        item->kind = kind;
        return true;
    }
    problem(r, "record", "Choose one of the published records in the list.");
    return false;
}

/* ROUTE POST /desk/newsletters/:issue/sections/:section/items     needs newsletter.edit
** Puts a published record into a section, by reference. */
enum status newsletter_item_add_act(struct request *r, struct response *s)
{
    struct newsletter_row row;
    struct compose_arg v;
    TRY(section_of(r, &row, &v));
    if (!record_take(r, &v.item)) return compose_show(r, s, &row, false);
    return section_act(r, s, item_add_write, &v, T(r, "The record is in the section."));
}

static enum status item_of(struct request *r, struct newsletter_row *row, struct compose_arg *v)
{
    TRY(issue_of(r, row));
    *v = (struct compose_arg){.r = r, .row = row};
    return newsletter_item_by_code(r->db, r->arena, row->id, param(r, "item"), &v->item);
}

static enum status item_move_write(struct tx *tx, void *arg)
{
    struct compose_arg *v = arg;
    struct newsletter_neighbour other;
    enum status st = v->up ? newsletter_item_before(tx_db(tx), v->r->arena, v->item.section,
                                                    v->item.position, &other)
                           : newsletter_item_after(tx_db(tx), v->r->arena, v->item.section,
                                                   v->item.position, &other);
    if (st == NOT_FOUND) return OK;
    TRY(st);
    TRY(newsletter_item_place(tx, v->item.id, other.position));
    TRY(newsletter_item_place(tx, other.id, v->item.position));
    return touched(tx, v);
}

/* ROUTE POST /desk/newsletters/:issue/items/:item/move     needs newsletter.edit
** Moves a record one place up or down in its section. */
enum status newsletter_item_move_act(struct request *r, struct response *s)
{
    struct newsletter_row row;
    struct compose_arg v;
    TRY(item_of(r, &row, &v));
    v.up = str_eq(field(r, "to"), S("up"));
    return section_act(r, s, item_move_write, &v, T(r, "Moved."));
}

static enum status item_remove_write(struct tx *tx, void *arg)
{
    struct compose_arg *v = arg;
    TRY(newsletter_item_remove(tx, v->item.id));
    return touched(tx, v);
}

/* ROUTE POST /desk/newsletters/:issue/items/:item/remove     needs newsletter.edit
** Takes a record out of the issue; the record itself stays. */
enum status newsletter_item_remove_act(struct request *r, struct response *s)
{
    struct newsletter_row row;
    struct compose_arg v;
    TRY(item_of(r, &row, &v));
    return section_act(r, s, item_remove_write, &v, T(r, "The record is out of the issue."));
}

/* --- publishing --------------------------------------------------------------------------------------- */

static enum status publish_write(struct tx *tx, void *arg)
{
    struct compose_arg *v = arg;
    return newsletter_release(tx, v->r->app, v->r->arena, v->row, v->r->session->account);
}

/* ROUTE POST /desk/newsletters/:issue/publish     needs newsletter.publish
** Shows the issue to everybody. It is sent by another person. */
enum status newsletter_publish_act(struct request *r, struct response *s)
{
    struct newsletter_row row;
    struct newsletter_section_array sections = {0};
    TRY(issue_of(r, &row));
    TRY(newsletter_load(r->db, r->arena, &row, &sections));
    if (!sections.n) {
        problem(r, "section_title", "The issue is empty. Add a section first.");
        return compose_show(r, s, &row, false);
    }
    TRY(db_write(r, publish_write, &(struct compose_arg){.r = r, .row = &row}));
    return redirect_note(r, s,
                         T(r, "Published. Another person can now send it to the subscribers."),
                         "/desk/newsletters/%lld", (long long)row.number);
}

static enum status withdraw_write(struct tx *tx, void *arg)
{
    struct compose_arg *v = arg;
    return newsletter_move(tx, v->r->app, v->r->arena, v->row);
}

/* ROUTE POST /desk/newsletters/:issue/withdraw     needs newsletter.publish
** Takes an issue off the site. Mails that are out stay out. */
enum status newsletter_withdraw_act(struct request *r, struct response *s)
{
    struct newsletter_row stored, row;
    TRY(issue_of(r, &stored));
    if (!str_eq(stored.state, S("published")) && !str_eq(stored.state, S("sent"))) return CONFLICT;
    row = stored;
    need_text(r, "reason", 300, &row.reason);
    if (problems(r)) return compose_show(r, s, &stored, false);
    row.state = S("withdrawn");
    row.withdrawn = r->now;
    TRY(db_write(r, withdraw_write, &(struct compose_arg){.r = r, .row = &row}));
    return redirect_note(r, s, T(r, "Withdrawn. Its public page says so."),
                         "/desk/newsletters/%lld", (long long)row.number);
}

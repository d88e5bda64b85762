/* profile_desk.c: the editors' work on profiles: which programmes have one, field by field what becomes
** public, the amended texts, the picture, preview, signing off and withdrawing. Opening a programme
** shows what a profile would be; the first save makes the working copy. */
#include "publish/feed/piece.h"
#include "publish/profile/snapshot.h"

#include "fund/history/history.h"
#include "people/people.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/profile_sql.h"
#include "gen/registry.h"

#define PAGE_ROWS 40
#define CSV_ROWS 5000
#define TITLE_CHARS 300
#define SUMMARY_CHARS 2000
#define BODY_CHARS 20000

/* GUARD profile
** Loads the scope of a programme's profile by the programme's code: its organizations. */
enum status profile_guard(struct request *r, str code, struct scope *out)
{
    struct facts f = {0};
    TRY(profile_record(r->db, r->arena, code, &f.row));
    TRY(facts_load(r->db, r->arena, &f));
    *out = (struct scope){.kind = "profile", .record = f.row.id};
    for (size_t i = 0; i < f.organizations.n && out->organization_count < 32; i++)
        out->organizations[out->organization_count++] = f.organizations.v[i].id;
    return OK;
}

/* RECORD profile "Public profile" search 10 "Programmes" */
/* MENU desk 40 /desk/profiles "Profiles" needs profile.read */

/* --- the list --------------------------------------------------------------------------------------------- */

static void states_fill(struct request *r, struct part_choice_array *out)
{
    static const struct {
        const char *code, *label;
    } states[] = {{"new", MESSAGE("New: nobody has begun it")},
                  {"draft", MESSAGE("Draft")},
                  {"published", MESSAGE("Published")},
                  {"changed", MESSAGE("Published, changed since")},
                  {"withdrawn", MESSAGE("Withdrawn")}};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        *PUSH(r->arena, out) =
            (struct part_choice){.code = str_c(states[i].code), .label = T(r, states[i].label)};
}

static const struct list_column list_columns[] = {
    {MESSAGE("Programme"), "title", false},
    {MESSAGE("State"), NULL, false},
    {MESSAGE("Record changed"), "changed", false},
    {MESSAGE("Signed off"), "signoff", false},
};

/* ROUTE GET /desk/profiles?q,state,sort,after     needs profile.read
** Every programme with what became of its profile: new, draft, published, changed since, withdrawn. */
enum status profile_desk_page(struct request *r, struct response *s)
{
    struct profile_desk_list v = {.q = query(r, "q"), .state = query(r, "state")};
    struct list l = LIST_OF(r, list_columns, "new");
    struct profile_desk_find_in in = {.state_new = str_eq(v.state, S("new")),
                                      .state_draft = str_eq(v.state, S("draft")),
                                      .state_published = str_eq(v.state, S("published")),
                                      .state_changed = str_eq(v.state, S("changed")),
                                      .state_withdrawn = str_eq(v.state, S("withdrawn")),
                                      .sort = l.sort};
    if (v.q.n) {
        struct id_array found;
        TRY(search_ids(r->db, r->arena, v.q, r->lang, SEEN_BY_DESK, "programme", &found));
        in.found = db_json_ids(r->arena, found.v, found.n);
    }
    struct may mine = may_list(r, "profile.read");
    TRY(profile_desk_find(r->db, r->arena, &mine, &in, &l.rows, &v.items));
    list_show(r, &l, &v.list);
    states_fill(r, &v.states);
    page_title(s, T(r, "Profiles"));
    return show(r, s, profile_desk_list_view, &v);
}

/* --- the working copy ---------------------------------------------------------------------------------------- */

static str field_name(struct request *r, const char *part)
{
    return arena_printf(r->arena, "show_%s", part);
}

static void lines_fill(struct arena *a, str words, struct profile_line_array *out)
{
    str rest = words, piece;
    while (words.n && str_cut(&rest, '\n', &piece))
        *PUSH(a, out) = (struct profile_line){piece};
}

static void fields_fill(struct request *r, const struct profile_source *src, struct profile_edit *v)
{
    for (size_t i = 0; i < profile_part_count; i++) {
        struct profile_field *f = PUSH(r->arena, &v->fields);
        *f = (struct profile_field){.name = field_name(r, profile_parts[i].name),
                                    .label = T(r, profile_parts[i].label),
                                    .value = part_words(r, &src->facts, profile_parts[i].name),
                                    .is_on = part_shown(v->item.shown, profile_parts[i].name)};
        lines_fill(r->arena, f->value, &f->lines);
    }
}

/* What became of it so far. */
static enum status state_fill(struct request *r, const struct profile_source *src,
                              struct profile_edit *v)
{
    struct profile_page page, now;
    enum status st = profile_page_by_code(r->db, r->arena, v->code, &page);
    v->signed_at = v->withdrawn = NO_DATE;
    v->state = src->draft.id ? S("draft") : S("new");
    if (st == NOT_FOUND) return OK;
    TRY(st);
    v->state = page.state;
    v->signed_at = page.signed_at;
    v->withdrawn = page.withdrawn;
    v->withdrawn_reason = page.withdrawn_reason;
    st = profile_account_name(r->db, r->arena, page.signed_by, &v->signed_by);
    if (st != OK && st != NOT_FOUND) return st;
    snapshot_make(r->arena, src, &now);
    v->changed_since = !str_eq(snapshot_seen(r->arena, &now), snapshot_seen(r->arena, &page));
    return history_fill(r, "profile_page", page.id, profile_history_view, S("USD"), &v->history);
}

static enum status edit_show(struct request *r, struct response *s,
                             const struct profile_source *src, struct profile_edit *v)
{
    v->code = src->facts.row.code;
    v->record = src->facts.row.summary;
    v->record_fr = src->facts.row.summary_fr;
    v->may_edit = may(r, "profile.edit", r->scope);
    v->may_publish = may(r, "profile.publish", r->scope);
    if (!v->seen.n) v->seen = draft_seen(r->arena, &src->draft);
    if (v->item.picture.n)
        v->picture = arena_printf(r->arena, "/desk/profiles/%.*s/picture", P(v->code));
    fields_fill(r, src, v);
    TRY(state_fill(r, src, v));
    page_title(s, src->facts.row.title);
    page_crumb(r, s, "Profiles", "/desk/profiles");
    return v->conflict ? show_status(r, s, 409, profile_edit_view, v)
                       : show(r, s, profile_edit_view, v);
}

static enum status source_of(struct request *r, struct profile_source *out)
{
    return profile_source_load(r->db, r->arena, edition_in_force(r->app), param(r, "profile"), out);
}

/* ROUTE GET /desk/profiles/:profile     needs profile.read on :profile
** Field by field what becomes public, the amended texts and the picture. */
enum status profile_edit_page(struct request *r, struct response *s)
{
    struct profile_source src;
    struct profile_edit v = {0};
    TRY(source_of(r, &src));
    v.item = src.draft;
    return edit_show(r, s, &src, &v);
}

static void shown_read(struct request *r, struct profile_row *d)
{
    struct buf b;
    buf_init(&b, 1000);
    for (size_t i = 0; i < profile_part_count; i++) {
        if (!field(r, field_name(r, profile_parts[i].name).p).n) continue;
        if (b.n) buf_char(&b, ' ');
        buf_add(&b, str_c(profile_parts[i].name));
    }
    d->shown = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
}

static void picture_read(struct request *r, struct profile_row *d)
{
    struct upload *up = upload(r, "picture");
    struct piece_picture made;
    if (up && up->size > 0) {
        if (piece_take_picture(r, "picture", &made)) {
            d->picture = made.hash;
            d->picture_width = made.width;
            d->picture_height = made.height;
            d->picture_bytes = made.bytes;
        }
    } else if (field(r, "picture_remove").n) {
        d->picture = NO_STR;
        d->picture_width = d->picture_height = d->picture_bytes = 0;
    }
    take_text(r, "picture_alt", 300, &d->picture_alt);
    take_text(r, "picture_alt_fr", 300, &d->picture_alt_fr);
    take_text(r, "picture_credit", 200, &d->picture_credit);
    if (d->picture.n && !d->picture_alt.n)
        problem(r, "picture_alt",
                "Say in a sentence what the picture shows, for people who cannot see it.");
}

static void draft_read(struct request *r, struct profile_row *d)
{
    need_text(r, "title", TITLE_CHARS, &d->title);
    take_text(r, "title_fr", TITLE_CHARS, &d->title_fr);
    take_text(r, "summary", SUMMARY_CHARS, &d->summary);
    take_text(r, "summary_fr", SUMMARY_CHARS, &d->summary_fr);
    take_text(r, "body", BODY_CHARS, &d->body);
    take_text(r, "body_fr", BODY_CHARS, &d->body_fr);
    shown_read(r, d);
    picture_read(r, d);
}

struct draft_arg {
    struct profile_row row;
    const struct edition *edition;
    str code, seen;
    struct arena *arena;
};

static enum status draft_write(struct tx *tx, void *arg)
{
    struct draft_arg *v = arg;
    struct profile_row *d = &v->row;
    struct profile_source src;
    TRY(profile_source_load(tx_db(tx), v->arena, v->edition, v->code, &src));
    if (!str_eq(draft_seen(v->arena, &src.draft), v->seen)) return CONFLICT;
    if (src.draft.id)
        return profile_update(tx, &(struct profile_update_in){.id = src.draft.id,
                                                              .title = d->title,
                                                              .title_fr = d->title_fr,
                                                              .summary = d->summary,
                                                              .summary_fr = d->summary_fr,
                                                              .body = d->body,
                                                              .body_fr = d->body_fr,
                                                              .shown = d->shown,
                                                              .picture = d->picture,
                                                              .picture_width = d->picture_width,
                                                              .picture_height = d->picture_height,
                                                              .picture_bytes = d->picture_bytes,
                                                              .picture_alt = d->picture_alt,
                                                              .picture_alt_fr = d->picture_alt_fr,
                                                              .picture_credit = d->picture_credit,
                                                              .now = tx_now(tx)});
    return profile_insert(tx,
                          &(struct profile_insert_in){.programme = src.facts.row.id,
                                                      .title = d->title,
                                                      .title_fr = d->title_fr,
                                                      .summary = d->summary,
                                                      .summary_fr = d->summary_fr,
                                                      .body = d->body,
                                                      .body_fr = d->body_fr,
                                                      .shown = d->shown,
                                                      .picture = d->picture,
                                                      .picture_width = d->picture_width,
                                                      .picture_height = d->picture_height,
                                                      .picture_bytes = d->picture_bytes,
                                                      .picture_alt = d->picture_alt,
                                                      .picture_alt_fr = d->picture_alt_fr,
                                                      .picture_credit = d->picture_credit,
                                                      .now = tx_now(tx)},
                          &d->id);
}

/* ROUTE POST /desk/profiles/:profile     needs profile.edit on :profile max 20m
** Saves the working copy; readers see it when it is signed off. */
enum status profile_edit_act(struct request *r, struct response *s)
{
    struct profile_source src;
    struct profile_edit v = {0};
    TRY(source_of(r, &src));
    struct draft_arg arg = {.row = src.draft,
                            .edition = edition_in_force(r->app),
                            .code = src.facts.row.code,
                            .seen = field(r, "seen"),
                            .arena = r->arena};
    draft_read(r, &arg.row);
    v.item = arg.row;
    v.seen = arg.seen;
    if (problems(r)) return edit_show(r, s, &src, &v);
    enum status st = db_write(r, draft_write, &arg);
    if (st == CONFLICT) {
        TRY(source_of(r, &src));
        v.conflict = true;
        v.theirs = src.draft;
        v.seen = NO_STR; /* sending again now overwrites on purpose */
        return edit_show(r, s, &src, &v);
    }
    TRY(st);
    if (str_eq(field(r, "then"), S("preview")))
        return redirect(r, s, "/desk/profiles/%.*s/preview", P(arg.code));
    return redirect_note(r, s, T(r, "Saved. Readers see it once it is signed off."),
                         "/desk/profiles/%.*s", P(arg.code));
}

/* ROUTE GET /desk/profiles/:profile/picture     needs profile.read on :profile
** The picture of the working copy. */
enum status profile_picture_page(struct request *r, struct response *s)
{
    struct profile_source src;
    struct digest hash;
    TRY(source_of(r, &src));
    if (!digest_from_hex(src.draft.picture, &hash)) return NOT_FOUND;
    return reply_file(r, s, hash, arena_printf(r->arena, "%.*s.webp", P(src.facts.row.code)),
                      "image/webp", true);
}

/* --- preview, signing off, withdrawing ---------------------------------------------------------------------------- */

/* ROUTE GET /desk/profiles/:profile/preview     needs profile.read on :profile
** The page as everybody would see it. */
enum status profile_preview_page(struct request *r, struct response *s)
{
    struct profile_source src;
    struct profile_page page;
    struct profile_show v;
    TRY(source_of(r, &src));
    snapshot_make(r->arena, &src, &page);
    page.signed_at = r->now;
    TRY(page_show_fill(r, &page, &v));
    v.preview = page.code;
    v.seen = snapshot_seen(r->arena, &page);
    v.may_publish = may(r, "profile.publish", r->scope);
    if (v.picture.n)
        v.picture = arena_printf(r->arena, "/desk/profiles/%.*s/picture", P(page.code));
    page_title(s, v.title);
    page_crumb(r, s, "Profiles", "/desk/profiles");
    page_crumb_text(s, src.facts.row.title,
                    arena_printf(r->arena, "/desk/profiles/%.*s", P(page.code)));
    return show(r, s, profile_show_view, &v);
}

struct sign_arg {
    const struct edition *edition;
    str code, seen, reason;
    i64 account;
    struct arena *arena;
};

static enum status sign_write(struct tx *tx, void *arg)
{
    struct sign_arg *v = arg;
    return profile_sign(tx, v->arena, v->edition, v->code, v->seen, v->account);
}

static struct sign_arg sign_arg_of(struct request *r)
{
    return (struct sign_arg){.edition = edition_in_force(r->app),
                             .code = param(r, "profile"),
                             .seen = field(r, "seen"),
                             .account = r->session->account,
                             .arena = r->arena};
}

/* ROUTE POST /desk/profiles/:profile/publish     needs profile.publish on :profile
** Signs the page off as it was previewed: from now on everybody sees it. */
enum status profile_publish_act(struct request *r, struct response *s)
{
    struct sign_arg v = sign_arg_of(r);
    if (!v.seen.n) return CONFLICT;
    enum status st = db_write(r, sign_write, &v);
    if (st == CONFLICT)
        return redirect_note(
            r, s,
            T(r,
              "The record or the texts changed while you looked. Read the preview again, then sign it off."),
            "/desk/profiles/%.*s/preview", P(v.code));
    TRY(st);
    return redirect_note(r, s,
                         T(r, "Published. The page, the lists, the map and the data show it now."),
                         "/desk/profiles/%.*s", P(v.code));
}

static enum status withdraw_write(struct tx *tx, void *arg)
{
    struct sign_arg *v = arg;
    return profile_withdraw(tx, v->arena, v->code, v->reason, v->account);
}

/* ROUTE POST /desk/profiles/:profile/withdraw     needs profile.publish on :profile
** Takes the page away; its address then says that it was withdrawn, when and why. */
enum status profile_withdraw_act(struct request *r, struct response *s)
{
    struct sign_arg v = sign_arg_of(r);
    if (!need_text(r, "reason", 500, &v.reason)) {
        struct profile_source src;
        struct profile_edit view = {0};
        TRY(source_of(r, &src));
        view.item = src.draft;
        return edit_show(r, s, &src, &view);
    }
    TRY(db_write(r, withdraw_write, &v));
    return redirect_note(r, s, T(r, "Withdrawn. Its address tells readers so."),
                         "/desk/profiles/%.*s", P(v.code));
}

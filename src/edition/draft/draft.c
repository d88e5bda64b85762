/* draft.c: the editions of a fund at the desk: adopted ones and drafts. A draft is a working copy of
** files that several people may write on; it may hold mistakes as long as it is a draft. Who may
** neither write nor adopt editions does not learn of drafts. */
#include "edition/draft/draft.h"

#include "web/layout.h"
#include "web/list.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/adopted_sql.h"
#include "gen/draft_sql.h"
#include "gen/registry.h"

#include <fcntl.h>
#include <unistd.h>

#define PAGE_ROWS 50
#define MAX_FILES 200
#define UPLOAD_BYTES (5 << 20)
#define QUOTE_CHARS 160

/* RECORD edition_draft "Draft of an edition" as draft */
/* MENU desk 65 /desk/editions "Editions" needs edition.read */

bool draft_may(const struct request *r, const char *verb)
{
    static const struct scope fund = {.kind = "fund"};
    return access_hooks.may(r, verb, &fund);
}

/* GUARD draft
** A draft belongs to the fund; those who write or adopt editions see it. */
enum status draft_guard(struct request *r, str code, struct scope *out)
{
    struct draft_row row;
    TRY(draft_by_code(r->db, r->arena, code, &row));
    *out = (struct scope){.kind = "edition", .record = row.id, .created_by = row.created_by};
    return draft_may(r, "edition.edit") || draft_may(r, "edition.adopt") ? OK : NOT_FOUND;
}

/* --- what the pages share --------------------------------------------------------------------- */

bool draft_open(const struct draft_row *d)
{
    return str_eq(d->state, S("open"));
}

str draft_address(struct request *r, const struct draft_row *d)
{
    return arena_printf(r->arena, "/desk/editions/drafts/%.*s", P(d->code));
}

str draft_person(struct request *r, i64 account)
{
    struct session who = {.account = account};
    if (account == 0) return T(r, "The program");
    return access_hooks.load(r, &who) == OK ? who.name : T(r, "A former member");
}

/* "adopted:untfhs-9.1" in words. */
static str origin_words(struct request *r, str origin)
{
    str rest = origin, kind;
    str_cut(&rest, ':', &kind);
    if (str_eq(kind, S("shipped")))
        return message_fill(r->arena, T(r, "%1, as it comes with the program"), &rest, 1);
    return str_eq(kind, S("adopted")) ? rest : T(r, "an uploaded file");
}

static void row_fill(struct request *r, struct draft_row *d)
{
    d->base = origin_words(r, d->origin);
    d->person = draft_person(r, d->changed_by);
}

enum status draft_load(struct request *r, struct draft_row *out)
{
    TRY(draft_by_code(r->db, r->arena, param(r, "draft"), out));
    row_fill(r, out);
    return OK;
}

void draft_edition_close(struct edition **e)
{
    edition_free(*e);
}

enum status draft_read(struct request *r, const struct draft_row *d, struct draft_read *out)
{
    *out = (struct draft_read){0};
    TRY(draft_files(r->db, r->arena, d->id, &out->files));
    struct edition_source_array sources = {0};
    for (size_t i = 0; i < out->files.n; i++) {
        struct draft_file *f = &out->files.v[i];
        f->bytes = (i64)f->body.n;
        *PUSH(r->arena, &sources) = (struct edition_source){f->path, f->body};
    }
    str packed = edition_pack(r->arena, &sources);
    enum status st = edition_read_packed(packed, r->arena, &out->edition, &out->faults);
    for (size_t i = 0; i < out->faults.n; i++)
        ++*(out->faults.v[i].warning ? &out->warnings : &out->mistakes);
    return st == CONFLICT ? OK : st;
}

str draft_line_of(str text, i64 n)
{
    str rest = text, line = NO_STR;
    while (n-- > 0)
        if (!str_cut(&rest, '\n', &line)) return NO_STR;
    return line;
}

static const struct draft_file *file_of(const struct draft_file_array *files, str path)
{
    for (size_t i = 0; i < files->n; i++)
        if (str_eq(files->v[i].path, path)) return &files->v[i];
    return NULL;
}

struct draft_fault_array draft_faults(struct request *r, const struct draft_row *d,
                                      const struct draft_read *in, str path)
{
    struct draft_fault_array list = {0};
    size_t n = in->faults.n;
    for (size_t i = 0; i < 2 * n; i++) { /* mistakes first, then warnings */
        const struct edition_fault *f = &in->faults.v[i < n ? i : i - n];
        if (f->warning != (i >= n) || (path.n && !str_eq(f->file, path))) continue;
        const struct draft_file *file = file_of(&in->files, f->file);
        struct draft_fault *out = PUSH(r->arena, &list);
        *out = (struct draft_fault){
            .file = f->file, .line = f->line, .message = f->message, .warning = f->warning};
        if (!file) continue;
        out->quote = str_abbrev(str_trim(draft_line_of(file->body, f->line)), QUOTE_CHARS);
        str address = draft_address(r, d);
        out->address = arena_printf(r->arena, "%.*s/files/%.*s#line-%lld", P(address),
                                    P(file->code), (long long)f->line);
    }
    return list;
}

const struct edition_source *draft_source(const struct edition_source_array *files, str path)
{
    for (size_t i = 0; i < files->n; i++)
        if (str_eq(files->v[i].path, path)) return &files->v[i];
    return NULL;
}

/* The packed bytes of "adopted:CODE" or "shipped:NAME". */
static enum status origin_packed(struct request *r, str origin, str *packed)
{
    str rest = origin, kind;
    str_cut(&rest, ':', &kind);
    if (str_eq(kind, S("shipped"))) return edition_shipped_packed(r->arena, rest, packed);
    if (!str_eq(kind, S("adopted"))) return NOT_FOUND;
    const struct edition *e = edition_by_code(r->app, rest, NULL);
    if (!e) return NOT_FOUND;
    *packed = e->packed;
    return OK;
}

enum status draft_base(struct request *r, const struct draft_row *d,
                       struct edition_source_array *out)
{
    str packed = NO_STR;
    enum status st = origin_packed(r, d->origin, &packed);
    const struct edition *force = edition_in_force(r->app);
    if (st == NOT_FOUND && force)
        packed = force->packed;
    else
        TRY(st);
    return edition_unpack(packed, r->arena, out);
}

struct draft_line_array draft_difference(struct request *r, str before, str after, i64 *added,
                                         i64 *removed)
{
    static const char *const kinds[] = {"same", "bad", "good", "gap"};
    static const char signs[] = " -+ ";
    struct diff whole, shown;
    struct draft_line_array out = {0};
    diff_lines(r->arena, before, after, &whole);
    diff_shorten(r->arena, &whole, 3, &shown);
    for (size_t i = 0; i < shown.n; i++) {
        const struct diff_line *l = &shown.v[i];
        str text = l->kind == DIFF_SKIPPED
                       ? arena_printf(r->arena, "      … %lld\n", (long long)l->number)
                       : arena_printf(r->arena, "%5lld %c %.*s\n", (long long)l->number,
                                      signs[l->kind], P(l->text));
        *PUSH(r->arena, &out) = (struct draft_line){.kind = str_c(kinds[l->kind]), .text = text};
    }
    *added = whole.added;
    *removed = whole.removed;
    return out;
}

enum status draft_write_begin(struct tx *tx, i64 draft, str code)
{
    struct arena *a = arena_new();
    struct draft_row row;
    i64 account = tx_actor(tx).account, known, id;
    enum status st = draft_by_code(tx_db(tx), a, code, &row);
    if (st == OK && !draft_open(&row)) st = CONFLICT;
    i64 changed = st == OK ? row.changed : 0;
    arena_free(a);
    TRY(st);
    TRY(draft_author_count(tx_db(tx), NULL, draft, account, &known));
    if (!known) TRY(draft_author_insert(tx, draft, account, tx_now(tx), &id));
    /* The instant of a change always moves on, so that two changes in one second differ. */
    return draft_touch(tx, draft, tx_now(tx) > changed ? tx_now(tx) : changed + 1, account);
}

/* --- all editions ----------------------------------------------------------------------------- */

static const struct {
    const char *code, *label;
} states[] = {{"open", MESSAGE("Being written")},
              {"adopted", MESSAGE("Adopted")},
              {"dropped", MESSAGE("Put aside")}};

static const struct list_column columns[] = {
    {MESSAGE("Draft"), "title", false},   {MESSAGE("Begun from"), NULL, false},
    {MESSAGE("State"), "state", false},   {MESSAGE("Changed"), "changed", false},
    {MESSAGE("Changed by"), NULL, false},
};

static enum status drafts_fill(struct request *r, struct draft_list *view)
{
    struct list l = LIST_OF(r, columns, "changed_down");
    struct draft_all_in in = {.state = view->state, .sort = l.sort};
    TRY(draft_all(r->db, r->arena, &in, &l.rows, &view->drafts));
    list_show(r, &l, &view->list);
    for (size_t i = 0; i < view->drafts.n; i++)
        row_fill(r, &view->drafts.v[i]);
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        *PUSH(r->arena, &view->states) =
            (struct part_choice){.code = str_c(states[i].code), .label = T(r, states[i].label)};
    return OK;
}

/* ROUTE GET /desk/editions?state,sort,after     needs edition.read anywhere
** The adopted editions, newest first; for those who write editions also the drafts. */
enum status draft_list_page(struct request *r, struct response *s)
{
    struct draft_list view = {.state = query(r, "state"), .may_edit = draft_may(r, "edition.edit")};
    view.may_see = view.may_edit || draft_may(r, "edition.adopt");
    TRY(adopted_all(r->db, r->arena, &view.editions));
    const struct edition *force = edition_in_force(r->app);
    for (size_t i = 0; i < view.editions.n; i++) {
        struct adopted_edition *e = &view.editions.v[i];
        bool here = force && str_eq(e->code, force->code);
        e->short_hash = str_sub(e->hash, 0, 12);
        e->standing = here ? S("force") : e->in_force > r->now / 86400 ? S("coming") : S("past");
    }
    if (view.may_see) TRY(drafts_fill(r, &view));
    page_title(s, T(r, "Editions"));
    return show(r, s, draft_list_view, &view);
}

/* --- beginning a draft ------------------------------------------------------------------------ */

static enum status new_show(struct request *r, struct response *s)
{
    struct draft_new view = {.from = query(r, "from")};
    struct adopted_edition_array adopted = {0};
    struct edition_source_array shipped = {0};
    TRY(adopted_all(r->db, r->arena, &adopted));
    for (size_t i = 0; i < adopted.n; i++)
        *PUSH(r->arena, &view.sources) = (struct part_choice){
            .code = arena_printf(r->arena, "adopted:%.*s", P(adopted.v[i].code)),
            .label = adopted.v[i].code,
            .help = adopted.v[i].title};
    edition_shipped_names(r->arena, &shipped);
    for (size_t i = 0; i < shipped.n; i++)
        *PUSH(r->arena, &view.sources) = (struct part_choice){
            .code = arena_printf(r->arena, "shipped:%.*s", P(shipped.v[i].path)),
            .label = shipped.v[i].path,
            .help = T(r, "comes with the program")};
    *PUSH(r->arena, &view.sources) =
        (struct part_choice){.code = S("uploaded"),
                             .label = T(r, "A packed edition from a file"),
                             .help = T(r, "choose it below")};
    if (!view.from.n && view.sources.n) view.from = view.sources.v[0].code;
    page_title(s, T(r, "Begin a draft"));
    page_crumb(r, s, "Editions", "/desk/editions");
    return show(r, s, draft_new_view, &view);
}

/* ROUTE GET /desk/editions/drafts/new?from     needs edition.edit
** Asks what a new draft begins from. */
enum status draft_new_page(struct request *r, struct response *s)
{
    return new_show(r, s);
}

/* A relative path of small letters, digits and . _ - with at most one folder. */
static bool path_ok(str path)
{
    size_t slashes = 0;
    if (path.n == 0 || path.n > 100) return false;
    for (size_t i = 0; i < path.n; i++) {
        char c = path.p[i], before = i ? path.p[i - 1] : '/';
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        slashes += c == '/';
        if (!word && c != '/' && c != '.') return false;
        if (!word && (before == '/' || before == '.')) return false;
    }
    return slashes < 2 && path.p[path.n - 1] != '/' && path.p[path.n - 1] != '.';
}

static enum status upload_read(struct request *r, str *packed)
{
    struct upload *u = upload(r, "packed");
    if (!u || u->size == 0) return NOT_FOUND;
    if (u->size > UPLOAD_BYTES) return LIMIT;
    int fd = open(u->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return FAILED;
    char *p = arena_alloc(r->arena, (size_t)u->size);
    i64 n = io_read(fd, p, (size_t)u->size);
    close(fd);
    *packed = (str){p, n > 0 ? (size_t)n : 0};
    return n == u->size ? OK : FAILED;
}

static bool sources_fit(const struct edition_source_array *files)
{
    for (size_t i = 0; i < files->n; i++)
        if (!path_ok(files->v[i].path) || files->v[i].text.n > DRAFT_FILE_BYTES ||
            !str_is_text(files->v[i].text))
            return false;
    return files->n > 0 && files->n <= MAX_FILES;
}

struct begin_arg {
    struct arena *arena;
    str code, title, origin;
    struct edition_source_array files;
};

static enum status begin_write(struct tx *tx, void *arg)
{
    struct begin_arg *v = arg;
    i64 draft, id, account = tx_actor(tx).account;
    v->code = code_new(v->arena, tx_env(tx), 8);
    TRY(draft_insert(tx,
                     &(struct draft_insert_in){.code = v->code,
                                               .title = v->title,
                                               .origin = v->origin,
                                               .now = tx_now(tx),
                                               .by = account},
                     &draft));
    for (size_t i = 0; i < v->files.n; i++)
        TRY(draft_file_insert(
            tx,
            &(struct draft_file_insert_in){.code = code_new(v->arena, tx_env(tx), 8),
                                           .draft = draft,
                                           .path = v->files.v[i].path,
                                           .body = v->files.v[i].text,
                                           .now = tx_now(tx),
                                           .by = account},
            &id));
    /* A copy of what is known already is nobody's writing; a file from outside is. */
    if (str_eq(v->origin, S("uploaded")))
        TRY(draft_author_insert(tx, draft, account, tx_now(tx), &id));
    return OK;
}

/* What the form names, as files; mistakes are noted. */
static enum status begin_read(struct request *r, struct begin_arg *v)
{
    str packed = NO_STR;
    v->origin = field(r, "from");
    bool uploaded = str_eq(v->origin, S("uploaded"));
    enum status st = uploaded ? upload_read(r, &packed) : origin_packed(r, v->origin, &packed);
    if (st == NOT_FOUND) {
        if (uploaded)
            problem(r, "packed", "Choose the file of a packed edition.");
        else
            problem(r, "from", "Choose one of these.");
        return OK;
    }
    TRY(st);
    st = edition_unpack(packed, r->arena, &v->files);
    if (st != OK || !sources_fit(&v->files))
        problem(r, "packed",
                "This is not a packed edition: a JSON object of paths and texts, at most 200 files "
                "of 256 KB. One is downloaded from the page of an adopted edition.");
    return OK;
}

/* ROUTE POST /desk/editions/drafts     needs edition.edit     max 6m
** Begins a draft with a copy of all files of an edition. */
enum status draft_new_act(struct request *r, struct response *s)
{
    struct begin_arg v = {.arena = r->arena};
    need_text(r, "title", 120, &v.title);
    TRY(begin_read(r, &v));
    if (problems(r)) return new_show(r, s);
    TRY(db_write(r, begin_write, &v));
    return redirect_note(
        r, s, T(r, "The draft is begun. Nothing changes for anybody until it is adopted."),
        "/desk/editions/drafts/%.*s", P(v.code));
}

/* --- one draft -------------------------------------------------------------------------------- */

static void files_compare(struct draft_show *view, const struct edition_source_array *base,
                          struct arena *a)
{
    for (size_t i = 0; i < view->files.n; i++) {
        struct draft_file *f = &view->files.v[i];
        const struct edition_source *old = draft_source(base, f->path);
        f->difference = !old ? S("new") : str_eq(old->text, f->body) ? S("same") : S("changed");
    }
    for (size_t i = 0; i < base->n; i++)
        if (!file_of(&view->files, base->v[i].path))
            *PUSH(a, &view->gone) = (struct draft_gone){.path = base->v[i].path};
}

static void faults_count(struct draft_show *view)
{
    for (size_t i = 0; i < view->files.n; i++)
        for (size_t k = 0; k < view->faults.n; k++)
            if (str_eq(view->faults.v[k].file, view->files.v[i].path))
                ++*(view->faults.v[k].warning ? &view->files.v[i].warnings
                                              : &view->files.v[i].faults);
}

/* Only files that have the words in their path or text. */
static void files_filter(struct request *r, struct draft_show *view)
{
    str words = str_fold(r->arena, view->q);
    size_t kept = 0;
    for (size_t i = 0; i < view->files.n; i++) {
        struct draft_file *f = &view->files.v[i];
        if (str_find(f->path, words) >= 0 || str_find(str_fold(r->arena, f->body), words) >= 0)
            view->files.v[kept++] = *f;
    }
    view->files.n = kept;
}

/* What happened to the draft itself; a file's own history stands with the file. */
static enum status draft_past_fill(struct request *r, const struct draft_row *d,
                                   struct part_event_array *out)
{
    struct journal_entry_array entries = {0};
    TRY(journal_of(r->db, r->arena, "edition_draft", d->id, 300, &entries));
    for (size_t i = 0; i < entries.n; i++) {
        const struct journal_entry *e = &entries.v[i];
        bool title = str_eq(e->field, S("title")), state = str_eq(e->field, S("state"));
        if ((!title && !state) || (title && !e->before.p)) continue;
        struct part_event event = {.at = e->at, .day = NO_DATE};
        str after = e->after;
        for (size_t k = 0; state && k < sizeof states / sizeof *states; k++)
            if (str_eq(after, str_c(states[k].code))) after = T(r, states[k].label);
        if (title) after = message_fill(r->arena, T(r, "Title: %1"), &e->after, 1);
        event.label = after;
        event.detail = draft_person(r, e->account);
        *PUSH(r->arena, out) = event;
    }
    return OK;
}

static enum status show_fill(struct request *r, struct response *s, const struct draft_row *row)
{
    struct draft_show view = {.draft = *row, .is_open = draft_open(row)};
    struct draft_read read;
    struct edition_source_array base = {0};
    TRY(draft_read(r, row, &read));
    EDITION_OWN edition = read.edition;
    view.files = read.files;
    view.mistakes = read.mistakes;
    view.warnings = read.warnings;
    view.faults = draft_faults(r, row, &read, NO_STR);
    if (edition) view.edition = str_dup(r->arena, edition->code);
    for (size_t i = 0; i < view.files.n; i++)
        view.files.v[i].person = draft_person(r, view.files.v[i].changed_by);
    TRY(draft_base(r, row, &base));
    files_compare(&view, &base, r->arena);
    faults_count(&view);
    view.may_edit = view.is_open && draft_may(r, "edition.edit");
    view.may_adopt = view.is_open && draft_may(r, "edition.adopt");
    view.q = query(r, "q");
    view.clear = draft_address(r, row);
    if (view.q.n) files_filter(r, &view);
    TRY(draft_past_fill(r, row, &view.history));
    page_title(s, row->title);
    page_crumb(r, s, "Editions", "/desk/editions");
    return show(r, s, draft_show_view, &view);
}

/* ROUTE GET /desk/editions/drafts/:draft?q     needs edition.read on :draft
** A draft: what the check says, its files, what can be done. */
enum status draft_show_page(struct request *r, struct response *s)
{
    struct draft_row row;
    TRY(draft_load(r, &row));
    return show_fill(r, s, &row);
}

struct change_arg {
    struct arena *arena;
    const struct draft_row *draft;
    str text; /* title, path or state */
    str code;
};

static enum status title_write(struct tx *tx, void *arg)
{
    struct change_arg *v = arg;
    return draft_rename(tx, v->draft->id, v->text);
}

/* ROUTE POST /desk/editions/drafts/:draft     needs edition.edit on :draft
** Changes the working title. */
enum status draft_title_act(struct request *r, struct response *s)
{
    struct draft_row row;
    TRY(draft_load(r, &row));
    struct change_arg v = {.draft = &row};
    need_text(r, "title", 120, &v.text);
    if (problems(r)) return show_fill(r, s, &row);
    TRY(db_write(r, title_write, &v));
    return redirect_note(r, s, T(r, "Saved."), "/desk/editions/drafts/%.*s", P(row.code));
}

static enum status state_write(struct tx *tx, void *arg)
{
    struct change_arg *v = arg;
    struct draft_row now;
    TRY(draft_by_code(tx_db(tx), v->arena, v->draft->code, &now));
    if (str_eq(now.state, S("adopted"))) return CONFLICT;
    i64 at = tx_now(tx) > now.changed ? tx_now(tx) : now.changed + 1;
    return draft_set_state(tx, now.id, v->text, 0, at);
}

static enum status state_set(struct request *r, struct response *s, str state, str note)
{
    struct draft_row row;
    TRY(draft_load(r, &row));
    TRY(db_write(r, state_write,
                 &(struct change_arg){.arena = r->arena, .draft = &row, .text = state}));
    return redirect_note(r, s, note, "/desk/editions/drafts/%.*s", P(row.code));
}

/* ROUTE POST /desk/editions/drafts/:draft/drop     needs edition.edit on :draft
** Puts a draft aside; its files stay. */
enum status draft_drop_act(struct request *r, struct response *s)
{
    return state_set(r, s, S("dropped"), T(r, "The draft is put aside. It can be taken up again."));
}

/* ROUTE POST /desk/editions/drafts/:draft/restore     needs edition.edit on :draft
** Takes a draft up again. */
enum status draft_restore_act(struct request *r, struct response *s)
{
    return state_set(r, s, S("open"), T(r, "The draft is open again."));
}

/* --- files: adding, renaming, removing --------------------------------------------------------- */

static bool path_take(struct request *r, const char *name, str *out)
{
    if (!need_text(r, name, 100, out)) return false;
    if (path_ok(*out)) return true;
    problem(r, name,
            "Write a path such as forms/report.lua: small letters, digits, hyphens, dots, at most "
            "one folder.");
    return false;
}

static enum status path_free(struct tx *tx, const struct change_arg *v)
{
    i64 n;
    TRY(draft_path_count(tx_db(tx), NULL, v->draft->id, v->text, &n));
    return n ? CONFLICT : OK;
}

static enum status add_write(struct tx *tx, void *arg)
{
    struct change_arg *v = arg;
    i64 id;
    TRY(path_free(tx, v));
    TRY(draft_write_begin(tx, v->draft->id, v->draft->code));
    v->code = code_new(v->arena, tx_env(tx), 8);
    str body = str_ends(v->text, S(".lua")) ? S("return {\n}\n") : S("");
    return draft_file_insert(tx,
                             &(struct draft_file_insert_in){.code = v->code,
                                                            .draft = v->draft->id,
                                                            .path = v->text,
                                                            .body = body,
                                                            .now = tx_now(tx),
                                                            .by = tx_actor(tx).account},
                             &id);
}

/* ROUTE POST /desk/editions/drafts/:draft/files     needs edition.edit on :draft
** Adds an empty file. */
enum status draft_add_act(struct request *r, struct response *s)
{
    struct draft_row row;
    TRY(draft_load(r, &row));
    struct change_arg v = {.arena = r->arena, .draft = &row};
    if (row.files >= MAX_FILES)
        problem(r, "path", "An edition has at most 200 files.");
    else
        path_take(r, "path", &v.text);
    enum status st = problems(r) ? OK : db_write(r, add_write, &v);
    if (st == CONFLICT && draft_open(&row))
        problem(r, "path", "There is a file of this name already.");
    else
        TRY(st);
    if (problems(r)) return show_fill(r, s, &row);
    return redirect(r, s, "/desk/editions/drafts/%.*s/files/%.*s", P(row.code), P(v.code));
}

struct file_arg {
    struct change_arg change;
    struct draft_file file;
};

static enum status rename_write(struct tx *tx, void *arg)
{
    struct file_arg *v = arg;
    TRY(path_free(tx, &v->change));
    TRY(draft_write_begin(tx, v->change.draft->id, v->change.draft->code));
    i64 at = tx_now(tx) > v->file.changed ? tx_now(tx) : v->file.changed + 1;
    return draft_file_rename(tx, v->file.id, v->change.text, at, tx_actor(tx).account);
}

/* ROUTE POST /desk/editions/drafts/:draft/files/:file/rename     needs edition.edit on :draft
** Gives a file another path. */
enum status draft_rename_act(struct request *r, struct response *s)
{
    struct draft_row row;
    struct file_arg v = {0};
    TRY(draft_load(r, &row));
    TRY(draft_file_by_code(r->db, r->arena, row.id, param(r, "file"), &v.file));
    v.change = (struct change_arg){.arena = r->arena, .draft = &row};
    path_take(r, "path", &v.change.text);
    enum status st = problems(r) ? OK : db_write(r, rename_write, &v);
    if (st == CONFLICT && draft_open(&row))
        problem(r, "path", "There is a file of this name already.");
    else
        TRY(st);
    if (problems(r)) return show_fill(r, s, &row);
    return redirect_note(r, s, T(r, "Renamed."), "/desk/editions/drafts/%.*s/files/%.*s",
                         P(row.code), P(v.file.code));
}

static enum status remove_write(struct tx *tx, void *arg)
{
    struct file_arg *v = arg;
    TRY(draft_write_begin(tx, v->change.draft->id, v->change.draft->code));
    return draft_file_delete(tx, v->file.id);
}

/* ROUTE POST /desk/editions/drafts/:draft/files/:file/remove     needs edition.edit on :draft
** Takes a file out of the draft. */
enum status draft_remove_act(struct request *r, struct response *s)
{
    struct draft_row row;
    struct file_arg v = {0};
    TRY(draft_load(r, &row));
    TRY(draft_file_by_code(r->db, r->arena, row.id, param(r, "file"), &v.file));
    v.change.draft = &row;
    TRY(db_write(r, remove_write, &v));
    str note = message_fill(r->arena, T(r, "%1 is removed. The journal keeps what it held."),
                            &v.file.path, 1);
    return redirect_note(r, s, note, "/desk/editions/drafts/%.*s", P(row.code));
}

/* away.c: the form taken along as one file, and brought back. The file is a page that opens in any browser:
** the inputs of the form as they are here, a script that saves the page anew with what was typed, and the
** version that it was taken from. What comes back is read by the reader of the form itself
** (typed_take), as if each section had been sent from its page, joined by section_merge with what others
** saved meanwhile, and where both changed the same it becomes a draft that asks (form_page.c). Nothing of
** the file is trusted but what was typed: the base is the version that is kept here. */
#include "fund/proposal/section.h"

#include "base/io.h"
#include "edition/budget.h"
#include "web/assets.h"
#include "web/layout.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/assets.h"
#include "gen/proposal_sql.h"
#include "gen/registry.h"

#include <fcntl.h>
#include <unistd.h>

#define FILE_MAX (12 << 20)
#define ANSWERS_MAX 20000
#define SAVE_TRIES 3
#define KEY_LETTERS 16

static const char block_open[] = "<script type=\"application/json\" id=\"letsema-answers\">";
static const char block_close[] = "</script>";

/* The fingerprint of what the form begins with, or of the version. */
static enum status base_hash(struct request *r, const struct opened *o, i64 number, str *out)
{
    struct proposal_version_row row;
    str bytes;
    if (number == 0) {
        json_auto_t *doc = NULL;
        TRY(writing_base(r, &o->p, &o->w, 0, &doc));
        json_auto_t *kept = document_kept(o->w.form, doc);
        TRY(document_bytes(kept, r->arena, &bytes));
        *out = version_hash(r->arena, o->p.row.code, o->w.form->name, 0, bytes);
        return OK;
    }
    TRY(proposal_version_by_number(r->db, r->arena, o->p.row.id, o->w.form->name, number, &row));
    *out = row.hash;
    return OK;
}

static enum status away_open(struct request *r, struct response *s, struct opened *o)
{
    *o = (struct opened){0};
    TRY(proposal_head_fill(r, s, "form", &o->p, &o->head));
    return writing_open(r, &o->p, &o->w);
}

static str away_address(struct request *r, const struct opened *o, const char *behind)
{
    return arena_printf(r->arena, "/desk/proposals/%.*s%s", P(o->p.row.code), behind);
}

/* --- taking along ---------------------------------------------------------------------------------------- */

static void sections_fill(const struct opened *o, const struct filling *f,
                          struct proposal_away_file *view)
{
    struct arena *a = f->r->arena;
    for (size_t i = 0; i < o->w.form->section_count; i++) {
        const struct form_section *section = &o->w.form->sections[i];
        struct proposal_away_section *x = PUSH(a, &view->sections);
        *x = (struct proposal_away_section){
            .id = arena_printf(a, "part-%.*s", P(section->name)),
            .title = edition_text(o->p.edition, section->title, f->r->lang),
            .intro = edition_text(o->p.edition, section->intro, f->r->lang)};
        inputs_fill(f, section, NO_STR, &x->inputs);
        for (size_t k = 0; k < section->field_count; k++)
            if (redraft_locks(&o->w.lock, section->fields[k].name))
                *PUSH(a, &x->inputs.v[k].locked) = form_answer(f, &section->fields[k]);
    }
}

static bool is_taken(const struct opened *o, const struct form_field *f)
{
    bool here = f->input == INPUT_FILE || (f->input == INPUT_BUDGET && !budget_is_short(f));
    return !here && !redraft_locks(&o->w.lock, f->name);
}

static json_t *fields_json(const struct opened *o)
{
    json_t *out = json_array();
    for (size_t i = 0; i < o->w.form->section_count; i++)
        for (size_t k = 0; k < o->w.form->sections[i].field_count; k++) {
            const struct form_field *f = &o->w.form->sections[i].fields[k];
            if (is_taken(o, f))
                (void)json_array_append_new(out, json_stringn(f->name.p, f->name.n));
        }
    return out;
}

static void text_set(json_t *data, const char *name, str text)
{
    (void)json_object_set_new(data, name, json_stringn(text.p ? text.p : "", text.n));
}

static json_t *data_json(struct request *r, const struct opened *o, str hash, str name)
{
    json_t *data = json_object();
    text_set(data, "format", S("letsema-form-1"));
    text_set(data, "proposal", o->p.row.code);
    text_set(data, "form", o->w.form->name);
    text_set(data, "edition", digest_hex(r->arena, o->p.edition->hash));
    text_set(data, "hash", hash);
    text_set(data, "name", name);
    text_set(data, "add", T(r, "Add a row"));
    text_set(data, "saved", T(r, "Saved into a file. Bring it back when you have a network."));
    text_set(data, "unsaved", T(r, "Not saved into a file yet."));
    (void)json_object_set_new(data, "number", json_integer((json_int_t)o->w.row.number));
    (void)json_object_set_new(data, "fields", fields_json(o));
    (void)json_object_set_new(data, "answers", json_null());
    return data;
}

static void asset_add(struct buf *b, size_t which)
{
    buf_add(b, (str){(const char *)assets[which].bytes, assets[which].n});
}

/* No text of the data ends the element that it stands in. */
static void data_add(struct buf *b, str json)
{
    for (size_t i = 0; i < json.n; i++)
        if (json.p[i] == '<')
            buf_lit(b, "\\u003c");
        else
            buf_char(b, json.p[i]);
}

/* The sheet of the site with the fund's colour; not the icon before it, which would be fetched. */
static str style_of(void)
{
    str tag = layout_sheet().tag;
    const char *p = memmem(tag.p, tag.n, "<style", 6);
    return p ? str_sub(tag, (size_t)(p - tag.p), tag.n) : NO_STR;
}

static void head_add(struct buf *b, struct request *r, struct out *o, str title)
{
    buf_lit(b, "<!DOCTYPE html>\n<html lang=\"");
    out_code(o, r->lang);
    buf_lit(b, "\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" "
               "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src "
               "'unsafe-inline'; form-action 'none'\"><meta name=\"viewport\" "
               "content=\"width=device-width\"><base href=\"");
    out_text(o, r->app->config.base_url);
    buf_lit(b, "/\"><title>");
    out_text(o, title);
    buf_lit(b, "</title>");
    buf_add(b, style_of());
    buf_lit(b, "</head><body><main class=\"wrap\">");
}

/* ROUTE GET /desk/proposals/:proposal/away/file     needs proposal.edit on :proposal
** The form as one file that opens without a network. */
enum status proposal_away_file_page(struct request *r, struct response *s)
{
    OPENED o;
    str hash;
    TRY(away_open(r, s, &o));
    TRY(base_hash(r, &o, o.w.row.number, &hash));
    struct filling f = {.r = r, .p = &o.p, .form = o.w.form, .doc = o.w.doc};
    TRY(filling_read(&f));
    struct proposal_away_file view = {.title = o.p.row.title,
                                      .code = o.p.row.code,
                                      .form_title =
                                          edition_text(o.p.edition, o.w.form->title, r->lang),
                                      .number = o.w.row.number,
                                      .taken = r->now,
                                      .edition = o.p.edition->code};
    sections_fill(&o, &f, &view);
    str name = arena_printf(r->arena, "%.*s-%.*s-%lld.html", P(o.p.row.code), P(o.w.form->name),
                            (long long)o.w.row.number);
    json_auto_t *data = data_json(r, &o, hash, name);
    struct buf b;
    buf_init(&b, FILE_MAX);
    struct out out = {
        .b = &b, .r = r, .page = layout_page_of(r, s, proposal_away_file_view), .arena = r->arena};
    head_add(&b, r, &out, view.title);
    proposal_away_file_view->html(&out, &view);
    buf_lit(&b, "</main>");
    buf_add(&b, str_c(block_open));
    data_add(&b, document_text_of(r->arena, data));
    buf_lit(&b, "</script><script>");
    asset_add(&b, ASSET_AWAY_JS);
    buf_lit(&b, "</script></body></html>\n");
    enum status st = b.overflow ? LIMIT : OK;
    reply_header(s, "content-disposition",
                 arena_printf(r->arena, "attachment; filename=\"%.*s\"", P(name)));
    if (st == OK)
        st = reply_bytes(r, s, "application/octet-stream", str_dup(r->arena, buf_str(&b)));
    buf_free(&b);
    return st;
}

/* --- bringing back --------------------------------------------------------------------------------------- */

struct coming_back {
    i64 number;
    json_t *data;
    json_t *base;
    json_t *merged; /* what the next version says */
    size_t taken, asked;
};

static void coming_close(struct coming_back *c)
{
    json_decref(c->data);
    json_decref(c->base);
    json_decref(c->merged);
}

static str upload_text(struct request *r)
{
    const struct upload *u = upload(r, "file");
    if (!u || u->size <= 0 || u->size > FILE_MAX) return NO_STR;
    char *p = arena_alloc(r->arena, (size_t)u->size);
    int fd = open(u->path, O_RDONLY | O_CLOEXEC);
    i64 n = fd >= 0 ? io_read_at(fd, p, (size_t)u->size, 0) : -1;
    if (fd >= 0) close(fd);
    return n > 0 ? (str){p, (size_t)n} : NO_STR;
}

static size_t find(str text, size_t from, str what)
{
    if (text.n <= from) return text.n;
    const char *p = memmem(text.p + from, text.n - from, what.p, what.n);
    return p ? (size_t)(p - text.p) : text.n;
}

static str block_of(str file)
{
    size_t from = find(file, 0, str_c(block_open)) + sizeof block_open - 1;
    size_t to = find(file, from, str_c(block_close));
    return from < to && to < file.n ? str_sub(file, from, to) : NO_STR;
}

static str text_in(const json_t *data, const char *name)
{
    const json_t *v = json_object_get(data, name);
    return json_is_string(v) ? (str){json_string_value(v), json_string_length(v)} : NO_STR;
}

/* Is every answer a name of the form and a text? */
static bool answers_good(const json_t *answers)
{
    size_t n = json_array_size(answers);
    if (!json_is_array(answers) || n > ANSWERS_MAX) return false;
    for (size_t i = 0; i < n; i++) {
        const json_t *pair = json_array_get(answers, i);
        const char *name = json_string_value(json_array_get(pair, 0));
        if (json_array_size(pair) != 2 || !name || strncmp(name, "f.", 2) != 0 ||
            !json_is_string(json_array_get(pair, 1)))
            return false;
    }
    return true;
}

/* Notes what is wrong with the file; good only if it is this form of this proposal, from a version that
** stands here as the file says. */
static enum status file_judge(struct request *r, const struct opened *o, struct coming_back *c)
{
    str block = block_of(upload_text(r)), hash;
    const json_t *number;
    c->data = block.n ? document_parse(block) : NULL;
    number = json_object_get(c->data, "number");
    c->number = json_is_integer(number) ? json_integer_value(number) : -1;
    if (!block.n || !str_eq(text_in(c->data, "format"), S("letsema-form-1"))) {
        problem(r, "file", "This is no file that was taken along here, or it was not saved whole.");
    } else if (!str_eq(text_in(c->data, "proposal"), o->p.row.code)) {
        problem(r, "file", "This file is of another proposal. Bring it back there.");
    } else if (!str_eq(text_in(c->data, "form"), o->w.form->name) ||
               !str_eq(text_in(c->data, "edition"), digest_hex(r->arena, o->p.edition->hash))) {
        problem(r, "file",
                "This file is of another form, or of another edition of the guidelines.");
    } else if (json_is_null(json_object_get(c->data, "answers"))) {
        problem(r, "file",
                "Nothing was saved in this file. Choose the copy that you saved after writing.");
    } else if (!answers_good(json_object_get(c->data, "answers")) ||
               !json_is_array(json_object_get(c->data, "fields"))) {
        problem(r, "file", "What this file says cannot be read. Take the form along again.");
    } else {
        enum status st = c->number < 0 ? NOT_FOUND : base_hash(r, o, c->number, &hash);
        if (st != OK && st != NOT_FOUND) return st;
        if (st == NOT_FOUND || !str_eq(text_in(c->data, "hash"), hash))
            problem(
                r, "file",
                "This file says that it was taken from a version that does not stand here so. Take the form along again.");
    }
    return OK;
}

static bool lists_field(const json_t *fields, str name)
{
    for (size_t i = 0; i < json_array_size(fields); i++) {
        const char *v = json_string_value(json_array_get(fields, i));
        if (v && str_eq(str_c(v), name)) return true;
    }
    return false;
}

/* What was not in the file is as it was when the file was taken. */
static void others_keep(const struct opened *o, const struct coming_back *c, json_t *mine)
{
    const json_t *fields = json_object_get(c->data, "fields");
    for (size_t i = 0; i < o->section->field_count; i++) {
        const struct form_field *f = &o->section->fields[i];
        json_t *old = json_object_getn(c->base, f->name.p, f->name.n);
        if (lists_field(fields, f->name) && is_taken(o, f)) continue;
        if (old)
            (void)json_object_setn(mine, f->name.p, f->name.n, old);
        else
            (void)json_object_deln(mine, f->name.p, f->name.n);
    }
}

/* The answers of the file in the place of the request's own fields, so that the form's reader reads them. */
static void answers_put(struct request *r, const struct coming_back *c)
{
    const json_t *answers = json_object_get(c->data, "answers");
    r->fields = (struct pair_array){0};
    r->uploads = (struct upload_array){0};
    for (size_t i = 0; i < json_array_size(answers); i++) {
        const json_t *pair = json_array_get(answers, i), *name = json_array_get(pair, 0),
                     *value = json_array_get(pair, 1);
        *PUSH(r->arena, &r->fields) = (struct pair){
            str_dup(r->arena, (str){json_string_value(name), json_string_length(name)}),
            str_dup(r->arena, (str){json_string_value(value), json_string_length(value)})};
    }
}

/* The same file brought back again makes no second draft. */
static str key_of(struct request *r, const struct opened *o, const json_t *mine)
{
    str text = document_text_of(r->arena, mine);
    str named = arena_printf(r->arena, "%lld %.*s %.*s %.*s", (long long)r->session->account,
                             P(o->p.row.code), P(o->section->name), P(text));
    return str_sub(digest_hex(r->arena, digest_of(named)), 0, KEY_LETTERS);
}

static enum status section_bring(struct request *r, const struct opened *o, struct coming_back *c)
{
    struct conflict_array conflicts = {0};
    json_auto_t *mine = NULL;
    TRY(typed_take(r, o, c->base, &mine));
    others_keep(o, c, mine);
    if (section_same(o->section, c->base, mine)) return OK;
    json_auto_t *merged = json_deep_copy(c->merged);
    TRY(section_merge(r->arena, o->section, c->base, mine, o->w.doc, merged, &conflicts));
    if (!conflicts.n) {
        c->taken += !section_same(o->section, o->w.doc, merged);
        (void)json_object_update(c->merged, merged);
        return OK;
    }
    c->asked++;
    return draft_keep(
        r, o, &(struct draft_kept){.key = key_of(r, o, mine), .base = c->number, .seq = 1}, mine);
}

static enum status bring_try(struct request *r, struct opened *o, struct coming_back *c, str *note)
{
    c->taken = c->asked = 0;
    json_decref(c->merged);
    c->merged = json_deep_copy(o->w.doc);
    for (size_t i = 0; i < o->w.form->section_count; i++) {
        o->section = &o->w.form->sections[i];
        TRY(section_bring(r, o, c));
    }
    return c->taken ? writing_save(r, &o->p, &o->w, c->merged, note) : OK;
}

static enum status away_show(struct request *r, struct response *s, struct opened *o)
{
    const struct form_field *budget = form_budget(o->w.form);
    struct proposal_away view = {.head = o->head,
                                 .file = away_address(r, o, "/away/file"),
                                 .action = away_address(r, o, "/away"),
                                 .number = o->w.row.number};
    if (budget && !budget_is_short(budget)) view.budget = away_address(r, o, "/budget/bring");
    for (size_t i = 0; i < o->w.form->section_count; i++) {
        struct proposal_draft_item_array own = {0}, others = {0};
        o->section = &o->w.form->sections[i];
        TRY(drafts_fill(r, o, NO_STR, &own, &others));
        for (size_t k = 0; k < own.n; k++) {
            own.v[k].section = edition_text(o->p.edition, o->section->title, r->lang);
            own.v[k].address = arena_printf(r->arena, "%.*s&ask=1", P(own.v[k].address));
            *PUSH(r->arena, &view.drafts) = own.v[k];
        }
    }
    page_title(s, T(r, "Without a network"));
    return show(r, s, proposal_away_view, &view);
}

/* ROUTE GET /desk/proposals/:proposal/away     needs proposal.edit on :proposal
** Gives the form along as a file, and takes it back. */
enum status proposal_away_page(struct request *r, struct response *s)
{
    OPENED o;
    TRY(away_open(r, s, &o));
    return away_show(r, s, &o);
}

/* ROUTE POST /desk/proposals/:proposal/away     needs proposal.edit on :proposal     max 13m
** Takes a file back: joined section by section; what both changed is kept as a draft and asked. */
enum status proposal_away_act(struct request *r, struct response *s)
{
    OPENED o;
    __attribute__((cleanup(coming_close))) struct coming_back c = {0};
    str note = NO_STR;
    TRY(away_open(r, s, &o));
    TRY(file_judge(r, &o, &c));
    if (problems(r)) return away_show(r, s, &o);
    TRY(writing_base(r, &o.p, &o.w, c.number, &c.base));
    answers_put(r, &c);
    enum status st = CONFLICT;
    for (int i = 0; st == CONFLICT && i < SAVE_TRIES; i++) {
        if (i > 0) TRY(writing_again(r, &o.p, &o.w));
        st = bring_try(r, &o, &c, &note);
    }
    r->fields = (struct pair_array){0};
    if (st == LIMIT)
        problem(
            r, "file",
            "Too many texts of yours wait to be answered here. Save some or put them away first.");
    if (problems(r)) return away_show(r, s, &o);
    TRY(st);
    str args[] = {arena_printf(r->arena, "%zu", c.taken), arena_printf(r->arena, "%zu", c.asked)};
    return redirect_note(
        r, s,
        message_fill(
            r->arena,
            T(r, "Brought back. Sections taken in: %1. Sections that ask you something: %2."), args,
            2),
        "%.*s", P(away_address(r, &o, "/away")));
}

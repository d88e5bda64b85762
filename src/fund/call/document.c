/* document.c: documents that come with a call: a file for readers with its size and the time it takes,
** added and removed by the office. They are public as soon as their call is. */
#include "fund/call/call.h"

#include "web/app.h"
#include "web/line.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/call_sql.h"
#include "gen/registry.h"

#define FILE_MAX (20 << 20)

/* RECORD call_document "Document of a call" */

static const struct {
    const char *type, *kind;
} kinds[] = {
    {"application/pdf", "PDF"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint"},
    {"application/vnd.oasis.opendocument.text", "OpenDocument"},
    {"application/vnd.oasis.opendocument.spreadsheet", "OpenDocument"},
    {"application/vnd.oasis.opendocument.presentation", "OpenDocument"},
    {"text/plain", MESSAGE("Text")},
    {"image/png", "PNG"},
    {"image/jpeg", "JPEG"},
};

/* NULL: no kind of file that a call may hand out. */
static const char *kind_of(str type)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_eq(type, str_c(kinds[i].type))) return kinds[i].kind;
    return NULL;
}

enum status call_documents_fill(struct request *r, const struct call_row *c, bool desk,
                                struct call_document_array *out)
{
    TRY(call_documents_of(r->db, r->arena, c->id, out));
    for (size_t i = 0; i < out->n; i++) {
        struct call_document *d = &out->v[i];
        const char *kind = kind_of(d->type);
        bool french = str_eq(r->lang, S("fr")) && d->title_fr.n;
        d->title_lang = str_eq(r->lang, S("fr")) && !french ? S("en") : r->lang;
        if (french && !desk) d->title = d->title_fr;
        d->kind = kind ? T(r, kind) : NO_STR;
        d->address =
            desk ? arena_printf(r->arena, "/desk/calls/%.*s/documents/%.*s", P(c->code), P(d->code))
                 : arena_printf(r->arena, "/files/%.*s/%.*s", P(d->file), P(d->name));
        d->fast = line_words(r, LINE_3G, d->bytes);
        d->slow = line_words(r, LINE_SLOW, d->bytes);
    }
    return OK;
}

enum status call_file_public(struct db *db, struct arena *a, str hash, str *type)
{
    struct call_document d;
    TRY(call_document_public(db, a, hash, &d));
    *type = d.type;
    return OK;
}

/* The document of this very call. */
static enum status document_load(struct request *r, struct call_row *c, struct call_document *d)
{
    TRY(call_load(r->db, r->arena, param(r, "call"), c));
    TRY(call_document_by_code(r->db, r->arena, param(r, "document"), d));
    return d->call == c->id ? OK : NOT_FOUND;
}

/* ROUTE GET /desk/calls/:call/documents/:document     needs call.read on :call
** A document of a call, also of a draft. */
enum status call_document_page(struct request *r, struct response *s)
{
    struct call_row c;
    struct call_document d;
    struct digest hash;
    TRY(document_load(r, &c, &d));
    if (!digest_from_hex(d.file, &hash)) return NOT_FOUND;
    return reply_file(r, s, hash, d.name, str_z(r->arena, d.type), false);
}

struct document_arg {
    struct request *r;
    const struct call_row *call;
    const struct call_document *d;
};

/* A public page about the call differs from now on. */
static enum status call_moved(struct tx *tx, const struct call_row *c)
{
    i64 now = tx_now(tx) > c->changed ? tx_now(tx) : c->changed + 1;
    return call_changed_set(tx, c->id, now);
}

static enum status add_write(struct tx *tx, void *arg)
{
    const struct document_arg *v = arg;
    const struct call_document *d = v->d;
    i64 id;
    TRY(call_document_insert(
        tx,
        &(struct call_document_insert_in){
            .code = code_new(v->r->arena, tx_env(tx), 8),
            .call = v->call->id,
            .state = str_eq(v->call->state, S("draft")) ? S("draft") : S("published"),
            .title = d->title,
            .title_fr = d->title_fr,
            .file = d->file,
            .name = d->name,
            .type = d->type,
            .bytes = d->bytes,
            .now = tx_now(tx),
            .account = v->r->session->account},
        &id));
    return call_moved(tx, v->call);
}

/* ROUTE POST /desk/calls/:call/documents     needs call.edit on :call     max 21m
** Adds a document for the readers of a call. */
enum status call_document_add(struct request *r, struct response *s)
{
    struct call_row c;
    struct call_document d = {0};
    struct digest hash;
    TRY(call_load(r->db, r->arena, param(r, "call"), &c));
    if (str_eq(c.state, S("withdrawn"))) return CONFLICT;
    const struct upload *u = upload(r, "file");
    need_text(r, "document", 200, &d.title);
    take_text(r, "document_fr", 200, &d.title_fr);
    if (!u || !u->size)
        problem(r, "file", "Choose a file.");
    else if (!kind_of(u->type) || u->size > FILE_MAX)
        problem(
            r, "file",
            "Choose a PDF, a document of Word, Excel, PowerPoint or OpenDocument, a text or a picture, of at most 20 MB.");
    if (!u || problems(r)) return call_show_page(r, s);
    TRY(file_keep(r->app->store, u->path, &hash, &d.bytes));
    d.file = digest_hex(r->arena, hash);
    d.name = u->filename;
    d.type = u->type;
    TRY(db_write(r, add_write, &(struct document_arg){.r = r, .call = &c, .d = &d}));
    return redirect_note(r, s,
                         str_eq(c.state, S("draft"))
                             ? T(r, "Added. Readers get it when the call is published.")
                             : T(r, "Added. The public page offers it now."),
                         "/desk/calls/%.*s", P(c.code));
}

static enum status remove_write(struct tx *tx, void *arg)
{
    const struct document_arg *v = arg;
    TRY(call_document_remove(tx, v->d->id));
    return call_moved(tx, v->call);
}

/* ROUTE POST /desk/calls/:call/documents/:document/remove     needs call.edit on :call
** Takes a document away from readers; the record keeps that it was there. */
enum status call_document_remove_act(struct request *r, struct response *s)
{
    struct call_row c;
    struct call_document d;
    TRY(document_load(r, &c, &d));
    if (str_eq(d.state, S("removed"))) return CONFLICT;
    TRY(db_write(r, remove_write, &(struct document_arg){.r = r, .call = &c, .d = &d}));
    return redirect_note(r, s, T(r, "Removed. Readers do not get it any more."), "/desk/calls/%.*s",
                         P(c.code));
}

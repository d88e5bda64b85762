/* show.c: from a filled view to a reply, in the face that was asked for; redirects, bytes, files.
** Called at the end of every handler. What a view does not name, or names without `public` (or
** `desk` below /desk), appears in no face but its own template. */
#include "web/address.h"
#include "web/app.h"
#include "web/layout.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/model.h"

#include <stdarg.h>
#include <unistd.h>

#define MAX_PAGE (8 << 20)
#define MAX_KEPT (1 << 20)
#define MAX_NESTING 12

/* --- the reply --------------------------------------------------------------------------------- */

void response_begin(struct response *s, struct arena *arena)
{
    *s = (struct response){.valid_until = NO_DATE, .updated = NO_DATE, .file = -1, .arena = arena};
    buf_init(&s->body, MAX_PAGE);
}

void response_reset(struct response *s)
{
    struct buf body = s->body;
    if (s->file >= 0) close(s->file);
    buf_reset(&body);
    body.overflow = false;
    *s = (struct response){
        .valid_until = NO_DATE, .updated = NO_DATE, .file = -1, .arena = s->arena, .body = body};
}

void reply_header(struct response *s, const char *name, str value)
{
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] == '\r' || value.p[i] == '\n' || value.p[i] == '\0') return;
    *PUSH(s->arena, &s->headers) = (struct pair){str_c(name), value};
}

void page_title(struct response *s, str title)
{
    s->title = title;
}

void page_light(struct response *s)
{
    s->light = true;
}

void page_crumb_text(struct response *s, str label, str path)
{
    *PUSH(s->arena, &s->crumbs) = (struct pair){label, path};
}

void page_crumb(struct request *r, struct response *s, const char *label_message, const char *path)
{
    page_crumb_text(s, T(r, label_message), str_c(path));
}

void page_feed(struct request *r, struct response *s, const char *path, str title)
{
    str base = address_base(r->arena, r->lang);
    s->feed = (struct pair){title, address_local(r->arena, base, str_c(path))};
}

void page_updated(struct response *s, i64 instant)
{
    if (instant != NO_DATE && (s->updated == NO_DATE || instant > s->updated)) s->updated = instant;
}

void page_valid_until(struct response *s, i64 instant)
{
    if (instant != NO_DATE && (s->valid_until == NO_DATE || instant < s->valid_until))
        s->valid_until = instant;
}

/* --- JSON -------------------------------------------------------------------------------------- */

static const void *field_at(const void *data, const struct view_field *f)
{
    return (const char *)data + f->offset;
}

static bool field_visible(const struct view_field *f, bool desk)
{
    if (f->type == FIELD_ID || f->type == FIELD_HTML) return false;
    return f->face == FOR_PUBLIC || (desk && f->face == FOR_DESK);
}

static void json_text(struct buf *b, str s)
{
    if (s.p)
        buf_json(b, s);
    else
        buf_lit(b, "null");
}

/* False, and nothing written, for a number that is not known. */
static bool decimal_put(struct buf *b, str s)
{
    i64 v;
    if (!decimal_parse(s, DECIMAL_PLACES, &v)) return false;
    buf_decimal(b, v, DECIMAL_PLACES);
    return true;
}

static void json_instant(struct buf *b, i64 v, void (*write)(struct buf *, i64))
{
    if (v == NO_DATE) {
        buf_lit(b, "null");
        return;
    }
    buf_char(b, '"');
    write(b, v);
    buf_char(b, '"');
}

static void json_money(struct buf *b, struct money m)
{
    if (!m.currency[0]) {
        buf_lit(b, "null");
        return;
    }
    buf_lit(b, "{\"amount\":\"");
    buf_money_plain(b, m);
    buf_lit(b, "\",\"currency\":");
    buf_json(b, str_c(m.currency));
    buf_char(b, '}');
}

static void json_fields(struct buf *b, const struct view *view, const void *data, bool desk,
                        bool comma, int depth);

static void json_list(struct buf *b, const struct view *of, const void *at, bool desk, int depth)
{
    const struct any_array *list = at;
    buf_char(b, '[');
    for (size_t i = 0; i < list->n; i++) {
        buf_add(b, i ? S(",{") : S("{"));
        json_fields(b, of, (const char *)list->v + i * of->size, desk, false, depth + 1);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void json_value(struct buf *b, const struct view_field *f, const void *at, bool desk,
                       int depth)
{
    switch (f->type) {
    case FIELD_INT:
    case FIELD_SIZE:
        buf_i64(b, *(const i64 *)at);
        break;
    case FIELD_DECIMAL:
        if (!decimal_put(b, *(const str *)at)) buf_lit(b, "null");
        break;
    case FIELD_BOOL:
        buf_add(b, *(const bool *)at ? S("true") : S("false"));
        break;
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_URL:
    case FIELD_MARKDOWN:
    case FIELD_TERM:
        json_text(b, *(const str *)at);
        break;
    case FIELD_MONEY:
        json_money(b, *(const struct money *)at);
        break;
    case FIELD_TIME:
        json_instant(b, *(const i64 *)at, buf_time);
        break;
    case FIELD_DATE:
        json_instant(b, *(const i64 *)at, buf_date);
        break;
    case FIELD_LIST:
        json_list(b, f->of, at, desk, depth);
        break;
    case FIELD_VIEW:
        buf_char(b, '{');
        json_fields(b, f->of, at, desk, false, depth + 1);
        buf_char(b, '}');
        break;
    case FIELD_ID:
    case FIELD_HTML:
        break;
    }
}

/* A view may hold a list of its own kind (a tree); one that goes too deep ends in empty objects. */
static void json_fields(struct buf *b, const struct view *view, const void *data, bool desk,
                        bool comma, int depth)
{
    if (depth > MAX_NESTING) return;
    for (size_t i = 0; i < view->field_count; i++) {
        const struct view_field *f = &view->fields[i];
        if (!field_visible(f, desk)) continue;
        if (comma) buf_char(b, ',');
        comma = true;
        buf_json(b, str_c(f->name));
        buf_char(b, ':');
        json_value(b, f, field_at(data, f), desk, depth);
    }
}

/* The whole address of this page in a face. */
static str self_address(struct request *r, const char *suffix, str after)
{
    return arena_printf(r->arena, "%.*s%.*s", P(r->app ? r->app->config.base_url : NO_STR),
                        P(address_face(r, suffix, after)));
}

/* The key of the page after this one: the field `next` of a list that is read in parts, or
** what its list_show() said. */
static str next_key(const struct view *view, const void *data)
{
    for (size_t i = 0; i < view->field_count; i++) {
        const struct view_field *f = &view->fields[i];
        if (strcmp(f->name, "next") == 0 && (f->type == FIELD_TEXT || f->type == FIELD_CODE))
            return *(const str *)field_at(data, f);
        if (f->type == FIELD_VIEW && f->of == part_list_view)
            return ((const struct part_list *)field_at(data, f))->after;
    }
    return NO_STR;
}

static void show_json(struct request *r, struct response *s, const struct view *view,
                      const void *data, bool desk)
{
    struct buf *b = &s->body;
    str next = next_key(view, data);
    s->type = S("application/json");
    buf_lit(b, "{\"type\":");
    buf_json(b, str_c(view->name));
    buf_lit(b, ",\"lang\":");
    buf_json(b, r->lang);
    buf_lit(b, ",\"links\":{\"self\":");
    buf_json(b, self_address(r, ".json", NO_STR));
    buf_lit(b, ",\"page\":");
    buf_json(b, self_address(r, "", NO_STR));
    if (next.n) {
        buf_lit(b, ",\"next\":");
        buf_json(b, self_address(r, ".json", next));
    }
    buf_char(b, '}');
    json_fields(b, view, data, desk, true, 0);
    buf_lit(b, "}\n");
}

/* RFC 9457. The problems of a form are listed by field. */
static void write_problem_json(struct request *r, struct response *s, int code, str title,
                               str detail)
{
    struct buf *b = &s->body;
    s->status = code;
    s->type = S("application/problem+json");
    buf_lit(b, "{\"type\":\"about:blank\",\"title\":");
    buf_json(b, title);
    buf_lit(b, ",\"status\":");
    buf_i64(b, code);
    buf_lit(b, ",\"detail\":");
    buf_json(b, detail);
    if (r->id.n) {
        buf_lit(b, ",\"request_id\":");
        buf_json(b, r->id);
    }
    if (r->problems.n) buf_lit(b, ",\"problems\":[");
    for (size_t i = 0; i < r->problems.n; i++) {
        buf_add(b, i ? S(",{\"field\":") : S("{\"field\":"));
        buf_json(b, r->problems.v[i].name);
        buf_lit(b, ",\"message\":");
        buf_json(b, r->problems.v[i].value);
        buf_char(b, '}');
    }
    if (r->problems.n) buf_char(b, ']');
    buf_lit(b, "}\n");
}

/* --- CSV --------------------------------------------------------------------------------------- */

/* The one list that a table is made of, or NULL. */
static const struct view_field *only_list(const struct view *view, bool desk)
{
    const struct view_field *found = NULL;
    for (size_t i = 0; i < view->field_count; i++) {
        const struct view_field *f = &view->fields[i];
        if (f->type != FIELD_LIST || !field_visible(f, desk)) continue;
        if (found) return NULL;
        found = f;
    }
    return found;
}

enum csv_row { CSV_LABELS, CSV_TAGS, CSV_VALUES };

struct csv_writer {
    struct buf *b;
    struct request *r;
    bool desk, begun;
    enum csv_row row;
    str prefix; /* label of the nested view */
};

static void csv_cell(struct csv_writer *w)
{
    if (w->begun) buf_char(w->b, ',');
    w->begun = true;
}

static void csv_label(struct csv_writer *w, const struct view_field *f, str more)
{
    str label = f->label ? T(w->r, f->label) : str_c(f->name);
    bool both = w->prefix.n && label.n;
    csv_cell(w);
    buf_csv(w->b, arena_printf(w->r->arena, "%.*s%s%.*s%.*s", P(w->prefix), both ? ": " : "",
                               P(label), P(more)));
}

static void csv_list(struct csv_writer *w, const struct view *of, const struct any_array *list);

static void csv_value(struct csv_writer *w, const struct view_field *f, const void *at)
{
    struct buf *b = w->b;
    csv_cell(w);
    if (!at) { /* a nested view that is not there: its cells stay empty */
        if (f->type == FIELD_MONEY) csv_cell(w);
        return;
    }
    switch (f->type) {
    case FIELD_INT:
    case FIELD_SIZE:
        buf_i64(b, *(const i64 *)at);
        break;
    case FIELD_DECIMAL:
        (void)decimal_put(b, *(const str *)at);
        break;
    case FIELD_BOOL:
        buf_add(b, *(const bool *)at ? S("yes") : S("no"));
        break;
    case FIELD_MONEY: {
        const struct money *m = at;
        if (m->currency[0]) buf_money_plain(b, *m);
        csv_cell(w);
        buf_csv(b, str_c(m->currency));
        break;
    }
    case FIELD_TIME:
        if (*(const i64 *)at != NO_DATE) buf_time(b, *(const i64 *)at);
        break;
    case FIELD_DATE:
        if (*(const i64 *)at != NO_DATE) buf_date(b, *(const i64 *)at);
        break;
    case FIELD_LIST:
        csv_list(w, f->of, at);
        break;
    default:
        buf_csv(b, *(const str *)at);
        break;
    }
}

static void csv_fields(struct csv_writer *w, const struct view *view, const void *data, int depth)
{
    for (size_t i = 0; i < view->field_count; i++) {
        const struct view_field *f = &view->fields[i];
        const void *at = data ? field_at(data, f) : NULL;
        bool money = f->type == FIELD_MONEY;
        if (!field_visible(f, w->desk)) continue;
        if (f->type == FIELD_VIEW) {
            str outer = w->prefix;
            if (f->label) w->prefix = T(w->r, f->label);
            if (depth < MAX_NESTING) csv_fields(w, f->of, at, depth + 1);
            w->prefix = outer;
            continue;
        }
        switch (w->row) {
        case CSV_LABELS:
            csv_label(w, f, S(""));
            if (money)
                csv_label(w, f, arena_printf(w->r->arena, " (%.*s)", P(T(w->r, "currency"))));
            break;
        case CSV_TAGS: /* written as they are: made of #, +, letters, by the build */
            csv_cell(w);
            if (f->hxl) buf_add(w->b, str_c(f->hxl));
            if (money) buf_add(w->b, f->hxl ? S(",#currency+code") : S(","));
            break;
        case CSV_VALUES:
            csv_value(w, f, at);
            break;
        }
    }
}

/* A list inside a row: the first visible words of each element, with semicolons between. */
static void csv_list(struct csv_writer *w, const struct view *of, const struct any_array *list)
{
    struct buf cell;
    buf_init(&cell, 1 << 20);
    const struct view_field *first = NULL;
    for (size_t i = 0; i < of->field_count && !first; i++) {
        const struct view_field *f = &of->fields[i];
        bool words = f->type == FIELD_TEXT || f->type == FIELD_CODE || f->type == FIELD_TERM ||
                     f->type == FIELD_URL;
        if (words && field_visible(f, w->desk)) first = f;
    }
    for (size_t i = 0; first && i < list->n; i++) {
        if (i) buf_lit(&cell, "; ");
        buf_add(&cell, *(const str *)field_at((const char *)list->v + i * of->size, first));
    }
    buf_csv(w->b, buf_str(&cell));
    buf_free(&cell);
}

static bool has_tags(const struct view *view, bool desk, int depth)
{
    for (size_t i = 0; i < view->field_count; i++) {
        const struct view_field *f = &view->fields[i];
        if (!field_visible(f, desk)) continue;
        if (f->hxl) return true;
        if (f->type == FIELD_VIEW && depth < MAX_NESTING && has_tags(f->of, desk, depth + 1))
            return true;
    }
    return false;
}

static void csv_row(struct csv_writer *w, enum csv_row row, const struct view *view,
                    const void *data)
{
    w->row = row;
    w->begun = false;
    csv_fields(w, view, data, 0);
    buf_lit(w->b, "\r\n");
}

/* "programmes.csv" for /programmes, "b7kq2m.csv" for /programmes/b7kq2m. */
static str csv_name(struct request *r)
{
    size_t from = r->path.n;
    while (from && r->path.p[from - 1] != '/')
        from--;
    return str_slug(r->arena, str_sub(r->path, from, r->path.n));
}

static enum status show_csv(struct request *r, struct response *s, const struct view *view,
                            const void *data, bool desk)
{
    const struct view_field *list = only_list(view, desk);
    if (!list) return NOT_FOUND;
    const struct any_array *rows = field_at(data, list);
    struct csv_writer w = {.b = &s->body, .r = r, .desk = desk};
    s->type = S("text/csv; charset=utf-8");
    reply_header(s, "content-disposition",
                 arena_printf(r->arena, "attachment; filename=\"%.*s.csv\"", P(csv_name(r))));
    csv_row(&w, CSV_LABELS, list->of, NULL);
    if (has_tags(list->of, desk, 0)) csv_row(&w, CSV_TAGS, list->of, NULL);
    for (size_t i = 0; i < rows->n; i++)
        csv_row(&w, CSV_VALUES, list->of, (const char *)rows->v + i * list->of->size);
    return OK;
}

/* --- show -------------------------------------------------------------------------------------- */

static void show_html(struct request *r, struct response *s, const struct view *view,
                      const void *data)
{
    struct buf body;
    buf_init(&body, MAX_PAGE);
    struct page page = layout_page_of(r, s, view);
    struct out o = {.b = &body, .r = r, .page = page, .arena = r->arena};
    view->html(&o, data);
    if (body.overflow) s->body.overflow = true;
    layout_write(r, s, &page, buf_str(&body));
    buf_free(&body);
}

/* A program that posts a form says that it reads JSON; a browser says that it reads HTML first. */
static bool wants_json(const struct request *r)
{
    str accept = header(r, "accept");
    return r->face == FACE_JSON ||
           (r->method == METHOD_POST && (str_starts(accept, S("application/json")) ||
                                         str_starts(accept, S("application/problem+json"))));
}

enum status show_status(struct request *r, struct response *s, int status, const struct view *view,
                        const void *data)
{
    bool desk = r->session != NULL;
    s->status = status;
    if (wants_json(r) && status == 422) {
        write_problem_json(r, s, 422, T(r, "Please mend what is listed"),
                           T(r, "Nothing was saved. Each field below says what to do."));
        return OK;
    }
    if (r->face == FACE_CSV) return show_csv(r, s, view, data, desk);
    if (r->face == FACE_HTML && view->html && !wants_json(r)) {
        show_html(r, s, view, data);
        return OK;
    }
    if (r->face != FACE_HTML && r->face != FACE_JSON) return NOT_FOUND;
    show_json(r, s, view, data, desk);
    return OK;
}

enum status show(struct request *r, struct response *s, const struct view *view, const void *data)
{
    return show_status(r, s, problems(r) ? 422 : 200, view, data);
}

/* --- errors ------------------------------------------------------------------------------------ */

static const char *error_title(int code)
{
    switch (code) {
    case 400:
    case 415:
        return MESSAGE("We could not read this");
    case 403:
        return MESSAGE("This is not open to you");
    case 404:
        return MESSAGE("Page not found");
    case 405:
        return MESSAGE("This address works differently");
    case 409:
        return MESSAGE("Somebody was quicker");
    case 413:
        return MESSAGE("Too large");
    case 429:
        return MESSAGE("Too many tries");
    case 503:
        return MESSAGE("Please try again in a moment");
    case 507:
        return MESSAGE("There is no room to keep this");
    default:
        return MESSAGE("Something went wrong");
    }
}

static void error_headers(struct request *r, struct response *s, int code)
{
    if (code == 503) reply_header(s, "retry-after", S("5"));
    if (code == 429 || code == 507) reply_header(s, "retry-after", S("60"));
    if (code != 405) return;
    reply_header(s, "allow",
                 r->method == METHOD_GET || r->method == METHOD_HEAD ? S("POST")
                 : r->method == METHOD_POST                          ? S("GET, HEAD")
                                                                     : S("GET, HEAD, POST"));
}

/* A form that could not be taken though nothing is wrong with it comes back ready to be sent again.
** Passwords are not written into a page; and a token is given only to whoever sent the right one. */
static void form_keep(struct request *r, int code, struct layout_error *v)
{
    bool ours = !r->session || secret_eq(field(r, "token"), r->session->token);
    size_t bytes = 0;
    for (size_t i = 0; i < r->fields.n; i++) {
        bytes += r->fields.v[i].name.n + r->fields.v[i].value.n;
        if (str_find(r->fields.v[i].name, S("password")) >= 0) return;
    }
    if (r->method != METHOD_POST || !r->route || code < 500 || !ours || bytes > MAX_KEPT) return;
    for (size_t i = 0; i < r->fields.n; i++) {
        struct pair f = r->fields.v[i];
        if (r->session && str_eq(f.name, S("token"))) continue; /* the form has it already */
        *PUSH(r->arena, &v->fields) = (struct layout_kept){
            .name = f.name, .value = f.value, .wordy = str_find_char(f.value, ' ') >= 0};
    }
    if (v->fields.n == 0) return;
    v->files = r->uploads.n > 0;
    v->again = address_local(r->arena, address_base(r->arena, r->lang), r->path);
}

enum status error_page(struct request *r, struct response *s, int code, const char *message)
{
    str title = T(r, error_title(code)), text = T(r, message);
    s->status = code;
    error_headers(r, s, code);
    if (wants_json(r) || r->face != FACE_HTML) {
        write_problem_json(r, s, code, title, text);
        return OK;
    }
    s->title = title;
    struct layout_error v = {.code = code,
                             .title = title,
                             .message = text,
                             .reference = r->id,
                             .sign_in = code == 403 && !r->session};
    form_keep(r, code, &v);
    if (!v.again.n) page_light(s);
    show_html(r, s, layout_error_view, &v);
    return OK;
}

/* --- redirects, bytes, files ------------------------------------------------------------------- */

static bool location_ok(str path)
{
    if (!address_is_ours(path)) return false;
    for (size_t i = 0; i < path.n; i++)
        if (path.p[i] <= ' ' || path.p[i] >= 0x7f || strchr("\"<>\\^`{|}", path.p[i])) return false;
    return true;
}

enum status redirect_bare(struct request *r, struct response *s, int code, str path)
{
    if (!location_ok(path)) {
        struct buf b;
        buf_init(&b, path.n * 3 + 16);
        buf_address(&b, path);
        path = str_dup(r->arena, buf_str(&b));
        buf_free(&b);
        if (!location_ok(path)) return FAILED;
    }
    s->status = code;
    s->type = S("text/plain; charset=utf-8");
    reply_header(s, "location", address_local(r->arena, address_base(r->arena, r->lang), path));
    return OK;
}

static enum status redirect_to(struct request *r, struct response *s, const char *fmt, va_list ap)
{
    str path = arena_vprintf(r->arena, fmt, ap);
    if (!location_ok(path)) {
        log_line(LOG_ERROR, "redirect refused", "path", str_z(r->arena, path), NULL);
        return FAILED;
    }
    return redirect_bare(r, s, 303, path);
}

enum status redirect(struct request *r, struct response *s, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    enum status st = redirect_to(r, s, fmt, ap);
    va_end(ap);
    return st;
}

enum status redirect_note(struct request *r, struct response *s, str note, const char *fmt, ...)
{
    enum status st = session_note(r, note);
    if (st != OK && !r->wrote)
        return st; /* a change that is kept is told, with its note or without */
    va_list ap;
    va_start(ap, fmt);
    st = redirect_to(r, s, fmt, ap);
    va_end(ap);
    return st;
}

enum status reply_bytes(struct request *r, struct response *s, const char *type, str bytes)
{
    (void)r;
    s->status = 200;
    s->type = str_c(type);
    buf_add(&s->body, bytes);
    return OK;
}

/* RFC 6266: a name of plain letters, and the real one in UTF-8 for who reads it. */
static str disposition(struct arena *a, str name, bool inline_ok)
{
    struct buf b;
    buf_init(&b, 4096);
    buf_add(&b, inline_ok ? S("inline; filename=\"") : S("attachment; filename=\""));
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        buf_char(&b, c < ' ' || c > '~' || strchr("\"\\%/", c) ? '_' : c);
    }
    buf_lit(&b, "\"; filename*=UTF-8''");
    buf_url(&b, name);
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

/* Types that a browser shows without running anything of theirs in our name. */
static bool inline_type(str type)
{
    return str_eq(type, S("application/pdf")) || str_eq(type, S("image/png")) ||
           str_eq(type, S("image/jpeg")) || str_eq(type, S("image/webp")) ||
           str_eq(type, S("image/avif")) || str_eq(type, S("image/gif")) ||
           str_starts(type, S("text/plain"));
}

enum status reply_file(struct request *r, struct response *s, struct digest hash, str name,
                       const char *type, bool inline_ok)
{
    str t = str_c(type);
    TRY(file_open(r->app->store, hash, &s->file, &s->file_size));
    s->status = 200;
    s->type = t.n ? t : S("application/octet-stream");
    inline_ok = inline_ok && inline_type(s->type);
    reply_header(s, "content-disposition", disposition(r->arena, str_abbrev(name, 120), inline_ok));
    reply_header(s, "etag", arena_printf(r->arena, "\"%.*s\"", P(digest_hex(r->arena, hash))));
    reply_header(s, "accept-ranges", S("bytes"));
    /* A sandbox would also switch off the browser's own reader of PDF. */
    if (!str_eq(s->type, S("application/pdf")))
        reply_header(s, "content-security-policy", S("default-src 'none'; sandbox"));
    return OK;
}

enum status reply_descriptor(struct request *r, struct response *s, int fd, i64 size, str name,
                             const char *type)
{
    s->file = fd;
    s->file_size = size;
    s->status = 200;
    s->type = str_c(type);
    reply_header(s, "content-disposition", disposition(r->arena, str_abbrev(name, 120), false));
    reply_header(s, "content-security-policy", S("default-src 'none'; sandbox"));
    return OK;
}

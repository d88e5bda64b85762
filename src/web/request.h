/* request.h: one request, from its head to its reply; all its memory is in r->arena. */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "store/store.h"
#include "web/view.h"

struct app;
struct route;
struct session;
struct scope;

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER };
enum face { FACE_HTML, FACE_JSON, FACE_CSV, FACE_ATOM, FACE_XML, FACE_ICS };

struct pair {
    str name, value;
};
struct pair_array {
    struct pair *v;
    size_t n, cap;
};

/* A file that came with a form; the bytes are in a temporary file that goes with the request unless
** file_keep() took it into the store. */
struct upload {
    str name;         /* of the form field */
    str filename;     /* as sent, cleaned: no path, no control characters, at most 120 bytes */
    str type;         /* sniffed from the bytes, not what was claimed */
    const char *path; /* temporary file */
    i64 size;
};
struct upload_array {
    struct upload *v;
    size_t n, cap;
};

struct request {
    struct arena *arena;
    struct app *app;
    struct db *db; /* this worker's reading connection */
    enum method method;
    enum face face;
    str lang; /* "en" or one of the fund's languages */
    str offer; /* the language that the reader asks for more than this one; a page may offer a link */
    str path;   /* decoded, without language prefix and face */
    str host;   /* of the Host field, validated */
    str client; /* address of the peer, or of the forwarded client behind a trusted proxy */
    str id;     /* request id for the log */
    i64 now;    /* UTC seconds when the head was complete: this instant decides deadlines */
    bool https;
    const struct route *route;
    struct pair_array params;  /* of the path */
    struct pair_array queries; /* the declared ones */
    struct pair_array fields;  /* of a urlencoded or multipart body */
    struct pair_array headers; /* names in lower case */
    struct upload_array uploads;
    struct pair_array problems; /* field, message (already translated) */
    struct session *session;    /* NULL on public and anonymous routes */
    struct scope *scope;        /* set by the guard of `needs … on` */
    i64 record;                 /* id of the record the guard loaded */
    bool wrote;                 /* a change of it is kept */
    enum status fault; /* of ours, that the handler did not end with: it decides the reply */
};

/* A path parameter, declared query parameter, body field, header; NO_STR if it did not come. */
str param(const struct request *r, const char *name);
str query(const struct request *r, const char *name);
str field(const struct request *r, const char *name); /* trimmed, CRLF folded to LF */
str header(const struct request *r, const char *lower_name);
/* All values of a repeated field, in order. */
struct pair_array fields_named(struct request *r, const char *name);
struct upload *upload(const struct request *r, const char *name);

/* Notes a mistake at a field, in words that say what to do; the message is a format and is
** translated. The handler goes on collecting and then shows the form again: show() answers 422. */
void problem(struct request *r, const char *field, const char *message, ...)
    __attribute__((format(printf, 3, 4)));
bool problems(const struct request *r);
/* Convenience readers that note the problem themselves and return false. */
bool need_text(struct request *r, const char *name, size_t max_chars, str *out);
bool take_text(struct request *r, const char *name, size_t max_chars, str *out); /* may be empty */
/* These need a value: for an optional one ask field(r, name).n first. */
bool take_int(struct request *r, const char *name, i64 min, i64 max, i64 *out);
bool take_date(struct request *r, const char *name, i64 *out);
bool take_money(struct request *r, const char *name, str currency, struct money *out);
bool take_slug(struct request *r, const char *name, str *out);

/* Translates a message into the request's language (messages are collected from these calls). */
str T(const struct request *r, const char *message);

#endif

/* body.h: what comes after a request's head. exchange.c collects the bytes (in memory, or in a file
** once they are many); the dispatcher then asks for fields and uploads of a form. */
#ifndef WEB_BODY_H
#define WEB_BODY_H

#include "web/request.h"

#define BODY_MEMORY_MAX 65536           /* more than this goes to a file */
#define BODY_FIELDS_MAX 1000            /* fields of one form */
#define BODY_TEXT_MAX (2 * 1024 * 1024) /* bytes of all text fields of one form */
#define BODY_UPLOADS_MAX 20

/* Collects a body. The file is named by mkostemp in `folder` and goes with body_sink_close. */
struct body_sink {
    struct buf memory;
    const char *folder;
    char *path; /* NULL while in memory */
    int fd;
    i64 size, limit;
};
void body_sink_open(struct body_sink *s, const char *folder, i64 limit);
/* OK, LIMIT beyond the limit, FULL without room on the disk, FAILED when it refuses. */
enum status body_sink_add(struct body_sink *s, str bytes);
void body_sink_close(struct body_sink *s);

/* The fields and files of a form. */
struct body_form {
    struct pair_array fields;
    struct upload_array uploads;
};
/* Reads a urlencoded or multipart body, from memory or from the spooled file; uploads become
** temporary files in `folder`. 0, or the status to answer with: 400 malformed, 413 too much, 415
** another type, 507 without room on the disk, 500 our fault. Texts come back as valid UTF-8 without
** control characters other than tab and line ends: a bad byte or a noncharacter becomes U+FFFD. An
** empty body is an empty form. */
int body_form_read(struct arena *a, str content_type, str body, const char *body_path,
                   const char *folder, struct body_form *out);
/* Removes the uploads' temporary files that are still there. Call it in any case. */
void body_form_close(struct body_form *f);

/* "a=1&b=2", also of a query. 0, 400 or 413. */
int body_urlencoded(struct arena *a, str text, struct pair_array *out);

/* The type that the first bytes of a file show: never what was claimed. "application/octet-stream"
** when they show none. 4 KB are enough. */
#define BODY_SNIFF_BYTES 4096
str body_sniff(str first_bytes);

/* A multipart reader that is fed piece by piece. */
struct multipart;
struct multipart *multipart_new(struct arena *a, str boundary, const char *folder,
                                struct body_form *out);
int multipart_feed(struct multipart *m, str bytes); /* 0 or the status to refuse with */
int multipart_end(struct multipart *m);             /* 400 if the last boundary is missing */

#endif

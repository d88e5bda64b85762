/* upload.h: files that come with an act about a proposal: with an appeal, with the evidence of a condition.
** They are kept in the store before the act is written; what no row names goes after a day. */
#ifndef FUND_PROPOSAL_UPLOAD_H
#define FUND_PROPOSAL_UPLOAD_H

#include "web/request.h"

struct kept_file {
    str file; /* its digest in hex */
    str name, type;
    i64 bytes;
};
struct kept_file_array {
    struct kept_file *v;
    size_t n, cap;
};

/* Keeps the files of the form's field "files": at most 10 of at most 20 MB each, else a problem is noted. */
enum status files_keep(struct request *r, struct kept_file_array *out);

#endif

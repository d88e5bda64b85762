/* dossier.h: one record with its whole history as a signed file: gathered here, put into its vessel by
** store/bundle.h. docs/dossier.md describes the file. */
#ifndef DESK_DOSSIER_H
#define DESK_DOSSIER_H

#include "fund/proposal/proposal.h"
#include "store/bundle.h"
#include "store/journal/chain.h"

#include "gen/model.h"

enum { DOSSIER_FAULT = 400 };

/* Rows of one table that belong to the record. */
struct dossier_rows {
    const struct journal_table *table;
    struct journal_row_ids ids;
};
struct dossier_rows_array {
    struct dossier_rows *v;
    size_t n, cap;
};

/* An entry of the journal with the values that are left of it. */
struct dossier_item {
    struct journal_link link;
    struct journal_salted_array values;
};
struct dossier_item_array {
    struct dossier_item *v;
    size_t n, cap;
};

struct dossier {
    const struct journal_table *table;
    i64 record;
    str kind, code, title;
    bool has_proposal;
    struct proposal proposal;
    struct dossier_rows_array tables; /* the record's own first */
    struct dossier_item_array items;  /* by position */
    struct dossier_person_array people;
    struct proposal_version_row_array rows; /* of the versions, in the order of the next */
    struct dossier_version_array versions;
    struct dossier_file_array files;
    struct dossier_day_array days;
    i64 made, position, erased, value_bytes;
    str hash; /* of the last entry of the whole journal */
};

/* What a line of the command or an address names: "proposal/CODE", or a code that only one kind of record
** has. False with why in *fault. */
bool dossier_named(struct db *db, struct arena *a, str text, str *kind, str *code, str *fault);

/* What the record is called now: its title, its name, or its code. */
enum status dossier_title(struct request *r, const struct journal_table *table, i64 record,
                          str code, str *out);
/* Everything that the file will say, read in the snapshot of r->db. `r` needs only its fund, its database, its
** language and its instant. NOT_FOUND if there is no such record, LIMIT if it is too much for one file. */
enum status dossier_gather(struct request *r, str kind, str code, struct dossier *out);
const struct dossier_person *dossier_person_of(const struct dossier *d, i64 account);

/* The texts inside. */
str dossier_manifest(struct request *r, const struct dossier *d, const struct sign_key *key);
str dossier_record_json(struct request *r, const struct dossier *d);
str dossier_journal_lines(struct arena *a, const struct dossier *d);
/* The page for people; in English or another language of the program, by r->lang. */
str dossier_page_text(struct request *r, const struct dossier *d, const struct sign_key *key);

/* Gathers, signs and writes the file to `fd`, which is empty and open for reading too, and reads it again
** from its first byte. Anything but OK leaves words in `fault`. */
struct dossier_ask {
    struct request *r;
    str kind, code;
    int fd;
    char fault[DOSSIER_FAULT];
};
enum status dossier_make(struct dossier_ask *ask, struct bundle_info *out);
/* The same for who is signed in, noted in the journal; leaves the file at its first byte. Whether the
** person may have it, the caller asks (record_dossier_permitted). */
enum status dossier_hand(struct dossier_ask *ask, struct bundle_info *info);
/* A file without a name in the fund's spool: it goes when its last descriptor does; -1 if there is no
** room. */
int dossier_spool(struct request *r);

#endif

/* form.h: a form of an edition, filled: between JSON documents, requests and what pages show. Used
** by the files of this folder and by those of fund/budget, which is a part of the form with pages of
** its own. */
#ifndef FUND_PROPOSAL_FORM_H
#define FUND_PROPOSAL_FORM_H

#include "fund/proposal/proposal.h"

/* A form with a document, and what the edition says of it. */
struct filling {
    struct request *r;
    const struct proposal *p;
    const struct form *form;
    const json_t *doc;
    struct finding_array findings; /* faults of completeness and failed rules, in this order */
    struct finding_array verdicts; /* of all rules */
    struct proposal_party_row_array organizations;
};
/* Loads the organizations and judges the document. */
enum status filling_judge(struct filling *f);
/* Only what the rules of the edition, the limits of the call and the parts of partners say, without the
** faults of completeness: a budget of 2,000 lines has many. The organizations are loaded. */
enum status filling_rules(struct filling *f);
/* Without judging, for reading old versions. */
enum status filling_read(struct filling *f);

/* Is anything typed in this section? */
bool section_touched(const struct filling *f, const struct form_section *section);
/* Faults that keep it from being sent: "done", "todo" or empty while nothing was typed. */
str section_state(const struct filling *f, const struct form_section *section);
/* Does anything keep the whole from being sent? */
bool filling_blocked(const struct filling *f);
/* "bad" if it keeps the form from being sent, "warn" or empty. */
str finding_tone(const struct finding *x);
/* Findings as a list, with links to their fields; of one section, or of all (NULL). */
void findings_fill(const struct filling *f, const struct form_section *section,
                   struct proposal_message_array *out);
void rules_fill(const struct filling *f, struct part_rule_array *out);

/* The inputs of a section. `spare` names a table that wants more empty rows. */
void inputs_fill(const struct filling *f, const struct form_section *section, str spare,
                 struct proposal_input_array *out);
/* What was typed into a section, set into `doc` (a new value for each field of the section). Files
** that came are taken into the store; files not removed are kept from what `doc` holds. `remove`
** names a row that goes ("matrix.3"), or is empty. */
enum status section_take(struct request *r, const struct edition *e, const struct form *form,
                         const struct form_section *section, str remove, json_t *doc);

/* One cell of a line as an input, named "f." and its path. */
struct proposal_input cell_input(const struct filling *f, const struct form_field *column,
                                 const json_t *v, str path);
/* The rows that a column may name, offered once for a whole page; nothing for other columns. */
void keys_offer(const struct filling *f, const struct form_field *column,
                struct proposal_keys_array *out);
/* What the rows of a table look like together, in each of its views. */
void figures_fill(const struct filling *f, const struct form_field *table,
                  struct proposal_figure_array *out);
/* A percentage without its sign. */
str share_typed(str typed);
/* What was typed into a cell that holds one value. A new reference. */
json_t *cell_take(struct request *r, const struct edition *e, const struct form_field *column,
                  str typed);
/* Is a budget short enough to be written with its section? A longer one has pages of its own. */
bool budget_is_short(const struct form_field *field);
/* Gives each line of the form's budget that has none its lasting id. Ids of the lines that were there
** before lines had ids follow from their content, so that a page and its form agree on them. True if
** one was given. */
bool budget_ids_give(struct arena *a, const struct form *form, json_t *doc);

/* What can be written: of a form that was returned for changes what was asked about (off: everything),
** and where sections are given to organizations, one's own. */
struct redraft_lock {
    bool on;
    str *fields; /* that are open; FIELD/LINE: of a budget that line alone */
    size_t n;
    str *others; /* fields of sections that other organizations write */
    size_t other_count;
};
/* Can nothing of the field be written? */
bool redraft_locks(const struct redraft_lock *lock, str field);
/* Are only some lines of it open? Then no other line is added, and none moves. */
bool redraft_by_line(const struct redraft_lock *lock, str field);
/* The id of the nth of these lines; empty behind the last. */
str redraft_line(const struct redraft_lock *lock, str field, size_t nth);
/* Is this line locked? A new one has no id. */
bool redraft_locks_line(const struct redraft_lock *lock, str field, str id);
/* Is it locked because another organization writes it? */
bool redraft_is_others(const struct redraft_lock *lock, str field);

/* The form that the present state asks for, with its latest document. */
struct writing {
    const struct form *form;
    struct proposal_version_row row; /* the latest version; number 0 if there is none */
    json_t *doc;
    struct rows_read read; /* budget lines as they stand in the latest version */
    str carried;           /* title of the form that a first document was taken from */
    struct redraft_lock lock;
    /* The key of the draft that the next version settles, where it stands, and its latest text. */
    str draft, draft_section;
    i64 draft_seq;
};
void writing_close(struct writing *w);
/* CONFLICT if the state asks for no form. */
enum status writing_open(struct request *r, const struct proposal *p, struct writing *w);
/* Reads the latest document again, after a CONFLICT. */
enum status writing_again(struct request *r, const struct proposal *p, struct writing *w);
/* The document that a page was made from: the version `seen`, or what the form began with (0). A new
** reference. */
enum status writing_base(struct request *r, const struct proposal *p, const struct writing *w,
                         i64 seen, json_t **doc);
/* Saves a document as the next version; *note says what happened. CONFLICT if another version came
** since `w` was read, DENIED if it changes a field that is locked. */
enum status writing_save(struct request *r, const struct proposal *p, const struct writing *w,
                         const json_t *doc, str *note);

/* What people typed into any section and have in no version yet. */
enum status drafts_of_form(struct request *r, const struct proposal *p, const struct writing *w,
                           struct proposal_draft_item_array *out);

/* The whole document for reading. `edit` adds links to the sections. */
void parts_fill(const struct filling *f, bool edit, struct proposal_part_array *out);
/* One answer of it. */
struct proposal_answer form_answer(const struct filling *f, const struct form_field *field);
/* One value in words, as plain text; tables line by line. */
str value_words(const struct filling *f, const struct form_field *field, const json_t *value);
/* One field in two documents. */
void difference_fill(const struct filling *before, const json_t *after,
                     const struct form_section *section, const struct form_field *field,
                     struct proposal_difference *out);
/* Fields in which two documents differ; of one section, or of all (NULL). */
void differences_fill(const struct filling *before, const json_t *after,
                      const struct form_section *section, struct proposal_difference_array *out);

/* A first document of a form, from what an earlier form of the same proposal said: fields that name
** theirs, or have the same name and kind, or the same meaning and kind. A new reference. */
json_t *document_carry(const struct form *from, const json_t *doc, const struct form *to);
/* The earlier form with a version, newest first; NULL if there is none. */
const struct form *form_before(struct request *r, const struct proposal *p, const struct form *form,
                               json_t **doc);

/* Writes a version and the typed columns that follow it; in a transaction. CONFLICT if `number` is
** taken or the proposal has left its state. */
struct version_new {
    const struct proposal *p;
    const struct form *form;
    i64 number;
    str body, hash;
    bool frozen;
    i64 account;
    struct version_index *index;
    struct arena *arena;
    i64 id; /* out */
};
enum status version_write(struct tx *tx, struct version_new *v);
/* A proposal that is to begin under a call: what it says is given, the rest is prepared outside of the
** transaction that writes it. */
struct proposal_new {
    const struct call_row *call;
    i64 lead;
    str lead_code, title;
    i64 created_by;
    json_t *doc;          /* the caller's; its title and lead are set */
    struct proposal p;    /* out: its code, and its id once it is written */
    struct version_new v; /* prepared */
};
enum status proposal_new_prepare(struct request *r, struct proposal_new *n);
enum status proposal_new_write(struct tx *tx, struct proposal_new *n);
/* What the typed columns will hold: read outside the transaction. */
struct version_index *version_index_of(struct request *r, const struct proposal *p,
                                       const struct form *form, const json_t *doc);
/* The bytes that a fingerprint is of: the document with the code, the form and the number. */
str version_envelope(struct arena *a, str code, str form, i64 number, str body);
/* The fingerprint itself, in hex, without putting those bytes together. */
str version_hash(struct arena *a, str code, str form, i64 number, str body);

/* When the call closes, if sending the present form asks for an open call; else NO_DATE. */
enum status proposal_deadline_fill(struct request *r, const struct proposal *p, i64 *closes,
                                   str *words, bool *closed);
/* The steps that the person may take now, in the order of the workflow. */
void buttons_fill(struct request *r, const struct proposal *p, struct proposal_button_array *out);

#endif

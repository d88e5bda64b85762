/* edition.h: the engine that runs the guidelines. An edition is a folder of text files (Markdown and
** Lua tables) turned into this read-only structure; nothing of Lua remains but the counted check
** functions. C reads only the meanings of fields (`means`), never their names. All strings live as
** long as the edition; an adopted edition is never freed while the fund runs. */
#ifndef EDITION_EDITION_H
#define EDITION_EDITION_H

#include "base/base.h"

#include <jansson.h>

struct edition_fault { /* a mistake in an edition's files */
    str file;          /* "forms/concept_note.lua" */
    i64 line;          /* 1-based, 0 if the whole file */
    str message;
    bool warning; /* worth knowing, but the edition can be adopted */
};
struct edition_fault_array {
    struct edition_fault *v;
    size_t n, cap;
};

/* English text and its translations: text/fr.lua holds the other languages by the same English. */
struct term {
    str code, label;
    str help;
    bool unverified; /* a value no source confirms: shown with its mark */
    i64 least;       /* of a level: the least product of the two numbers that it is computed from */
};
struct term_array {
    struct term *v;
    size_t n, cap;
};
struct vocabulary {
    str name;
    struct term_array terms;
};

enum input {
    INPUT_TEXT,    /* one line or several (`rows`), limits in words or characters */
    INPUT_CHOICE,  /* one of a vocabulary */
    INPUT_CHOICES, /* several of a vocabulary */
    INPUT_NUMBER,  /* integer with min and max */
    INPUT_MONEY,   /* in the edition's currency */
    INPUT_DATE,
    INPUT_COUNTRY,      /* ISO 3166 alpha-2; `many` for several */
    INPUT_ORGANIZATION, /* code of an organization of the fund; `many` for several */
    INPUT_DECIMAL,      /* at most three decimals, for quantities */
    INPUT_TABLE,        /* rows of columns */
    INPUT_FILE,         /* stored file: {hash,name,size,type} */
    INPUT_MATRIX,    /* the human-security matrix: a table with the fixed dimension column first */
    INPUT_BUDGET,    /* a table of budget lines, see edition/budget.h */
    INPUT_REFERENCE, /* names a row of another table of the form by its key */
    INPUT_POINT      /* degrees north and east: "-1.28333, 36.81667" */
};

struct form_field;
/* What a table's rows look like together: computed from them wherever they are shown, never stored. */
enum table_view_kind {
    VIEW_MATRIX, /* which `cells` are filled, and which are not, by `rows` and `columns` */
    VIEW_TOTALS, /* the sums of a number by two choices, and by a third */
    VIEW_PLAN,   /* rows as bars from month to month */
    VIEW_GRID,   /* which rows stand at which pair of levels */
    VIEW_MAP     /* points */
};
#define VIEW_CELLS 4
struct table_view {
    enum table_view_kind kind;
    str title;
    const struct form_field *rows, *columns, *by, *sum, *from, *to, *point;
    const struct form_field *cells[VIEW_CELLS];
    size_t cell_count;
};

struct form_field {
    str name; /* key in the document; unique in the form; [a-z][a-z0-9_]* */
    str label, hint, example;
    str clause; /* "4.1": of the guideline, or empty */
    str means;  /* from the fixed list, or empty: title summary country organization lead amount
                      start months dimension vital_core partner matrix attachment … */
    enum input input;
    str vocabulary;
    bool required, many, unverified;
    i64 min, max; /* number; NO_DATE if open */
    i64 max_words, max_chars;
    i64 rows;                   /* of a text field; 1 = single line */
    i64 max_rows;               /* of a table */
    struct form_field *columns; /* of a table or matrix */
    size_t column_count;
    bool is_public;  /* may an editor publish it */
    bool computed;   /* a column that is not stored: rules see it */
    i64 support;     /* of a budget: percent support cost, in hundredths */
    str fund_source; /* of a budget: the source that is the fund */
    str accept;      /* of a file: "pdf", or empty for a file of any kind */
    bool own_lines;  /* of a budget: who does not lead changes only their organization's lines */
    i64 line;        /* in its file */
    str carried; /* the field (of a column: the column) of an earlier form that it begins with */
    str key;     /* of a table: the column that names its rows, or empty */
    bool is_key; /* this is that column */
    str *to;     /* of a reference: the tables whose rows it may name */
    size_t to_count;
    const struct form_field **tables; /* the same tables */
    size_t table_count;
    str *
        rated; /* of a computed choice: two columns of numbers as codes; their product is the level */
    size_t rated_count;
    const struct form_field *parts[2]; /* the same columns */
    struct table_view *views;
    size_t view_count;
    str narrowed; /* of choices: the choices whose codes, up to the point, open these: "6" opens "6.1" */
};
/* Is its value a list of rows? */
static inline bool field_has_rows(const struct form_field *f)
{
    return f->input == INPUT_TABLE || f->input == INPUT_MATRIX || f->input == INPUT_BUDGET;
}
/* The type, by its bytes, that a file of this field must have; empty: any. */
static inline str field_file_type(const struct form_field *f)
{
    return f->accept.n ? S("application/pdf") : NO_STR;
}
struct form_section {
    str name, title, intro;
    struct form_field *fields;
    size_t field_count;
};
struct form {
    str name, title, intro;
    bool own_sections; /* who does not lead writes only the sections that were given to them */
    bool undelivered_blocks; /* it cannot be sent while a section that was given is not delivered */
    struct form_section *sections;
    size_t section_count;
};

enum severity { RULE_BLOCK, RULE_WARN, RULE_INFO };
enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_ASK /* a person judges */ };
struct rule {
    str id;     /* "multi-agency" */
    str form;   /* the form it belongs to */
    str clause; /* "4.1" */
    enum severity severity;
    str field;   /* the field a failure stands beside, or empty */
    str message; /* what to do when it fails */
    str title;   /* what it asks, in a few words */
    bool human;  /* only a person can judge it: screening asks, the form shows it */
    bool unverified;
    const struct rule_test *test; /* how it is judged; the engine's own */
};
struct finding {
    const struct rule *rule;
    enum verdict verdict;
    str field;
    str message; /* translated, filled in */
    str inputs;  /* JSON of the values it looked at, stored with the verdict */
};
struct finding_array {
    struct finding *v;
    size_t n, cap;
};

struct workflow_state {
    str name, label;   /* "note_screening", "Being screened" */
    str holder;        /* who holds it: "applicant", "fund", "finance", "approver", "none" */
    str next;          /* one next action, for the desk; message */
    str public_status; /* code of the vocabulary programme_status, or empty while not public */
    str form;          /* form that can be edited in this state, or empty */
    bool final;
    i64 days; /* expected days in it, 0 if none; with `working_days` */
    bool working_days;
    str due_from; /* instead of days: its day is the one that was named on entry into this state, or empty */
    bool unverified;
    str scorecard; /* by which the proposal is reviewed while it is here, or empty */
    str board; /* "optional": it can be put before the board here; "vote": the vote moves it on */
    i64 appeal_days; /* working days in which the decision that leads here can be appealed, 0: it cannot */
    i64 appeal_answer_days; /* working days in which the fund answers such an appeal, 0: no day is set */
};
struct workflow_step {
    str name, label; /* "submit", "Send" */
    str from, to;
    str verb;    /* needed permission */
    bool reason; /* asks for a reason */
    bool confirm;
    /* Guards and effects by names that C knows; `edition check` refuses others.
       guards: form_complete, rules_pass, call_open, screening_complete, screening_has_failure,
               funds_certified, other_person, questions_answered, review_complete, comments_answered,
               board_favours, board_against, conditions_met
       effects: freeze, receipt, letter:NAME, invite, certify, programme, lapse, review, redraft, join, defer,
               reversible */
    str *guards;
    size_t guard_count;
    str *effects;
    size_t effect_count;
};
struct role {
    str name, label, help;
    str scope; /* "fund", "organization" or "record": where it is granted */
    str *verbs;
    size_t verb_count;
};
struct letter { /* a mail or letter template: %{name} placeholders */
    str name, subject, body;
};
/* A scorecard weighs at three levels: category, criterion, option. All weights are integers and have
** one common measure, `unit`: a score is a number of units, exact; full marks are `unit`, shown as
** 100 points. */
enum exclusive {
    OPTION_PLAIN,
    OPTION_ZEROES, /* chosen, the criterion counts nothing, whatever else is chosen */
    OPTION_FAILS   /* chosen, the proposal fails, whatever its points */
};
struct score_option {
    str name, label;
    str feedback; /* what the applicant is told when the panel chose it, or empty */
    i64 points;
    enum exclusive exclusive;
};
struct criterion {
    str name, title, question;
    str clause; /* of the guideline, or empty */
    i64 weight; /* among the criteria of its category */
    bool many;  /* several options may be chosen; their points are added */
    bool unverified;
    str *rules; /* whose findings stand beside it */
    size_t rule_count;
    str *fields; /* of the form, which it is judged by */
    size_t field_count;
    struct score_option *options;
    size_t option_count;
    i64 most;      /* points of full marks */
    i64 per_point; /* units that one point is worth */
};
struct score_category {
    str name, title;
    i64 weight;  /* among the categories */
    i64 minimum; /* percent of its own full marks that the panel's score must reach */
    bool unverified;
    struct criterion *criteria;
    size_t criterion_count;
    i64 full; /* units of its full marks */
};
enum score_final {
    FINAL_CONSENSUS, /* the panel agrees on an option for each criterion */
    FINAL_MEAN       /* the mean of the scores */
};
struct scorecard {
    str name, title, intro;
    str form;      /* what is judged */
    i64 scores;    /* how many reviewers score */
    i64 tolerance; /* points; where they differ by more, one more scores */
    i64 threshold; /* points from which a proposal is recommended */
    bool blind;    /* nobody sees a score before the last one is in */
    enum score_final final;
    i64 days; /* a reviewer has, 0 if open; with `working_days` */
    bool working_days;
    i64 load;          /* files that one reviewer may hold at once, 0 if open */
    i64 conflict_days; /* for how long a duty that ended is a conflict of interest */
    str *roles;        /* who may be asked to score */
    size_t role_count;
    str *ties; /* what decides between equal scores, in this order: a category, amount, received */
    size_t tie_count;
    struct term_array conflicts;       /* what is a conflict, for the declaration */
    struct term_array recommendations; /* what the panel may recommend */
    str feedback;                      /* how the feedback to the applicant begins */
    bool unverified;
    struct score_category *categories;
    size_t category_count;
    i64 unit;
};
/* When people are reminded of what is due, and who is told too while it stays undone. Days count from the
** due day: -7 is a week before it. */
#define REMINDER_NEVER INT64_MAX
struct reminder_widening {
    i64 after; /* days over the due day */
    str role;
};
struct reminder {
    str side;    /* whose duties: a holder of states, "reviewer", "board" */
    i64 *points; /* in their order */
    size_t point_count;
    bool working_days; /* the days are working days */
    i64 always_from;   /* points from this day on come whatever a person chose; REMINDER_NEVER */
    struct reminder_widening *widenings;
    size_t widening_count;
    str clause; /* of the guideline, or empty */
    bool unverified;
};
struct clause {
    str number, title, text; /* text is Markdown */
    bool unverified;
};

struct edition {
    struct arena *arena;
    struct digest hash; /* of the canonical packed file */
    str packed;         /* the canonical packed file: JSON object path → text, keys sorted */
    str code, title, revision; /* "untfhs-9.1", "Guidelines …", "9" */
    str note; /* what it models and what is unverified, shown on the guideline page */
    str currency;
    i64 in_force;    /* date */
    str first_state; /* of a new proposal */
    str award_state; /* state in which a programme exists */
    str guideline;   /* whole Markdown */
    struct clause *clauses;
    size_t clause_count;
    struct form *forms;
    size_t form_count;
    struct rule *rules;
    size_t rule_count;
    struct vocabulary *vocabularies;
    size_t vocabulary_count;
    struct workflow_state *states;
    size_t state_count;
    struct workflow_step *steps;
    size_t step_count;
    struct role *roles;
    size_t role_count;
    struct letter *letters;
    size_t letter_count;
    struct scorecard *scorecards; /* none in a fund that does not review */
    size_t scorecard_count;
    struct reminder *reminders; /* none in a fund that reminds of nothing */
    size_t reminder_count;
    struct edition_texts *texts;           /* translations */
    struct edition_guidelines *guidelines; /* the guideline in other languages */
    struct edition_checks
        *checks; /* source of the check functions; each judgement runs it afresh */
};

/* Reads a folder, or a packed file's bytes. All faults are collected (in `a`); OK only when there
** are none but warnings, else CONFLICT and *out is NULL; NOT_FOUND when there is no such folder. The
** caller owns *out (edition_free) unless it adopts it. */
enum status edition_read_folder(const char *path, struct arena *a, struct edition **out,
                                struct edition_fault_array *faults);
enum status edition_read_packed(str packed, struct arena *a, struct edition **out,
                                struct edition_fault_array *faults);
void edition_free(struct edition *e);

const struct form *edition_form(const struct edition *e, str name);
const struct form_field *form_field(const struct form *f, str name);
/* The first field of a form with this meaning, or NULL. */
const struct form_field *form_meaning(const struct form *f, str means);
/* The first column of a table with this meaning, or NULL. */
const struct form_field *table_column(const struct form_field *table, str means);
/* What a form asks of this meaning: a field, else the first table with a column of it, else NULL. The values
** by meaning, below, are read there. */
const struct form_field *form_asks(const struct form *f, str means);
const struct vocabulary *edition_vocabulary(const struct edition *e, str name);
const struct workflow_state *edition_state(const struct edition *e, str name);
const struct clause *edition_clause(const struct edition *e, str number);
const struct letter *edition_letter(const struct edition *e, str name);
const struct scorecard *edition_scorecard(const struct edition *e, str name);
/* The reminders of one side's duties, or NULL. */
const struct reminder *edition_reminder(const struct edition *e, str side);
bool edition_role_has(const struct edition *e, str role, str verb);
/* May nobody hold both roles? Who approves does not apply, certify or administer. */
bool edition_roles_apart(const struct edition *e, str role, str held);
/* Does a rule of one edition say the same as a rule of another? One with a check function only if
** nothing changed in its file. */
bool edition_rule_same(const struct edition *of_a, const struct rule *a, const struct edition *of_b,
                       const struct rule *b);
/* Text of the edition in another language, or the English itself. */
str edition_text(const struct edition *e, str english, str lang);
/* The whole guideline and one clause in a language, or in English where there is no other. */
str edition_guideline(const struct edition *e, str lang);
const struct clause *edition_clause_in(const struct edition *e, str number, str lang);
/* Label of a code in a vocabulary, in a language; NO_STR if there is none. */
str edition_label(const struct edition *e, str vocabulary, str code, str lang);
const struct role *edition_role(const struct edition *e, str name);
/* The pattern with its %{name} filled from the slots; a name without a slot stays as it stands. */
struct slot {
    str name, value;
};
str text_fill(struct arena *a, str pattern, const struct slot *slots, size_t n);

/* Judges a document by the rules of its form. Never fails on a document's content: a rule whose
** function exceeds its limits becomes VERDICT_ASK with the reason. `lang` picks the messages. */
enum status edition_judge(const struct edition *e, const struct form *f, const json_t *document,
                          str lang, struct arena *a, struct finding_array *out);
/* Does the rule look at this field (or a column of it), whichever field a failure stands beside? */
bool rule_reads(const struct rule *rule, const struct form_field *field);
/* Is every required field there, every value of its type and within limits? Findings with rule
** NULL, one per fault, at their field ("budget.3.amount" for a cell). */
enum status edition_complete(const struct edition *e, const struct form *f, const json_t *document,
                             str lang, struct arena *a, struct finding_array *out);
/* Brings a document to its canonical bytes (sorted keys, no spaces, no unknown keys, NFC not
** assumed) and its hash. */
enum status document_canonical(const struct form *f, const json_t *document, struct arena *a,
                               str *bytes, struct digest *hash);
/* The two steps of it: the document without what the form does not ask (a new reference), its bytes. */
json_t *document_kept(const struct form *f, const json_t *document);
enum status document_bytes(const json_t *kept, struct arena *a, str *bytes);
/* The rows of a table with the bytes that they were read from, in their order. A row may be changed
** only in a copy. */
struct rows_read {
    struct row_bytes {
        const json_t *row;
        str bytes;
    } * v;
    size_t n, cap;
};
/* Both steps for a document of which most rows are still those that were read from canonical bytes of
** the same form: these are not looked at again and written as they stood. Same result. */
enum status document_again(const struct form *f, const json_t *document,
                           const struct rows_read *read, struct arena *a, json_t **kept,
                           str *bytes);
/* Any JSON in the same form; what is beyond 64 MB is left out whole. */
str document_text_of(struct arena *a, const json_t *v);
/* The document that such bytes are of. A new reference; NULL if they are no JSON or say a key twice. */
json_t *document_parse(str bytes);
/* The same, with the rows of one table; they and `bytes` must live as long as `rows`. */
json_t *document_parse_rows(str bytes, str table, struct arena *a, struct rows_read *rows);

/* --- the cells of a table --- */
/* The rows of a table as a grid, each row walked once: thousands of lines are looked at from several
** sides, and looking each cell up by its name again costs more than everything else. Cells are the
** document's; NULL where nothing is: n × width, row by row, the table's columns and then the id of a
** budget's line. */
struct cells {
    const json_t **v;
    size_t n, width;
};
/* Of the first `most` rows. */
struct cells cells_of(const struct form_field *table, const json_t *document, size_t most,
                      struct arena *a);

/* --- tables whose rows name each other --- */
/* The row of a table with this key, or NULL. */
const json_t *table_row(const struct form_field *table, const json_t *document, str key);
/* What a reference says: the key and the first words of its row; the code itself if there is no such
** row. */
str reference_words(const struct form_field *reference, const json_t *document, str code,
                    struct arena *a);
/* The key of a row and its first words. */
str table_row_words(const struct form_field *table, const json_t *row, struct arena *a);
/* Gives each row that has no key the next one: behind the key of the row that it belongs to, "2.3". */
void document_keys_give(const struct form *f, json_t *document, struct arena *a);
/* The code of a computed level, or empty while a part is missing. */
str level_code(const struct edition *e, const struct form_field *column, const json_t *row);
/* The document with its computed levels, for rules. A new reference. */
json_t *document_with_levels(const struct edition *e, const struct form *f, const json_t *document);
/* Is this term offered? All are where the field is not narrowed by another. */
bool choice_open(const struct form *f, const struct form_field *field, const json_t *document,
                 str code);
/* A point in hundred-thousandths of a degree; false unless it lies on earth. */
#define POINT_DEGREE 100000
bool point_parse(str text, i64 *north, i64 *east);

/* Values by meaning, for the typed index tables. False if absent. */
bool document_text(const struct form *f, const json_t *doc, const char *means, str *out);
bool document_int(const struct form *f, const json_t *doc, const char *means, i64 *out);
bool document_money(const struct edition *e, const struct form *f, const json_t *doc,
                    const char *means, struct money *out);
/* All codes of a country, organization, choice or choices field, or of a table's column that
** carries the meaning (the matrix's dimensions). */
enum status document_codes(const struct form *f, const json_t *doc, const char *means,
                           struct arena *a, str **out, size_t *n);

#endif

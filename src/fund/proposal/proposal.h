/* proposal.h: one proposal from the first draft of its note to the programme. The workflow, the
** forms and the rules are the edition's; this room knows only their meanings. Written for the
** features beside it in fund/ (screening, decision, programme) and for the desk. */
#ifndef FUND_PROPOSAL_H
#define FUND_PROPOSAL_H

#include "edition/adopted.h"
#include "people/people.h"

#include "gen/model.h"

/* A proposal with what most pages need; loaded by code. */
struct proposal {
    struct proposal_row row;       /* of proposal.model */
    const struct edition *edition; /* the one it is pinned to */
    const struct workflow_state *state;
};
enum status proposal_load(struct db *db, struct app *app, struct arena *a, str code,
                          struct proposal *out);
enum status proposal_load_id(struct db *db, struct app *app, struct arena *a, i64 id,
                             struct proposal *out);
/* Whose record it is: the lead and the other organizations, and who began it. */
enum status proposal_scope(struct db *db, struct arena *a, const struct proposal_row *row,
                           struct scope *out);
/* The words of its state in a language, into row->state_label, holder, tone. */
void proposal_words(struct app *app, str lang, struct proposal_row *row);

/* The latest version of a form (frozen or not), parsed. NOT_FOUND if none was saved. The document is
** the caller's: declare it json_auto_t. */
enum status proposal_document(struct db *db, struct arena *a, i64 proposal, str form,
                              struct proposal_version_row *row, json_t **document);

/* A version's answers for reading, in the words of its edition; nothing if its form is not known. */
enum status proposal_answers(struct request *r, const struct proposal *p,
                             const struct proposal_version_row *row,
                             struct proposal_part_array *out);
/* The files that stand in a version's document, each hash once; those in `out` already are passed over. */
enum status proposal_files(struct arena *a, const struct proposal *p,
                           const struct proposal_version_row *row, struct proposal_file_array *out);
/* The bytes that a version's fingerprint is of. */
str proposal_version_bytes(struct arena *a, const struct proposal *p,
                           const struct proposal_version_row *row);

/* May the person take this step now, as far as the verb goes? For showing its button. */
bool step_permitted(const struct request *r, const struct proposal *p,
                    const struct workflow_step *step, const struct scope *scope);
const struct workflow_step *step_by_name(const struct edition *e, str from, str name);

/* Takes a step of the workflow in a transaction: checks that the state is still `step->from`
** (CONFLICT if not), checks the guards, changes the state, writes the step, runs the registered
** effects and queues the letters. A guard that says no puts words for the person into *why and
** returns DENIED. Here are call_open and other_person; a feature registers the others at START
** (questions_answered, screening_complete, screening_has_failure, funds_certified). form_complete
** and rules_pass need the edition's judgement, which cannot run inside a transaction: who judged
** the version says so by `judged`; without it they refuse. Effects that belong to a feature
** (freeze, receipt, programme, certify) are done by that feature in the same transaction, before
** this call, or registered. */
struct step_take {
    const struct proposal *proposal;
    const struct workflow_step *step;
    str reason;
    i64 version; /* 0 if none */
    i64 account, now;
    i64 due;    /* the day by which the applicants answer; 0: as the new state says */
    i64 appeal; /* until when the decision can be appealed; 0: as the new state says */
    const struct condition_item_array *conditions; /* of an approval, for its letter; or NULL */
    struct app *app;
    struct arena *arena;
    bool judged; /* form_complete and rules_pass hold for `version` */
    str hash;    /* of a receipt that was just written, for the letter; may be empty */
    str lang;    /* of *why; empty: English */
    str why;     /* out */
};
enum status step_take(struct tx *tx, struct step_take *t);
/* Takes back the step `t->step`, the latest one: the proposal stands where that began, with the day that it
** had there. CONFLICT if it has moved on. `name` is written as the step's name. */
enum status step_undo(struct tx *tx, const struct step_take *t, const char *name);

struct calendar;
/* The last day of a state that began at an instant, and until when the decision that led into it can be
** appealed, by the calendar of today; NO_DATE if there is no limit, or no appeal. What was said is kept with
** the step: ask this only where nothing was said yet. */
i64 state_due_day(const struct calendar *c, const struct workflow_state *state, i64 since);
i64 state_appeal_end(const struct calendar *c, const struct workflow_state *state, i64 decided);
/* The same day for a proposal, where it may be the one that was named when it came into an earlier state. */
enum status state_day_from(struct db *db, struct arena *a, const struct calendar *c,
                           const struct proposal *p, str name, i64 since, i64 *day);
/* By which day a proposal is or was expected to leave a state, in a stay that the step `into` began (NULL:
** none did) at `since`: as it was named then. NO_DATE if there is no limit. */
enum status stay_due_day(struct db *db, struct arena *a, const struct calendar *c,
                         const struct proposal *p, str state, const struct proposal_step_row *into,
                         i64 since, i64 *day);
/* The same of the state that it is in now. */
enum status proposal_due_day(struct db *db, struct arena *a, const struct calendar *c,
                             const struct proposal *p, i64 *day);
/* Does a step out of the state ask for an open call, so that the call's deadline is the state's? */
bool state_ends_with_call(const struct edition *e, str state);

/* A guard or effect that another feature of the fund knows registers itself at START. */
/* DENIED and words in t->lang (tr() of MESSAGE()) in *why if the step may not be taken. Runs inside
** the transaction; `db` is the transaction's. */
typedef enum status step_guard_fn(struct db *db, const struct step_take *t, str *why);
void step_guard_register(const char *name, step_guard_fn *fn);
/* An effect that runs inside the transaction when the step is taken. */
typedef enum status step_effect_fn(struct tx *tx, const struct step_take *t);
void step_effect_register(const char *name, step_effect_fn *fn);
/* A placeholder %{name} of letters that another feature fills, in `lang`; NO_STR when it has nothing
** to say. */
typedef enum status step_slot_fn(struct db *db, const struct step_take *t, str lang, str *out);
void step_slot_register(const char *name, step_slot_fn *fn);
/* Does it lead out of the way instead of along it (withdrawn, cancelled, joined, carried over)? Such a
** step can be taken, but is never what a proposal waits for. */
bool step_is_way_out(const struct workflow_step *step);
/* Steps with this effect or guard are taken on their own page below the record
** ("/desk/proposals/CODE/PAGE"): the record shows a link instead of a button. */
void step_page_register(const char *name, const char *page);
/* NULL if the record's own button takes the step. */
const char *step_page(const struct workflow_step *step);

/* A tab of the record: `page` below it, shown to who has the verb. `label` is a MESSAGE(). */
void proposal_tab_register(const char *page, const char *label, const char *verb);
/* What another feature shows on the record's own page: events of its way, remarks on top, acts that the
** person may do on a page of their own. Filled for each who opens it. */
typedef enum status proposal_extra_fn(struct request *r, const struct proposal *p,
                                      struct proposal_extra *out);
void proposal_extra_register(proposal_extra_fn *fn);
enum status proposal_extra_fill(struct request *r, const struct proposal *p,
                                struct proposal_extra *out);
/* For how many days after it ended a duty for an applying organization is a conflict of interest. */
i64 proposal_tie_days(const struct proposal *p);
/* Does a person act for one of its organizations, or did so within these days? Such a person decides nothing
** about it. */
enum status proposal_tied(struct db *db, struct arena *a, const struct proposal *p, i64 account,
                          i64 now, bool *tied);
/* The same of who asks, and whether they began it. */
bool proposal_is_own(const struct request *r, const struct proposal *p);
/* The head of every page of the record: loads it by the path's :proposal, sets crumbs and title, and
** fills what {record_head head=v.head} shows. `page` names the open tab ("" is the overview). */
enum status proposal_head_fill(struct request *r, struct response *s, const char *page,
                               struct proposal *p, struct proposal_head *out);
/* Who holds a state, as a MESSAGE(); NULL for nobody. */
const char *proposal_holder(str holder);
/* Makes it findable again after a change; in a transaction. */
enum status proposal_index(struct tx *tx, struct arena *a, i64 proposal);
/* A letter of a step as one person will get it, for a preview; step_take fills what it sends by the
** same function. `letter` is the NAME of the effect letter:NAME; NOT_FOUND if the edition lacks it. */
enum status step_letter(struct db *db, const struct step_take *t, str letter, str lang, str person,
                        str *subject, str *body);

#endif

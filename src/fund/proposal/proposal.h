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
    struct proposal_row row;        /* of proposal.model */
    const struct edition *edition;  /* the one it is pinned to */
    const struct workflow_state *state;
};
enum status proposal_load(struct db *db, struct app *app, struct arena *a, str code,
                          struct proposal *out);
enum status proposal_load_id(struct db *db, struct app *app, struct arena *a, i64 id,
                             struct proposal *out);

/* The latest version of a form (frozen or not), parsed. NOT_FOUND if none was saved. */
enum status proposal_document(struct db *db, struct arena *a, i64 proposal, str form,
                              struct proposal_version_row *row, json_t **document);

/* May the person take this step now, as far as the verb goes? For showing its button. */
bool step_permitted(const struct request *r, const struct proposal *p,
                    const struct workflow_step *step, const struct scope *scope);
const struct workflow_step *step_by_name(const struct edition *e, str from, str name);

/* Takes a step of the workflow in a transaction: checks that the state is still `step->from`
** (CONFLICT if not), checks the guards that read only records (call_open, questions_answered,
** screening_complete, screening_has_failure, funds_certified, other_person), changes the state,
** writes the step, and queues the letters of its effects. A guard that says no puts words for the
** person into *why and returns DENIED. Effects that belong to a feature (freeze, receipt,
** programme, certify) are done by that feature in the same transaction, before this call. */
struct step_take {
    const struct proposal *proposal;
    const struct workflow_step *step;
    str reason;
    i64 version; /* 0 if none */
    i64 account, now;
    struct app *app;
    struct arena *arena;
    str why;     /* out */
};
enum status step_take(struct tx *tx, struct step_take *t);

/* A guard or effect that another feature of the fund knows registers itself at START. */
typedef enum status step_guard_fn(struct db *db, const struct step_take *t, str *why);
void step_guard_register(const char *name, step_guard_fn *fn);
/* An effect that runs inside the transaction when the step is taken. */
typedef enum status step_effect_fn(struct tx *tx, const struct step_take *t);
void step_effect_register(const char *name, step_effect_fn *fn);

#endif

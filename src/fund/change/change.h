/* change.h: changes of a proposal's standing that its form cannot make: between the files of this folder.
** link.c (what came before), lead.c (another organization leads), join.c (two notes become one), carry.c
** (into another call: deferred, or written again), back.c (an end is taken back). */
#ifndef FUND_CHANGE_H
#define FUND_CHANGE_H

#include "fund/proposal/form.h"
#include "fund/proposal/letter.h"

/* Does the person act for the lead organization, and may send for it? */
bool change_leads(struct request *r, const struct proposal *p);
/* Did another record go on from this one? */
enum status change_went_on(struct db *db, struct arena *a, i64 proposal, bool *out);
/* Links two records; in a transaction. */
enum status change_link_write(struct tx *tx, i64 earlier, i64 later, const char *kind, str reason,
                              i64 account);
/* The step of the edition with this effect that can be taken now, or NULL. */
const struct workflow_step *change_step(const struct proposal *p, const char *effect);
/* A next version in which these organizations take part beside the lead; nothing (n = 0) where the state
** asks for no form, or its form does not ask about organizations. `lead`: its code, or empty to leave it. */
struct change_parties {
    struct version_new v;
    struct proposal p; /* with the lead that it is to have */
    bool written;
};
enum status change_parties_prepare(struct request *r, const struct proposal *p, str lead,
                                   i64 lead_id, const str *codes, size_t n,
                                   struct change_parties *out);
/* The same, in which this organization does not take part any more. */
enum status change_parties_without(struct request *r, const struct proposal *p, str code,
                                   struct change_parties *out);

#endif

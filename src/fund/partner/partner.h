/* partner.h: the organizations that write a proposal together: who is invited, which sections each is to
** write until when, and who has delivered. partner.c (the page and the parts), invite.c (invitations),
** part.c (what others than the lead may write, what the rules say of parts that are not delivered). */
#ifndef FUND_PARTNER_H
#define FUND_PARTNER_H

#include "fund/proposal/form.h"

/* Adds to the lock what other organizations write: where the form says `own_sections`, one that does not
** lead writes the sections that were given to it, and its own lines of a budget. */
enum status partner_lock_load(struct request *r, const struct proposal *p, const struct form *form,
                              struct redraft_lock *lock);
/* The verdicts about parts that are not delivered (nothing if none was given) and about money in a joint
** budget for organizations that take no part. `organizations`: all, for their names. */
enum status partner_judge(struct request *r, const struct proposal *p, const struct form *form,
                          const json_t *doc, const struct proposal_party_row_array *organizations,
                          struct finding_array *out);
/* Who writes a section, in words: the organizations it was given to, or else the lead. */
enum status partner_writers(struct request *r, const struct proposal *p, const struct form *form,
                            const struct form_section *section, str *out);
/* May the person invite organizations into this proposal now? */
enum status partner_may_invite(struct request *r, const struct proposal *p, bool *out);
/* May the person write for this organization? */
bool partner_is_own(const struct request *r, i64 organization);

#endif

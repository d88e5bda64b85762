/* invite.h: between the files of this folder: the page of the partners, and one invitation on its way. */
#ifndef FUND_PARTNER_INVITE_H
#define FUND_PARTNER_INVITE_H

#include "fund/change/change.h"
#include "fund/partner/partner.h"

#define PARTNER_PAUSE (24 * 3600) /* between two letters to one organization about one proposal */

/* An invitation while an act is done to it. */
struct inviting {
    struct request *r;
    const struct proposal *p;
    struct partner_row y;
    struct partner_contact_row contact;
    struct change_parties parties;
    const struct role *role;
    str reason, words, more, token;
    bool taken, apart; /* why the office cannot confirm it */
};
/* Queues a letter to the people of an organization (0: of all that take part), with v->words and v->more. */
enum status partner_letter(struct tx *tx, const struct inviting *v, const char *subject,
                           const char *text, i64 to);
/* Can organizations come and go now? */
enum status partner_open(struct request *r, const struct proposal *p, bool *open);
/* The page of a proposal's partners. */
enum status partner_list_fill(struct request *r, struct response *s, struct proposal *p,
                              struct partner_list *view);

#endif

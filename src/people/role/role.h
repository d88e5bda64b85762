/* role.h: duties: who holds which role where. */
#ifndef PEOPLE_ROLE_H
#define PEOPLE_ROLE_H

#include "people/people.h"

struct edition;
struct role_duty;
struct role_duty_array;
struct role_person_array;

#define DUTY_SOON_SECONDS (30 * 86400) /* so long before its end a duty is listed as ending */

struct duty_new {
    i64 account;
    str role;
    str scope;        /* "fund", "organization", "record" */
    i64 organization; /* 0 unless the scope is an organization */
    str record_kind;
    i64 record;
    str address; /* of the record's page, or empty */
    i64 starts;  /* 0 or NO_DATE: when it is granted */
    i64 until;   /* NO_DATE: open-ended */
    i64 granted_by;
};
enum status duty_grant(struct tx *tx, struct arena *a, const struct duty_new *in);
/* Is a duty ended, or its last day past? One that has not begun is not over. */
bool duty_is_over(const struct role_duty *d, i64 now);
/* Where it is held, in words: the fund, an organization, "Call k3v9d2xw". */
str duty_place(struct request *r, str scope, str organization, i64 record, str kind, str address);
/* The last day of a duty in the fund's calendar; NO_DATE if it has no end. */
i64 duty_last_day(struct app *app, i64 until);
/* Ends the duties that a person holds for one record. */
enum status duty_end_record(struct tx *tx, struct arena *a, i64 account, const char *kind,
                            i64 record);
/* Closes a record to a person, at once and for good: a conflict of interest. Their duties for it end;
** duties for the whole fund do not open it. `address` is that of its page. */
enum status record_bar(struct tx *tx, struct arena *a, i64 account, const char *kind, i64 record,
                       str address, str reason);
/* Closes what came of a record to everybody to whom that one is closed, for the same reasons. */
enum status record_bar_along(struct tx *tx, struct arena *a, const char *of_kind, i64 of_record,
                             const char *kind, i64 record, str address);
/* Takes out those to whom a record is closed: no letter about it goes to them. */
enum status people_not_barred(struct db *db, struct arena *a, const char *kind, i64 record,
                              struct role_person_array *people);
/* The duties of an account in force at `now`. */
enum status duty_list(struct db *db, struct arena *a, i64 account, i64 now,
                      struct role_duty_array *out);
/* Active people who hold a role, or any role with a verb, or any duty for an organization: whom a
** letter about a record goes to. */
enum status people_with_role(struct db *db, struct arena *a, str role, i64 now,
                             struct role_person_array *out);
enum status people_with_verb(struct db *db, struct arena *a, const struct edition *e,
                             const char *verb, i64 now, struct role_person_array *out);
/* How many people would still hold a verb for the whole fund without this duty, or without this person
** (0: nobody and nothing is left out). */
enum status people_left_with(struct db *db, struct arena *a, const struct edition *e,
                             const char *verb, i64 now, i64 but_duty, i64 but_account, i64 *count);
enum status people_of_organization(struct db *db, struct arena *a, i64 organization, i64 now,
                                   struct role_person_array *out);
/* Everybody with a duty for an organization that was not over at `since`: who acts for it, and who did until
** lately, whatever became of the duty or the account. No letter goes to them. */
enum status people_tied_since(struct db *db, struct arena *a, i64 organization, i64 since,
                              struct role_person_array *out);

#endif

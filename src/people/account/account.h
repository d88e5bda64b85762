/* account.h: persons who sign in. */
#ifndef PEOPLE_ACCOUNT_H
#define PEOPLE_ACCOUNT_H

#include "people/people.h"

struct account_row;

/* The address that stands for the one of an erased person. Such an account is closed for good. */
str account_erased_address(struct arena *a, str code);
bool account_is_erased(struct arena *a, const struct account_row *p);
enum status account_load(struct db *db, struct arena *a, i64 id, struct account_row *out);
/* By the address, however it is written. */
enum status account_of_address(struct db *db, struct arena *a, str email, struct account_row *out);
/* Argon2id (19 MiB, two passes), one at a time in the whole process: call it outside transactions.
** The result is the library's own text form with its parameters. */
enum status password_hash(struct arena *a, str password, str *out);
/* Takes as long for an unknown account (hash NO_STR) as for a known one. */
bool password_check(str hash, str password);
/* Is it a language that the program speaks? */
bool language_known(str lang);
/* At least 12 characters, at most 256 bytes, not the address or the name. */
bool password_good(struct request *r, const char *field_name, str email, str name);

/* An account with its first duty, in state invited until a password is chosen. In a transaction. */
struct account_new {
    str email, name, lang, role, scope;
    i64 organization;         /* 0 unless scope is "organization" */
    str record_kind, address; /* of the one record that it is for; empty: not for one */
    i64 record;
    i64 starts; /* 0: at once */
    i64 until;  /* NO_DATE: open-ended */
    i64 granted_by;
    str password_hash; /* given: the account is active at once (set-up, demonstration) */
    i64 id;            /* out */
    str code;          /* out, in the caller's arena */
};
enum status account_create(struct tx *tx, struct arena *a, struct account_new *in);
/* A mailed link for choosing a password; `purpose` invitation or recovery. In a transaction. */
enum status ticket_mail(struct tx *tx, struct arena *a, struct app *app, str purpose, i64 account,
                        str email, str name, str lang, str token);

#endif

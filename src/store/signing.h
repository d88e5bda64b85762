/* signing.h: the key that the fund signs dossiers with. Its secret half lies in DIR/keys, a file of mode
** 0600 that only this reads; its public half, and those of all keys before it, stand in the database and
** are published. A backup holds the secret one: a restored fund goes on as the same. */
#ifndef STORE_SIGNING_H
#define STORE_SIGNING_H

#include "base/sign.h"
#include "store/store.h"

#include "gen/model.h"

enum { SIGNING_KEYS_MOST = 200 };

/* All keys, the newest first. */
enum status signing_list(struct db *db, struct arena *a, struct signing_row_array *out);
/* Makes the fund's first key if it never had one. A key whose secret half is lost is not replaced by
** itself: somebody may still put it back. */
enum status signing_ready(struct store *s, struct db *db, struct env *env);
/* A new key in place of the present one, whose secret half is removed. */
enum status signing_renew(struct store *s, struct arena *a, struct env *env, struct actor actor,
                          str *hex);
/* The key that signs now; NOT_FOUND if its secret half is not in the folder. Give it to sign_forget. */
enum status signing_secret(struct store *s, struct db *db, struct arena *a,
                           struct sign_secret *out);

#endif

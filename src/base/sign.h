/* sign.h: what a fund signs with, and how anybody checks it with ordinary tools: Ed25519 (RFC 8032) over
** bytes that hold SHA-256 hashes, as sha256sum writes them. All by libsodium. */
#ifndef BASE_SIGN_H
#define BASE_SIGN_H

#include "base/digest.h"

enum { SIGN_KEY = 32, SIGN_BYTES = 64 };

struct sign_key {
    u8 b[SIGN_KEY]; /* public */
};
struct sign_secret {
    u8 b[SIGN_KEY]; /* the seed of RFC 8032 */
};
/* The public half of a secret. */
struct sign_key sign_key_of(const struct sign_secret *secret);
void sign_make(const struct sign_secret *secret, str bytes, u8 out[SIGN_BYTES]);
bool sign_good(const struct sign_key *key, str bytes, const u8 sign[SIGN_BYTES]);
void sign_forget(struct sign_secret *secret);

/* The public key as `openssl` reads it: SubjectPublicKeyInfo in PEM. */
str sign_pem(struct arena *a, const struct sign_key *key);
/* The key of such a PEM, exactly as sign_pem writes it (white space at the ends apart). */
bool sign_from_pem(str pem, struct sign_key *out);

/* SHA-256. */
struct sha256 {
    _Alignas(8) u8 state[128];
};
void sha256_begin(struct sha256 *s);
void sha256_more(struct sha256 *s, str bytes);
struct digest sha256_end(struct sha256 *s);

#endif

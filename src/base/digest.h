/* digest.h: hashes, random tokens, codes and comparison of secrets. All by libsodium. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/buf.h"

struct env;

#define DIGEST_SIZE 32
struct digest {
    u8 b[DIGEST_SIZE];
};

/* Call once before threads start. False if the library cannot be used. */
bool digest_start(void);
/* BLAKE2b-256 of the bytes. */
struct digest digest_of(str s);
struct digest_stream {
    _Alignas(64) u8 state[384];
};
void digest_begin(struct digest_stream *d);
void digest_more(struct digest_stream *d, str s);
struct digest digest_end(struct digest_stream *d);
/* Begun streams in the arena, which does not align so far by itself. */
struct digest_stream *digest_streams(struct arena *a, size_t n);
/* Keyed BLAKE2b-256, for tokens that we alone can make. */
struct digest digest_keyed(str key, str s);
bool digest_eq(struct digest a, struct digest b);
str digest_hex(struct arena *a, struct digest d);
bool digest_from_hex(str hex, struct digest *out);
/* True if equal; takes the same time wherever they differ. Lengths may leak. */
bool secret_eq(str a, str b);
/* 256 random bits as 43 letters of base64url. */
str token_new(struct arena *a, struct env *env);
/* `n` random letters of Crockford's base32 in lower case (no i l o u): a stable, meaningless code. */
str code_new(struct arena *a, struct env *env, size_t n);

#endif

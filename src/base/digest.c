/* digest.c: BLAKE2b-256, random tokens and codes, comparison of secrets; all by libsodium. Used for
** file names, the journal's chain, ETags, sessions and one-time links. Passwords are not its job:
** they are hashed where accounts live. digest_start must have returned true. */
#include "base/digest.h"

#include "base/arena.h"
#include "base/env.h"

#include <sodium.h>

_Static_assert(DIGEST_SIZE == crypto_generichash_BYTES, "BLAKE2b-256");
_Static_assert(sizeof(struct digest_stream) >= sizeof(crypto_generichash_state) &&
                   _Alignof(struct digest_stream) >= _Alignof(crypto_generichash_state),
               "a stream holds libsodium's state");

bool digest_start(void)
{
    return sodium_init() >= 0;
}

static const u8 *bytes(str s)
{
    return (const u8 *)(s.p ? s.p : "");
}

struct digest digest_of(str s)
{
    struct digest d;
    crypto_generichash(d.b, sizeof d.b, bytes(s), s.n, NULL, 0);
    return d;
}

static crypto_generichash_state *state_of(struct digest_stream *d)
{
    return (crypto_generichash_state *)(void *)d->state;
}

void digest_begin(struct digest_stream *d)
{
    crypto_generichash_init(state_of(d), NULL, 0, DIGEST_SIZE);
}

void digest_more(struct digest_stream *d, str s)
{
    crypto_generichash_update(state_of(d), bytes(s), s.n);
}

struct digest_stream *digest_streams(struct arena *a, size_t n)
{
    enum { ALIGN = _Alignof(struct digest_stream) };
    char *p = arena_array(a, n + 1, sizeof(struct digest_stream));
    struct digest_stream *d = (void *)(p + (ALIGN - (uintptr_t)p % ALIGN) % ALIGN);
    for (size_t i = 0; i < n; i++)
        digest_begin(&d[i]);
    return d;
}

struct digest digest_end(struct digest_stream *d)
{
    struct digest out;
    crypto_generichash_final(state_of(d), out.b, sizeof out.b);
    return out;
}

struct digest digest_keyed(str key, str s)
{
    /* BLAKE2b takes 16 to 64 bytes as a key; others are hashed to one first. */
    struct digest d, short_key;
    if (key.n < crypto_generichash_KEYBYTES_MIN || key.n > crypto_generichash_KEYBYTES_MAX) {
        short_key = digest_of(key);
        key = (str){(const char *)short_key.b, sizeof short_key.b};
    }
    crypto_generichash(d.b, sizeof d.b, bytes(s), s.n, bytes(key), key.n);
    return d;
}

bool digest_eq(struct digest a, struct digest b)
{
    return !sodium_memcmp(a.b, b.b, sizeof a.b);
}

str digest_hex(struct arena *a, struct digest d)
{
    char *p = arena_alloc(a, 2 * DIGEST_SIZE + 1);
    sodium_bin2hex(p, 2 * DIGEST_SIZE + 1, d.b, sizeof d.b);
    return (str){p, 2 * DIGEST_SIZE};
}

bool digest_from_hex(str hex, struct digest *out)
{
    struct digest d;
    size_t n;
    if (hex.n != 2 * DIGEST_SIZE) return false;
    if (sodium_hex2bin(d.b, sizeof d.b, hex.p, hex.n, NULL, &n, NULL)) return false;
    if (n != sizeof d.b) return false;
    *out = d;
    return true;
}

bool secret_eq(str a, str b)
{
    return a.n == b.n && !sodium_memcmp(bytes(a), bytes(b), a.n);
}

str token_new(struct arena *a, struct env *env)
{
    u8 random[32];
    size_t size =
        sodium_base64_encoded_len(sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *p = arena_alloc(a, size);
    env_random(env, random, sizeof random);
    sodium_bin2base64(p, size, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(random, sizeof random);
    return (str){p, size - 1};
}

str code_new(struct arena *a, struct env *env, size_t n)
{
    static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
    char *p = arena_alloc(a, n + 1);
    env_random(env, p, n);
    for (size_t i = 0; i < n; i++)
        p[i] = letters[(u8)p[i] & 31]; /* 32 divides 256: no bias */
    return (str){p, n};
}

/* sign.c: signatures and SHA-256; see sign.h. */
#include "base/sign.h"

#include "base/arena.h"

#include <sodium.h>

_Static_assert(SIGN_KEY == crypto_sign_PUBLICKEYBYTES && SIGN_KEY == crypto_sign_SEEDBYTES &&
                   SIGN_BYTES == crypto_sign_BYTES && DIGEST_SIZE == crypto_hash_sha256_BYTES,
               "Ed25519 and SHA-256");
_Static_assert(sizeof(struct sha256) >= sizeof(crypto_hash_sha256_state) &&
                   _Alignof(struct sha256) >= _Alignof(crypto_hash_sha256_state),
               "libsodium's state has its place");

#define PEM_BEGIN "-----BEGIN PUBLIC KEY-----\n"
#define PEM_END "\n-----END PUBLIC KEY-----\n"

/* What stands before the 32 bytes of every Ed25519 key in DER (RFC 8410). */
static const u8 der_head[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0};

static const u8 *bytes_of(str s)
{
    return (const u8 *)(s.p ? s.p : "");
}

struct sign_key sign_key_of(const struct sign_secret *secret)
{
    struct sign_key key;
    u8 whole[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(key.b, whole, secret->b);
    sodium_memzero(whole, sizeof whole);
    return key;
}

void sign_make(const struct sign_secret *secret, str bytes, u8 out[SIGN_BYTES])
{
    u8 whole[crypto_sign_SECRETKEYBYTES], key[SIGN_KEY];
    crypto_sign_seed_keypair(key, whole, secret->b);
    crypto_sign_detached(out, NULL, bytes_of(bytes), bytes.n, whole);
    sodium_memzero(whole, sizeof whole);
}

bool sign_good(const struct sign_key *key, str bytes, const u8 sign[SIGN_BYTES])
{
    return crypto_sign_verify_detached(sign, bytes_of(bytes), bytes.n, key->b) == 0;
}

void sign_forget(struct sign_secret *secret)
{
    sodium_memzero(secret, sizeof *secret);
}

str sign_pem(struct arena *a, const struct sign_key *key)
{
    u8 der[sizeof der_head + SIGN_KEY];
    struct buf b;
    memcpy(der, der_head, sizeof der_head);
    memcpy(der + sizeof der_head, key->b, SIGN_KEY);
    buf_init(&b, 256);
    buf_lit(&b, PEM_BEGIN);
    buf_base64(&b, der, sizeof der);
    buf_lit(&b, PEM_END);
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

bool sign_from_pem(str pem, struct sign_key *out)
{
    u8 der[sizeof der_head + SIGN_KEY];
    size_t n;
    pem = str_trim(pem);
    str begin = S(PEM_BEGIN), end = str_trim(S(PEM_END));
    if (!str_starts(pem, begin) || !str_ends(pem, end) || pem.n < begin.n + end.n) return false;
    str middle = str_trim(str_sub(pem, begin.n, pem.n - end.n));
    if (sodium_base642bin(der, sizeof der, middle.p, middle.n, NULL, &n, NULL,
                          sodium_base64_VARIANT_ORIGINAL))
        return false;
    if (n != sizeof der || memcmp(der, der_head, sizeof der_head) != 0) return false;
    memcpy(out->b, der + sizeof der_head, SIGN_KEY);
    return true;
}

static crypto_hash_sha256_state *state_of(struct sha256 *s)
{
    return (crypto_hash_sha256_state *)(void *)s->state;
}

void sha256_begin(struct sha256 *s)
{
    crypto_hash_sha256_init(state_of(s));
}

void sha256_more(struct sha256 *s, str bytes)
{
    crypto_hash_sha256_update(state_of(s), bytes_of(bytes), bytes.n);
}

struct digest sha256_end(struct sha256 *s)
{
    struct digest d;
    crypto_hash_sha256_final(state_of(s), d.b);
    return d;
}

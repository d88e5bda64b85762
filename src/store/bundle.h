/* bundle.h: the vessel of a dossier: one plain tar, signed, that opens with tar and is verified with
** sha256sum and openssl, or by bundle_verify. docs/dossier.md defines every byte. */
#ifndef STORE_BUNDLE_H
#define STORE_BUNDLE_H

#include "base/sign.h"
#include "store/store.h"

enum {
    BUNDLE_FAULT = 300,
    BUNDLE_PARTS_MOST = 5000,
    BUNDLE_NAME = 99,
    BUNDLE_MANIFEST_MOST = 16 << 20, /* of dossier.json */
    BUNDLE_TEXT_MOST = 64 << 20      /* of a line of the journal, of a version */
};
#define BUNDLE_KEY "KEY.pem"
#define BUNDLE_SUMS "SHA256SUMS"
#define BUNDLE_SIGN "SIGNATURE"
#define BUNDLE_MANIFEST "dossier.json"
#define BUNDLE_JOURNAL "journal.jsonl"

/* One file inside: bytes, or a stored file by its hash. */
struct bundle_part {
    const char *name; /* letters, digits, . _ - and / between them */
    str bytes;
    bool stored;
    struct digest hash;
    i64 size;           /* filled for stored files */
    struct digest sums; /* filled: SHA-256 */
};
struct bundle_part_array {
    struct bundle_part *v;
    size_t n, cap;
};
/* Sorts the parts, hashes them, signs the hashes, and writes everything to `fd` from its present place
** on. LIMIT if there is no room or it would be too much; NOT_FOUND if a stored file is not there. */
enum status bundle_write(int fd, struct store *s, struct arena *a, i64 made,
                         const struct sign_secret *secret, struct bundle_part_array *parts,
                         i64 *bytes);

/* A key that a fund published, and when it signed; NO_DATE where that is not known. */
struct bundle_key {
    struct sign_key key;
    i64 since, until;
};
struct bundle_key_array {
    struct bundle_key *v;
    size_t n, cap;
};
/* The keys of a text: 64 hex digits, a PEM, or the JSON of /data/key. False if it holds none. */
bool bundle_keys_read(struct arena *a, str text, struct bundle_key_array *out);

struct bundle_info {
    char kind[40], code[40], title[400], fund[400], copy[40], key[2 * SIGN_KEY + 1];
    char sums[65];    /* SHA-256 of its SHA256SUMS, by which one file is told from another */
    bool held;        /* made by a restored copy that nobody had released */
    i64 made;         /* UTC seconds */
    i64 position;     /* of the journal when it was made */
    char hash[65];    /* of that entry */
    i64 parts, bytes; /* files inside; of the whole */
    i64 versions, files, entries, erased, days;
};
/* Reads it to its end and compares everything: form, hashes, signature, the entries of the journal with
** their hashes, the versions with their fingerprints. FAILED with the first fault in words. Nothing is
** written, memory is bounded whatever the file claims. Without keys the signature is only that of the key
** that the file itself names. */
struct bundle_ask {
    int fd;
    const struct bundle_key_array *keys;
    char fault[BUNDLE_FAULT];
};
enum status bundle_verify(struct bundle_ask *ask, struct bundle_info *out);

/* Of bundle_verify: one line of journal.jsonl. `why` says what is wrong with it. */
struct bundle_entry {
    i64 id, erased;
    str previous, hash;
};
bool bundle_entry_read(struct arena *a, str line, struct bundle_entry *out, const char **why);

#endif

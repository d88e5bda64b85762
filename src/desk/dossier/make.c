/* make.c: puts a dossier together: gathers, signs, writes, and reads it again before anybody gets it. */
#include "desk/dossier/dossier.h"

#include "store/signing.h"
#include "web/app.h"

#include <unistd.h>

static enum status refuse(struct dossier_ask *ask, enum status st, const char *why)
{
    snprintf(ask->fault, sizeof ask->fault, "%s", why);
    return st;
}

static void part_add(struct arena *a, struct bundle_part_array *parts, const char *name, str bytes)
{
    *PUSH(a, parts) = (struct bundle_part){.name = name, .bytes = bytes};
}

static void parts_fill(struct request *r, const struct dossier *d, const struct sign_key *key,
                       struct bundle_part_array *parts)
{
    struct arena *a = r->arena;
    part_add(a, parts, BUNDLE_MANIFEST, dossier_manifest(r, d, key));
    part_add(a, parts, BUNDLE_JOURNAL, dossier_journal_lines(a, d));
    part_add(a, parts, "record.json", dossier_record_json(r, d));
    part_add(a, parts, "index.html", dossier_page_text(r, d, key));
    for (size_t i = 0; i < d->versions.n; i++)
        part_add(a, parts, str_z(a, d->versions.v[i].member),
                 proposal_version_bytes(a, &d->proposal, &d->rows.v[i]));
    for (size_t i = 0; i < d->files.n; i++) {
        struct bundle_part p = {.name = str_z(a, d->files.v[i].member), .stored = true};
        if (digest_from_hex(d->files.v[i].hash, &p.hash)) *PUSH(a, parts) = p;
    }
}

/* A dossier that its own reader would refuse is not handed out. */
static enum status read_again(struct dossier_ask *ask, const struct sign_key *key,
                              struct bundle_info *out)
{
    struct bundle_key one = {.key = *key, .since = NO_DATE, .until = NO_DATE};
    struct bundle_key_array keys = {.v = &one, .n = 1};
    struct bundle_ask check = {.fd = ask->fd, .keys = &keys};
    if (lseek(ask->fd, 0, SEEK_SET) != 0) return refuse(ask, FAILED, "it cannot be read again");
    if (bundle_verify(&check, out) == OK) return OK;
    snprintf(ask->fault, sizeof ask->fault, "what was written does not hold: %s", check.fault);
    return FAILED;
}

static enum status sign_and_write(struct dossier_ask *ask, const struct dossier *d,
                                  const struct sign_secret *secret, struct bundle_part_array *parts)
{
    struct request *r = ask->r;
    i64 bytes;
    enum status st = bundle_write(ask->fd, r->app->store, r->arena, d->made, secret, parts, &bytes);
    if (st == LIMIT)
        return refuse(ask, st, "there is no room for it, or it has more files than fit into one");
    if (st != OK)
        return refuse(ask, st,
                      "a stored file is missing or damaged, or it cannot be written; letsema "
                      "verify DIR names the file");
    return OK;
}

/* The texts are made in the snapshot in which everything was gathered. */
static enum status texts_make(struct dossier_ask *ask, struct dossier *d,
                              const struct sign_key *key, struct bundle_part_array *parts)
{
    struct request *r = ask->r;
    if (db_begin(r->db) != OK) return refuse(ask, FAILED, "the database cannot be read");
    enum status st = dossier_gather(r, ask->kind, ask->code, d);
    d->made = env_now(&r->app->env);
    if (st == OK) parts_fill(r, d, key, parts);
    db_end(r->db);
    if (st == NOT_FOUND) return refuse(ask, st, "there is no such record");
    if (st == LIMIT) return refuse(ask, st, "its history is larger than one dossier holds");
    return st == OK ? OK : refuse(ask, st, "the database cannot be read");
}

enum status dossier_make(struct dossier_ask *ask, struct bundle_info *out)
{
    struct request *r = ask->r;
    struct dossier d;
    struct sign_secret secret;
    struct bundle_part_array parts = {0};
    ask->fault[0] = '\0';
    enum status st = signing_ready(r->app->store, r->db, &r->app->env);
    if (st == OK) st = signing_secret(r->app->store, r->db, r->arena, &secret);
    if (st == NOT_FOUND)
        return refuse(ask, st,
                      "the secret half of the fund's key is not in its folder: put DIR/keys back "
                      "from a backup, or make a new key by letsema key renew DIR");
    if (st != OK) return refuse(ask, FAILED, "the fund's key cannot be read or made");
    struct sign_key key = sign_key_of(&secret);
    st = texts_make(ask, &d, &key, &parts);
    if (st == OK) st = sign_and_write(ask, &d, &secret, &parts);
    sign_forget(&secret);
    return st == OK ? read_again(ask, &key, out) : st;
}

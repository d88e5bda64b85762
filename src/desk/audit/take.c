/* take.c: a sample to take along: how it was drawn, the list, the working papers, and the dossier of each
** record, in one tar file. Who takes which dossier is noted in the journal, as for a single one. */
#include "desk/audit/audit.h"

#include "base/tar.h"
#include "desk/dossier/dossier.h"
#include "desk/oversight/versions.h"
#include "web/app.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/session.h"

#include "gen/audit_sql.h"
#include "gen/registry.h"

#include <errno.h>
#include <unistd.h>

enum { PIECE = 1 << 16, TEXT_BYTES = 1 << 20 };

struct taking {
    struct request *r;
    int fd;
    i64 bytes;
    struct buf left; /* records whose dossier is not there, a line each */
};

static enum status put(struct taking *t, str bytes)
{
    while (bytes.n) {
        ssize_t n = write(t->fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno == ENOSPC || errno == EDQUOT ? FULL : FAILED;
        bytes = str_sub(bytes, (size_t)n, bytes.n);
        t->bytes += n;
    }
    return OK;
}

static enum status head_put(struct taking *t, str name, i64 size)
{
    char block[TAR_BLOCK];
    if (size > TAR_SIZE_MOST || name.n >= TAR_NAME) return LIMIT;
    tar_head_write(block, str_z(t->r->arena, name), size, 0644, t->r->now);
    return put(t, (str){block, sizeof block});
}

static enum status padding_put(struct taking *t, i64 size)
{
    static const char zeros[TAR_BLOCK];
    return put(t, (str){zeros, tar_padding(size)});
}

static enum status text_put(struct taking *t, str name, str text)
{
    TRY(head_put(t, name, (i64)text.n));
    TRY(put(t, text));
    return padding_put(t, (i64)text.n);
}

static enum status copy(struct taking *t, int from, i64 size)
{
    char *piece = arena_alloc(t->r->arena, PIECE);
    i64 left = size;
    while (left > 0) {
        ssize_t n = read(from, piece, left < PIECE ? (size_t)left : PIECE);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return FAILED;
        TRY(put(t, (str){piece, (size_t)n}));
        left -= n;
    }
    return padding_put(t, size);
}

/* What the person may not open now, and what is too large, is named instead of handed out. */
static enum status dossier_put(struct taking *t, const struct audit_kind *k,
                               const struct audit_item *x)
{
    struct bundle_info info;
    struct dossier_ask ask = {.r = t->r, .kind = str_c(k->kind), .code = x->record_code};
    enum status st = record_dossier_permitted(t->r, ask.kind, ask.code);
    if (st == OK) {
        ask.fd = dossier_spool(t->r);
        if (ask.fd < 0) return FAILED;
        st = dossier_hand(&ask, &info);
        if (st == OK)
            st = head_put(t,
                          arena_printf(t->r->arena, "dossiers/%.*s.dossier.tar", P(x->record_code)),
                          info.bytes);
        if (st == OK) st = copy(t, ask.fd, info.bytes);
        close(ask.fd);
    }
    if (st != NOT_FOUND && st != DENIED && st != LIMIT) return st;
    buf_printf(&t->left, "%.*s\n", P(x->record_code));
    return OK;
}

static str papers_text(struct request *r, const struct audit_item_array *items)
{
    struct buf b;
    buf_init(&b, TEXT_BYTES);
    buf_lit(&b, "place,record,stratum,digest,result,note\n");
    for (size_t i = 0; i < items->n; i++) {
        const struct audit_item *x = &items->v[i];
        buf_printf(&b, "%lld,%.*s,%.*s,%.*s,%.*s,", (long long)x->place, P(x->record_code),
                   P(x->stratum), P(x->mark), P(x->verdict));
        buf_csv(&b, x->note);
        buf_char(&b, '\n');
    }
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* How it was drawn, so that a reader with this file alone can draw it again. */
static str method_text(struct request *r, const struct audit_sample *x, str left)
{
    struct buf b;
    buf_init(&b, TEXT_BYTES);
    buf_printf(&b, "sample      %.*s\nkind        %.*s\npurpose     %.*s\nfrom        ", P(x->code),
               P(x->kind), P(x->purpose));
    buf_date(&b, x->starts);
    buf_lit(&b, "\nto          ");
    buf_date(&b, x->ends);
    buf_printf(
        &b,
        "\nseed        %.*s\nsize        %lld\ndrawn from  %lld records (list.csv, BLAKE2b-256 %.*s)\ndrawn       ",
        P(x->seed), (long long)x->size, (long long)x->population, P(x->list));
    buf_time(&b, x->made);
    buf_printf(&b, "\nby          %.*s\ndivided     %.*s\nconclusion  %.*s\n\n", P(x->person),
               P(x->strata.n ? x->strata : S("no")), P(x->conclusion));
    buf_lit(&b,
            "Each record's digest is BLAKE2b-256 of SEED/KIND/CODE, for instance by\n"
            "  printf %s 'SEED/KIND/CODE' | b2sum -l 256\n"
            "Drawn are the records with the lowest digests; where the list is divided, in each\n"
            "stratum as many as come to it: one to each, the largest first, then one by one to\n"
            "the stratum with the most records behind each place, equal ones by name.\n");
    if (left.n)
        buf_printf(&b, "\nWithout a dossier (closed to the person, or too large):\n%.*s", P(left));
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static enum status all_put(struct taking *t, const struct audit_kind *k,
                           const struct audit_sample *x, const struct audit_item_array *items)
{
    static const char zeros[2 * TAR_BLOCK];
    struct request *r = t->r;
    struct digest hash;
    str list;
    if (!digest_from_hex(x->list, &hash)) return FAILED;
    TRY(file_read(r->app->store, r->arena, hash, AUDIT_LIST_MOST, &list));
    TRY(text_put(t, S("list.csv"), list));
    TRY(text_put(t, S("papers.csv"), papers_text(r, items)));
    for (size_t i = 0; i < items->n; i++)
        TRY(dossier_put(t, k, &items->v[i]));
    TRY(text_put(t, S("sample.txt"), method_text(r, x, buf_str(&t->left))));
    TRY(put(t, (str){zeros, sizeof zeros}));
    return lseek(t->fd, 0, SEEK_SET) == 0 ? OK : FAILED;
}

/* ROUTE POST /desk/audit/samples/:sample/dossiers     needs audit.keep
** A sample with the dossiers of its records as one tar file. */
enum status audit_take_act(struct request *r, struct response *s)
{
    struct audit_sample x;
    struct audit_item_array items = {0};
    TRY(audit_sample_by_code(r->db, r->arena, param(r, "sample"), &x));
    const struct audit_kind *k = audit_kind_find(r, x.kind);
    if (!k || !k->dossier) return NOT_FOUND;
    TRY(audit_items(r->db, r->arena, x.id, &items));
    struct taking t = {.r = r, .fd = dossier_spool(r)};
    if (t.fd < 0) return FAILED;
    buf_init(&t.left, TEXT_BYTES);
    enum status st = all_put(&t, k, &x, &items);
    buf_free(&t.left);
    if (st != OK) {
        close(t.fd);
        return st;
    }
    return reply_descriptor(r, s, t.fd, t.bytes,
                            arena_printf(r->arena, "sample-%.*s.tar", P(x.code)),
                            "application/x-tar");
}

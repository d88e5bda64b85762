/* desk.c: the page that hands out a dossier. Who may read the journal of the whole fund and open the record
** itself may take it along; that somebody did is an act of the journal. */
#include "desk/dossier/dossier.h"

#include "desk/find/find.h"
#include "desk/oversight/versions.h"
#include "people/reading/reading.h"
#include "web/app.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/session.h"

#include "gen/dossier_sql.h"
#include "gen/oversight_sql.h"
#include "gen/registry.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* RECORD dossier "Dossier" */

enum { TAKEN_SHOWN = 50, CODE_LETTERS = 8 };

static enum status permitted(struct request *r, str kind, str code, struct oversight_link *found)
{
    const struct journal_table *t = journal_table_find(kind);
    if (!t || t->kind == JOURNAL_NO) return NOT_FOUND;
    TRY(record_dossier_permitted(r, kind, code));
    return oversight_record(r->db, r->arena, kind, code, found);
}

/* ROUTE GET /desk/history/:kind/:code/dossier     needs journal.read
** What a dossier of the record holds, and who took one along. */
enum status dossier_show_page(struct request *r, struct response *s)
{
    struct dossier_show view = {.kind = param(r, "kind"), .code = param(r, "code")};
    struct oversight_link record;
    TRY(permitted(r, view.kind, view.code, &record));
    TRY(dossier_title(r, journal_table_find(view.kind), record.id, view.code, &view.title));
    view.label = record_kind_words(r, view.kind);
    view.history = arena_printf(r->arena, "/desk/history/%.*s/%.*s", P(view.kind), P(view.code));
    view.here = arena_printf(r->arena, "%.*s/dossier", P(view.history));
    TRY(dossier_taken(r->db, r->arena, view.kind, view.code, TAKEN_SHOWN, &view.items));
    page_title(s, T(r, "Dossier"));
    return show(r, s, dossier_show_view, &view);
}

struct taken {
    struct request *r;
    const struct dossier_ask *ask;
    const struct bundle_info *info;
};

static enum status taken_write(struct tx *tx, void *arg)
{
    const struct taken *v = arg;
    i64 id;
    struct dossier_insert_in in = {.code = code_new(v->r->arena, tx_env(tx), CODE_LETTERS),
                                   .kind = v->ask->kind,
                                   .record_code = v->ask->code,
                                   .made = v->info->made,
                                   .account = v->r->session->account,
                                   .signing = str_c(v->info->key),
                                   .hash = str_c(v->info->sums),
                                   .bytes = v->info->bytes};
    return dossier_insert(tx, &in, &id);
}

int dossier_spool(struct request *r)
{
    char *path = (char *)arena_printf(r->arena, "%s/dossier-XXXXXX", r->app->spool).p;
    int fd = mkostemp(path, O_CLOEXEC); /* 0600 */
    if (fd >= 0) unlink(path);
    return fd;
}

static void record_dossier_note(const struct dossier_ask *ask)
{
    struct oversight_link found;
    if (str_eq(ask->kind, S("proposal")) &&
        oversight_record(ask->r->db, ask->r->arena, ask->kind, ask->code, &found) == OK)
        reading_note(ask->r, "proposal", found.id, READ_DOSSIER);
}

enum status dossier_hand(struct dossier_ask *ask, struct bundle_info *info)
{
    enum status st = dossier_make(ask, info);
    if (st == OK)
        st = db_write(ask->r, taken_write, &(struct taken){.r = ask->r, .ask = ask, .info = info});
    else
        log_line(LOG_ERROR, "dossier", "error", ask->fault, NULL);
    if (st != OK) return st;
    record_dossier_note(ask);
    return lseek(ask->fd, 0, SEEK_SET) == 0 ? OK : FAILED;
}

static enum status hand_out(struct request *r, struct response *s, struct dossier_ask *ask)
{
    struct bundle_info info;
    enum status st = dossier_hand(ask, &info);
    if (st != OK) {
        close(ask->fd);
        return st;
    }
    str name = arena_printf(r->arena, "%.*s-%.*s.dossier.tar", P(ask->kind),
                            P(str_slug(r->arena, ask->code)));
    return reply_descriptor(r, s, ask->fd, info.bytes, name, "application/x-tar");
}

/* ROUTE POST /desk/history/:kind/:code/dossier     needs journal.read
** Makes the dossier, notes who takes it along, and sends it. */
enum status dossier_take_act(struct request *r, struct response *s)
{
    struct dossier_ask ask = {.r = r, .kind = param(r, "kind"), .code = param(r, "code")};
    struct oversight_link record;
    TRY(permitted(r, ask.kind, ask.code, &record));
    ask.fd = dossier_spool(r);
    return ask.fd >= 0 ? hand_out(r, s, &ask) : FAILED;
}

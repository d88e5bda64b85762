/* own.c: what the people of an organization do with its profile: write it, say what they seek, send it to
** the fund, take it back, withdraw the public page and show it again. Who writes proposals for an
** organization writes its profile. */
#include "publish/partnership/partnership.h"

#include "fund/call/call.h"
#include "mail/mail.h"
#include "people/organization/organization.h"
#include "people/people.h"
#include "publish/feed/piece.h"
#include "web/address.h"
#include "web/layout.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/partnership_sql.h"
#include "gen/registry.h"

#define DOES_CHARS 4000
#define SOUGHT_CHARS 600
#define CONTACT_CHARS 254
#define CALLS_MOST 100
#define SEEKS_MOST 20

/* GUARD partnership
** A profile is its organization's; its code is the organization's. */
enum status partnership_guard(struct request *r, str code, struct scope *out)
{
    struct organization_row o;
    TRY(organization_find_code(r->db, r->arena, code, &o));
    *out = (struct scope){
        .kind = "organization", .record = o.id, .organizations = {o.id}, .organization_count = 1};
    return OK;
}

enum status partnership_load(struct request *r, struct partnership_row *out)
{
    struct organization_row o;
    str code = param(r, "partnership");
    enum status st = partnership_of(r->db, r->arena, code, out);
    if (st != NOT_FOUND) return st;
    TRY(organization_find_code(r->db, r->arena, code, &o));
    *out = (struct partnership_row){.code = code,
                                    .organization = o.id,
                                    .name = o.name,
                                    .acronym = o.acronym,
                                    .type = o.type,
                                    .state = S("draft"),
                                    .sent = NO_DATE,
                                    .answered = NO_DATE,
                                    .changed = NO_DATE,
                                    .approved = NO_DATE};
    return OK;
}

enum status partnership_turn(struct tx *tx, struct partnership_act *v)
{
    i64 stored;
    TRY(partnership_changed(tx_db(tx), v->r->arena, v->row.id, &stored));
    return piece_touch(stored, v->seen, tx_now(tx), &v->row.changed);
}

static enum status back_to(struct request *r, struct response *s, str note)
{
    return redirect_note(r, s, note, "/desk/partnerships/%.*s", P(param(r, "partnership")));
}

/* What was sent is not changed while it waits: somebody reads it. */
static bool closed_to_writing(const struct partnership_row *row)
{
    return str_eq(row->state, S("sent"));
}

/* --- the text ------------------------------------------------------------------------------------------- */

static enum status form_show(struct request *r, struct response *s,
                             const struct partnership_row *row,
                             const struct partnership_row *theirs)
{
    struct partnership_form v = {.item = *row,
                                 .conflict = theirs != NULL,
                                 .seen = theirs    ? theirs->changed
                                         : row->id ? row->changed
                                                   : 0,
                                 .countries = partnership_choices(r, "country"),
                                 .dimensions = partnership_choices(r, "dimension")};
    if (theirs) {
        v.theirs = *theirs;
        v.their_countries = partnership_words(r, "country", theirs->countries, SIZE_MAX);
        v.their_dimensions = partnership_words(r, "dimension", theirs->dimensions, SIZE_MAX);
    }
    page_title(s, row->name);
    page_crumb(r, s, "Profiles of organizations", "/desk/partnerships");
    page_crumb_text(s, row->name, arena_printf(r->arena, "/desk/partnerships/%.*s", P(row->code)));
    return show_status(r, s, theirs ? 409 : problems(r) ? 422 : 200, partnership_form_view, &v);
}

/* ROUTE GET /desk/partnerships/:partnership/edit     needs proposal.edit on :partnership
** The text of the profile, to write. */
enum status partnership_edit_page(struct request *r, struct response *s)
{
    struct partnership_row row;
    TRY(partnership_load(r, &row));
    if (closed_to_writing(&row)) return redirect(r, s, "/desk/partnerships/%.*s", P(row.code));
    return form_show(r, s, &row, NULL);
}

/* Codes that were chosen, each once, with spaces between. */
static str codes_take(struct request *r, const char *name, const char *voc)
{
    struct pair_array chosen = fields_named(r, name);
    const struct part_choice_array known = partnership_choices(r, voc);
    str codes = NO_STR;
    for (size_t i = 0; i < chosen.n; i++) {
        bool there = false;
        for (size_t k = 0; k < known.n && !there; k++)
            there = str_eq(known.v[k].code, chosen.v[i].value);
        if (!there) problem(r, name, "Choose what stands in the list.");
        if (there && !partnership_has(codes, chosen.v[i].value))
            codes = arena_printf(r->arena, "%.*s%s%.*s", P(codes), codes.n ? " " : "",
                                 P(chosen.v[i].value));
    }
    return codes;
}

static void contact_take(struct request *r, str *out)
{
    if (!take_text(r, "contact", CONTACT_CHARS, out) || !out->n) return;
    bool web = str_starts(*out, S("https://")) || str_starts(*out, S("http://"));
    if (web ? !address_allowed(*out) || str_find_char(*out, ' ') >= 0 : !mail_address_ok(*out))
        problem(r, "contact",
                "Write an e-mail address, or a whole address of a page that begins with https://");
}

static void form_take(struct request *r, struct partnership_row *row)
{
    take_text(r, "does", DOES_CHARS, &row->does);
    take_text(r, "does_fr", DOES_CHARS, &row->does_fr);
    contact_take(r, &row->contact);
    row->countries = codes_take(r, "countries", "country");
    row->dimensions = codes_take(r, "dimensions", "dimension");
}

/* A changed text is not the approved one any more; one that came back stays so until it is sent. */
static str state_written(const struct partnership_row *row)
{
    return str_eq(row->state, S("returned")) ? S("returned") : S("draft");
}

static enum status insert(struct tx *tx, struct partnership_act *v)
{
    struct partnership_row there;
    const struct partnership_row *p = &v->row;
    enum status st = partnership_of(tx_db(tx), v->r->arena, p->code, &there);
    if (st != NOT_FOUND) return st == OK ? CONFLICT : st;
    return partnership_insert(tx,
                              &(struct partnership_insert_in){.code = p->code,
                                                              .organization = p->organization,
                                                              .does = p->does,
                                                              .does_fr = p->does_fr,
                                                              .contact = p->contact,
                                                              .countries = p->countries,
                                                              .dimensions = p->dimensions,
                                                              .now = tx_now(tx)},
                              &v->row.id);
}

static enum status save_write(struct tx *tx, void *arg)
{
    struct partnership_act *v = arg;
    const struct partnership_row *p = &v->row;
    if (!p->id) return insert(tx, v);
    TRY(partnership_turn(tx, v));
    return partnership_update(tx, &(struct partnership_update_in){.id = p->id,
                                                                  .state = state_written(p),
                                                                  .does = p->does,
                                                                  .does_fr = p->does_fr,
                                                                  .contact = p->contact,
                                                                  .countries = p->countries,
                                                                  .dimensions = p->dimensions,
                                                                  .changed = p->changed});
}

/* ROUTE POST /desk/partnerships/:partnership     needs proposal.edit on :partnership
** Keeps the text as a draft; readers go on seeing what was approved. If somebody else saved meanwhile, both texts are shown. */
enum status partnership_save_act(struct request *r, struct response *s)
{
    struct partnership_row stored;
    TRY(partnership_load(r, &stored));
    struct partnership_act v = {.r = r, .row = stored, .seen = piece_seen(r)};
    if (closed_to_writing(&stored)) return CONFLICT;
    form_take(r, &v.row);
    if (problems(r)) return form_show(r, s, &stored, NULL);
    enum status st = db_write(r, save_write, &v);
    if (st == CONFLICT) {
        TRY(partnership_load(r, &stored));
        return closed_to_writing(&stored) ? CONFLICT : form_show(r, s, &stored, &stored);
    }
    TRY(st);
    return back_to(r, s, T(r, "Saved as a draft. Send it when it is ready."));
}

/* --- what is sought ------------------------------------------------------------------------------------- */

struct seeking {
    struct partnership_act act;
    struct partnership_seek_row seek, stored;
    bool remove, gone, many;
};

/* The entry of the address among those of the profile. */
static enum status seek_load(struct request *r, const struct partnership_row *row,
                             struct partnership_seek_row *out)
{
    struct partnership_seek_row_array all = {0};
    TRY(partnership_seeks(r->db, r->arena, row->id, &all));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i].code, param(r, "seek"))) {
            *out = all.v[i];
            return OK;
        }
    return NOT_FOUND;
}

/* Calls that are open or still to come, and the one that was chosen already. */
static enum status calls_fill(struct request *r, const struct partnership_seek_row *x,
                              struct part_choice_array *out)
{
    struct call_row_array calls = {0};
    bool there = !x->call;
    TRY(call_list_public(r->db, r->arena, r->now, CALLS_MOST, &calls));
    for (size_t i = 0; i < calls.n; i++) {
        str lang;
        if (str_eq(call_phase(&calls.v[i], r->now), S("closed")) && calls.v[i].id != x->call)
            continue;
        there = there || calls.v[i].id == x->call;
        *PUSH(r->arena, out) = (struct part_choice){
            .code = calls.v[i].code,
            .label = piece_words(r, calls.v[i].title, calls.v[i].title_fr, &lang)};
    }
    if (!there)
        *PUSH(r->arena, out) = (struct part_choice){.code = x->call_code, .label = x->call_title};
    return OK;
}

static enum status seek_show(struct request *r, struct response *s,
                             const struct partnership_row *row,
                             const struct partnership_seek_row *x, const struct seeking *late)
{
    struct partnership_seek v = {.item = *x,
                                 .code = row->code,
                                 .name = row->name,
                                 .is_new = !x->id,
                                 .conflict = late != NULL,
                                 .gone = late && late->gone,
                                 .seen = row->id ? row->changed : 0,
                                 .countries = partnership_choices(r, "country"),
                                 .dimensions = partnership_choices(r, "dimension")};
    if (late) v.theirs = late->stored;
    TRY(calls_fill(r, x, &v.calls));
    page_title(s, v.is_new ? T(r, "Another partnership sought") : T(r, "Partnership sought"));
    page_crumb(r, s, "Profiles of organizations", "/desk/partnerships");
    page_crumb_text(s, row->name, arena_printf(r->arena, "/desk/partnerships/%.*s", P(row->code)));
    return show_status(r, s, late ? 409 : problems(r) ? 422 : 200, partnership_seek_view, &v);
}

/* ROUTE GET /desk/partnerships/:partnership/seeks/new     needs proposal.edit on :partnership
** An empty form for a partnership that is sought. */
enum status partnership_seek_new_page(struct request *r, struct response *s)
{
    struct partnership_row row;
    TRY(partnership_load(r, &row));
    if (!row.id || closed_to_writing(&row))
        return redirect(r, s, "/desk/partnerships/%.*s", P(row.code));
    return seek_show(r, s, &row, &(struct partnership_seek_row){.until = NO_DATE}, NULL);
}

/* ROUTE GET /desk/partnerships/:partnership/seeks/:seek     needs proposal.edit on :partnership
** A partnership that is sought, to change or take away. */
enum status partnership_seek_page(struct request *r, struct response *s)
{
    struct partnership_row row;
    struct partnership_seek_row x;
    TRY(partnership_load(r, &row));
    TRY(seek_load(r, &row, &x));
    if (closed_to_writing(&row)) return redirect(r, s, "/desk/partnerships/%.*s", P(row.code));
    return seek_show(r, s, &row, &x, NULL);
}

static enum status call_take(struct request *r, struct partnership_seek_row *x)
{
    struct part_choice_array calls = {0};
    struct call_row call;
    str code = field(r, "call");
    TRY(calls_fill(r, x, &calls));
    x->call = 0;
    if (!code.n) return OK;
    for (size_t i = 0; i < calls.n; i++)
        if (str_eq(calls.v[i].code, code)) {
            TRY(call_load(r->db, r->arena, code, &call));
            x->call = call.id;
            return OK;
        }
    problem(r, "call", "Choose one of the calls in the list, or none.");
    return OK;
}

static enum status seek_take(struct request *r, struct partnership_seek_row *x)
{
    i64 before = x->id ? x->until : NO_DATE;
    need_text(r, "sought", SOUGHT_CHARS, &x->sought);
    take_text(r, "sought_fr", SOUGHT_CHARS, &x->sought_fr);
    x->countries = codes_take(r, "countries", "country");
    x->dimensions = codes_take(r, "dimensions", "dimension");
    x->until = NO_DATE;
    if (field(r, "until").n && take_date(r, "until", &x->until) && x->until != before &&
        x->until < partnership_now(r).today)
        problem(r, "until", "Choose a day that is still to come, or none.");
    return call_take(r, x);
}

static enum status seek_insert(struct tx *tx, struct seeking *v)
{
    struct partnership_seek_row_array all = {0};
    const struct partnership_seek_row *x = &v->seek;
    struct request *r = v->act.r;
    i64 id;
    TRY(partnership_seeks(tx_db(tx), r->arena, v->act.row.id, &all));
    v->many = all.n >= SEEKS_MOST;
    if (v->many) return LIMIT;
    return partnership_seek_insert(
        tx,
        &(struct partnership_seek_insert_in){.code = code_new(r->arena, tx_env(tx), 8),
                                             .partnership = v->act.row.id,
                                             .sought = x->sought,
                                             .sought_fr = x->sought_fr,
                                             .countries = x->countries,
                                             .dimensions = x->dimensions,
                                             .call = x->call,
                                             .until = x->until},
        &id);
}

static enum status seek_write(struct tx *tx, void *arg)
{
    struct seeking *v = arg;
    const struct partnership_seek_row *x = &v->seek;
    i64 count = 1;
    TRY(partnership_turn(tx, &v->act));
    TRY(partnership_touch(tx, v->act.row.id, state_written(&v->act.row), v->act.row.changed));
    if (!x->id) return seek_insert(tx, v);
    if (v->remove)
        TRY(partnership_seek_remove(tx, x->id, &count));
    else
        TRY(partnership_seek_update(
            tx,
            &(struct partnership_seek_update_in){.id = x->id,
                                                 .sought = x->sought,
                                                 .sought_fr = x->sought_fr,
                                                 .countries = x->countries,
                                                 .dimensions = x->dimensions,
                                                 .call = x->call,
                                                 .until = x->until},
            &count));
    return count ? OK : CONFLICT;
}

/* Somebody else was quicker: what stands there now beside what was typed. */
static enum status seek_late(struct request *r, struct response *s, struct seeking *v)
{
    struct partnership_row row;
    TRY(partnership_load(r, &row));
    if (closed_to_writing(&row)) return CONFLICT;
    enum status st = v->seek.id ? seek_load(r, &row, &v->stored) : OK;
    if (st != OK && st != NOT_FOUND) return st;
    v->gone = st == NOT_FOUND;
    struct partnership_seek_row form = v->seek;
    if (v->gone) form.id = 0;
    return seek_show(r, s, &row, &form, v);
}

static enum status seek_act(struct request *r, struct response *s, struct seeking *v)
{
    struct partnership_seek_row before = v->seek;
    v->remove = before.id && str_eq(field(r, "act"), S("remove"));
    if (!v->remove) TRY(seek_take(r, &v->seek));
    if (problems(r)) return seek_show(r, s, &v->act.row, &before, NULL);
    enum status st = db_write(r, seek_write, v);
    if (v->many)
        problem(r, "sought",
                "There are many entries already. Take one away before you add another.");
    if (problems(r)) return seek_show(r, s, &v->act.row, &before, NULL);
    if (st == CONFLICT) return seek_late(r, s, v);
    TRY(st);
    return back_to(r, s,
                   v->remove
                       ? T(r, "Taken away. Readers see the change once the fund has approved it.")
                       : T(r, "Saved. Readers see it once the fund has approved it."));
}

/* ROUTE POST /desk/partnerships/:partnership/seeks     needs proposal.edit on :partnership
** Adds a partnership that is sought. */
enum status partnership_seek_new_act(struct request *r, struct response *s)
{
    struct seeking v = {.act = {.r = r, .seen = piece_seen(r)}, .seek = {.until = NO_DATE}};
    TRY(partnership_load(r, &v.act.row));
    if (!v.act.row.id || closed_to_writing(&v.act.row)) return CONFLICT;
    return seek_act(r, s, &v);
}

/* ROUTE POST /desk/partnerships/:partnership/seeks/:seek     needs proposal.edit on :partnership
** Changes a partnership that is sought, or takes it away. */
enum status partnership_seek_act(struct request *r, struct response *s)
{
    struct seeking v = {.act = {.r = r, .seen = piece_seen(r)}};
    TRY(partnership_load(r, &v.act.row));
    TRY(seek_load(r, &v.act.row, &v.seek));
    if (closed_to_writing(&v.act.row)) return CONFLICT;
    return seek_act(r, s, &v);
}

/* --- to the fund and back ------------------------------------------------------------------------------- */

static enum status send_write(struct tx *tx, void *arg)
{
    struct partnership_act *v = arg;
    TRY(partnership_turn(tx, v));
    return partnership_send(tx, v->row.id, tx_now(tx), v->r->session->account, v->row.changed);
}

static enum status take_back_write(struct tx *tx, void *arg)
{
    struct partnership_act *v = arg;
    TRY(partnership_turn(tx, v));
    return partnership_touch(tx, v->row.id, S("draft"), v->row.changed);
}

static enum status hide_write(struct tx *tx, void *arg)
{
    struct partnership_act *v = arg;
    return partnership_hide(tx, v->r->arena, &v->row, "organization", v->reason);
}

static enum status restore_write(struct tx *tx, void *arg)
{
    struct partnership_act *v = arg;
    return partnership_restore(tx, v->r->arena, &v->row);
}

/* ROUTE POST /desk/partnerships/:partnership/send     needs proposal.edit on :partnership
** Sends the profile to the fund, takes it back, withdraws the public page or shows it again. */
enum status partnership_send_act(struct request *r, struct response *s)
{
    struct partnership_show view;
    str act = field(r, "act");
    TRY(partnership_show_fill(r, s, false, &view));
    struct partnership_act v = {.r = r, .row = view.item, .seen = piece_seen(r)};
    static const struct {
        const char *act;
        enum status (*write)(struct tx *, void *);
        const char *note;
    } acts[] = {
        {"send", send_write, MESSAGE("Sent. The fund reads it; you are told what it answers.")},
        {"back", take_back_write, MESSAGE("Taken back. You can go on writing.")},
        {"withdraw", hide_write, MESSAGE("Withdrawn. Readers see it no more.")},
        {"restore", restore_write, MESSAGE("Readers see it again, as it was approved.")}};
    const bool may_now[] = {view.may_send, view.may_take_back, view.may_hide_own,
                            view.may_restore_own};
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        if (!str_eq(act, str_c(acts[i].act))) continue;
        if (i == 0 && view.missing.n)
            problem(r, "send", "Something is missing. Complete it before you send it.");
        if (problems(r)) return partnership_show_answer(r, s, false);
        if (!may_now[i]) return CONFLICT;
        enum status st = db_write(r, acts[i].write, &v);
        if (st == CONFLICT && i < 2) return partnership_show_answer(r, s, true);
        TRY(st);
        return back_to(r, s, T(r, acts[i].note));
    }
    return DENIED;
}

/* adopt.c: from a draft to an edition. Whoever changed a file of the draft does not adopt it; what
** changes against the edition in force is shown first; what was shown is what is adopted, or nothing.
** Afterwards draft and edition are frozen. */
#include "edition/draft/draft.h"

#include "web/message.h"
#include "web/registry.h"

#include "gen/draft_sql.h"
#include "gen/registry.h"

/* --- what changes --------------------------------------------------------------------------------- */

static void file_push(struct request *r, struct draft_adopt *view, str path, const char *kind,
                      str before, str after)
{
    struct arena *a = arena_new(); /* a difference takes much and leaves two numbers */
    struct diff d;
    diff_lines(a, before, after, &d);
    *PUSH(r->arena, &view->files) = (struct draft_file_change){
        .path = path, .kind = str_c(kind), .added = d.added, .removed = d.removed};
    arena_free(a);
}

static enum status files_compare(struct request *r, const struct edition *force,
                                 const struct draft_file_array *files, struct draft_adopt *view)
{
    struct edition_source_array old = {0};
    if (force) TRY(edition_unpack(force->packed, r->arena, &old));
    for (size_t i = 0; i < files->n; i++) {
        const struct draft_file *f = &files->v[i];
        const struct edition_source *was = draft_source(&old, f->path);
        if (was && str_eq(was->text, f->body))
            view->same_files++;
        else if (was)
            file_push(r, view, f->path, "changed", was->text, f->body);
        else
            file_push(r, view, f->path, "new", NO_STR, f->body);
    }
    for (size_t i = 0; i < old.n; i++) {
        bool there = false;
        for (size_t k = 0; k < files->n; k++)
            there = there || str_eq(files->v[k].path, old.v[i].path);
        if (!there) file_push(r, view, old.v[i].path, "gone", old.v[i].text, NO_STR);
    }
    return OK;
}

static const struct rule *rule_find(const struct edition *e, str id)
{
    for (size_t i = 0; e && i < e->rule_count; i++)
        if (str_eq(e->rules[i].id, id)) return &e->rules[i];
    return NULL;
}

static void rule_push(struct request *r, struct draft_adopt *view, const struct rule *rule,
                      const char *kind)
{
    *PUSH(r->arena, &view->rules) = (struct draft_rule_change){
        .code = rule->id, .title = rule->title, .clause = rule->clause, .kind = str_c(kind)};
}

static void rules_compare(struct request *r, const struct edition *force, const struct edition *e,
                          struct draft_adopt *view)
{
    for (size_t i = 0; i < e->rule_count; i++) {
        const struct rule *was = rule_find(force, e->rules[i].id);
        if (!was)
            rule_push(r, view, &e->rules[i], "new");
        else if (!edition_rule_same(force, was, e, &e->rules[i]))
            rule_push(r, view, &e->rules[i], "changed");
    }
    for (size_t i = 0; force && i < force->rule_count; i++)
        if (!rule_find(e, force->rules[i].id)) rule_push(r, view, &force->rules[i], "gone");
}

/* The verbs of `role` in `e` that the same role of `other` has not. */
static str verbs_more(struct request *r, const struct edition *e, const struct edition *other,
                      str role)
{
    const struct role *has = e ? edition_role(e, role) : NULL;
    str list = S("");
    for (size_t i = 0; has && i < has->verb_count; i++)
        if (!other || !edition_role_has(other, role, has->verbs[i]))
            list =
                arena_printf(r->arena, "%.*s%s%.*s", P(list), list.n ? ", " : "", P(has->verbs[i]));
    return list;
}

static void role_compare(struct request *r, const struct edition *force, const struct edition *e,
                         const struct role *role, struct draft_adopt *view)
{
    bool was = force && edition_role(force, role->name), is = edition_role(e, role->name);
    struct draft_role_change change = {.label = role->label,
                                       .kind = was ? is ? S("changed") : S("gone") : S("new"),
                                       .given = verbs_more(r, e, force, role->name),
                                       .taken = verbs_more(r, force, e, role->name)};
    if (change.given.n || change.taken.n || was != is) *PUSH(r->arena, &view->roles) = change;
}

static void roles_compare(struct request *r, const struct edition *force, const struct edition *e,
                          struct draft_adopt *view)
{
    for (size_t i = 0; i < e->role_count; i++)
        role_compare(r, force, e, &e->roles[i], view);
    for (size_t i = 0; force && i < force->role_count; i++)
        if (!edition_role(e, force->roles[i].name))
            role_compare(r, force, e, &force->roles[i], view);
}

/* --- what stands against it ------------------------------------------------------------------------- */

static void reason(struct request *r, struct draft_adopt *view, str text, str address)
{
    *PUSH(r->arena, &view->reasons) = (struct draft_reason){.text = text, .address = address};
}

static enum status reasons_fill(struct request *r, const struct draft_read *read,
                                struct draft_adopt *view)
{
    i64 wrote;
    const struct edition *e = read->edition;
    str here = draft_address(r, &view->draft);
    if (!draft_open(&view->draft)) reason(r, view, T(r, "The draft is not open."), here);
    if (!e) reason(r, view, T(r, "The draft has mistakes. They must be corrected first."), here);
    TRY(draft_author_count(r->db, r->arena, view->draft.id, r->session->account, &wrote));
    if (wrote)
        reason(r, view,
               T(r, "You changed files of this draft. Somebody who did not write on it adopts it."),
               NO_STR);
    if (e && edition_by_code(r->app, e->code, NULL))
        reason(
            r, view,
            message_fill(r->arena,
                         T(r, "There is an adopted edition %1. Write another code in edition.lua."),
                         &e->code, 1),
            here);
    if (e && e->in_force < r->now / 86400)
        reason(r, view,
               T(r, "The day on which it comes into force is past. Write today or a later day as "
                    "in_force in edition.lua."),
               here);
    return OK;
}

static enum status adopt_fill(struct request *r, const struct draft_read *read,
                              struct draft_adopt *view)
{
    const struct edition *e = read->edition, *force = edition_in_force(r->app);
    view->in_force = NO_DATE;
    view->seen = view->draft.changed;
    view->warnings = read->warnings;
    if (force) view->force = force->title;
    TRY(reasons_fill(r, read, view));
    if (!e) return OK;
    view->code = e->code;
    view->title = e->title;
    view->revision = e->revision;
    view->in_force = e->in_force;
    TRY(files_compare(r, force, &read->files, view));
    rules_compare(r, force, e, view);
    roles_compare(r, force, e, view);
    return OK;
}

static void crumbs(struct request *r, struct response *s, const struct draft_row *row)
{
    page_title(s, T(r, "Adopt this edition"));
    page_crumb(r, s, "Editions", "/desk/editions");
    page_crumb_text(s, row->title, draft_address(r, row));
}

/* ROUTE GET /desk/editions/drafts/:draft/adopt     needs edition.adopt on :draft
** What adopting would change, and what stands against it. */
enum status draft_adopt_page(struct request *r, struct response *s)
{
    struct draft_adopt view = {0};
    struct draft_read read;
    TRY(draft_load(r, &view.draft));
    TRY(draft_read(r, &view.draft, &read));
    EDITION_OWN edition = read.edition;
    read.edition = edition;
    TRY(adopt_fill(r, &read, &view));
    crumbs(r, s, &view.draft);
    return show(r, s, draft_adopt_view, &view);
}

struct adopt_arg {
    struct arena *arena;
    const struct draft_row *draft;
    i64 seen;
};

/* Nothing changed since it was shown, so the files are those that were checked and nobody became one
** of those who wrote. */
static enum status adopt_write(struct tx *tx, i64 edition, void *arg)
{
    struct adopt_arg *v = arg;
    struct draft_row now;
    TRY(draft_by_code(tx_db(tx), v->arena, v->draft->code, &now));
    if (!draft_open(&now) || now.changed != v->seen || v->draft->changed != v->seen)
        return CONFLICT;
    return draft_set_state(tx, now.id, S("adopted"), edition, now.changed + 1);
}

/* ROUTE POST /desk/editions/drafts/:draft/adopt     needs edition.adopt on :draft
** Adopts the draft as it was shown. */
enum status draft_adopt_act(struct request *r, struct response *s)
{
    struct draft_adopt view = {0};
    struct draft_read read;
    struct adopt_arg v = {.arena = r->arena, .draft = &view.draft};
    TRY(draft_load(r, &view.draft));
    TRY(draft_read(r, &view.draft, &read));
    EDITION_OWN edition = read.edition;
    read.edition = edition;
    TRY(adopt_fill(r, &read, &view));
    crumbs(r, s, &view.draft);
    if (view.reasons.n) return show_status(r, s, 422, draft_adopt_view, &view);
    if (!str_i64(field(r, "seen"), &v.seen)) v.seen = 0;
    struct actor actor = {.account = r->session->account,
                          .act = arena_printf(r->arena, "POST %s", r->route->pattern),
                          .request_id = r->id};
    enum status st = edition_adopt_with(r->app, actor, r->now, edition, adopt_write, &v);
    if (st == CONFLICT)
        return redirect_note(r, s,
                             T(r, "The draft was changed after you opened this page. Look again at "
                                  "what it changes now."),
                             "/desk/editions/drafts/%.*s/adopt", P(view.draft.code));
    TRY(st);
    str code = edition->code;
    i64 day = edition->in_force;
    edition = NULL; /* it belongs to the fund now */
    str note = day > r->now / 86400
                   ? T(r, "The edition is adopted and comes into force on its day.")
                   : T(r, "The edition is adopted and in force.");
    return redirect_note(r, s, note, "/desk/editions/%.*s", P(code));
}

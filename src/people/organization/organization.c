/* organization.c: the desk's pages for organizations, and what other rooms ask about them. Their
** public pages are in publish/. */
#include "people/organization/organization.h"

#include "web/app.h"
#include "web/choices.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/registry.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/model.h"
#include "gen/organization_sql.h"
#include "gen/registry.h"

#define PAGE_ROWS 50

enum status organization_find_code(struct db *db, struct arena *a, str code,
                                   struct organization_row *out)
{
    return organization_by_code(db, a, code, out);
}

enum status organization_find_id(struct db *db, struct arena *a, i64 id,
                                 struct organization_row *out)
{
    return organization_by_id(db, a, id, out);
}

enum status organization_active(struct db *db, struct arena *a, struct organization_row_array *out)
{
    return organization_all(db, a, out);
}

enum status organization_mine(struct request *r, const char *verb,
                              struct organization_row_array *out)
{
    struct organization_row_array all = {0};
    TRY(organization_all(r->db, r->arena, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct scope scope = {
            .kind = "organization", .organizations = {all.v[i].id}, .organization_count = 1};
        if (may(r, verb, &scope)) *PUSH(r->arena, out) = all.v[i];
    }
    return OK;
}

static enum status organization_findable(struct tx *tx, struct arena *a,
                                         const struct organization_row *o, i64 id)
{
    str address = arena_printf(a, "/organizations/%.*s", P(o->code));
    return search_put(tx, "organization", id, S("en"), SEEN_BY_ALL, address, o->name, o->acronym);
}

enum status organization_create(struct tx *tx, const struct organization_row *in, i64 *id)
{
    struct arena *a = arena_new();
    struct organization_row taken;
    enum status st = organization_by_code(tx_db(tx), a, in->code, &taken);
    if (st == OK)
        st = CONFLICT;
    else if (st == NOT_FOUND)
        st = organization_insert(tx,
                                 &(struct organization_insert_in){.code = in->code,
                                                                  .name = in->name,
                                                                  .name_fr = in->name_fr,
                                                                  .acronym = in->acronym,
                                                                  .type = in->type,
                                                                  .country = in->country,
                                                                  .url = in->url,
                                                                  .about = in->about},
                                 id);
    if (st == OK) st = organization_findable(tx, a, in, *id);
    arena_free(a);
    return st;
}

/* RECORD organization "Organization" search 20 "Organizations" */
/* MENU desk 70 /desk/organizations "Organizations" needs organization.read */

static const struct list_column columns[] = {
    {MESSAGE("Acronym"), "acronym", false},
    {MESSAGE("Name"), "name", false},
    {MESSAGE("Type"), "type", false},
    {MESSAGE("State"), "state", false},
};

/* ROUTE GET /desk/organizations?q,sort,after     needs organization.read anywhere
** The organizations of the fund. */
enum status organization_desk_page(struct request *r, struct response *s)
{
    struct organization_desk_list view = {.q = query(r, "q")};
    struct list l = LIST_OF(r, columns, "acronym");
    struct organization_find_in in = {.q = view.q, .sort = l.sort};
    TRY(organization_find(r->db, r->arena, &in, &l.rows, &view.items));
    list_show(r, &l, &view.list);
    view.may_edit = may(r, "organization.edit", &whole_fund);
    page_title(s, T(r, "Organizations"));
    return show(r, s, organization_desk_list_view, &view);
}

/* A fingerprint of what a person saw, against two people saving at once. */
static str seen_of(struct arena *a, const struct organization_row *o)
{
    str all = arena_printf(a, "%.*s\x1f%.*s\x1f%.*s\x1f%.*s\x1f%.*s\x1f%.*s\x1f%.*s\x1f%.*s",
                           P(o->name), P(o->name_fr), P(o->acronym), P(o->type), P(o->country),
                           P(o->url), P(o->about), P(o->state));
    return str_sub(digest_hex(a, digest_of(all)), 0, 24);
}

static enum status form_show(struct request *r, struct response *s, struct organization_form *view)
{
    if (!view->is_new && !view->seen.n) view->seen = seen_of(r->arena, &view->item);
    view->may_edit = may(r, "organization.edit", &whole_fund);
    view->closed = str_eq(view->item.state, S("closed"));
    view->types = choices_of(r, "organization_type");
    view->countries = choices_of(r, "country");
    page_title(s, view->is_new ? T(r, "New organization") : view->item.name);
    page_crumb(r, s, "Organizations", "/desk/organizations");
    return view->conflict ? show_status(r, s, 409, organization_form_view, view)
                          : show(r, s, organization_form_view, view);
}

/* ROUTE GET /desk/organizations/new     needs organization.edit
** An empty form. */
enum status organization_new_page(struct request *r, struct response *s)
{
    struct organization_form view = {.is_new = true};
    return form_show(r, s, &view);
}

static void form_read(struct request *r, struct organization_row *o)
{
    need_text(r, "name", 200, &o->name);
    take_text(r, "name_fr", 200, &o->name_fr);
    need_text(r, "acronym", 40, &o->acronym);
    take_text(r, "url", 300, &o->url);
    take_text(r, "about", 4000, &o->about);
    o->type = field(r, "type");
    o->country = field(r, "country");
    if (!term_known("organization_type", o->type))
        problem(r, "type", "Choose one of the types in the list.");
    if (o->country.n && !term_known("country", o->country))
        problem(r, "country", "Choose one of the countries in the list, or none.");
    if (o->url.n && !str_starts(o->url, S("https://")) && !str_starts(o->url, S("http://")))
        problem(r, "url", "Write a whole address that begins with https://");
}

struct save_arg {
    struct organization_row row;
    i64 id;
    str seen; /* of one that is there */
    struct arena *arena;
};

static enum status create_write(struct tx *tx, void *arg)
{
    struct save_arg *v = arg;
    return organization_create(tx, &v->row, &v->id);
}

/* ROUTE POST /desk/organizations     needs organization.edit
** Adds an organization. */
enum status organization_new_act(struct request *r, struct response *s)
{
    struct organization_form view = {.is_new = true};
    struct save_arg v = {0};
    form_read(r, &v.row);
    v.row.code = str_slug(r->arena, v.row.acronym);
    enum status st = problems(r) ? OK : db_write(r, create_write, &v);
    if (st == CONFLICT)
        problem(r, "acronym",
                "There is an organization with this acronym already. Look it up in the list.");
    else
        TRY(st);
    view.item = v.row;
    if (problems(r)) return form_show(r, s, &view);
    return redirect_note(r, s, T(r, "Added."), "/desk/organizations/%.*s", P(v.row.code));
}

/* ROUTE GET /desk/organizations/:organization     needs organization.read anywhere
** One organization, to read or change. */
enum status organization_edit_page(struct request *r, struct response *s)
{
    struct organization_form view = {0};
    TRY(organization_by_code(r->db, r->arena, param(r, "organization"), &view.item));
    return form_show(r, s, &view);
}

/* Who sends what is there already (the same form twice) overwrites nothing. */
static enum status update_write(struct tx *tx, void *arg)
{
    struct save_arg *v = arg;
    const struct organization_row *o = &v->row;
    struct organization_row now;
    TRY(organization_by_id(tx_db(tx), v->arena, o->id, &now));
    str stored = seen_of(v->arena, &now);
    if (!str_eq(stored, v->seen)) return str_eq(stored, seen_of(v->arena, o)) ? OK : CONFLICT;
    TRY(organization_update(tx, &(struct organization_update_in){.id = o->id,
                                                                 .name = o->name,
                                                                 .name_fr = o->name_fr,
                                                                 .acronym = o->acronym,
                                                                 .type = o->type,
                                                                 .country = o->country,
                                                                 .url = o->url,
                                                                 .about = o->about,
                                                                 .state = o->state}));
    return organization_findable(tx, v->arena, o, o->id);
}

/* ROUTE POST /desk/organizations/:organization     needs organization.edit
** Changes an organization, or closes it: a closed one stays in old records. If somebody else changed it
** meanwhile, both are shown. */
enum status organization_edit_act(struct request *r, struct response *s)
{
    struct organization_form view = {0};
    TRY(organization_by_code(r->db, r->arena, param(r, "organization"), &view.item));
    struct save_arg v = {.row = view.item, .seen = field(r, "seen"), .arena = r->arena};
    form_read(r, &v.row);
    v.row.state = str_eq(field(r, "closed"), S("yes")) ? S("closed") : S("active");
    view.seen = v.seen;
    if (problems(r)) return form_show(r, s, &view);
    enum status st = db_write(r, update_write, &v);
    if (st == CONFLICT) {
        TRY(organization_by_id(r->db, r->arena, v.row.id, &view.item));
        view.seen = seen_of(r->arena, &view.item); /* sending again now overwrites on purpose */
        view.mine = v.row;
        view.conflict = true;
        return form_show(r, s, &view);
    }
    TRY(st);
    return redirect_note(r, s, T(r, "Saved."), "/desk/organizations/%.*s", P(view.item.code));
}

/* list.c: all duties with their beginnings and ends, those first that end next. */
#include "people/role/role.h"

#include "edition/edition.h"
#include "web/app.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/model.h"
#include "gen/registry.h"
#include "gen/role_sql.h"

static const struct list_column columns[] = {
    {MESSAGE("Person"), "person", false}, {MESSAGE("Duty"), "role", false},
    {MESSAGE("Where"), NULL, false},      {MESSAGE("From"), "starts", false},
    {MESSAGE("Until"), "until", false},   {MESSAGE("State"), NULL, false},
};

static const struct {
    const char *phase, *label, *tone;
} phases[] = {{"now", MESSAGE("held now"), "good"},
              {"ending", MESSAGE("ends within 30 days"), "warn"},
              {"coming", MESSAGE("to come"), ""},
              {"over", MESSAGE("ended"), ""}};
enum { PHASES = sizeof phases / sizeof *phases };

static void words_fill(struct request *r, struct role_held *x)
{
    const struct edition *e = r->app->edition;
    const struct role *role = e ? edition_role(e, x->role) : NULL;
    x->label = role ? edition_text(e, role->label, r->lang) : x->role;
    x->place = duty_place(r, x->scope, x->organization, x->record, x->record_kind, x->address);
    x->last = x->ended == NO_DATE ? duty_last_day(r->app, x->until) : NO_DATE;
    for (size_t i = 0; i < PHASES; i++) {
        if (!str_eq(x->phase, str_c(phases[i].phase))) continue;
        x->phase_label = T(r, phases[i].label);
        x->tone = str_c(phases[i].tone);
    }
}

/* ROUTE GET /desk/people/duties?q,role,phase,sort,after     needs person.read
** All duties, those first that end next. */
enum status role_list_page(struct request *r, struct response *s)
{
    struct role_list view = {
        .q = query(r, "q"), .role = query(r, "role"), .phase = query(r, "phase")};
    struct list l = LIST_OF(r, columns, "until");
    struct duty_find_in in = {.q = view.q,
                              .role = view.role,
                              .phase_now = str_eq(view.phase, S("now")),
                              .phase_coming = str_eq(view.phase, S("coming")),
                              .phase_ending = str_eq(view.phase, S("ending")),
                              .phase_over = str_eq(view.phase, S("over")),
                              .now = r->now,
                              .soon = r->now + DUTY_SOON_SECONDS,
                              .sort = l.sort};
    const struct edition *e = r->app->edition;
    TRY(duty_find(r->db, r->arena, &in, &l.rows, &view.items));
    list_show(r, &l, &view.list);
    for (size_t i = 0; i < view.items.n; i++)
        words_fill(r, &view.items.v[i]);
    for (size_t i = 0; e && i < e->role_count; i++)
        *PUSH(r->arena, &view.roles) = (struct part_choice){
            .code = e->roles[i].name, .label = edition_text(e, e->roles[i].label, r->lang)};
    for (size_t i = 0; i < PHASES; i++)
        *PUSH(r->arena, &view.phases) =
            (struct part_choice){.code = str_c(phases[i].phase), .label = T(r, phases[i].label)};
    page_title(s, T(r, "Duties"));
    page_crumb(r, s, "People", "/desk/people");
    return show(r, s, role_list_view, &view);
}

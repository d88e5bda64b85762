/* letter.c: see letter.h. Called by the acts of waiver/, change/, appeal/ and partner/, and by step.c for whom its
** letters go to. */
#include "fund/proposal/letter.h"

#include "mail/mail.h"
#include "people/role/role.h"
#include "web/app.h"
#include "web/message.h"
#include "web/out.h"
#include "web/text.h"

#include "gen/proposal_sql.h"

static bool person_there(const struct role_person_array *list, i64 id)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].id == id) return true;
    return false;
}

enum status proposal_people(struct db *db, struct arena *a, const struct proposal_row *row, i64 now,
                            struct role_person_array *out)
{
    struct scope scope;
    TRY(proposal_scope(db, a, row, &scope));
    for (size_t i = 0; i < scope.organization_count; i++) {
        struct role_person_array some = {0};
        TRY(people_of_organization(db, a, scope.organizations[i], now, &some));
        for (size_t k = 0; k < some.n; k++)
            if (!person_there(out, some.v[k].id)) *PUSH(a, out) = some.v[k];
    }
    return OK;
}

str proposal_time_words(struct arena *a, i64 at, str zone, str lang)
{
    const struct zone *z = zone_find(zone);
    struct buf b;
    buf_init(&b, 400);
    if (at != NO_DATE) buf_time_long(&b, at, z ? z : zone_find(S("UTC")), str_z(a, lang));
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

static enum status letter_put(struct tx *tx, const struct proposal_letter *l,
                              const struct role_person *to)
{
    struct arena *a = l->r->arena;
    str record = arena_printf(a, "/desk/proposals/%.*s", P(l->p->row.code));
    str page = l->page.n ? arena_printf(a, "%.*s/%.*s", P(record), P(l->page)) : record;
    str link = arena_printf(a, "%.*s%.*s", P(l->r->app->config.base_url),
                            P(l->address.n ? l->address : page));
    str args[] = {to->name,
                  l->p->row.title,
                  l->words,
                  link,
                  proposal_time_words(a, l->at, l->zone, to->lang),
                  setting_in(l->r->app, a, "fund.name", to->lang, NULL),
                  l->more};
    struct mail m = {.to = to->email,
                     .subject = message_fill(a, tr(to->lang, l->subject), &l->p->row.title, 1),
                     .text = message_fill(a, tr(to->lang, l->text), args, 7),
                     .lang = to->lang,
                     .stream = S("office"),
                     .kind = l->kind,
                     .record = record};
    return mail_put(tx, a, &m, NULL);
}

enum status proposal_letter_send(struct tx *tx, const struct proposal_letter *l)
{
    struct role_person_array people = {0};
    struct proposal_row row;
    if (l->organization) {
        TRY(people_of_organization(tx_db(tx), l->r->arena, l->organization, l->r->now, &people));
    } else {
        TRY(proposal_by_id(tx_db(tx), l->r->arena, l->p->row.id, &row));
        TRY(proposal_people(tx_db(tx), l->r->arena, &row, l->r->now, &people));
    }
    for (size_t i = 0; i < people.n; i++)
        TRY(letter_put(tx, l, &people.v[i]));
    return OK;
}

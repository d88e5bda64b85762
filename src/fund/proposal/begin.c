/* begin.c: a new proposal with its first version: begun under a call, written again, or carried over.
** Called by desk.c and by change/. */
#include "fund/proposal/form.h"

#include "web/registry.h"

#include "gen/proposal_sql.h"

enum status proposal_new_prepare(struct request *r, struct proposal_new *n)
{
    struct digest unused;
    n->p = (struct proposal){.edition = edition_by_id(r->app, n->call->edition)};
    if (!n->p.edition) return FAILED;
    n->p.state = edition_state(n->p.edition, n->p.edition->first_state);
    const struct form *form = n->p.state ? edition_form(n->p.edition, n->p.state->form) : NULL;
    if (!form) return FAILED;
    n->p.row = (struct proposal_row){.code = code_new(r->arena, &r->app->env, 8),
                                     .title = n->title,
                                     .call = n->call->id,
                                     .edition = n->call->edition,
                                     .lead = n->lead,
                                     .starts = NO_DATE,
                                     .state = n->p.state->name,
                                     .created_by = n->created_by};
    const struct form_field *title = form_meaning(form, S("title")),
                            *lead = form_meaning(form, S("lead"));
    if (title)
        (void)json_object_setn_new(n->doc, title->name.p, title->name.n,
                                   json_stringn(n->title.p, n->title.n));
    if (lead && lead->input == INPUT_ORGANIZATION && !lead->many)
        (void)json_object_setn_new(n->doc, lead->name.p, lead->name.n,
                                   json_stringn(n->lead_code.p, n->lead_code.n));
    n->v = (struct version_new){
        .form = form, .number = 1, .account = r->session->account, .arena = r->arena};
    TRY(document_canonical(form, n->doc, r->arena, &n->v.body, &unused));
    n->v.hash = version_hash(r->arena, n->p.row.code, form->name, 1, n->v.body);
    n->v.index = version_index_of(r, &n->p, form, n->doc);
    return OK;
}

enum status proposal_new_write(struct tx *tx, struct proposal_new *n)
{
    struct proposal_row *row = &n->p.row;
    TRY(proposal_insert(tx,
                        &(struct proposal_insert_in){.code = row->code,
                                                     .call = row->call,
                                                     .edition = row->edition,
                                                     .lead = row->lead,
                                                     .state = row->state,
                                                     .title = row->title,
                                                     .now = tx_now(tx),
                                                     .account = row->created_by},
                        &row->id));
    n->v.p = &n->p;
    return version_write(tx, &n->v);
}

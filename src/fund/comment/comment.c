/* comment.c: the comments of one proposal as a list, their words, and how many stand at each field. Who
** sees which one is decided here: people of the fund all, everybody else what was given to the
** applicants and their own. Writing is in write.c, one with its replies in thread.c. */
#include "fund/comment/comment.h"

#include "fund/screening/screening.h"
#include "web/list.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/comment_sql.h"
#include "gen/proposal_sql.h"
#include "gen/registry.h"

/* RECORD comment "Comment" */
/* RECORD comment_entry "Reply to a comment" */

/* START comment_start */
enum status comment_start(struct app *app)
{
    (void)app;
    proposal_tab_register("comments", MESSAGE("Comments"), "proposal.read");
    return OK;
}

i64 comment_outside(const struct request *r)
{
    return is_inside(r) ? 0 : r->session->account;
}

/* While the fund holds what was sent and nobody writes on it. */
bool comment_may_write(const struct request *r, const struct proposal *p)
{
    return p->row.submitted != NO_DATE && !p->state->form.n && !p->state->final &&
           may(r, "proposal.comment", r->scope);
}

bool comment_field(const struct form *form, str name, const struct form_section **section,
                   const struct form_field **field)
{
    for (size_t i = 0; form && i < form->section_count; i++)
        for (size_t k = 0; k < form->sections[i].field_count; k++) {
            if (!str_eq(form->sections[i].fields[k].name, name)) continue;
            *section = &form->sections[i];
            *field = &form->sections[i].fields[k];
            return true;
        }
    return false;
}

enum status comment_document(struct request *r, const struct proposal *p,
                             struct proposal_version_row *row, const struct form **form,
                             json_t **doc)
{
    struct comment_version sent;
    TRY(comment_version(r->db, r->arena, p->row.id, &sent));
    *form = edition_form(p->edition, sent.form);
    if (!*form) return NOT_FOUND;
    TRY(proposal_version_by_number(r->db, r->arena, p->row.id, sent.form, sent.number, row));
    *doc = json_loadb(row->body.p, row->body.n, 0, NULL);
    return *doc ? OK : FAILED;
}

void comment_words(struct request *r, const struct proposal *p, struct comment_row *x)
{
    const struct form_section *section;
    const struct form_field *f;
    x->label = comment_field(edition_form(p->edition, x->form), x->field, &section, &f)
                   ? edition_text(p->edition, f->label, r->lang)
                   : x->field;
    x->kind_words = str_eq(x->kind, S("ask")) ? T(r, "Asks for a change") : T(r, "Remark");
    x->address =
        arena_printf(r->arena, "/desk/proposals/%.*s/comments/%.*s", P(p->row.code), P(x->code));
    bool own = x->account == r->session->account;
    if (str_eq(x->side, S("reviewer")) && !own && comment_outside(r))
        x->person = T(r, "A reviewer");
}

/* --- the list ---------------------------------------------------------------------------------------- */

static const struct list_column columns[] = {
    {MESSAGE("Field"), NULL, false},   {MESSAGE("Comment"), NULL, false},
    {MESSAGE("Kind"), "kind", false},  {MESSAGE("By"), NULL, false},
    {MESSAGE("When"), "at", false},    {MESSAGE("Replies"), NULL, true},
    {MESSAGE("State"), "state", false}};

static struct part_choice_array states_of(struct request *r)
{
    struct part_choice_array out = {0};
    *PUSH(r->arena, &out) = (struct part_choice){.code = S("open"), .label = T(r, "Open")};
    *PUSH(r->arena, &out) = (struct part_choice){.code = S("resolved"), .label = T(r, "Resolved")};
    *PUSH(r->arena, &out) = (struct part_choice){.code = S("mine"), .label = T(r, "Mine")};
    return out;
}

/* The fields of the forms that were sent, to narrow the list by. */
static enum status fields_fill(struct request *r, const struct proposal *p,
                               struct part_choice_array *out)
{
    struct comment_version sent;
    enum status st = comment_version(r->db, r->arena, p->row.id, &sent);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    const struct form *form = edition_form(p->edition, sent.form);
    for (size_t i = 0; form && i < form->section_count; i++)
        for (size_t k = 0; k < form->sections[i].field_count; k++)
            *PUSH(r->arena, out) = (struct part_choice){
                .code = form->sections[i].fields[k].name,
                .label = edition_text(p->edition, form->sections[i].fields[k].label, r->lang)};
    return OK;
}

/* What was sent after the last return, beside what had been returned. */
static enum status changes_fill(struct request *r, const struct proposal *p, str *address)
{
    struct comment_redraft returned;
    struct comment_version sent;
    enum status st = redraft_latest(r->db, r->arena, p->row.id, &returned);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    TRY(comment_version(r->db, r->arena, p->row.id, &sent));
    if (!str_eq(sent.form, returned.form) || sent.number <= returned.number) return OK;
    *address =
        arena_printf(r->arena, "/desk/proposals/%.*s/versions/compare?one=%.*s-%lld&two=%.*s-%lld",
                     P(p->row.code), P(sent.form), (long long)returned.number, P(sent.form),
                     (long long)sent.number);
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/comments?q,state,field,sort,after     needs proposal.read on :proposal
** Comments on what was sent: all, open, resolved or one's own. */
enum status comment_list_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct comment_list view = {.q = query(r, "q"),
                                .state = query(r, "state"),
                                .field = query(r, "field"),
                                .states = states_of(r)};
    struct list l = LIST_OF(r, columns, "new");
    TRY(proposal_head_fill(r, s, "comments", &p, &view.head));
    struct comment_find_in in = {.proposal = p.row.id,
                                 .outside = comment_outside(r),
                                 .mine = str_eq(view.state, S("mine")) ? r->session->account : 0,
                                 .open = str_eq(view.state, S("open")),
                                 .resolved = str_eq(view.state, S("resolved")),
                                 .field = view.field,
                                 .q = view.q,
                                 .sort = l.sort};
    TRY(comment_find(r->db, r->arena, &in, &l.rows, &view.items));
    list_show(r, &l, &view.list);
    for (size_t i = 0; i < view.items.n; i++)
        comment_words(r, &p, &view.items.v[i]);
    TRY(fields_fill(r, &p, &view.fields));
    view.all = arena_printf(r->arena, "/desk/proposals/%.*s/comments", P(p.row.code));
    if (comment_may_write(r, &p)) view.write = arena_printf(r->arena, "%.*s/new", P(view.all));
    TRY(changes_fill(r, &p, &view.changes));
    page_title(s, T(r, "Comments"));
    return show(r, s, comment_list_view, &view);
}

/* --- beside the answers -------------------------------------------------------------------------------- */

enum status comments_open(struct request *r, const struct proposal *p, i64 *count)
{
    struct comment_count_array counts = {0};
    struct comment_open_at_in in = {.proposal = p->row.id, .outside = comment_outside(r)};
    *count = 0;
    TRY(comment_open_at(r->db, r->arena, &in, &counts));
    for (size_t i = 0; i < counts.n; i++)
        *count += counts.v[i].open;
    return OK;
}

enum status comments_beside(struct request *r, const struct proposal *p,
                            const struct proposal_version_row *version,
                            struct proposal_part_array *parts)
{
    struct comment_count_array counts = {0};
    struct comment_version sent = {0};
    struct comment_open_at_in in = {.proposal = p->row.id, .outside = comment_outside(r)};
    enum status st = comment_version(r->db, r->arena, p->row.id, &sent);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    if (!str_eq(sent.form, version->form)) return OK; /* of an earlier form */
    TRY(comment_open_at(r->db, r->arena, &in, &counts));
    bool writes = sent.id == version->id && comment_may_write(r, p);
    for (size_t i = 0; i < parts->n; i++)
        for (size_t k = 0; k < parts->v[i].answers.n; k++) {
            struct proposal_answer *x = &parts->v[i].answers.v[k];
            for (size_t j = 0; j < counts.n; j++)
                if (str_eq(counts.v[j].field, x->field)) x->comments = counts.v[j].open;
            if (x->comments)
                x->comments_address =
                    arena_printf(r->arena, "/desk/proposals/%.*s/comments?state=open&field=%.*s",
                                 P(p->row.code), P(x->field));
            if (writes)
                x->comment_write =
                    arena_printf(r->arena, "/desk/proposals/%.*s/comments/new?field=%.*s",
                                 P(p->row.code), P(x->field));
        }
    return OK;
}

/* save.c: saving a section. What was typed is brought together with what others saved since the page
** was shown (merge.c). Where both changed the same field, the page comes back with both texts side by
** side and asks; nothing is saved until each question is answered. */
#include "fund/proposal/section.h"

#include "web/reply.h"

#include "gen/registry.h"

#define SAVE_TRIES 5

static json_t *value_of(const json_t *doc, const struct form_field *f)
{
    return json_object_getn(doc, f->name.p, f->name.n);
}

static str take_name(struct arena *a, const struct form_field *f)
{
    return arena_printf(a, "take.%.*s", P(f->name));
}

static bool can_hold_both(const struct form_field *f)
{
    return f->input == INPUT_TEXT || field_has_rows(f) || f->input == INPUT_CHOICES || f->many;
}

/* The fields of `theirs` and `mine` in words, with the name of the question. */
enum status questions_fill(struct request *r, const struct opened *o, const json_t *theirs,
                           const json_t *mine, const struct conflict_array *conflicts,
                           struct proposal_difference_array *out)
{
    struct filling f = {.r = r, .p = &o->p, .form = o->w.form, .doc = theirs};
    TRY(filling_read(&f));
    for (size_t i = 0; i < conflicts->n; i++) {
        const struct form_field *field = conflicts->v[i];
        struct proposal_difference *d = PUSH(r->arena, out);
        difference_fill(&f, mine, o->section, field, d);
        d->take = take_name(r->arena, field);
        d->both = can_hold_both(field);
    }
    return OK;
}

/* Both texts and the questions. What was typed is kept as a draft of the version that it was made from,
** so that nothing is lost if the page is closed now, and the same is asked when it is opened again. */
static enum status conflict_show(struct request *r, struct response *s, const struct opened *o,
                                 const struct form_shown *x, const json_t *theirs,
                                 const json_t *mine, const struct conflict_array *conflicts)
{
    struct proposal_difference_array both = {0};
    struct draft_kept d = {
        .key = draft_key_of(r), .base = x->base, .seq = draft_number_of(r, "seq") + 1};
    if (!d.key.n) d.key = code_new(r->arena, &r->app->env, 16);
    enum status st = draft_keep(r, o, &d, mine);
    if (st != OK && st != LIMIT && st != BUSY) return st; /* the page holds it all, too */
    TRY(questions_fill(r, o, theirs, mine, conflicts, &both));
    return form_show(r, s, o,
                     &(struct form_shown){.doc = x->doc,
                                          .seen = x->seen,
                                          .conflicts = &both,
                                          .draft = d.key,
                                          .seq = d.seq,
                                          .base = d.base,
                                          .kept = NO_DATE});
}

static bool is_asked(struct request *r, const struct form_field *f)
{
    struct pair_array asked = fields_named(r, "ask");
    for (size_t i = 0; i < asked.n; i++)
        if (str_eq(asked.v[i].value, f->name)) return true;
    return false;
}

/* The answers to the questions of a page of conflicts: theirs, both, or what stands in the form. What
** was not answered goes into `open`. */
static void answers_take(struct request *r, const struct opened *o, const json_t *theirs,
                         json_t *mine, struct conflict_array *open)
{
    for (size_t i = 0; i < o->section->field_count; i++) {
        const struct form_field *f = &o->section->fields[i];
        json_t *t = value_of(theirs, f), *m = value_of(mine, f);
        if (!is_asked(r, f) || value_same(t, m)) continue;
        str answer = field(r, str_z(r->arena, take_name(r->arena, f)));
        if (str_eq(answer, S("both")) && can_hold_both(f))
            (void)json_object_setn_new(mine, f->name.p, f->name.n, value_both(f, t, m));
        else if (str_eq(answer, S("theirs")) && t)
            (void)json_object_setn(mine, f->name.p, f->name.n, t);
        else if (str_eq(answer, S("theirs")))
            (void)json_object_deln(mine, f->name.p, f->name.n);
        else if (!str_eq(answer, S("mine")))
            *PUSH(r->arena, open) = f;
    }
}

/* Where the button leads: on, back to the table that grew, or to the same section. */
static enum status save_done(struct request *r, struct response *s, const struct opened *o,
                             str note)
{
    str act = field(r, "act"), code = o->p.row.code, here = o->section->name;
    if (str_starts(act, S("add."))) {
        const struct form_field *table = form_field(o->w.form, str_sub(act, 4, act.n));
        if (table)
            return redirect_note(r, s, note, "/desk/proposals/%.*s/form/%.*s?more=%.*s#f-%.*s",
                                 P(code), P(here), P(table->name), P(table->name));
    }
    if (!str_eq(act, S("next")))
        return redirect_note(r, s, note, "/desk/proposals/%.*s/form/%.*s?check=1", P(code),
                             P(here));
    size_t next = (size_t)(o->section - o->w.form->sections) + 1;
    if (next == o->w.form->section_count)
        return redirect_note(r, s, note, "/desk/proposals/%.*s/review", P(code));
    return redirect_note(r, s, note, "/desk/proposals/%.*s/form/%.*s", P(code),
                         P(o->w.form->sections[next].name));
}

bool section_same(const struct form_section *s, const json_t *one, const json_t *two)
{
    for (size_t i = 0; i < s->field_count; i++)
        if (!value_same(value_of(one, &s->fields[i]), value_of(two, &s->fields[i]))) return false;
    return true;
}

/* Tries until no other version comes between reading and writing, or there is something to ask. */
static enum status save_merged(struct request *r, struct response *s, struct opened *o,
                               i64 draft_base, const json_t *base, const json_t *mine)
{
    str note = NO_STR;
    enum status st = CONFLICT;
    for (int i = 0; st == CONFLICT && i < SAVE_TRIES; i++) {
        struct conflict_array conflicts = {0};
        if (i > 0) TRY(writing_again(r, &o->p, &o->w));
        json_auto_t *merged = json_deep_copy(o->w.doc);
        TRY(section_merge(r->arena, o->section, base, mine, o->w.doc, merged, &conflicts));
        struct form_shown x = {.doc = merged, .seen = o->w.row.number, .base = draft_base};
        if (conflicts.n) return conflict_show(r, s, o, &x, o->w.doc, mine, &conflicts);
        st = writing_save(r, &o->p, &o->w, merged, &note);
        if (st == OK && !section_same(o->section, mine, merged))
            note = arena_printf(r->arena, "%.*s %.*s", P(note),
                                P(T(r, "What others saved meanwhile was joined to it.")));
    }
    TRY(st);
    return save_done(r, s, o, note);
}

/* Files stay with a draft: a browser does not send them a second time. */
static void files_of_draft(struct request *r, const struct opened *o, json_t *doc)
{
    json_auto_t *kept = NULL;
    struct proposal_draft_row row;
    str key = draft_key_of(r);
    if (!key.n || draft_own(r, o, key, &row, &kept) != OK) return;
    for (size_t i = 0; i < o->section->field_count; i++) {
        const struct form_field *f = &o->section->fields[i];
        json_t *v = f->input == INPUT_FILE ? value_of(kept, f) : NULL;
        if (v) (void)json_object_setn(doc, f->name.p, f->name.n, v);
    }
}

static bool was_sent(struct request *r, const struct form_field *f)
{
    str name = arena_printf(r->arena, "f.%.*s", P(f->name));
    str within = arena_printf(r->arena, "%.*s.", P(name));
    bool sent = false;
    for (size_t i = 0; i < r->fields.n && !sent; i++)
        sent = str_eq(r->fields.v[i].name, name) || str_starts(r->fields.v[i].name, within);
    for (size_t i = 0; i < r->uploads.n && !sent; i++)
        sent = r->uploads.v[i].size && str_eq(r->uploads.v[i].name, name);
    return sent;
}

/* What is locked keeps its text; who typed something else there, on a page from before, is told. */
static void locked_keep(struct request *r, const struct opened *o, const json_t *base,
                        json_t *typed)
{
    for (size_t i = 0; i < o->section->field_count; i++) {
        const struct form_field *f = &o->section->fields[i];
        json_t *old = value_of(base, f);
        if (!redraft_locks(&o->w.lock, f->name)) continue;
        const char *at = str_z(r->arena, arena_printf(r->arena, "f-%.*s", P(f->name)));
        bool changed = was_sent(r, f) && !value_same(value_of(typed, f), old);
        if (changed && redraft_is_others(&o->w.lock, f->name))
            problem(
                r, at,
                "This section is written by another organization. What you typed in it was not saved.");
        else if (changed)
            problem(
                r, at,
                "This part is locked: no change was asked for here. What you typed in it was not saved.");
        if (old)
            (void)json_object_setn(typed, f->name.p, f->name.n, old);
        else
            (void)json_object_deln(typed, f->name.p, f->name.n);
    }
}

enum status typed_take(struct request *r, const struct opened *o, const json_t *base, json_t **mine)
{
    str act = field(r, "act"), body;
    str remove = str_starts(act, S("remove.")) ? str_sub(act, 7, act.n) : NO_STR;
    struct digest unused;
    json_auto_t *typed = json_deep_copy(base);
    files_of_draft(r, o, typed);
    TRY(section_take(r, o->p.edition, o->w.form, o->section, remove, typed));
    locked_keep(r, o, base, typed);
    TRY(document_canonical(o->w.form, typed, r->arena, &body, &unused));
    *mine = document_parse(body);
    return *mine ? OK : FAILED;
}

/* The form with what is to be mended. A browser sends no file twice: the good ones that came beside a
** mistake stay with the page's draft. */
static enum status mistakes_show(struct request *r, struct response *s, const struct opened *o,
                                 struct form_shown *x, const json_t *mine)
{
    bool came = false;
    for (size_t i = 0; i < r->uploads.n; i++)
        came = came || r->uploads.v[i].size;
    if (came) {
        struct draft_kept d = {.key = x->draft, .base = x->base, .seq = x->seq + 1};
        if (!d.key.n) d.key = code_new(r->arena, &r->app->env, 16);
        enum status st = draft_keep(r, o, &d, mine);
        if (st != OK && st != LIMIT && st != BUSY) return st;
        x->draft = d.key;
        x->seq = d.seq;
    }
    return form_show(r, s, o, x);
}

/* ROUTE POST /desk/proposals/:proposal/form/:section     needs proposal.edit on :proposal     max 64m
** Saves a section as a new version of the whole form. */
enum status proposal_form_save(struct request *r, struct response *s)
{
    OPENED o;
    struct conflict_array open = {0};
    json_auto_t *base = NULL;
    json_auto_t *mine = NULL;
    TRY(form_open(r, s, &o));
    i64 seen = draft_number_of(r, "seen");
    i64 draft_base = field(r, "base").n ? draft_number_of(r, "base") : seen;
    TRY(writing_base(r, &o.p, &o.w, seen, &base));
    TRY(typed_take(r, &o, base, &mine));
    struct form_shown x = {.doc = mine,
                           .seen = seen,
                           .draft = draft_key_of(r),
                           .seq = draft_number_of(r, "seq"),
                           .base = draft_base,
                           .kept = NO_DATE};
    if (problems(r)) return mistakes_show(r, s, &o, &x, mine);
    answers_take(r, &o, base, mine, &open);
    if (open.n) return conflict_show(r, s, &o, &x, base, mine, &open);
    o.w.draft = x.draft;
    o.w.draft_section = o.section->name;
    o.w.draft_seq = x.seq;
    return save_merged(r, s, &o, draft_base, base, mine);
}

/* Fuzz target: the answers to the forms of the shipped editions. The first letter of an input names a
** form. What follows is a document as it is stored, when it begins with "{", else the body of a POST of
** one of the form's sections. Whatever it holds: judging it ends, its canonical bytes are canonical, it
** can be read, compared, merged and carried over; and a section that is sent back as its page shows it
** says what it said before. */
#include "fund/proposal/form.h"
#include "fund/proposal/merge.h"

#include "base/base.h"
#include "web/body.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

#define FORMS_MOST 20

static struct {
    const struct edition *e;
    const struct form *form;
} forms[FORMS_MOST];
static size_t form_count;

static void require(bool condition)
{
    if (!condition) abort();
}

static void start(void)
{
    static const char *const folders[] = {"editions/untfhs", "editions/community"};
    static struct arena *a; /* for as long as the program runs */
    a = arena_new();
    require(digest_start());
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        struct edition *e = NULL;
        struct edition_fault_array faults = {0};
        require(edition_read_folder(folders[i], a, &e, &faults) == OK);
        for (size_t k = 0; k < e->form_count && form_count < FORMS_MOST; k++) {
            forms[form_count].e = e;
            forms[form_count++].form = &e->forms[k];
        }
    }
}

/* --- what holds of every document ---------------------------------------------------------------------- */

static str canonical(struct arena *a, const struct form *form, const json_t *doc,
                     struct digest *hash)
{
    str bytes;
    require(document_canonical(form, doc, a, &bytes, hash) == OK);
    return bytes;
}

static void canonical_holds(struct arena *a, const struct form *form, const json_t *doc)
{
    struct digest hash, again;
    str bytes = canonical(a, form, doc, &hash);
    json_auto_t *read = json_loadb(bytes.p, bytes.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    require(json_is_object(read));
    require(str_eq(canonical(a, form, read, &again), bytes) && digest_eq(hash, again));
}

static void merges_hold(struct arena *a, const struct form *form, const json_t *doc)
{
    json_auto_t *empty = json_object();
    for (size_t i = 0; i < form->section_count; i++) {
        const struct form_section *section = &form->sections[i];
        struct conflict_array conflicts = {0};
        json_auto_t *mine = json_object(), *theirs = json_object();
        /* Who changed nothing loses nothing and wins nothing. */
        require(section_merge(a, section, empty, doc, empty, mine, &conflicts) == OK);
        require(section_merge(a, section, empty, empty, doc, theirs, &conflicts) == OK);
        require(conflicts.n == 0);
        for (size_t k = 0; k < section->field_count; k++) {
            const struct form_field *f = &section->fields[k];
            const json_t *v = json_object_getn(doc, f->name.p, f->name.n);
            require(value_same(json_object_getn(mine, f->name.p, f->name.n),
                               json_object_getn(theirs, f->name.p, f->name.n)));
            require(value_same(v, v));
            json_decref(value_both(f, v, v));
        }
    }
}

static void reads(struct filling *f)
{
    struct proposal_part_array parts = {0};
    struct proposal_difference_array differences = {0};
    json_auto_t *empty = json_object();
    parts_fill(f, true, &parts);
    differences_fill(f, empty, NULL, &differences);
    size_t changed = differences.n;
    differences = (struct proposal_difference_array){0};
    differences_fill(f, f->doc, NULL, &differences);
    require(differences.n == 0 && changed < 100000);
    for (size_t i = 0; i < form_count; i++)
        if (forms[i].e == f->p->edition)
            json_decref(document_carry(f->form, f->doc, forms[i].form));
}

/* --- a section as its page shows it -------------------------------------------------------------------- */

static void field_add(struct request *r, str name, str value)
{
    *PUSH(r->arena, &r->fields) = (struct pair){name, value};
}

static void input_send(struct request *r, const struct proposal_input *in)
{
    if (in->lines.n || str_eq(in->kind, S("file"))) {
        for (size_t i = 0; i < in->lines.n; i++) {
            const struct proposal_line *line = &in->lines.v[i];
            if (line->id_name.n) field_add(r, line->id_name, line->id);
            for (size_t k = 0; k < line->cells.n; k++)
                input_send(r, &line->cells.v[k]);
        }
        return;
    }
    bool chosen = in->options.n > 0;
    for (size_t i = 0; i < in->options.n; i++)
        if (in->options.v[i].on) field_add(r, in->name, in->options.v[i].code);
    if (!chosen) field_add(r, in->name, in->value);
}

/* Saved twice without a change: the second time everything is as the first left it. */
static void sending_holds(struct arena *a, struct filling *f, const json_t *doc)
{
    for (size_t i = 0; i < f->form->section_count; i++) {
        const struct form_section *section = &f->form->sections[i];
        json_auto_t *once = json_deep_copy(doc);
        for (int round = 0; round < 2; round++) {
            json_t *before = json_deep_copy(once);
            struct proposal_input_array inputs = {0};
            f->doc = before;
            f->r->fields = (struct pair_array){0};
            inputs_fill(f, section, NO_STR, &inputs);
            for (size_t k = 0; k < inputs.n; k++)
                input_send(f->r, &inputs.v[k]);
            require(section_take(f->r, f->p->edition, f->form, section, NO_STR, once) == OK);
            if (round == 1) {
                struct digest had, has;
                canonical(a, f->form, before, &had);
                canonical(a, f->form, once, &has);
                require(digest_eq(had, has));
            }
            json_decref(before);
        }
    }
    f->doc = doc;
}

static void document_holds(struct arena *a, struct filling *f)
{
    struct finding_array found = {0};
    const struct edition *e = f->p->edition;
    require(edition_complete(e, f->form, f->doc, S("fr"), a, &f->findings) == OK);
    require(edition_judge(e, f->form, f->doc, S("en"), a, &f->verdicts) == OK);
    require(edition_judge(e, f->form, f->doc, S("fr"), a, &found) == OK);
    require(f->verdicts.n <= e->rule_count && found.n == f->verdicts.n);
    canonical_holds(a, f->form, f->doc);
    merges_hold(a, f->form, f->doc);
    reads(f);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
    if (!form_count) start();
    if (n < 2 || n > 16384) return 0;
    struct arena *a = arena_new();
    str rest = {(const char *)data + 1, n - 1};
    size_t which = data[0] % form_count;
    struct app app = {.env = {.fixed_now = 1799136000}};
    struct request r = {.arena = a, .app = &app, .lang = S("en"), .now = 1799136000};
    struct proposal p = {.edition = forms[which].e, .row = {.code = S("abcdefgh")}};
    struct filling f = {.r = &r, .p = &p, .form = forms[which].form};
    json_auto_t *doc = NULL;
    if (rest.p[0] == '{') {
        doc = json_loadb(rest.p, rest.n, JSON_REJECT_DUPLICATES, NULL);
    } else {
        struct body_form body = {0};
        doc = json_object();
        const struct form_section *section =
            &f.form->sections[data[0] / 16 % f.form->section_count];
        if (body_form_read(a, S("application/x-www-form-urlencoded"), rest, NULL, "/nonexistent",
                           &body) == 0) {
            r.fields = body.fields;
            require(section_take(&r, p.edition, f.form, section, NO_STR, doc) == OK);
        }
    }
    if (json_is_object(doc)) {
        f.doc = doc;
        document_holds(a, &f);
        f.findings = (struct finding_array){0};
        sending_holds(a, &f, doc);
    }
    arena_free(a);
    return 0;
}

/* text.c: the texts of an edition in other languages. text/fr.lua maps English to French; a long
** text of a letter may instead be named by its place, "letter:receipt.body". edition_text() is asked
** for every label that a page shows, so the pairs are sorted once and searched. The %{name} of a
** text must be the same in each language: a letter that loses its link helps nobody. */
#include "edition/engine/engine.h"

struct pair {
    str english, other;
    str file;
    i64 line;
    bool used;
};
struct language {
    str code; /* "fr" */
    str file;
    struct pair *pairs; /* sorted by English */
    size_t n;
};
struct edition_texts {
    struct language *v;
    size_t n, cap;
};

bool text_next_slot(str *rest, str *name)
{
    i64 at = str_find(*rest, S("%{"));
    if (at < 0) return false;
    str tail = str_sub(*rest, (size_t)at + 2, rest->n);
    i64 end = str_find_char(tail, '}');
    if (end < 0) return false;
    *name = str_sub(tail, 0, (size_t)end);
    *rest = str_sub(tail, (size_t)end + 1, tail.n);
    return true;
}

str text_fill(struct arena *a, str pattern, const struct slot *slots, size_t n)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    str rest = pattern, tail = pattern, name;
    while (text_next_slot(&tail, &name)) {
        str head = str_sub(rest, 0, (size_t)(name.p - rest.p) - 2);
        buf_add(&b, head);
        const struct slot *found = NULL;
        for (size_t i = 0; i < n && found == NULL; i++)
            if (str_eq(slots[i].name, name)) found = &slots[i];
        if (found != NULL)
            buf_add(&b, found->value);
        else
            buf_add(&b, (str){name.p - 2, name.n + 3});
        rest = tail;
    }
    buf_add(&b, rest);
    str filled = str_dup(a, buf_str(&b));
    buf_free(&b);
    return filled;
}

static int pair_cmp(const void *a, const void *b)
{
    return str_cmp(((const struct pair *)a)->english, ((const struct pair *)b)->english);
}

static struct pair *pair_find(const struct language *l, str english)
{
    struct pair want = {.english = english};
    if (l->n == 0) return NULL;
    return bsearch(&want, l->pairs, l->n, sizeof want, pair_cmp);
}

/* "letter:receipt.body" → the English body it stands for. */
static str english_of(struct reader *r, str file, const struct node *entry)
{
    if (!str_starts(entry->key, S("letter:"))) return entry->key;
    str rest = str_sub(entry->key, 7, entry->key.n), name;
    (void)str_cut(&rest, '.', &name);
    const struct letter *letter = edition_letter(r->e, name);
    if (letter != NULL && str_eq(rest, S("subject"))) return letter->subject;
    if (letter != NULL && str_eq(rest, S("body"))) return letter->body;
    fault(r, file, entry->line,
          "“%.*s” names no letter; write letter:NAME.subject or letter:NAME.body", P(entry->key));
    return NO_STR;
}

static size_t slots_in(str text)
{
    size_t n = 0;
    str name;
    while (text_next_slot(&text, &name))
        n++;
    return n;
}

static void slots_compare(struct reader *r, const struct pair *p)
{
    str rest = p->english, name;
    bool same = slots_in(p->english) == slots_in(p->other);
    while (same && text_next_slot(&rest, &name)) {
        str slot = {name.p - 2, name.n + 3};
        same = str_find(p->other, slot) >= 0;
    }
    if (!same) fault(r, p->file, p->line, "the %%{…} of this text are not those of the English");
}

static void language_read(struct reader *r, struct language *l, const struct node *root)
{
    if (root->kind != NODE_MAP) {
        if (root->n > 0) fault(r, l->file, root->line, "write [\"English\"] = \"translation\"");
        return;
    }
    l->pairs = NEW_ARRAY(r->arena, root->n, struct pair);
    for (size_t i = 0; i < root->n; i++) {
        const struct node *entry = &root->items[i];
        if (entry->kind != NODE_TEXT) {
            fault(r, l->file, entry->line, "a translation is a text");
            continue;
        }
        str english = english_of(r, l->file, entry);
        if (english.n == 0) continue;
        struct pair *p = &l->pairs[l->n++];
        *p = (struct pair){english, entry->text, l->file, entry->line, false};
        slots_compare(r, p);
    }
    if (l->n > 1) qsort(l->pairs, l->n, sizeof *l->pairs, pair_cmp);
}

void texts_read(struct reader *r, const struct source_array *files)
{
    struct edition_texts *texts = NEW(r->arena, struct edition_texts);
    r->e->texts = texts;
    for (size_t i = 0; i < files->n; i++) {
        str path = files->v[i].path;
        if (!str_starts(path, S("text/"))) continue;
        struct sandbox *s = sandbox_new(0);
        str reason;
        i64 line = 0;
        struct language l = {.file = path, .code = str_sub(path, 5, path.n - 4)};
        if (!sandbox_run(s, files->v[i].text, r->fault_arena, &reason, &line)) {
            fault(r, path, line, "%.*s", P(reason));
        } else {
            const struct mark *marks = marks_of(r, path, files->v[i].text);
            const struct node *root = sandbox_tree(s, r, path, marks);
            if (root != NULL) language_read(r, &l, root);
        }
        sandbox_free(s);
        *PUSH(r->arena, texts) = l;
    }
}

void texts_check(struct reader *r)
{
    struct edition_texts *texts = r->e->texts;
    for (size_t i = 0; i < texts->n; i++) {
        struct language *l = &texts->v[i];
        for (size_t k = 0; k < r->spoken.n; k++) {
            const struct spoken *t = &r->spoken.v[k];
            if (t->english.n == 0) continue;
            struct pair *p = pair_find(l, t->english);
            if (p != NULL) {
                p->used = true;
                continue;
            }
            str head = str_abbrev(t->english, 60);
            warning(r, t->file, t->line, "no text in “%.*s” for “%.*s”", P(l->code), P(head));
        }
        for (size_t k = 0; k < l->n; k++) {
            str head = str_abbrev(l->pairs[k].english, 60);
            if (!l->pairs[k].used)
                warning(r, l->file, l->pairs[k].line, "nothing in this edition reads “%.*s”",
                        P(head));
        }
    }
}

str edition_text(const struct edition *e, str english, str lang)
{
    for (size_t i = 0; i < e->texts->n; i++) {
        if (!str_eq(e->texts->v[i].code, lang)) continue;
        const struct pair *p = pair_find(&e->texts->v[i], english);
        return p != NULL ? p->other : english;
    }
    return english;
}

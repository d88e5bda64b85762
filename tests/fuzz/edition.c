/* Fuzz target: the files of an edition from anybody. An input that begins with "{" is a packed
** edition; any other is a list of files, each behind a line "== PATH", so that the fuzzer changes Lua
** and not the quoting of JSON. Reading ends, refuses with a reason or gives an edition whose packed
** file reads back as the same one; judging documents by it ends. */
#include "edition/edition.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void require(bool condition)
{
    if (!condition) abort();
}

static str packed_of(struct arena *a, str input)
{
    if (str_starts(input, S("{"))) return input;
    json_t *root = json_object();
    while (str_starts(input, S("== "))) {
        str path;
        (void)str_cut(&input, '\n', &path);
        path = str_trim(str_sub(path, 3, path.n));
        if (input.p == NULL) break;
        i64 end = str_find(input, S("\n== "));
        str text = end < 0 ? input : str_sub(input, 0, (size_t)end + 1);
        json_t *value = json_stringn(text.p, text.n);
        if (value != NULL) (void)json_object_setn_new(root, path.p, path.n, value);
        input = end < 0 ? NO_STR : str_sub(input, (size_t)end + 1, input.n);
    }
    size_t size = json_dumpb(root, NULL, 0, JSON_COMPACT);
    char *bytes = arena_alloc(a, size + 1);
    (void)json_dumpb(root, bytes, size, JSON_COMPACT);
    json_decref(root);
    return (str){bytes, size};
}

/* An array with one object, an empty object, and a text in place of every field. */
static void judge_all(struct arena *a, const struct edition *e)
{
    for (size_t i = 0; i < e->form_count; i++) {
        const struct form *f = &e->forms[i];
        json_t *empty = json_object(), *texts = json_object();
        for (size_t k = 0; k < f->section_count; k++)
            for (size_t j = 0; j < f->sections[k].field_count; j++) {
                str name = f->sections[k].fields[j].name;
                (void)json_object_setn_new(texts, name.p, name.n, json_string("7"));
            }
        const json_t *const docs[] = {empty, texts};
        for (size_t k = 0; k < 2; k++) {
            struct finding_array found = {0};
            str bytes;
            struct digest d;
            require(edition_judge(e, f, docs[k], S("fr"), a, &found) == OK);
            require(found.n <= e->rule_count);
            require(edition_complete(e, f, docs[k], S("en"), a, &found) == OK);
            require(document_canonical(f, docs[k], a, &bytes, &d) == OK);
        }
        json_decref(empty);
        json_decref(texts);
    }
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
    static bool started;
    if (!started) started = digest_start();
    struct arena *a = arena_new();
    struct edition_fault_array faults = {0};
    struct edition *e, *again;
    enum status status =
        edition_read_packed(packed_of(a, (str){(const char *)data, n}), a, &e, &faults);
    require(status == OK || (status == CONFLICT && e == NULL && faults.n > 0));
    if (status == OK) {
        faults.n = 0;
        require(edition_read_packed(e->packed, a, &again, &faults) == OK);
        require(digest_eq(e->hash, again->hash));
        edition_free(again);
        judge_all(a, e);
        edition_free(e);
    }
    arena_free(a);
    return 0;
}

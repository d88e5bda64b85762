/* choices.c: options of forms made from compiled vocabularies. Called by handlers. */
#include "web/choices.h"

#include "web/terms.h"

struct sorted {
    str fold;
    struct part_choice choice;
};

static int by_label(const void *a, const void *b)
{
    return str_cmp(((const struct sorted *)a)->fold, ((const struct sorted *)b)->fold);
}

struct part_choice_array choices_of(struct request *r, const char *voc)
{
    struct part_choice_array out = {0};
    size_t n;
    const struct vocab_entry *entries = vocab_all(voc, &n);
    struct sorted *all = NEW_ARRAY(r->arena, n, struct sorted);
    for (size_t i = 0; i < n; i++) {
        str code = str_c(entries[i].code), label = term_label(r->lang, voc, code);
        all[i] = (struct sorted){str_fold(r->arena, label), {.code = code, .label = label}};
    }
    qsort(all, n, sizeof *all, by_label);
    for (size_t i = 0; i < n; i++)
        *PUSH(r->arena, &out) = all[i].choice;
    return out;
}

/* vocabulary.c: looks codes up in the generated tables. Called wherever a code becomes a label or a
** choice; promises no allocation and no failure beyond "not known". */
#include "web/vocabulary/tables.h"

/* Kinds of organizations as the fund's forms use them (the partner types of pooled funds); no public
** list has exactly these. Sorted by code. */
static const struct vocab_entry organization_types[] = {
    {"academia", "University or research", "Université ou recherche"},
    {"government", "Government", "Gouvernement"},
    {"ingo", "International non-governmental organization",
     "Organisation non gouvernementale internationale"},
    {"nngo", "National or local non-governmental organization",
     "Organisation non gouvernementale nationale ou locale"},
    {"other", "Other", "Autre"},
    {"private", "Private sector", "Secteur privé"},
    {"red_cross", "Red Cross and Red Crescent", "Croix-Rouge et Croissant-Rouge"},
    {"regional", "Regional organization", "Organisation régionale"},
    {"un", "United Nations organization", "Organisation des Nations Unies"},
};
static const struct vocab_table organization_type = {"organization_type", organization_types,
                                                     sizeof organization_types /
                                                         sizeof *organization_types};

static const struct vocab_table *vocab_table(const char *voc)
{
    if (str_eq(str_c(voc), S("organization_type"))) return &organization_type;
    for (size_t i = 0; i < vocab_table_count; i++)
        if (str_eq(str_c(vocab_tables[i].name), str_c(voc))) return &vocab_tables[i];
    return NULL;
}

/* Binary search over rows whose first member is their code. */
static const void *row_find(const void *rows, size_t n, size_t size, str code)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *row = (const char *)rows + middle * size;
        int order = str_cmp(code, str_c(*(const char *const *)row));
        if (order == 0) return row;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct vocab_entry *vocab_find(const char *voc, str code)
{
    const struct vocab_table *t = vocab_table(voc);
    return t ? row_find(t->entries, t->n, sizeof *t->entries, code) : NULL;
}

const struct vocab_entry *vocab_all(const char *voc, size_t *n)
{
    const struct vocab_table *t = vocab_table(voc);
    *n = t ? t->n : 0;
    return t ? t->entries : NULL;
}

static const struct vocab_place *vocab_place(str cc)
{
    return row_find(vocab_places, vocab_place_count, sizeof *vocab_places, cc);
}

str country_region(str cc)
{
    const struct vocab_place *p = vocab_place(cc);
    return p ? str_c(p->region) : NO_STR;
}

str country_subregion(str cc)
{
    const struct vocab_place *p = vocab_place(cc);
    return p ? str_c(p->subregion) : NO_STR;
}

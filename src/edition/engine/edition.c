/* edition.c: the questions that all rooms ask an edition. An edition is small (dozens of names), so
** each answer walks a list. */
#include "edition/engine/engine.h"

void edition_free(struct edition *e)
{
    if (e != NULL) arena_free(e->arena);
}

#define FIND_BY_NAME(list, count, wanted)                                                          \
    for (size_t i_ = 0; i_ < (count); i_++)                                                        \
        if (str_eq((list)[i_].name, (wanted))) return &(list)[i_];                                 \
    return NULL

const struct form *edition_form(const struct edition *e, str name)
{
    FIND_BY_NAME(e->forms, e->form_count, name);
}

const struct vocabulary *edition_vocabulary(const struct edition *e, str name)
{
    FIND_BY_NAME(e->vocabularies, e->vocabulary_count, name);
}

const struct workflow_state *edition_state(const struct edition *e, str name)
{
    FIND_BY_NAME(e->states, e->state_count, name);
}

const struct letter *edition_letter(const struct edition *e, str name)
{
    FIND_BY_NAME(e->letters, e->letter_count, name);
}

const struct scorecard *edition_scorecard(const struct edition *e, str name)
{
    FIND_BY_NAME(e->scorecards, e->scorecard_count, name);
}

const struct role *edition_role(const struct edition *e, str name)
{
    FIND_BY_NAME(e->roles, e->role_count, name);
}

bool edition_role_has(const struct edition *e, str role, str verb)
{
    const struct role *found = edition_role(e, role);
    for (size_t i = 0; found != NULL && i < found->verb_count; i++)
        if (str_eq(found->verbs[i], verb)) return true;
    return false;
}

str edition_label(const struct edition *e, str vocabulary, str code, str lang)
{
    const struct vocabulary *v = edition_vocabulary(e, vocabulary);
    for (size_t i = 0; v != NULL && i < v->terms.n; i++) {
        const struct term *t = &v->terms.v[i];
        if (!str_eq(t->code, code)) continue;
        return e->texts != NULL ? edition_text(e, t->label, lang) : t->label;
    }
    return NO_STR;
}

const struct form_field *form_field(const struct form *f, str name)
{
    for (size_t i = 0; i < f->section_count; i++)
        for (size_t k = 0; k < f->sections[i].field_count; k++)
            if (str_eq(f->sections[i].fields[k].name, name)) return &f->sections[i].fields[k];
    return NULL;
}

const struct form_field *form_meaning(const struct form *f, str means)
{
    for (size_t i = 0; i < f->section_count; i++)
        for (size_t k = 0; k < f->sections[i].field_count; k++)
            if (str_eq(f->sections[i].fields[k].means, means)) return &f->sections[i].fields[k];
    return NULL;
}

const struct form_field *table_column(const struct form_field *table, str means)
{
    for (size_t k = 0; k < table->column_count; k++)
        if (str_eq(table->columns[k].means, means)) return &table->columns[k];
    return NULL;
}

const struct form_field *form_asks(const struct form *f, str means)
{
    const struct form_field *field = form_meaning(f, means);
    for (size_t i = 0; i < f->section_count && !field; i++)
        for (size_t k = 0; k < f->sections[i].field_count && !field; k++)
            if (table_column(&f->sections[i].fields[k], means)) field = &f->sections[i].fields[k];
    return field;
}

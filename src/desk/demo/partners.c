/* partners.c: profiles of the example organizations and the partners that they seek: two that the office
** approved, one that waits for it. Done by the forms of those whose duty it is. */
#include "web/demo.h"
#include "web/registry.h"

#include "gen/registry.h"

struct profile {
    const char *who, *code, *does, *does_fr, *contact;
    const char *countries[4], *dimensions[4];
    const char *sought, *sought_fr;
    int until; /* days from today; 0: no day */
    bool for_call, approved;
};

static const struct profile profiles[] = {
    {"lead-b",
     "example-b",
     "Works with river basins and those who live on both banks: water points, early warning, agreements between villages.\n\nThis text is an example.",
     "Travaille avec les bassins fluviaux et celles et ceux qui vivent sur les deux rives : points d’eau, alerte précoce, accords entre villages.\n\nCe texte est un exemple.",
     "partners@example-b.example.org",
     {"KE", "UG", "TZ"},
     {"environmental", "food", "community"},
     "A partner that works with women’s groups and local radio, to carry early warnings to households without a telephone.",
     "Un partenaire qui travaille avec des groupes de femmes et des radios locales, pour porter les alertes aux ménages sans téléphone.",
     60,
     false,
     true},
    {"lead-c",
     "example-c",
     "Trains health workers and mediators in places where the state has little reach.\n\nThis text is an example.",
     "Forme des agents de santé et des médiatrices là où l’État est peu présent.\n\nCe texte est un exemple.",
     "https://example-c.example.org/partners",
     {"KE", "LA", "PE"},
     {"health", "personal", "political"},
     "An organization with an office in the district, for a joint proposal to the open call.",
     "Une organisation qui a un bureau dans le district, pour une proposition commune à l’appel ouvert.",
     0,
     true,
     true},
    {"lead",
     "example-a",
     "Helps small towns plan for drought with the people who live there.\n\nThis text is an example.",
     NULL,
     "partners@example-a.example.org",
     {"KE", "ET"},
     {"economic", "food"},
     "A university that measures how income changes over three years.",
     NULL,
     90,
     false,
     false},
};
enum { PROFILES = sizeof profiles / sizeof *profiles };

static void field_z(struct demo *d, const char *name, const char *value)
{
    if (value) demo_field(d, name, str_c(value));
}

static void seen_take(struct demo *d)
{
    demo_field(d, "seen", demo_after(d, "name=\"seen\" value=\""));
}

static enum status write(struct demo *d, const struct profile *p, str call)
{
    TRY(demo_as(d, p->who));
    TRY(demo_get(d, "/desk/partnerships/%s/edit", p->code));
    seen_take(d);
    field_z(d, "does", p->does);
    field_z(d, "does_fr", p->does_fr);
    field_z(d, "contact", p->contact);
    for (size_t i = 0; i < sizeof p->countries / sizeof *p->countries; i++) {
        field_z(d, "countries", p->countries[i]);
        field_z(d, "dimensions", p->dimensions[i]);
    }
    TRY(demo_post(d, "/desk/partnerships/%s", p->code));
    TRY(demo_get(d, "/desk/partnerships/%s/seeks/new", p->code));
    seen_take(d);
    field_z(d, "sought", p->sought);
    field_z(d, "sought_fr", p->sought_fr);
    if (p->until) demo_field(d, "until", demo_day(d, p->until));
    if (p->for_call) demo_field(d, "call", call);
    TRY(demo_post(d, "/desk/partnerships/%s/seeks", p->code));
    TRY(demo_get(d, "/desk/partnerships/%s", p->code));
    seen_take(d);
    field_z(d, "act", "send");
    return demo_post(d, "/desk/partnerships/%s/send", p->code);
}

static enum status approve(struct demo *d, const struct profile *p)
{
    TRY(demo_as(d, "officer"));
    TRY(demo_get(d, "/desk/partnerships/%s", p->code));
    seen_take(d);
    field_z(d, "act", "approve");
    return demo_post(d, "/desk/partnerships/%s/decide", p->code);
}

/* DEMO 45
** Profiles of the example organizations and the partners they seek. */
enum status partners_demo(struct demo *d)
{
    printf("  profiles of example organizations\n");
    TRY(demo_get(d, "/calls"));
    str call = demo_after(d, "href=\"/calls/");
    for (size_t i = 0; i < PROFILES; i++) {
        TRY(write(d, &profiles[i], call));
        if (profiles[i].approved) TRY(approve(d, &profiles[i]));
    }
    return OK;
}

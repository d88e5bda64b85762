/* full_proposal.c: the full proposals of the examples, whole: places with points, people by sex and age,
** results that refer to each other, a plan, risks, a budget whose lines name output and activity, partners,
** other initiatives, evaluation, outreach, management and signed letters. Written by the forms, as the
** applicants would. */
#include "desk/demo/note.h"

#include "desk/demo/make_pdf.h"

struct cell {
    const char *table;
    int row;
    const char *column, *value; /* "=lead" and "=other" stand for the two organizations */
};

static void cells_put(struct demo *d, const struct note *n, const struct cell *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct cell *c = &cells[i];
        const char *value = strcmp(c->value, "=lead") == 0    ? n->lead
                            : strcmp(c->value, "=other") == 0 ? n->other
                                                              : c->value;
        note_cell(d, c->table, c->row, c->column, value);
    }
}
#define CELLS_PUT(d, n, cells) cells_put((d), (n), (cells), sizeof(cells) / sizeof *(cells))

enum status full_proposal_begin(struct demo *d, struct note *n, i64 starts)
{
    i64 seen = 0;
    TRY(demo_as(d, n->lead_person));
    TRY(note_step(d, n, "begin_proposal"));
    note_field(d, "f.window", "I");
    demo_field(d, "f.start", demo_day(d, starts));
    note_field(d, "f.months", n->months);
    demo_field(d, "f.amount", note_asked(d, n));
    return note_save(d, n, "figures", &seen);
}

/* Two points in each country of the examples; the districts are invented. */
static const struct {
    const char *country, *points[2];
} places[] = {
    {"LS", {"-29.32, 28.12", "-29.61, 28.85"}},
    {"MZ", {"-17.88, 36.88", "-18.34, 35.92"}},
};

static enum status people_save(struct demo *d, const struct note *n, i64 *seen)
{
    static const struct cell cells[] = {
        {"locations", 0, "place", "Upper villages (example)"},
        {"locations", 0, "region", "Example region"},
        {"locations", 0, "district", "Example district A"},
        {"locations", 0, "work", "Works, committees and training"},
        {"locations", 1, "place", "Lower villages (example)"},
        {"locations", 1, "region", "Example region"},
        {"locations", 1, "district", "Example district B"},
        {"locations", 1, "work", "Councils, mediation and warning"},
        {"beneficiaries", 0, "reach", "direct"},
        {"beneficiaries", 0, "sex", "female"},
        {"beneficiaries", 0, "age", "adult"},
        {"beneficiaries", 0, "people", "2300"},
        {"beneficiaries", 0, "disability", "160"},
        {"beneficiaries", 1, "reach", "direct"},
        {"beneficiaries", 1, "sex", "male"},
        {"beneficiaries", 1, "age", "adult"},
        {"beneficiaries", 1, "people", "2000"},
        {"beneficiaries", 1, "disability", "140"},
        {"beneficiaries", 2, "reach", "direct"},
        {"beneficiaries", 2, "sex", "female"},
        {"beneficiaries", 2, "age", "child"},
        {"beneficiaries", 2, "people", "1450"},
        {"beneficiaries", 3, "reach", "direct"},
        {"beneficiaries", 3, "sex", "male"},
        {"beneficiaries", 3, "age", "child"},
        {"beneficiaries", 3, "people", "1400"},
        {"beneficiaries", 4, "reach", "indirect"},
        {"beneficiaries", 4, "sex", "female"},
        {"beneficiaries", 4, "age", "adult"},
        {"beneficiaries", 4, "people", "5200"},
        {"beneficiaries", 5, "reach", "indirect"},
        {"beneficiaries", 5, "sex", "male"},
        {"beneficiaries", 5, "age", "adult"},
        {"beneficiaries", 5, "people", "4900"},
    };
    CELLS_PUT(d, n, cells);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        for (int k = 0; strcmp(places[i].country, n->country) == 0 && k < 2; k++)
            note_cell(d, "locations", k, "point", places[i].points[k]);
    note_cell(d, "locations", 0, "country", n->country);
    note_cell(d, "locations", 1, "country", n->country);
    note_field(
        d, "f.selection",
        "Each village lists its households in an open meeting; the committee of users, half of them women, checks the list with the district.");
    return note_save(d, n, "people", seen);
}

static enum status results_save(struct demo *d, const struct note *n, i64 *seen)
{
    static const struct cell cells[] = {
        {"outcomes", 0, "assumptions", "The district keeps its posts filled"},
        {"outcomes", 1, "assumptions", "Both sides keep coming to the table"},
        {"outputs", 0, "outcome", "1"},
        {"outputs", 0, "organization", "=lead"},
        {"outputs", 1, "outcome", "2"},
        {"outputs", 1, "organization", "=other"},
        {"indicators", 0, "result", "1"},
        {"indicators", 0, "indicator",
         "Households that say their lives are safer, by sex of the head"},
        {"indicators", 0, "baseline", "31 %"},
        {"indicators", 0, "milestone", "45 %"},
        {"indicators", 0, "target", "70 %"},
        {"indicators", 0, "verification",
         "Survey of 400 households at the beginning and at the end"},
        {"indicators", 0, "frequency", "once"},
        {"indicators", 0, "organization", "=lead"},
        {"indicators", 1, "result", "1.1"},
        {"indicators", 1, "indicator", "Works that are in use two years after the start"},
        {"indicators", 1, "baseline", "0"},
        {"indicators", 1, "milestone", "8"},
        {"indicators", 1, "target", "20"},
        {"indicators", 1, "verification", "Visits every half year, with the committee of users"},
        {"indicators", 1, "frequency", "half_year"},
        {"indicators", 1, "organization", "=lead"},
        {"indicators", 2, "result", "2"},
        {"indicators", 2, "indicator", "Disputes and alarms answered within a week"},
        {"indicators", 2, "baseline", "Not recorded"},
        {"indicators", 2, "milestone", "Half of them"},
        {"indicators", 2, "target", "Nine of ten"},
        {"indicators", 2, "verification", "Book of the council, read with its members"},
        {"indicators", 2, "frequency", "quarter"},
        {"indicators", 2, "organization", "=other"},
        {"indicators", 3, "result", "2.1"},
        {"indicators", 3, "indicator", "Rules that both sides have signed and keep"},
        {"indicators", 3, "baseline", "0"},
        {"indicators", 3, "milestone", "1"},
        {"indicators", 3, "target", "2"},
        {"indicators", 3, "verification", "Signed copies at the district office"},
        {"indicators", 3, "frequency", "half_year"},
        {"indicators", 3, "organization", "=other"},
    };
    note_field(
        d, "f.goal",
        "People here live without the fear and the want that these threats cause, and can answer them themselves.");
    for (int i = 0; i < 2; i++) {
        note_cell(d, "outcomes", i, "outcome", n->empowerment[i]);
        note_cell(d, "outputs", i, "output", n->output[i]);
    }
    CELLS_PUT(d, n, cells);
    return note_save(d, n, "results", seen);
}

/* The matrix again, now that its outputs have numbers. */
static enum status matrix_save(struct demo *d, const struct note *n, i64 *seen)
{
    for (int i = 0; i < 2; i++) {
        note_cell(d, "matrix", i, "dimension", n->dimension[i]);
        note_cell(d, "matrix", i, "threat", n->threat[i]);
        note_cell(d, "matrix", i, "affected", n->people[i]);
        note_cell(d, "matrix", i, "cause", "Poverty, distance, and services that never came");
        note_cell(d, "matrix", i, "capacity", "Associations that meet every week");
        note_cell(d, "matrix", i, "protection", n->protection[i]);
        note_cell(d, "matrix", i, "empowerment", n->empowerment[i]);
        note_cell(d, "matrix", i, "organization", i ? n->other : n->lead);
        note_cell(d, "matrix", i, "result", i ? "2.1" : "1.1");
    }
    return note_save(d, n, "threats", seen);
}

static enum status plan_save(struct demo *d, const struct note *n, i64 *seen)
{
    static const struct {
        const char *activity, *output, *place, *from, *to;
        bool other;
    } rows[] = {
        {"Choose the places with the villages", "1.1", "1", "1", "3", false},
        {"Carry out the works", "1.1", "1", "3", "18", false},
        {"Train the committees and hand the works over", "1.1", "", "10", "24", false},
        {"Bring both sides to one table", "2.1", "2", "1", "6", true},
        {"Train mediators and volunteers", "2.1", "2", "5", "20", true},
        {"Write, sign and practise the rules", "2.1", "", "16", "24", true},
    };
    for (int i = 0; i < (int)(sizeof rows / sizeof *rows); i++) {
        bool last = strcmp(rows[i].to, "24") == 0;
        note_cell(d, "workplan", i, "activity", rows[i].activity);
        note_cell(d, "workplan", i, "output", rows[i].output);
        note_cell(d, "workplan", i, "place", rows[i].place);
        note_cell(d, "workplan", i, "organization", rows[i].other ? n->other : n->lead);
        note_cell(d, "workplan", i, "from_month", rows[i].from);
        note_cell(d, "workplan", i, "to_month", last ? n->months : rows[i].to);
    }
    return note_save(d, n, "workplan", seen);
}

static enum status risks_save(struct demo *d, const struct note *n, i64 *seen)
{
    static const struct cell cells[] = {
        {"risks", 0, "risk", "A season without rain, or with too much"},
        {"risks", 0, "category", "context"},
        {"risks", 0, "likelihood", "4"},
        {"risks", 0, "impact", "4"},
        {"risks", 0, "mitigation", "Works begin in the dry months; a reserve of materials"},
        {"risks", 0, "likelihood_after", "4"},
        {"risks", 0, "impact_after", "2"},
        {"risks", 0, "trigger", "The gauge stands above its mark for three days"},
        {"risks", 0, "owner", "=lead"},
        {"risks", 1, "risk", "One side leaves the table"},
        {"risks", 1, "category", "programme"},
        {"risks", 1, "likelihood", "3"},
        {"risks", 1, "impact", "4"},
        {"risks", 1, "mitigation", "Mediators whom both chose; nothing is signed in haste"},
        {"risks", 1, "likelihood_after", "2"},
        {"risks", 1, "impact_after", "4"},
        {"risks", 1, "trigger", "A meeting is missed twice"},
        {"risks", 1, "owner", "=other"},
        {"risks", 2, "risk", "People with power decide who is on the list"},
        {"risks", 2, "category", "harm"},
        {"risks", 2, "likelihood", "3"},
        {"risks", 2, "impact", "5"},
        {"risks", 2, "mitigation",
         "Open meetings, a box for complaints, a third of places for the poorest"},
        {"risks", 2, "likelihood_after", "1"},
        {"risks", 2, "impact_after", "4"},
        {"risks", 2, "trigger", "The first complaint"},
        {"risks", 2, "owner", "=lead"},
    };
    CELLS_PUT(d, n, cells);
    return note_save(d, n, "risks", seen);
}

/* The budget: both years of each line are half of it. */
static enum status lines_save(struct demo *d, const struct note *n, i64 *seen)
{
    static const struct {
        const char *class, *item, *unit, *quantity, *purpose, *output, *activity;
        int other;   /* the second organization's */
        int percent; /* of that organization's direct cost */
    } lines[] = {
        {"supplies", "Materials for the works", "lot", "2", "", "1.1", "1.1.2", 0, 52},
        {"staff", "Site engineer, national", "month", "1", "", "1.1", "1.1.2", 0, 30},
        {"travel", "Visits of all places", "round", "2", "evaluation", "1.1", "1.1.1", 0, 16},
        {"operating", "Broadcasts by local radio", "quarter", "1", "outreach", "2.1", "2.1.3", 0,
         2},
        {"contractual", "Training, with a contract at its end", "course", "2", "", "2.1", "2.1.2",
         1, 62},
        {"transfers", "Grants to village councils", "grant", "2", "", "2.1", "2.1.1", 1, 38},
    };
    static const struct cell given[] = {
        {"budget", 6, "organization", "=other"}, {"budget", 6, "class", "contractual"},
        {"budget", 6, "output", "1.1"},          {"budget", 6, "activity", "1.1.3"},
        {"budget", 6, "source", "government"},   {"budget", 6, "item", "Trainers of the district"},
        {"budget", 6, "unit", "month"},          {"budget", 6, "quantity", "2"},
        {"budget", 6, "unit_cost", "900.00"},    {"budget", 6, "duration", "12"},
        {"budget", 6, "year_1", "10800.00"},     {"budget", 6, "year_2", "10800.00"},
    };
    for (int i = 0; i < (int)(sizeof lines / sizeof *lines); i++) {
        i64 cents = (i64)n->cost[lines[i].other] * lines[i].percent;
        bool twice = lines[i].quantity[0] == '2';
        note_cell(d, "budget", i, "organization", lines[i].other ? n->other : n->lead);
        note_cell(d, "budget", i, "output", lines[i].output);
        note_cell(d, "budget", i, "activity", lines[i].activity);
        note_cell(d, "budget", i, "class", lines[i].class);
        note_cell(d, "budget", i, "source", "fund");
        note_cell(d, "budget", i, "item", lines[i].item);
        note_cell(d, "budget", i, "purpose", lines[i].purpose);
        note_cell(d, "budget", i, "unit", lines[i].unit);
        note_cell(d, "budget", i, "quantity", lines[i].quantity);
        note_cell(d, "budget", i, "unit_cost", note_dollars(d, twice ? cents / 2 : cents).p);
        note_cell(d, "budget", i, "year_1", note_dollars(d, cents / 2).p);
        note_cell(d, "budget", i, "year_2", note_dollars(d, cents - cents / 2).p);
    }
    CELLS_PUT(d, n, given);
    demo_field(d, "seen", arena_printf(d->arena, "%lld", (long long)(*seen)++));
    return demo_post(d, "/desk/proposals/%.*s/budget/lines", P(n->code));
}

static enum status agendas_save(struct demo *d, const struct note *n, i64 *seen)
{
    static const struct cell cells[] = {
        {"markers", 0, "marker", "gam-4"},
        {"markers", 0, "reference", "Example 0000"},
        {"markers", 0, "reason",
         "Women and men of each age took part in the design and decide in it"},
        {"markers", 1, "marker", "gem-2"},
        {"markers", 1, "reason",
         "Half of each committee are women; one outcome in two is measured by sex"},
        {"markers", 2, "marker", "risk-1"},
        {"markers", 2, "reason", "Weather and disputes can delay the works by a season"},
    };
    note_field(d, "f.sdg", "1");
    note_field(d, "f.sdg", "16");
    note_field(d, "f.sdg_targets", "1.5");
    note_field(d, "f.sdg_targets", "16.1");
    note_field(d, "f.sdg_targets", "16.7");
    note_field(d, "f.sdg_part",
               "The programme carries the district plan of the coming years into two places.");
    CELLS_PUT(d, n, cells);
    return note_save(d, n, "agendas", seen);
}

static enum status partners_save(struct demo *d, const struct note *n, i64 *seen)
{
    static const struct cell cells[] = {
        {"partners", 0, "name", "Example association of the villages"},
        {"partners", 0, "type", "cbo"},
        {"partners", 0, "role", "implementing_partner"},
        {"partners", 0, "task", "Chooses the places and the people, keeps the works"},
        {"partners", 0, "output", "1.1"},
        {"partners", 0, "organization", "=lead"},
        {"partners", 1, "name", "Example district office"},
        {"partners", 1, "type", "government"},
        {"partners", 1, "role", "implementing_partner"},
        {"partners", 1, "task", "Takes the services over"},
        {"partners", 1, "output", "2.1"},
        {"partners", 1, "organization", "=other"},
        {"initiatives", 0, "name", "Roads of the district (example)"},
        {"initiatives", 0, "who", "Example district office"},
        {"initiatives", 0, "place", "1"},
        {"initiatives", 0, "complements", "Their trucks carry our materials; we keep no road"},
        {"initiatives", 1, "name", "Savings groups of women (example)"},
        {"initiatives", 1, "who", "Example association of women"},
        {"initiatives", 1, "place", "2"},
        {"initiatives", 1, "complements",
         "Their members stand for the committees; we give no loans"},
    };
    CELLS_PUT(d, n, cells);
    note_field(
        d, "f.existing",
        "The district works on roads; nobody works on these threats here. We meet its office every quarter.");
    return note_save(d, n, "partners", seen);
}

static enum status monitoring_save(struct demo *d, const struct note *n, i64 *seen)
{
    static const struct cell cells[] = {
        {"studies", 0, "name", "Survey of 400 households"},
        {"studies", 0, "kind", "baseline"},
        {"studies", 0, "by", "Example university"},
        {"studies", 0, "organization", "=lead"},
        {"studies", 0, "from_month", "1"},
        {"studies", 0, "to_month", "2"},
        {"studies", 1, "name", "Review with the villages"},
        {"studies", 1, "kind", "review"},
        {"studies", 1, "by", "Both organizations and the committees"},
        {"studies", 1, "organization", "=other"},
        {"studies", 1, "from_month", "12"},
        {"studies", 1, "to_month", "12"},
        {"studies", 2, "name", "Evaluation"},
        {"studies", 2, "kind", "evaluation"},
        {"studies", 2, "by", "Evaluators who took no part"},
        {"studies", 2, "organization", "=lead"},
        {"studies", 2, "from_month", "22"},
        {"studies", 2, "to_month", "24"},
    };
    CELLS_PUT(d, n, cells);
    note_field(
        d, "f.monitoring",
        "Both organizations measure each half year; results go to the committees first; an evaluation by others in the last quarter.");
    return note_save(d, n, "monitoring", seen);
}

static enum status outreach_save(struct demo *d, const struct note *n, i64 *seen)
{
    const struct cell cells[] = {
        {"outreach_items", 0, "item", "Broadcast of the villages"},
        {"outreach_items", 0, "readers", "Neighbouring districts"},
        {"outreach_items", 0, "channel", "radio"},
        {"outreach_items", 0, "organization", "=other"},
        {"outreach_items", 0, "from_month", "1"},
        {"outreach_items", 0, "to_month", n->months},
        {"outreach_items", 1, "item", "Visit of journalists"},
        {"outreach_items", 1, "readers", "Readers in the capital"},
        {"outreach_items", 1, "channel", "press"},
        {"outreach_items", 1, "organization", "=lead"},
        {"outreach_items", 1, "from_month", "12"},
        {"outreach_items", 1, "to_month", "13"},
    };
    CELLS_PUT(d, n, cells);
    note_field(
        d, "f.outreach_plan",
        "Each quarter one broadcast by local radio, prepared by the villages; a report for the page of the fund.");
    return note_save(d, n, "outreach", seen);
}

static enum status management_save(struct demo *d, const struct note *n, i64 *seen)
{
    static const struct cell cells[] = {
        {"bodies", 0, "body", "coordinator"},
        {"bodies", 0, "organization", "=lead"},
        {"bodies", 0, "members", "One coordinator, full time, national"},
        {"bodies", 1, "body", "steering"},
        {"bodies", 1, "organization", "=lead"},
        {"bodies", 1, "members", "Both organizations, the district, two people of each village"},
        {"bodies", 1, "meets", "quarter"},
        {"bodies", 2, "body", "technical"},
        {"bodies", 2, "organization", "=other"},
        {"bodies", 2, "members", "Engineers, mediators and the officers of the district"},
        {"bodies", 2, "meets", "month"},
    };
    CELLS_PUT(d, n, cells);
    note_field(
        d, "f.management",
        "The lead coordinates; both organizations answer for their outputs; a working group meets each month.");
    note_field(
        d, "f.exit",
        "The committees and the district carry everything on; the last half year is theirs, with advice only.");
    return note_save(d, n, "management", seen);
}

static enum status letter_upload(struct demo *d, const char *name, const char *filename,
                                 const char *text)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    enum status st =
        make_pdf(&b, S("Letter (example)"), S("Example of a demonstration"), str_c(text), NULL);
    if (st == OK)
        demo_upload(d, name, str_c(filename), S("application/pdf"), str_dup(d->arena, buf_str(&b)));
    buf_free(&b);
    return st;
}

static enum status letters_save(struct demo *d, const struct note *n, i64 *seen)
{
    TRY(letter_upload(d, "f.endorsement", "resident-coordinator-example.pdf",
                      "# Letter of endorsement (example)\n"
                      "The Resident Coordinator supports this example programme."));
    TRY(letter_upload(d, "f.endorsements_heads", "heads-example.pdf",
                      "# Letter of the heads of both organizations (example)\n"
                      "Both organizations carry this example programme together."));
    TRY(letter_upload(d, "f.endorsements_government", "district-example.pdf",
                      "# Letter of the district (example)\n"
                      "The example district takes the services over at the end."));
    return note_save(d, n, "endorsements", seen);
}

enum status full_proposal_write(struct demo *d, struct note *n)
{
    i64 seen = 1;
    TRY(demo_as(d, n->lead_person));
    TRY(people_save(d, n, &seen));
    TRY(results_save(d, n, &seen));
    TRY(matrix_save(d, n, &seen));
    TRY(plan_save(d, n, &seen));
    TRY(risks_save(d, n, &seen));
    TRY(lines_save(d, n, &seen));
    TRY(agendas_save(d, n, &seen));
    TRY(partners_save(d, n, &seen));
    TRY(monitoring_save(d, n, &seen));
    TRY(outreach_save(d, n, &seen));
    TRY(management_save(d, n, &seen));
    return letters_save(d, n, &seen);
}

static enum status part_give(struct demo *d, const struct note *n, const char *section)
{
    note_field(d, "section", section);
    note_field(d, "taker", n->other);
    demo_field(d, "due", demo_day(d, 12));
    return demo_post(d, "/desk/proposals/%.*s/parts", P(n->code));
}

enum status full_proposal_share(struct demo *d, struct note *n, const char *other_person)
{
    i64 seen = 1;
    TRY(demo_as(d, n->lead_person));
    TRY(part_give(d, n, "monitoring"));
    TRY(part_give(d, n, "outreach"));
    demo_at(d, demo_instant(d, -24, 16, 0));
    TRY(demo_as(d, other_person));
    TRY(monitoring_save(d, n, &seen));
    note_field(d, "act", "deliver");
    note_field(d, "section", "monitoring");
    return demo_post(d, "/desk/proposals/%.*s/partners/%s", P(n->code), n->other);
}

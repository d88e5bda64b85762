/* funding.c: two calls and ten proposals of example organizations, at each stage. Everything is
** done by the forms of the people whose duty it is, in the order of time, so that the desk of every
** role has something to do. */
#include "desk/demo/note.h"

#include "web/registry.h"

#include "gen/registry.h"

enum {
    APPROVED,
    CERTIFIED,
    RETURNED,
    INVITED,
    INELIGIBLE,
    DRAFT,
    RECEIVED,
    ASKED,
    JUDGED,
    NAMED,
    NOTES
};

static const struct note drafts[NOTES] = {
    [APPROVED] =
        {"example-b",
         "lead-b",
         "example-c",
         "Wells and pastures that two valleys share (example)",
         "Herding families of two valleys quarrel over fewer and fewer wells. Two example agencies repair wells with them, help both valleys to agree on pastures, and train mediators, so that water is there and the peace holds.",
         "LS",
         "Example district A, both valleys",
         "24",
         {"environmental", "community"},
         {"Wells that fall dry", "Clashes over pastures"},
         {"Herding families, about 4,000 people", "Young men of both valleys, about 600"},
         {"Twenty wells repaired, water measured by the district",
          "Mediators who are called before a dispute grows"},
         {"Committees of users who keep the wells and their money",
          "A council of both valleys that settles pastures"},
         {"Twenty wells with committees", "A council with rules that both valleys signed"},
         {400000, 260000},
         {0}},
    [CERTIFIED] =
        {"example-a",
         "lead",
         "example-b",
         "Schools that stay open after the flood (example)",
         "Every second year the river closes the schools of three districts for months. Two example agencies raise the buildings, keep teachers and children safe during the flood, and let parents run the warning.",
         "MZ",
         "Example districts B, C and D on the lower river",
         "30",
         {"personal", "environmental"},
         {"Children cut off from school and home", "Floods without warning"},
         {"School children, about 6,200", "Families on the lower river, about 20,000 people"},
         {"Safe buildings and boats, a plan for each school",
          "Gauges and a line to the district office"},
         {"Councils of parents and pupils who practise the plan",
          "Volunteers who read the gauge and give the warning"},
         {"Eighteen schools with a plan", "A warning two days before the water"},
         {520000, 310000},
         {0}},
    [RETURNED] =
        {"example-c",
         "lead-c",
         "example-b",
         "Safe water for two markets (example)",
         "Two market towns share one spring, and each blames the other when people fall ill. Two example agencies protect the spring, test the water with both towns, and train those who sell food.",
         "BO",
         "Two market towns of example province J",
         "24",
         {"health", "food"},
         {"Water that makes people ill", "Food that is sold without clean water"},
         {"Families of both towns, about 7,500 people", "Women who sell food, about 380"},
         {"A spring that is fenced and tested", "Clean water at both markets"},
         {"Users of both towns who test and keep the spring",
          "Sellers who inspect one another and can say why"},
         {"A spring that both towns keep", "Two markets with clean water"},
         {310000, 230000},
         {0}},
    [INVITED] =
        {"example-a",
         "lead",
         "example-c",
         "Health and work for families who returned (example)",
         "Families who came back to four villages find neither a health post nor work. Two example agencies open mobile care, train health workers from the villages and lend tools for a first season.",
         "TL",
         "Four villages of example district E",
         "24",
         {"health", "economic"},
         {"No care within a day's walk", "No income in the first years after return"},
         {"Returned families, about 3,100 people", "Women who head a household, about 450"},
         {"A mobile clinic twice a week", "Seed, tools and fair contracts with buyers"},
         {"Health workers chosen and paid by the villages", "Savings groups that decide on loans"},
         {"Care in four villages", "Three hundred households with a first harvest"},
         {300000, 240000},
         {0}},
    [INELIGIBLE] =
        {"example-c",
         "lead-c",
         "example-b",
         "Roads for the provincial capital (example)",
         "New roads let goods reach the provincial capital in all seasons. Two example agencies plan and supervise the works.",
         "LA",
         "The provincial capital of example province F",
         "36",
         {"economic", "personal"},
         {"Goods that arrive late", "Accidents on old roads"},
         {"Traders of the capital, about 900", "Drivers and walkers, about 30,000"},
         {"Twelve kilometres of new road", "Signs and lighting"},
         {"Traders are told when works begin", "A campaign on safe driving"},
         {"Twelve kilometres of road", "A campaign"},
         {600000, 200000},
         {0}},
    [DRAFT] =
        {"example-a",
         "lead",
         "example-b",
         "Kitchen gardens against the lean months (example)",
         "In the lean months families on the plateau eat once a day. Two example agencies grow gardens with schools and mothers, and bring dry stores closer.",
         "NE",
         "The plateau of example region G",
         "24",
         {"food", "health"},
         {"Hunger in the lean months", "Children who do not grow"},
         {"Families on the plateau, about 9,000 people", "Children under five, about 1,800"},
         {"Stores that lend grain in the lean months", "Checks of growth in every village"},
         {"", "Mothers who teach one another"},
         {"Twelve stores", "Checks in forty villages"},
         {280000, 200000},
         {0}},
    [RECEIVED] =
        {"example-b",
         "lead-b",
         "example-a",
         "A harbour town without trafficking (example)",
         "Recruiters promise work across the sea. Two example agencies help a harbour town to see through false offers, to protect those who came back, and to find work at home.",
         "PH",
         "The harbour town of example island H",
         "24",
         {"personal", "economic"},
         {"Trafficking by false recruiters", "No decent work for the young"},
         {"Young people of the town, about 5,000", "Families in debt to recruiters, about 700"},
         {"A desk at the harbour, a shelter, cases brought to court",
          "Licences and checks of recruiters"},
         {"People who came back who advise others", "Training with a contract at its end"},
         {"A harbour desk and a shelter", "Four hundred contracts"},
         {350000, 230000},
         {0}},
    [ASKED] =
        {"example-a",
         "lead",
         "example-c",
         "Words before weapons on the border river (example)",
         "Villages on both banks of a border river take up arms over cattle and fish. Two example agencies bring them to one table, rebuild markets that both need, and train local radio.",
         "UG",
         "Both banks of the border river, example district I",
         "24",
         {"community", "food"},
         {"Raids across the river", "Markets that closed"},
         {"Villages on both banks, about 12,000 people", "Traders and fishers, about 1,500"},
         {"Patrols that both banks trust", "Two markets under one rule"},
         {"Mediators, half of them women, and a radio that both hear",
          "Committees of traders who keep the rule"},
         {"An agreement kept for a season", "Two open markets"},
         {330000, 220000},
         {0}},
    [JUDGED] =
        {"example-b",
         "lead-b",
         "example-c",
         "Fields without mines, and work on them (example)",
         "Families of a former front line cannot use a third of their fields. Two example agencies clear and mark them with the villages, care for people who were hurt, and bring seed and buyers for the first harvests.",
         "AO",
         "Nine villages of example district K",
         "30",
         {"personal", "food"},
         {"Mines on fields and paths", "Hunger beside land that lies idle"},
         {"Families of nine villages, about 7,400 people", "People who were hurt, about 320"},
         {"Fields cleared and handed over with a map", "Care and aids near the village"},
         {"Village teams who mark, warn and check", "Groups that sell their harvest together"},
         {"Six hundred hectares in use", "Two harvests sold"},
         {410000, 260000},
         {0}},
    [NAMED] = {
        "example-a",
        "lead",
        "example-b",
        "Papers for people without a country (example)",
        "Children on the tea estates belong to no register, so that neither school nor clinic takes them. Two example agencies bring the register to the estates, with advisers who were without papers themselves.",
        "LK",
        "The tea estates of example region L",
        "24",
        {"political", "health"},
        {"Families in no register", "Clinics that turn people away"},
        {"Families on the estates, about 15,000 people", "Mothers and newborns, about 900"},
        {"A register on wheels and free papers", "Care that asks for no paper"},
        {"Advisers from the estates in each office", "Mothers who accompany mothers"},
        {"Eight thousand papers", "Six clinics open to all"},
        {300000, 210000},
        {0}}};

/* --- writing a note ----------------------------------------------------------------------------------- */

static enum status threats_save(struct demo *d, const struct note *n, i64 *seen)
{
    note_field(
        d, "f.context",
        "The threats have lasted because each organization answered one of them alone, and because the people who meet them were not asked. They feed one another: who loses income loses health, and who fears the neighbour gives up the field.");
    note_field(d, "f.vital_core", "livelihood");
    note_field(d, "f.vital_core", "survival");
    for (int i = 0; i < 2; i++) {
        note_cell(d, "matrix", i, "dimension", n->dimension[i]);
        note_cell(d, "matrix", i, "threat", n->threat[i]);
        note_cell(d, "matrix", i, "affected", n->people[i]);
        note_cell(d, "matrix", i, "cause", "Poverty, distance, and services that never came");
        note_cell(d, "matrix", i, "capacity", "Associations that meet every week");
        note_cell(d, "matrix", i, "protection", n->protection[i]);
        note_cell(d, "matrix", i, "empowerment", n->empowerment[i]);
        note_cell(d, "matrix", i, "organization", i ? n->other : n->lead);
        note_cell(d, "matrix", i, "output", n->output[i]);
    }
    return note_save(d, n, "threats", seen);
}

static enum status budget_save(struct demo *d, const struct note *n, i64 *seen)
{
    for (int i = 0; i < 2; i++) {
        note_cell(d, "budget", i, "organization", i ? n->other : n->lead);
        note_cell(d, "budget", i, "item",
                  i ? "Training, councils, outreach" : "Works, materials, staff on site");
        note_cell(d, "budget", i, "direct", note_dollars(d, (i64)n->cost[i] * 100).p);
    }
    demo_field(d, "f.amount", note_asked(d, n));
    note_field(d, "f.outreach_cost", "9000.00");
    return note_save(d, n, "budget", seen);
}

static enum status programme_save(struct demo *d, const struct note *n, i64 *seen)
{
    note_field(d, "f.title", n->title);
    note_field(d, "f.window", "I");
    note_field(d, "f.summary", n->summary);
    note_field(d, "f.situations", "poverty");
    note_field(d, "f.situations", "conflict");
    note_field(d, "f.sdg", "1");
    note_field(d, "f.sdg", "16");
    TRY(note_save(d, n, "programme", seen));
    note_field(d, "f.lead", n->lead);
    note_field(d, "f.organizations", n->other);
    note_cell(d, "partners", 0, "name", "Example association of the villages");
    note_cell(d, "partners", 0, "type", "cbo");
    note_cell(d, "partners", 0, "role", "implementing_partner");
    note_cell(d, "partners", 0, "task", "Chooses the places and the people, keeps the works");
    note_cell(d, "partners", 1, "name", "Example district office");
    note_cell(d, "partners", 1, "type", "government");
    note_cell(d, "partners", 1, "role", "implementing_partner");
    note_cell(d, "partners", 1, "task", "Takes the services over");
    return note_save(d, n, "organizations", seen);
}

static enum status rest_save(struct demo *d, const struct note *n, i64 *seen)
{
    note_cell(d, "beneficiaries", 0, "reach", "direct");
    note_cell(d, "beneficiaries", 0, "sex", "female");
    note_cell(d, "beneficiaries", 0, "age", "adult");
    note_cell(d, "beneficiaries", 0, "people", "2300");
    note_cell(d, "beneficiaries", 1, "reach", "direct");
    note_cell(d, "beneficiaries", 1, "sex", "male");
    note_cell(d, "beneficiaries", 1, "age", "adult");
    note_cell(d, "beneficiaries", 1, "people", "2000");
    note_field(d, "f.unreached", "Families far from the road, whom no other programme counts.");
    TRY(note_save(d, n, "people", seen));
    note_field(d, "f.people_centred",
               "People of each village chose what comes first and sit in the steering group.");
    note_field(d, "f.comprehensive",
               "The threats are met together, by the two organizations in one plan.");
    note_field(d, "f.context_specific",
               "The plan follows the seasons and the customs of this place.");
    note_field(d, "f.prevention_oriented",
               "Disputes and shortages are seen early and answered before they grow.");
    note_field(
        d, "f.protection_empowerment",
        "What offices do for people and what people do for themselves is planned side by side.");
    TRY(note_save(d, n, "principles", seen));
    note_field(
        d, "f.existing",
        "The district works on roads; nobody works on these threats here. We meet its office every quarter.");
    note_field(
        d, "f.sustainability",
        "Committees keep the works with their own money; the district has taken the staff into its plan.");
    note_field(
        d, "f.governance",
        "The lead coordinates; a steering committee of both organizations, the district and the villages meets each quarter.");
    note_field(d, "f.outreach",
               "Local radio each quarter, a page of the fund, a visit of journalists each year.");
    return note_save(d, n, "fit", seen);
}

static enum status note_begin(struct demo *d, struct note *n, str call)
{
    TRY(demo_as(d, n->lead_person));
    note_field(d, "title", n->title);
    note_field(d, "lead", n->lead);
    TRY(demo_post(d, "/desk/calls/%.*s/proposals", P(call)));
    n->code = demo_after(d, "/desk/proposals/");
    return OK;
}

static enum status note_write(struct demo *d, struct note *n, i64 starts)
{
    i64 seen = 1;
    TRY(programme_save(d, n, &seen));
    note_field(d, "f.countries", n->country);
    note_field(d, "f.places", n->places);
    demo_field(d, "f.start", demo_day(d, starts));
    note_field(d, "f.months", n->months);
    TRY(note_save(d, n, "place_and_time", &seen));
    TRY(threats_save(d, n, &seen));
    TRY(rest_save(d, n, &seen));
    return budget_save(d, n, &seen);
}

/* Sends what was read on the review page. */
static enum status note_send(struct demo *d, struct note *n, const char *step)
{
    TRY(demo_as(d, n->lead_person));
    TRY(demo_get(d, "/desk/proposals/%.*s/review", P(n->code)));
    demo_field(d, "seen", demo_after(d, "name=\"seen\" value=\""));
    note_field(d, "step", step);
    return demo_post(d, "/desk/proposals/%.*s/submit", P(n->code));
}

/* --- screening ---------------------------------------------------------------------------------------- */

/* Answers every clause that the page asks about: yes, but no to the two of `no`. */
static enum status clauses_answer(struct demo *d, const struct note *n, const char *no,
                                  const char *why)
{
    static const char mark[] = "name=\"verdict-";
    struct {
        str *v;
        size_t n, cap;
    } rules = {0};
    TRY(demo_get(d, "/desk/proposals/%.*s/screening", P(n->code)));
    str rest = d->body;
    for (i64 at; (at = str_find(rest, str_c(mark))) >= 0;) {
        rest = str_sub(rest, (size_t)at + strlen(mark), rest.n);
        i64 end = str_find_char(rest, '"');
        str rule = str_dup(d->arena, str_sub(rest, 0, end < 0 ? 0 : (size_t)end));
        if (!rules.n || !str_eq(rules.v[rules.n - 1], rule)) *PUSH(d->arena, &rules) = rule;
    }
    for (size_t i = 0; i < rules.n; i++) {
        bool fails = no && str_eq(rules.v[i], str_c(no));
        demo_field(d, arena_printf(d->arena, "verdict-%.*s", P(rules.v[i])).p,
                   fails ? S("no") : S("yes"));
        if (fails) demo_field(d, arena_printf(d->arena, "note-%.*s", P(rules.v[i])).p, str_c(why));
    }
    return demo_post(d, "/desk/proposals/%.*s/screening", P(n->code));
}

static enum status note_screen(struct demo *d, struct note *n, const char *no, const char *why)
{
    TRY(demo_as(d, "officer"));
    TRY(note_step(d, n, "screen"));
    return clauses_answer(d, n, no, why);
}

/* --- the full proposal -------------------------------------------------------------------------------- */

static enum status full_check(struct demo *d, struct note *n)
{
    TRY(demo_as(d, "officer"));
    TRY(note_step(d, n, "check"));
    TRY(clauses_answer(d, n, NULL, NULL));
    return demo_post(d, "/desk/proposals/%.*s/screening/review_proposal", P(n->code));
}

static enum status comment(struct demo *d, const struct note *n, const char *field,
                           const char *kind, const char *body)
{
    note_field(d, "field", field);
    note_field(d, "kind", kind);
    note_field(d, "body", body);
    return demo_post(d, "/desk/proposals/%.*s/comments", P(n->code));
}

/* Comments of two people, and the return that gives them to the applicants. */
static enum status full_return(struct demo *d, const struct note *n)
{
    TRY(demo_as(d, "finance"));
    TRY(comment(d, n, "budget", "ask",
                "Which lines pay for the tests of the water after the second year?"));
    TRY(demo_as(d, "officer"));
    TRY(comment(
        d, n, "management", "ask",
        "Who decides when the two towns disagree? Please name the body and who sits in it."));
    TRY(comment(d, n, "exit", "ask", "What does a test cost, and who pays for it afterwards?"));
    TRY(comment(d, n, "risks", "remark", "A risk that other proposals forget."));
    note_field(
        d, "reason",
        "The reviewers found the design sound. Before it goes to finance we ask you to be clearer at three places.");
    demo_field(d, "due", demo_day(d, 12));
    note_field(d, "open", "amount");
    note_field(d, "act", "take");
    return demo_post(d, "/desk/proposals/%.*s/return", P(n->code));
}

/* One comment with a change, one with a reply, one that still waits. */
static enum status full_mend(struct demo *d, const struct note *n)
{
    TRY(demo_as(d, n->lead_person));
    TRY(demo_get(d, "/desk/proposals/%.*s/form/management", P(n->code)));
    demo_field(d, "seen", demo_after(d, "name=\"seen\" value=\""));
    note_field(
        d, "f.management",
        "The lead coordinates; both organizations answer for their outputs. A council of three people of each town, chaired in turn, decides when they disagree; the province sits in it without a vote.");
    note_field(
        d, "f.exit",
        "The committees and the district carry everything on; the last half year is theirs, with advice only.");
    TRY(demo_post(d, "/desk/proposals/%.*s/form/management", P(n->code)));
    TRY(demo_get(d, "/desk/proposals/%.*s/comments?state=open&field=exit", P(n->code)));
    str code = demo_after(
        d, arena_printf(d->arena, "href=\"/desk/proposals/%.*s/comments/", P(n->code)).p);
    note_field(
        d, "body",
        "The province lists the test in its yearly plan; we attach its letter to the agreement.");
    return demo_post(d, "/desk/proposals/%.*s/comments/%.*s/replies", P(n->code), P(code));
}

static enum status decide(struct demo *d, struct note *n, const char *who, const char *what)
{
    TRY(demo_as(d, who));
    TRY(demo_get(d, "/desk/proposals/%.*s/decision/%s", P(n->code), what));
    demo_field(d, "seen", demo_after(d, "name=\"seen\" value=\""));
    return OK;
}

static enum status certify(struct demo *d, struct note *n)
{
    TRY(decide(d, n, "finance", "certify"));
    note_field(d, "basis", "Example: the ledger was read on that day.");
    return demo_post(d, "/desk/proposals/%.*s/decision/certify", P(n->code));
}

/* Examples, so that something can be certified: no real contributor ever paid into this fund. */
static enum status ledger_post(struct demo *d, const char *kind, const char *party,
                               const char *amount, i64 day, const char *text)
{
    TRY(demo_get(d, "/desk/ledger/new/%s", kind));
    demo_field(d, "once", demo_after(d, "name=\"once\" value=\""));
    if (party) note_field(d, "party", party);
    note_field(d, "amount", amount);
    demo_field(d, "day", demo_day(d, day));
    note_field(d, "text", text);
    return demo_post(d, "/desk/ledger/new/%s", kind);
}

static enum status ledger_fill(struct demo *d)
{
    TRY(demo_as(d, "finance"));
    note_field(d, "amount", "6000000");
    note_field(d, "basis", "Example: what the calls of a year come to.");
    TRY(demo_post(d, "/desk/ledger/outlay"));
    TRY(ledger_post(d, "opening", NULL, "1250000", -75,
                    "Example: balance of the old spreadsheet."));
    TRY(ledger_post(d, "deposit", "Contributor A (example)", "2400000", -74,
                    "Example: bank statement."));
    TRY(ledger_post(d, "deposit", "Contributor B (example)", "900000.50", -73,
                    "Example: bank statement."));
    TRY(ledger_post(d, "interest", NULL, "10416.66", -72, "Example: interest of a quarter."));
    return ledger_post(d, "pledge", "Contributor A (example)", "2000000", -71,
                       "Example: letter of intent, signed.");
}

/* --- calls -------------------------------------------------------------------------------------------- */

static enum status call_make(struct demo *d, const char *title, const char *title_fr, i64 opens,
                             i64 closes, str *code)
{
    TRY(demo_as(d, "officer"));
    note_field(d, "title", title);
    note_field(d, "title_fr", title_fr);
    note_field(
        d, "summary",
        "Joint programmes of two or more organizations that protect people from the threats they face and strengthen what they can do themselves. An example call of this demonstration.");
    note_field(
        d, "summary_fr",
        "Des programmes communs de deux organisations ou plus, qui protègent les personnes des menaces et renforcent ce qu’elles peuvent faire elles-mêmes. Un appel donné en exemple dans cette démonstration.");
    note_field(
        d, "body",
        "## Who may apply\n\nOrganizations of the United Nations together with local partners. At least two organizations share one programme.\n\n## What counts\n\n- People who are reached by nobody else\n- Protection and empowerment in every answer\n- Partners from civil society who decide with you\n\n## How\n\nWrite a concept note at the desk. The rules stand beside each question, and you see before sending what still keeps the note back.");
    note_field(
        d, "body_fr",
        "## Qui peut répondre\n\nDes organisations des Nations Unies avec des partenaires locaux. Au moins deux organisations portent un même programme.\n\n## Ce qui compte\n\n- Les personnes que personne d’autre n’atteint\n- Protection et autonomisation dans chaque réponse\n- Des partenaires de la société civile qui décident avec vous\n\n## Comment\n\nRédigez une note de concept au bureau. Les règles figurent à côté de chaque question, et vous voyez avant l’envoi ce qui manque encore.");
    note_field(d, "zone", "America/New_York");
    demo_field(d, "opens", demo_local(d, opens, 9, 0));
    demo_field(d, "closes", demo_local(d, closes, 23, 59));
    note_field(d, "edition", "untfhs-9.1");
    note_field(d, "envelope", "5000000.00");
    note_field(d, "cap", "2500000.00");
    note_field(d, "cap_basis", "total");
    note_field(d, "min_months", "12");
    note_field(d, "max_months", "36");
    demo_field(d, "outcome_day", demo_day(d, closes + 30));
    demo_field(d, "full_day", demo_day(d, closes + 90));
    demo_field(d, "decision_day", demo_day(d, closes + 150));
    TRY(demo_post(d, "/desk/calls"));
    *code = demo_after(d, "/desk/calls/");
    note_field(d, "document", "Questions and answers (example)");
    note_field(d, "document_fr", "Questions et réponses (exemple)");
    demo_upload(
        d, "file", S("questions-and-answers.txt"), S("text/plain"),
        S("Questions and answers (example)\n\nMay one organization lead two notes? Yes.\nDoes the amount include support cost? Yes.\nMay the start move after the decision? Yes, with the agreement.\n"));
    TRY(demo_post(d, "/desk/calls/%.*s/documents", P(*code)));
    TRY(demo_as(d, "manager"));
    return demo_post(d, "/desk/calls/%.*s/publish", P(*code));
}

/* --- reviews ------------------------------------------------------------------------------------------ */

static const char *const reviewers[] = {"reviewer", "reviewer-2", "reviewer-3"};

/* What a reviewer gives at each criterion that the page asks about: the option `rank` places below the
** best, or one more at every `step`th criterion; of several that may be chosen, one. */
static void sheet_fill(struct demo *d, str page, int rank, int step)
{
    static const char mark[] = "name=\"option-";
    str last = NO_STR;
    int criteria = 0, at = 0;
    for (i64 found; (found = str_find(page, str_c(mark))) >= 0;) {
        page = str_sub(page, (size_t)found + 6, page.n);
        str name = str_dup(d->arena, str_sub(page, 0, (size_t)str_find_char(page, '"')));
        i64 value = str_find(page, S("value=\"")) + 7;
        page = str_sub(page, (size_t)value, page.n);
        at = str_eq(name, last) ? at + 1 : 0;
        criteria += at == 0;
        if (at == rank + (criteria % step == 0))
            demo_field(d, str_z(d->arena, name),
                       str_dup(d->arena, str_sub(page, 0, (size_t)str_find_char(page, '"'))));
        last = name;
    }
}

/* The code that stands in the last answer behind `literal`, the nearest before `words`. */
static str code_before(struct demo *d, const char *literal, const char *words)
{
    i64 end = str_find(d->body, str_c(words)), at = -1;
    str head = str_sub(d->body, 0, end < 0 ? 0 : (size_t)end), rest = head;
    for (i64 next; (next = str_find(rest, str_c(literal))) >= 0;) {
        rest = str_sub(rest, (size_t)next + strlen(literal), rest.n);
        at = rest.p - head.p;
    }
    rest = str_sub(head, at < 0 ? head.n : (size_t)at, head.n);
    i64 quote = str_find_char(rest, '"');
    return str_dup(d->arena, str_sub(rest, 0, quote < 0 ? 0 : (size_t)quote));
}

/* Asks some of the reviewers, by their place among them. */
static enum status reviewers_ask(struct demo *d, const struct note *n, const int *who, size_t count,
                                 i64 due)
{
    static const char *const names[] = {">Example reviewer <", ">Example second reviewer <",
                                        ">Example third reviewer <"};
    TRY(demo_as(d, "officer"));
    for (size_t i = 0; i < count; i++) {
        TRY(demo_get(d, "/desk/proposals/%.*s/reviews", P(n->code)));
        demo_field(d, "person", code_before(d, "value=\"", names[who[i]]));
        demo_field(d, "due", demo_day(d, due));
        TRY(demo_post(d, "/desk/proposals/%.*s/reviews", P(n->code)));
    }
    return OK;
}

/* One declares that nothing stands against it, and gives a score. */
static enum status review_send(struct demo *d, const struct note *n, int who, int rank, int step,
                               const char *overall)
{
    TRY(demo_as(d, reviewers[who]));
    TRY(demo_get(d, "/desk/reviews"));
    str part = code_before(d, "href=\"/desk/reviews/", n->title);
    note_field(d, "conflict", "none");
    TRY(demo_post(d, "/desk/reviews/%.*s/declaration", P(part)));
    if (rank < 0) return OK;
    TRY(demo_get(d, "/desk/reviews/%.*s", P(part)));
    sheet_fill(d, str_dup(d->arena, d->body), rank, step);
    note_field(d, "overall", overall);
    note_field(d, "act", "send");
    return demo_post(d, "/desk/reviews/%.*s", P(part));
}

static enum status review_conclude(struct demo *d, const struct note *n, int rank,
                                   const char *reasons, const char *feedback)
{
    TRY(demo_as(d, "officer"));
    TRY(demo_get(d, "/desk/proposals/%.*s/reviews/conclusion", P(n->code)));
    sheet_fill(d, str_dup(d->arena, d->body), rank, 4);
    note_field(d, "present", "Both example reviewers; the programme officer took the notes");
    note_field(d, "recommendation", "support");
    note_field(d, "reasons", reasons);
    note_field(d, "feedback", feedback);
    note_field(d, "act", "conclude");
    return demo_post(d, "/desk/proposals/%.*s/reviews/conclusion", P(n->code));
}

/* The whole of a review: two scores that are near each other, and what they agree on. */
static enum status reviewed(struct demo *d, const struct note *n, int rank, i64 due)
{
    TRY(reviewers_ask(d, n, (int[]){0, 1}, 2, due));
    TRY(review_send(d, n, 0, rank, 3,
                    "Two organizations that need each other, in a place that needs both."));
    TRY(review_send(d, n, 1, rank, 2, "Sound; the committees could be described more closely."));
    return review_conclude(
        d, n, rank, "Both read it alike; they differ only in how far the partners decide.",
        "Please say more about how the committees of users decide, and how others can learn from them.");
}

/* The call that has closed: what came of its notes. */
static enum status past_demo(struct demo *d, struct note *notes)
{
    str call;
    demo_at(d, demo_instant(d, -205, 10, 0));
    TRY(call_make(d, "Call for proposals: earlier round (example)",
                  "Appel à propositions : cycle précédent (exemple)", -204, -115, &call));
    demo_at(d, demo_instant(d, -160, 10, 0));
    for (int i = APPROVED; i <= INELIGIBLE; i++) {
        TRY(note_begin(d, &notes[i], call));
        TRY(note_write(d, &notes[i], 60));
    }
    demo_at(d, demo_instant(d, -125, 15, 0));
    for (int i = APPROVED; i <= INELIGIBLE; i++)
        TRY(note_send(d, &notes[i], "submit"));
    demo_at(d, demo_instant(d, -112, 10, 0));
    for (int i = APPROVED; i <= INVITED; i++)
        TRY(note_screen(d, &notes[i], NULL, NULL));
    TRY(note_screen(
        d, &notes[INELIGIBLE], "benefits",
        "The benefits reach traders first; nothing is said of people whose survival or dignity is threatened."));
    demo_at(d, demo_instant(d, -105, 14, 0));
    TRY(demo_as(d, "manager"));
    for (int i = APPROVED; i <= INVITED; i++)
        TRY(demo_post(d, "/desk/proposals/%.*s/screening/review_note", P(notes[i].code)));
    demo_field(
        d, "reason",
        S("Please look at who is most at risk on these roads, and write with them for the next call."));
    TRY(demo_post(d, "/desk/proposals/%.*s/screening/reject", P(notes[INELIGIBLE].code)));
    demo_at(d, demo_instant(d, -104, 11, 0));
    TRY(demo_as(d, notes[INELIGIBLE].lead_person));
    note_field(
        d, "grounds",
        "The second threat of the matrix names people on the road whose lives are at risk; the answer speaks of traders only.");
    demo_upload(d, "files", S("letter-of-the-district.txt"), S("text/plain"),
                S("The district asks that people on the road are protected (example).\n"));
    TRY(demo_post(d, "/desk/proposals/%.*s/appeal", P(notes[INELIGIBLE].code)));
    demo_at(d, demo_instant(d, -102, 10, 0));
    TRY(demo_as(d, "approver"));
    note_field(d, "outcome", "rejected");
    note_field(
        d, "reasons",
        "The threat is named, but no response in the matrix answers it, so the clause is not met. Please write with the people on the road for the next call.");
    TRY(demo_post(d, "/desk/proposals/%.*s/appeal/decision", P(notes[INELIGIBLE].code)));
    demo_at(d, demo_instant(d, -101, 14, 0));
    for (int i = APPROVED; i <= INVITED; i++)
        TRY(reviewed(d, &notes[i], i == INVITED, -90));
    demo_at(d, demo_instant(d, -98, 11, 0));
    TRY(demo_as(d, "manager"));
    TRY(demo_post(d, "/desk/proposals/%.*s/reviews/encourage", P(notes[APPROVED].code)));
    TRY(demo_post(d, "/desk/proposals/%.*s/reviews/encourage", P(notes[CERTIFIED].code)));
    TRY(demo_post(d, "/desk/proposals/%.*s/reviews/encourage", P(notes[RETURNED].code)));
    demo_at(d, demo_instant(d, -95, 10, 0));
    for (int i = APPROVED; i <= RETURNED; i++) {
        TRY(full_proposal_begin(d, &notes[i], 60));
        TRY(full_proposal_write(d, &notes[i]));
    }
    demo_at(d, demo_instant(d, -61, 9, 0));
    TRY(ledger_fill(d));
    demo_at(d, demo_instant(d, -60, 16, 0));
    for (int i = APPROVED; i <= RETURNED; i++)
        TRY(note_send(d, &notes[i], "submit_proposal"));
    demo_at(d, demo_instant(d, -52, 10, 0));
    for (int i = APPROVED; i <= RETURNED; i++) {
        TRY(full_check(d, &notes[i]));
        TRY(reviewed(d, &notes[i], 0, -46));
    }
    demo_at(d, demo_instant(d, -45, 11, 0));
    TRY(demo_as(d, "manager"));
    TRY(demo_post(d, "/desk/proposals/%.*s/reviews/encourage", P(notes[INVITED].code)));
    demo_at(d, demo_instant(d, -40, 11, 0));
    TRY(certify(d, &notes[APPROVED]));
    demo_at(d, demo_instant(d, -36, 12, 0));
    TRY(decide(d, &notes[APPROVED], "approver", "approve"));
    demo_field(d, "reason", S("The first report within six months."));
    TRY(demo_post(d, "/desk/proposals/%.*s/decision/approve", P(notes[APPROVED].code)));
    demo_at(d, demo_instant(d, -30, 10, 0));
    TRY(full_proposal_begin(d, &notes[INVITED], 90));
    demo_at(d, demo_instant(d, -28, 10, 0));
    return full_proposal_share(d, &notes[INVITED], "lead-c");
}

/* The call that is open: a draft, a note that came, one with a question. */
static enum status present_demo(struct demo *d, struct note *notes)
{
    str call;
    i64 seen = 1;
    demo_at(d, demo_instant(d, -21, 10, 0));
    TRY(call_make(d, "Call for proposals (example)", "Appel à propositions (exemple)", -20, 18,
                  &call));
    demo_at(d, demo_instant(d, -16, 10, 0));
    for (int i = RECEIVED; i <= NAMED; i++) {
        TRY(note_begin(d, &notes[i], call));
        TRY(note_write(d, &notes[i], 150));
    }
    demo_at(d, demo_instant(d, -12, 15, 0));
    TRY(note_begin(d, &notes[DRAFT], call));
    TRY(programme_save(d, &notes[DRAFT], &seen));
    TRY(threats_save(d, &notes[DRAFT], &seen));
    TRY(budget_save(d, &notes[DRAFT], &seen));
    TRY(demo_as(d, notes[INELIGIBLE].lead_person));
    demo_field(d, "call", call);
    note_field(d, "reason", "Written with the people on the road this time.");
    TRY(demo_post(d, "/desk/proposals/%.*s/again", P(notes[INELIGIBLE].code)));
    demo_at(d, demo_instant(d, -9, 15, 0));
    for (int i = ASKED; i <= NAMED; i++)
        TRY(note_send(d, &notes[i], "submit"));
    TRY(full_return(d, &notes[RETURNED]));
    demo_at(d, demo_instant(d, -7, 10, 0));
    TRY(demo_as(d, "officer"));
    TRY(note_step(d, &notes[ASKED], "screen"));
    for (int i = JUDGED; i <= NAMED; i++) {
        TRY(note_screen(d, &notes[i], NULL, NULL));
        TRY(demo_post(d, "/desk/proposals/%.*s/screening/review_note", P(notes[i].code)));
    }
    demo_at(d, demo_instant(d, -6, 11, 0));
    TRY(certify(d, &notes[CERTIFIED]));
    TRY(reviewers_ask(d, &notes[JUDGED], (int[]){0, 1}, 2, 8));
    TRY(reviewers_ask(d, &notes[NAMED], (int[]){0, 2}, 2, 11));
    demo_at(d, demo_instant(d, -4, 17, 0));
    TRY(review_send(d, &notes[JUDGED], 1, 1, 3, "A plan that the villages can carry on."));
    TRY(review_send(d, &notes[JUDGED], 0, -1, 1, NULL));
    TRY(full_mend(d, &notes[RETURNED]));
    demo_at(d, demo_instant(d, -3, 9, 0));
    TRY(note_send(d, &notes[RECEIVED], "submit"));
    demo_at(d, demo_instant(d, -2, 11, 0));
    TRY(demo_as(d, notes[RECEIVED].lead_person));
    note_field(d, "organization", notes[RECEIVED].other);
    note_field(d, "reason", "Our office in the country closes at the end of the year.");
    TRY(demo_post(d, "/desk/proposals/%.*s/lead", P(notes[RECEIVED].code)));
    TRY(demo_as(d, "officer"));
    demo_field(d, "body", S("Who else works on the east bank of the river, and since when?"));
    demo_field(d, "field", S("existing"));
    return demo_post(d, "/desk/proposals/%.*s/questions", P(notes[ASKED].code));
}

/* DEMO 40
** Calls and proposals of example organizations, at each stage. */
enum status funding_demo(struct demo *d)
{
    struct note *notes = NEW_ARRAY(d->arena, NOTES, struct note);
    memcpy(notes, drafts, sizeof drafts);
    printf("  calls and proposals of example organizations\n");
    TRY(past_demo(d, notes));
    return present_demo(d, notes);
}

/* edition_judge.c: documents. A whole concept note and a whole full proposal pass; then each rule of
** the shipped edition is seen to fail and, where it can lack its input, to ask. The table names every
** rule, so that a rule added without an example fails here. */
#define TEST_MAIN
#include "test.h"

#include "edition/edition.h"

static const char *const good_note =
    "{'title':'Water and peace in two districts','window':'I','summary':'Two communities.',"
    "'situations':['conflict','poverty'],'sdg':['6','16'],'lead':'org-a','organizations':['org-b'],"
    "'partners':[{'name':'Example Association','type':'nngo','role':'implementing_partner'},"
    "{'name':'Example District','type':'government','role':'implementing_partner'}],"
    "'endorsement':{'hash':'" /* 64 hexadecimal digits */
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',"
    "'name':'letter.pdf','size':1000,'type':'application/pdf'},"
    "'countries':['MZ'],'places':'Districts A and B','start':'2027-03-01','months':24,"
    "'context':'One river.','vital_core':['livelihood'],'matrix':["
    "{'dimension':'environmental','threat':'Dry wells','affected':'Herders','cause':'Drought',"
    "'protection':'Shared reservoirs','empowerment':'Water committee','organization':'org-b',"
    "'output':'Two reservoirs'},"
    "{'dimension':'community','threat':'Clashes','affected':'Farmers','cause':'Scarcity',"
    "'protection':'Mediators','empowerment':'Youth dialogue','organization':'org-a',"
    "'output':'Forum'}],"
    "'beneficiaries':[{'reach':'direct','sex':'female','age':'adult','people':2000},"
    "{'reach':'direct','sex':'male','age':'child','people':1000}],"
    "'people_centred':'a','comprehensive':'b','context_specific':'c','prevention_oriented':'d',"
    "'protection_empowerment':'e','existing':'None here.','sustainability':'Committees stay.',"
    "'governance':'One coordinator.','outreach':'A story each quarter.',"
    "'budget':[{'organization':'org-a','item':'All','direct':'700000.00'},"
    "{'organization':'org-b','item':'All','direct':'300000.00'}],"
    "'amount':'1070000.00','outreach_cost':'32100.00',"
    "'cofunding':[{'source':'District','amount':'1000.00','status':'secured'}]}";

static const char *const good_proposal =
    "{'window':'I','start':'2027-03-01','months':24,'amount':'1070000.00','goal':'Peace.',"
    "'locations':[{'number':'1','place':'p','country':'MZ','district':'d','point':'-17.88, 36.88'}],"
    "'beneficiaries':[{'reach':'direct','sex':'female','age':'adult','people':2000,'disability':20},"
    "{'reach':'direct','sex':'male','age':'child','people':1000,'place':'1'}],"
    "'matrix':[{'dimension':'environmental','threat':'Dry wells','affected':'Herders',"
    "'cause':'Drought','protection':'Reservoirs','empowerment':'Committee','organization':'org-b',"
    "'result':'1.1'},{'dimension':'community','threat':'Clashes','affected':'Farmers',"
    "'cause':'Scarcity','protection':'Mediators','empowerment':'Dialogue','organization':'org-a',"
    "'result':'1.1'}],"
    "'outcomes':[{'number':'1','outcome':'o'}],"
    "'outputs':[{'number':'1.1','outcome':'1','output':'p','organization':'org-a'}],"
    "'indicators':[{'result':'1','indicator':'i','baseline':'0','milestone':'4','target':'9',"
    "'verification':'survey','frequency':'year','organization':'org-a'},"
    "{'result':'1.1','indicator':'i','baseline':'0','milestone':'4','target':'9',"
    "'verification':'survey','frequency':'year','organization':'org-a'}],"
    "'workplan':[{'number':'1.1.1','activity':'Dig','output':'1.1','organization':'org-b',"
    "'from_month':1,'to_month':20},{'number':'1.1.2','activity':'Talk','output':'1.1',"
    "'organization':'org-a','from_month':12,'to_month':24}],"
    "'risks':[{'risk':'r','category':'context','likelihood':'2','impact':'4','mitigation':'m',"
    "'likelihood_after':'1','impact_after':'4','owner':'org-a'},"
    "{'risk':'s','category':'money','likelihood':'2','impact':'4','mitigation':'m',"
    "'likelihood_after':'1','impact_after':'4','owner':'org-a'},"
    "{'risk':'t','category':'harm','likelihood':'5','impact':'5','mitigation':'m',"
    "'likelihood_after':'3','impact_after':'3','owner':'org-b'}],"
    "'sdg':['6','16'],'sdg_targets':['6.1','16.1'],"
    "'markers':[{'marker':'gam-4','reason':'r'},{'marker':'gem-2','reason':'r'}],"
    "'partners':[{'name':'Example Association','type':'nngo','role':'implementing_partner',"
    "'task':'t','output':'1.1'}],'existing':'None here.',"
    "'initiatives':[{'name':'n','who':'w','place':'1','complements':'c'}],"
    "'studies':[{'name':'n','kind':'evaluation','by':'b','organization':'org-a','from_month':23,"
    "'to_month':25}],"
    "'outreach_items':[{'item':'i','readers':'r','channel':'radio','organization':'org-a',"
    "'from_month':1,'to_month':24}],"
    "'bodies':[{'body':'coordinator','organization':'org-a','members':'m'},"
    "{'body':'steering','organization':'org-a','members':'m'}],"
    "'endorsement':{'hash':'"
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',"
    "'name':'letter.pdf','size':1000,'type':'application/pdf'},'endorsements_heads':[{'hash':'"
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',"
    "'name':'letter.pdf','size':1000,'type':'application/pdf'}],"
    "'budget':[{'organization':'org-a','class':'contractual','item':'x','source':'fund','unit':'lot',"
    "'output':'1.1','activity':'1.1.1','quantity':'1','unit_cost':'467900.00','year_1':'467900.00'},"
    "{'organization':'org-a','class':'contractual','item':'x','source':'fund','unit':'lot',"
    "'purpose':'outreach','quantity':'1','unit_cost':'32100.00','year_2':'32100.00'},"
    "{'organization':'org-a','class':'staff','activity':'1.1.2','item':'x','source':'fund','unit':'month',"
    "'quantity':'2','unit_cost':'5000.00','duration':'20','year_1':'120000.00','year_2':'80000.00'},"
    "{'organization':'org-b','class':'transfers','item':'x','source':'fund','unit':'grant',"
    "'quantity':'1','unit_cost':'400000.00','share':'50','year_1':'200000.00'},"
    "{'organization':'org-b','class':'travel','item':'x','source':'fund','unit':'trip',"
    "'purpose':'evaluation',"
    "'quantity':'10','unit_cost':'10000.00','year_2':'100000.00'}],"
    "'management':'m','monitoring':'m','outreach_plan':'o','exit':'e'}";

static const char *const good_idea =
    "{'name':'Benches','story':'We build benches.','themes':['green'],'place':'Park',"
    "'country':'NL','group':'choir','costs':[{'what':'Wood','kind':'material','euros':'400.00'},"
    "{'what':'Soup','kind':'food','number':'50','euros':'2.00'}],'wish':'450.00','own':'50.00',"
    "'begin':'2026-05-01','months':3}";

static struct arena *a;
static struct edition *untfhs, *community;

static struct edition *edition_at(const char *folder)
{
    struct edition *e = NULL;
    struct edition_fault_array faults = {0};
    CHECK_INT(edition_read_folder(folder, a, &e, &faults), OK);
    if (e == NULL) exit(1);
    return e;
}

static void open_editions(void)
{
    if (a != NULL) return;
    if (!digest_start()) exit(1);
    a = arena_new();
    untfhs = edition_at("editions/untfhs");
    community = edition_at("editions/community");
}

/* JSON with ' for ". */
static json_t *json(const char *text)
{
    char *p = arena_alloc(a, strlen(text) + 1);
    for (size_t i = 0; text[i] != '\0'; i++)
        p[i] = text[i] == '\'' ? '"' : text[i];
    json_error_t error;
    json_t *v = json_loads(p, JSON_DECODE_ANY, &error);
    if (v == NULL) test_fail(__FILE__, __LINE__, "json", error.text, text);
    return v;
}

/* The good document with some fields replaced; null takes a field away. */
static json_t *patched(const char *good, const char *patch)
{
    json_t *doc = json(good), *p = json(patch);
    json_object_update(doc, p);
    json_decref(p);
    return doc;
}

static const struct finding *finding_of(const struct finding_array *list, const char *id)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->v[i].rule->id, str_c(id))) return &list->v[i];
    return NULL;
}

static void expect(const struct edition *e, const char *form, const char *good, const char *id,
                   const char *patch, enum verdict verdict, const char *field, const char *says)
{
    struct finding_array list = {0};
    json_t *doc = patched(good, patch);
    CHECK_INT(edition_judge(e, edition_form(e, str_c(form)), doc, S("en"), a, &list), OK);
    const struct finding *f = finding_of(&list, id);
    if (f == NULL || f->verdict != verdict) {
        static const char *const names[] = {"pass", "fail", "ask"};
        test_fail(__FILE__, __LINE__, id, f != NULL ? names[f->verdict] : "none", names[verdict]);
    } else {
        if (field != NULL) CHECK_STR(f->field, field);
        if (says != NULL && str_find(f->message, str_c(says)) < 0)
            test_fail(__FILE__, __LINE__, id, str_z(a, f->message), says);
        json_t *inputs = json_loadb(f->inputs.p, f->inputs.n, 0, NULL);
        CHECK(json_is_object(inputs));
        json_decref(inputs);
    }
    json_decref(doc);
}

#define PASS VERDICT_PASS
#define FAIL VERDICT_FAIL
#define ASK VERDICT_ASK
#define NOTE "concept_note"
#define FULL "full_proposal"

static const struct {
    const char *form, *id, *patch;
    enum verdict verdict;
    const char *field, *says;
} examples[] = {
    {NOTE, "two-organizations", "{'organizations':['org-a']}", FAIL, "organizations", "there is 1"},
    {NOTE, "two-organizations", "{'organizations':[],'window':'II'}", PASS, NULL, NULL},
    {NOTE, "applicant-un", "{}", ASK, "lead", "Is each applying"},
    {NOTE, "civil-society", "{'partners':[{'name':'x','type':'un'}]}", FAIL, "partners", "civil"},
    {NOTE, "civil-society", "{'partners':null}", FAIL, "partners", NULL},
    {NOTE, "government", "{'partners':[{'name':'x','type':'cbo'}]}", FAIL, NULL, NULL},
    {NOTE, "endorsement", "{'endorsement':null}", FAIL, "endorsement", NULL},
    {NOTE, "two-dimensions", "{'matrix':[{'dimension':'food'},{'dimension':'food'}]}", FAIL,
     "matrix", "there is 1"},
    {NOTE, "protection-empowerment",
     "{'matrix':[{'dimension':'food','protection':'x','empowerment':'y'},{},"
     "{'dimension':'food','protection':'x','empowerment':' '}]}",
     FAIL, "matrix.2.empowerment", "Row 3"},
    {NOTE, "protection-empowerment", "{'matrix':[]}", ASK, "matrix", "Fill in"},
    {NOTE, "matrix-organizations", "{'matrix':[{'organization':'org-c'}]}", FAIL, "matrix",
     "org-c"},
    {NOTE, "matrix-organizations", "{'matrix':[{'threat':'x'}]}", ASK, NULL, NULL},
    {NOTE, "two-situations", "{'situations':['conflict']}", FAIL, NULL, NULL},
    {NOTE, "women-and-girls", "{'beneficiaries':[{'sex':'male'}]}", FAIL, NULL, NULL},
    {NOTE, "children", "{'beneficiaries':[{'age':'adult'}]}", FAIL, NULL, NULL},
    {NOTE, "goals", "{'sdg':[]}", FAIL, NULL, NULL},
    {NOTE, "amount-window-1", "{'amount':'2500000.01'}", FAIL, "amount", "US$ 2,500,000.01"},
    {NOTE, "amount-window-1", "{'amount':'2500000.00'}", PASS, NULL, NULL},
    {NOTE, "amount-window-1", "{'amount':null}", ASK, NULL, "Amount requested"},
    {NOTE, "amount-window-1", "{'amount':'much'}", ASK, NULL, NULL},
    {NOTE, "amount-window-1", "{'amount':1.5}", ASK, NULL, NULL},
    {NOTE, "months-window-1", "{'months':23}", FAIL, "months", "24 – 36"},
    {NOTE, "months-window-1", "{'months':36}", PASS, NULL, NULL},
    {NOTE, "amount-window-2", "{'window':'II','amount':'300000.01'}", FAIL, NULL, NULL},
    {NOTE, "amount-window-2", "{'window':'II','amount':'300000'}", PASS, NULL, NULL},
    {NOTE, "months-window-2", "{'window':'II','months':19}", FAIL, NULL, NULL},
    {NOTE, "months-window-2", "{'window':'II','months':null}", ASK, NULL, NULL},
    {NOTE, "knowledge-window-2", "{'window':'II'}", FAIL, "knowledge", NULL},
    {NOTE, "budget-organizations", "{'budget':[{'organization':'org-x','direct':'1.00'}]}", FAIL,
     "budget", "org-x"},
    {NOTE, "organizations-budgeted", "{'budget':[{'organization':'org-a','direct':'1.00'}]}", FAIL,
     NULL, "org-b"},
    {NOTE, "organizations-budgeted", "{'organizations':null}", PASS, NULL, NULL},
    {NOTE, "support-cost", "{'amount':'1070000.01'}", FAIL, "amount", "US$ 1,070,000;"},
    {NOTE, "support-cost", "{'budget':[{'organization':'org-a','direct':'x'}]}", ASK, NULL, NULL},
    /* two times 0.07 × 7.50 = 0.525, each rounded up: 16.06, not 16.05 */
    {NOTE, "support-cost",
     "{'amount':'16.06','budget':[{'organization':'a','direct':'7.50'},"
     "{'organization':'b','direct':'5.00'},{'organization':'b','direct':'2.50'}]}",
     PASS, NULL, NULL},
    {NOTE, "outreach-present", "{'outreach_cost':'0.00'}", FAIL, NULL, NULL},
    {NOTE, "outreach-present", "{'outreach_cost':''}", ASK, NULL, NULL},
    {NOTE, "outreach-share", "{'outreach_cost':'32100.01'}", FAIL, "outreach_cost", "US$ 32,100."},
    {NOTE, "outreach-share", "{'amount':null}", ASK, NULL, NULL},
    {NOTE, "cofunding", "{'cofunding':[{}]}", FAIL, NULL, NULL},
    {NOTE, "benefits", "{}", ASK, NULL, NULL},
    {NOTE, "integrated", "{}", ASK, NULL, NULL},
    {NOTE, "no-duplication", "{}", ASK, NULL, NULL},
    {NOTE, "unreached", "{}", ASK, NULL, NULL},
    {NOTE, "priority", "{}", ASK, NULL, NULL},
    {NOTE, "principles", "{}", ASK, NULL, NULL},
    {NOTE, "sustained", "{}", ASK, NULL, NULL},
    {NOTE, "governance", "{}", ASK, NULL, NULL},
    {FULL, "complete", "{}", ASK, NULL, NULL},
    {FULL, "proposal-two-organizations",
     "{'budget':[{'organization':'org-a'},{'organization':'org-a'}]}", FAIL, "budget",
     "there is 1"},
    {FULL, "proposal-two-organizations", "{'budget':[{'organization':'org-a'}],'window':'II'}",
     PASS, NULL, NULL},
    {FULL, "proposal-two-dimensions", "{'matrix':[{'dimension':'food'},{'dimension':'food'}]}",
     FAIL, "matrix", "there is 1"},
    {FULL, "proposal-protection-empowerment", "{'matrix':[{'dimension':'food','protection':'p'}]}",
     FAIL, "matrix.0.empowerment", "Row 1"},
    {FULL, "threats-answered", "{'matrix':[{'dimension':'food'}]}", FAIL, "matrix.0.result",
     "Row 1"},
    {FULL, "places-shown", "{'locations':[{'place':'p','district':'d'}]}", FAIL,
     "locations.0.point", "row 1"},
    {FULL, "reached-directly", "{'beneficiaries':[{'reach':'indirect'}]}", FAIL, "beneficiaries",
     "directly"},
    {FULL, "disability-part",
     "{'beneficiaries':[{'people':5,'disability':5},{'people':5,'disability':6}]}", FAIL,
     "beneficiaries.1.disability", "counts 6 people with a disability among 5"},
    {FULL, "groups-once",
     "{'beneficiaries':[{'sex':'male','age':'child'},{'sex':'female'},{'sex':'male','age':'child'}]}",
     FAIL, "beneficiaries", "Rows 1 and 3"},
    {FULL, "groups-once",
     "{'beneficiaries':[{'sex':'male','group':'a'},{'sex':'male','group':'b'}]}", PASS, NULL, NULL},
    {FULL, "proposal-women-and-girls", "{'beneficiaries':[{'sex':'male'}]}", FAIL, NULL, "women"},
    {FULL, "proposal-children", "{'beneficiaries':[{'age':'adult'}]}", FAIL, NULL, "children"},
    {FULL, "outcomes-outputs",
     "{'outcomes':[{'number':'1','outcome':'o'},{'number':'2','outcome':'Peace'}]}", FAIL,
     "outcomes.1.number", "“2 Peace” has no output"},
    {FULL, "outputs-measured",
     "{'outputs':[{'number':'1.1','output':'p'},{'number':'1.2','output':'Wells'}]}", FAIL,
     "outputs.1.number", "“1.2 Wells” has no indicator"},
    {FULL, "outputs-measured", "{'outputs':null}", ASK, NULL, NULL},
    {FULL, "outcomes-measured", "{'indicators':[{'result':'1.1'}]}", FAIL, "outcomes.0.number",
     "“1 o” has no indicator"},
    {FULL, "results-measured", "{'indicators':[{'indicator':'i','baseline':'b','target':'t'}]}",
     FAIL, "indicators.0.verification", "Row 1"},
    {FULL, "milestones", "{'indicators':[{'indicator':'i','milestone':'m'}]}", FAIL,
     "indicators.0.frequency", "Row 1"},
    {FULL, "outputs-activities", "{'workplan':[{'output':'1.2'}]}", FAIL, "outputs.0.number",
     "Nothing is planned for “1.1 p”"},
    {FULL, "activities-budgeted", "{'budget':[{'activity':'1.1.2'}]}", FAIL, "workplan.0.number",
     "“1.1.1 Dig”"},
    {FULL, "outputs-budgeted", "{'budget':[{'output':'1.2'}]}", FAIL, "outputs.0.number",
     "the output “1.1 p”"},
    {FULL, "activities-forward", "{'workplan':[{'from_month':3,'to_month':2}]}", FAIL,
     "workplan.0.to_month", "month 2"},
    {FULL, "activities-forward", "{'workplan':[{'to_month':2}]}", ASK, NULL, NULL},
    {FULL, "activities-in-time", "{'months':23}", FAIL, "workplan.1.to_month", "23 months"},
    {FULL, "activities-in-time", "{'months':null}", ASK, NULL, NULL},
    {FULL, "no-idle-month",
     "{'workplan':[{'from_month':1,'to_month':6},"
     "{'from_month':8,'to_month':24}]}",
     FAIL, "workplan", "month 7"},
    {FULL, "no-idle-month", "{'months':null}", ASK, NULL, "no answer"},
    {FULL, "no-idle-month", "{'workplan':{'a':1}}", FAIL, NULL, "month 1"},
    {FULL, "no-idle-month", "{'workplan':[7]}", ASK, NULL, "could not be computed"},
    {FULL, "three-risks", "{'risks':[{'risk':'x'},{}]}", FAIL, NULL, "there are 1"},
    {FULL, "risks-fall",
     "{'risks':[{'likelihood':'2','impact':'2','likelihood_after':'1','impact_after':'5'}]}", FAIL,
     "risks", "row 1"},
    {FULL, "risks-fall",
     "{'risks':[{'likelihood':'2','impact':'2','likelihood_after':'1','impact_after':'4'}]}", PASS,
     NULL, NULL},
    {FULL, "residual-bearable", "{'risks':[{'likelihood_after':'4','impact_after':'4'}]}", PASS,
     NULL, NULL},
    {FULL, "residual-bearable", "{'risks':[{'likelihood_after':'4','impact_after':'5'}]}", FAIL,
     "risks", "very high"},
    {FULL, "residual-bearable", "{'risks':[{'likelihood_after':'4'}]}", ASK, NULL, NULL},
    {FULL, "markers-once", "{'markers':[{'marker':'gam-4'},{'marker':'gem-1'},{'marker':'gam-3'}]}",
     FAIL, "markers", "Rows 1 and 3"},
    {FULL, "markers-once", "{'markers':[{'marker':'gam-4'},{}]}", PASS, NULL, NULL},
    {FULL, "proposal-goals", "{'sdg_targets':[]}", FAIL, "sdg_targets", NULL},
    {FULL, "proposal-civil-society", "{'partners':[{'type':'government'}]}", FAIL, "partners",
     NULL},
    {FULL, "partners-work", "{'partners':[{'type':'cbo','task':'t'}]}", FAIL, "partners.0.output",
     "row 1"},
    {FULL, "initiatives-named", "{'initiatives':[{}]}", FAIL, NULL, NULL},
    {FULL, "evaluation-planned", "{'studies':[{'kind':'review'}]}", FAIL, "studies", NULL},
    {FULL, "evaluation-paid", "{'budget':[{'purpose':'outreach'}]}", FAIL, "budget", NULL},
    {FULL, "outreach-in-time", "{'months':23}", FAIL, "outreach_items.0.to_month", "23 months"},
    {FULL, "outreach-quarters",
     "{'outreach_items':[{'from_month':1,'to_month':6},{'from_month':12,'to_month':24}]}", FAIL,
     "outreach_items", "months 7 to 9"},
    {FULL, "outreach-quarters", "{'months':null}", ASK, NULL, NULL},
    {FULL, "coordinator", "{'bodies':[{'body':'steering'}]}", FAIL, "bodies", NULL},
    {FULL, "steering-committee", "{'bodies':[{'body':'coordinator'}]}", FAIL, "bodies", NULL},
    {FULL, "proposal-endorsement", "{'endorsement':null}", FAIL, "endorsement", NULL},
    {FULL, "endorsed-by-heads", "{'endorsements_heads':[]}", FAIL, "endorsements_heads", NULL},
    {FULL, "proposal-amount-window-1", "{'amount':'3000000.00'}", FAIL, NULL, NULL},
    {FULL, "proposal-months-window-1", "{'months':12}", FAIL, NULL, NULL},
    {FULL, "proposal-amount-window-2", "{'window':'II'}", FAIL, NULL, NULL},
    {FULL, "proposal-months-window-2", "{'window':'II'}", FAIL, NULL, NULL},
    {FULL, "proposal-support-cost", "{'amount':'1.00'}", FAIL, NULL, NULL},
    {FULL, "proposal-outreach-present",
     "{'budget':[{'source':'own','purpose':'outreach','quantity':'1','unit_cost':'1.00'}]}", FAIL,
     NULL, NULL},
    {FULL, "proposal-outreach-share",
     "{'budget':[{'source':'fund','purpose':'outreach','quantity':'1','unit_cost':'32100.01'}]}",
     FAIL, "budget.0.purpose", "US$ 32,100.01"},
    {FULL, "staff-share",
     "{'budget':[{'class':'staff','source':'fund','quantity':'1','unit_cost':'40.01'},"
     "{'class':'travel','source':'fund','quantity':'1','unit_cost':'59.99'}]}",
     FAIL, "budget.0.class", "US$ 40.01"},
    {FULL, "staff-share",
     "{'budget':[{'class':'staff','source':'fund','quantity':'4','unit_cost':'10.00'},"
     "{'class':'travel','source':'fund','quantity':'6','unit_cost':'10.00'}]}",
     PASS, NULL, NULL},
    {FULL, "equipment-share",
     "{'budget':[{'class':'equipment','source':'fund','quantity':'1','unit_cost':'1.00'}]}", FAIL,
     NULL, NULL},
    {FULL, "equipment-share",
     "{'budget':[{'class':'equipment','source':'fund','quantity':'x','unit_cost':'1.00'}]}", ASK,
     NULL, NULL},
    {FULL, "travel-share",
     "{'budget':[{'class':'travel','source':'fund','quantity':'1','unit_cost':'1.00'}]}", FAIL,
     NULL, NULL},
    {FULL, "monitoring", "{}", ASK, NULL, NULL},
    {FULL, "outreach-quality", "{}", ASK, NULL, NULL},
    {FULL, "management", "{}", ASK, NULL, NULL},
};
#define EXAMPLES (sizeof examples / sizeof *examples)

TEST(each_rule_has_its_examples)
{
    open_editions();
    for (size_t i = 0; i < EXAMPLES; i++)
        expect(untfhs, examples[i].form,
               strcmp(examples[i].form, NOTE) == 0 ? good_note : good_proposal, examples[i].id,
               examples[i].patch, examples[i].verdict, examples[i].field, examples[i].says);
    for (size_t i = 0; i < untfhs->rule_count; i++) {
        bool shown = false;
        for (size_t k = 0; k < EXAMPLES && !shown; k++)
            shown = str_eq(untfhs->rules[i].id, str_c(examples[k].id)) &&
                    (untfhs->rules[i].human || examples[k].verdict == FAIL);
        if (!shown) test_fail(__FILE__, __LINE__, "example", str_z(a, untfhs->rules[i].id), "one");
    }
}

static void all_pass(const struct edition *e, const char *form, const char *good)
{
    struct finding_array list = {0}, faults = {0};
    json_t *doc = json(good);
    const struct form *f = edition_form(e, str_c(form));
    CHECK_INT(edition_judge(e, f, doc, S("en"), a, &list), OK);
    for (size_t i = 0; i < list.n; i++)
        if (list.v[i].verdict != (list.v[i].rule->human ? VERDICT_ASK : VERDICT_PASS))
            test_fail(__FILE__, __LINE__, str_z(a, list.v[i].rule->id), str_z(a, list.v[i].message),
                      "pass");
    CHECK_INT(edition_complete(e, f, doc, S("en"), a, &faults), OK);
    for (size_t i = 0; i < faults.n; i++)
        test_fail(__FILE__, __LINE__, str_z(a, faults.v[i].field), str_z(a, faults.v[i].message),
                  "complete");
    json_decref(doc);
}

TEST(good_documents_pass)
{
    open_editions();
    all_pass(untfhs, NOTE, good_note);
    all_pass(untfhs, FULL, good_proposal);
    all_pass(community, "idea", good_idea);
}

TEST(community_rules)
{
    open_editions();
    const char *f = "idea";
    expect(community, f, good_idea, "amount", "{'wish':'199.99'}", FAIL, "wish", "EUR 199.99");
    expect(community, f, good_idea, "year", "{'months':13}", FAIL, "months", "12");
    expect(community, f, good_idea, "in-force", "{'begin':'2026-01-01'}", FAIL, "begin", "2026");
    expect(community, f, good_idea, "own-effort", "{'own':'44.99'}", FAIL, "own", NULL);
    expect(community, f, good_idea, "own-effort", "{'own':'45.00'}", PASS, NULL, NULL);
    expect(community, f, good_idea, "food",
           "{'costs':[{'kind':'food','euros':'33.00'},"
           "{'kind':'fee','euros':'67.00'}]}",
           FAIL, NULL, NULL);
    expect(community, f, good_idea, "food", "{'costs':[{'kind':'fee','euros':'67.00'}]}", PASS,
           NULL, NULL);
    expect(community, f, good_idea, "covered", "{'wish':'449.00'}", FAIL, "costs", "1.00 euros");
    expect(community, f, good_idea, "covered", "{'own':'x'}", ASK, NULL, NULL);
    expect(community, f, good_idea, "together", "{}", ASK, NULL, NULL);
}

TEST(messages_in_french)
{
    open_editions();
    struct finding_array list = {0};
    json_t *doc = patched(good_proposal, "{'workplan':[{'from_month':1,'to_month':6}]}");
    CHECK_INT(edition_judge(untfhs, edition_form(untfhs, S(FULL)), doc, S("fr"), a, &list), OK);
    CHECK_STR(finding_of(&list, "no-idle-month")->message, "Rien n’est prévu pour le mois 7.");
    json_decref(doc);
}

TEST(inputs_are_kept)
{
    open_editions();
    struct finding_array list = {0};
    json_t *doc = json(good_note);
    CHECK_INT(edition_judge(untfhs, edition_form(untfhs, S(NOTE)), doc, S("en"), a, &list), OK);
    CHECK_STR(finding_of(&list, "outreach-share")->inputs,
              "{\"=limit\":\"US$ 32,100\",\"=value\":\"US$ 32,100\",\"amount\":\"1070000.00\","
              "\"outreach_cost\":\"32100.00\"}");
    CHECK_STR(finding_of(&list, "amount-window-2")->inputs,
              "{\"=applies\":false,\"window\":\"I\"}");
    json_decref(doc);
}

static void incomplete(const char *patch, const char *field, const char *says)
{
    struct finding_array list = {0};
    json_t *doc = patched(good_note, patch);
    CHECK_INT(edition_complete(untfhs, edition_form(untfhs, S(NOTE)), doc, S("en"), a, &list), OK);
    bool found = false;
    for (size_t i = 0; i < list.n; i++) {
        CHECK(list.v[i].rule == NULL && list.v[i].verdict == VERDICT_FAIL);
        if (str_eq(list.v[i].field, str_c(field)) && str_find(list.v[i].message, str_c(says)) >= 0)
            found = true;
    }
    if (!found)
        test_fail(__FILE__, __LINE__, patch, list.n > 0 ? str_z(a, list.v[0].message) : "none",
                  says);
    json_decref(doc);
}

TEST(completeness)
{
    open_editions();
    incomplete("{'title':' '}", "title", "Fill in “Title”");
    incomplete("{'title':7}", "title", "not text");
    incomplete("{'title':'a\\nb'}", "title", "one line");
    incomplete("{'window':'III'}", "window", "Choose one");
    incomplete("{'window':['I']}", "window", "Choose one");
    incomplete("{'situations':'conflict'}", "situations", "takes a list");
    incomplete("{'situations':['x']}", "situations", "Choose one");
    incomplete("{'countries':['Mozambique']}", "countries", "Choose one");
    incomplete("{'months':'24'}", "months", "whole number");
    incomplete("{'months':61}", "months", "at most 60");
    incomplete("{'start':'2027-02-29'}", "start", "not a date");
    incomplete("{'amount':'1,000.00'}", "amount", "amount in USD");
    incomplete("{'amount':'1.001'}", "amount", "amount in USD");
    incomplete("{'amount':'-1.00'}", "amount", "amount in USD");
    incomplete("{'amount':'.50'}", "amount", "amount in USD");
    incomplete("{'amount':'1.'}", "amount", "amount in USD");
    incomplete("{'amount':'99999999999999999999'}", "amount", "amount in USD");
    incomplete("{'endorsement':{'hash':'xyz','name':'a','size':1,'type':'t'}}", "endorsement",
               "Upload");
    incomplete("{'endorsement':{'hash':'"
               "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
               "','name':'a.docx','size':1,'type':'text/plain'}}",
               "endorsement", "asks for a PDF; “a.docx” is none");
    incomplete("{'matrix':'x'}", "matrix", "rows of");
    incomplete("{'matrix':[{'dimension':'food'},{'dimension':'far'}]}", "matrix.1.dimension",
               "Choose one");
    incomplete("{'budget':[{},{'organization':'a','item':'i','direct':'x'}]}", "budget.1.direct",
               "amount");
    struct buf b;
    buf_init(&b, 4096);
    buf_lit(&b, "{'summary':'");
    for (int i = 0; i < 301; i++)
        buf_lit(&b, "w ");
    buf_add(&b, (str){"'}", 3}); /* with its NUL */
    incomplete(b.p, "summary", "at most 300 words; there are 301");
    buf_free(&b);
}

static struct digest canonical(const char *text, str *bytes)
{
    struct digest d;
    json_t *doc = json(text);
    CHECK_INT(document_canonical(edition_form(untfhs, S(NOTE)), doc, a, bytes, &d), OK);
    json_decref(doc);
    return d;
}

TEST(canonical_form)
{
    open_editions();
    str one, two;
    struct digest x =
        canonical("{'title':'T','months':24,'partners':[{'type':'un','name':'N'}]}", &one);
    struct digest y = canonical("{'partners':[{'name':'N','type':'un','x':1},{}],'unknown':true,"
                                "'summary':'','months':24,'sdg':[],'title':'T'}",
                                &two);
    CHECK_STR(one,
              "{\"months\":24,\"partners\":[{\"name\":\"N\",\"type\":\"un\"}],\"title\":\"T\"}");
    CHECK(str_eq(one, two) && digest_eq(x, y));
    struct digest z = canonical("{'title':'T','months':25}", &two);
    CHECK(!digest_eq(x, z));
    (void)canonical("{'title':1.5,'matrix':'typed','months':'x'}", &two);
    CHECK_STR(two, "{\"matrix\":\"typed\",\"months\":\"x\"}");
    (void)canonical("[1]", &two);
    CHECK_STR(two, "{}");
}

TEST(values_by_meaning)
{
    open_editions();
    json_t *doc = json(good_note);
    const struct form *f = edition_form(untfhs, S(NOTE));
    str title, *codes;
    i64 n;
    size_t count;
    struct money m;
    CHECK(document_text(f, doc, "title", &title));
    CHECK_STR(title, "Water and peace in two districts");
    CHECK(document_int(f, doc, "months", &n) && n == 24);
    CHECK(document_int(f, doc, "start", &n) && n == date_of(2027, 3, 1));
    CHECK(!document_int(f, doc, "amount", &n));
    CHECK(!document_text(f, doc, "goal", &title));
    CHECK(document_money(untfhs, f, doc, "amount", &m) && m.minor == 107000000);
    CHECK(document_money(untfhs, f, doc, "direct_cost", &m) && m.minor == 100000000);
    CHECK(!document_money(untfhs, f, doc, "title", &m));
    CHECK_INT(document_codes(f, doc, "dimension", a, &codes, &count), OK);
    CHECK_INT(count, 2);
    if (count == 2) CHECK_STR(codes[0], "environmental");
    CHECK_INT(document_codes(f, doc, "organization", a, &codes, &count), OK);
    CHECK_INT(count, 1);
    CHECK_INT(document_codes(f, doc, "nothing", a, &codes, &count), OK);
    CHECK_INT(count, 0);
    json_decref(doc);
    doc = json("[]");
    CHECK(!document_text(f, doc, "title", &title));
    json_decref(doc);
}

TEST(end)
{
    edition_free(untfhs);
    edition_free(community);
    arena_free(a);
}

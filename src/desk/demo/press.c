/* press.c: the library, meetings, stories and the newsletter issue of 2007, its facts in our own words
** with their sources, from data/; and what an office would say of the calls of the running year. */
#include "web/demo.h"

#include "desk/demo/make_pdf.h"
#include "fund/programme/csv.h"
#include "web/registry.h"

#include "gen/demo_sql.h"
#include "gen/model.h"
#include "gen/registry.h"

#define PDF_BYTES (1 << 20)
#define ISSUE "1"

static void field_z(struct demo *d, const char *name, const char *value)
{
    demo_field(d, name, str_c(value));
}

/* The text of a page in data/ without its heading, which is the title. */
static str text_of(const char *asset, str *title)
{
    str rest = demo_asset(asset), line = NO_STR;
    str_cut(&rest, '\n', &line);
    *title = str_starts(line, S("# ")) ? str_sub(line, 2, line.n) : line;
    return str_trim(rest);
}

static enum status publish(struct demo *d, const char *room, str code)
{
    return demo_post(d, "/desk/%s/%.*s/publish", room, P(code));
}

/* --- the library -------------------------------------------------------------------------------------- */

static enum status theme_make(struct demo *d, str *slug)
{
    str title, title_fr;
    str intro = text_of("demo/data/pages/theme-human-security.en.md", &title);
    str intro_fr = text_of("demo/data/pages/theme-human-security.fr.md", &title_fr);
    demo_field(d, "title", title);
    demo_field(d, "title_fr", title_fr);
    demo_field(d, "intro", intro);
    demo_field(d, "intro_fr", intro_fr);
    field_z(d, "slug", "human-security");
    TRY(demo_post(d, "/desk/themes"));
    *slug = demo_after(d, "/desk/themes/");
    demo_upload(d, "picture", S("fields.png"), S("image/png"),
                demo_asset("demo/data/theme-human-security.png"));
    field_z(d, "alt",
            "Drawing: neighbours work a field together, behind them a village and a sun with seven "
            "rings, one for each dimension of human security.");
    field_z(d, "alt_fr",
            "Dessin : des voisins travaillent ensemble un champ ; derrière eux, un village et un "
            "soleil à sept anneaux, un par dimension de la sécurité humaine.");
    TRY(demo_post(d, "/desk/themes/%.*s/picture", P(*slug)));
    return publish(d, "themes", *slug);
}

static enum status document_make(struct demo *d, str theme)
{
    struct buf b;
    buf_init(&b, PDF_BYTES);
    field_z(d, "title", "Human Security at the United Nations. Newsletter, issue 1 (retold)");
    field_z(d, "title_fr",
            "La sécurité humaine aux Nations Unies. Bulletin, numéro 1 (en nos propres mots)");
    field_z(d, "publisher",
            "United Nations Office for the Coordination of Humanitarian Affairs (OCHA)");
    field_z(d, "unit", "Human Security Unit");
    field_z(d, "label", "Newsletter, issue 1, Fall 2007");
    field_z(d, "issued", "2007-09-01");
    field_z(d, "lang", "en");
    field_z(
        d, "abstract",
        "The first issue: how the idea of human security came about, what the Unit, the Advisory Board and the Trust Fund do, and the meetings and programmes of that year. This file is a retelling in our own words, not the original, from the copy kept by the Southern African Regional Poverty Network.");
    field_z(
        d, "abstract_fr",
        "Le premier numéro : comment est née l’idée de sécurité humaine, ce que font l’Unité, le Conseil consultatif et le Fonds, les réunions et les programmes de l’année. Ce fichier reprend les faits en nos propres mots, d’après la copie du Southern African Regional Poverty Network ; ce n’est pas l’original.");
    field_z(d, "source", "OCHA");
    demo_field(d, "theme", theme);
    TRY(demo_post(d, "/desk/documents"));
    str code = demo_after(d, "/desk/documents/");
    enum status st = make_pdf(&b, S("Human Security at the United Nations. Newsletter, issue 1"),
                              S("Retold in our own words for a demonstration"),
                              demo_asset("demo/data/newsletter-2007.md"), NULL);
    if (st == OK)
        demo_upload(d, "file", S("newsletter-1-fall-2007.pdf"), S("application/pdf"),
                    str_dup(d->arena, buf_str(&b)));
    buf_free(&b);
    TRY(st);
    TRY(demo_post(d, "/desk/documents/%.*s/file", P(code)));
    return publish(d, "documents", code);
}

/* --- meetings and stories ----------------------------------------------------------------------------- */

/* "newsletter-2007" in data/ is a source that has no address of its own. */
static str address_of(str source, str also)
{
    return str_starts(source, S("http")) ? source : str_starts(also, S("http")) ? also : S("");
}

static enum status events_make(struct demo *d)
{
    struct csv csv;
    struct csv_row x;
    csv_begin(&csv, d->arena, demo_asset("demo/data/events.csv"));
    csv_next(&csv, &x); /* slug_hint … also: see data/README.md */
    while (csv_next(&csv, &x)) {
        if (x.fault || x.n < 14) return FAILED;
        demo_field(d, "slug", x.v[0]);
        demo_field(d, "title", x.v[1]);
        demo_field(d, "title_fr", x.v[2]);
        demo_field(d, "place", x.v[3]);
        demo_field(d, "country", x.v[4]);
        demo_field(d, "starts_day", x.v[5]);
        demo_field(d, "ends_day", x.v[6]);
        demo_field(d, "zone",
                   str_eq(x.v[4], S("SI")) ? S("Europe/Ljubljana") : S("America/New_York"));
        demo_field(d, "organisers", x.v[7]);
        demo_field(d, "chairs", x.v[8]);
        demo_field(d, "attendance", x.v[9]);
        demo_field(d, "body", x.v[10]);
        demo_field(d, "body_fr", x.v[11]);
        demo_field(d, "source", address_of(x.v[12], x.v[13]));
        field_z(d, "status", "held");
        TRY(demo_post(d, "/desk/events"));
        TRY(publish(d, "events", demo_after(d, "/desk/events/")));
    }
    return OK;
}

static enum status stories_make(struct demo *d)
{
    struct csv csv;
    struct csv_row x;
    csv_begin(&csv, d->arena, demo_asset("demo/data/stories.csv"));
    csv_next(
        &csv,
        &x); /* slug_hint,programme,title,title_fr,place,country,published,text,text_fr,source */
    while (csv_next(&csv, &x)) {
        str programme = S("");
        if (x.fault || x.n < 10) return FAILED;
        enum status st = demo_programme_of(d->db, d->arena, x.v[1], &programme);
        if (st != OK && st != NOT_FOUND) return st;
        demo_field(d, "slug", x.v[0]);
        demo_field(d, "programme", programme);
        demo_field(d, "title", x.v[2]);
        demo_field(d, "title_fr", x.v[3]);
        demo_field(d, "place", x.v[4]);
        demo_field(d, "country", x.v[5]);
        demo_field(d, "day", arena_printf(d->arena, "%.*s-01", P(str_sub(x.v[6], 0, 7))));
        demo_field(d, "body", x.v[7]);
        demo_field(d, "body_fr", x.v[8]);
        demo_field(d, "source", address_of(x.v[9], NO_STR));
        TRY(demo_post(d, "/desk/stories"));
        TRY(publish(d, "stories", demo_after(d, "/desk/stories/")));
    }
    return OK;
}

/* --- the newsletter ----------------------------------------------------------------------------------- */

/* The issue's text in data/ between one heading of a section and the next. */
static str section_of(str issue, str heading)
{
    i64 at = str_find(issue, heading);
    if (at < 0) return NO_STR;
    str rest = str_sub(issue, (size_t)at + heading.n, issue.n);
    i64 end = str_find(rest, S("\n## "));
    return str_trim(end < 0 ? rest : str_sub(rest, 0, (size_t)end));
}

static enum status section_add(struct demo *d, const char *title, const char *title_fr, str body)
{
    field_z(d, "section_title", title);
    field_z(d, "section_title_fr", title_fr);
    demo_field(d, "section_body", body);
    return demo_post(d, "/desk/newsletters/" ISSUE "/sections");
}

static enum status item_add(struct demo *d, str section, const char *kind, i64 id)
{
    demo_field(d, "record", arena_printf(d->arena, "%s-%lld", kind, (long long)id));
    return demo_post(d, "/desk/newsletters/" ISSUE "/sections/%.*s/items", P(section));
}

/* The sections' codes stand on the page in their order; the last two refer to published records. */
static enum status sections_find(struct demo *d, str *news, str *field)
{
    static const char mark[] = "/desk/newsletters/" ISSUE "/sections/";
    TRY(demo_get(d, "/desk/newsletters/" ISSUE));
    str rest = d->body;
    for (i64 at; (at = str_find(rest, str_c(mark))) >= 0;) {
        rest = str_sub(rest, (size_t)at + sizeof mark - 1, rest.n);
        size_t n = 0;
        while (n < rest.n && rest.p[n] != '"' && rest.p[n] != '/')
            n++;
        str code = str_sub(rest, 0, n);
        if (str_eq(code, *field)) continue;
        *news = *field;
        *field = str_dup(d->arena, code);
    }
    return news->n && field->n ? OK : FAILED;
}

static enum status issue_make(struct demo *d)
{
    static const char *const meetings[] = {
        "climate-change-workshop", "network-ministerial-ljubljana", "friends-second-meeting"};
    static const char *const stories[] = {"south-lebanon-clearing-fields",
                                          "north-caucasus-one-plan"};
    str issue = demo_asset("demo/data/newsletter-2007.md"), news = NO_STR, field = NO_STR;
    i64 id = 0;
    field_z(d, "number", ISSUE);
    field_z(d, "season", "Fall 2007");
    field_z(d, "title", "Human Security at the United Nations");
    field_z(d, "title_fr", "La sécurité humaine aux Nations Unies");
    field_z(
        d, "intro",
        "The first issue, retold in our own words. The Unit means to publish four issues a year. They are for people in civil society who follow human security, and they invite partnerships between civil society, the United Nations and the wider world.");
    field_z(
        d, "intro_fr",
        "Le premier numéro, raconté en nos propres mots. L’Unité prévoit quatre numéros par an. Ils s’adressent aux personnes de la société civile qui suivent la sécurité humaine, et invitent à des partenariats entre la société civile, les Nations Unies et le monde.");
    field_z(d, "day", "2007-09-01");
    TRY(demo_post(d, "/desk/newsletters"));
    TRY(section_add(d, "Human security: towards one approach",
                    "La sécurité humaine : vers une seule approche",
                    section_of(issue, S("## 1. Human security: towards one approach"))));
    TRY(section_add(d, "Human security at the United Nations",
                    "La sécurité humaine aux Nations Unies",
                    section_of(issue, S("## 2. Human security at the United Nations"))));
    TRY(section_add(d, "Conferences and meetings", "Conférences et réunions", S("")));
    TRY(section_add(d, "From the field", "Du terrain", S("")));
    TRY(sections_find(d, &news, &field));
    for (size_t i = 0; i < sizeof meetings / sizeof *meetings; i++) {
        TRY(demo_event_id(d->db, d->arena, str_c(meetings[i]), &id));
        TRY(item_add(d, news, "event", id));
    }
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++) {
        TRY(demo_story_id(d->db, d->arena, str_c(stories[i]), &id));
        TRY(item_add(d, field, "story", id));
    }
    return publish(d, "newsletters", S(ISSUE));
}

/* DEMO 30
** The library with its first document, meetings, stories, the issue of 2007. */
enum status press_demo(struct demo *d)
{
    str theme;
    printf("  library, meetings, stories, newsletter\n");
    demo_at(d, demo_instant(d, -300, 10, 0));
    TRY(demo_as(d, "editor"));
    TRY(theme_make(d, &theme));
    TRY(document_make(d, theme));
    demo_at(d, demo_instant(d, -299, 10, 0));
    TRY(demo_as(d, "editor"));
    TRY(events_make(d));
    TRY(stories_make(d));
    demo_at(d, demo_instant(d, -298, 10, 0));
    TRY(demo_as(d, "editor"));
    return issue_make(d);
}

/* --- the running year --------------------------------------------------------------------------------- */

static enum status session_make(struct demo *d)
{
    field_z(d, "title", "Questions and answers on the open call (example)");
    field_z(d, "title_fr", "Questions et réponses sur l’appel ouvert (exemple)");
    field_z(d, "place", "Online");
    field_z(d, "zone", "America/New_York");
    demo_field(d, "starts_day", demo_day(d, 9));
    field_z(d, "starts_time", "10:00");
    demo_field(d, "ends_day", demo_day(d, 9));
    field_z(d, "ends_time", "11:30");
    field_z(d, "organisers", "Office of the fund (demonstration)");
    field_z(
        d, "body",
        "The office explains the call, the form and the rules, and answers what was asked in writing before. An example of this demonstration.");
    field_z(
        d, "body_fr",
        "Le bureau explique l’appel, le formulaire et les règles, et répond aux questions posées par écrit. Un exemple de cette démonstration.");
    field_z(d, "status", "confirmed");
    TRY(demo_post(d, "/desk/events"));
    return publish(d, "events", demo_after(d, "/desk/events/"));
}

/* DEMO 50
** News of the open call, a session to come, and a draft made from the programme that was approved. */
enum status year_demo(struct demo *d)
{
    str programme;
    printf("  news of the running year\n");
    demo_at(d, demo_instant(d, -1, 10, 0));
    TRY(demo_as(d, "editor"));
    field_z(d, "title", "A call for proposals is open (example)");
    field_z(d, "title_fr", "Un appel à propositions est ouvert (exemple)");
    field_z(
        d, "lead",
        "Organizations that work together can send a concept note. The rules stand beside each question.");
    field_z(
        d, "lead_fr",
        "Les organisations qui travaillent ensemble peuvent envoyer une note de concept. Les règles figurent à côté de chaque question.");
    field_z(
        d, "body",
        "See [the calls](/calls) for the deadline and for what the form asks, and [the guidelines](/guidelines) for the rules. This call is an example of the demonstration.");
    field_z(
        d, "body_fr",
        "Voyez [les appels](/calls) pour la date limite et le contenu du formulaire, et [les directives](/guidelines) pour les règles. Cet appel est un exemple de la démonstration.");
    demo_field(d, "day", demo_day(d, -20));
    TRY(demo_post(d, "/desk/news"));
    TRY(publish(d, "news", demo_after(d, "/desk/news/")));
    TRY(session_make(d));
    TRY(demo_programme_awarded(d->db, d->arena, &programme));
    return demo_post(d, "/desk/news/from/%.*s", P(programme));
}

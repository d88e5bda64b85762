/* field.c: one setting as a field of a form: its input by its type, its check, its words. Called by
** settings.c and by the first visit (setup.c). */
#include "desk/settings/settings.h"

#include "mail/mail.h"
#include "web/app.h"
#include "web/days.h"
#include "web/out.h"
#include "web/terms.h"
#include "web/text.h"

#include <fcntl.h>
#include <unistd.h>

#define TEXT_MAX 300
#define MARKDOWN_MAX 4000
#define DAYS_CHARS 40000
#define MARK_BYTES (60 * 1024)
#define MARK_SIDE 1200

/* Cities of many offices; a zone that is not here stays in the list while it is chosen. */
static const char *const zones[] = {"Africa/Abidjan",
                                    "Africa/Addis_Ababa",
                                    "Africa/Cairo",
                                    "Africa/Dakar",
                                    "Africa/Harare",
                                    "Africa/Johannesburg",
                                    "Africa/Kigali",
                                    "Africa/Kinshasa",
                                    "Africa/Lagos",
                                    "Africa/Maputo",
                                    "Africa/Maseru",
                                    "Africa/Nairobi",
                                    "Africa/Tunis",
                                    "America/Bogota",
                                    "America/Buenos_Aires",
                                    "America/Chicago",
                                    "America/Guatemala",
                                    "America/Lima",
                                    "America/Los_Angeles",
                                    "America/Mexico_City",
                                    "America/New_York",
                                    "America/Panama",
                                    "America/Port-au-Prince",
                                    "America/Santiago",
                                    "America/Sao_Paulo",
                                    "Asia/Almaty",
                                    "Asia/Amman",
                                    "Asia/Baghdad",
                                    "Asia/Bangkok",
                                    "Asia/Beirut",
                                    "Asia/Colombo",
                                    "Asia/Dhaka",
                                    "Asia/Dushanbe",
                                    "Asia/Ho_Chi_Minh",
                                    "Asia/Jakarta",
                                    "Asia/Kabul",
                                    "Asia/Karachi",
                                    "Asia/Kathmandu",
                                    "Asia/Kolkata",
                                    "Asia/Manila",
                                    "Asia/Shanghai",
                                    "Asia/Tashkent",
                                    "Asia/Tbilisi",
                                    "Asia/Tokyo",
                                    "Asia/Ulaanbaatar",
                                    "Asia/Yangon",
                                    "Australia/Sydney",
                                    "Europe/Belgrade",
                                    "Europe/Berlin",
                                    "Europe/Brussels",
                                    "Europe/Istanbul",
                                    "Europe/Kyiv",
                                    "Europe/London",
                                    "Europe/Paris",
                                    "Europe/Sarajevo",
                                    "Europe/Vienna",
                                    "Europe/Zurich",
                                    "Pacific/Auckland",
                                    "Pacific/Fiji",
                                    "Pacific/Port_Moresby",
                                    "UTC"};

/* Letters that leave need an address that can be written to. */
static bool is_address(const struct setting_entry *e)
{
    return strcmp(e->key, "mail.from") == 0 || strcmp(e->key, "mail.news") == 0;
}

/* What stands on every page and in every letter may not be empty. */
static bool is_needed(const struct setting_entry *e)
{
    return strcmp(e->key, "fund.name") == 0 || strcmp(e->key, "fund.short_name") == 0 ||
           is_address(e);
}

static str field_name(struct arena *a, const char *key)
{
    char *p = (char *)str_dup(a, str_c(key)).p;
    size_t n = strlen(p);
    for (size_t i = 0; i < n; i++)
        if (p[i] == '.') p[i] = '_';
    return (str){p, n};
}

static void choice_add(struct request *r, struct settings_field *f, str code, str label)
{
    for (size_t i = 0; i < f->items.n; i++)
        if (str_eq(f->items.v[i].code, code)) return;
    *PUSH(r->arena, &f->items) = (struct part_choice){.code = code, .label = label};
}

static void choices_fill(struct request *r, const struct setting_entry *e, struct settings_field *f)
{
    if (e->type == SETTING_CHOICE)
        for (size_t i = 0; i < e->choice_count; i++)
            choice_add(r, f, str_c(e->choices[i]), tr(r->lang, e->choices[i]));
    if (e->type == SETTING_LANGUAGES)
        for (size_t i = 0; i < text_language_count; i++)
            choice_add(r, f, str_c(text_languages[i].lang),
                       term_label(r->lang, "language", str_c(text_languages[i].lang)));
    if (e->type != SETTING_ZONE) return;
    if (f->value.n) choice_add(r, f, f->value, f->value);
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (zone_find(str_c(zones[i]))) choice_add(r, f, str_c(zones[i]), str_c(zones[i]));
}

void settings_field_fill(struct request *r, const struct setting_entry *e, str value,
                         struct settings_field *out)
{
    static const char *const kinds[] = {
        [SETTING_TEXT] = "text",    [SETTING_MARKDOWN] = "area", [SETTING_DAYS] = "days",
        [SETTING_INT] = "number",   [SETTING_BOOL] = "check",    [SETTING_CHOICE] = "choice",
        [SETTING_COLOUR] = "color", [SETTING_ZONE] = "choice",   [SETTING_LANGUAGES] = "checks"};
    *out = (struct settings_field){.key = str_c(e->key),
                                   .name = field_name(r->arena, e->key),
                                   .label = T(r, e->help),
                                   .kind = is_address(e) ? S("email") : str_c(kinds[e->type]),
                                   .value = value,
                                   .chosen = value,
                                   .is_on = str_eq(value, S("yes"))};
    choices_fill(r, e, out);
}

static bool colour_good(str s)
{
    if (s.n != 7 || s.p[0] != '#') return false;
    for (size_t i = 1; i < s.n; i++)
        if (!strchr("0123456789abcdefABCDEF", s.p[i])) return false;
    return true;
}

/* English stands at the bare address, so it is always one of them and the first. */
static str languages_read(struct request *r, const char *name)
{
    str value = S("en");
    struct pair_array ticked = fields_named(r, name);
    for (size_t i = 0; i < text_language_count; i++)
        for (size_t k = 0; k < ticked.n; k++)
            if (str_eq(ticked.v[k].value, str_c(text_languages[i].lang)) &&
                !str_eq(ticked.v[k].value, S("en")))
                value = arena_printf(r->arena, "%.*s %.*s", P(value), P(ticked.v[k].value));
    return value;
}

static bool is_choice(const struct setting_entry *e, str value)
{
    for (size_t i = 0; i < e->choice_count; i++)
        if (str_eq(str_c(e->choices[i]), value)) return true;
    return false;
}

static bool days_read(struct request *r, const char *name, str *value)
{
    str text, bad;
    if (!take_text(r, name, DAYS_CHARS, &text)) return false;
    if (days_tidy(r->arena, text, value, &bad)) return true;
    if (bad.n)
        problem(
            r, name,
            "Write a line for each day, with its date and its name, such as 2026-12-25 Christmas "
            "Day. This line is not one: %.*s",
            P(str_abbrev(bad, 60)));
    else
        problem(r, name, "These are more than %d days. Take out those of past years.", DAYS_MOST);
    return false;
}

bool settings_read(struct request *r, const struct setting_entry *e, str *value)
{
    const char *name = field_name(r->arena, e->key).p;
    i64 number, most = str_ends(str_c(e->key), S("percent")) ? 100 : 1000000000;
    switch (e->type) {
    case SETTING_TEXT:
        if (!(is_needed(e) ? need_text : take_text)(r, name, TEXT_MAX, value)) return false;
        if (!is_address(e) || mail_address_ok(*value)) return true;
        problem(r, name, "Write an address such as office@example.org.");
        return false;
    case SETTING_MARKDOWN:
        return take_text(r, name, MARKDOWN_MAX, value);
    case SETTING_DAYS:
        return days_read(r, name, value);
    case SETTING_INT:
        if (!take_int(r, name, 0, most, &number)) return false;
        *value = arena_printf(r->arena, "%lld", (long long)number);
        return true;
    case SETTING_BOOL:
        *value = str_eq(field(r, name), S("yes")) ? S("yes") : S("no");
        return true;
    case SETTING_LANGUAGES:
        *value = languages_read(r, name);
        return true;
    case SETTING_COLOUR:
        *value = str_lower(r->arena, field(r, name));
        if (colour_good(*value)) return true;
        problem(r, name, "Write a colour as # and six hexadecimal digits, for example #0b5563.");
        return false;
    case SETTING_ZONE:
        *value = field(r, name);
        if (value->n && zone_find(*value)) return true;
        problem(r, name, "Choose one of the time zones in the list.");
        return false;
    case SETTING_CHOICE:
        *value = field(r, name);
        if (is_choice(e, *value)) return true;
        problem(r, name, "Choose one from the list.");
        return false;
    }
    return false;
}

/* --- the mark --------------------------------------------------------------------------------------- */

static i64 be32(const u8 *p)
{
    return (i64)p[0] << 24 | (i64)p[1] << 16 | (i64)p[2] << 8 | p[3];
}

/* Width and height stand at a fixed place of every PNG. */
static bool png_size(const char *path, i64 *width, i64 *height)
{
    static const u8 signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n',
                                   0,    0,   0,   13,  'I',  'H',  'D',  'R'};
    u8 head[24];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    bool whole = io_read(fd, head, sizeof head) == (i64)sizeof head;
    close(fd);
    if (!whole || memcmp(head, signature, sizeof signature) != 0) return false;
    *width = be32(head + 16);
    *height = be32(head + 20);
    return *width > 0 && *height > 0;
}

bool settings_mark_take(struct request *r, const char *name, str *value)
{
    struct upload *u = upload(r, name);
    struct digest hash;
    i64 width, height, size;
    enum status kept;
    if (!u || !u->size) return false;
    if (!str_eq(u->type, S("image/png")) || !png_size(u->path, &width, &height))
        problem(r, name, "Choose a picture in PNG format; a transparent ground looks best.");
    else if (u->size > MARK_BYTES)
        problem(r, name,
                "Make the picture smaller: it stands on every page, so 60 KB is the most.");
    else if (width > MARK_SIDE || height > MARK_SIDE)
        problem(r, name, "Make the picture smaller: at most 1200 by 1200 points.");
    else if ((kept = file_keep(r->app->store, u->path, &hash, &size)) != OK)
        r->fault = kept;
    else {
        *value = arena_printf(r->arena, "%.*s %lld %lld", P(digest_hex(r->arena, hash)),
                              (long long)width, (long long)height);
        return true;
    }
    return false;
}

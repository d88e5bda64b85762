/* sheet.c: the one style sheet with the fund's colour in it, and the policy that allows exactly this
** sheet. Called when a page is written. A sheet that is in use stays readable for ever: a change of
** colour, which is rare, leaves the old one behind. */
#include "web/layout.h"

#include "gen/assets.h"

#include <math.h>
#include <pthread.h>
#include <sodium.h>

#define LIGHT_PAPER ((struct colour){255, 255, 255})
#define DARK_PAPER ((struct colour){18, 25, 29})
#define LIGHT_CONTRAST 5.4
#define DARK_CONTRAST 7.0

struct colour {
    int r, g, b;
};

struct sheet {
    str accent;
    struct layout_sheet out;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct arena *memory;
static _Atomic(const struct sheet *) current;

/* --- colours: WCAG 2 relative luminance and contrast -------------------------------------------- */

static double channel(int v)
{
    double c = v / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double contrast(struct colour a, struct colour b)
{
    double la = 0.2126 * channel(a.r) + 0.7152 * channel(a.g) + 0.0722 * channel(a.b);
    double lb = 0.2126 * channel(b.r) + 0.7152 * channel(b.g) + 0.0722 * channel(b.b);
    return la > lb ? (la + 0.05) / (lb + 0.05) : (lb + 0.05) / (la + 0.05);
}

/* `part` percent of a, the rest of b. */
static struct colour mix(struct colour a, struct colour b, int part)
{
    return (struct colour){(a.r * part + b.r * (100 - part)) / 100,
                           (a.g * part + b.g * (100 - part)) / 100,
                           (a.b * part + b.b * (100 - part)) / 100};
}

/* The colour nearest to `c` that can be read on the paper and on the paper's tint of itself. */
static struct colour readable(struct colour c, struct colour paper, struct colour towards,
                              double needed, struct colour *tint)
{
    for (int keep = 100;; keep -= 2) {
        struct colour shown = mix(c, towards, keep);
        *tint = mix(shown, paper, 12);
        if (keep == 0 || (contrast(shown, paper) >= needed && contrast(shown, *tint) >= 4.5))
            return shown;
    }
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static bool colour_parse(str s, struct colour *out)
{
    int v[6];
    if (s.n != 7 || s.p[0] != '#') return false;
    for (int i = 0; i < 6; i++)
        if ((v[i] = hex_digit(s.p[i + 1])) < 0) return false;
    *out = (struct colour){v[0] * 16 + v[1], v[2] * 16 + v[3], v[4] * 16 + v[5]};
    return true;
}

/* --- the sheet ------------------------------------------------------------------------------------ */

static void put_accent(struct buf *b, struct colour c, struct colour paper, struct colour towards,
                       double needed)
{
    struct colour tint, shown = readable(c, paper, towards, needed, &tint);
    buf_printf(b, ":root{--accent:#%02x%02x%02x;--accent-soft:#%02x%02x%02x}", shown.r, shown.g,
               shown.b, tint.r, tint.g, tint.b);
}

static str policy(struct arena *a, str css, const char *more)
{
    u8 hash[crypto_hash_sha256_BYTES];
    struct buf b;
    buf_init(&b, 1000);
    crypto_hash_sha256(hash, (const u8 *)css.p, css.n);
    buf_lit(&b, "default-src 'none'; style-src 'sha256-");
    buf_base64(&b, hash, sizeof hash);
    buf_lit(&b, "'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
                "frame-ancestors 'none'");
    buf_add(&b, str_c(more));
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

static void put_file(struct buf *b, int file)
{
    buf_add(b, (str){(const char *)assets[file].bytes, assets[file].n});
}

/* The accent comes last, so that it wins over the one that stands in frame.css. */
static str css_make(struct arena *a, struct colour c, bool whole)
{
    struct buf b;
    buf_init(&b, assets[ASSET_FRAME_CSS].n + assets[ASSET_STYLE_CSS].n + 1000);
    put_file(&b, ASSET_FRAME_CSS);
    if (whole) put_file(&b, ASSET_STYLE_CSS);
    put_accent(&b, c, LIGHT_PAPER, (struct colour){0, 0, 0}, LIGHT_CONTRAST);
    buf_lit(&b, "@media(prefers-color-scheme:dark){");
    put_accent(&b, c, DARK_PAPER, (struct colour){255, 255, 255}, DARK_CONTRAST);
    buf_lit(&b, "}");
    str css = str_dup(a, buf_str(&b));
    buf_free(&b);
    return css;
}

/* The icon is a disc of the fund's colour, inside the page: one request less. */
static str tag_make(struct arena *a, struct colour c, str css)
{
    return arena_printf(
        a,
        "<link rel=\"icon\" href=\"data:image/svg+xml,%%3Csvg%%20xmlns='http://www.w3.org/2000/svg'"
        "%%20viewBox='0%%200%%208%%208'%%3E%%3Ccircle%%20cx='4'%%20cy='4'%%20r='4'"
        "%%20fill='%%23%02x%02x%02x'/%%3E%%3C/svg%%3E\">"
        "\n<style>%.*s</style>",
        c.r, c.g, c.b, P(css));
}

static const struct sheet *sheet_make(struct arena *a, str accent, struct colour c)
{
    str whole = css_make(a, c, true), light = css_make(a, c, false);
    struct sheet *sheet = NEW(a, struct sheet);
    sheet->accent = str_dup(a, accent);
    sheet->out.tag = tag_make(a, c, whole);
    sheet->out.policy = policy(a, whole, "");
    sheet->out.policy_desk = policy(a, whole, "; script-src 'self'; connect-src 'self'");
    sheet->out.light = tag_make(a, c, light);
    sheet->out.policy_light = policy(a, light, "");
    return sheet;
}

bool layout_style_set(str accent)
{
    struct colour c;
    const struct sheet *now = current;
    if (now && str_eq(now->accent, accent)) return true;
    if (!colour_parse(accent, &c)) return false;
    pthread_mutex_lock(&lock);
    if (!memory) memory = arena_new();
    now = current;
    if (!now || !str_eq(now->accent, accent)) current = sheet_make(memory, accent, c);
    pthread_mutex_unlock(&lock);
    return true;
}

struct layout_sheet layout_sheet(void)
{
    const struct sheet *now = current;
    if (!now) {
        layout_style_set(S("#0b5563"));
        now = current;
    }
    return now->out;
}

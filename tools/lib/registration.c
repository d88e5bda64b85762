/* registration.c: reads ROUTE, COMMAND, JOB … comments; see registration.h. */
#include "registration.h"

#define CALLS_MOST 3 /* from a handler to the function that shows the page */

static const char *const keywords[R_KINDS] = {
    [R_ROUTE] = "ROUTE",     [R_COMMAND] = "COMMAND", [R_JOB] = "JOB",
    [R_GUARD] = "GUARD",     [R_SETTING] = "SETTING", [R_MENU] = "MENU",
    [R_SITEMAP] = "SITEMAP", [R_START] = "START",     [R_RESTORED] = "RESTORED",
    [R_DEMO] = "DEMO",       [R_CHECK] = "CHECK",     [R_DOCTOR] = "DOCTOR",
    [R_RECORD] = "RECORD",   [R_GROUP] = "GROUP",
};

bool path_is_desk(const char *path)
{
    return str_eq(str_c(path), S("/desk")) || str_starts(str_c(path), S("/desk/"));
}

/* Letters of a kind, the first of them a letter. */
static bool is_made_of(str s, const char *more)
{
    if (s.n == 0 || s.p[0] < 'a' || s.p[0] > 'z') return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!plain && (!c || !strchr(more, c))) return false;
    }
    return true;
}

static str need_word(struct scan *s, const char *what)
{
    str word;
    if (!scan_word(s, &word)) fail_at(s->file, s->line, "%s is missing here", what);
    return word;
}

static str need_string(struct scan *s, const char *what)
{
    str text;
    if (!scan_string(s, &text)) fail_at(s->file, s->line, "%s in quotes is missing here", what);
    return text;
}

static const char *need_name(struct scan *s, const char *what, const char *more)
{
    str word = need_word(s, what);
    if (!is_made_of(word, more)) fail_at(s->file, s->line, "'%.*s' is not %s", P(word), what);
    return text_z(word);
}

static i64 need_number(struct scan *s, const char *what)
{
    i64 n = 0;
    str word = need_word(s, what);
    if (!str_i64(word, &n) || n < 0) fail_at(s->file, s->line, "'%.*s' is not %s", P(word), what);
    return n;
}

/* A number with a letter: "5s", "64k". */
static i64 need_amount(struct scan *s, const char *what, const char *letters, const i64 *factors)
{
    i64 n = 0;
    str word = need_word(s, what);
    const char *letter = word.n > 1 ? strchr(letters, word.p[word.n - 1]) : NULL;
    if (!letter || !str_i64(str_sub(word, 0, word.n - 1), &n) || n <= 0 || n > 1000000)
        fail_at(s->file, s->line, "'%.*s' is not %s", P(word), what);
    return n * factors[letter - letters];
}

static void read_segments(struct scan *s, struct registration *r)
{
    str path = str_c(r->path), rest = str_sub(path, 1, path.n), segment;
    if (path.n == 0 || path.p[0] != '/') fail_at(s->file, s->line, "a path begins with /");
    if (path.n == 1) return;
    while (str_cut(&rest, '/', &segment)) {
        bool parameter = segment.n > 0 && segment.p[0] == ':';
        str letters = parameter ? str_sub(segment, 1, segment.n) : segment;
        if (parameter ? !is_made_of(letters, "_") : !is_made_of(letters, "._-"))
            fail_at(s->file, s->line,
                    "'%.*s' is no part of a path: lower-case letters, digits . _ -, or :name",
                    P(segment));
        for (size_t i = 0; parameter && i < r->segments.n; i++)
            if (str_eq(str_c(r->segments.v[i]), segment))
                fail_at(s->file, s->line, "the path has %.*s twice", P(segment));
        *PUSH(tool_arena, &r->segments) = text_z(segment);
    }
}

static void read_route(struct scan *s, struct registration *r)
{
    str method = need_word(s, "GET or POST");
    r->post = str_eq(method, S("POST"));
    if (!r->post && !str_eq(method, S("GET")))
        fail_at(s->file, s->line, "'%.*s' is neither GET nor POST", P(method));
    str address = need_word(s, "a path"), queries = address, name;
    str_cut(&queries, '?', &address);
    r->path = text_z(address);
    read_segments(s, r);
    while (str_cut(&queries, ',', &name)) {
        if (!is_made_of(name, "_"))
            fail_at(s->file, s->line, "'%.*s' is no name of a query parameter", P(name));
        *PUSH(tool_arena, &r->queries) = text_z(name);
    }
    r->max_body = 65536;
    r->desk = path_is_desk(r->path);
    str word;
    while (scan_word(s, &word)) {
        if (str_eq(word, S("public")))
            r->access = "ACCESS_PUBLIC";
        else if (str_eq(word, S("anonymous")))
            r->access = "ACCESS_ANONYMOUS";
        else if (str_eq(word, S("signed")))
            r->access = "ACCESS_SIGNED";
        else if (str_eq(word, S("needs"))) {
            r->access = "ACCESS_NEEDS";
            r->verb = need_name(s, "a verb like call.edit", "._");
        } else if (str_eq(word, S("on")) && r->verb) {
            str on = need_word(s, "a path parameter");
            if (!str_starts(on, S(":"))) fail_at(s->file, s->line, "after on comes a :parameter");
            r->on = text_z(str_sub(on, 1, on.n));
        } else if (str_eq(word, S("anywhere")) && r->verb) {
            r->anywhere = true;
        } else if (str_eq(word, S("max"))) {
            r->max_body =
                need_amount(s, "a size like 64k or 100m", "km", (const i64[]){1024, 1024 * 1024});
        } else {
            fail_at(s->file, s->line,
                    "'%.*s' is not understood; a route is public, anonymous, "
                    "signed or needs VERB [on :param | anywhere], and may have max SIZE",
                    P(word));
        }
    }
    if (!r->access)
        fail_at(s->file, s->line, "who may use it? public, anonymous, signed, or needs VERB");
    bool with_session = str_eq(str_c(r->access), S("ACCESS_SIGNED")) || r->verb;
    if (r->desk && !with_session)
        fail_at(s->file, s->line, "below /desk a route is signed or needs a verb");
    if (!r->desk && with_session)
        fail_at(s->file, s->line,
                "only routes below /desk read a session; this one is public or "
                "anonymous");
    if (r->post && str_eq(str_c(r->access), S("ACCESS_PUBLIC")))
        fail_at(s->file, s->line, "public pages are cached, so a POST is anonymous or signed");
    bool found = !r->on;
    for (size_t i = 0; i < r->segments.n && r->on; i++)
        found = found || strcmp(r->segments.v[i], text_printf(":%s", r->on)) == 0;
    if (!found) fail_at(s->file, s->line, "the path has no parameter :%s", r->on);
}

/* Lower-case words are the name, all that follows is the usage. */
static void read_command(struct scan *s, struct registration *r)
{
    str word;
    const char *name = "", *usage = "";
    int arguments = 0;
    r->dir_at = -1;
    while (scan_word(s, &word)) {
        if (r->live) fail_at(s->file, s->line, "'live' is the last word of a command");
        if (arguments > 0 && str_eq(word, S("live"))) {
            r->live = true;
            continue;
        }
        if (arguments == 0 && is_made_of(word, "-")) {
            name = text_printf("%s%s%.*s", name, r->words ? " " : "", P(word));
            r->words++;
            continue;
        }
        if (str_eq(word, S("DIR"))) r->dir_at = arguments;
        usage = text_printf("%s%s%.*s", usage, arguments ? " " : "", P(word));
        arguments++;
    }
    if (r->words == 0) fail_at(s->file, s->line, "a command has a name in lower-case letters");
    if (r->live && r->dir_at < 0)
        fail_at(s->file, s->line, "a live command has the argument DIR: the fund that may run");
    r->name = name;
    r->usage = usage;
}

static void read_job(struct scan *s, struct registration *r)
{
    r->name = need_name(s, "a name for the job", "_");
    str word;
    if (!scan_word(s, &word)) return;
    r->slow = str_eq(word, S("slow"));
    if (r->slow && !scan_word(s, &word)) return;
    if (!str_eq(word, S("every")))
        fail_at(s->file, s->line, "'%.*s' is not understood; a job may run every 5s", P(word));
    r->number =
        need_amount(s, "a time like 5s, 10m, 1h, 1d", "smhd", (const i64[]){1, 60, 3600, 86400});
}

static void read_choices(struct scan *s, str inside, struct registration *r)
{
    str choice;
    while (str_cut(&inside, '|', &choice)) {
        if (!is_made_of(choice, "_-")) fail_at(s->file, s->line, "'%.*s' is no choice", P(choice));
        *PUSH(tool_arena, &r->choices) = text_z(choice);
    }
}

static void read_setting(struct scan *s, struct registration *r)
{
    static const char *const words[][2] = {
        {"text", "SETTING_TEXT"}, {"markdown", "SETTING_MARKDOWN"},   {"days", "SETTING_DAYS"},
        {"int", "SETTING_INT"},   {"bool", "SETTING_BOOL"},           {"colour", "SETTING_COLOUR"},
        {"zone", "SETTING_ZONE"}, {"languages", "SETTING_LANGUAGES"},
    };
    r->name = need_name(s, "a key like fund.name", "._");
    str type = need_word(s, "a type"), value = NO_STR;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(type, str_c(words[i][0]))) r->type = words[i][1];
    if (str_starts(type, S("choice(")) && str_ends(type, S(")"))) {
        r->type = "SETTING_CHOICE";
        read_choices(s, str_sub(type, 7, type.n - 1), r);
    }
    if (!r->type)
        fail_at(s->file, s->line,
                "'%.*s' is no type of a setting: text, markdown, days, int, bool, "
                "choice(a|b), colour, zone, languages",
                P(type));
    if (!scan_string(s, &value)) value = need_word(s, "the default");
    r->value = text_z(value);
    bool known = r->choices.n == 0;
    for (size_t i = 0; i < r->choices.n; i++)
        known = known || str_eq(str_c(r->choices.v[i]), value);
    if (!known) fail_at(s->file, s->line, "the default '%s' is not one of the choices", r->value);
}

static void read_menu(struct scan *s, struct registration *r)
{
    r->name = need_name(s, "the name of a menu", "_");
    r->number = need_number(s, "a number for the order");
    r->path = text_z(need_word(s, "a path"));
    if (r->path[0] != '/') fail_at(s->file, s->line, "a path begins with /");
    r->label = text_z(need_string(s, "the label"));
    str word;
    r->is_signed = scan_word(s, &word);
    if (!r->is_signed || str_eq(word, S("signed"))) return;
    if (!str_eq(word, S("needs")))
        fail_at(s->file, s->line, "'%.*s' is not understood; an entry may be signed or need a verb",
                P(word));
    r->verb = need_name(s, "a verb like call.edit", "._");
}

/* RECORD newsletter "Issue of the newsletter" as issue search 80 "Newsletter" */
static void read_record(struct scan *s, struct registration *r)
{
    str word;
    r->name = need_name(s, "the name of a table or of a kind that search_put gets", "_");
    r->label = text_z(need_string(s, "what one of them is called"));
    r->segment = r->name;
    while (scan_word(s, &word)) {
        if (str_eq(word, S("as"))) {
            r->segment = need_name(s, "the parameter of its addresses", "_");
        } else if (str_eq(word, S("search"))) {
            r->number = need_number(s, "a number for the order");
            r->plural = text_z(need_string(s, "the heading in the search"));
        } else {
            fail_at(s->file, s->line,
                    "'%.*s' is not understood; a record may stand as PARAMETER in addresses and in "
                    "the search under a NUMBER and a \"heading\"",
                    P(word));
        }
    }
}

/* The ** lines as one text. */
static const char *read_help(const char *file, int line, str rest)
{
    str piece;
    const char *help = "";
    for (; str_cut(&rest, '\n', &piece); line++) {
        piece = str_trim(piece);
        if (piece.n == 0) continue;
        if (!str_starts(piece, S("**"))) fail_at(file, line, "lines of help begin with **");
        piece = str_trim(str_sub(piece, 2, piece.n));
        if (piece.n > 0) help = text_printf("%s%s%.*s", help, help[0] ? " " : "", P(piece));
    }
    return help;
}

static bool read_comment(const struct c_source *c, const struct c_token *t, int room,
                         struct registration *r)
{
    str first, rest = t->text, word;
    str_cut(&rest, '\n', &first);
    if (!str_starts(first, S(" "))) return false;
    struct scan s = {c->file, t->line, first};
    if (!scan_word(&s, &word)) return false;
    int kind = 0;
    while (kind < R_KINDS && !str_eq(word, str_c(keywords[kind])))
        kind++;
    if (kind == R_KINDS) return false;
    *r = (struct registration){
        .kind = (enum registered)kind, .file = c->file, .line = t->line, .room = room};
    if (kind == R_ROUTE)
        read_route(&s, r);
    else if (kind == R_COMMAND)
        read_command(&s, r);
    else if (kind == R_JOB)
        read_job(&s, r);
    else if (kind == R_SETTING)
        read_setting(&s, r);
    else if (kind == R_MENU)
        read_menu(&s, r);
    else if (kind == R_RECORD)
        read_record(&s, r);
    else if (kind == R_GROUP) {
        r->name = need_name(&s, "what the keys of the settings begin with", "_");
        r->label = text_z(need_string(&s, "its heading"));
    } else if (kind == R_DEMO)
        r->number = need_number(&s, "a number for the order");
    else
        r->name = need_name(&s, "a name", "_");
    if (!scan_end(&s)) fail_at(c->file, t->line, "'%.*s' is too much here", P(str_trim(s.rest)));
    r->help = read_help(c->file, t->line + 1, rest);
    return true;
}

/* The function that follows v[*at]: the word before the first '(', where *at then is. */
static const char *function_below(const struct c_source *s, size_t *at, int line)
{
    str name = NO_STR;
    for (; s->v[*at].kind != C_END; ++*at) {
        const struct c_token *t = &s->v[*at];
        if (t->kind == C_COMMENT) continue;
        if (str_eq(t->text, S("static")))
            fail_at(s->file, t->line, "a registered function is not static: the table names it");
        if (str_eq(t->text, S("(")) && name.n > 0) return text_z(name);
        if (t->kind != C_WORD && !str_eq(t->text, S("*"))) break;
        name = t->text;
    }
    fail_at(s->file, line, "no function stands below this comment");
}

static bool is_sign(const struct c_token *t, const char *sign)
{
    return t->kind == C_OTHER && str_eq(t->text, str_c(sign));
}

/* Behind the sign that closes the one at v[i]. */
static size_t behind_pair(const struct c_source *s, size_t i, const char *open, const char *close)
{
    for (int depth = 0; s->v[i].kind != C_END; i++) {
        depth += is_sign(&s->v[i], open) - is_sign(&s->v[i], close);
        if (depth == 0) return i + 1;
    }
    return i;
}

/* The body of a function of this file, from its "{" on; 0 if there is none. */
static size_t body_of(const struct c_source *s, str name)
{
    for (size_t i = 0; i + 1 < s->n; i++) {
        if (s->v[i].kind != C_WORD || !str_eq(s->v[i].text, name) || !is_sign(&s->v[i + 1], "("))
            continue;
        size_t at = behind_pair(s, i + 1, "(", ")");
        if (is_sign(&s->v[at], "{")) return at;
    }
    return 0;
}

/* The view that a handler whose body begins at v[i] shows: the first "show(…, NAME_view" in it, or in
** the functions of this file that it calls. */
static const char *view_shown(const struct c_source *s, size_t i, int depth)
{
    size_t end = behind_pair(s, i, "{", "}");
    for (size_t k = i; k < end; k++) {
        bool show = s->v[k].kind == C_WORD && str_eq(s->v[k].text, S("show"));
        size_t close = show ? behind_pair(s, k + 1, "(", ")") : 0;
        for (size_t j = k + 1; j < close; j++)
            if (s->v[j].kind == C_WORD && str_ends(s->v[j].text, S("_view")))
                return text_z(str_sub(s->v[j].text, 0, s->v[j].text.n - 5));
    }
    for (size_t k = i; depth > 0 && k + 1 < end; k++) {
        bool call = s->v[k].kind == C_WORD && is_sign(&s->v[k + 1], "(");
        size_t body = call ? body_of(s, s->v[k].text) : 0;
        const char *view = body > 0 ? view_shown(s, body, depth - 1) : NULL;
        if (view) return view;
    }
    return NULL;
}

void registrations_read(const struct c_source *s, int room, struct registrations *out)
{
    struct registration r;
    for (size_t i = 0; i < s->n; i++) {
        size_t at = i + 1;
        if (s->v[i].kind != C_COMMENT || !read_comment(s, &s->v[i], room, &r)) continue;
        bool alone =
            r.kind == R_SETTING || r.kind == R_MENU || r.kind == R_RECORD || r.kind == R_GROUP;
        if (!alone) r.fn = function_below(s, &at, s->v[i].line);
        if (r.kind == R_ROUTE && !r.post) {
            at = behind_pair(s, at, "(", ")");
            if (is_sign(&s->v[at], "{")) r.view = view_shown(s, at, CALLS_MOST);
        }
        if ((r.kind == R_START || r.kind == R_RESTORED) && strcmp(r.fn, r.name) != 0)
            fail_at(r.file, r.line, "%s %s stands above another function, %s", keywords[r.kind],
                    r.name, r.fn);
        *PUSH(tool_arena, out) = r;
    }
}

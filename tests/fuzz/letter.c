/* Fuzz target: a letter from words of anybody. The lines of an input are the address, the name of the
** sender, the subject, and the text from the fourth on. What is composed is read back by a reader of
** this file that knows nothing of the composer: each header stands once and holds what was given, no
** line is longer than a relay takes, the text is the same. */
#include "mail/outbox/compose.h"

#include "gen/model.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void require(bool condition)
{
    if (!condition) abort();
}

static str line_take(str *rest)
{
    str line;
    return str_cut(rest, '\n', &line) ? line : NO_STR;
}

/* --- reading a message (RFC 5322, 2045, 2047) ------------------------------------------------------- */

static int value64(char c)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(letters, c) : NULL;
    return at ? (int)(at - letters) : -1;
}

static void base64_read(struct buf *out, str s)
{
    u32 bits = 0;
    int have = 0;
    require(s.n > 0 && s.n % 4 == 0);
    for (size_t i = 0; i < s.n && s.p[i] != '='; i++) {
        int v = value64(s.p[i]);
        require(v >= 0);
        bits = bits << 6 | (u32)v;
        have += 6;
        if (have < 8) continue;
        have -= 8;
        buf_char(out, (char)(bits >> have & 0xff));
    }
}

static str unfolded(struct arena *a, str value)
{
    struct buf b;
    buf_init(&b, value.n + 1);
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] != '\r' && value.p[i] != '\n') buf_char(&b, value.p[i]);
    str out = str_dup(a, buf_str(&b));
    buf_free(&b);
    return out;
}

/* The words of a header as a person reads them. Space between two encoded words is none. */
static str words_read(struct arena *a, str value)
{
    struct buf b;
    str out = unfolded(a, value);
    if (str_find(out, S("=?")) < 0) return out;
    buf_init(&b, 4 * value.n + 1);
    str rest = out, word;
    while (str_cut(&rest, ' ', &word)) {
        require(word.n <= 75 && str_starts(word, S("=?utf-8?B?")) && str_ends(word, S("?=")));
        size_t before = b.n;
        base64_read(&b, str_sub(word, 10, word.n - 2));
        /* Each word holds whole letters, if what was given did. */
        str piece = {b.p + before, b.n - before};
        require(piece.n > 0);
    }
    out = str_dup(a, buf_str(&b));
    buf_free(&b);
    return out;
}

/* The value of a header, which stands once. */
static str header_of(str head, const char *name)
{
    str rest = head, found = NO_STR;
    size_t n = strlen(name);
    int times = 0;
    while (rest.n) {
        i64 end = str_find(rest, S("\r\n"));
        require(end > 0);
        /* A line that begins with a space belongs to the one before. */
        while ((size_t)end + 2 < rest.n && rest.p[end + 2] == ' ') {
            i64 next = str_find(str_sub(rest, (size_t)end + 2, rest.n), S("\r\n"));
            require(next > 1);
            end += 2 + next;
        }
        str line = str_sub(rest, 0, (size_t)end);
        if (str_starts(line, str_c(name)) && str_starts(str_sub(line, n, line.n), S(": "))) {
            found = str_sub(line, n + 2, line.n);
            times++;
        }
        rest = str_sub(rest, (size_t)end + 2, rest.n);
    }
    require(times <= 1);
    return found;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static str printable_read(struct arena *a, str text)
{
    struct buf b;
    buf_init(&b, text.n + 1);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '=') {
            buf_char(&b, text.p[i]);
        } else if (i + 2 < text.n && text.p[i + 1] == '\r' && text.p[i + 2] == '\n') {
            i += 2;
        } else {
            require(i + 2 < text.n && hex_value(text.p[i + 1]) >= 0 &&
                    hex_value(text.p[i + 2]) >= 0);
            buf_char(&b, (char)(hex_value(text.p[i + 1]) << 4 | hex_value(text.p[i + 2])));
            i += 2;
        }
    }
    str out = str_dup(a, buf_str(&b));
    buf_free(&b);
    return out;
}

/* Every line ends in CR LF, is short and of letters that pass every relay. */
static void lines_hold(str message)
{
    size_t begin = 0;
    for (size_t i = 0; i < message.n; i++) {
        u8 c = (u8)message.p[i];
        if (c == '\n') {
            require(i > 0 && message.p[i - 1] == '\r' && i - 1 - begin <= 998);
            begin = i + 1;
        } else if (c == '\r') {
            require(i + 1 < message.n && message.p[i + 1] == '\n');
        } else {
            require((c >= 0x20 && c < 0x7f) || c == '\t');
        }
    }
    require(begin == message.n);
}

/* --- what must hold ---------------------------------------------------------------------------------- */

/* The name before the address: a phrase of letters, a quoted one, or encoded words. */
static str phrase_read(struct arena *a, str phrase)
{
    static const char specials[] = "()<>[]:;@\\,.\"";
    if (str_starts(phrase, S("=?"))) return words_read(a, phrase);
    if (!str_starts(phrase, S("\""))) {
        for (size_t i = 0; i < phrase.n; i++)
            require(!strchr(specials, phrase.p[i]));
        return phrase;
    }
    struct buf b;
    buf_init(&b, phrase.n + 1);
    require(phrase.n >= 2 && phrase.p[phrase.n - 1] == '"');
    for (size_t i = 1; i + 1 < phrase.n; i++) {
        require(phrase.p[i] != '"');
        if (phrase.p[i] == '\\') i++;
        require(i + 1 < phrase.n);
        buf_char(&b, phrase.p[i]);
    }
    str out = str_dup(a, buf_str(&b));
    buf_free(&b);
    return out;
}

/* Line feeds become CR LF and CR alone goes; one line end is added. */
static str body_expected(struct arena *a, str text)
{
    struct buf b;
    buf_init(&b, 2 * text.n + 3);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\r') continue;
        if (text.p[i] == '\n') buf_char(&b, '\r');
        buf_char(&b, text.p[i]);
    }
    buf_lit(&b, "\r\n");
    str out = str_dup(a, buf_str(&b));
    buf_free(&b);
    return out;
}

static void letter_holds(struct arena *a, const struct outbox_mail *m, const struct sender *from)
{
    struct buf b;
    buf_init(&b, 16 << 20);
    mail_compose(&b, m, from);
    str message = buf_str(&b);
    require(!b.overflow);
    lines_hold(message);
    i64 end = str_find(message, S("\r\n\r\n"));
    require(end > 0);
    str head = str_sub(message, 0, (size_t)end + 2);
    str body = str_sub(message, (size_t)end + 4, message.n);
    require(str_eq(header_of(head, "To"), m->recipient));
    require(str_eq(words_read(a, header_of(head, "Subject")), m->subject));
    require(!header_of(head, "Bcc").p && !header_of(head, "Cc").p);
    str sender = unfolded(a, header_of(head, "From"));
    str tail = arena_printf(a, "<%.*s>", P(from->address));
    require(str_ends(sender, tail));
    str phrase = str_trim(str_sub(sender, 0, sender.n - tail.n));
    require(str_eq(str_trim(phrase_read(a, phrase)), str_trim(from->name)));
    require(str_eq(printable_read(a, body), body_expected(a, m->body)));
    buf_free(&b);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
    struct arena *a = arena_new();
    str rest = {(const char *)data, n};
    str to = line_take(&rest), name = line_take(&rest), subject = line_take(&rest);
    /* A letter to no address is not queued (mail_put). */
    bool good = mail_address_ok(to);
    str key = mail_address_key(a, to);
    if (good) {
        require(mail_address_ok(key) && str_eq(mail_address_key(a, key), key));
        require(str_eqi(key, to) && to.n <= 254);
    }
    struct sender from = {
        .name = name, .address = S("office@example.org"), .domain = S("example.org")};
    struct outbox_mail m = {.recipient = good ? to : S("a@example.org"),
                            .subject = subject,
                            .body = rest,
                            .lang = S("en"),
                            .code = S("abcdefgh"),
                            .created = 1799136000};
    letter_holds(a, &m, &from);
    arena_free(a);
    return 0;
}

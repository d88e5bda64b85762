/* compose.c: headers and body of a mail. Bulk mail carries the list headers of RFC 2369, 2919 and
** 8058; other mail carries none. */
#include "mail/outbox/compose.h"

#include "gen/model.h"

#define LINE 76
#define WORD 45 /* bytes before base64 that keep an encoded word within 75 characters */

static bool plain_ascii(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((u8)s.p[i] < 0x20 || (u8)s.p[i] > 0x7e) return false;
    return true;
}

/* Short and of letters that need no encoding; "=?" would be taken for one. */
static bool stands_plain(str text)
{
    return plain_ascii(text) && text.n <= 60 && str_find(text, S("=?")) < 0;
}

void buf_header_text(struct buf *b, str text)
{
    if (stands_plain(text)) {
        buf_add(b, text);
        return;
    }
    bool first = true;
    while (text.n) {
        str rest = text;
        size_t taken = 0;
        /* Encoded words are split between characters, never inside one. */
        while (rest.n) {
            str next = rest;
            str_next_char(&next);
            size_t upto = text.n - next.n;
            if (upto > WORD) break;
            taken = upto;
            rest = next;
        }
        str piece = str_sub(text, 0, taken);
        if (!first) buf_lit(b, "\r\n ");
        buf_lit(b, "=?utf-8?B?");
        buf_base64(b, (const u8 *)piece.p, piece.n);
        buf_lit(b, "?=");
        text = str_sub(text, taken, text.n);
        first = false;
    }
}

/* The name before an address. A comma or a bracket in it would be read as one more address, so such a
** name stands in quotes. */
static void phrase_write(struct buf *b, str name)
{
    bool special = false;
    for (size_t i = 0; i < name.n; i++)
        special = special || (name.p[i] && strchr("()<>[]:;@\\,.\"", name.p[i]));
    if (!special || !stands_plain(name)) {
        buf_header_text(b, name);
        return;
    }
    buf_char(b, '"');
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == '"' || name.p[i] == '\\') buf_char(b, '\\');
        buf_char(b, name.p[i]);
    }
    buf_char(b, '"');
}

static void header_line(struct buf *b, const char *name, str value)
{
    for (size_t i = 0; i < value.n; i++)
        if ((u8)value.p[i] < 0x20 || (u8)value.p[i] == 0x7f) return;
    buf_printf(b, "%s: %.*s\r\n", name, P(value));
}

static void quoted_printable(struct buf *b, str text)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t column = 0;
    for (size_t i = 0; i < text.n; i++) {
        u8 c = (u8)text.p[i];
        if (c == '\r') continue;
        if (c == '\n') {
            buf_lit(b, "\r\n");
            column = 0;
            continue;
        }
        bool at_end = i + 1 == text.n || text.p[i + 1] == '\n' || text.p[i + 1] == '\r';
        bool plain = (c >= 33 && c <= 126 && c != '=') || ((c == ' ' || c == '\t') && !at_end);
        /* A dot or "From " alone at a line's begin confuses old relays. */
        if (column == 0 && (c == '.' || c == 'F')) plain = false;
        size_t width = plain ? 1 : 3;
        if (column + width > LINE - 1) {
            buf_lit(b, "=\r\n");
            column = 0;
        }
        if (plain) {
            buf_char(b, (char)c);
        } else {
            buf_char(b, '=');
            buf_char(b, hex[c >> 4]);
            buf_char(b, hex[c & 15]);
        }
        column += width;
    }
    buf_lit(b, "\r\n");
}

void mail_compose(struct buf *b, const struct outbox_mail *m, const struct sender *from)
{
    buf_lit(b, "From: ");
    if (from->name.n) {
        phrase_write(b, from->name);
        buf_lit(b, " ");
    }
    buf_printf(b, "<%.*s>\r\n", P(from->address));
    header_line(b, "To", m->recipient);
    buf_lit(b, "Subject: ");
    buf_header_text(b, m->subject);
    buf_lit(b, "\r\nDate: ");
    buf_time_mail(b, m->created);
    buf_printf(b, "\r\nMessage-ID: <%.*s@%.*s>\r\n", P(m->code), P(from->domain));
    buf_lit(b, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
               "Content-Transfer-Encoding: quoted-printable\r\n"
               "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n");
    header_line(b, "Content-Language", m->lang);
    if (m->list_id.n) header_line(b, "List-Id", m->list_id);
    if (m->unsubscribe.n) {
        buf_printf(b, "List-Unsubscribe: <%.*s>\r\n", P(m->unsubscribe));
        buf_lit(b, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
    }
    buf_lit(b, "\r\n");
    quoted_printable(b, m->body);
}

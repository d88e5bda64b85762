/* message.c: fills the places of a sentence. Pages escape by out_message instead. */
#include "web/message.h"

str message_fill(struct arena *a, str message, const str *arguments, size_t n)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < message.n; i++) {
        char c = message.p[i];
        size_t place = i + 1 < message.n ? (size_t)(message.p[i + 1] - '1') : n;
        if (c == '%' && place < n) {
            buf_add(&b, arguments[place]);
            i++;
        } else {
            buf_char(&b, c);
        }
    }
    str filled = str_dup(a, buf_str(&b));
    buf_free(&b);
    return filled;
}

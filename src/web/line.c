/* line.c: the estimate of a download's time. Called by pages and mails that name a file. */
#include "web/line.h"

#include "web/message.h"
#include "web/out.h"

#define TLS_BYTES 3500
#define FIRST_FLIGHT 14600

i64 line_milliseconds(enum line line, i64 bytes)
{
    static const struct {
        i64 bits, round_trip; /* per second; milliseconds */
    } lines[] = {[LINE_SLOW] = {40000, 700}, [LINE_3G] = {1500000, 200}};
    i64 bits = lines[line].bits, rtt = lines[line].round_trip;
    i64 left = bytes, flight = FIRST_FLIGHT, ms = 3 * rtt;
    /* While a flight is out sooner than its answer comes back, the line waits. */
    while (left > flight && flight * 8000 / bits < rtt) {
        ms += rtt;
        left -= flight;
        flight *= 2;
    }
    return ms + ((left + TLS_BYTES) * 8000 + bits - 1) / bits;
}

str line_words(const struct request *r, enum line line, i64 bytes)
{
    i64 seconds = (line_milliseconds(line, bytes) + 999) / 1000;
    /* Beyond ten seconds, fives are exact enough. */
    if (seconds > 10) seconds = (seconds + 4) / 5 * 5;
    bool minutes = seconds > 60;
    i64 n = minutes ? (seconds + 59) / 60 : seconds;
    str words[] = {arena_printf(r->arena, "%lld", (long long)n)};
    str message = minutes ? tr_n(r->lang, "%1 minute", "%1 minutes", n) : T(r, "%1 s");
    return message_fill(r->arena, message, words, 1);
}

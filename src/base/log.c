/* log.c: logfmt on stderr, one write(2) per line, so that lines of threads and processes do not mix.
** Promises lines of at most 4096 bytes (what a pipe takes whole) in printable UTF-8: a value that
** does not fit is cut, and what a reader of the log could mistake for the log's own is escaped.
** It never allocates and never fails; a line that cannot be written is lost. */
#include "base/log.h"

#include "base/date.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_BYTES 4096
#define VALUE_MAX_BYTES 1024

struct line {
    char p[LINE_MAX_BYTES];
    size_t n;
};

static int threshold = LOG_INFO;

void log_threshold(enum log_level level)
{
    __atomic_store_n(&threshold, (int)level, __ATOMIC_RELAXED);
}

/* Two bytes stay free for the closing quote and the line feed. */
static bool put(struct line *l, str s)
{
    if (l->n + s.n > sizeof l->p - 2) return false;
    memcpy(l->p + l->n, s.p, s.n);
    l->n += s.n;
    return true;
}

static bool is_plain(u32 c)
{
    bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    bool direction = c == 0x61C || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
                     (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
    return !control && !direction && c != '"' && c != '\\' && c != 0xFFFD;
}

/* One character of a value: itself, or its bytes as \n, \", \x1b. */
static bool put_char(struct line *l, u32 c, str raw)
{
    if (is_plain(c)) return put(l, raw);
    char out[16];
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        if (c == '"' || c == '\\')
            n += (size_t)snprintf(out + n, sizeof out - n, "\\%c", (char)c);
        else if (c == '\n')
            n += (size_t)snprintf(out + n, sizeof out - n, "\\n");
        else
            n += (size_t)snprintf(out + n, sizeof out - n, "\\x%02x", (u8)raw.p[i]);
    }
    return put(l, (str){out, n});
}

static void put_pair(struct line *l, const char *key, str value)
{
    /* All or nothing up to the opening quote, so that a full line still ends well. */
    char start[64];
    int n = snprintf(start, sizeof start, " %s=\"", key);
    if (n < 0 || (size_t)n >= sizeof start || !put(l, (str){start, (size_t)n})) return;
    size_t end = l->n + VALUE_MAX_BYTES;
    while (value.n && l->n < end) {
        str raw = value;
        u32 c = str_next_char(&value);
        raw.n -= value.n;
        if (!put_char(l, c, raw)) break;
    }
    l->p[l->n++] = '"';
}

static void put_head(struct line *l, enum log_level level, const char *what)
{
    static const char *const NAMES[] = {"info", "warn", "error"};
    struct timespec t;
    int year, month, day;
    clock_gettime(CLOCK_REALTIME, &t);
    date_split(t.tv_sec / 86400, &year, &month, &day);
    int second = (int)(t.tv_sec % 86400);
    int n = snprintf(l->p, sizeof l->p, "ts=%04d-%02d-%02dT%02d:%02d:%02d.%03dZ level=%s", year,
                     month, day, second / 3600, second / 60 % 60, second % 60,
                     (int)(t.tv_nsec / 1000000), NAMES[level]);
    l->n = (size_t)n;
    put_pair(l, "event", str_c(what));
}

static _Thread_local unsigned faults;

unsigned log_faults(void)
{
    return faults;
}

void log_line(enum log_level level, const char *what, ...)
{
    if ((int)level < __atomic_load_n(&threshold, __ATOMIC_RELAXED)) return;
    struct line l;
    if (level >= LOG_WARN) faults++;
    put_head(&l, level, what);
    va_list ap;
    va_start(ap, what);
    for (const char *key; (key = va_arg(ap, const char *));) {
        const char *value = va_arg(ap, const char *);
        if (!value) break; /* a key without a value: perhaps the list's end */
        put_pair(&l, key, str_c(value));
    }
    va_end(ap);
    l.p[l.n++] = '\n';
    while (write(STDERR_FILENO, l.p, l.n) < 0 && errno == EINTR)
        continue;
}

/* deliver.c: SMTP by libcurl with one recipient per mail, or a file below DIR/mail. Our own check of
** the addresses comes first: libcurl 7.88 lets CR LF in a recipient through. */
#include "mail/outbox/deliver.h"

#include "gen/model.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONNECT_SECONDS 20L
#define MAIL_SECONDS 660L /* RFC 5321 grants ten minutes after the final dot */

struct postman {
    struct app *app;
    struct arena *arena;
    CURL *curl;
    str from;
    str unsent;   /* what of the message libcurl has not taken yet */
    bool reached; /* the whole message was handed over */
};

static size_t give_bytes(char *to, size_t size, size_t count, void *user)
{
    struct postman *p = user;
    size_t n = size * count < p->unsent.n ? size * count : p->unsent.n;
    memcpy(to, p->unsent.p, n);
    p->unsent = str_sub(p->unsent, n, p->unsent.n);
    if (!p->unsent.n) p->reached = true;
    return n;
}

struct postman *postman_open(struct app *app, struct arena *a)
{
    struct postman *p = NEW(a, struct postman);
    p->app = app;
    p->arena = a;
    if (!app->config.relay.n) return p;
    p->curl = curl_easy_init();
    if (!p->curl) return p;
    curl_easy_setopt(p->curl, CURLOPT_URL, str_z(a, app->config.relay));
    curl_easy_setopt(p->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(p->curl, CURLOPT_USE_SSL, (long)CURLUSESSL_TRY);
    curl_easy_setopt(p->curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    curl_easy_setopt(p->curl, CURLOPT_TIMEOUT, MAIL_SECONDS);
    curl_easy_setopt(p->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(p->curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(p->curl, CURLOPT_READFUNCTION, give_bytes);
    curl_easy_setopt(p->curl, CURLOPT_READDATA, p);
    if (app->config.relay_user.n) {
        /* A password never travels in the clear. */
        curl_easy_setopt(p->curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
        curl_easy_setopt(p->curl, CURLOPT_USERNAME, str_z(a, app->config.relay_user));
        curl_easy_setopt(p->curl, CURLOPT_PASSWORD, str_z(a, app->config.relay_password));
    }
    return p;
}

void postman_close(struct postman *p)
{
    if (p->curl) curl_easy_cleanup(p->curl);
}

static bool part_write(const char *path, str message)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return false;
    bool fine = io_write(fd, message) && fsync(fd) == 0;
    return close(fd) == 0 && fine;
}

/* DIR/mail/TIME-CODE.eml, written whole or not at all. Under its own name it has arrived, and somebody
** may have taken it away: if that name may not last, its fate is unknown. */
static struct delivery deliver_file(struct postman *p, const struct outbox_mail *m, str message)
{
    struct arena *a = p->arena;
    const char *dir = str_z(a, arena_printf(a, "%s/mail", p->app->dir));
    if (mkdir(dir, 0700) != 0 && errno != EEXIST)
        return (struct delivery){FATE_DEFERRED, str_dup(a, str_c(strerror(errno)))};
    const char *path =
        str_z(a, arena_printf(a, "%s/%lld-%.*s.eml", dir, (long long)m->created, P(m->code)));
    const char *part = str_z(a, arena_printf(a, "%s.part", path));
    int folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return (struct delivery){FATE_DEFERRED, str_dup(a, str_c(strerror(errno)))};
    bool there = part_write(part, message) && rename(part, path) == 0;
    bool lasts = there && fsync(folder) == 0;
    close(folder);
    if (lasts)
        return (struct delivery){FATE_ACCEPTED, S("written to the mail folder; no relay is set")};
    if (there)
        return (struct delivery){FATE_UNKNOWN, S("written to the mail folder, and may not last")};
    unlink(part);
    return (struct delivery){FATE_DEFERRED, S("the file could not be written")};
}

struct delivery postman_deliver(struct postman *p, const struct outbox_mail *m, str from,
                                str message)
{
    struct arena *a = p->arena;
    if (!mail_address_ok(m->recipient)) return (struct delivery){FATE_FAILED, S("not an address")};
    if (!p->app->config.relay.n) return deliver_file(p, m, message);
    if (!p->curl)
        return (struct delivery){FATE_DEFERRED, S("the mail library could not be started")};
    struct curl_slist *to = curl_slist_append(NULL, str_z(a, m->recipient));
    curl_easy_setopt(p->curl, CURLOPT_MAIL_FROM, str_z(a, from));
    curl_easy_setopt(p->curl, CURLOPT_MAIL_RCPT, to);
    p->unsent = message;
    p->reached = false;
    CURLcode code = curl_easy_perform(p->curl);
    long reply = 0;
    curl_easy_getinfo(p->curl, CURLINFO_RESPONSE_CODE, &reply);
    curl_slist_free_all(to);
    str text = arena_printf(a, "%ld %s", reply, curl_easy_strerror(code));
    if (code == CURLE_OK) return (struct delivery){FATE_ACCEPTED, text};
    if (reply >= 500 && reply < 600) return (struct delivery){FATE_FAILED, text};
    /* The whole mail went out and no answer came back: it may have arrived. */
    if (p->reached && (reply < 400 || reply >= 600)) return (struct delivery){FATE_UNKNOWN, text};
    return (struct delivery){FATE_DEFERRED, text};
}

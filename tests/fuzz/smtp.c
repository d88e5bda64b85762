/* Fuzz target: what a relay of mail may answer. Each line of an input is one reply, sent when the
** program's last command (or the whole letter) has come; "250-" and the like are followed by the next at
** once. When the lines end, so does the conversation. Over a real socket, since libcurl reads them. What
** must hold is what a person relies on: a letter that the relay took is never called deferred, so it is
** never sent twice; one that it did not take is never called sent. */
#include "mail/outbox/deliver.h"

#include "gen/model.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

enum { COMMAND_BYTES = 4096, WAIT_MS = 40 };

/* The relay, in a thread of its own; between two semaphores it alone touches this. */
static struct {
    int listener, port;
    sem_t begin, ended;
    str script;
    bool letter_came; /* with the dot behind it */
    char last[4];     /* the first letters of the reply to it, of its last line */
    bool refused;     /* some reply began with 5 */
} relay;

static void require(bool condition)
{
    if (!condition) abort();
}

/* Up to the end of a line, or of a letter; false when nothing more comes. */
static bool heard(int fd, bool letter, char *text, size_t *n)
{
    *n = 0;
    while (*n < COMMAND_BYTES) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if (poll(&p, 1, WAIT_MS) != 1 || recv(fd, text + *n, 1, 0) != 1) return false;
        ++*n;
        str so_far = {text, *n};
        if (letter ? str_ends(so_far, S("\r\n.\r\n")) : text[*n - 1] == '\n') return true;
    }
    return false;
}

/* The next reply, of one line or several; false when there is none left. */
static bool reply(int fd, char first[4])
{
    str line;
    while (str_cut(&relay.script, '\n', &line)) {
        char end[] = "\r\n";
        memset(first, 0, 4);
        memcpy(first, line.p, line.n < 3 ? line.n : 3);
        relay.refused = relay.refused || first[0] == '5';
        if (send(fd, line.p, line.n, MSG_NOSIGNAL) < 0 || send(fd, end, 2, MSG_NOSIGNAL) < 0)
            return false;
        if (line.n < 4 || line.p[3] != '-') return true;
    }
    return false;
}

static void conversation(int fd)
{
    char text[COMMAND_BYTES], first[4] = "";
    size_t n;
    bool data = false;
    if (!reply(fd, first)) return;
    for (;;) {
        bool letter = data && first[0] == '3';
        if (!heard(fd, letter, text, &n)) return;
        relay.letter_came = relay.letter_came || letter;
        data = !letter && n > 4 && strncasecmp(text, "DATA", 4) == 0;
        bool more = reply(fd, first);
        if (letter) memcpy(relay.last, first, sizeof first);
        if (!more) return;
    }
}

static void *relay_main(void *unused)
{
    (void)unused;
    for (;;) {
        sem_wait(&relay.begin);
        struct pollfd p = {.fd = relay.listener, .events = POLLIN};
        int fd = poll(&p, 1, 5000) == 1 ? accept(relay.listener, NULL, NULL) : -1;
        if (fd >= 0) conversation(fd);
        if (fd >= 0) close(fd);
        sem_post(&relay.ended);
    }
    return NULL;
}

static void start(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    pthread_t thread;
    relay.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(relay.listener >= 0 && bind(relay.listener, (struct sockaddr *)&at, sizeof at) == 0 &&
            listen(relay.listener, 8) == 0 &&
            getsockname(relay.listener, (struct sockaddr *)&at, &size) == 0);
    relay.port = ntohs(at.sin_port);
    require(sem_init(&relay.begin, 0, 0) == 0 && sem_init(&relay.ended, 0, 0) == 0);
    require(pthread_create(&thread, NULL, relay_main, NULL) == 0 && pthread_detach(thread) == 0);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
    if (!relay.port) start();
    if (n > 4096) return 0;
    struct arena *a = arena_new();
    relay.script = (str){(const char *)data, n};
    relay.letter_came = relay.refused = false;
    memset(relay.last, 0, sizeof relay.last);
    sem_post(&relay.begin);
    struct app app = {.config.relay = arena_printf(a, "smtp://127.0.0.1:%d", relay.port)};
    struct outbox_mail m = {.recipient = S("a@example.org"), .code = S("abcdefgh")};
    struct postman *p = postman_open(&app, a);
    struct delivery got = postman_deliver(p, &m, S("office@example.org"),
                                          S("Subject: x\r\n\r\n.A line\r\n..\r\nanother\r\n"));
    postman_close(p);
    sem_wait(&relay.ended);
    char kind = relay.last[0];
    require(got.reply.n > 0);
    if (got.fate == FATE_ACCEPTED) require(relay.letter_came && kind == '2');
    if (got.fate == FATE_FAILED) require(relay.refused);
    if (relay.letter_came && kind == '2')
        require(got.fate == FATE_ACCEPTED || got.fate == FATE_UNKNOWN);
    if (relay.letter_came && got.fate == FATE_DEFERRED) require(kind == '4');
    arena_free(a);
    return 0;
}

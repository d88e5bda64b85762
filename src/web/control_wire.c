/* control_wire.c: see control_wire.h. */
#include "web/control_wire.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    HEAD_BYTES = 8,
    LINE_MAX_BYTES = 64 << 10,
    WORDS_MAX = 64,
    FRAME_HEAD = 5,
    FRAME_MAX = 64 << 10
};

static void number_put(u8 *p, size_t n)
{
    for (int i = 0; i < 4; i++)
        p[i] = (u8)(n >> (24 - 8 * i));
}

static size_t number_get(const u8 *p)
{
    return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
}

static bool send_all(int fd, const void *bytes, size_t n)
{
    const char *p = bytes;
    while (n > 0) {
        ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        p += sent;
        n -= (size_t)sent;
    }
    return true;
}

static bool receive_all(int fd, void *bytes, size_t n)
{
    char *p = bytes;
    while (n > 0) {
        ssize_t got = recv(fd, p, n, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        p += got;
        n -= (size_t)got;
    }
    return true;
}

/* --- the question ----------------------------------------------------------------------------- */

/* The first bytes, with the descriptors that come along. */
static bool head_read(int fd, struct control_question *q, u8 head[HEAD_BYTES])
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(COMMAND_INPUTS * sizeof(int))];
    } extra;
    struct iovec piece = {head, HEAD_BYTES};
    struct msghdr m = {.msg_iov = &piece,
                       .msg_iovlen = 1,
                       .msg_control = extra.bytes,
                       .msg_controllen = sizeof extra.bytes};
    ssize_t got = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
    if (got <= 0) return false;
    for (struct cmsghdr *h = CMSG_FIRSTHDR(&m); h; h = CMSG_NXTHDR(&m, h)) {
        if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS) continue;
        size_t n = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < n && q->input_count < COMMAND_INPUTS; i++)
            memcpy(&q->inputs[q->input_count++], CMSG_DATA(h) + i * sizeof(int), sizeof(int));
    }
    if (m.msg_flags & MSG_CTRUNC) return false;
    return receive_all(fd, head + got, HEAD_BYTES - (size_t)got) && memcmp(head, "LTS1", 4) == 0;
}

bool control_question_read(int fd, struct arena *a, struct control_question *out)
{
    u8 head[HEAD_BYTES];
    *out = (struct control_question){0};
    if (!head_read(fd, out, head)) return false;
    size_t n = number_get(head + 4);
    if (n < 2 || n > LINE_MAX_BYTES) return false;
    char *line = arena_alloc(a, n + 1);
    if (!receive_all(fd, line, n) || line[n - 1] != '\0') return false;
    out->terminal = line[0] == 't';
    out->words = NEW_ARRAY(a, WORDS_MAX + 1, char *);
    for (char *p = line + 1; p < line + n; p += strlen(p) + 1) {
        if (out->count == WORDS_MAX) return false;
        out->words[out->count++] = p;
    }
    return true;
}

void control_question_close(struct control_question *q)
{
    for (int i = 0; i < q->input_count; i++)
        close(q->inputs[i]);
    q->input_count = 0;
}

static bool head_write(int fd, const struct command *c, size_t n)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(COMMAND_INPUTS * sizeof(int))];
    } extra = {0};
    u8 head[HEAD_BYTES] = "LTS1";
    number_put(head + 4, n);
    struct iovec piece = {head, sizeof head};
    struct msghdr m = {.msg_iov = &piece, .msg_iovlen = 1};
    if (c->input_count > 0) {
        size_t bytes = (size_t)c->input_count * sizeof(int);
        m.msg_control = extra.bytes;
        m.msg_controllen = CMSG_SPACE(bytes);
        struct cmsghdr *h = CMSG_FIRSTHDR(&m);
        h->cmsg_level = SOL_SOCKET;
        h->cmsg_type = SCM_RIGHTS;
        h->cmsg_len = CMSG_LEN(bytes);
        memcpy(CMSG_DATA(h), c->inputs, bytes);
    }
    ssize_t sent = sendmsg(fd, &m, MSG_NOSIGNAL);
    return sent > 0 && send_all(fd, head + sent, sizeof head - (size_t)sent);
}

bool control_question_write(int fd, const struct command *c)
{
    struct buf line;
    buf_init(&line, LINE_MAX_BYTES);
    buf_char(&line, c->terminal ? 't' : '-');
    for (int i = 0; i < c->word_count; i++) {
        buf_add(&line, str_c(c->words[i]));
        buf_char(&line, '\0');
    }
    bool sent = !line.overflow && head_write(fd, c, line.n) && send_all(fd, line.p, line.n);
    buf_free(&line);
    return sent;
}

/* --- the answer ------------------------------------------------------------------------------- */

bool control_frame_write(int fd, char kind, const char *p, size_t n)
{
    bool sent = true;
    while (n > 0 && sent) {
        size_t piece = n < FRAME_MAX ? n : FRAME_MAX;
        u8 head[FRAME_HEAD] = {(u8)kind};
        number_put(head + 1, piece);
        sent = send_all(fd, head, sizeof head) && send_all(fd, p, piece);
        p += piece;
        n -= piece;
    }
    return sent;
}

static int frames_copy(int fd, FILE *out, FILE *err, char *bytes)
{
    for (;;) {
        u8 head[FRAME_HEAD];
        if (!receive_all(fd, head, sizeof head)) return -1;
        size_t n = number_get(head + 1);
        if (n == 0 || n > FRAME_MAX || !receive_all(fd, bytes, n)) return -1;
        if (head[0] == 'x') return n == 1 ? (u8)bytes[0] : -1;
        if (head[0] != 'o' && head[0] != 'e') return -1;
        FILE *to = head[0] == 'o' ? out : err;
        fwrite(bytes, 1, n, to);
        fflush(to);
    }
}

int control_answer_read(int fd, FILE *out, FILE *err)
{
    struct arena *a = arena_new();
    int code = frames_copy(fd, out, err, arena_alloc(a, FRAME_MAX));
    arena_free(a);
    return code;
}

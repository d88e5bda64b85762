/* Fuzz target: what comes over DIR/control.sock, at both ends. An input that begins with "<" is a
** server's answer to a caller, any other is a caller's question to the server. A question that is taken
** is whole and can be asked again word for word; an answer copies no byte that is not there. */
#include "web/control_wire.h"

#include "base/base.h"

#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void require(bool condition)
{
    if (!condition) abort();
}

/* The end of a connection from which the bytes can be read, and then no more. */
static int said(const u8 *data, size_t n)
{
    int pair[2];
    require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
    require(n == 0 || send(pair[1], data, n, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)n);
    close(pair[1]);
    return pair[0];
}

static void ask_again(struct arena *a, const struct control_question *q)
{
    int pair[2];
    struct control_question again;
    struct command c = {.terminal = q->terminal, .word_count = q->count, .words = q->words};
    require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
    require(control_question_write(pair[1], &c));
    require(control_question_read(pair[0], a, &again));
    require(again.count == q->count && again.terminal == q->terminal && again.input_count == 0);
    for (int i = 0; i < q->count; i++)
        require(strcmp(again.words[i], q->words[i]) == 0);
    close(pair[0]);
    close(pair[1]);
}

static void question_try(struct arena *a, const u8 *data, size_t n)
{
    struct control_question q;
    int fd = said(data, n);
    if (control_question_read(fd, a, &q)) {
        size_t bytes = 9;
        for (int i = 0; i < q.count; i++)
            bytes += strlen(q.words[i]) + 1;
        require(bytes <= n && q.count >= 1 && q.words[q.count] == NULL);
        ask_again(a, &q);
    }
    control_question_close(&q);
    close(fd);
}

static void answer_try(const u8 *data, size_t n)
{
    char *text[2] = {NULL, NULL};
    size_t size[2] = {0, 0};
    FILE *out = open_memstream(&text[0], &size[0]), *err = open_memstream(&text[1], &size[1]);
    require(out && err);
    int fd = said(data, n), code = control_answer_read(fd, out, err);
    fclose(out);
    fclose(err);
    require(code >= -1 && code <= 255);
    require(size[0] + size[1] <= n);
    free(text[0]);
    free(text[1]);
    close(fd);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
    if (n > 65536) return 0;
    struct arena *a = arena_new();
    if (n > 0 && data[0] == '<')
        answer_try(data + 1, n - 1);
    else
        question_try(a, data, n);
    arena_free(a);
    return 0;
}

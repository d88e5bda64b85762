/* hostile.c: sends the matrix to a server on this machine and says what it let through.
**
**     hostile PORT [--drip]
**
** --drip also sends a head at one byte a second and wants the connection closed within 12 seconds.
** The last line is "N passed, N failed"; the exit status is 1 if any failed. */
#include "matrix.h"

int main(int argc, char **argv)
{
    int port = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 0;
    if (port <= 0 || port > 65535) {
        fprintf(stderr, "usage: hostile PORT [--drip]\n");
        return 2;
    }
    int passed = 0, failed = 0;
    for (size_t i = 0; i < HOSTILE_N; i++) {
        char what[256];
        const char *wrong = hostile_run(&hostile_cases[i], port, false, what, sizeof what);
        printf("%s - %s%s%s\n", wrong ? "not ok" : "ok", hostile_cases[i].name, wrong ? ": " : "",
               wrong ? wrong : "");
        *(wrong ? &failed : &passed) += 1;
    }
    if (argc > 2 && strcmp(argv[2], "--drip") == 0) {
        long ms = hostile_drip(port, 1000, 12000);
        printf("%s - slow drip: %s after %ld ms\n", ms < 0 ? "not ok" : "ok",
               ms < 0 ? "still open" : "closed", ms < 0 ? 12000 : ms);
        *(ms < 0 ? &failed : &passed) += 1;
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed > 0;
}

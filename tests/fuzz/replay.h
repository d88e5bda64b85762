/* replay.h: a plain main for fuzz targets: replays the files given as arguments, so that a corpus can
** be run under any compiler. libFuzzer brings its own main: build with -DFUZZING for it. */
#ifndef FUZZ_REPLAY_H
#define FUZZ_REPLAY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#ifndef FUZZING
int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        FILE *f = fopen(argv[i], "rb");
        uint8_t *bytes = malloc(1 << 20);
        if (!f || !bytes) {
            fprintf(stderr, "cannot read %s\n", argv[i]);
            failed++;
        } else {
            /* A block of exactly the input's size, so that a read beyond it is seen. */
            size_t n = fread(bytes, 1, 1 << 20, f);
            uint8_t *exact = malloc(n ? n : 1);
            for (size_t k = 0; exact && k < n; k++)
                exact[k] = bytes[k];
            if (exact) LLVMFuzzerTestOneInput(exact, n);
            free(exact);
        }
        free(bytes);
        if (f) fclose(f);
    }
    printf("%d passed, %d failed\n", argc - 1 - failed, failed);
    return failed > 0;
}
#endif
#endif

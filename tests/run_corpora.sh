#!/bin/bash
# run_corpora.sh: replays the kept corpus of every fuzz target (tests/fuzz/NAME.c over the files in
# tests/fuzz/corpus/NAME) with a plain main under the sanitizers. Called by ./test.
set -u
cd "$(dirname "$0")/.."
. tests/sum.sh
for source in tests/fuzz/*.c; do
    name=$(basename "$source" .c)
    if [ -z "$(find "tests/fuzz/corpus/$name" -type f 2>/dev/null | head -n 1)" ]; then
        sum_fail "$name has no corpus"
        continue
    fi
    sum "build/asan/tests/fuzz/$name" tests/fuzz/corpus/"$name"/*
done
sum_end

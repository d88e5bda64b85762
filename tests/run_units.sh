#!/bin/bash
# run_units.sh: runs every unit test program of tests/unit, adds up. Called by ./test.
set -u
cd "$(dirname "$0")/.."
. tests/sum.sh
for source in tests/unit/*.c; do
    sum "build/asan/tests/unit/$(basename "$source" .c)"
done
sum_end

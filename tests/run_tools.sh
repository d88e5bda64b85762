#!/bin/bash
# run_tools.sh: the tests of the host tools, each tests/tools/*/run and tests/tools/run. Called by ./test.
set -u
cd "$(dirname "$0")/.."
. tests/sum.sh
for program in tests/tools/run tests/tools/*/run; do
    [ -x "$program" ] && sum "$program"
done
sum_end

#!/bin/bash
# run_tools.sh: the tests of the host tools, tests/tools/run, tests/tools/sql_test.sh, each
# tests/tools/*/run, and the arithmetic of the script. Called by ./test.
set -u
cd "$(dirname "$0")/.."
. tests/sum.sh
for program in tests/tools/run tests/tools/sql_test.sh tests/tools/*/run; do
    [ -x "$program" ] && sum "$program"
done
sum node tests/budget_live.mjs
sum_end

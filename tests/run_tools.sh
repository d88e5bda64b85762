#!/bin/bash
# run_tools.sh: the tests of the host tools, tests/tools/run, tests/tools/sql_test.sh and each
# tests/tools/*/run. Called by ./test.
set -u
cd "$(dirname "$0")/.."
. tests/sum.sh
for program in tests/tools/run tests/tools/sql_test.sh tests/tools/*/run; do
    [ -x "$program" ] && sum "$program"
done
sum_end

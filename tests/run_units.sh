#!/bin/bash
# run_units.sh: runs every unit test program of tests/unit, as many at once as there are cores, and
# adds up. Called by ./test.
set -u
cd "$(dirname "$0")/.."
. tests/sum.sh
logs=build/log/unit
rm -rf "$logs" && mkdir -p "$logs"
names=$(for source in tests/unit/*.c; do basename "$source" .c; done)
# shellcheck disable=SC2016
printf '%s\n' $names | xargs -P "$(nproc)" -I@ sh -c \
    'build/asan/tests/unit/@ >"$0/@.txt" 2>&1 </dev/null; echo $? >"$0/@.code"' "$logs"
unit() { cat "$logs/$1.txt"; return "$(cat "$logs/$1.code")"; }
for name in $names; do sum unit "$name"; done
sum_end

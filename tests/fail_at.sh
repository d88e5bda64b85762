#!/bin/bash
# fail_at.sh: makes the N-th read, write, sync, send or query fail, for N from one until nothing fails
# any more, in everything that people and administrators do (tests/fail/fail.mjs); then the disk is full,
# the disk is slow, the clock jumps, reads and writes come by halves, the database server goes
# (tests/fail/days.mjs).
#   tests/fail_at.sh [short|long] [sqlite|postgres|both]
# PROGRAM is another build than the one with the sanitizers; KEEP=1 keeps the folder of a run that
# failed; ACTS=PATTERN tries only what it matches, FROM=N from that operation on; PARTS=days only the
# second; FAIL_TRACE=1 says where each failure was met.
set -u
cd "$(dirname "$0")/.."
. tests/sum.sh

program=$(realpath "${PROGRAM:-build/asan/letsema}")

on_engine() { # form, database
    local work code=0 preload part line passed=0 failed=0
    work=$(mktemp -d "${TMPDIR:-/tmp}/letsema-fail-XXXXXX")
    "${CC_PRELOAD:-gcc}" -std=gnu17 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror -shared -fPIC \
        -o "$work/fail_at.so" tests/fail/fail_at.c || return 1
    preload=$work/fail_at.so
    # The sanitizer's own functions come first and call these.
    case $program in */asan/*) preload="$(gcc -print-file-name=libasan.so) $preload" ;; esac
    # shellcheck disable=SC2086
    if ! build/release/letsema demo "$work/fund" ${2:+--database "$2"} >"$work/log" 2>&1; then
        tail -n 20 "$work/log" | sed 's/^/# /'
        echo "0 passed, 1 failed"
        return 1
    fi
    for part in ${PARTS:-fail days}; do
        node "tests/fail/$part.mjs" "$program" "$preload" "$work/fund" "$1" ${2:+"$2"} >"$work/out" 2>&1 || code=1
        line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$work/out" || { echo "0 passed, 1 failed"; })
        passed=$((passed + ${line%% *})) line=${line#* passed, } failed=$((failed + ${line% failed}))
        grep -vE '^[0-9]+ passed, [0-9]+ failed$' "$work/out"
    done
    echo "$passed passed, $failed failed"
    if grep -aE 'ERROR: |runtime error' "$work/log" | head -n 5 | sed 's/^/# /' | grep .; then code=1; fi
    if [ "$code" != 0 ]; then
        mkdir -p build/log
        cp "$work/log" "build/log/fail.${2:+postgres.}server.txt"
        [ -z "${KEEP:-}" ] || { echo "# kept: $work"; return "$code"; }
    fi
    rm -rf "$work"
    return "$code"
}

# Beside the cluster that tests/pg_cluster.sh started.
on_postgres() {
    "$PSQL" -X -q -d "$LETSEMA_TEST_DATABASE" -c "CREATE DATABASE fail" || return 1
    on_engine "$1" "$(printf %s "$LETSEMA_TEST_DATABASE" | sed 's,/postgres?,/fail?,')"
}

case ${1:-} in
--sqlite) on_engine "$2"; exit ;;
--postgres) on_postgres "$2"; exit ;;
esac
form=${1:-short}
mkdir -p build/log # the release makes the funds, which takes the sanitizers seconds
make --no-print-directory -j"$(nproc)" VARIANT=release all >build/log/fail.build.txt 2>&1 ||
    { tail -n 5 build/log/fail.build.txt; echo "0 passed, 1 failed"; exit 1; }
sum_engines "${2:-both}" "$form" "$form"
sum_end

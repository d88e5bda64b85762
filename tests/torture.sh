#!/bin/bash
# torture.sh: kills a served demonstration with SIGKILL again and again under a mixed load; each time
# everything acknowledged must be there, nothing by half, `letsema verify` must pass, and no mail may
# have gone twice (tests/torture/torture.mjs).
#   tests/torture.sh [ROUNDS] [sqlite|postgres|both]
# Without arguments the short form of ./test. SEED makes the instants those of an earlier run; PROGRAM
# is another build than the release.
set -u
cd "$(dirname "$0")/.."
. tests/sum.sh

# On one engine; the counts are shown also when all is well.
torture() { # rounds, database
    local work code
    work=$(mktemp -d "${TMPDIR:-/tmp}/letsema-torture-XXXXXX")
    seed=${SEED:-$RANDOM$RANDOM}
    echo "# seed $seed"
    # shellcheck disable=SC2086
    if ! "$program" demo "$work/fund" ${2:+--database "$2"} >"$work/log" 2>&1; then
        tail -n 20 "$work/log" | sed 's/^/# /'
        echo "0 passed, 1 failed"
        return 1
    fi
    node tests/torture/torture.mjs "$program" "$work/fund" "$1" "$seed" ${2:+"$2"} 2>&1
    code=$?
    if [ "$code" != 0 ]; then
        mkdir -p build/log
        cp "$work/log" "build/log/torture.${2:+postgres.}server.txt"
        cp "$work/acknowledged.log" "build/log/torture.${2:+postgres.}acknowledged.txt"
        [ -z "${KEEP:-}" ] || { echo "# kept: $work"; return "$code"; }
    fi
    rm -rf "$work"
    return "$code"
}

# Beside the cluster that tests/pg_cluster.sh started.
torture_postgres() {
    "$PSQL" -X -q -d "$LETSEMA_TEST_DATABASE" -c "CREATE DATABASE torture" || return 1
    torture "$1" "$(printf %s "$LETSEMA_TEST_DATABASE" | sed 's,/postgres?,/torture?,')"
}

program=$(realpath "${PROGRAM:-build/release/letsema}")
case ${1:-} in
--sqlite) torture "$2"; exit ;;
--postgres) torture_postgres "$2"; exit ;;
esac
if [ -z "${PROGRAM:-}" ]; then
    mkdir -p build/log
    make --no-print-directory -j"$(nproc)" VARIANT=release all >build/log/torture.build.txt 2>&1 ||
        { tail -n 5 build/log/torture.build.txt; echo "0 passed, 1 failed"; exit 1; }
    program=$(realpath build/release/letsema)
fi
sum_engines "${2:-both}" "${1:-8}" "${1:-4}"
sum_end

#!/bin/bash
# run_fuzz.sh [SECONDS]: lets libFuzzer look for new inputs with each target, from its kept corpus on.
# What it finds goes to build/fuzz/found; a crash fails. Called by `make fuzz` and .ci/run.
set -u
cd "$(dirname "$0")/.."
seconds=${1:-20}
passed=0 failed=0
for source in tests/fuzz/*.c; do
    name=$(basename "$source" .c)
    found=build/fuzz/found/$name
    mkdir -p "$found"
    # Leaks at the end of one input are the target's affair only if it repeats; memory is bounded.
    if build/fuzz/tests/fuzz/"$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -max_len=65536 -print_final_stats=1 -artifact_prefix="$found-" \
        "$found" "tests/fuzz/corpus/$name" >"$found.txt" 2>&1; then
        passed=$((passed + 1))
        echo "ok - $name: $(grep -a 'number_of_executed_units' "$found.txt" | grep -oE '[0-9]+') runs"
    else
        failed=$((failed + 1))
        echo "not ok - $name (see $found.txt)"
        grep -aE 'ERROR: |runtime error|SUMMARY|Test unit written' "$found.txt" | head -n 8 | sed 's/^/# /'
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

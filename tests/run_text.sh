#!/bin/bash
# run_text.sh: is every message of the program translated, with the same places, and is no translation
# left over? One test per language. Called by ./test.
set -u
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
for folder in text/??; do
    lang=$(basename "$folder")
    if build/host/text --strict --out "$work" build/gen/messages.txt "$folder"/*.po >"$work/said" 2>&1; then
        passed=$((passed + 1)); echo "ok - $lang is complete"
    else
        failed=$((failed + 1)); echo "not ok - $lang: $(wc -l <"$work/said") faults"
        head -n 30 "$work/said" | sed 's/^/# /'
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

#!/bin/sh
# run_text.sh: is every message of the program translated, with the same places, and is no translation
# left over? Called by ./test.
set -u
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if build/host/text --strict --out "$work" build/gen/messages.txt text/??/*.po >"$work/said" 2>&1; then
    echo "ok - every language is complete"
    echo "1 passed, 0 failed"
else
    echo "not ok - every language is complete"
    sed 's/^/# /' "$work/said"
    echo "0 passed, 1 failed"
    exit 1
fi

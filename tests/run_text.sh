#!/bin/bash
# run_text.sh: is every message of the program translated, with the same places, and is no translation
# left over? Called by ./test. The features' own parts (text/parts/FEATURE.po, French) count like
# text/fr.po; a message that stands in several is taken from the first.
set -u
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
for po in text/*.po; do
    lang=$(basename "$po" .po)
    parts=
    [ "$lang" != fr ] || parts=$(find text/parts -name '*.po' 2>/dev/null | sort)
    # shellcheck disable=SC2086
    for file in $po $parts; do cat "$file"; echo; done | awk '
        BEGIN { RS = ""; ORS = "\n\n" }
        { key = $0; gsub(/(^|\n)#[^\n]*/, "", key); sub(/\nmsgstr(.|\n)*/, "", key) }
        !(key in seen) { seen[key] = 1; print }' >"$work/$lang.po"
    if build/host/text --strict --out "$work" build/gen/messages.txt "$work/$lang.po" >"$work/said" 2>&1; then
        passed=$((passed + 1)); echo "ok - $lang is complete"
    else
        failed=$((failed + 1)); echo "not ok - $lang: $(wc -l <"$work/said") faults"
        head -n 30 "$work/said" | sed "s|$work/|# merged |"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

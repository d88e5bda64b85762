#!/bin/bash
# run_text.sh: is every message of the program translated, with the same places, and is no translation
# left over? One test per language. And do the manuals have their pictures: in each language the same,
# each with words for those who cannot see it, each there and light, each taken by the browser's walk?
# Called by ./test.
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
report() { # name, offending lines
    if [ -z "$2" ]; then
        passed=$((passed + 1)); echo "ok - $1"
    else
        failed=$((failed + 1)); echo "not ok - $1"; printf '%s\n' "$2" | sed 's/^/# /'
    fi
}
manuals=src/desk/demo/data/help pictures=src/publish/site/manual
most_of_page=65000 most_of_all=600000 # bytes

# "ROLE LANG NAME WORDS", a line for each picture that a manual shows.
for text in "$manuals"/*.md; do
    role=$(basename "$text" .md)
    grep -oE '!\[[^]]*\]\([^)]*\)' "$text" | sed -E "s/^!\[(.*)\]\((.*)\)\$/${role%.*} ${role#*.} \2 \1/"
done >"$work/shown"
report "each manual has pictures" "$(for text in "$manuals"/*.md; do
    role=$(basename "$text" .md); grep -q "^${role%.*} ${role#*.} " "$work/shown" || echo "$text"; done)"
report "each picture of a manual has words of its own" "$(awk 'NF < 8 || seen[substr($0, index($0, $4))]++' "$work/shown")"
report "the manuals of a role show the same pictures in each language" "$(
    for role in $(cut -d' ' -f1 "$work/shown" | sort -u); do
        for text in "$manuals/$role".*.md; do
            lang=$(basename "$text" .md); lang=${lang#*.}
            awk -v r="$role" -v l="$lang" '$1 == r && $2 == l { print $3 }' "$work/shown" >"$work/$lang.names"
            cmp -s "$work/en.names" "$work/$lang.names" || echo "$role.$lang"
        done
    done)"
awk '{ print $3 "." $2 ".webp" }' "$work/shown" | sort >"$work/wanted"
ls "$pictures" | sort >"$work/there"
report "each picture that a manual shows is there, and no other" "$(diff "$work/wanted" "$work/there")"
awk '{ print $3 }' "$work/shown" | sort -u >"$work/names"
grep -ohE "\.manual\('[a-z-]+'" tests/browser/*.mjs | cut -d"'" -f2 | sort -u >"$work/taken"
report "each picture that a manual shows is taken by the browser's walk, and no other" "$(diff "$work/names" "$work/taken")"
report "the pictures of a manual weigh at most $most_of_page bytes, all together $most_of_all" "$(
    while read -r role lang name _; do echo "$role.$lang $(stat -c %s "$pictures/$name.$lang.webp" 2>/dev/null)"; done <"$work/shown" |
        awk -v page="$most_of_page" -v all="$most_of_all" '{ sum[$1] += $2; total += $2 }
            END { for (m in sum) if (sum[m] > page) print m ": " sum[m]; if (total > all) print "all: " total }')"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

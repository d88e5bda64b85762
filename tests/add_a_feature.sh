#!/bin/bash
# add_a_feature.sh: does what docs/add-a-feature.md says, as a fresh reader would: copies the tree,
# writes every fenced block below a "### `path`" heading into that file, builds, and runs the new test
# under the sanitizers. Proves that the page is true and that a feature edits nothing central.
# What ./test has built comes along with its times, so that only the feature is compiled and what
# knows it; without that it takes as long as a build from nothing. Prints TAP; the last line is
# "N passed, N failed".
set -u
cd "$(dirname "$0")/.." || exit 1
page=docs/add-a-feature.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree
passed=0 failed=0

verdict() { # exit code, name, log
    if [ "$1" = 0 ]; then
        passed=$((passed + 1)); echo "ok - $2"
    else
        failed=$((failed + 1)); echo "not ok - $2"
        grep -aE 'error|Error|:[0-9]+: |^not ok|^#' "$3" 2>/dev/null | head -n 20 | sed 's/^/#   /'
    fi
}
finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
    exit
}

mkdir "$tree"
tar -c --exclude=./build --exclude=./demo --exclude=./.git --exclude=node_modules . | tar -x -C "$tree"
verdict $? "the tree is copied" /dev/null
if [ -x build/asan/tests/http_runner ]; then
    tar -c --format=posix --exclude=build/asan/tests/{unit,hostile,fuzz} --exclude='*.a' build/host build/gen build/asan |
        tar -x -C "$tree"
fi

awk -v tree="$tree" '
    /^### `[^`]+`$/ { path = $0; gsub(/^### `|`$/, "", path); next }
    /^```/ && inside { close(file); inside = 0; path = ""; next }
    /^```/ && path != "" { file = tree "/" path; folder = file; sub(/\/[^\/]*$/, "", folder)
                           system("mkdir -p \"" folder "\""); inside = 1; print path > (tree "/added"); next }
    inside { print > file }' "$page"
[ "$(wc -l <"$tree/added")" -ge 8 ]
verdict $? "the page holds the files" /dev/null

# A feature adds: none of its files may stand in the tree already.
old=
while read -r path; do [ ! -e "$path" ] || old="$old $path"; done <"$tree/added"
echo "# in the tree already:$old" >"$work/old"
[ -z "$old" ]
verdict $? "nothing that exists is edited" "$work/old"

make -C "$tree" --no-print-directory -j"$(nproc)" VARIANT=asan all >"$work/build" 2>&1 &&
    make -C "$tree" --no-print-directory -j"$(nproc)" VARIANT=asan build/asan/tests/http_runner >>"$work/build" 2>&1
verdict $? "it builds" "$work/build"
[ -x "$tree/build/asan/tests/http_runner" ] || finish

test=$(grep '\.test$' "$tree/added")
(cd "$tree" && build/asan/tests/http_runner --routes "$test") >"$work/said" 2>"$work/stderr"
# Routes of other features stand in their own tests.
grep -vE '^not ok [0-9]+ - routes:' "$work/said" >"$work/test"
! grep -qE '^not ok' "$work/test" && grep -qE '^[0-9]+ passed' "$work/test"
verdict $? "$test" "$work/test"
grep -E "^not ok .*\($(dirname "$test")/" "$work/said" >"$work/routes"
[ ! -s "$work/routes" ]
verdict $? "each of its routes stands in the test and in a matrix" "$work/routes"
! grep -qE 'ERROR: |runtime error' "$work/stderr"
verdict $? "the sanitizers found nothing" "$work/stderr"

# --strict names every message without a translation; ours must not be among them.
"$tree/build/host/text" --strict --out "$work" "$tree/build/gen/messages.txt" "$tree"/text/fr/*.po >"$work/text" 2>&1
grep -E 'src/publish/glossary/|glossary\.po' "$work/text" >"$work/missing"
[ ! -s "$work/missing" ]
verdict $? "each of its messages is French too" "$work/missing"
(cd "$tree" && tests/laws.sh) >"$work/laws" 2>&1
verdict $? "the laws hold" "$work/laws"
finish

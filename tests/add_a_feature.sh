#!/bin/bash
# add_a_feature.sh: does what docs/add-a-feature.md says, as a fresh reader would: copies the tree,
# writes every fenced block below a "### `path`" heading into that file, builds, and runs the new test
# under the sanitizers. Proves that the page is true and that a feature edits nothing central.
# Takes as long as a build from nothing. Prints TAP; the last line is "N passed, N failed".
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
(cd "$tree" && build/asan/tests/http_runner "$test") >"$work/test" 2>"$work/stderr"
verdict $? "$test: $(tail -n 1 "$work/test")" "$work/test"
! grep -qE 'ERROR: |runtime error' "$work/stderr"
verdict $? "the sanitizers found nothing" "$work/stderr"

# --strict names every message without a translation; ours must not be among them.
"$tree/build/host/text" --strict --out "$work" "$tree/build/gen/messages.txt" "$tree"/text/fr/*.po >"$work/text" 2>&1
grep -E 'src/publish/glossary/|glossary\.po' "$work/text" >"$work/missing"
[ ! -s "$work/missing" ]
verdict $? "each of its messages is French too" "$work/missing"
finish

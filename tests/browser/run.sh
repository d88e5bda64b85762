#!/bin/bash
# run.sh: fetches the judges once (npm, into build/browser), serves a demonstration and walks it in
# Chromium. Called by ./test; by hand: tests/browser/run.sh [public] [road] [kept] [community] [together]
set -u
cd "$(dirname "$0")/../.."
. tests/serve.sh
home=build/browser
mkdir -p "$home" build/log
if ! cmp -s tests/browser/package-lock.json "$home/package-lock.json" || [ ! -e "$home/node_modules/.done" ]; then
    cp tests/browser/package.json tests/browser/package-lock.json tests/browser/.npmrc "$home/"
    (cd "$home" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) && touch "$home/node_modules/.done" || {
        echo "not ok - npm could not fetch the packages of tests/browser/package-lock.json"
        echo "0 passed, 1 failed"
        exit 1
    }
fi
# The release build is what readers get, and quicker than the one with sanitizers.
program=build/release/letsema
make --no-print-directory -j"$(nproc)" VARIANT=release all >build/log/browser.build.txt 2>&1 || program=build/asan/letsema
if ! serve_demo "$program"; then
    echo "not ok - the demonstration is served"
    echo "0 passed, 1 failed"
    exit 1
fi
node tests/browser/walk.mjs "$serve_url" "$program" "$@"
code=$?
cp "$serve_dir/log" build/log/browser.server.txt 2>/dev/null
exit "$code"

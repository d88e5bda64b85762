#!/bin/bash
# run_hostile.sh: sends requests that a strict server refuses, each over a real socket, to a served
# empty fund, and then asks whether it still works and ends in order. Called by ./test.
set -u
cd "$(dirname "$0")/.."
. tests/sum.sh
. tests/serve.sh
if serve_new build/asan/letsema init; then
    for source in tests/hostile/*.c; do
        sum "build/asan/tests/hostile/$(basename "$source" .c)" "$serve_port" --drip
    done
    if curl -sf -o /dev/null "$serve_url/sign-in"; then
        echo "ok - the server still answers"; sum_passed=$((sum_passed + 1))
    else
        sum_fail "the server does not answer any more"
    fi
    cp "$serve_dir/log" build/log/hostile.server.txt 2>/dev/null
    if serve_end; then
        echo "ok - the server ends in order"; sum_passed=$((sum_passed + 1))
    else
        sum_fail "the server did not end in order (see build/log/hostile.server.txt)"
        grep -aE 'ERROR: |runtime error|^    #[0-9] ' build/log/hostile.server.txt | head -n 30 | sed 's/^/# /'
    fi
else
    sum_fail "no server"
fi
sum_end

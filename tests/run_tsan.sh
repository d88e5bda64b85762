#!/bin/bash
# run_tsan.sh: the thread sanitizer watches the .test files, and a served demonstration while several
# readers and people who write load it at once. Called by `make tsan` and .ci/run.
set -u
cd "$(dirname "$0")/.."
. tests/sum.sh
. tests/serve.sh
export TSAN_OPTIONS="halt_on_error=0 exitcode=66 second_deadlock_stack=1"
mkdir -p build/log
# Not those that ask one request after the other some ten thousand times: they take half of the time and
# meet no other thread than the rest does.
# shellcheck disable=SC2046
sum build/tsan/tests/http_runner $(find src tests/http -name '*.test' ! -name 'hostile_*' ! -name drawn.test ! -name matrix.test | sort)

# One reader or writer: a bounded number of requests, one after the other.
reader() { # number
    local n
    for n in $(seq 1 25); do
        for path in / /fr/ /programmes /programmes.json /calls /news /library "/search?q=water" /nothing "/programmes?q=$1-$n"; do
            curl -s -o /dev/null --max-time 20 --compressed "$serve_url$path"
        done
    done
}
writer() { # role
    local jar=$serve_dir/jar-$1 n token
    for n in $(seq 1 10); do
        curl -s -o /dev/null --max-time 20 -c "$jar" --data-urlencode "role=$1" "$serve_url/sign-in/as"
        token=$(curl -s --max-time 20 -b "$jar" "$serve_url/desk" | grep -oE 'name="token" value="[^"]*"' | head -n 1 | cut -d'"' -f4)
        curl -s -o /dev/null --max-time 20 -b "$jar" --data-urlencode "token=$token" "$serve_url/desk/sign-out"
    done
}

if serve_demo build/tsan/letsema; then
    roles=$(curl -s "$serve_url/sign-in" | grep -oE 'name="role" value="[a-z_]+"' | cut -d'"' -f4 | head -n 3)
    load=()
    for n in 1 2 3 4; do reader "$n" & load+=($!); done
    for role in $roles; do writer "$role" & load+=($!); done
    wait "${load[@]}"
    curl -sf -o /dev/null "$serve_url/sign-in" || sum_fail "the server does not answer after the load"
    cp "$serve_dir/log" build/log/tsan.server.txt
    serve_end
    code=$?
    if [ "$code" = 0 ] && ! grep -aq 'WARNING: ThreadSanitizer' build/log/tsan.server.txt; then
        echo "ok - no race under load"; sum_passed=$((sum_passed + 1))
    else
        sum_fail "the thread sanitizer spoke under load (exit $code, build/log/tsan.server.txt)"
        grep -aE -A 12 'WARNING: ThreadSanitizer' build/log/tsan.server.txt | head -n 60 | sed 's/^/# /'
    fi
else
    sum_fail "no server under the thread sanitizer"
fi
sum_end

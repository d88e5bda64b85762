#!/bin/bash
# run_postgres.sh: the stage `postgres` of ./test. On throw-away servers: every query is prepared, what
# every feature does over HTTP, the tests of the store, the demonstration. The .test files have a server
# of their own, because they watch whether anything at all was written.
set -u
cd "$(dirname "$0")/.."
. tests/sum.sh
others() {
    . tests/sum.sh
    sum tests/pg_prepare.sh
    for name in store_write store_journal store_jobs store_search store_set store_server desk_demo desk_verify; do
        sum "build/asan/tests/unit/$name"
    done
    sum_end
}
files() {
    # shellcheck disable=SC2046
    build/asan/tests/http_runner $(find src tests/http -name '*.test' | sort)
}
if [ "${1:-}" ]; then "$1"; exit; fi

log=$(mktemp)
tests/pg_cluster.sh "$0" others >"$log" 2>&1 &
sum tests/pg_cluster.sh "$0" files
wait $!
cat "$log"
sum cat "$log"
rm -f "$log"
sum_end

#!/bin/sh
# Runs a command beside a throw-away PostgreSQL.
#   tests/pg_cluster.sh COMMAND…      LETSEMA_TEST_DATABASE is its address for the command, PG_CTL a
#                                     line for sh that restarts it; PG_FSYNC=on PG_SYNC=on: nothing
#                                     committed is lost when it is killed
# The cluster is C-collated, listens on a socket in its own folder alone, and nothing of it survives.
# initdb refuses root, so root hands over to the user postgres or nobody.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || true)")
if [ ! -x "$bin/initdb" ]; then
    echo "PostgreSQL is not installed: apt-get install postgresql"
    exit 1
fi

work=$(mktemp -d /tmp/letsema-pg.XXXXXX)
as=
if [ "$(id -u)" = 0 ]; then
    user=postgres
    id -u "$user" >/dev/null 2>&1 || user=nobody
    as="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups --"
    chown "$user" "$work"
fi
run() { (cd "$work" && HOME="$work" $as "$@"); }
stop() {
    run "$bin/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' INT TERM

run "$bin/initdb" -D "$work/data" -U fund -A trust -E UTF8 --locale=C -N >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 1; }
run "$bin/pg_ctl" -D "$work/data" -w -l "$work/server.log" \
    -o "-c listen_addresses= -c unix_socket_directories=$work -c fsync=${PG_FSYNC:-off} -c full_page_writes=${PG_FSYNC:-off} \
        -c synchronous_commit=${PG_SYNC:-off} -c shared_buffers=${PG_BUFFERS:-32MB} -c autovacuum=off -c max_connections=60" \
    start >>"$work/log" 2>&1 || { cat "$work/log" "$work/server.log"; exit 1; }
code=0
LETSEMA_TEST_DATABASE="postgresql://fund@/postgres?host=$work" PSQL="$bin/psql" \
    PG_CTL="cd $work && HOME=$work $as $bin/pg_ctl -D $work/data -l $work/server.log" "$@" || code=$?
[ "$code" = 0 ] || grep -E 'ERROR|FATAL|PANIC' -A 3 "$work/server.log" | tail -n 40 >&2 || true
exit "$code"

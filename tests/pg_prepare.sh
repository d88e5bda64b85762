#!/bin/sh
# Prepares every variant of every query on a throw-away PostgreSQL.
#   tests/pg_prepare.sh [GENDIR]      GENDIR holds schema_pg.sql and queries_pg.sql (build/gen)
# Says how many statements were prepared; a statement that PostgreSQL refuses is named by the file
# and line a person wrote. initdb refuses root, so root hands over to the user postgres or nobody.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
gen=$(cd "${1:-$top/build/gen}" && pwd)

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

cp "$gen/schema_pg.sql" "$gen/queries_pg.sql" "$work/"
chmod 644 "$work"/*.sql
run "$bin/initdb" -D "$work/data" -U fund -A trust -E UTF8 --locale=C >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 1; }
# Only a socket in our own folder; nothing needs to survive.
run "$bin/pg_ctl" -D "$work/data" -w -l "$work/server.log" \
    -o "-c listen_addresses= -c unix_socket_directories=$work -c fsync=off -c shared_buffers=16MB" \
    start >>"$work/log" 2>&1 || { cat "$work/log" "$work/server.log"; exit 1; }

# psql names the line of its own file; the comment above it names the line a person wrote.
load() {
    if run "$bin/psql" -h "$work" -U fund -d postgres -X -q -v ON_ERROR_STOP=1 -f "$work/$1" \
        >"$work/out" 2>&1; then
        return 0
    fi
    at=$(sed -n "s/^psql:.*$1:\([0-9]*\): .*/\1/p" "$work/out" | head -n 1)
    message=$(sed -n "s/^psql:.*$1:[0-9]*: *//p" "$work/out" | head -n 1)
    place=$(head -n "${at:-0}" "$work/$1" | sed -n 's/^-- \(.*:[0-9].*\)$/\1/p' | tail -n 1)
    echo "${place:-$1}: PostgreSQL: ${message:-$(cat "$work/out")}"
    sed -n '2,4p' "$work/out"
    exit 1
}
load schema_pg.sql
load queries_pg.sql
prepared=$(grep -c '^PREPARE ' "$work/queries_pg.sql" || true)
echo "$prepared statements prepared on PostgreSQL"
echo "1 passed, 0 failed"

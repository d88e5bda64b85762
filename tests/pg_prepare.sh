#!/bin/sh
# Prepares every variant of every query on a throw-away PostgreSQL.
#   tests/pg_prepare.sh [GENDIR]      GENDIR holds schema_pg.sql and queries_pg.sql (build/gen)
# Says how many statements were prepared; a statement that PostgreSQL refuses is named by the file
# and line a person wrote.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
[ -n "${LETSEMA_TEST_DATABASE:-}" ] || exec "$top/tests/pg_cluster.sh" "$0" "$@"
gen=$(cd "${1:-$top/build/gen}" && pwd)
out=$(mktemp)
trap 'rm -f "$out"' EXIT
ask() { "$PSQL" -X -q -v ON_ERROR_STOP=1 -d "$@"; }
name=prepare_$$
ask "$LETSEMA_TEST_DATABASE" -c "CREATE DATABASE $name"
database=$(printf %s "$LETSEMA_TEST_DATABASE" | sed "s,/postgres?,/$name?,")

# psql names the line of its own file; the comment above it names the line a person wrote.
load() {
    if ask "$database" -f "$gen/$1" >"$out" 2>&1; then
        return 0
    fi
    at=$(sed -n "s/^psql:.*$1:\([0-9]*\): .*/\1/p" "$out" | head -n 1)
    message=$(sed -n "s/^psql:.*$1:[0-9]*: *//p" "$out" | head -n 1)
    place=$(head -n "${at:-0}" "$gen/$1" | sed -n 's/^-- \(.*:[0-9].*\)$/\1/p' | tail -n 1)
    echo "${place:-$1}: PostgreSQL: ${message:-$(cat "$out")}"
    sed -n '2,4p' "$out"
    exit 1
}
load schema_pg.sql
load queries_pg.sql
prepared=$(grep -c '^PREPARE ' "$gen/queries_pg.sql" || true)
echo "$prepared statements prepared on PostgreSQL"
echo "1 passed, 0 failed"

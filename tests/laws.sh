#!/bin/sh
# laws.sh: what the house forbids and a compiler does not see. Prints TAP and "N passed, N failed".
set -u
cd "$(dirname "$0")/.."
passed=0 failed=0
rooms="base store web mail edition people registry money fund publish desk"

report() { # name, offending lines
    if [ -z "$2" ]; then
        passed=$((passed + 1)); echo "ok - $1"
    else
        failed=$((failed + 1)); echo "not ok - $1"; printf '%s\n' "$2" | head -20 | sed 's/^/#   /'
    fi
}

# Arrows go down: a file includes headers of its own room and of lower ones only. Mail and edition
# stand side by side.
arrows=$(grep -rnE '^#include "([a-z]+)/' src --include='*.c' --include='*.h' | awk -F: -v rooms="$rooms" '
    BEGIN { n = split(rooms, r, " "); for (i = 1; i <= n; i++) level[r[i]] = i }
    { split($1, at, "/"); match($0, /#include "[a-z]+\//); to = substr($0, RSTART + 10, RLENGTH - 11)
      from = at[2]; if (!(from in level)) next; if (to == "gen") next
      if (!(to in level)) print $0
      else if (level[to] > level[from] || (from == "edition" && to == "mail")) print $0 }')
report "arrows between rooms go down" "$arrows"

# A feature's queries are its room's own affair.
queries=$(grep -rnoE '^#include "gen/[a-z_]+_sql\.h"' src --include='*.c' --include='*.h' | while IFS=: read -r file line include; do
    feature=${include#*gen/}; feature=${feature%_sql.h\"}
    room=${file#src/}; room=${room%%/*}
    home=$(find src -type d -name "$feature" -path "src/*/*" | cut -d/ -f2 | head -n 1)
    [ "$home" = "$room" ] || echo "$file:$line: includes the queries of $home/$feature"
done)
report "queries are called from their own room only" "$queries"

report "no SQL outside .sql files (the store's engine apart)" \
    "$(grep -rnE '"(SELECT|INSERT INTO|UPDATE|DELETE FROM) ' src --include='*.c' | grep -v '^src/store/')"
report "no HTML outside templates (layout's few words apart)" \
    "$(grep -rnE '"<(p|div|h[1-6]|a|ul|li|table|form|span|button)[ >]' src --include='*.c' | grep -vE '^src/web/(out|markdown|show|layout|demo\.c)')"
report "memory comes from arenas (base, store's engine and the network apart)" \
    "$(grep -rnwE 'malloc|calloc|realloc' src --include='*.c' | grep -vE '^src/(base|store)/|^src/web/(net|cache|compress|http|body)')"
report "JSON is not written to memory that libc would have to free" \
    "$(grep -rnw 'json_dumps' src --include='*.c')"
report "no loose ends" "$(grep -rnE '\b(TODO|FIXME|XXX)\b' src tools editions --include='*' | grep -v '\.po:')"
report "nothing speaks of a workplace" "$(git grep -nIE '/(work|farm)/|\bsubagent\b' -- . 2>/dev/null | grep -v '^tests/laws.sh')"
report "no style attributes in templates" "$(grep -rnE ' style="' src --include='*.html')"
report "money never meets floating point" \
    "$(find src/money src/fund src/base/money.c src/base/money.h -name '*.[ch]' 2>/dev/null | xargs sed 's/"[^"]*"//g' |
        grep -nwE 'double|float|strtod')"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

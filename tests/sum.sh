# sum.sh: sourced by the stages of ./test. `sum COMMAND…` runs a program whose last line is
# "N passed, N failed" and adds it up; a program that ends without that line counts as one failure.
sum_passed=0 sum_failed=0

sum() {
    local out line p f code
    out=$(mktemp)
    "$@" >"$out" 2>&1 </dev/null
    code=$?
    line=$(grep -aE '^[0-9]+ passed, [0-9]+ failed$' "$out" | tail -n 1)
    p=${line%% *} f=${line#* passed, } f=${f% failed}
    [ -n "$line" ] || { p=0 f=1; }
    [ "$code" = 0 ] || [ "$f" -gt 0 ] || f=1
    if [ "$f" -gt 0 ]; then
        echo "not ok - $* ended with $code"
        grep -aE '^not ok|^#|ERROR: |runtime error|^    #[0-9] ' "$out" | head -n 60
        [ -n "$line" ] || tail -n 20 "$out" | sed 's/^/# /'
    else
        echo "ok - $* ($p)"
    fi
    sum_passed=$((sum_passed + p)) sum_failed=$((sum_failed + f))
    rm -f "$out"
}

sum_fail() {
    echo "not ok - $*"
    sum_failed=$((sum_failed + 1))
}

# "$0 --sqlite A" and, beside a cluster, "$0 --postgres B": both at once, shown one after the other.
sum_engines() { # sqlite|postgres|both, A, B
    local out name
    local -A code=()
    out=$(mktemp -d)
    for name in sqlite postgres; do
        case $1-$name in
        postgres-sqlite | sqlite-postgres) continue ;;
        *-sqlite) "$0" --sqlite "$2" >"$out/$name" 2>&1 & ;;
        *) PG_FSYNC=on PG_SYNC=on tests/pg_cluster.sh "$0" --postgres "$3" >"$out/$name" 2>&1 & ;;
        esac
        code[$name]=$!
    done
    for name in sqlite postgres; do
        [ -n "${code[$name]:-}" ] || continue
        wait "${code[$name]}"
        code[$name]=$?
        cat "$out/$name"
        sum sh -c 'cat "$0"; exit "$1"' "$out/$name" "${code[$name]}" >/dev/null
    done
    rm -rf "$out"
}

sum_end() {
    echo "$sum_passed passed, $sum_failed failed"
    [ "$sum_failed" = 0 ]
}

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

sum_end() {
    echo "$sum_passed passed, $sum_failed failed"
    [ "$sum_failed" = 0 ]
}

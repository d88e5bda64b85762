# lib.sh: sourced by what measures. $url is the server's address, $port its port.
now_us() { local t=${EPOCHREALTIME/[.,]/}; echo "$t"; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
ms() { awk -v us="$1" 'BEGIN { printf "%.2f", us / 1000 }'; }
first_reply() {
    local line=''
    { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || return 1
    printf 'GET /about HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
    read -r line <&3
    exec 3>&-
    [ -n "$line" ]
}
# figures SECONDS CONNECTIONS THREADS FILE: "median_us p99_us requests duration_us faults"
figures() { wrk -d"$1s" -c"$2" -t"$3" -s bench/pages.lua "$url" -- "$4" "$3" | sed -n 's/^figures //p'; }
# Processor time of a process so far, in µs.
cpu_of() { awk -v hz="$(getconf CLK_TCK)" '{ print int(($14 + $15) * 1000000 / hz) }' "/proc/$1/stat"; }

# serve.sh: sourced by what needs a running server. `serve_demo PROGRAM` makes a demonstration fund in
# a new folder and serves it on a free port of this machine; it sets $serve_dir, $serve_port, $serve_pid
# and $serve_url. `serve_end` stops it and removes the folder; it also runs when the shell exits.
serve_pid='' serve_dir=''

serve_end() {
    if [ -n "$serve_pid" ]; then
        kill "$serve_pid" 2>/dev/null
        wait "$serve_pid" 2>/dev/null
        serve_code=$?
        serve_pid=''
    fi
    [ -z "$serve_dir" ] || rm -rf "$serve_dir"
    serve_dir=''
    return "${serve_code:-0}"
}
trap serve_end EXIT

# Serves $serve_dir/fund with the program, by a relative path as ./run does.
serve_start() {
    local program try step
    program=$(realpath "$1")
    for try in 1 2 3 4 5; do
        serve_port=$((20000 + RANDOM % 12000))
        serve_url=http://127.0.0.1:$serve_port
        (cd "$serve_dir" && exec "$program" serve fund --listen "127.0.0.1:$serve_port" >log 2>&1) &
        serve_pid=$!
        for step in $(seq 1 300); do
            curl -s -o /dev/null "$serve_url/" && return 0
            kill -0 "$serve_pid" 2>/dev/null || break
            sleep 0.1
        done
        kill "$serve_pid" 2>/dev/null
        wait "$serve_pid" 2>/dev/null
        serve_pid=''
    done
    echo "# the server does not answer; its log ends with:"
    tail -n 20 "$serve_dir/log" | sed 's/^/# /'
    return 1
}

# The same with an empty fund: serve_new PROGRAM init.
serve_demo() { serve_new "$1" demo; }
serve_new() {
    serve_dir=$(mktemp -d "${TMPDIR:-/tmp}/letsema-serve-XXXXXX")
    local program
    program=$(realpath "$1")
    if ! (cd "$serve_dir" && "$program" "$2" fund >log 2>&1); then
        echo "# letsema $2 failed:"
        tail -n 20 "$serve_dir/log" | sed 's/^/# /'
        return 1
    fi
    serve_start "$1"
}

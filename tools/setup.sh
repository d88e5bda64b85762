# setup.sh: sourced by ./run, ./test and .ci/run. `need FILE…` installs the Debian packages listed in
# FILE (one a line, # comments) that are missing: names them first, never prompts, starts no daemon.
set -eu

say() { printf '%s\n' "$*" >&2; }

need() {
    missing=
    for list in "$@"; do
        while read -r package rest; do
            case "$package" in '' | '#'*) continue ;; esac
            dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
        done <"$list"
    done
    [ -n "$missing" ] || return 0
    say "Missing Debian packages:$missing"
    if ! command -v apt-get >/dev/null; then
        say "This is not Debian or Ubuntu: please install the equivalents of these by hand."
        exit 1
    fi
    as_root=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || { say "Become root or install sudo, then run this again."; exit 1; }
        as_root=sudo
    fi
    # A package that brings a daemon (nginx, PostgreSQL) must not start it: tests start their own.
    policy=/usr/sbin/policy-rc.d
    made_policy=
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null && $as_root chmod 755 "$policy" && made_policy=1
    fi
    say "Installing them now."
    ok=1
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -qq $missing >&2 </dev/null ||
        { $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 </dev/null &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -qq $missing >&2 </dev/null; } || ok=
    [ -z "$made_policy" ] || $as_root rm -f "$policy"
    if [ -z "$ok" ]; then
        say "Could not install all of:$missing"
        say "On another Debian or Ubuntu a package may have another name; install it by hand and run this again."
        exit 1
    fi
}

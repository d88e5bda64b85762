#!/bin/bash
# dossier.sh: checks dossiers by docs/dossier.md alone, with tar, sha256sum, b2sum and openssl: nothing of
# Letsema looks at its own work here. Also that letsema verify agrees, on a stopped fund and on one that
# is served, and that it names what was changed. Prints TAP; the last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/.." || exit 1
program=$PWD/${LETSEMA:-build/asan/letsema}
work=$(mktemp -d)
server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
passed=0 failed=0

verdict() { # exit code, name
    if [ "$1" = 0 ]; then
        passed=$((passed + 1)); echo "ok - $2"
    else
        failed=$((failed + 1)); echo "not ok - $2"
        tail -n 5 "$work/log" | sed 's/^/#   /'
    fi
}
try() { # name, command…
    local name=$1; shift
    "$@" >"$work/log" 2>&1
    verdict $? "$name"
}
refused() { # words, name, command…
    local words=$1 name=$2; shift 2
    "$@" >"$work/log" 2>&1
    [ $? = 1 ] && grep -qF -- "$words" "$work/log"
    verdict $? "$name"
}
column() { sqlite3 -readonly "$work/fund/fund.db" "$1"; }

# The pre-image of each hash of the journal into a file that has the hash as its name.
cat >"$work/images.mjs" <<'JS'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
const [folder, out] = process.argv.slice(2)
const L = x => x === null ? Buffer.from('-;')
    : Buffer.concat([Buffer.from(`${Buffer.byteLength(String(x))}:`), Buffer.from(String(x))])
const image = (hash, parts) => writeFileSync(`${out}/${hash}`, Buffer.concat(parts.map(L)))
mkdirSync(out)
let count = 0, previous = null
const told = JSON.parse(readFileSync(`${folder}/dossier.json`))
for (const line of readFileSync(`${folder}/journal.jsonl`, 'utf8').split('\n').slice(0, -1)) {
    const e = JSON.parse(line)
    for (const pair of e.digests.split(' ')) {
        const [field, digest] = pair.split('=')
        const v = e.values[field]
        if (v) image(digest, [field, v.salt, v.before, v.after])
        else if (!e.erased.includes(field)) throw new Error(`${field} of entry ${e.id} is missing`)
    }
    image(e.hash, [e.previous, e.id, e.at, e.account, e.act, e.request, e.table, e.record, e.op,
        e.public, e.digests])
    if (previous && previous.id + 1 === e.id && previous.hash !== e.previous)
        throw new Error(`entry ${e.id} does not follow`)
    previous = e
    count++
}
if (count !== told.journal.entries) throw new Error('entries are missing')
for (const d of told.days)
    writeFileSync(`${out}/${d.digest}`, `letsema journal digest 1\nday ${d.day}\nmade ${d.made}\n` +
        `position ${d.position}\nentries ${d.entries}\nhash ${d.hash}\nprevious ${d.previous || 'none'}\n`)
for (const f of told.files) writeFileSync(`${out}/${f.blake2b}`, readFileSync(`${folder}/${f.member}`))
for (const v of told.versions) writeFileSync(`${out}/${v.fingerprint}`, readFileSync(`${folder}/${v.member}`))
JS

hashes_hold() { # folder of pre-images
    local n
    n=$(find "$1" -type f | wc -l)
    [ "$n" -gt 0 ] && (cd "$1" && find . -type f -printf '%f\0' | xargs -0 b2sum -l 256) |
        awk -v n="$n" '$1 != $2 { bad++; print } END { exit bad > 0 || NR != n }'
}

# Everything that docs/dossier.md says, about one file.
judge() { # file, what
    local folder=$work/open images=$work/images
    rm -rf "$folder" "$images"; mkdir "$folder"
    try "$2: tar opens it" tar -xf "$1" -C "$folder"
    try "$2: its key is the published one" cmp "$folder/KEY.pem" "$work/published.pem"
    try "$2: openssl accepts the signature" openssl pkeyutl -verify -pubin -inkey "$work/published.pem" -rawin \
        -in "$folder/SHA256SUMS" -sigfile "$folder/SIGNATURE"
    try "$2: every file has its SHA-256" bash -c "cd '$folder' && sha256sum --strict --quiet -c SHA256SUMS"
    try "$2: no file is there without one" bash -c "cd '$folder' && diff <(find . -type f -printf '%P\n' | LC_ALL=C sort) <(
        { cut -c 67- SHA256SUMS; printf 'SHA256SUMS\nSIGNATURE\n'; } | LC_ALL=C sort)"
    try "$2: its journal is read" node "$work/images.mjs" "$folder" "$images"
    try "$2: b2sum agrees with each hash" hashes_hold "$images"
    try "$2: the page loads nothing from elsewhere" bash -c "! grep -qE '<script|src=|@import|url\(|<link[^>]*href=\"[^d]' '$folder/index.html'"
    try "$2: letsema verify agrees" "$program" verify "$1" --key "$work/published.pem"
}

try "a demonstration is made" "$program" demo "$work/fund"
proposal=$(column "SELECT p.code FROM proposal p JOIN proposal_version v ON v.proposal = p.id GROUP BY p.id ORDER BY count(*) DESC LIMIT 1")
document=$(column "SELECT code FROM document WHERE file IS NOT NULL ORDER BY id LIMIT 1")
try "of a proposal, on a stopped fund" "$program" dossier "$work/fund" "proposal/$proposal" "$work/proposal.tar"
tar -xOf "$work/proposal.tar" KEY.pem >"$work/published.pem"
judge "$work/proposal.tar" proposal

"$program" serve "$work/fund" --listen 127.0.0.1:0 >"$work/serve.log" 2>&1 &
server=$!
for _ in $(seq 100); do [ -S "$work/fund/control.sock" ] && break; sleep 0.1; done
try "of a document by its code alone, while the fund is served" "$program" dossier "$work/fund" "$document" "$work/document.tar"
judge "$work/document.tar" document
try "it has its file" bash -c "tar -tf '$work/document.tar' | grep -q ^files/"
try "the served fund shows its key" "$program" key "$work/fund"
"$program" key "$work/fund" >"$work/hex"
try "which verifies as hex digits" "$program" verify "$work/document.tar" --key "$(cat "$work/hex")"
refused "a new file cannot be made there" "no file is overwritten" "$program" dossier "$work/fund" "$document" "$work/document.tar"
refused "no record has this code" "no dossier of nothing" "$program" dossier "$work/fund" nothing "$work/nothing.tar"
try "and none stays behind" test ! -e "$work/nothing.tar"
kill "$server"; wait "$server" 2>/dev/null; server=

# What an attacker without the key can do.
openssl genpkey -algorithm ed25519 -out "$work/mine.key" 2>/dev/null
openssl pkey -in "$work/mine.key" -pubout -out "$work/mine.pem"
refused "which is not the one that was given" "another key is refused" "$program" verify "$work/proposal.tar" --key "$work/mine.pem"
sed 's/<h2>/<H2>/' "$work/proposal.tar" >"$work/changed.tar"
refused "its SHA-256 is not the one that was signed" "a changed word is named" "$program" verify "$work/changed.tar"
head -c 100000 "$work/proposal.tar" >"$work/cut.tar"
refused "it ends before its end" "a shortened file is named" "$program" verify "$work/cut.tar"
refused "it is not a dossier" "another file is named" "$program" verify "$0"
refused "it holds no key" "a file without a key is named" "$program" verify "$work/proposal.tar" --key "$0"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

#!/bin/sh
# The sql tool, from outside: a feature that uses the whole language is generated, compiled with
# sanitizers and run; then each mistake must be named at its line.
#   tests/tools/sql_test.sh [HOSTDIR]     HOSTDIR holds the built tools index and sql (build/host)
# The last line is "N passed, N failed".
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
host=${1:-$top/build/host}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rooms="base store web mail edition people registry money fund publish desk"
passed=0
failed=0

result() { # ok|bad, name
    if [ "$1" = ok ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
    [ "$1" = ok ] || echo "not ok - $2"
}

fresh() {
    rm -rf "$work/src"
    mkdir -p "$work/src/money" "$work/src/fund/grant"
    ln -s "$top/src/store" "$work/src/store"
    cp -r "$top/tests/tools/sql/money/shop" "$work/src/money/shop"
    cat >"$work/src/fund/grant/schema.sql" <<'SQL'
-- MIGRATION 209902010000 grant
-- TABLE granted journal=no
CREATE TABLE granted (id {id}, shop {ref} REFERENCES shop(id));
SQL
}

# The tool must refuse and say this, anywhere in its output.
refused() { # name, message
    said=$("$host/sql" --rooms "$rooms" --out "$work/bad" "$work/src" 2>&1)
    code=$?
    case "$said" in
    *"$2"*) [ "$code" = 1 ] && result ok "$1" || result bad "$1: exit $code" ;;
    *) result bad "$1: wanted \"$2\", got \"$said\"" ;;
    esac
}
query() { # message; the query on stdin takes the place of shop.sql
    fresh
    cat >"$work/src/money/shop/shop.sql"
    refused "query" "$1"
}
schema() { # message; appended to the schema
    fresh
    cat >>"$work/src/money/shop/schema.sql"
    refused "schema" "$1"
}

fresh
mkdir -p "$work/b/gen"
"$host/index" --rooms "$rooms" --out "$work/b/gen" "$work/src" >/dev/null &&
    "$host/sql" --rooms "$rooms" --out "$work/b/gen" "$work/src" || result bad "the whole language"
sum=$(cat "$work"/b/gen/*_sql.[ch] "$work"/b/gen/*pg.sql | cksum)
touch "$work/b/gen/gone_sql.c"
"$host/sql" --rooms "$rooms" --out "$work/b/gen" "$work/src"
[ "$sum" = "$(cat "$work"/b/gen/*_sql.[ch] "$work"/b/gen/*pg.sql | cksum)" ] &&
    result ok same || result bad "a second run writes the same and sweeps what is gone"
${CC:-gcc} -std=gnu17 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror -Wshadow -Wno-missing-field-initializers \
    -Wno-format-truncation -fsanitize=address,undefined -I"$top/src" -I"$work/b" -I"$top/tests" \
    -include "$top/src/base/banned.h" -o "$work/shop" "$top/tests/tools/sql_shop.c" \
    "$top"/src/base/*.c $(find "$top/src/store" -name '*.c') "$work"/b/gen/*_sql.c \
    "$work/b/gen/migrations.c" "$work/b/gen/queries.c" \
    $(pkg-config --cflags --libs libpq jansson libdeflate) -lsqlite3 -lsodium -lstemmer -lpthread -lm &&
    (cd "$work" && ./shop) && result ok shop || result bad "the generated code"

query 'shop.sql:3: q (plain): no such column: colour' <<'SQL'
-- q() -> many shop_item
SELECT id,
   colour FROM shop;
SQL
query 'shop.sql:5: q (words): no such column: colour' <<'SQL'
-- q(words text) -> many shop_item
-- Only one variant is wrong.
SELECT id FROM shop
WHERE 1 = 1 {if words} AND title = :words
AND colour = 1 {end};
SQL
query 'shop.sql:2: view shop_item has no field lead_org; it has id, code' <<'SQL'
-- q() -> many shop_item
SELECT lead_org FROM shop;
SQL
query 'field hours of view shop_item is no column' <<'SQL'
-- q() -> many shop_item
SELECT id, title AS hours FROM shop;
SQL
query 'unknown type decimal' <<'SQL'
-- q(hours decimal) -> many shop_item
SELECT id FROM shop WHERE title = :hours;
SQL
query 'column title is INTEGER, its field is a text' <<'SQL'
-- q() -> many shop_item
SELECT opened AS title FROM shop;
SQL
query 'money price needs both columns' <<'SQL'
-- q() -> many shop_item
SELECT price FROM shop;
SQL
query 'shop.sql:2: :code IS NULL OR scans the table; write {if code}' <<'SQL'
-- q(code text) -> many shop_item
SELECT id FROM shop WHERE (:code IS NULL OR code = :code);
SQL
query ':code IS NULL OR scans' <<'SQL'
-- q(code text) -> many shop_item
SELECT id FROM shop WHERE code = :code OR :code is null ;
SQL
query 'shop.sql:1: parameter code is not used' <<'SQL'
-- q(code text) -> many shop_item
SELECT id FROM shop;
SQL
query 'shop.sql:1: a page brings its own limit' <<'SQL'
-- q(limit int) -> page shop_item
SELECT id FROM shop ORDER BY id;
SQL
query 'shop.sql:1: a list in parts has an ORDER BY' <<'SQL'
-- q() -> page shop_item
SELECT id FROM shop;
SQL
query 'shop.sql:1: parameter code is not used' <<'SQL'
-- q(code text) -> page shop_item
SELECT id FROM shop ORDER BY id;
SQL
query 'shop.sql:2: code is not a parameter of q' <<'SQL'
-- q() -> many shop_item
SELECT id FROM shop WHERE code = :code;
SQL
query 'money price is used without :price_currency' <<'SQL'
-- q(price money) -> many shop_item
SELECT id FROM shop WHERE price = :price;
SQL
query 'shop.sql:2: table granted belongs to a higher room' <<'SQL'
-- q() -> many shop_item
SELECT s.id FROM shop s JOIN granted g ON g.shop = s.id;
SQL
query 'table granted belongs to a higher room' <<'SQL'
-- q() -> int
SELECT count(*) FROM shop WHERE EXISTS (SELECT 1 FROM granted);
SQL
query 'table shop is journalled: only INSERT' <<'SQL'
-- q(code text) -> write
INSERT INTO shop (code, title) VALUES (:code, '') ON CONFLICT (code) DO NOTHING;
SQL
query 'table shop is journalled: only INSERT' <<'SQL'
-- q(code text) -> write
INSERT INTO shop (code, title) SELECT :code, title FROM shop;
SQL
query 'table shop is journalled: only INSERT' <<'SQL'
-- q(code text) -> write
UPDATE shop SET code = :code;
SQL
query 'table shop is journalled: only INSERT' <<'SQL'
-- q(code text) -> write
DELETE FROM shop WHERE code = :code RETURNING id;
SQL
query 'the id of a journalled row never changes' <<'SQL'
-- q(code text) -> write
UPDATE shop SET id = id + 1 WHERE code = :code;
SQL
query 'changes rows; its result is -> write' <<'SQL'
-- q(code text) -> int
DELETE FROM shop WHERE code = :code RETURNING id;
SQL
query 'a write begins with' <<'SQL'
-- q(code text) -> write
SELECT id FROM shop WHERE code = :code;
SQL
query '-> write id is for INSERT' <<'SQL'
-- q(code text) -> write id
DELETE FROM shop WHERE code = :code;
SQL
query 'shop.sql:1: no model has a view shops' <<'SQL'
-- q() -> many shops
SELECT id FROM shop;
SQL
query 'shop.sql:3: the query ends without a ;' <<'SQL'
-- q() -> many shop_item
SELECT id FROM shop
SQL
query 'shop.sql:2: this quote is not closed in its line' <<'SQL'
-- q() -> many shop_item
SELECT id FROM shop WHERE code = 'x;
SQL
query 'an {if} has no {end}' <<'SQL'
-- q(code text) -> many shop_item
SELECT id FROM shop {if code} WHERE code = :code;
SQL
query 'unknown {when}' <<'SQL'
-- q(code text) -> many shop_item
SELECT id FROM shop {when code};
SQL
query 'the name q is taken by' <<'SQL'
-- q() -> int
SELECT 1;

-- q() -> int
SELECT 2;
SQL
query "a '?' has no meaning here" <<'SQL'
-- q() -> int
SELECT ?;
SQL
query 'a statement stands below its signature' <<'SQL'
SELECT 1;
SQL
query 'bool? has no value that means NULL' <<'SQL'
-- q(n bool?) -> int
SELECT :n;
SQL
query 'one value needs one column' <<'SQL'
-- q() -> int
SELECT 1, 2;
SQL

schema 'schema.sql:43: near "TABEL"' <<'SQL'
-- MIGRATION 209903010000 x
CREATE TABEL x (id {id});
SQL
schema 'table x needs a line: -- TABLE x' <<'SQL'
-- MIGRATION 209903010000 x
CREATE TABLE x (id {id});
SQL
schema 'schema.sql:44: type INTEGER differs between the engines' <<'SQL'
-- MIGRATION 209903010000 x
-- TABLE x journal=no
CREATE TABLE x (date INTEGER);
SQL
schema 'a journalled table has a column id {id}' <<'SQL'
-- MIGRATION 209903010000 x
-- TABLE x journal=desk
CREATE TABLE x (name TEXT);
SQL
schema 'this stamp is taken by' <<'SQL'
-- MIGRATION 209901010000 x
SQL
schema 'references granted of a higher room' <<'SQL'
-- MIGRATION 209903010000 x
-- TABLE x journal=no
CREATE TABLE x (id {id}, g {ref} REFERENCES granted(id));
SQL
schema 'CASCADE would change rows of a journalled table past the journal' <<'SQL'
-- MIGRATION 209903010000 x
-- TABLE x journal=desk
CREATE TABLE x (id {id}, s {ref} REFERENCES shop(id) ON DELETE CASCADE);
SQL
schema 'column recipient holds personal data: write -- PERSONAL x recipient QUERY, or kept and why' <<'SQL'
-- MIGRATION 209901030000 x
-- TABLE x journal=no
CREATE TABLE x (id {id}, recipient TEXT NOT NULL);
SQL
schema 'there is no query x_forget' <<'SQL'
-- MIGRATION 209901030000 x
-- TABLE x journal=no
CREATE TABLE x (id {id}, recipient TEXT NOT NULL);
-- PERSONAL x recipient x_forget
SQL
schema 'there is no column x.name' <<'SQL'
-- MIGRATION 209901030000 x
-- TABLE x journal=no
CREATE TABLE x (id {id}, title TEXT NOT NULL);
-- PERSONAL x name kept as it is public
SQL
schema 'say why it is kept' <<'SQL'
-- MIGRATION 209901030000 x
-- TABLE x journal=no
CREATE TABLE x (id {id}, recipient TEXT NOT NULL);
-- PERSONAL x recipient kept
SQL
fresh
cat >>"$work/src/money/shop/schema.sql" <<'SQL'
-- MIGRATION 209901030000 x
-- TABLE x journal=no
CREATE TABLE x (id {id}, recipient TEXT NOT NULL, subject TEXT NOT NULL);
-- PERSONAL x recipient x_forget
SQL
cp "$work/src/money/shop/shop.sql" "$work/shop.sql.before"
cat >>"$work/src/money/shop/shop.sql" <<'SQL'

-- x_forget(recipient text) -> write
UPDATE x SET subject = '' WHERE recipient = :recipient;
SQL
refused "an erasure that leaves the column alone" 'this is said to erase x.recipient ('
{ cat "$work/shop.sql.before"; printf '\n-- x_forget(recipient text) -> write\nDELETE FROM x WHERE recipient = :recipient;\n'; } >"$work/src/money/shop/shop.sql"
"$host/sql" --rooms "$rooms" --out "$work/bad" "$work/src" >/dev/null 2>&1 && result ok erased || result bad "an erasure that takes the row"
schema 'column picture holds a stored file: write -- FILE x picture' <<'SQL'
-- MIGRATION 209901030000 x
-- TABLE x journal=no
CREATE TABLE x (id {id}, picture TEXT);
SQL
schema '-- FILE x scan: there is no such column' <<'SQL'
-- MIGRATION 209901030000 x
-- TABLE x journal=no
CREATE TABLE x (id {id}, body TEXT);
-- FILE x scan
SQL
schema 'no -- TABLE y stands above' <<'SQL'
-- FILE y scan
SQL
schema 'write: -- SEALED table column fingerprint' <<'SQL'
-- SEALED shop_letter body
SQL
schema 'body is sealed already' <<'SQL'
-- SEALED shop_letter body hash
SQL
schema '-- SEALED x body: the table has no journal' <<'SQL'
-- MIGRATION 209903010000 x
-- TABLE x journal=no
CREATE TABLE x (id {id}, body TEXT, hash TEXT);
-- SEALED x body hash
SQL
schema '-- SEALED x body hash: there is no such column' <<'SQL'
-- MIGRATION 209903010000 x
-- TABLE x journal=desk
CREATE TABLE x (id {id}, body TEXT);
-- SEALED x body hash
SQL
schema '-- SEALED x body hash: the fingerprint is left out of the journal itself' <<'SQL'
-- MIGRATION 209903010000 x
-- TABLE x journal=desk
CREATE TABLE x (id {id}, body TEXT, hash TEXT);
-- SEALED x body hash
-- SEALED x hash body
SQL
schema '-- SEALED x id: the journal needs this column' <<'SQL'
-- MIGRATION 209903010000 x
-- TABLE x journal=desk
CREATE TABLE x (id {id}, hash TEXT);
-- SEALED x id hash
SQL
query 'shop_letter.body is sealed by hash: it is never given another value' <<'SQL'
-- q(id id, body text) -> write
UPDATE shop_letter SET body = :body WHERE id = :id;
SQL
schema 'triggers are not used' <<'SQL'
-- MIGRATION 209903010000 x
CREATE TRIGGER t AFTER INSERT ON shop BEGIN DELETE FROM shop; END;
SQL
schema 'unknown token' <<'SQL'
-- MIGRATION 209903010000 x
-- TABLE x journal=no
CREATE TABLE x (id {uuid});
SQL
schema 'this statement has no ;' <<'SQL'
-- MIGRATION 209903010000 x
-- TABLE x journal=no
CREATE TABLE x (id {id})
SQL

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

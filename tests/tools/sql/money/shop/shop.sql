-- shop_by_code(code code) -> one shop_item
-- One shop.
SELECT id, code, title, price, price_currency, opened, first_day, sealed, note
FROM shop WHERE code = :code;

-- shop_search(words text, opened time, price money, ids text, codes text, sealed bool,
--             sort code) -> many shop_item
SELECT s.id, s.title, s.price, s.price_currency, s.opened, ':words; {if}' AS note,
       (SELECT count(*) FROM shop_note n WHERE n.shop = s.id) AS visits
FROM shop s WHERE 1 = 1
{if words} AND s.title LIKE '%' || :words || '%' {end}
{if opened} AND s.opened >= :opened {if not sealed} AND s.sealed = 0 {end} {end}
{if price} AND s.price >= :price AND s.price_currency = :price_currency {end}
{if ids} AND s.id {in ids int} {end}
{if codes} AND s.code {in codes} {end}
ORDER BY {order sort: code = s.code | new = s.opened DESC NULLS LAST, s.id
    | title = s.title || s.code, s.id};

-- shop_of(limit int) -> many shop_item
SELECT id, code FROM shop WHERE {may lead_org id} ORDER BY id LIMIT :limit;

-- shop_part(words text, sort code) -> page shop_item
-- The word order and a ; in quotes do not end it.
SELECT id, code, ' order by ; ' AS note FROM shop WHERE {may lead_org id}
{if words} AND title LIKE '%' || :words || '%' {end}
ORDER BY {order sort: code = code | code_down = code DESC}, ';', id;

-- shop_count() -> int
SELECT count(*) FROM shop;

-- shop_last_opened() -> time
SELECT max(opened) FROM shop;

-- shop_insert(code code, title text, lead_org id?, price money?, opened time?, first_day date?,
--             sealed bool, mark blob?) -> write id
INSERT INTO shop (code, title, lead_org, price, price_currency, opened, first_day, sealed, mark)
VALUES (:code, :title, :lead_org, :price, :price_currency, :opened, :first_day, :sealed, :mark);

-- shop_rename(id id, title text) -> write
UPDATE shop SET title = :title, note = (SELECT max(note) FROM shop_note WHERE shop = :id)
WHERE id = :id;

-- shop_seal(codes text) -> write count
UPDATE shop SET sealed = 1 WHERE code {in codes};

-- shop_remove(id id) -> write count
DELETE FROM shop WHERE id = :id;

-- shop_visit_add(day text) -> write
INSERT INTO shop_visit (day, visits) VALUES (:day, 1)
ON CONFLICT (day) DO UPDATE SET visits = shop_visit.visits + 1;

-- shop_visits(day text) -> int
SELECT visits FROM shop_visit WHERE day = :day;

-- shop_letter_add(body text, hash text) -> write id
INSERT INTO shop_letter (body, hash) VALUES (:body, :hash);

-- shop_letter_send(id id) -> write count
UPDATE shop_letter SET sent = 1 WHERE id = :id;

-- shop_letter_body(id id) -> text
SELECT body FROM shop_letter WHERE id = :id;

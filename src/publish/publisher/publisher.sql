-- publisher_by_code(code text) -> one publisher_row
SELECT p.id, p.code, p.name, p.name_fr, p.about, p.about_fr, p.url, p.state, p.reason, p.withdrawn, p.target, t.code AS target_code, t.name AS target_name, p.changed,
       (SELECT count(*) FROM document d WHERE d.body = p.id) AS documents
FROM publisher p LEFT JOIN publisher t ON t.id = p.target WHERE p.code = :code;

-- publisher_by_id(id id) -> one publisher_row
SELECT p.id, p.code, p.name, p.name_fr, p.about, p.about_fr, p.url, p.state, p.reason, p.withdrawn, p.target, p.changed FROM publisher p WHERE p.id = :id;

-- publisher_by_key(name_key text) -> many publisher_row
-- The oldest of this name; a merged one after those that stand.
SELECT id, code, name, name_fr, state, target, changed FROM publisher WHERE name_key = :name_key
ORDER BY CASE state WHEN 'merged' THEN 1 ELSE 0 END, id LIMIT 1;

-- publisher_former(code text) -> text
-- The present code of a body that had this one.
SELECT p.code FROM publisher_alias a JOIN publisher p ON p.id = a.publisher WHERE a.code = :code;

-- publisher_code_count(code text) -> int
-- A former address is not given to another body.
SELECT (SELECT count(*) FROM publisher WHERE code = :code) + (SELECT count(*) FROM publisher_alias WHERE code = :code);

-- publisher_alias_of_others(code text, publisher id) -> int
SELECT (SELECT count(*) FROM publisher WHERE code = :code AND id <> :publisher) + (SELECT count(*) FROM publisher_alias WHERE code = :code AND publisher <> :publisher);

-- publisher_find(q text, state code, sort code) -> page publisher_row
-- For the office: by name, or what was added last first.
SELECT p.id, p.code, p.name, p.name_fr, p.url, p.state, t.code AS target_code, t.name AS target_name, p.changed,
       (SELECT count(*) FROM document d WHERE d.body = p.id) AS documents
FROM publisher p LEFT JOIN publisher t ON t.id = p.target WHERE 1 = 1
{if q} AND (p.name_key LIKE '%' || :q || '%' OR p.code = :q) {end}
{if state} AND p.state = :state {end}
ORDER BY {order sort:
       name = p.name_key, p.id
     | name_down = p.name_key DESC, p.id DESC
     | state = p.state, p.id
     | state_down = p.state DESC, p.id DESC
     | documents = (SELECT count(*) FROM document n WHERE n.body = p.id), p.id
     | documents_down = (SELECT count(*) FROM document n WHERE n.body = p.id) DESC, p.id DESC};

-- publisher_names() -> many publisher_row
-- What an editor may choose for a document.
SELECT id, code, name, state FROM publisher WHERE state <> 'merged' ORDER BY name_key, id LIMIT 500;

-- publisher_insert(code text, name text, name_fr text?, name_key text, about text?, about_fr text?, url text?, state code, now time) -> write id
INSERT INTO publisher (code, name, name_fr, name_key, about, about_fr, url, state, changed) VALUES (:code, :name, :name_fr, :name_key, :about, :about_fr, :url, :state, :now);

-- publisher_update(id id, code text, name text, name_fr text?, name_key text, about text?, about_fr text?, url text?, changed time) -> write
UPDATE publisher SET code = :code, name = :name, name_fr = :name_fr, name_key = :name_key, about = :about, about_fr = :about_fr, url = :url, changed = :changed WHERE id = :id;

-- publisher_set_state(id id, state code, reason text?, withdrawn time, target id?, changed time) -> write
UPDATE publisher SET state = :state, reason = :reason, withdrawn = :withdrawn, target = :target, changed = :changed WHERE id = :id;

-- publisher_retarget(old id, new id) -> write
-- What led to the old one leads to the new one.
UPDATE publisher SET target = :new WHERE target = :old;

-- publisher_changed(id id) -> time
SELECT changed FROM publisher WHERE id = :id;

-- publisher_alias_insert(code text, publisher id) -> write id
INSERT INTO publisher_alias (code, publisher) VALUES (:code, :publisher);

-- publisher_alias_clear(code text) -> write
DELETE FROM publisher_alias WHERE code = :code;

-- publisher_public() -> many publisher_row
SELECT id, code, name, changed FROM publisher WHERE state = 'published' ORDER BY id;

-- publisher_document_find(body id, theme text, lang code, first date, last date, ids text, sort code, before_day date, after_day date, title text, id id, limit int) -> many publisher_document
-- Published documents of one body.
SELECT d.id, d.code, d.title, d.title_fr, d.label, d.lang, t.slug AS theme, COALESCE(d.issued, d.published / 86400) AS day, d.file_bytes AS bytes, d.file_pages AS pages
FROM document d LEFT JOIN theme t ON t.id = d.theme AND t.state = 'published' WHERE d.body = :body AND d.state = 'published'
{if theme} AND t.slug = :theme {end}
{if lang} AND d.lang = :lang {end}
{if first} AND COALESCE(d.issued, d.published / 86400) >= :first AND COALESCE(d.issued, d.published / 86400) <= :last {end}
{if ids} AND d.id {in ids int} {end}
{if before_day} AND (COALESCE(d.issued, d.published / 86400) < :before_day OR (COALESCE(d.issued, d.published / 86400) = :before_day AND d.id < :id)) {end}
{if after_day} AND (COALESCE(d.issued, d.published / 86400) > :after_day OR (COALESCE(d.issued, d.published / 86400) = :after_day AND d.id > :id)) {end}
{if title} AND (lower(d.title) > :title OR (lower(d.title) = :title AND d.id > :id)) {end}
ORDER BY {order sort: new = COALESCE(d.issued, d.published / 86400) DESC, d.id DESC | old = COALESCE(d.issued, d.published / 86400), d.id | title = lower(d.title), d.id} LIMIT :limit;

-- publisher_document_count(body id, theme text, lang code, first date, last date, ids text) -> int
SELECT count(*) FROM document d LEFT JOIN theme t ON t.id = d.theme AND t.state = 'published' WHERE d.body = :body AND d.state = 'published'
{if theme} AND t.slug = :theme {end}
{if lang} AND d.lang = :lang {end}
{if first} AND COALESCE(d.issued, d.published / 86400) >= :first AND COALESCE(d.issued, d.published / 86400) <= :last {end}
{if ids} AND d.id {in ids int} {end};

-- publisher_document_key(body id, code text) -> one publisher_document
-- Where the next part of a list begins.
SELECT d.id, d.code, lower(d.title) AS sort, COALESCE(d.issued, d.published / 86400) AS day FROM document d WHERE d.body = :body AND d.code = :code;

-- publisher_facets(body id) -> many publisher_facet
SELECT t.slug AS theme, t.title, t.title_fr, d.lang, COALESCE(d.issued, d.published / 86400) AS day
FROM document d LEFT JOIN theme t ON t.id = d.theme AND t.state = 'published' WHERE d.body = :body AND d.state = 'published'
GROUP BY t.slug, t.title, t.title_fr, d.lang, COALESCE(d.issued, d.published / 86400)
ORDER BY COALESCE(d.issued, d.published / 86400) DESC;

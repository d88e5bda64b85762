-- document_by_code(code text) -> one document_row
SELECT d.id, d.code, d.title, d.title_fr, COALESCE(p.name, d.publisher) AS publisher, p.name_fr AS publisher_fr, p.code AS publisher_code, p.state AS publisher_state, d.body, d.unit, d.label, d.issued, d.lang, d.theme, t.slug AS theme_slug, t.title AS theme_title, t.title_fr AS theme_title_fr, t.state AS theme_state,
       d.abstract, d.abstract_fr, d.source, d.source_url, d.replaces, d.file, d.file_name, d.file_bytes, d.file_pages, d.file_text, d.state, d.reason, d.published, d.withdrawn, d.created, d.changed
FROM document d LEFT JOIN theme t ON t.id = d.theme LEFT JOIN publisher p ON p.id = d.body WHERE d.code = :code;

-- document_find(q text, state code, theme text, publisher text, sort code) -> page document_row
SELECT d.id, d.code, d.title, d.title_fr, COALESCE(p.name, d.publisher) AS publisher, d.unit, d.label, d.issued, d.lang, t.title AS theme_title, d.file, d.file_bytes, d.file_pages, d.state, d.published, d.changed
FROM document d LEFT JOIN theme t ON t.id = d.theme LEFT JOIN publisher p ON p.id = d.body WHERE 1 = 1
{if q} AND (lower(d.title) LIKE '%' || lower(:q) || '%' OR lower(d.title_fr) LIKE '%' || lower(:q) || '%' OR lower(COALESCE(p.name, d.publisher)) LIKE '%' || lower(:q) || '%' OR d.code = :q) {end}
{if state} AND d.state = :state {end}
{if theme} AND t.slug = :theme {end}
{if publisher} AND p.code = :publisher {end}
ORDER BY {order sort:
       new = d.id DESC
     | title = lower(d.title), d.id
     | title_down = lower(d.title) DESC, d.id DESC
     | code = d.code, d.id
     | code_down = d.code DESC, d.id DESC
     | theme = lower(COALESCE(t.title, '')), d.id
     | theme_down = lower(COALESCE(t.title, '')) DESC, d.id DESC
     | state = d.state, d.id
     | state_down = d.state DESC, d.id DESC
     | size = COALESCE(d.file_bytes, 0), d.id
     | size_down = COALESCE(d.file_bytes, 0) DESC, d.id DESC};

-- document_insert(code text, title text, title_fr text?, publisher text, body id, unit text?, label text?, issued date?, lang code, theme id?, abstract text?, abstract_fr text?, source text?, source_url text?, replaces id?, now time) -> write id
INSERT INTO document (code, title, title_fr, publisher, body, unit, label, issued, lang, theme, abstract, abstract_fr, source, source_url, replaces, state, created, changed)
VALUES (:code, :title, :title_fr, :publisher, :body, :unit, :label, :issued, :lang, :theme, :abstract, :abstract_fr, :source, :source_url, :replaces, 'draft', :now, :now);

-- document_update(id id, title text, title_fr text?, publisher text, body id, unit text?, label text?, issued date?, lang code, theme id?, abstract text?, abstract_fr text?, source text?, source_url text?, replaces id?, changed time) -> write
UPDATE document SET title = :title, title_fr = :title_fr, publisher = :publisher, body = :body, unit = :unit, label = :label, issued = :issued, lang = :lang, theme = :theme,
    abstract = :abstract, abstract_fr = :abstract_fr, source = :source, source_url = :source_url, replaces = :replaces, changed = :changed WHERE id = :id;

-- document_set_file(id id, file text, name text, bytes int, pages int, has_text bool, changed time) -> write
UPDATE document SET file = :file, file_name = :name, file_bytes = :bytes, file_pages = :pages, file_text = :has_text, changed = :changed WHERE id = :id;

-- document_set_state(id id, state code, reason text?, published time, withdrawn time, changed time) -> write
UPDATE document SET state = :state, reason = :reason, published = :published, withdrawn = :withdrawn, changed = :changed WHERE id = :id;

-- document_changed(id id) -> time
SELECT changed FROM document WHERE id = :id;

-- document_id(code text) -> int
SELECT id FROM document WHERE code = :code;

-- document_related_of(document id) -> many document_link
-- In both directions.
SELECT d.id, d.code, d.title, d.title_fr, d.label, d.state FROM document d
WHERE d.id <> :document AND (d.id IN (SELECT other FROM document_related WHERE document = :document)
   OR d.id IN (SELECT document FROM document_related WHERE other = :document)) ORDER BY d.issued DESC, d.id DESC;

-- document_related_own(document id) -> many document_link
SELECT d.id, d.code, d.title FROM document_related y JOIN document d ON d.id = y.other WHERE y.document = :document ORDER BY y.id;

-- document_one(id id) -> many document_link
SELECT id, code, title, title_fr, label, state FROM document WHERE id = :id;

-- document_replaced_by(id id) -> many document_link
SELECT id, code, title, title_fr, label, state FROM document WHERE replaces = :id ORDER BY id;

-- document_related_insert(document id, other id) -> write id
INSERT INTO document_related (document, other) VALUES (:document, :other);

-- document_related_clear(document id) -> write
DELETE FROM document_related WHERE document = :document;

-- document_part_insert(document id, number int, page int, body text) -> write id
INSERT INTO document_part (document, number, page, body) VALUES (:document, :number, :page, :body);

-- document_part_clear(document id) -> write
DELETE FROM document_part WHERE document = :document;

-- document_part_of(document id, number int) -> one document_part_row
SELECT number, page, body FROM document_part WHERE document = :document AND number = :number;

-- document_part_count(document id) -> int
SELECT count(*) FROM document_part WHERE document = :document;

-- document_parts(document id) -> many document_part_row
SELECT number, page, body FROM document_part WHERE document = :document ORDER BY number;

-- document_file_public(file text) -> int
SELECT count(*) FROM document WHERE file = :file AND state = 'published';

-- document_theme_id(slug text) -> int
SELECT id FROM theme WHERE slug = :slug;

-- document_body_set(id id, body id) -> write
UPDATE document SET body = :body WHERE id = :id;

-- document_body_replace(old id, new id) -> write
UPDATE document SET body = :new WHERE body = :old;

-- document_shown_of(body id) -> many document_link
-- What stands, or stood, in the library.
SELECT id, code FROM document WHERE body = :body AND state <> 'draft' ORDER BY id;

-- document_bodiless() -> many document_row
-- From before bodies had pages.
SELECT id, code, publisher, state FROM document WHERE body IS NULL ORDER BY id;

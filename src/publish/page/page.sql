-- page_by_name(name code) -> one page_row
SELECT id, name, title, title_fr, body, body_fr, changed FROM page WHERE name = :name;

-- page_insert(name code, title text, title_fr text?, body text, body_fr text?, now time) -> write id
INSERT INTO page (name, title, title_fr, body, body_fr, changed)
VALUES (:name, :title, :title_fr, :body, :body_fr, :now);

-- page_update(id id, title text, title_fr text?, body text, body_fr text?, now time) -> write
UPDATE page SET title = :title, title_fr = :title_fr, body = :body, body_fr = :body_fr, changed = :now WHERE id = :id;

-- page_indexed() -> int
-- Pages that the search finds, with the text that the program brings along or with an editor's.
SELECT count(*) FROM search_text WHERE kind = 'page';

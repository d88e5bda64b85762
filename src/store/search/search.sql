-- search_text_of(kind code, record int, lang text) -> many search_found
-- The texts of one record, of one language if one is given.
SELECT id FROM search_text WHERE kind = :kind AND record = :record
{if lang} AND lang = :lang {end};

-- search_text_insert(kind code, record int, lang text, who int, address text, title text,
--     body text) -> write id
INSERT INTO search_text (kind, record, lang, who, address, title, body)
VALUES (:kind, :record, :lang, :who, :address, :title, :body);

-- search_text_delete(id id) -> write
DELETE FROM search_text WHERE id = :id;

-- search_text_after(after id, limit int) -> many search_kept
SELECT id, kind, lang, who, title, body FROM search_text WHERE id > :after ORDER BY id LIMIT :limit;

-- search_words_forget() -> write
DELETE FROM search_words;

-- search_text_of(kind code, record int, lang text) -> many search_found
-- The texts of one record, of one language if one is given.
SELECT id FROM search_text WHERE kind = :kind AND record = :record
{if lang} AND lang = :lang {end};

-- search_texts(ids text) -> many search_found
SELECT id, kind, record, lang, address, title, body FROM search_text WHERE id {in ids int};

-- search_text_insert(id id, kind code, record int, lang text, who int, address text, title text,
--     body text) -> write
INSERT INTO search_text (id, kind, record, lang, who, address, title, body)
VALUES (:id, :kind, :record, :lang, :who, :address, :title, :body);

-- search_text_delete(id id) -> write
DELETE FROM search_text WHERE id = :id;

-- search_text_after(after id, limit int) -> many search_kept
SELECT id, kind, lang, who, title, body FROM search_text WHERE id > :after ORDER BY id LIMIT :limit;

-- search_words_forget() -> write
DELETE FROM search_words;

-- search_slots() -> many search_slot
SELECT id, kind, lang FROM search_slot ORDER BY id;

-- search_slot_insert(id id, kind code, lang text) -> write
INSERT INTO search_slot (id, kind, lang) VALUES (:id, :kind, :lang);

-- What can be found: one text per record and language, and its words in an index per engine.

-- MIGRATION 202611220120 search
-- TABLE search_text journal=no
CREATE TABLE search_text (
    id {id},
    kind TEXT NOT NULL,
    record {int} NOT NULL,
    lang TEXT NOT NULL,
    who {int} NOT NULL,
    address TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (kind, record, lang)
);
-- ENGINE sqlite
-- TABLE search_words journal=no
-- Words are cut, folded and stemmed by us (words.c); FTS5 only splits them at spaces. The tags hold
-- kind and visibility, so that a search is filtered inside the index.
CREATE VIRTUAL TABLE search_words USING fts5 (tags, title, body, tokenize = 'ascii', prefix = '3');
-- ENGINE postgres
CREATE TABLE search_words (
    id BIGINT PRIMARY KEY REFERENCES search_text(id),
    words TSVECTOR NOT NULL
);
CREATE INDEX search_words_words ON search_words USING gin (words);

-- MIGRATION 202611282120 search: the number of a text tells its record
-- The number of a text is its record times 1024 and its slot, so that the index of words alone says
-- which records hold a word.
-- TABLE search_slot journal=no
CREATE TABLE search_slot (
    id {id},
    kind TEXT NOT NULL,
    lang TEXT NOT NULL,
    UNIQUE (kind, lang)
);
INSERT INTO search_slot (kind, lang) SELECT DISTINCT kind, lang FROM search_text ORDER BY kind, lang;
-- Below zero first, because the new numbers may be those of other texts.
-- ENGINE sqlite
UPDATE search_words SET rowid = (SELECT -(t.record * 1024 + s.id) FROM search_text t
    JOIN search_slot s ON s.kind = t.kind AND s.lang = t.lang WHERE t.id = search_words.rowid);
UPDATE search_words SET rowid = -rowid WHERE rowid < 0;
INSERT INTO search_words (search_words) VALUES ('optimize');
-- ENGINE postgres
ALTER TABLE search_words DROP CONSTRAINT search_words_id_fkey;
UPDATE search_words SET id = (SELECT -(t.record * 1024 + s.id) FROM search_text t
    JOIN search_slot s ON s.kind = t.kind AND s.lang = t.lang WHERE t.id = search_words.id);
UPDATE search_words SET id = -id WHERE id < 0;
-- ENGINE both
UPDATE search_text SET id = -(record * 1024 + (SELECT s.id FROM search_slot s
    WHERE s.kind = search_text.kind AND s.lang = search_text.lang));
UPDATE search_text SET id = -id WHERE id < 0;
-- ENGINE postgres
ALTER TABLE search_words ADD CONSTRAINT search_words_id_fkey FOREIGN KEY (id) REFERENCES search_text (id);

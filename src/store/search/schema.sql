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

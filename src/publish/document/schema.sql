-- MIGRATION 202611222030 documents of the library
-- A document is published by a body and issued by a unit; its file stands in the file store. A withdrawn
-- one keeps its address, which says so.
-- TABLE document journal=public
CREATE TABLE document (
    id {id},
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_fr TEXT,
    publisher TEXT NOT NULL,
    unit TEXT,
    label TEXT,
    issued {int},
    lang TEXT NOT NULL,
    theme {ref} REFERENCES theme(id),
    abstract TEXT,
    abstract_fr TEXT,
    source TEXT,
    source_url TEXT,
    replaces {ref} REFERENCES document(id),
    file TEXT,
    file_name TEXT,
    file_bytes {int},
    file_pages {int},
    file_text {int},
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    reason TEXT,
    published {ts},
    withdrawn {ts},
    created {ts} NOT NULL,
    changed {ts} NOT NULL
);
-- FILE document file
CREATE INDEX document_theme ON document (theme, state);
CREATE INDEX document_file ON document (file);
CREATE INDEX document_replaces ON document (replaces);
-- TABLE document_related journal=public
CREATE TABLE document_related (
    id {id},
    document {ref} NOT NULL REFERENCES document(id),
    other {ref} NOT NULL REFERENCES document(id)
);
CREATE INDEX document_related_document ON document_related (document);
CREATE INDEX document_related_other ON document_related (other);
-- The words of the file, in parts that a slow line can bear; made again whenever the file changes.
-- TABLE document_part journal=no
CREATE TABLE document_part (
    id {id},
    document {ref} NOT NULL REFERENCES document(id),
    number {int} NOT NULL,
    page {int} NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (document, number)
);
-- MIGRATION 202611282232 a document belongs to its publishing body
-- `publisher` stays what was written; `body` is whose page it stands on.
ALTER TABLE document ADD COLUMN body {ref} REFERENCES publisher(id);
CREATE INDEX document_body ON document (body, state);

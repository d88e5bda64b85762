-- MIGRATION 202611221610 pages
-- The editors' own pages. One that is not here shows the text that the program brings along.
-- TABLE page journal=public
CREATE TABLE page (
    id {id},
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_fr TEXT,
    body TEXT NOT NULL,
    body_fr TEXT,
    changed {ts} NOT NULL
);

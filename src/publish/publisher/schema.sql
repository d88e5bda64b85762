-- MIGRATION 202611282231 publishing bodies
-- A body that publishes documents. A name that an editor writes for the first time makes a draft, which
-- becomes public with the body's first document. `name_key` is the name folded, by which it is found
-- again; a merged one leads to its target, also when its name is written again.
-- TABLE publisher journal=public
CREATE TABLE publisher (
    id {id},
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_fr TEXT,
    name_key TEXT NOT NULL,
    about TEXT,
    about_fr TEXT,
    url TEXT,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn', 'merged')),
    reason TEXT,
    withdrawn {ts},
    target {ref} REFERENCES publisher(id),
    changed {ts} NOT NULL
);
CREATE INDEX publisher_name_key ON publisher (name_key);
CREATE INDEX publisher_target ON publisher (target);
-- Where a body stood before its address changed.
-- TABLE publisher_alias journal=desk
CREATE TABLE publisher_alias (
    id {id},
    code TEXT NOT NULL UNIQUE,
    publisher {ref} NOT NULL REFERENCES publisher(id)
);
CREATE INDEX publisher_alias_publisher ON publisher_alias (publisher);

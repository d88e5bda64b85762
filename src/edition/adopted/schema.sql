-- MIGRATION 202611221100 editions in force and editions being written
-- TABLE edition journal=public
CREATE TABLE edition (
    id {id},
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    revision TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    in_force {int} NOT NULL,
    adopted {ts} NOT NULL,
    adopted_by {ref}
);
-- A draft is a working copy of a folder of files; it becomes an edition when it is adopted.
-- TABLE edition_draft journal=desk
CREATE TABLE edition_draft (
    id {id},
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    based_on {ref} REFERENCES edition(id),
    state TEXT NOT NULL CHECK (state IN ('open', 'adopted', 'dropped')),
    created {ts} NOT NULL,
    created_by {ref}
);
-- TABLE edition_file journal=desk
CREATE TABLE edition_file (
    id {id},
    draft {ref} NOT NULL REFERENCES edition_draft(id),
    path TEXT NOT NULL,
    body TEXT NOT NULL,
    changed {ts} NOT NULL,
    UNIQUE (draft, path)
);

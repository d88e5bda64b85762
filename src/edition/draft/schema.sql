-- MIGRATION 202611221105 editions being written
-- A draft is a working copy of a folder of files; it becomes an edition when it is adopted. `origin`
-- says what it began from: adopted:CODE, shipped:NAME or uploaded.
-- TABLE edition_draft journal=desk
CREATE TABLE edition_draft (
    id {id},
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    origin TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'adopted', 'dropped')),
    created {ts} NOT NULL,
    created_by {ref},
    changed {ts} NOT NULL,
    changed_by {ref},
    edition {ref} REFERENCES edition(id)
);
-- TABLE edition_file journal=desk
CREATE TABLE edition_file (
    id {id},
    code TEXT NOT NULL UNIQUE,
    draft {ref} NOT NULL REFERENCES edition_draft(id),
    path TEXT NOT NULL,
    body TEXT NOT NULL,
    changed {ts} NOT NULL,
    changed_by {ref},
    UNIQUE (draft, path)
);
-- Who ever changed a file of a draft: none of them may adopt it.
-- TABLE edition_author journal=desk
CREATE TABLE edition_author (
    id {id},
    draft {ref} NOT NULL REFERENCES edition_draft(id),
    account {ref} NOT NULL,
    since {ts} NOT NULL,
    UNIQUE (draft, account)
);

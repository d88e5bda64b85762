-- Backups that were made, wherever they lie: what the desk lists and the doctor asks for.

-- MIGRATION 202611282240 backups
-- TABLE backup journal=desk
CREATE TABLE backup (
    id {id},
    code TEXT NOT NULL UNIQUE,
    place TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('series', 'single')),
    state TEXT NOT NULL CHECK (state IN ('good', 'failed', 'removed')),
    fault TEXT,
    made {ts} NOT NULL,
    took {int} NOT NULL,
    bytes {int} NOT NULL,
    tables {int} NOT NULL,
    row_count {int} NOT NULL,
    files {int} NOT NULL,
    file_bytes {int} NOT NULL,
    damaged {int} NOT NULL,
    position {int} NOT NULL,
    hash TEXT NOT NULL,
    maker TEXT NOT NULL,
    account {int}
);
CREATE INDEX backup_made ON backup (made);
-- Who took a copy of the whole fund away.
-- TABLE backup_download journal=desk
CREATE TABLE backup_download (
    id {id},
    backup {ref} NOT NULL REFERENCES backup(id),
    account {int} NOT NULL,
    at {ts} NOT NULL
);

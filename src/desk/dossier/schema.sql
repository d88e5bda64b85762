-- MIGRATION 202611290930 dossiers that were taken along
-- A signed file leaves the fund: who took which, when, signed with which key. `hash` is the SHA-256 of
-- its SHA256SUMS, so that a file that comes back can be found here.
-- TABLE dossier journal=desk
CREATE TABLE dossier (
    id {id},
    code TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    record_code TEXT NOT NULL,
    made {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    signing TEXT NOT NULL,
    hash TEXT NOT NULL,
    bytes {int} NOT NULL
);
CREATE INDEX dossier_record ON dossier (kind, record_code);

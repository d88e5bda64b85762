-- The journal: who changed what, when, each entry chained to the one before it by its hash. The
-- chain covers a digest of every field's salt and values; these stand apart in journal_value, so
-- that they can be erased without breaking the chain.

-- MIGRATION 202611220100 journal
-- TABLE journal_entry journal=no
CREATE TABLE journal_entry (
    id {id},
    at {ts} NOT NULL,
    account {int} NOT NULL,
    act TEXT NOT NULL,
    request TEXT NOT NULL,
    tab TEXT NOT NULL,
    record {int} NOT NULL,
    op TEXT NOT NULL,
    is_public {int} NOT NULL,
    digests TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX journal_entry_record ON journal_entry (tab, record, id);
CREATE INDEX journal_entry_public ON journal_entry (id) WHERE is_public = 1;
-- TABLE journal_value journal=no
CREATE TABLE journal_value (
    entry {ref} NOT NULL REFERENCES journal_entry(id),
    field TEXT NOT NULL,
    salt TEXT NOT NULL,
    old_value TEXT,
    new_value TEXT,
    PRIMARY KEY (entry, field)
);

-- MIGRATION 202611282110 what was erased from the journal on request
-- A value of `field` may be missing from an entry up to `upto`; elsewhere a missing value is a fault.
-- TABLE journal_erasure journal=desk
CREATE TABLE journal_erasure (
    id {id},
    tab TEXT NOT NULL,
    record {int} NOT NULL,
    field TEXT NOT NULL,
    upto {int} NOT NULL,
    at {ts} NOT NULL,
    account {int} NOT NULL
);
CREATE INDEX journal_erasure_record ON journal_erasure (tab, record, field);

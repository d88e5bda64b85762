-- MIGRATION 202611222000 what is published, in one list
-- One row per record that was ever published: news, stories, events, documents, issues. Derived from
-- the record in the transaction that changes it; only `uid` (minted once) and the old addresses are its
-- own. Feeds, the list of news, the choice for an issue and the home page read it.
-- TABLE feed_entry journal=no
CREATE TABLE feed_entry (
    id {id},
    kind TEXT NOT NULL,
    record {ref} NOT NULL,
    uid TEXT NOT NULL UNIQUE,
    address TEXT NOT NULL,
    title TEXT NOT NULL,
    title_fr TEXT,
    summary TEXT NOT NULL,
    summary_fr TEXT,
    place TEXT,
    day {int} NOT NULL,
    last_day {int},
    theme {int},
    published {ts} NOT NULL,
    updated {ts} NOT NULL,
    digest TEXT NOT NULL,
    visible {int} NOT NULL,
    UNIQUE (kind, record)
);
CREATE INDEX feed_entry_day ON feed_entry (visible, day, id);
CREATE INDEX feed_entry_updated ON feed_entry (visible, updated, id);
CREATE INDEX feed_entry_theme ON feed_entry (theme, visible, day, id);
-- Where a record stood before its address changed.
-- TABLE feed_alias journal=no
CREATE TABLE feed_alias (
    id {id},
    address TEXT NOT NULL UNIQUE,
    entry {ref} NOT NULL REFERENCES feed_entry(id)
);

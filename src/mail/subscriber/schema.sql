-- MIGRATION 202611222060 subscribers of the newsletter
-- A row stands here only after the person confirmed. `code` is in the links that leave the list; the key
-- that proves such a link was made by us is random and stays in this database. `list` is "news".
-- TABLE subscriber journal=no
CREATE TABLE subscriber (
    id {id},
    code TEXT NOT NULL UNIQUE,
    list TEXT NOT NULL,
    address TEXT NOT NULL,
    address_key TEXT NOT NULL,
    lang TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('confirmed', 'left')),
    since {ts} NOT NULL,
    ended {ts},
    UNIQUE (list, address_key)
);
CREATE INDEX subscriber_state ON subscriber (list, state, id);
-- What somebody agreed to and when: the evidence, never changed.
-- TABLE subscriber_consent journal=no
CREATE TABLE subscriber_consent (
    id {id},
    subscriber {ref} NOT NULL REFERENCES subscriber(id),
    act TEXT NOT NULL,
    wording TEXT,
    lang TEXT NOT NULL,
    asked {ts},
    at {ts} NOT NULL
);
CREATE INDEX subscriber_consent_subscriber ON subscriber_consent (subscriber);
-- A confirmation on its way: only the digest of its token is kept; a newer one replaces an older.
-- TABLE subscriber_ticket journal=no
CREATE TABLE subscriber_ticket (
    id {id},
    digest TEXT NOT NULL UNIQUE,
    list TEXT NOT NULL,
    address TEXT NOT NULL,
    address_key TEXT NOT NULL,
    lang TEXT NOT NULL,
    wording TEXT NOT NULL,
    created {ts} NOT NULL,
    expires {ts} NOT NULL
);
CREATE INDEX subscriber_ticket_address ON subscriber_ticket (address_key);
-- TABLE subscriber_key journal=no
CREATE TABLE subscriber_key (
    id {id},
    secret TEXT NOT NULL
);

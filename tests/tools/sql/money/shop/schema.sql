-- A small feature that uses everything the language of queries has.

-- MIGRATION 209901010000 shop
-- TABLE shop journal=public
CREATE TABLE shop (
    id {id},
    code TEXT NOT NULL UNIQUE, -- its address
    title TEXT NOT NULL,
    lead_org {ref},
    price {int},
    price_currency TEXT,
    opened {ts},
    first_day {int},
    sealed {int} NOT NULL DEFAULT 0,
    mark {blob}
);
CREATE INDEX shop_opened ON shop (opened);
-- TABLE shop_visit journal=no
CREATE TABLE shop_visit (
    day TEXT NOT NULL PRIMARY KEY,
    visits {int} NOT NULL DEFAULT 0 CHECK (visits >= 0)
);

-- MIGRATION 209901020000 shop has a note
-- TABLE shop_note journal=desk
CREATE TABLE shop_note (
    id {id},
    shop {ref} NOT NULL REFERENCES shop(id),
    note TEXT NOT NULL DEFAULT '--; {not a token}'
);
ALTER TABLE shop ADD COLUMN note TEXT;

-- MIGRATION 209901040000 letters of a shop
-- TABLE shop_letter journal=desk
CREATE TABLE shop_letter (
    id {id},
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    sent {int} NOT NULL DEFAULT 0
);
-- SEALED shop_letter body hash

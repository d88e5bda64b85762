-- Sets of records, derived from other tables: which programmes have a facet.

-- MIGRATION 202611282210 sets of records
-- One bit for each record: bit k of byte n is record 8n + k.
-- TABLE record_set journal=no
CREATE TABLE record_set (
    name TEXT PRIMARY KEY,
    bits {blob} NOT NULL
);

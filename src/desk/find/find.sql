-- find_public(kind code, record int, everybody int) -> int
-- How many texts of a record everybody may find.
SELECT count(*) FROM search_text WHERE kind = :kind AND record = :record AND who = :everybody;

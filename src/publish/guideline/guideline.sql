-- guideline_editions() -> many guideline_item
-- Every adopted edition, the latest first.
SELECT code, title, revision, in_force, hash FROM edition ORDER BY in_force DESC, id DESC;

-- guideline_edition(code text) -> one guideline_item
SELECT code, title, revision, in_force, hash FROM edition WHERE code = :code;

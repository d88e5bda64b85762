-- signing_keys(limit int) -> many signing_row
SELECT id, hex, since, until FROM signing_key ORDER BY id DESC LIMIT :limit;

-- signing_key_end(now time) -> write
UPDATE signing_key SET until = :now WHERE until IS NULL;

-- signing_key_insert(hex text, now time) -> write id
INSERT INTO signing_key (hex, since) VALUES (:hex, :now);

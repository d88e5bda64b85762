-- setting_list() -> many setting_row
SELECT id, key, value FROM setting ORDER BY key;

-- setting_by_key(key text) -> one setting_row
SELECT id, key, value FROM setting WHERE key = :key;

-- setting_insert(key text, value text) -> write id
INSERT INTO setting (key, value) VALUES (:key, :value);

-- setting_update(id id, value text) -> write
UPDATE setting SET value = :value WHERE id = :id;

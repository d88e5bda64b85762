-- settings_all() -> many settings_row
SELECT id, key, value FROM setting ORDER BY key;

-- settings_mark() -> text
SELECT value FROM setting WHERE key = 'fund.mark';

-- settings_mail_code(id id) -> text
SELECT code FROM mail WHERE id = :id;

-- settings_value(key text) -> text
SELECT value FROM setting WHERE key = :key;

-- instance_get() -> one instance_row
SELECT code, held, origin, restored, made FROM instance ORDER BY id LIMIT 1;

-- instance_forget() -> write
DELETE FROM instance;

-- instance_insert(code text, made time, held int, origin text?, restored time?) -> write id
INSERT INTO instance (code, made, held, origin, restored)
VALUES (:code, :made, :held, :origin, :restored);

-- instance_free() -> write count
UPDATE instance SET held = 0 WHERE held = 1;

-- instance_event_insert(kind text, code text, detail text?, at time) -> write id
INSERT INTO instance_event (kind, code, detail, at) VALUES (:kind, :code, :detail, :at);

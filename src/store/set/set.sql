-- set_write(name text, bits blob) -> write
INSERT INTO record_set (name, bits) VALUES (:name, :bits)
ON CONFLICT (name) DO UPDATE SET bits = excluded.bits;

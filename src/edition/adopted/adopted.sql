-- adopted_all() -> many adopted_edition
SELECT id, code, title, revision, hash, in_force, adopted, adopted_by FROM edition ORDER BY in_force DESC, id DESC;

-- adopted_by_code(code text) -> one adopted_edition
SELECT id, code, title, revision, hash, in_force, adopted, adopted_by FROM edition WHERE code = :code;

-- adopted_by_id(id id) -> one adopted_edition
SELECT id, code, title, revision, hash, in_force, adopted, adopted_by FROM edition WHERE id = :id;

-- adopted_insert(code text, title text, revision text, hash text, in_force date, now time, by id?) -> write id
INSERT INTO edition (code, title, revision, hash, in_force, adopted, adopted_by)
VALUES (:code, :title, :revision, :hash, :in_force, :now, :by);

-- session_by_token(token text) -> one session_row
SELECT id, account, form_token, lang, role, note, opened, seen, address FROM session WHERE token = :token;

-- session_of_account(account id) -> many session_row
-- The code is a piece of the token's digest: it names a session and opens none.
SELECT id, substr(token, 1, 16) AS code, account, lang, role, opened, seen, address FROM session WHERE account = :account ORDER BY seen DESC, id;

-- session_insert(token text, account id, form_token text, lang code, now time, address text) -> write id
INSERT INTO session (token, account, form_token, lang, role, opened, seen, address)
VALUES (:token, :account, :form_token, :lang, '', :now, :now, :address);

-- sign_in_put(account id, now time) -> write
INSERT INTO sign_in (account, at) VALUES (:account, :now)
ON CONFLICT (account) DO UPDATE SET at = excluded.at;

-- sign_in_last(account id) -> time
SELECT at FROM sign_in WHERE account = :account;

-- session_touch(id id, now time) -> write
UPDATE session SET seen = :now WHERE id = :id;

-- session_set_note(id id, note text?) -> write
UPDATE session SET note = :note WHERE id = :id;

-- session_set_lang(id id, lang code) -> write
UPDATE session SET lang = :lang WHERE id = :id;

-- session_set_role(id id, role code) -> write
UPDATE session SET role = :role WHERE id = :id;

-- session_delete(id id) -> write
DELETE FROM session WHERE id = :id;

-- session_delete_account(account id) -> write
DELETE FROM session WHERE account = :account;

-- session_delete_code(account id, code text) -> write count
DELETE FROM session WHERE account = :account AND substr(token, 1, 16) = :code;

-- session_delete_others(account id, session id) -> write count
DELETE FROM session WHERE account = :account AND id <> :session;

-- session_delete_stale(before time) -> write count
DELETE FROM session WHERE seen < :before;

-- attempt_count(key text, since time, ahead time) -> int
-- A clock that was set back must not lock anybody out until it has caught up.
SELECT count(*) FROM attempt WHERE key = :key AND at >= :since AND at <= :ahead;

-- attempt_insert(key text, now time) -> write
INSERT INTO attempt (key, at) VALUES (:key, :now);

-- attempt_delete(key text) -> write
DELETE FROM attempt WHERE key = :key;

-- attempt_delete_stale(before time) -> write count
DELETE FROM attempt WHERE at < :before;

-- session_delete_all() -> write
DELETE FROM session;

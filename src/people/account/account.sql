-- account_by_email(email_key text) -> one account_row
SELECT a.id, a.code, a.email, a.name, a.lang, a.state, a.created, p.hash
FROM account a LEFT JOIN password p ON p.account = a.id WHERE a.email_key = :email_key;

-- account_by_id(id id) -> one account_row
SELECT a.id, a.code, a.email, a.name, a.lang, a.state, a.created, p.hash
FROM account a LEFT JOIN password p ON p.account = a.id WHERE a.id = :id;

-- account_by_code(code text) -> one account_row
SELECT id, code, email, name, lang, state, created FROM account WHERE code = :code;

-- account_count() -> int
SELECT count(*) FROM account;

-- account_find(q text, state code, sort code) -> page account_row
SELECT id, code, email, name, lang, state, created FROM account WHERE 1 = 1
{if q} AND (lower(name) LIKE '%' || lower(:q) || '%' OR email_key LIKE '%' || lower(:q) || '%') {end}
{if state} AND state = :state {end}
ORDER BY {order sort:
       name = lower(name), id
     | name_down = lower(name) DESC, id DESC
     | email = email_key, id
     | email_down = email_key DESC, id DESC
     | state = state, id
     | state_down = state DESC, id DESC};

-- account_insert(code text, email text, email_key text, name text, lang code, state code, now time) -> write id
INSERT INTO account (code, email, email_key, name, lang, state, created)
VALUES (:code, :email, :email_key, :name, :lang, :state, :now);

-- account_update(id id, name text, lang code) -> write
UPDATE account SET name = :name, lang = :lang WHERE id = :id;

-- account_set_state(id id, state code) -> write
UPDATE account SET state = :state WHERE id = :id;

-- password_put(account id, hash text, now time) -> write
INSERT INTO password (account, hash, changed) VALUES (:account, :hash, :now)
ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, changed = excluded.changed;

-- ticket_insert(token text, purpose code, account id, expires time) -> write id
INSERT INTO ticket (token, purpose, account, expires) VALUES (:token, :purpose, :account, :expires);

-- ticket_by_token(token text) -> one account_ticket
SELECT id, account, purpose, expires, used FROM ticket WHERE token = :token;

-- ticket_use(id id, now time) -> write count
UPDATE ticket SET used = :now WHERE id = :id AND used IS NULL;

-- ticket_delete_account(account id) -> write
DELETE FROM ticket WHERE account = :account AND used IS NULL;

-- ticket_delete_all() -> write
DELETE FROM ticket;

-- account_idle_administrators(now time, before time) -> many account_idle
-- People who may change settings, by the shipped editions' word for it, and did not sign in since then.
SELECT a.name, COALESCE(s.at, a.created) AS since FROM account a LEFT JOIN sign_in s ON s.account = a.id
WHERE a.state = 'active' AND COALESCE(s.at, a.created) < :before
AND EXISTS (SELECT 1 FROM duty d WHERE d.account = a.id AND d.role = 'administrator' AND d.scope = 'fund' AND d.ended IS NULL
            AND (d.starts IS NULL OR d.starts <= :now) AND (d.until IS NULL OR d.until > :now))
ORDER BY lower(a.name), a.id;

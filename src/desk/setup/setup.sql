-- setup_forget() -> write
DELETE FROM setup WHERE id > 0;

-- setup_insert(token text, now time) -> write id
INSERT INTO setup (token, made) VALUES (:token, :now);

-- setup_by_token(token text) -> one setup_row
SELECT id, made FROM setup WHERE token = :token;

-- setup_accounts() -> int
SELECT count(*) FROM account;

-- setup_accounts_with(email_key text) -> int
SELECT count(*) FROM account WHERE email_key = :email_key;

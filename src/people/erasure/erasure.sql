-- No LIKE here: a name or an address may hold its signs, and would take others along.

-- erasure_of(id id, key text, name text) -> one erasure_held
-- What is held about a person, counted.
SELECT (SELECT count(*) FROM mail WHERE lower(recipient) = :key) AS mails,
       (SELECT count(*) FROM mail WHERE lower(recipient) <> :key AND
          (replace(body, :name, '') <> body OR replace(subject, :name, '') <> subject OR replace(lower(body), :key, '') <> lower(body))) AS mentions,
       (SELECT count(*) FROM session WHERE account = :id) AS sessions,
       (SELECT count(*) FROM reading WHERE account = :id) AS readings,
       (SELECT count(*) FROM duty WHERE account = :id) AS duties,
       (SELECT count(*) FROM journal_entry WHERE account = :id) AS acts,
       (SELECT count(*) FROM subscriber WHERE address_key = :key) AS readers;

-- erasure_account(id id, email text, name text) -> write count
UPDATE account SET email = :email, email_key = :email, name = :name, state = 'closed' WHERE id = :id;

-- erasure_password(id id) -> write
DELETE FROM password WHERE account = :id;

-- erasure_tickets(id id) -> write
DELETE FROM ticket WHERE account = :id;

-- erasure_readings(id id) -> write
DELETE FROM reading WHERE account = :id;

-- erasure_sessions(id id) -> write
DELETE FROM session WHERE account = :id;

-- erasure_sign_in(id id) -> write
DELETE FROM sign_in WHERE account = :id;

-- erasure_attempts(key text) -> write
DELETE FROM attempt WHERE replace(lower(key), :key, '') <> lower(key);

-- erasure_jobs(key text) -> write
-- Work that waits with the address in its arguments has nobody to be done for any more.
DELETE FROM job WHERE replace(lower(args), :key, '') <> lower(args) OR replace(lower(dedupe), :key, '') <> lower(dedupe);

-- erasure_letters(key text, mark text) -> write count
-- Letters to the person keep that they were sent and when.
UPDATE mail SET recipient = '', subject = :mark, body = :mark, unsubscribe = NULL, dedupe = NULL, reply = NULL,
       state = CASE WHEN state IN ('queued', 'deferred') THEN 'cancelled' ELSE state END
WHERE lower(recipient) = :key;

-- erasure_names(name text, email text, mark text) -> write count
-- In letters to others the person is named by the mark.
UPDATE mail SET subject = replace(replace(subject, :name, :mark), :email, :mark),
       body = replace(replace(body, :name, :mark), :email, :mark),
       reply = replace(replace(reply, :name, :mark), :email, :mark)
WHERE replace(replace(body, :name, ''), :email, '') <> body OR replace(replace(subject, :name, ''), :email, '') <> subject
   OR replace(replace(reply, :name, ''), :email, '') <> reply;

-- erasure_reader(key text, code text) -> write count
-- A subscription stays as a row without its address, so that the counts by month stay true.
UPDATE subscriber SET address = '', address_key = 'erased ' || :code, code = :code, state = 'left'
WHERE address_key = :key;

-- erasure_reader_tickets(key text) -> write
DELETE FROM subscriber_ticket WHERE address_key = :key;

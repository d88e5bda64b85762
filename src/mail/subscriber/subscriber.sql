-- subscriber_of(list code, address_key text) -> one subscriber_row
SELECT id, code, list, address, lang, state, since, ended FROM subscriber WHERE list = :list AND address_key = :address_key;

-- subscriber_by_code(code text) -> one subscriber_row
SELECT id, code, list, address, lang, state, since, ended FROM subscriber WHERE code = :code;

-- subscriber_insert(code text, list code, address text, address_key text, lang code, now time) -> write id
INSERT INTO subscriber (code, list, address, address_key, lang, state, since) VALUES (:code, :list, :address, :address_key, :lang, 'confirmed', :now);

-- subscriber_return(id id, lang code, now time) -> write
UPDATE subscriber SET state = 'confirmed', lang = :lang, since = :now, ended = NULL WHERE id = :id;

-- subscriber_end(id id, now time) -> write count
UPDATE subscriber SET state = 'left', ended = :now WHERE id = :id AND state = 'confirmed';

-- subscriber_undo(id id, ended time) -> write count
UPDATE subscriber SET state = 'confirmed', ended = NULL WHERE id = :id AND state = 'left' AND ended = :ended;

-- subscriber_consent_insert(subscriber id, act code, wording code?, lang code, asked time, now time) -> write id
INSERT INTO subscriber_consent (subscriber, act, wording, lang, asked, at) VALUES (:subscriber, :act, :wording, :lang, :asked, :now);

-- subscriber_ticket_insert(digest text, list code, address text, address_key text, lang code, wording code, now time, expires time) -> write id
INSERT INTO subscriber_ticket (digest, list, address, address_key, lang, wording, created, expires)
VALUES (:digest, :list, :address, :address_key, :lang, :wording, :now, :expires);

-- subscriber_ticket_clear(list code, address_key text) -> write
DELETE FROM subscriber_ticket WHERE list = :list AND address_key = :address_key;

-- subscriber_ticket_stale(now time) -> write count
DELETE FROM subscriber_ticket WHERE expires < :now;

-- subscriber_ticket_find(digest text, now time) -> one subscriber_ticket
SELECT id, list, address, address_key, lang, wording, created, expires FROM subscriber_ticket WHERE digest = :digest AND expires >= :now;

-- subscriber_ticket_count(now time) -> int
SELECT count(*) FROM subscriber_ticket WHERE expires >= :now;

-- subscriber_secret() -> text
SELECT secret FROM subscriber_key ORDER BY id LIMIT 1;

-- subscriber_secret_insert(secret text) -> write id
INSERT INTO subscriber_key (secret) VALUES (:secret);

-- subscriber_count_state(list code, state code) -> int
SELECT count(*) FROM subscriber WHERE list = :list AND state = :state;

-- subscriber_count_lang(list code, lang code) -> int
SELECT count(*) FROM subscriber WHERE list = :list AND state = 'confirmed' AND lang = :lang;

-- subscriber_joined(from time, until time, lang code) -> int
SELECT count(*) FROM subscriber_consent WHERE act = 'confirm' AND at >= :from AND at < :until AND lang = :lang;

-- subscriber_gone(from time, until time, lang code) -> int
SELECT count(*) FROM subscriber_consent WHERE act = 'leave' AND at >= :from AND at < :until AND lang = :lang;

-- subscriber_find(list code, q text, state code, lang code, sort code) -> page subscriber_row
-- Readers whose address is held: who was erased is only counted.
SELECT id, code, list, address, lang, state, since, ended FROM subscriber WHERE list = :list AND address <> ''
{if q} AND address_key LIKE '%' || lower(:q) || '%' {end}
{if state} AND state = :state {end}
{if lang} AND lang = :lang {end}
ORDER BY {order sort:
       since_down = id DESC
     | since = id
     | address = address_key, id
     | address_down = address_key DESC, id DESC
     | lang = lang, id
     | lang_down = lang DESC, id DESC
     | state = state, id
     | state_down = state DESC, id DESC};

-- subscriber_mail_cancel(recipient text, list_id text, now time) -> write count
-- Issues that still wait for this address are not sent any more.
UPDATE mail SET state = 'cancelled', ended = :now WHERE recipient = :recipient AND list_id = :list_id AND state IN ('queued', 'deferred');

-- subscriber_ticket_delete_all() -> write
DELETE FROM subscriber_ticket;

-- subscriber_set_lang(id id, lang code) -> write
UPDATE subscriber SET lang = :lang WHERE id = :id;

-- subscriber_consents(subscriber id) -> many subscriber_consent_row
SELECT act, wording, lang, asked, at FROM subscriber_consent WHERE subscriber = :subscriber ORDER BY at, id;

-- subscriber_letters(address_key text, list_id text, limit int) -> many subscriber_letter
-- Letters of the newsletter to an address, newest first; other letters to it are another matter.
SELECT kind, subject, state, created FROM mail
WHERE lower(recipient) = :address_key AND (list_id = :list_id OR kind IN ('confirmation', 'leave', 'own_data'))
ORDER BY id DESC LIMIT :limit;

-- subscriber_mail_erase(address_key text, list_id text) -> write count
UPDATE mail SET recipient = '', subject = '', body = '', unsubscribe = NULL
WHERE lower(recipient) = :address_key AND (list_id = :list_id OR kind IN ('confirmation', 'leave', 'own_data'));

-- subscriber_erase(id id, code text) -> write count
UPDATE subscriber SET address = '', address_key = 'erased ' || :code, code = :code WHERE id = :id;

-- outbox_insert(code text, stream code, kind code, recipient text, subject text, body text, lang code, record text?, list_id text?, unsubscribe text?, dedupe text?, now time) -> write id
INSERT INTO mail (code, stream, kind, recipient, subject, body, lang, record, list_id, unsubscribe, dedupe, state, attempts, next_try, created)
VALUES (:code, :stream, :kind, :recipient, :subject, :body, :lang, :record, :list_id, :unsubscribe, :dedupe, 'queued', 0, :now, :now);

-- outbox_dedupe(dedupe text) -> int
SELECT count(*) FROM mail WHERE dedupe = :dedupe;

-- outbox_due(now time, limit int) -> many outbox_mail
SELECT id, code, stream, kind, recipient, subject, body, lang, record, list_id, unsubscribe, state, attempts, created
FROM mail WHERE state IN ('queued', 'deferred') AND (next_try <= :now OR state = 'queued') ORDER BY next_try, id LIMIT :limit;

-- outbox_in_flight() -> int
SELECT count(*) FROM mail WHERE state = 'in_flight';

-- outbox_claim(id id) -> write count
UPDATE mail SET state = 'in_flight', attempts = attempts + 1 WHERE id = :id AND state IN ('queued', 'deferred');

-- outbox_end(id id, state code, reply text?, now time) -> write
UPDATE mail SET state = :state, reply = :reply, ended = :now WHERE id = :id AND state = 'in_flight';

-- outbox_defer(id id, next_try time, reply text?) -> write
UPDATE mail SET state = 'deferred', next_try = :next_try, reply = :reply WHERE id = :id AND state = 'in_flight';

-- outbox_orphans(now time) -> write count
UPDATE mail SET state = 'unknown', ended = :now WHERE state = 'in_flight';

-- outbox_again(id id, now time) -> write count
UPDATE mail SET state = 'queued', next_try = :now, ended = NULL WHERE id = :id AND state IN ('unknown', 'failed');

-- outbox_cancel(id id, now time) -> write count
UPDATE mail SET state = 'cancelled', ended = :now WHERE id = :id AND state IN ('queued', 'deferred', 'unknown');

-- outbox_by_code(code text) -> one outbox_mail
SELECT id, code, stream, kind, recipient, subject, body, lang, record, list_id, unsubscribe, state, attempts, created, ended, reply FROM mail WHERE code = :code;

-- outbox_find(q text, state code, hidden text, sort code) -> page outbox_mail
-- `hidden` are addresses of records that are closed to the reader.
SELECT id, code, stream, kind, recipient, subject, body, lang, record, state, attempts, created, ended, reply FROM mail WHERE 1 = 1
{if q} AND (lower(recipient) LIKE '%' || lower(:q) || '%' OR lower(subject) LIKE '%' || lower(:q) || '%') {end}
{if state} AND state = :state {end}
{if hidden} AND NOT (COALESCE(record, '') {in hidden}) {end}
ORDER BY {order sort:
       created_down = id DESC, created DESC
     | created = id, created
     | subject = lower(subject), id
     | subject_down = lower(subject) DESC, id DESC
     | recipient = lower(recipient), id
     | recipient_down = lower(recipient) DESC, id DESC
     | state = state, id
     | state_down = state DESC, id DESC};

-- outbox_waiting(since time, until time) -> int
SELECT count(*) FROM mail WHERE state IN ('queued', 'deferred') AND created >= :since AND created < :until;

-- outbox_discard(before time, now time) -> write count
UPDATE mail SET state = 'cancelled', ended = :now
WHERE state IN ('queued', 'deferred') AND created < :before;

-- digest_people() -> many digest_person
-- Whoever has a duty and an open account.
SELECT a.id, COALESCE(c.choice, '') AS choice FROM account a LEFT JOIN digest_choice c ON c.account = a.id
WHERE a.state = 'active' AND EXISTS (SELECT 1 FROM duty d WHERE d.account = a.id AND d.ended IS NULL) ORDER BY a.id;

-- digest_last(account id, day date) -> one digest_row
-- The latest one before a day.
SELECT day, named FROM digest WHERE account = :account AND day < :day ORDER BY day DESC LIMIT 1;

-- digest_there(account id, day date) -> int
SELECT count(*) FROM digest WHERE account = :account AND day = :day;

-- digest_insert(account id, day date, now time, named text) -> write id
INSERT INTO digest (account, day, at, named) VALUES (:account, :day, :now, :named);

-- digest_forget(before date) -> write count
-- Old ones but the latest of each person.
DELETE FROM digest WHERE day < :before AND EXISTS (SELECT 1 FROM digest n WHERE n.account = digest.account AND n.day > digest.day);

-- digest_run_there(day date) -> int
SELECT count(*) FROM digest_run WHERE day = :day;

-- digest_run_insert(day date, now time, people int, mails int) -> write id
INSERT INTO digest_run (day, at, people, mails) VALUES (:day, :now, :people, :mails);

-- digest_run_forget(before date) -> write count
DELETE FROM digest_run WHERE day < :before;

-- digest_run_last() -> one digest_run
SELECT day, at, people, mails FROM digest_run ORDER BY at DESC, id DESC LIMIT 1;

-- digest_choice_of(account id) -> text
SELECT choice FROM digest_choice WHERE account = :account;

-- digest_choice_there(account id) -> id
SELECT id FROM digest_choice WHERE account = :account;

-- digest_choice_insert(account id, choice code, now time) -> write id
INSERT INTO digest_choice (account, choice, changed) VALUES (:account, :choice, :now);

-- digest_choice_update(id id, choice code, now time) -> write
UPDATE digest_choice SET choice = :choice, changed = :now WHERE id = :id;

-- ledger_entry_insert(code text, kind code, day date, now time, account id, amount money, party text?,
--     programme text?, text text, about id?, once text) -> write id
INSERT INTO ledger_entry (code, kind, day, at, account, amount, amount_currency, party, programme, text, about, once)
VALUES (:code, :kind, :day, :now, :account, :amount, :amount_currency, :party, :programme, :text, :about, :once);

-- ledger_line_insert(entry id, book code, amount int, currency code, pledge id?) -> write
INSERT INTO ledger_line (entry, book, amount, amount_currency, pledge)
VALUES (:entry, :book, :amount, :currency, :pledge);

-- ledger_outlay_insert(amount money, basis text, now time, account id) -> write
INSERT INTO ledger_outlay (amount, amount_currency, basis, at, account)
VALUES (:amount, :amount_currency, :basis, :now, :account);

-- ledger_outlay_latest(currency code, known time) -> one ledger_outlay
-- The latest statement of a year's outlay that was known then.
SELECT o.amount, o.amount_currency, o.basis, o.at, a.name AS person
FROM ledger_outlay o JOIN account a ON a.id = o.account
WHERE o.amount_currency = :currency AND o.at <= :known ORDER BY o.id DESC LIMIT 1;

-- ledger_balances(day date, known time) -> many ledger_balance
-- What each book comes to on a day, by currency, as it was known at an instant.
SELECT l.book, sum(l.amount) AS amount, l.amount_currency FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry
WHERE e.day <= :day AND e.at <= :known GROUP BY l.book, l.amount_currency ORDER BY l.amount_currency, l.book;

-- ledger_find(found text, kind code, programme text, day date, known time, sort code) -> page ledger_entry
-- Entries up to a day, as known at an instant.
SELECT e.id, e.code, e.day, e.kind, e.amount, e.amount_currency, e.party, e.programme, e.text, e.at, a.name AS person,
       e.account, e.about, b.code AS about_code, r.code AS reversed_by
FROM ledger_entry e JOIN account a ON a.id = e.account
LEFT JOIN ledger_entry b ON b.id = e.about
LEFT JOIN ledger_entry r ON r.about = e.id AND r.kind = 'reversal' AND r.at <= :known
WHERE e.day <= :day AND e.at <= :known
{if found} AND e.id {in found int} {end}
{if kind} AND e.kind = :kind {end}
{if programme} AND e.programme = :programme {end}
ORDER BY {order sort:
       day_down = e.day DESC, e.id DESC
     | day = e.day, e.id
     | kind = e.kind, e.id
     | kind_down = e.kind DESC, e.id DESC
     | amount = e.amount, e.id
     | amount_down = e.amount DESC, e.id DESC
     | posted = e.id
     | posted_down = e.id DESC};

-- ledger_entry_by_code(code text) -> one ledger_entry
SELECT e.id, e.code, e.day, e.kind, e.amount, e.amount_currency, e.party, e.programme, e.text, e.at, a.name AS person,
       e.account, e.about, b.code AS about_code, r.code AS reversed_by
FROM ledger_entry e JOIN account a ON a.id = e.account
LEFT JOIN ledger_entry b ON b.id = e.about
LEFT JOIN ledger_entry r ON r.about = e.id AND r.kind = 'reversal'
WHERE e.code = :code;

-- ledger_about(id id) -> many ledger_entry
-- Later entries that certify or take back this one, or settle it as a pledge.
SELECT DISTINCT e.id, e.code, e.day, e.kind, e.amount, e.amount_currency, e.party, e.programme, e.text, e.at, a.name AS person
FROM ledger_entry e JOIN account a ON a.id = e.account LEFT JOIN ledger_line l ON l.entry = e.id
WHERE e.id <> :id AND (e.about = :id OR l.pledge = :id) ORDER BY e.id;

-- ledger_lines(entry id) -> many ledger_line
SELECT entry, book, amount, amount_currency, pledge FROM ledger_line WHERE entry = :entry ORDER BY id;

-- ledger_once(once text) -> text
SELECT code FROM ledger_entry WHERE once = :once;

-- ledger_pledge_open(pledge id, book code) -> int
-- What is open of a pledge in one of its two books.
SELECT coalesce(sum(amount), 0) FROM ledger_line WHERE pledge = :pledge AND book = :book;

-- ledger_pledge_days(pledge id) -> many ledger_day
-- What the days of a pledge add to what is not yet certified and to what is.
SELECT e.day, sum(CASE WHEN l.book = 'promised' THEN l.amount ELSE 0 END) AS promised,
       sum(CASE WHEN l.book = 'pledged' THEN l.amount ELSE 0 END) AS pledged
FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry WHERE l.pledge = :pledge GROUP BY e.day ORDER BY e.day;

-- ledger_short(books text, sign int, currency code, pledge id, programme text, day date) -> date
-- The first day from one on at the end of which less than nothing is in books, or in a pledge's or programme's part of it.
SELECT x.day FROM (SELECT e.day, sum(sum(l.amount * :sign)) OVER (ORDER BY e.day) AS balance
                   FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry
                   WHERE l.book {in books} AND l.amount_currency = :currency
                   {if pledge} AND l.pledge = :pledge {end}
                   {if programme} AND e.programme = :programme {end}
                   GROUP BY e.day) x
WHERE x.day >= :day AND x.balance < 0 ORDER BY x.day LIMIT 1;

-- ledger_adjustments(about id) -> many ledger_entry
-- What was adjusted for an entry.
SELECT id, code, day, amount, amount_currency FROM ledger_entry WHERE about = :about AND kind = 'adjustment' ORDER BY id;

-- ledger_pledges(currency code) -> many ledger_pledge
-- All pledges that were not taken back, the oldest first.
SELECT e.id, e.code, e.day, e.party, e.text, e.amount, e.amount_currency FROM ledger_entry e
WHERE e.kind = 'pledge' AND e.amount_currency = :currency
AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.about = e.id AND r.kind = 'reversal') ORDER BY e.day, e.id;

-- ledger_programme_open(programme text, currency code) -> int
-- What is approved for a programme and not yet transferred; below zero, as a credit is.
SELECT coalesce(sum(l.amount), 0) FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry
WHERE l.book = 'committed' AND e.programme = :programme AND l.amount_currency = :currency;

-- ledger_programme_named(programme text) -> bool
-- Whether any entry names it.
SELECT CASE WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE programme = :programme) THEN 1 ELSE 0 END;

-- ledger_parties() -> many ledger_party
-- What the entries of each contributor come to, by book.
SELECT e.party, l.book, sum(l.amount) AS amount, l.amount_currency
FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry
WHERE e.party IS NOT NULL GROUP BY e.party, l.book, l.amount_currency ORDER BY e.party, l.amount_currency, l.book;

-- ledger_unbalanced(limit int) -> many ledger_entry
-- Entries whose lines do not come to nothing, or whose debits are not the amount.
SELECT e.code, e.amount, e.amount_currency FROM ledger_entry e LEFT JOIN ledger_line l ON l.entry = e.id
GROUP BY e.id, e.code, e.amount, e.amount_currency
HAVING coalesce(sum(l.amount), 1) <> 0 OR sum(CASE WHEN l.amount > 0 THEN l.amount ELSE 0 END) <> e.amount
    OR min(l.amount_currency) <> e.amount_currency OR max(l.amount_currency) <> e.amount_currency
ORDER BY e.code LIMIT :limit;

-- ledger_self_certified(limit int) -> many ledger_entry
-- Pledges that were certified by whoever entered them.
SELECT c.code FROM ledger_entry c JOIN ledger_entry p ON p.id = c.about
WHERE c.kind = 'certification' AND c.account = p.account ORDER BY c.code LIMIT :limit;

-- ledger_cash_below() -> many ledger_below
-- The first day on which there was less than nothing of the cash, by currency.
SELECT x.currency AS name, min(x.day) AS day
FROM (SELECT l.amount_currency AS currency, e.day,
             sum(sum(l.amount)) OVER (PARTITION BY l.amount_currency ORDER BY e.day) AS balance
      FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry WHERE l.book = 'cash'
      GROUP BY l.amount_currency, e.day) x
WHERE x.balance < 0 GROUP BY x.currency ORDER BY x.currency;

-- ledger_pledges_below(limit int) -> many ledger_below
-- The same of each pledge, of what is not yet certified or of what is.
SELECT p.code AS name, min(x.day) AS day
FROM (SELECT l.pledge, l.book, e.day,
             sum(sum(l.amount)) OVER (PARTITION BY l.pledge, l.book ORDER BY e.day) AS balance
      FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry WHERE l.book IN ('promised', 'pledged')
      GROUP BY l.pledge, l.book, e.day) x JOIN ledger_entry p ON p.id = x.pledge
WHERE x.balance < 0 GROUP BY p.code ORDER BY p.code LIMIT :limit;

-- ledger_programmes_below(limit int) -> many ledger_below
-- The same of what is approved for each programme and not yet transferred, by currency.
SELECT x.programme AS name, min(x.day) AS day
FROM (SELECT e.programme, l.amount_currency AS currency, e.day,
             sum(sum(-l.amount)) OVER (PARTITION BY e.programme, l.amount_currency ORDER BY e.day) AS balance
      FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry WHERE l.book = 'committed'
      GROUP BY e.programme, l.amount_currency, e.day) x
WHERE x.balance < 0 AND x.programme IS NOT NULL GROUP BY x.programme ORDER BY x.programme LIMIT :limit;

-- ledger_entries_all(after id, limit int) -> many ledger_entry
SELECT id, code, party, programme, text FROM ledger_entry WHERE id > :after ORDER BY id LIMIT :limit;

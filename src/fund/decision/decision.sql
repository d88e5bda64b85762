-- certificate_list(proposal id) -> many decision_certificate
SELECT c.id, c.amount, c.amount_currency, c.available, c.available_currency, c.as_of, c.basis, c.at, c.account, a.name AS person
FROM certificate c JOIN account a ON a.id = c.account WHERE c.proposal = :proposal ORDER BY c.id DESC;

-- certificate_insert(proposal id, amount money, available money, cash int, pledged int, committed int,
--     reserve int, as_of date, basis text, now time, account id) -> write id
INSERT INTO certificate (proposal, amount, amount_currency, available, available_currency, cash, pledged, committed, reserve,
       as_of, basis, at, account)
VALUES (:proposal, :amount, :amount_currency, :available, :available_currency, :cash, :pledged, :committed, :reserve,
       :as_of, :basis, :now, :account);

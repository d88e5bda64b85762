-- board_members_find(q text, phase_now bool, phase_past bool, phase_coming bool, phase_withdrawn bool, today date, sort code) -> page board_member
SELECT m.id, m.code, m.seat, m.name, m.affiliation, m.account, a.email, m.chair, m.starts, m.ends, m.withdrawn, m.changed,
       CASE WHEN m.withdrawn IS NOT NULL THEN 'withdrawn' WHEN m.ends < :today THEN 'past' WHEN m.starts > :today THEN 'coming' ELSE 'now' END AS phase
FROM board_member m LEFT JOIN account a ON a.id = m.account WHERE 1 = 1
{if q} AND (lower(m.name) LIKE '%' || lower(:q) || '%' OR lower(m.affiliation) LIKE '%' || lower(:q) || '%') {end}
{if phase_withdrawn} AND m.withdrawn IS NOT NULL {end}
{if not phase_withdrawn} AND m.withdrawn IS NULL {end}
{if phase_now} AND m.starts <= :today AND m.ends >= :today {end}
{if phase_past} AND m.ends < :today {end}
{if phase_coming} AND m.starts > :today {end}
ORDER BY {order sort:
       seat = m.seat, m.starts
     | seat_down = m.seat DESC, m.starts DESC
     | name = lower(m.name), m.id
     | name_down = lower(m.name) DESC, m.id DESC
     | starts = m.starts, m.id
     | starts_down = m.starts DESC, m.id DESC
     | ends = m.ends, m.id
     | ends_down = m.ends DESC, m.id DESC};

-- board_member_by_code(code text) -> one board_member
SELECT m.id, m.code, m.seat, m.name, m.affiliation, m.account, a.email, m.chair, m.starts, m.ends, m.withdrawn, m.changed
FROM board_member m LEFT JOIN account a ON a.id = m.account WHERE m.code = :code;

-- board_member_insert(code text, seat int, name text, affiliation text?, account id?, chair bool, starts date,
--     ends date, now time) -> write id
INSERT INTO board_member (code, seat, name, affiliation, account, chair, starts, ends, changed)
VALUES (:code, :seat, :name, :affiliation, :account, :chair, :starts, :ends, :now);

-- board_member_update(id id, seat int, name text, affiliation text?, account id?, chair bool, starts date,
--     ends date, changed time) -> write
UPDATE board_member SET seat = :seat, name = :name, affiliation = :affiliation, account = :account, chair = :chair,
       starts = :starts, ends = :ends, changed = :changed WHERE id = :id;

-- board_member_clash(id id, seat int, starts date, ends date) -> int
-- Other terms of the same seat that share a day with this one.
SELECT count(*) FROM board_member WHERE id <> :id AND withdrawn IS NULL AND seat = :seat AND starts <= :ends AND ends >= :starts;

-- board_chair_clash(id id, starts date, ends date) -> int
SELECT count(*) FROM board_member WHERE id <> :id AND withdrawn IS NULL AND chair = 1 AND starts <= :ends AND ends >= :starts;

-- board_account_clash(id id, account id, starts date, ends date) -> int
SELECT count(*) FROM board_member
WHERE id <> :id AND withdrawn IS NULL AND account = :account AND starts <= :ends AND ends >= :starts;

-- board_member_named(id id) -> int
-- Meetings and points whose record names this term.
SELECT (SELECT count(*) FROM board_presence WHERE member = :id) + (SELECT count(*) FROM board_recusal WHERE member = :id);

-- board_member_withdraw(id id, withdrawn time, changed time) -> write
UPDATE board_member SET withdrawn = :withdrawn, changed = :changed WHERE id = :id;

-- board_in_office(day date) -> many board_member
SELECT id, code, seat, name, affiliation, account, chair, starts, ends FROM board_member
WHERE withdrawn IS NULL AND starts <= :day AND ends >= :day ORDER BY chair DESC, seat;

-- board_people_of_meeting(meeting id, day date, held bool) -> many board_member
-- Who is in office on the day of a meeting; once it was held, who was then, with whether they came.
SELECT m.id, m.code, m.seat, m.name, m.affiliation, m.account, m.chair, m.starts, m.ends,
       COALESCE(p.present, 0) AS present, COALESCE(p.id, 0) AS presence
FROM board_member m LEFT JOIN board_presence p ON p.member = m.id AND p.meeting = :meeting
WHERE 1 = 1
{if held} AND p.id IS NOT NULL {end}
{if not held} AND m.withdrawn IS NULL AND m.starts <= :day AND m.ends >= :day {end}
ORDER BY m.chair DESC, m.seat;

-- board_accounts() -> many board_member
-- Who can sign in for a member.
SELECT id, email AS code, name FROM account WHERE state <> 'closed' ORDER BY name, id;

-- board_account_by_email(email text) -> one board_member
SELECT id, email AS code, name FROM account WHERE email = :email AND state <> 'closed';

-- board_meetings_find(q text, state code, sort code) -> page board_meeting
SELECT m.id, m.code, m.title, m.day, m.starts, m.starts_local, m.zone, m.place, m.state, m.adopted, m.changed,
       (SELECT count(*) FROM board_item i WHERE i.meeting = m.id) AS items
FROM board_meeting m WHERE 1 = 1
{if q} AND (lower(m.title) LIKE '%' || lower(:q) || '%' OR lower(m.place) LIKE '%' || lower(:q) || '%') {end}
{if state} AND m.state = :state {end}
ORDER BY {order sort:
       starts_down = m.starts DESC, m.id DESC
     | starts = m.starts, m.id
     | title = lower(m.title), m.id
     | title_down = lower(m.title) DESC, m.id DESC
     | place = lower(m.place), m.id
     | place_down = lower(m.place) DESC, m.id DESC
     | state = m.state, m.id
     | state_down = m.state DESC, m.id DESC};

-- board_meeting_by_code(code text) -> one board_meeting
SELECT m.id, m.code, m.title, m.day, m.starts, m.starts_local, m.zone, m.place, m.state, m.reason, m.minutes,
       m.minutes_by, d.name AS drafter, m.adopted, a.name AS adopter, m.changed
FROM board_meeting m LEFT JOIN account d ON d.id = m.minutes_by LEFT JOIN account a ON a.id = m.adopted_by
WHERE m.code = :code;

-- board_meeting_by_id(id id) -> one board_meeting
SELECT id, code, title, day, starts, starts_local, zone, place, state, reason, minutes, minutes_by, adopted, changed
FROM board_meeting WHERE id = :id;

-- board_meeting_insert(code text, title text, day date, starts time, starts_local text, zone text, place text,
--     now time) -> write id
INSERT INTO board_meeting (code, title, day, starts, starts_local, zone, place, state, changed)
VALUES (:code, :title, :day, :starts, :starts_local, :zone, :place, 'planned', :now);

-- board_meeting_update(id id, title text, day date, starts time, starts_local text, zone text, place text,
--     changed time) -> write
UPDATE board_meeting SET title = :title, day = :day, starts = :starts, starts_local = :starts_local, zone = :zone,
       place = :place, changed = :changed WHERE id = :id;

-- board_meeting_state(id id, state code, reason text?, changed time) -> write
UPDATE board_meeting SET state = :state, reason = :reason, changed = :changed WHERE id = :id;

-- board_meeting_minutes(id id, minutes text, by id, changed time) -> write
UPDATE board_meeting SET minutes = :minutes, minutes_by = :by, changed = :changed WHERE id = :id;

-- board_meeting_adopt(id id, by id, now time) -> write
UPDATE board_meeting SET state = 'adopted', adopted = :now, adopted_by = :by, changed = :now WHERE id = :id;

-- board_meetings_open() -> many board_meeting
-- Whose record is not closed yet, the earliest first.
SELECT id, code FROM board_meeting WHERE state IN ('planned', 'held') ORDER BY starts, id;

-- board_meetings_to_come(but id) -> many board_meeting
SELECT id, code, title, day, starts, starts_local, zone, place, state FROM board_meeting
WHERE state = 'planned' AND id <> :but ORDER BY starts, id;

-- board_presence_insert(meeting id, member id, present bool) -> write id
INSERT INTO board_presence (meeting, member, present) VALUES (:meeting, :member, :present);

-- board_presence_update(id id, present bool) -> write
UPDATE board_presence SET present = :present WHERE id = :id;

-- board_items(meeting id) -> many board_item
-- The title of a proposal is the proposal's own.
SELECT i.id, i.code, i.meeting, i.number, i.kind, COALESCE(q.title, i.title) AS title, COALESCE(k.paper, i.paper) AS paper,
       i.state, i.outcome, e.code AS earlier, n.code AS later, nm.title AS later_title, v.code AS advice,
       COALESCE(k.proposal, 0) AS proposal_id, q.code AS proposal, i.changed
FROM board_item i LEFT JOIN board_item e ON e.id = i.earlier LEFT JOIN board_item n ON n.earlier = i.id AND n.state <> 'dropped'
LEFT JOIN board_meeting nm ON nm.id = n.meeting LEFT JOIN board_advice v ON v.item = i.id AND i.state = 'advised'
LEFT JOIN board_case k ON k.item = i.id LEFT JOIN proposal q ON q.id = k.proposal
WHERE i.meeting = :meeting ORDER BY i.number, i.id;

-- board_item_by_code(code text) -> one board_item
SELECT i.id, i.code, i.meeting, m.code AS meeting_code, m.title AS meeting_title, i.number, i.kind,
       COALESCE(q.title, i.title) AS title, COALESCE(k.paper, i.paper) AS paper,
       i.state, i.outcome, e.code AS earlier, n.code AS later, nm.title AS later_title, v.code AS advice,
       COALESCE(k.proposal, 0) AS proposal_id, q.code AS proposal, i.changed
FROM board_item i JOIN board_meeting m ON m.id = i.meeting LEFT JOIN board_item e ON e.id = i.earlier
LEFT JOIN board_item n ON n.earlier = i.id AND n.state <> 'dropped' LEFT JOIN board_meeting nm ON nm.id = n.meeting
LEFT JOIN board_advice v ON v.item = i.id AND i.state = 'advised'
LEFT JOIN board_case k ON k.item = i.id LEFT JOIN proposal q ON q.id = k.proposal WHERE i.code = :code;

-- board_item_last(meeting id) -> int
SELECT COALESCE(max(number), 0) FROM board_item WHERE meeting = :meeting;

-- board_item_insert(code text, meeting id, number int, kind code, title text, paper text?, earlier id?, now time) -> write id
INSERT INTO board_item (code, meeting, number, kind, title, paper, state, earlier, changed)
VALUES (:code, :meeting, :number, :kind, :title, :paper, 'open', :earlier, :now);

-- board_item_update(id id, number int, kind code, title text, paper text?, changed time) -> write
UPDATE board_item SET number = :number, kind = :kind, title = :title, paper = :paper, changed = :changed WHERE id = :id;

-- board_item_state(id id, state code, outcome text?, changed time) -> write
UPDATE board_item SET state = :state, outcome = :outcome, changed = :changed WHERE id = :id;

-- board_recusals(meeting id) -> many board_recusal
-- Declared for the board, and those to whom a proposal was closed before.
SELECT c.id, c.item, c.member, m.code AS member_code, m.name, c.reason, c.at, a.name AS person
FROM board_recusal c JOIN board_item i ON i.id = c.item JOIN board_member m ON m.id = c.member
JOIN account a ON a.id = c.account WHERE i.meeting = :meeting
UNION ALL
SELECT 0 AS id, k.item, m.id AS member, m.code AS member_code, m.name, b.reason, b.since AS at, m.name AS person
FROM board_case k JOIN board_item i ON i.id = k.item JOIN board_meeting g ON g.id = i.meeting
JOIN duty_bar b ON b.record_kind = 'proposal' AND b.record = k.proposal
JOIN board_member m ON m.account = b.account AND m.withdrawn IS NULL AND m.starts <= g.day AND m.ends >= g.day
WHERE i.meeting = :meeting AND NOT EXISTS (SELECT 1 FROM board_recusal c WHERE c.item = k.item AND c.member = m.id)
  AND b.id = (SELECT min(x.id) FROM duty_bar x WHERE x.account = b.account AND x.record_kind = 'proposal' AND x.record = k.proposal)
ORDER BY 2, 3;

-- board_recusal_insert(item id, member id, reason text, now time, account id) -> write id
INSERT INTO board_recusal (item, member, reason, at, account) VALUES (:item, :member, :reason, :now, :account);

-- board_recusal_delete(item id, member id) -> write
DELETE FROM board_recusal WHERE item = :item AND member = :member;

-- board_advice_insert(code text, item id, kind code, title text, day date, text text, reasons text, dissent text?,
--     way code, votes_for int, votes_against int, votes_abstain int, seats int, recused int, present int, needed int,
--     now time) -> write id
INSERT INTO board_advice (code, item, kind, title, day, text, reasons, dissent, way, votes_for, votes_against,
    votes_abstain, seats, recused, present, needed, outcome, state, changed)
VALUES (:code, :item, :kind, :title, :day, :text, :reasons, :dissent, :way, :votes_for, :votes_against,
    :votes_abstain, :seats, :recused, :present, :needed, 'waiting', 'draft', :now);

-- board_advice_of_item(item id) -> one board_advice
SELECT id, code, kind, title, day, text, reasons, dissent, way, votes_for, votes_against, votes_abstain, seats,
       recused, present, needed, outcome, published, changed FROM board_advice WHERE item = :item;

-- board_advice_update(id id, kind code, title text, text text, reasons text, dissent text?, way code, votes_for int, votes_against int,
--     votes_abstain int, seats int, recused int, present int, needed int, changed time) -> write
UPDATE board_advice SET kind = :kind, title = :title, text = :text, reasons = :reasons, dissent = :dissent, way = :way, votes_for = :votes_for,
       votes_against = :votes_against, votes_abstain = :votes_abstain, seats = :seats, recused = :recused,
       present = :present, needed = :needed, changed = :changed WHERE id = :id;

-- board_advice_find(q text, kind code, outcome code, account id, sort code) -> page board_advice
-- Without what a conflict of interest closes to this reader.
SELECT v.id, v.code, v.kind, v.title, v.day, v.outcome, v.state, v.published, v.changed,
       (SELECT max(w.at) FROM board_answer w WHERE w.advice = v.id) AS answered
FROM board_advice v JOIN board_item i ON i.id = v.item
WHERE i.state = 'advised' AND (v.state = 'published' OR NOT EXISTS (SELECT 1 FROM board_recusal c JOIN board_member m ON m.id = c.member
    WHERE c.item = v.item AND m.account = :account))
{if q} AND (lower(v.title) LIKE '%' || lower(:q) || '%' OR lower(v.text) LIKE '%' || lower(:q) || '%') {end}
{if kind} AND v.kind = :kind {end}
{if outcome} AND v.outcome = :outcome {end}
ORDER BY {order sort:
       day_down = v.day DESC, v.id DESC
     | day = v.day, v.id
     | title = lower(v.title), v.id
     | title_down = lower(v.title) DESC, v.id DESC
     | kind = v.kind, v.id
     | kind_down = v.kind DESC, v.id DESC
     | outcome = v.outcome, v.id
     | outcome_down = v.outcome DESC, v.id DESC};

-- board_advice_waiting() -> int
SELECT count(*) FROM board_advice v JOIN board_item i ON i.id = v.item
WHERE i.state = 'advised' AND v.outcome IN ('waiting', 'under_way');

-- board_advice_by_code(code text) -> one board_advice
SELECT v.id, v.code, i.code AS item_code, m.code AS meeting_code, m.state AS meeting_state, v.kind, v.title, v.day, v.text, v.reasons,
       v.dissent, v.way, v.votes_for, v.votes_against, v.votes_abstain, v.seats, v.recused, v.present, v.needed,
       v.outcome, v.state, v.published, v.changed
FROM board_advice v JOIN board_item i ON i.id = v.item JOIN board_meeting m ON m.id = i.meeting WHERE v.code = :code AND i.state = 'advised';

-- board_advice_outcome(id id, outcome code, changed time) -> write
UPDATE board_advice SET outcome = :outcome, changed = :changed WHERE id = :id;

-- board_advice_publish(id id, state code, published time, changed time) -> write
UPDATE board_advice SET state = :state, published = :published, changed = :changed WHERE id = :id;

-- board_answers(advice id) -> many board_answer
SELECT w.id, w.outcome, w.text, w.edition, w.at, a.name AS person
FROM board_answer w JOIN account a ON a.id = w.account WHERE w.advice = :advice ORDER BY w.id;

-- board_answer_insert(advice id, outcome code, text text, edition text?, now time, account id) -> write id
INSERT INTO board_answer (advice, outcome, text, edition, at, account)
VALUES (:advice, :outcome, :text, :edition, :now, :account);

-- board_editions() -> many part_choice
-- Adopted editions, the latest first, for what came of an advice.
SELECT code, title AS label FROM edition ORDER BY id DESC;

-- board_case_insert(item id, proposal id, paper text?) -> write id
INSERT INTO board_case (item, proposal, paper) VALUES (:item, :proposal, :paper);

-- board_case_paper(item id, paper text?) -> write
UPDATE board_case SET paper = :paper WHERE item = :item;

-- board_case_open(proposal id) -> many board_item
-- Points about a proposal that nothing came of yet.
SELECT i.id, i.code, i.number, i.state, m.code AS meeting_code, m.title AS meeting_title
FROM board_case k JOIN board_item i ON i.id = k.item JOIN board_meeting m ON m.id = i.meeting
WHERE k.proposal = :proposal AND i.state = 'open' AND m.state IN ('planned', 'held') ORDER BY m.starts, i.id;

-- board_votes(item id) -> many board_vote
SELECT v.id, v.item, v.member, m.code AS member_code, m.name, v.vote, v.reason, v.at, a.name AS person
FROM board_vote v JOIN board_member m ON m.id = v.member JOIN account a ON a.id = v.account
WHERE v.item = :item ORDER BY m.seat, v.id;

-- board_vote_insert(item id, proposal id, member id, vote code, reason text?, now time, account id) -> write id
INSERT INTO board_vote (item, proposal, member, vote, reason, at, account)
VALUES (:item, :proposal, :member, :vote, :reason, :now, :account);

-- board_vote_update(id id, vote code, reason text?, now time, account id) -> write
UPDATE board_vote SET vote = :vote, reason = :reason, at = :now, account = :account WHERE id = :id;

-- board_vote_delete(id id) -> write
DELETE FROM board_vote WHERE id = :id;

-- board_recommendation_insert(code text, item id, proposal id, day date, outcome code, reasons text, votes_for int,
--     votes_against int, votes_abstain int, seats int, recused int, present int, needed int, now time, account id) -> write id
INSERT INTO board_recommendation (code, item, proposal, day, outcome, reasons, votes_for, votes_against, votes_abstain,
    seats, recused, present, needed, at, account)
VALUES (:code, :item, :proposal, :day, :outcome, :reasons, :votes_for, :votes_against, :votes_abstain,
    :seats, :recused, :present, :needed, :now, :account);

-- board_recommendation_update(id id, outcome code, reasons text, votes_for int, votes_against int, votes_abstain int,
--     seats int, recused int, present int, needed int, now time, account id) -> write
UPDATE board_recommendation SET outcome = :outcome, reasons = :reasons, votes_for = :votes_for,
       votes_against = :votes_against, votes_abstain = :votes_abstain, seats = :seats, recused = :recused,
       present = :present, needed = :needed, at = :now, account = :account WHERE id = :id;

-- board_recommendation_id(item id) -> id
SELECT id FROM board_recommendation WHERE item = :item;

-- board_recommendations(proposal id) -> many board_recommendation
-- Those that stand, the latest first.
SELECT r.id, r.code, r.item, i.code AS item_code, m.title AS meeting_title, r.day, r.outcome, r.reasons, r.votes_for,
       r.votes_against, r.votes_abstain, r.seats, r.recused, r.present, r.needed, r.at
FROM board_recommendation r JOIN board_item i ON i.id = r.item JOIN board_meeting m ON m.id = i.meeting
WHERE r.proposal = :proposal AND i.state = 'advised' ORDER BY r.at DESC, r.id DESC;

-- board_conditions(item id) -> many condition_item
SELECT c.id, c.code, c.item, c.proposal AS proposal_id, c.number, c.text, c.side, c.due, c.state, c.evidence, c.shown,
       a.name AS shower, COALESCE(c.shown_by, 0) AS shown_by, c.answer, c.met, b.name AS judge, c.changed
FROM board_condition c LEFT JOIN account a ON a.id = c.shown_by LEFT JOIN account b ON b.id = c.met_by
WHERE c.item = :item AND c.state <> 'dropped' ORDER BY c.number, c.id;

-- board_condition_last(item id) -> int
SELECT COALESCE(max(number), 0) FROM board_condition WHERE item = :item;

-- board_condition_insert(code text, item id, proposal id, number int, text text, side code, due date, now time) -> write id
INSERT INTO board_condition (code, item, proposal, number, text, side, due, state, changed)
VALUES (:code, :item, :proposal, :number, :text, :side, :due, 'open', :now);

-- board_condition_drop(id id, now time) -> write
UPDATE board_condition SET state = 'dropped', changed = :now WHERE id = :id;

-- board_errata(meeting id) -> many board_erratum
SELECT e.id, e.code, e.state, e.text, e.at, e.account, d.name AS drafter, e.adopted, a.name AS adopter
FROM board_erratum e JOIN account d ON d.id = e.account LEFT JOIN account a ON a.id = e.adopted_by
WHERE e.meeting = :meeting ORDER BY e.id;

-- board_erratum_insert(code text, meeting id, text text, now time, account id) -> write id
INSERT INTO board_erratum (code, meeting, state, text, at, account)
VALUES (:code, :meeting, 'proposed', :text, :now, :account);

-- board_erratum_adopt(id id, now time, account id) -> write
UPDATE board_erratum SET state = 'adopted', adopted = :now, adopted_by = :account WHERE id = :id;

-- board_erratum_withdraw(id id) -> write
UPDATE board_erratum SET state = 'withdrawn' WHERE id = :id;

-- board_meetings_corrected() -> many board_meeting
-- With a correction that is not adopted yet.
SELECT m.id, m.code FROM board_meeting m
WHERE m.state = 'adopted' AND m.id IN (SELECT e.meeting FROM board_erratum e WHERE e.state = 'proposed') ORDER BY m.id;

-- advice_find(q text, kind code, sort code) -> page advice_row
SELECT id, code, kind, title, day, text, reasons, dissent, way, votes_for, votes_against, votes_abstain, outcome, changed
FROM board_advice WHERE state = 'published'
{if q} AND (lower(title) LIKE '%' || lower(:q) || '%' OR lower(text) LIKE '%' || lower(:q) || '%') {end}
{if kind} AND kind = :kind {end}
ORDER BY {order sort:
       day_down = day DESC, id DESC
     | day = day, id
     | title = lower(title), id
     | title_down = lower(title) DESC, id DESC
     | kind = kind, id
     | kind_down = kind DESC, id DESC
     | outcome = outcome, id
     | outcome_down = outcome DESC, id DESC};

-- advice_by_code(code text) -> one advice_row
SELECT id, code, kind, title, day, text, reasons, dissent, way, votes_for, votes_against, votes_abstain, outcome, state, changed
FROM board_advice WHERE code = :code AND state <> 'draft';

-- advice_answers(advice id) -> many advice_answer
SELECT outcome, text, edition, at FROM board_answer WHERE advice = :advice ORDER BY id;

-- advice_all() -> many advice_row
SELECT code, changed FROM board_advice WHERE state = 'published' ORDER BY id;

-- times_stays(since time, until time) -> many times_stay
-- What ended in [since, until): how long each proposal had been in the state that it left then.
SELECT s.old_state AS state, p.edition, s.at AS until,
       COALESCE((SELECT max(x.at) FROM proposal_step x
                 WHERE x.proposal = s.proposal AND x.id < s.id AND x.new_state <> x.old_state), p.created) AS since
FROM proposal_step s JOIN proposal p ON p.id = s.proposal
WHERE s.at >= :since AND s.at < :until AND s.new_state <> s.old_state ORDER BY s.id;

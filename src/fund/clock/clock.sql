-- clock_steps(proposal id) -> many clock_step
-- The steps that led from one state into another, in their order.
SELECT old_state, at FROM proposal_step WHERE proposal = :proposal AND new_state <> old_state ORDER BY id;

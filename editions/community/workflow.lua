return {
  states = {
    { name = "idea", label = "Being written", holder = "applicant", form = "idea", next = "Send your idea before the round closes" },
    { name = "read", label = "The council reads it", holder = "fund", scorecard = "idea",
      next = "Two members read it; then see whether the money is there", days = 14 },
    { name = "voting", label = "Ready for the vote", holder = "approver", next = "Record the vote", days = 14 },
    { name = "agreed", label = "Voted for", holder = "fund", next = "Hand over the grant", public_status = "granted" },
    { name = "granted", label = "Granted", holder = "none", public_status = "granted", final = true },
    { name = "refused", label = "Not this time", holder = "none", final = true },
  },
  steps = {
    { name = "send", label = "Send the idea", from = "idea", to = "read", verb = "proposal.submit", confirm = true,
      guards = { "form_complete", "rules_pass", "call_open" }, effects = { "freeze", "receipt", "review", "letter:thanks" } },
    { name = "give_back", label = "Give it back to improve", from = "read", to = "idea", verb = "proposal.redraft", reason = true, effects = { "letter:improve" } },
    { name = "ready", label = "The money is there", from = "read", to = "voting", verb = "finance.certify", guards = { "review_complete", "other_person" }, effects = { "certify" } },
    { name = "yes", label = "Voted for", from = "voting", to = "agreed", verb = "proposal.approve", confirm = true,
      guards = { "funds_certified", "other_person" }, effects = { "letter:yes" } },
    { name = "no", label = "Voted against", from = "voting", to = "refused", verb = "proposal.approve", reason = true, confirm = true, effects = { "letter:no" } },
    { name = "hand_over", label = "Hand over the grant", from = "agreed", to = "granted", verb = "programme.edit", effects = { "programme" } },
  },
}

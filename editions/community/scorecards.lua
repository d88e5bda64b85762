-- How ideas are read: two members of the council, each for themselves; the mean of both counts.
local yes = {
  { name = "yes", label = "Yes, clearly", points = 2 },
  { name = "partly", label = "Partly", points = 1 },
  { name = "no", label = "No", points = 0 },
}

return {
  { name = "idea", title = "Reading an idea", form = "idea", intro = "Two members of the council read each idea. Neither sees what the other thinks before both are done.",
    scores = 2, tolerance = 40, threshold = 50, blind = true, final = "mean", days = 7, conflict_days = 365,
    roles = { "reader" }, ties = { "neighbourhood", "amount", "received" },
    conflicts = {
      { code = "member", label = "I belong to this group, or to one that helps" },
      { code = "close", label = "Somebody close to me does" },
      { code = "gain", label = "I would gain from it" },
    },
    recommendations = {
      { code = "yes", label = "To the vote, with our support" },
      { code = "open", label = "To the vote, without a view" },
      { code = "no", label = "To the vote, with our doubts" },
    },
    feedback = "Two members of the council read your idea:",
    categories = {
      { name = "neighbourhood", title = "For the neighbourhood", weight = 2, minimum = 25, criteria = {
        { name = "others", title = "It serves others too", weight = 2, clause = "1.1", rules = { "together" }, fields = { "story" },
          question = "Does it serve more people than those who carry it out?", options = yes },
        { name = "place", title = "It fits the place", weight = 1, clause = "1.2", fields = { "place", "story" },
          question = "Is it right for this place?", options = yes },
      } },
      { name = "doable", title = "It can be done", weight = 1, criteria = {
        { name = "doable", title = "The group can do it", weight = 1, fields = { "story", "months" },
          question = "Can the group do it in this time?", options = yes },
        { name = "money", title = "The costs are right", weight = 1, clause = "3.3", rules = { "own-effort", "covered" }, fields = { "costs", "wish", "own" },
          question = "Are the costs right, and is the own effort there?", options = yes },
      } },
    } },
}

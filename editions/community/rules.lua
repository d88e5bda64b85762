-- Costs that are neither asked for nor added have no money behind them.
local function covered(p)
  local costs = 0
  for _, row in ipairs(p.costs or {}) do
    costs = costs + (cents(row.amount) or 0)
  end
  local wish, own = cents(p.wish), cents(p.own)
  if not wish or not own then
    return nil
  end
  if wish + own < costs then
    return false, "%{missing} euros of the costs are covered by nobody.", { missing = money(costs - wish - own) }
  end
  return true
end

return {
  { id = "amount", form = "idea", clause = "3.1", severity = "block", title = "Between 200 and 5,000 euros",
    message = "You ask for %{value}; the fund gives %{limit}.", field = "wish", op = "between", min = "200.00", max = "5000.00" },
  { id = "year", form = "idea", clause = "3.2", severity = "block", title = "At most twelve months",
    message = "%{value} months are too long; %{limit} are the most.", field = "months", op = "number", compare = "<=", value = 12 },
  { id = "in-force", form = "idea", clause = "3.2", severity = "block", title = "It begins after 1 January 2026",
    message = "Choose a first day after %{limit}.", field = "begin", op = "date", compare = ">", value = "2026-01-01" },
  { id = "own-effort", form = "idea", clause = "3.3", severity = "block", title = "A tenth is your own",
    message = "You add %{value}; a tenth of what you ask for is %{limit}.", field = "own", op = "share", of = "wish", percent = 10, compare = ">=" },
  { id = "food", form = "idea", clause = "3.4", severity = "warn", title = "Food and drink stay below 33 %",
    message = "Food and drink take %{value}; stay below %{limit}.", field = "costs.amount", op = "share",
    where = { field = "kind", is = "food" }, of = "costs.amount", percent = 33, compare = "<" },
  { id = "covered", form = "idea", clause = "3.3", severity = "block", title = "All costs are covered",
    message = "The costs are not covered.", field = "costs", reads = { "costs", "wish", "own" }, check = covered,
    messages = { "%{missing} euros of the costs are covered by nobody." } },
  { id = "together", form = "idea", clause = "1.1", severity = "block", title = "It serves others too", human = true,
    message = "Does the idea serve more people than those who carry it out?", field = "story" },
}

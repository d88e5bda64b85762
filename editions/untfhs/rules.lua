-- The criteria. Most are declarative: field, op, compare, value. Thresholds keep their comparison
-- beside them, because "at most" and "less than" differ by a grant.

-- The check of the workplan: is there a month in which nothing is planned?
local function no_idle_month(p)
  local planned = {}
  for _, row in ipairs(p.workplan or {}) do
    local from, to = row.from_month, row.to_month
    if type(from) == "number" and type(to) == "number" and to <= 60 then
      for month = from, to do planned[month] = true end
    end
  end
  if type(p.months) ~= "number" or p.months > 60 then
    return nil
  end
  for month = 1, p.months do
    if not planned[month] then
      return false, "Nothing is planned for month %{month}.", { month = month }
    end
  end
  return true
end

-- Is there a quarter in which nothing is told? The last one may be shorter.
local function no_quiet_quarter(p)
  if type(p.months) ~= "number" or p.months > 60 then
    return nil
  end
  for first = 1, p.months, 3 do
    local told = false
    for _, row in ipairs(p.outreach_items or {}) do
      local from, to = row.from_month, row.to_month
      if type(from) == "number" and type(to) == "number" and from <= first + 2 and to >= first then
        told = true
      end
    end
    if not told then
      return false, "No item of outreach lies in months %{from} to %{to}.", { from = first, to = first + 2 }
    end
  end
  return true
end

-- Two rows with the same reach, sex, age, group and place would count people twice.
local function groups_once(p)
  local seen = {}
  for i, row in ipairs(p.beneficiaries or {}) do
    local group = join({ row.reach or "", row.sex or "", row.age or "", row.group or "", row.place or "" }, " / ")
    if seen[group] then
      return false, "Rows %{one} and %{two} count the same people: put them together, or say in the group how they differ.",
        { one = seen[group], two = i }
    end
    seen[group] = i
  end
  return true
end

-- What remains of a risk is not more than the risk.
local function risks_fall(p)
  for i, row in ipairs(p.risks or {}) do
    local likelihood, impact = cents(row.likelihood), cents(row.impact)
    local likelihood_after, impact_after = cents(row.likelihood_after), cents(row.impact_after)
    if likelihood and impact and likelihood_after and impact_after
      and likelihood_after * impact_after > likelihood * impact then
      return false, "What remains of the risk in row %{row} is more than the risk itself.", { row = i }
    end
  end
  return true
end

local scheme_of = {
  ["gam-0"] = "gam", ["gam-1"] = "gam", ["gam-2"] = "gam", ["gam-3"] = "gam", ["gam-4"] = "gam",
  ["gem-0"] = "gem", ["gem-1"] = "gem", ["gem-2"] = "gem", ["gem-3"] = "gem",
  ["risk-0"] = "risk", ["risk-1"] = "risk", ["risk-2"] = "risk",
}

local function markers_once(p)
  local seen = {}
  for i, row in ipairs(p.markers or {}) do
    local scheme = scheme_of[row.marker or ""]
    if scheme and seen[scheme] then
      return false, "Rows %{one} and %{two} are of the same scheme of markers; keep one.", { one = seen[scheme], two = i }
    end
    if scheme then seen[scheme] = i end
  end
  return true
end

return {
  -- Concept note: who takes part -------------------------------------------------------------
  { id = "two-organizations", form = "concept_note", clause = "3.2", severity = "block",
    title = "At least two organizations of the United Nations",
    message = "Name at least %{limit} organizations, the lead among them; there is %{value}.",
    field = "organizations", op = "distinct", also = "lead", compare = ">=", value = 2,
    when = { field = "window", is = "I" } },
  { id = "applicant-un", form = "concept_note", clause = "3.1", severity = "block", human = true,
    title = "The applicants belong to the United Nations system",
    message = "Is each applying organization part of the United Nations system?",
    field = "lead" },
  { id = "civil-society", form = "concept_note", clause = "2.5", severity = "block",
    title = "A partner from civil society",
    message = "Add at least one partner from civil society: a non-governmental or community organization.",
    field = "partners.type", op = "any_of", value = { "ingo", "nngo", "cbo" } },
  { id = "government", form = "concept_note", clause = "2.5", severity = "warn",
    title = "A partner from government",
    message = "No government is among the partners. If that is meant, say why under “Existing initiatives”.",
    field = "partners.type", op = "any_of", value = "government" },
  { id = "endorsement", form = "concept_note", clause = "3.4", severity = "warn", unverified = true,
    title = "Letter of the Resident Coordinator",
    message = "The letter of the Resident Coordinator is not there yet.",
    field = "endorsement", op = "filled" },

  -- Concept note: threats and responses --------------------------------------------------------
  { id = "two-dimensions", form = "concept_note", clause = "2.3", severity = "block",
    title = "At least two dimensions of human security",
    message = "Address at least %{limit} dimensions in the matrix; there is %{value}.",
    field = "matrix.dimension", op = "distinct", compare = ">=", value = 2 },
  { id = "protection-empowerment", form = "concept_note", clause = "2.2", severity = "block",
    title = "Protection and empowerment for each threat",
    message = "Row %{row} of the matrix lacks one of the two: each threat has a protection and an empowerment response.",
    field = "matrix", op = "each_row", columns = { "protection", "empowerment" } },
  { id = "matrix-organizations", form = "concept_note", clause = "2.4", severity = "block",
    title = "Responses lie with organizations of the programme",
    message = "“%{value}” answers for a response but is not among the organizations of the programme. Add it, or choose another.",
    field = "matrix.organization", op = "within", of = { "lead", "organizations" } },
  { id = "two-situations", form = "concept_note", clause = "2.9", severity = "warn",
    title = "More than one situation",
    message = "Choose more than one situation, or say in the context why there is only one.",
    field = "situations", op = "count", compare = ">", value = 1 },
  { id = "women-and-girls", form = "concept_note", clause = "2.9", severity = "warn",
    title = "Women and girls are reached",
    message = "No row counts women and girls. Add one, or say in the context why.",
    field = "beneficiaries.sex", op = "any_of", value = "female" },
  { id = "children", form = "concept_note", clause = "2.9", severity = "warn",
    title = "Children are reached",
    message = "No row counts children. Add one, or say in the context why.",
    field = "beneficiaries.age", op = "any_of", value = "child" },
  { id = "goals", form = "concept_note", clause = "2.10", severity = "warn",
    title = "Links to the Sustainable Development Goals",
    message = "Choose the goals that the programme helps to reach.",
    field = "sdg", op = "filled" },

  -- Concept note: windows ------------------------------------------------------------------------
  { id = "amount-window-1", form = "concept_note", clause = "4.1", severity = "warn", unverified = true,
    title = "Window I: at most US$ 2,500,000",
    message = "You ask for %{value}; Window I gives at most %{limit}.",
    field = "amount", op = "amount", compare = "<=", value = "2500000.00", when = { field = "window", is = "I" } },
  { id = "months-window-1", form = "concept_note", clause = "4.1", severity = "warn", unverified = true,
    title = "Window I: 24 to 36 months",
    message = "%{value} months are outside %{limit} of Window I.",
    field = "months", op = "between", min = 24, max = 36, when = { field = "window", is = "I" } },
  { id = "amount-window-2", form = "concept_note", clause = "4.2", severity = "block",
    title = "Window II: at most US$ 300,000",
    message = "You ask for %{value}; Window II gives at most %{limit}, support cost included.",
    field = "amount", op = "amount", compare = "<=", value = "300000.00", when = { field = "window", is = "II" } },
  { id = "months-window-2", form = "concept_note", clause = "4.2", severity = "block",
    title = "Window II: 12 to 18 months",
    message = "%{value} months are outside %{limit} of Window II.",
    field = "months", op = "between", min = 12, max = 18, when = { field = "window", is = "II" } },
  { id = "knowledge-window-2", form = "concept_note", clause = "4.2", severity = "block",
    title = "Window II: knowledge products or tools",
    message = "Say which knowledge products, strategies or tools the programme yields.",
    field = "knowledge", op = "filled", when = { field = "window", is = "II" } },

  -- Concept note: money --------------------------------------------------------------------------
  { id = "budget-organizations", form = "concept_note", clause = "5.1", severity = "block",
    title = "Budget lines belong to organizations of the programme",
    message = "“%{value}” has a budget but is not among the organizations of the programme. Add it, or choose another.",
    field = "budget.organization", op = "within", of = { "lead", "organizations" } },
  { id = "organizations-budgeted", form = "concept_note", clause = "5.1", severity = "warn",
    title = "Each organization has a budget",
    message = "“%{value}” takes part but has no budget line.",
    field = "organizations", op = "within", of = "budget.organization" },
  { id = "support-cost", form = "concept_note", clause = "5.2", severity = "block",
    title = "Direct cost plus 7 % is the amount requested",
    message = "Direct cost plus 7 % support cost of each organization is %{limit}; you ask for %{value}.",
    field = "amount", op = "with_support", of = "budget.direct", by = "budget.organization", percent = 7, compare = "==" },
  { id = "outreach-present", form = "concept_note", clause = "5.3", severity = "block",
    title = "There is money for outreach",
    message = "Plan some money for outreach.",
    field = "outreach_cost", op = "amount", compare = ">", value = "0.00" },
  { id = "outreach-share", form = "concept_note", clause = "5.3", severity = "block",
    title = "Outreach takes at most 3 %",
    message = "Outreach takes %{value}; 3 % of the amount requested is %{limit}.",
    field = "outreach_cost", op = "share", of = "amount", percent = 3, compare = "<=" },
  { id = "cofunding", form = "concept_note", clause = "5.4", severity = "warn",
    title = "Other funding is shown",
    message = "No other funding is shown. Leave it so only if the fund pays for everything.",
    field = "cofunding", op = "filled" },

  -- Concept note: what people judge ---------------------------------------------------------------
  { id = "benefits", form = "concept_note", clause = "2.1", severity = "block", human = true,
    title = "Concrete and lasting benefits",
    message = "Are the benefits concrete, and will they last?", field = "beneficiaries" },
  { id = "integrated", form = "concept_note", clause = "2.4", severity = "block", human = true,
    title = "One integrated response",
    message = "Do the organizations respond together, each with what it does best?", field = "matrix" },
  { id = "no-duplication", form = "concept_note", clause = "2.6", severity = "block", human = true,
    title = "No duplication",
    message = "Does the programme complete what others do, without repeating it?", field = "existing" },
  { id = "unreached", form = "concept_note", clause = "2.7", severity = "warn", human = true, unverified = true,
    title = "People whom others have not reached",
    message = "Does the programme turn to people whom others have not reached?", field = "unreached" },
  { id = "priority", form = "concept_note", clause = "2.8", severity = "warn", human = true,
    title = "Where insecurity is greatest",
    message = "Is insecurity in this place critical and widespread?", field = "countries" },
  { id = "principles", form = "concept_note", clause = "1.3", severity = "block", human = true,
    title = "Five principles in the design",
    message = "Does the design show each of the five principles?", field = "people_centred" },
  { id = "sustained", form = "concept_note", clause = "2.11", severity = "block", human = true,
    title = "What remains afterwards",
    message = "Will results be sustained, repeated and taken up by others?", field = "sustainability" },
  { id = "governance", form = "concept_note", clause = "3.3", severity = "warn", human = true,
    title = "Lead organization and governance",
    message = "Is coordination clear: one lead, one contact, a steering committee and a technical group?", field = "governance" },

  -- Full proposal ----------------------------------------------------------------------------------
  { id = "proposal-two-organizations", form = "full_proposal", clause = "3.2", severity = "block",
    title = "At least two organizations of the United Nations",
    message = "Give lines of the budget to at least %{limit} organizations; there is %{value}.",
    field = "budget.organization", op = "distinct", compare = ">=", value = 2, when = { field = "window", is = "I" } },
  { id = "proposal-two-dimensions", form = "full_proposal", clause = "2.3", severity = "block",
    title = "At least two dimensions of human security",
    message = "Address at least %{limit} dimensions in the matrix; there is %{value}.",
    field = "matrix.dimension", op = "distinct", compare = ">=", value = 2 },
  { id = "proposal-protection-empowerment", form = "full_proposal", clause = "2.2", severity = "block",
    title = "Protection and empowerment for each threat",
    message = "Row %{row} of the matrix lacks one of the two: each threat has a protection and an empowerment response.",
    field = "matrix", op = "each_row", columns = { "protection", "empowerment" } },
  { id = "threats-answered", form = "full_proposal", clause = "2.4", severity = "warn",
    title = "Each threat leads to an output",
    message = "Row %{row} of the matrix names no output of the results.",
    field = "matrix", op = "each_row", columns = { "result" } },
  { id = "places-shown", form = "full_proposal", clause = "2.8", severity = "warn",
    title = "Each place has a point on the map",
    message = "The place in row %{row} has no point on the map, or no district.",
    field = "locations", op = "each_row", columns = { "point", "district" } },
  { id = "reached-directly", form = "full_proposal", clause = "2.1", severity = "block",
    title = "People are reached directly",
    message = "No row counts people who are reached directly.",
    field = "beneficiaries.reach", op = "any_of", value = "direct" },
  { id = "disability-part", form = "full_proposal", clause = "2.9", severity = "block",
    title = "People with a disability are a part of their group",
    message = "Row %{row} counts %{value} people with a disability among %{limit}.",
    field = "beneficiaries.disability", op = "each_number", compare = "<=", of = "beneficiaries.people" },
  { id = "groups-once", form = "full_proposal", clause = "2.1", severity = "warn",
    title = "Each group is counted once",
    message = "Two rows count the same people.",
    field = "beneficiaries", reads = { "beneficiaries" }, check = groups_once,
    messages = { "Rows %{one} and %{two} count the same people: put them together, or say in the group how they differ." } },
  { id = "proposal-women-and-girls", form = "full_proposal", clause = "2.9", severity = "warn",
    title = "Women and girls are reached",
    message = "No row counts women and girls. Add one, or say in the context why.",
    field = "beneficiaries.sex", op = "any_of", value = "female" },
  { id = "proposal-children", form = "full_proposal", clause = "2.9", severity = "warn",
    title = "Children are reached",
    message = "No row counts children. Add one, or say in the context why.",
    field = "beneficiaries.age", op = "any_of", value = "child" },
  { id = "outcomes-outputs", form = "full_proposal", clause = "8.1", severity = "block",
    title = "Each outcome has outputs",
    message = "“%{value}” has no output.",
    field = "outcomes.number", op = "within", of = "outputs.outcome" },
  { id = "outputs-measured", form = "full_proposal", clause = "8.1", severity = "block",
    title = "Each output has an indicator",
    message = "“%{value}” has no indicator.",
    field = "outputs.number", op = "within", of = "indicators.result" },
  { id = "outcomes-measured", form = "full_proposal", clause = "8.1", severity = "warn",
    title = "Each outcome has an indicator",
    message = "“%{value}” has no indicator.",
    field = "outcomes.number", op = "within", of = "indicators.result" },
  { id = "results-measured", form = "full_proposal", clause = "8.1", severity = "block",
    title = "Each indicator can be measured",
    message = "Row %{row} of the indicators lacks a baseline, a target or a means of verification.",
    field = "indicators", op = "each_row", columns = { "baseline", "target", "verification" } },
  { id = "milestones", form = "full_proposal", clause = "8.1", severity = "warn", unverified = true,
    title = "Milestones on the way",
    message = "Row %{row} of the indicators has no milestone, or nobody says how often it is measured.",
    field = "indicators", op = "each_row", columns = { "milestone", "frequency" } },
  { id = "outputs-activities", form = "full_proposal", clause = "8.2", severity = "block",
    title = "Each output has activities",
    message = "Nothing is planned for “%{value}”.",
    field = "outputs.number", op = "within", of = "workplan.output" },
  { id = "activities-budgeted", form = "full_proposal", clause = "8.2", severity = "warn",
    title = "Each activity has a budget line",
    message = "No budget line names the activity “%{value}”.",
    field = "workplan.number", op = "within", of = "budget.activity" },
  { id = "outputs-budgeted", form = "full_proposal", clause = "8.1", severity = "warn",
    title = "Each output has a budget line",
    message = "No budget line names the output “%{value}”.",
    field = "outputs.number", op = "within", of = "budget.output" },
  { id = "activities-forward", form = "full_proposal", clause = "8.2", severity = "block",
    title = "Activities end after they begin",
    message = "The activity in row %{row} ends in month %{value}, before it begins in month %{limit}.",
    field = "workplan.to_month", op = "each_number", compare = ">=", of = "workplan.from_month" },
  { id = "activities-in-time", form = "full_proposal", clause = "8.2", severity = "block",
    title = "Activities lie within the duration",
    message = "The activity in row %{row} ends in month %{value}; the programme has %{limit} months.",
    field = "workplan.to_month", op = "each_number", compare = "<=", of = "months" },
  { id = "no-idle-month", form = "full_proposal", clause = "8.2", severity = "warn",
    title = "Something is planned for each month",
    message = "There are months for which nothing is planned.",
    field = "workplan", reads = { "workplan", "months" }, check = no_idle_month,
    messages = { "Nothing is planned for month %{month}." } },
  { id = "three-risks", form = "full_proposal", clause = "8.3", severity = "warn", unverified = true,
    title = "At least three risks",
    message = "Name at least %{limit} risks; there are %{value}.",
    field = "risks", op = "count", compare = ">=", value = 3 },
  { id = "risks-fall", form = "full_proposal", clause = "8.3", severity = "warn",
    title = "What is done lowers the risk",
    message = "What remains of a risk is more than the risk itself.",
    field = "risks", reads = { "risks" }, check = risks_fall,
    messages = { "What remains of the risk in row %{row} is more than the risk itself." } },
  { id = "residual-bearable", form = "full_proposal", clause = "8.3", severity = "warn", unverified = true,
    title = "No very high risk remains",
    message = "A very high risk remains. Do more about it, or say under “Management arrangements” why it is taken.",
    field = "risks.residual", op = "one_of", value = { "low", "medium", "high" } },
  { id = "markers-once", form = "full_proposal", clause = "2.9", severity = "block",
    title = "One code of each scheme of markers",
    message = "A scheme of markers stands twice.",
    field = "markers", reads = { "markers" }, check = markers_once,
    messages = { "Rows %{one} and %{two} are of the same scheme of markers; keep one." } },
  { id = "proposal-goals", form = "full_proposal", clause = "2.10", severity = "warn",
    title = "Links to the Sustainable Development Goals",
    message = "Choose the targets of the goals that the programme helps to reach.",
    field = "sdg_targets", op = "filled" },
  { id = "proposal-civil-society", form = "full_proposal", clause = "2.5", severity = "block",
    title = "A partner from civil society",
    message = "Add at least one partner from civil society: a non-governmental or community organization.",
    field = "partners.type", op = "any_of", value = { "ingo", "nngo", "cbo" } },
  { id = "partners-work", form = "full_proposal", clause = "2.5", severity = "warn",
    title = "What each partner does",
    message = "The partner in row %{row} has no task or no output.",
    field = "partners", op = "each_row", columns = { "task", "output" } },
  { id = "initiatives-named", form = "full_proposal", clause = "2.6", severity = "warn",
    title = "Existing initiatives one by one",
    message = "Name at least one initiative that works in the same place or with the same people.",
    field = "initiatives", op = "count", compare = ">=", value = 1 },
  { id = "evaluation-planned", form = "full_proposal", clause = "8.4", severity = "warn", unverified = true,
    title = "An independent evaluation at the end",
    message = "Plan an independent evaluation among the surveys, reviews and evaluations.",
    field = "studies.kind", op = "any_of", value = "evaluation" },
  { id = "evaluation-paid", form = "full_proposal", clause = "8.4", severity = "warn", unverified = true,
    title = "Money for monitoring and evaluation",
    message = "No budget line has the purpose monitoring and evaluation.",
    field = "budget.purpose", op = "any_of", value = "evaluation" },
  { id = "outreach-in-time", form = "full_proposal", clause = "5.3", severity = "block",
    title = "Items of outreach lie within the duration",
    message = "The item in row %{row} ends in month %{value}; the programme has %{limit} months.",
    field = "outreach_items.to_month", op = "each_number", compare = "<=", of = "months" },
  { id = "outreach-quarters", form = "full_proposal", clause = "5.3", severity = "warn",
    title = "An item of outreach in each quarter",
    message = "There are quarters without an item of outreach.",
    field = "outreach_items", reads = { "outreach_items", "months" }, check = no_quiet_quarter,
    messages = { "No item of outreach lies in months %{from} to %{to}." } },
  { id = "coordinator", form = "full_proposal", clause = "3.3", severity = "warn",
    title = "A coordinator",
    message = "Name the coordinator among the committees and people in charge.",
    field = "bodies.body", op = "any_of", value = "coordinator" },
  { id = "steering-committee", form = "full_proposal", clause = "3.3", severity = "warn",
    title = "A steering committee",
    message = "Name the steering committee among the committees and people in charge.",
    field = "bodies.body", op = "any_of", value = "steering" },
  { id = "proposal-endorsement", form = "full_proposal", clause = "3.4", severity = "warn", unverified = true,
    title = "Letter of the Resident Coordinator",
    message = "The letter of the Resident Coordinator is not there yet.",
    field = "endorsement", op = "filled" },
  { id = "endorsed-by-heads", form = "full_proposal", clause = "3.4", severity = "warn", unverified = true,
    title = "Letters of the heads of the organizations",
    message = "There are no letters of the heads of the organizations yet.",
    field = "endorsements_heads", op = "filled" },
  { id = "proposal-amount-window-1", form = "full_proposal", clause = "4.1", severity = "warn", unverified = true,
    title = "Window I: at most US$ 2,500,000",
    message = "You ask for %{value}; Window I gives at most %{limit}.",
    field = "amount", op = "amount", compare = "<=", value = "2500000.00", when = { field = "window", is = "I" } },
  { id = "proposal-months-window-1", form = "full_proposal", clause = "4.1", severity = "warn", unverified = true,
    title = "Window I: 24 to 36 months",
    message = "%{value} months are outside %{limit} of Window I.",
    field = "months", op = "between", min = 24, max = 36, when = { field = "window", is = "I" } },
  { id = "proposal-amount-window-2", form = "full_proposal", clause = "4.2", severity = "block",
    title = "Window II: at most US$ 300,000",
    message = "You ask for %{value}; Window II gives at most %{limit}, support cost included.",
    field = "amount", op = "amount", compare = "<=", value = "300000.00", when = { field = "window", is = "II" } },
  { id = "proposal-months-window-2", form = "full_proposal", clause = "4.2", severity = "block",
    title = "Window II: 12 to 18 months",
    message = "%{value} months are outside %{limit} of Window II.",
    field = "months", op = "between", min = 12, max = 18, when = { field = "window", is = "II" } },
  { id = "proposal-support-cost", form = "full_proposal", clause = "5.2", severity = "block",
    title = "Direct cost plus 7 % is the amount requested",
    message = "Direct cost plus 7 % support cost of each organization is %{limit}; you ask for %{value}.",
    field = "amount", op = "with_support", of = "budget.direct", by = "budget.organization", percent = 7, compare = "==" },
  { id = "proposal-outreach-present", form = "full_proposal", clause = "5.3", severity = "block",
    title = "There is money for outreach",
    message = "Give at least one line the purpose outreach.",
    field = "budget.purpose", op = "any_of", value = "outreach", where = { field = "source", is = "fund" } },
  { id = "proposal-outreach-share", form = "full_proposal", clause = "5.3", severity = "block",
    title = "Outreach takes at most 3 %",
    message = "Outreach takes %{value}; 3 % of the amount requested is %{limit}.",
    field = "budget.direct", op = "share", where = { field = "purpose", is = "outreach" }, of = "amount", percent = 3, compare = "<=" },
  { id = "staff-share", form = "full_proposal", clause = "5.5", severity = "warn", unverified = true,
    title = "Staff takes at most 40 % of direct cost",
    message = "Staff takes %{value}; 40 % of direct cost is %{limit}.",
    field = "budget.direct", op = "share", where = { field = "class", is = "staff" }, of = "budget.direct", percent = 40, compare = "<=" },
  { id = "equipment-share", form = "full_proposal", clause = "5.5", severity = "warn", unverified = true,
    title = "Equipment takes at most 20 % of direct cost",
    message = "Equipment takes %{value}; 20 % of direct cost is %{limit}.",
    field = "budget.direct", op = "share", where = { field = "class", is = "equipment" }, of = "budget.direct", percent = 20, compare = "<=" },
  { id = "travel-share", form = "full_proposal", clause = "5.5", severity = "warn", unverified = true,
    title = "Travel takes at most 15 % of direct cost",
    message = "Travel takes %{value}; 15 % of direct cost is %{limit}.",
    field = "budget.direct", op = "share", where = { field = "class", is = "travel" }, of = "budget.direct", percent = 15, compare = "<=" },
  { id = "complete", form = "full_proposal", clause = "6.4", severity = "block", human = true,
    title = "Complete, and as the call asks",
    message = "Is every part filled in so that it can be reviewed, with the annexes that the call asks for?", field = "annexes" },
  { id = "monitoring", form = "full_proposal", clause = "8.4", severity = "block", human = true,
    title = "Monitoring, evaluation and exit",
    message = "Is it clear how progress is measured and how the programme ends?", field = "monitoring" },
  { id = "outreach-quality", form = "full_proposal", clause = "5.3", severity = "warn", human = true,
    title = "Outreach of good quality",
    message = "Is the outreach plan good: an item in each quarter, each with its readers in mind?", field = "outreach_plan" },
  { id = "management", form = "full_proposal", clause = "3.3", severity = "block", human = true,
    title = "Management arrangements",
    message = "Are coordinator, steering committee and technical group in place?", field = "management" },
}

-- How proposals are reviewed: one scorecard for each form. A weight counts among its neighbours: of a
-- category among the categories, of a criterion within its category, of an option within its criterion.
-- No public source shows the scorecards of the real fund, so all values carry the mark.

-- Most criteria are answered on this scale.
local scale = {
  { name = "strong", label = "Strong: convincing, with evidence", points = 4 },
  { name = "good", label = "Good: shown, with small gaps", points = 3 },
  { name = "adequate", label = "Adequate: there, but thin", points = 2 },
  { name = "weak", label = "Weak: asserted, not shown", points = 1 },
  { name = "absent", label = "Absent", points = 0 },
}

-- What others already do there cannot be made good by points elsewhere.
local duplication = {
  { name = "distinct", label = "Clearly distinct from what others do", points = 4 },
  { name = "linked", label = "Close to what others do, and linked with it", points = 3 },
  { name = "unclear", label = "Unclear what others do there", points = 1 },
  { name = "duplicates", label = "Duplicates what others already do", points = 0, exclusive = "fail",
    feedback = "The panel found that others already do the same in the same place." },
}

local conflicts = {
  { code = "employed", label = "I work or worked for one of these organizations, or advised it, in the last two years" },
  { code = "family", label = "A member of my family works for one of them" },
  { code = "author", label = "I took part in writing it" },
  { code = "interest", label = "I, or somebody close to me, would gain from it" },
  { code = "other", label = "Another reason" },
}

local recommendations = {
  { code = "support", label = "Support" },
  { code = "support_with_conditions", label = "Support with conditions" },
  { code = "not_now", label = "Do not support in this round" },
}

return {
  { name = "concept_note", title = "Scorecard of the concept note", form = "concept_note",
    intro = "Judge what is written, not what you know from elsewhere. Give each criterion the option that describes it best, and a remark where it is not the best one.",
    scores = 2, tolerance = 20, threshold = 60, minimum = 40, blind = true, final = "consensus",
    days = 10, working_days = true, load = 12, conflict_days = 730, roles = { "reviewer" },
    ties = { "benefits", "protection_empowerment", "unreached", "amount", "received" },
    conflicts = conflicts, recommendations = recommendations, unverified = true,
    feedback = "At least two reviewers read your concept note independently of each other and agreed on this:",
    categories = {
      { name = "benefits", title = "Benefits for people", weight = 20, unverified = true, criteria = {
        { name = "concrete_benefits", title = "Concrete and lasting benefits", weight = 1, clause = "2.1", rules = { "benefits" }, fields = { "summary", "vital_core" },
          question = "Are the benefits for people whose survival, livelihood or dignity is threatened concrete, and do they last?", options = scale },
      } },
      { name = "protection_empowerment", title = "Protection and empowerment", weight = 15, unverified = true, criteria = {
        { name = "both_streams", title = "Protection and empowerment together", weight = 1, clause = "2.2", rules = { "protection-empowerment" }, fields = { "matrix", "protection_empowerment" },
          question = "Does each response both protect people and enable them to act, and do the two strengthen each other?", options = scale },
      } },
      { name = "integration", title = "One integrated response", weight = 15, unverified = true, criteria = {
        { name = "sectors", title = "Interlinked threats, several sectors", weight = 7, clause = "2.3", rules = { "two-dimensions" }, fields = { "matrix", "comprehensive" },
          question = "Are the links between the threats understood and met by several sectors?", options = scale },
        { name = "one_response", title = "Organizations that complement each other", weight = 8, clause = "2.4", rules = { "integrated", "two-organizations", "matrix-organizations" }, fields = { "organizations", "governance" },
          question = "Does each organization do what it does best, as part of one response?", options = scale },
      } },
      { name = "partners", title = "Partners", weight = 10, unverified = true, criteria = {
        { name = "partnership", title = "Civil society and government as partners", weight = 1, clause = "2.5", rules = { "civil-society", "government" }, fields = { "partners" },
          question = "Do partners from civil society and government decide and act, rather than receive?", options = scale },
      } },
      { name = "unreached", title = "What nobody else does", weight = 10, unverified = true, criteria = {
        { name = "no_duplication", title = "No duplication", weight = 1, clause = "2.6", rules = { "no-duplication" }, fields = { "existing" },
          question = "How does it stand beside what others already do in the same place?", options = duplication },
        { name = "people_unreached", title = "People whom others have not reached", weight = 1, clause = "2.7", rules = { "unreached", "women-and-girls", "children" }, fields = { "unreached", "beneficiaries" },
          question = "Does it reach people whom nobody else reaches?", options = scale },
      } },
      { name = "context", title = "Understanding of the context", weight = 10, unverified = true, criteria = {
        { name = "root_causes", title = "Root causes", weight = 1, clause = "1.3", rules = { "principles" }, fields = { "context", "context_specific", "prevention_oriented" },
          question = "Are the root causes understood, and is the response made for this place?", options = scale },
      } },
      { name = "results", title = "Results and evidence", weight = 8, unverified = true, criteria = {
        { name = "outputs", title = "Outputs that can be seen", weight = 1, clause = "2.1", fields = { "matrix", "beneficiaries" },
          question = "Could somebody see at the end whether the outputs exist, and whom they reached?", options = scale },
      } },
      { name = "sustained", title = "What remains", weight = 7, unverified = true, criteria = {
        { name = "carried_on", title = "Sustained and repeated elsewhere", weight = 1, clause = "2.11", rules = { "sustained" }, fields = { "sustainability" },
          question = "Who carries it on, with what money, and can it be repeated elsewhere?", options = scale },
      } },
      { name = "budget", title = "Budget", weight = 5, unverified = true, criteria = {
        { name = "realism", title = "A realistic budget", weight = 1, clause = "5.1", rules = { "support-cost", "outreach-share", "cofunding" }, fields = { "budget", "amount", "cofunding" },
          question = "Is the amount in proportion to what will exist at the end?", options = scale },
      } },
    } },

  { name = "full_proposal", title = "Scorecard of the full proposal", form = "full_proposal",
    intro = "Judge the full proposal beside the concept note that it grew from. Give each criterion the option that describes it best, and a remark where it is not the best one.",
    scores = 2, tolerance = 20, threshold = 60, minimum = 40, blind = true, final = "consensus",
    days = 15, working_days = true, load = 6, conflict_days = 730, roles = { "reviewer" },
    ties = { "benefits", "results", "amount", "received" },
    conflicts = conflicts, recommendations = recommendations, unverified = true,
    feedback = "At least two reviewers read your full proposal independently of each other and agreed on this:",
    categories = {
      { name = "benefits", title = "Benefits for people", weight = 25, unverified = true, criteria = {
        { name = "goal", title = "A goal that changes lives", weight = 3, clause = "2.1", fields = { "goal", "outcomes" },
          question = "Do goal and outcomes say what will be different in the lives of people, and is that worth it?", options = scale },
        { name = "both_streams", title = "Protection and empowerment together", weight = 2, clause = "2.2", fields = { "matrix", "outputs" },
          question = "Does each response both protect people and enable them to act, and do the two strengthen each other?", options = scale },
      } },
      { name = "results", title = "Results and evidence", weight = 25, unverified = true, criteria = {
        { name = "logic", title = "From activities to outcomes", weight = 3, clause = "8.1", rules = { "results-measured" }, fields = { "outcomes", "outputs", "workplan" },
          question = "Do the activities lead to the outputs, and these to the outcomes?", options = scale },
        { name = "measured", title = "What can be measured", weight = 2, clause = "8.1", many = true, rules = { "monitoring" }, fields = { "indicators", "studies", "monitoring" },
          question = "Which of these does the results framework have for nearly all outputs? Choose all that apply.", options = {
            { name = "baseline", label = "A baseline", points = 1 },
            { name = "target", label = "A target that is ambitious and possible", points = 2 },
            { name = "verification", label = "A way to verify it that does not depend on those who act", points = 1 },
            { name = "none", label = "None of these", points = 0, exclusive = "zero",
              feedback = "The results framework does not let anybody see whether the outputs were reached." },
          } },
      } },
      { name = "delivery", title = "Delivery", weight = 20, unverified = true, criteria = {
        { name = "workplan", title = "Workplan", weight = 1, clause = "8.2", rules = { "activities-in-time", "no-idle-month" }, fields = { "workplan" },
          question = "Is the workplan possible with these organizations in this time?", options = scale },
        { name = "risks", title = "Risks", weight = 1, clause = "8.3", rules = { "three-risks" }, fields = { "risks" },
          question = "Are the risks that matter named, owned and answered?", options = scale },
        { name = "management", title = "Management", weight = 2, clause = "3.3", rules = { "management" }, fields = { "management" },
          question = "Is it clear who leads, who decides, and how people of the place take part?", options = scale },
      } },
      { name = "sustained", title = "What remains", weight = 15, unverified = true, criteria = {
        { name = "carried_on", title = "Sustained and repeated elsewhere", weight = 2, clause = "8.4", fields = { "exit" },
          question = "Who carries it on, with what money, and can it be repeated elsewhere?", options = scale },
        { name = "outreach", title = "Outreach", weight = 1, clause = "5.3", rules = { "outreach-quality", "proposal-outreach-share" }, fields = { "outreach_plan", "budget" },
          question = "Will others learn of what worked, and of what did not?", options = scale },
      } },
      { name = "budget", title = "Budget", weight = 15, unverified = true, criteria = {
        { name = "realism", title = "A realistic budget", weight = 1, clause = "5.1", rules = { "proposal-support-cost", "staff-share", "equipment-share", "travel-share" }, fields = { "budget", "amount" },
          question = "Is the amount in proportion to what will exist at the end?", options = scale },
      } },
    } },
}

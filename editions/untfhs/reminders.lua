-- When people are reminded of what is due, in days from the due day (-7: a week before), and which role is
-- told too once it is so many days late. `always_from`: these reminders come whatever a person chose.
return {
  { side = "applicant", points = { -14, -7, -2, 0, 3, 7, 14, 30 }, always_from = 0, clause = "6.7",
    widens = { { after = 7, role = "officer" }, { after = 30, role = "manager" } } },
  { side = "fund", points = { -7, -2, 0, 3, 7, 14, 30 }, always_from = 0, clause = "6.7",
    widens = { { after = 3, role = "manager" }, { after = 30, role = "approver" } } },
  { side = "finance", points = { -7, -2, 0, 3, 7, 14, 30 }, always_from = 0, clause = "6.7",
    widens = { { after = 7, role = "manager" } } },
  { side = "approver", points = { -7, -2, 0, 3, 7, 14, 30 }, always_from = 0, clause = "6.7",
    widens = { { after = 7, role = "manager" } } },
  { side = "reviewer", points = { -14, -7, -2, 0, 3, 7, 14, 30 }, always_from = 0, clause = "6.7",
    widens = { { after = 3, role = "officer" }, { after = 14, role = "manager" } } },
  { side = "board", points = { -14, -7, -2, 0, 3, 7, 14, 30 }, clause = "6.7" },
}

-- Few reminders for a few neighbours, in days from the due day.
return {
  { side = "applicant", points = { -7, -2, 0 }, clause = "4.3" },
  { side = "fund", points = { -3, 0, 7, 14 }, always_from = 0, clause = "4.3", widens = { { after = 7, role = "chair" } } },
  { side = "approver", points = { -3, 0, 7, 14 }, always_from = 0, clause = "4.3", widens = { { after = 7, role = "office" } } },
  { side = "reviewer", points = { -3, 0, 7, 14 }, always_from = 0, clause = "4.3", widens = { { after = 7, role = "office" } } },
  { side = "board", points = { -7, -2, 0, 7 }, clause = "4.3" },
}

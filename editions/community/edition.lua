-- A small fund of one district: one stage, euros, one vote.
return {
  code = "community-1",
  title = "Rules of the neighbourhood fund",
  revision = "1",
  note = "An example of a small fund, invented for this program. It shows that forms, criteria, ways and roles come from the edition alone.",
  currency = "EUR",
  in_force = "2026-01-01",
  first_state = "idea",
  award_state = "granted",
}

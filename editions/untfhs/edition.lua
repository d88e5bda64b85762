-- What this edition is, and where a proposal begins.
return {
  code = "untfhs-9.1",
  title = "Guidelines of the human security fund, ninth revision",
  revision = "9",
  note = "This edition models, in our own words, what public sources say of the ninth revision of the Guidelines of the United Nations Trust Fund for Human Security, in force since 1 May 2016. It is not the official text. Values that no public source confirms carry the mark “Unverified default”; a fund replaces them before it works with them.",
  currency = "USD",
  in_force = "2016-05-01",
  first_state = "note_draft",
  award_state = "awaiting_agreement",
}

return {
  cost = {
    { code = "material", label = "Material" },
    { code = "rent", label = "Rooms and tools for hire" },
    { code = "fee", label = "Fees" },
    { code = "food", label = "Food and drink" },
  },
  theme = {
    { code = "meet", label = "Meeting one another" },
    { code = "green", label = "Green places" },
    { code = "learn", label = "Learning together" },
    { code = "safe", label = "Safe ways and streets" },
  },
  programme_status = {
    { code = "granted", label = "Granted" },
    { code = "done", label = "Done" },
  },
}

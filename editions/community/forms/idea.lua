return {
  title = "Your idea",
  intro = "Two pages are enough. Write as you would tell a neighbour.",
  sections = {
    {
      name = "idea",
      title = "The idea",
      fields = {
        { name = "name", label = "Name of the idea", input = "text", means = "title", required = true, max_chars = 80, public = true },
        { name = "story", label = "What will you do?", hint = "At most 150 words.", input = "text", rows = 6, max_words = 150,
          means = "summary", clause = "1.1", required = true, public = true },
        { name = "themes", label = "What is it about?", input = "choices", vocabulary = "theme", means = "sector", required = true, public = true },
        { name = "place", label = "Where?", hint = "A street, a village, a park.", input = "text", means = "place", clause = "1.2", required = true, public = true },
        { name = "country", label = "Country", input = "country", means = "country", required = true, public = true },
      },
    },
    {
      name = "group",
      title = "Who",
      fields = {
        { name = "group", label = "Your group", input = "organization", means = "lead", clause = "2.1", required = true, public = true },
        { name = "friends", label = "Groups that help", hint = "Leave empty if you do it alone.", input = "organization", many = true, means = "organization", public = true },
      },
    },
    {
      name = "costs",
      title = "Costs",
      fields = {
        { name = "costs", label = "What it costs", input = "budget", means = "budget", max_rows = 50, required = true,
          columns = {
            { name = "what", label = "What", input = "text", max_chars = 100, required = true },
            { name = "kind", label = "Kind of cost", input = "choice", vocabulary = "cost", means = "object_class", required = true },
            { name = "number", label = "How many", hint = "Empty for one.", input = "decimal", means = "quantity" },
            { name = "euros", label = "Euros each", input = "money", means = "unit_cost", required = true },
          } },
        { name = "wish", label = "What you ask for", input = "money", means = "amount", clause = "3.1", required = true, public = true },
        { name = "own", label = "What you add yourselves", hint = "Money, or the worth of hours and things.", input = "money", means = "cofunding", clause = "3.3", required = true },
        { name = "begin", label = "First day", input = "date", means = "start", clause = "3.2", required = true, public = true },
        { name = "months", label = "For how many months?", input = "number", min = 1, max = 24, means = "months", clause = "3.2", required = true, public = true },
      },
    },
  },
}

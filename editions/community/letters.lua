return {
  { name = "thanks", subject = "Thank you for %{title}",
    body = [[
Hello %{person},

your idea “%{title}” has arrived. You can read what you sent, and see where it stands, at
%{link}

%{fund}]] },
  { name = "improve", subject = "Please look at %{title} again",
    body = [[
Hello %{person},

we like to help “%{title}” along. Before the vote, please change this:

%{reason}

%{link}

%{fund}]] },
  { name = "yes", subject = "Yes to %{title}",
    body = [[
Hello %{person},

the council voted for “%{title}” with %{amount}. We will call you about the next step.
%{link}

%{reason}

%{conditions}

%{feedback}

%{fund}]] },
  { name = "no", subject = "Not this time: %{title}",
    body = [[
Hello %{person},

the council did not vote for “%{title}” this time:

%{reason}

%{feedback}

%{next_call}

%{appeal}

%{fund}]] },
  { name = "ended", subject = "Ended: %{title}",
    body = [[
Hello %{person},

the office has ended “%{title}”:

%{reason}

%{next_call}

%{fund}]] },
}

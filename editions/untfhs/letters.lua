-- Letters that the steps of the workflow send. %{…} is filled by the program.
return {
  { name = "receipt", subject = "Received: %{title}",
    body = [[
Dear %{person},

we have received “%{title}” (%{code}) on %{date} for the call “%{call}”.

The version you sent is kept unchanged. Its fingerprint is
%{hash}

You can read it, and see where it stands, at
%{link}

%{fund}
%{contact}]] },
  { name = "question", subject = "A question about %{title}",
    body = [[
Dear %{person},

while reading “%{title}” (%{code}) we would like to ask:

%{reason}

Please answer at the address below, if you can by %{deadline}. Question and answer stay with the note.
%{link}

%{fund}
%{contact}]] },
  { name = "invitation", subject = "Please write the full proposal: %{title}",
    body = [[
Dear %{person},

your concept note “%{title}” (%{code}) meets the criteria of the fund. We invite you to write the full proposal, by %{deadline}.

This is an encouragement, not yet a promise of money. You begin at
%{link}

%{feedback}

%{fund}
%{contact}]] },
  { name = "ineligible", subject = "Outcome for %{title}",
    body = [[
Dear %{person},

thank you for the concept note “%{title}” (%{code}). We are sorry to say that it does not meet the criteria of the fund in these clauses:

%{clauses}

%{reason}

%{next_call}

%{appeal}

The note stays readable at
%{link}

%{fund}
%{contact}]] },
  { name = "not_selected", subject = "Outcome for %{title}",
    body = [[
Dear %{person},

thank you for the concept note “%{title}” (%{code}). It meets the criteria of the fund, and was reviewed with the others of the call “%{call}”. We are sorry to say that it was not selected:

%{reason}

%{feedback}

%{next_call}

%{appeal}

The note stays readable at
%{link}

%{fund}
%{contact}]] },
  { name = "redraft", subject = "Please change some parts: %{title}",
    body = [[
Dear %{person},

we have checked the full proposal “%{title}” (%{code}). Please change these parts and send it again, by %{deadline}:

%{reason}

%{comments}

The form is open at these parts alone. If a change is not possible, reply to the comment and say why.
%{link}

%{fund}
%{contact}]] },
  { name = "approved", subject = "Approved: %{title}",
    body = [[
Dear %{person},

“%{title}” (%{code}) has been approved with %{amount}.

%{reason}

%{conditions}

%{feedback}

Next, each organization receives its agreement and the schedule of reports. Please begin no work at the cost of the fund before your agreement is signed.
%{link}

%{fund}
%{contact}]] },
  { name = "declined", subject = "Outcome for the full proposal %{title}",
    body = [[
Dear %{person},

thank you for the full proposal “%{title}” (%{code}). We are sorry to say that it has been declined:

%{reason}

%{feedback}

%{next_call}

%{appeal}

It stays readable at
%{link}

%{fund}
%{contact}]] },
  { name = "withdrawn", subject = "Withdrawn: %{title}",
    body = [[
Dear %{person},

“%{title}” (%{code}) has been withdrawn on %{date}:

%{reason}

Nothing more is needed from you.

%{fund}
%{contact}]] },
  { name = "deferred", subject = "Carried over to another call: %{title}",
    body = [[
Dear %{person},

“%{title}” (%{code}) goes on in another call of the fund:

%{reason}

A new note with what you wrote stands ready for you there. Please look it through, change what is to be changed, and send it before that call closes. The way to it stands on the record:
%{link}

%{fund}
%{contact}]] },
  { name = "cancelled", subject = "Cancelled: %{title}",
    body = [[
Dear %{person},

the fund has cancelled “%{title}” (%{code}) on %{date}:

%{reason}

%{next_call}

It stays readable at
%{link}

%{fund}
%{contact}]] },
}

"""Files of instruments that an organisation brings, made up for the tests."""

CALM = """
id = "calm_3"
version = "1"
language = "en"
title = "Calm scale (CS-2)"
domain = "anxiety"
instruction = "Think of the last week."
method = "sum"
higher_is = "better"
respondents = ["member", "supporter", "mutual"]
validated = true
citation = "Made up for the tests."
reverse = ["tense"]
range = { min = 0, max = 4 }
missing = { max_missing = 0, fill = "none" }

[[items]]
id = "calm"
text = "I felt calm"
responses = "how_often"

[[items]]
id = "tense"
text = "I felt tense"
responses = "how_often"

[responses.how_often]
style = "labels"
options = [
  { code = 0, label = "Never" },
  { code = 1, label = "Sometimes" },
  { code = 2, label = "Always" },
]

[licence]
terms = "By licence of the owner"
ship = "byo"
attribution = "© The owner of the calm scale. Used with permission."
verbatim_only = true

[[examples]]
answers = { calm = 2, tense = 1 }
score = 3

[permission]
holder = "The owner of the calm scale"
reference = "L-2026-17"
confirmed_by = "Ada Admin"
confirmed_on = 2026-01-01
"""

ACTIVATION = """
id = "activation"
version = "1"
language = "en"
title = "Activation, as worked out by its owner"
domain = "activation"
method = "imported"
higher_is = "better"
respondents = ["member", "supporter", "mutual"]
validated = true
citation = "Made up for the tests."
range = { min = 0, max = 100 }
missing = { max_missing = 0, fill = "none" }

[licence]
terms = "By licence of the owner"
ship = "byo"
attribution = "© The owner. The score only; the questions are not shown here."
verbatim_only = true

[permission]
holder = "The owner of the activation measure"
reference = "L-1"
confirmed_by = "Ada Admin"
confirmed_on = 2026-01-01
conditions = "Research data go back to the owner."
"""

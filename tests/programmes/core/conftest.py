"""A small sound definition, and ways to change its text."""

import pytest

from alongside.programmes.core.loading import DefinitionError, load_definition

SOUND = """\
schema_version = 2
slug = "sample"
version = "1.0"
title = "Sample"
summary = "Two people talk."
role_mode = "supporter_and_member"
unit = "person"

[[supervision]]
who = "A supervisor"
every = "P4W"

[[training]]
key = "listening"
title = "Listening"
category = "communication_skills"
core = true

[[roles]]
key = "supporter"
title = "Supporter"
description = "You listen."

[schedule]
length = "P8W"

[[schedule.phases]]
key = "calls"
title = "Calls"
contacts = 8
every = "P1W"
modalities = ["phone", "video"]
minutes_min = 10
minutes_max = 15

[matching]
choice = "seeker_chooses"

[[matching.traits]]
key = "language"
label = "Language"
kind = "many"
options = [
  { key = "en", label = "English" },
  { key = "cy", label = "Welsh" },
]
sensitive = false
shown_to_other = true

[[consents]]
key = "take_part"
title = "Taking part"
wording = "I take part."
wording_version = "1"
required_for_support = true
withdrawal = "Your support ends."

[[measures]]
key = "baseline"
title = "Before"
anchor = "enrolment"
offset = "P0D"
window_days = 28
respondent = "member"
instruments = ["ucla_3"]

[[measures]]
key = "after"
title = "After"
anchor = "planned_end"
offset = "P3M"
window_days = 28
respondent = "member"
instruments = ["ucla_3"]

[check_ins]
member_weeks = [2, 5]
coordinator_call_week = 3

[crisis]
ethos = "non_clinical"
words = "Phone 999 in danger."
who_is_told = "The safeguarding lead"
response_minutes = { urgent = 60, soon = 1440, routine = 7200 }

[[crisis.help_contacts]]
name = "Samaritans"
phone = "116 123"
hours = "Day and night"
country = "GB"

[evaluation]
comparator = "People who wait"
protocol = "https://example.org/protocol"
adverse_events = "Asked after every contact"
minimum_dose = 4
primary_measure = "ucla_3"
"""


def changed_text(*changes):
    """The sound text with each (old, new) pair replaced once; the old part must be there."""
    text = SOUND
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def told_problems(text, **options):
    """What is wrong with a text, as (line, path, message)."""
    with pytest.raises(DefinitionError) as caught:
        load_definition(text, **options)
    return [(problem.line, problem.path, problem.message) for problem in caught.value.problems]


@pytest.fixture(scope="session")
def changed():
    return changed_text


@pytest.fixture(scope="session")
def problems():
    return told_problems


@pytest.fixture(scope="session")
def definition():
    """Makes a definition; (old, new) pairs replace parts of its text."""
    return lambda *changes: load_definition(changed_text(*changes))

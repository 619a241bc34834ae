from alongside.programmes.core.loading import load_definition
from alongside.support_sessions.core.rhythm import days_between_contacts, quiet_after
from tests.factories import COACHING, PAIRS, definition_text


def test_a_single_first_meeting_has_the_rhythm_of_the_calls_after_it():
    assert days_between_contacts(load_definition(definition_text(COACHING))) == {
        "first-meeting": 7,
        "weekly-calls": 7,
    }


def test_twice_a_week_is_every_three_days_and_quiet_after_six():
    definition = load_definition(definition_text(PAIRS))
    assert days_between_contacts(definition) == {"in-touch": 3}
    assert quiet_after(definition) == {"in-touch": 6}


def test_a_programme_of_one_contact_is_taken_weekly():
    text = definition_text(COACHING)
    begin, end = text.index('[[schedule.phases]]\nkey = "weekly-calls"'), text.index("# Breaks and ending")
    definition = load_definition((text[:begin] + text[end:]).replace("minimum_dose = 5", ""))
    assert days_between_contacts(definition) == {"first-meeting": 7}

"""Any published model can be made to open, and nobody can mistake what was filled in for what its paper says."""

import tomllib

import pytest

from alongside.programmes.core.gaps import bars_opening
from alongside.programmes.core.library import model_text, slugs
from alongside.programmes.core.loading import DefinitionError, load_definition
from alongside.programmes.core.report import is_added
from alongside.programmes.core.starting import CannotFillIn, filled_in, filled_in_text, starter


def flat(document, path=""):
    """Every value of a document by its path; items of lists by their keys, or places."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield from flat(value, f"{path}.{name}".removeprefix("."))
    elif isinstance(document, list) and document and isinstance(document[0], dict):
        for index, item in enumerate(document, 1):
            yield from flat(item, f"{path}.{item.get('key', index)}")
    else:
        yield path, document


@pytest.mark.parametrize("slug", slugs())
def test_every_published_model_can_open_once_filled_in(slug):
    text = model_text(slug)
    before, made_text = load_definition(text), filled_in_text(text, starter())
    made = load_definition(made_text)
    assert bars_opening(made) == ()
    assert filled_in(tomllib.loads(text), starter()) == tomllib.loads(made_text)
    old, new = (dict(flat(tomllib.loads(each))) for each in (text, made_text))
    unknown = (None, [], *map(str, ("not reported", "none", "not applicable")))
    # What is new is said to be, and what the source says stands as it stood.
    assert [path for path in new if path not in old and path != "added" and not is_added(made, path)] == []
    changed = [path for path in old if new.get(path) != old[path] and path != "added"]
    # So many contacts in so long become so many times in every so long.
    kept = [path for path in changed if new.get(path.removesuffix("contacts") + "times") == old[path]]
    assert [path for path in changed if old[path] not in unknown and path not in kept] == []
    assert set(before.added) <= set(made.added)
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert [line for line in made_text.splitlines() if line in comments] == comments


def test_what_can_open_stays_as_it_is_to_the_letter(changed):
    text = changed() + "\n# The last word.\n"
    assert filled_in_text(text, starter()) == text
    assert filled_in(tomllib.loads(text), starter()) == tomllib.loads(text)


@pytest.mark.parametrize(
    ("changes", "added"),
    [
        ([("required_for_support = true", "required_for_support = false")], ["consents.starter-take_part"]),
        ([('description = "You listen."', 'description = "none"')], ["roles.supporter.description"]),
        ([('key = "supporter"', 'key = "member"')], ["roles.supporter"]),
        (
            [("core = true", "core = false")],
            ["training.starter-listening", "training.own-story", "training.safety"],
        ),
        ([('who = "A supervisor"\n', "")], ["supervision.1.who"]),
        ([('every = "P4W"', 'every = "P0D"')], ["supervision.1.every"]),
        ([('who_is_told = "The safeguarding lead"\n', "")], ["crisis.who_is_told"]),
        ([("response_minutes = {", "# {")], ["crisis.response_minutes"]),
        (
            [('contacts = 8\nevery = "P1W"', 'contacts = "not reported"\nevery = "P2W"')],
            ["schedule.phases.calls.contacts"],
        ),
        (
            [
                ('contacts = 8\nevery = "P1W"', 'contacts = "not reported"\nlasting = "P6M"'),
                ('length = "P8W"\n', ""),
            ],
            ["schedule.phases.calls.times", "schedule.phases.calls.every"],
        ),
        (
            [('length = "P8W"\n', ""), ("contacts = 8\n", "open_ended = true\n"), ("minimum_dose = 4\n", "")],
            ["schedule.length"],
        ),
        ([("contacts = 8\n", 'contacts = 8\nform = "group"\n')], ["groups"]),
        (
            [
                ('contacts = 8\nevery = "P1W"\n', 'open_ended = true\nform = "open_room"\n'),
                ("minimum_dose = 4\n", 'minimum_dose = "none"\n'),
            ],
            ["moderation", "openness"],
        ),
    ],
)
def test_each_gap_is_filled_in_alone(changed, changes, added):
    made = load_definition(filled_in_text(changed(*changes), starter()))
    assert list(made.added) == added
    assert bars_opening(made) == ()


def test_what_the_source_says_of_names_stays_where_the_rest_is_filled_in(changed):
    text = changed(
        ('contacts = 8\nevery = "P1W"\n', 'open_ended = true\nform = "open_room"\n'),
        ("minimum_dose = 4\n", 'minimum_dose = "none"\n'),
        ("[matching]\n", '[openness]\nwords = "By the name of their boat."\n[matching]\n'),
    )
    made = load_definition(filled_in_text(text, starter()))
    assert (made.openness.identity, made.openness.words) == ("pseudonymous", "By the name of their boat.")
    assert "openness.identity" in made.added


def test_contacts_fit_what_the_definition_says_of_its_length(definition, changed):
    text = changed(('contacts = 8\nevery = "P1W"', 'contacts = "not reported"\nevery = "P2W"'))
    assert load_definition(filled_in_text(text, starter())).schedule.phases[0].contacts == 4


def test_absence_among_the_keys_of_the_file_makes_room_for_a_table(changed):
    text = changed(
        ('unit = "person"\n', 'unit = "person"\nmoderation = "not reported"\ncampaigning = "core"\n')
    )
    text = text.replace('contacts = 8\nevery = "P1W"\n', 'open_ended = true\nform = "open_room"\n')
    made = load_definition(filled_in_text(text.replace("minimum_dose = 4\n", ""), starter()))
    assert (made.moderation.by, made.campaigning) == ("moderators", "core")


def test_document_of_an_earlier_schema_is_filled_in_and_its_text_is_refused(changed):
    text = changed(
        ("schema_version = 2", "schema_version = 1"),
        ("[[supervision]]", "[supervision]"),
        ('who = "A supervisor"\n', ""),
    )
    made = filled_in(tomllib.loads(text), starter())
    assert (made["schema_version"], made["added"]) == (2, ["supervision.1.who"])
    with pytest.raises(CannotFillIn, match="earlier schema"):
        filled_in_text(text, starter())


def test_what_is_no_definition_is_not_filled_in(changed):
    with pytest.raises(DefinitionError):
        filled_in_text(changed(("contacts = 8", "contacts = 0")), starter())


def test_starter_that_does_not_fit_is_refused_by_name(changed):
    text = changed(('contacts = 8\nevery = "P1W"', 'contacts = "not reported"\nevery = "P9W"'))
    with pytest.raises(CannotFillIn, match=r"schedule\.phases\[0\]\.contacts"):
        filled_in_text(text, starter())


@pytest.mark.parametrize(
    ("said", "length", "planned"),
    [
        ('contacts = 9\nevery = "not reported"', "P2Y", ("contacts", 9, "P2M", None)),
        ('contacts = 6\nevery = "not reported"', "P12W", ("contacts", 6, "P2W", None)),
        ('contacts = 10\nevery = "not reported"', "P30D", ("contacts", 10, "P3D", None)),
        ('contacts = 6\nevery = "not reported"', "none", ("contacts", 6, "P1W", None)),
        ('contacts = 6\nevery = "not reported"\nlasting = "P12W"', "none", ("times", 6, "P12W", "P12W")),
        ('times = 2\nevery = "not reported"\nlasting = "P10D"', "none", ("times", 2, "P1D", "P10D")),
        ('times = 1\nevery = "P1M"\nlasting = "not reported"', "P6M", ("times", 1, "P1M", "P6M")),
        ('at_least = 2\nevery = "P1W"\nlasting = "not reported"', "none", ("at_least", 2, "P1W", "P8W")),
        ('times = 1\nevery = "not reported"\nlasting = "not reported"', "none", ("times", 1, "P1W", "P8W")),
        ('contacts = "not reported"\nevery = "not reported"', "P4W", ("contacts", 4, "P1W", None)),
    ],
)
def test_dose_keeps_what_is_said(changed, said, length, planned):
    text = changed(
        ('contacts = 8\nevery = "P1W"', said),
        ('length = "P8W"', f'length = "{length}"'),
        ("minimum_dose = 4\n", ""),
        ("member_weeks = [2, 5]\ncoordinator_call_week = 3\n", ""),
    )
    phase = load_definition(filled_in_text(text, starter())).schedule.phases[0]
    name, amount, every, lasting = planned
    assert (getattr(phase, name), str(phase.every), str(phase.lasting)) == (amount, every, str(lasting))


def test_length_is_long_enough_for_what_is_planned(changed):
    more = """[[schedule.phases]]
key = "later"
title = "Later"
times = 1
every = "P3M"
lasting = "P15M"
modalities = ["phone"]

[matching]
"""
    text = changed(
        ('length = "P8W"\n', ""),
        ("contacts = 8\n", "open_ended = true\n"),
        ("minimum_dose = 4\n", ""),
        ("[matching]\n", more),
    )
    made = load_definition(filled_in_text(text, starter()))
    assert str(made.schedule.length) == "P2Y"


def test_phase_that_begins_when_our_own_length_would_be_over_makes_it_longer():
    phase = {"title": "a", "form": "one_to_one", "modalities": ["phone"], "every": "P1D"}
    document = {
        "schema_version": 2,
        "slug": "made-up",
        "version": "1.0",
        "title": "a",
        "summary": "a",
        "role_mode": "supporter_and_member",
        "unit": "person",
        "matching": {"choice": "seeker_chooses"},
        "schedule": {
            "phases": [
                {**phase, "key": "first", "contacts": 1},
                {**phase, "key": "lasting", "open_ended": True},
                {**phase, "key": "late", "contacts": "not reported", "first_after": "P12M"},
            ]
        },
    }
    made = filled_in(document, starter())
    assert made["schedule"]["length"] == "P2Y"
    assert {"schedule.length", "schedule.phases.late.contacts"} <= set(made["added"])

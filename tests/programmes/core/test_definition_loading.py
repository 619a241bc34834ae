import tomllib

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.programmes.core.durations import Duration
from alongside.programmes.core.lines import key_lines
from alongside.programmes.core.loading import (
    MOST_CHARACTERS,
    DefinitionError,
    definition_hash,
    json_schema,
    load_definition,
)
from alongside.programmes.core.parts import Absence


def line_of(text, part):
    """The first line, from 1, that holds this part."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


# What is changed, where the problem is told (a part of that line; its path), and a part of its words.
BAD_PARTS = {
    "unknown key": (
        'unit = "person"',
        'unit = "person"\nrole_mod = "x"',
        "role_mod =",
        "role_mod",
        'mean "role_mode"',
    ),
    "wrong term": ('unit = "person"', 'unit = "people"', "unit =", "unit", "'person', 'pair'"),
    "empty text": ('title = "Sample"', 'title = " "', "title =", "title", "empty"),
    "number for text": ('title = "Sample"', "title = 3", "title =", "title", "text in quotes"),
    "slug with spaces": ('"sample"', '"A sample"', "slug =", "slug", "small letters"),
    "text for number": (
        "contacts = 8",
        'contacts = "8"',
        "contacts =",
        "schedule.phases[0].contacts",
        "whole number",
    ),
    "yes for number": (
        "contacts = 8",
        "contacts = true",
        "contacts =",
        "schedule.phases[0].contacts",
        "whole number",
    ),
    "no contacts": (
        "contacts = 8",
        "contacts = 0",
        "contacts =",
        "schedule.phases[0].contacts",
        "at least 1",
    ),
    "text for yes": ("core = true", 'core = "yes"', "core =", "training[0].core", "true or false"),
    "text for list": (
        '["phone", "video"]',
        '"phone"',
        "modalities =",
        "schedule.phases[0].modalities",
        "list",
    ),
    "item of list": (
        '"phone", "video"',
        '"phone", "fax"',
        "modalities",
        "schedule.phases[0].modalities[1]",
        "'phone'",
    ),
    "empty list": ('["phone", "video"]', "[]", "modalities", "schedule.phases[0].modalities", "at least 1"),
    "unclear length": ('length = "P8W"', 'length = "8 weeks"', "length =", "schedule.length", "(P8W)"),
    "number for length": ('length = "P8W"', "length = 8", "length =", "schedule.length", "not reported"),
    "text for table": ("[check_ins]", "[extra]", "[extra]", "extra", "not a key known"),
    "missing in an item": (
        'hours = "Day and night"\n',
        "",
        "[[crisis.help",
        "crisis.help_contacts[0].hours",
        "missing",
    ),
    "item in many lines": (
        'label = "Welsh"',
        'label = ""',
        '"cy"',
        "matching.traits[0].options[1].label",
        "empty",
    ),
    "inline table": (
        "urgent = 60",
        "urgent = 0",
        "response_minutes",
        "crisis.response_minutes.urgent",
        "at least 1",
    ),
    "reversed minutes": (
        "minutes_min = 10",
        "minutes_min = 20",
        "[[schedule",
        "schedule.phases[0]",
        "minutes_min is",
    ),
    "no interval": ('every = "P1W"\n', "", "[[schedule", "schedule.phases[0]", "needs an interval"),
    "too few options": (
        '  { key = "cy", label = "Welsh" },\n',
        "",
        "[[matching",
        "matching.traits[0]",
        "two options",
    ),
    "unreachable help": (
        'phone = "116 123"\n',
        "",
        "[[crisis.help",
        "crisis.help_contacts[0]",
        "phone number",
    ),
    "urgent is slowest": (
        "soon = 1440",
        "soon = 30",
        "response_min",
        "crisis.response_minutes",
        "not be slower",
    ),
    "country in words": ('"GB"', '"UK!"', "country =", "crisis.help_contacts[0].country", "capital letters"),
    "late baseline": (
        'anchor = "enrolment"',
        'anchor = "start"',
        "[[measures]]",
        "measures[0]",
        "before support",
    ),
    "control character": (
        'title = "Listening"',
        r'title = "a\u0000"',
        "u0000",
        "training[0].title",
        "control",
    ),
    "turned reading direction": (
        'title = "Sample"',
        'title = "Sample \u202egnirob"',
        "title =",
        "title",
        "U+202E",
    ),
    "escaped reading direction": (
        'label = "Welsh"',
        r'label = "Welsh\u2066"',
        '"Welsh',
        "matching.traits[0].options[1].label",
        "U+2066",
    ),
    "letter that nobody sees": (
        'title = "Listening"',
        'title = "Lis\u200btening"',
        "Lis\u200b",
        "training[0].title",
        "U+200B",
    ),
    "heaped marks": (
        'title = "Sample"',
        'title = "S' + "\u0301" * 9 + 'ample"',
        "title =",
        "title",
        "heaps marks",
    ),
    "turned note": ('title = "Sample"', 'title = "Sample" # \u202e', "title =", "", "U+202E"),
    "key of another part": (
        "contacts = 8",
        'contacts = 8\nslug = "x"',
        'slug = "x"',
        "schedule.phases[0].slug",
        "another heading",
    ),
    "two keys alike": (
        'key = "cy"',
        'key = "en"',
        '"Welsh"',
        "matching.traits[0].options[1].key",
        "stands twice",
    ),
    "too short": ('length = "P8W"', 'length = "P7W"', "length =", "schedule.length", "56 days"),
    "week after the end": (
        "[2, 5]",
        "[2, 10]",
        "member_weeks",
        "check_ins.member_weeks[1]",
        "after the planned ending",
    ),
    "more than planned": (
        "minimum_dose = 4",
        "minimum_dose = 9",
        "minimum_dose",
        "evaluation.minimum_dose",
        "8 contacts",
    ),
    "measure never asked": (
        'measure = "ucla_3"',
        'measure = "x"',
        "primary",
        "evaluation.primary_measure",
        "not asked",
    ),
}


@pytest.mark.parametrize("name", BAD_PARTS)
def test_bad_part_is_told_once_at_its_line(changed, problems, name):
    old, new, place, path, words = BAD_PARTS[name]
    text = changed((old, new))
    ((line, told_path, message),) = problems(text)
    assert (line, told_path) == (line_of(text, place), path)
    assert words in message


def test_what_was_agreed_to_before_is_read_as_it_is(changed):
    text = changed(('title = "Sample"', 'title = "Sam\u200bple"'))
    assert load_definition(text, agreed_before=True).title == "Sam\u200bple"


def test_words_of_every_script_are_read(changed):
    persian, hindi, flag = (
        "می\u200cخواهم",
        "क्\u200dष",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    )
    told = load_definition(changed(('title = "Sample"', f'title = "{persian} {hindi} {flag} é"')))
    assert told.title == f"{persian} {hindi} {flag} é"


def test_all_bad_parts_are_told_at_once_in_order_of_line(changed, problems):
    text = changed(('title = "Sample"', "title = 3"), ('unit = "person"', 'unit = "x"'), ('"GB"', '"gb"'))
    assert [path for _, path, _ in problems(text)] == ["title", "unit", "crisis.help_contacts[0].country"]


def test_supporter_in_a_mutual_programme_is_told_wherever_it_stands(changed, problems):
    text = changed(
        ('"supporter_and_member"', '"mutual"'),
        ('respondent = "member"', 'respondent = "supporter"'),
        ("member_weeks = [2, 5]", "supporter_weeks = [2]"),
    )
    assert [path for _, path, _ in problems(text)] == [
        "roles[0].key",
        "measures[0].respondent",
        "check_ins.supporter_weeks",
    ]


def test_measure_that_cannot_be_asked_is_told(changed, problems):
    told = problems(changed(), instruments={"semcd_6"})
    assert [path for _, path, _ in told] == ["measures[0].instruments[0]", "measures[1].instruments[0]"]
    assert "semcd_6" in told[0][2]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('a = 1\nb = "open\n', 2, "not closed on its line"),
        ("a = 1\nb = “curled”\n", 2, "straight ones"),
        ('{"a": 1}', 1, "JSON"),
        (" \n", 1, "empty"),
        ("a = '''\n[[[\n'''\nb = " + "{a = " * 99, 4, "nested"),
        ("a = 1\na = 2\n", 2, "already"),
        ("[a]\n[b]\n[a]\n", 3, "already"),
        ("a = 1\nb = [1,\n", 2, "not TOML"),
        ("a: 1\n", 1, "not YAML"),
        ("a = " + "[" * 5000, 1, "nested"),
        ("# x\n" * MOST_CHARACTERS, 1, "too long"),
        ("a = 1\nb = " + "9" * 5000, 2, "number in this file is too long"),
    ],
)
def test_broken_toml_is_told_at_its_line(problems, text, line, words):
    ((told_line, path, message),) = problems(text)
    assert (told_line, path) == (line, "")
    assert words in message


def test_file_from_a_later_schema_is_refused_by_name(changed, problems):
    ((line, path, message),) = problems(
        changed(("schema_version = 2", "schema_version = 3"), ("title =", "tittle ="))
    )
    assert (line, path) == (1, "schema_version")
    assert "version 3" in message


def test_the_four_kinds_of_no_answer_stay_apart(definition):
    values = [definition(('length = "P8W"', f'length = "{absence}"')).schedule.length for absence in Absence]
    assert values == [Absence.NOT_REPORTED, Absence.NONE, Absence.NOT_APPLICABLE]
    assert definition(('length = "P8W"\n', "")).schedule.length is None


def test_absence_in_a_text_field_is_not_taken_for_words(definition):
    assert definition(('"A supervisor"', '"none"')).regular_supervision.who is Absence.NONE


def test_a_file_says_what_a_question_left_out_means(definition):
    read = definition(('unit = "person"\n', 'unit = "person"\nleft_out = "not reported"\n'))
    phase = read.schedule.phases[0]
    assert read.peer_support_definition is read.roles[0].pay is phase.where is Absence.NOT_REPORTED
    assert read.theory.mechanisms is Absence.NOT_REPORTED
    assert (phase.contacts, phase.times, read.schedule.length) == (8, None, Duration.parse("P8W"))
    assert definition().peer_support_definition is None


def test_hash_ignores_line_ends_and_nothing_else(changed):
    text = changed()
    assert definition_hash(text) == definition_hash("\ufeff" + text.replace("\n", "\r\n"))
    assert definition_hash(text) != definition_hash(text + "# a comment\n")
    assert load_definition("\ufeff" + text.replace("\n", "\r\n")) == load_definition(text)


def test_schema_accepts_what_is_loaded(changed):
    validator = jsonschema.Draft202012Validator(json_schema())
    for absence in ("", *Absence):
        text = changed(('length = "P8W"', f'length = "{absence}"')) if absence else changed()
        assert list(validator.iter_errors(tomllib.loads(text))) == []
    assert list(validator.iter_errors(tomllib.loads(changed(('unit = "person"', 'unit = "x"')))))


def test_lines_are_found_in_every_style_of_toml():
    text = (
        "a.b = 1 # [no]\n'c d' = [ # x\n  1,\n  { e = \"}\", f = [2] },\n]\n"
        'g = """\nh = 1\n""""\n[[i.j]]\nk = 1\n[[i.j]]\nk = \'\'\'\n[x]\'\'\'\n[i.j.l]\n"m\\u006e" = 1979-05-27\n'
    )
    tomllib.loads(text)
    lines = key_lines(text)
    assert {path: lines[path] for path in lines if path not in {(), ("a",), ("i",)}} == {
        ("a", "b"): 1,
        ("c d",): 2,
        ("c d", 0): 3,
        ("c d", 1): 4,
        ("c d", 1, "e"): 4,
        ("c d", 1, "f"): 4,
        ("c d", 1, "f", 0): 4,
        ("g",): 6,
        ("i", "j"): 9,
        ("i", "j", 0): 9,
        ("i", "j", 0, "k"): 10,
        ("i", "j", 1): 11,
        ("i", "j", 1, "k"): 12,
        ("i", "j", 1, "l"): 14,
        ("i", "j", 1, "l", "mn"): 15,
    }


def problems_of(text):
    """What a text is refused for; nothing when it is loaded."""
    try:
        load_definition(text)
    except DefinitionError as error:
        return error.problems
    return ()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_loaded_or_refused_but_never_crashes(changed, data):
    text = changed()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    filling = data.draw(st.text(alphabet="[]{}=.\"'#\n\\ a1,-P", max_size=12))
    damaged = text[:start] + filling + text[end:]
    told = problems_of(damaged)
    assert all(1 <= problem.line <= damaged.count("\n") + 1 for problem in told)


def test_file_of_an_earlier_schema_is_read_as_one_of_today(changed):
    now = changed()
    before = now.replace("schema_version = 2", "schema_version = 1").replace(
        "[[supervision]]", "[supervision]"
    )
    assert load_definition(before) == load_definition(now)


def test_problem_in_a_file_of_an_earlier_schema_is_told_at_its_own_line(changed, problems):
    text = changed(
        ("schema_version = 2", "schema_version = 1"),
        ("[[supervision]]", "[supervision]"),
        ('who = "A supervisor"', "who = 3"),
    )
    ((line, path, _message),) = problems(text)
    assert text.splitlines()[line - 1] == "who = 3"
    assert path == "supervision.who"


PHASE = 'contacts = 8\nevery = "P1W"\n'


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (PHASE, PHASE + "times = 2\n", "in one way"),
        (PHASE, "", "in one way"),
        (PHASE, PHASE + "open_ended = true\n", "ends"),
        (PHASE, "open_ended = true\n", "Only an open room"),
        (PHASE, 'open_ended = true\nevery = "P1W"\nlasting = "P8W"\n', "open_ended"),
        (PHASE, 'times = 2\nevery = "P1W"\n', "lasting"),
        (PHASE, PHASE + 'agenda = [{ title = "Welcome", minutes = 5 }]\n', "belong to groups"),
        (PHASE, PHASE + 'form = "group"\nagenda = [{ title = "Welcome", minutes = 16 }]\n', "16 minutes"),
        (
            PHASE,
            'form = "group"\ncontacts = 1\nsessions = [{ title = "A" }, { title = "B" }]\n',
            "2 sessions",
        ),
        ("[matching]\n", '[groups]\nalike_in = ["age"]\n\n[matching]\n', 'no trait called "age"'),
        ("[matching]\n", "[groups]\nsize_min = 9\nsize_max = 8\n\n[matching]\n", "size_min is more"),
        ('unit = "person"\n', 'unit = "person"\nadded = ["trainin"]\n', 'nothing called "trainin"'),
        ('"supporter_and_member"', '"facilitated"', "Nothing here is led"),
    ],
)
def test_parts_that_cannot_be_run_are_told_in_words(changed, problems, old, new, words):
    assert any(words in message for _line, _path, message in problems(changed((old, new))))

"""Files of an instance: what they say is what is read, and what is wrong in them is told."""

import json

import pytest
from file_instances import instances
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.matching.core import Party, Seeker, Strength, Trait, TraitKind, Wish
from alongside.matching.core.files import (
    Instance,
    Unreadable,
    instance_as_csv,
    instance_as_json,
    read_instance,
)
from alongside.matching.core.files.instance import contradictions
from alongside.matching.core.files.times import NotATime, half_hours, part_of, written

GENDER = Trait("gender", "gender", TraitKind.ONE)
AGE = Trait("age", "age", TraitKind.NUMBER, tolerance=5)
FUNCTION_FIXTURES = [HealthCheck.function_scoped_fixture]


@settings(max_examples=60, deadline=None, suppress_health_check=FUNCTION_FIXTURES)
@given(instances())
def test_json_and_csv_say_the_same_and_can_be_written_as_each_other(tmp_path, instance):
    path, folder = tmp_path / "round.json", tmp_path / "round"
    path.write_text(instance_as_json(instance), encoding="utf-8")
    from_json = read_instance(str(path))
    assert from_json == instance
    write_folder(folder, instance_as_csv(from_json))
    from_csv = read_instance(str(folder))
    assert from_csv == from_json
    assert instance_as_json(from_csv) == instance_as_json(from_json) == path.read_text(encoding="utf-8")


def write_folder(folder, texts):
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


SOUND = {
    "traits": [{"key": "gender"}, {"key": "age", "kind": "number", "tolerance": 5}],
    "seekers": [{"id": "ana", "wishes": [{"trait": "gender", "strength": "must", "values": ["woman"]}]}],
    "supporters": [{"id": "s", "capacity": 2}],
}


@pytest.fixture
def told(tmp_path):
    """What is told about a JSON file with the given text, data, or changes to sound data."""

    def tell(content=None, /, **changes):
        path = tmp_path / "round.json"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(
                content if content is not None else json.dumps({**SOUND, **changes}), encoding="utf-8"
            )
        with pytest.raises(Unreadable) as error:
            read_instance(str(path))
        return str(error.value).replace(f"{tmp_path}/", "")

    return tell


def seeker(**said):
    return [{"id": "ana", **said}]


def must(trait, values, strength="must"):
    return {"trait": trait, "strength": strength, "values": values}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"seekers": seeker(wishes=[must("gender", ["woman"]), must("gender", ["man"])])},
            (
                'round.json: seekers[0].wishes: "must gender: man" and "must gender: woman" contradict each other: '
                "nobody could meet both. Take one of them back."
            ),
        ),
        (
            {
                "seekers": seeker(
                    wishes=[must("gender", ["woman"]), must("gender", ["woman", "man"], "not_this")]
                )
            },
            (
                'round.json: seekers[0].wishes: "must gender: woman" and "not_this gender: man | woman" contradict '
                "each other: nobody could meet both. Take one of them back."
            ),
        ),
        (
            {"seekers": seeker(wishes=[must("age", 30), must("age", 41)])},
            (
                'round.json: seekers[0].wishes: "must age: 30" and "must age: 41" contradict each other: nobody could '
                "meet both. Take one of them back."
            ),
        ),
        (
            {"seekers": seeker(wishes=[must("gendre", ["woman"])])},
            'round.json: seekers[0].wishes[0].trait: There is no trait "gendre". Did you mean gender?',
        ),
        (
            {"seekers": seeker(traits={"height": 3})},
            "round.json: seekers[0].traits.height: There is nothing of this name here. There are: age, gender.",
        ),
        (
            {"supporters": [{"id": "s", "capacity": -1}]},
            'round.json: supporters[0].capacity: "-1" is not possible here. Write a whole number from 0 to 1,000.',
        ),
        (
            {"supporters": [{"id": "s", "capacity": 10**40}]},
            (
                'round.json: supporters[0].capacity: "A number of more than 30 digits" is not possible here. Write a '
                "whole number from 0 to 1,000."
            ),
        ),
        (
            {"supporters": [{"id": "s", "capacity": True}]},
            "round.json: supporters[0].capacity: true is not possible here. Write a whole number from 0 to 1,000.",
        ),
        (
            {"seekers": [{"id": "ana"}, {"id": " ana"}]},
            'round.json: seekers[1].id: "ana" comes twice among the seekers. Give each person one id.',
        ),
        (
            {"seekers": [{"waiting_days": 3}]},
            "round.json: seekers[0].id: Nothing is no text. Write a word.",
        ),
        (
            {"exclusions": [["ana", "sss"]]},
            'round.json: exclusions[0][1]: Nobody has the id "sss" there. There are: ana, s.',
        ),
        (
            {"exclusions": [["s", "s"]]},
            'round.json: exclusions[0]: "s" stands on both sides of a pair. Write two different people.',
        ),
        (
            {"kept": [["ana"]]},
            "round.json: kept[0]: This list of 1 is no pair. Write two ids.",
        ),
        (
            {"seekers": seeker(couple="ana")},
            'round.json: seekers[0].couple: "ana" is no other seeker. Write the id of the other one of the couple.',
        ),
        (
            {"seekers": seeker(availability=["Mon 25:00-26:00"])},
            'round.json: seekers[0].availability[0]: "25:00" is no time of the day. Write 00:00 to 24:00.',
        ),
        (
            {"seekers": seeker(availability=["Mon 18:00-19:00"], timezone="Europe/London")},
            (
                "round.json: seekers[0].timezone: To compare clocks, the file must say the programme's own timezone, and "
                "week_of: a date in the week that counts."
            ),
        ),
        (
            {"seekers": seeker(timezone="Europe/Landon", availability=["Mon morning"])},
            'round.json: seekers[0].timezone: "Europe/Landon" is no time zone. Write, for example, Europe/London.',
        ),
        (
            {"supporters": [{"id": "s", "capacity": 1, "held_for": {"young": 2}}]},
            "round.json: supporters[0].held_for: More places are held than the 1 that are free. Hold fewer.",
        ),
        (
            {"seekers": seeker(languages="en")},
            (
                'round.json: seekers[0].languages: "en" is no list of at most 400 entries. Write a list in square '
                "brackets."
            ),
        ),
        (
            {"seekers": seeker(topics=["=cmd"])},
            (
                'round.json: seekers[0].topics[0]: "=cmd" cannot be taken: a spreadsheet would take it for a formula. '
                "Begin with another sign."
            ),
        ),
        (
            {"traits": [{"key": "gender", "kind": "some"}]},
            (
                'round.json: traits[0].kind: "some" is no kind of trait. Write one, many or number.\n'
                'round.json: seekers[0].wishes[0].trait: There is no trait "gender". There are: topics.'
            ),
        ),
        (
            {"traits": [{"key": "gender", "kind": ["one"]}]},
            (
                "round.json: traits[0].kind: This list of 1 is no kind of trait. Write one, many or number.\n"
                'round.json: seekers[0].wishes[0].trait: There is no trait "gender". There are: topics.'
            ),
        ),
        (
            {"traits": [{"key": "gender", "tolerance": 3}]},
            "round.json: traits[0].tolerance: Only a number can have a tolerance. Leave it out.",
        ),
        (
            {"traits": [{"key": "gender"}, {"key": "gender"}]},
            'round.json: traits: The trait "gender" comes 2 times. Leave one.',
        ),
        (
            {"seekers": seeker(wishes=[must("gender", ["woman"], ["must"])])},
            (
                "round.json: seekers[0].wishes[0].strength: This list of 1 is no strength of a wish. Write one of: "
                "must, prefer, do_not_mind, not_this."
            ),
        ),
        (
            {"seekers": seeker(wishes=[must("gender", [])])},
            (
                "round.json: seekers[0].wishes[0].values: The wish about gender names no word. Write a list of words, "
                'or "same as me".'
            ),
        ),
        (
            {"seekers": seeker(traits={"gender": ["woman", "man"]})},
            "round.json: seekers[0].traits.gender: gender holds one word. Write one word, not a list.",
        ),
        (
            {"seekers": seeker(traits={"age": "old"})},
            'round.json: seekers[0].traits.age: "old" is not possible for age. Write a whole number.',
        ),
        (
            {"seekers": seeker(shown=["gendr"])},
            'round.json: seekers[0].shown: There is no trait "gendr" to show. Did you mean gender?',
        ),
        (
            {"seekers": seeker(availability=[7])},
            'round.json: seekers[0].availability[0]: "7" is no time of the week. Write, for example, Mon 18:00-20:00.',
        ),
        (
            {"seekers": seeker(avoid_own_community="perhaps")},
            'round.json: seekers[0].avoid_own_community: "perhaps" is neither yes nor no. Write true or false.',
        ),
        (
            {"seekers": seeker(topics=["a\u202eb"])},
            (
                'round.json: seekers[0].topics[0]: "a�b" cannot be taken: it holds signs that are no text, such as a '
                "line break."
            ),
        ),
        ({"seekers": 7}, 'round.json: seekers: "7" is no list. Write a list in square brackets.'),
        ({"week_of": "soon"}, 'round.json: week_of: "soon" is no date. Write, for example, 2026-12-07.'),
        (
            {"supporters": [{"id": "s", "held_for": 1}]},
            (
                'round.json: supporters[0].held_for: "1" names no groups. Write a group and a number of places.'
            ),
        ),
        (
            {"kept": [["ana", "s"], ["ana", "s"]]},
            'round.json: kept: The seeker "ana" comes 2 times. Leave one.',
        ),
        (
            {"format": "other"},
            "round.json: format: This must say format alongside-match, version 1. Is it another file?",
        ),
    ],
)
def test_what_is_wrong_in_json_is_told_at_its_place(told, changes, sentence):
    assert told(**changes) == sentence


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "line 1: This is not JSON"),
        ('{"seekers": [\n{"id": }]}', "line 2: This is not JSON"),
        (
            '{"seekers": [{"id": "ana", "waiting_days": NaN}]}',
            '"NaN" is no whole number. Write a whole number.',
        ),
        (
            '{"seekers": [{"id": "ana", "waiting_days": 1e999}]}',
            '"1e999" is no whole number. Write a whole number.',
        ),
        ('{"seekers": [{"id": "ana", "waiting_days": -Infinity}]}', '"-Infinity" is no whole number.'),
        ('{"x": ' + "9" * 5000 + "}", "A number in this file is too long"),
        (
            '{"seekers": [{"id": "ana", "load": 1, "load": 2}]}',
            'The name "load" stands twice in one object of "ana".',
        ),
        ("[" * 100_000, "nested too deeply"),
        ("[" * 200 + "]" * 200, "is no object"),
        ("7", '"7" is no object'),
        ('{"seekers": [{"id": "\\ud800"}]}', "signs that are no text"),
        (b"\xff\xfe{\0}\0", "UTF-16. Save it as UTF-8"),
        (b"PK\x03\x04\0", "no text"),
        ('{"seekers":\n"é"}'.encode("latin-1"), "line 2: This text is not UTF-8"),
    ],
)
def test_file_that_is_no_sound_json_is_told_in_a_sentence(told, content, words):
    said = told(content)
    assert said.startswith("round.json: ")
    assert words in said
    assert len(said.splitlines()) == 1


def test_many_faults_are_told_up_to_twenty_and_the_rest_counted(told):
    said = told(supporters=[{"id": f"s{i}", "capacity": -1} for i in range(50)]).splitlines()
    assert len(said) == 21
    assert said[-1] == "round.json: and 30 more."


def test_cyclic_couples_are_told_with_their_names(told):
    ring = [{"id": a, "couple": b} for a, b in ("ab", "bc", "ca")]
    said = told(seekers=ring)
    assert '"a" is in a couple with "b", and "b" with "c". A couple is two people.' in said
    assert "in 2 couples" in told(
        seekers=[{"id": "a", "couple": "b"}, {"id": "b"}, {"id": "c", "couple": "b"}]
    )


def test_a_file_of_more_than_512_megabytes_is_refused_unread(tmp_path):
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(600 * 2**20)
    with pytest.raises(Unreadable, match="too large: at most 512 megabytes"):
        read_instance(str(path))


@pytest.mark.parametrize("name", ["/dev/zero", "no such file", "a\0b", "x" * 5000])
def test_what_is_no_file_is_told(name):
    with pytest.raises(Unreadable, match=r"no ordinary file|no such file|cannot be read"):
        read_instance(name)


@pytest.fixture
def told_of_folder(tmp_path):
    def tell(**texts):
        sound = {"seekers": "id\nana\n", "supporters": "id\ns\n", **texts}
        folder = tmp_path / "round"
        write_folder(folder, {f"{name}.csv": text for name, text in sound.items()})
        with pytest.raises(Unreadable) as error:
            read_instance(str(folder))
        return str(error.value).replace(f"{tmp_path}/", "")

    return tell


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (
            {"seekers": "id,trait:gender,must\nana,,gender: woman; gender: man\n"},
            (
                'round: seekers.csv, line 2, columns must and not_this: "must gender: man" and "must gender: woman" '
                "contradict each other: nobody could meet both. Take one of them back."
            ),
        ),
        (
            {"seekers": 'id,must\n\nana,"height: 3"\n'},
            'round: seekers.csv, line 3, column must: There is no trait "height". There are: topics.',
        ),
        (
            {"supporters": "id;capacity\n\ns;minus one\n"},
            (
                'round: supporters.csv, line 3, column capacity: "minus one" is not possible here. Write a whole number '
                "from 0 to 1,000."
            ),
        ),
        (
            {"seekers": "id,prefer\nana,woman\n"},
            (
                'round: seekers.csv, line 2, column prefer: "woman" is no wish. Write a trait, a colon and what is '
                "wished: gender: woman"
            ),
        ),
        (
            {"seekers": "id,capacity\nana,2\n"},
            (
                'round: seekers.csv, line 1: There is no column "capacity". There are: availability, '
                "avoid_own_community, communities, couple, do_not_mind, groups, id, languages, modalities, must, "
                "not_this, prefer, shown, timezone, topics, trait:, waiting_days."
            ),
        ),
        (
            {"seekers": "id,trait:age:number\nana,young\n"},
            'round: seekers.csv, line 2, column trait:age: "young" is not possible for age. Write a whole number.',
        ),
        (
            {"supporters": "id,held_for\ns,young\n"},
            (
                'round: supporters.csv, line 2, column held_for: "young" is no new name with a number. Write, for '
                "example, young: 1"
            ),
        ),
        (
            {"exclusions": "first,second\nana,nobody\n"},
            'round: exclusions.csv, line 2: Nobody has the id "nobody" there. There are: ana, s.',
        ),
        (
            {"seekers": "id\nana,b,c\n"},
            "round: seekers.csv, line 2: There are 3 cells for 1 headings. Put a cell that holds a comma in quotes.",
        ),
        (
            {"settings": "setting,value\nzone,x\n"},
            'round: settings.csv, line 2: There is no setting "zone". Did you mean timezone?',
        ),
        (
            {"kept": "seeker,giver\nana,s\n"},
            (
                'round: kept.csv, line 1: There is no column "giver". There are: seeker, supporter.\n'
                'round: kept.csv, line 2: "" cannot be taken: it is empty. Write a word.'
            ),
        ),
        (
            {"seekers": "id,id\nana,ben\n"},
            'round: seekers.csv, line 1: The column "id" comes twice. Leave one.',
        ),
        (
            {"seekers": "id,trait:age:number\n", "supporters": "id,trait:age\n"},
            (
                'round: supporters.csv, line 1: The column "trait:age" says something else than in seekers.csv. Write '
                "the same heading in both."
            ),
        ),
        ({"seekers": ""}, "round: seekers.csv: This file is empty. Begin with a line of headings."),
        ({"seekers": 'id\n"ana\n'}, "round: seekers.csv, line 2: This is not CSV: unexpected end of data."),
        (
            {"seekers": "id,trait:Ä\nana,x\n"},
            (
                'round: seekers.csv, line 1, column trait:Ä: "Ä" cannot be the key of a trait. Write up to 60 small '
                "letters, digits and _; topics are there already.\n"
                "round: seekers.csv, line 2, column trait:Ä: There is nothing of this name here. There are none."
            ),
        ),
    ],
)
def test_what_is_wrong_in_csv_is_told_at_its_line_and_column(told_of_folder, texts, sentence):
    assert told_of_folder(**texts) == sentence


def test_folder_can_say_its_clock(tmp_path):
    texts = {
        "seekers.csv": "id,timezone,availability\nana,Asia/Karachi,Mon 18:00-18:30\n",
        "supporters.csv": "id\n",
        "settings.csv": "setting,value\ntimezone,Europe/London\nweek_of,2026-12-07\n",
    }
    write_folder(tmp_path / "round", texts)
    (found,) = read_instance(str(tmp_path / "round")).seekers
    assert found.availability == {(0, "13:00")}


def test_folder_without_its_files_says_which(tmp_path):
    with pytest.raises(Unreadable, match=r"no seekers\.csv"):
        read_instance(str(tmp_path))


def read_or_told(path):
    try:
        return read_instance(str(path)), ""
    except Unreadable as error:
        return None, str(error)


MARKS = st.sampled_from(
    [b'"', b"{", b"[", b"\\", b"\0", b"\xff", b";", b"|", b":", b"\n", b"-", b"9" * 30, b"NaN", b"1e9"]
)


@settings(max_examples=150, deadline=None, suppress_health_check=FUNCTION_FIXTURES)
@given(
    instances(),
    st.lists(st.tuples(st.floats(0, 1), MARKS, st.integers(0, 9)), min_size=1, max_size=4),
    st.booleans(),
)
def test_damaged_files_are_read_or_told_never_more(tmp_path, instance, damages, as_json):
    texts = {"round.json": instance_as_json(instance)} if as_json else instance_as_csv(instance)
    folder = tmp_path / "damaged"
    write_folder(folder, texts)
    name = min(texts)
    raw = (folder / name).read_bytes()
    for at, mark, gone in damages:
        place = int(at * len(raw))
        raw = raw[:place] + mark + raw[place + gone :]
    (folder / name).write_bytes(raw)
    found, told = read_or_told(folder / name if as_json else folder)
    assert isinstance(found, Instance) != bool(told)
    assert all(line.isprintable() for line in told.split("\n"))


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["must", "gender", "same as me"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "trait",
                    "values",
                    "wishes",
                    "key",
                    "kind",
                    "strength",
                    "rank",
                    "couple",
                    "held_for",
                    "traits",
                    "timezone",
                ]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=FUNCTION_FIXTURES)
@given(
    st.dictionaries(
        st.sampled_from(["traits", "seekers", "supporters", "exclusions", "kept", "week_of"]), anything
    )
)
def test_any_json_is_read_or_told_never_more(tmp_path, data):
    path = tmp_path / "any.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    found, told = read_or_told(path)
    assert isinstance(found, Instance) != told.startswith(str(path))


def test_wishes_contradict_only_when_no_one_could_meet_both():
    tags = Trait("tags", "tags", TraitKind.MANY)
    woman, man, either = (frozenset(one) for one in (["w"], ["m"], ["w", "m"]))

    def both(one, two, traits=None):
        return bool(contradictions(Party(id=1, wishes=(one, two), traits=traits or {})))

    assert both(Wish(GENDER, Strength.MUST, woman), Wish(GENDER, Strength.MUST, man))
    assert not both(Wish(GENDER, Strength.MUST, woman), Wish(GENDER, Strength.MUST, either))
    assert not both(Wish(tags, Strength.MUST, woman), Wish(tags, Strength.MUST, man))
    assert both(Wish(tags, Strength.NOT_THIS, either), Wish(tags, Strength.MUST, man))
    assert not both(Wish(tags, Strength.NOT_THIS, man), Wish(tags, Strength.MUST, either))
    assert not both(Wish(GENDER, Strength.PREFER, woman), Wish(GENDER, Strength.MUST, man))
    assert both(Wish(GENDER, Strength.MUST), Wish(GENDER, Strength.MUST, man), {"gender": woman})
    assert not both(Wish(GENDER, Strength.MUST), Wish(GENDER, Strength.MUST, man))
    assert not both(Wish(AGE, Strength.MUST, 30), Wish(AGE, Strength.MUST, 40))
    assert both(Wish(AGE, Strength.MUST, 30), Wish(AGE, Strength.NOT_THIS, 30))


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("Mon 18:00-19:00", {(0, "18:00"), (0, "18:30")}),
        ("monday 18:10-19:05", {(0, "18:30")}),
        ("Sun 23:30-00:30", {(6, "23:30"), (0, "00:00")}),
        ("Sat-Mon 7:00-7:30", {(5, "07:00"), (6, "07:00"), (0, "07:00")}),
        ("Tue evening", {(1, f"{hour}:{half}") for hour in range(17, 21) for half in ("00", "30")}),
    ],
)
def test_times_are_half_hours(text, slots):
    assert half_hours(text) == slots
    assert frozenset().union(*map(half_hours, written(slots))) == slots


@pytest.mark.parametrize(
    "text", ["", "Mon", "Mon 18", "Mo 18:00-19:00", "Mon 18:00-18:20", "Mon 18:75-19:00", "Xyz night"]
)
def test_what_is_no_time_is_told(text):
    with pytest.raises(NotATime, match=r"Write|is no"):
        half_hours(text)


def test_part_of_a_day_is_told():
    assert [part_of((0, begin)) for begin in ("08:00", "12:00", "20:30", "21:00", "evening")] == [
        "morning", "afternoon", "evening", "night", "evening",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("week", "zone", "begin"),
    [
        ("2026-12-07", "Europe/London", "18:00"),
        ("2026-07-06", "Europe/London", "17:00"),
        ("2026-12-07", "Asia/Kathmandu", "12:30"),
        ("2026-12-07", "America/New_York", "23:00"),
    ],
)
def test_times_on_another_clock_are_compared_in_the_week_that_counts(tmp_path, week, zone, begin):
    path = tmp_path / "round.json"
    data = {
        "timezone": "UTC",
        "week_of": week,
        "seekers": [{"id": "ana", "timezone": zone, "availability": ["Mon 18:00-18:30"]}],
    }
    path.write_text(json.dumps(data), encoding="utf-8")
    (found,) = read_instance(str(path)).seekers
    assert found == Seeker(id="ana", availability=frozenset({(0, begin)}))

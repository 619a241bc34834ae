"""`alongside match`, as somebody at a terminal meets it."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from file_instances import instances
from hypothesis import HealthCheck, assume, given, settings

from alongside.matching.core.command import main
from alongside.matching.core.files import Instance, instance_as_csv, instance_as_json
from alongside.matching.core.people import Party, Strength, Trait, TraitKind, Wish
from tests.prepared import alongside

DOCS = Path(__file__).resolve().parents[3] / "docs/reference/match-files.md"
FUNCTION_FIXTURES = [HealthCheck.function_scoped_fixture]

ROUND = {
    "traits": [{"key": "gender", "label": "Gender"}, {"key": "condition", "label": "Condition", "kind": "many"}],
    "seekers": [
        {"id": "ana", "waiting_days": 40, "traits": {"condition": ["crohns"]}, "shown": ["condition"],
         "wishes": [{"trait": "condition", "strength": "prefer"}], "languages": ["en"], "groups": ["young"]},
        {"id": "ben", "waiting_days": 12, "languages": ["en"]},
        {"id": "chidi", "waiting_days": 90, "languages": ["ig"],
         "wishes": [{"trait": "gender", "strength": "must", "values": ["woman"]}]},
    ],
    "supporters": [
        {"id": "sam", "traits": {"gender": "woman", "condition": ["crohns"]}, "shown": ["condition"],
         "languages": ["en"]},
        {"id": "tove", "traits": {"gender": "man"}, "languages": ["en"]},
    ],
}  # fmt: skip


@pytest.fixture
def file(tmp_path):
    """Write data, or text, to a file and name it."""

    def write(content, name="round.json"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def told(capsys):
    """Run the command and hand back the exit code, what it said, and what it complained about."""

    def run(*arguments):
        code = main([str(one) for one in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_round_is_told_in_words(file, told):
    code, out, err = told(file(ROUND))
    assert (code, err) == (0, "")
    assert out.startswith(
        "2 of 3 people matched (seed 1).\n"
        "Proven: no round helps more people, and none that helps as many fits better.\n"
    )
    assert "ana with sam: fits 90 of 100" in out
    assert "  The seeker would like this (rank 1), and it is met: Condition." in out
    assert "  chidi: Nobody here may be proposed." in out
    assert (
        "Of 1 person with a place (0 still free) it is the only obstacle that there is no language in common."
        in out
    )


def test_result_holds_what_evaluation_asks_and_is_checked(file, told):
    instance = file(ROUND)
    _, out, _ = told(instance, "--json", "--seed", "7")
    data = json.loads(out)
    assert (data["mode"], data["seed"], data["objective"]["helped"]) == ("welfare", 7, 2)
    ana = data["pairs"][0]
    assert ana["wishes"] == [
        {"side": "seeker", "trait": "condition", "strength": "prefer", "rank": 1, "honoured": "met"}
    ]
    assert sum(part["points"] for part in ana["parts"]) == ana["fit"] == ana["weight"] - ana["waiting"]
    assert data["criteria"]["order"][0] == "people helped"
    assert data["certificate"]["gap"] == 0
    code, said, _ = told("check", instance, file(out, "result.json"))
    assert code == 0
    assert said.endswith("Worked out again: pairs, points, wishes, reasons, sums and proof.\n")
    more = told(instance, "--json", "--shortlists", "1", "--recruit")[1]
    said = told("check", instance, file(more, "result.json"))[1]
    assert said.endswith("Not looked at: shortlists, recruiting.\n")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data["pairs"].pop(), "unmatched are not those"),
        (lambda data: data["pairs"][0].update(weight=1), "weight is not 1"),
        (lambda data: data["pairs"][0].update(supporter="tove"), "weight is not"),
        (lambda data: data["pairs"][0]["for_seeker"].append("They like you."), "pairs: this is not what"),
        (lambda data: data["pairs"][0]["wishes"][0].update(honoured="not_met"), "pairs: this is not what"),
        (lambda data: data["pairs"][0].update(kept=True), "kept pairs are not those"),
        (lambda data: data["unmatched"][0].update(words="No."), "unmatched: this is not what"),
        (lambda data: data["criteria"].update(seeker_share=1), "criteria: this is not what"),
        (lambda data: data["certificate"].update(bound=1), "bound is not"),
        (lambda data: data["certificate"].update(gap=5), "certificate: this is not what"),
    ],
)
def test_check_finds_what_was_tampered_with_and_exits_with_1(file, told, change, words):
    instance = file(ROUND)
    data = json.loads(told(instance, "--json")[1])
    change(data)
    code, out, _ = told("check", instance, file(data, "result.json"))
    assert code == 1
    assert words in out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{}", "This is no result."),
        ("[]", "This is no result."),
        ("", "This is not JSON"),
        ('{"format": "alongside-match-result", "version": 1}', "about other people"),
    ],
)
def test_what_is_no_result_of_these_people_is_told_with_exit_code_2(file, told, content, words):
    code, out, err = told("check", file(ROUND), file(content, "result.json"))
    assert (code, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("part", ["objective", "pairs", "unmatched", "certificate"])
@pytest.mark.parametrize("value", [None, 7, [], {}, "x", [7], [[]], {"x": []}])
@pytest.mark.parametrize("fair", [(), ("--fair", "groups")])
def test_result_of_an_odd_shape_is_told(file, told, part, value, fair):
    instance = file(ROUND)
    data = json.loads(told(instance, "--json", *fair)[1]) | {part: value}
    code, out, err = told("check", instance, file(data, "result.json"))
    assert code in {1, 2}
    assert (out or err).count("\n") < 10


def test_result_of_people_who_changed_since_is_told(file, told):
    out = told(file(ROUND), "--json")[1]
    changed = {**ROUND, "exclusions": [["ana", "sam"]]}
    code, _, err = told("check", file(changed), file(out, "result.json"))
    assert code == 2
    assert "they have changed since" in err


def test_one_person_is_explained_to_three_readers(file, told):
    instance = file(ROUND)
    result = file(told(instance, "--json")[1], "result.json")
    assert "As many helped" not in told("explain", instance, result, "ana")[1]
    assert (
        "With tove instead, the best round has as many helped" in told("explain", instance, result, "ana")[1]
    )
    seeker = told("explain", instance, result, "ana", "--for", "seeker")[1]
    assert seeker.startswith(
        "We suggest sam to you.\n  You would like this (rank 1), and it is met: Condition.\n"
    )
    supporter = told("explain", instance, result, "ana", "--for", "supporter")[1]
    assert supporter.startswith("We suggest that you support ana.\n  You both share Condition: crohns.\n")
    assert told("explain", instance, result, "sam", "--for", "supporter")[1].startswith(
        "We suggest that you support"
    )
    waiting = told("explain", instance, result, "chidi", "--for", "seeker")[1]
    assert "If you could use another language" not in waiting
    assert told("explain", instance, result, "zoe")[0] == 2
    assert told("explain", instance, result, "chidi", "--for", "supporter")[0] == 2


def test_what_stands_between_is_told_to_the_coordinator(file, told):
    seeker = {
        "id": "dee",
        "languages": ["ig"],
        "wishes": [{"trait": "gender", "strength": "must", "values": ["x"]}],
    }
    instance = file({**ROUND, "seekers": [seeker]})
    result = file(told(instance, "--json")[1], "result.json")
    assert (
        "Nearest is sam: there is no language in common; the seeker must have another Gender."
        in told("explain", instance, result, "dee")[1]
    )


def test_group_that_is_looked_after_and_has_places_held_is_the_same_group(file, told):
    held = [{"id": "sam", "capacity": 2, "held_for": {"young": 1}}]
    instance = file({**ROUND, "supporters": held})
    result = file(told(instance, "--fair", "groups=young", "--json")[1], "result.json")
    assert told("check", instance, result)[0] == 0
    assert "a place held for young" in told(instance)[1]


def test_fair_round_shows_its_cost_and_is_checked(file, told):
    instance = file(ROUND)
    out = told(instance, "--fair", "groups", "--tolerance", "0")[1]
    assert "They cost nobody their place, and 0 points of weight" in out
    assert "groups=young, matched within 0 %: kept (1 of 1 wanted)." in out
    result = file(told(instance, "--fair", "groups", "--json")[1], "result.json")
    assert told("check", instance, result)[0] == 0
    assert told("explain", instance, result, "ana")[0] == 0


def test_shortlists_and_recruiting_list_come_on_request(file, told):
    instance = file(ROUND)
    out = told(instance, "--shortlists", "2", "--recruit")[1]
    assert "Shortlist for chidi\n  Nobody with a free place may be proposed.\n" in out
    assert "  1 supporter (Gender woman, speaking ig) with 1 place each would help 1 person.\n" in out
    data = json.loads(told(instance, "--shortlists", "2", "--recruit", "--json", "--fair", "groups")[1])
    assert [one["supporter"] for one in data["shortlists"]["ana"]] == ["sam", "tove"]
    assert data["recruiting"]["still_waiting"] == 0


def test_mutual_pairs_are_made_told_and_checked(file, told):
    people = {"traits": ROUND["traits"], "seekers": [{"id": id_} for id_ in "abc"]}
    instance = file(people)
    assert told(instance, "--mode", "mutual")[1].startswith("2 of 3 people matched")
    result = file(told(instance, "--mode", "mutual", "--json")[1], "result.json")
    assert told("check", instance, result)[0] == 0
    assert told("explain", instance, result, "a")[0] == 2
    code, _, err = told(file(ROUND), "--mode", "mutual")
    assert (code, "everybody is a seeker" in err) == (2, True)


def test_stable_round_is_made_compared_and_checked(file, told):
    instance = file(ROUND)
    out = told(instance, "--mode", "stable", "--shortlists", "1", "--recruit")[1]
    assert "Stable: no two people would both rather have each other. The best round for all would help" in out
    result = file(told(instance, "--mode", "stable", "--json")[1], "result.json")
    assert told("check", instance, result)[0] == 0
    assert told("explain", instance, result, "ana")[0] == told("explain", instance, result, "chidi")[0] == 0
    data = json.loads(Path(result).read_text(encoding="utf-8"))
    assert data["comparison"]["fewer_helped"] == 0
    data["pairs"][0]["supporter"] = "tove"
    assert told("check", instance, file(data, "result.json"))[0] == 1
    assert told(instance, "--mode", "stable", "--fair", "gender")[0] == 2


def test_round_that_cannot_be_looked_at_in_time_is_refused_with_how_long_it_would_take(file, told):
    crowd = {
        "seekers": [{"id": f"p{i}"} for i in range(400)],
        "supporters": [{"id": f"s{j}"} for j in range(400)],
    }
    code, out, err = told(file(crowd), "--time-limit", "1", "--recruit")
    assert (code, out) == (2, "")
    assert "These are 160,000 possible pairs" in err
    assert "--time-limit 4," in err


@settings(max_examples=40, deadline=None, suppress_health_check=FUNCTION_FIXTURES)
@given(instances())
def test_any_instance_is_matched_with_everything_asked_and_its_result_is_sound(file, told, instance):
    path = file(instance_as_json(instance))
    options = ("--json", "--recruit", "--shortlists", "2", "--fair", "gender", "--fair", "groups=young")
    code, out, err = told(path, *options)
    assert code == (2 if err else 0)
    assert not err or "cannot stand" in err
    if not code:
        result = file(out, "result.json")
        assert told("check", path, result) == (0, told("check", path, result)[1], "")
        for seeker in instance.seekers:
            assert told("explain", path, result, seeker.id)[0] == 0
        assert told(path, *options[1:])[0] == 0


def test_simulation_is_told_as_a_table_and_as_data(file, told):
    instance = file(ROUND)
    options = ("simulate", instance, "--weeks", "4", "--group", "groups", "--seed", "3")
    code, out, _ = told(*options)
    assert code == 0
    assert out.startswith("4 weeks played, seed 3.")
    assert "a round every week" in out
    assert "groups=young" in out
    data = json.loads(told(*options, "--json")[1])
    assert [one["habit"]["every"] for one in data["habits"]] == [0, 1, 7, 7, 28]
    assert told(*options, "--seekers-a-week", "10000")[0] == 2


def test_files_are_written_where_asked_and_never_over_another(file, told, tmp_path):
    instance = file(ROUND)
    assert told("convert", instance, tmp_path / "folder")[0] == 0
    assert told("convert", tmp_path / "folder", tmp_path / "again.json")[0] == 0
    assert told(instance, "--json")[1] == told(tmp_path / "folder", "--json")[1]
    assert "already" in told("convert", instance, tmp_path / "folder")[2]
    assert told(instance, "--output", tmp_path / "said")[1] == ""
    assert (tmp_path / "said").read_text(encoding="utf-8").startswith("2 of 3")
    assert told(instance, "--output", tmp_path / "no" / "where")[0] == 2
    assert told("convert", instance, tmp_path / "no" / "where")[0] == 2


@pytest.mark.parametrize(
    ("changes", "arguments", "words"),
    [
        (
            {"kept": [["chidi", "sam"]]},
            [],
            "kept: the pair of chidi and sam cannot stand: there is no language",
        ),
        ({"kept": [["ana", "sam"], ["ben", "sam"]]}, [], "there is no place for it"),
        ({}, ["--fair", "height"], '"height" names no group.'),
        ({"seekers": [{"id": "a", "couple": "b"}]}, [], "is no other seeker"),
    ],
)
def test_what_cannot_be_done_is_told_with_exit_code_2(file, told, changes, arguments, words):
    code, out, err = told(file({**ROUND, **changes}), *arguments)
    assert (code, out) == (2, "")
    assert words in err


@pytest.mark.parametrize(
    "arguments", [[], ["x", "--seed", "-1"], ["x", "--tolerance", "101"], ["x", "--time-limit", "nan"], ["simulate", "x", "--lasting-weeks", "inf"], ["simulate", "x", "--staying-weeks", "long"]]
)  # fmt: skip
def test_arguments_that_cannot_be_are_refused(told, arguments):
    with pytest.raises(SystemExit) as ended:
        told(*arguments)
    assert ended.value.code == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"seekers": []},
        {"supporters": []},
        {"seekers": [{"id": "ana"}], "supporters": []},
        {"exclusions": [[a, b] for a in ("ana", "ben", "chidi") for b in ("sam", "tove")]},
        {"supporters": [{"id": "sam", "capacity": 0}]},
    ],
)
def test_rounds_in_which_nobody_can_be_matched_say_so(file, told, changes):
    code, out, _ = told(file({**ROUND, **changes}), "--recruit", "--shortlists", "3")
    assert code == 0
    assert out.startswith(("0 of ", "nobody"))


def test_a_crowd_of_equals_is_matched(file, told):
    crowd = {
        "seekers": [{"id": f"p{i}"} for i in range(60)],
        "supporters": [{"id": f"s{j}", "capacity": 2} for j in range(20)],
    }
    instance = file(crowd)
    result = file(told(instance, "--json")[1], "result.json")
    assert told("check", instance, result)[1].startswith("40 of 60 people matched")


def test_command_needs_no_site(file):
    done = alongside("match", file(ROUND), DJANGO_SETTINGS_MODULE="nowhere", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout[:24], done.stderr) == (0, "2 of 3 people matched (s", "")


# What one side keeps to itself carries a word that stands nowhere else.


def with_canaries(instance):
    """Everybody's private things marked: wishes, communities and hidden traits, by side."""
    secret = Trait("secret", "Secret", TraitKind.MANY)

    def marked(person, word):
        return replace(
            person,
            traits={**person.traits, "secret": frozenset({word})},
            wishes=(*person.wishes, Wish(secret, Strength.NOT_THIS, frozenset({f"no-{word}"}))),
            communities=person.communities | {f"from-{word}"},
        )

    return replace(
        instance,
        traits=(*instance.traits, secret),
        seekers=tuple(marked(one, "canaryseeker") for one in instance.seekers),
        supporters=tuple(marked(one, "canarysupporter") for one in instance.supporters),
        kept=(),
        held={},
        couples=(),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=FUNCTION_FIXTURES)
@given(instances())
def test_no_view_of_one_side_holds_what_the_other_keeps_private(file, told, instance):
    marked = with_canaries(instance)
    path = file(instance_as_json(marked))
    code, out, _ = told(path, "--json", "--shortlists", "3")
    assert code == 0
    data, result = json.loads(out), file(out, "result.json")
    for_seeker = [pair["for_seeker"] for pair in data["pairs"]] + [
        one["for_seeker"] for found in data["shortlists"].values() for one in found
    ]
    for_seeker += [told("explain", path, result, one.id, "--for", "seeker")[1] for one in marked.seekers]
    for_supporter = [pair["for_supporter"] for pair in data["pairs"]]
    for_supporter += [
        told("explain", path, result, one.id, "--for", "supporter")[1] for one in marked.supporters
    ]
    assert not re.search("canary|Secret", json.dumps(for_supporter))
    assert "canarysupporter" not in json.dumps(for_seeker)


@settings(max_examples=25, deadline=None, suppress_health_check=FUNCTION_FIXTURES)
@given(instances(), instances())
def test_view_of_one_side_is_the_same_whatever_the_other_keeps_private(file, told, instance, other):
    """The pair being given, everything private of the supporters is taken from other people."""
    instance = replace(instance, kept=(), held={}, couples=(), exclusions=frozenset())
    strangers = {one.id: one for one in other.supporters}
    swapped = replace(
        instance,
        supporters=tuple(
            private_taken(one, strangers[one.id]) if one.id in strangers else one
            for one in instance.supporters
        ),
    )
    views = []
    for people in (instance, swapped):
        path = file(instance_as_json(people))
        code, out, _ = told(path, "--json")
        # Wishes of a stranger can contradict each other beside what this person is: such a file is refused.
        assume(code == 0)
        result, data = file(out, "result.json"), json.loads(out)
        pairs = {pair["seeker"]: pair["supporter"] for pair in data["pairs"]}
        views.append(
            {
                (seeker.id, pairs.get(seeker.id)): told(
                    "explain", path, result, seeker.id, "--for", "seeker"
                )[1]
                for seeker in people.seekers
            }
        )
    assert all(views[0][key] == views[1][key] for key in views[0].keys() & views[1].keys())


def private_taken(person: Party, stranger: Party):
    hidden = {key: value for key, value in stranger.traits.items() if key not in person.shown}
    return replace(
        person,
        traits={key: value for key, value in person.traits.items() if key in person.shown} | hidden,
        topics=person.topics if "topics" in person.shown else stranger.topics,
        communities=stranger.communities,
        avoid_own_community=stranger.avoid_own_community,
    )


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)


def test_worked_example_of_the_page_is_what_the_command_says(tmp_path, told, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (json_text,) = blocks("json")
    (tmp_path / "round.json").write_text(json_text, encoding="utf-8")
    sheets = blocks("csv")
    (tmp_path / "week-12").mkdir()
    for name, text in zip(("seekers", "supporters", "exclusions"), sheets, strict=True):
        (tmp_path / "week-12" / f"{name}.csv").write_text(text, encoding="utf-8")
    assert (
        told("convert", "week-12", "from-csv.json")[0]
        == told("convert", "round.json", "from-json.json")[0]
        == 0
    )
    assert (tmp_path / "from-csv.json").read_bytes() == (tmp_path / "from-json.json").read_bytes()
    for session in blocks("console"):
        for part in session.split("$ alongside match ")[1:]:
            line, _, expected = part.partition("\n")
            code, out, err = told(*line.split())
            assert (out or err).strip() == expected.strip(), line
            assert code in {0, 2}


def test_page_names_every_field_and_column():
    from alongside.matching.core.files.csv_folder import PERSON_COLUMNS, STRENGTHS  # noqa: PLC0415
    from alongside.matching.core.files.persons import SEEKER, SUPPORTER  # noqa: PLC0415
    from alongside.matching.core.files.reading import TOP  # noqa: PLC0415

    named = set(re.findall(r"`([a-z_]+)`", DOCS.read_text(encoding="utf-8")))
    assert {*SEEKER, *SUPPORTER, *TOP, *STRENGTHS, *PERSON_COLUMNS} <= named


def test_instance_of_nobody_can_be_written():
    assert set(instance_as_csv(Instance())) == {"seekers.csv", "supporters.csv"}

import dataclasses
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.measures.core import InvalidInstrument, Respondent, load_instrument


def test_instrument_reads_every_part_of_its_file(sample):
    one = sample(respondents=["member", "supporter"])

    assert one.item_ids == ("q1", "q2", "q3")
    assert one.codes_of("q1") == (0, 1, 2, 3)
    assert one.respondents == (Respondent.MEMBER, Respondent.SUPPORTER)
    assert [question.options[0].label for question in one.questions()] == ["Answer 0"] * 3


def test_instrument_cannot_be_changed(sample):
    with pytest.raises(dataclasses.FrozenInstanceError):
        sample().title = "Another"


def test_instrument_gives_cut_offs_only_for_the_population_they_come_from(sample):
    cut_off = {"score": 6, "meaning": "High", "population": "adults_57_to_85", "source": "A study."}
    one = sample(cut_offs=[cut_off])

    assert [found.score for found in one.cut_offs_for("adults_57_to_85")] == [6]
    assert one.cut_offs_for("adults") == ()


def options(low, high):
    labelled = [{"code": code, "label": f"Answer {code}"} for code in range(low, high + 1)]
    return {"style": "labels", "options": labelled}


def shuffled(value, order):
    if isinstance(value, dict):
        keys = list(value)
        order.shuffle(keys)
        return {key: shuffled(value[key], order) for key in keys}
    return [shuffled(one, order) for one in value] if isinstance(value, list) else value


@settings(deadline=None)
@given(seed=st.integers(0, 2**32), indent=st.sampled_from([None, 0, 4]))
def test_content_hash_is_the_same_under_any_order_of_keys_and_white_space(document, sample, seed, indent):
    text = json.dumps(shuffled(document(), random.Random(seed)), indent=indent)

    assert load_instrument(text).content_hash == sample().content_hash


@pytest.mark.parametrize("changes", [{"title": "Sample."}, {"version": "2"}, {"reverse": ["q1"]}])
def test_content_hash_changes_with_the_content(sample, changes):
    assert sample(**changes).content_hash != sample().content_hash


ITEM = {"id": "q1", "text": "Question?", "responses": "amount"}
BROKEN = [
    ({"items": []}, "items"),
    ({"items": [ITEM, ITEM], "reverse": []}, "items: q1 stands there twice"),
    ({"items": [{**ITEM, "responses": "other"}], "reverse": ["q1"]}, "items: q1 names responses other"),
    ({"responses": {"amount": options(0, 3), "spare": options(0, 1)}}, "responses: no item uses spare"),
    ({"reverse": ["q9"]}, "reverse: there is no item q9"),
    ({"method": "median"}, "method"),
    ({"method": "mean"}, "missing: prorate does not go with mean"),
    ({"missing": {"max_missing": 1, "fill": "none"}}, "missing: none may be missing"),
    ({"missing": {"max_missing": 3, "fill": "prorate"}}, "missing: max_missing would let an empty form"),
    ({"missing": {"max_missing": -1, "fill": "prorate"}}, "missing.max_missing"),
    (
        {"method": "single", "missing": {"max_missing": 0, "fill": "none"}},
        "items: single has exactly one item",
    ),
    (
        {
            "method": "goals",
            "missing": {"max_missing": 0, "fill": "mean"},
            "items": [ITEM],
            "reverse": ["q1"],
        },
        "reverse: goals are never reversed",
    ),
    ({"range": {"min": 9, "max": 0}}, "range: min is not below max"),
    ({"age_range": {"min": 16, "max": 10}}, "age_range: max is below min"),
    (
        {"cut_offs": [{"score": 10, "meaning": "x", "population": "y", "source": "z"}]},
        "cut_offs: 10 is outside",
    ),
    ({"alarms": [{"item": "q9", "from_code": 1}]}, "alarms: there is no item q9"),
    ({"alarms": [{"item": "q1", "from_code": 7}]}, "alarms: q1 does not offer 7"),
    ({"ceiling": 5}, "ceiling: goes with a sum of which nothing is missing"),
    ({"stretched": True, "ceiling": 5}, "stretched: goes with a sum or a mean without a ceiling"),
    (
        {
            "stretched": True,
            "items": [ITEM, {"id": "q2", "text": "Another?", "responses": "other"}],
            "responses": {"amount": options(0, 3), "other": options(0, 1)},
        },
        "stretched: every item must offer the same codes",
    ),
    ({"higher_is": "neither"}, "higher_is"),
    ({"respondents": []}, "respondents"),
    ({"language": "English"}, "language"),
    ({"title": " "}, "title"),
    ({"validated": "yes"}, "validated"),
    ({"titel": "x"}, "titel"),
    ({"content_hash": "0" * 64}, "content_hash: is worked out"),
    ({"examples": []}, "examples"),
]


@pytest.mark.parametrize(("changes", "problem"), BROKEN)
def test_load_instrument_refuses_a_file_that_is_not_sound(sample, changes, problem):
    with pytest.raises(InvalidInstrument) as refused:
        sample(**changes)

    assert any(found.startswith(problem) for found in refused.value.problems), refused.value.problems


@pytest.mark.parametrize(
    ("listed", "problem"),
    [
        ([{"code": 1, "label": "A"}, {"code": 1, "label": "B"}], "responses: amount has a code twice"),
        (
            [{"code": 0, "label": "A"}, {"code": 1, "label": ""}],
            "responses: amount has an answer without words",
        ),
        (
            [{"code": code, "label": "A"} for code in (0, 1, 5)],
            "reverse: the codes of q2 are not the same when turned round",
        ),
    ],
)
@pytest.mark.parametrize("style", ["labels", "numbers"])
def test_load_instrument_refuses_unsound_responses(sample, listed, problem, style):
    with pytest.raises(InvalidInstrument) as refused:
        sample(responses={"amount": {"style": style, "options": listed}})

    assert problem in refused.value.problems


def test_load_instrument_lets_only_a_numbered_line_have_answers_without_words(sample):
    listed = [{"code": code, "label": label} for code, label in enumerate(["None", "", "", "All"])]

    assert (
        sample(responses={"amount": {"style": "numbers", "options": listed}}).questions()[0].style
        == "numbers"
    )
    with pytest.raises(InvalidInstrument):
        sample(responses={"amount": {"style": "labels", "options": listed}})


@pytest.mark.parametrize("text", ["", "{", "[]", '"words"', '{"id": "a", "id": "b"}'])
def test_load_instrument_refuses_what_is_not_one_json_object(text):
    with pytest.raises(InvalidInstrument):
        load_instrument(text)


def test_load_instrument_names_every_missing_field(document):
    with pytest.raises(InvalidInstrument) as refused:
        load_instrument("{}")

    named = {problem.partition(":")[0] for problem in refused.value.problems}
    assert named == set(document())

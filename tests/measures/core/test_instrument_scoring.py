import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.measures.core import (
    SCORER_VERSION,
    InvalidAnswer,
    Method,
    Unscored,
    code_from_marks,
    instrument,
    instruments,
    score,
)


def in_order(instrument, codes):
    return dict(zip(instrument.item_ids, codes, strict=True))


SHIPPED = pytest.mark.parametrize("one", instruments(), ids=lambda one: one.id)


def test_ucla_3_adds_three_answers():
    result = score(instrument("ucla_3"), {"companionship": 2, "left_out": 3, "isolated": 2})

    assert (result.value, result.prorated, result.answered, result.missing) == (7, False, 3, 0)


def test_ucla_3_has_no_score_without_every_answer():
    result = score(instrument("ucla_3"), {"companionship": 2, "isolated": 2})

    assert (result.value, result.reason) == (None, Unscored.TOO_MANY_MISSING)
    assert (result.answered, result.missing, result.missing_items) == (2, 1, ("left_out",))
    assert not result.prorated


def test_semcd_6_takes_the_mean_of_what_was_answered():
    one = instrument("semcd_6")

    result = score(one, in_order(one, [4, 5, 6, 5, 7, None]))

    assert (result.value, result.prorated, result.answered, result.missing) == (5.4, True, 5, 1)


def test_semcd_6_has_no_score_with_three_missing():
    one = instrument("semcd_6")

    assert score(one, in_order(one, [4, 5, 6, 5, None, None])).value == 5
    assert score(one, in_order(one, [4, 5, 6, None, None, None])).reason is Unscored.TOO_MANY_MISSING


# The codes chosen, question by question, and the score that the instrument's own rules give for them.
PUBLISHED = {
    "phq_9": ([3, 2, 3, 2, 1, 2, 1, 0, 1], 15),
    "phq_9, one missing": ([1, 2, None, 2, 0, 1, 2, 0, 0], 9),
    "phq_9, three missing": ([1, 2, None, None, 0, 1, 2, 0, None], None),
    "phq_8": ([1, 2, 1, 2, 0, 1, 2, 0], 9),
    "gad_7": ([2, 1, 3, 1, 0, 2, 1], 10),
    "gad_7, one missing": ([2, 1, None, 1, 0, 2, 1], 49 / 6),
    "hrqol_unhealthy_days, beyond the month": ([20, 15], 30),
    "hrqol_unhealthy_days": ([3, 2], 5),
    "rand_energy": ([4, 5, 2, 3], 30),
    "ismi_10": ([2, 3, 2, 1, 3, 2, 2, 1, 3, 2], 1.9),
    "core_10": ([1, 3, 2, 0, 1, 0, 2, 1, 1, 3], 12),
    "core_10, one missing": ([1, 3, 2, None, 1, 0, 2, 1, 1, 3], 40 / 3),
    "core_10, two missing": ([1, 3, 2, None, 1, 0, None, 1, 1, 3], None),
    "eheals": ([4, 4, 3, 4, 5, 3, 4, 4], 31),
    "cbi_personal": ([75, 50, 75, 25, 50, None], 55),
    "cbi_work": ([50, 25, 25, 50, 25, 25, 75], 225 / 7),
    "semcd_6": ([4, 5, 6, 5, 7, None], 5.4),
    "ucla_3": ([2, 3, 2], 7),
}


@pytest.mark.parametrize(
    ("name", "codes", "published"), [(k, *v) for k, v in PUBLISHED.items()], ids=PUBLISHED
)
def test_score_comes_out_as_published(name, codes, published):
    one = instrument(name.split(",")[0])

    value = score(one, in_order(one, codes)).value

    assert value == (None if published is None else pytest.approx(published, rel=1e-12))


def test_a_dangerous_answer_is_named_and_one_left_out_is_unknown():
    one = instrument("phq_9")

    assert one.alarming({"self_harm": 1}) == ("self_harm",)
    assert one.alarming({"self_harm": 0, "mood": 3}) == ()
    assert (one.alarming({}), one.unanswered_alarms({"mood": 0})) == ((), ("self_harm",))
    assert one.unanswered_alarms({"self_harm": 0}) == ()
    assert instrument("core_10").alarming({"end_life": 4}) == ("end_life",)
    assert [one.id for one in instruments() if one.alarms] == ["core_10", "phq_9"]


def test_score_carries_what_is_needed_to_work_it_out_again():
    one = instrument("ons_loneliness_direct")

    result = score(one, {"lonely": 4})

    assert (result.instrument_id, result.instrument_version, result.language) == (one.id, one.version, "en")
    assert (result.instrument_hash, result.scorer_version) == (one.content_hash, SCORER_VERSION)
    assert result.value == 4


@SHIPPED
def test_score_of_an_empty_form_is_unknown_not_zero(one):
    result = score(one, {})

    assert (result.value, result.reason, result.answered) == (None, Unscored.NOTHING_ANSWERED, 0)


def test_goals_score_is_the_mean_of_the_rated_goals():
    result = score(instrument("personal_goals"), {"walk": 3, "sleep": 8, "cook": None})

    assert (result.value, result.prorated) == (5.5, False)
    assert (result.answered, result.missing, result.missing_items) == (2, 1, ("cook",))


def code_for(one, item_id):
    return st.none() | st.sampled_from(one.codes_of(item_id))


def answers_to(one):
    ids = ("a", "b", "c") if one.method is Method.GOALS else one.item_ids
    return st.fixed_dictionaries({item_id: code_for(one, item_id) for item_id in ids})


@pytest.fixture(scope="module")
def mixed(sample):
    return (sample(), *instruments())


@settings(deadline=None)
@given(data=st.data())
def test_score_is_within_the_range_for_any_answers(mixed, data):
    one = data.draw(st.sampled_from(mixed))
    answers = data.draw(answers_to(one))

    result = score(one, answers)

    assert result.answered + result.missing == len(answers)
    assert (result.value is None) == (result.reason is not None)
    if result.value is not None:
        assert one.range.min <= result.value <= one.range.max


@settings(deadline=None)
@given(data=st.data())
def test_score_rises_with_each_item_and_falls_with_a_reversed_one(mixed, data):
    one = data.draw(st.sampled_from(mixed))
    answers = data.draw(answers_to(one))
    item_id = data.draw(st.sampled_from(sorted(answers)))
    low, high = sorted(
        data.draw(st.lists(st.sampled_from(one.codes_of(item_id)), min_size=2, max_size=2, unique=True))
    )

    lower, higher = (score(one, {**answers, item_id: code}).value for code in (low, high))

    if lower is None or higher is None:
        assert lower is higher is None
    elif one.ceiling is not None:
        assert lower <= higher
    else:
        assert lower > higher if item_id in one.reverse else lower < higher


@settings(deadline=None)
@given(
    data=st.data(),
    code=st.integers(-200, 200) | st.floats() | st.booleans() | st.text(),
)
def test_score_refuses_a_code_that_is_not_offered(mixed, data, code):
    one = data.draw(st.sampled_from(mixed))
    item_id = data.draw(st.sampled_from(one.item_ids))
    if type(code) is int and code in one.codes_of(item_id):
        return

    with pytest.raises(InvalidAnswer) as refused:
        score(one, {item_id: code})

    assert (refused.value.item_id, refused.value.allowed) == (item_id, one.codes_of(item_id))


@pytest.mark.parametrize("code", [2, None])
def test_score_refuses_an_item_that_is_not_there(code):
    with pytest.raises(InvalidAnswer) as refused:
        score(instrument("ucla_3"), {"companion": code})

    assert (refused.value.item_id, refused.value.allowed) == ("companion", ())


@pytest.mark.parametrize(
    ("marks", "code"), [([], None), ([4], 4), ([4, 4], 4), ([5, 4], 4), ([4, 6], None), ([4, 5, 6], None)]
)
def test_semcd_6_on_paper_takes_the_lower_of_two_neighbouring_marks(marks, code):
    assert code_from_marks(instrument("semcd_6"), "fatigue", marks) == code


def test_marks_on_paper_are_missing_where_no_rule_says_otherwise():
    assert code_from_marks(instrument("ucla_3"), "left_out", [1, 2]) is None
    with pytest.raises(InvalidAnswer):
        code_from_marks(instrument("ucla_3"), "left_out", [3, 4])

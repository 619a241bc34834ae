import pytest

from alongside.measures.core import end_point_self_test, instruments, score
from alongside.measures.core.self_test import best_answers, worst_answers


@pytest.mark.parametrize("one", instruments(), ids=lambda one: one.id)
def test_shipped_instrument_passes_its_self_test(one):
    assert end_point_self_test(one) == ()


def test_self_test_passes_an_instrument_with_a_reversed_item(sample):
    assert end_point_self_test(sample()) == ()


def test_best_and_worst_answers_turn_a_reversed_item_round(sample):
    assert best_answers(sample()) == {"q1": 0, "q2": 3, "q3": 0}
    assert worst_answers(sample()) == {"q1": 3, "q2": 0, "q3": 3}
    assert best_answers(sample(higher_is="better")) == worst_answers(sample())


def test_turning_a_reversed_item_moves_the_total_against_its_code(sample):
    one = sample()
    best = best_answers(one)

    assert score(one, best).value == 0
    assert score(one, {**best, "q2": 0}).value == 3
    assert score(one, {**best, "q1": 3}).value == 3


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"range": {"min": 0, "max": 12}}, "worst answers give 9.0, not 12"),
        ({"range": {"min": 1, "max": 9}}, "best answers give 0.0, not 1"),
        ({"range": {"min": 0, "max": 12}}, "turning q2 from best to worst moves the score by 3.0, not 4"),
        ({"reverse": []}, "example 1: gives 3.0, not 4.0"),
        ({"reverse": ["q1", "q2"]}, "example 1: gives 5.0, not 4.0"),
        (
            {"examples": [{"answers": {"q1": 9}, "score": 1}]},
            "example 1: q1: 9 is not an answer (only 0, 1, 2, 3)",
        ),
        ({"examples": [{"answers": {}, "score": 0}]}, "example 1: gives None, not 0.0"),
        ({"examples": [{"answers": {}, "score": None}]}, "no example has every item"),
    ],
)
def test_self_test_says_what_is_wrong(sample, changes, problem):
    assert problem in end_point_self_test(sample(**changes))

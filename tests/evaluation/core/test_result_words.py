import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.evaluation.core.change import (
    EntryRule,
    HigherIs,
    Interval,
    Pair,
    Reliability,
    Selects,
    measure_change,
)
from alongside.evaluation.core.clusters import Clustering
from alongside.evaluation.core.disclosure import protect_change
from alongside.evaluation.core.words import Say, Sentence, judge, per_hundred, sentence_class, sentences

PHQ_9 = Reliability(sd=6, reliability=0.84)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (5.5, 8, Say.IMPROVED_BEYOND_MID),
        (5, 8, Say.IMPROVED_BEYOND_MID),
        (0.5, 8, Say.IMPROVED_MAY_BE_SMALL),
        (0.5, 4, Say.LITTLE_CHANGE),
        (-4, 4, Say.LITTLE_CHANGE),
        (-1, 5, Say.CANNOT_TELL),
        (-5, 1, Say.CANNOT_TELL),
        (-9, 9, Say.CANNOT_TELL),
        (0, 6, Say.CANNOT_TELL),
        (-8, -0.5, Say.GOT_WORSE_MAY_BE_SMALL),
        (-8, -5, Say.GOT_WORSE_BEYOND_MID),
    ],
)
def test_interval_is_judged_against_what_matters(low, high, said):
    assert judge(Interval(low, high), mid=5) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(1, 2, Say.IMPROVED_NO_MID), (-1, 2, Say.CANNOT_TELL_NO_MID), (-2, -1, Say.GOT_WORSE_NO_MID)],
)
def test_without_a_mid_only_the_side_is_told(low, high, said):
    assert judge(Interval(low, high), mid=None) == said


ENDS = st.tuples(st.floats(-20, 20), st.floats(-20, 20)).map(sorted)


@settings(max_examples=150, deadline=None)
@given(ENDS, st.floats(0.1, 10))
def test_turning_an_interval_round_turns_its_class_round(ends, mid):
    mirrored = {
        Say.IMPROVED_BEYOND_MID: Say.GOT_WORSE_BEYOND_MID,
        Say.IMPROVED_MAY_BE_SMALL: Say.GOT_WORSE_MAY_BE_SMALL,
    }
    mirrored |= {worse: better for better, worse in mirrored.items()}
    said = judge(Interval(*ends), mid)
    assert judge(Interval(-ends[1], -ends[0]), mid) == mirrored.get(said, said)


def change_of(gains, *, asked=None, **rules):
    pairs = [Pair(str(n), 10, 10 + gain) for n, gain in enumerate(gains)]
    return measure_change("m", pairs, higher_is=HigherIs.BETTER, asked=asked or len(pairs), **rules)


def codes(change, clustering=None):
    return [sentence.code for sentence in sentences(change, clustering)]


def test_improvement_is_told_interval_first():
    change = change_of([5, 7] * 20, asked=50, mid=5, reliability=PHQ_9)
    assert sentences(change, Clustering(40, 8, 6)) == (
        Sentence(Say.DESCRIBED_NO_COMPARISON),
        Sentence(
            Say.INTERVAL_BETTER,
            {"smaller": change.interval.low, "larger": change.interval.high, "guess": 6.0, "level": 95.0},
        ),
        Sentence(Say.IMPROVED_BEYOND_MID, {"mid": 5}),
        Sentence(
            Say.RELIABLE_COUNTS,
            {"n": 40, "better": 20, "unchanged": 20, "worse": 0, "sd": 6, "reliability": 0.84}
            | {"threshold": PHQ_9.threshold},
        ),
        Sentence(Say.MISSING, {"missing": 10, "asked": 50, "per_hundred": 20.0}),
        Sentence(Say.FEWER_SUPPORTERS_THAN_PEOPLE, {"supporters": 8, "people": 40}),
    )


def test_cannot_tell_is_never_said_without_its_warning():
    change = change_of([-20, 21] * 20, mid=3)
    assert codes(change) == [
        Say.DESCRIBED_NO_COMPARISON,
        Say.INTERVAL_ACROSS_ZERO,
        Say.CANNOT_TELL,
        Say.NOT_EVIDENCE_OF_NO_CHANGE,
        Say.MAY_BE_WORSE_BEYOND_MID,
        Say.NOBODY_MISSING,
    ]


def test_getting_worse_is_said_once():
    change = change_of([-5, -7] * 20, mid=6)
    assert codes(change)[1:3] == [Say.INTERVAL_WORSE, Say.GOT_WORSE_MAY_BE_SMALL]
    interval = sentences(change)[1].params
    assert 0 < interval["smaller"] < interval["guess"] < interval["larger"]


def test_twelve_people_are_described():
    assert codes(change_of([1, 2] * 6, mid=1), Clustering(12, 12, 1)) == [
        Say.DESCRIBED_NO_COMPARISON,
        Say.INTERVAL_BETTER,
        Say.DESCRIBE_NOT_CONCLUDE,
        Say.NOBODY_MISSING,
    ]


@pytest.mark.parametrize(
    ("gains", "code"), [([1, 2], Say.MEAN_BETTER), ([-1, -2], Say.MEAN_WORSE), ([1, -1], Say.MEAN_SAME)]
)
def test_below_ten_people_only_the_mean_is_told(gains, code):
    assert codes(change_of(gains))[1:3] == [code, Say.DESCRIBE_NOT_CONCLUDE]


def test_same_change_for_everybody_is_said():
    assert codes(change_of([2] * 40))[1:3] == [Say.MEAN_BETTER, Say.NO_SPREAD]


def test_published_result_of_few_people_shows_no_mean():
    entry = EntryRule(10, Selects.AT_OR_BELOW, 12, 6, 0.84)
    nine = protect_change(change_of([1] * 9, asked=10, reliability=PHQ_9, entry=entry))
    assert sentences(nine)[1] == Sentence(Say.TOO_FEW_TO_SHOW, {"n": 9})
    assert codes(nine)[2:] == [Say.RELIABLE_COUNTS, Say.MISSING_HIDDEN]
    assert sentences(protect_change(change_of([1])))[1] == Sentence(Say.TOO_FEW_TO_SHOW)


def test_expected_change_stands_beside_the_change():
    entry = EntryRule(10, Selects.AT_OR_BELOW, 13, 6, 0.84)
    said = next(s for s in sentences(change_of([3, 5] * 20, entry=entry)) if s.code == Say.EXPECTED_ANYWAY)
    assert said.params["amount"] == pytest.approx(1.0954, abs=5e-4)
    assert said.params["change"] == 4


def test_hidden_counts_are_said_to_be_hidden():
    change = protect_change(change_of([9] * 3 + [0, 1] * 20, reliability=PHQ_9))
    assert Say.RELIABLE_COUNTS_HIDDEN in codes(change)


def test_no_code_claims_a_cause():
    causal = re.compile("effect|impact|because|help|harm|caus|significant|work")
    assert [code for code in Say if causal.search(code.value)] == []


GAINS = st.lists(st.integers(-10, 10), min_size=0, max_size=60)


@settings(max_examples=150, deadline=None)
@given(GAINS, st.one_of(st.none(), st.floats(0.1, 8)))
def test_sentence_class_is_that_of_the_numbers_in_the_table(gains, mid):
    change = change_of(gains, mid=mid)
    said = codes(change)
    expected = judge(change.interval, mid) if change.n >= 30 and change.interval else None
    assert sentence_class(change) == expected
    classes = {
        judge(Interval(low, low + width), m)
        for low in (-9, -1, 0.5, 9)
        for width in (0, 2, 20)
        for m in (None, 1, 5)
    }
    assert [code for code in said if code in classes] == ([expected] if expected else [])
    assert said[0] == Say.DESCRIBED_NO_COMPARISON
    assert (Say.NOT_EVIDENCE_OF_NO_CHANGE in said) == (expected in (Say.CANNOT_TELL, Say.CANNOT_TELL_NO_MID))


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[st.integers(0, 300)] * 3).filter(any))
def test_frequencies_add_up_to_a_hundred(counts):
    shown = per_hundred(*counts)
    assert sum(shown) == 100
    assert all(abs(part - 100 * count / sum(counts)) < 1 for part, count in zip(shown, counts, strict=True))


def test_frequencies_of_nobody_are_refused():
    with pytest.raises(ValueError, match="need people"):
        per_hundred(0, 0, 0)

"""Change per measure, for members and for supporters apart, and why people are missing from it.

Only people whose answers may be used are here. Everybody who should have answered both times is either a pair of
scores or missing for one reason, and `reconcile_answers` proves it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from alongside.evaluation.core.change import Change, HigherIs, Pair, measure_change
from alongside.evaluation.core.facts import NOT_ASKED, Asking, Facts, GroupPlan, Place
from alongside.evaluation.core.flow import Answers, reconcile_answers
from alongside.evaluation.core.reliability import PUBLISHED
from alongside.measures.core import Instrument, Method
from alongside.measures.core.registry import described


class Span(StrEnum):
    """From the baseline to which wave."""

    END = "end"
    AFTER = "after"


class Missing(StrEnum):
    """Why somebody who should have two scores has not; the first that fits, in this order."""

    NO_BASELINE = "no_baseline"
    LATE_BASELINE = "late_baseline"  # answered after the first contact, so it is no baseline
    DECLINED = "declined"
    NOT_IN_TIME = "not_in_time"
    NOT_ASKED = "not_asked"
    NO_SCORE = "no_score"  # too many questions left out


@dataclass(frozen=True)
class MeasureResult:
    """One measure over one span; `missing` is why those asked are not among the pairs."""

    instrument: str
    span: Span
    change: Change
    missing: Mapping[Missing, int]


def usable(places: Sequence[Place]) -> frozenset[int]:
    """People whose answers may be used."""
    return frozenset(
        place.person for place in places if place.may_use and not place.withdrew_data and not place.declined
    )


def asked_at(facts: Facts, span: Span, *, as_supporter: bool) -> frozenset[int]:
    """Usable people for whom the later wave of the span is over, whatever came of it.

    Who has answered already while there is still time is not among them: who answers early would otherwise count, and
    who has not answered yet would not, and fewer would seem to be missing than are.
    """
    return frozenset(
        asking.person for asking in _later(facts, span, as_supporter=as_supporter) if asking.over
    )


def being_asked_at(facts: Facts, span: Span, *, as_supporter: bool) -> frozenset[int]:
    """Usable people who can still answer the later wave of the span; some have. They are neither pairs nor missing."""
    begun = frozenset(asking.person for asking in _later(facts, span, as_supporter=as_supporter))
    return begun - asked_at(facts, span, as_supporter=as_supporter)


def _later(facts: Facts, span: Span, *, as_supporter: bool) -> list[Asking]:
    plan, people = _group(facts, as_supporter=as_supporter)
    wave = plan.end if span == Span.END else plan.after
    return [
        asking
        for asking in facts.askings
        if asking.as_supporter == as_supporter
        and asking.wave == wave
        and asking.instrument in plan.instruments
        and asking.person in people
    ]


def measure_results(facts: Facts, *, as_supporter: bool) -> tuple[MeasureResult, ...]:
    """Every measure of one side, the main one first, to the end and then to after the end."""
    return tuple(_result(answers) for answers in both_answers(facts, as_supporter=as_supporter))


@dataclass(frozen=True)
class BothAnswers:
    """Everybody asked one measure before and at a later wave: their pairs of scores, and why the others have none."""

    of: Instrument
    span: Span
    wave: str
    asked: int
    pairs: tuple[Pair, ...]
    missing: Mapping[Missing, int]


def both_answers(facts: Facts, *, as_supporter: bool) -> Iterator[BothAnswers]:
    """Every measure of one side over each span, in the order of `measure_results`."""
    plan, _ = _group(facts, as_supporter=as_supporter)
    mine = [asking for asking in facts.askings if asking.as_supporter == as_supporter]
    for name in plan.instruments:
        askings = [asking for asking in mine if asking.instrument == name]
        for span, wave in ((Span.END, plan.end), (Span.AFTER, plan.after)):
            if wave:
                asked = asked_at(facts, span, as_supporter=as_supporter)
                yield _both(described(name), span, asked, askings, (plan.baseline, wave))


def _group(facts: Facts, *, as_supporter: bool) -> tuple[GroupPlan, frozenset[int]]:
    if as_supporter:
        return facts.plan.supporters, usable(facts.supporters)
    return facts.plan.members, usable(facts.members)


def _both(
    of: Instrument, span: Span, asked: frozenset[int], askings: Sequence[Asking], waves: tuple[str, str]
) -> BothAnswers:
    first, later = waves
    before = _newest(asking for asking in askings if asking.wave == first)
    after = _newest(asking for asking in askings if asking.wave == later)
    pairs: list[Pair] = []
    missing: Counter[Missing] = Counter()
    for person in sorted(asked):
        pair = _pair(of, before.get(person), after.get(person))
        if pair is not None:
            pairs.append(pair)
        else:
            missing[_why(before.get(person), after.get(person))] += 1
    counted = {why: missing[why] for why in Missing if missing[why]}
    return BothAnswers(of, span, later, len(asked), tuple(pairs), counted)


def _result(answers: BothAnswers) -> MeasureResult:
    of = answers.of
    counted = {str(why): number for why, number in answers.missing.items()}
    reconcile_answers(Answers(of.id, answers.wave, answers.asked, len(answers.pairs), counted))
    mid = of.minimal_important_difference
    change = measure_change(
        of.id,
        answers.pairs,
        higher_is=HigherIs(of.higher_is),
        asked=answers.asked,
        mid=mid.points if mid else None,
        reliability=PUBLISHED.get(of.id),
    )
    return MeasureResult(of.id, answers.span, change, answers.missing)


def _newest(askings: Iterable[Asking]) -> dict[int, Asking]:
    """The newest answer of each person that has one; else any asking."""
    found: dict[int, Asking] = {}
    for asking in askings:
        known = found.get(asking.person)
        if known is None or _rank(asking) >= _rank(known):
            found[asking.person] = asking
    return found


def _rank(asking: Asking) -> tuple[bool, str]:
    return (asking.status == "completed", asking.answered_on.isoformat() if asking.answered_on else "")


def _pair(of: Instrument, before: Asking | None, after: Asking | None) -> Pair | None:
    if before is None or after is None or not before.is_baseline or after.status != "completed":
        return None
    if of.method is Method.GOALS:
        return _goals(before, after)
    if before.score is None or after.score is None:
        return None
    return Pair(str(before.person), before.score, after.score)


def _goals(before: Asking, after: Asking) -> Pair | None:
    """Means over the goals rated both times, so that goals added or dropped look like neither progress nor loss."""
    both = [
        (first, second)
        for goal, first in before.ratings.items()
        if first is not None and (second := after.ratings.get(goal)) is not None
    ]
    if not both:
        return None
    earlier, later = (sum(ratings) / len(both) for ratings in zip(*both, strict=True))
    return Pair(str(before.person), earlier, later)


def _why(before: Asking | None, after: Asking | None) -> Missing:
    if before is None or before.status != "completed":
        return Missing.NO_BASELINE
    if not before.is_baseline:
        return Missing.LATE_BASELINE
    if after is None or after.status == NOT_ASKED:
        return Missing.NOT_ASKED
    if after.status == "declined":
        return Missing.DECLINED
    return Missing.NO_SCORE if after.status == "completed" else Missing.NOT_IN_TIME

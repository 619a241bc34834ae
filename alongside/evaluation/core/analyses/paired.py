"""Change of the same people from before to after: the paired t interval, reliable change, and what to expect anyway."""

from collections.abc import Sequence

import numpy as np

from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Design,
    Estimate,
    Finding,
    Named,
    Reference,
    finite,
    left_out,
)
from alongside.evaluation.core.analyses.matrix import Values, numbers, same_length
from alongside.evaluation.core.analyses.verdicts import few_people, verdict
from alongside.evaluation.core.change import (
    FEWEST_FOR_INTERVAL,
    EntryRule,
    HigherIs,
    Interval,
    Pair,
    PairedT,
    Reliability,
    count_reliable,
    expected_anyway,
    paired_t,
)
from alongside.evaluation.core.words import per_hundred


def paired_change(
    *,
    before: Values,
    after: Values,
    higher_is: HigherIs | None = None,
    mid: float | None = None,
    reliability: Reliability | None = None,
    entry: EntryRule | None = None,
    level: float = 0.95,
    fewest: int = FEWEST_FOR_INTERVAL,
) -> Finding:
    """The mean difference after minus before, and how many people changed reliably for better and for worse.

    before, after: one row a person, NaN where not answered; people without both are left out, and counted.
    No comparison group: the numbers describe, and say nothing of what caused a change.
    """
    size = same_length(before=before, after=after)
    first, second = numbers(before), numbers(after)
    both = np.isfinite(first) & np.isfinite(second)
    n = int(both.sum())
    if n < 2:
        raise CannotSay(
            Named.TOO_FEW_PEOPLE,
            f"{n} of {size} people have both scores; a change needs two people at least.",
            "Before and after can be described apart.",
        )
    made = Reference("paired t", n, "after minus before", level, higher_is)
    statistics = paired_t(list(second[both] - first[both]), level)
    few = few_people(n, fewest)
    main = _mean_difference(statistics, made, bare=bool(few))
    estimates = [
        main,
        made.plain("sd_difference", statistics.sd, higher_is=None),
        made.plain("mean_before", first[both].mean(), method="mean", convention="people with both"),
        made.plain("mean_after", second[both].mean(), method="mean", convention="people with both"),
        *_better(main, made),
        *_reliable(list(zip(first[both], second[both], strict=True)), reliability, made),
        *_anyway(entry, made),
    ]
    found = Finding(
        "paired_change",
        tuple(estimates),
        design=Design.DESCRIBED,
        verdict=verdict(main, mid, Design.DESCRIBED),
    )
    return found.also(few, left_out(size, n, "people", "one of the two scores is missing"), _flat(statistics))


def _mean_difference(statistics: PairedT, made: Reference, *, bare: bool) -> Estimate:
    if bare or statistics.t is None:
        return made.plain("mean_difference", statistics.mean)
    return made.wald("mean_difference", statistics.mean, statistics.sd / statistics.n**0.5, statistics.df)


def _better(main: Estimate, made: Reference) -> list[Estimate]:
    if made.higher_is is None or main.value is None:
        return []
    sign = 1 if made.higher_is == HigherIs.BETTER else -1
    bounds = main.interval
    low, high = (None, None) if bounds is None else sorted((sign * bounds.low, sign * bounds.high))
    interval = None if low is None or high is None else Interval(low, high, made.level)
    words = {"convention": "positive is better", "higher_is": HigherIs.BETTER}
    return [made.plain("improvement", sign * main.value, interval=interval, **words)]


def _reliable(
    pairs: Sequence[tuple[float, float]], reliability: Reliability | None, made: Reference
) -> list[Estimate]:
    if reliability is None or made.higher_is is None:
        return []
    people = [Pair(str(number), float(a), float(b)) for number, (a, b) in enumerate(pairs)]
    counts = count_reliable(people, reliability, made.higher_is)
    three = (counts.better or 0, counts.unchanged or 0, counts.worse or 0)
    words = {
        "method": "reliable change (Jacobson and Truax 1991)",
        "convention": f"SD {reliability.sd:g}, reliability {reliability.reliability:g}, {reliability.z:g} standard errors",
        "higher_is": None,
    }
    names = ("better", "unchanged", "worse")
    return [
        made.plain("reliable_change_threshold", reliability.threshold, **words),
        *(made.plain(f"reliably_{name}", count, **words) for name, count in zip(names, three, strict=True)),
        *(
            made.plain(f"reliably_{name}_per_100", share, **words)
            for name, share in zip(names, per_hundred(*three), strict=True)
        ),
    ]


def _anyway(entry: EntryRule | None, made: Reference) -> list[Estimate]:
    if entry is None or made.higher_is is None:
        return []
    words = "improvement to expect with no help at all; SD * lambda * (1 - r)"
    return [
        made.plain(
            "expected_anyway",
            finite(expected_anyway(entry, made.higher_is)),
            method="regression to the mean (Davis 1976)",
            convention=words,
            higher_is=HigherIs.BETTER,
        )
    ]


def _flat(statistics: PairedT) -> Condition | None:
    if statistics.t is not None:
        return None
    return Condition(
        Named.ZERO_VARIANCE,
        f"All {statistics.n} people changed by the same amount ({statistics.mean:g}), so there is no spread to make an interval from.",
        "The change itself stands as it is.",
    )

"""How an interval stands to the smallest difference that matters, in the fixed words of the result page.

The classes are those of `words.judge`; here they are named for designs that have a comparison. Where there is none,
the class speaks of change, never of help.
"""

from alongside.evaluation.core.analyses.finding import Condition, Design, Estimate, Named
from alongside.evaluation.core.change import (
    FEWEST_FOR_CLASS,
    FEWEST_FOR_INTERVAL,
    HigherIs,
    Interval,
)
from alongside.evaluation.core.words import Say, judge

HELPS = {
    Say.IMPROVED_BEYOND_MID: "clearly_helps",
    Say.IMPROVED_MAY_BE_SMALL: "probably_helps_may_be_small",
    Say.LITTLE_CHANGE: "probably_little_difference",
    Say.CANNOT_TELL: "cannot_tell",
    Say.GOT_WORSE_MAY_BE_SMALL: "probably_worse_may_be_small",
    Say.GOT_WORSE_BEYOND_MID: "clearly_worse",
}


def improvement(interval: Interval, higher_is: HigherIs) -> Interval:
    """The interval with the sign turned so that positive is better."""
    if higher_is == HigherIs.BETTER:
        return interval
    return Interval(-interval.high, -interval.low, interval.level)


def verdict(main: Estimate, mid: float | None, design: Design) -> str | None:
    """The class of the main interval, None without a smallest difference that matters or with fewer than 30 people."""
    if mid is None or main.interval is None or main.higher_is is None or main.n < FEWEST_FOR_CLASS:
        return None
    said = judge(improvement(main.interval, main.higher_is), mid)
    return str(said) if design == Design.DESCRIBED else HELPS[said]


def may_harm(main: Estimate, mid: float | None) -> bool:
    """Whether the interval reaches a worsening that matters."""
    if mid is None or main.interval is None or main.higher_is is None:
        return False
    return improvement(main.interval, main.higher_is).low <= -mid


def few_people(n: int, fewest: int = FEWEST_FOR_INTERVAL) -> Condition | None:
    """The condition under which numbers are described and no interval stands; None with enough people."""
    if n >= fewest:
        return None
    return Condition(
        Named.DESCRIBED_ONLY,
        f"With {n} people we can describe, not conclude: no interval and no test is given below {fewest}.",
        "Means and counts of these people stand as they are.",
    )

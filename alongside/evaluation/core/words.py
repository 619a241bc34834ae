"""What may be said about a change: codes and numbers, which the page turns into translated sentences.

The class of a sentence is computed from the same `Change` that fills the table, never chosen by hand. Every
result here is *described*: there is no comparison group, so no code speaks of what the programme did. Codes say
that people improved, got worse or changed little; the template for a code may not say more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from alongside.evaluation.core.change import Change, Interval, Standing
from alongside.evaluation.core.clusters import Clustering


class Say(StrEnum):
    """One kind of sentence each; parameters in brackets. Amounts are unsigned, in units of the measure."""

    # Stands above every number: described, no comparison group.
    DESCRIBED_NO_COMPARISON = "described_no_comparison"
    # Too few people to give even a mean [n, unless it is hidden too].
    TOO_FEW_TO_SHOW = "too_few_to_show"
    # With so few people we can describe, not conclude [n].
    DESCRIBE_NOT_CONCLUDE = "describe_not_conclude"
    # All people changed by the same amount, so there is no interval [n].
    NO_SPREAD = "no_spread"
    # Mean change without an interval [amount].
    MEAN_BETTER = "mean_better"
    MEAN_WORSE = "mean_worse"
    MEAN_SAME = "mean_same"
    # Where the mean change probably lies [smaller, larger, guess, level as a percentage].
    INTERVAL_BETTER = "interval_better"
    INTERVAL_WORSE = "interval_worse"
    # Between [worse] worse and [better] better; [guess] is signed, positive is better.
    INTERVAL_ACROSS_ZERO = "interval_across_zero"
    # The interval against the smallest difference that matters [mid].
    IMPROVED_BEYOND_MID = "interval_improved_beyond_mid"
    IMPROVED_MAY_BE_SMALL = "improved_may_be_small"
    LITTLE_CHANGE = "little_change"
    CANNOT_TELL = "cannot_tell"
    GOT_WORSE_MAY_BE_SMALL = "got_worse_may_be_small"
    GOT_WORSE_BEYOND_MID = "got_worse_beyond_mid"
    # The same where no smallest difference is known.
    IMPROVED_NO_MID = "improved_no_mid"
    CANNOT_TELL_NO_MID = "cannot_tell_no_mid"
    GOT_WORSE_NO_MID = "got_worse_no_mid"
    # Must follow "cannot tell": this is not evidence that nothing changed.
    NOT_EVIDENCE_OF_NO_CHANGE = "not_evidence_of_no_change"
    # The interval reaches a worsening that matters [mid].
    MAY_BE_WORSE_BEYOND_MID = "may_be_worse_beyond_mid"
    # People out of n, both sides always together [n, better, unchanged, worse, sd, reliability, threshold].
    RELIABLE_COUNTS = "reliable_counts"
    # Counts are not shown because they are small [sd, reliability, threshold].
    RELIABLE_COUNTS_HIDDEN = "reliable_counts_hidden"
    # This much of the change is expected without any programme [amount, change]; change is signed.
    EXPECTED_ANYWAY = "expected_anyway"
    # So many of those asked did not answer both times [missing, asked, per_hundred].
    MISSING = "missing"
    NOBODY_MISSING = "nobody_missing"
    MISSING_HIDDEN = "missing_hidden"
    # Results come from so many supporters, not from so many separate experiments [supporters, people].
    FEWER_SUPPORTERS_THAN_PEOPLE = "fewer_supporters_than_people"


@dataclass(frozen=True)
class Sentence:
    """A code with its numbers, unrounded; the page rounds."""

    code: Say
    params: Mapping[str, float | int] = field(default_factory=dict)


def judge(interval: Interval, mid: float | None) -> Say:
    """The class of an interval of improvement (positive is better) against the smallest difference that matters.

    The whole interval at or beyond the MID: improved beyond it, and likewise for worse. Wholly inside plus or
    minus MID: little change, even if it misses 0. Otherwise on one side of 0: improved or worse, perhaps little.
    Otherwise it holds 0 and reaches the MID on one side or both: cannot tell.
    """
    if mid is None:
        return _side(interval, Say.IMPROVED_NO_MID, Say.CANNOT_TELL_NO_MID, Say.GOT_WORSE_NO_MID)
    if interval.low >= mid:
        return Say.IMPROVED_BEYOND_MID
    if interval.high <= -mid:
        return Say.GOT_WORSE_BEYOND_MID
    if -mid < interval.low and interval.high < mid:
        return Say.LITTLE_CHANGE
    return _side(interval, Say.IMPROVED_MAY_BE_SMALL, Say.CANNOT_TELL, Say.GOT_WORSE_MAY_BE_SMALL)


def _side(interval: Interval, above: Say, across: Say, below: Say) -> Say:
    if interval.low > 0:
        return above
    return below if interval.high < 0 else across


def sentence_class(change: Change) -> Say | None:
    """The class that the page prints for a change; None below 30 people, where nothing is concluded."""
    if change.interval is None or change.standing != Standing.COMPARED_WITH_MID:
        return None
    return judge(change.interval, change.mid)


def sentences(change: Change, clustering: Clustering | None = None) -> tuple[Sentence, ...]:
    """Everything to be said about a change, in reading order; what is mandatory cannot be left out."""
    return (
        Sentence(Say.DESCRIBED_NO_COMPARISON),
        *_size(change),
        *_caution(change),
        *_conclusion(change),
        *_reliable(change),
        *_anyway(change),
        _missing(change),
        *_clusters(clustering),
    )


def _size(change: Change) -> list[Sentence]:
    """Lead with the interval, then the single best guess."""
    if change.improvement is None:
        return [Sentence(Say.TOO_FEW_TO_SHOW, _people(change))]
    if change.interval is None:
        return [_mean(change.improvement)]
    low, high = change.interval.low, change.interval.high
    guess, level = change.improvement, 100 * change.interval.level
    code = _side(change.interval, Say.INTERVAL_BETTER, Say.INTERVAL_ACROSS_ZERO, Say.INTERVAL_WORSE)
    if code == Say.INTERVAL_ACROSS_ZERO:
        return [Sentence(code, {"worse": abs(low), "better": high, "guess": guess, "level": level})]
    smaller, larger = sorted((abs(low), abs(high)))
    return [Sentence(code, {"smaller": smaller, "larger": larger, "guess": abs(guess), "level": level})]


def _people(change: Change) -> dict[str, float | int]:
    return {} if change.n is None else {"n": change.n}


def _mean(improvement: float) -> Sentence:
    if improvement == 0:
        return Sentence(Say.MEAN_SAME)
    return Sentence(Say.MEAN_BETTER if improvement > 0 else Say.MEAN_WORSE, {"amount": abs(improvement)})


def _caution(change: Change) -> list[Sentence]:
    if change.standing == Standing.COMPARED_WITH_MID or change.improvement is None:
        return []
    return [Sentence(Say.NO_SPREAD if change.sd == 0 else Say.DESCRIBE_NOT_CONCLUDE, _people(change))]


def _conclusion(change: Change) -> list[Sentence]:
    code = sentence_class(change)
    if code is None or change.interval is None:
        return []
    mid: dict[str, float | int] = {} if change.mid is None else {"mid": change.mid}
    said = [Sentence(code, mid)]
    if code in (Say.CANNOT_TELL, Say.CANNOT_TELL_NO_MID):
        said.append(Sentence(Say.NOT_EVIDENCE_OF_NO_CHANGE))
    already_worse = code in (Say.GOT_WORSE_BEYOND_MID, Say.GOT_WORSE_MAY_BE_SMALL)
    if change.mid is not None and change.interval.low <= -change.mid and not already_worse:
        said.append(Sentence(Say.MAY_BE_WORSE_BEYOND_MID, mid))
    return said


def _reliable(change: Change) -> list[Sentence]:
    if change.reliable is None or change.reliability is None:
        return []
    basis: dict[str, float | int] = {
        "sd": change.reliability.sd,
        "reliability": change.reliability.reliability,
        "threshold": change.reliability.threshold,
    }
    better, unchanged, worse = change.reliable.better, change.reliable.unchanged, change.reliable.worse
    if better is None or unchanged is None or worse is None:
        return [Sentence(Say.RELIABLE_COUNTS_HIDDEN, basis)]
    counts = {"n": better + unchanged + worse, "better": better, "unchanged": unchanged, "worse": worse}
    return [Sentence(Say.RELIABLE_COUNTS, counts | basis)]


def _anyway(change: Change) -> list[Sentence]:
    if change.expected_anyway is None or change.improvement is None:
        return []
    return [Sentence(Say.EXPECTED_ANYWAY, {"amount": change.expected_anyway, "change": change.improvement})]


def _missing(change: Change) -> Sentence:
    if change.missing is None or change.asked is None:
        return Sentence(Say.MISSING_HIDDEN)
    if change.missing == 0:
        return Sentence(Say.NOBODY_MISSING, {"asked": change.asked})
    share = 100 * change.missing / change.asked
    return Sentence(Say.MISSING, {"missing": change.missing, "asked": change.asked, "per_hundred": share})


def _clusters(clustering: Clustering | None) -> list[Sentence]:
    if clustering is None or not clustering.warns:
        return []
    params = {"supporters": clustering.supporters, "people": clustering.people}
    return [Sentence(Say.FEWER_SUPPORTERS_THAN_PEOPLE, params)]


def per_hundred(better: int, unchanged: int, worse: int) -> tuple[int, int, int]:
    """Natural frequencies that add up to 100, by largest remainders. ValueError without people."""
    counts = (better, unchanged, worse)
    total = sum(counts)
    if total <= 0 or min(counts) < 0:
        raise ValueError("Frequencies need people")
    whole = [100 * count // total for count in counts]
    by_remainder = sorted(range(3), key=lambda place: (-(100 * counts[place] % total), place))
    for place in by_remainder[: 100 - sum(whole)]:
        whole[place] += 1
    return whole[0], whole[1], whole[2]
